//! `GET | PUT | DELETE /api/area-map`: outlines of areas for the phones' map, from a GeoJSON file.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::routing::get;
use serde::Deserialize;
use shared::model::AreaMap;
use shared::model::limits::{SHORT_TEXT, at_most};

use super::extract::{Done, Json, Query, too_large_or_malformed};
use crate::app::{App, MOST_BODY_BYTES};
use crate::db::Db;
use crate::db::area_map;
use crate::db::audit::{self, Actor};
use crate::error::{ApiError, ApiResult};
use crate::import::outlines;

pub fn router() -> Router<App> {
    Router::new().route("/api/area-map", get(read).put(write).delete(remove))
}

async fn read(State(app): State<App>, _: Actor) -> ApiResult<Json<AreaMap>> {
    Ok(Json(app.blocking(|db| db.read(area_map::get)).await?))
}

#[derive(Deserialize)]
struct Upload {
    /// Whom to credit, as the data's licence asks.
    #[serde(default)]
    credit: String,
}

/// The reply is what the phones get.
async fn write(
    State(app): State<App>,
    actor: Actor,
    Query(Upload { credit }): Query<Upload>,
    file: Result<Bytes, BytesRejection>,
) -> ApiResult<Json<AreaMap>> {
    at_most("credit", &credit, SHORT_TEXT)?;
    let file = file.map_err(|rejection| too_large_or_malformed(&rejection, MOST_BODY_BYTES))?;
    let stored = app.blocking(move |db| {
        let map = outlines::read(&file, &credit)?;
        store(db, actor, &map)?;
        Ok::<_, ApiError>(map)
    });
    Ok(Json(stored.await?))
}

async fn remove(State(app): State<App>, actor: Actor) -> ApiResult<Done> {
    app.blocking(move |db| store(db, actor, &AreaMap::default()))
        .await?;
    Ok(Done)
}

fn store(db: &Db, actor: Actor, map: &AreaMap) -> ApiResult<()> {
    db.write(|write| {
        area_map::put(write, map)?;
        audit::note(
            write,
            actor,
            "area_map.changed",
            &map.areas.len().to_string(),
        )
    })?;
    Ok(())
}
