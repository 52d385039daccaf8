//! `GET /api/office-tasks`, `PATCH /api/office-tasks/{id}`: what the office must do for members.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch};
use shared::model::OfficeTaskId;
use shared::wire::office::{ChangeTask, OfficeTasks};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::office_tasks;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/office-tasks", get(list))
        .route("/api/office-tasks/{id}", patch(change))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<OfficeTasks>> {
    let office_tasks = app.blocking(|db| db.read(office_tasks::list)).await?;
    Ok(Json(OfficeTasks { office_tasks }))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<OfficeTaskId>,
    Json(wish): Json<ChangeTask>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| office_tasks::change(write, actor, id, &wish)))
        .await?;
    Ok(Done)
}
