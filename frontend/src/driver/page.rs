//! What the browser's page tells: time, randomness, network, visibility, storage, other tabs.

use gloo::events::EventListener;
use js_sys::Promise;
use shared::model::Moment;
use shared::sync::{Event, Wake};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{StorageEstimate, VisibilityState};

use super::{Driver, StorageView};

#[wasm_bindgen(inline_js = r#"
let next;
export const painted = () => next ??= new Promise((tell) => {
  const late = setTimeout(then, 200);
  function then() {
    clearTimeout(late);
    cancelAnimationFrame(frame);
    setTimeout(() => { next = undefined; tell(); });
  }
  const frame = requestAnimationFrame(then);
});
"#)]
extern "C" {
    #[wasm_bindgen(js_name = painted)]
    fn next_paint() -> Promise;
}

/// Resolves once the browser has painted what stands at the call, for all who wait for that together; after 200 ms on a
/// page that nobody sees, which paints nothing.
pub fn painted() -> impl Future<Output = ()> + 'static {
    let painted = JsFuture::from(next_paint());
    async move {
        // It is never rejected.
        painted.await.ok();
    }
}

pub(super) fn now() -> Moment {
    let date = js_sys::Date::new_0();
    // The browser's offset counts west of UTC, in minutes.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "milliseconds of our centuries and minutes of a day fit"
    )]
    let (utc_ms, offset_minutes) = (date.get_time() as i64, -date.get_timezone_offset() as i16);
    Moment {
        utc_ms,
        offset_minutes,
    }
}

/// Random bytes from the browser's generator.
pub(super) fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    let crypto = gloo::utils::window().crypto();
    if crypto
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .is_err()
    {
        // Every browser that runs WebAssembly has it; without it ids would still have to differ.
        for byte in &mut bytes {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to below 256"
            )]
            {
                *byte = (js_sys::Math::random() * 256.0) as u8;
            }
        }
    }
    bytes
}

impl Driver {
    pub(super) fn listen(&self) {
        let window = gloo::utils::window();
        let document = gloo::utils::document();
        let driver = self.clone();
        let online = EventListener::new(&window, "online", move |_| {
            driver.listen_for_pokes();
            driver.send(Event::Wake(Wake::Online));
        });
        let driver = self.clone();
        let visible = EventListener::new(&document, "visibilitychange", move |_| {
            driver.listen_for_pokes();
            match gloo::utils::document().visibility_state() {
                VisibilityState::Visible => {
                    driver.ask_about_storage();
                    driver.send(Event::Wake(Wake::Visible));
                }
                // The last event that one can count on.
                _ => driver.flush_drafts(),
            }
        });
        let mut listeners = vec![online, visible];
        if let Some(channel) = &self.0.other_tabs {
            let driver = self.clone();
            listeners.push(EventListener::new(channel, "message", move |_| {
                driver.0.others_wrote.set(true);
                driver.read_what_others_wrote();
            }));
        }
        self.0.listeners.replace(listeners);
    }

    pub(super) fn tell_other_tabs(&self) {
        if let Some(channel) = &self.0.other_tabs
            && channel.post_message(&JsValue::TRUE).is_err()
        {
            gloo::console::warn!("other tabs couldn't be told; they notice at their next write");
        }
    }

    /// Reads everything again, as soon as no round is under way.
    pub(super) fn read_what_others_wrote(&self) {
        if !self.0.others_wrote.get() || !self.0.client.borrow().rests() {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            if let Err(error) = driver.reload_at_rest().await {
                gloo::console::error!("reading the phone's storage failed:", error.to_string());
            }
        });
    }

    /// Asked at the first save, when a person can see why; the answer is shown on 送信.
    pub(super) fn ask_to_keep_storage(&self) {
        if self.0.storage.get().persisted == Some(true) {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            let storage = gloo::utils::window().navigator().storage();
            if let Ok(asked) = storage.persist()
                && let Ok(answer) = JsFuture::from(asked).await
            {
                driver.set_storage(StorageView {
                    persisted: answer.as_bool(),
                    ..driver.0.storage.get()
                });
            }
        });
    }

    pub(super) fn ask_about_storage(&self) {
        let driver = self.clone();
        spawn_local(async move {
            let storage = gloo::utils::window().navigator().storage();
            let mut view = StorageView::default();
            if let Ok(asked) = storage.persisted()
                && let Ok(answer) = JsFuture::from(asked).await
            {
                view.persisted = answer.as_bool();
            }
            if let Ok(asked) = storage.estimate()
                && let Ok(answer) = JsFuture::from(asked).await
            {
                let estimate: StorageEstimate = answer.unchecked_into();
                view.used_bytes = estimate.get_usage().map(whole);
                view.quota_bytes = estimate.get_quota().map(whole);
            }
            driver.set_storage(view);
        });
    }

    fn set_storage(&self, view: StorageView) {
        if self.0.storage.replace(view) != view {
            self.describe_this_phone();
            self.changed();
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "browsers give whole, positive bytes"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
