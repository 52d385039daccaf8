//! Push and pull over fetch. A reply that isn't ours counts as offline (captive portals).

use js_sys::Uint8Array;
use shared::model::{PhotoId, UserId};
use shared::sync::Failure;
use shared::wire::ProblemKind;
use shared::wire::sync::{PhotoStored, PullReply, PullRequest, PushReply, PushRequest, Witness};

use super::{Body, Method, request};

pub async fn push(facts: &PushRequest) -> Result<PushReply, Failure> {
    let body = Body::compressed_json(facts).await;
    request(Method::Post, "/sync/v1/push", body)
        .await
        .map_err(to_sync)
}

pub async fn pull(from: &PullRequest) -> Result<PullReply, Failure> {
    request(Method::Post, "/sync/v1/pull", Body::json(from))
        .await
        .map_err(to_sync)
}

/// `seen` is where this person's picture before it was stored.
pub async fn put_photo(
    id: PhotoId,
    user: UserId,
    seen: Option<Witness>,
    jpeg: &[u8],
) -> Result<PhotoStored, Failure> {
    let seen = seen.map_or_else(String::new, |seen| {
        format!("&seq={}&nonce={}", seen.seq, seen.nonce)
    });
    let path = format!("/sync/v1/photos/{id}?user={user}{seen}");
    request(Method::Put, &path, Body::Photo(Uint8Array::from(jpeg)))
        .await
        .map_err(to_sync)
}

fn to_sync(failure: super::Failure) -> Failure {
    match failure {
        super::Failure::NoAnswer | super::Failure::NotOurs => Failure::Offline,
        // Less of it may pass.
        super::Failure::TooLargeOnTheWay => Failure::Refused,
        super::Failure::Refused(kind) => match kind {
            ProblemKind::SignedOut | ProblemKind::Forbidden => Failure::SignedOut,
            ProblemKind::Revoked => Failure::Revoked,
            ProblemKind::UpdateNeeded { .. } => Failure::UpdateNeeded,
            ProblemKind::Throttled { retry_s } => Failure::Trouble { retry_s },
            ProblemKind::OtherHistory => Failure::OtherHistory,
            // Something in the batch itself.
            ProblemKind::MalformedRequest
            | ProblemKind::TooLarge { .. }
            | ProblemKind::Invalid { .. } => Failure::Refused,
            // A proxy that rewrites headers, an older server, a fault of ours: the facts are good.
            _ => Failure::Trouble { retry_s: 30 },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::api::Failure as Api;

    #[test]
    fn what_isnt_our_servers_answer_is_offline_but_a_proxys_413_asks_for_less() {
        assert_eq!(to_sync(Api::NoAnswer), Failure::Offline);
        assert_eq!(to_sync(Api::NotOurs), Failure::Offline);
        assert_eq!(to_sync(Api::TooLargeOnTheWay), Failure::Refused);
    }

    #[test]
    fn each_refusal_of_the_protocol_has_its_meaning() {
        let large = ProblemKind::TooLarge { limit_bytes: 1 };
        let trouble = Failure::Trouble { retry_s: 30 };
        for (kind, meaning) in [
            (ProblemKind::SignedOut, Failure::SignedOut),
            (ProblemKind::Forbidden, Failure::SignedOut),
            (ProblemKind::Revoked, Failure::Revoked),
            (
                ProblemKind::UpdateNeeded { min_proto: 2 },
                Failure::UpdateNeeded,
            ),
            (
                ProblemKind::Throttled { retry_s: 7 },
                Failure::Trouble { retry_s: 7 },
            ),
            (ProblemKind::OtherHistory, Failure::OtherHistory),
            (ProblemKind::MalformedRequest, Failure::Refused),
            (large, Failure::Refused),
            (ProblemKind::StorageUnavailable, trouble.clone()),
            (ProblemKind::UnknownPhoto, trouble),
        ] {
            assert_eq!(to_sync(Api::Refused(kind.clone())), meaning, "{kind:?}");
        }
    }
}
