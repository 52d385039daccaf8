//! 要望・ご意見: each with owner, due day, and an answer that reaches the phone.

use std::rc::Rc;

use shared::model::limits::LONG_TEXT;
use shared::model::{Day, Request, RequestCategory, RequestStatus, UserId};
use shared::wire::leads::LeadLine;
use shared::wire::office::{ChangeRequest, WithMember};
use yew::prelude::*;
use yew_router::prelude::*;

use super::matter::{DuePick, Matter, Matters, OwnerPick};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::form::{Pick, Toggle, Words, typed};
use crate::office::load::use_load;
use crate::office::route::{RequestQuery, Route};
use crate::office::toast::Said;

#[component]
pub fn RequestList() -> Html {
    let lang = use_lang();
    let asked = use_location()
        .and_then(|location| location.query::<RequestQuery>().ok())
        .unwrap_or_default();
    let category = use_state_eq(|| asked.category);
    {
        let category = category.setter();
        use_effect_with(asked, move |asked| category.set(asked.category));
    }
    let requests = use_load((), |()| office::requests());
    let leads = use_load((), |()| office::leads());
    requests.show(lang, |content| {
        let all = &content.requests;
        let shown: Vec<_> = all
            .iter()
            .filter(|it| category.is_none_or(|category| category == it.line.category))
            .cloned()
            .collect();
        let shown = Rc::new(shown);
        let matters: Vec<_> = shown.iter().map(|it| matter(it, lang)).collect();
        let act = {
            let (shown, again) = (Rc::clone(&shown), requests.again.clone());
            Callback::from(move |place: usize| {
                html! { <Act request={shown[place].line.clone()} again={again.clone()} /> }
            })
        };
        let chips = RequestCategory::ALL.into_iter().filter_map(|kind| {
            let count = all.iter().filter(|it| it.line.category == kind).count();
            let category = category.clone();
            let on = *category == Some(kind);
            let on_change = Callback::from(move |on: bool| category.set(on.then_some(kind)));
            let label = lang.request_category(kind);
            // On without a member's: leads asked for it.
            (count > 0 || on).then(|| html! { <Toggle key={label} {label} {on} {on_change} {count} /> })
        });
        html! {
            <Matters label={lang.requests()} matters={Rc::new(matters)} {act} empty={lang.no_requests_yet()}>
                { for chips }
                { leads.show(lang, |content| of_leads(&content.leads, *category, lang)) }
            </Matters>
        }
    })
}

/// What leads ask for stands beside them: nobody answers it through a member's phone.
fn of_leads(leads: &[LeadLine], category: Option<RequestCategory>, lang: Lang) -> Html {
    let contacts = leads.iter().flat_map(|line| &line.lead.contacts);
    let requests = contacts.flat_map(|one| &one.contact.requests);
    let of_kind = requests.filter(|it| category.is_none_or(|category| category == it.category));
    let count = of_kind.count();
    html! {
        <span class="slot">
            if count > 0 {
                <Link<Route> to={Route::Leads}>{ lang.requests_of_leads(count) }</Link<Route>>
            }
        </span>
    }
}

fn matter(of: &WithMember<Request>, lang: Lang) -> Matter {
    let request = &of.line;
    let kind = lang.request_category(request.category);
    Matter {
        id: request.id.to_string().into(),
        member: request.member.clone(),
        member_name: of.member_name.clone(),
        heard_on: request.heard_on,
        heard_by: of.heard_by_name.clone(),
        words: request.words.clone(),
        kind: kind.into(),
        kind_tone: "",
        status: lang.request_status(request.status),
        open: request.status.is_open(),
        owner: request.owner,
        due_on: request.due_on,
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ActProps {
    request: Request,
    again: Callback<()>,
}

#[component]
fn Act(props: &ActProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let (request, teller) = (&props.request, desk.clone());
    let change = {
        let (again, id) = (props.again.clone(), request.id);
        move |change: ChangeRequest, words: &'static str| {
            command(&desk, again.clone(), async move {
                office::change_request(id, &change).await?;
                Ok(Said::done(words))
            });
        }
    };
    let on_owner = {
        let change = change.clone();
        Callback::from(move |owner: UserId| {
            let owner = Some(owner);
            change(
                ChangeRequest {
                    owner,
                    ..ChangeRequest::default()
                },
                lang.owner_set(),
            );
        })
    };
    let on_due = {
        let change = change.clone();
        Callback::from(move |due: Day| {
            let due_on = Some(due);
            change(
                ChangeRequest {
                    due_on,
                    ..ChangeRequest::default()
                },
                lang.due_set(),
            );
        })
    };
    let on_status = {
        let change = change.clone();
        Callback::from(move |value: AttrValue| {
            let status = RequestStatus::ALL
                .into_iter()
                .find(|status| format!("{status:?}") == value);
            change(
                ChangeRequest {
                    status,
                    ..ChangeRequest::default()
                },
                lang.status_set(),
            );
        })
    };
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let answer = ChangeRequest {
            status: Some(RequestStatus::Answered),
            answer: Some(typed(&event, "answer").trim().to_owned()),
            ..ChangeRequest::default()
        };
        change(answer, lang.answer_sent());
    });
    let statuses = RequestStatus::ALL.map(|status| {
        (
            format!("{status:?}").into(),
            lang.request_status(status).into(),
        )
    });
    let answered = request.answer.as_ref();
    let told = request.told.map(|told| {
        let words = lang.answer_told_by(&teller.name_of(told.by), &lang.date(told.on));
        html! { <p class="second">{ words }</p> }
    });
    html! {
        <div class="stack">
            <div class="slot">if request.reply_wanted {
                <p><span class="chip waiting">{ lang.reply_wanted() }</span></p>
            }</div>
            <div class="row">
                <OwnerPick owner={request.owner} {on_owner} />
                <Pick label={lang.col_state()} options={statuses.to_vec()} chosen={format!("{:?}", request.status)} on_pick={on_status} />
            </div>
            <DuePick label={lang.col_due()} due_on={request.due_on} {on_due} />
            { for told }
            <form class="stack" {onsubmit}>
                <Words label={lang.answer()} name="answer" most={LONG_TEXT} hint={lang.answer_reaches_phone()}
                    initial={answered.map(|answer| answer.words.clone()).unwrap_or_default()} />
                <div class="slot">{ for answered.map(|answer| html! { <p class="caption">{ lang.answered_on(&lang.date(answer.answered_on)) }</p> }) }</div>
                <button type="submit" class="button main">{ lang.send_answer() }</button>
            </form>
        </div>
    }
}
