//! `GET /api/requests`, `PATCH /api/requests/{id}`: what members ask of the chamber.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch};
use shared::model::RequestId;
use shared::wire::office::{ChangeRequest, Requests};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::requests;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/requests", get(list))
        .route("/api/requests/{id}", patch(change))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Requests>> {
    let requests = app.blocking(|db| db.read(requests::list)).await?;
    Ok(Json(Requests { requests }))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RequestId>,
    Json(wish): Json<ChangeRequest>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| requests::change(write, actor, id, &wish)))
        .await?;
    Ok(Done)
}
