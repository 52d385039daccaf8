//! One round at a time in all tabs of this browser, by a Web Lock. The lock is a courtesy that saves
//! requests: two rounds at once would do no harm, so a tab that the system has put to sleep in the
//! middle of its round holds up the others for a while only.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::Driver;

/// A round's requests are given up after 30 s each; nobody waits longer than two of them.
const PATIENCE_MS: u32 = 60_000;

#[wasm_bindgen(inline_js = r#"
export function hold(name, patience_ms) {
  if (!navigator.locks) return Promise.resolve(() => {});
  const waiting = new AbortController();
  const late = setTimeout(() => waiting.abort(), patience_ms);
  return new Promise((granted) => {
    const work = () => new Promise((release) => { clearTimeout(late); granted(release); });
    navigator.locks.request(name, { signal: waiting.signal }, work).catch(() => granted(() => {}));
  });
}
"#)]
extern "C" {
    async fn hold(name: &str, patience_ms: u32) -> JsValue;
}

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(Function);

impl Lock {
    /// Waits for its turn, at most `patience_ms`; then, and in browsers without locks, goes on.
    pub async fn of(name: &str, patience_ms: u32) -> Self {
        Self(hold(name, patience_ms).await.unchecked_into())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A promise's resolve function doesn't throw.
        self.0.call0(&JsValue::UNDEFINED).ok();
    }
}

impl Driver {
    /// Waits for this tab's turn; it lasts until the round is over.
    pub(super) async fn begin_turn(&self) {
        if self.0.turn.borrow().is_none() {
            let lock = Lock::of("meguri-sync", PATIENCE_MS).await;
            self.0.turn.replace(Some(lock));
        }
    }

    pub(super) fn end_turn(&self) {
        self.0.turn.replace(None);
    }
}
