//! A failure in words: what happened, what is safe, what to do.

use yew::prelude::*;

use crate::api::Failure;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;

#[derive(Debug, Properties, PartialEq)]
pub struct TroubleProps {
    pub failure: Failure,
    #[prop_or_default]
    pub again: Option<Callback<()>>,
}

#[component]
pub fn Trouble(props: &TroubleProps) -> Html {
    let lang = use_lang();
    let words = lang.failure(&props.failure);
    let again = props.again.clone().map(|again| {
        let onclick = again.reform(|_: MouseEvent| ());
        html! { <button type="button" class="button" {onclick}>{ lang.try_again() }</button> }
    });
    html! {
        <div class="notice urgent" role="alert">
            <p class="headline">{ words.happened }</p>
            <p>{ words.safe }</p>
            <p>{ words.next }</p>
            <div>{ again.unwrap_or_default() }</div>
        </div>
    }
}
