//! Today 今日: where to go next, from the phone's own storage, before any network.

use std::rc::Rc;

use shared::fieldbook::{Agreed, DraftForm, Entry, LeadEntry, Stop, Today, Whom};
use shared::model::{CallDirection, Day, LeadManner, Moment, NextStep, NextStepKind};
use shared::sync::Phase;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::actions::{draft_route, open_call, telephone_link};
use super::appointments::{
    agreed_row, coming, late_words, next_appointment, until_line, when_class,
};
use super::desk::Desk;
use super::leads::{draft_name, name_of as lead_name, open_record};
use super::order::OrderStanding;
use super::pieces::{
    action, action_bar, address, appointment_words, business_name, door_words, ladder_words,
    low_storage_line, reason_chips, recent_contact, row_words, shop, unbroken,
};
use super::route::Route;
use super::screen::{Screen, link, screen};
use super::stops::{stop_row, way_of_day};
use super::today_leads::leads_to_contact;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::when::clock;
use crate::i18n::{DOT, Lang};
use crate::ui::{Sign, TextInput, Tone, icon, notice};

#[inline(never)]
pub fn today_page(desk: &Desk) -> Html {
    let lang = desk.lang();
    let day = desk.today();
    let today = desk.snap.book.today(day);
    let next = today.next().map(|stop| &stop.entry);
    let bar = next
        .or_else(|| today.suggested.first())
        .map(|entry| action_bar(desk, entry, true));
    let page = html! {
        <div class="stack">
            { first_run(lang, desk) }
            { next_card(lang, desk, &today) }
            { next_appointment(desk, &today) }
            { day_tools(lang, desk, &today) }
            { low_storage_line(desk) }
            <OrderStanding desk={desk.clone()} />
            { waiting(lang, desk, &today) }
            if !desk.snap.book.is_empty() {
                <ReturnedCall desk={desk.clone()} />
            }
            { following(lang, desk, &today) }
            { coming(desk, &today) }
            { leads_to_contact(desk) }
            { way_of_day(lang, &today) }
        </div>
    };
    screen(
        desk,
        Screen {
            title: lang.today_is(&lang.day(day)).into(),
            beside: Some(unsent_chip(lang, desk)),
            page,
            bar,
            ..Screen::default()
        },
    )
}

fn unsent_chip(lang: Lang, desk: &Desk) -> Html {
    let (facts, photos) = (desk.snap.sync.unsent(), desk.snap.sync.unsent_photos());
    let waiting = match (facts, photos) {
        (0, 0) => None,
        (0, photos) => Some(lang.photos_wait(photos)),
        (facts, _) => Some(lang.unsent(facts)),
    };
    let pending = desk.snap.sync.pending.iter();
    let needs_you = { pending }.filter(|it| it.state.wants_somebody()).count();
    let chip = if desk.snap.practice {
        // Nothing is ever sent, and nothing may look as if it had been.
        html! { <span class="chip waiting">{ lang.practice_mode() }</span> }
    } else if needs_you > 0 {
        // No network solves it.
        let words = [lang.state_needs_you(), " ", &lang.entries(needs_you)].concat();
        html! { <span class="chip urgent">{ words }</span> }
    } else if let Some(words) = waiting {
        html! { <span class="chip waiting"><span class="dot" aria-hidden="true"></span>{ words }</span> }
    } else if desk.snap.book.is_empty() {
        // Nothing was sent either.
        html! { <span class="chip plain">{ lang.sending() }</span> }
    } else if desk.snap.sync.phase == Phase::Offline {
        // Nothing waits, but the office's answers don't come either.
        html! { <span class="chip">{ lang.out_of_reach() }</span> }
    } else {
        html! { <span class="chip done">{ lang.all_sent() }</span> }
    };
    link(desk, Route::Sync, "sync-chip", chip)
}

/// The day's order, its map, and the card that says who one is.
fn day_tools(lang: Lang, desk: &Desk, today: &Today) -> Html {
    let tool = |to: Route, sign: Sign, word: &'static str| {
        let words = html! { <>{ icon(sign) }<span>{ word }</span></> };
        link(desk, to, "day-tool", words)
    };
    html! {
        <nav class="day-tools" aria-label={lang.day_tools()}>
            if today.stops.len() > 1 {
                { tool(Route::Order, Sign::List, lang.change_order()) }
            }
            if !today.stops.is_empty() {
                { tool(Route::DayMap, Sign::Map, lang.day_map()) }
            }
            { tool(Route::Card, Sign::Person, lang.card()) }
        </nav>
    }
}

