//! One member with everybody's contacts: beside every list.

use shared::model::{CallResult, ChangedField, Member, MemberNumber};
use shared::text::format_telephone;
use shared::wire::FactBody;
use shared::wire::office::{ChangeMember, Contact, MemberFile};
use yew::prelude::*;

use super::command::command;
use super::desk::{Desk, use_desk};
use super::load::use_load;
use super::place_form::PlaceForm;
use super::toast::Said;
use super::visit_record::{called, visited};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};

#[derive(Debug, Properties, PartialEq)]
pub struct PanelProps {
    pub title: AttrValue,
    pub on_close: Callback<()>,
    pub children: Children,
}

/// The right-hand side: what was chosen, without losing one's place in the list.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let lang = use_lang();
    html! {
        <aside class="panel" aria-label={&props.title}>
            <header>
                <h2>{ &props.title }</h2>
                <button type="button" class="button quiet" onclick={props.on_close.reform(|_: MouseEvent| ())}>
                    { lang.close() }
                </button>
            </header>
            <div class="panel-body">{ for props.children.iter() }</div>
        </aside>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct MemberProps {
    pub number: MemberNumber,
}

#[component]
pub fn MemberFacts(props: &MemberProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let file = use_load(props.number.clone(), |number| async move {
        office::member(&number).await
    });
    let again = file.again.clone();
    file.show(lang, |file| {
        html! {
            <>
                { standing(&file.member, lang) }
                <ContactSwitch number={file.member.number.clone()} stopped={file.member.do_not_contact} again={again.clone()} />
                { facts(&file.member, &desk, lang) }
                <PlaceForm number={file.member.number.clone()} place={file.member.place.as_deref().cloned().unwrap_or_default()} again={again.clone()} />
                { usages(&file.member, &desk, lang) }
                { requests(file, lang) }
                { contacts(file, &desk, lang) }
            </>
        }
    })
}

/// What one must know before anything else.
fn standing(member: &Member, lang: Lang) -> Html {
    html! {
        <div class="chips">
            <span class="slot">if member.do_not_contact {
                <span class="chip urgent">{ lang.do_not_contact() }</span>
            }</span>
            <span class="slot">{ for member.withdrawn_on.map(|day| html! {
                <span class="chip urgent">{ lang.withdrawn_on(&lang.date(day)) }</span>
            }) }</span>
            <span class="slot">{ for member.representative_changed_on.map(|day| html! {
                <span class="chip waiting">{ lang.representative_changed(&lang.date(day)) }</span>
            }) }</span>
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ContactProps {
    number: MemberNumber,
    stopped: bool,
    /// Reads the member again.
    again: Callback<()>,
}

/// The office's word on whether anybody may call or visit.
#[component]
fn ContactSwitch(props: &ContactProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let stop = !props.stopped;
    let onclick = {
        let (number, again) = (props.number.clone(), props.again.clone());
        Callback::from(move |_: MouseEvent| {
            let number = number.clone();
            let change = ChangeMember {
                do_not_contact: stop,
            };
            let words = if stop {
                lang.contact_stopped()
            } else {
                lang.contact_resumed()
            };
            command(&desk, again.clone(), async move {
                office::change_member(&number, &change).await?;
                Ok(Said::done(words))
            });
        })
    };
    html! {
        <p>
            <button type="button" class="button" {onclick}>
                { if stop { lang.stop_contact() } else { lang.resume_contact() } }
            </button>
        </p>
    }
}

fn facts(member: &Member, desk: &Desk, lang: Lang) -> Html {
    let representative = &member.representative;
    let place = member.place.as_deref().cloned().unwrap_or_default();
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let lines = [
        (lang.col_number(), member.number.to_string()),
        (lang.col_kana(), member.kana.clone()),
        (
            lang.col_representative(),
            [&representative.title, &representative.name]
                .map(String::as_str)
                .join(" "),
        ),
        (
            lang.col_joined(),
            lang.joined(member.joined_on, desk.today()),
        ),
        (
            lang.col_joined_via(),
            member
                .joined_via
                .as_ref()
                .map(|via| lang.join_source(via))
                .unwrap_or_default(),
        ),
        (lang.col_industry(), member.industry.clone()),
        (
            lang.col_section_and_branch(),
            [&member.section, &member.branch]
                .map(String::as_str)
                .join(" · "),
        ),
        (
            lang.col_address(),
            [&member.address, &member.building]
                .map(String::as_str)
                .join(" "),
        ),
        (
            lang.changed_field(ChangedField::ShopName),
            member.shop_name().to_owned(),
        ),
        (
            lang.changed_field(ChangedField::VisitAddress),
            member.visit_address().to_owned(),
        ),
        (lang.changed_field(ChangedField::Entrance), place.entrance),
        (lang.changed_field(ChangedField::ClosedOn), place.closed_on),
        (
            lang.changed_field(ChangedField::GoodHours),
            place.good_hours,
        ),
        (lang.col_telephone(), format_telephone(&member.telephone)),
        (lang.col_employees(), number(member.employees)),
        (lang.col_fee_units(), number(member.fee_units)),
    ];
    let filled = lines
        .into_iter()
        .filter(|(_, words)| !words.trim_matches([' ', '·']).is_empty());
    html! {
        <dl class="facts">
            { for filled.map(|(label, words)| html! {
                <div key={label}><dt>{ label }</dt><dd>{ words }</dd></div>
            }) }
        </dl>
    }
}

fn usages(member: &Member, desk: &Desk, lang: Lang) -> Html {
    let lines = member.usages.iter().map(|usage| {
        html! {
            <li key={usage.service.to_string()}>
                <span>{ desk.service_name(&usage.service, lang) }</span>
                <span class="caption">{ lang.used(&lang.date(usage.last_used_on), usage.times) }</span>
            </li>
        }
    });
    html! {
        <section>
            <h3>{ lang.services_used() }</h3>
            if member.usages.is_empty() {
                <p class="second">{ lang.never_used_any() }</p>
            } else {
                <ul class="lines">{ for lines }</ul>
            }
        </section>
    }
}

fn requests(file: &MemberFile, lang: Lang) -> Html {
    if file.requests.is_empty() {
        return html! { <div></div> };
    }
    let lines = file.requests.iter().map(|request| {
        html! {
            <li key={request.id.to_string()}>
                <span>
                    <span class={classes!("chip", if request.status.is_open() { "waiting" } else { "done" })}>
                        { lang.request_status(request.status) }
                    </span>
                    <span class="caption">{ lang.date(request.heard_on) }</span>
                </span>
                <p class="pre">{ &request.words }</p>
                <div class="slot">{ for request.answer.iter().map(|answer| html! {
                    <p class="pre answer">{ lang.answer_was(&answer.words) }</p>
                }) }</div>
            </li>
        }
    });
    html! {
        <section>
            <h3>{ lang.menu_requests() }</h3>
            <ul class="lines">{ for lines }</ul>
        </section>
    }
}

fn contacts(file: &MemberFile, desk: &Desk, lang: Lang) -> Html {
    let mut contacts: Vec<&Contact> = file.contacts.iter().collect();
    contacts.sort_by_key(|contact| std::cmp::Reverse(contact.fact.recorded_at.utc_ms));
    html! {
        <section>
            <h3>{ lang.history() }</h3>
            if contacts.is_empty() {
                <p class="second">{ lang.no_contact_yet() }</p>
            } else {
                <ol class="history">{ for contacts.into_iter().map(|contact| entry(contact, desk, lang)) }</ol>
            }
        </section>
    }
}

fn entry(contact: &Contact, desk: &Desk, lang: Lang) -> Html {
    let (what, body) = match &contact.fact.body {
        FactBody::Call(call) => {
            let appointment = match call.result {
                CallResult::Appointment { at } | CallResult::CallBack { at } => {
                    format!(" {}", lang.day_and_time(at))
                }
                _ => String::new(),
            };
            (
                format!(
                    "{} · {}{appointment}",
                    lang.telephone_call(),
                    lang.call_result(call.result)
                ),
                called(call, lang),
            )
        }
        FactBody::Visit(visit) => (
            format!(
                "{} · {}",
                lang.manner(visit.manner),
                lang.outcome(visit.outcome)
            ),
            visited(visit, &contact.photos, contact.fact.recorded_at, desk, lang),
        ),
        // A day's report and a retraction are about no single member.
        FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_)
        | FactBody::Retract { .. } => {
            return html! { <li></li> };
        }
    };
    html! {
        <li key={contact.fact.id.to_string()} class={classes!(contact.retracted.then_some("retracted"))}>
            <p class="caption">{ lang.day_and_time(contact.fact.recorded_at) }{ " · " }{ desk.name_of(contact.by) }</p>
            <p><strong>{ what }</strong></p>
            <div class="chips">
                <span class="slot">if contact.late {
                    <span class="chip waiting">{ lang.arrived_late() }</span>
                }</span>
                <span class="slot">if contact.retracted {
                    <span class="chip">{ lang.taken_back_by_visitor() }</span>
                }</span>
            </div>
            { body }
        </li>
    }
}
