//! Envelopes `{v, user, bytes}`: opaque to the database, so that its schema never has to change
//! and the bytes can be sealed before they are stored.

use js_sys::{Object, Reflect, Uint8Array};
use shared::model::UserId;
use wasm_bindgen::{JsCast, JsValue};

use super::StoreError;

/// Version of what is inside `bytes`; migrated on read.
const V: u32 = 1;

/// Builds an envelope; `fields` are further parts beside `bytes`.
pub fn seal(
    user: Option<UserId>,
    bytes: &[u8],
    fields: &[(&str, JsValue)],
) -> Result<JsValue, StoreError> {
    let envelope = Object::new();
    let user = user.map_or(JsValue::NULL, |user| user.to_string().into());
    let parts = [
        ("v", V.into()),
        ("user", user),
        ("bytes", Uint8Array::from(bytes).into()),
    ];
    for (name, value) in parts.iter().chain(fields) {
        set(&envelope, name, value)?;
    }
    Ok(envelope.into())
}

pub fn set(envelope: &JsValue, name: &str, value: &JsValue) -> Result<(), StoreError> {
    Reflect::set(envelope, &JsValue::from_str(name), value).map_err(|_| broken(name))?;
    Ok(())
}

/// The bytes of an envelope. One of a newer app can't be read by this one.
pub fn open(envelope: &JsValue) -> Result<Vec<u8>, StoreError> {
    match part(envelope, "v")?.as_f64() {
        Some(v) if v <= f64::from(V) => bytes(envelope, "bytes"),
        Some(v) => Err(StoreError::Unreadable(format!(
            "an envelope of version {v}"
        ))),
        None => Err(broken("v")),
    }
}

pub fn bytes(envelope: &JsValue, name: &str) -> Result<Vec<u8>, StoreError> {
    let array: Uint8Array = part(envelope, name)?.dyn_into().map_err(|_| broken(name))?;
    Ok(array.to_vec())
}

pub fn user(envelope: &JsValue) -> Result<Option<UserId>, StoreError> {
    match part(envelope, "user")?.as_string() {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| broken("user")),
    }
}

pub fn number(envelope: &JsValue, name: &str) -> Result<f64, StoreError> {
    part(envelope, name)?.as_f64().ok_or_else(|| broken(name))
}

pub fn part(envelope: &JsValue, name: &str) -> Result<JsValue, StoreError> {
    Reflect::get(envelope, &JsValue::from_str(name)).map_err(|_| broken(name))
}

fn broken(name: &str) -> StoreError {
    StoreError::Unreadable(format!("a stored record's `{name}` can't be read"))
}
