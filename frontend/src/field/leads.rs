//! Leads 見込先: businesses to be won, beside the members. What is promised to them is shown here and nowhere
//! else: members paid in full.

use std::cmp::Reverse;

use shared::fieldbook::{Draft, DraftForm, FoundForm, LeadEntry, LeadForm};
use shared::model::{
    FactId, FoundLead, Handover, LeadId, LeadManner, LeadSource, LeadStage, Member, Moment,
};
use shared::order::sort_by_key;
use shared::rules::leads::{has_declined, perhaps_members};
use shared::rules::offers_to_lead;
use shared::sync::FactState;
use shared::text::{format_telephone, telephone_digits};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::{Fact, FactBody};
use yew::prelude::*;

use super::actions::{Extent, address_link, correct};
use super::desk::Desk;
use super::offers::offered;
use super::pieces::{action, business_name, row_words, state_chip, unbroken, who};
use super::route::Route;
use super::screen::{Screen, link, screen};
use super::toast::rewrite;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{DOT, Lang};
use crate::ui::{Sign, Tone, icon, notice};

/// What there is to come to, once one has heard of it.
const STAGES: [LeadStage; 5] = [
    LeadStage::Contacted,
    LeadStage::Met,
    LeadStage::Applied,
    LeadStage::Accepted,
    LeadStage::PaidAndJoined,
];

#[inline(never)]
pub fn leads_page(desk: &Desk) -> Html {
    let lang = desk.lang();
    let mut leads: Vec<&LeadEntry> = desk.snap.book.leads().iter().collect();
    // What was promised for a day comes first, then what has come furthest.
    sort_by_key(&mut leads, |entry| {
        let due = entry.next_on();
        (due.is_none(), due, Reverse(entry.lead.stage))
    });
    let rows = leads.iter().map(|entry| {
        let lead = &entry.lead;
        let due = entry.next_on().map(|on| {
            let on = lang.day_seen_from(on, desk.today());
            [lang.next_step(), " ", &on].concat()
        });
        let line = [Some(lang.lead_source(&lead.source).to_owned()), due];
        let line = line.into_iter().flatten().collect::<Vec<_>>().join(DOT);
        let words = html! { <>
            { row_words(&lead.business, html! { { line } }) }
            { stage_chip(lang, entry) }
        </> };
        html! {
            <li key={lead.id.to_string()} class="row">
                { link(desk, Route::lead(lead.id), "row-link", words) }
            </li>
        }
    });
    let add = desk.going(add_lead);
    let bar = html! {
        <div class="thumb-buttons">
            <button type="button" class="button main" onclick={add}>{ lang.add_lead() }</button>
        </div>
    };
    let page = html! {
        <div class="stack">
            <p class="second">{ lang.leads_are() }</p>
            { unfinished(desk) }
            if leads.is_empty() {
                <div class="empty"><h2>{ lang.no_leads() }</h2><p class="second">{ lang.no_leads_do() }</p></div>
            } else {
                <ul class="rows">{ for rows }</ul>
            }
        </div>
    };
    screen(
        desk,
        Screen {
            title: lang.leads().into(),
            beside: Some(html! { <span class="count">{ lang.found(leads.len()) }</span> }),
            back: Some(Route::List),
            page,
            bar: Some(bar),
            ..Screen::default()
        },
    )
}

/// Records about leads that were begun.
fn unfinished(desk: &Desk) -> Html {
    let lang = desk.lang();
    let rows = desk.snap.drafts.iter().filter_map(|draft| {
        let name = match &draft.form {
            DraftForm::FoundLead(form) => draft_name(lang, form),
            DraftForm::LeadContact(form) => name_of(desk, form.contact.lead),
            DraftForm::Call(_) | DraftForm::Visit(_) | DraftForm::Report(_) => return None,
        };
        let at = lang.time_seen_on(draft.changed_at, desk.today());
        let words = row_words(&name, html! { { lang.lead_draft_of(&at) } });
        let to = Route::LeadRecord(draft.id.to_string());
        Some(html! {
            <li key={draft.id.to_string()} class="row">{ link(desk, to, "row-link", words) }</li>
        })
    });
    html! { <ul class="rows">{ for rows }</ul> }
}

/// Of a find that is being written, perhaps before it has a name.
pub fn draft_name(lang: Lang, form: &FoundForm) -> String {
    match form.lead.business.trim() {
        "" => lang.lead().to_owned(),
        name => name.to_owned(),
    }
}

