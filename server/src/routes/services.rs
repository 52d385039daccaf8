//! `GET /api/services`: the catalogue.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use shared::wire::office::Services;

use super::extract::Json;
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::services;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/services", get(list))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Services>> {
    let services = app.blocking(|db| db.read(services::list)).await?;
    Ok(Json(Services { services }))
}
