//! Problem details (RFC 9457) with a member of our own, `kind`: the client branches on it, never on
//! the text. Enums stand outside their contents everywhere on the wire (`{"visit": {…}}`): what serde
//! generates for a tag inside would weigh a good part of the phone app.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{self, Json};
use crate::model::Invalid;

/// The body of every refused request, as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Problem {
    pub kind: ProblemKind,
    pub status: u16,
    /// For people who read logs; screens put `kind` into words.
    pub title: String,
}

/// A problem of which only the status is understood. Every server's has one; a `kind` only ours.
#[derive(Json)]
struct Unknown {
    kind: Box<RawValue>,
    status: u16,
}

impl Problem {
    /// The kind in the body of a refused request; one that only a newer server knows counts as what its status
    /// says. `None` when it isn't a problem of ours.
    pub fn kind_in(body: &str) -> Option<ProblemKind> {
        if let Ok(problem) = json::from_str::<Self>(body) {
            return Some(problem.kind);
        }
        let Unknown { kind, status } = json::from_str(body).ok()?;
        (kind.get() != "null").then_some(match status {
            401 => ProblemKind::SignedOut,
            403 => ProblemKind::Forbidden,
            404 => ProblemKind::NotFound,
            426 => ProblemKind::UpdateNeeded { min_proto: 0 },
            429 => ProblemKind::Throttled { retry_s: 60 },
            // Something in the request itself: of a push, half of it may pass.
            400 | 413 | 422 => ProblemKind::MalformedRequest,
            _ => ProblemKind::Internal {
                id: status.to_string(),
            },
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// No session, or one that ended.
    SignedOut,
    /// The office has stopped this phone or this account; what waits on the phone stays there.
    Revoked,
    WrongPassword,
    /// Too many wrong passwords.
    Throttled {
        retry_s: u32,
    },
    SetupLinkSpent,
    /// The visit that names this photo hasn't arrived: send it again after the next push.
    UnknownPhoto,
    /// This role may not do that.
    Forbidden,
    NotFound,
    Invalid {
        invalid: Invalid,
    },
    MalformedRequest,
    TooLarge {
        limit_bytes: u64,
    },
    /// The request came from another site.
    ForeignOrigin,
    /// Plain http between two machines: the browser would drop the session's cookie.
    NeedsHttps,
    LoginTaken,
    /// Somebody else changed it since it was read.
    Changed,
    /// The file of an import can't be used at all.
    File {
        problem: super::import::FileProblem,
    },
    /// The app is too old for this server: what was saved is safe.
    UpdateNeeded {
        min_proto: u32,
    },
    /// The server is older than the app: it has to be updated first. What was saved is safe.
    ServerTooOld,
    /// The server was restored from a backup since this phone was here: pull first.
    OtherHistory,
    /// The disk is full, or the database is busy for long.
    StorageUnavailable,
    /// A fault of ours; the cause is in the log under this id.
    Internal {
        id: String,
    },
}
