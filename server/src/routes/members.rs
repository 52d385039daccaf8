//! `GET /api/members`, `GET /api/members/words`, `GET | PATCH /api/members/{number}`,
//! `PUT /api/members/{number}/place`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, put};
use serde::Deserialize;
use shared::model::limits::{SHORT_TEXT, at_most};
use shared::model::{Fault, Invalid, MemberNumber, Place};
use shared::wire::ProblemKind;
use shared::wire::office::{ChangeMember, MemberFile, MemberPage, MemberWords};

use super::extract::{Done, Json, Path, Query};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::members;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/members", get(search))
        .route("/api/members/words", get(words))
        .route("/api/members/{number}", get(file).patch(change))
        .route("/api/members/{number}/place", put(set_place))
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    search: String,
    #[serde(default)]
    page: u32,
}

async fn search(
    State(app): State<App>,
    _: Actor,
    Query(Search { search, page }): Query<Search>,
) -> ApiResult<Json<MemberPage>> {
    at_most("search", &search, SHORT_TEXT)?;
    if search.split_whitespace().count() > members::MOST_WORDS {
        return Err(Invalid::new("search", Fault::TooMany).into());
    }
    let found = app
        .blocking(move |db| db.read(|read| members::search(read, &search, page)))
        .await?;
    Ok(Json(found))
}

async fn words(State(app): State<App>, _: Actor) -> ApiResult<Json<MemberWords>> {
    Ok(Json(app.blocking(|db| db.read(members::words)).await?))
}

async fn file(
    State(app): State<App>,
    _: Actor,
    Path(number): Path<MemberNumber>,
) -> ApiResult<Json<MemberFile>> {
    let found = app
        .blocking(move |db| db.read(|read| members::file(read, &number)))
        .await?;
    Ok(Json(found.ok_or(ProblemKind::NotFound)?))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(number): Path<MemberNumber>,
    Json(wish): Json<ChangeMember>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| members::change(write, actor, &number, wish)))
        .await?;
    Ok(Done)
}

async fn set_place(
    State(app): State<App>,
    actor: Actor,
    Path(number): Path<MemberNumber>,
    Json(place): Json<Place>,
) -> ApiResult<Done> {
    place.validate()?;
    app.blocking(move |db| db.write(|write| members::set_place(write, actor, &number, place)))
        .await?;
    Ok(Done)
}
