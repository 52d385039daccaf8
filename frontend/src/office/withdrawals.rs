//! 退会希望: the central register, from the first sign to kept or left.

use std::rc::Rc;

use shared::model::{CaseResult, CaseStatus, Day, RiskLevel, UserId, WithdrawalCase};
use shared::wire::office::{ChangeCase, WithMember};
use yew::prelude::*;

use super::command::command;
use super::desk::use_desk;
use super::form::Pick;
use super::load::use_load;
use super::toast::Said;
use super::voices::matter::{DuePick, Matter, Matters, OwnerPick};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};

#[component]
pub fn WithdrawalsPage() -> Html {
    let lang = use_lang();
    let cases = use_load((), |()| office::withdrawals());
    html! {
        <div class="page tabbed">
            <header class="page-head"><h1>{ lang.menu_withdrawals() }</h1></header>
            { cases.show(lang, |content| {
                let matters: Vec<_> = content.cases.iter().map(|it| matter(it, lang)).collect();
                let act = {
                    let (content, again) = (Rc::clone(content), cases.again.clone());
                    Callback::from(move |place: usize| {
                        html! { <Act case={content.cases[place].line.clone()} again={again.clone()} /> }
                    })
                };
                html! {
                    <Matters label={lang.menu_withdrawals()} matters={Rc::new(matters)} {act} empty={lang.no_cases_yet()} />
                }
            }) }
        </div>
    }
}

fn matter(of: &WithMember<WithdrawalCase>, lang: Lang) -> Matter {
    let case = &of.line;
    let reasons = case.reasons.iter().map(|reason| lang.risk_reason(*reason));
    let reasons = reasons.collect::<Vec<_>>().join(lang.list_comma());
    let words = [reasons.as_str(), case.words.as_str()];
    let words = words.into_iter().filter(|part| !part.is_empty());
    Matter {
        id: case.id.to_string().into(),
        member: case.member.clone(),
        member_name: of.member_name.clone(),
        heard_on: case.heard_on,
        heard_by: of.heard_by_name.clone(),
        words: words.collect::<Vec<_>>().join("\n"),
        kind: lang.risk_level(case.level).into(),
        kind_tone: match case.level {
            RiskLevel::Leaving => "urgent",
            RiskLevel::Wavering => "waiting",
        },
        status: lang.case_status(case.status),
        open: !matches!(case.status, CaseStatus::Settled(_)),
        owner: case.owner,
        due_on: case.deadline,
    }
}

/// What the office may say of a case; taking back is the visitor's.
const STATUSES: [CaseStatus; 4] = [
    CaseStatus::Open,
    CaseStatus::InProgress,
    CaseStatus::Settled(CaseResult::Kept),
    CaseStatus::Settled(CaseResult::Left),
];

#[derive(Debug, Properties, PartialEq)]
struct ActProps {
    case: WithdrawalCase,
    again: Callback<()>,
}

#[component]
fn Act(props: &ActProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let case = &props.case;
    let change = {
        let (again, id) = (props.again.clone(), case.id);
        move |change: ChangeCase, words: &'static str| {
            command(&desk, again.clone(), async move {
                office::change_case(id, &change).await?;
                Ok(Said::done(words))
            });
        }
    };
    let on_owner = {
        let change = change.clone();
        Callback::from(move |owner: UserId| {
            let owner = Some(owner);
            change(
                ChangeCase {
                    owner,
                    ..ChangeCase::default()
                },
                lang.owner_set(),
            );
        })
    };
    let on_due = {
        let change = change.clone();
        Callback::from(move |deadline: Day| {
            let deadline = Some(deadline);
            change(
                ChangeCase {
                    deadline,
                    ..ChangeCase::default()
                },
                lang.due_set(),
            );
        })
    };
    let on_status = Callback::from(move |value: AttrValue| {
        let status = STATUSES
            .into_iter()
            .find(|status| format!("{status:?}") == value);
        change(
            ChangeCase {
                status,
                ..ChangeCase::default()
            },
            lang.status_set(),
        );
    });
    let taken_back = CaseStatus::Settled(CaseResult::Retracted);
    let statuses = STATUSES
        .into_iter()
        .chain((case.status == taken_back).then_some(taken_back))
        .map(|status| {
            (
                format!("{status:?}").into(),
                lang.case_status(status).into(),
            )
        });
    html! {
        <div class="stack">
            <div class="row">
                <OwnerPick owner={case.owner} {on_owner} />
                <Pick label={lang.col_state()} options={statuses.collect::<Vec<_>>()} chosen={format!("{:?}", case.status)} on_pick={on_status} />
            </div>
            <DuePick label={lang.case_deadline()} due_on={case.deadline} {on_due} />
        </div>
    }
}
