//! What needs somebody in the office 要確認: facts that were refused, with all that was sent, and facts that
//! count although their author didn't hold the member, or nobody here knows it. And what the office decided.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::model::{
    AttentionId, AttentionKind, FactId, Fault, Invalid, Moment, Resolution, ResolutionKind, UserId,
};
use shared::wire::attention::{Attention, AttentionLine, Resolve, Resolved};
use shared::wire::sync::ResultKind;
use shared::wire::{Fact, FactBody, ProblemKind, RowKey};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::push::{self, Sender};
use super::{DbResult, Read, Write, photos, to_json};
use crate::error::ApiResult;

/// Settled lines that the list still shows.
const MOST_SETTLED: u32 = 200;

/// One fact as it was sent and what was answered.
pub(super) struct Sent<'a> {
    /// `None` when not even the id could be read.
    pub fact: Option<FactId>,
    pub hash: &'a [u8; 32],
    pub body: &'a str,
    pub result: &'a ResultKind,
}

/// Keeps it until somebody has looked at it; the same bytes again change nothing. It has its place in history like a
/// fact: a phone whose refusal a restored server lacks has to notice that the server went back.
pub(super) fn note(
    write: &mut Write,
    kind: AttentionKind,
    sender: Sender,
    sent: &Sent,
) -> DbResult<()> {
    // What counts is in `facts` with its bytes.
    let body = (kind == AttentionKind::Rejected).then_some(sent.body);
    let new = write
        .tx
        .prepare_cached(
            "INSERT INTO attention (kind, fact, author, device, arrived_ms, body_hash, result, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (author, body_hash, kind) DO NOTHING",
        )?
        .execute(params![
            to_word(&kind)?,
            sent.fact.map(|id| id.to_string()),
            sender.user.to_string(),
            sender.device.to_string(),
            sender.at.utc_ms,
            sent.hash,
            to_json("result", sent.result)?,
            body,
        ])?;
    if new > 0 {
        write.next_seq();
    }
    Ok(())
}

/// The very same bytes were stored after all: there is nothing left to look at, or to correct.
pub(super) fn settled(write: &mut Write, sender: Sender, sent: &Sent) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "DELETE FROM attention
             WHERE author = ?1 AND body_hash = ?2 AND kind = 'rejected' AND resolution IS NULL",
        )?
        .execute(params![sender.user.to_string(), sent.hash])?;
    match sent.fact {
        Some(fact) => corrected(write, sender.user, fact, fact, sender.at),
        None => Ok(()),
    }
}

