//! `GET /api/seasons/{id}/progress`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use shared::model::SeasonId;
use shared::wire::ProblemKind;
use shared::wire::office::Progress;

use super::extract::{Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::{DbError, progress, seasons};
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/seasons/{id}/progress", get(of_season))
}

async fn of_season(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SeasonId>,
) -> ApiResult<Json<Progress>> {
    let progress = app
        .blocking(move |db| {
            let progress = db.read(|read| match seasons::find(read, id)? {
                None => Ok(None),
                Some(season) => progress::of(read, &season, actor.at).map(Some),
            })?;
            Ok::<_, DbError>(progress.map(|progress| Progress {
                cannot_write: db.cannot_write(),
                ..progress
            }))
        })
        .await?;
    Ok(Json(progress.ok_or(ProblemKind::NotFound)?))
}
