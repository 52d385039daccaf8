//! `/api/seasons`: the seasons, and whom their rules find.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use shared::model::limits::{SHORT_TEXT, at_most, not_too_many};
use shared::model::{Season, SeasonId};
use shared::wire::ProblemKind;
use shared::wire::office::{Campaigns, Choice, Chosen, NewSeason, Seasons, Targets};

use super::extract::{Json, Path};
use crate::app::App;
use crate::db::audit::{self, Actor};
use crate::db::{mint, seasons};
use crate::error::{ApiError, ApiResult};

pub fn router() -> Router<App> {
    Router::new()
        .route("/api/seasons", get(list).post(add))
        .route("/api/seasons/preview", post(preview))
        .route("/api/seasons/{id}/choose", get(preview_choice).post(choose))
        .route("/api/seasons/{id}/targets", get(targets))
        .route("/api/seasons/{id}/campaigns", put(put_campaigns))
}

async fn list(State(app): State<App>, _: Actor) -> ApiResult<Json<Seasons>> {
    Ok(Json(app.blocking(|db| db.read(seasons::list)).await?))
}

async fn add(
    State(app): State<App>,
    actor: Actor,
    Json(given): Json<NewSeason>,
) -> ApiResult<(StatusCode, Json<Season>)> {
    let season = season(actor, given)?;
    let added = season.clone();
    app.blocking(move |db| {
        db.write(|write| {
            seasons::add(write, &added)?;
            audit::note(write, actor, "season.added", &added.id.to_string())?;
            Ok::<_, ApiError>(())
        })
    })
    .await?;
    Ok((StatusCode::CREATED, Json(season)))
}

async fn preview(
    State(app): State<App>,
    actor: Actor,
    Json(given): Json<NewSeason>,
) -> ApiResult<Json<Choice>> {
    let season = season(actor, given)?;
    let choice = app
        .blocking(move |db| db.read(|read| seasons::preview(read, &season, actor.at.day())))
        .await?;
    Ok(Json(choice))
}

async fn preview_choice(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SeasonId>,
) -> ApiResult<Json<Choice>> {
    let choice = app
        .blocking(move |db| {
            db.read(|read| match seasons::find(read, id)? {
                None => Ok(None),
                Some(season) => seasons::preview(read, &season, actor.at.day()).map(Some),
            })
        })
        .await?;
    Ok(Json(choice.ok_or(ProblemKind::NotFound)?))
}

async fn choose(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SeasonId>,
) -> ApiResult<Json<Chosen>> {
    let chosen = app
        .blocking(move |db| {
            db.write(|write| {
                let season = seasons::stored(write, id)?.ok_or(ProblemKind::NotFound)?;
                let chosen = seasons::choose(write, &season, actor.at)?;
                let detail = format!("{id} {}", chosen.added);
                audit::note(write, actor, "targets.chosen", &detail)?;
                Ok::<_, ApiError>(chosen)
            })
        })
        .await?;
    Ok(Json(chosen))
}

async fn targets(
    State(app): State<App>,
    _: Actor,
    Path(id): Path<SeasonId>,
) -> ApiResult<Json<Targets>> {
    let targets = app
        .blocking(move |db| {
            db.read(|read| match seasons::find(read, id)? {
                None => Ok(None),
                Some(_) => seasons::target_lines(read, id).map(Some),
            })
        })
        .await?
        .ok_or(ProblemKind::NotFound)?;
    Ok(Json(Targets { targets }))
}

async fn put_campaigns(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SeasonId>,
    Json(given): Json<Campaigns>,
) -> ApiResult<Json<Season>> {
    let season = app
        .blocking(move |db| {
            db.write(|write| {
                let season = seasons::put_campaigns(write, id, given.campaigns)?;
                let season = season.ok_or(ProblemKind::NotFound)?;
                audit::note(write, actor, "season.campaigns", &id.to_string())?;
                Ok::<_, ApiError>(season)
            })
        })
        .await?;
    Ok(Json(season))
}

fn season(actor: Actor, given: NewSeason) -> ApiResult<Season> {
    let season = Season {
        id: SeasonId::mint(actor.at, mint::random()?),
        name: given.name,
        kind: given.kind,
        fiscal_year: given.fiscal_year,
        starts_on: given.starts_on,
        ends_on: given.ends_on,
        rule: given.rule,
        campaigns: Vec::new(),
    };
    season.validate()?;
    not_too_many("rule.cohorts", &season.rule.cohorts)?;
    for (field, words) in [
        ("rule.industries", &season.rule.industries),
        ("rule.branches", &season.rule.branches),
    ] {
        not_too_many(field, words)?;
        for word in words {
            at_most(field, word, SHORT_TEXT)?;
        }
    }
    Ok(season)
}
