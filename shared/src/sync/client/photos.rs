//! Sending pictures: one at a time, each after its visit has arrived, beside the rounds and never in
//! their way.
//!
//! Rounds and pictures each show the newest point of the server's history that they know of. A picture
//! takes along where the one before it was stored, and a round shows both, so that a server that went
//! back is noticed whichever of the two it had answered last.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pull::is_old;
use super::{Backoff, Client, ms_left};
use crate::model::{FactId, Moment, PhotoId};
use crate::sync::effect::{Batch, Effect, Page, Ticket};
use crate::sync::event::{Failure, PersistFailure, Wake};
use crate::sync::outbox::OutboxEntry;
use crate::sync::photos::{PhotoState, StoredPhoto, newest_seen};
use crate::sync::view::{FactState, PendingPhoto, Phase};
use crate::wire::Fact;
use crate::wire::sync::{PhotoStored, RejectCode, Witness};

#[derive(Debug)]
pub(super) struct Photos {
    /// Everybody's; an id is minted when the picture is taken, so they are in that order.
    stored: BTreeMap<PhotoId, StoredPhoto>,
    /// On its way to the server, and what was shown with it.
    sending: Option<(PhotoId, Option<Witness>)>,
    /// On its way to the disk.
    storing: Option<(Ticket, Vec<(PhotoId, PhotoState)>)>,
    /// The last try failed: none meanwhile, unless somebody asks or the clock is set back.
    waits: Option<Range<Moment>>,
    /// The picture that failed last: the ones behind it get their turn before it does again.
    failed: Option<PhotoId>,
    /// What the pull under way showed; what was stored later isn't confirmed by its reply.
    vouched: u64,
    backoff: Backoff,
}

impl Photos {
    pub fn new(stored: Vec<StoredPhoto>, seed: u64) -> Self {
        Self {
            stored: stored
                .into_iter()
                .map(|stored| (stored.photo.id, stored))
                .collect(),
            sending: None,
            storing: None,
            waits: None,
            failed: None,
            vouched: 0,
            backoff: Backoff::new(seed.rotate_left(32)),
        }
    }

    pub fn hear_of(&mut self, wake: Wake) {
        match wake {
            Wake::Start | Wake::Online | Wake::Visible | Wake::Asked => self.try_again(),
            // Others' news says nothing about this phone's line.
            Wake::Poked => {}
        }
    }

    pub fn try_again(&mut self) {
        self.waits = None;
    }

    /// How long it still waits.
    pub fn waits_ms(&self, now: Moment) -> Option<u64> {
        let waits = self.waits.as_ref().filter(|until| until.contains(&now));
        waits.map(|until| ms_left(until, now))
    }

    pub fn vouched_for(&mut self, seen: Option<Witness>) {
        self.vouched = seen.map_or(0, |seen| seen.seq);
    }

    /// Whether this visit has no picture left that needs it here.
    pub fn through(&self, record: &Fact, dropped: &[PhotoId]) -> bool {
        let mut own = { self.stored.values() }.filter(|stored| stored.belongs_to(record));
        own.all(|stored| dropped.contains(&stored.photo.id))
    }

    pub fn page_stored(&mut self, page: &Page) {
        for id in &page.drop_photos {
            self.stored.remove(id);
        }
        if page.photos_again {
            let mine = self.stored.values_mut();
            mine.filter(|stored| stored.user == page.position.user)
                .for_each(StoredPhoto::wait_again);
        }
    }

    pub fn await_storage(&self, ticket: Ticket) -> bool {
        matches!(&self.storing, Some((awaited, _)) if *awaited == ticket)
    }

    fn is_sending(&self, id: PhotoId) -> bool {
        matches!(self.sending, Some((sent, _)) if sent == id)
    }

    /// For how long.
    fn put_off(&mut self, at_least_ms: u64, now: Moment) -> u64 {
        let wait_ms = self.backoff.failed(at_least_ms);
        let until = now.plus_ms(i64::try_from(wait_ms).unwrap_or(i64::MAX));
        self.waits = Some(now..until);
        wait_ms
    }
}

