//! Assignments 担当割り振り: who holds which target, on which day, in which order.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use shared::model::{
    Day, Fault, Invalid, MemberNumber, Role, SeasonId, Target, TargetId, TargetState, UserId,
};
use shared::wire::ProblemKind;
use shared::wire::office::{Assign, OrderDay};

use super::audit::{self, Actor};
use super::rows::find_member;
use super::{DbResult, Write, plans, scope, seasons, targets, users};
use crate::error::ApiResult;

/// Gives targets to a visitor, on a day at the end of its order, or without a day. Those that are
/// already there stay as they are. Nobody is sent to a member who has left or isn't to be contacted,
/// for what is done already, or outside the season. Returns how many moved.
pub fn assign(write: &mut Write, actor: Actor, wish: &Assign) -> ApiResult<u64> {
    let visitor = active_visitor(write, wish.visitor)?;
    let mut moving = Vec::new();
    for target in targets::each(&write.tx, &wish.targets)? {
        let member = find_member(&write.tx, &target.member)?;
        let may_be_visited = target.state != TargetState::Done
            && member.is_some_and(|member| !member.do_not_contact && member.withdrawn_on.is_none());
        if !may_be_visited {
            return Err(Invalid::new("targets", Fault::NotAllowed).into());
        }
        let stays = target
            .assignment
            .as_ref()
            .is_some_and(|held| held.visitor == visitor && held.day == wish.day);
        if !stays {
            moving.push(target);
        }
    }
    if let Some(day) = wish.day {
        within_seasons(write, &moving, day)?;
    }
    move_all(write, &moving, Some((visitor, wish.day)))?;
    let detail = format!("{} to {visitor}", moving.len());
    audit::note(write, actor, "targets.assigned", &detail)?;
    Ok(moving.len() as u64)
}

/// Takes targets back from whoever holds them; an appointment agreed with the member is kept for the
/// next visitor. Returns how many were held.
pub fn take_back(write: &mut Write, actor: Actor, ids: &[TargetId]) -> ApiResult<u64> {
    let mut held = targets::each(&write.tx, ids)?;
    held.retain(|target| target.assignment.is_some());
    move_all(write, &held, None)?;
    audit::note(write, actor, "targets.taken_back", &held.len().to_string())?;
    Ok(held.len() as u64)
}

/// Orders one visitor's day. `Changed` unless the wish names exactly the targets of that day.
pub fn order(write: &mut Write, actor: Actor, wish: &OrderDay) -> ApiResult<()> {
    let visitor = active_visitor(write, wish.visitor)?;
    let wished = targets::each(&write.tx, &wish.targets)?;
    let of_day = targets::of_day(&write.tx, visitor, wish.day)?;
    let ids = |targets: &[Target]| -> BTreeSet<TargetId> { targets.iter().map(|t| t.id).collect() };
    if ids(&wished) != ids(&of_day) || wish.targets.len() != of_day.len() {
        return Err(ProblemKind::Changed.into());
    }
    number(write, &wished)?;
    plans::publish(write, visitor, wish.day)?;
    let detail = format!("{visitor} {}", wish.day);
    audit::note(write, actor, "day.ordered", &detail)?;
    Ok(())
}

fn within_seasons(write: &Write, targets: &[Target], day: Day) -> ApiResult<()> {
    let seasons: BTreeSet<SeasonId> = targets.iter().map(|target| target.season).collect();
    for id in seasons {
        let season = seasons::stored(write, id)?.ok_or(ProblemKind::NotFound)?;
        if !season.contains(day) {
            return Err(Invalid::new("day", Fault::NotAllowed).into());
        }
    }
    Ok(())
}

pub(super) fn active_visitor(write: &Write, id: UserId) -> ApiResult<UserId> {
    let user = users::find(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if user.active && user.role == Role::Visitor {
        Ok(user.id)
    } else {
        Err(Invalid::new("visitor", Fault::NotAllowed).into())
    }
}

/// Stores and stamps the targets in their new place, closes the gaps that they leave, and lets the
/// phones know: gone from the old one, new on the other.
fn move_all(
    write: &mut Write,
    moving: &[Target],
    place: Option<(UserId, Option<Day>)>,
) -> DbResult<()> {
    for target in moving {
        let position = match place {
            Some((visitor, Some(day))) => Some(next_position(&write.tx, visitor, day)?),
            Some((_, None)) | None => None,
        };
        write
            .tx
            .prepare_cached(
                "UPDATE targets SET visitor = ?2, day = ?3, position = ?4 WHERE id = ?1",
            )?
            .execute(params![
                target.id.to_string(),
                place.map(|(visitor, _)| visitor.to_string()),
                place.and_then(|(_, day)| day).map(|day| day.to_string()),
                position,
            ])?;
        targets::stamp(write, target)?;
    }
    if let Some((visitor, Some(day))) = place
        && !moving.is_empty()
    {
        plans::begin(write, visitor, day)?;
    }
    let left: BTreeSet<(UserId, Day)> = moving
        .iter()
        .filter_map(|target| target.assignment.as_ref())
        .filter_map(|held| held.day.map(|day| (held.visitor, day)))
        .collect();
    for (visitor, day) in left {
        let rest = targets::of_day(&write.tx, visitor, day)?;
        number(write, &rest)?;
    }
    let members: Vec<&MemberNumber> = moving.iter().map(|target| &target.member).collect();
    scope::refresh(write, members)
}

pub(crate) fn next_position(tx: &Connection, visitor: UserId, day: Day) -> DbResult<u32> {
    Ok(tx
        .prepare_cached(
            "SELECT coalesce(max(position), 0) + 1 FROM targets WHERE visitor = ?1 AND day = ?2",
        )?
        .query_row(params![visitor.to_string(), day.to_string()], |row| {
            row.get(0)
        })?)
}

/// Numbers a day's targets from 1 in the order given; only those that move are stamped.
fn number(write: &mut Write, in_order: &[Target]) -> DbResult<()> {
    for (position, target) in (1_u32..).zip(in_order) {
        let before = target.assignment.as_ref().and_then(|held| held.position);
        if before != Some(position) {
            write
                .tx
                .prepare_cached("UPDATE targets SET position = ?2 WHERE id = ?1")?
                .execute(params![target.id.to_string(), position])?;
            targets::stamp(write, target)?;
        }
    }
    Ok(())
}
