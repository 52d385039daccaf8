use crate::fieldbook::sample::{self, at, day, me, pending, visit};
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
        assert_eq!(numbers(&today), ["100010", "100011", "100020"], "{at_place}");
        // What was visited today stays in the day.
        let visited = visit(60, &first(), at(0, 8, 0), Outcome::MetContact);
        let today = today_after(change, &[waiting(visited)]);
        assert_eq!(numbers(&today)[0], FIRST, "{at_place}");
        assert_eq!(today.done(), 1, "{at_place}");
    }
}
