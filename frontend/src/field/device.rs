//! What kind of browser this is, as far as the app has to behave differently in it.

use gloo::utils::window;
use js_sys::{Array, Function, Uint8Array};
use shared::model::Spot;
use shared::rules::MapApp;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

fn user_agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

pub fn is_apple_phone() -> bool {
    let agent = user_agent();
    // An iPad calls itself a Mac; no Mac has a screen to touch.
    let ipad_as_mac = agent.contains("Macintosh") && window().navigator().max_touch_points() > 1;
    agent.contains("iPhone") || agent.contains("iPad") || ipad_as_mac
}

/// What opens a map here.
pub fn map_app() -> MapApp {
    if is_apple_phone() {
        MapApp::Apple
    } else if user_agent().contains("Android") {
        MapApp::Android
    } else {
        MapApp::Browser
    }
}

#[wasm_bindgen(inline_js = r#"
export const position = () => new Promise((tell) => {
  const found = ({ coords }) => tell([coords.latitude, coords.longitude, coords.accuracy]);
  const options = { enableHighAccuracy: true, maximumAge: 10000, timeout: 15000 };
  if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, () => tell([]), options);
  else tell([]);
});
export function keep_awake() {
  let lock, over = false;
  const ask = () => {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
    navigator.wakeLock.request("screen").then((given) => { lock = given; if (over) given.release(); }, () => {});
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => { over = true; document.removeEventListener("visibilitychange", ask); lock?.release(); };
}
"#)]
extern "C" {
    async fn position() -> JsValue;
    fn keep_awake() -> Function;
}

/// Where this phone is: latitude and longitude in degrees, and how exactly in metres. `None` where that isn't
/// allowed or can't be found out.
pub async fn where_am_i() -> Option<[f64; 3]> {
    let found = Array::from(&position().await);
    let number = |place| found.get(place).as_f64();
    Some([number(0)?, number(1)?, number(2)?])
}

/// The same as a spot on the map. Never stored or sent.
pub fn ask_position(tell: Callback<Option<Spot>>) {
    spawn_local(async move {
        let found = where_am_i().await;
        tell.emit(found.and_then(|[lat, lon, _]| Spot::of_degrees(lat, lon)));
    });
}

/// Keeps the screen on until it is dropped, where the browser can.
#[derive(Debug)]
pub struct KeptAwake(Function);

impl KeptAwake {
    pub fn ask() -> Self {
        Self(keep_awake())
    }
}

impl Drop for KeptAwake {
    fn drop(&mut self) {
        // What can't be let go ends with the page.
        self.0.call0(&JsValue::NULL).ok();
    }
}

/// LINE's own browser forgets what it stores, and can't be installed from.
pub fn is_inside_line() -> bool {
    user_agent().contains(" Line/")
}

/// Started from the home screen.
pub fn is_installed() -> bool {
    let query = window().match_media("(display-mode: standalone)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// The address that makes LINE open the phone's own browser.
pub fn outside_line() -> String {
    let here = window().location().origin().unwrap_or_default();
    here + "/?openExternalBrowser=1"
}

/// A small thing that this browser was told to remember.
pub fn remembered(key: &str) -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(key).ok().flatten()
}

/// A browser that refuses to remember is only asked again at the next start.
pub fn remember(key: &str, text: &str) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        storage.set_item(key, text).ok();
    }
}

/// Until the tab closes, across reloads of its page.
pub fn remember_in_this_tab(key: &str, on: bool) {
    if let Some(storage) = window().session_storage().ok().flatten() {
        let done = match on {
            true => storage.set_item(key, "on"),
            false => storage.remove_item(key),
        };
        // A browser that refuses to remember begins among real members.
        done.ok();
    }
}

pub fn is_remembered_in_this_tab(key: &str) -> bool {
    let storage = window().session_storage().ok().flatten();
    storage.is_some_and(|storage| storage.get_item(key).ok().flatten().is_some())
}

pub fn reload() {
    // A page that can't be reloaded stays as it is; nothing depends on it.
    window().location().reload().ok();
}

/// An address under which this page, and nobody else, finds a picture; gone with the value.
#[derive(Debug, PartialEq, Eq)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    pub fn of_jpeg(jpeg: &[u8]) -> Result<Self, JsValue> {
        let parts = Array::of1(&Uint8Array::from(jpeg));
        let kind = web_sys::BlobPropertyBag::new();
        kind.set_type("image/jpeg");
        let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
        web_sys::Url::create_object_url_with_blob(&blob).map(Self)
    }

    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // An address that is gone already is as good.
        web_sys::Url::revoke_object_url(&self.0).ok();
    }
}

/// Offers a text as a file under this name.
pub fn offer_file(name: &str, text: &str) -> Result<(), JsValue> {
    let parts = Array::of1(&JsValue::from_str(text));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link = gloo::utils::document().create_element("a")?;
    let link: web_sys::HtmlAnchorElement = link.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&address)
}
