//! 写真・名刺: taken with the phone's camera, on the disk at once, shown beside the buttons.

use shared::model::{FactId, MOST_PHOTOS, PhotoId, PhotoKind, PhotoRef};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::section::section;
use super::sheet::Part;
use crate::driver::{PhotoError, StoreError};
use crate::field::desk::Desk;
use crate::field::photo::{Photo, photo_name};
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, announced};

pub fn photos(part: &Part, draft: FactId, adding: &UseStateHandle<bool>) -> Html {
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
    let body = html! {
        <Photos desk={part.desk.clone()} {draft} {list} {on_add} {on_remove} adding={adding.clone()} />
    };
    section(lang.photos(), summary, part.wants("photos"), body)
}

#[derive(Debug, Properties, PartialEq)]
struct PhotosProps {
    desk: Desk,
    draft: FactId,
    list: Vec<PhotoRef>,
    on_add: Callback<PhotoRef>,
    on_remove: Callback<PhotoId>,
    /// A picture is being made small: the record waits for it.
    adding: UseStateHandle<bool>,
}

#[component]
fn Photos(props: &PhotosProps) -> Html {
    let lang = props.desk.lang();
    let failed = use_state_eq(|| None::<PhotoError>);
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
    let full = props.list.len() >= MOST_PHOTOS;
    html! {
        <>
            <ul class="photos">{ for shown }</ul>
            <div role="status">
                if *props.adding {
                    <p class="second">{ lang.photo_being_kept() }</p>
                }
            </div>
            <div>{ for removed.as_ref().map(|photo| undo_line(lang, props, photo, &removed)) }</div>
            <div>{ for failed.as_ref().map(|error| trouble(lang, error)) }</div>
            if full {
                <p class="second">{ lang.most_photos(MOST_PHOTOS) }</p>
            } else {
                <div class="photo-buttons">
                    { camera(props, PhotoKind::Photo, &failed) }
                    { camera(props, PhotoKind::BusinessCard, &failed) }
                </div>
            }
            <p class="caption">{ lang.photo_privacy() }</p>
        </>
    }
}

/// The phone's camera, or a file where there is none.
fn camera(
    props: &PhotosProps,
    kind: PhotoKind,
    failed: &UseStateHandle<Option<PhotoError>>,
) -> Html {
    let lang = props.desk.lang();
    let word = match kind {
        PhotoKind::Photo => lang.take_photo(),
        PhotoKind::BusinessCard => lang.take_card(),
    };
    let onchange = {
        let (driver, draft) = (props.desk.driver.clone(), props.draft);
        let (adding, failed) = (props.adding.setter(), failed.setter());
        let on_add = props.on_add.clone();
        Callback::from(move |event: Event| {
            let input: Option<HtmlInputElement> = event.target_dyn_into();
            let Some(input) = input else { return };
            let file = input.files().and_then(|files| files.get(0));
            // The same file can be chosen once more.
            input.set_value("");
            let Some(file) = file else { return };
            let (driver, on_add) = (driver.clone(), on_add.clone());
            let (adding, failed) = (adding.clone(), failed.clone());
            adding.set(true);
            spawn_local(async move {
                match driver.add_photo(draft, kind, &file).await {
                    Ok(photo) => {
                        on_add.emit(photo);
                        failed.set(None);
                    }
                    Err(error) => failed.set(Some(error)),
                }
                adding.set(false);
            });
        })
    };
    let class = if *props.adding {
        "button wide disabled"
    } else {
        "button wide"
    };
    html! {
        <label {class}>
            <input type="file" class="visually-hidden" accept="image/*" capture="environment"
                disabled={*props.adding} {onchange} />
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
    let (happened, to_do) = match error {
        PhotoError::NotReadable => (lang.photo_not_readable(), lang.photo_not_readable_do()),
        PhotoError::NoDraft => (lang.photo_not_kept(), lang.no_such_draft_why()),
        PhotoError::Store(StoreError::QuotaExceeded) => (lang.photo_not_kept(), lang.make_room()),
        PhotoError::Store(_) => (lang.photo_not_kept(), lang.close_and_open_again()),
    };
    let body = html! { <>
        <p>{ lang.photo_rest_is_safe() }</p>
        <p>{ to_do }</p>
    </> };
    announced(Tone::Urgent, happened, body)
}