impl StoredPhoto {
    /// A restored server may have lost what had arrived.
    fn wait_again(&mut self) {
        if let PhotoState::Arrived { .. } = self.state {
            self.state = PhotoState::Waiting;
        }
    }

    fn arrived(&self) -> bool {
        matches!(self.state, PhotoState::Arrived { .. })
    }
}

impl Client {
    /// Every picture on this phone, whoever took it, those of drafts too.
    pub fn photos(&self) -> impl Iterator<Item = &StoredPhoto> {
        self.photos.stored.values()
    }

    pub(super) fn photographed(&mut self, taken: StoredPhoto) -> Vec<Effect> {
        self.photos.stored.insert(taken.photo.id, taken);
        vec![Effect::Show]
    }

    fn my_photos(&self) -> impl Iterator<Item = &StoredPhoto> {
        self.photos()
            .filter(|stored| Some(stored.user) == self.user)
    }

    /// The visit that it belongs to; `None` while that is a draft.
    fn record_of(&self, stored: &StoredPhoto) -> Option<&OutboxEntry> {
        let mut entries = self.outbox.values();
        entries.find(|entry| stored.belongs_to(&entry.fact))
    }

    /// The newest point at which the server has stored a picture of this person.
    pub(super) fn photo_seen(&self) -> Option<Witness> {
        newest_seen(self.photos(), self.user?)
    }

    /// The next picture, when nothing is in its way.
    pub(super) fn next_photo(&mut self, now: Moment) -> Vec<Effect> {
        let busy = self.photos.sending.is_some() || self.photos.storing.is_some();
        if busy || self.photos.waits_ms(now).is_some() || self.trouble != Phase::Idle {
            return vec![];
        }
        let ready = |stored: &&StoredPhoto| {
            let visit_arrived = || self.record_of(stored).is_some_and(OutboxEntry::has_arrived);
            stored.state == PhotoState::Waiting && visit_arrived()
        };
        let behind = |stored: &&StoredPhoto| Some(stored.photo.id) > self.photos.failed;
        let first_behind = self.my_photos().filter(&ready).find(behind);
        let next = first_behind.or_else(|| self.my_photos().find(&ready));
        let Some(photo) = next.map(|stored| stored.photo.id) else {
            return vec![];
        };
        let seen = self.photo_seen();
        self.photos.sending = Some((photo, seen));
        vec![Effect::SendPhoto { photo, seen }, Effect::Show]
    }

    pub(super) fn photo_replied(
        &mut self,
        photo: PhotoId,
        reply: Result<PhotoStored, Failure>,
        now: Moment,
    ) -> Vec<Effect> {
        let after = match self.photos.sending {
            Some((sent, after)) if sent == photo => after,
            _ => return vec![],
        };
        self.photos.sending = None;
        match reply {
            Ok(PhotoStored { seq, head, .. }) => {
                self.photos.backoff.succeeded();
                let arrived = PhotoState::Arrived { seq, seen: head };
                self.store_photos(after, vec![(photo, arrived)])
            }
            Err(Failure::Refused) => {
                let code = RejectCode::Other;
                self.store_photos(after, vec![(photo, PhotoState::NeedsYou { code })])
            }
            Err(Failure::SignedOut) => self.photos_stop(Phase::SignedOut),
            Err(Failure::Revoked) => self.photos_stop(Phase::Revoked),
            Err(Failure::UpdateNeeded) => self.photos_stop(Phase::UpdateNeeded),
            // A round finds out what there is to offer again.
            Err(Failure::OtherHistory) => self.begin_or_remember(now),
            Err(Failure::Offline) => self.photo_later(0, now),
            Err(Failure::Trouble { retry_s }) => {
                self.photos.failed = Some(photo);
                self.photo_later(u64::from(retry_s) * 1_000, now)
            }
        }
    }

    /// A round would be told the same; one that is under way says so itself.
    fn photos_stop(&mut self, why: Phase) -> Vec<Effect> {
        self.trouble = why;
        vec![Effect::Show]
    }

