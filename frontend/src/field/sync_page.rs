//! Sending 送信: what waits, since when, what needs somebody, and what to do if all else fails.

use shared::model::{FactId, MemberNumber};
use shared::sync::{FactState, PendingFact, PendingPhoto, Phase};
use shared::wire::sync::Lost;
use shared::wire::{Fact, FactBody};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use super::help::help_and_practice;
use super::install::install_hint;
use super::leads::name_of;
use super::photo::{photo_chips, photos_of};
use super::pieces::state_chip;
use super::refused::{refused, words_from_office};
use super::route::Route;
use super::screen::{Screen, link, screen};
use super::sign_in::{SignInForm, lang_choice};
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{DOT, Lang};
use crate::ui::{Tone, notice};

const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Each reply changes them all; a week's records drawn anew each time would take longer than sending them.
const MOST_SHOWN: usize = 50;

#[inline(never)]
pub fn sync_page(desk: &Desk) -> Html {
    let lang = desk.lang();
    if desk.snap.practice {
        return practice_page(desk);
    }
    let sync = &desk.snap.sync;
    let today = desk.today();
    // What arrived on another day is no news.
    let news = |pending: &&PendingFact| {
        pending.state != FactState::Arrived || pending.saved_at.day() == today
    };
    let needs_you = |pending: &&PendingFact| pending.state.wants_somebody();
    let urgent = sync
        .pending
        .iter()
        .filter(needs_you)
        .map(|p| pending_row(lang, desk, p));
    let others: Vec<_> = sync
        .pending
        .iter()
        .filter(news)
        .filter(|p| !needs_you(p))
        .collect();
    let more = others.len().saturating_sub(MOST_SHOWN);
    let (refused_photos, other_photos) = photos(lang, desk);
    let any_urgent = !refused_photos.is_empty() || sync.pending.iter().any(|p| needs_you(&p));
    let working = sync.phase == Phase::Working;
    let send = desk.click(move |desk| {
        if !working {
            desk.driver.sync_now();
        }
    });
    let words = if working {
        lang.sending_now()
    } else {
        lang.send_now()
    };
    let bar = html! {
        <div class="thumb-buttons">
            // A disabled button would lose the focus.
            <button type="button" class="button main" onclick={send} aria-disabled={working.then_some("true")}>{ words }</button>
        </div>
    };
    let page = html! {
        <div class="stack sync">
            { state(lang, desk) }
            if any_urgent {
                <section>
                    <h2 class="group">{ lang.needs_you() }</h2>
                    <ul class="plain-list">{ for urgent.chain(refused_photos) }</ul>
                </section>
            }
            { words_from_office(desk) }
            if !others.is_empty() {
                <section>
                    <h2 class="group">{ lang.what_waits() }</h2>
                    <ul class="plain-list">
                        { for others.iter().take(MOST_SHOWN).map(|p| pending_row(lang, desk, p)) }
                    </ul>
                    if more > 0 {
                        <p class="second">{ lang.more_records(more) }</p>
                    }
                </section>
            }
            <section>
                if !other_photos.is_empty() {
                    <h2 class="group">{ lang.photos() }</h2>
                    <ul class="plain-list">{ for other_photos }</ul>
                }
            </section>
            { unreadable(lang, desk) }
            { low_storage(lang, desk) }
            { second_copy(lang, desk) }
            { other_people(lang, desk) }
            { export(lang, desk) }
            { help_and_practice(desk) }
            { install_hint(desk) }
            <section class="stack">
                <h2 class="group">{ lang.language() }</h2>
                { lang_choice(desk) }
            </section>
            { sign_out(lang, desk) }
            { about(lang, desk) }
        </div>
    };
    screen(
        desk,
        Screen {
            title: lang.sending().into(),
            page,
            bar: Some(bar),
            ..Screen::default()
        },
    )
}

/// In practice nothing is sent, and this page says so.
fn practice_page(desk: &Desk) -> Html {
    let lang = desk.lang();
    let rows = desk.snap.sync.pending.iter();
    let rows = rows.map(|pending| pending_row(lang, desk, pending));
    let body = html! { <p>{ lang.practice_nothing_sent() }</p> };
    let page = html! {
        <div class="stack sync">
            { notice(Tone::Waiting, lang.practice_mode(), body) }
            <section>
                if !desk.snap.sync.pending.is_empty() {
                    <h2 class="group">{ lang.practice_records() }</h2>
                    <ul class="plain-list">{ for rows }</ul>
                }
            </section>
            { help_and_practice(desk) }
        </div>
    };
    let title = lang.sending().into();
    screen(
        desk,
        Screen {
            title,
            page,
            ..Screen::default()
        },
    )
}

