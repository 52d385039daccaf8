//! Who may see which member: exactly the visitors of its targets, whatever their state, so that
//! a target that is done stays with its visitor until it is taken back. Every visitor's pull is
//! filtered by the table `holdings`, and only this file writes it.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use shared::model::{MemberNumber, UserId};
use shared::wire::RowKey;

use super::columns::Columns as _;
use super::{DbResult, Write, from_json};

pub fn holds(tx: &Connection, user: UserId, member: &MemberNumber) -> DbResult<bool> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM holdings WHERE user_id = ?1 AND member = ?2")?
        .exists(params![user.to_string(), member.as_str()])?)
}

/// A member that leaves a phone leaves a forget.
pub fn held_before(tx: &Connection, user: UserId, member: &MemberNumber) -> DbResult<bool> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM forgets WHERE user_id = ?1 AND member = ?2")?
        .exists(params![user.to_string(), member.as_str()])?)
}

/// To be called in the transaction that changed the visitors of these members' targets, after the
/// targets are stored and stamped. Whoever lost a member is told to forget it; only then is it
/// stamped anew for whoever gained it, so that a phone never keeps rows it may not see.
pub fn refresh<'m>(
    write: &mut Write,
    members: impl IntoIterator<Item = &'m MemberNumber>,
) -> DbResult<()> {
    let members: BTreeSet<&MemberNumber> = members.into_iter().collect();
    for member in members {
        let entitled = users(
            write,
            "SELECT DISTINCT visitor AS user_id FROM targets WHERE member = ?1 AND visitor IS NOT NULL",
            member,
        )?;
        let holding = users(
            write,
            "SELECT user_id FROM holdings WHERE member = ?1",
            member,
        )?;
        for user in holding.difference(&entitled) {
            release(write, *user, member)?;
        }
        let mut gained = false;
        for user in entitled.difference(&holding) {
            hold(write, *user, member)?;
            gained = true;
        }
        if gained {
            stamp_all_of(write, member)?;
        }
    }
    Ok(())
}

fn users(write: &Write, sql: &str, member: &MemberNumber) -> DbResult<BTreeSet<UserId>> {
    let users = write
        .tx
        .prepare_cached(sql)?
        .query_map([member.as_str()], |row| row.parsed("user_id"))?
        .collect::<Result<_, _>>()?;
    Ok(users)
}

fn release(write: &mut Write, user: UserId, member: &MemberNumber) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM holdings WHERE user_id = ?1 AND member = ?2")?
        .execute(params![user.to_string(), member.as_str()])?;
    let seq = write.next_seq();
    write.audience.add_user(user);
    write
        .tx
        .prepare_cached(
            "INSERT OR REPLACE INTO forgets (user_id, member, seq) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![user.to_string(), member.as_str(), seq])?;
    Ok(())
}

/// An older forget stays where it is, before the rows that are stamped anew: a phone that read past
/// a tomb while it didn't hold the member, and no further than the forget, has only the forget to
/// learn from.
fn hold(write: &Write, user: UserId, member: &MemberNumber) -> DbResult<()> {
    write
        .tx
        .prepare_cached("INSERT INTO holdings (user_id, member) VALUES (?1, ?2)")?
        .execute(params![user.to_string(), member.as_str()])?;
    Ok(())
}

/// Gives every existing row of the member a new place in the stream, the member itself first.
fn stamp_all_of(write: &mut Write, member: &MemberNumber) -> DbResult<()> {
    let keys: Vec<String> = write
        .tx
        .prepare_cached("SELECT key FROM changes WHERE member = ?1 AND gone = 0 ORDER BY seq")?
        .query_map([member.as_str()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let itself = RowKey::Member(member.clone());
    write.stamp(&itself, Some(member))?;
    for key in keys {
        let key: RowKey = from_json("row key", &key)?;
        if key != itself {
            write.stamp(&key, Some(member))?;
        }
    }
    Ok(())
}
