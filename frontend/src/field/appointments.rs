//! Appointments beside the day's order: how long until the next one, those of the days to come, and what else is
//! agreed on for a day.

use chrono::NaiveTime;
use shared::fieldbook::{Agreed, Today, Whom};
use shared::model::{Day, Moment, NextStep};
use shared::order::sort_by_key;
use yew::prelude::*;

use super::desk::Desk;
use super::pieces::{agreed_words, business_name, row_of};
use super::route::Route;
use super::screen::link;
use super::visit::moments::{day_input, time_input};
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::when::clock;
use crate::i18n::{DOT, Lang};
use crate::ui::{Tone, announced};

/// So long before it nobody begins another stop.
const SOON_MS: i64 = 60 * 60_000;
/// What lies closer together can hardly both be kept.
const APART_MS: i64 = 30 * 60_000;

/// あと3時間, まもなく(あと45分), 予定を過ぎています: in words of about one length, since they change under who reads them.
fn until(lang: Lang, at: Moment, now: Moment) -> String {
    let left = lang.time_left((at.utc_ms - now.utc_ms).unsigned_abs());
    match at.utc_ms - now.utc_ms {
        ..0 => lang.is_late().to_owned(),
        0..=SOON_MS => lang.is_soon(&left),
        _ => lang.is_in(&left),
    }
}

/// How it looks: soon or past, it calls.
pub fn when_class(at: Moment, now: Moment) -> Classes {
    let presses = at.utc_ms - now.utc_ms <= SOON_MS;
    classes!("row-when", presses.then_some("presses"))
}

/// Behind the words of something agreed on.
pub fn late_words(lang: Lang, at: Moment, now: Moment) -> String {
    match at < now {
        true => [DOT, lang.is_late()].concat(),
        false => String::new(),
    }
}

/// Below the time of the next stop. It's always there, so that nothing moves when its words change.
pub fn until_line(lang: Lang, at: Moment, now: Moment) -> Html {
    html! { <p class={when_class(at, now)}>{ until(lang, at, now) }</p> }
}

/// Who it is, a lead marked as one; a tap leads to its page.
pub fn agreed_row(desk: &Desk, agreed: &Agreed, line: Html) -> Html {
    let (key, to) = match &agreed.with {
        Whom::Member(number) => (number.to_string(), Route::member(number)),
        Whom::Lead(lead) => (lead.to_string(), Route::lead(*lead)),
    };
    let words = row_of(named(desk.lang(), agreed), line);
    html! { <li {key} class="row">{ link(desk, to, "row-link", words) }</li> }
}

fn named(lang: Lang, agreed: &Agreed) -> Html {
    let is_lead = matches!(agreed.with, Whom::Lead(_));
    let chip =
        is_lead.then(|| html! { <>{ " " }<span class="chip plain">{ lang.lead() }</span></> });
    html! { <>{ business_name(&agreed.name) }{ for chip }</> }
}

/// The next appointment of the day, where the next stop isn't it; the last one that is overdue, where none is left.
pub fn next_appointment(desk: &Desk, today: &Today) -> Html {
    let (lang, now) = (desk.lang(), desk.now());
    let open = today.stops.iter().filter(|stop| !stop.done).skip(1);
    let members = open.filter_map(|stop| {
        let member = &stop.entry.member;
        Some(Agreed {
            at: stop.appointment?,
            with: Whom::Member(member.number.clone()),
            name: member.name.clone(),
        })
    });
    let mut agreed: Vec<Agreed> = members.chain(today.with_leads.iter().cloned()).collect();
    sort_by_key(&mut agreed, |agreed| (agreed.at < now, agreed.at));
    let last_late = agreed.iter().rev().find(|agreed| agreed.at < now);
    let next = agreed.iter().find(|agreed| agreed.at >= now).or(last_late);
    let line = next.map(|agreed| {
        let at = clock(agreed.at);
        let when = match agreed.at < now {
            true => lang.appointment_at(&at),
            false => lang.next_appointment(&at),
        };
        let words = [when.as_str(), DOT, &until(lang, agreed.at, now)].concat();
        let class = classes!(when_class(agreed.at, now), "own-line");
        let row = agreed_row(desk, agreed, html! { <span {class}>{ words }</span> });
        html! { <ul class="rows">{ row }</ul> }
    });
    html! { <div>{ for line }</div> }
}

