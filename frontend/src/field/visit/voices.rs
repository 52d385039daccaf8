//! What the member said: requests in their own words, what the office must do, a complaint.

use shared::model::{
    ComplaintId, HeardComplaint, HeardRequest, HeardTask, OfficeTaskId, RequestCategory, RequestId,
};
use yew::prelude::*;

use super::entries::{Add, Check, EntryBox, remove_at};
use super::moments::DayInput;
use super::section::{Section, count_words};
use super::sheet::PartProps;
use crate::field::desk::use_desk;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, TextInput};

#[component]
pub fn Requests(props: &PartProps) -> Html {
    let lang = use_lang();
    let list = &props.form.requests;
    let on_remove = props.editing(|form, at: usize| remove_at(&mut form.requests, at));
    let entries = list.iter().enumerate().map(|(at, request)| {
        let id = request.id;
        let of = move |list: &mut Vec<HeardRequest>, change: &dyn Fn(&mut HeardRequest)| {
            list.iter_mut().filter(|request| request.id == id).for_each(change);
        };
        let category = props.editing(move |form, at: usize| {
            of(&mut form.requests, &|request| request.category = RequestCategory::ALL[at]);
        });
        let words = props.editing(move |form, text: String| {
            of(&mut form.requests, &|request| request.words.clone_from(&text));
        });
        let reply = props.editing(move |form, on: bool| {
            of(&mut form.requests, &|request| request.reply_wanted = on);
        });
        html! {
            <EntryBox key={id.to_string()} {at} on_remove={on_remove.clone()}>
                <TextInput label={lang.in_their_words()} long=true start={request.words.clone()} on_text={words} />
                <Choices class="tight" label={lang.category()}
                    words={RequestCategory::ALL.map(|c| lang.request_category(c).into()).to_vec()}
                    chosen={RequestCategory::ALL.iter().position(|c| *c == request.category)} on_tap={category} />
                <Check word={lang.reply_wanted()} on={request.reply_wanted} on_change={reply} />
            </EntryBox>
        }
    });
    let (now, random) = props.seed();
    let add = props.editing(move |form, ()| {
        form.requests.push(HeardRequest {
            id: RequestId::mint(now, random),
            category: RequestCategory::Other,
            words: String::new(),
            reply_wanted: true,
        });
    });
    html! {
        <Section title={lang.requests()} summary={count_words(lang, list.len())}>
            <div class="stack">{ for entries }</div>
            <Add word={lang.add_request()} on_add={add} />
        </Section>
    }
}

#[component]
pub fn OfficeTasks(props: &PartProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let list = &props.form.office_tasks;
    let on_remove = props.editing(|form, at: usize| remove_at(&mut form.office_tasks, at));
    let entries = list.iter().enumerate().map(|(at, task)| {
        let id = task.id;
        let what = props.editing(move |form, text: String| {
            let mut tasks = form.office_tasks.iter_mut();
            if let Some(task) = tasks.find(|task| task.id == id) {
                task.what = text;
            }
        });
        let due = props.editing(move |form, day| {
            let mut tasks = form.office_tasks.iter_mut();
            if let Some(task) = tasks.find(|task| task.id == id) {
                task.due_on = day;
            }
        });
        html! {
            <EntryBox key={id.to_string()} {at} on_remove={on_remove.clone()}>
                <TextInput label={lang.what_to_do()} long=true start={task.what.clone()} on_text={what} />
                <DayInput label={lang.until_when()} chosen={task.due_on} today={desk.today()} on_day={due} />
            </EntryBox>
        }
    });
    let (now, random) = props.seed();
    let add = props.editing(move |form, ()| {
        form.office_tasks.push(HeardTask {
            id: OfficeTaskId::mint(now, random),
            what: String::new(),
            due_on: None,
        });
    });
    html! {
        <Section title={lang.for_the_office()} summary={count_words(lang, list.len())}>
            <div class="stack">{ for entries }</div>
            <Add word={lang.add_task()} on_add={add} />
        </Section>
    }
}

#[component]
pub fn ComplaintPart(props: &PartProps) -> Html {
    let lang = use_lang();
    let words = props
        .form
        .complaint
        .as_ref()
        .map(|c| c.words.clone())
        .unwrap_or_default();
    let (now, random) = props.seed();
    let on_text = props.editing(move |form, text: String| {
        if text.trim().is_empty() {
            form.complaint = None;
        } else {
            let before = form.complaint.get_or_insert_with(|| HeardComplaint {
                id: ComplaintId::mint(now, random),
                words: String::new(),
            });
            before.words = text;
        }
    });
    let summary = if words.is_empty() { "" } else { lang.noted() };
    html! {
        <Section title={lang.complaint()} {summary} urgent=true>
            <p class="caption">{ lang.complaint_same_day() }</p>
            <TextInput label={lang.in_their_words()} long=true start={words} {on_text} />
        </Section>
    }
}
