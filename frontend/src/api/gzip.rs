//! The browser's own compression: a day's facts are mostly the same words.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen(inline_js = r#"
export async function gzip(text) {
  if (typeof CompressionStream === "undefined") return undefined;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn gzip(text: &str) -> Result<JsValue, JsValue>;
}

/// `None` where the browser can't; then the text goes as it is.
pub async fn compressed(text: &str) -> Option<Uint8Array> {
    gzip(text).await.ok()?.dyn_into().ok()
}