    fn photo_later(&mut self, at_least_ms: u64, now: Moment) -> Vec<Effect> {
        let after_ms = self.photos.put_off(at_least_ms, now);
        let mut effects = vec![Effect::Show];
        // The end of a round that is under way sets the timer for both.
        if self.rests() {
            effects.push(Effect::Timer { after_ms });
        }
        effects
    }

    /// Beside whatever a round stores: it touches nothing else.
    fn store_photos(
        &mut self,
        after: Option<Witness>,
        states: Vec<(PhotoId, PhotoState)>,
    ) -> Vec<Effect> {
        let Some(user) = self.user else {
            return vec![];
        };
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        self.photos.storing = Some((ticket, states.clone()));
        let batch = Batch::Photos {
            user,
            after,
            states,
        };
        vec![Effect::Persist(ticket, batch)]
    }

    pub(super) fn photos_stored(
        &mut self,
        result: Result<(), PersistFailure>,
        now: Moment,
    ) -> Vec<Effect> {
        let states = self.photos.storing.take();
        match result {
            Ok(()) => {}
            Err(PersistFailure::Changed) => return vec![Effect::Reload],
            // Nothing is forgotten: the server finds the picture again when it comes once more.
            Err(PersistFailure::Failed) => return self.photo_later(5_000, now),
        }
        for (id, state) in states.into_iter().flat_map(|(_, states)| states) {
            if let Some(stored) = self.photos.stored.get_mut(&id) {
                stored.state = state;
            }
        }
        let mut effects = vec![Effect::Show];
        if self.rests() {
            effects.extend(self.next_photo(now));
        }
        effects
    }

    /// A person wants the refused pictures of this visit sent once more.
    pub(super) fn offer_photos_again(&mut self, record: FactId) -> Vec<Effect> {
        let refused: Vec<_> = self
            .my_photos()
            .filter(|stored| stored.record == record)
            .filter(|stored| matches!(stored.state, PhotoState::NeedsYou { .. }))
            .map(|stored| (stored.photo.id, PhotoState::Waiting))
            .collect();
        if refused.is_empty() || self.photos.storing.is_some() {
            return vec![];
        }
        self.photos.try_again();
        self.store_photos(self.photo_seen(), refused)
    }

    /// Pictures that a backup of the server covers; where none are made, those kept for long enough.
    pub(super) fn photos_to_drop(&self, durable_seq: u64, now: Moment) -> Vec<PhotoId> {
        let confirmed = durable_seq.min(self.photos.vouched);
        let no_backups = durable_seq == 0;
        let covered = |stored: &&StoredPhoto| match stored.state {
            PhotoState::Arrived { seq, .. } => {
                seq <= confirmed || (no_backups && is_old(stored.taken_at, now))
            }
            PhotoState::Waiting | PhotoState::NeedsYou { .. } => false,
        };
        let mine = self.my_photos().filter(covered);
        mine.map(|stored| stored.photo.id).collect()
    }

    pub(super) fn unsent_photos(&self) -> usize {
        let recorded = |stored: &&StoredPhoto| self.record_of(stored).is_some();
        self.my_photos()
            .filter(|stored| !stored.arrived())
            .filter(recorded)
            .count()
    }

    pub(super) fn others_photos(&self) -> impl Iterator<Item = &str> {
        let others = self
            .photos()
            .filter(|stored| Some(stored.user) != self.user);
        others
            .filter(|stored| !stored.arrived() && self.record_of(stored).is_some())
            .map(|stored| stored.user_name.as_str())
    }

    pub(super) fn photos_seen(&self) -> Vec<PendingPhoto> {
        let recorded = self
            .my_photos()
            .filter(|stored| self.record_of(stored).is_some());
        recorded
            .map(|stored| PendingPhoto {
                photo: stored.photo.clone(),
                record: stored.record,
                taken_at: stored.taken_at,
                state: match stored.state {
                    PhotoState::Waiting if self.photos.is_sending(stored.photo.id) => {
                        FactState::Sending
                    }
                    PhotoState::Waiting => FactState::Waiting,
                    PhotoState::Arrived { .. } => FactState::Arrived,
                    PhotoState::NeedsYou { code } => FactState::NeedsYou {
                        code,
                        message: String::new(),
                    },
                },
            })
            .collect()
    }
}
