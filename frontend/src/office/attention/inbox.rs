//! The list of what needs somebody, and beside it the record with what can be decided.

use std::rc::Rc;

use shared::model::AttentionId;
use shared::text::{fold, fold_query};
use shared::wire::attention::AttentionLine;
use yew::prelude::*;

use super::decide::Decide;
use super::record::{about, content, heading, short_id};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::desk::{Desk, use_desk};
use crate::office::form::{Search, Toggle};
use crate::office::load::use_load;
use crate::office::member_panel::Panel;
use crate::office::table::{Head, Row, Table};
use shared::model::AttentionKind;
use shared::wire::sync::{Lost, ResultKind};

#[component]
pub fn Inbox() -> Html {
    let lang = use_lang();
    let attention = use_load((), |()| office::attention());
    attention.show(lang, |content| {
        let lines = Rc::new(content.lines.clone());
        html! { <Lines {lines} again={attention.again.clone()} /> }
    })
}

#[derive(Debug, Properties, PartialEq)]
struct LinesProps {
    lines: Rc<Vec<AttentionLine>>,
    again: Callback<()>,
}

#[component]
fn Lines(props: &LinesProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let words = use_state_eq(Vec::<String>::new);
    let unsettled_only = use_state_eq(|| true);
    let chosen = use_state_eq(|| None::<AttentionId>);
    let is_unsettled = |line: &AttentionLine| line.is_open() || line.waits_for_visitor();
    let places: Rc<Vec<usize>> = Rc::new(
        (0..props.lines.len())
            .filter(|place| {
                let line = &props.lines[*place];
                (is_unsettled(line) || !*unsettled_only) && has(line, &words, &desk, lang)
            })
            .collect(),
    );
    let unsettled = props.lines.iter().filter(|line| is_unsettled(line)).count();
    let row = {
        let (lines, places) = (Rc::clone(&props.lines), Rc::clone(&places));
        let desk = desk.clone();
        Callback::from(move |place: usize| line(&lines[places[place]], &desk, lang))
    };
    let on_choose = {
        let (chosen, lines, places) =
            (chosen.setter(), Rc::clone(&props.lines), Rc::clone(&places));
        Callback::from(move |place: Option<usize>| {
            let place = place.and_then(|place| places.get(place));
            chosen.set(place.map(|place| lines[*place].id));
        })
    };
    let on_search = {
        let words = words.setter();
        Callback::from(move |typed: AttrValue| words.set(fold_query(&typed)))
    };
    let on_unsettled = {
        let unsettled_only = unsettled_only.setter();
        Callback::from(move |on| unsettled_only.set(on))
    };
    // The panel stays when a decision takes its line out of what the filter shows.
    let at = chosen.and_then(|id| props.lines.iter().position(|line| line.id == id));
    let place = at.and_then(|at| places.iter().position(|place| *place == at));
    let close = on_choose.reform(|()| None);
    html! {
        <div class={classes!("listed", at.is_some().then_some("with-panel"))}>
            <div class="main">
                <div class="filters">
                    <Search label={lang.search_attention()} {on_search} />
                    <div class="chips">
                        <Toggle label={lang.unsettled_only()} on={*unsettled_only} on_change={on_unsettled} count={unsettled} />
                    </div>
                </div>
                <Table label={lang.menu_attention()} heads={heads(lang)} count={places.len()} {row} chosen={place} {on_choose}
                    empty={lang.attention_none()} />
            </div>
            <div class="slot">{ for at.map(|at| {
                let line = &props.lines[at];
                let title = match &line.fact {
                    Some(fact) => about(fact, line.member_name.as_ref()),
                    None => lang.unreadable_record().to_owned(),
                };
                let title = if title.is_empty() { desk.name_of(line.author) } else { title.into() };
                html! {
                    <Panel key="panel" {title} on_close={close}>
                        { record(line, &desk, lang) }
                        <Decide key={line.id.to_string()} line={line.clone()} again={props.again.clone()} />
                        { raw(line, lang) }
                    </Panel>
                }
            }) }</div>
        </div>
    }
}

fn heads(lang: Lang) -> Rc<[Head]> {
    [
        Head::new(lang.col_arrived(), "w-due"),
        Head::new(lang.col_why(), "w-kind"),
        Head::new(lang.col_name(), "w-title"),
        Head::new(lang.col_record(), "w-words"),
        Head::new(lang.col_whose(), "w-person"),
        Head::new(lang.col_state(), "w-holder"),
    ]
    .into()
}

fn has(line: &AttentionLine, words: &[String], desk: &Desk, lang: Lang) -> bool {
    let text = fold(
        &[
            desk.name_of(line.author).as_str(),
            line.member_name.as_deref().unwrap_or_default(),
            why(line, lang).as_str(),
            line.raw.as_str(),
        ]
        .join("\n"),
    );
    words.iter().all(|word| text.contains(word))
}

