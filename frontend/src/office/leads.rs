//! 見込先: businesses to be won, who wins them, how far each has come, and whether it is a member already.

use std::rc::Rc;

use shared::model::{LeadId, LeadSource, LeadStage, Member};
use shared::rules::leads::{has_declined, perhaps_members};
use shared::text::{fold, fold_query, format_telephone};
use shared::wire::leads::{AssignLead, ChangeLead, LeadLine, NewLead};
use yew::prelude::*;

use super::carried::CarriedPart;
use super::command::command;
use super::desk::{Desk, use_desk};
use super::form::{Field, Pick, Search, typed};
use super::load::use_load;
use super::member_panel::Panel;
use super::table::{Head, Row, Table};
use super::toast::Said;
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{Lang, use_lang};

const STAGES: [LeadStage; 6] = [
    LeadStage::Introduced,
    LeadStage::Contacted,
    LeadStage::Met,
    LeadStage::Applied,
    LeadStage::Accepted,
    LeadStage::PaidAndJoined,
];

/// An introduction comes with the visit that heard it.
const SOURCES: [LeadSource; 4] = [
    LeadSource::WebsiteEnquiry,
    LeadSource::MaterialRequest,
    LeadSource::NewlyFounded,
    LeadSource::MetOnTheWay,
];

