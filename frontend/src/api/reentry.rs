//! A session that ends in mid-work: the request is held, the person signs in again on a layer over
//! the work, and the request goes out once more. Nothing on the screen is lost.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static HELD: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    static ASK: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
    static ENTRIES: Cell<u32> = const { Cell::new(0) };
}

/// From now on a held request calls `ask` so that somebody shows the sign-in; `None` when nobody does.
pub fn ask_through(ask: Option<Rc<dyn Fn()>>) {
    ASK.set(ask);
}

/// How often somebody has signed in again. A request that left before the latest entry just goes again.
pub fn entries() -> u32 {
    ENTRIES.get()
}

/// Waits until the person is in again; `false` at once when nobody would ask them.
pub async fn wait(entries_at_start: u32) -> bool {
    if entries() != entries_at_start {
        return true;
    }
    let Some(ask) = ASK.with_borrow(Clone::clone) else {
        return false;
    };
    let in_again = Promise::new(&mut |resolve, _| HELD.with_borrow_mut(|held| held.push(resolve)));
    ask();
    JsFuture::from(in_again).await.is_ok()
}

/// The person is in again: every held request goes out once more.
pub fn entered() {
    ENTRIES.set(entries() + 1);
    for resolve in HELD.take() {
        // A promise's own resolve function doesn't throw.
        let _ = resolve.call0(&JsValue::NULL);
    }
}
