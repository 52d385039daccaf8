//! Push and pull. A reply without `proto` didn't come from us (captive portals) and counts as offline.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::json::Json;
use crate::model::{DeviceId, FactId, MemberNumber, UserId};

/// The version of the messages on this page.
pub const PROTO: u32 = 1;
/// The oldest version that the server still speaks; older apps are told to update.
pub const MIN_PROTO: u32 = 1;
/// Facts in one push.
pub const MOST_FACTS: usize = 100;
/// Bytes of facts in one push; a larger fact travels alone.
pub const MOST_PUSH_BYTES: usize = 256 * 1024;
/// Bytes of one fact; larger ones are rejected.
pub const MOST_FACT_BYTES: usize = 128 * 1024;
/// Changes in one pull page.
pub const MOST_ROWS: u32 = 1_000;

/// A point of the server's history, with the random nonce that tells it from a point of the
/// same number in a history restored from a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Witness {
    pub seq: u64,
    pub nonce: u64,
}

#[derive(Debug, Serialize, Deserialize, Json)]
pub struct PushRequest {
    pub proto: u32,
    pub schema: u32,
    pub device: DeviceId,
    /// Whose facts these are. The session must be the same person's: one browser can hold
    /// another's by now.
    pub user: UserId,
    #[serde(default)]
    pub epoch: Option<Uuid>,
    /// The newest point of the server's history that this phone knows of. One that isn't in its
    /// history means that a backup was restored: nothing is stored, and the phone pulls first.
    #[serde(default)]
    pub seen: Option<Witness>,
    /// The newest point at which a picture of this phone was stored; it must be in the server's history too.
    #[serde(default)]
    pub photo_seen: Option<Witness>,
    /// What else this phone tells about itself.
    #[serde(default)]
    pub about: About,
    /// Each is decoded by itself, so that a malformed one fails alone.
    pub muts: Vec<Box<RawValue>>,
}

/// What the office sees of a phone: 端末.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct About {
    #[serde(default)]
    pub app_version: String,
    /// Facts of this person that haven't arrived when this was sent: waiting ones, these ones
    /// included, and refused ones.
    #[serde(default)]
    pub pending: u32,
    /// Those of them that were refused and wait for a person.
    #[serde(default)]
    pub refused: u32,
    /// Those that the server has put off and that are sent again by themselves. Older apps don't say it.
    #[serde(default)]
    pub deferred: Option<u32>,
    /// UTC milliseconds at which the oldest of them was saved.
    #[serde(default)]
    pub oldest_ms: Option<i64>,
    /// Whether the browser promised to keep the storage.
    #[serde(default)]
    pub persisted: Option<bool>,
    /// Pictures of recorded visits that haven't arrived.
    #[serde(default)]
    pub photos: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct PushReply {
    pub proto: u32,
    pub epoch: Uuid,
    pub results: Vec<FactResult>,
    pub head: Witness,
    /// What the last verified backup covers.
    pub durable_seq: u64,
    /// The oldest version that the server still speaks.
    #[serde(default)]
    pub min_proto: u32,
    /// UTC milliseconds; 0 where it isn't to be held against the phone's clock.
    pub server_time_ms: i64,
}

/// What became of one fact, in the order in which they were sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct FactResult {
    /// `None` when not even the id could be read.
    pub id: Option<FactId>,
    pub result: ResultKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ResultKind {
    Applied {
        seq: u64,
    },
    /// The server had stored it before; `seq` is from then.
    Duplicate {
        seq: u64,
    },
    /// Stored, but of these fields other values stand: the office's, or those of another version. The row
    /// itself comes with the pull that follows.
    Conflict {
        seq: u64,
        fields: Vec<Lost>,
    },
    Rejected {
        code: RejectCode,
        #[serde(default)]
        message: String,
    },
    /// Not now: try again, nothing was stored.
    Deferred {
        code: DeferCode,
        retry_s: u32,
    },
    /// A newer server's word that this app doesn't know: kept and tried again later.
    #[serde(other)]
    Unknown,
}

