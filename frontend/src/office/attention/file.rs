//! The file that a phone exported: chosen, looked at, taken in.

use std::rc::Rc;

use shared::wire::ProblemKind;
use shared::wire::import::FileProblem;
use shared::wire::outbox_file::{
    MOST_OUTBOX_FILE_BYTES, OutboxContent, OutboxLine, OutboxStanding, Unreadable,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::record::{about, heading, short_id, whose};
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::desk::{Desk, use_desk};
use crate::office::form::when;
use crate::office::trouble::Trouble;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Choosing,
    /// The file travels.
    Reading,
    Looking {
        file: File,
        content: Rc<OutboxContent>,
    },
    Taken(Rc<OutboxContent>),
}

#[component]
pub fn OutboxFilePage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let step = use_state_eq(|| Step::Choosing);
    let failure = use_state_eq(|| None::<Failure>);
    let on_file = {
        let (step, failure) = (step.setter(), failure.setter());
        Callback::from(move |file: File| {
            if let Some(reason) = refused_here(&file) {
                failure.set(Some(reason));
                return;
            }
            failure.set(None);
            step.set(Step::Reading);
            let (step, failure) = (step.clone(), failure.clone());
            spawn_local(async move {
                match office::preview_outbox_file(file.clone()).await {
                    Ok(content) => step.set(Step::Looking {
                        file,
                        content: Rc::new(content),
                    }),
                    Err(reason) => {
                        failure.set(Some(reason));
                        step.set(Step::Choosing);
                    }
                }
            });
        })
    };
    let take_in = {
        let (step, failure, recount) = (step.clone(), failure.setter(), desk.recount.clone());
        Callback::from(move |_: MouseEvent| {
            let Step::Looking { file, content } = &*step else {
                return;
            };
            let (file, content) = (file.clone(), Rc::clone(content));
            let (step, failure, recount) = (step.setter(), failure.clone(), recount.clone());
            step.set(Step::Reading);
            spawn_local(async move {
                match office::import_outbox_file(file.clone()).await {
                    Ok(taken) => {
                        failure.set(None);
                        step.set(Step::Taken(Rc::new(taken)));
                        recount.emit(());
                    }
                    Err(reason) => {
                        failure.set(Some(reason));
                        step.set(Step::Looking { file, content });
                    }
                }
            });
        })
    };
    let give_up = {
        let (step, failure) = (step.setter(), failure.setter());
        Callback::from(move |_: MouseEvent| {
            failure.set(None);
            step.set(Step::Choosing);
        })
    };
    let body = match &*step {
        Step::Choosing => choose(&on_file, lang),
        Step::Reading => html! { <p class="notice" role="status">{ lang.reading() }</p> },
        Step::Looking { content, .. } => html! {
            <section class="stack">
                { origin(content, lang) }
                { looking(content, &take_in, &give_up, lang) }
                { lines(content, &desk, lang) }
                { unreadable(&content.unreadable, lang) }
            </section>
        },
        Step::Taken(content) => html! {
            <section class="stack">
                { taken(content, &give_up, lang) }
                { lines(content, &desk, lang) }
                { unreadable(&content.unreadable, lang) }
            </section>
        },
    };
    html! {
        <section class="stack">
            <p class="second half">{ lang.outbox_why() }</p>
            <div class="slot">{ for failure.iter().map(|failure| html! { <Trouble failure={failure.clone()} /> }) }</div>
            { body }
        </section>
    }
}

/// What needn't travel to be refused.
fn refused_here(file: &File) -> Option<Failure> {
    let problem = if file.size() > MOST_OUTBOX_FILE_BYTES as f64 {
        FileProblem::TooLarge {
            limit_bytes: MOST_OUTBOX_FILE_BYTES,
        }
    } else if file.size() == 0.0 {
        FileProblem::Empty
    } else {
        return None;
    };
    Some(Failure::Refused(ProblemKind::File { problem }))
}

fn choose(on_file: &Callback<File>, lang: Lang) -> Html {
    let onchange = when(on_file, |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>()?;
        let file = input.files()?.get(0);
        // The same file chosen again is a change too.
        input.set_value("");
        file
    });
    html! {
        <label class="drop">
            <input type="file" class="visually-hidden" accept=".json,application/json" {onchange} />
            <span class="button main">{ lang.choose_outbox_file() }</span>
            <span class="caption">{ lang.outbox_file_fits() }</span>
            <span class="caption">{ lang.outbox_nothing_yet() }</span>
        </label>
    }
}

