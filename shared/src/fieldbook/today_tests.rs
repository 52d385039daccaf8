use crate::fieldbook::sample::{self, at, call, day, me, pending, visit, visit_with};
use crate::fieldbook::{Fieldbook, Today, Whom};
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
    // No more stops come before it than fit.
    let soon = CallResult::Appointment { at: at(0, 9, 30) };
    let soon = waiting(call(1, &first(), at(0, 9, 0), soon));
    let all = "100003 100010 100011 100020";
    assert_eq!(numbers(&today_after(|_| {}, &[soon])).join(" "), all);
}

#[test]
fn a_building_ahead_of_an_appointment_is_one_arrival() {
    let untimed: fn(&mut Row) = |row| {
        if let Row::Target(target) = row
            && let Some(assignment) = &mut target.assignment
        {
            assignment.appointment = None;
        }
    };
    let agreed = |hour, minute| {
        let result = CallResult::Appointment {
            at: at(0, hour, minute),
        };
        let agreed = waiting(call(1, &first(), at(0, 9, 0), result));
        numbers(&today_after(untimed, &[agreed])).join(" ")
    };
    // 100010 and 100011 are in one building.
    assert_eq!(agreed(10, 20), "100010 100011 100020 100003");
    assert_eq!(agreed(10, 19), "100010 100011 100003 100020");
}

/// A re-visit agreed at the door on 2 October or before, for a time of `days` after it.
fn asked_to_come_again(of: &Member, on: Moment, days: i64, hour: u32) -> Fact {
    visit_with(70, of, on, Outcome::MetRepresentative, |visit| {
        visit.next_step = Some(NextStep {
            kind: NextStepKind::VisitAgain,
            on: Some(moment::plus_days(day(), days)),
            minute: Some(hour * 60),
            note: String::new(),
        });
    })
}

#[test]
fn a_time_agreed_at_the_door_is_an_appointment_of_that_day() {
    let other = sample::member("200007", "", "");
    let done: fn(&mut Row) = |row| {
        if let Row::Target(target) = row
            && target.member.as_str() == "200007"
        {
            target.state = TargetState::Done;
        }
    };
    let agreed = asked_to_come_again(&other, at(-3, 9, 0), 0, 11);
    let then = |fact: Option<Fact>| {
        let facts = std::iter::once(agreed.clone()).chain(fact);
        let own: Vec<PendingFact> = facts.map(waiting).collect();
        let today = today_after(done, &own);
        assert!(today.next_steps.is_empty(), "once only");
        numbers(&today).join(" ")
    };
    // The target was settled by the meeting; they asked for another.
    assert_eq!(then(None), "100003 100010 100011 200007 100020");
    let called = |result| call(71, &other, at(-1, 9, 0), result);
    let later = CallResult::Appointment { at: at(2, 9, 0) };
    let stands = "100003 100010 100011 200007 100020";
    let gone = "100003 100010 100011 100020";
    for (fact, expected) in [
        (called(CallResult::NoAnswer), stands),
        (visit(71, &other, at(-1, 9, 0), Outcome::Absent), stands),
        (called(CallResult::Declined), gone),
        (called(later), gone),
        (visit(71, &other, at(-1, 9, 0), Outcome::MetContact), gone),
    ] {
        let words = format!("{:?}", fact.body);
        assert_eq!(then(Some(fact)), expected, "{words}");
    }
    // Kept on the day, if in vain.
    let kept = visit(71, &other, at(0, 11, 5), Outcome::Absent);
    assert_eq!(then(Some(kept)), gone);
}

#[test]
fn who_was_visited_this_morning_and_agreed_on_the_afternoon_is_a_stop_again() {
    let open = |facts: &[Fact]| {
        let own: Vec<PendingFact> = facts.iter().cloned().map(waiting).collect();
        let today = today_after(|_| {}, &own);
        let stops = today.stops.iter().filter(|stop| !stop.done);
        stops
            .filter(|stop| stop.entry.member.number.as_str() == FIRST)
            .map(|stop| stop.appointment)
            .collect::<Vec<_>>()
    };
    let absent = visit(69, &first(), at(0, 9, 0), Outcome::Absent);
    assert_eq!(open(std::slice::from_ref(&absent)), []);
    let result = CallResult::Appointment { at: at(0, 15, 0) };
    let agreed = [absent, call(71, &first(), at(0, 9, 30), result)];
    assert_eq!(open(&agreed), [Some(at(0, 15, 0))]);
    let at_the_door = [asked_to_come_again(&first(), at(0, 9, 0), 0, 15)];
    assert_eq!(open(&at_the_door), [Some(at(0, 15, 0))]);
    for agreed in [&agreed[..], &at_the_door] {
        let kept = visit(72, &first(), at(0, 15, 0), Outcome::Absent);
        assert_eq!(open(&[agreed, &[kept]].concat()), []);
    }
}

