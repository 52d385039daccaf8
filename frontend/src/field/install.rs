//! How to put the app on the home screen: Android asks, an iPhone has to be told how.

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, notice};

thread_local! {
    /// The browser offers it once, early; it is kept for the button.
    static OFFER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Keeps the browser's offer; to be called as early as possible.
pub fn await_offer() {
    let options = EventListenerOptions::enable_prevent_default();
    let listener =
        EventListener::new_with_options(&window(), "beforeinstallprompt", options, |event| {
            event.prevent_default();
            OFFER.set(Some(event.clone().into()));
        });
    // It listens as long as the page lives.
    listener.forget();
}

pub fn install_hint(desk: &Desk) -> Html {
    let lang = desk.lang();
    let offered = OFFER.with_borrow(Option::is_some);
    let onclick = Callback::from(|_: MouseEvent| prompt());
    let hint = if device::is_installed() || device::is_inside_line() {
        html! { <span /> }
    } else if device::is_apple_phone() {
        let how = html! { <p>{ lang.install_ios_how() }</p> };
        notice(Tone::Plain, lang.install_ios(), how)
    } else if offered {
        html! {
            <div class="stack">
                <button type="button" class="button wide" {onclick}>{ lang.install() }</button>
                <p class="caption">{ lang.install_why() }</p>
            </div>
        }
    } else {
        let how = html! { <p>{ lang.install_android_how() }</p> };
        notice(Tone::Plain, lang.install_android(), how)
    };
    html! { <section>{ hint }</section> }
}

/// An offer can be used once.
fn prompt() {
    let Some(offer) = OFFER.take() else { return };
    let method = Reflect::get(&offer, &"prompt".into()).ok();
    if let Some(prompt) = method.and_then(|method| method.dyn_into::<Function>().ok()) {
        // A browser that refuses now still has its own menu entry.
        prompt.call0(&offer).ok();
    }
}
