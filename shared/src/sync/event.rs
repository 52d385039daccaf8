//! What happens to the engine.

use super::{OutboxEntry, StoredPhoto, Ticket};
use crate::model::{FactId, PhotoId};
use crate::wire::sync::{PhotoStored, PullReply, PushReply};

#[derive(Debug)]
pub enum Event {
    Wake(Wake),
    /// The entry is on the disk; its transaction completed with strict durability.
    Saved(OutboxEntry),
    /// A picture is on the disk, with the draft that names it.
    Photographed(StoredPhoto),
    PhotoReplied(PhotoId, Result<PhotoStored, Failure>),
    /// The timer of `Effect::Timer` went off.
    TimerFired,
    PushReplied(Result<PushReply, Failure>),
    PullReplied(Result<PullReply, Failure>),
    Persisted(Ticket, Result<(), PersistFailure>),
    /// The rows were folded on the disk: the same position in a new generation.
    Folded {
        generation: u32,
    },
    /// A person asks to send a refused fact, or its refused pictures, once more.
    OfferAgain(FactId),
    /// A person has seen which values of a fact didn't stand.
    Seen(FactId),
    /// A person has noted that a refused fact counts nowhere; it has left the disk.
    PutAway(FactId),
    /// The same person has a session again. Another person's sign-in builds a new engine.
    SignedInAgain,
}

/// Why now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    Start,
    Online,
    Visible,
    /// The server says that there is news.
    Poked,
    /// A person pressed 今すぐ送信.
    Asked,
}

/// Why a request brought no usable reply. None of them loses anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No network, a timeout, a redirect, or a reply that isn't ours (captive portal).
    Offline,
    /// 401, 403: everything is kept until somebody signs in again.
    SignedOut,
    /// The office has stopped this phone or this account: everything is kept, and nothing more is asked
    /// until a person does.
    Revoked,
    /// 426: this app is too old.
    UpdateNeeded,
    /// Any other 4xx: something in this batch.
    Refused,
    /// The server was restored from a backup: what it may have lost is offered again after a pull.
    OtherHistory,
    /// 429 and 5xx; with the time the server asks for.
    Trouble { retry_s: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersistFailure {
    /// Another tab has written meanwhile: read everything again.
    Changed,
    /// Full storage, a lost connection: nothing was written, try again.
    Failed,
}
