//! The phone's half of the protocol as a state machine: one round at a time, push before pull.
//!
//! Memory never runs ahead of the disk: what a reply says is applied once its transaction has
//! completed. Invariants, each asserted by the simulation in `tests/sync`:
//! - an entry leaves the outbox only after its server copy is covered by a backup, or, on a server
//!   without backups, thirty days after it was saved;
//! - the cursor moves only in the transaction that stores the rows before it;
//! - another person's entries are never sent.

#[cfg(test)]
mod photo_tests;
mod photos;
mod pull;
mod push;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use super::backoff::Backoff;
use super::effect::{Batch, Effect, Page, Position, Ticket};
use super::event::{Event, Failure, PersistFailure, Wake};
use super::outbox::{EntryState, OutboxEntry};
use super::photos::StoredPhoto;
use super::rows::RowSet;
use super::view::{FactState, PendingFact, Phase, SyncView};
use crate::model::{DeviceId, FactId, Moment, UserId};
use crate::wire::sync::{About, MOST_FACTS, ScopeSum, Witness};

/// What was read from the phone's disk at start.
#[derive(Debug)]
pub struct Loaded {
    pub device: DeviceId,
    /// Who is signed in; the session itself may have expired.
    pub user: Option<UserId>,
    pub position: Option<Position>,
    pub rows: RowSet,
    /// Every person's, in the order of `n`.
    pub outbox: Vec<OutboxEntry>,
    /// Every person's pictures, those of drafts too.
    pub photos: Vec<StoredPhoto>,
    /// Rows asked for in one page.
    pub page_rows: u32,
    /// Any random number.
    pub seed: u64,
}

#[derive(Debug)]
pub struct Client {
    device: DeviceId,
    user: Option<UserId>,
    position: Option<Position>,
    rows: RowSet,
    rows_revision: u64,
    outbox: BTreeMap<u64, OutboxEntry>,
    photos: photos::Photos,
    step: Step,
    trouble: Phase,
    /// A wake came while a round was under way.
    again: bool,
    /// Deferred facts, each from when until when: a clock that is set back ends it.
    put_off: BTreeMap<FactId, Range<Moment>>,
    /// What a person asked for while a round was under way.
    asked: Vec<Event>,
    most_facts: usize,
    page_rows: u32,
    backoff: Backoff,
    staging: Option<Staging>,
    /// So far beyond the generation that counts this engine fills a new one. Another tab's fills another, so that
    /// their pages don't mix while either goes on after a failure.
    apart: u32,
    /// The rows didn't add up and were fetched anew; a second time would be no better.
    fetched_anew: bool,
    last_ticket: u64,
    about: About,
}

/// Without backups on the server, arrived facts are kept this long to be offered again.
pub const KEEP_ARRIVED_DAYS: i64 = 30;
/// Two tabs hardly ever draw the same of so many numbers, and a phone never gets through so many generations.
const MOST_APART: u64 = 10_000;
/// A page that the system froze, or a slow network, makes a reply late; a clock that is wrong by less does no harm.
const CLOCK_TOLERANCE_MS: i64 = 10 * 60 * 1_000;

/// Where the one round under way stands.
#[derive(Debug)]
enum Step {
    Resting,
    Pushing {
        sent: Vec<(u64, FactId)>,
    },
    StoringResults {
        ticket: Ticket,
        states: Vec<(u64, EntryState)>,
        seen: Option<Witness>,
    },
    Pulling,
    StoringPage {
        ticket: Ticket,
        page: Box<Page>,
        staging: Option<Staging>,
        last: Option<LastPage>,
    },
}

/// A page after which nothing more is to come; with the server's sum of this person's rows.
#[derive(Clone, Copy, Debug)]
struct LastPage {
    scope: Option<ScopeSum>,
}