/// What goes on takes the same line whatever it is: sending begins and ends by itself, and nothing may move by it.
fn state(lang: Lang, desk: &Desk) -> Html {
    let sync = &desk.snap.sync;
    let unsent = sync.unsent();
    let last = sync.last_success.map_or_else(
        || lang.never_sent().to_owned(),
        |at| lang.last_success(&lang.time_seen_on(at, desk.today())),
    );
    let oldest = sync
        .oldest_unsent()
        .map(|at| lang.oldest_unsent(&lang.time_seen_on(at, desk.today())));
    let photos = sync.unsent_photos();
    let (tone, headline) = match (unsent, photos) {
        (0, 0) => (Tone::Done, lang.everything_arrived().to_owned()),
        (0, photos) => (Tone::Waiting, lang.photos_wait(photos)),
        (unsent, _) => (Tone::Waiting, lang.unsent(unsent)),
    };
    let (phase, to_do) = match sync.phase {
        Phase::Idle => (lang.sent_by_itself(), ""),
        Phase::Working => (lang.sending_now(), ""),
        Phase::Offline => (lang.offline(), ""),
        Phase::SignedOut => (lang.session_ended(), lang.session_ended_do()),
        Phase::UpdateNeeded => (lang.update_needed(), lang.update_needed_do()),
        // A banner says it on every screen.
        Phase::Revoked | Phase::StorageTrouble => ("", ""),
    };
    let goes_on = matches!(sync.phase, Phase::Idle | Phase::Working | Phase::Offline);
    let body = html! { <>
        if let Some(oldest) = oldest {
            <p>{ oldest }</p>
        }
        <p>{ last }</p>
        if !phase.is_empty() {
            <p class={(sync.phase != Phase::Idle).then_some("phase")}>{ phase }</p>
        }
        if goes_on && unsent + photos > 0 {
            <p>{ lang.offline_do() }</p>
        }
        if !to_do.is_empty() {
            <p>{ to_do }</p>
        }
        // The work goes on without a session; only sending waits for it.
        if sync.phase == Phase::SignedOut {
            <SignInForm desk={desk.clone()} />
        }
    </> };
    notice(tone, headline, body)
}

fn pending_row(lang: Lang, desk: &Desk, pending: &PendingFact) -> Html {
    let fact = &pending.fact;
    let name = fact.member().map(|number| desk.name_of(number));
    let what = match &fact.body {
        FactBody::Call(call) => {
            format!("{}{DOT}{}", lang.telephone(), lang.call_result(call.result))
        }
        FactBody::Visit(visit) => format!("{}{DOT}{}", lang.visit(), lang.outcome(visit.outcome)),
        FactBody::DailyReport(report) => lang.report_of(&lang.day(report.day)),
        FactBody::FoundLead(found) => [lang.add_lead(), ": ", &found.business].concat(),
        FactBody::LeadContact(contact) => [
            &name_of(desk, contact.lead),
            DOT,
            lang.lead_outcome(contact.outcome),
        ]
        .concat(),
        FactBody::OwnOrder(order) => lang.own_order_of(&lang.day(order.day)),
        FactBody::Retract { .. } => lang.taken_back().to_owned(),
    };
    let saved = lang.saved_at(&lang.time_seen_on(pending.saved_at, desk.today()));
    let urgent = fact
        .is_urgent()
        .then(|| html! { <span class="chip urgent">{ lang.urgent() }</span> });
    let id = fact.id;
    let seen = desk.click(move |desk| desk.driver.seen(id));
    let to_member = { fact.member() }.map(|number| to_member(lang, desk, number));
    html! {
        <li key={fact.id.to_string()} class="pending">
            <p class="contact-head">{ name.unwrap_or_default() }{ " " }{ what }</p>
            <p class="chips">{ state_chip(lang, &pending.state) }{ for urgent }</p>
            <p class="caption">{ saved }</p>
            if let FactState::Deferred { code } = &pending.state {
                <p>{ lang.defer_code(*code) }</p>
                <p class="caption">{ lang.deferred_do() }</p>
            }
            if let FactState::Conflict { fields } = &pending.state {
                <div class="refusal">
                    <p>{ lang.conflict_what() }</p>
                    <ul>{ for fields.iter().map(|lost| lost_line(lang, lost)) }</ul>
                    <button type="button" class="button" onclick={seen}>{ lang.conflict_seen() }</button>
                </div>
            }
            if let FactState::NeedsYou { code, message } = &pending.state {
                { refused(desk, fact, *code, message) }
                { for to_member }
            }
        </li>
    }
}

