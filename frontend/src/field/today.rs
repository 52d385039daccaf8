//! Today 今日: where to go next, from the phone's own storage, before any network.

use std::rc::Rc;

use shared::fieldbook::{DraftForm, Entry, Stop, Today};
use shared::model::CallDirection;
use shared::sync::Phase;
use yew::prelude::*;
use yew_router::prelude::*;

use super::actions::open_call;
use super::desk::{Desk, use_desk};
use super::pieces::{
    ActionBar, address, appointment_words, ladder_words, progress_chip, reason_chips,
    recent_contact,
};
use super::route::Route;
use super::screen::{Go, Screen};
use crate::i18n::field::FieldTexts;
use crate::i18n::{Lang, use_lang};
use crate::ui::{Notice, TextInput, Tone};

#[component]
pub fn TodayPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let day = desk.today();
    let today = use_memo((desk.snap.book.clone(), day), |(book, day)| {
        book.today(*day)
    });
    let next = today.next().map(|stop| stop.entry.clone());
    let next = next.or_else(|| today.suggested.first().cloned());
    let bar = match next {
        Some(entry) => html! { <ActionBar {entry} named=true /> },
        None => html! { <span /> },
    };
    html! {
        <Screen title={lang.today_is(&lang.day(day))} beside={unsent_chip(lang, &desk)} {bar}>
            <div class="stack">
                { first_run(lang, &desk) }
                { next_card(lang, &desk, &today) }
                { following(lang, &desk, &today) }
                <Waiting {today} />
                if !desk.snap.book.is_empty() {
                    <ReturnedCall />
                }
            </div>
        </Screen>
    }
}

fn unsent_chip(lang: Lang, desk: &Desk) -> Html {
    let unsent = desk.snap.sync.unsent();
    html! {
        <Go to={Route::Sync} class="sync-chip">
            if unsent > 0 {
                <span class="chip waiting"><span class="dot" aria-hidden="true"></span>{ lang.unsent(unsent) }</span>
            } else {
                <span class="chip done">{ lang.all_sent() }</span>
            }
        </Go>
    }
}

/// What to say while there is nothing to show yet.
fn first_run(lang: Lang, desk: &Desk) -> Html {
    let (headline, words) = match (desk.snap.book.is_empty(), desk.snap.sync.phase) {
        (false, _) => return html! { <span /> },
        (true, Phase::Working) => (lang.downloading(), lang.downloading_what()),
        (true, Phase::Offline) => (lang.nothing_yet_offline(), lang.nothing_yet_offline_do()),
        (true, Phase::SignedOut) => (lang.session_ended(), lang.session_ended_do()),
        (true, _) => (lang.nobody_assigned(), lang.nobody_assigned_do()),
    };
    let working = desk.snap.sync.phase == Phase::Working;
    html! {
        <div class="empty" role="status">
            if working {
                <div class="progress" aria-hidden="true"></div>
            }
            <h2>{ headline }</h2>
            <p class="second">{ words }</p>
        </div>
    }
}

fn next_card(lang: Lang, desk: &Desk, today: &Today) -> Html {
    let total = today.stops.len();
    if let Some(next) = today.next() {
        let place = today.stops.iter().position(|stop| !stop.done).unwrap_or(0) + 1;
        let head = match next.appointment {
            Some(at) => html! { <p class="when appointment">{ appointment_words(lang, at) }</p> },
            None => html! { <p class="when">{ lang.next_stop() }</p> },
        };
        return card(lang, desk, &next.entry, head, format!("{place} / {total}"));
    }
    if total > 0 {
        return html! {
            <div class="empty">
                <h2>{ lang.day_is_done(total) }</h2>
                <p class="second">{ lang.day_is_done_do() }</p>
                <Go to={Route::Report} class="button main wide">{ lang.to_report() }</Go>
            </div>
        };
    }
    match today.suggested.first() {
        Some(entry) => {
            let head = html! { <p class="when">{ lang.suggested() }</p> };
            html! {
                <div class="stack">
                    <p class="second">{ lang.no_plan_today() }</p>
                    { card(lang, desk, entry, head, String::new()) }
                </div>
            }
        }
        None => html! { <span /> },
    }
}