#[component]
pub fn LeadsPage() -> Html {
    let lang = use_lang();
    let leads = use_load((), |()| office::leads());
    html! {
        <div class="page tabbed">
            <header class="page-head">
                <h1>{ lang.leads() }</h1>
                <NewLeadForm again={leads.again.clone()} />
                <CarriedPart />
            </header>
            { leads.show(lang, |content| html! {
                <Listed leads={Rc::new(content.leads.clone())} again={leads.again.clone()} />
            }) }
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct AgainProps {
    again: Callback<()>,
}

#[component]
fn NewLeadForm(props: &AgainProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let source = use_state_eq(|| 0_usize);
    // Counts what was added: the next form begins empty.
    let added = use_state_eq(|| 0_u32);
    let onsubmit = {
        let (again, added) = (props.again.clone(), added.clone());
        let source = SOURCES[*source].clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let lead = NewLead {
                business: typed(&event, "business"),
                contact: typed(&event, "contact"),
                telephone: typed(&event, "telephone"),
                source: source.clone(),
            };
            let added = added.clone();
            command(&desk, again.clone(), async move {
                office::add_lead(&lead).await?;
                added.set(*added + 1);
                Ok(Said::done(lang.lead_added()))
            });
        })
    };
    let on_pick = {
        let source = source.setter();
        Callback::from(move |value: AttrValue| {
            let place = value.parse().ok().filter(|at| *at < SOURCES.len());
            source.set(place.unwrap_or(0));
        })
    };
    let options: Vec<(AttrValue, AttrValue)> = SOURCES
        .iter()
        .enumerate()
        .map(|(at, source)| (at.to_string().into(), lang.lead_source(source).into()))
        .collect();
    html! {
        <details class="add-lead">
            <summary>{ lang.add_lead() }</summary>
            <form key={*added} class="row" {onsubmit}>
                <Field label={lang.lead_business()} name="business" />
                <Field label={lang.lead_person()} name="contact" required={false} />
                <Field label={lang.telephone_number()} name="telephone" required={false} />
                <Pick label={lang.lead_from()} {options} chosen={source.to_string()} {on_pick} />
                <button type="submit" class="button main">{ lang.add_lead() }</button>
            </form>
        </details>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ListedProps {
    leads: Rc<Vec<LeadLine>>,
    again: Callback<()>,
}

#[component]
fn Listed(props: &ListedProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let words = use_state_eq(Vec::<String>::new);
    let chosen = use_state_eq(|| None::<LeadId>);
    let places: Rc<Vec<usize>> = {
        let found = |line: &LeadLine| {
            let texts = [
                &line.lead.business,
                &line.lead.contact,
                &line.lead.telephone,
            ];
            words
                .iter()
                .all(|word| texts.iter().any(|text| fold(text).contains(word)))
        };
        let all = props.leads.iter().enumerate();
        Rc::new(
            all.filter(|(_, line)| found(line))
                .map(|(at, _)| at)
                .collect(),
        )
    };
    let row = {
        let (leads, places, desk) = (props.leads.clone(), places.clone(), desk);
        Callback::from(move |place: usize| line(&leads[places[place]], &desk, lang))
    };
    let on_choose = {
        let (chosen, leads, places) = (chosen.setter(), props.leads.clone(), places.clone());
        Callback::from(move |place: Option<usize>| {
            let place = place.and_then(|place| places.get(place));
            chosen.set(place.map(|at| leads[*at].lead.id));
        })
    };
    let on_search = {
        let words = words.setter();
        Callback::from(move |typed: AttrValue| words.set(fold_query(&typed)))
    };
    let at = props
        .leads
        .iter()
        .position(|line| Some(line.lead.id) == *chosen);
    let place = at.and_then(|at| places.iter().position(|place| *place == at));
    let close = on_choose.reform(|()| None);
    let heads: Rc<[Head]> = [
        Head::new(lang.lead_business(), "w-title"),
        Head::new(lang.lead_from(), "w-kind"),
        Head::new(lang.col_state(), "w-state"),
        Head::new(lang.lead_visitor(), "w-person"),
        Head::new(lang.lead_last_contact(), "w-words"),
    ]
    .into();
    html! {
        <div class={classes!("listed", at.is_some().then_some("with-panel"))}>
            <div class="main">
                <div class="filters"><Search label={lang.search_leads()} {on_search} /></div>
                <Table label={lang.leads()} {heads} count={places.len()} {row} chosen={place} {on_choose}
                    empty={lang.no_leads()} />
            </div>
            <div class="slot">{ for at.map(|at| {
                let line = &props.leads[at];
                html! {
                    <Panel key={line.lead.id.to_string()} title={line.lead.business.clone()} on_close={close}>
                        <Chosen line={line.clone()} again={props.again.clone()} />
                    </Panel>
                }
            }) }</div>
        </div>
    }
}

fn line(line: &LeadLine, desk: &Desk, lang: Lang) -> Row {
    let lead = &line.lead;
    let visitor = match line.visitor {
        Some(visitor) => html! { { desk.name_of(visitor) } },
        None => html! { <span class="state waiting">{ lang.nobody() }</span> },
    };
    let last = lead.contacts.last().map(|one| {
        let when = lang.day_seen_from(one.contact.at.day(), desk.today());
        [&when, " · ", lang.lead_outcome(one.contact.outcome)].concat()
    });
    let stage = if has_declined(lead) {
        html! { <span class="chip waiting">{ lang.lead_declined() }</span> }
    } else {
        html! { <span class="chip">{ lang.lead_stage(lead.stage) }</span> }
    };
    let asked = lead
        .contacts
        .iter()
        .any(|one| !one.contact.requests.is_empty());
    let asked =
        asked.then(|| html! { <>{ " " }<span class="chip">{ lang.lead_asked() }</span></> });
    let cells = vec![
        html! { <><strong>{ &lead.business }</strong>{ for asked }</> },
        html! { { lang.lead_source(&lead.source) } },
        stage,
        visitor,
        html! { { last.unwrap_or_else(|| "—".to_owned()) } },
    ];
    Row::new(lead.id.to_string(), cells)
}

#[derive(Debug, Properties, PartialEq)]
struct ChosenProps {
    line: LeadLine,
    again: Callback<()>,
}

#[component]
fn Chosen(props: &ChosenProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let lead = &props.line.lead;
    let perhaps = use_load(
        (lead.business.clone(), lead.telephone.clone()),
        |(business, telephone)| members_like(business, telephone),
    );
    let on_stage = {
        let (desk, again, id) = (desk.clone(), props.again.clone(), lead.id);
        Callback::from(move |value: AttrValue| {
            let Some(stage) = STAGES
                .into_iter()
                .find(|stage| format!("{stage:?}") == value)
            else {
                return;
            };
            command(&desk, again.clone(), async move {
                office::change_lead(id, &ChangeLead { stage }).await?;
                Ok(Said::done(lang.status_set()))
            });
        })
    };
    let on_visitor = {
        let (desk, again, id) = (desk.clone(), props.again.clone(), lead.id);
        Callback::from(move |value: AttrValue| {
            let visitor = value.parse().ok();
            command(&desk, again.clone(), async move {
                office::assign_lead(id, &AssignLead { visitor }).await?;
                Ok(Said::done(lang.lead_assigned()))
            });
        })
    };
    let stages: Vec<(AttrValue, AttrValue)> = STAGES
        .map(|stage| (format!("{stage:?}").into(), lang.lead_stage(stage).into()))
        .into();
    let nobody = std::iter::once((AttrValue::default(), lang.nobody().into()));
    let visitors = desk
        .visitors()
        .map(|user| (user.id.to_string().into(), user.name.clone().into()));
    let visitors: Vec<(AttrValue, AttrValue)> = nobody.chain(visitors).collect();
    let held_by = props.line.visitor.map(|visitor| visitor.to_string());
    let facts = [
        (lang.lead_person(), lead.contact.clone()),
        (lang.telephone_number(), format_telephone(&lead.telephone)),
        (lang.col_address(), lead.address.clone()),
        (lang.lead_from(), lang.lead_source(&lead.source).to_owned()),
        (lang.lead_found_on(), lang.date(lead.found_on)),
        (lang.lead_note(), lead.note.clone()),
    ];
    let facts = facts.into_iter().filter(|(_, text)| !text.is_empty());
    let facts = facts.map(|(word, text)| {
        html! { <div key={word} class="fact"><dt>{ word }</dt><dd>{ text }</dd></div> }
    });
    html! {
        <div class="stack">
            <div class="row">
                <Pick label={lang.col_state()} options={stages} chosen={format!("{:?}", lead.stage)} on_pick={on_stage} />
                <Pick label={lang.lead_visitor()} options={visitors} chosen={held_by.unwrap_or_default()} on_pick={on_visitor} />
            </div>
            { perhaps.show(lang, |members| perhaps_a_member(lang, members)) }
            <dl class="facts">{ for facts }</dl>
            { history(lang, &desk, &props.line) }
        </div>
    }
}

/// Searched among all members, by name and by number.
async fn members_like(business: String, telephone: String) -> Result<Vec<Member>, Failure> {
    let mut found: Vec<Member> = Vec::new();
    for words in [&business, &telephone] {
        if words.trim().is_empty() {
            continue;
        }
        let page = office::members(words, 0).await?;
        for member in perhaps_members(&business, &telephone, &page.members) {
            if found.iter().all(|known| known.number != member.number) {
                found.push(member.clone());
            }
        }
    }
    Ok(found)
}

fn perhaps_a_member(lang: Lang, members: &[Member]) -> Html {
    let lines = members.iter().map(|member| {
        let number = member.number.to_string();
        html! { <li key={number.clone()}>{ [&number, " ", &member.name].concat() }</li> }
    });
    html! {
        <div class="slot">
            if !members.is_empty() {
                <div class="notice waiting"><p>{ lang.perhaps_a_member() }</p><ul>{ for lines }</ul></div>
            }
        </div>
    }
}

fn history(lang: Lang, desk: &Desk, line: &LeadLine) -> Html {
    let lines = line.lead.contacts.iter().rev().map(|one| {
        let contact = &one.contact;
        let what = [
            lang.lead_manner(contact.manner),
            lang.lead_outcome(contact.outcome),
        ]
        .join(" · ");
        let requests = contact.requests.iter().map(|request| {
            let kind = lang.request_category(request.category);
            let reply = if request.reply_wanted {
                lang.reply_wanted()
            } else {
                ""
            };
            html! {
                <p key={request.id.to_string()} class="pre">
                    <span class="chip">{ lang.requests() }</span>{ " " }{ &request.words }{ " " }
                    <span class="caption">{ kind }{ " " }{ reply }</span>
                </p>
            }
        });
        let who = desk.name_of(one.by);
        let when = lang.day_and_time(contact.at);
        html! {
            <li key={one.fact.to_string()}>
                <p><strong>{ what }</strong></p>
                <p class="caption">{ [&when, " · ", &who].concat() }</p>
                <div class="slot">{ for requests }</div>
                <p>{ &contact.note }</p>
            </li>
        }
    });
    html! { <ol class="history">{ for lines }</ol> }
}
