//! Several entries of one kind: each with a way to take it out, and one button for another.

use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;

/// `key` is the entry's own, so that its fields go with it.
pub fn entry_box(
    lang: Lang,
    key: String,
    at: usize,
    on_remove: &Callback<usize>,
    body: Html,
) -> Html {
    let on_remove = on_remove.clone();
    let remove = Callback::from(move |_: MouseEvent| on_remove.emit(at));
    html! {
        <div {key} class="entry stack">
            { body }
            <button type="button" class="button quiet small" onclick={remove}>{ lang.take_out() }</button>
        </div>
    }
}

/// All entries, and the button for another.
pub fn entries(list: Vec<Html>, word: &'static str, on_add: Callback<()>) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| on_add.emit(()));
    html! { <>
        <div class="stack">{ for list }</div>
        <button type="button" class="button wide" {onclick}>{ word }</button>
    </> }
}

/// Takes an entry out; one that is gone already stays gone.
pub fn remove_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

/// Yes or no.
pub fn check(word: &'static str, on: bool, on_change: Callback<bool>) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| on_change.emit(!on));
    let (checked, mark) = if on { ("true", "✓") } else { ("false", "") };
    html! {
        <button type="button" class="check" role="switch" aria-checked={checked} {onclick}>
            <span class="check-box" aria-hidden="true">{ mark }</span>
            <span>{ word }</span>
        </button>
    }
}
