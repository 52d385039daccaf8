//! What people see of it; derived from the outbox, never stored beside it.

use std::sync::Arc;

use crate::model::{FactId, Moment, PhotoRef};
use crate::wire::Fact;
use crate::wire::sync::{DeferCode, Lost, RejectCode};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncView {
    pub phase: Phase,
    /// Mine, oldest first. Arrived ones stay until their row came back.
    pub pending: Vec<PendingFact>,
    /// Mine that arrived, and whose row came back where there is one: a day is counted from these
    /// too, since the row leaves the phone when the member is reassigned.
    pub settled: Vec<Arc<Fact>>,
    /// Mine, of recorded visits, in the order in which they were taken.
    pub photos: Vec<PendingPhoto>,
    pub last_success: Option<Moment>,
    /// By how much the phone's clock was wrong at the last round, where that does harm; negative when behind.
    pub clock_ahead_ms: Option<i64>,
    /// Another person's unsent work on this phone: name and count.
    pub others: Vec<(String, usize)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PendingFact {
    pub fact: Arc<Fact>,
    pub saved_at: Moment,
    pub state: FactState,
}

/// A picture that is still on this phone.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingPhoto {
    pub photo: PhotoRef,
    /// The visit that it was taken for.
    pub record: FactId,
    pub taken_at: Moment,
    pub state: FactState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactState {
    /// 保存済み(未送信)
    Waiting,
    Sending,
    /// 事務局側で保留中: it is sent again by itself.
    Deferred {
        code: DeferCode,
    },
    /// 事務局に届きました
    Arrived,
    /// 届きました, but other values stand: until somebody has seen it.
    Conflict {
        fields: Vec<Lost>,
    },
    /// 要対応
    NeedsYou {
        code: RejectCode,
        message: String,
    },
}

impl FactState {
    pub fn has_arrived(&self) -> bool {
        match self {
            Self::Arrived | Self::Conflict { .. } => true,
            Self::Waiting | Self::Sending | Self::Deferred { .. } | Self::NeedsYou { .. } => false,
        }
    }

    /// Somebody has to look at it.
    pub fn wants_somebody(&self) -> bool {
        match self {
            Self::NeedsYou { .. } | Self::Conflict { .. } => true,
            Self::Waiting | Self::Sending | Self::Deferred { .. } | Self::Arrived => false,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Idle,
    Working,
    Offline,
    SignedOut,
    Revoked,
    UpdateNeeded,
    /// The phone's storage refuses to write: what was saved is safe.
    StorageTrouble,
}

impl SyncView {
    /// Facts that haven't arrived: waiting, on their way, or refused.
    pub fn unsent(&self) -> usize {
        self.pending
            .iter()
            .filter(|fact| !fact.state.has_arrived())
            .count()
    }

    /// Pictures that haven't arrived.
    pub fn unsent_photos(&self) -> usize {
        let unsent = |photo: &&PendingPhoto| !photo.state.has_arrived();
        self.photos.iter().filter(unsent).count()
    }

    /// The pictures of this visit that are on the phone.
    pub fn photos_of(&self, record: FactId) -> impl Iterator<Item = &PendingPhoto> {
        self.photos
            .iter()
            .filter(move |photo| photo.record == record)
    }

    pub fn oldest_unsent(&self) -> Option<Moment> {
        let facts = self.pending.iter().map(|fact| (fact.saved_at, &fact.state));
        let photos = self
            .photos
            .iter()
            .map(|photo| (photo.taken_at, &photo.state));
        let unsent = facts
            .chain(photos)
            .filter(|(_, state)| !state.has_arrived());
        unsent.map(|(at, _)| at).min()
    }
}
