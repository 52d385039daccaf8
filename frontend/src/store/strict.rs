//! Strict durability. Chromium's default is `relaxed`, and neither rexie nor idb has an option
//! for it, so the browser's own default is changed before the first transaction. They don't say
//! either why a transaction aborted (a full disk shows only there), so that is remembered here.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = r#"
let last = "";
let abort = "";
export function strict_by_default() {
  const plain = IDBDatabase.prototype.transaction;
  if (plain.isStrict) return;
  function transaction(stores, mode, options) {
    const opened = plain.call(this, stores, mode, { durability: "strict", ...options });
    if (mode === "readwrite") last = opened.durability ?? "unknown";
    opened.addEventListener("abort", () => { abort = opened.error?.name ?? ""; });
    return opened;
  }
  transaction.isStrict = true;
  IDBDatabase.prototype.transaction = transaction;
}
export function durability_of_last_write() { return last; }
export function reason_of_last_abort() { return abort; }
"#)]
extern "C" {
    fn strict_by_default();
    fn durability_of_last_write() -> String;
    fn reason_of_last_abort() -> String;
}

pub fn make_default() {
    strict_by_default();
}

/// What the browser said of the last write: `strict`, or `unknown` where it can't say.
pub fn last_durability() -> String {
    durability_of_last_write()
}

/// The name of the exception that aborted a transaction last, such as `QuotaExceededError`.
pub(super) fn last_abort() -> String {
    reason_of_last_abort()
}
