//! What calls and visits do to the member and its target: contact stops, a target is done, an
//! appointment stands. Each is undone when no fact that counts asks for it any more. Only the word of
//! somebody who holds the member, or held it, does any of this: others' records are stored and shown
//! to the office, and stop nobody's work.

use rusqlite::params;
use shared::model::{
    CallResult, MemberNumber, Moment, Outcome, Target, TargetId, TargetState, Visit,
};
use shared::rules::{is_word, next_step};
use shared::wire::{Fact, FactBody, RowKey};

use super::columns::to_word;
use super::{DbResult, Write, from_json, members, targets};

/// Nothing more to do for the target.
fn settles(outcome: Outcome) -> bool {
    outcome.met() || outcome == Outcome::Declined || outcome.stops_contact()
}

/// Facts whose author holds the member or held it: a member that leaves a phone leaves a forget.
const BY_A_HOLDER: &str = "(EXISTS (SELECT 1 FROM holdings
         WHERE user_id = facts.author AND member = facts.member)
     OR EXISTS (SELECT 1 FROM forgets WHERE user_id = facts.author AND member = facts.member))";

fn is_by_a_holder(write: &Write, fact: &Fact) -> DbResult<bool> {
    let sql = format!("SELECT 1 FROM facts WHERE id = ?1 AND {BY_A_HOLDER}");
    Ok(write
        .tx
        .prepare_cached(&sql)?
        .exists([fact.id.to_string()])?)
}

/// The fact begins to count.
pub(super) fn apply(write: &mut Write, fact: &Fact) -> DbResult<()> {
    if !is_by_a_holder(write, fact)? {
        return Ok(());
    }
    match &fact.body {
        FactBody::Call(call) if is_word(call.result) => settle_appointments(write, &call.member)?,
        FactBody::Visit(visit) => {
            settle_appointments(write, &visit.member)?;
            if visit.outcome.stops_contact() {
                members::set_stopped_by_visit(write, &visit.member, true)?;
            }
            if let Some(target) = visit.target
                && settles(visit.outcome)
            {
                let (from, to) = (TargetState::Open, TargetState::Done);
                move_target(write, target, &visit.member, from, to)?;
            }
        }
        FactBody::Call(_)
        | FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_)
        | FactBody::Retract { .. } => {}
    }
    Ok(())
}

/// The fact counts no more. Whoever else of the member still counts is asked before anything is undone.
pub(super) fn undo(write: &mut Write, fact: &Fact) -> DbResult<()> {
    if !is_by_a_holder(write, fact)? {
        return Ok(());
    }
    match &fact.body {
        FactBody::Call(call) if is_word(call.result) => settle_appointments(write, &call.member),
        FactBody::Visit(visit) => undo_visit(write, visit),
        FactBody::Call(_)
        | FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_)
        | FactBody::Retract { .. } => Ok(()),
    }
}

/// Settles anew which appointment stands on each of the member's targets: what was agreed at the door comes before the
/// last word by telephone, as on the phones.
fn settle_appointments(write: &mut Write, member: &MemberNumber) -> DbResult<()> {
    let bodies = effective_bodies(write, member)?;
    let asked = next_step(bodies.iter().rev());
    for target in targets::of_member(&write.tx, member)? {
        let at_the_door = asked.filter(|(visit, _)| visit.target == Some(target.id));
        let at_the_door = at_the_door.and_then(|(_, step)| step.appointment());
        let word = bodies.iter().rev().find_map(|body| match body {
            FactBody::Call(call) if call.target == Some(target.id) && is_word(call.result) => {
                Some(agreed(call.result))
            }
            _ => None,
        });
        set_appointment(write, &target, at_the_door.or(word.flatten()))?;
    }
    Ok(())
}

/// The appointment that stands after these words; `None` after others.
fn agreed(result: CallResult) -> Option<Moment> {
    match result {
        CallResult::Appointment { at } => Some(at),
        _ => None,
    }
}

/// Targets that were closed for another reason than a visit are open again, unless a visit has settled them.
pub(super) fn reopen(
    write: &mut Write,
    member: &MemberNumber,
    targets: &[TargetId],
) -> DbResult<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let visits = effective_visits(write, member)?;
    for target in targets.iter().filter(|target| !settled(**target, &visits)) {
        let (from, to) = (TargetState::Done, TargetState::Open);
        move_target(write, *target, member, from, to)?;
    }
    Ok(())
}

fn settled(target: TargetId, visits: &[Visit]) -> bool {
    visits
        .iter()
        .any(|visit| visit.target == Some(target) && settles(visit.outcome))
}

fn effective_visits(write: &Write, member: &MemberNumber) -> DbResult<Vec<Visit>> {
    let bodies = effective_bodies(write, member)?.into_iter();
    let visits = bodies.filter_map(|body| match body {
        FactBody::Visit(visit) => Some(*visit),
        _ => None,
    });
    Ok(visits.collect())
}

fn undo_visit(write: &mut Write, visit: &Visit) -> DbResult<()> {
    settle_appointments(write, &visit.member)?;
    let others = effective_visits(write, &visit.member)?;
    if visit.outcome.stops_contact() && !others.iter().any(|other| other.outcome.stops_contact()) {
        members::set_stopped_by_visit(write, &visit.member, false)?;
    }
    if let Some(target) = visit.target
        && settles(visit.outcome)
        && !settled(target, &others)
    {
        let (from, to) = (TargetState::Done, TargetState::Open);
        move_target(write, target, &visit.member, from, to)?;
    }
    Ok(())
}

/// Calls and visits of the member that count and bear on it, oldest first.
fn effective_bodies(write: &Write, member: &MemberNumber) -> DbResult<Vec<FactBody>> {
    let sql = format!(
        "SELECT body FROM facts
         WHERE member = ?1 AND superseded_by IS NULL AND kind IN ('call', 'visit')
             AND {BY_A_HOLDER}
         ORDER BY seq"
    );
    let bodies: Vec<String> = write
        .tx
        .prepare_cached(&sql)?
        .query_map([member.as_str()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    bodies
        .iter()
        .map(|body| from_json::<Fact>("fact", body).map(|fact| fact.body))
        .collect()
}

/// Only a target of that very member: a phone's word about another's is nobody's order.
fn move_target(
    write: &mut Write,
    target: TargetId,
    member: &MemberNumber,
    from: TargetState,
    to: TargetState,
) -> DbResult<()> {
    let changed = write
        .tx
        .prepare_cached(
            "UPDATE targets SET state = ?4 WHERE id = ?1 AND member = ?2 AND state = ?3",
        )?
        .execute(params![
            target.to_string(),
            member.as_str(),
            to_word(&from)?,
            to_word(&to)?
        ])?;
    if changed > 0 {
        write.stamp(&RowKey::Target(target), Some(member))?;
    }
    Ok(())
}

fn set_appointment(write: &mut Write, target: &Target, at: Option<Moment>) -> DbResult<()> {
    let changed = write
        .tx
        .prepare_cached(
            "UPDATE targets SET appointment_ms = ?2 WHERE id = ?1 AND appointment_ms IS NOT ?2",
        )?
        .execute(params![target.id.to_string(), at.map(|at| at.utc_ms)])?;
    if changed > 0 {
        targets::stamp(write, target)?;
    }
    Ok(())
}
