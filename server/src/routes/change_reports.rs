//! `GET /api/change-reports`, `PATCH /api/change-reports/{id}`: changed member data on its way to the
//! membership system. `GET /api/change-reports/export`: the same as CSV.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, patch};
use shared::model::ChangeReportId;
use shared::wire::change_report::{ChangeReports, MoveChange};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::change_reports;
use crate::error::ApiResult;
use crate::export;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/change-reports", get(list))
        .route("/api/change-reports/export", get(as_csv))
        .route("/api/change-reports/{id}", patch(change))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<ChangeReports>> {
    let reports = app.blocking(|db| db.read(change_reports::list)).await?;
    Ok(Json(ChangeReports { reports }))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ChangeReportId>,
    Json(wish): Json<MoveChange>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| change_reports::change(write, actor, id, wish)))
        .await?;
    Ok(Done)
}

async fn as_csv(State(app): State<App>, actor: Actor) -> ApiResult<impl IntoResponse> {
    let reports = app
        .blocking(move |db| {
            let reports = db.read(change_reports::list)?;
            db.write(|write| change_reports::note_export(write, actor, reports.len()))?;
            Ok::<_, crate::db::DbError>(reports)
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"change-reports.csv\"",
        ),
    ];
    Ok((headers, export::change_reports(&reports)?))
}
