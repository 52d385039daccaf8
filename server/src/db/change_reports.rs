//! 変更聞き取り: member data that changed, from what a visitor heard to the membership system.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::model::{ChangeReportId, ChangeStep, ChangedField, HeardChange, MemberNumber, Moment};
use shared::wire::ProblemKind;
use shared::wire::change_report::MoveChange;
use shared::wire::office::WithMember;

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::{DbResult, Read, Write, own_values, priorities, with_member};
use crate::error::ApiResult;

fn report(row: &Row) -> rusqlite::Result<HeardChange> {
    let moved_ms: Option<i64> = row.get("moved_ms")?;
    Ok(HeardChange {
        id: row.parsed("id")?,
        member: row.word("member")?,
        heard_in: row.parsed("heard_in")?,
        heard_on: row.parsed("heard_on")?,
        heard_by: row.parsed("heard_by")?,
        field: row.word("field")?,
        old: row.get("old")?,
        new: row.get("new")?,
        step: row.word("step")?,
        moved_on: moved_ms.map(|ms| Moment::from_utc_ms(ms).day()),
        moved_by: row.parsed_if_any("moved_by")?,
    })
}

fn one(tx: &Connection, id: ChangeReportId) -> DbResult<Option<HeardChange>> {
    Ok(tx
        .prepare_cached("SELECT * FROM change_reports WHERE id = ?1 AND retracted = 0")?
        .query_row([id.to_string()], report)
        .optional()?)
}

/// Newest first.
pub fn list(read: &Read) -> DbResult<Vec<WithMember<HeardChange>>> {
    with_member::list(read, "change_reports", "retracted = 0", report)
}

/// Moves it on, or back. Once the office has accepted it, the new value stands in our list.
pub fn change(
    write: &mut Write,
    actor: Actor,
    id: ChangeReportId,
    wish: MoveChange,
) -> ApiResult<()> {
    let report = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if report.step != wish.from {
        return Err(ProblemKind::Changed.into());
    }
    let member = report.member.clone();
    store(write, actor, id, wish.to)?;
    follow(
        write,
        id,
        Some(report).filter(|report| report.step.is_accepted()),
    )?;
    // A new representative bears on how urgent the member is.
    priorities::refresh_one(write, &member, actor.at.day())?;
    let detail = format!("{id} {}", to_word(&wish.to)?);
    audit::note(write, actor, "change_report.moved", &detail)?;
    Ok(())
}

/// What this report has put into our list, if anything.
pub(super) fn standing(tx: &Connection, id: ChangeReportId) -> DbResult<Option<HeardChange>> {
    Ok(one(tx, id)?.filter(|report| report.step.is_accepted()))
}

/// The new values of this field that the office accepts.
pub(super) fn accepted(
    tx: &Connection,
    member: &MemberNumber,
    field: ChangedField,
) -> DbResult<Vec<String>> {
    let reports = tx
        .prepare_cached(
            "SELECT * FROM change_reports WHERE member = ?1 AND field = ?2 AND retracted = 0",
        )?
        .query_map(params![member.as_str(), to_word(&field)?], report)?
        .collect::<Result<Vec<_>, _>>()?;
    let accepted = reports.into_iter().filter(|it| it.step.is_accepted());
    Ok(accepted.map(|report| report.new).collect())
}

/// Our list follows a report: moved on or back by the office, or heard anew by a correction or by a visit that
/// counts again.
pub(super) fn follow(
    write: &mut Write,
    id: ChangeReportId,
    before: Option<HeardChange>,
) -> DbResult<()> {
    let now = standing(&write.tx, id)?;
    let said = |report: &Option<HeardChange>| {
        let report = report.as_ref();
        report.map(|report| (report.member.clone(), report.field, report.new.clone()))
    };
    if said(&before) == said(&now) {
        return Ok(());
    }
    if let Some(gone) = before {
        own_values::give_back(write, &gone.member, gone.field, &gone.new)?;
    }
    if let Some(now) = now {
        own_values::accept(write, &now)?;
    }
    Ok(())
}

/// Those of a visit that no longer counts: our list says again what the membership system does.
pub(super) fn take_back(write: &mut Write, heard_in: &str) -> DbResult<()> {
    let gone: Vec<HeardChange> = write
        .tx
        .prepare_cached(
            "UPDATE change_reports SET retracted = 1 WHERE heard_in = ?1 AND retracted = 0
             RETURNING *",
        )?
        .query_map([heard_in], report)?
        .collect::<Result<_, _>>()?;
    for report in gone.iter().filter(|report| report.step.is_accepted()) {
        own_values::give_back(write, &report.member, report.field, &report.new)?;
    }
    Ok(())
}

fn store(write: &Write, actor: Actor, id: ChangeReportId, step: ChangeStep) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "UPDATE change_reports SET step = ?2, moved_ms = ?3, moved_by = ?4 WHERE id = ?1",
        )?
        .execute(params![
            id.to_string(),
            to_word(&step)?,
            actor.at.utc_ms,
            actor.user.to_string()
        ])?;
    Ok(())
}

/// That all of them left the house as a file.
pub fn note_export(write: &Write, actor: Actor, lines: usize) -> DbResult<()> {
    audit::note(write, actor, "change_report.exported", &lines.to_string())
}