pub fn name_of(desk: &Desk, lead: LeadId) -> String {
    let entry = desk.snap.book.lead(lead);
    entry.map_or_else(
        || desk.lang().lead().to_owned(),
        |entry| entry.lead.business.clone(),
    )
}

fn stage_chip(lang: Lang, entry: &LeadEntry) -> Html {
    if has_declined(&entry.lead) {
        return html! { <span class="chip waiting">{ lang.lead_declined() }</span> };
    }
    let class = match entry.lead.stage {
        LeadStage::Introduced => "chip plain",
        LeadStage::Contacted | LeadStage::Met => "chip",
        LeadStage::Applied | LeadStage::Accepted | LeadStage::PaidAndJoined => "chip done",
    };
    html! { <span {class}>{ lang.lead_stage(entry.lead.stage) }</span> }
}

#[inline(never)]
pub fn lead_page(desk: &Desk, id: &str) -> Html {
    let lang = desk.lang();
    let entry = id.parse().ok().and_then(|id| desk.snap.book.lead(id));
    let (page, bar) = match entry {
        Some(entry) => (one(lang, desk, entry), Some(bar(desk, entry))),
        None => {
            let why = html! { <p>{ lang.not_on_this_phone_why() }</p> };
            (notice(Tone::Plain, lang.lead_not_here(), why), None)
        }
    };
    screen(
        desk,
        Screen {
            title: lang.lead().into(),
            back: Some(Route::Leads),
            page,
            bar,
            ..Screen::default()
        },
    )
}

fn one(lang: Lang, desk: &Desk, entry: &LeadEntry) -> Html {
    let lead = &entry.lead;
    let introduced_by = match &lead.source {
        LeadSource::Introduced(by) => desk.name_of(&by.by),
        _ => String::new(),
    };
    let consented = match &lead.source {
        LeadSource::Introduced(by) => Some(by.consented),
        _ => None,
    };
    let found = { entry.found.as_ref() }.or(lead.own_find.map(|_| &FactState::Arrived));
    let consent = match consented {
        Some(true) => lang.lead_consented(),
        // Said above all the rest.
        Some(false) | None => "",
    };
    let lines = [
        (lang.lead_consent(), consent.to_owned()),
        (lang.introduced_contact(), lead.contact.clone()),
        (lang.telephone(), format_telephone(&lead.telephone)),
        (lang.address(), lead.address.clone()),
        (lang.lead_from(), lang.lead_source(&lead.source).to_owned()),
        (lang.introduced_by(), introduced_by),
        (lang.lead_found_on(), lang.day(lead.found_on)),
        (lang.note(), lead.note.clone()),
    ];
    let members = desk.snap.book.entries().iter().map(|entry| &entry.member);
    let known = perhaps_members(&lead.business, &lead.telephone, members);
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let lines = lines.map(|(word, text)| {
        html! { <div key={word} class="fact"><dt>{ word }</dt><dd>{ unbroken(&text) }</dd></div> }
    });
    html! {
        <div class="stack member">
            <section class="member-head">
                <h2 class="member-name">{ business_name(&lead.business) }</h2>
                <p class="chips">{ stage_chip(lang, entry) }{ for found.map(|state| state_chip(lang, state)) }</p>
            </section>
            if consented == Some(false) {
                { notice(Tone::Waiting, lang.lead_not_consented(), html! { <p>{ lang.lead_not_consented_do() }</p> }) }
            }
            { perhaps_a_member(desk, &known) }
            if known.is_empty() {
                { promised(lang, desk, entry) }
            }
            { steps(lang, entry) }
            if known.is_empty() && lead.stage != LeadStage::PaidAndJoined {
                <section>
                    <h2 class="group">{ lang.offered_to_lead() }</h2>
                    { offered_to_lead(desk) }
                </section>
            }
            <section><h2 class="group">{ lang.lead_facts() }</h2><dl class="facts">{ for lines }</dl>{ found_by_me(lang, desk, entry) }</section>
            { history(lang, desk, entry) }
        </div>
    }
}

/// An own find can be corrected, or taken back and written anew.
fn found_by_me(lang: Lang, desk: &Desk, entry: &LeadEntry) -> Html {
    // The server never had a refused record, so there is nothing to correct.
    let refused = matches!(entry.found, Some(FactState::NeedsYou { .. }));
    let found = { desk.snap.book.found_in(entry.lead.id) }.filter(|_| !refused);
    let buttons = found.map(|(id, found)| {
        let fact = as_fact(id, desk.now(), FactBody::FoundLead(Box::new(found)));
        let on_correct = {
            let fact = fact.clone();
            desk.going(move |desk| correct(desk, &fact))
        };
        let onclick = desk.click(move |desk| rewrite(desk, fact.clone(), Extent::Whole));
        html! { <>
            <button type="button" class="button quiet small" onclick={on_correct}>{ lang.correct_it() }</button>
            if entry.lead.contacts.is_empty() {
                <button type="button" class="button quiet small" {onclick}>{ lang.write_anew() }</button>
            }
        </> }
    });
    html! { <div>{ for buttons }</div> }
}

