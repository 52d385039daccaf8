//! The call ladder: how often one has called, when to try next, when to go without appointment.
//!
//! Source: plan FY2023: telephone first, then visit; the hours are those at which a small business
//! answers: not on Sundays, holidays and its own closing days, not over lunch.

use chrono::{Datelike, Weekday};

use super::{is_closed, is_holiday};
use crate::model::{CallAttempt, CallDirection, CallResult, Day, Moment, moment::plus_days};
use crate::order::sort_by_key;
use crate::text::telephone_digits;

/// A part of the working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    Morning,
    Afternoon,
    Evening,
}

impl Band {
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// From which full hour to which one should call.
    pub fn hours(self) -> (u32, u32) {
        match self {
            Self::Morning => (9, 11),
            Self::Afternoon => (14, 16),
            Self::Evening => (16, 18),
        }
    }

    /// In which band one may call at this hour; `None` at lunch and outside business hours.
    pub fn open_at(hour: u32) -> Option<Self> {
        match hour {
            9..=11 => Some(Self::Morning),
            13..=15 => Some(Self::Afternoon),
            16..=17 => Some(Self::Evening),
            _ => None,
        }
    }

    /// The band an earlier call counts for, at whatever hour it was made.
    fn around(hour: u32) -> Self {
        match hour {
            0..12 => Self::Morning,
            12..16 => Self::Afternoon,
            _ => Self::Evening,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextTry {
    /// Outgoing calls of the season so far, whatever came of them.
    pub attempts: u32,
    pub advice: Advice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    CallNow,
    /// A part of the day in which nobody has called yet.
    CallAt {
        day: Day,
        band: Band,
    },
    /// As agreed; it stays due when the time has passed.
    CallBackAt(Moment),
    /// It stays when its day has passed, until a visit or another word.
    KeepAppointment(Moment),
    /// From this day on, the first on which somebody may be there.
    GoWithoutAppointment {
        from: Day,
    },
    /// No number, or a wrong one.
    FindNumber,
    /// They declined: the office decides.
    Leave,
}

/// So many tries, each on another day or in another band, before one goes without appointment.
const TRIES: usize = 3;

/// From this hour on nobody goes unasked.
const CLOSING_HOUR: u32 = 18;
/// So many days ahead an open one is looked for.
const LOOK_AHEAD_DAYS: i64 = 14;

/// Whether a business answers on this day at all; `closed_on` are its own closing days in words.
pub fn is_open_on(day: Day, closed_on: &str) -> bool {
    day.weekday() != Weekday::Sun && !is_holiday(day) && !is_closed(closed_on, day)
}

/// What to do next, from the effective calls with one member in any order; `closed_on` are its closing days.
/// What was said last decides; unanswered calls count from there. Only what was promised outlives the season,
/// which began on `season_from`: the rest of the ladder begins anew with it.
pub fn next_try<'a>(
    telephone: &str,
    closed_on: &str,
    calls: impl IntoIterator<Item = &'a CallAttempt>,
    season_from: Day,
    now: Moment,
) -> NextTry {
    let mut calls: Vec<&CallAttempt> = calls.into_iter().collect();
    sort_by_key(&mut calls, |call| call.at);
    let counts = |call: &&&CallAttempt| is_out(call) && call.at.day() >= season_from;
    let outgoing = calls.iter().filter(counts).count();
    NextTry {
        attempts: u32::try_from(outgoing).unwrap_or(u32::MAX),
        advice: advice(telephone, closed_on, &calls, season_from, now),
    }
}

fn advice(
    telephone: &str,
    closed_on: &str,
    calls: &[&CallAttempt],
    season_from: Day,
    now: Moment,
) -> Advice {
    let of_season = |call: &CallAttempt| call.at.day() >= season_from;
    let said = calls.iter().rposition(|call| is_word(call.result));
    let since = &calls[said.map_or(0, |at| at + 1)..];
    let called_since =
        |promised: Moment| since.iter().any(|call| is_out(call) && call.at >= promised);
    match said.map(|at| calls[at].result) {
        Some(CallResult::Declined) if said.is_some_and(|at| of_season(calls[at])) => {
            return Advice::Leave;
        }
        Some(CallResult::Appointment { at }) if at.day() >= now.day() => {
            return Advice::KeepAppointment(at);
        }
        Some(CallResult::CallBack { at }) if !called_since(at) => return Advice::CallBackAt(at),
        _ => {}
    }
    let wrong_number = calls
        .last()
        .is_some_and(|call| call.result == CallResult::WrongNumber && of_season(call));
    if wrong_number || telephone_digits(telephone).is_empty() {
        return Advice::FindNumber;
    }
    let mut tries: Vec<(Day, Band)> = since
        .iter()
        .filter(|call| is_out(call) && is_miss(call.result) && of_season(call))
        .map(|call| (call.at.day(), Band::around(call.at.hour_minute().0)))
        .collect();
    tries.dedup();
    if tries.len() >= TRIES {
        let today = now.day();
        let still_today = is_open_on(today, closed_on) && now.hour_minute().0 < CLOSING_HOUR;
        let from = if still_today {
            today
        } else {
            open_after(today, closed_on)
        };
        return Advice::GoWithoutAppointment { from };
    }
    let tried: Vec<Band> = tries.into_iter().map(|(_, band)| band).collect();
    in_another_band(&tried, closed_on, now)
}

/// At least one band must be left.
fn in_another_band(tried: &[Band], closed_on: &str, now: Moment) -> Advice {
    let today = now.day();
    let (hour, _) = now.hour_minute();
    let is_left = |band: &Band| !tried.contains(band);
    if is_open_on(today, closed_on) {
        if Band::open_at(hour).is_some_and(|band| is_left(&band)) {
            return Advice::CallNow;
        }
        let later = Band::ALL
            .into_iter()
            .find(|band| is_left(band) && hour < band.hours().0);
        if let Some(band) = later {
            return Advice::CallAt { day: today, band };
        }
    }
    let day = open_after(today, closed_on);
    let band = Band::ALL.into_iter().find(is_left).unwrap_or(Band::Morning);
    Advice::CallAt { day, band }
}

/// The first day after `today` on which somebody may be there; tomorrow, where the words say never.
fn open_after(today: Day, closed_on: &str) -> Day {
    (1..=LOOK_AHEAD_DAYS)
        .map(|days| plus_days(today, days))
        .find(|day| is_open_on(*day, closed_on))
        .unwrap_or_else(|| plus_days(today, 1))
}

fn is_out(call: &CallAttempt) -> bool {
    call.direction == CallDirection::Out
}

/// The member said what happens next.
pub fn is_word(result: CallResult) -> bool {
    match result {
        CallResult::Appointment { .. } | CallResult::CallBack { .. } | CallResult::Declined => true,
        CallResult::NoAnswer | CallResult::ContactAbsent | CallResult::WrongNumber => false,
    }
}

fn is_miss(result: CallResult) -> bool {
    matches!(result, CallResult::NoAnswer | CallResult::ContactAbsent)
}

#[cfg(test)]
#[path = "call_ladder_tests.rs"]
mod tests;
