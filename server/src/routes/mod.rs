//! One file a resource: parse → call → respond. Each exports `router()`.

pub mod extract;

mod actor;
mod area_map;
mod assignments;
mod attention;
mod carried;
mod change_reports;
mod complaints;
mod devices;
mod health;
mod imports;
mod leads;
mod members;
mod office_card;
mod office_tasks;
mod outbox_files;
mod photos;
mod poke;
mod progress;
mod requests;
mod seasons;
mod services;
mod session;
mod setup;
mod sync;
mod targets;
mod users;
mod visitor_cards;
mod withdrawals;

use axum::Router;
use axum::response::Response;

use crate::app::App;
use crate::web::with_headers;

pub fn router() -> Router<App> {
    Router::new()
        .merge(area_map::router())
        .merge(assignments::router())
        .merge(carried::router())
        .merge(attention::router())
        .merge(change_reports::router())
        .merge(complaints::router())
        .merge(devices::router())
        .merge(health::router())
        .merge(imports::router())
        .merge(leads::router())
        .merge(members::router())
        .merge(office_card::router())
        .merge(office_tasks::router())
        .merge(outbox_files::router())
        .merge(photos::router())
        .merge(poke::router())
        .merge(progress::router())
        .merge(requests::router())
        .merge(seasons::router())
        .merge(services::router())
        .merge(session::router())
        .merge(setup::router())
        .merge(targets::router())
        .merge(sync::router())
        .merge(users::router())
        .merge(visitor_cards::router())
        .merge(withdrawals::router())
}

/// Replies hold personal data: no cache may keep them, nobody else's page may show them, and none is a page
/// itself. Few words, because the phone hears them with each round.
pub async fn data_headers(response: Response) -> Response {
    let headers = [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    with_headers(response, &headers)
}
