//! A visitor's card 訪問員証: what stands on it beside the name.

use js_sys::JsString;
use shared::model::User;
use shared::wire::account::ChangeVisitorCard;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::places::PlaceTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::form::{Field, typed};
use crate::office::load::use_load;
use crate::office::toast::Said;

// A portrait of 384 × 480, coarser until it fits beside other rows into a page of a sync.
#[wasm_bindgen(inline_js = r#"
export async function portrait(file, most) {
  const image = await createImageBitmap(file);
  const [width, height] = [384, 480];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const scale = Math.max(width / image.width, height / image.height);
  const [wide, high] = [image.width * scale, image.height * scale];
  canvas.getContext("2d").drawImage(image, (width - wide) / 2, (height - high) / 2, wide, high);
  for (let quality = 0.85; quality > 0.2; quality -= 0.1) {
    const [, base64] = canvas.toDataURL("image/jpeg", quality).split(",");
    if (base64.length <= most) return base64;
  }
  throw new Error("too large");
}
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn portrait(file: &File, most: u32) -> Result<JsValue, JsValue>;
}

/// Characters of a photo in base64, a little below what the server takes.
const MOST_PHOTO: u32 = 60_000;

#[derive(Debug, Properties, PartialEq)]
pub struct CardProps {
    pub user: User,
    pub on_close: Callback<()>,
}

#[component]
pub fn VisitorCardForm(props: &CardProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let user = props.user.id;
    let card = use_load(user, |user| async move { office::visitor_card(user).await });
    // `None`: as it was.
    let photo = use_state_eq(|| None::<String>);
    let unreadable = use_state_eq(|| false);
    let on_photo = {
        let (photo, unreadable) = (photo.setter(), unreadable.setter());
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            input.set_value("");
            let (photo, unreadable) = (photo.clone(), unreadable.clone());
            spawn_local(async move {
                let made = portrait(&file, MOST_PHOTO).await.ok();
                let made = made.and_then(|made| made.dyn_into::<JsString>().ok());
                unreadable.set(made.is_none());
                if let Some(made) = made {
                    photo.set(Some(String::from(made)));
                }
            });
        })
    };
    let before = card.content.as_ref().map(|card| card.photo.clone());
    let shown = (*photo).clone().or(before).unwrap_or_default();
    let onsubmit = {
        let (again, close, photo) = (card.again.clone(), props.on_close.clone(), shown.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let change = ChangeVisitorCard {
                affiliation: typed(&event, "affiliation").trim().to_owned(),
                valid_until: typed(&event, "valid_until").parse().ok(),
                photo: photo.clone(),
                staff: !typed(&event, "staff").is_empty(),
            };
            let close = close.clone();
            command(&desk, again.clone(), async move {
                office::put_visitor_card(user, &change).await?;
                close.emit(());
                Ok(Said::done(lang.card_saved()))
            });
        })
    };
    let source = ["data:image/jpeg;base64,", &shown].concat();
    card.show(lang, |card| {
        let until = card.valid_until.map(|day| day.to_string()).unwrap_or_default();
        html! {
            <form class="stack" onsubmit={onsubmit.clone()} aria-label={lang.visitor_card_of(&props.user.name)}>
                <div class="row">
                    <Field label={lang.affiliation()} name="affiliation" initial={card.affiliation.clone()} hint={lang.affiliation_hint()} required={false} />
                    <Field label={lang.valid_until()} name="valid_until" kind="date" initial={until} required={false} />
                </div>
                <label class="check">
                    <input type="checkbox" name="staff" value="yes" checked={card.staff} />
                    <span>{ lang.is_staff() }</span>
                </label>
                <div class="row">
                    if shown.is_empty() {
                        <span class="second">{ lang.card_photo_none() }</span>
                    } else {
                        <img class="card-photo" src={source.clone()} alt={lang.card_photo_chosen()} width="96" height="120" />
                    }
                    <label class="button">
                        <input type="file" class="visually-hidden" accept="image/jpeg,image/png" onchange={on_photo.clone()} />
                        <span>{ lang.card_photo() }</span>
                    </label>
                    <button type="submit" class="button main">{ lang.save_card() }</button>
                </div>
                <p role="status">{ if *unreadable { lang.card_photo_unreadable() } else { "" } }</p>
            </form>
        }
    })
}