/// A reset fills a new generation page by page, over several rounds if need be; people see the old one until it is
/// whole.
#[derive(Debug)]
struct Staging {
    generation: u32,
    cursor: u64,
    begun: u64,
    epoch: uuid::Uuid,
    /// The head that its newest page was read at: the server may be restored between two pages.
    seen: Option<Witness>,
    rows: RowSet,
}

fn ms_left(until: &Range<Moment>, now: Moment) -> u64 {
    u64::try_from(until.end.utc_ms - now.utc_ms).unwrap_or(0)
}

impl Client {
    pub fn load(loaded: Loaded) -> Self {
        let mine = loaded
            .position
            .filter(|position| Some(position.user) == loaded.user);
        Self {
            device: loaded.device,
            user: loaded.user,
            rows: if mine.is_some() {
                loaded.rows
            } else {
                RowSet::default()
            },
            position: mine.or_else(|| loaded.user.map(Position::start)),
            rows_revision: 0,
            outbox: loaded
                .outbox
                .into_iter()
                .map(|entry| (entry.n, entry))
                .collect(),
            photos: photos::Photos::new(loaded.photos, loaded.seed),
            step: Step::Resting,
            trouble: Phase::Idle,
            again: false,
            put_off: BTreeMap::new(),
            asked: Vec::new(),
            most_facts: MOST_FACTS,
            page_rows: loaded.page_rows,
            backoff: Backoff::new(loaded.seed),
            staging: None,
            apart: (loaded.seed % MOST_APART) as u32 + 1,
            fetched_anew: false,
            last_ticket: 0,
            about: About::default(),
        }
    }

    /// What the phone tells about itself with each request; the counts are filled in here.
    pub fn set_about(&mut self, app_version: &str, persisted: Option<bool>) {
        app_version.clone_into(&mut self.about.app_version);
        self.about.persisted = persisted;
    }

    pub fn rows(&self) -> &RowSet {
        &self.rows
    }

    /// Changes whenever the rows do, so that what is built from them is built again.
    pub fn rows_revision(&self) -> u64 {
        self.rows_revision
    }

    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// No round is under way.
    pub fn rests(&self) -> bool {
        matches!(self.step, Step::Resting)
    }

    pub fn handle(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        let mut effects = self.hear(event, now);
        while self.rests()
            && let Some(asked) = self.asked.pop()
        {
            effects.extend(self.hear(asked, now));
        }
        effects
    }

    fn hear(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        match event {
            Event::OfferAgain(_) | Event::Seen(_) if !self.rests() => {
                self.asked.push(event);
                vec![]
            }
            Event::Wake(wake) => {
                if wake == Wake::Asked {
                    self.put_off.clear();
                    // The office may have let the phone in again.
                    if self.trouble == Phase::Revoked {
                        self.trouble = Phase::Idle;
                    }
                }
                self.photos.hear_of(wake);
                self.begin_or_remember(now)
            }
            Event::TimerFired => {
                self.photos.try_again();
                self.begin_or_remember(now)
            }
            Event::Saved(entry) => {
                if let Some(refused) = entry.fact.instead_of {
                    self.put_away(refused);
                }
                self.outbox.insert(entry.n, entry);
                let mut effects = vec![Effect::Show];
                effects.extend(self.begin_or_remember(now));
                effects
            }
            Event::Folded { generation } => {
                if let Some(position) = &mut self.position {
                    position.generation = generation;
                }
                // Its pages went with the log.
                self.staging = None;
                vec![]
            }
            Event::OfferAgain(fact) => self.offer_again(fact),
            Event::Seen(fact) => self.seen(fact),
            Event::PutAway(fact) => {
                self.put_away(fact);
                vec![Effect::Show]
            }
            Event::SignedInAgain => {
                self.trouble = Phase::Idle;
                self.backoff.succeeded();
                self.begin_or_remember(now)
            }
            Event::Photographed(photo) => self.photographed(photo),
            Event::PhotoReplied(photo, reply) => self.photo_replied(photo, reply, now),
            Event::PushReplied(reply) => self.push_replied(reply, now),
            Event::PullReplied(reply) => self.pull_replied(reply, now),
            Event::Persisted(ticket, result) => self.persisted(ticket, result, now),
        }
    }

