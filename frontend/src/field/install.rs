//! How to put the app on the home screen: Android asks, an iPhone has to be told how.

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use super::device;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::Notice;

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

#[component]
pub fn InstallHint() -> Html {
    let lang = use_lang();
    let done = use_state_eq(|| false);
    let offered = OFFER.with_borrow(Option::is_some);
    let onclick = {
        let done = done.setter();
        use_callback((), move |_: MouseEvent, ()| {
            prompt();
            done.set(true);
        })
    };
    html! {
        <section>
            if device::is_installed() || *done || device::is_inside_line() {
                <span />
            } else if device::is_apple_phone() {
                <Notice headline={lang.install_ios()}><p>{ lang.install_ios_how() }</p></Notice>
            } else if offered {
                <div class="stack">
                    <button type="button" class="button wide" {onclick}>{ lang.install() }</button>
                    <p class="caption">{ lang.install_why() }</p>
                </div>
            } else {
                <Notice headline={lang.install_android()}><p>{ lang.install_android_how() }</p></Notice>
            }
        </section>
    }
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
