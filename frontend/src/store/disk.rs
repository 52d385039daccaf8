//! Durability. Chromium's default is `relaxed`, and neither rexie nor idb has an option for it, so the
//! browser's own default is changed before the first transaction: what the outbox holds is on the
//! medium when its transaction completes, and so is a picture. A draft alone, written at every pause in typing,
//! may be relaxed. They don't say either why a transaction aborted (a full disk shows only there), so that
//! is remembered in `disk.js`. What the second copy there is for, it says itself.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// What the browser said of one transaction that wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub stores: Vec<String>,
    /// `strict`, `relaxed`, or `unknown` where the browser can't say.
    pub durability: String,
}

#[wasm_bindgen(module = "/src/store/disk.js")]
extern "C" {
    pub(super) fn prepare();
    /// The next transaction is relaxed; every other one is strict.
    pub(super) fn relax();
    /// Resolves when the second copy has followed all that was written before.
    pub(super) async fn followed();
    /// What was written last is in the first copy alone; the next write copies everything.
    pub fn second_copy_fails() -> bool;
    /// Puts the second copy's records into a database that was never written to: the browser has lost
    /// what was in it, or the phone is new and there are none.
    #[wasm_bindgen(catch)]
    pub(super) async fn restore(name: &str) -> Result<JsValue, JsValue>;
    fn latest_writes() -> Vec<String>;
    fn reason_of_last_abort() -> String;
}

/// The latest transactions that wrote, at most a hundred, oldest first; for tests.
pub fn writes() -> Vec<Write> {
    let writes = latest_writes().into_iter();
    writes
        .map(|write| {
            let mut words = write.split(' ').map(str::to_owned);
            Write {
                durability: words.next().unwrap_or_default(),
                stores: words.collect(),
            }
        })
        .collect()
}

/// The name of the exception that aborted a transaction last, such as `QuotaExceededError`.
pub(super) fn last_abort() -> String {
    reason_of_last_abort()
}
