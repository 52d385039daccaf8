//! Days and times to choose: quick ones as chips, all others in the phone's own picker.

use chrono::NaiveTime;
use shared::fieldbook::Agreed;
use shared::model::moment::plus_days;
use shared::model::{Day, Moment};
use shared::rules::is_open_on;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::field::appointments::is_close;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::when::clock;
use crate::ui::choices;

/// Full hours at which a small business is likely to answer (rules::call_ladder).
const HOURS: [u32; 3] = [10, 14, 16];
const MOST_OFFERED: usize = 6;
const MOST_DAYS_AHEAD: i64 = 10;
/// Nobody agrees on a time that is almost now.
const SOON_MS: i64 = 20 * 60_000;

/// The next sensible times for an appointment or a call-back, on days on which the business answers,
/// but not when one has something else to do.
pub fn call_times(now: Moment, closed_on: &str, taken: &[Agreed]) -> Vec<Moment> {
    let is_free = |at: &Moment| !taken.iter().any(|other| is_close(other.at, *at));
    (0..MOST_DAYS_AHEAD)
        .map(|days| plus_days(now.day(), days))
        .filter(|day| is_open_on(*day, closed_on))
        .flat_map(|day| HOURS.map(|hour| at_hour(day, hour)))
        .filter(|at| at.utc_ms > now.utc_ms + SOON_MS && is_free(at))
        .take(MOST_OFFERED)
        .collect()
}

fn at_hour(day: Day, hour: u32) -> Moment {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    Moment::in_japan(day, time)
}

/// A time to come: what is chosen, and what one may choose.
#[derive(Debug, Default)]
pub struct When {
    pub chosen: Option<Moment>,
    pub offered: Vec<Moment>,
    /// Nothing earlier can have been agreed on.
    pub from: Option<Moment>,
    /// What is wrong with the chosen one stands in the page's element `fault`.
    pub wrong: bool,
}

pub fn when_input(lang: Lang, when: When, today: Day, on_when: &Callback<Moment>) -> Html {
    let When {
        chosen,
        offered,
        from,
        wrong,
    } = when;
    let mut words: Vec<AttrValue> = Vec::new();
    for at in &offered {
        let day = lang.day_seen_from(at.day(), today);
        words.push([day.as_str(), " ", &clock(*at)].concat().into());
    }
    let place = offered.iter().position(|at| Some(*at) == chosen);
    let tap = {
        let on_when = on_when.clone();
        Callback::from(move |at: usize| on_when.emit(offered[at]))
    };
    let on_when = on_when.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        if let Some(at) = input.and_then(|input| read_moment(&input.value())) {
            on_when.emit(at);
        }
    });
    let value = chosen.map(write_moment).unwrap_or_default();
    let min = from.map(|from| write_moment(quarter_before(from)));
    let (invalid, why) = (wrong.then_some("true"), wrong.then_some("fault"));
    html! {
        <div class="stack">
            { choices("choices", lang.when(), words, place.as_slice(), &tap) }
            <label class="field">
                <span class="label">{ lang.other_time() }</span>
                <input type="datetime-local" class="input" step="900" {min} {value} {onchange}
                    aria-invalid={invalid} aria-describedby={why} />
            </label>
        </div>
    }
}

/// When something was, should it have been another time: no later than `now`.
pub fn past_input(
    lang: Lang,
    words: String,
    at: Moment,
    now: Moment,
    on_when: &Callback<Moment>,
) -> Html {
    let on_when = on_when.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        if let Some(at) = input.and_then(|input| read_moment(&input.value())) {
            on_when.emit(at);
        }
    });
    let (value, max) = (write_moment(at), write_moment(now));
    html! {
        <details>
            <summary>{ words }</summary>
            <label class="field">
                <span class="label">{ lang.when_it_was() }</span>
                <input type="datetime-local" class="input" {max} ~value={value} {onchange} />
            </label>
        </details>
    }
}

/// Tomorrow, in a week, in two, in a month: or any other day.
pub fn day_input(
    lang: Lang,
    label: &'static str,
    chosen: Option<Day>,
    today: Day,
    on_day: &Callback<Option<Day>>,
) -> Html {
    let offered = offered_days(lang, today);
    let place = offered.iter().position(|(day, _)| Some(*day) == chosen);
    let words = offered
        .iter()
        .map(|(_, word)| AttrValue::from(*word))
        .collect();
    let tap = {
        let on_day = on_day.clone();
        Callback::from(move |at: usize| {
            let (day, _) = offered[at];
            on_day.emit((chosen != Some(day)).then_some(day));
        })
    };
    let on_day = on_day.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        if let Some(input) = input {
            on_day.emit(input.value().parse().ok());
        }
    });
    let value = chosen.map(|day| day.to_string()).unwrap_or_default();
    html! {
        <div class="stack">
            { choices("choices", label, words, place.as_slice(), &tap) }
            <label class="field">
                <span class="label">{ label }</span>
                <input type="date" class="input" {value} {onchange} />
            </label>
        </div>
    }
}

