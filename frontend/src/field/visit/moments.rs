//! Days and times to choose: quick ones as chips, all others in the phone's own picker.

use chrono::NaiveTime;
use shared::model::moment::plus_days;
use shared::model::{Day, Moment};
use shared::rules::is_open_on;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::when::clock;
use crate::ui::choices;

/// Full hours at which a small business is likely to answer (rules::call_ladder).
const HOURS: [u32; 3] = [10, 14, 16];
const MOST_OFFERED: usize = 6;
const MOST_DAYS_AHEAD: i64 = 10;
/// Nobody agrees on a time that is almost now.
const SOON_MS: i64 = 20 * 60_000;

/// The next sensible times for an appointment or a call-back, on days on which the business answers.
pub fn call_times(now: Moment, closed_on: &str) -> Vec<Moment> {
    (0..MOST_DAYS_AHEAD)
        .map(|days| plus_days(now.day(), days))
        .filter(|day| is_open_on(*day, closed_on))
        .flat_map(|day| HOURS.map(|hour| at_hour(day, hour)))
        .filter(|at| at.utc_ms > now.utc_ms + SOON_MS)
        .take(MOST_OFFERED)
        .collect()
}

fn at_hour(day: Day, hour: u32) -> Moment {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    Moment::in_japan(day, time)
}

pub fn when_input(
    lang: Lang,
    chosen: Option<Moment>,
    offered: Vec<Moment>,
    today: Day,
    on_when: &Callback<Moment>,
) -> Html {
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
    html! {
        <div class="stack">
            { choices("choices", lang.when(), words, place.as_slice(), &tap) }
            <label class="field">
                <span class="label">{ lang.other_time() }</span>
                <input type="datetime-local" class="input" step="900" {value} {onchange} />
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

fn offered_days(lang: Lang, today: Day) -> [(Day, &'static str); 4] {
    [
        (plus_days(today, 1), lang.tomorrow()),
        (plus_days(today, 7), lang.in_a_week()),
        (plus_days(today, 14), lang.in_two_weeks()),
        (plus_days(today, 28), lang.in_four_weeks()),
    ]
}

/// `2023-10-02T14:00`, as the picker writes it.
fn read_moment(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once('T')?;
    let (hour, minute) = time.get(..5)?.split_once(':')?;
    let time = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
    Some(Moment::in_japan(day.parse().ok()?, time))
}

fn write_moment(at: Moment) -> String {
    let (hour, minute) = at.hour_minute();
    format!("{}T{hour:02}:{minute:02}", at.day())
}

#[cfg(test)]
mod tests {
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
    fn the_next_times_are_on_days_on_which_they_answer() {
        let evening = read_moment("2023-10-07T15:50").expect("a moment");
        let first = |closed_on| write_moment(call_times(evening, closed_on)[0]);
        // Monday is a holiday.
        assert_eq!(first(""), "2023-10-10T10:00");
        assert_eq!(first("火・水"), "2023-10-12T10:00");
    }
}
