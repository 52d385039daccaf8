//! Leads 見込先: non-members to be won, whom a visitor heard of or the office wrote down. On a phone only the
//! visitor sees them who is to win them.

use rusqlite::{Connection, OptionalExtension, Row as Line, params};
use shared::model::{FactId, FoundLead, Lead, LeadHistory, LeadId, LeadStage, UserId};
use shared::rules::leads::{stage, stage_beyond_contacts};
use shared::wire::leads::LeadLine;
use shared::wire::{Fact, FactBody, ProblemKind, Row, RowKey};

use super::assignments::active_visitor;
use super::audit::{self, Actor};
use super::columns::Columns;
use super::derived::{self, Source};
use super::push::Refusal;
use super::{DbResult, Read, Write, from_json, to_json};
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
    let Some(LeadLine { mut lead, .. }) = one(tx, id)?.filter(|line| line.visitor == Some(visitor))
    else {
        return Ok(None);
    };
    lead.own_find = find_of(tx, visitor, id)?;
    Ok(Some(Row::Lead {
        visitor,
        lead: Box::new(lead),
    }))
}

/// The record of this visitor that the lead was found in.
fn find_of(tx: &Connection, visitor: UserId, id: LeadId) -> DbResult<Option<FactId>> {
    Ok(tx
        .prepare_cached(
            "SELECT facts.id FROM leads JOIN facts ON facts.id = leads.heard_in
             WHERE leads.id = ?1 AND facts.author = ?2 AND facts.kind = 'found_lead'",
        )?
        .query_row([id.to_string(), visitor.to_string()], |row| {
            row.parsed("id")
        })
        .optional()?)
}

/// What is known of it, also when nothing that counts tells of it now.
pub(super) fn known(tx: &Connection, id: LeadId) -> DbResult<Option<Lead>> {
    let body: Option<String> = tx
        .prepare_cached("SELECT body FROM leads WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    body.map(|body| from_json("lead", &body)).transpose()
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

/// A visitor wrote it down on the way, and is the one to win it.
pub(super) fn found(write: &mut Write, source: &Source, found: &FoundLead) -> Result<(), Refusal> {
    let mut lead = found.as_lead();
    if let Some(known) = known(&write.tx, lead.id)? {
        (lead.stage, lead.contacts) = (known.stage, known.contacts);
    }
    derived::put(
        write,
        "lead",
        "INSERT INTO leads (id, heard_in, body, visitor) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE
         SET heard_in = excluded.heard_in, body = excluded.body, retracted = 0
         WHERE heard_in IN (SELECT value FROM json_each(?5))",
        params![
            found.lead.to_string(),
            source.fact.to_string(),
            to_json("lead", &lead)?,
            source.by.to_string(),
            source.family,
        ],
    )?;
    settle(write, found.lead)?;
    Ok(())
}

/// Puts the lead's history together anew, after a contact or what told of the lead began to count, or after a
/// contact counts no more. What the
/// office said of its stage stands, as long as no contact has come further.
pub(super) fn settle(write: &mut Write, id: LeadId) -> DbResult<()> {
    let Some(LeadLine { mut lead, visitor }) = one(&write.tx, id)? else {
        return Ok(());
    };
    let known = stage_beyond_contacts(&lead);
    lead.contacts = contacts(&write.tx, id)?;
    lead.stage = stage(known, &lead.contacts);
    store(write, &lead)?;
    stamp(write, id, visitor)
}

/// Everybody's that count, oldest first.
fn contacts(tx: &Connection, id: LeadId) -> DbResult<Vec<LeadHistory>> {
    let facts: Vec<(UserId, String)> = tx
        .prepare_cached(
            "SELECT author, body FROM facts
             WHERE lead = ?1 AND kind = 'lead_contact' AND superseded_by IS NULL ORDER BY seq",
        )?
        .query_map([id.to_string()], |row| {
            Ok((row.parsed("author")?, row.get("body")?))
        })?
        .collect::<Result<_, _>>()?;
    let mut contacts = Vec::new();
    for (by, body) in facts {
        let fact: Fact = from_json("fact", &body)?;
        if let FactBody::LeadContact(contact) = fact.body {
            contacts.push(LeadHistory {
                fact: fact.id,
                by,
                contact: *contact,
            });
        }
    }
    Ok(contacts)
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
