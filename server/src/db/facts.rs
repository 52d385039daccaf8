//! Facts as they came, and which of them count.

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::{AttentionKind, Day, DeviceId, FactId, LeadId, MemberNumber, Moment, UserId};
use shared::rules::{Reach, effective};
use shared::wire::{Fact, FactBody, RowKey};
use uuid::Uuid;

use super::columns::Columns;
use super::{DbResult, Read, Write, from_json};

/// What the office itself says comes from no phone.
pub(super) const NO_DEVICE: DeviceId = DeviceId(Uuid::nil());

/// How a fact came here.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    pub author: UserId,
    pub device: DeviceId,
    pub at: Moment,
    /// The author didn't hold the member.
    pub late: bool,
    /// The member was never the author's, or isn't known here.
    pub held: bool,
}

/// A stored fact with who said it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub by: UserId,
    pub fact: Fact,
    pub counts: bool,
}

/// What a fact does to an earlier one.
pub(super) fn changes(fact: &Fact) -> Option<FactId> {
    match fact.body {
        FactBody::Retract { fact } => Some(fact),
        FactBody::Call(_)
        | FactBody::Visit(_)
        | FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_) => fact.corrects,
    }
}

/// When it happened, as a day in Japan; the day that an own order is for.
pub(super) fn day(fact: &Fact) -> Day {
    match &fact.body {
        FactBody::Call(call) => call.at.day(),
        FactBody::Visit(visit) => visit.at.day(),
        FactBody::DailyReport(report) => report.day,
        FactBody::OwnOrder(order) => order.day,
        FactBody::FoundLead(found) => found.found_on,
        FactBody::LeadContact(contact) => contact.at.day(),
        FactBody::Retract { .. } => fact.recorded_at.day(),
    }
}

/// The lead that it tells of.
fn lead(fact: &Fact) -> Option<LeadId> {
    match &fact.body {
        FactBody::FoundLead(found) => Some(found.lead),
        FactBody::LeadContact(contact) => Some(contact.lead),
        _ => None,
    }
}

/// Stores the fact and gives it its place in the stream; a target of another member isn't counted for it.
/// `body` is the very text that was sent.
pub(super) fn store(write: &mut Write, arrival: Arrival, fact: &Fact, body: &str) -> DbResult<u64> {
    let (kind, target) = match &fact.body {
        FactBody::Call(call) => ("call", call.target),
        FactBody::Visit(visit) => ("visit", visit.target),
        FactBody::DailyReport(_) => ("daily_report", None),
        FactBody::OwnOrder(_) => ("own_order", None),
        FactBody::FoundLead(_) => ("found_lead", None),
        FactBody::LeadContact(_) => ("lead_contact", None),
        FactBody::Retract { .. } => ("retract", None),
    };
    let seq = match &fact.body {
        FactBody::Call(_) | FactBody::Visit(_) => {
            write.stamp(&RowKey::Contact(fact.id), fact.member())?
        }
        FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_)
        | FactBody::Retract { .. } => write.next_seq(),
    };
    write
        .tx
        .prepare_cached(
            "INSERT INTO facts (id, kind, member, target, author, device, recorded_ms, day,
                                received_ms, seq, body, late, held, corrects, lead)
             VALUES (?1, ?2, ?3, (SELECT id FROM targets WHERE id = ?4 AND member = ?3), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            fact.id.to_string(),
            kind,
            fact.member().map(MemberNumber::as_str),
            target.map(|target| target.to_string()),
            arrival.author.to_string(),
            arrival.device.to_string(),
            fact.recorded_at.utc_ms,
            day(fact).to_string(),
            arrival.at.utc_ms,
            seq,
            body,
            arrival.late,
            arrival.held,
            changes(fact).map(|original| original.to_string()),
            lead(fact).map(|lead| lead.to_string()),
        ])?;
    store_reach(&write.tx, &fact.id.to_string(), Reach::of([fact]))?;
    Ok(seq)
}

/// What the fact adds to progress, beside its body, so that no list reads bodies.
pub(super) fn store_reach(tx: &Connection, id: &str, reach: Reach) -> DbResult<()> {
    if reach != Reach::default() {
        tx.prepare_cached(
            "UPDATE facts SET called = ?2, reached = ?3, visited = ?4, met = ?5 WHERE id = ?1",
        )?
        .execute(params![
            id,
            reach.called,
            reach.reached,
            reach.visited,
            reach.met
        ])?;
    }
    Ok(())
}

