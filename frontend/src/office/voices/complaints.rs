//! クレーム: a matter of the same day, so it is due on the day on which it was heard.

use std::rc::Rc;

use shared::model::{Complaint, TaskStatus, UserId};
use shared::wire::office::{ChangeTask, WithMember};
use yew::prelude::*;

use super::matter::{Matter, Matters, OwnerPick};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::load::use_load;
use crate::office::toast::Said;

#[component]
pub fn ComplaintList() -> Html {
    let lang = use_lang();
    let complaints = use_load((), |()| office::complaints());
    complaints.show(lang, |content| {
        let matters: Vec<_> = content.complaints.iter().map(|it| matter(it, lang)).collect();
        let act = {
            let (content, again) = (Rc::clone(content), complaints.again.clone());
            Callback::from(move |place: usize| {
                html! { <Act complaint={content.complaints[place].line.clone()} again={again.clone()} /> }
            })
        };
        html! { <Matters label={lang.complaints()} matters={Rc::new(matters)} {act} empty={lang.no_complaints_yet()} /> }
    })
}

fn matter(of: &WithMember<Complaint>, lang: Lang) -> Matter {
    let complaint = &of.line;
    Matter {
        id: complaint.id.to_string().into(),
        member: complaint.member.clone(),
        member_name: of.member_name.clone(),
        heard_on: complaint.heard_on,
        heard_by: of.heard_by_name.clone(),
        words: complaint.words.clone(),
        kind: lang.complaint().into(),
        kind_tone: "urgent",
        status: lang.task_status(complaint.status),
        open: complaint.status == TaskStatus::Open,
        owner: complaint.owner,
        due_on: Some(complaint.heard_on),
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ActProps {
    complaint: Complaint,
    again: Callback<()>,
}

#[component]
fn Act(props: &ActProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let complaint = &props.complaint;
    let change = {
        let (again, id) = (props.again.clone(), complaint.id);
        move |change: ChangeTask, words: &'static str| {
            command(&desk, again.clone(), async move {
                office::change_complaint(id, &change).await?;
                Ok(Said::done(words))
            });
        }
    };
    let on_owner = {
        let change = change.clone();
        Callback::from(move |owner: UserId| {
            let owner = Some(owner);
            change(
                ChangeTask {
                    owner,
                    ..ChangeTask::default()
                },
                lang.owner_set(),
            );
        })
    };
    let (next, verb) = match complaint.status {
        TaskStatus::Open => (TaskStatus::Done, lang.mark_done()),
        TaskStatus::Done => (TaskStatus::Open, lang.reopen()),
    };
    let onclick = Callback::from(move |_: MouseEvent| {
        let status = Some(next);
        change(
            ChangeTask {
                status,
                ..ChangeTask::default()
            },
            lang.status_set(),
        );
    });
    html! {
        <div class="stack">
            <OwnerPick owner={complaint.owner} {on_owner} />
            <button type="button" class={classes!("button", (next == TaskStatus::Done).then_some("main"))} {onclick}>{ verb }</button>
        </div>
    }
}
