//! `POST /api/targets/state`: hold, reopen or close targets; `POST /api/targets/purpose`: what for.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use shared::wire::office::{SetTargetPurpose, SetTargetState, Touched, validate_targets};

use super::extract::Json;
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::targets;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/targets/state", post(set_state))
        .route("/api/targets/purpose", post(set_purpose))
}

async fn set_state(
    State(app): State<App>,
    actor: Actor,
    Json(wish): Json<SetTargetState>,
) -> ApiResult<Json<Touched>> {
    validate_targets(&wish.targets)?;
    let targets = app
        .blocking(move |db| {
            db.write(|write| targets::set_state(write, actor, &wish.targets, wish.state))
        })
        .await?;
    Ok(Json(Touched { targets }))
}

async fn set_purpose(
    State(app): State<App>,
    actor: Actor,
    Json(wish): Json<SetTargetPurpose>,
) -> ApiResult<Json<Touched>> {
    validate_targets(&wish.targets)?;
    let targets = app
        .blocking(move |db| {
            db.write(|write| targets::set_purpose(write, actor, &wish.targets, wish.purpose))
        })
        .await?;
    Ok(Json(Touched { targets }))
}
