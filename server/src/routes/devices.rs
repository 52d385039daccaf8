//! `GET /api/devices`: which phones there are and what waits on them.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use shared::wire::account::Devices;

use super::extract::Json;
use crate::app::App;
use crate::auth::OfficeUser;
use crate::db::devices;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/devices", get(list))
}

async fn list(State(app): State<App>, _: OfficeUser) -> ApiResult<Json<Devices>> {
    let devices = app.blocking(|db| db.read(devices::all)).await?;
    Ok(Json(Devices { devices }))
}
