//! The day's report 日報: the records have written it already; read, add a word, hand it in.

use std::rc::Rc;

use shared::fieldbook::{Draft, DraftForm, ReportForm, Today};
use shared::model::limits::LONG_TEXT;
use shared::model::{DailyReport, Day, FactId, Moment};
use shared::order::sort_by_key;
use shared::rules::{AlsoHeard, also_heard, daily_report, effective, unreported_days};
use shared::sync::FactState;
use shared::wire::{Fact, FactBody};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::appointments::{late_words, when_class};
use super::desk::Desk;
use super::leads::name_of;
use super::pieces::{appointment_words, business_name, carried_line, state_chip, state_mark};
use super::route::Route;
use super::screen::{Screen, link, screen, too_long_words};
use super::trouble::{above_the_button, use_typing};
use crate::driver::{Finished, StoreError};
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::when::clock;
use crate::i18n::{DOT, Lang};
use crate::ui::{TextInput, Tone, notice};

#[derive(Debug, Properties, PartialEq)]
pub struct ReportPageProps {
    pub desk: Desk,
    pub day: Day,
}

/// The remark being written, and the id under which it will be handed in.
#[derive(Clone, PartialEq)]
struct Remark {
    id: FactId,
    note: String,
    /// It was handed in like this from this page.
    handed_in: bool,
}

enum Wrote {
    Note(String),
    /// What is handed in from now on goes under another id; `true` once this was handed in.
    GoesOnAs(FactId, bool),
}

impl Reducible for Remark {
    type Action = Wrote;

    fn reduce(self: Rc<Self>, wrote: Wrote) -> Rc<Self> {
        let note = self.note.clone();
        Rc::new(match wrote {
            Wrote::Note(note) => Self {
                id: self.id,
                note,
                handed_in: false,
            },
            Wrote::GoesOnAs(id, handed_in) => Self {
                id,
                note,
                handed_in,
            },
        })
    }
}

#[component]
pub fn ReportPage(props: &ReportPageProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let day = props.day;
    let earlier = day < desk.today();
    let today = desk.snap.book.today(desk.today());
    let report = daily_report(day, desk.snap.book.own(), desk.now());
    let sent = desk.snap.book.report_sent_for(day);
    let remark = {
        let desk = desk.clone();
        use_reducer(move || opened(&desk, day))
    };
    use_typing(desk, remark.id);
    let failed = use_state_eq(|| None::<StoreError>);
    let saving = use_state_eq(|| false);
    let on_text = {
        let (driver, remark) = (desk.driver.clone(), remark.clone());
        Callback::from(move |note: String| {
            driver.save_draft(as_draft(remark.id, note.clone(), day, driver.now()));
            remark.dispatch(Wrote::Note(note));
        })
    };
    let send = {
        let (remark, failed, saving) = (remark.clone(), failed.setter(), saving.setter());
        desk.click(move |desk| {
            let now = desk.driver.now();
            let own = desk.snap.book.own();
            let draft = as_draft(remark.id, remark.note.clone(), day, now);
            let Ok(fact) = draft.finish(now, own) else {
                return;
            };
            saving.set(true);
            let (desk, remark) = (desk.clone(), remark.clone());
            let (failed, saving) = (failed.clone(), saving.clone());
            spawn_local(async move {
                match desk.driver.finish(Some(draft), fact).await {
                    Ok(Finished::Recorded) => {
                        // What is handed in later is another report of the same day.
                        let id = FactId::mint(desk.driver.now(), desk.driver.random());
                        remark.dispatch(Wrote::GoesOnAs(id, true));
                        desk.say(desk.lang().report_handed_in(), None);
                    }
                    Ok(Finished::Elsewhere(draft)) => {
                        remark.dispatch(Wrote::GoesOnAs(draft.id, false));
                    }
                    Err(error) => failed.set(Some(error)),
                }
                saving.set(false);
            });
        })
    };
    let too_long = remark.note.chars().count() > LONG_TEXT;
    let handed_in = sent.map(|at| {
        let state = state_of_report(desk, day);
        let tone = match state {
            FactState::Arrived | FactState::Conflict { .. } => Tone::Done,
            FactState::NeedsYou { .. } => Tone::Urgent,
            FactState::Waiting | FactState::Sending | FactState::Deferred { .. } => Tone::Waiting,
        };
        let at = lang.report_sent_at(&lang.time_seen_on(at, desk.today()));
        let (headline, to_do) = match tone {
            Tone::Urgent => (lang.report_refused().to_owned(), lang.report_refused_do()),
            Tone::Plain | Tone::Waiting | Tone::Done => (at, lang.report_sent_more()),
        };
        let more = html! { <>
            <p>{ state_chip(lang, state) }</p>
            <p>{ to_do }</p>
        </> };
        notice(tone, headline, more)
    });
    let page = html! {
        <div class="stack report">
            { for handed_in }
            if !earlier {
                { missing(lang, desk) }
            }
            { counts(lang, &report, &also_heard(day, desk.snap.book.own())) }
            { for carried_line(desk) }
            { stops(lang, desk, day) }
            if !earlier {
                { waiting(lang, desk, &today) }
            }
            <TextInput label={lang.report_note()} long=true start={remark.note.clone()} {on_text} invalid={too_long} />
        </div>
    };
    let left = left(&today).len();
    let words = if sent.is_some() {
        lang.hand_in_again()
    } else {
        lang.hand_in()
    };
    let bar = html! { <>
        if left > 0 && !earlier {
            <p class="draft-line">{ lang.stops_left(left) }</p>
        }
        <div class="thumb-buttons">
            <button type="button" class="button main" onclick={send}
                disabled={*saving || too_long || remark.handed_in}>{ words }</button>
        </div>
    </> };
    screen(
        desk,
        Screen {
            title: lang.report_of(&lang.day(day)).into(),
            back: earlier.then_some(Route::Report(None)),
            page,
            fault: above_the_button(
                desk,
                failed.as_ref(),
                too_long.then(|| too_long_words(lang, "note")),
                remark.id,
                lang.report_sent_more(),
            ),
            bar: Some(bar),
            ..Screen::default()
        },
    )
}

