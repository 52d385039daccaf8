//! `GET | POST /api/carried`: gift cards and plates that visitors carry 持ち出し.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use shared::wire::carried::{AllCarried, GiveOut};

use super::extract::{Done, Json};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::carried;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/carried", get(list).post(give))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<AllCarried>> {
    let carried = app.blocking(|db| db.read(carried::list)).await?;
    Ok(Json(AllCarried { carried }))
}

async fn give(State(app): State<App>, actor: Actor, Json(wish): Json<GiveOut>) -> ApiResult<Done> {
    wish.validate()?;
    app.blocking(move |db| db.write(|write| carried::give(write, actor, &wish)))
        .await?;
    Ok(Done)
}
