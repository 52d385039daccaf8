//! Priorities of targets, by what is known of their members now.

use std::collections::HashSet;

use rusqlite::{Connection, params};
use shared::model::{Day, Member, MemberNumber, Priority};
use shared::rules::{Standing, priority};
use shared::wire::RowKey;

use super::columns::Columns;
use super::rows::{find_member, target};
use super::{DbResult, Write, contacts, to_json};

/// The member's priority with its reasons; `member` has its usages.
pub(crate) fn of(tx: &Connection, member: &Member, today: Day) -> DbResult<Priority> {
    let number = member.number.as_str();
    let standing = Standing {
        wavering: tx
            .prepare_cached(
                "SELECT 1 FROM withdrawal_cases
                 WHERE member = ?1 AND status IN ('\"open\"', '\"in_progress\"')",
            )?
            .exists([number])?,
        unanswered_request: tx
            .prepare_cached(
                "SELECT 1 FROM requests
                 WHERE member = ?1 AND retracted = 0 AND status IN ('received', 'in_progress')",
            )?
            .exists([number])?,
        last_contact_on: contacts::last_spoken(tx, &member.number)?,
        ..Standing::of_member(member, today)
    };
    Ok(priority(&standing, today))
}

/// To be called in the transaction that changed something about these members: their open targets
/// get the priority that holds now, and those that this changes go to the phones.
pub(crate) fn refresh<'m>(
    write: &mut Write,
    members: impl IntoIterator<Item = &'m MemberNumber>,
    today: Day,
) -> DbResult<()> {
    let with_targets: HashSet<MemberNumber> = write
        .tx
        .prepare_cached("SELECT DISTINCT member FROM targets WHERE state = 'open'")?
        .query_map([], |row| row.word("member"))?
        .collect::<Result<_, _>>()?;
    for number in members {
        if with_targets.contains(number) {
            refresh_one(write, number, today)?;
        }
    }
    Ok(())
}

/// The same for one member.
pub(crate) fn refresh_one(write: &mut Write, number: &MemberNumber, today: Day) -> DbResult<()> {
    let open = write
        .tx
        .prepare_cached("SELECT * FROM targets WHERE member = ?1 AND state = 'open'")?
        .query_map([number.as_str()], target)?
        .collect::<Result<Vec<_>, _>>()?;
    if open.is_empty() {
        return Ok(());
    }
    let Some(member) = find_member(&write.tx, number)? else {
        return Ok(());
    };
    let now = of(&write.tx, &member, today)?;
    for target in open {
        if target.priority != now {
            write
                .tx
                .prepare_cached("UPDATE targets SET points = ?2, reasons = ?3 WHERE id = ?1")?
                .execute(params![
                    target.id.to_string(),
                    now.points,
                    to_json("reasons", &now.reasons)?
                ])?;
            write.stamp(&RowKey::Target(target.id), Some(number))?;
        }
    }
    Ok(())
}
