//! The member's page: the office's answer first, then what to propose, then facts and history.

use std::rc::Rc;

use shared::fieldbook::{Contact, Entry};
use shared::model::{HeardComplaint, ServiceUsage, TaskStatus, Visit, WithdrawalRisk};
use shared::rules::{began_as, retracted};
use shared::sync::FactState;
use shared::text::format_telephone;
use yew::prelude::*;

use super::actions::{Extent, correct, link_record, other_business};
use super::desk::Desk;
use super::offers::offered;
use super::photo::{OwnPhotos, photo_chips};
use super::pieces::{
    action_bar, agreed_words, business_name, contact_words, door_words, forbidden, ladder_words,
    list_day, progress_chip, purpose_hint, purposes, reason_chips, recent_contact, shop,
    state_chip, unbroken, who, why_not,
};
use super::route::Route;
use super::screen::{Screen, link, screen};
use super::toast::rewrite;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::when::clock;
use crate::i18n::{DOT, Lang};
use crate::ui::{Tone, notice};

#[inline(never)]
pub fn member_page(desk: &Desk, number: &str) -> Html {
    let lang = desk.lang();
    let Some(entry) = desk.entry(number) else {
        return not_on_this_phone(desk);
    };
    let page = html! {
        <div class="stack member">
            { head(lang, desk, entry) }
            { before_contact(lang, desk, entry) }
            { answer(lang, desk, entry) }
            { proposals(lang, desk, entry) }
            { waiting_at_office(lang, desk, entry) }
            { facts(lang, desk, entry) }
            { usages(lang, desk, entry) }
            { history(lang, desk, entry) }
        </div>
    };
    screen(
        desk,
        Screen {
            title: lang.member().into(),
            back: Some(Route::List),
            page,
            bar: Some(action_bar(desk, entry, false)),
            ..Screen::default()
        },
    )
}

/// The member was given to somebody else, or the address was mistyped.
pub fn not_on_this_phone(desk: &Desk) -> Html {
    let lang = desk.lang();
    let why = html! { <p>{ lang.not_on_this_phone_why() }</p> };
    screen(
        desk,
        Screen {
            title: lang.member().into(),
            back: Some(Route::List),
            page: notice(Tone::Plain, lang.not_on_this_phone(), why),
            ..Screen::default()
        },
    )
}

fn head(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let member = &entry.member;
    let progress = desk.snap.book.progress(entry, desk.today());
    let shop = shop(lang, entry);
    html! {
        <section class="member-head">
            <p class="caption">{ &member.kana }</p>
            <h2 class="member-name">{ business_name(&member.name) }</h2>
            if !shop.is_empty() {
                <p class="shop">{ shop }</p>
            }
            <p class="second">{ lang.joined(member.joined_on, desk.today()) }</p>
            <div class="chips">{ progress_chip(lang, entry, progress) }</div>
            // Nobody goes there: no reasons to, and nothing to come for.
            if !entry.is_blocked() {
                { reason_chips(lang, entry, desk) }
                { for purposes(entry).into_iter().map(|purpose| html! {
                    <p key={lang.purpose(purpose)} class="second">{ purpose_hint(desk, purpose) }</p>
                }) }
            }
        </section>
    }
}

/// What to know before one rings or goes: blocked, or somebody was there lately.
fn before_contact(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    if let Some(why) = forbidden(entry, desk.now()) {
        let (headline, words) = why_not(desk, entry, why);
        return notice(Tone::Urgent, headline, html! { <p>{ words }</p> });
    }
    let recent = recent_contact(lang, entry, desk).map(|recent| {
        if recent.by_another {
            let to_do = html! { <p>{ lang.recent_contact_do() }</p> };
            notice(Tone::Waiting, recent.words, to_do)
        } else {
            html! { <p class="second">{ recent.words }</p> }
        }
    });
    let ladder = ladder_words(lang, entry, desk.now());
    let agreed = entry.appointment().filter(|at| at.day() >= desk.today());
    html! {
        <div class="stack">
            if let Some(at) = agreed {
                <p class="row-when">{ agreed_words(lang, at, desk.today()) }</p>
            }
            { for recent }
            if let Some(ladder) = ladder {
                <p class="second">{ ladder }</p>
            }
        </div>
    }
}