#[test]
fn the_days_to_come_say_what_is_agreed_on() {
    let other = sample::member("200007", "", "");
    let result = CallResult::Appointment { at: at(3, 14, 30) };
    let own = [
        waiting(call(71, &first(), at(0, 9, 0), result)),
        waiting(asked_to_come_again(&other, at(0, 9, 0), 1, 11)),
    ];
    let coming = |days| {
        let book = Fieldbook::new(me(), sample::rows(), &own, &[]);
        let coming = book.today(moment::plus_days(day(), days)).coming;
        coming.iter().map(|agreed| agreed.at).collect::<Vec<_>>()
    };
    assert_eq!(coming(0), [at(1, 11, 0), at(3, 14, 30)]);
    assert_eq!(coming(1), [at(3, 14, 30)]);
    assert_eq!(coming(3), []);
    // Both of the day's own appointments are there to be held against a new one.
    let book = Fieldbook::new(me(), sample::rows(), &own, &[]);
    let from_now = book.appointments_from(at(0, 13, 0));
    assert_eq!(from_now.len(), 3);
    assert_eq!(from_now[0].at, at(0, 13, 30));
}

#[test]
fn what_is_agreed_on_with_a_lead_stands_among_the_members_appointments() {
    let lead = |n: u8, kind: NextStepKind, days: i64, minute: Option<u32>| {
        let id = LeadId::mint(at(-9, 9, 0), sample::random(n));
        let contact = LeadContact {
            lead: id,
            at: at(-3, 9, 0),
            manner: LeadManner::OnSite,
            outcome: LeadOutcome::Spoke,
            requests: Vec::new(),
            handed_over: Vec::new(),
            next_step: Some(NextStep {
                kind,
                on: Some(moment::plus_days(day(), days)),
                minute,
                note: String::new(),
            }),
            note: String::new(),
        };
        let history = LeadHistory {
            fact: FactId::mint(at(-3, 9, 0), sample::random(n)),
            by: me(),
            contact,
        };
        Lead {
            id,
            business: format!("見込先{n}"),
            contact: String::new(),
            telephone: String::new(),
            source: LeadSource::MetOnTheWay,
            stage: LeadStage::Contacted,
            found_on: at(-9, 9, 0).day(),
            address: String::new(),
            note: String::new(),
            contacts: vec![history],
            own_find: None,
        }
    };
    let again = NextStepKind::VisitAgain;
    let leads = [
        lead(1, again, -1, Some(9 * 60)),
        lead(2, again, 0, Some(11 * 60)),
        lead(3, again, 1, Some(10 * 60)),
        // No time, and no visit.
        lead(4, again, 1, None),
        lead(5, NextStepKind::CallAgain, 1, Some(10 * 60)),
    ];
    let ids = leads.each_ref().map(|lead| Whom::Lead(lead.id));
    let mut rows = sample::rows();
    rows.extend(leads.map(|lead| Row::Lead {
        visitor: me(),
        lead: Box::new(lead),
    }));
    let book = Fieldbook::new(me(), rows, &[], &[]);
    let today = book.today(day());
    let whom = |agreed: &[super::Agreed]| -> Vec<Whom> {
        agreed.iter().map(|agreed| agreed.with.clone()).collect()
    };
    assert_eq!(whom(&today.missed), ids[..1]);
    assert_eq!(whom(&today.with_leads), ids[1..2]);
    assert_eq!(whom(&today.coming), ids[2..3]);
    assert_eq!(today.coming[0].name, "見込先3");
    let member = Whom::Member(MemberNumber::parse("100020").expect("the sample's"));
    let from_now = book.appointments_from(at(0, 0, 0));
    assert_eq!(whom(&from_now), [ids[1].clone(), member, ids[2].clone()]);
    assert_eq!(from_now[0].at, at(0, 11, 0));
    assert_eq!(whom(&book.missed_appointments(at(0, 11, 1))), ids[..2]);
}

