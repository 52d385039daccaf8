//! The service worker and new versions of the app: never in the middle of a record.

use std::cell::Cell;

use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, VisibilityState};
use yew::prelude::*;

use super::desk::{Desk, Place, Step};
use super::late::Late;
use crate::i18n::field::FieldTexts;

/// The version that waits to take over.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum NewVersion {
    #[default]
    None,
    Waits(ServiceWorker),
    /// In the gallery.
    #[cfg(debug_assertions)]
    Shown,
}

impl From<Option<ServiceWorker>> for NewVersion {
    fn from(waiting: Option<ServiceWorker>) -> Self {
        waiting.map_or(Self::None, Self::Waits)
    }
}

/// An installation that a bad signal broke off is tried again after this.
const INSTALL_AGAIN_MS: u32 = 10_000;

/// A quiet line; screens on which something is written don't show it.
pub fn update_line(desk: &Desk) -> Html {
    let lang = desk.lang();
    let there_is_one = desk.place.new_version != NewVersion::None;
    let onclick = desk.click(|desk| take_over(&desk.place.new_version));
    html! {
        <div class="update-line">
            <Late known={there_is_one}>
                <p>
                    <span>{ lang.new_version() }</span>
                    <button type="button" class="button quiet" {onclick}>{ lang.update() }</button>
                </p>
            </Late>
        </div>
    }
}

/// Once the new worker controls them, all tabs are told by `controllerchange`, and each reloads as
/// soon as nothing is being written in it.
pub fn take_over(waiting: &NewVersion) {
    if let NewVersion::Waits(worker) = waiting {
        let message = js_sys::Object::new();
        let set = js_sys::Reflect::set(&message, &"type".into(), &"skip-waiting".into());
        if set.is_ok() {
            worker.post_message(&message).ok();
        }
    }
}

/// Registers the service worker and tells of each new version. Without one (an old browser, a private
/// window) the app still works online.
pub fn watch(steps: UseReducerDispatcher<Place>) {
    spawn_local(async move {
        register(steps).await;
    });
}

async fn register(steps: UseReducerDispatcher<Place>) -> Option<()> {
    let container = service_workers()?;
    let registration = install(&container).await?;
    let had_one = container.controller().is_some();
    if had_one {
        steps.dispatch(Step::Found(registration.waiting().into()));
    }
    let on_controller = {
        let steps = steps.clone();
        // The very first worker takes over without a reload; the next one, in the same page, with one.
        let is_first = Cell::new(!had_one);
        EventListener::new(&container, "controllerchange", move |_| {
            if !is_first.replace(false) {
                steps.dispatch(Step::Replaced);
            }
        })
    };
    let seen_again = {
        let registration = registration.clone();
        EventListener::new(&window(), "visibilitychange", move |_| {
            if document().visibility_state() == VisibilityState::Visible {
                look_for_a_new_version(&registration);
            }
        })
    };
    let found = {
        let registration = registration.clone();
        move |_: &Event| watch_installing(&registration, &steps)
    };
    // All listen as long as the page lives.
    EventListener::new(&registration, "updatefound", found).forget();
    on_controller.forget();
    seen_again.forget();
    let mut installed = registration;
    while installed.active().is_none() {
        TimeoutFuture::new(INSTALL_AGAIN_MS).await;
        if let Some(again) = install(&container).await {
            installed = again;
        }
    }
    Some(())
}

/// Installs the app unless it is installed; `None` where the browser refuses.
async fn install(container: &ServiceWorkerContainer) -> Option<ServiceWorkerRegistration> {
    let registered = JsFuture::from(container.register("/sw.js")).await;
    registered.ok()?.dyn_into().ok()
}

/// An app that is left open for days asks for itself; the browser only does when it is opened.
fn look_for_a_new_version(registration: &ServiceWorkerRegistration) {
    let Ok(asked) = registration.update() else {
        return;
    };
    spawn_local(async move {
        // Without a signal there is nothing to find; the next look finds it.
        JsFuture::from(asked).await.ok();
    });
}

fn watch_installing(registration: &ServiceWorkerRegistration, steps: &UseReducerDispatcher<Place>) {
    let Some(installing) = registration.installing() else {
        return;
    };
    let (registration, steps) = (registration.clone(), steps.clone());
    let on_state = EventListener::new(&installing, "statechange", move |_| {
        let replaces_one = service_workers().is_some_and(|c| c.controller().is_some());
        if replaces_one && let Some(worker) = registration.waiting() {
            steps.dispatch(Step::Found(NewVersion::Waits(worker)));
        }
    });
    // It fires a few times in the worker's life and goes with it.
    on_state.forget();
}

/// `None` where the browser has none; reading the missing object would throw.
fn service_workers() -> Option<ServiceWorkerContainer> {
    let navigator: JsValue = window().navigator().into();
    let container = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}
