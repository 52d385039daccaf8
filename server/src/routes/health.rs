//! `GET /api/health`: for whoever watches the process.

use axum::Router;
use axum::routing::get;
use serde::Serialize;

use super::extract::Json;
use crate::app::App;
use crate::db::meta;
use crate::error::ApiResult;
use axum::extract::State;

#[derive(Debug, Serialize)]
struct Health {
    ok: bool,
    version: &'static str,
}

pub fn router() -> Router<App> {
    Router::new().route("/api/health", get(health))
}

/// Answers only when the database can be read.
async fn health(State(app): State<App>) -> ApiResult<Json<Health>> {
    app.blocking(|db| db.read(meta::epoch)).await?;
    Ok(Json(Health {
        ok: true,
        version: env!("CARGO_PKG_VERSION"),
    }))
}
