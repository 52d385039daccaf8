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
        _ if opening => lang.close_and_open_again(),
        _ => lang.storage_trouble_do(),
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

/// The phone's storage keeps somebody waiting: nothing is said to be saved before it has answered.
pub fn silent(lang: Lang) -> Html {
    let body = html! { <>
        <p>{ lang.storage_silent_safe() }</p>
        <p>{ lang.storage_silent_do() }</p>
    </> };
    announced(Tone::Urgent, lang.storage_silent(), body)
}

/// What a record's page says right above its button, the most pressing thing: what is wanting, that it couldn't be
/// stored, or that another window has saved it with other words, where `to_do` says how to go on.
pub fn above_the_button(
    desk: &Desk,
    failed: Option<&StoreError>,
    wanting: Option<Html>,
    draft: FactId,
    to_do: &str,
) -> Option<Html> {
    let lang = desk.lang();
    let elsewhere = || {
        let told = desk.snap.saved_elsewhere.contains(&draft);
        let body = html! { <>
            <p>{ lang.saved_elsewhere_safe() }</p>
            <p>{ to_do }</p>
        </> };
        told.then(|| announced(Tone::Waiting, lang.saved_elsewhere(), body))
    };
    let apart = || {
        let told = desk.snap.kept_apart.contains(&draft);
        let body = html! { <>
            <p>{ lang.kept_apart_safe() }</p>
            <p>{ lang.kept_apart_do() }</p>
        </> };
        told.then(|| announced(Tone::Waiting, lang.kept_apart(), body))
    };
    wanting
        .or_else(|| failed.map(|error| store_trouble(lang, error, false)))
        .or_else(elsewhere)
        .or_else(apart)
}

/// While a page is open, what is typed on it doesn't vanish behind its person's back.
#[hook]
pub fn use_typing(desk: &Desk, draft: FactId) {
    let (driver, book) = (desk.driver.clone(), desk.snap.book.clone());
    let mut known = desk.snap.drafts.iter();
    let known = known.find(|known| known.id == draft).cloned();
    use_effect_with(draft, move |draft| {
        let draft = *draft;
        if let Some(known) = known {
            driver.draft_opened(&known);
        }
        move || {
            driver.draft_left(draft);
            let left = driver.draft(draft);
            if left.is_some_and(|left| left.is_idle(book.own())) {
                driver.drop_idle(draft);
            }
        }
    });
}
