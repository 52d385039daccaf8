//! `POST /api/targets/state`: hold, reopen or close targets.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use shared::wire::office::{SetTargetState, Touched, validate_targets};

use super::extract::Json;
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::targets;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/targets/state", post(set_state))
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
