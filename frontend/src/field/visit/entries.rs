//! Several entries of one kind: each with a way to take it out, and one button for another.

use yew::prelude::*;

use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;

#[derive(Debug, Properties, PartialEq)]
pub struct EntryBoxProps {
    pub at: usize,
    pub on_remove: Callback<usize>,
    pub children: Html,
}

#[component]
pub fn EntryBox(props: &EntryBoxProps) -> Html {
    let lang = use_lang();
    let remove = use_callback(
        (props.at, props.on_remove.clone()),
        |_: MouseEvent, (at, on_remove)| on_remove.emit(*at),
    );
    html! {
        <div class="entry stack">
            { props.children.clone() }
            <button type="button" class="button quiet small" onclick={remove}>{ lang.take_out() }</button>
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct AddProps {
    pub word: AttrValue,
    pub on_add: Callback<()>,
}

#[component]
pub fn Add(props: &AddProps) -> Html {
    let onclick = use_callback(props.on_add.clone(), |_: MouseEvent, on_add| {
        on_add.emit(());
    });
    html! {
        <button type="button" class="button wide" {onclick}>{ &props.word }</button>
    }
}

/// Takes an entry out; one that is gone already stays gone.
pub fn remove_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct CheckProps {
    pub word: AttrValue,
    pub on: bool,
    pub on_change: Callback<bool>,
}

/// Yes or no.
#[component]
pub fn Check(props: &CheckProps) -> Html {
    let onclick = use_callback(
        (props.on, props.on_change.clone()),
        |_: MouseEvent, (on, on_change)| on_change.emit(!on),
    );
    html! {
        <button type="button" class="check" role="switch" aria-checked={if props.on { "true" } else { "false" }} {onclick}>
            <span class="check-box" aria-hidden="true">{ if props.on { "✓" } else { "" } }</span>
            <span>{ &props.word }</span>
        </button>
    }
}