#[test]
fn what_a_visit_agreed_on_comes_back_on_its_day() {
    let other = sample::member("200007", "", "");
    let ended_with = |of: &Member, kind, days| {
        visit_with(1, of, at(-9, 9, 0), Outcome::Absent, |visit| {
            let (on, note) = (Some(moment::plus_days(day(), days)), String::new());
            visit.next_step = Some(NextStep {
                kind,
                on,
                minute: None,
                note,
            });
        })
    };
    let due = |facts: &[Fact]| {
        let own: Vec<PendingFact> = facts.iter().cloned().map(waiting).collect();
        today_after(|_| {}, &own).next_steps.len()
    };
    let at_three = visit_with(1, &other, at(-9, 9, 0), Outcome::Absent, |visit| {
        visit.next_step = Some(NextStep {
            kind: NextStepKind::CallAgain,
            on: Some(day()),
            minute: Some(15 * 60),
            note: String::new(),
        });
    });
    let due_at = today_after(|_| {}, &[waiting(at_three)]).next_steps[0].at;
    assert_eq!(due_at, Some(at(0, 15, 0)));
    for (kind, days, expected) in [
        (NextStepKind::VisitAgain, 0, 1),
        (NextStepKind::CallAgain, -1, 1),
        (NextStepKind::VisitAgain, 1, 0),
        (NextStepKind::OfficeCalls, 0, 0),
        (NextStepKind::Nothing, 0, 0),
    ] {
        let visited = ended_with(&other, kind, days);
        assert_eq!(due(&[visited]), expected, "{kind:?} {days}");
    }
    let planned = ended_with(&first(), NextStepKind::VisitAgain, 0);
    assert_eq!(due(&[planned]), 0, "it is among the stops");

    let (visiting, calling) = (NextStepKind::VisitAgain, NextStepKind::CallAgain);
    let called = |days, result| call(2, &other, at(days, 9, 0), result);
    let visited = |days, outcome| visit(2, &other, at(days, 9, 0), outcome);
    let back = CallResult::CallBack { at: at(3, 9, 0) };
    for (kind, then, expected) in [
        // Too early, and in vain.
        (visiting, visited(-3, Outcome::Absent), 1),
        (visiting, called(-3, CallResult::NoAnswer), 1),
        (calling, called(-3, CallResult::ContactAbsent), 1),
        // On the day it was tried; a call in vain is no visit, nor a closed door a call.
        (visiting, visited(-2, Outcome::Absent), 0),
        (visiting, called(-2, CallResult::NoAnswer), 1),
        (calling, called(-2, CallResult::NoAnswer), 0),
        (calling, visited(-2, Outcome::Absent), 1),
        // Somebody has said since what happens.
        (visiting, called(-3, back), 0),
        (visiting, called(-3, CallResult::Declined), 0),
        (calling, visited(-3, Outcome::AbsentStaffInformed), 0),
    ] {
        let agreed = ended_with(&other, kind, -2);
        let words = format!("{kind:?} {:?}", then.body);
        assert_eq!(due(&[agreed, then]), expected, "{words}");
    }
    let nothing_more = visit_with(2, &other, at(-3, 9, 0), Outcome::Absent, |visit| {
        let (on, note) = (None, String::new());
        let kind = NextStepKind::Nothing;
        visit.next_step = Some(NextStep {
            kind,
            on,
            minute: None,
            note,
        });
    });
    let agreed = ended_with(&other, visiting, -2);
    assert_eq!(due(&[agreed, nothing_more]), 0);
}

#[test]
fn a_promised_call_stays_until_it_was_tried_or_somebody_was_met() {
    let other = sample::member("200007", "", "");
    let promise = CallResult::CallBack { at: at(0, 15, 0) };
    let promised = call(1, &other, at(-1, 9, 0), promise);
    let called = |hour, result| call(2, &other, at(0, hour, 0), result);
    let visited = |outcome| visit(2, &other, at(0, 11, 0), outcome);
    for (then, expected) in [
        (called(11, CallResult::NoAnswer), 1),
        (called(15, CallResult::NoAnswer), 0),
        (called(11, CallResult::Declined), 0),
        (visited(Outcome::Absent), 1),
        (visited(Outcome::AbsentStaffInformed), 0),
        (visited(Outcome::MetRepresentative), 0),
        (visited(Outcome::Declined), 0),
    ] {
        let words = format!("{:?}", then.body);
        let own = [waiting(promised.clone()), waiting(then)];
        let today = today_after(|_| {}, &own);
        let waits = today.call_backs.iter().map(|back| back.at);
        let expected = vec![at(0, 15, 0); expected];
        assert_eq!(waits.collect::<Vec<_>>(), expected, "{words}");
    }
}

