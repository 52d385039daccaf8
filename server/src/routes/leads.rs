//! `GET | POST /api/leads`, `PATCH /api/leads/{id}`, `PUT /api/leads/{id}/visitor`: leads 見込先.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, patch, put};
use shared::model::{Lead, LeadId, LeadStage};
use shared::wire::leads::{AssignLead, ChangeLead, Leads, NewLead};

use super::extract::{Done, Json, Path};
use crate::app::App;
use crate::db::audit::Actor;
use crate::db::{leads, mint};
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/leads", get(list).post(add))
        .route("/api/leads/{id}", patch(change))
        .route("/api/leads/{id}/visitor", put(assign))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Leads>> {
    let leads = app.blocking(|db| db.read(leads::list)).await?;
    Ok(Json(Leads { leads }))
}

async fn add(
    State(app): State<App>,
    actor: Actor,
    Json(given): Json<NewLead>,
) -> ApiResult<(StatusCode, Json<Lead>)> {
    given.validate()?;
    let lead = Lead {
        id: LeadId::mint(actor.at, mint::random()?),
        business: given.business.trim().to_owned(),
        contact: given.contact.trim().to_owned(),
        telephone: given.telephone.trim().to_owned(),
        source: given.source,
        stage: LeadStage::Introduced,
        found_on: actor.at.day(),
        address: String::new(),
        note: String::new(),
        contacts: Vec::new(),
        own_find: None,
    };
    let added = lead.clone();
    app.blocking(move |db| db.write(|write| leads::add(write, actor, &added)))
        .await?;
    Ok((StatusCode::CREATED, Json(lead)))
}

async fn change(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<LeadId>,
    Json(wish): Json<ChangeLead>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| leads::set_stage(write, actor, id, wish.stage)))
        .await?;
    Ok(Done)
}

async fn assign(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<LeadId>,
    Json(wish): Json<AssignLead>,
) -> ApiResult<Done> {
    app.blocking(move |db| db.write(|write| leads::assign(write, actor, id, wish.visitor)))
        .await?;
    Ok(Done)
}