/// A value that didn't stand, and the one that does.
fn lost_line(lang: Lang, lost: &Lost) -> Html {
    let (field, was_day) = match lost.field.as_str() {
        "order" => return html! { <li key="order">{ lang.newer_plan_stands() }</li> },
        "office_tasks.due_on" => (lang.task_due(), true),
        "note" => (lang.note(), false),
        "opinion" => (lang.opinion(), false),
        _ => (lang.record_content(), false),
    };
    let shown = |value: &str| match value.parse() {
        Ok(day) if was_day => lang.day(day),
        _ if value.is_empty() => lang.nothing_entered().to_owned(),
        _ => value.to_owned(),
    };
    let line = lang.instead_of(field, &shown(&lost.stands), &shown(&lost.lost));
    html! { <li key={lost.field.clone()}>{ line }</li> }
}

/// Pictures travel after their visits: one line a visit, while any of them waits or came today. Those of
/// which one was refused come first, by themselves.
fn photos(lang: Lang, desk: &Desk) -> (Vec<Html>, Vec<Html>) {
    let sync = &desk.snap.sync;
    let mut records: Vec<FactId> = Vec::new();
    for photo in &sync.photos {
        let news = !photo.state.has_arrived() || photo.taken_at.day() == desk.today();
        if news && !records.contains(&photo.record) {
            records.push(photo.record);
        }
    }
    let (mut refused, mut others) = (Vec::new(), Vec::new());
    for record in records {
        let own = photos_of(desk, record);
        let needs_you = own.iter().any(|photo| photo.state.wants_somebody());
        let row = photo_row(lang, desk, record, &own, needs_you);
        if needs_you { &mut refused } else { &mut others }.push(row);
    }
    (refused, others)
}

fn photo_row(
    lang: Lang,
    desk: &Desk,
    record: FactId,
    own: &[&PendingPhoto],
    refused: bool,
) -> Html {
    let fact = desk.own_fact(record);
    let member = fact.and_then(Fact::member);
    let name = member.map(|number| desk.name_of(number));
    let to_member = member.map(|number| to_member(lang, desk, number));
    let again = desk.click(move |desk| desk.driver.offer_again(record));
    let noted = desk.click(move |desk| put_away_photos(desk, record));
    html! {
        <li key={["photos ", &record.to_string()].concat()} class="pending">
            <p class="contact-head">{ name.unwrap_or_default() }</p>
            { photo_chips(lang, own) }
            if refused {
                <div class="refusal">
                    <p>{ lang.photos_refused_do() }</p>
                    <button type="button" class="button main" onclick={again}>{ lang.send_again() }</button>
                    <button type="button" class="button" onclick={noted}>{ lang.without_photos() }</button>
                </div>
                { for to_member }
            }
        </li>
    }
}

fn put_away_photos(desk: &Desk, record: FactId) {
    let desk = desk.clone();
    spawn_local(async move {
        if desk.driver.put_away_photos(record).await.is_err() {
            desk.say(desk.lang().storage_wont_write(), None);
        }
    });
}

fn to_member(lang: Lang, desk: &Desk, number: &MemberNumber) -> Html {
    let words = html! { { lang.to_member() } };
    link(desk, Route::member(number), "button", words)
}

/// What was put aside because this version of the app can't read it.
fn unreadable(lang: Lang, desk: &Desk) -> Html {
    let unreadable = desk.snap.unreadable;
    let lines = [
        (
            unreadable.records,
            lang.unreadable_records(unreadable.records),
        ),
        (unreadable.drafts, lang.unreadable_drafts(unreadable.drafts)),
        (unreadable.others, lang.unreadable_others(unreadable.others)),
    ];
    let lines = lines.into_iter().filter(|(count, _)| *count > 0);
    let lines = lines.map(|(_, line)| html! { <li key={line.clone()}>{ line }</li> });
    let body = html! { <><ul>{ for lines }</ul><p>{ lang.unreadable_do() }</p></> };
    html! {
        <section>
            if !unreadable.is_none() {
                { notice(Tone::Urgent, lang.unreadable_title(), body) }
            }
        </section>
    }
}

