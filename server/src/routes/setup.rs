//! `POST /api/setup`: the first administrator, by the link printed at start.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use shared::model::user::{validate_login, validate_name, validate_password};
use shared::model::{Role, User, UserId};
use shared::wire::ProblemKind;
use shared::wire::account::{AppKind, Session, Setup};

use super::extract::Json;
use super::session::{SetCookie, begin_session, not_in_the_clear};
use crate::app::App;
use crate::auth::password;
use crate::auth::token::Token;
use crate::db::audit::{self, Actor};
use crate::db::{mint, setup, users};
use crate::error::{ApiError, ApiResult};

pub fn router() -> Router<App> {
    Router::new().route("/api/setup", post(first_administrator))
}

async fn first_administrator(
    State(app): State<App>,
    headers: HeaderMap,
    Json(given): Json<Setup>,
) -> ApiResult<(SetCookie, Json<Session>)> {
    not_in_the_clear(&headers)?;
    let token = Token::parse(&given.token)
        .ok_or(ProblemKind::SetupLinkSpent)?
        .hash();
    let valid = app
        .blocking(move |db| db.read(|read| setup::is_valid(read, &token)))
        .await?;
    if !valid {
        return Err(ProblemKind::SetupLinkSpent.into());
    }
    validate_login(&given.login)?;
    validate_name(&given.name)?;
    validate_password(&given.password)?;
    let hash = password::hash(given.password).await?;
    let user = User {
        id: UserId::mint(app.clock.now(), mint::random()?),
        login: given.login,
        name: given.name,
        role: Role::Administrator,
        active: true,
    };
    let (first, at) = (user.clone(), app.clock.now());
    app.blocking(move |db| {
        db.write(|write| {
            if !setup::spend(write, &token)? {
                return Err(ApiError::from(ProblemKind::SetupLinkSpent));
            }
            if users::login_is_taken(write, &first.login)? {
                return Err(ProblemKind::LoginTaken.into());
            }
            users::add(write, &first, &hash)?;
            let actor = Actor { user: first.id, at };
            audit::note(write, actor, "administrator.set_up", &first.id.to_string())?;
            Ok(())
        })
    })
    .await?;
    begin_session(&app, AppKind::Console, &headers, user).await
}
