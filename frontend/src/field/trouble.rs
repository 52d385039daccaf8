//! A phone that can't store: what happened, what is safe, what to do.

use yew::prelude::*;

use crate::driver::StoreError;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, announced};

/// `opening` as against saving a record.
pub fn store_trouble(lang: Lang, error: &StoreError, opening: bool) -> Html {
    let happened = match (error, opening) {
        (StoreError::QuotaExceeded, _) => lang.storage_is_full(),
        (StoreError::ReadOnly, _) => lang.newer_app_was_here(),
        (StoreError::PhotoGone, _) => lang.photo_gone(),
        (_, true) => lang.storage_wont_open(),
        (_, false) => lang.storage_wont_write(),
    };
    let safe = if opening {
        lang.saved_is_still_there()
    } else {
        lang.draft_is_still_there()
    };
    let to_do = match error {
        StoreError::QuotaExceeded => lang.make_room(),
        StoreError::ReadOnly => lang.newer_app_what_to_do(),
        StoreError::PhotoGone => lang.photo_gone_do(),
        _ => lang.close_and_open_again(),
    };
    let body = html! { <>
        <p>{ safe }</p>
        <p>{ to_do }</p>
        if let StoreError::Other(cause) = error {
            <p class="caption">{ cause }</p>
        }
    </> };
    announced(Tone::Urgent, happened, body)
}

/// The trouble, if there is any.
pub fn any_trouble(lang: Lang, error: Option<&StoreError>) -> Html {
    match error {
        Some(error) => store_trouble(lang, error, false),
        None => html! { <span /> },
    }
}
