//! A visit's pictures: small in the record, large on a click, one after the other by the arrow keys.

use shared::model::{PhotoId, PhotoRef};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;

#[derive(Debug, Properties, PartialEq)]
pub struct PhotosProps {
    /// What the visit promised.
    pub list: Vec<PhotoRef>,
    /// Those that have come.
    pub arrived: Vec<PhotoId>,
}

#[component]
pub fn Photos(props: &PhotosProps) -> Html {
    let lang = use_lang();
    let open = use_state_eq(|| None::<usize>);
    let mut there: Vec<Picture> = Vec::new();
    let mut drawn: Vec<Html> = Vec::new();
    for (at, photo) in props.list.iter().enumerate() {
        let name = format!("{} {}", lang.photo_kind(photo.kind), at + 1);
        let key = photo.id.to_string();
        if !props.arrived.contains(&photo.id) {
            drawn.push(html! {
                <li {key} class="thumbnail missing">
                    <span>{ name }</span>
                    <span class="chip waiting">{ lang.photo_not_arrived() }</span>
                </li>
            });
            continue;
        }
        let place = there.len();
        let onclick = {
            let open = open.setter();
            Callback::from(move |_: MouseEvent| open.set(Some(place)))
        };
        let address = format!("/api/photos/{}", photo.id);
        drawn.push(html! {
            <li {key}>
                <button type="button" class="thumbnail" {onclick}>
                    <img src={address.clone()} alt="" loading="lazy" />
                    <span>{ &name }</span>
                </button>
            </li>
        });
        there.push(Picture { name, address });
    }
    let on_close = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    html! {
        <div class="slot">
            <ul class="thumbnails">{ for drawn }</ul>
            <div>{ for open.map(|start| html! {
                <Album key={start} pictures={there} {start} {on_close} />
            }) }</div>
        </div>
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Picture {
    name: String,
    address: String,
}

#[derive(Debug, Properties, PartialEq)]
struct AlbumProps {
    /// At least one.
    pictures: Vec<Picture>,
    start: usize,
    on_close: Callback<()>,
}

/// The browser's own dialogue: it keeps the focus, Escape closes it, and the focus goes back.
#[component]
fn Album(props: &AlbumProps) -> Html {
    let lang = use_lang();
    let dialog = use_node_ref();
    let at = use_state_eq(|| props.start);
    use_effect_with(dialog.clone(), |dialog| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            // One that is open already stays so.
            dialog.show_modal().ok();
        }
    });
    let last = props.pictures.len().saturating_sub(1);
    let turn = {
        let at = at.clone();
        move |forth: bool| {
            let next = if forth { *at + 1 } else { at.saturating_sub(1) };
            at.set(next.min(last));
        }
    };
    let onkeydown = {
        let turn = turn.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowRight" => turn(true),
            "ArrowLeft" => turn(false),
            _ => {}
        })
    };
    let button = |word: &'static str, forth: bool, disabled: bool| {
        let turn = turn.clone();
        let onclick = Callback::from(move |_: MouseEvent| turn(forth));
        html! { <button type="button" class="button" {onclick} {disabled}>{ word }</button> }
    };
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        })
    };
    let Some(picture) = props.pictures.get(*at) else {
        return html! { <span /> };
    };
    html! {
        <dialog ref={dialog} class="album" aria-label={picture.name.clone()} {onkeydown}
            onclose={props.on_close.reform(|_| ())}>
            <header>
                <h2>{ &picture.name }</h2>
                <button type="button" class="button quiet" onclick={close}>{ lang.close() }</button>
            </header>
            <img src={picture.address.clone()} alt={picture.name.clone()} />
            <div class="album-buttons">
                { button(lang.previous_photo(), false, *at == 0) }
                <span role="status">{ format!("{} / {}", *at + 1, props.pictures.len()) }</span>
                { button(lang.next_photo(), true, *at == last) }
            </div>
        </dialog>
    }
}
