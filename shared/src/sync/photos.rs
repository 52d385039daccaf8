//! Pictures on the phone: each is stored by itself, beside the draft and later the visit that names it.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::{FactId, Moment, PhotoRef, UserId, Visit};
use crate::wire::sync::{RejectCode, Witness};
use crate::wire::{Fact, FactBody};

/// A picture that its saved record doesn't name stays so long: another window may hold the draft that names it.
pub const UNNAMED_FOR_MS: i64 = 86_400_000;

/// What the phone knows of a picture beside its bytes, which stay on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct StoredPhoto {
    pub photo: PhotoRef,
    /// The draft that it was taken for: its id is the visit's, once it is recorded.
    pub record: FactId,
    pub user: UserId,
    /// So that another person on this phone can be told whose picture waits.
    pub user_name: String,
    /// Device time.
    pub taken_at: Moment,
    pub state: PhotoState,
}

impl StoredPhoto {
    /// It was taken for this record, which names it. What was taken out again, or in another window, isn't sent.
    pub fn belongs_to(&self, record: &Fact) -> bool {
        let named = |visit: &Visit| { visit.photos.iter() }.any(|photo| photo.id == self.photo.id);
        match &record.body {
            FactBody::Visit(visit) => self.record == record.id && named(visit),
            _ => false,
        }
    }

    /// Whether it stays once its draft has become this record.
    pub fn stays_beside(&self, record: &Fact, now: Moment) -> bool {
        self.belongs_to(record) || now.utc_ms - self.taken_at.utc_ms < UNNAMED_FOR_MS
    }
}

/// The newest point of the server's history that any of these has come to, for this person.
pub fn newest_seen<'a>(
    photos: impl Iterator<Item = &'a StoredPhoto>,
    user: UserId,
) -> Option<Witness> {
    let seen = photos.filter_map(|stored| match stored.state {
        PhotoState::Arrived { seen, .. } if stored.user == user => Some(seen),
        _ => None,
    });
    seen.max_by_key(|seen| seen.seq)
}

/// What the server has said of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// For its visit to arrive, and then for its turn.
    Waiting,
    /// Stored by the server under this seq; kept here until a backup covers it.
    Arrived {
        seq: u64,
        /// A point of the history that has it.
        seen: Witness,
    },
    /// Refused: it stays until a person has resolved it.
    NeedsYou { code: RejectCode },
}