/// Folded: they are no work of today's.
pub fn coming(desk: &Desk, today: &Today) -> Html {
    let lang = desk.lang();
    let rows = today.coming.iter().map(|agreed| {
        let when = agreed_words(lang, agreed.at, desk.today());
        agreed_row(
            desk,
            agreed,
            html! { <span class="row-when">{ when }</span> },
        )
    });
    html! {
        <div>
            if !today.coming.is_empty() {
                <details>
                    <summary>{ lang.coming_appointments(today.coming.len()) }</summary>
                    <ul class="rows">{ for rows }</ul>
                </details>
            }
        </div>
    }
}

/// What others have an appointment for, from today on.
pub fn with_others(desk: &Desk, than: &Whom) -> Vec<Agreed> {
    let midnight = Moment::in_japan(desk.today(), NaiveTime::MIN);
    let mut agreed = desk.snap.book.appointments_from(midnight);
    agreed.retain(|agreed| agreed.with != *than);
    agreed
}

/// The other appointments of the day, and which of them is too close to be kept beside the chosen time.
pub fn of_that_day(desk: &Desk, others: &[Agreed], on: Day, chosen: Option<Moment>) -> Html {
    let lang = desk.lang();
    let of_day = || others.iter().filter(|other| other.at.day() == on);
    let lines = of_day().map(|other| {
        html! { <li><span class="row-when">{ clock(other.at) }</span>{ named(lang, other) }</li> }
    });
    let close = of_day().find(|other| chosen.is_some_and(|chosen| is_close(other.at, chosen)));
    let close = close.map(|other| {
        let name = html! { <p>{ named(lang, other) }</p> };
        announced(Tone::Waiting, lang.is_close_to(&clock(other.at)), name)
    });
    html! {
        <div class="stack">
            { for close }
            if of_day().next().is_some() {
                <section>
                    <h3 class="caption">{ lang.appointments_of(&lang.day_seen_from(on, desk.today())) }</h3>
                    <ul>{ for lines }</ul>
                </section>
            }
        </div>
    }
}

pub fn is_close(one: Moment, other: Moment) -> bool {
    (one.utc_ms - other.utc_ms).abs() < APART_MS
}

/// The day and the time of a next step, beside what else is agreed on for that day.
pub fn step_input(
    desk: &Desk,
    with: &Whom,
    next: &NextStep,
    wrong: bool,
    on_day: &Callback<Option<Day>>,
    on_minute: &Callback<Option<u32>>,
) -> Html {
    let lang = desk.lang();
    html! { <>
        { day_input(lang, lang.on_which_day(), next.on, desk.today(), on_day) }
        if next.is_undated() && matches!(with, Whom::Member(_)) {
            <p class="second">{ lang.step_without_day() }</p>
        }
        if let Some(on) = next.due_on() {
            { time_input(lang, next.minute, wrong, on_minute) }
            { of_that_day(desk, &with_others(desk, with), on, next.due_at()) }
        }
    </> }
}

#[cfg(test)]
mod tests {
    use shared::fieldbook::sample::at;

    use super::*;

    #[test]
    fn an_appointment_says_how_long_it_is_off() {
        let now = at(0, 10, 0);
        for (hour, minute, ja, presses) in [
            (13, 30, "あと3時間", false),
            (11, 1, "あと1時間1分", false),
            (11, 0, "まもなく(あと1時間)", true),
            (10, 15, "まもなく(あと15分)", true),
            (10, 0, "まもなく(あと1分)", true),
            (9, 59, "予定を過ぎています", true),
        ] {
            let at = at(0, hour, minute);
            assert_eq!(until(Lang::Ja, at, now), ja);
            assert_eq!(when_class(at, now).contains("presses"), presses, "{ja}");
        }
    }

    #[test]
    fn half_an_hour_apart_is_far_enough() {
        let one = at(0, 10, 0);
        for (other, close) in [
            (at(0, 10, 0), true),
            (at(0, 10, 29), true),
            (at(0, 9, 31), true),
            (at(0, 10, 30), false),
            (at(0, 9, 30), false),
            (at(1, 10, 0), false),
        ] {
            assert_eq!(is_close(one, other), close, "{other:?}");
        }
    }
}