/// Why the office should look at a fact that was stored.
pub(super) fn flag(tx: &Connection, id: Option<FactId>) -> DbResult<Option<AttentionKind>> {
    let Some(id) = id else { return Ok(None) };
    let flags: Option<(bool, bool)> = tx
        .prepare_cached("SELECT held, late FROM facts WHERE id = ?1")?
        .query_row([id.to_string()], |row| {
            Ok((row.get("held")?, row.get("late")?))
        })
        .optional()?;
    Ok(match flags {
        Some((true, _)) => Some(AttentionKind::Held),
        Some((false, true)) => Some(AttentionKind::Late),
        Some((false, false)) | None => None,
    })
}

/// Author and member of a stored fact.
pub(super) fn author_and_member(
    tx: &Connection,
    id: FactId,
) -> DbResult<Option<(UserId, Option<String>)>> {
    Ok(tx
        .prepare_cached("SELECT author, member FROM facts WHERE id = ?1")?
        .query_row([id.to_string()], |row| {
            Ok((row.parsed("author")?, row.get("member")?))
        })
        .optional()?)
}

/// The retraction by which the office took this fact back last.
pub(super) fn office_retraction(tx: &Connection, fact: FactId) -> DbResult<Option<FactId>> {
    Ok(tx
        .prepare_cached(
            "SELECT id FROM facts WHERE corrects = ?1 AND kind = 'retract' AND device = ?2
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(params![fact.to_string(), NO_DEVICE.to_string()], |row| {
            row.parsed("id")
        })
        .optional()?)
}

/// Every stored fact with its author, in the order of arrival.
pub fn authors(read: &Read) -> DbResult<Vec<(FactId, UserId)>> {
    let authors = read
        .tx
        .prepare_cached("SELECT id, author FROM facts ORDER BY seq")?
        .query_map([], |row| Ok((row.parsed("id")?, row.parsed("author")?)))?
        .collect::<Result<_, _>>()?;
    Ok(authors)
}

/// Everything that corrects or retracts what this fact belongs to, itself included, oldest first.
fn family(tx: &Connection, of: FactId) -> DbResult<Vec<Told>> {
    let family = tx
        .prepare_cached(
            "WITH RECURSIVE
             older (id) AS (
                 SELECT ?1 UNION
                 SELECT facts.corrects FROM facts JOIN older ON facts.id = older.id
                 WHERE facts.corrects IS NOT NULL
             ),
             family (id) AS (
                 SELECT id FROM older UNION
                 SELECT facts.id FROM facts JOIN family ON facts.corrects = family.id
             )
             SELECT author, body, superseded_by IS NULL AS counts
             FROM facts JOIN family USING (id) ORDER BY seq",
        )?
        .query_map([of.to_string()], |row| {
            Ok((
                row.parsed("author")?,
                row.get::<_, String>("body")?,
                row.get("counts")?,
            ))
        })?
        .map(|line| {
            let (by, body, counts) = line?;
            let fact = from_json("fact", &body)?;
            Ok(Told { by, fact, counts })
        })
        .collect::<DbResult<_>>()?;
    Ok(family)
}

/// What changed by a correction or retraction.
#[derive(Debug, Default)]
pub(super) struct Turned {
    /// The ids of the whole family.
    pub family: Vec<FactId>,
    pub now_count: Vec<Told>,
    pub count_no_more: Vec<Told>,
}

/// Settles anew which facts of the family count, after `by` was stored. `by` itself is listed as
/// counting for the first time when it does.
pub(super) fn settle_family(write: &mut Write, by: &Fact) -> DbResult<Turned> {
    let family = family(&write.tx, by.id)?;
    let counting: Vec<FactId> = effective(family.iter().map(|told| &told.fact))
        .into_iter()
        .map(|fact| fact.id)
        .collect();
    let mut turned = Turned {
        family: family.iter().map(|told| told.fact.id).collect(),
        ..Turned::default()
    };
    for told in family {
        let id = told.fact.id;
        if matches!(told.fact.body, FactBody::Retract { .. }) {
            continue;
        }
        let counts = counting.contains(&id);
        if counts == told.counts && id != by.id {
            continue;
        }
        let superseded_by = (!counts).then(|| by.id.to_string());
        write
            .tx
            .prepare_cached("UPDATE facts SET superseded_by = ?2 WHERE id = ?1")?
            .execute(params![id.to_string(), superseded_by])?;
        if let FactBody::Call(_) | FactBody::Visit(_) = &told.fact.body {
            let contact = RowKey::Contact(id);
            if counts {
                write.stamp(&contact, told.fact.member())?;
            } else {
                write.stamp_gone(&contact, told.fact.member())?;
            }
        }
        if counts {
            turned.now_count.push(told);
        } else {
            turned.count_no_more.push(told);
        }
    }
    Ok(turned)
}
