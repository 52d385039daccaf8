//! A part of the record as one row that opens on a tap.

use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Icon, Sign};

#[derive(Debug, Properties, PartialEq)]
pub struct SectionProps {
    pub title: AttrValue,
    /// What is recorded in it, shown while it is closed.
    #[prop_or_default]
    pub summary: AttrValue,
    /// What keeps the record from being finished lies in here.
    #[prop_or_default]
    pub wanting: bool,
    #[prop_or_default]
    pub urgent: bool,
    #[prop_or_default]
    pub children: Html,
}

#[component]
pub fn Section(props: &SectionProps) -> Html {
    let open = use_state_eq(|| false);
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
    let filled = !props.summary.is_empty();
    let class = classes!(
        "section",
        open.then_some("open"),
        filled.then_some("filled"),
        props.urgent.then_some("urgent"),
    );
    html! {
        <section {class}>
            <button type="button" class="section-head" aria-expanded={if *open { "true" } else { "false" }} {onclick}>
                <span class="section-title">{ &props.title }</span>
                <span class="section-summary">{ &props.summary }</span>
                <Icon sign={Sign::Open} />
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
