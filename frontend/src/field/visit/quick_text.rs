//! A text field whose usual words are one tap away.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, choices};

pub fn quick_text(
    lang: Lang,
    label: &'static str,
    words: Vec<AttrValue>,
    start: String,
    invalid: bool,
    on_text: Callback<String>,
) -> Html {
    let node = NodeRef::default();
    let chosen = words.iter().position(|usual| **usual == *start);
    let on_tap = {
        let (node, words, on_text) = (node.clone(), words.clone(), on_text.clone());
        Callback::from(move |at: usize| {
            // It follows the page only until somebody types in it.
            if let Some(field) = node.cast::<HtmlInputElement>() {
                field.set_value(&words[at]);
            }
            on_text.emit(words[at].to_string());
        })
    };
    html! {
        <div class="stack quick-text">
            <TextInput {label} {start} {invalid} {on_text} {node} />
            if !words.is_empty() {
                { choices("choices", lang.usual_words(), words, chosen.as_slice(), &on_tap) }
            }
        </div>
    }
}
