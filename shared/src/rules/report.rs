//! The day's report 日報, counted from the visitor's own records.
//!
//! Source: product rule: the report is finished by the last visit; 面談 counts only who was met; one
//! conversation over two businesses of one owner is linked and counted honestly.

use std::collections::HashMap;

use super::effective::with_originals;
use crate::model::{CallAttempt, CallResult, DailyReport, Day, FactId, Moment, Visit};
use crate::wire::{Fact, FactBody};

/// Counts what happened on that day in Japan, whenever it was recorded. `facts` are all of the visitor's
/// own, oldest first, corrections and retractions included. Two visits linked as one conversation count
/// as one visit and one meeting; each business still counts for its own target.
pub fn daily_report<'a>(
    day: Day,
    facts: impl IntoIterator<Item = &'a Fact>,
    now: Moment,
) -> DailyReport {
    let mut calls: Vec<&CallAttempt> = Vec::new();
    let mut visits: HashMap<FactId, &Visit> = HashMap::new();
    for (original, fact) in with_originals(facts, |fact| *fact) {
        match &fact.body {
            FactBody::Call(call) if call.at.day() == day => calls.push(call),
            FactBody::Visit(visit) if visit.at.day() == day => {
                visits.insert(original, visit);
            }
            _ => {}
        }
    }
    let conversations = conversations(&visits);
    let is_appointment =
        |call: &&&CallAttempt| matches!(call.result, CallResult::Appointment { .. });
    DailyReport {
        day,
        sent_at: now,
        calls: count(calls.len()),
        calls_reached: count(calls.iter().filter(|call| call.result.reached()).count()),
        appointments: count(calls.iter().filter(is_appointment).count()),
        visits: count(conversations.len()),
        met: count(conversations.values().filter(|met| **met).count()),
        requests: count(visits.values().map(|visit| visit.requests.len()).sum()),
        withdrawal_signs: count(visits.values().filter(|visit| visit.risk.is_some()).count()),
        first_visit_at: visits.values().map(|visit| visit.at).min(),
        last_visit_at: visits.values().map(|visit| visit.at).max(),
        note: String::new(),
    }
}

/// Each conversation by the smaller id of its one or two visits, and whether somebody was met in it.
fn conversations(visits: &HashMap<FactId, &Visit>) -> HashMap<FactId, bool> {
    let mut conversations = HashMap::new();
    for (id, visit) in visits {
        let linked = visit.linked_with.filter(|other| visits.contains_key(other));
        let conversation = linked.map_or(*id, |other| other.min(*id));
        *conversations.entry(conversation).or_insert(false) |= visit.outcome.met();
    }
    conversations
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
