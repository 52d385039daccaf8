//! Durability. Chromium's default is `relaxed`, and neither rexie nor idb has an option for it, so the
//! browser's own default is changed before the first transaction: what the outbox holds is on the
//! medium when its transaction completes. Drafts, written at every pause in typing, may be relaxed.
//! They don't say either why a transaction aborted (a full disk shows only there), so that is
//! remembered here.

use wasm_bindgen::prelude::wasm_bindgen;

/// What the browser said of one transaction that wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    pub stores: Vec<String>,
    /// `strict`, `relaxed`, or `unknown` where the browser can't say.
    pub durability: String,
}

#[wasm_bindgen(inline_js = r#"
let writes = [];
let abort = "";
export function strict_by_default() {
  const plain = IDBDatabase.prototype.transaction;
  if (plain.isStrict) return;
  function transaction(stores, mode, options) {
    const names = [stores].flat();
    const durability = names.includes("drafts") && !names.includes("outbox") ? "relaxed" : "strict";
    const opened = plain.call(this, stores, mode, { durability, ...options });
    if (mode === "readwrite") writes = [...writes.slice(-99), [opened.durability ?? "unknown", ...names]];
    opened.addEventListener("abort", () => { abort = opened.error?.name ?? ""; });
    return opened;
  }
  transaction.isStrict = true;
  IDBDatabase.prototype.transaction = transaction;
}
export function latest_writes() { return writes.map((write) => write.join(" ")); }
export function reason_of_last_abort() { return abort; }
"#)]
extern "C" {
    fn strict_by_default();
    fn latest_writes() -> Vec<String>;
    fn reason_of_last_abort() -> String;
}

pub fn make_default() {
    strict_by_default();
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
