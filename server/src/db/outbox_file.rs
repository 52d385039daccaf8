//! The records of a phone that can't send any more, handed over as a file and taken in as if each author's
//! phone had pushed them: the same rule, the same receipts, so that neither a second import nor the phone
//! itself, should it come back, makes anything double.

use serde::Deserialize;
use shared::wire::Fact;
use shared::wire::import::FileProblem;
use shared::wire::outbox_file::{
    MOST_OUTBOX_FACTS, OutboxContent, OutboxFile, OutboxLine, OutboxStanding, SavedFact,
};
use shared::wire::sync::ResultKind;

use super::audit::{self, Actor};
use super::push::{self, Sender};
use super::{DbResult, Read, Write, members, users};
use crate::error::ApiResult;

/// The little that tells one format from another.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Reads what a phone has exported.
pub fn open(bytes: &[u8]) -> Result<OutboxFile, FileProblem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|_| FileProblem::NotAnOutboxFile)?;
    if head.format != OutboxFile::FORMAT {
        return Err(FileProblem::OtherFormat {
            found: head.format,
            known: OutboxFile::FORMAT,
        });
    }
    let file: OutboxFile =
        serde_json::from_slice(bytes).map_err(|_| FileProblem::NotAnOutboxFile)?;
    if file.facts.len() > MOST_OUTBOX_FACTS {
        return Err(FileProblem::TooManyRecords {
            most: MOST_OUTBOX_FACTS as u64,
        });
    }
    Ok(file)
}

/// What is in it, and what of it is here.
pub fn preview(read: &Read, file: &OutboxFile) -> DbResult<OutboxContent> {
    let standings = file
        .facts
        .iter()
        .map(|saved| standing(read, saved))
        .collect::<DbResult<Vec<_>>>()?;
    content(read, file, standings)
}

/// Takes all of it in, each fact under its author's name. What is refused goes before the office like any
/// refused record.
pub fn import(
    write: &mut Write,
    actor: Actor,
    file: &OutboxFile,
) -> ApiResult<Vec<OutboxStanding>> {
    let mut standings = Vec::with_capacity(file.facts.len());
    for saved in &file.facts {
        if users::find(&write.tx, saved.user)?.is_none() {
            standings.push(OutboxStanding::UnknownAuthor);
            continue;
        }
        let sender = Sender {
            user: saved.user,
            device: file.device,
            at: actor.at,
        };
        let known = push::answered(&write.tx, saved.user, &saved.fact)?.is_some();
        let answer = push::one_fact(write, sender, &saved.fact)?;
        let standing = as_standing(answer.result);
        standings.push(match standing {
            OutboxStanding::Here if !known => {
                // Under its author's name it looks like what they sent themselves: this is the trace.
                let fact = answer.id.map(|id| id.to_string()).unwrap_or_default();
                audit::note(write, actor, "outbox_file.fact", &fact)?;
                OutboxStanding::New
            }
            other => other,
        });
    }
    let new = standings
        .iter()
        .filter(|standing| **standing == OutboxStanding::New)
        .count();
    let detail = format!("{} {new} of {}", file.device, standings.len());
    audit::note(write, actor, "outbox_file.imported", &detail)?;
    Ok(standings)
}

/// The file with what became of each of its facts.
pub fn content(
    read: &Read,
    file: &OutboxFile,
    standings: Vec<OutboxStanding>,
) -> DbResult<OutboxContent> {
    let lines = file
        .facts
        .iter()
        .zip(standings)
        .map(|(saved, standing)| line(read, saved, standing))
        .collect::<DbResult<_>>()?;
    Ok(OutboxContent {
        device: file.device,
        app_version: file.app_version.clone(),
        written_at: file.written_at,
        lines,
        unreadable: file.unreadable.clone(),
    })
}

fn line(read: &Read, saved: &SavedFact, standing: OutboxStanding) -> DbResult<OutboxLine> {
    let fact = serde_json::from_str::<Fact>(saved.fact.get()).ok();
    let member_name = match fact.as_ref().and_then(Fact::member) {
        Some(member) => members::name(&read.tx, member)?,
        None => None,
    };
    Ok(OutboxLine {
        user: saved.user,
        user_name: saved.user_name.clone(),
        saved_at: saved.saved_at,
        fact,
        member_name,
        standing,
    })
}

fn standing(read: &Read, saved: &SavedFact) -> DbResult<OutboxStanding> {
    if users::find(&read.tx, saved.user)?.is_none() {
        return Ok(OutboxStanding::UnknownAuthor);
    }
    match push::answered(&read.tx, saved.user, &saved.fact)? {
        None => Ok(OutboxStanding::New),
        Some(result) => Ok(as_standing(result)),
    }
}

fn as_standing(result: ResultKind) -> OutboxStanding {
    match result {
        ResultKind::Applied { .. } | ResultKind::Conflict { .. } | ResultKind::Duplicate { .. } => {
            OutboxStanding::Here
        }
        ResultKind::Rejected { code, message } => OutboxStanding::Rejected { code, message },
        ResultKind::Deferred { .. } | ResultKind::Unknown => OutboxStanding::Waits,
    }
}
