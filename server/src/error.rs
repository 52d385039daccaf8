//! One error for every route; a refusal leaves as `application/problem+json` (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::model::Invalid;
use shared::wire::import::FileProblem;
use shared::wire::{Problem, ProblemKind};

use crate::db::{DbError, WriteError};

pub type ApiResult<T> = Result<T, ApiError>;

#[derive(Debug)]
pub enum ApiError {
    /// The request can't be done, and the client is told why.
    Refused(ProblemKind),
    Db(DbError),
    /// A fault of ours; the words go to the log only.
    Fault(String),
}

impl ApiError {
    fn into_problem(self) -> ProblemKind {
        match self {
            Self::Refused(kind) => kind,
            Self::Db(DbError::Unavailable(cause)) => {
                tracing::error!(%cause, "the database can't be used just now");
                ProblemKind::StorageUnavailable
            }
            Self::Db(cause) => internal(&cause.to_string()),
            Self::Fault(cause) => internal(&cause),
        }
    }
}

/// Logs the cause under an id and gives the client only the id.
fn internal(cause: &str) -> ProblemKind {
    let mut random = [0; 16];
    let id = match getrandom::fill(&mut random) {
        Ok(()) => uuid::Builder::from_random_bytes(random).into_uuid(),
        Err(_) => uuid::Uuid::nil(),
    };
    tracing::error!(%id, cause, "a request failed by a fault of ours");
    ProblemKind::Internal { id: id.to_string() }
}

fn status(kind: &ProblemKind) -> StatusCode {
    match kind {
        ProblemKind::SignedOut | ProblemKind::Revoked | ProblemKind::WrongPassword => {
            StatusCode::UNAUTHORIZED
        }
        ProblemKind::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
        ProblemKind::SetupLinkSpent => StatusCode::GONE,
        ProblemKind::Forbidden | ProblemKind::ForeignOrigin => StatusCode::FORBIDDEN,
        ProblemKind::NotFound | ProblemKind::UnknownPhoto => StatusCode::NOT_FOUND,
        ProblemKind::MalformedRequest | ProblemKind::NeedsHttps => StatusCode::BAD_REQUEST,
        ProblemKind::TooLarge { .. }
        | ProblemKind::File {
            problem: FileProblem::TooLarge { .. },
        } => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemKind::Invalid { .. } | ProblemKind::File { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemKind::LoginTaken | ProblemKind::Changed | ProblemKind::OtherHistory => {
            StatusCode::CONFLICT
        }
        ProblemKind::ServerTooOld => StatusCode::NOT_IMPLEMENTED,
        ProblemKind::UpdateNeeded { .. } => StatusCode::UPGRADE_REQUIRED,
        ProblemKind::StorageUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemKind::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn title(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::SignedOut => "Sign in first; what is saved on the device is safe",
        ProblemKind::Revoked => {
            "The office has stopped this phone or account; what is saved on the phone stays there"
        }
        ProblemKind::WrongPassword => "Login or password is wrong",
        ProblemKind::Throttled { .. } => "Too many wrong passwords; wait before the next try",
        ProblemKind::SetupLinkSpent => "This setup link was used or replaced by a newer start",
        ProblemKind::Forbidden => "This role may not do that",
        ProblemKind::NotFound => "There is no such thing here",
        ProblemKind::UnknownPhoto => "The visit of this photo hasn't arrived; push it first",
        ProblemKind::Invalid { .. } => "A field breaks a rule; nothing was stored",
        ProblemKind::MalformedRequest => "The request can't be read; nothing was stored",
        ProblemKind::TooLarge { .. } => "The request is too large; nothing was stored",
        ProblemKind::ForeignOrigin => "The request came from another site; nothing was stored",
        ProblemKind::NeedsHttps => "Open the page with https:// to sign in",
        ProblemKind::LoginTaken => "Somebody else has this login",
        ProblemKind::Changed => "Somebody else changed it meanwhile; read it again",
        ProblemKind::File { .. } => "The file can't be used; nothing was stored",
        ProblemKind::UpdateNeeded { .. } => "Update the app; what was saved is safe",
        ProblemKind::ServerTooOld => "The server has to be updated; what was saved is safe",
        ProblemKind::OtherHistory => "The server was restored from a backup; pull first",
        ProblemKind::StorageUnavailable => {
            "The server can't write just now; nothing was stored, try again later"
        }
        ProblemKind::Internal { .. } => "A fault of the server; nothing was stored",
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let kind = self.into_problem();
        let status = status(&kind);
        let retry_s = match kind {
            ProblemKind::Throttled { retry_s } => Some(retry_s),
            ProblemKind::StorageUnavailable => Some(30),
            _ => None,
        };
        let problem = Problem {
            status: status.as_u16(),
            title: title(&kind).to_owned(),
            kind,
        };
        let body = serde_json::to_vec(&problem).expect("a problem is plain data");
        let mut response = (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body,
        )
            .into_response();
        if let Some(seconds) = retry_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(kind) => write!(f, "{}: {kind:?}", title(kind)),
            Self::Db(cause) => cause.fmt(f),
            Self::Fault(cause) => f.write_str(cause),
        }
    }
}

impl std::error::Error for ApiError {}

impl From<ProblemKind> for ApiError {
    fn from(kind: ProblemKind) -> Self {
        Self::Refused(kind)
    }
}

impl From<FileProblem> for ApiError {
    fn from(problem: FileProblem) -> Self {
        Self::Refused(ProblemKind::File { problem })
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(ProblemKind::Invalid { invalid })
    }
}

impl WriteError for ApiError {
    fn of_db(&self) -> Option<&DbError> {
        match self {
            Self::Db(cause) => Some(cause),
            Self::Refused(_) | Self::Fault(_) => None,
        }
    }
}

impl From<DbError> for ApiError {
    fn from(cause: DbError) -> Self {
        Self::Db(cause)
    }
}
