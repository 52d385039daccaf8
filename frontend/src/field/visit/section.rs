//! A part of the record as one row that opens on a tap.

use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Sign, icon};

#[derive(Debug, Properties, PartialEq)]
pub struct SectionProps {
    title: AttrValue,
    /// What is recorded in it, shown while it is closed.
    summary: AttrValue,
    /// Something is recorded in it.
    filled: bool,
    /// What keeps the record from being finished lies in here.
    wanting: bool,
    urgent: bool,
    children: Html,
}

pub fn urgent_section(
    title: &'static str,
    summary: impl Into<AttrValue>,
    wanting: bool,
    body: Html,
) -> Html {
    summed_up(title, summary.into(), [wanting, true], body)
}

pub fn section(
    title: &'static str,
    summary: impl Into<AttrValue>,
    wanting: bool,
    body: Html,
) -> Html {
    summed_up(title, summary.into(), [wanting, false], body)
}

/// Its summary says what is in it, and nothing else.
fn summed_up(title: &'static str, summary: AttrValue, marks: [bool; 2], body: Html) -> Html {
    let filled = !summary.is_empty();
    drawn(title, summary, filled, marks, body)
}

/// A section whose head also says what is worth knowing before anything is in it.
pub fn telling_section(
    title: &'static str,
    summary: impl Into<AttrValue>,
    filled: bool,
    wanting: bool,
    body: Html,
) -> Html {
    drawn(title, summary.into(), filled, [wanting, false], body)
}

fn drawn(
    title: &'static str,
    summary: AttrValue,
    filled: bool,
    [wanting, urgent]: [bool; 2],
    body: Html,
) -> Html {
    html! { <Section key={title} {title} {summary} {filled} {wanting} {urgent}>{ body }</Section> }
}

#[component]
pub fn Section(props: &SectionProps) -> Html {
    // A record that is opened again shows what is in it.
    let open = use_state_eq(|| props.filled);
    use_effect_with(props.wanting, {
        let open = open.setter();
        move |wanting| {
            if *wanting {
                open.set(true);
            }
        }
    });
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let class = classes!(
        "section",
        open.then_some("open"),
        props.filled.then_some("filled"),
        props.urgent.then_some("urgent"),
        props.wanting.then_some("wanting"),
    );
    let expanded = if *open { "true" } else { "false" };
    html! {
        <section {class}>
            <button type="button" class="section-head" aria-expanded={expanded} {onclick}>
                <span class="section-title">{ &props.title }</span>
                <span class="section-summary">{ &props.summary }</span>
                { icon(Sign::Open) }
            </button>
            if *open {
                <div class="section-body stack">{ props.children.clone() }</div>
            }
        </section>
    }
}

/// How many entries a section holds; nothing when it holds none.
pub fn count_words(lang: Lang, entries: usize) -> String {
    if entries == 0 {
        String::new()
    } else {
        lang.entries(entries)
    }
}