fn low_storage(lang: Lang, desk: &Desk) -> Html {
    html! {
        <section>
            if desk.snap.storage.is_low() {
                { notice(Tone::Waiting, lang.storage_is_low(), html! { <p>{ lang.storage_is_low_do() }</p> }) }
            }
        </section>
    }
}

fn second_copy(lang: Lang, desk: &Desk) -> Html {
    let body = || html! { <><p>{ lang.second_copy_safe() }</p><p>{ lang.second_copy_do() }</p></> };
    html! {
        <section>
            if desk.snap.storage.second_copy_fails {
                { notice(Tone::Waiting, lang.second_copy_fails(), body()) }
            }
        </section>
    }
}

/// A lent phone: others' work is counted by name, never shown or sent as one's own.
fn other_people(lang: Lang, desk: &Desk) -> Html {
    let lines = desk.snap.sync.others.iter().map(|(name, count)| {
        html! { <li key={name.clone()}>{ lang.others_unsent(name, *count) }</li> }
    });
    let body = html! { <><ul>{ for lines }</ul><p>{ lang.others_do() }</p></> };
    html! {
        <section>
            if !desk.snap.sync.others.is_empty() {
                { notice(Tone::Waiting, lang.others_on_this_phone(), body) }
            }
        </section>
    }
}

fn export(lang: Lang, desk: &Desk) -> Html {
    let nothing = desk.snap.sync.unsent() == 0 && desk.snap.unreadable.is_none();
    let onclick = desk.click(|desk| {
        let desk = desk.clone();
        spawn_local(async move {
            let name = ["meguri-", &desk.today().to_string(), ".json"].concat();
            let offered = match desk.driver.export().await {
                Ok(text) => device::offer_file(&name, &text).is_ok(),
                Err(_) => false,
            };
            if !offered {
                desk.say(desk.lang().not_exported(), None);
            }
        });
    });
    html! {
        <section class="stack">
            <h2 class="group">{ lang.if_all_else_fails() }</h2>
            <p class="second">{ lang.export_why() }</p>
            if desk.snap.sync.unsent_photos() > 0 {
                <p class="second">{ lang.photos_stay() }</p>
            }
            <button type="button" class="button wide" {onclick} disabled={nothing}>{ lang.export() }</button>
        </section>
    }
}

/// 12 MB, 10 GB
fn size(bytes: u64) -> String {
    match bytes.div_ceil(1_000_000) {
        mega @ ..10_000 => format!("{mega} MB"),
        mega => format!("{} GB", mega / 1_000),
    }
}

fn about(lang: Lang, desk: &Desk) -> Html {
    let storage = desk.snap.storage;
    let kept = match storage.persisted {
        Some(true) => lang.storage_persisted(),
        Some(false) if device::is_installed() => lang.storage_not_promised(),
        Some(false) => lang.storage_not_persisted(),
        None => lang.storage_unknown(),
    };
    let used = storage.used_bytes.zip(storage.quota_bytes);
    let used =
        used.map(|(used, quota)| lang.storage_used(&size(used), &size(quota.saturating_sub(used))));
    let me = desk
        .snap
        .me
        .as_ref()
        .map(|me| me.name.clone())
        .unwrap_or_default();
    html! {
        <section class="stack">
            <h2 class="group">{ lang.this_phone() }</h2>
            <p>{ lang.signed_in_as(&me) }</p>
            <p class="second">{ lang.members_here(desk.snap.book.entries().len()) }</p>
            <p class="second">{ lang.app_version(APP_VERSION) }</p>
            // The browser takes a while to say: last, so that nothing makes room for it.
            <p class="second">{ kept }</p>
            if let Some(used) = used {
                <p class="second">{ used }</p>
            }
        </section>
    }
}

fn sign_out(lang: Lang, desk: &Desk) -> Html {
    let onclick = desk.click(|desk| {
        let driver = desk.driver.clone();
        spawn_local(async move { driver.sign_out().await });
    });
    html! {
        <section class="stack">
            <button type="button" class="button wide" {onclick}>{ lang.sign_out() }</button>
            <p class="caption">{ lang.sign_out_keeps() }</p>
        </section>
    }
}