    fn begin_or_remember(&mut self, now: Moment) -> Vec<Effect> {
        if self.rests() {
            self.begin_round(now)
        } else {
            self.again = true;
            vec![]
        }
    }

    fn begin_round(&mut self, now: Moment) -> Vec<Effect> {
        let stopped = matches!(
            self.trouble,
            Phase::SignedOut | Phase::Revoked | Phase::UpdateNeeded
        );
        if self.user.is_none() || stopped {
            return vec![];
        }
        self.again = false;
        self.put_off.retain(|_, until| until.contains(&now));
        let mut effects = self.push_or_pull();
        effects.push(Effect::Show);
        effects
    }

    fn persisted(
        &mut self,
        ticket: Ticket,
        result: Result<(), PersistFailure>,
        now: Moment,
    ) -> Vec<Effect> {
        if self.photos.await_storage(ticket) {
            return self.photos_stored(result, now);
        }
        match (std::mem::replace(&mut self.step, Step::Resting), result) {
            (
                Step::StoringResults {
                    ticket: awaited,
                    states,
                    seen,
                },
                Ok(()),
            ) if awaited == ticket => {
                self.results_stored(states, seen);
                let mut effects = vec![Effect::Show];
                effects.extend(self.push_or_pull());
                effects
            }
            (
                Step::StoringPage {
                    ticket: awaited,
                    page,
                    staging,
                    last,
                },
                Ok(()),
            ) if awaited == ticket => self.page_stored(*page, staging, last, now),
            (
                Step::StoringResults {
                    ticket: awaited, ..
                }
                | Step::StoringPage {
                    ticket: awaited, ..
                },
                Err(failure),
            ) if awaited == ticket => self.storage_failed(failure),
            (other, _) => {
                self.step = other;
                vec![]
            }
        }
    }

    fn round_done(&mut self, now: Moment) -> Vec<Effect> {
        self.trouble = Phase::Idle;
        self.backoff.succeeded();
        let mut effects = vec![Effect::Show];
        let earliest = self.put_off.values().map(|until| ms_left(until, now)).min();
        let earliest = earliest.map(|after_ms| self.backoff.failed(after_ms));
        // One timer for both: whatever is sooner.
        if let Some(after_ms) = earliest.into_iter().chain(self.photos.waits_ms(now)).min() {
            effects.push(Effect::Timer { after_ms });
        }
        let saved_meanwhile = self
            .mine()
            .any(|entry| entry.waits() && !self.put_off.contains_key(&entry.id()));
        if self.again || saved_meanwhile {
            effects.extend(self.begin_round(now));
        } else {
            effects.extend(self.next_photo(now));
        }
        effects
    }

    fn fail(&mut self, failure: Failure) -> Vec<Effect> {
        self.step = Step::Resting;
        // A line that was cut says nothing against the pages of a reset that are here: it goes on from there.
        if matches!(
            failure,
            Failure::Refused | Failure::OtherHistory | Failure::UpdateNeeded
        ) {
            self.staging = None;
        }
        let (trouble, retry_ms) = match failure {
            // Somebody asked, or the network came back, while this request was hanging.
            Failure::Offline if self.again => {
                self.backoff.succeeded();
                (Phase::Offline, Some(0))
            }
            Failure::Offline => (Phase::Offline, Some(0)),
            // A pull can't be halved; waiting is all one can do.
            Failure::Refused | Failure::OtherHistory => (Phase::Offline, Some(60_000)),
            Failure::Trouble { retry_s } => (Phase::Offline, Some(u64::from(retry_s) * 1_000)),
            Failure::SignedOut => (Phase::SignedOut, None),
            Failure::Revoked => (Phase::Revoked, None),
            Failure::UpdateNeeded => (Phase::UpdateNeeded, None),
        };
        self.trouble = trouble;
        let mut effects = vec![Effect::Show];
        if let Some(retry_ms) = retry_ms {
            effects.push(Effect::Timer {
                after_ms: self.backoff.failed(retry_ms),
            });
        }
        effects
    }

