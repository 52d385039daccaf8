//! Visitors' cards 訪問員証. Each visitor has one and sees only that one.

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::UserId;
use shared::wire::account::ChangeVisitorCard;
use shared::wire::{ProblemKind, RowKey, VisitorCard};

use super::audit::{self, Actor};
use super::columns::Columns;
use super::{DbResult, Read, Write};
use crate::error::ApiResult;

pub(crate) fn load(tx: &Connection, user: UserId) -> DbResult<Option<VisitorCard>> {
    Ok(tx
        .prepare_cached(
            "SELECT name, affiliation, valid_until, photo, staff
             FROM visitor_cards JOIN users ON users.id = user_id WHERE user_id = ?1",
        )?
        .query_row([user.to_string()], |row| {
            Ok(VisitorCard {
                user,
                name: row.get("name")?,
                affiliation: row.get("affiliation")?,
                valid_until: row.parsed_if_any("valid_until")?,
                photo: row.get("photo")?,
                staff: row.get("staff")?,
            })
        })
        .optional()?)
}

pub fn get(read: &Read, user: UserId) -> DbResult<Option<VisitorCard>> {
    load(&read.tx, user)
}

/// Somebody is a visitor, from now on or under a new name.
pub(super) fn issue(write: &mut Write, user: UserId) -> DbResult<()> {
    write
        .tx
        .prepare_cached("INSERT OR IGNORE INTO visitor_cards (user_id) VALUES (?1)")?
        .execute([user.to_string()])?;
    stamp(write, user)
}

/// Somebody is no visitor any more.
pub(super) fn withdraw(write: &mut Write, user: UserId) -> DbResult<()> {
    let withdrawn = write
        .tx
        .prepare_cached("DELETE FROM visitor_cards WHERE user_id = ?1")?
        .execute([user.to_string()])?;
    if withdrawn > 0 {
        write.stamp_gone_for(&RowKey::VisitorCard(user), user)?;
    }
    Ok(())
}

/// `NotFound` for whoever is no visitor.
pub fn change(
    write: &mut Write,
    actor: Actor,
    user: UserId,
    card: &ChangeVisitorCard,
) -> ApiResult<VisitorCard> {
    if !store(write, user, card)? {
        return Err(ProblemKind::NotFound.into());
    }
    stamp(write, user)?;
    audit::note(write, actor, "visitor_card.changed", &user.to_string())?;
    load(&write.tx, user)?.ok_or_else(|| ProblemKind::NotFound.into())
}

fn store(write: &Write, user: UserId, card: &ChangeVisitorCard) -> DbResult<bool> {
    let changed = write
        .tx
        .prepare_cached(
            "UPDATE visitor_cards SET affiliation = ?2, valid_until = ?3, photo = ?4, staff = ?5
             WHERE user_id = ?1",
        )?
        .execute(params![
            user.to_string(),
            card.affiliation.trim(),
            card.valid_until.map(|day| day.to_string()),
            card.photo,
            card.staff
        ])?;
    Ok(changed > 0)
}

fn stamp(write: &mut Write, user: UserId) -> DbResult<()> {
    write.stamp_for(&RowKey::VisitorCard(user), user)?;
    Ok(())
}
