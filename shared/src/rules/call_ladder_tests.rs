use proptest::prelude::*;

use super::*;
use crate::rules::fixtures::{at, call, day};

const NUMBER: &str = "045-000-0000";
const SEASON_FROM: &str = "2023-08-01";
// 2023-10-02 is a Monday.
const MONDAY: &str = "2023-10-02 10:00";

fn advised(calls: &[CallAttempt], now: &str) -> Advice {
    next_try(NUMBER, "", calls, day(SEASON_FROM), at(now)).advice
}

fn call_at(on: &str, band: Band) -> Advice {
    Advice::CallAt { day: day(on), band }
}

#[test]
fn the_first_call_waits_for_business_hours() {
    for (now, expected) in [
        ("2023-10-02 08:59", call_at("2023-10-02", Band::Morning)),
        ("2023-10-02 09:00", Advice::CallNow),
        ("2023-10-02 11:59", Advice::CallNow),
        ("2023-10-02 12:00", call_at("2023-10-02", Band::Afternoon)),
        ("2023-10-02 13:00", Advice::CallNow),
        ("2023-10-02 17:59", Advice::CallNow),
        ("2023-10-02 18:00", call_at("2023-10-03", Band::Morning)),
        // Saturday night and Sunday lead to Tuesday: that Monday is a holiday.
        ("2023-10-07 10:00", Advice::CallNow),
        ("2023-10-07 19:00", call_at("2023-10-10", Band::Morning)),
        ("2023-10-08 10:00", call_at("2023-10-10", Band::Morning)),
        ("2023-10-09 10:00", call_at("2023-10-10", Band::Morning)),
        ("2023-10-01 10:00", call_at("2023-10-02", Band::Morning)),
    ] {
        assert_eq!(advised(&[], now), expected, "{now}");
    }
}

#[test]
fn the_next_try_is_at_another_time_of_day() {
    let morning = call(MONDAY, CallResult::NoAnswer);
    let afternoon = call("2023-10-02 14:10", CallResult::ContactAbsent);
    let first = [morning.clone()];
    assert_eq!(
        advised(&first, "2023-10-02 10:05"),
        call_at("2023-10-02", Band::Afternoon)
    );
    assert_eq!(advised(&first, "2023-10-02 14:00"), Advice::CallNow);
    assert_eq!(
        advised(&first, "2023-10-03 09:30"),
        call_at("2023-10-03", Band::Afternoon)
    );
    let both = [morning, afternoon];
    assert_eq!(
        advised(&both, "2023-10-02 15:00"),
        call_at("2023-10-02", Band::Evening)
    );
    assert_eq!(
        advised(&both, "2023-10-02 18:30"),
        call_at("2023-10-03", Band::Evening)
    );
    assert_eq!(advised(&both, "2023-10-03 16:30"), Advice::CallNow);
}

#[test]
fn three_tries_then_one_goes_without_appointment() {
    let tries = [
        call(MONDAY, CallResult::NoAnswer),
        call("2023-10-02 14:30", CallResult::NoAnswer),
        call("2023-10-03 10:00", CallResult::ContactAbsent),
    ];
    let next = next_try(NUMBER, "", &tries, day(SEASON_FROM), at("2023-10-03 10:05"));
    assert_eq!(
        next,
        NextTry {
            attempts: 3,
            advice: Advice::GoWithoutAppointment {
                from: day("2023-10-03")
            }
        }
    );

    // Ringing three times within one hour is one try.
    let in_a_row = [
        call("2023-10-02 10:00", CallResult::NoAnswer),
        call("2023-10-02 10:10", CallResult::NoAnswer),
        call("2023-10-02 10:20", CallResult::NoAnswer),
    ];
    let next = next_try(
        NUMBER,
        "",
        &in_a_row,
        day(SEASON_FROM),
        at("2023-10-02 10:30"),
    );
    assert_eq!(
        next,
        NextTry {
            attempts: 3,
            advice: call_at("2023-10-02", Band::Afternoon)
        }
    );

    // A call that came in is no try of ours.
    let mut incoming = tries;
    incoming[2].direction = CallDirection::In;
    let next = next_try(
        NUMBER,
        "",
        &incoming,
        day(SEASON_FROM),
        at("2023-10-03 10:05"),
    );
    assert_eq!(
        next,
        NextTry {
            attempts: 2,
            advice: call_at("2023-10-03", Band::Evening)
        }
    );
}