    fn storage_failed(&mut self, failure: PersistFailure) -> Vec<Effect> {
        self.staging = None;
        match failure {
            PersistFailure::Changed => vec![Effect::Reload],
            // Nothing was written and nothing is forgotten: the same again, less and less often.
            PersistFailure::Failed => {
                self.trouble = Phase::StorageTrouble;
                let after_ms = self.backoff.failed(5_000);
                vec![Effect::Show, Effect::Timer { after_ms }]
            }
        }
    }

    fn persist(&mut self, batch: impl FnOnce(Ticket) -> (Step, Batch)) -> Vec<Effect> {
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        let (step, batch) = batch(ticket);
        self.step = step;
        vec![Effect::Persist(ticket, batch)]
    }

    fn mine(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.outbox
            .values()
            .filter(|entry| Some(entry.user) == self.user)
    }

    fn about_now(&self) -> About {
        let count = |entries: usize| u32::try_from(entries).unwrap_or(u32::MAX);
        let pending: Vec<_> = self.mine().filter(|entry| !entry.has_arrived()).collect();
        let deferred = |entry: &&&OutboxEntry| matches!(entry.state, EntryState::Deferred { .. });
        About {
            pending: count(pending.len()),
            deferred: Some(count(pending.iter().filter(deferred).count())),
            refused: count(pending.iter().filter(|entry| !entry.waits()).count()),
            oldest_ms: pending.iter().map(|entry| entry.saved_at.utc_ms).min(),
            photos: count(self.unsent_photos()),
            ..self.about.clone()
        }
    }

    pub fn view(&self) -> SyncView {
        let cursor = self.position.as_ref().map_or(0, |position| position.cursor);
        let sending: &[(u64, FactId)] = match &self.step {
            Step::Pushing { sent } => sent,
            _ => &[],
        };
        let mut pending = Vec::new();
        let mut settled = Vec::new();
        for entry in self.mine() {
            let state = match &entry.state {
                EntryState::Arrived { seq } if *seq <= cursor => {
                    settled.push(entry.fact.clone());
                    continue;
                }
                EntryState::Arrived { .. } => FactState::Arrived,
                EntryState::Conflict { fields, .. } => FactState::Conflict {
                    fields: fields.clone(),
                },
                EntryState::Waiting | EntryState::Orphaned | EntryState::Deferred { .. }
                    if sending.iter().any(|(n, _)| *n == entry.n) =>
                {
                    FactState::Sending
                }
                EntryState::Waiting | EntryState::Orphaned => FactState::Waiting,
                EntryState::Deferred { code } => FactState::Deferred { code: *code },
                EntryState::NeedsYou { code, message } => FactState::NeedsYou {
                    code: *code,
                    message: message.clone(),
                },
            };
            pending.push(PendingFact {
                fact: entry.fact.clone(),
                saved_at: entry.saved_at,
                state,
            });
        }
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in self.outbox.values() {
            if Some(entry.user) != self.user && !entry.has_arrived() {
                *others.entry(&entry.user_name).or_default() += 1;
            }
        }
        for name in self.others_photos() {
            *others.entry(name).or_default() += 1;
        }
        SyncView {
            phase: if self.rests() {
                self.trouble
            } else {
                Phase::Working
            },
            pending,
            settled,
            photos: self.photos_seen(),
            last_success: self
                .position
                .as_ref()
                .and_then(|position| position.last_success_ms)
                .map(Moment::from_utc_ms),
            clock_ahead_ms: self
                .position
                .as_ref()
                .map(|position| position.clock_ahead_ms)
                .filter(|ahead| ahead.saturating_abs() > CLOCK_TOLERANCE_MS),
            others: others
                .into_iter()
                .map(|(name, count)| (name.to_owned(), count))
                .collect(),
        }
    }
}
