//! A phone that can't store: what happened, what is safe, what to do.

use yew::prelude::*;

use crate::driver::StoreError;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Notice, Tone};

#[derive(Debug, Properties, PartialEq)]
pub struct StoreTroubleProps {
    pub error: StoreError,
    /// While opening, as against while saving a record.
    #[prop_or_default]
    pub opening: bool,
}

#[component]
pub fn StoreTrouble(props: &StoreTroubleProps) -> Html {
    let lang = use_lang();
    let happened = match (&props.error, props.opening) {
        (StoreError::QuotaExceeded, _) => lang.storage_is_full(),
        (StoreError::ReadOnly, _) => lang.newer_app_was_here(),
        (_, true) => lang.storage_wont_open(),
        (_, false) => lang.storage_wont_write(),
    };
    let safe = if props.opening {
        lang.saved_is_still_there()
    } else {
        lang.draft_is_still_there()
    };
    let to_do = match &props.error {
        StoreError::QuotaExceeded => lang.make_room(),
        StoreError::ReadOnly => lang.newer_app_what_to_do(),
        _ => lang.close_and_open_again(),
    };
    html! {
        <Notice tone={Tone::Urgent} headline={happened} announce=true>
            <p>{ safe }</p>
            <p>{ to_do }</p>
            if let StoreError::Other(cause) = &props.error {
                <p class="caption">{ cause }</p>
            }
        </Notice>
    }
}
