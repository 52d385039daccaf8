//! `GET /api/withdrawals`, `PATCH /api/withdrawals/{id}`: the withdrawal register.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch};
use shared::model::WithdrawalCaseId;
use shared::wire::office::{ChangeCase, Withdrawals};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::withdrawals;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/withdrawals", get(list))
        .route("/api/withdrawals/{id}", patch(change))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Withdrawals>> {
    let cases = app.blocking(|db| db.read(withdrawals::list)).await?;
    Ok(Json(Withdrawals { cases }))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<WithdrawalCaseId>,
    Json(wish): Json<ChangeCase>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| withdrawals::change(write, actor, id, &wish)))
        .await?;
    Ok(Done)
}
