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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Outcome, RequestCategory, RequestId, RiskLevel, WithdrawalCaseId, WithdrawalRisk,
        visit::HeardRequest,
    };
    use crate::rules::fixtures::{
        at, call, call_fact, correcting, day, fact_id, retracting, visit, visit_fact,
    };
    use uuid::Uuid;

    fn report(facts: &[Fact]) -> DailyReport {
        daily_report(day("2023-10-02"), facts, at("2023-10-02 18:00"))
    }

    #[test]
    fn a_day_is_counted_from_its_effective_records() {
        let mut rich = visit("2023-10-02 11:00", Outcome::MetRepresentative);
        rich.requests = [1, 2]
            .map(|number| HeardRequest {
                id: RequestId(Uuid::from_u128(number)),
                category: RequestCategory::Other,
                words: "駐車場を広げてほしい".to_owned(),
                reply_wanted: true,
            })
            .to_vec();
        rich.risk = Some(WithdrawalRisk {
            case: WithdrawalCaseId(Uuid::from_u128(1)),
            level: RiskLevel::Wavering,
            reasons: Vec::new(),
            words: String::new(),
        });
        let agreed = CallResult::Appointment {
            at: at("2023-10-05 10:00"),
        };
        let facts = [
            call_fact(1, call("2023-10-02 09:00", CallResult::NoAnswer)),
            call_fact(2, call("2023-10-02 09:10", agreed)),
            visit_fact(3, visit("2023-10-02 10:00", Outcome::Absent)),
            visit_fact(4, rich),
            visit_fact(5, visit("2023-10-02 15:00", Outcome::MetContact)),
            // Another day, by a clock in Japan.
            visit_fact(6, visit("2023-10-03 00:00", Outcome::MetContact)),
            call_fact(7, call("2023-10-01 23:59", CallResult::Declined)),
            // Taken back, and corrected.
            retracting(8, 5),
            correcting(
                3,
                visit_fact(9, visit("2023-10-02 10:30", Outcome::AbsentStaffInformed)),
            ),
        ];
        assert_eq!(
            report(&facts),
            DailyReport {
                day: day("2023-10-02"),
                sent_at: at("2023-10-02 18:00"),
                calls: 2,
                calls_reached: 1,
                appointments: 1,
                visits: 2,
                met: 1,
                requests: 2,
                withdrawal_signs: 1,
                first_visit_at: Some(at("2023-10-02 10:30")),
                last_visit_at: Some(at("2023-10-02 11:00")),
                note: String::new(),
            }
        );
    }

    #[test]
    fn a_day_without_records_is_a_row_of_noughts() {
        let empty = report(&[]);
        assert_eq!((empty.calls, empty.visits, empty.met), (0, 0, 0));
        assert_eq!(empty.first_visit_at, None);
    }

    #[test]
    fn one_conversation_over_two_businesses_is_one_meeting() {
        let linked = |other: u128| Visit {
            linked_with: Some(fact_id(other)),
            ..visit("2023-10-02 10:00", Outcome::MetRepresentative)
        };
        let alone = visit_fact(3, visit("2023-10-02 14:00", Outcome::MetContact));
        let first = visit_fact(1, visit("2023-10-02 10:00", Outcome::MetRepresentative));
        let corrected = correcting(
            1,
            visit_fact(4, visit("2023-10-02 10:05", Outcome::MetContact)),
        );
        for facts in [
            vec![first.clone(), visit_fact(2, linked(1)), alone.clone()],
            vec![
                visit_fact(1, linked(2)),
                visit_fact(2, linked(1)),
                alone.clone(),
            ],
            vec![first.clone(), visit_fact(2, linked(1)), alone, corrected],
        ] {
            let report = report(&facts);
            assert_eq!((report.visits, report.met), (2, 2));
        }
        // The other half was taken back: the one that is left still counts.
        let report = report(&[first, visit_fact(2, linked(1)), retracting(3, 1)]);
        assert_eq!((report.visits, report.met), (1, 1));
    }
}
