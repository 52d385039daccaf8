use crate::fieldbook::sample::{self, at, call, day, me, pending, visit, visit_with};
use crate::fieldbook::{Entry, Fieldbook};
use crate::model::*;
use crate::rules::Advice;
use crate::sync::FactState;
use crate::wire::{Fact, Row};

const DENSO: &str = "100011";
/// No contact in the sample.
const OTHER: &str = "200007";

fn member(number: &str) -> Member {
    sample::member(number, "", "")
}

/// Asks about one member of the sample, once the office has changed something and these records wait.
fn asked<T>(
    number: &str,
    change: impl FnMut(&mut Row),
    facts: &[Fact],
    ask: impl FnOnce(&Entry) -> T,
) -> T {
    let mut rows = sample::rows();
    rows.iter_mut().for_each(change);
    let waiting = facts.iter().cloned();
    let waiting: Vec<_> = waiting
        .map(|fact| pending(fact, FactState::Waiting))
        .collect();
    let book = Fieldbook::new(me(), rows, &waiting, &[]);
    ask(book.member(&member(number).number).expect("known"))
}

fn has(reason: Reason) -> impl FnOnce(&Entry) -> bool {
    move |entry| entry.reasons(day()).contains(&reason)
}

#[test]
fn only_a_conversation_without_a_wish_to_leave_clears_the_one_before() {
    let denso = member(DENSO);
    let heard = visit_with(60, &denso, at(-3, 9, 0), Outcome::MetContact, |visit| {
        visit.risk = Some(WithdrawalRisk {
            case: WithdrawalCaseId::mint(at(-3, 9, 0), sample::random(61)),
            level: RiskLevel::Leaving,
            reasons: Vec::new(),
            words: String::new(),
        });
    });
    for outcome in Outcome::ALL {
        let then = visit(62, &denso, at(-2, 9, 0), outcome);
        let facts = [heard.clone(), then];
        let wavers = asked(DENSO, |_| {}, &facts, has(Reason::Wavering));
        assert_eq!(wavers, !outcome.talked(), "{outcome:?}");
    }
}

#[test]
fn a_wish_to_leave_that_the_office_knows_of_is_a_reason_while_the_target_is_open() {
    let says = |state: TargetState, facts: &[Fact]| {
        let change = |row: &mut Row| {
            if let Row::Target(target) = row
                && target.member.as_str() == DENSO
            {
                target.priority.reasons.push(Reason::Wavering);
                target.state = state;
            }
        };
        asked(DENSO, change, facts, has(Reason::Wavering))
    };
    assert!(says(TargetState::Open, &[]));
    let met = visit(60, &member(DENSO), at(-1, 9, 0), Outcome::MetContact);
    assert!(
        says(TargetState::Open, &[met]),
        "the register's line is the office's to close"
    );
    // The office keeps up the reasons of open targets alone.
    assert!(!says(TargetState::Done, &[]));
}

#[test]
fn whom_one_only_tried_to_reach_nobody_has_contacted() {
    let other = member(OTHER);
    let never = |facts: &[Fact]| asked(OTHER, |_| {}, facts, has(Reason::NeverContacted));
    assert!(never(&[]));
    let rung = call(60, &other, at(-1, 9, 0), CallResult::NoAnswer);
    let gone = visit(61, &other, at(-1, 10, 0), Outcome::Absent);
    assert!(never(&[rung.clone(), gone.clone()]));
    let staff = call(62, &other, at(-2, 9, 0), CallResult::ContactAbsent);
    let facts = [staff, rung, gone];
    assert!(!never(&facts));
    let last = asked(OTHER, |_| {}, &facts, Entry::last_contact);
    assert_eq!(last, Some(at(-2, 9, 0)));
}

#[test]
fn the_ladder_begins_anew_with_each_season_and_keeps_what_was_promised() {
    let other = member(OTHER);
    // The season begins on the day before, and earlier days are the last one's.
    let begins = |row: &mut Row| {
        if let Row::Season(season) = row {
            season.starts_on = moment::plus_days(day(), -1);
        }
    };
    let next = |facts: &[Fact]| {
        let next = asked(OTHER, begins, facts, |entry| entry.next_try(at(0, 10, 0)));
        (next.attempts, next.advice)
    };
    let called = |days, hour, result| call(60, &other, at(days, hour, 0), result);
    let in_vain = [
        called(-40, 10, CallResult::NoAnswer),
        called(-40, 14, CallResult::NoAnswer),
        called(-39, 16, CallResult::NoAnswer),
    ];
    let numbered = |facts: Vec<Fact>| {
        let facts = facts.into_iter().enumerate().map(|(n, fact)| {
            let n = 60 + u8::try_from(n).expect("a few");
            sample::fact(n, fact.recorded_at, fact.body)
        });
        facts.collect::<Vec<_>>()
    };
    assert_eq!(next(&numbered(in_vain.to_vec())), (0, Advice::CallNow));
    let refused = called(-38, 10, CallResult::Declined);
    assert_eq!(next(&[refused]), (0, Advice::CallNow));
    let wrong = called(-38, 10, CallResult::WrongNumber);
    assert_eq!(next(&[wrong]), (0, Advice::CallNow));
    let mut facts = in_vain.to_vec();
    let promise = CallResult::CallBack { at: at(0, 15, 0) };
    facts.push(called(-38, 10, promise));
    assert_eq!(
        next(&numbered(facts.clone())),
        (0, Advice::CallBackAt(at(0, 15, 0)))
    );
    facts.push(called(-1, 11, CallResult::NoAnswer));
    assert_eq!(
        next(&numbered(facts)),
        (1, Advice::CallBackAt(at(0, 15, 0)))
    );
    // A refusal takes the promise back in whichever season.
    let facts = vec![
        called(-38, 10, promise),
        called(-37, 10, CallResult::Declined),
    ];
    assert_eq!(next(&numbered(facts)), (0, Advice::CallNow));
}

