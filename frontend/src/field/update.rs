//! The service worker and new versions of the app: never in the middle of a record.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, VisibilityState};
use yew::prelude::*;
use yew_router::prelude::*;

use super::device;
use super::route::Route;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::use_window_event;

/// The version that waits to take over.
#[derive(Clone, Debug, Default, PartialEq)]
struct NewVersion(Option<ServiceWorker>);

#[derive(Debug, Properties, PartialEq)]
pub struct UpdateProviderProps {
    pub children: Html,
}

#[component]
pub fn UpdateProvider(props: &UpdateProviderProps) -> Html {
    let waiting = use_state_eq(NewVersion::default);
    let listeners = use_mut_ref(Vec::<EventListener>::new);
    use_effect_with((), {
        let waiting = waiting.setter();
        move |()| {
            spawn_local(async move {
                // Without a service worker (an old browser, a private window) the app still works online.
                if let Some(kept) = register(waiting).await {
                    listeners.borrow_mut().extend(kept);
                }
            });
        }
    });
    let route = use_route::<Route>();
    let hidden = use_callback(((*waiting).clone(), route), |(), (waiting, route)| {
        let writing = route.as_ref().is_some_and(Route::is_writing);
        if document().visibility_state() == VisibilityState::Hidden && !writing {
            take_over(waiting);
        }
    });
    use_window_event("visibilitychange", hidden);
    html! {
        <ContextProvider<NewVersion> context={(*waiting).clone()}>
            { props.children.clone() }
        </ContextProvider<NewVersion>>
    }
}

/// A quiet line; screens on which something is written don't show it.
#[component]
pub fn UpdateLine() -> Html {
    let lang = use_lang();
    let waiting = use_context::<NewVersion>().unwrap_or_default();
    let there_is_one = waiting.0.is_some();
    let onclick = use_callback(waiting, |_: MouseEvent, waiting| take_over(waiting));
    html! {
        <div class="update-line">
            if there_is_one {
                <p>
                    <span>{ lang.new_version() }</span>
                    <button type="button" class="button quiet" {onclick}>{ lang.update() }</button>
                </p>
            }
        </div>
    }
}

/// Once the new worker controls the page, `controllerchange` reloads it.
fn take_over(waiting: &NewVersion) {
    if let Some(worker) = &waiting.0 {
        let message = js_sys::Object::new();
        let set = js_sys::Reflect::set(&message, &"type".into(), &"skip-waiting".into());
        if set.is_ok() {
            worker.post_message(&message).ok();
        }
    }
}

async fn register(waiting: UseStateSetter<NewVersion>) -> Option<Vec<EventListener>> {
    let container = service_workers()?;
    let promise = container.register("/sw.js");
    let registration: ServiceWorkerRegistration =
        JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    let had_one = container.controller().is_some();
    if had_one {
        waiting.set(NewVersion(registration.waiting()));
    }
    let reloaded = Rc::new(Cell::new(false));
    let on_controller = EventListener::new(&container, "controllerchange", move |_| {
        // The very first worker takes over without a reload.
        if had_one && !reloaded.replace(true) {
            device::reload();
        }
    });
    let found = {
        let registration = registration.clone();
        move |_: &Event| watch_installing(&registration, &waiting)
    };
    let on_found = EventListener::new(&registration, "updatefound", found);
    Some(vec![on_controller, on_found])
}

fn watch_installing(
    registration: &ServiceWorkerRegistration,
    waiting: &UseStateSetter<NewVersion>,
) {
    let Some(installing) = registration.installing() else {
        return;
    };
    let (registration, waiting) = (registration.clone(), waiting.clone());
    let on_state = EventListener::new(&installing, "statechange", move |_| {
        let replaces_one = service_workers().is_some_and(|c| c.controller().is_some());
        if replaces_one && let Some(worker) = registration.waiting() {
            waiting.set(NewVersion(Some(worker)));
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