#[test]
fn a_refusal_of_the_last_season_keeps_nobody_off_the_plan() {
    let begins = |row: &mut Row| {
        if let Row::Season(season) = row {
            season.starts_on = moment::plus_days(day(), -1);
        }
    };
    let refused = |days| waiting(call(1, &first(), at(days, 9, 0), CallResult::Declined));
    let stops = |days| today_after(begins, &[refused(days)]).stops.len();
    assert_eq!(stops(-1), 3);
    assert_eq!(stops(-40), 4);
}

#[test]
fn whom_one_tried_in_vain_is_suggested_again_from_the_next_day_on() {
    let suggests = |fact: Fact, days| {
        let book = Fieldbook::new(me(), sample::rows(), &[waiting(fact)], &[]);
        let today = book.today(moment::plus_days(day(), days));
        assert!(today.stops.is_empty());
        let mut suggested = today.suggested.iter();
        suggested.any(|entry| entry.member.number.as_str() == "200029")
    };
    let important = sample::member("200029", "", "");
    let called = |result| call(1, &important, at(1, 9, 0), result);
    let absent = visit(1, &important, at(1, 9, 0), Outcome::Absent);
    for (fact, days, expected) in [
        (called(CallResult::NoAnswer), 1, false),
        (called(CallResult::NoAnswer), 2, true),
        (absent.clone(), 1, false),
        (absent, 2, true),
        (called(CallResult::ContactAbsent), 2, false),
        (called(CallResult::ContactAbsent), 15, false),
        (called(CallResult::ContactAbsent), 16, true),
    ] {
        let words = format!("{:?} {days}", fact.body);
        assert_eq!(suggests(fact, days), expected, "{words}");
    }
}

#[test]
fn an_appointment_nobody_kept_stays_in_the_days_after() {
    let other = sample::member("200007", "", "");
    let result = CallResult::Appointment { at: at(0, 14, 30) };
    let agreed = call(1, &other, at(-1, 9, 0), result);
    let missed = |facts: &[Fact], days| {
        let own: Vec<PendingFact> = facts.iter().cloned().map(waiting).collect();
        let book = Fieldbook::new(me(), sample::rows(), &own, &[]);
        let missed = book.today(moment::plus_days(day(), days)).missed;
        let missed = missed.into_iter();
        missed
            .filter(|agreed| agreed.with == Whom::Member(other.number.clone()))
            .map(|agreed| agreed.at)
            .collect::<Vec<_>>()
    };
    let agreed = std::slice::from_ref(&agreed);
    assert_eq!(missed(agreed, 0), [], "it is among the stops");
    assert_eq!(missed(agreed, 1), [at(0, 14, 30)]);
    assert_eq!(missed(agreed, 40), [at(0, 14, 30)]);
    let then = |fact: Fact| [agreed, &[fact]].concat();
    let absent = visit(2, &other, at(1, 9, 0), Outcome::Absent);
    assert_eq!(missed(&then(absent), 1), []);
    let later = CallResult::CallBack { at: at(3, 9, 0) };
    assert_eq!(missed(&then(call(2, &other, at(1, 9, 0), later)), 1), []);
    // The day's report asks for it as soon as its time has passed.
    let book = Fieldbook::new(me(), sample::rows(), &[waiting(agreed[0].clone())], &[]);
    assert_eq!(book.missed_appointments(at(0, 14, 31)).len(), 2);
    assert_eq!(book.missed_appointments(at(0, 14, 30)).len(), 1);
}

#[test]
fn a_stop_nobody_went_to_is_left_over_for_a_week() {
    let left_over = |days, facts: &[Fact]| {
        let own: Vec<PendingFact> = facts.iter().cloned().map(waiting).collect();
        let book = Fieldbook::new(me(), sample::rows(), &own, &[]);
        let today = book.today(moment::plus_days(day(), days));
        let left = today.left_over.iter();
        left.map(|entry| entry.member.number.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(left_over(0, &[]), "");
    // The fourth had an appointment: it is among those nobody kept.
    assert_eq!(left_over(1, &[]), "100003 100010 100011");
    assert_eq!(left_over(7, &[]), "100003 100010 100011");
    assert_eq!(left_over(8, &[]), "");
    let went = visit(1, &first(), at(0, 9, 0), Outcome::Absent);
    assert_eq!(left_over(1, &[went]), "100010 100011");
    let refused = call(1, &first(), at(1, 9, 0), CallResult::Declined);
    assert_eq!(left_over(1, &[refused]), "100010 100011");
}
