//! A rule narrowed to industries and branches; none chosen means all.

use yew::prelude::*;

use super::load::use_load;
use crate::api::office;
use crate::i18n::Lang;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;

/// Folded until it is wanted, because few rules need it. What is ticked stays ticked when it is
/// folded again.
#[component]
pub fn Narrow() -> Html {
    let lang = use_lang();
    let wanted = use_state_eq(|| false);
    let ontoggle = {
        let wanted = wanted.setter();
        Callback::from(move |_: Event| wanted.set(true))
    };
    html! {
        <details {ontoggle}>
            <summary>{ lang.narrow_rule() }</summary>
            <div class="stack">
                if *wanted {
                    <Words />
                }
            </div>
        </details>
    }
}

#[component]
fn Words() -> Html {
    let lang = use_lang();
    let words = use_load((), |()| office::member_words());
    words.show(lang, |words| {
        html! {
            <>
                { boxes(lang, lang.col_industry(), "industries", &words.industries) }
                { boxes(lang, lang.col_branch(), "branches", &words.branches) }
            </>
        }
    })
}

fn boxes(lang: Lang, label: &'static str, name: &'static str, words: &[(String, u64)]) -> Html {
    let boxes = words.iter().map(|(word, count)| {
        html! {
            <label key={word.clone()} class="choice">
                <input type="checkbox" {name} value={word.clone()} />
                <span>{ word }<span class="count">{ lang.number(*count) }</span></span>
            </label>
        }
    });
    html! {
        <fieldset>
            <legend class="label">{ label }</legend>
            <div class="choices small">{ for boxes }</div>
        </fieldset>
    }
}
