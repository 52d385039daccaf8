use crate::fieldbook::sample::{self, at, call, day, me, pending, visit, visit_with};
use crate::fieldbook::{Fieldbook, Today};
use crate::model::*;
use crate::sync::{FactState, PendingFact};
use crate::wire::{Fact, Row};

const FIRST: &str = "100003";

fn first() -> Member {
    sample::member(FIRST, "", "")
}

fn waiting(fact: Fact) -> PendingFact {
    pending(fact, FactState::Waiting)
}

/// The sample's day, with what the office has changed and what the visitor has recorded.
fn today_after(change: fn(&mut Row), own: &[PendingFact]) -> Today {
    let mut rows = sample::rows();
    rows.iter_mut().for_each(change);
    Fieldbook::new(me(), rows, own, &[]).today(day())
}

fn numbers(today: &Today) -> Vec<&str> {
    let stops = today.stops.iter();
    stops
        .map(|stop| stop.entry.member.number.as_str())
        .collect()
}

fn first_member(row: &mut Row) -> Option<&mut Member> {
    match row {
        Row::Member(member) if member.number.as_str() == FIRST => Some(&mut **member),
        _ => None,
    }
}

fn first_target(row: &mut Row) -> Option<&mut Target> {
    match row {
        Row::Target(target) if target.member.as_str() == FIRST => Some(target),
        _ => None,
    }
}

#[test]
fn nobody_is_sent_where_nothing_is_left_to_do() {
    let changes: [fn(&mut Row); 4] = [
        |row| {
            if let Some(member) = first_member(row) {
                member.do_not_contact = true;
            }
        },
        |row| {
            if let Some(member) = first_member(row) {
                member.withdrawn_on = Some(day());
            }
        },
        |row| {
            if let Some(target) = first_target(row) {
                target.state = TargetState::OnHold;
            }
        },
        |row| {
            if let Some(target) = first_target(row) {
                target.state = TargetState::Done;
            }
        },
    ];
    for (at_place, change) in changes.into_iter().enumerate() {
        let today = today_after(change, &[]);
        assert_eq!(
            numbers(&today),
            ["100010", "100011", "100020"],
            "{at_place}"
        );
        // What was visited today stays in the day.
        let visited = visit(60, &first(), at(0, 8, 0), Outcome::MetContact);
        let today = today_after(change, &[waiting(visited)]);
        assert_eq!(numbers(&today)[0], FIRST, "{at_place}");
        assert_eq!(today.done(), 1, "{at_place}");
    }
}

#[test]
fn a_call_that_settles_a_stop_moves_the_day_on() {
    let stops = |facts: &[Fact]| {
        let own: Vec<PendingFact> = facts.iter().cloned().map(waiting).collect();
        let today = today_after(|_| {}, &own);
        let numbers: Vec<String> = numbers(&today).into_iter().map(str::to_owned).collect();
        numbers.join(" ")
    };
    let called = |n: u8, result| call(n, &first(), at(0, 9, n.into()), result);
    let others = "100010 100011 100020";
    let all = "100003 100010 100011 100020";
    let back = |days| CallResult::CallBack {
        at: at(days, 11, 0),
    };
    let agreed = |days| CallResult::Appointment {
        at: at(days, 11, 0),
    };
    for (result, expected) in [
        (CallResult::NoAnswer, all),
        (CallResult::WrongNumber, all),
        (CallResult::Declined, others),
        (back(0), all),
        (back(1), others),
        (agreed(1), others),
    ] {
        assert_eq!(stops(&[called(1, result)]), expected, "{result:?}");
        let then = called(2, CallResult::NoAnswer);
        assert_eq!(stops(&[called(1, result), then]), expected, "{result:?}");
    }
    // Whom somebody visited since is as the office plans it.
    let refused = call(1, &first(), at(-3, 9, 0), CallResult::Declined);
    let since = visit(2, &first(), at(-1, 9, 0), Outcome::Absent);
    assert_eq!(stops(&[refused, since]), all);
    // What was visited today stays in the day.
    let visited = visit(2, &first(), at(0, 10, 0), Outcome::MetContact);
    assert_eq!(stops(&[called(1, agreed(1)), visited]), all);
}

#[test]
fn an_appointment_agreed_today_is_placed_by_its_time() {
    let agreed = |on: i64, hour: u32| {
        let result = CallResult::Appointment { at: at(0, hour, 0) };
        let agreed = waiting(call(1, &first(), at(on, 9, 0), result));
        let today = today_after(|_| {}, &[agreed]);
        numbers(&today).join(" ")
    };
    assert_eq!(agreed(0, 11), "100010 100011 100003 100020");
    assert_eq!(agreed(0, 16), "100010 100011 100020 100003");
    // The office knew of it when it put the day in order.
    assert_eq!(agreed(-1, 16), "100003 100010 100011 100020");
}

#[test]
fn what_a_visit_agreed_on_comes_back_on_its_day() {
    let other = sample::member("200007", "", "");
    let ended_with = |of: &Member, kind, days| {
        visit_with(1, of, at(-9, 9, 0), Outcome::Absent, |visit| {
            let (on, note) = (Some(moment::plus_days(day(), days)), String::new());
            visit.next_step = Some(NextStep { kind, on, note });
        })
    };
    let due = |facts: &[Fact]| {
        let own: Vec<PendingFact> = facts.iter().cloned().map(waiting).collect();
        today_after(|_| {}, &own).next_steps.len()
    };
    for (kind, days, expected) in [
        (NextStepKind::VisitAgain, 0, 1),
        (NextStepKind::CallAgain, -1, 1),
        (NextStepKind::VisitAgain, 1, 0),
        (NextStepKind::OfficeCalls, 0, 0),
        (NextStepKind::Nothing, 0, 0),
    ] {
        let visited = ended_with(&other, kind, days);
        assert_eq!(
            due(std::slice::from_ref(&visited)),
            expected,
            "{kind:?} {days}"
        );
        let then = call(2, &other, at(-1, 9, 0), CallResult::NoAnswer);
        assert_eq!(due(&[visited, then]), 0, "{kind:?} {days}");
    }
    let planned = ended_with(&first(), NextStepKind::VisitAgain, 0);
    assert_eq!(due(&[planned]), 0, "it is among the stops");
}
