//! `PUT /sync/v1/photos/{id}`: a picture that an arrived visit named. `GET /api/photos/{id}`: the office
//! looks at it.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, put};
use serde::Deserialize;
use shared::model::{MOST_PHOTO_BYTES, PhotoId, UserId};
use shared::wire::ProblemKind;
use shared::wire::sync::{PhotoStored, Witness};

use super::extract::{Json, Path, Query, too_large_or_malformed};
use super::sync::same_person;
use crate::app::App;
use crate::auth::SignedIn;
use crate::db::audit::Actor;
use crate::db::photos;
use crate::error::{ApiError, ApiResult};

pub fn router() -> Router<App> {
    let limit = DefaultBodyLimit::max(MOST_PHOTO_BYTES as usize);
    Router::new()
        .route("/sync/v1/photos/{id}", put(store).layer(limit))
        .route("/api/photos/{id}", get(show))
}

/// Whose picture it is, and where the one before it was stored, as `?user=…&seq=…&nonce=…`.
#[derive(Debug, Deserialize)]
struct Sender {
    user: UserId,
    seq: Option<u64>,
    nonce: Option<u64>,
}

impl Sender {
    fn seen(&self) -> Option<Witness> {
        let (seq, nonce) = self.seq.zip(self.nonce)?;
        Some(Witness { seq, nonce })
    }
}

/// The raw bytes of a picture.
struct Picture(Bytes);

impl FromRequest<App> for Picture {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        Bytes::from_request(request, app)
            .await
            .map(Self)
            .map_err(|rejection| too_large_or_malformed(&rejection, MOST_PHOTO_BYTES as usize))
    }
}

async fn store(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<PhotoId>,
    Query(sender): Query<Sender>,
    Picture(jpeg): Picture,
) -> ApiResult<Json<PhotoStored>> {
    same_person(user.id, sender.user)?;
    let at = app.clock.now();
    let stored = app
        .blocking(move |db| {
            let sent = photos::Sent {
                by: user.id,
                id,
                jpeg: &jpeg,
                seen: sender.seen(),
                at,
            };
            photos::store(db, sent)
        })
        .await?;
    Ok(Json(stored))
}

async fn show(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PhotoId>,
) -> ApiResult<impl IntoResponse> {
    let jpeg = app
        .blocking(move |db| db.write(|write| photos::show(write, actor, id)))
        .await?
        .ok_or(ProblemKind::NotFound)?;
    // Shown as a picture and as nothing else, whatever its bytes are.
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg))
}
