//! What a tap opens follows the paint that shows the tap: a slow phone answers sooner for it.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::driver::painted;

/// The value, one paint later than it changes.
#[hook]
pub fn use_when_painted<T: Clone + PartialEq + 'static>(value: T) -> T {
    let shown = use_state_eq(|| value.clone());
    use_effect_with(value, {
        let shown = shown.setter();
        move |value| {
            let value = value.clone();
            spawn_local(async move {
                painted().await;
                shown.set(value);
            });
        }
    });
    (*shown).clone()
}