fn answer(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let Some(request) = entry.latest_answer() else {
        return html! { <span /> };
    };
    let Some(answer) = &request.answer else {
        return html! { <span /> };
    };
    let heard = lang.month_only(request.heard_on);
    let words = html! { <>
        <p class="answer pre">{ &answer.words }</p>
        <p class="caption">{ lang.asked(&request.words) }</p>
        { for request.told.map(|told| {
            let day = lang.day_seen_from(told.on, desk.today());
            let words = lang.answer_told_by(&who(lang, &desk.snap.book, told.by), &day);
            html! { <p class="caption">{ words }</p> }
        }) }
    </> };
    let tone = match request.told {
        Some(_) => Tone::Plain,
        None => Tone::Done,
    };
    notice(tone, lang.answer_to(&heard), words)
}

fn proposals(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    // Nobody goes there: nothing to propose.
    if forbidden(entry, desk.now()).is_some() {
        return html! { <span /> };
    }
    let offers = entry.offers(&desk.snap.book, desk.today());
    html! {
        <section>
            <h2 class="group">{ lang.propose_today() }</h2>
            if offers.is_empty() {
                <p class="second">{ lang.nothing_to_propose() }</p>
            } else {
                { offered(lang, &offers, &entry.member.industry, entry.member.employees) }
            }
        </section>
    }
}

/// Requests without an answer, and what the office was asked to do.
fn waiting_at_office(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let requests = entry.unanswered().map(|request| {
        html! {
            <li key={request.id.to_string()}>
                <p class="pre">{ &request.words }</p>
                <p class="caption">
                    { format!("{}{DOT}{}{DOT}{}", lang.request_category(request.category),
                        lang.day_seen_from(request.heard_on, desk.today()), lang.request_status(request.status)) }
                </p>
            </li>
        }
    });
    let tasks = entry.office_tasks.iter().map(|task| {
        let class = match task.status {
            TaskStatus::Open => "chip waiting",
            TaskStatus::Done => "chip done",
        };
        let due = task.due_on.map(|due| lang.due(&lang.day(due))).unwrap_or_default();
        html! {
            <li key={task.id.to_string()}>
                <p class="pre">{ &task.what }</p>
                <p class="caption"><span {class}>{ lang.task_status(task.status) }</span>{ " " }{ due }</p>
            </li>
        }
    });
    let any_request = entry.unanswered().next().is_some();
    html! {
        <div class="stack">
            if any_request {
                <section>
                    <h2 class="group">{ lang.open_requests() }</h2>
                    <ul class="plain-list">{ for requests }</ul>
                </section>
            }
            if !entry.office_tasks.is_empty() {
                <section>
                    <h2 class="group">{ lang.asked_of_office() }</h2>
                    <ul class="plain-list">{ for tasks }</ul>
                </section>
            }
        </div>
    }
}

fn facts(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let member = &entry.member;
    let representative = &member.representative;
    let changed = member
        .representative_changed_on
        .map(|on| lang.changed_on(&lang.month(on)));
    let name = [&representative.title, &representative.name]
        .map(String::as_str)
        .join(" ");
    let registered = [member.address.as_str(), &member.building].join(" ");
    let employees = member.employees.map(|n| lang.people(n)).unwrap_or_default();
    let via = member
        .joined_via
        .as_ref()
        .map(|via| lang.join_source(via))
        .unwrap_or_default();
    let lines = [
        (
            lang.representative(),
            [name.trim(), changed.as_deref().unwrap_or_default()].join(" "),
        ),
        (lang.kana(), representative.kana.clone()),
        (lang.address(), registered.trim_end().to_owned()),
        (lang.visit_address(), member.visit_address().to_owned()),
        (lang.door(), door_words(lang, entry)),
        (lang.telephone(), format_telephone(&member.telephone)),
        (lang.industry(), member.industry.clone()),
        (
            lang.section_and_branch(),
            [member.section.as_str(), member.branch.as_str()].join(" "),
        ),
        (lang.employees(), employees),
        (lang.joined_on(), lang.date(member.joined_on)),
        (lang.joined_via(), via),
        (lang.member_number(), member.number.to_string()),
    ];
    let lines = lines
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty());
    let lines = lines.map(|(word, text)| {
        html! { <div key={word} class="fact"><dt>{ word }</dt><dd>{ unbroken(&text) }</dd></div> }
    });
    html! {
        <section>
            <h2 class="group">{ lang.facts() }</h2>
            { list_day(desk) }
            <dl class="facts">{ for lines }</dl>
            <p class="caption">{ lang.fees_go_to_office() }</p>
            { further_targets(lang, desk, entry) }
        </section>
    }
}

