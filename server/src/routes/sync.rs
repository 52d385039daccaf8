//! `POST /sync/v1/push` and `/sync/v1/pull`: see `wire::sync`.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use shared::model::UserId;
use shared::wire::ProblemKind;
use shared::wire::fact::LEAST_FACT_SCHEMA;
use shared::wire::sync::{
    MIN_PROTO, MOST_FACTS, PROTO, PullReply, PullRequest, PushReply, PushRequest,
};

use super::extract::Json;
use crate::app::App;
use crate::auth::OnPhone;
use crate::db::{DbError, devices, pull, push};
use crate::error::ApiResult;

pub fn router() -> Router<App> {
    Router::new()
        .route("/sync/v1/push", post(push_facts))
        .route("/sync/v1/pull", post(pull_page))
}

async fn push_facts(
    State(app): State<App>,
    phone: OnPhone,
    Json(request): Json<PushRequest>,
) -> ApiResult<Json<PushReply>> {
    understood(request.proto, request.schema)?;
    same_person(phone.user.id, request.user)?;
    phone.pass(&app, request.device).await?;
    let user = phone.user;
    if request.muts.len() > MOST_FACTS {
        return Err(ProblemKind::MalformedRequest.into());
    }
    let (now, told_ms) = (app.clock.now(), app.clock.told_ms());
    let reply = app
        .blocking(move |db| push::push(db, user.id, &request, now, told_ms))
        .await?;
    Ok(Json(reply))
}

async fn pull_page(
    State(app): State<App>,
    phone: OnPhone,
    Json(request): Json<PullRequest>,
) -> ApiResult<Json<PullReply>> {
    understood(request.proto, request.schema)?;
    same_person(phone.user.id, request.user)?;
    phone.pass(&app, request.device).await?;
    let user = phone.user;
    let (now, told_ms) = (app.clock.now(), app.clock.told_ms());
    let reply = app
        .blocking(move |db| {
            let (device, about) = (request.device, &request.about);
            // Most pulls bring nothing new; a write for each would cost a disk flush.
            if db.read(|read| devices::is_news(read, device, user.id, now, about))? {
                let noted = db.write(|write| devices::heard_of(write, device, user.id, now, about));
                match noted {
                    // A full disk is no reason to keep what can be read from the phone.
                    Err(DbError::Unavailable(cause)) => {
                        tracing::warn!(%cause, "a phone's visit couldn't be noted");
                    }
                    other => other?,
                }
            }
            db.read(|read| pull::page(read, user.id, &request, told_ms))
        })
        .await?;
    Ok(Json(reply))
}

/// In one browser somebody else may have signed in since: nothing is stored under their name, and
/// nothing of theirs is handed out.
pub(super) fn same_person(session: UserId, asked: UserId) -> ApiResult<()> {
    if session == asked {
        Ok(())
    } else {
        Err(ProblemKind::SignedOut.into())
    }
}

/// An app whose every record would be refused is told to update before it sends one. A newer one may pull: only its
/// records wait.
fn understood(proto: u32, schema: u32) -> ApiResult<()> {
    match proto {
        MIN_PROTO..=PROTO if schema >= LEAST_FACT_SCHEMA => Ok(()),
        0..=PROTO => Err(ProblemKind::UpdateNeeded {
            min_proto: MIN_PROTO,
        }
        .into()),
        _ => Err(ProblemKind::ServerTooOld.into()),
    }
}
