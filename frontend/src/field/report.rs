//! The day's report 日報: the records have written it already; read, add a word, hand it in.

use shared::fieldbook::{Draft, DraftForm, ReportForm};
use shared::model::{DailyReport, FactId};
use shared::rules::{daily_report, effective};
use shared::wire::{Fact, FactBody};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::desk::{Desk, use_desk};
use super::route::Route;
use super::screen::{Go, Screen};
use super::toast::{Toast, use_toast};
use super::trouble::StoreTrouble;
use crate::driver::StoreError;
use crate::i18n::field::FieldTexts;
use crate::i18n::when::clock;
use crate::i18n::{Lang, use_lang};
use crate::ui::{Notice, TextInput, Tone};

#[component]
pub fn ReportPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let say = use_toast();
    let day = desk.today();
    let own = desk.snap.book.own();
    let report = daily_report(day, own, desk.now);
    let sent = desk.snap.book.report_sent_for(day);
    let draft = open_report(&desk);
    let note = use_state(|| draft.map(|(_, form)| form.note.clone()).unwrap_or_default());
    let id = {
        let before = draft.map(|(id, _)| id);
        let driver = desk.driver.clone();
        use_state(move || before.unwrap_or_else(|| FactId::mint(driver.now(), driver.random())))
    };
    let failed = use_state_eq(|| None::<StoreError>);
    let saving = use_state_eq(|| false);
    let as_draft = {
        let (driver, id) = (desk.driver.clone(), *id);
        move |note: String| Draft {
            id,
            member: None,
            changed_at: driver.now(),
            form: DraftForm::Report(ReportForm { day, note }),
        }
    };
    let on_text = {
        let (driver, note, as_draft) = (desk.driver.clone(), note.setter(), as_draft.clone());
        Callback::from(move |text: String| {
            note.set(text.clone());
            driver.save_draft(as_draft(text));
        })
    };
    let send = {
        let (desk, note, id) = (desk.clone(), (*note).clone(), id);
        let (failed, saving) = (failed.setter(), saving.setter());
        let words = lang.report_handed_in();
        Callback::from(move |_: MouseEvent| {
            let now = desk.driver.now();
            let Ok(fact) = as_draft(note.clone()).finish(now, desk.snap.book.own()) else {
                return;
            };
            saving.set(true);
            let (driver, say, id) = (desk.driver.clone(), say.clone(), id.setter());
            let (failed, saving) = (failed.clone(), saving.clone());
            spawn_local(async move {
                match driver.finish(Some(fact.id), fact).await {
                    Ok(()) | Err(StoreError::AlreadySaved) => {
                        // What is handed in later is another report of the same day.
                        id.set(FactId::mint(driver.now(), driver.random()));
                        say.emit(Toast {
                            words: words.into(),
                            undo: None,
                        });
                    }
                    Err(error) => failed.set(Some(error)),
                }
                saving.set(false);
            });
        })
    };
    let too_long = note.chars().count() > shared::model::limits::LONG_TEXT;
    let bar = html! {
        <div class="thumb-buttons">
            <button type="button" class="button main" onclick={send} disabled={*saving || too_long}>
                { if sent.is_some() { lang.hand_in_again() } else { lang.hand_in() } }
            </button>
        </div>
    };
    html! {
        <Screen title={lang.report_of(&lang.day(day))} {bar}>
            <div class="stack report">
                if let Some(at) = sent {
                    <Notice tone={Tone::Done} headline={lang.report_sent_at(&clock(at))}>
                        <p>{ lang.report_sent_more() }</p>
                    </Notice>
                }
                if let Some(error) = (*failed).clone() {
                    <StoreTrouble {error} />
                }
                { counts(lang, &report) }
                { stops(lang, &desk) }
                { waiting(lang, &desk) }
                <TextInput label={lang.report_note()} long=true start={(*note).clone()} {on_text} invalid={too_long} />
                if too_long {
                    <p>{ lang.fault(shared::model::Fault::TooLong) }</p>
                }
            </div>
        </Screen>
    }
}

fn open_report(desk: &Desk) -> Option<(FactId, &ReportForm)> {
    desk.snap.drafts.iter().find_map(|draft| match &draft.form {
        DraftForm::Report(form) if form.day == desk.today() => Some((draft.id, form)),
        _ => None,
    })
}

fn counts(lang: Lang, report: &DailyReport) -> Html {
    let numbers = [
        (lang.visits(), report.visits),
        (lang.met(), report.met),
        (lang.calls(), report.calls),
        (lang.calls_reached(), report.calls_reached),
        (lang.appointments(), report.appointments),
        (lang.requests(), report.requests),
        (lang.withdrawal_signs(), report.withdrawal_signs),
    ];
    let numbers = numbers.into_iter().map(|(word, number)| {
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
fn stops(lang: Lang, desk: &Desk) -> Html {
    let day = desk.today();
    let happened = |fact: &&Fact| match &fact.body {
        FactBody::Call(call) => Some(call.at),
        FactBody::Visit(visit) => Some(visit.at),
        FactBody::DailyReport(_) | FactBody::Retract { .. } => None,
    };
    let mut facts: Vec<(shared::model::Moment, &Fact)> = effective(desk.snap.book.own())
        .into_iter()
        .filter_map(|fact| Some((happened(&fact)?, fact)))
        .filter(|(at, _)| at.day() == day)
        .collect();
    facts.sort_by_key(|(at, _)| *at);
    let lines = facts.iter().map(|(at, fact)| {
        let number = fact.member();
        let name = number
            .and_then(|number| desk.snap.book.member(number))
            .map_or_else(
                || number.map(ToString::to_string).unwrap_or_default(),
                |entry| entry.member.name.clone(),
            );
        let what = match &fact.body {
            FactBody::Call(call) => lang.call_result(call.result),
            FactBody::Visit(visit) => lang.outcome(visit.outcome),
            FactBody::DailyReport(_) | FactBody::Retract { .. } => "",
        };
        let kind = match &fact.body {
            FactBody::Call(_) => lang.telephone(),
            _ => lang.visit(),
        };
        html! {
            <li key={fact.id.to_string()} class="row report-line">
                <span class="row-when">{ clock(*at) }</span>
                <span class="row-name">{ name }</span>
                <span class="row-line">{ format!("{kind} · {what}") }</span>
            </li>
        }
    });
    html! {
        <section>
            <h2 class="group">{ lang.what_happened() }</h2>
            if facts.is_empty() {
                <p class="second">{ lang.nothing_happened_yet() }</p>
            } else {
                <ol class="rows">{ for lines }</ol>
            }
        </section>
    }
}

/// What isn't finished yet: it can still be added before the report goes.
fn waiting(lang: Lang, desk: &Desk) -> Html {
    let unfinished = desk
        .snap
        .drafts
        .iter()
        .filter(|draft| !matches!(draft.form, DraftForm::Report(_)))
        .count();
    let call_backs = desk.snap.book.call_backs(desk.today()).len();
    html! {
        <section class="stack">
            if unfinished + call_backs > 0 {
                <Notice tone={Tone::Waiting} headline={lang.still_waits()}>
                    if unfinished > 0 {
                        <p>{ lang.unfinished_records(unfinished) }</p>
                    }
                    if call_backs > 0 {
                        <p>{ lang.call_backs(call_backs) }</p>
                    }
                    <Go to={Route::Today} class="button">{ lang.to_today() }</Go>
                </Notice>
            }
        </section>
    }
}