fn further_targets(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let lines = entry.further_targets.iter().map(|target| {
        let season = desk.snap.book.season(target.season);
        let season = season
            .map(|season| season.name.as_str())
            .unwrap_or_default();
        html! {
            <li key={target.id.to_string()} class="caption">
                { format!("{season} {}", lang.purpose(target.purpose)) }
            </li>
        }
    });
    html! { <ul>{ for lines }</ul> }
}

fn usages(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let name = |usage: &ServiceUsage| {
        desk.snap.book.service(&usage.service).map_or_else(
            || usage.service.to_string(),
            |service| lang.of(&service.name_ja, &service.name_en).to_owned(),
        )
    };
    let lines = entry.member.usages.iter().enumerate().map(|(at, usage)| {
        html! {
            <li key={at}>
                <p>{ name(usage) }</p>
                <p class="caption">{ lang.used(usage.times, &lang.month(usage.last_used_on)) }</p>
            </li>
        }
    });
    html! {
        <section>
            <h2 class="group">{ lang.usages() }</h2>
            if entry.member.usages.is_empty() {
                <p class="second">{ lang.no_usages() }</p>
            } else {
                <ul class="plain-list">{ for lines }</ul>
            }
        </section>
    }
}

/// Everybody's calls and visits, latest first; one's own with how far they have got.
fn history(lang: Lang, desk: &Desk, entry: &Rc<Entry>) -> Html {
    let lines = entry
        .contacts
        .iter()
        .map(|contact| contact_line(lang, desk, entry, contact));
    html! {
        <section>
            <h2 class="group">{ lang.history() }</h2>
            if entry.contacts.is_empty() {
                <p class="second">{ lang.no_history() }</p>
            } else {
                <ol class="history">{ for lines }</ol>
            }
            { taken_back(lang, desk, entry) }
        </section>
    }
}

/// Own records that were taken back with all their versions, as long as this phone has them: each in its last version.
fn taken_back(lang: Lang, desk: &Desk, entry: &Entry) -> Html {
    let own = desk.snap.book.own();
    let retracted = retracted(own.iter());
    let of_it = own.iter().rev().filter(|fact| {
        let newest = own.iter().all(|other| other.corrects != Some(fact.id));
        let here = fact.member() == Some(&entry.member.number);
        here && newest && retracted.contains(&began_as(own, fact.id))
    });
    let lines: Vec<Html> = { of_it }
        .filter_map(|fact| {
            let by = desk.snap.me.as_ref()?.id;
            let (fact, state) = (fact.clone(), None);
            let contact = &Contact { by, fact, state };
            let when = lang.day_seen_from(contact.at().day(), desk.today());
            let said = details(lang, desk, contact).into_iter().enumerate();
            let said = said.map(|(n, line)| html! { <p key={n} class="pre">{ line }</p> });
            Some(html! {
                <li key={contact.fact.id.to_string()} class="contact">
                    <p class="contact-head">{ contact_words(lang, contact) }</p>
                    <p class="caption">{ when }</p>
                    <div>{ for said }</div>
                </li>
            })
        })
        .collect();
    html! {
        <div>
            if !lines.is_empty() {
                <details>
                    <summary>{ lang.records_taken_back(lines.len()) }</summary>
                    <ul class="rows taken-back">{ for lines }</ul>
                </details>
            }
        </div>
    }
}