/// What to say while there is nothing to show yet.
fn first_run(lang: Lang, desk: &Desk) -> Html {
    match desk.snap.book.is_empty() {
        true => nothing_here(lang, desk),
        false => html! { <span /> },
    }
}

/// Why a phone has no members.
pub fn nothing_here(lang: Lang, desk: &Desk) -> Html {
    let (headline, words) = match desk.snap.sync.phase {
        Phase::Working => (lang.downloading(), lang.downloading_what()),
        Phase::Offline => (lang.nothing_yet_offline(), lang.nothing_yet_offline_do()),
        Phase::Revoked => (lang.revoked(), lang.revoked_do()),
        Phase::SignedOut => (lang.session_ended(), lang.session_ended_do()),
        Phase::Idle | Phase::UpdateNeeded | Phase::StorageTrouble => {
            (lang.nobody_assigned(), lang.nobody_assigned_do())
        }
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
            Some(at) => html! {
                <div>
                    <p class="when appointment">{ appointment_words(lang, at) }</p>
                    { until_line(lang, at, desk.now()) }
                </div>
            },
            None => html! { <p class="when">{ lang.next_stop() }</p> },
        };
        let place = format!("{place} / {total}");
        return card(lang, desk, &next.entry, lang.next_stop(), head, place);
    }
    if total > 0 {
        return html! {
            <div class="empty">
                <h2>{ lang.day_is_done(total) }</h2>
                <p class="second">{ lang.day_is_done_do() }</p>
                { link(desk, Route::Report(None), "button main wide", html! { { lang.to_report() } }) }
            </div>
        };
    }
    match today.suggested.first() {
        Some(entry) => {
            let head = html! { <p class="when">{ lang.suggested() }</p> };
            html! {
                <div class="stack">
                    <p class="second">{ lang.no_plan_today() }</p>
                    { card(lang, desk, entry, lang.suggested(), head, String::new()) }
                </div>
            }
        }
        None => leads_instead(lang, desk),
    }
}

/// Nobody is to be visited, but some are to be won.
fn leads_instead(lang: Lang, desk: &Desk) -> Html {
    let leads = desk.snap.book.leads().len();
    html! {
        <div>
            if leads > 0 {
                <div class="empty">
                    <h2>{ lang.no_stop_but_leads() }</h2>
                    <p class="second">{ lang.no_stop_but_leads_do() }</p>
                    { link(desk, Route::Leads, "button main wide", html! { { lang.leads_n(leads) } }) }
                </div>
            }
        </div>
    }
}