fn card(lang: Lang, desk: &Desk, entry: &Rc<Entry>, head: Html, beside: String) -> Html {
    let number = &entry.member.number;
    let ladder = ladder_words(lang, entry, desk.now);
    let recent = recent_contact(lang, entry, desk);
    html! {
        <section class="next" aria-label={lang.next_stop()}>
            <div class="next-head">{ head }<p class="place">{ beside }</p></div>
            <Go to={Route::member(number)} class="next-name"><h2>{ &entry.member.name }</h2></Go>
            <p>{ address(entry) }</p>
            <p class="second">{ lang.joined(entry.member.joined_on, desk.today()) }</p>
            { reason_chips(lang, entry, desk) }
            if let Some(recent) = recent {
                <p class={classes!("recent", recent.by_another.then_some("others"))}>{ recent.words }</p>
            }
            if let Some(ladder) = ladder {
                <p class="second">{ ladder }</p>
            }
        </section>
    }
}

fn following(lang: Lang, desk: &Desk, today: &Today) -> Html {
    let mut open = today.stops.iter().filter(|stop| !stop.done);
    open.next();
    let rows = open.map(|stop| stop_row(lang, desk, stop));
    let suggested = today.suggested.iter().skip(1).map(|entry| {
        let stop = Stop {
            entry: entry.clone(),
            appointment: None,
            done: false,
            same_building: false,
        };
        stop_row(lang, desk, &stop)
    });
    let done = today
        .stops
        .iter()
        .filter(|stop| stop.done)
        .map(|stop| stop_row(lang, desk, stop));
    let open_left = today.stops.len() - today.done();
    html! {
        <div class="stack">
            if open_left > 1 {
                <section>
                    <h2 class="group">{ lang.after_that() }</h2>
                    <ul class="rows">{ for rows }</ul>
                </section>
            }
            if today.suggested.len() > 1 {
                <section>
                    <h2 class="group">{ lang.also_suggested() }</h2>
                    <ul class="rows">{ for suggested }</ul>
                </section>
            }
            if today.done() > 0 {
                <details class="done-stops">
                    <summary>{ lang.visited_today(today.done()) }</summary>
                    <ul class="rows">{ for done }</ul>
                </details>
            }
        </div>
    }
}

fn stop_row(lang: Lang, desk: &Desk, stop: &Stop) -> Html {
    let entry = &stop.entry;
    let progress = desk.snap.book.progress(entry, desk.today());
    let when = stop.appointment.map(|at| appointment_words(lang, at));
    let key = entry.member.number.to_string();
    html! {
        <li {key} class={classes!("row", stop.same_building.then_some("same-building"))}>
            <Go to={Route::member(&entry.member.number)} class="row-link">
                <span class="row-name">{ &entry.member.name }</span>
                <span class="row-line">
                    if let Some(when) = when {
                        <span class="row-when">{ when }</span>
                    }
                    <span>{ if stop.same_building { lang.same_building(&entry.member.building) } else { address(entry) } }</span>
                </span>
                { progress_chip(lang, entry, progress) }
            </Go>
        </li>
    }
}

#[derive(Debug, Properties)]
struct WaitingProps {
    today: Rc<Today>,
}

impl PartialEq for WaitingProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.today, &other.today)
    }
}

