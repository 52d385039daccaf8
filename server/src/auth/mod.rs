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
use shared::wire::account::AppKind;

use crate::app::App;
use crate::db::sessions;
use crate::error::{ApiError, ApiResult};
use token::Token;

/// The name of an app's session cookie.
pub fn cookie(kind: AppKind) -> &'static str {
    match kind {
        AppKind::Phone => "meguri-phone",
        AppKind::Console => "meguri-console",
    }
}

/// The session that the browser names for an app, whether or not it still holds.
pub fn token(jar: &CookieJar, kind: AppKind) -> Option<Token> {
    Token::parse(jar.get(cookie(kind))?.value())
}

/// Whose session it is.
pub async fn user(app: &App, jar: &CookieJar, kind: AppKind) -> ApiResult<User> {
    let token = token(jar, kind).ok_or(ProblemKind::SignedOut)?;
    let now = app.clock.now();
    let user = app
        .blocking(move |db| db.read(|read| sessions::user(read, &token.hash(), now)))
        .await?;
    Ok(user.ok_or(ProblemKind::SignedOut)?)
}

/// Anybody with a session: the phone's for `/sync/`, the console's for everything else.
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
        let kind = if parts.uri.path().starts_with("/sync/") {
            AppKind::Phone
        } else {
            AppKind::Console
        };
        user(app, &jar, kind).await.map(Self)
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