/// A value that was told, and the one that stands instead. Texts, so that an app shows what it can of a
/// field that it doesn't know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Lost {
    /// Such as `office_tasks.due_on`; `order` is the own order of a day, its values are revisions.
    pub field: String,
    #[serde(default)]
    pub lost: String,
    #[serde(default)]
    pub stands: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RejectCode {
    /// Not a fact of any schema known here.
    Malformed,
    /// Breaks a rule of the record; `message` names the field.
    Invalid,
    TooLarge,
    /// The same id came before with another content.
    IdReuse,
    /// Written by a schema that this server doesn't take.
    Schema,
    /// A retraction of, or a correction to, somebody else's fact.
    NotYours,
    /// What it depends on was rejected.
    ParentRejected,
    /// A word of a newer server.
    #[serde(other)]
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum DeferCode {
    /// What it depends on hasn't arrived.
    ParentMissing,
    /// The server couldn't write just now (disk full, busy).
    Unavailable,
    #[serde(other)]
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct PullRequest {
    pub proto: u32,
    pub schema: u32,
    pub device: DeviceId,
    /// Whose rows are asked for; must be the session's person.
    pub user: UserId,
    #[serde(default)]
    pub epoch: Option<Uuid>,
    /// The last seq that this phone has stored; 0 to begin with.
    pub cursor: u64,
    #[serde(default)]
    pub seen: Option<Witness>,
    /// As in a push.
    #[serde(default)]
    pub photo_seen: Option<Witness>,
    /// The head when the first page of these rows was read: no tomb up to there is missed. Older apps
    /// don't say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<u64>,
    pub limit: u32,
    #[serde(default)]
    pub about: About,
}

#[derive(Debug, Clone, Serialize, Deserialize, Json)]
pub struct PullReply {
    pub proto: u32,
    pub epoch: Uuid,
    pub mode: PullMode,
    /// In the order of their seq; the phone applies them in that order.
    pub changes: Vec<Change>,
    /// The last seq scanned.
    pub next: u64,
    pub more: bool,
    pub head: Witness,
    pub durable_seq: u64,
    /// The oldest version that the server still speaks.
    #[serde(default)]
    pub min_proto: u32,
    /// Which rows this user can see at `next`, on the last page only; a phone that reckons otherwise
    /// starts anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeSum>,
    /// UTC milliseconds; 0 where it isn't to be held against the phone's clock.
    pub server_time_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum PullMode {
    Delta,
    /// Everything from the beginning: the cursor was of another history.
    Reset,
    /// A newer server's word. What it wants done with the rows can't be guessed: the app needs an update.
    #[serde(other)]
    Unknown,
}

/// One step of the stream.
#[derive(Debug, Clone, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The current version of something visible; raw, so that an unknown kind can be kept undecoded.
    Row {
        seq: u64,
        row: Box<RawValue>,
        /// Its `RowKey`, raw, so that a tomb finds what the phone can't read. Older servers don't say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Box<RawValue>>,
        /// Whose `Forget` removes it, for the same reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member: Option<MemberNumber>,
    },
    /// It no longer exists. Raw: of a kind that the phone doesn't know, it has nothing to bury but what
    /// it put aside under that very key.
    Tomb { seq: u64, key: Box<RawValue> },
    /// This user no longer holds the member: every row of it leaves the phone.
    Forget { seq: u64, member: MemberNumber },
}

/// What this user can see at `next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ScopeSum {
    /// How many rows.
    pub count: u64,
    /// The sum of `scope_hash` over them.
    #[serde(default)]
    pub sum: u64,
}

/// What one row adds to `ScopeSum::sum`: FNV-1a of 32 bits over `<key as JSON>:<seq>`. A sum doesn't depend on
/// the order of rows, and stays below 2^53 for a million of them.
pub fn scope_hash(key_json: &str, seq: u64) -> u32 {
    const OFFSET_BASIS: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    let seq = seq.to_string();
    [key_json, ":", &seq]
        .into_iter()
        .flat_map(str::bytes)
        .fold(OFFSET_BASIS, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(PRIME)
        })
}

/// What `GET /sync/v1/poke` says, as server-sent events: pull if that is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Poke {
    pub head: u64,
}

/// The reply to `PUT /sync/v1/photos/{id}`, also when the same picture comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct PhotoStored {
    pub proto: u32,
    /// The phone keeps the picture until `durable_seq` has reached this.
    pub seq: u64,
    pub durable_seq: u64,
    /// A point of the server's history that has the picture. The phone shows the newest of these with each
    /// further request, so that a server that went back to before it is noticed.
    pub head: Witness,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phones and servers of any age must count alike; the value was computed by another program.
    #[test]
    fn a_hash_never_changes() {
        assert_eq!(scope_hash(r#"{"member":"100001"}"#, 42), 0xd097_e2e1);
    }
}
