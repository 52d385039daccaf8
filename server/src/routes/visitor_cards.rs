//! `GET | PUT /api/users/{id}/card`: what a visitor shows as 訪問員証. The office reads, the administrator
//! writes.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use shared::model::UserId;
use shared::wire::account::ChangeVisitorCard;
use shared::wire::{ProblemKind, VisitorCard};

use super::extract::{Json, Path};
use crate::app::App;
use crate::auth::{Administrator, OfficeUser};
use crate::db::audit::Actor;
use crate::db::visitor_cards;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/users/{id}/card", get(read).put(change))
}

async fn read(
    State(app): State<App>,
    _: OfficeUser,
    Path(id): Path<UserId>,
) -> ApiResult<Json<VisitorCard>> {
    let card = app
        .blocking(move |db| db.read(|read| visitor_cards::get(read, id)))
        .await?;
    Ok(Json(card.ok_or(ProblemKind::NotFound)?))
}

async fn change(
    State(app): State<App>,
    Administrator(by): Administrator,
    Path(id): Path<UserId>,
    Json(given): Json<ChangeVisitorCard>,
) -> ApiResult<Json<VisitorCard>> {
    given.validate()?;
    let actor = Actor {
        user: by.id,
        at: app.clock.now(),
    };
    let card = app
        .blocking(move |db| db.write(|write| visitor_cards::change(write, actor, id, &given)))
        .await?;
    Ok(Json(card))
}
