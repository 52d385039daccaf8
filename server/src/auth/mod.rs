//! Who asks: the session cookie, and the extractors that let only the right role pass.

pub mod origin;
pub mod password;
pub mod throttle;
pub mod token;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use shared::model::{Role, User};
use shared::wire::ProblemKind;

use crate::app::App;
use crate::db::sessions;
use crate::error::{ApiError, ApiResult};
use token::Token;

/// The session cookie's name.
pub const COOKIE: &str = "meguri";

/// Anybody with a session.
#[derive(Clone, Debug)]
pub struct SignedIn(pub User);

/// A coordinator or administrator.
#[derive(Clone, Debug)]
pub struct OfficeUser(pub User);

#[derive(Clone, Debug)]
pub struct Administrator(pub User);

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar
            .get(COOKIE)
            .and_then(|cookie| Token::parse(cookie.value()))
            .ok_or(ProblemKind::SignedOut)?;
        let now = app.clock.now();
        let user = app
            .blocking(move |db| db.read(|read| sessions::user(read, &token.hash(), now)))
            .await?
            .ok_or(ProblemKind::SignedOut)?;
        Ok(Self(user))
    }
}

impl FromRequestParts<App> for OfficeUser {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let SignedIn(user) = SignedIn::from_request_parts(parts, app).await?;
        if user.role.works_in_the_office() {
            Ok(Self(user))
        } else {
            Err(ProblemKind::Forbidden.into())
        }
    }
}

impl FromRequestParts<App> for Administrator {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let SignedIn(user) = SignedIn::from_request_parts(parts, app).await?;
        if user.role == Role::Administrator {
            Ok(Self(user))
        } else {
            Err(ProblemKind::Forbidden.into())
        }
    }
}
