//! Requests 要望 with their answers.

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::{Answer, Day, MemberNumber, Request, RequestId, RequestStatus};
use shared::wire::office::{ChangeRequest, WithMember};
use shared::wire::{ProblemKind, RowKey};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::derived::Source;
use super::rows::request;
use super::{DbResult, Read, Write, priorities, with_member};
use crate::error::ApiResult;

/// `None` also when its visit no longer counts.
pub(crate) fn one(tx: &Connection, id: RequestId) -> DbResult<Option<Request>> {
    Ok(tx
        .prepare_cached("SELECT * FROM requests WHERE id = ?1 AND retracted = 0")?
        .query_row([id.to_string()], request)
        .optional()?)
}

pub(crate) fn of_member(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<Request>> {
    let requests = tx
        .prepare_cached(
            "SELECT * FROM requests WHERE member = ?1 AND retracted = 0
             ORDER BY heard_on DESC, id DESC",
        )?
        .query_map([member.as_str()], request)?
        .collect::<Result<_, _>>()?;
    Ok(requests)
}

/// Newest first.
pub fn list(read: &Read) -> DbResult<Vec<WithMember<Request>>> {
    with_member::list(read, "requests", "retracted = 0", request)
}

/// Only what is given changes. An answer means answered, unless the status is given too.
pub fn change(
    write: &mut Write,
    actor: Actor,
    id: RequestId,
    change: &ChangeRequest,
) -> ApiResult<()> {
    let mut request = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if let Some(words) = &change.answer {
        let answer = Answer {
            words: words.trim().to_owned(),
            answered_on: actor.at.day(),
        };
        answer.validate()?;
        shared::model::limits::required("answer", &answer.words, usize::MAX)?;
        request.answer = Some(answer);
        // These words nobody has told yet.
        forget_told(write, id)?;
        request.status = RequestStatus::Answered;
    }
    if let Some(status) = change.status {
        request.status = status;
    }
    if let Some(owner) = change.owner {
        request.owner = Some(with_member::owner(write, owner)?);
    }
    request.due_on = change.due_on.or(request.due_on);
    store(write, &request)?;
    priorities::refresh_one(write, &request.member, actor.at.day())?;
    audit::note(write, actor, "request.changed", &id.to_string())?;
    Ok(())
}

fn forget_told(write: &Write, id: RequestId) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "UPDATE requests SET told_in = NULL, told_by = NULL, told_on = NULL WHERE id = ?1",
        )?
        .execute([id.to_string()])?;
    Ok(())
}

/// A call or a visit told the member these answers. What another record told before stands; an id of another
/// member's request, or of none, is nobody's order.
pub(super) fn tell(
    write: &mut Write,
    source: &Source,
    member: &MemberNumber,
    on: Day,
    answers: &[RequestId],
) -> DbResult<()> {
    for id in answers {
        let changed = write
            .tx
            .prepare_cached(
                "UPDATE requests SET told_in = ?3, told_by = ?4, told_on = ?5
                 WHERE id = ?1 AND member = ?2 AND answer IS NOT NULL
                     AND (told_in IS NULL OR told_in IN (SELECT value FROM json_each(?6)))",
            )?
            .execute(params![
                id.to_string(),
                member.as_str(),
                source.fact.to_string(),
                source.by.to_string(),
                on.to_string(),
                source.family,
            ])?;
        if changed > 0 {
            write.stamp(&RowKey::Request(*id), Some(member))?;
        }
    }
    Ok(())
}

/// The record that told them counts no more.
pub(super) fn take_told_back(
    write: &mut Write,
    fact: &str,
    member: Option<&MemberNumber>,
) -> DbResult<()> {
    let untold: Vec<RequestId> = write
        .tx
        .prepare_cached(
            "UPDATE requests SET told_in = NULL, told_by = NULL, told_on = NULL
             WHERE told_in = ?1 RETURNING id",
        )?
        .query_map([fact], |row| row.parsed("id"))?
        .collect::<Result<_, _>>()?;
    for id in untold {
        write.stamp(&RowKey::Request(id), member)?;
    }
    Ok(())
}

fn store(write: &mut Write, request: &Request) -> DbResult<()> {
    let answer = request.answer.as_ref();
    write
        .tx
        .prepare_cached(
            "UPDATE requests SET status = ?2, owner = ?3, due_on = ?4, answer = ?5, answered_on = ?6
             WHERE id = ?1",
        )?
        .execute(params![
            request.id.to_string(),
            to_word(&request.status)?,
            request.owner.map(|owner| owner.to_string()),
            request.due_on.map(|day| day.to_string()),
            answer.map(|answer| &answer.words),
            answer.map(|answer| answer.answered_on.to_string()),
        ])?;
    write.stamp(&RowKey::Request(request.id), Some(&request.member))?;
    Ok(())
}
