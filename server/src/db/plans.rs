//! Plans 訪問予定: a visitor's day as the office published it, and the visitor's own order of it. The stops
//! and the office's order are the targets' own; a plan says which revision of them is seen, and whether
//! the visitor goes another way.

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::{Day, OwnOrder, Plan, TargetId, UserId};
use shared::wire::sync::Lost;
use shared::wire::{Fact, FactBody, RowKey};

use super::columns::Columns;
use super::{DbResult, Write, from_json, to_json};

pub(crate) fn load(tx: &Connection, visitor: UserId, day: Day) -> DbResult<Option<Plan>> {
    let found = tx
        .prepare_cached(
            "SELECT revision, own_order, gave_way FROM plans WHERE visitor = ?1 AND day = ?2",
        )?
        .query_row(params![visitor.to_string(), day.to_string()], |row| {
            let own_order: Option<String> = row.get("own_order")?;
            Ok((row.get("revision")?, own_order, row.get("gave_way")?))
        })
        .optional()?;
    let Some((revision, own_order, own_order_gave_way)) = found else {
        return Ok(None);
    };
    let own_order: Option<Vec<TargetId>> = own_order
        .map(|text| from_json("own order", &text))
        .transpose()?;
    Ok(Some(Plan {
        visitor,
        day,
        revision,
        own_order: own_order.unwrap_or_default(),
        own_order_gave_way,
    }))
}

/// The day has stops from now on: its first publishing. A day that was published stays as it is, so that
/// a further stop doesn't undo the visitor's own order.
pub(super) fn begin(write: &mut Write, visitor: UserId, day: Day) -> DbResult<()> {
    let begun = write
        .tx
        .prepare_cached("INSERT OR IGNORE INTO plans (visitor, day, revision) VALUES (?1, ?2, 1)")?
        .execute(params![visitor.to_string(), day.to_string()])?;
    if begun > 0 {
        stamp(write, visitor, day)?;
    }
    Ok(())
}

/// The office put the day in order: a new revision, and an own order of an earlier one gives way.
pub(super) fn publish(write: &mut Write, visitor: UserId, day: Day) -> DbResult<()> {
    let seq = stamp(write, visitor, day)?;
    write
        .tx
        .prepare_cached(
            "INSERT INTO plans (visitor, day, revision, published_seq) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT DO UPDATE
             SET revision = revision + 1, published_seq = ?3, own_order = NULL,
                 gave_way = gave_way OR own_order IS NOT NULL",
        )?
        .execute(params![visitor.to_string(), day.to_string(), seq])?;
    Ok(())
}

/// Settles anew which own order of the day stands, after this one began to count or counts no more.
/// What it lost, when it was made for an older revision than the office's.
pub(super) fn settle(write: &mut Write, visitor: UserId, by: &OwnOrder) -> DbResult<Option<Lost>> {
    let day = by.day;
    write
        .tx
        .prepare_cached("INSERT OR IGNORE INTO plans (visitor, day, revision) VALUES (?1, ?2, 0)")?
        .execute(params![visitor.to_string(), day.to_string()])?;
    let published: (u32, u64) = write
        .tx
        .prepare_cached(
            "SELECT revision, published_seq FROM plans WHERE visitor = ?1 AND day = ?2",
        )?
        .query_row(params![visitor.to_string(), day.to_string()], |row| {
            Ok((row.get("revision")?, row.get("published_seq")?))
        })?;
    let orders = effective(&write.tx, visitor, day)?;
    let stands = |(seq, order): &&(u64, OwnOrder)| {
        let (revision, published_seq) = published;
        order.revision >= revision && *seq > published_seq
    };
    let standing = orders.iter().rfind(stands);
    let own_order = standing
        .filter(|(_, order)| !order.targets.is_empty())
        .map(|(_, order)| to_json("own order", &order.targets))
        .transpose()?;
    let gave_way = standing.is_none()
        && orders
            .last()
            .is_some_and(|(_, order)| !order.targets.is_empty());
    write
        .tx
        .prepare_cached(
            "UPDATE plans SET own_order = ?3, gave_way = ?4 WHERE visitor = ?1 AND day = ?2",
        )?
        .execute(params![
            visitor.to_string(),
            day.to_string(),
            own_order,
            gave_way
        ])?;
    stamp(write, visitor, day)?;
    let (revision, _) = published;
    Ok((by.revision < revision).then(|| Lost {
        field: "order".to_owned(),
        lost: by.revision.to_string(),
        stands: revision.to_string(),
    }))
}

/// The visitor's own orders of the day that count, with their places in history, in the order of arrival.
fn effective(tx: &Connection, visitor: UserId, day: Day) -> DbResult<Vec<(u64, OwnOrder)>> {
    let facts: Vec<(u64, Fact)> = tx
        .prepare_cached(
            "SELECT seq, body FROM facts
             WHERE author = ?1 AND day = ?2 AND kind = 'own_order' AND superseded_by IS NULL
             ORDER BY seq",
        )?
        .query_map(params![visitor.to_string(), day.to_string()], |row| {
            Ok((row.get("seq")?, row.json("body")?))
        })?
        .collect::<Result<_, _>>()?;
    let order = |(seq, fact): (u64, Fact)| match fact.body {
        FactBody::OwnOrder(order) => Some((seq, order)),
        _ => None,
    };
    Ok(facts.into_iter().filter_map(order).collect())
}

fn stamp(write: &mut Write, visitor: UserId, day: Day) -> DbResult<u64> {
    write.stamp_for(&RowKey::Plan { visitor, day }, visitor)
}