/// How far the report of `day` has come that was handed in last.
fn state_of_report(desk: &Desk, day: Day) -> &FactState {
    state_of(desk, |fact| match &fact.body {
        FactBody::DailyReport(report) => report.day == day,
        _ => false,
    })
}

/// How far the last such record has come; what waits no more has arrived.
fn state_of(desk: &Desk, is_it: impl Fn(&Fact) -> bool) -> &FactState {
    let mut latest_first = desk.snap.sync.pending.iter().rev();
    let waiting = latest_first.find(|waiting| is_it(&waiting.fact));
    waiting.map_or(&FactState::Arrived, |waiting| &waiting.state)
}

fn opened(desk: &Desk, day: Day) -> Remark {
    let before = desk.snap.drafts.iter().find_map(|draft| match &draft.form {
        DraftForm::Report(form) if form.day == day => Some(Remark {
            id: draft.id,
            note: form.note.clone(),
            handed_in: false,
        }),
        _ => None,
    });
    before.unwrap_or_else(|| Remark {
        id: FactId::mint(desk.driver.now(), desk.driver.random()),
        note: String::new(),
        handed_in: false,
    })
}

fn as_draft(id: FactId, note: String, day: Day, now: Moment) -> Draft {
    Draft {
        id,
        member: None,
        changed_at: now,
        form: DraftForm::Report(ReportForm { day, note }),
    }
}

fn counts(lang: Lang, report: &DailyReport, heard: &AlsoHeard) -> Html {
    let numbers = [
        (lang.visits(), report.visits),
        (lang.met(), report.met),
        (lang.calls(), report.calls),
        (lang.calls_reached(), report.calls_reached),
        (lang.appointments(), report.appointments),
        (lang.requests(), report.requests),
        (lang.withdrawal_signs(), report.withdrawal_signs),
        (lang.lead_contacts(), report.lead_contacts),
    ];
    // Rarer: only where there is any.
    let heard = [
        (lang.handed_over(), heard.handed_over),
        (lang.introduction(), heard.introductions),
        (lang.mutual_aid_interested(), heard.mutual_aid),
    ];
    let heard = heard.into_iter().filter(|(_, number)| *number > 0);
    let numbers = numbers.into_iter().chain(heard).map(|(word, number)| {
        html! { <div key={word} class="number"><dt>{ word }</dt><dd>{ number }</dd></div> }
    });
    let hours = report.first_visit_at.zip(report.last_visit_at);
    html! {
        <section>
            <dl class="numbers">{ for numbers }</dl>
            if let Some((first, last)) = hours {
                <p class="second">{ lang.hours_of_visits(&clock(first), &clock(last)) }</p>
            }
        </section>
    }
}

