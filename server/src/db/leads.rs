//! Leads 見込先: non-members to be won, whom a visitor heard of or the office wrote down. On a phone only the
//! visitor sees them who is to win them.

use rusqlite::{Connection, OptionalExtension, Row as Line, params};
use shared::model::{Lead, LeadId, LeadStage, UserId};
use shared::wire::leads::LeadLine;
use shared::wire::{ProblemKind, Row, RowKey};

use super::assignments::active_visitor;
use super::audit::{self, Actor};
use super::columns::Columns;
use super::{DbResult, Read, Write, to_json};
use crate::error::ApiResult;

fn line(row: &Line) -> rusqlite::Result<LeadLine> {
    Ok(LeadLine {
        lead: row.json("body")?,
        visitor: row.parsed_if_any("visitor")?,
    })
}

/// `None` also when the visit that heard of it no longer counts.
fn one(tx: &Connection, id: LeadId) -> DbResult<Option<LeadLine>> {
    Ok(tx
        .prepare_cached("SELECT body, visitor FROM leads WHERE id = ?1 AND retracted = 0")?
        .query_row([id.to_string()], line)
        .optional()?)
}

/// The row of this visitor, who is still to win it.
pub(crate) fn row(tx: &Connection, visitor: UserId, id: LeadId) -> DbResult<Option<Row>> {
    let found = one(tx, id)?.filter(|line| line.visitor == Some(visitor));
    Ok(found.map(|line| Row::Lead {
        visitor,
        lead: Box::new(line.lead),
    }))
}

/// Newest first.
pub fn list(read: &Read) -> DbResult<Vec<LeadLine>> {
    let leads = read
        .tx
        .prepare_cached("SELECT body, visitor FROM leads WHERE retracted = 0 ORDER BY id DESC")?
        .query_map([], line)?
        .collect::<Result<_, _>>()?;
    Ok(leads)
}

pub fn add(write: &mut Write, actor: Actor, lead: &Lead) -> DbResult<()> {
    write
        .tx
        .prepare_cached("INSERT INTO leads (id, body) VALUES (?1, ?2)")?
        .execute(params![lead.id.to_string(), to_json("lead", lead)?])?;
    audit::note(write, actor, "lead.added", &lead.id.to_string())
}

/// Gives the lead to a visitor, or to nobody: it leaves the one's phone and appears on the other's.
pub fn assign(
    write: &mut Write,
    actor: Actor,
    id: LeadId,
    visitor: Option<UserId>,
) -> ApiResult<()> {
    let before = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?.visitor;
    if before == visitor {
        return Ok(());
    }
    if let Some(visitor) = visitor {
        active_visitor(write, visitor)?;
    }
    pass_on(write, id, before, visitor)?;
    audit::note(write, actor, "lead.assigned", &id.to_string())?;
    Ok(())
}

pub fn set_stage(write: &mut Write, actor: Actor, id: LeadId, stage: LeadStage) -> ApiResult<()> {
    let LeadLine { mut lead, visitor } = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    lead.stage = stage;
    store(write, &lead)?;
    stamp(write, id, visitor)?;
    audit::note(write, actor, "lead.changed", &id.to_string())?;
    Ok(())
}

fn pass_on(
    write: &mut Write,
    lead: LeadId,
    from: Option<UserId>,
    to: Option<UserId>,
) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE leads SET visitor = ?2 WHERE id = ?1")?
        .execute(params![lead.to_string(), to.map(|user| user.to_string())])?;
    if let Some(visitor) = from {
        write.stamp_gone_for(&RowKey::Lead { visitor, lead }, visitor)?;
    }
    stamp(write, lead, to)
}

fn store(write: &Write, lead: &Lead) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE leads SET body = ?2 WHERE id = ?1")?
        .execute(params![lead.id.to_string(), to_json("lead", lead)?])?;
    Ok(())
}

/// A visit told of it anew.
pub(super) fn heard(write: &mut Write, id: LeadId) -> DbResult<()> {
    let visitor = one(&write.tx, id)?.and_then(|line| line.visitor);
    stamp(write, id, visitor)
}

/// The visit that told of them counts no more.
pub(super) fn take_back(write: &mut Write, heard_in: &str) -> DbResult<()> {
    let taken_back: Vec<(LeadId, Option<UserId>)> = write
        .tx
        .prepare_cached(
            "UPDATE leads SET retracted = 1 WHERE heard_in = ?1 AND retracted = 0
             RETURNING id, visitor",
        )?
        .query_map([heard_in], |row| {
            Ok((row.parsed("id")?, row.parsed_if_any("visitor")?))
        })?
        .collect::<Result<_, _>>()?;
    for (lead, visitor) in taken_back {
        if let Some(visitor) = visitor {
            write.stamp_gone_for(&RowKey::Lead { visitor, lead }, visitor)?;
        }
    }
    Ok(())
}

fn stamp(write: &mut Write, lead: LeadId, visitor: Option<UserId>) -> DbResult<()> {
    if let Some(visitor) = visitor {
        write.stamp_for(&RowKey::Lead { visitor, lead }, visitor)?;
    }
    Ok(())
}
