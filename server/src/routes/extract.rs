//! axum's extractors, with refusals as `Problem` instead of plain text.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::wire::ProblemKind;

use crate::app::{App, MOST_BODY_BYTES};
use crate::error::{ApiError, ApiResult};

/// A body in JSON, either way. Whatever can't be read is a `MalformedRequest`.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

/// The parts of the path; one that can't be read names nothing that exists.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

/// The parameters after `?`.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

/// A reply of which only the arrival matters: an empty 204.
#[derive(Clone, Copy, Debug)]
pub struct Done;

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| too_large_or_malformed(&rejection, MOST_BODY_BYTES))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| ProblemKind::MalformedRequest.into())
    }
}

/// Why a body of at most `limit` bytes couldn't be taken.
pub fn too_large_or_malformed(rejection: &BytesRejection, limit: usize) -> ApiError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ProblemKind::TooLarge {
                limit_bytes: limit as u64,
            }
            .into()
        }
        _ => ProblemKind::MalformedRequest.into(),
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        axum::extract::Path::from_request_parts(parts, app)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| ProblemKind::NotFound.into())
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        axum::extract::Query::from_request_parts(parts, app)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|_| ProblemKind::MalformedRequest.into())
    }
}
