//! `/api/imports`: preview a file, choose its columns, confirm it; what was imported before, and undoing it.

use std::future::poll_fn;
use std::pin::Pin;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::routing::{get, post, put};
use serde::Deserialize;
use shared::model::ImportId;
use shared::model::limits::{SHORT_TEXT, at_most};
use shared::wire::ProblemKind;
use shared::wire::import::{
    AsOf, Columns, FileProblem, ImportHistory, ImportKind, ImportUndo, Imported, Preview,
};

use super::extract::{Done, Json, Path, Query};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::{import_undo, imports};
use crate::error::ApiResult;
use crate::import::MOST_FILE_BYTES;

/// A browser shows a reply only once it has sent its whole request, so a file that is too large is read
/// to its end and thrown away, up to this size; then the connection is cut.
const MOST_DISCARDED_BYTES: u64 = 2_000_000_000;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/imports", get(history).post(stage))
        .route("/api/imports/{id}/columns", put(choose_columns))
        .route("/api/imports/{id}/as-of", put(set_as_of))
        .route("/api/imports/{id}/confirm", post(confirm))
        .route("/api/imports/{id}/undo", get(preview_undo).post(undo))
}

async fn history(State(app): State<App>, _: Actor) -> ApiResult<Json<ImportHistory>> {
    Ok(Json(app.blocking(|db| db.read(imports::history)).await?))
}

#[derive(Deserialize)]
struct File {
    kind: ImportKind,
    name: String,
}

async fn stage(
    State(app): State<App>,
    actor: Actor,
    Query(File { kind, name }): Query<File>,
    body: Body,
) -> ApiResult<Json<Preview>> {
    at_most("name", &name, SHORT_TEXT)?;
    let bytes = read_file(body).await?;
    let preview = app
        .blocking(move |db| {
            let opened = imports::open(&bytes)?;
            // Before the writer's lock, which others wait for.
            let columns = opened.guess(kind);
            let id =
                db.write(|write| imports::stage(write, actor, kind, &name, &bytes, &columns))?;
            db.read(|read| Ok(imports::preview(read, id, actor.at.day())))?
        })
        .await?;
    Ok(Json(preview))
}

async fn choose_columns(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ImportId>,
    Json(Columns { meanings }): Json<Columns>,
) -> ApiResult<Json<Preview>> {
    let preview = app
        .blocking(move |db| {
            db.write(|write| imports::choose_columns(write, id, &meanings))?;
            db.read(|read| Ok(imports::preview(read, id, actor.at.day())))?
        })
        .await?;
    Ok(Json(preview))
}

async fn set_as_of(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ImportId>,
    Json(AsOf { as_of }): Json<AsOf>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| imports::set_as_of(write, actor, id, as_of)))
        .await?;
    Ok(Done)
}

async fn confirm(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ImportId>,
) -> ApiResult<Json<Imported>> {
    let imported = app
        .blocking(move |db| db.write(|write| imports::confirm(write, actor, id)))
        .await?;
    Ok(Json(imported))
}

async fn preview_undo(
    State(app): State<App>,
    _: Actor,
    Path(id): Path<ImportId>,
) -> ApiResult<Json<ImportUndo>> {
    let told = app
        .blocking(move |db| db.read(|read| Ok(import_undo::preview(read, id)))?)
        .await?;
    Ok(Json(told))
}

async fn undo(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ImportId>,
) -> ApiResult<Json<ImportUndo>> {
    let told = app
        .blocking(move |db| db.write(|write| import_undo::undo(write, actor, id)))
        .await?;
    Ok(Json(told))
}

/// The whole body, as long as it is no larger than a file may be; never more of it in memory.
async fn read_file(mut body: Body) -> ApiResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut seen = 0_u64;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| ProblemKind::MalformedRequest)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        seen += data.len() as u64;
        if seen <= MOST_FILE_BYTES {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
        }
        if seen > MOST_DISCARDED_BYTES {
            break;
        }
    }
    if seen > MOST_FILE_BYTES {
        let problem = FileProblem::TooLarge {
            limit_bytes: MOST_FILE_BYTES,
        };
        return Err(problem.into());
    }
    Ok(bytes)
}