fn contact_line(lang: Lang, desk: &Desk, entry: &Entry, contact: &Contact) -> Html {
    let who = who(lang, &desk.snap.book, contact.by);
    let when = lang.day_seen_from(contact.at().day(), desk.today());
    let mine = desk.snap.book.is_me(contact.by);
    // What the server has sent back has arrived.
    let state = contact.state.as_ref().unwrap_or(&FactState::Arrived);
    let state = mine.then(|| state_chip(lang, state));
    let said = details(lang, desk, contact);
    let said = said.into_iter().enumerate();
    let said = said.map(|(n, line)| html! { <p key={n} class="pre">{ line }</p> });
    // The server never had a refused record, so there is nothing to take back.
    let refused = matches!(contact.state, Some(FactState::NeedsYou { .. }));
    let id = contact.fact.id;
    let on_correct = desk.going(move |desk| correct(desk, desk.own_fact(id)?));
    let onclick = desk.click(move |desk| {
        if let Some(fact) = desk.own_fact(id).cloned() {
            rewrite(desk, fact, Extent::Whole);
        }
    });
    html! {
        <li key={id.to_string()} class="contact">
            <p class="contact-head">{ contact_words(lang, contact) }</p>
            <p class="caption">{ format!("{when}{DOT}{who}") }{ " " }{ for state }</p>
            <div class="contact-said">{ for said }</div>
            { own_photos(lang, desk, contact) }
            { earlier_version(lang, desk, entry, contact) }
            { for same_owner(desk, entry, contact).filter(|_| mine && !refused) }
            if mine && !refused {
                <button type="button" class="button quiet small" onclick={on_correct}>{ lang.correct_it() }</button>
                <button type="button" class="button quiet small" {onclick}>{ lang.write_anew() }</button>
            }
            if mine && refused {
                { link(desk, Route::Sync, "button small", html! { { lang.deal_with_it() } }) }
            }
        </li>
    }
}

/// The way to the owner's other business, on the day of the conversation.
fn same_owner(desk: &Desk, entry: &Entry, contact: &Contact) -> Option<Html> {
    let talked = contact.visit()?.outcome.talked() && contact.at().day() == desk.today();
    let other = talked.then(|| other_business(desk, &entry.member.number))??;
    let words = desk.lang().same_owner(&desk.name_of(&other));
    let visit = contact.fact.id;
    let onclick = desk.going(move |desk| link_record(desk, visit, &other));
    Some(html! { <button type="button" class="button small" {onclick}>{ words }</button> })
}

/// How far the pictures have come that are still on this phone, and the pictures themselves.
fn own_photos(lang: Lang, desk: &Desk, contact: &Contact) -> Html {
    let named = contact.visit().map_or(&[][..], |visit| &visit.photos);
    let here = &desk.snap.sync.photos;
    let here: Vec<_> = here
        .iter()
        .filter(|here| named.iter().any(|photo| photo.id == here.photo.id))
        .collect();
    let list: Vec<_> = here.iter().map(|here| here.photo.clone()).collect();
    html! {
        <div>
            if !here.is_empty() {
                <p class="chips">{ photo_chips(lang, &here) }</p>
                <OwnPhotos desk={desk.clone()} {list} />
            }
        </div>
    }
}

/// What the record said before it was corrected.
fn earlier_version(lang: Lang, desk: &Desk, entry: &Entry, contact: &Contact) -> Html {
    // The server takes a replaced version away; one's own stays on this phone for thirty days.
    let kept = || {
        let fact = desk.own_fact(contact.fact.corrects?)?.clone();
        let (by, state) = (contact.by, None);
        Some(Contact { by, fact, state })
    };
    let before = entry.before(&contact.fact).cloned().or_else(kept);
    let before = before.map(|before| {
        let before = &before;
        let said = details(lang, desk, before).into_iter().enumerate();
        let said = said.map(|(n, line)| html! { <p key={n} class="pre">{ line }</p> });
        html! {
            <details>
                <summary>{ lang.corrected() }</summary>
                <p class="contact-head">{ contact_words(lang, before) }</p>
                <div>{ for said }</div>
            </details>
        }
    });
    html! { <div class="earlier">{ for before }</div> }
}