fn origin(content: &OutboxContent, lang: Lang) -> Html {
    let written = lang.day_and_time(content.written_at);
    let device = short_id(content.device);
    html! { <p>{ lang.outbox_written(&written, &device, &content.app_version) }</p> }
}

fn count(content: &OutboxContent, is_so: fn(&OutboxStanding) -> bool) -> u64 {
    content
        .lines
        .iter()
        .filter(|line| is_so(&line.standing))
        .count() as u64
}

fn is_new(standing: &OutboxStanding) -> bool {
    *standing == OutboxStanding::New
}

fn looking(
    content: &OutboxContent,
    take_in: &Callback<MouseEvent>,
    give_up: &Callback<MouseEvent>,
    lang: Lang,
) -> Html {
    let new = count(content, is_new);
    html! {
        <div class="actions">
            if new > 0 {
                <button type="button" class="button main" onclick={take_in}>{ lang.outbox_take_in(&lang.number(new)) }</button>
            } else {
                <p class="notice done">{ lang.outbox_nothing_new() }</p>
            }
            <button type="button" class="button" onclick={give_up}>{ lang.outbox_give_up() }</button>
        </div>
    }
}

fn taken(content: &OutboxContent, another: &Callback<MouseEvent>, lang: Lang) -> Html {
    let new = lang.number(count(content, is_new));
    let refused = count(content, |standing| {
        matches!(standing, OutboxStanding::Rejected { .. })
    });
    html! {
        <div class="notice done" role="status">
            <p class="headline">{ lang.outbox_taken(&new) }</p>
            <div class="slot">if refused > 0 {
                <p>{ lang.outbox_taken_refused(&lang.number(refused)) }</p>
            }</div>
            <div class="actions">
                <button type="button" class="button" onclick={another}>{ lang.outbox_another() }</button>
            </div>
        </div>
    }
}

fn lines(content: &OutboxContent, desk: &Desk, lang: Lang) -> Html {
    if content.lines.is_empty() {
        return html! { <p class="second">{ lang.outbox_empty() }</p> };
    }
    html! {
        <section>
            <h2>{ lang.outbox_records() }</h2>
            <div class="plain-table" tabindex="0" role="region" aria-label={lang.outbox_records()}>
                <table>
                    <thead><tr>
                        <th scope="col">{ lang.col_whose() }</th>
                        <th scope="col">{ lang.col_name() }</th>
                        <th scope="col">{ lang.col_record() }</th>
                        <th scope="col">{ lang.col_saved() }</th>
                        <th scope="col">{ lang.col_state() }</th>
                    </tr></thead>
                    <tbody>{ for content.lines.iter().enumerate().map(|(n, it)| line(n, it, desk, lang)) }</tbody>
                </table>
            </div>
        </section>
    }
}

fn line(n: usize, line: &OutboxLine, desk: &Desk, lang: Lang) -> Html {
    let (name, what) = match &line.fact {
        Some(fact) => (about(fact, line.member_name.as_ref()), heading(fact, lang)),
        None => (String::new(), lang.unreadable_record().to_owned()),
    };
    let tone = match line.standing {
        OutboxStanding::New | OutboxStanding::Here => "done",
        OutboxStanding::Waits => "waiting",
        OutboxStanding::UnknownAuthor | OutboxStanding::Rejected { .. } => "urgent",
    };
    let why = match &line.standing {
        OutboxStanding::Rejected { code, message } => match lang.record_field(message) {
            Some(field) => lang.why_field(lang.reject_code(*code), field),
            None => lang.reject_code(*code).to_owned(),
        },
        _ => lang.outbox_standing(&line.standing).to_owned(),
    };
    html! {
        <tr key={n}>
            <th scope="row">{ whose(line.user, &line.user_name, desk) }</th>
            <td>{ name }</td>
            <td>{ what }</td>
            <td class="whole">{ lang.day_and_time(line.saved_at) }</td>
            <td><span class={classes!("state", tone)}>{ why }</span></td>
        </tr>
    }
}

fn unreadable(unreadable: &[Unreadable], lang: Lang) -> Html {
    if unreadable.is_empty() {
        return html! { <div></div> };
    }
    html! {
        <section class="notice waiting">
            <p class="headline">{ lang.outbox_unreadable(unreadable.len()) }</p>
            <p>{ lang.outbox_unreadable_why() }</p>
            <div>{ for unreadable.iter().enumerate().map(|(n, it)| html! {
                <details key={n}>
                    <summary>{ format!("{} {}", it.store, it.key) }</summary>
                    <p class="caption">{ &it.why }</p>
                    <pre class="raw" tabindex="0">{ &it.raw }</pre>
                </details>
            }) }</div>
        </section>
    }
}
