//! `GET /api/devices`: which phones there are and what waits on them. Anybody in the office may stop one at
//! once; only an administrator lets it in again.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use shared::model::DeviceId;
use shared::wire::ProblemKind;
use shared::wire::account::Devices;

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::auth::{Administrator, OfficeUser};
use crate::db::audit::Actor;
use crate::db::devices;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/devices", get(list))
        .route("/api/devices/{id}/revoke", post(revoke))
        .route("/api/devices/{id}/restore", post(restore))
}

async fn list(State(app): State<App>, _: OfficeUser) -> ApiResult<Json<Devices>> {
    let devices = app.blocking(|db| db.read(devices::all)).await?;
    Ok(Json(Devices { devices }))
}

async fn revoke(State(app): State<App>, actor: Actor, Path(id): Path<DeviceId>) -> ApiResult<Done> {
    let known = app
        .blocking(move |db| db.write(|write| devices::revoke(write, actor, id)))
        .await?;
    done(known)
}

async fn restore(
    State(app): State<App>,
    Administrator(_): Administrator,
    actor: Actor,
    Path(id): Path<DeviceId>,
) -> ApiResult<Done> {
    let known = app
        .blocking(move |db| db.write(|write| devices::restore(write, actor, id)))
        .await?;
    done(known)
}

fn done(known: bool) -> ApiResult<Done> {
    if known {
        Ok(Done)
    } else {
        Err(ProblemKind::NotFound.into())
    }
}