/// What was said, line by line.
fn details(lang: Lang, desk: &Desk, contact: &Contact) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(call) = contact.call() {
        lines.extend(urgent_lines(
            lang,
            call.complaint.as_ref(),
            call.risk.as_ref(),
        ));
        lines.push(call.note.clone());
    }
    if let Some(visit) = contact.visit() {
        // A new part of a visit doesn't compile until it has its line here.
        let Visit {
            member: _,
            target: _,
            at: _,
            manner: _,
            walk_in: _,
            outcome: _,
            met_person,
            proposals,
            mutual_aid,
            requests,
            office_tasks,
            complaint,
            risk,
            changes,
            introductions,
            leaflets,
            handed_over,
            next_step,
            note,
            opinion,
            linked_with,
            photos,
            place,
            representative_confirmed,
            asked_to_introduce,
            answers_told: _,
        } = visit;
        let linked = linked_with.and_then(|other| desk.own_fact(other)?.member());
        if let Some(other) = linked {
            let name = desk.name_of(other);
            lines.push(format!("{}: {name}", lang.linked_with()));
        }
        if !met_person.is_empty() {
            lines.push(format!("{}: {met_person}", lang.talked_to()));
        }
        for proposal in proposals {
            let name = desk.snap.book.service(&proposal.service).map_or_else(
                || proposal.service.to_string(),
                |service| lang.of(&service.name_ja, &service.name_en).to_owned(),
            );
            lines.push(format!("{name}: {}", lang.reaction(proposal.reaction)));
        }
        if let Some(aid) = mutual_aid {
            lines.push(format!(
                "{}: {}",
                lang.mutual_aid(),
                lang.mutual_aid_interest(aid.interest)
            ));
            if let Some(consent) = &aid.consent {
                let who = format!("{}: {}", lang.agreed_by(), consent.agreed_by);
                let what = format!("{}: {}", lang.passes_on(), consent.passes_on);
                let to = format!("{}: {}", lang.passed_on_to(), consent.to);
                lines.push([who, what, to].join(DOT));
            }
        }
        lines.extend(
            requests
                .iter()
                .map(|r| format!("{}: {}", lang.request(), r.words)),
        );
        lines.extend(urgent_lines(lang, complaint.as_ref(), risk.as_ref()));
        for task in office_tasks {
            let due = task.due_on.map(|due| lang.due(&lang.day(due)));
            let due = due.unwrap_or_default();
            lines.push(format!("{}: {} {due}", lang.for_the_office(), task.what));
        }
        for change in changes {
            let field = lang.changed_field(change.field);
            lines.push(format!(
                "{}: {field} {} → {}",
                lang.changes(),
                change.old,
                change.new
            ));
        }
        for lead in introductions {
            let agreed = if lead.consented {
                lang.agreed_to_contact()
            } else {
                ""
            };
            let said = [
                lead.business.as_str(),
                &lead.contact,
                &lead.telephone,
                agreed,
            ];
            let said: Vec<&str> = said.into_iter().filter(|words| !words.is_empty()).collect();
            lines.push(format!("{}: {}", lang.introduction(), said.join(DOT)));
        }
        if *representative_confirmed {
            lines.push(lang.representative_confirmed().to_owned());
        }
        if *asked_to_introduce {
            lines.push(lang.asked_to_introduce().to_owned());
        }
        if !photos.is_empty() {
            lines.push(lang.photos_taken(photos.len()));
        }
        if let Some(place) = place {
            let words = lang.place_is(&place.degrees(), place.within_m, &clock(place.at));
            lines.push([lang.place(), ": ", &words].concat());
        }
        for leaflet in leaflets {
            lines.push(format!("{} × {}", leaflet.edition, leaflet.copies));
        }
        for handover in handed_over {
            let item = lang.handover_item(handover.item);
            let receipt = match handover.lacks_receipt() {
                true => lang.receipt_missing_short(),
                false => &handover.receipt,
            };
            lines.push(format!("{}: {item} {receipt}", lang.handed_over()));
        }
        if let Some(next) = next_step {
            let kind = lang.next_step_kind(next.kind);
            let words = [kind, &lang.when_next(next), &next.note].join(" ");
            lines.push(format!("{}: {}", lang.next_step(), words.trim()));
        }
        lines.push(note.clone());
        if !opinion.is_empty() {
            lines.push(format!("{}: {opinion}", lang.opinion()));
        }
    }
    if !contact.answers_told().is_empty() {
        lines.push(lang.answer_told().to_owned());
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// A complaint, and what points to a withdrawal.
fn urgent_lines(
    lang: Lang,
    complaint: Option<&HeardComplaint>,
    risk: Option<&WithdrawalRisk>,
) -> Vec<String> {
    let complaint = complaint.map(|said| format!("{}: {}", lang.complaint(), said.words));
    let risk = risk.map(|risk| {
        let reasons = risk.reasons.iter().map(|why| lang.risk_reason(*why));
        let said = std::iter::once(lang.risk_level(risk.level))
            .chain(reasons)
            .chain([risk.words.as_str()]);
        let said: Vec<&str> = said.filter(|words| !words.is_empty()).collect();
        format!("{}: {}", lang.withdrawal(), said.join(DOT))
    });
    complaint.into_iter().chain(risk).collect()
}
