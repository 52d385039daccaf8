//! Who asks: the session cookie, and the extractors that let only the right role pass.

pub mod origin;
pub mod password;
pub mod throttle;
pub mod token;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use shared::model::{DeviceId, Role, User};
use shared::wire::ProblemKind;
use shared::wire::account::AppKind;

use crate::app::App;
use crate::db::sessions::{self, Standing};
use crate::db::{DbError, devices};
use crate::error::{ApiError, ApiResult};
use token::{Token, TokenHash};

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
    Ok(standing(app, token.hash(), kind).await?.user)
}

/// A session that holds. A phone that the office has stopped is told so; a console only has to sign in
/// again, and can't.
pub(crate) async fn standing(app: &App, token: TokenHash, kind: AppKind) -> ApiResult<Standing> {
    let now = app.clock.now();
    let found = app
        .blocking(move |db| db.read(|read| sessions::standing(read, &token, now)))
        .await?;
    match (found, kind) {
        (Some(standing), _) if !standing.revoked => Ok(standing),
        (Some(_), AppKind::Phone) => Err(ProblemKind::Revoked.into()),
        (Some(_), AppKind::Console) | (None, _) => Err(ProblemKind::SignedOut.into()),
    }
}

/// A phone's session: no other phone may use it, and a phone that the office has stopped none at all.
#[derive(Clone, Debug)]
pub struct OnPhone {
    pub user: User,
    token: TokenHash,
    device: Option<DeviceId>,
}

impl OnPhone {
    /// Lets that phone pass. Its first request binds the session to it.
    pub async fn pass(&self, app: &App, device: DeviceId) -> ApiResult<()> {
        if self.device == Some(device) {
            return Ok(());
        }
        if self.device.is_some() {
            return Err(ProblemKind::SignedOut.into());
        }
        let token = self.token;
        app.blocking(move |db| {
            if db.read(|read| devices::is_revoked(read, device))? {
                return Err(ApiError::from(ProblemKind::Revoked));
            }
            match db.write(|write| sessions::bind(write, &token, device)) {
                // A full disk is no reason to keep what can be read from the phone.
                Err(DbError::Unavailable(cause)) => {
                    tracing::warn!(%cause, "a session couldn't be bound to its phone");
                    Ok(())
                }
                other => Ok(other?),
            }
        })
        .await
    }
}

impl FromRequestParts<App> for OnPhone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = token(&jar, AppKind::Phone).ok_or(ProblemKind::SignedOut)?;
        let standing = standing(app, token.hash(), AppKind::Phone).await?;
        Ok(Self {
            user: standing.user,
            token: token.hash(),
            device: standing.device,
        })
    }
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