#[test]
fn the_ladder_begins_anew_once_somebody_spoke_at_the_door() {
    let other = member(OTHER);
    let called = |n, hour, result| call(n, &other, at(-1, hour, 0), result);
    let visited = |outcome| visit(63, &other, at(-1, 14, 0), outcome);
    let back = CallResult::CallBack { at: at(0, 15, 0) };
    let next = |facts: &[Fact]| {
        let next = asked(OTHER, |_| {}, facts, |entry| entry.next_try(at(0, 10, 0)));
        (next.attempts, next.advice)
    };
    for (result, outcome, expected) in [
        (back, Outcome::Absent, (1, Advice::CallBackAt(at(0, 15, 0)))),
        (back, Outcome::MetContact, (0, Advice::CallNow)),
        (back, Outcome::AbsentStaffInformed, (0, Advice::CallNow)),
        (
            CallResult::WrongNumber,
            Outcome::MetContact,
            (1, Advice::FindNumber),
        ),
        (CallResult::Declined, Outcome::Absent, (1, Advice::Leave)),
        (
            CallResult::Declined,
            Outcome::MetRepresentative,
            (0, Advice::CallNow),
        ),
    ] {
        let facts = [called(60, 10, result), visited(outcome)];
        assert_eq!(next(&facts), expected, "{result:?} {outcome:?}");
    }
    // What is promised after it stands.
    let facts = [visited(Outcome::MetContact), called(60, 16, back)];
    assert_eq!(next(&facts), (1, Advice::CallBackAt(at(0, 15, 0))));
}

#[test]
fn an_appointment_stands_until_a_visit_or_another_word() {
    let other = member(OTHER);
    let promised = at(0, 14, 30);
    let agreed = call(
        60,
        &other,
        at(-1, 9, 0),
        CallResult::Appointment { at: promised },
    );
    let called = |result| call(61, &other, at(-1, 10, 0), result);
    let visited = |days, hour| visit(61, &other, at(days, hour, 0), Outcome::Absent);
    let later = at(2, 10, 0);
    for (then, expected) in [
        (called(CallResult::NoAnswer), Some(promised)),
        (called(CallResult::ContactAbsent), Some(promised)),
        (called(CallResult::CallBack { at: later }), None),
        (called(CallResult::Declined), None),
        (called(CallResult::Appointment { at: later }), Some(later)),
        (visited(-1, 15), Some(promised)),
        (visited(0, 10), None),
        (visited(3, 10), None),
    ] {
        let words = format!("{:?}", then.body);
        let facts = [agreed.clone(), then];
        let appointment = asked(OTHER, |_| {}, &facts, Entry::appointment);
        assert_eq!(appointment, expected, "{words}");
        // Its day may be past: the ladder goes on saying so.
        let next = asked(OTHER, |_| {}, &facts, |entry| entry.next_try(at(4, 10, 0)));
        let keeps = expected.map(Advice::KeepAppointment);
        assert_eq!(keeps.is_some(), keeps == Some(next.advice), "{words}");
    }
}

#[test]
fn what_was_agreed_at_the_door_and_ended_here_stands_no_more_where_the_office_doesnt_know_yet() {
    let other = member(OTHER);
    let again = at(2, 10, 0);
    let known = |row: &mut Row| {
        if let Row::Target(target) = row
            && target.member == other.number
            && let Some(assignment) = &mut target.assignment
        {
            assignment.appointment = Some(Appointment { at: again });
        }
    };
    let agreed = visit_with(60, &other, at(-3, 9, 0), Outcome::MetContact, |visit| {
        visit.next_step = Some(NextStep {
            kind: NextStepKind::VisitAgain,
            on: Some(again.day()),
            minute: Some(10 * 60),
            note: String::new(),
        });
    });
    let then = |outcome| visit(61, &other, at(-1, 9, 0), outcome);
    for (fact, expected) in [
        (then(Outcome::Absent), Some(again)),
        (then(Outcome::MetContact), None),
    ] {
        let facts = [agreed.clone(), fact];
        assert_eq!(asked(OTHER, known, &facts, Entry::appointment), expected);
    }
}
