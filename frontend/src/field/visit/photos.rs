//! 写真・名刺: taken with the phone's camera, on the disk at once, shown beside the buttons.

use shared::model::{FactId, MOST_PHOTOS, PhotoId, PhotoKind, PhotoRef};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::section::section;
use super::sheet::Part;
use crate::driver::{Adding, PhotoError, StoreError};
use crate::field::desk::Desk;
use crate::field::photo::{Photo, photo_name, why_not_taken};
use crate::field::pieces::low_storage_line;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, announced};

pub fn photos(part: &Part, draft: FactId, adding: Option<&Adding>) -> Html {
    let lang = part.lang();
    let list = part.form.visit.photos.clone();
    let on_add = part.editing(|form, photo: PhotoRef| form.name_photo(&photo));
    let on_remove = part.editing(|form, id: PhotoId| {
        form.visit.photos.retain(|photo| photo.id != id);
    });
    let summary = if list.is_empty() {
        String::new()
    } else {
        lang.sheets(list.len())
    };
    // What is being added, or couldn't be, is in sight also when the page is opened again.
    let open = part.wants("photos") || adding.is_some();
    let adding = adding.cloned();
    let body = html! {
        <Photos desk={part.desk.clone()} {draft} {list} {on_add} {on_remove} {adding} />
    };
    section(lang.photos(), summary, open, body)
}

#[derive(Debug, Properties, PartialEq)]
struct PhotosProps {
    desk: Desk,
    draft: FactId,
    list: Vec<PhotoRef>,
    on_add: Callback<PhotoRef>,
    on_remove: Callback<PhotoId>,
    adding: Option<Adding>,
}

#[component]
fn Photos(props: &PhotosProps) -> Html {
    let lang = props.desk.lang();
    let removed = use_state_eq(|| None::<PhotoRef>);
    let shown = props.list.iter().enumerate().map(|(at, photo)| {
        let remove = {
            let (photo, removed) = (photo.clone(), removed.setter());
            let on_remove = props.on_remove.clone();
            Callback::from(move |_: MouseEvent| {
                on_remove.emit(photo.id);
                removed.set(Some(photo.clone()));
            })
        };
        html! {
            <li key={photo.id.to_string()}>
                <Photo desk={props.desk.clone()} photo={photo.clone()} place={at + 1} />
                <button type="button" class="button quiet small" onclick={remove}
                    aria-label={lang.take_out_photo(&photo_name(lang, photo.kind, at + 1))}>
                    { lang.take_out() }
                </button>
            </li>
        }
    });
    let failed = match &props.adding {
        Some(Adding::Failed(error)) => Some(trouble(lang, error)),
        Some(Adding::BeingReduced | Adding::Kept(_)) | None => None,
    };
    let full = props.list.len() >= MOST_PHOTOS;
    html! {
        <>
            <ul class="photos">{ for shown }</ul>
            <div>{ for removed.as_ref().map(|photo| undo_line(lang, props, photo, &removed)) }</div>
            <div>{ for failed }</div>
            if full {
                <p class="second">{ lang.most_photos(MOST_PHOTOS) }</p>
            } else {
                <div class="photo-buttons">
                    { camera(props, PhotoKind::Photo) }
                    { camera(props, PhotoKind::BusinessCard) }
                </div>
            }
            { low_storage_line(&props.desk) }
            <p class="caption">{ lang.photo_privacy() }</p>
        </>
    }
}

/// The phone's camera, or a file where there is none.
fn camera(props: &PhotosProps, kind: PhotoKind) -> Html {
    let lang = props.desk.lang();
    let word = match kind {
        PhotoKind::Photo => lang.take_photo(),
        PhotoKind::BusinessCard => lang.take_card(),
    };
    let onchange = {
        let (driver, draft) = (props.desk.driver.clone(), props.draft);
        Callback::from(move |event: Event| {
            let input: Option<HtmlInputElement> = event.target_dyn_into();
            let Some(input) = input else { return };
            let file = input.files().and_then(|files| files.get(0));
            // The same file can be chosen once more.
            input.set_value("");
            if let Some(file) = file {
                driver.add_photo(draft, kind, file);
            }
        })
    };
    let disabled = props.adding.as_ref().is_some_and(Adding::is_under_way);
    let class = if disabled {
        "button wide disabled"
    } else {
        "button wide"
    };
    html! {
        <label {class}>
            <input type="file" class="visually-hidden" accept="image/*" capture="environment"
                {disabled} {onchange} />
            <span>{ word }</span>
        </label>
    }
}

/// The picture stays on the disk until the record is saved or given up.
fn undo_line(
    lang: Lang,
    props: &PhotosProps,
    photo: &PhotoRef,
    removed: &UseStateHandle<Option<PhotoRef>>,
) -> Html {
    let onclick = {
        let (photo, removed) = (photo.clone(), removed.setter());
        let on_add = props.on_add.clone();
        Callback::from(move |_: MouseEvent| {
            on_add.emit(photo.clone());
            removed.set(None);
        })
    };
    html! {
        <p class="undo-line" role="status">
            <span>{ lang.photo_taken_out() }</span>
            <button type="button" class="button" {onclick}>{ lang.undo() }</button>
        </p>
    }
}

fn trouble(lang: Lang, error: &PhotoError) -> Html {
    let refused;
    let (happened, to_do) = match error {
        PhotoError::NotReadable => (lang.photo_not_readable(), lang.photo_not_readable_do()),
        PhotoError::NoDraft => (lang.photo_not_kept(), lang.no_such_draft_why()),
        PhotoError::Refused(invalid) => {
            refused = why_not_taken(lang, invalid);
            (lang.photo_not_kept(), refused.as_str())
        }
        PhotoError::Store(StoreError::QuotaExceeded) => (lang.photo_not_kept(), lang.make_room()),
        PhotoError::Store(_) => (lang.photo_not_kept(), lang.close_and_open_again()),
    };
    let body = html! { <>
        <p>{ lang.photo_rest_is_safe() }</p>
        <p>{ to_do }</p>
    </> };
    announced(Tone::Urgent, happened, body)
}
