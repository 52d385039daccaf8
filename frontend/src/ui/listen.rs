//! Listening to the window as long as a component lives.

use gloo::events::EventListener;
use gloo::utils::window;
use yew::prelude::*;

/// Calls `on_event` for each event of that name on the window.
#[hook]
pub fn use_window_event(name: &'static str, on_event: Callback<()>) {
    use_effect_with((name, on_event), |(name, on_event)| {
        let on_event = on_event.clone();
        let listener = EventListener::new(&window(), *name, move |_| on_event.emit(()));
        move || drop(listener)
    });
}