fn line(line: &AttentionLine, desk: &Desk, lang: Lang) -> Row {
    let (name, what) = match &line.fact {
        Some(fact) => (about(fact, line.member_name.as_ref()), heading(fact, lang)),
        None => (String::new(), lang.unreadable_record().to_owned()),
    };
    let cells = vec![
        html! { { lang.time_seen_on(line.arrived_at, desk.today()) } },
        html! { <span class={classes!("chip", tone(line.kind))}>{ lang.attention_kind(line.kind) }</span> },
        html! { <strong>{ name }</strong> },
        html! { { what } },
        html! { { desk.name_of(line.author) } },
        state(line, lang),
    ];
    Row::new(line.id.to_string(), cells)
}

fn tone(kind: AttentionKind) -> &'static str {
    match kind {
        AttentionKind::Rejected => "urgent",
        AttentionKind::Conflict | AttentionKind::Held | AttentionKind::Late => "waiting",
    }
}

fn state(line: &AttentionLine, lang: Lang) -> Html {
    match &line.resolved {
        None => html! { <span class="state waiting">{ lang.open_attention() }</span> },
        Some(_) if line.waits_for_visitor() => {
            html! { <span class="state waiting">{ lang.waits_for_visitor() }</span> }
        }
        Some(resolved) => {
            html! { <span class="state done">{ lang.resolution_kind(resolved.kind) }</span> }
        }
    }
}

/// Why it is here, in a line.
fn why(line: &AttentionLine, lang: Lang) -> String {
    match (line.kind, &line.result) {
        (AttentionKind::Rejected, ResultKind::Rejected { code, message }) => {
            let why = lang.reject_code(*code);
            match lang.record_field(message) {
                Some(field) => lang.why_field(why, field),
                None => why.to_owned(),
            }
        }
        (AttentionKind::Held, _) if line.member_name.is_some() => lang.why_never_held().to_owned(),
        (AttentionKind::Held, _) => {
            let number = line.fact.as_ref().and_then(|fact| fact.member());
            lang.why_held(&number.map(ToString::to_string).unwrap_or_default())
        }
        (AttentionKind::Late, _) => lang.why_late().to_owned(),
        (AttentionKind::Conflict, _) => lang.why_conflict().to_owned(),
        (AttentionKind::Rejected, _) => lang.attention_kind(line.kind).to_owned(),
    }
}

fn record(line: &AttentionLine, desk: &Desk, lang: Lang) -> Html {
    let recorded = line.fact.as_ref().map(|fact| {
        html! { <div key="recorded"><dt>{ lang.recorded_at() }</dt><dd>{ lang.day_and_time(fact.recorded_at) }</dd></div> }
    });
    let consequence = (line.kind == AttentionKind::Rejected).then(|| lang.why_rejected());
    let lost = match &line.result {
        ResultKind::Conflict { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    html! {
        <section class="matter">
            <div class="chips">
                <span class={classes!("chip", tone(line.kind))}>{ lang.attention_kind(line.kind) }</span>
            </div>
            <p><strong>{ why(line, lang) }</strong></p>
            <div class="slot">{ for consequence.map(|words| html! { <p class="second">{ words }</p> }) }</div>
            <ul class="points">{ for lost.iter().map(|lost| lost_value(lost, lang)) }</ul>
            <dl class="facts">
                <div key="whose"><dt>{ lang.col_whose() }</dt><dd>{ desk.name_of(line.author) }</dd></div>
                <div key="phone"><dt>{ lang.sent_from() }</dt><dd>{ short_id(line.device) }</dd></div>
                { for recorded }
                <div key="arrived"><dt>{ lang.arrived_at() }</dt><dd>{ lang.day_and_time(line.arrived_at) }</dd></div>
            </dl>
            <div class="slot">{ match &line.fact {
                Some(fact) => html! {
                    <div class="stack as-sent">
                        <p><strong>{ heading(fact, lang) }</strong></p>
                        { content(fact, &line.photos, desk, lang) }
                    </div>
                },
                None => html! { <p>{ lang.unreadable_record_why() }</p> },
            } }</div>
        </section>
    }
}

/// What the visitor told of a field, and what stands instead.
fn lost_value(lost: &Lost, lang: Lang) -> Html {
    let field = lang.record_field(&lost.field).unwrap_or(&lost.field);
    html! { <li key={lost.field.clone()}>{ lang.lost_value(field, &lost.lost, &lost.stands) }</li> }
}

fn raw(line: &AttentionLine, lang: Lang) -> Html {
    html! {
        <details>
            <summary>{ lang.as_it_was_sent() }</summary>
            <pre class="raw" tabindex="0">{ &line.raw }</pre>
        </details>
    }
}
