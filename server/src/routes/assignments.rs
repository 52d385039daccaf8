//! `/api/assignments`: give targets to visitors, take them back, order a day.

use axum::Router;
use axum::extract::State;
use axum::routing::{post, put};
use shared::wire::office::{Assign, OrderDay, TakeBack, Touched, validate_targets};

use super::extract::{Done, Json};
use crate::app::App;
use crate::db::assignments;
use crate::db::audit::Actor;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/assignments", post(assign))
        .route("/api/assignments/take-back", post(take_back))
        .route("/api/assignments/order", put(order))
}

async fn assign(
    State(app): State<App>,
    actor: Actor,
    Json(wish): Json<Assign>,
) -> ApiResult<Json<Touched>> {
    validate_targets(&wish.targets)?;
    let targets = app
        .blocking(move |db| db.write(|write| assignments::assign(write, actor, &wish)))
        .await?;
    Ok(Json(Touched { targets }))
}

async fn take_back(
    State(app): State<App>,
    actor: Actor,
    Json(wish): Json<TakeBack>,
) -> ApiResult<Json<Touched>> {
    validate_targets(&wish.targets)?;
    let targets = app
        .blocking(move |db| db.write(|write| assignments::take_back(write, actor, &wish.targets)))
        .await?;
    Ok(Json(Touched { targets }))
}

async fn order(
    State(app): State<App>,
    actor: Actor,
    Json(wish): Json<OrderDay>,
) -> ApiResult<Done> {
    validate_targets(&wish.targets)?;
    app.blocking(move |db| db.write(|write| assignments::order(write, actor, &wish)))
        .await?;
    Ok(Done)
}
