//! The day's report 日報, counted from the visitor's own records.
//!
//! Source: product rule: the report is finished by the last visit; 面談 counts only who was met; one
//! conversation over two businesses of one owner is linked and counted honestly.

use std::collections::{BTreeSet, HashMap};

use super::effective::with_originals;
use crate::model::moment::days_between;
use crate::model::{
    CallAttempt, CallResult, DailyReport, Day, FactId, Moment, MutualAidInterest, Visit,
};
use crate::sync::client::KEEP_ARRIVED_DAYS;
use crate::wire::{Fact, FactBody};

/// Counts what happened on that day in Japan, whenever it was recorded. `facts` are all of the visitor's
/// own, oldest first, corrections and retractions included. Visits linked as one conversation count
/// as one visit and one meeting; each business still counts for its own target.
pub fn daily_report<'a>(
    day: Day,
    facts: impl IntoIterator<Item = &'a Fact>,
    now: Moment,
) -> DailyReport {
    let facts: Vec<&Fact> = facts.into_iter().collect();
    let corrected: HashMap<FactId, FactId> = facts
        .iter()
        .filter_map(|fact| Some((fact.id, fact.corrects?)))
        .collect();
    let mut calls: Vec<&CallAttempt> = Vec::new();
    let mut visits: HashMap<FactId, &Visit> = HashMap::new();
    let (mut lead_contacts, mut requests) = (0, 0);
    for (original, fact) in with_originals(facts, |fact| *fact) {
        match &fact.body {
            FactBody::Call(call) if call.at.day() == day => calls.push(call),
            FactBody::LeadContact(contact) if contact.at.day() == day => {
                lead_contacts += 1;
                requests += contact.requests.len();
            }
            FactBody::Visit(visit) if visit.at.day() == day => {
                requests += visit.requests.len();
                visits.insert(original, visit);
            }
            _ => {}
        }
    }
    let conversations = conversations(&visits, &corrected);
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
        requests: count(requests),
        withdrawal_signs: count(
            visits.values().filter(|visit| visit.risk.is_some()).count()
                + calls.iter().filter(|call| call.risk.is_some()).count(),
        ),
        lead_contacts,
        first_visit_at: visits.values().map(|visit| visit.at).min(),
        last_visit_at: visits.values().map(|visit| visit.at).max(),
        note: String::new(),
    }
}

/// What else the day brought: on the phone's own page only, the office counts it from the records.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AlsoHeard {
    pub handed_over: u32,
    pub introductions: u32,
    /// Visits that heard of interest, or of the wish for an explanation.
    pub mutual_aid: u32,
}

/// By the same records as `daily_report`.
pub fn also_heard<'a>(day: Day, facts: impl IntoIterator<Item = &'a Fact>) -> AlsoHeard {
    let mut heard = AlsoHeard::default();
    for (_, fact) in with_originals(facts, |fact| *fact) {
        match &fact.body {
            FactBody::Visit(visit) if visit.at.day() == day => {
                heard.handed_over += count(visit.handed_over.len());
                heard.introductions += count(visit.introductions.len());
                let told = visit.mutual_aid.as_ref().map(|aid| aid.interest);
                let interested = told.is_some_and(|told| told != MutualAidInterest::Told);
                heard.mutual_aid += u32::from(interested);
            }
            FactBody::LeadContact(contact) if contact.at.day() == day => {
                heard.handed_over += count(contact.handed_over.len());
            }
            _ => {}
        }
    }
    heard
}

/// Each conversation by one of its visits, and whether somebody was met in it.
fn conversations(
    visits: &HashMap<FactId, &Visit>,
    corrected: &HashMap<FactId, FactId>,
) -> HashMap<FactId, bool> {
    let mut conversations = HashMap::new();
    for (id, visit) in visits {
        let first = first_of_conversation(*id, visits, corrected);
        *conversations.entry(first).or_insert(false) |= visit.outcome.met();
    }
    conversations
}

