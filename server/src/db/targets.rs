//! Targets 訪問対象.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::{Day, MemberNumber, Purpose, SeasonId, Target, TargetId, TargetState, UserId};
use shared::wire::{ProblemKind, RowKey};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::rows::target;
use super::{DbResult, Read, Write, to_json};
use crate::error::ApiResult;

pub(crate) fn one(tx: &Connection, id: TargetId) -> DbResult<Option<Target>> {
    Ok(tx
        .prepare_cached("SELECT * FROM targets WHERE id = ?1")?
        .query_row([id.to_string()], target)
        .optional()?)
}

/// All of these, or `NotFound`; one named twice comes once.
pub(crate) fn each(tx: &Connection, ids: &[TargetId]) -> ApiResult<Vec<Target>> {
    let mut seen = HashSet::new();
    ids.iter()
        .filter(|id| seen.insert(**id))
        .map(|id| one(tx, *id)?.ok_or_else(|| ProblemKind::NotFound.into()))
        .collect()
}

/// Most urgent first, then by number.
pub(crate) fn of_season(tx: &Connection, season: SeasonId) -> DbResult<Vec<Target>> {
    let targets = tx
        .prepare_cached(
            "SELECT * FROM targets WHERE season = ?1 ORDER BY points DESC, member, purpose",
        )?
        .query_map([season.to_string()], target)?
        .collect::<Result<_, _>>()?;
    Ok(targets)
}

pub(crate) fn of_member(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<Target>> {
    let targets = tx
        .prepare_cached("SELECT * FROM targets WHERE member = ?1 ORDER BY id DESC")?
        .query_map([member.as_str()], target)?
        .collect::<Result<_, _>>()?;
    Ok(targets)
}

/// All that a visitor holds, whatever its day.
pub fn held_by(read: &Read, visitor: UserId) -> DbResult<Vec<TargetId>> {
    let targets = read
        .tx
        .prepare_cached("SELECT id FROM targets WHERE visitor = ?1 ORDER BY id")?
        .query_map([visitor.to_string()], |row| row.parsed("id"))?
        .collect::<Result<_, _>>()?;
    Ok(targets)
}

/// A visitor's day in its order.
pub(crate) fn of_day(tx: &Connection, visitor: UserId, day: Day) -> DbResult<Vec<Target>> {
    let targets = tx
        .prepare_cached(
            "SELECT * FROM targets WHERE visitor = ?1 AND day = ?2 ORDER BY position, id",
        )?
        .query_map(params![visitor.to_string(), day.to_string()], target)?
        .collect::<Result<_, _>>()?;
    Ok(targets)
}

pub fn add(write: &mut Write, target: &Target) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "INSERT INTO targets (id, season, member, purpose, points, reasons, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            target.id.to_string(),
            target.season.to_string(),
            target.member.as_str(),
            to_word(&target.purpose)?,
            target.priority.points,
            to_json("reasons", &target.priority.reasons)?,
            to_word(&target.state)?,
        ])?;
    stamp(write, target)
}

pub fn stamp(write: &mut Write, target: &Target) -> DbResult<()> {
    write.stamp(&RowKey::Target(target.id), Some(&target.member))?;
    Ok(())
}

/// Holds, reopens or closes targets; returns how many that changed. Their visitors keep them.
pub fn set_state(
    write: &mut Write,
    actor: Actor,
    ids: &[TargetId],
    state: TargetState,
) -> ApiResult<u64> {
    let mut changed = 0;
    for target in each(&write.tx, ids)? {
        if target.state != state {
            store_state(write, &target, state)?;
            changed += 1;
        }
    }
    let word = to_word(&state)?;
    audit::note(write, actor, "targets.state", &format!("{changed} {word}"))?;
    Ok(changed)
}

/// Sets what targets are visited for; returns how many that changed. A member has one target for each
/// purpose in a season, so one that has it already is left alone.
pub fn set_purpose(
    write: &mut Write,
    actor: Actor,
    ids: &[TargetId],
    purpose: Purpose,
) -> ApiResult<u64> {
    let word = to_word(&purpose)?;
    let mut changed = 0;
    for target in each(&write.tx, ids)? {
        changed += u64::from(store_purpose(write, &target, &word)?);
    }
    audit::note(
        write,
        actor,
        "targets.purpose",
        &format!("{changed} {word}"),
    )?;
    Ok(changed)
}

fn store_purpose(write: &mut Write, target: &Target, word: &str) -> DbResult<bool> {
    let lines = write
        .tx
        .prepare_cached(
            "UPDATE OR IGNORE targets SET purpose = ?2 WHERE id = ?1 AND purpose <> ?2",
        )?
        .execute(params![target.id.to_string(), word])?;
    if lines > 0 {
        stamp(write, target)?;
    }
    Ok(lines > 0)
}

/// Who has left is visited no more; the targets stay with their visitors until they are taken back. Returns
/// those that this closed.
pub(crate) fn close_open(write: &mut Write, member: &MemberNumber) -> DbResult<Vec<TargetId>> {
    let mut closed = Vec::new();
    for target in of_member(&write.tx, member)? {
        if target.state == TargetState::Open {
            store_state(write, &target, TargetState::Done)?;
            closed.push(target.id);
        }
    }
    Ok(closed)
}

fn store_state(write: &mut Write, target: &Target, state: TargetState) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE targets SET state = ?2 WHERE id = ?1")?
        .execute(params![target.id.to_string(), to_word(&state)?])?;
    stamp(write, target)
}
