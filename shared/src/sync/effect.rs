//! What the engine asks for.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{EntryState, PhotoState};
use crate::json::Json;
use crate::model::{PhotoId, UserId};
use crate::wire::sync::{Change, PullRequest, PushRequest, Witness};

#[derive(Debug)]
pub enum Effect {
    /// Answered by `Event::PushReplied`.
    Push(PushRequest),
    /// Answered by `Event::PullReplied`.
    Pull(PullRequest),
    /// Puts the picture's bytes; answered by `Event::PhotoReplied`.
    SendPhoto {
        photo: PhotoId,
        /// Where the picture before it was stored: a server that doesn't know of that takes nothing.
        seen: Option<Witness>,
    },
    /// Exactly one storage transaction; answered by `Event::Persisted` with the ticket.
    Persist(Ticket, Batch),
    /// Replaces an earlier timer; answered by `Event::TimerFired`.
    Timer { after_ms: u64 },
    /// The rows or the view changed.
    Show,
    /// Another tab was faster: build the engine again from what is stored.
    Reload,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// One transaction on the phone's disk.
#[derive(Clone, Debug)]
pub enum Batch {
    Page(Box<Page>),
    /// The server's word on pushed facts, or a person's. Entries that are gone meanwhile are left alone.
    Results {
        states: Vec<(u64, EntryState)>,
        seen: Witnessed,
    },
    /// What became of pictures of this person. Those that are gone meanwhile are left alone.
    Photos {
        user: UserId,
        /// Aborts with `PersistFailure::Changed` unless this is still the newest point that a stored picture
        /// has come to: two of them must not cover up that the server went back between them.
        after: Option<Witness>,
        states: Vec<(PhotoId, PhotoState)>,
    },
}

/// Aborts with `PersistFailure::Changed` unless the stored position is still `expect`: a tab that stands elsewhere
/// would cover up that the server was restored, or take back that a record is offered again since.
#[derive(Clone, Debug)]
pub struct Witnessed {
    pub expect: Position,
    /// The head that a push came back with; `None` for what no server of ours has said.
    pub head: Option<Witness>,
}

/// One pull page. Aborts with `PersistFailure::Changed` unless the stored position is still `expect`.
#[derive(Clone, Debug)]
pub struct Page {
    pub expect: Position,
    /// The generation that the page belongs to; a reset fills the next one before it counts.
    pub write_to: u32,
    /// The first page of that generation: what an interrupted reset left there is deleted.
    pub begins: bool,
    pub changes: Vec<Change>,
    pub position: Position,
    /// Outbox entries that needn't be kept any longer.
    pub drop: Vec<u64>,
    /// Outbox entries that a restored server may know nothing of: what had arrived or was refused waits once more.
    pub offer_again: Vec<(u64, EntryState)>,
    /// The same is true of this person's pictures, each that had arrived.
    pub photos_again: bool,
    /// Pictures that needn't be kept any longer.
    pub drop_photos: Vec<PhotoId>,
}

impl Page {
    /// The server sends these once more to a phone that has lost them, so that they needn't be on the medium yet
    /// when they are shown; whatever concerns the phone's own records must.
    pub fn brings_only_rows(&self) -> bool {
        !self.photos_again
            && self.drop.is_empty()
            && self.offer_again.is_empty()
            && self.drop_photos.is_empty()
    }
}

/// Where this phone stands in the server's history. Stored as one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Position {
    /// Whose rows these are; another person's sign-in starts from nothing.
    pub user: UserId,
    pub generation: u32,
    pub epoch: Option<Uuid>,
    pub cursor: u64,
    /// The head when the first page of this generation's rows was read.
    #[serde(default)]
    pub begun: u64,
    pub seen: Option<Witness>,
    /// UTC milliseconds of the last complete round.
    pub last_success_ms: Option<i64>,
    /// By how many milliseconds the phone's clock was ahead of the server's then; behind is negative.
    #[serde(default)]
    pub clock_ahead_ms: i64,
}

impl Position {
    /// Whether it is the very point that an engine knows of: what another tab has stored since then,
    /// be it only what it witnessed, makes that engine's next write wrong.
    pub fn is_where(&self, engine: &Self) -> bool {
        (
            self.user,
            self.generation,
            self.epoch,
            self.cursor,
            self.seen,
        ) == (
            engine.user,
            engine.generation,
            engine.epoch,
            engine.cursor,
            engine.seen,
        )
    }

    pub fn start(user: UserId) -> Self {
        Self {
            user,
            generation: 0,
            epoch: None,
            cursor: 0,
            begun: 0,
            seen: None,
            last_success_ms: None,
            clock_ahead_ms: 0,
        }
    }
}
