//! `GET | PUT /api/office-card`: how the office is reached. Everybody reads, the office writes.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use shared::model::limits::{SHORT_TEXT, required};
use shared::wire::OfficeCard;

use super::extract::{Done, Json};
use crate::app::App;
use crate::auth::SignedIn;
use crate::db::audit::{self, Actor};
use crate::db::office_card;
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new().route("/api/office-card", get(read).put(write))
}

async fn read(State(app): State<App>, _: SignedIn) -> ApiResult<Json<OfficeCard>> {
    Ok(Json(app.blocking(|db| db.read(office_card::get)).await?))
}

async fn write(
    State(app): State<App>,
    actor: Actor,
    Json(card): Json<OfficeCard>,
) -> ApiResult<Done> {
    required("name", &card.name, SHORT_TEXT)?;
    required("telephone", &card.telephone, SHORT_TEXT)?;
    app.blocking(move |db| {
        db.write(|write| {
            office_card::put(write, &card)?;
            audit::note(write, actor, "office_card.changed", "")
        })
    })
    .await?;
    Ok(Done)
}
