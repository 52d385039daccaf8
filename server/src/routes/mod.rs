//! One file a resource: parse → call → respond. Each exports `router()`.

pub mod extract;

mod devices;
mod health;
mod office_card;
mod session;
mod setup;
mod users;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::app::App;

pub fn router() -> Router<App> {
    Router::new()
        .merge(devices::router())
        .merge(health::router())
        .merge(office_card::router())
        .merge(session::router())
        .merge(setup::router())
        .merge(users::router())
}

/// Replies hold personal data: no cache may keep them.
pub async fn never_stored(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