/// The author has sent another record in the stead of a refused one: nobody has to decide any more, and
/// the phone has nothing left to be told.
pub(super) fn corrected(
    write: &mut Write,
    author: UserId,
    refused: FactId,
    by: FactId,
    at: Moment,
) -> DbResult<()> {
    let lines: Vec<u64> = write
        .tx
        .prepare_cached(
            "UPDATE attention SET corrected_by = ?3, resolution = coalesce(resolution, ?4),
                 resolved_by = coalesce(resolved_by, ?2), resolved_ms = coalesce(resolved_ms, ?5)
             WHERE fact = ?1 AND author = ?2 AND kind = 'rejected' AND corrected_by IS NULL
             RETURNING id",
        )?
        .query_map(
            params![
                refused.to_string(),
                author.to_string(),
                by.to_string(),
                to_word(&ResolutionKind::Corrected)?,
                at.utc_ms
            ],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    for line in lines {
        withdraw(write, AttentionId(line), author)?;
    }
    Ok(())
}

/// Takes the office's word off the author's phone, if it went there.
fn withdraw(write: &mut Write, id: AttentionId, author: UserId) -> DbResult<()> {
    let key = RowKey::Resolution(id);
    if write.is_stamped(&key)? {
        write.stamp_gone_for(&key, author)?;
    }
    Ok(())
}

const LINES: &str = "SELECT attention.*, coalesce(attention.body, facts.body, '') AS bytes
     FROM attention LEFT JOIN facts ON facts.id = fact";

fn line(row: &Row) -> rusqlite::Result<AttentionLine> {
    let raw: String = row.get("bytes")?;
    let kind: Option<ResolutionKind> = row
        .get::<_, Option<String>>("resolution")?
        .map(|_| row.word("resolution"))
        .transpose()?;
    let resolved = match kind {
        None => None,
        Some(kind) => Some(Resolved {
            kind,
            words: row.get("words")?,
            by: row.parsed("resolved_by")?,
            at: Moment::from_utc_ms(row.get("resolved_ms")?),
            corrected_by: row.parsed_if_any("corrected_by")?,
        }),
    };
    Ok(AttentionLine {
        id: AttentionId(row.get("id")?),
        kind: row.word("kind")?,
        author: row.parsed("author")?,
        device: row.parsed("device")?,
        arrived_at: Moment::from_utc_ms(row.get("arrived_ms")?),
        result: row.json("result")?,
        fact_id: row.parsed_if_any("fact")?,
        // What can't be read is shown as it came.
        fact: serde_json::from_str::<Fact>(&raw).ok(),
        raw,
        photos: vec![],
        member_name: None,
        resolved,
    })
}

/// What is open or waits for its visitor, oldest first, and then what is settled, newest first.
pub fn list(read: &Read) -> DbResult<Attention> {
    let word = to_word(&ResolutionKind::AskedToCorrect)?;
    let unsettled = format!(
        "{LINES} WHERE resolution IS NULL OR (resolution = ?1 AND corrected_by IS NULL)
         ORDER BY attention.id"
    );
    let settled = format!(
        "{LINES} WHERE resolution IS NOT NULL AND (resolution <> ?1 OR corrected_by IS NOT NULL)
         ORDER BY resolved_ms DESC, attention.id DESC LIMIT {MOST_SETTLED}"
    );
    let mut lines = Vec::new();
    for sql in [unsettled, settled] {
        let mut statement = read.tx.prepare_cached(&sql)?;
        for line in statement.query_map([&word], line)? {
            lines.push(line?);
        }
    }
    for line in &mut lines {
        line.member_name = match line.fact.as_ref().and_then(Fact::member) {
            Some(member) => super::members::name(&read.tx, member)?,
            None => None,
        };
        if let Some(FactBody::Visit(visit)) = line.fact.as_ref().map(|fact| &fact.body) {
            line.photos = photos::arrived(&read.tx, &visit.photos)?;
        }
    }
    Ok(Attention { lines })
}

fn find(tx: &Connection, id: AttentionId) -> DbResult<Option<AttentionLine>> {
    let sql = format!("{LINES} WHERE attention.id = ?1");
    Ok(tx
        .prepare_cached(&sql)?
        .query_row([id.0], line)
        .optional()?)
}

/// What the phone of the author is told.
pub(super) fn resolution(tx: &Connection, id: AttentionId) -> DbResult<Option<Resolution>> {
    let Some(line) = find(tx, id)? else {
        return Ok(None);
    };
    let told = line.fact_id.zip(line.resolved);
    Ok(told.map(|(fact, resolved)| Resolution {
        id,
        fact,
        kind: resolved.kind,
        words: resolved.words,
        decided_at: resolved.at,
    }))
}

/// Decides about one line. A record that counted and is discarded is taken back by a fact of the office's
/// own, so that every count follows.
pub fn resolve(write: &mut Write, actor: Actor, id: AttentionId, wish: &Resolve) -> ApiResult<()> {
    let line = find(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if !line.is_open() {
        return Err(ProblemKind::Changed.into());
    }
    if !line.kind.choices().contains(&wish.kind) {
        return Err(Invalid::new("kind", Fault::NotAllowed).into());
    }
    let words = wish.words.trim();
    wish.kind.validate_words(words)?;
    if let Some(fact) = counting(&line) {
        // It may have another line: late, and overruled. It is taken back once.
        let gone = is_discarded_elsewhere(&write.tx, id, fact)?;
        match wish.kind {
            ResolutionKind::Discarded if !gone => push::office_retracts(write, actor, fact)?,
            ResolutionKind::Accepted if gone => return Err(ProblemKind::Changed.into()),
            _ => {}
        }
    }
    store(write, id, Some((wish.kind, words, actor)))?;
    // That it counts as it is needn't be said, unless somebody says something.
    let says_something = wish.kind != ResolutionKind::Accepted || !words.is_empty();
    if says_something && line.fact_id.is_some() {
        write.stamp_for(&RowKey::Resolution(id), line.author)?;
    }
    let detail = format!("{id} {}", to_word(&wish.kind)?);
    audit::note(write, actor, "attention.resolved", &detail)?;
    Ok(())
}

fn store(
    write: &Write,
    id: AttentionId,
    decided: Option<(ResolutionKind, &str, Actor)>,
) -> DbResult<()> {
    let kind = decided.map(|(kind, ..)| to_word(&kind)).transpose()?;
    let actor = decided.map(|(_, _, actor)| actor);
    write
        .tx
        .prepare_cached(
            "UPDATE attention SET resolution = ?2, words = ?3, resolved_by = ?4, resolved_ms = ?5
             WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            kind,
            decided.map_or("", |(_, words, _)| words),
            actor.map(|actor| actor.user.to_string()),
            actor.map(|actor| actor.at.utc_ms),
        ])?;
    Ok(())
}

/// Takes a decision back, unless the visitor has acted upon it.
pub fn reopen(write: &mut Write, actor: Actor, id: AttentionId) -> ApiResult<()> {
    let line = find(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    let Some(resolved) = &line.resolved else {
        return Ok(());
    };
    if resolved.corrected_by.is_some() {
        return Err(ProblemKind::Changed.into());
    }
    if let Some(fact) = counting(&line).filter(|_| resolved.kind == ResolutionKind::Discarded)
        && !is_discarded_elsewhere(&write.tx, id, fact)?
    {
        push::office_brings_back(write, actor, fact)?;
    }
    store(write, id, None)?;
    withdraw(write, id, line.author)?;
    audit::note(write, actor, "attention.reopened", &id.to_string())?;
    Ok(())
}

/// Whether another line of this fact says that it counts nowhere.
fn is_discarded_elsewhere(tx: &Connection, id: AttentionId, fact: FactId) -> DbResult<bool> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM attention WHERE fact = ?1 AND id <> ?2 AND resolution = ?3")?
        .exists(params![
            fact.to_string(),
            id.0,
            to_word(&ResolutionKind::Discarded)?
        ])?)
}

/// The fact of a line that counts somewhere.
fn counting(line: &AttentionLine) -> Option<FactId> {
    match line.kind {
        AttentionKind::Rejected => None,
        AttentionKind::Conflict | AttentionKind::Held | AttentionKind::Late => line.fact_id,
    }
}