/// Calls promised, calls without a result, records being written.
#[component]
fn Waiting(props: &WaitingProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let book = &desk.snap.book;
    let call_backs = &props.today.call_backs;
    let row = |key: String, to: Route, name: String, line: String| {
        html! {
            <li {key} class="row">
                <Go {to} class="row-link">
                    <span class="row-name">{ name }</span><span class="row-line">{ line }</span>
                </Go>
            </li>
        }
    };
    let promised = call_backs.iter().map(|call_back| {
        let number = &call_back.entry.member.number;
        let at = lang.time_seen_on(call_back.at, desk.today());
        let name = call_back.entry.member.name.clone();
        row(
            number.to_string(),
            Route::member(number),
            name,
            lang.promised_at(&at),
        )
    });
    let mut later = Vec::new();
    let mut written = Vec::new();
    for draft in desk.snap.drafts.iter() {
        let Some(number) = &draft.member else {
            continue;
        };
        let name = book
            .member(number)
            .map_or_else(|| number.to_string(), |entry| entry.member.name.clone());
        let at = lang.time_seen_on(draft.changed_at, desk.today());
        let key = draft.id.to_string();
        match &draft.form {
            DraftForm::Call(_) => {
                later.push(row(
                    key,
                    Route::call(number),
                    name,
                    lang.call_without_result(&at),
                ));
            }
            DraftForm::Visit(_) => {
                written.push(row(key, Route::visit(draft.id), name, lang.draft_of(&at)));
            }
            DraftForm::Report(_) => {}
        }
    }
    html! {
        <div class="stack">
            if !call_backs.is_empty() {
                <section>
                    <h2 class="group">{ lang.call_backs(call_backs.len()) }</h2>
                    <ul class="rows">{ for promised }</ul>
                </section>
            }
            if !later.is_empty() {
                <section>
                    <h2 class="group">{ lang.record_later(later.len()) }</h2>
                    <ul class="rows">{ for later.into_iter() }</ul>
                </section>
            }
            if !written.is_empty() {
                <section>
                    <h2 class="group">{ lang.being_written(written.len()) }</h2>
                    <ul class="rows">{ for written.into_iter() }</ul>
                </section>
            }
        </div>
    }
}

/// Who is calling? Found by the last digits, in two taps.
#[component]
fn ReturnedCall() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let open = use_state_eq(|| false);
    let digits = use_state_eq(String::new);
    let toggle = {
        let open = open.clone();
        use_callback((), move |_: MouseEvent, ()| open.set(!*open))
    };
    let on_text = {
        let digits = digits.setter();
        use_callback((), move |text: String, ()| {
            digits.set(shared::text::telephone_digits(&text));
        })
    };
    let found = if digits.len() >= 2 {
        desk.snap.book.by_last_digits(&digits)
    } else {
        Vec::new()
    };
    let nobody = digits.len() >= 4 && found.is_empty();
    let rows = found.into_iter().map(|entry| {
        let key = entry.member.number.to_string();
        html! { <Caller {key} {entry} /> }
    });
    html! {
        <section class="returned-call">
            if *open {
                <TextInput label={lang.last_digits()} inputmode="numeric" maxlength="4" {on_text} />
                <ul class="rows">{ for rows }</ul>
                if nobody {
                    <Notice tone={Tone::Plain} headline={lang.nobody_has_this_number()}>
                        <Go to={Route::List} class="button">{ lang.search_the_list() }</Go>
                    </Notice>
                }
            } else {
                <button type="button" class="button wide" onclick={toggle}>{ lang.call_came_back() }</button>
            }
        </section>
    }
}

#[derive(Debug, Properties)]
struct CallerProps {
    entry: Rc<Entry>,
}

impl PartialEq for CallerProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entry, &other.entry)
    }
}

#[component]
fn Caller(props: &CallerProps) -> Html {
    let desk = use_desk();
    let navigator = use_navigator();
    let entry = props.entry.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let route = open_call(&desk, &entry, CallDirection::In);
        if let Some(navigator) = &navigator {
            navigator.push(&route);
        }
    });
    html! {
        <li class="row">
            <button type="button" class="row-link" {onclick}>
                <span class="row-name">{ &props.entry.member.name }</span>
                <span class="row-line">{ &props.entry.member.telephone }</span>
            </button>
        </li>
    }
}