fn card(
    lang: Lang,
    desk: &Desk,
    entry: &Rc<Entry>,
    label: &'static str,
    head: Html,
    beside: String,
) -> Html {
    let number = &entry.member.number;
    let ladder = ladder_words(lang, entry, desk.now());
    let recent = recent_contact(lang, entry, desk);
    let (shop, door) = (shop(lang, entry), door_words(lang, entry));
    html! {
        <section class="next" aria-label={label}>
            <div class="next-head">{ head }<p class="place">{ beside }</p></div>
            { link(desk, Route::member(number), "next-name", html! { <h2>{ business_name(&entry.member.name) }</h2> }) }
            if !shop.is_empty() {
                <p class="shop">{ shop }</p>
            }
            <p>{ unbroken(&address(entry)) }</p>
            if !door.is_empty() {
                <p class="door">{ door }</p>
            }
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

/// So many don't hide the rest of the day.
const FEW_STEPS: usize = 3;

/// Appointments nobody kept, calls promised, stops left over, what is due, calls without a result, records being written.
fn waiting(lang: Lang, desk: &Desk, today: &Today) -> Html {
    let row = |key: String, to: Route, name: &str, line: String| {
        let words = row_words(name, html! { { line } });
        html! { <li {key} class="row">{ link(desk, to, "row-link", words) }</li> }
    };
    let mut missed = Vec::new();
    for agreed in &today.missed {
        let at = lang.missed_appointment(&lang.day_and_time(agreed.at));
        missed.push(agreed_row(desk, agreed, pressing(desk, agreed.at, at)));
    }
    let left_over = today.left_over.iter().map(|entry| {
        let member = &entry.member;
        let (key, to) = (member.number.to_string(), Route::member(&member.number));
        row(key, to, &member.name, address(entry))
    });
    let left_over: Vec<Html> = left_over.collect();
    let mut promised = Vec::new();
    for call_back in &today.call_backs {
        let at = lang.time_seen_on(call_back.at, desk.today());
        let late = late_words(lang, call_back.at, desk.now());
        let words = [lang.promised_at(&at), late].concat();
        promised.push(call_back_row(desk, call_back, words));
    }
    let step = |kind: NextStepKind, on: Day, at: Option<Moment>| {
        let on = lang.day_seen_from(on, desk.today());
        let kind = lang.next_step_kind(kind);
        let Some(at) = at else {
            return [kind, DOT, &on].concat();
        };
        let late = late_words(lang, at, desk.now());
        [kind, DOT, &on, " ", &clock(at), &late].concat()
    };
    let mut steps = Vec::new();
    for due in &today.next_steps {
        let member = &due.entry.member;
        let (key, to) = (member.number.to_string(), Route::member(&member.number));
        steps.push(row(key, to, &member.name, step(due.kind, due.on, due.at)));
    }
    for entry in desk.snap.book.leads() {
        let lead = &entry.lead;
        // An appointment of an earlier day is among those that nobody kept.
        let kept = |next: &NextStep| next.appointment().is_none_or(|at| at.day() >= desk.today());
        if let Some(next) = entry.next_step().filter(|next| kept(next))
            && let Some(on) = next.due_on().filter(|on| *on <= desk.today())
        {
            let (key, to) = (lead.id.to_string(), Route::lead(lead.id));
            steps.push(row(
                key,
                to,
                &lead.business,
                step(next.kind, on, next.due_at()),
            ));
        }
    }
    let mut later = Vec::new();
    let mut written = Vec::new();
    for draft in desk.snap.drafts.iter() {
        let at = lang.time_seen_on(draft.changed_at, desk.today());
        let key = draft.id.to_string();
        let name = match (&draft.form, &draft.member) {
            (DraftForm::FoundLead(form), _) => draft_name(lang, form),
            (DraftForm::LeadContact(form), _) => lead_name(desk, form.contact.lead),
            (DraftForm::Call(_) | DraftForm::Visit(_) | DraftForm::Report(_), Some(number)) => {
                desk.name_of(number)
            }
            (DraftForm::Call(_) | DraftForm::Visit(_) | DraftForm::Report(_), None) => continue,
        };
        match &draft.form {
            DraftForm::Call(_) => {
                later.push(row(
                    key,
                    draft_route(draft),
                    &name,
                    lang.call_without_result(&at),
                ));
            }
            DraftForm::Visit(_) => {
                written.push(row(key, Route::visit(draft.id), &name, lang.draft_of(&at)));
            }
            DraftForm::FoundLead(_) | DraftForm::LeadContact(_) => {
                let words = lang.lead_draft_of(&at);
                written.push(row(key, draft_route(draft), &name, words));
            }
            DraftForm::Report(_) => {}
        }
    }
    let due = steps.len();
    html! {
        <div class="stack">
            { group(lang.missed_appointments(missed.len()), missed) }
            { group(lang.call_backs(promised.len()), promised) }
            if !left_over.is_empty() {
                <details>
                    <summary>{ lang.left_over(left_over.len()) }</summary>
                    <ul class="rows">{ for left_over }</ul>
                </details>
            }
            if due > 0 {
                // They may be many, and none has its hour.
                <details open={due <= FEW_STEPS}>
                    <summary>{ lang.steps_due(due) }</summary>
                    <ul class="rows">{ for steps }</ul>
                </details>
            }
            { group(lang.record_later(later.len()), later) }
            { group(lang.being_written(written.len()), written) }
        </div>
    }
}

/// In the colour of an appointment at that time.
fn pressing(desk: &Desk, at: Moment, words: String) -> Html {
    html! { <span class={classes!(when_class(at, desk.now()), "own-line")}>{ words }</span> }
}

/// One tap from the call that was promised.
fn call_back_row(desk: &Desk, promised: &Agreed, words: String) -> Html {
    let line = pressing(desk, promised.at, words);
    let member = match &promised.with {
        Whom::Member(number) => desk.snap.book.member(number),
        Whom::Lead(_) => None,
    };
    let Some(entry) = member.cloned() else {
        return agreed_row(desk, promised, line);
    };
    let (to, word) = (Route::member(&entry.member.number), desk.lang().telephone());
    let label = [&promised.name, " ", word].concat();
    let (key, telephone) = (entry.member.number.to_string(), telephone_link(&entry));
    let call = desk.dialling(move |desk| open_call(desk, &entry, CallDirection::Out));
    html! {
        <li {key} class="row with-actions">
            { link(desk, to, "row-link", row_words(&promised.name, line)) }
            <div class="actions">{ action(Sign::Telephone, word, Some(label), telephone, false, call) }</div>
        </li>
    }
}

fn group(title: String, rows: Vec<Html>) -> Html {
    html! {
        <section>
            if !rows.is_empty() {
                <h2 class="group">{ title }</h2>
                <ul class="rows">{ for rows }</ul>
            }
        </section>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ReturnedCallProps {
    desk: Desk,
}

/// Who is calling? Found by the last digits, in two taps.
#[component]
fn ReturnedCall(props: &ReturnedCallProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    // `None` until one asks.
    let digits = use_state_eq(|| None::<String>);
    let ask = {
        let digits = digits.setter();
        Callback::from(move |_: MouseEvent| digits.set(Some(String::new())))
    };
    let (place, field) = (use_node_ref(), use_node_ref());
    // The caller waits: the next thing is to type, with room below for who is found.
    use_effect_with(digits.is_some(), {
        let (place, field) = (place.clone(), field.clone());
        move |_| {
            if let Some(field) = field.cast::<HtmlElement>() {
                // Where the browser refuses, a tap on the field does it.
                field.focus().ok();
            }
            if let Some(place) = place.cast::<HtmlElement>() {
                place.scroll_into_view();
            }
        }
    });
    let on_text = {
        let digits = digits.setter();
        Callback::from(move |text: String| {
            digits.set(Some(shared::text::telephone_digits(&text)));
        })
    };
    let Some(digits) = &*digits else {
        return html! {
            <button type="button" class="button wide" onclick={ask}>{ lang.call_came_back() }</button>
        };
    };
    let mut found: Vec<Html> = Vec::new();
    if digits.len() >= 2 {
        let book = &desk.snap.book;
        let members = book.by_last_digits(digits).into_iter();
        found.extend(members.map(|entry| caller(desk, entry)));
        let leads = book.leads_by_last_digits(digits);
        found.extend(leads.map(|entry| calling_lead(desk, entry)));
    }
    let nobody = digits.len() >= 4 && found.is_empty();
    let search = || {
        let to_list = link(
            desk,
            Route::List,
            "button",
            html! { { lang.search_the_list() } },
        );
        notice(Tone::Plain, lang.nobody_has_this_number(), to_list)
    };
    html! {
        <section class="returned-call" ref={place}>
            <TextInput label={lang.last_digits()} inputmode="numeric" maxlength="4" {on_text} node={field} />
            <ul class="rows">{ for found }</ul>
            if nobody {
                { search() }
            }
        </section>
    }
}

fn caller(desk: &Desk, entry: Rc<Entry>) -> Html {
    let member = &entry.member;
    let (key, words) = (
        member.number.to_string(),
        row_words(&member.name, html! { { &member.telephone } }),
    );
    let onclick = desk.going(move |desk| open_call(desk, &entry, CallDirection::In));
    calling(key, words, onclick)
}

fn calling_lead(desk: &Desk, entry: &LeadEntry) -> Html {
    let lead = &entry.lead;
    let words = row_words(&lead.business, html! { { &lead.telephone } });
    let id = lead.id;
    let onclick = desk.going(move |desk| open_record(desk, id, LeadManner::Call));
    calling(id.to_string(), words, onclick)
}

fn calling(key: String, words: Html, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <li {key} class="row"><button type="button" class="row-link" {onclick}>{ words }</button></li>
    }
}