/// What counts of this day, in the order in which it happened.
fn stops(lang: Lang, desk: &Desk, day: Day) -> Html {
    let happened = |fact: &&Fact| match &fact.body {
        FactBody::Call(call) => Some(call.at),
        FactBody::Visit(visit) => Some(visit.at),
        FactBody::LeadContact(contact) => Some(contact.at),
        FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::Retract { .. } => None,
    };
    let mut facts: Vec<(Moment, &Fact)> = effective(desk.snap.book.own())
        .into_iter()
        .filter_map(|fact| Some((happened(&fact)?, fact)))
        .filter(|(at, _)| at.day() == day)
        .collect();
    sort_by_key(&mut facts, |(at, _)| *at);
    let lines = facts.iter().map(|(at, fact)| {
        let (name, to) = match (&fact.body, fact.member()) {
            (FactBody::LeadContact(contact), _) => {
                (name_of(desk, contact.lead), Route::lead(contact.lead))
            }
            (_, Some(number)) => (desk.name_of(number), Route::member(number)),
            (_, None) => (String::new(), Route::List),
        };
        let what = match &fact.body {
            FactBody::Call(call) => lang.call_result(call.result),
            FactBody::Visit(visit) => lang.outcome(visit.outcome),
            FactBody::LeadContact(contact) => lang.lead_outcome(contact.outcome),
            FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::FoundLead(_)
            | FactBody::Retract { .. } => "",
        };
        let kind = match &fact.body {
            FactBody::Call(_) => lang.telephone(),
            FactBody::LeadContact(contact) => lang.lead_manner(contact.manner),
            _ => lang.visit(),
        };
        let words = html! { <>
            <span class="row-when">{ clock(*at) }</span>
            <span class="row-name">{ business_name(&name) }</span>
            <span class="row-line">{ kind }{ DOT }{ what }{ " " }{ state_mark(lang, state_of(desk, |other| other.id == fact.id)) }</span>
        </> };
        html! {
            <li key={fact.id.to_string()} class="row">{ link(desk, to, "row-link report-line", words) }</li>
        }
    });
    let title = match day == desk.today() {
        true => lang.what_happened(),
        false => lang.records_of_that_day(),
    };
    html! {
        <section>
            <h2 class="group">{ title }</h2>
            if facts.is_empty() {
                <p class="second">{ lang.nothing_happened_yet() }</p>
            } else {
                <ol class="rows">{ for lines }</ol>
            }
        </section>
    }
}

/// Earlier days whose report was forgotten; they can still be handed in.
fn missing(lang: Lang, desk: &Desk) -> Html {
    let missing = unreported_days(desk.snap.book.own(), desk.today());
    if missing.is_empty() {
        return html! { <span /> };
    }
    let words = lang.reports_missing(missing.len());
    let days = missing.into_iter().map(|day| {
        let to = Route::Report(Some(day));
        html! { <li key={day.to_string()}>{ link(desk, to, "button wide", html! { { lang.day(day) } }) }</li> }
    });
    let body = html! { <>
        <p>{ lang.report_missing_from_here() }</p>
        <ul class="choices tight">{ for days }</ul>
    </> };
    notice(Tone::Waiting, words, body)
}

/// Where one was still to go, each with its appointment.
fn left(today: &Today) -> Vec<(&str, Option<Moment>)> {
    let stops = today.stops.iter().filter(|stop| !stop.done);
    let stops = stops.map(|stop| (stop.entry.member.name.as_str(), stop.appointment));
    let leads = today.with_leads.iter();
    let leads = leads.map(|agreed| (agreed.name.as_str(), Some(agreed.at)));
    stops.chain(leads).collect()
}

/// What isn't finished yet: it can still be added before the report goes.
fn waiting(lang: Lang, desk: &Desk, today: &Today) -> Html {
    let unfinished = desk
        .snap
        .drafts
        .iter()
        .filter(|draft| !matches!(draft.form, DraftForm::Report(_)))
        .count();
    let call_backs = today.call_backs.len();
    let missed = today.missed.len();
    let left = left(today);
    let rows = left.iter().map(|(name, at)| {
        let at = at.map(|at| {
            let words = [
                appointment_words(lang, at),
                late_words(lang, at, desk.now()),
            ]
            .concat();
            html! { <>{ " " }<span class={classes!(when_class(at, desk.now()), "own-line")}>{ words }</span></> }
        });
        html! { <li>{ business_name(name) }{ for at }</li> }
    });
    let body = || {
        let body = html! { <>
            if !left.is_empty() {
                <p>{ lang.stops_left(left.len()) }</p>
                <ul>{ for rows }</ul>
            }
            if missed > 0 {
                <p>{ lang.missed_appointments(missed) }</p>
            }
            if unfinished > 0 {
                <p>{ lang.unfinished_records(unfinished) }</p>
            }
            if call_backs > 0 {
                <p>{ lang.call_backs(call_backs) }</p>
            }
            { link(desk, Route::Today, "button", html! { { lang.to_today() } }) }
        </> };
        notice(Tone::Waiting, lang.still_waits(), body)
    };
    html! {
        <section class="stack">
            if left.len() + missed + unfinished + call_backs > 0 {
                { body() }
            }
        </section>
    }
}
