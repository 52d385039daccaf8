//! Who acts: a route that takes an `Actor` is open to the office only, and can leave an audit line.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::app::App;
use crate::auth::OfficeUser;
use crate::db::audit::Actor;
use crate::error::{ApiError, ApiResult};

impl FromRequestParts<App> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let OfficeUser(user) = OfficeUser::from_request_parts(parts, app).await?;
        Ok(Self {
            user: user.id,
            at: app.clock.now(),
        })
    }
}
