//! How to put the app on the home screen: Android asks, an iPhone has to be told how.

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use super::desk::{Desk, Place, Step};
use super::device;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, notice};

/// How this browser puts the app on the home screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Install {
    #[default]
    ByItsMenu,
    ByAButton,
    /// Just now, from this very page.
    Done,
}

thread_local! {
    /// The browser offers it once, early; it is kept for the button.
    static OFFER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    /// Who is told of it: an offer may also come while somebody looks at where the button stands.
    static TOLD: RefCell<Option<UseReducerDispatcher<Place>>> = const { RefCell::new(None) };
}

/// Keeps the browser's offer; to be called as early as possible.
pub fn await_offer() {
    let options = EventListenerOptions::enable_prevent_default();
    let offered =
        EventListener::new_with_options(&window(), "beforeinstallprompt", options, |event| {
            event.prevent_default();
            OFFER.set(Some(event.clone().into()));
            tell(Install::ByAButton);
        });
    let installed = EventListener::new(&window(), "appinstalled", |_| {
        OFFER.set(None);
        tell(Install::Done);
    });
    // Both listen as long as the page lives.
    offered.forget();
    installed.forget();
}

/// What the browser has offered so far, and from now on whatever it offers.
pub fn tell_of_offers(steps: UseReducerDispatcher<Place>) {
    TOLD.set(Some(steps));
    if OFFER.with_borrow(Option::is_some) {
        tell(Install::ByAButton);
    }
}

fn tell(install: Install) {
    TOLD.with_borrow(|told| {
        if let Some(steps) = told {
            steps.dispatch(Step::Install(install));
        }
    });
}

pub fn install_hint(desk: &Desk) -> Html {
    let lang = desk.lang();
    let onclick = Callback::from(|_: MouseEvent| prompt());
    let hint = if device::is_installed() || device::is_inside_line() {
        html! { <span /> }
    } else if device::is_apple_phone() {
        let how = html! { <p>{ lang.install_ios_how() }</p> };
        notice(Tone::Plain, lang.install_ios(), how)
    } else {
        match desk.place.install {
            Install::ByAButton => html! {
                <div class="stack">
                    <button type="button" class="button wide" {onclick}>{ lang.install() }</button>
                    <p class="caption">{ lang.install_why() }</p>
                </div>
            },
            Install::ByItsMenu => {
                let how = html! { <p>{ lang.install_android_how() }</p> };
                notice(Tone::Plain, lang.install_android(), how)
            }
            Install::Done => {
                let from_there = html! { <p>{ lang.installed_do() }</p> };
                notice(Tone::Done, lang.installed(), from_there)
            }
        }
    };
    html! { <section>{ hint }</section> }
}

/// An offer can be used once.
fn prompt() {
    let Some(offer) = OFFER.take() else { return };
    tell(Install::ByItsMenu);
    let method = Reflect::get(&offer, &"prompt".into()).ok();
    if let Some(prompt) = method.and_then(|method| method.dyn_into::<Function>().ok()) {
        // A browser that refuses now still has its own menu entry.
        prompt.call0(&offer).ok();
    }
}
