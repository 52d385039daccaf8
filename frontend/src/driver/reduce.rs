//! A picture as the camera gives it becomes a small JPEG: upright, and without what the camera wrote into
//! it, such as where it was taken. The browser does the work, away from the page where it can.

use js_sys::{Reflect, Uint8Array};
use shared::model::MOST_PHOTO_BYTES;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

/// Pixels of the longer side: a business card can be read, a room recognised.
const MOST_PIXELS: u32 = 1_600;
/// What a picture should weigh; a busy one may weigh more, up to what the server takes.
const AIM_BYTES: u32 = 300 * 1024;

#[wasm_bindgen(inline_js = r#"
const KIND = "image/jpeg";
const QUALITIES = [0.85, 0.75, 0.65, 0.55, 0.45];
const LEAST_PIXELS = 200;

function drawn(picture, most) {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = typeof OffscreenCanvas === "undefined"
    ? Object.assign(document.createElement("canvas"), { width, height })
    : new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d", { alpha: false });
  paper.fillStyle = "white";
  paper.fillRect(0, 0, width, height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(picture, 0, 0, width, height);
  return canvas;
}

function encoded(canvas, quality) {
  if (canvas.convertToBlob) return canvas.convertToBlob({ type: KIND, quality });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error("not encoded")), KIND, quality);
  });
}

async function small_enough(picture, pixels, aim, limit) {
  for (let most = pixels; most >= LEAST_PIXELS; most = Math.round(most * 0.7)) {
    const canvas = drawn(picture, most);
    let blob;
    for (const quality of QUALITIES) {
      blob = await encoded(canvas, quality);
      if (blob.size <= aim) return blob;
    }
    if (blob.size <= limit) return blob;
  }
  throw new Error("too large");
}

async function reduced(file, ...limits) {
  // Turned as the camera was held.
  const picture = await createImageBitmap(file);
  try {
    const blob = await small_enough(picture, ...limits);
    const jpeg = new Uint8Array(await blob.arrayBuffer());
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", jpeg));
    return { jpeg, sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") };
  } finally {
    picture.close();
  }
}

// This very module, started as a worker.
if (typeof document === "undefined") {
  self.onmessage = async ({ data }) => {
    try { self.postMessage(await reduced(...data)); } catch { self.postMessage(null); }
  };
}

function in_worker(...wish) {
  return new Promise((resolve) => {
    const worker = new Worker(import.meta.url, { type: "module" });
    const done = (answer) => { worker.terminate(); resolve(answer); };
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = (event) => { event.preventDefault(); done(null); };
    worker.postMessage(wish);
  });
}

export async function reduce(...wish) {
  const away = typeof Worker !== "undefined" && typeof OffscreenCanvas !== "undefined";
  return (away && await in_worker(...wish)) || reduced(...wish);
}
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn reduce(file: &File, pixels: u32, aim: u32, limit: u32) -> Result<JsValue, JsValue>;
}

#[derive(Debug)]
pub struct Reduced {
    pub jpeg: Vec<u8>,
    /// Hexadecimal.
    pub sha256: String,
}

/// `None` for what isn't a picture, or is of a kind that this browser can't read.
pub async fn reduced(file: &File) -> Option<Reduced> {
    let made = reduce(file, MOST_PIXELS, AIM_BYTES, MOST_PHOTO_BYTES)
        .await
        .ok()?;
    let part = |name: &str| Reflect::get(&made, &JsValue::from_str(name)).ok();
    let jpeg: Uint8Array = part("jpeg")?.dyn_into().ok()?;
    Some(Reduced {
        jpeg: jpeg.to_vec(),
        sha256: part("sha256")?.as_string()?,
    })
}