#[test]
fn what_was_said_last_decides() {
    let appointment = CallResult::Appointment {
        at: at("2023-10-05 15:00"),
    };
    let call_back = CallResult::CallBack {
        at: at("2023-10-02 17:00"),
    };
    let no_answer = CallResult::NoAnswer;
    let promised = Advice::CallBackAt(at("2023-10-02 17:00"));
    let kept = Advice::KeepAppointment(at("2023-10-05 15:00"));
    let now = "2023-10-02 17:30";
    for (results, now, expected) in [
        (vec![CallResult::Declined], now, Advice::Leave),
        // An unanswered call later doesn't undo a no.
        (vec![CallResult::Declined, no_answer], now, Advice::Leave),
        (vec![CallResult::Declined, appointment], now, kept),
        (vec![appointment], now, kept),
        (vec![appointment, no_answer], now, kept),
        (vec![appointment], "2023-10-05 23:00", kept),
        (vec![appointment], "2023-10-06 10:00", Advice::CallNow),
        (vec![call_back], now, promised),
        // Still due on the day after.
        (vec![call_back], "2023-10-03 09:00", promised),
        // Calling too early doesn't keep the promise.
        (vec![call_back, no_answer], now, promised),
        (vec![CallResult::WrongNumber], now, Advice::FindNumber),
        (
            vec![no_answer, CallResult::WrongNumber],
            now,
            Advice::FindNumber,
        ),
        (
            vec![CallResult::WrongNumber, no_answer],
            now,
            Advice::CallNow,
        ),
    ] {
        let calls: Vec<CallAttempt> = ["2023-10-02 10:00", "2023-10-02 11:00"]
            .into_iter()
            .zip(&results)
            .map(|(when, result)| call(when, *result))
            .collect();
        assert_eq!(advised(&calls, now), expected, "{results:?} at {now}");
    }
}

#[test]
fn a_promise_kept_in_vain_starts_a_new_ladder() {
    let calls = [
        call("2023-10-02 09:00", CallResult::NoAnswer),
        call(
            "2023-10-02 10:00",
            CallResult::CallBack {
                at: at("2023-10-02 14:00"),
            },
        ),
        call("2023-10-02 14:00", CallResult::NoAnswer),
    ];
    assert_eq!(
        advised(&calls, "2023-10-02 14:05"),
        call_at("2023-10-02", Band::Evening)
    );
    assert_eq!(advised(&calls, "2023-10-03 09:05"), Advice::CallNow);
}

#[test]
fn without_a_number_one_must_be_found() {
    for telephone in ["", "  ", "なし"] {
        let next = next_try(telephone, "", &[], day(SEASON_FROM), at(MONDAY));
        assert_eq!(
            next,
            NextTry {
                attempts: 0,
                advice: Advice::FindNumber
            },
            "{telephone:?}"
        );
    }
}

#[test]
fn nobody_rings_or_goes_on_a_closing_day() {
    let tries = ["2023-10-02 10:00", "2023-10-02 14:30", "2023-10-03 10:00"]
        .map(|when| call(when, CallResult::NoAnswer));
    let advised = |tries: &[CallAttempt], closed_on: &str, now: &str| {
        next_try(NUMBER, closed_on, tries, day(SEASON_FROM), at(now)).advice
    };
    let first = &tries[..1];
    // 2023-10-04 is a Wednesday.
    for (closed_on, now, expected) in [
        (
            "水",
            "2023-10-03 18:30",
            call_at("2023-10-05", Band::Afternoon),
        ),
        (
            "水",
            "2023-10-04 14:00",
            call_at("2023-10-05", Band::Afternoon),
        ),
        ("第2・4水", "2023-10-04 14:00", Advice::CallNow),
        (
            "火水木",
            "2023-10-02 18:30",
            call_at("2023-10-06", Band::Afternoon),
        ),
        (
            "毎日 月火水木金土日",
            "2023-10-02 18:30",
            call_at("2023-10-03", Band::Afternoon),
        ),
    ] {
        assert_eq!(
            advised(first, closed_on, now),
            expected,
            "{closed_on} {now}"
        );
    }
    for (closed_on, now, from) in [
        ("", "2023-10-03 17:59", "2023-10-03"),
        ("", "2023-10-03 18:00", "2023-10-04"),
        ("火", "2023-10-03 10:30", "2023-10-04"),
        ("火・水", "2023-10-03 10:30", "2023-10-05"),
        ("", "2023-10-07 19:00", "2023-10-10"),
    ] {
        let expected = Advice::GoWithoutAppointment { from: day(from) };
        assert_eq!(
            advised(&tries, closed_on, now),
            expected,
            "{closed_on} {now}"
        );
    }
}

proptest! {
    #[test]
    fn never_on_sunday_never_back_in_time_never_in_a_tried_band(
        hours in proptest::collection::vec(0i64..24 * 14, 0..4),
        now in 0i64..24 * 21,
    ) {
        let start = at("2023-10-01 00:00");
        let hour = 3_600_000;
        let calls: Vec<CallAttempt> = hours
            .iter()
            .map(|h| CallAttempt {
                at: start.plus_ms(h * hour),
                ..call(MONDAY, CallResult::NoAnswer)
            })
            .collect();
        let now = start.plus_ms(now * hour);
        match next_try(NUMBER, "", &calls, day(SEASON_FROM), now).advice {
            Advice::CallAt { day, band } => {
                prop_assert!(day.weekday() != Weekday::Sun);
                prop_assert!(day > now.day() || band.hours().0 > now.hour_minute().0);
                for call in &calls {
                    prop_assert!(Band::around(call.at.hour_minute().0) != band);
                }
            }
            Advice::CallNow => {
                prop_assert!(now.day().weekday() != Weekday::Sun);
                prop_assert!(Band::open_at(now.hour_minute().0).is_some());
            }
            Advice::GoWithoutAppointment { from } => {
                prop_assert!(calls.len() >= 3);
                prop_assert!(is_open_on(from, ""));
            }
            other => prop_assert!(false, "{other:?} from unanswered calls alone"),
        }
    }
}
