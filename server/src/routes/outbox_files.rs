//! `POST /api/outbox-files/preview` and `POST /api/outbox-files`: the records that a phone exported, because
//! it can't send any more.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::routing::post;
use shared::wire::ProblemKind;
use shared::wire::import::FileProblem;
use shared::wire::outbox_file::{MOST_OUTBOX_FILE_BYTES, OutboxContent, OutboxFile};

use super::extract::{Json, too_large_or_malformed};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::outbox_file;
use crate::error::{ApiError, ApiResult};

pub fn router() -> Router<App> {
    let limit = DefaultBodyLimit::max(MOST_OUTBOX_FILE_BYTES as usize);
    Router::new()
        .route("/api/outbox-files/preview", post(preview).layer(limit))
        .route("/api/outbox-files", post(import).layer(limit))
}

/// What a phone has written, once the office is known to have sent it.
struct Exported(OutboxFile);

impl FromRequest<App> for Exported {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let limit = MOST_OUTBOX_FILE_BYTES as usize;
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| too_large_or_malformed(&rejection, limit))
            .map_err(as_file_problem)?;
        Ok(Self(outbox_file::open(&bytes)?))
    }
}

fn as_file_problem(error: ApiError) -> ApiError {
    match error {
        ApiError::Refused(ProblemKind::TooLarge { limit_bytes }) => {
            FileProblem::TooLarge { limit_bytes }.into()
        }
        other => other,
    }
}

async fn preview(
    State(app): State<App>,
    _: Actor,
    Exported(file): Exported,
) -> ApiResult<Json<OutboxContent>> {
    let content = app
        .blocking(move |db| db.read(|read| outbox_file::preview(read, &file)))
        .await?;
    Ok(Json(content))
}

async fn import(
    State(app): State<App>,
    actor: Actor,
    Exported(file): Exported,
) -> ApiResult<Json<OutboxContent>> {
    let content = app
        .blocking(move |db| {
            let standings = db.write(|write| outbox_file::import(write, actor, &file))?;
            Ok::<_, ApiError>(db.read(|read| outbox_file::content(read, &file, standings))?)
        })
        .await?;
    Ok(Json(content))
}