/// The time of a day, in minutes since midnight, should one have been agreed on.
pub fn time_input(
    lang: Lang,
    minute: Option<u32>,
    wrong: bool,
    on_minute: &Callback<Option<u32>>,
) -> Html {
    let on_minute = on_minute.clone();
    let onchange = Callback::from(move |event: Event| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        if let Some(input) = input {
            on_minute.emit(read_minute(&input.value()));
        }
    });
    let value = minute.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60));
    let (invalid, why) = (wrong.then_some("true"), wrong.then_some("fault"));
    html! {
        <label class="field">
            <span class="label">{ lang.time_if_agreed() }</span>
            <input type="time" class="input" step="900" value={value.unwrap_or_default()} {onchange}
                aria-invalid={invalid} aria-describedby={why} />
        </label>
    }
}

fn offered_days(lang: Lang, today: Day) -> [(Day, &'static str); 4] {
    [
        (plus_days(today, 1), lang.tomorrow()),
        (plus_days(today, 7), lang.in_a_week()),
        (plus_days(today, 14), lang.in_two_weeks()),
        (plus_days(today, 28), lang.in_four_weeks()),
    ]
}

/// The picker counts its quarters of an hour from the earliest time that it takes.
fn quarter_before(at: Moment) -> Moment {
    at.plus_ms(-at.utc_ms.rem_euclid(15 * 60_000))
}

/// `2023-10-02T14:00`, as the picker writes it.
fn read_moment(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once('T')?;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(read_minute(time)? * 60, 0)?;
    Some(Moment::in_japan(day.parse().ok()?, time))
}

/// `14:00`
fn read_minute(time: &str) -> Option<u32> {
    let (hour, minute) = time.get(..5)?.split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn write_moment(at: Moment) -> String {
    let (hour, minute) = at.hour_minute();
    format!("{}T{hour:02}:{minute:02}", at.day())
}

#[cfg(test)]
mod tests {
    use shared::fieldbook::{Whom, sample};
    use shared::model::LeadId;

    use super::*;

    #[test]
    fn the_pickers_words_go_there_and_back() {
        let at = read_moment("2023-10-02T14:30").expect("a moment");
        assert_eq!(
            (at.day().to_string(), at.hour_minute()),
            ("2023-10-02".to_owned(), (14, 30))
        );
        assert_eq!(write_moment(at), "2023-10-02T14:30");
        for bad in [
            "",
            "2023-10-02",
            "2023-10-02T",
            "T14:30",
            "2023-10-02T99:30",
        ] {
            assert_eq!(read_moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_picker_begins_with_a_quarter_of_an_hour() {
        for (at, quarter) in [("10:00", "10:00"), ("10:14", "10:00"), ("10:59", "10:45")] {
            let at = read_moment(&format!("2023-10-02T{at}")).expect("a moment");
            let quarter = format!("2023-10-02T{quarter}");
            assert_eq!(write_moment(quarter_before(at.plus_ms(59_999))), quarter);
        }
    }

    #[test]
    fn the_next_times_are_on_days_on_which_they_answer() {
        let evening = read_moment("2023-10-07T15:50").expect("a moment");
        let first = |closed_on| write_moment(call_times(evening, closed_on, &[])[0]);
        // Monday is a holiday.
        assert_eq!(first(""), "2023-10-10T10:00");
        assert_eq!(first("火・水"), "2023-10-12T10:00");
    }

    #[test]
    fn a_time_that_is_taken_isnt_offered() {
        let taken = [10 * 60 + 20, 14 * 60 + 30].map(|minute| Agreed {
            with: Whom::Lead(LeadId::mint(sample::at(0, 9, 0), sample::random(1))),
            name: String::new(),
            at: sample::at(0, 0, 0).plus_ms(minute * 60_000),
        });
        let offered = call_times(sample::at(0, 9, 0), "", &taken);
        let today = offered.iter().filter(|at| at.day() == sample::day());
        let clocks: Vec<_> = today.map(|at| at.hour_minute()).collect();
        assert_eq!(clocks, [(14, 0), (16, 0)], "10:20 takes 10:00");
        assert_eq!(offered.len(), MOST_OFFERED);
    }
}
