//! 事務局への依頼: something to do for a member; the visitor sees when it is done.

use std::rc::Rc;

use shared::model::{Day, OfficeTask, TaskStatus, UserId};
use shared::wire::office::{ChangeTask, WithMember};
use yew::prelude::*;

use super::matter::{DuePick, Matter, Matters, OwnerPick};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::load::use_load;
use crate::office::toast::Said;

#[component]
pub fn TaskList() -> Html {
    let lang = use_lang();
    let tasks = use_load((), |()| office::office_tasks());
    tasks.show(lang, |content| {
        let matters: Vec<_> = content.office_tasks.iter().map(|it| matter(it, lang)).collect();
        let act = {
            let (content, again) = (Rc::clone(content), tasks.again.clone());
            Callback::from(move |place: usize| {
                html! { <Act task={content.office_tasks[place].line.clone()} again={again.clone()} /> }
            })
        };
        html! { <Matters label={lang.office_tasks()} matters={Rc::new(matters)} {act} empty={lang.no_tasks_yet()} /> }
    })
}

fn matter(of: &WithMember<OfficeTask>, lang: Lang) -> Matter {
    let task = &of.line;
    Matter {
        id: task.id.to_string().into(),
        member: task.member.clone(),
        member_name: of.member_name.clone(),
        heard_on: task.heard_on,
        heard_by: of.heard_by_name.clone(),
        words: task.what.clone(),
        kind: lang.office_task().into(),
        kind_tone: "",
        status: lang.task_status(task.status),
        open: task.status == TaskStatus::Open,
        owner: task.owner,
        due_on: task.due_on,
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ActProps {
    task: OfficeTask,
    again: Callback<()>,
}

#[component]
fn Act(props: &ActProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let task = &props.task;
    let change = {
        let (again, id) = (props.again.clone(), task.id);
        move |change: ChangeTask, words: &'static str| {
            command(&desk, again.clone(), async move {
                office::change_office_task(id, &change).await?;
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
    let on_due = {
        let change = change.clone();
        Callback::from(move |due: Day| {
            let due_on = Some(due);
            change(
                ChangeTask {
                    due_on,
                    ..ChangeTask::default()
                },
                lang.due_set(),
            );
        })
    };
    let (next, verb) = match task.status {
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
            <OwnerPick owner={task.owner} {on_owner} />
            <DuePick label={lang.col_due()} due_on={task.due_on} {on_due} />
            <button type="button" class={classes!("button", (next == TaskStatus::Done).then_some("main"))} {onclick}>{ verb }</button>
        </div>
    }
}
