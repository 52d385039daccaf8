//! A picture that is on this phone: small, and large on a tap; and how far the pictures of a visit have come.

use std::rc::Rc;

use shared::model::limits::Fault;
use shared::model::{FactId, Invalid, MOST_PHOTOS, PhotoKind, PhotoRef};
use shared::sync::{FactState, PendingPhoto};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::desk::Desk;
use super::device::ObjectUrl;
use crate::driver::{Adding, PhotoError};
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, announced};

#[derive(Debug, Properties, PartialEq)]
pub struct PhotoProps {
    pub desk: Desk,
    pub photo: PhotoRef,
    /// Counted from 1 among those beside it.
    pub place: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Shown {
    #[default]
    Loading,
    Here(Rc<ObjectUrl>),
    /// It left the phone after it had arrived.
    Gone,
}

/// 「写真 1」 or 「名刺 2」.
pub fn photo_name(lang: Lang, kind: PhotoKind, place: usize) -> String {
    [lang.photo_kind(kind), " ", &place.to_string()].concat()
}

#[component]
pub fn Photo(props: &PhotoProps) -> Html {
    let lang = props.desk.lang();
    let shown = use_state_eq(Shown::default);
    let large = use_state_eq(|| false);
    use_effect_with(props.photo.id, {
        let (driver, shown) = (props.desk.driver.clone(), shown.setter());
        move |id| {
            let id = *id;
            spawn_local(async move {
                let jpeg = driver.photo(id).await;
                let url = jpeg.and_then(|jpeg| ObjectUrl::of_jpeg(&jpeg).ok());
                shown.set(url.map_or(Shown::Gone, |url| Shown::Here(Rc::new(url))));
            });
        }
    });
    let onclick = {
        let large = large.clone();
        Callback::from(move |_: MouseEvent| large.set(!*large))
    };
    let name = photo_name(lang, props.photo.kind, props.place);
    let class = if *large { "photo large" } else { "photo" };
    let expanded = if *large { "true" } else { "false" };
    let caption = name.clone();
    match &*shown {
        // As large as what is coming.
        Shown::Loading => html! {
            <div class="photo-place"><div class="picture" /><p class="caption" aria-hidden="true">{ caption }</p></div>
        },
        Shown::Gone => html! {
            <div class="photo-place"><p class="caption">{ name }{ " " }{ lang.photo_not_here() }</p></div>
        },
        Shown::Here(url) => html! {
            <button type="button" {class} aria-expanded={expanded} {onclick}>
                <img src={url.address().to_owned()} alt={name} />
                <span class="caption" aria-hidden="true">{ caption }</span>
            </button>
        },
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct OwnPhotosProps {
    pub desk: Desk,
    pub list: Vec<PhotoRef>,
}

/// The pictures of an own visit while they are on this phone: shown when somebody wants to see them.
#[component]
pub fn OwnPhotos(props: &OwnPhotosProps) -> Html {
    let lang = props.desk.lang();
    let open = use_state_eq(|| false);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let expanded = if *open { "true" } else { "false" };
    let shown = props.list.iter().enumerate().map(|(at, photo)| {
        html! {
            <li key={photo.id.to_string()}>
                <Photo desk={props.desk.clone()} photo={photo.clone()} place={at + 1} />
            </li>
        }
    });
    html! {
        <div class="own-photos">
            <button type="button" class="button quiet small" aria-expanded={expanded} {onclick}>
                { lang.look_at_photos(props.list.len()) }
            </button>
            if *open {
                <ul class="photos">{ for shown }</ul>
            }
        </div>
    }
}

/// 「写真 2枚 未送信」: what isn't through comes first.
pub fn photo_chips(lang: Lang, photos: &[&PendingPhoto]) -> Html {
    let count = |is: fn(&FactState) -> bool| photos.iter().filter(|photo| is(&photo.state)).count();
    let refused = count(|state| matches!(state, FactState::NeedsYou { .. }));
    let waiting = count(|state| matches!(state, FactState::Waiting | FactState::Sending));
    let arrived = count(|state| *state == FactState::Arrived);
    let chips = [
        (refused, "chip urgent", lang.photos_need_you(refused)),
        (waiting, "chip waiting", lang.photos_wait(waiting)),
        (arrived, "chip done", lang.photos_arrived(arrived)),
    ];
    let chips = chips.into_iter().filter(|(count, _, _)| *count > 0);
    let chips = chips.map(|(_, class, words)| html! { <span key={class} {class}>{ words }</span> });
    html! { <span class="chips">{ for chips }</span> }
}

/// Pictures that couldn't be added to records that are saved already: nobody looks at their page any more.
pub fn lost_photos(desk: &Desk) -> Html {
    let lang = desk.lang();
    let lost = desk.snap.adding.iter().filter_map(|(record, adding)| {
        let Adding::Failed(error) = adding else {
            return None;
        };
        let record = *record;
        let name = desk.name_of(desk.own_fact(record)?.member()?);
        let onclick = desk.click(move |desk| desk.driver.photo_failure_noted(record));
        let to_do = match error {
            PhotoError::Refused(invalid) => why_not_taken(lang, invalid),
            PhotoError::NotReadable | PhotoError::NoDraft | PhotoError::Store(_) => {
                lang.photo_take_again().to_owned()
            }
        };
        let body = html! { <>
            <p>{ lang.photo_of_record_lost(&name) }</p>
            <p>{ to_do }</p>
            <button type="button" class="button" {onclick}>{ lang.note_it() }</button>
        </> };
        let happened = match error {
            PhotoError::NotReadable => lang.photo_not_readable(),
            PhotoError::NoDraft | PhotoError::Refused(_) | PhotoError::Store(_) => {
                lang.photo_not_kept()
            }
        };
        Some(announced(Tone::Urgent, happened, body))
    });
    html! { <div>{ for lost }</div> }
}

/// Why a saved record can't take one more.
pub fn why_not_taken(lang: Lang, invalid: &Invalid) -> String {
    match (invalid.field.as_str(), invalid.fault) {
        ("photos", Fault::TooMany) => lang.most_photos(MOST_PHOTOS),
        _ => lang.fault_of(invalid).to_owned(),
    }
}

/// Those of this visit that are on the phone.
pub fn photos_of(desk: &Desk, record: FactId) -> Vec<&PendingPhoto> {
    desk.snap.sync.photos_of(record).collect()
}
