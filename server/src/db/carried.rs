//! What visitors carry to hand over: given by the office, counted down by the visitors' records.

use rusqlite::{Connection, params};
use shared::model::{Carried, CarriedItem, UserId};
use shared::wire::carried::GiveOut;
use shared::wire::{Fact, RowKey};

use super::assignments::active_visitor;
use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::{DbResult, Read, Write};
use crate::error::ApiResult;

pub(crate) fn load(tx: &Connection, visitor: UserId) -> DbResult<Option<Carried>> {
    let items: Vec<CarriedItem> = tx
        .prepare_cached("SELECT item, given, handed FROM carried WHERE visitor = ?1 ORDER BY item")?
        .query_map([visitor.to_string()], |row| {
            Ok(CarriedItem {
                item: row.word("item")?,
                given: row.get("given")?,
                handed: row.get("handed")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok((!items.is_empty()).then_some(Carried { visitor, items }))
}

/// Everybody who was ever given something.
pub fn list(read: &Read) -> DbResult<Vec<Carried>> {
    let visitors: Vec<UserId> = read
        .tx
        .prepare_cached("SELECT DISTINCT visitor FROM carried ORDER BY visitor")?
        .query_map([], |row| row.parsed("visitor"))?
        .collect::<Result<_, _>>()?;
    let mut all = Vec::new();
    for visitor in visitors {
        all.extend(load(&read.tx, visitor)?);
    }
    Ok(all)
}

/// The office gives out, or takes back what is less than nought.
pub fn give(write: &mut Write, actor: Actor, wish: &GiveOut) -> ApiResult<()> {
    active_visitor(write, wish.visitor)?;
    store_given(write, wish)?;
    stamp(write, wish.visitor)?;
    let what = format!("{} {} {}", wish.visitor, to_word(&wish.item)?, wish.count);
    audit::note(write, actor, "carried.given", &what)?;
    Ok(())
}

fn store_given(write: &Write, wish: &GiveOut) -> DbResult<()> {
    let item = to_word(&wish.item)?;
    write
        .tx
        .prepare_cached(
            "INSERT INTO carried (visitor, item, given) VALUES (?1, ?2, max(?3, 0))
             ON CONFLICT DO UPDATE SET given = max(given + ?3, 0)",
        )?
        .execute(params![wish.visitor.to_string(), item, wish.count])?;
    Ok(())
}

/// A record that says what was handed over begins to count (`by` 1) or counts no more (-1).
pub(super) fn count(write: &mut Write, visitor: UserId, fact: &Fact, by: i32) -> DbResult<()> {
    let handed = fact.handed_over();
    for handover in handed {
        write
            .tx
            .prepare_cached(
                "INSERT INTO carried (visitor, item, handed) VALUES (?1, ?2, max(?3, 0))
                 ON CONFLICT DO UPDATE SET handed = max(handed + ?3, 0)",
            )?
            .execute(params![visitor.to_string(), to_word(&handover.item)?, by])?;
    }
    if !handed.is_empty() {
        stamp(write, visitor)?;
    }
    Ok(())
}

fn stamp(write: &mut Write, visitor: UserId) -> DbResult<()> {
    write.stamp_for(&RowKey::Carried(visitor), visitor)?;
    Ok(())
}
