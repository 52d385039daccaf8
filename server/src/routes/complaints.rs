//! `GET /api/complaints`, `PATCH /api/complaints/{id}`: complaints.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch};
use shared::model::ComplaintId;
use shared::wire::office::{ChangeTask, Complaints};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::complaints;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/complaints", get(list))
        .route("/api/complaints/{id}", patch(change))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Complaints>> {
    let complaints = app.blocking(|db| db.read(complaints::list)).await?;
    Ok(Json(Complaints { complaints }))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ComplaintId>,
    Json(wish): Json<ChangeTask>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| complaints::change(write, actor, id, &wish)))
        .await?;
    Ok(Done)
}