/// Before one recruits a member.
fn perhaps_a_member(desk: &Desk, found: &[&Member]) -> Html {
    let lang = desk.lang();
    let links = found.iter().map(|member| {
        let words = business_name(&member.name);
        let key = member.number.to_string();
        html! { <li {key}>{ link(desk, Route::member(&member.number), "button", words) }</li> }
    });
    let body = html! { <ul class="stack">{ for links }</ul> };
    html! {
        <section>
            if !found.is_empty() {
                { notice(Tone::Waiting, lang.perhaps_a_member(), body) }
            }
        </section>
    }
}

fn promised(lang: Lang, desk: &Desk, entry: &LeadEntry) -> Html {
    let promised = desk.snap.book.campaigns(&entry.lead, desk.today());
    let cards = promised.iter().enumerate().map(|(at, campaign)| {
        let until = lang.campaign_until(&lang.date(campaign.ends_on));
        html! { <li key={at} class="campaign"><strong>{ &campaign.words }</strong><span>{ until }</span></li> }
    });
    html! {
        <section>
            if !promised.is_empty() {
                <h2 class="group">{ lang.campaign() }</h2>
                <ul class="campaigns">{ for cards }</ul>
            }
        </section>
    }
}

/// What there is to use for who joins. Its industry isn't known.
pub fn offered_to_lead(desk: &Desk) -> Html {
    let offers = offers_to_lead(desk.snap.book.services());
    offered(desk.lang(), &offers, "", None)
}

/// How far it has come, and what is still to come.
fn steps(lang: Lang, entry: &LeadEntry) -> Html {
    let steps = STAGES.map(|stage| {
        let reached = entry.lead.stage >= stage;
        let current = (entry.lead.stage == stage).then_some("step");
        let mark = if reached { "✓ " } else { "" };
        html! {
            <li key={lang.lead_stage(stage)} class={reached.then_some("reached")} aria-current={current}>
                { mark }{ lang.lead_stage(stage) }
            </li>
        }
    });
    html! { <ol class="steps" aria-label={lang.lead_progress()}>{ for steps }</ol> }
}

fn history(lang: Lang, desk: &Desk, entry: &LeadEntry) -> Html {
    let lines = entry.lead.contacts.iter().rev().map(|one| {
        let contact = &one.contact;
        let when = lang.time_seen_on(contact.at, desk.today());
        let what = [lang.lead_manner(contact.manner), lang.lead_outcome(contact.outcome)];
        let next = contact.next_step.as_ref().map(|next| {
            let kind = lang.next_step_kind(next.kind);
            [lang.next_step(), ": ", kind, " ", &lang.when_next(next)].concat()
        });
        let handed = contact.handed_over.iter().map(|handover| {
            let item = lang.handover_item(handover.item);
            let receipt = match handover.lacks_receipt() {
                true => lang.receipt_missing_short(),
                false => &handover.receipt,
            };
            html! { <p key={item}>{ [lang.handed_over(), ": ", item, " ", receipt].concat() }</p> }
        });
        let requests = contact.requests.iter().map(|request| {
            let said = [lang.request(), ": ", &request.words].concat();
            html! { <p key={request.id.to_string()} class="pre">{ said }</p> }
        });
        let state = entry.state_of(one.fact);
        // The server never had a refused record, so there is nothing to correct.
        let refused = matches!(state, Some(FactState::NeedsYou { .. }));
        let mine = desk.snap.book.is_me(one.by);
        // What the server has sent back has arrived.
        let state = state.or(mine.then_some(&FactState::Arrived));
        let state = state.map(|state| state_chip(lang, state));
        let on_correct = {
            let body = FactBody::LeadContact(Box::new(contact.clone()));
            let fact = as_fact(one.fact, contact.at, body);
            desk.going(move |desk| correct(desk, &fact))
        };
        html! {
            <li key={one.fact.to_string()} class="contact">
                <p class="contact-head">{ what.join(DOT) }</p>
                <p class="caption">{ [&when, DOT, &who(lang, &desk.snap.book, one.by)].concat() }{ " " }{ for state }</p>
                <div>{ for requests }{ for handed }</div>
                if let Some(next) = next {
                    <p>{ next }</p>
                }
                if !contact.note.is_empty() {
                    <p class="pre">{ &contact.note }</p>
                }
                if mine && !refused {
                    <button type="button" class="button quiet small" onclick={on_correct}>{ lang.correct_it() }</button>
                }
            </li>
        }
    });
    html! {
        <section>
            <h2 class="group">{ lang.history() }</h2>
            if entry.lead.contacts.is_empty() {
                <p class="second">{ lang.no_history() }</p>
            } else {
                <ol class="history">{ for lines }</ol>
            }
        </section>
    }
}

