//! The office's decision about one record, with words to its visitor.

use shared::model::limits::LONG_TEXT;
use shared::model::{AttentionId, ResolutionKind};
use shared::wire::attention::{AttentionLine, Resolve, Resolved};
use shared::wire::sync::ResultKind;
use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::command::command;
use crate::office::desk::{Desk, use_desk};
use crate::office::form::{Words, typed};
use crate::office::toast::Said;

#[derive(Debug, Properties, PartialEq)]
pub struct DecideProps {
    pub line: AttentionLine,
    pub again: Callback<()>,
}

#[component]
pub fn Decide(props: &DecideProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let line = &props.line;
    if let Some(resolved) = &line.resolved {
        return decided(line.id, resolved, &desk, &props.again, lang);
    }
    let choices = line.kind.choices();
    let onsubmit = {
        let (again, id) = (props.again.clone(), line.id);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let pressed = event.submitter().and_then(|it| it.get_attribute("value"));
            let chosen = choices
                .iter()
                .copied()
                .find(|kind| Some(format!("{kind:?}")) == pressed);
            if let Some(kind) = chosen {
                let words = typed(&event, "words").trim().to_owned();
                resolve(&desk, &again, id, Resolve { kind, words }, lang);
            }
        })
    };
    let buttons = choices.iter().enumerate().map(|(place, kind)| {
        html! {
            <button key={place} type="submit" value={format!("{kind:?}")} formnovalidate={!kind.needs_words()}
                class={classes!("button", (place == 0).then_some("main"))}>
                { lang.to_resolve(*kind) }
            </button>
        }
    });
    html! {
        <form class="stack" {onsubmit}>
            <Words label={lang.words_to_visitor()} name="words" most={LONG_TEXT} hint={lang.words_reach_phone()}
                initial={suggestion(line, lang)} />
            <div class="actions">{ for buttons }</div>
        </form>
    }
}

/// What one would write anyhow.
fn suggestion(line: &AttentionLine, lang: Lang) -> String {
    match &line.result {
        ResultKind::Rejected { message, .. } => lang
            .record_field(message)
            .map(|field| lang.please_correct(field))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

fn resolve(desk: &Desk, again: &Callback<()>, id: AttentionId, wish: Resolve, lang: Lang) {
    let undo = {
        let (desk, again) = (desk.clone(), again.clone());
        Callback::from(move |()| reopen(&desk, &again, id, lang))
    };
    let words = match wish.kind {
        ResolutionKind::Accepted if wish.words.is_empty() => lang.decided_accepted(),
        _ => lang.decided(),
    };
    command(desk, again.clone(), async move {
        office::resolve(id, &wish).await?;
        Ok(Said::undoable(words, undo))
    });
}

fn reopen(desk: &Desk, again: &Callback<()>, id: AttentionId, lang: Lang) {
    command(desk, again.clone(), async move {
        office::reopen(id).await?;
        Ok(Said::done(lang.decision_reopened()))
    });
}

fn decided(
    id: AttentionId,
    resolved: &Resolved,
    desk: &Desk,
    again: &Callback<()>,
    lang: Lang,
) -> Html {
    let by = lang.decided_by(
        desk.name_of(resolved.by).as_str(),
        &lang.day_and_time(resolved.at),
    );
    let take_back = {
        let (desk, again) = (desk.clone(), again.clone());
        Callback::from(move |_: MouseEvent| reopen(&desk, &again, id, lang))
    };
    html! {
        <section>
            <h3>{ lang.decision() }</h3>
            <p><span class="state done">{ lang.resolution_kind(resolved.kind) }</span></p>
            <p class="pre">{ &resolved.words }</p>
            <p class="caption">{ by }</p>
            <div class="slot">if resolved.corrected_by.is_some() {
                <p>{ lang.corrected_arrived() }</p>
            } else {
                <p><button type="button" class="button" onclick={take_back}>{ lang.reopen_decision() }</button></p>
            }</div>
        </section>
    }
}
