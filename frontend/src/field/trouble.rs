//! A phone that can't store: what happened, what is safe, what to do.

use shared::model::FactId;
use yew::prelude::*;

use super::desk::Desk;
use crate::driver::StoreError;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
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

/// That another window has saved this draft's record with other words. `to_do` says how to go on.
pub fn saved_elsewhere(desk: &Desk, draft: FactId, to_do: &str) -> Html {
    let lang = desk.lang();
    let body = || {
        html! { <>
            <p>{ lang.saved_elsewhere_safe() }</p>
            <p>{ to_do }</p>
        </> }
    };
    let told = desk.snap.saved_elsewhere.contains(&draft);
    html! {
        <div>{ for told.then(|| announced(Tone::Waiting, lang.saved_elsewhere(), body())) }</div>
    }
}

/// While a page is open, what is typed on it doesn't vanish behind its person's back.
#[hook]
pub fn use_typing(desk: &Desk, draft: FactId) {
    let driver = desk.driver.clone();
    use_effect_with(draft, move |draft| {
        let draft = *draft;
        move || driver.draft_left(draft)
    });
}