/// Follows the links to the visit that links to no other; of visits that link to each other, the oldest.
fn first_of_conversation(
    id: FactId,
    visits: &HashMap<FactId, &Visit>,
    corrected: &HashMap<FactId, FactId>,
) -> FactId {
    let mut way = vec![id];
    let mut at = id;
    loop {
        let linked = visits.get(&at).and_then(|visit| visit.linked_with);
        let other = linked.map(|other| began_as(other, corrected));
        let Some(other) = other.filter(|other| visits.contains_key(other)) else {
            return at;
        };
        if let Some(met_before) = way.iter().position(|id| *id == other) {
            return way[met_before..].iter().copied().min().unwrap_or(at);
        }
        way.push(other);
        at = other;
    }
}

/// The fact that a correction goes back to; a link may name any version of a visit.
fn began_as(mut id: FactId, corrected: &HashMap<FactId, FactId>) -> FactId {
    // No more steps than there are corrections: facts that correct each other in a circle lead nowhere.
    for _ in 0..corrected.len() {
        match corrected.get(&id) {
            Some(earlier) => id = *earlier,
            None => break,
        }
    }
    id
}

/// Days before `today` on which something happened and no report was handed in, the latest first. So far
/// back reach the phone's own facts (`KEEP_ARRIVED_DAYS`): of what is older it doesn't know for sure what was reported.
pub fn unreported_days<'a>(facts: impl IntoIterator<Item = &'a Fact>, today: Day) -> Vec<Day> {
    let mut happened = BTreeSet::new();
    let mut reported = BTreeSet::new();
    for (_, fact) in with_originals(facts, |fact| *fact) {
        match &fact.body {
            FactBody::Call(call) => happened.insert(call.at.day()),
            FactBody::Visit(visit) => happened.insert(visit.at.day()),
            FactBody::DailyReport(report) => reported.insert(report.day),
            FactBody::LeadContact(contact) => happened.insert(contact.at.day()),
            FactBody::OwnOrder(_) | FactBody::FoundLead(_) | FactBody::Retract { .. } => false,
        };
    }
    let recent = |day: &&Day| (1..=KEEP_ARRIVED_DAYS).contains(&days_between(**day, today));
    let missing = happened.iter().rev().filter(|day| !reported.contains(day));
    missing.filter(recent).copied().collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Handover, HandoverItem, HeardRequest, LeadContact, LeadId, LeadManner, LeadOutcome,
        MutualAid, Outcome, RequestCategory, RequestId, RiskLevel, WithdrawalCaseId,
        WithdrawalRisk,
    };
    use crate::rules::fixtures::{
        at, call, call_fact, correcting, day, fact, fact_id, retracting, visit, visit_fact,
    };
    use uuid::Uuid;

    fn report(facts: &[Fact]) -> DailyReport {
        daily_report(day("2023-10-02"), facts, at("2023-10-02 18:00"))
    }

    fn request(number: u128) -> HeardRequest {
        HeardRequest {
            id: RequestId(Uuid::from_u128(number)),
            category: RequestCategory::Other,
            words: "駐車場を広げてほしい".to_owned(),
            reply_wanted: true,
        }
    }

    #[test]
    fn what_a_lead_asks_for_counts_among_the_requests_of_its_day() {
        let asked = |when, numbers: &[u128]| {
            FactBody::LeadContact(Box::new(LeadContact {
                lead: LeadId(Uuid::from_u128(1)),
                at: at(when),
                manner: LeadManner::OnSite,
                outcome: LeadOutcome::Met,
                requests: numbers.iter().copied().map(request).collect(),
                handed_over: Vec::new(),
                next_step: None,
                note: String::new(),
            }))
        };
        let mut member = visit("2023-10-02 11:00", Outcome::MetContact);
        member.requests = vec![request(1)];
        let facts = [
            visit_fact(1, member),
            fact(2, asked("2023-10-02 12:00", &[2, 3])),
            fact(3, asked("2023-10-02 13:00", &[4])),
            fact(4, asked("2023-10-03 09:00", &[5])),
            correcting(2, fact(5, asked("2023-10-02 12:00", &[2]))),
            retracting(6, 3),
        ];
        let report = report(&facts);
        assert_eq!((report.requests, report.lead_contacts), (2, 1));
    }

    #[test]
    fn a_day_is_counted_from_its_effective_records() {
        let mut rich = visit("2023-10-02 11:00", Outcome::MetRepresentative);
        rich.requests = [1, 2].map(request).to_vec();
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
                lead_contacts: 0,
                first_visit_at: Some(at("2023-10-02 10:30")),
                last_visit_at: Some(at("2023-10-02 11:00")),
                note: String::new(),
            }
        );
    }

    #[test]
    fn what_was_handed_over_and_heard_besides_counts_by_the_same_records() {
        let heard = |interest| {
            let mut visit = visit("2023-10-02 10:00", Outcome::MetContact);
            visit.handed_over = vec![Handover {
                item: HandoverItem::GiftCard500,
                receipt: String::new(),
            }];
            visit.mutual_aid = Some(MutualAid {
                interest,
                consent: None,
            });
            visit
        };
        let facts = [
            visit_fact(1, heard(MutualAidInterest::Told)),
            visit_fact(2, heard(MutualAidInterest::Interested)),
            visit_fact(3, heard(MutualAidInterest::WantsExplanation)),
            retracting(4, 3),
        ];
        let expected = AlsoHeard {
            handed_over: 2,
            introductions: 0,
            mutual_aid: 1,
        };
        assert_eq!(also_heard(day("2023-10-02"), &facts), expected);
        let other_day = also_heard(day("2023-10-03"), &facts);
        assert_eq!(other_day, AlsoHeard::default());
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
        let plain = || visit("2023-10-02 10:00", Outcome::MetRepresentative);
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
        // A link may name a correction, and a third business links to the first or the second.
        let by_correction = correcting(
            1,
            visit_fact(4, visit("2023-10-02 10:05", Outcome::MetContact)),
        );
        for third in [1, 2, 4] {
            let facts = [
                first.clone(),
                by_correction.clone(),
                visit_fact(2, linked(4)),
                visit_fact(3, linked(third)),
            ];
            let report = report(&facts);
            assert_eq!((report.visits, report.met), (1, 1), "{third}");
        }
        // Whichever of the two was opened first.
        let report_of_two = report(&[visit_fact(1, linked(2)), visit_fact(2, plain())]);
        assert_eq!((report_of_two.visits, report_of_two.met), (1, 1));
        // The other half was taken back: the one that is left still counts.
        let report = report(&[first, visit_fact(2, linked(1)), retracting(3, 1)]);
        assert_eq!((report.visits, report.met), (1, 1));
    }
    #[test]
    fn a_day_with_records_but_without_a_report_is_remembered_for_thirty_days() {
        let today = day("2023-10-10");
        let report_of = |id, on: &str| {
            let counted = daily_report(day(on), [], at("2023-10-09 18:00"));
            fact(id, FactBody::DailyReport(counted))
        };
        let facts = [
            visit_fact(1, visit("2023-09-09 10:00", Outcome::Absent)),
            visit_fact(2, visit("2023-09-10 10:00", Outcome::Absent)),
            call_fact(3, call("2023-10-06 10:00", CallResult::NoAnswer)),
            visit_fact(4, visit("2023-10-07 10:00", Outcome::Absent)),
            retracting(5, 4),
            visit_fact(6, visit("2023-10-09 10:00", Outcome::Absent)),
            visit_fact(7, visit("2023-10-10 10:00", Outcome::Absent)),
        ];
        let missing = |facts: &[Fact]| unreported_days(facts, today);
        let all = ["2023-10-09", "2023-10-06", "2023-09-10"].map(day);
        assert_eq!(missing(&facts), all);
        let mut reported = facts.to_vec();
        reported.push(report_of(8, "2023-10-09"));
        assert_eq!(missing(&reported), all[1..]);
    }
}
