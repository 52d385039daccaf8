//! `GET /api/attention`, `POST /api/attention/{id}/resolve`, `DELETE /api/attention/{id}/resolution`: what
//! needs somebody in the office, and what was decided.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, post};
use shared::model::AttentionId;
use shared::wire::attention::{Attention, Resolve};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::attention;
use crate::db::audit::Actor;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/attention", get(list))
        .route("/api/attention/{id}/resolve", post(resolve))
        .route("/api/attention/{id}/resolution", delete(reopen))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Attention>> {
    Ok(Json(app.blocking(|db| db.read(attention::list)).await?))
}

async fn resolve(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AttentionId>,
    Json(wish): Json<Resolve>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| attention::resolve(write, actor, id, &wish)))
        .await?;
    Ok(Done)
}

async fn reopen(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<AttentionId>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| attention::reopen(write, actor, id)))
        .await?;
    Ok(Done)
}