/// An own record as it stands: what has arrived is on the phone only in what its lead says.
fn as_fact(id: FactId, recorded_at: Moment, body: FactBody) -> Fact {
    Fact {
        id,
        schema: FACT_SCHEMA,
        recorded_at,
        after: Vec::new(),
        corrects: None,
        instead_of: None,
        body,
    }
}

fn bar(desk: &Desk, entry: &LeadEntry) -> Html {
    html! { <div class="actions-bar">{ actions(desk, entry, false) }</div> }
}

/// Call, map, record, as at a member. `named` says for whom, where the screen shows several.
pub fn actions(desk: &Desk, entry: &LeadEntry, named: bool) -> Html {
    let lang = desk.lang();
    let digits = telephone_digits(&entry.lead.telephone);
    let telephone = (!digits.is_empty()).then(|| ["tel:", &digits].concat());
    let map = address_link(&entry.lead.address);
    let id = entry.lead.id;
    // The link itself opens the dialler; the record of the call waits on return.
    let call = desk.dialling(move |desk| open_record(desk, id, LeadManner::Call));
    let record = desk.going(move |desk| open_record(desk, id, LeadManner::OnSite));
    let words = match begun(desk, id, LeadManner::OnSite) {
        Some(_) => lang.continue_record(),
        None => lang.record(),
    };
    let label = |word: &str| named.then(|| [&entry.lead.business, " ", word].concat());
    html! {
        <div class="actions">
            { action(Sign::Telephone, lang.telephone(), label(lang.telephone()), telephone, false, call) }
            { action(Sign::Map, lang.map(), label(lang.map()), map, true, Callback::noop()) }
            <button type="button" class="action main" aria-label={label(words)} onclick={record}>
                { icon(Sign::Pen) }<span>{ words }</span>
            </button>
        </div>
    }
}

fn begun(desk: &Desk, lead: LeadId, manner: LeadManner) -> Option<FactId> {
    let now = desk.driver.now();
    let mut drafts = desk.snap.drafts.iter();
    let is_it = |draft: &&Draft| matches!(&draft.form, DraftForm::LeadContact(form) if form.goes_on(lead, manner, now));
    drafts.find(is_it).map(|draft| draft.id)
}

/// The record that was begun, or a new one.
pub fn open_record(desk: &Desk, lead: LeadId, manner: LeadManner) -> Route {
    let id = begun(desk, lead, manner).unwrap_or_else(|| {
        let now = desk.driver.now();
        let found_in = desk.snap.book.lead(lead).and_then(|entry| entry.found_in);
        let form = LeadForm::new(lead, now, manner, found_in);
        keep(desk, DraftForm::LeadContact(form))
    });
    Route::LeadRecord(id.to_string())
}

fn add_lead(desk: &Desk) -> Route {
    let now = desk.driver.now();
    let lead = FoundLead {
        lead: LeadId::mint(now, desk.driver.random()),
        business: String::new(),
        contact: String::new(),
        telephone: String::new(),
        address: String::new(),
        note: String::new(),
        found_on: now.day(),
    };
    let form = FoundForm {
        lead,
        after: Vec::new(),
        corrects: None,
    };
    let id = keep(desk, DraftForm::FoundLead(form));
    Route::LeadRecord(id.to_string())
}

fn keep(desk: &Desk, form: DraftForm) -> FactId {
    let now = desk.driver.now();
    let id = FactId::mint(now, desk.driver.random());
    desk.driver.save_draft(Draft {
        id,
        member: None,
        changed_at: now,
        form,
    });
    id
}

/// What of this conversation was handed over, for the one item that leads get.
pub fn toggle_gift(list: &mut Vec<Handover>, on: bool, gift: Handover) {
    list.retain(|handover| handover.item != gift.item);
    if on {
        list.push(gift);
    }
}
