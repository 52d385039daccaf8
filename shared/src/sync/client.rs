//! The phone's half of the protocol as a state machine: one round at a time, push before pull.
//!
//! Invariants, each asserted by the simulation in `tests/sync`:
//! - an entry leaves the outbox only after its server copy is covered by a backup, or thirty days
//!   after it arrived;
//! - the cursor moves only in the transaction that stores the rows before it;
//! - another person's entries are never sent.

use std::collections::{BTreeMap, BTreeSet};

use super::backoff::Backoff;
use super::effect::{Batch, Effect, Page, Position, Ticket};
use super::event::{Event, Failure, PersistFailure, Wake};
use super::outbox::{EntryState, OutboxEntry, next_batch};
use super::rows::RowSet;
use super::view::{FactState, PendingFact, Phase, SyncView};
use crate::model::{DeviceId, FactId, Moment, UserId};
use crate::wire::fact::{FACT_SCHEMA, FactBody};
use crate::wire::sync::{
    About, FactResult, MOST_FACTS, MOST_ROWS, PROTO, PullMode, PullReply, PullRequest, PushReply,
    PushRequest, RejectCode, ResultKind,
};

/// Without backups on the server, arrived facts are kept this long to be offered again.
const KEEP_ARRIVED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

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
    step: Step,
    trouble: Phase,
    /// A wake came while a round was under way.
    again: bool,
    /// Deferred in this round: not sent again before the next.
    put_off: BTreeSet<FactId>,
    retry_at_least_ms: u64,
    most_facts: usize,
    backoff: Backoff,
    staging: Option<Staging>,
    last_ticket: u64,
    about: About,
}

/// Where the one round under way stands.
#[derive(Debug)]
enum Step {
    Resting,
    Pushing {
        sent: Vec<(u64, FactId)>,
    },
    StoringResults {
        ticket: Ticket,
    },
    Pulling,
    StoringPage {
        ticket: Ticket,
        page: Box<PendingPage>,
    },
}

#[derive(Debug)]
struct PendingPage {
    changes: Vec<crate::wire::sync::Change>,
    position: Position,
    drop: Vec<u64>,
    staging: Option<Staging>,
    more: bool,
}

/// A reset fills a new generation page by page; people see the old one until it is whole.
#[derive(Debug)]
struct Staging {
    generation: u32,
    cursor: u64,
    epoch: uuid::Uuid,
    rows: RowSet,
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
            outbox: loaded
                .outbox
                .into_iter()
                .map(|entry| (entry.n, entry))
                .collect(),
            rows_revision: 0,
            step: Step::Resting,
            trouble: Phase::Idle,
            again: false,
            put_off: BTreeSet::new(),
            retry_at_least_ms: 0,
            most_facts: MOST_FACTS,
            backoff: Backoff::new(loaded.seed),
            staging: None,
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

    pub fn outbox(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.outbox.values()
    }

    /// No round is under way.
    pub fn rests(&self) -> bool {
        matches!(self.step, Step::Resting)
    }

    pub fn handle(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        match event {
            Event::Wake(wake) => {
                if wake == Wake::Asked {
                    self.put_off.clear();
                }
                self.begin_or_remember()
            }
            Event::TimerFired => self.begin_or_remember(),
            Event::Saved(entry) => {
                self.outbox.insert(entry.n, entry);
                let mut effects = vec![Effect::Show];
                effects.extend(self.begin_or_remember());
                effects
            }
            Event::PushReplied(reply) => self.push_replied(reply),
            Event::PullReplied(reply) => self.pull_replied(reply, now),
            Event::Persisted(ticket, result) => self.persisted(ticket, result),
            Event::SignedInAgain => self.signed_in_again(),
        }
    }

    fn begin_or_remember(&mut self) -> Vec<Effect> {
        if self.rests() {
            self.begin_round()
        } else {
            self.again = true;
            vec![]
        }
    }

    fn begin_round(&mut self) -> Vec<Effect> {
        if self.user.is_none() || matches!(self.trouble, Phase::SignedOut | Phase::UpdateNeeded) {
            return vec![];
        }
        self.again = false;
        self.put_off.clear();
        self.retry_at_least_ms = 0;
        let mut effects = self.push_or_pull();
        effects.push(Effect::Show);
        effects
    }

    fn push_or_pull(&mut self) -> Vec<Effect> {
        let Some(position) = self.position.clone() else {
            self.step = Step::Resting;
            return vec![];
        };
        let unsent = self
            .outbox
            .values()
            .filter(|entry| entry.user == position.user && !self.put_off.contains(&entry.id()));
        let batch = next_batch(unsent, self.most_facts);
        let about = self.about_now();
        if batch.is_empty() {
            self.step = Step::Pulling;
            return vec![Effect::Pull(self.pull_request(&position, about))];
        }
        let muts = batch.iter().map(|entry| entry.body.clone()).collect();
        let sent = batch.iter().map(|entry| (entry.n, entry.id())).collect();
        self.step = Step::Pushing { sent };
        vec![Effect::Push(PushRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: self.device,
            epoch: position.epoch,
            seen: position.seen,
            about,
            muts,
        })]
    }

    fn pull_request(&self, position: &Position, about: About) -> PullRequest {
        let (epoch, cursor) = match &self.staging {
            Some(staging) => (Some(staging.epoch), staging.cursor),
            None => (position.epoch, position.cursor),
        };
        PullRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: self.device,
            epoch,
            cursor,
            // While a reset is being filled, what was witnessed before it says nothing.
            seen: if self.staging.is_some() {
                None
            } else {
                position.seen
            },
            limit: MOST_ROWS,
            about,
        }
    }

    fn about_now(&self) -> About {
        let unsent = || {
            self.outbox
                .values()
                .filter(|entry| Some(entry.user) == self.user && entry.waits())
        };
        About {
            pending: u32::try_from(unsent().count()).unwrap_or(u32::MAX),
            oldest_ms: unsent().map(|entry| entry.saved_at.utc_ms).min(),
            ..self.about.clone()
        }
    }

    fn push_replied(&mut self, reply: Result<PushReply, Failure>) -> Vec<Effect> {
        let Step::Pushing { sent } = std::mem::replace(&mut self.step, Step::Resting) else {
            return vec![];
        };
        match reply {
            Ok(reply) => {
                self.most_facts = (self.most_facts * 2).min(MOST_FACTS);
                let states = self.read_results(&sent, &reply.results);
                // A reply of another history says nothing about the one that was witnessed.
                let same_history = self
                    .position
                    .as_ref()
                    .is_some_and(|p| p.epoch == Some(reply.epoch));
                self.store_results(states, same_history.then_some(reply.head))
            }
            Err(Failure::Refused) if sent.len() > 1 => {
                self.most_facts = sent.len() / 2;
                self.push_or_pull()
            }
            Err(Failure::Refused) => {
                self.most_facts = MOST_FACTS;
                let refused = EntryState::NeedsYou {
                    code: RejectCode::Other,
                    message: String::new(),
                };
                self.store_results(
                    sent.iter().map(|(n, _)| (*n, refused.clone())).collect(),
                    None,
                )
            }
            Err(failure) => self.fail(failure),
        }
    }

    fn read_results(
        &mut self,
        sent: &[(u64, FactId)],
        results: &[FactResult],
    ) -> Vec<(u64, EntryState)> {
        let mut states = Vec::new();
        for (place, (n, id)) in sent.iter().enumerate() {
            let by_id = results.iter().find(|result| result.id == Some(*id));
            // A fact so broken that the server couldn't read its id is answered by its place.
            let by_place = results.get(place).filter(|result| result.id.is_none());
            match by_id.or(by_place).map(|result| &result.result) {
                Some(ResultKind::Applied { seq } | ResultKind::Duplicate { seq }) => {
                    states.push((*n, EntryState::Arrived { seq: *seq }));
                }
                Some(ResultKind::Rejected { code, message }) => {
                    states.push((
                        *n,
                        EntryState::NeedsYou {
                            code: *code,
                            message: message.clone(),
                        },
                    ));
                }
                Some(ResultKind::Deferred { retry_s, .. }) => {
                    self.put_off.insert(*id);
                    self.retry_at_least_ms =
                        self.retry_at_least_ms.max(u64::from(*retry_s) * 1_000);
                }
                Some(ResultKind::Unknown) | None => {
                    self.put_off.insert(*id);
                    self.retry_at_least_ms = self.retry_at_least_ms.max(60_000);
                }
            }
        }
        states
    }

    fn store_results(
        &mut self,
        states: Vec<(u64, EntryState)>,
        seen: Option<crate::wire::sync::Witness>,
    ) -> Vec<Effect> {
        let ticket = self.next_ticket();
        for (n, state) in &states {
            if let Some(entry) = self.outbox.get_mut(n) {
                entry.state = state.clone();
            }
        }
        if let (Some(position), Some(seen)) = (&mut self.position, seen) {
            position.seen = Some(seen);
        }
        self.step = Step::StoringResults { ticket };
        vec![
            Effect::Persist(ticket, Batch::Results { states, seen }),
            Effect::Show,
        ]
    }

    fn pull_replied(&mut self, reply: Result<PullReply, Failure>, now: Moment) -> Vec<Effect> {
        if !matches!(self.step, Step::Pulling) {
            return vec![];
        }
        self.step = Step::Resting;
        let reply = match reply {
            Ok(reply) => reply,
            Err(failure) => return self.fail(failure),
        };
        let Some(position) = self.position.clone() else {
            return vec![];
        };
        let begins = reply.mode == PullMode::Reset;
        let staging = match (reply.mode, self.staging.take()) {
            (PullMode::Reset, _) => Some(Staging {
                generation: position.generation + 1,
                cursor: 0,
                epoch: reply.epoch,
                rows: RowSet::default(),
            }),
            (PullMode::Delta, staging) => staging,
        };
        let page = self.place_page(&position, reply, staging, now);
        let ticket = self.next_ticket();
        let batch = Batch::Page(Box::new(Page {
            expect: position,
            write_to: page
                .staging
                .as_ref()
                .map_or(page.position.generation, |staging| staging.generation),
            begins,
            changes: page.changes.clone(),
            position: page.position.clone(),
            drop: page.drop.clone(),
        }));
        self.step = Step::StoringPage {
            ticket,
            page: Box::new(page),
        };
        vec![Effect::Persist(ticket, batch)]
    }

    /// Works out where the phone stands once this page is stored.
    fn place_page(
        &self,
        position: &Position,
        reply: PullReply,
        staging: Option<Staging>,
        now: Moment,
    ) -> PendingPage {
        let last_success_ms = if reply.more {
            position.last_success_ms
        } else {
            Some(now.utc_ms)
        };
        let (position, staging) = match staging {
            // Still filling the new generation: what people see doesn't move.
            Some(staging) if reply.more => (
                position.clone(),
                Some(Staging {
                    cursor: reply.next,
                    ..staging
                }),
            ),
            Some(staging) => {
                let whole = Position {
                    user: position.user,
                    generation: staging.generation,
                    epoch: Some(reply.epoch),
                    cursor: reply.next,
                    seen: Some(reply.head),
                    last_success_ms,
                };
                (
                    whole,
                    Some(Staging {
                        cursor: reply.next,
                        ..staging
                    }),
                )
            }
            None => {
                let moved = Position {
                    epoch: Some(reply.epoch),
                    cursor: reply.next,
                    seen: Some(reply.head),
                    last_success_ms,
                    ..position.clone()
                };
                (moved, None)
            }
        };
        let covered = |entry: &OutboxEntry| match entry.state {
            EntryState::Arrived { seq } => {
                seq <= position.cursor
                    && (seq <= reply.durable_seq
                        || entry.saved_at.utc_ms + KEEP_ARRIVED_MS < now.utc_ms)
            }
            EntryState::Waiting | EntryState::NeedsYou { .. } => false,
        };
        let drop = self
            .mine()
            .filter(|entry| covered(entry))
            .map(|entry| entry.n)
            .collect();
        PendingPage {
            changes: reply.changes,
            position,
            drop,
            staging,
            more: reply.more,
        }
    }

    fn persisted(&mut self, ticket: Ticket, result: Result<(), PersistFailure>) -> Vec<Effect> {
        match std::mem::replace(&mut self.step, Step::Resting) {
            Step::StoringResults { ticket: awaited } if awaited == ticket => match result {
                Ok(()) => self.push_or_pull(),
                Err(failure) => self.storage_failed(failure),
            },
            Step::StoringPage {
                ticket: awaited,
                page,
            } if awaited == ticket => match result {
                Ok(()) => self.page_stored(*page),
                Err(failure) => self.storage_failed(failure),
            },
            other => {
                self.step = other;
                vec![]
            }
        }
    }

    fn page_stored(&mut self, page: PendingPage) -> Vec<Effect> {
        for n in &page.drop {
            self.outbox.remove(n);
        }
        let history_changed = match (&self.position, &page.position) {
            (Some(before), after) => before.epoch.is_some() && before.epoch != after.epoch,
            (None, _) => false,
        };
        self.position = Some(page.position);
        match page.staging {
            None => {
                self.rows_revision += u64::from(!page.changes.is_empty());
                self.rows.apply(&page.changes);
            }
            Some(mut staging) => {
                staging.rows.apply(&page.changes);
                if page.more {
                    self.staging = Some(staging);
                } else {
                    self.rows_revision += 1;
                    self.rows = staging.rows;
                }
            }
        }
        if page.more {
            let mut effects = vec![Effect::Show];
            effects.extend(self.pull_again());
            return effects;
        }
        if history_changed {
            return self.offer_again();
        }
        self.round_done()
    }

    fn pull_again(&mut self) -> Vec<Effect> {
        let Some(position) = self.position.clone() else {
            return vec![];
        };
        self.step = Step::Pulling;
        vec![Effect::Pull(self.pull_request(&position, self.about_now()))]
    }

    /// The server was restored from a backup: whatever it may have lost is sent once more.
    fn offer_again(&mut self) -> Vec<Effect> {
        let arrived = |entry: &&mut OutboxEntry| matches!(entry.state, EntryState::Arrived { .. });
        let user = self.user;
        let mut states = Vec::new();
        for entry in self
            .outbox
            .values_mut()
            .filter(|entry| Some(entry.user) == user)
            .filter(arrived)
        {
            states.push((entry.n, EntryState::Waiting));
        }
        self.store_results(states, None)
    }

    fn round_done(&mut self) -> Vec<Effect> {
        self.trouble = Phase::Idle;
        self.backoff.succeeded();
        let mut effects = vec![Effect::Show];
        if !self.put_off.is_empty() {
            effects.push(Effect::Timer {
                after_ms: self.backoff.failed(self.retry_at_least_ms),
            });
        }
        let saved_meanwhile = self
            .mine()
            .any(|entry| entry.waits() && !self.put_off.contains(&entry.id()));
        if self.again || saved_meanwhile {
            effects.extend(self.begin_round());
        }
        effects
    }

    fn fail(&mut self, failure: Failure) -> Vec<Effect> {
        self.step = Step::Resting;
        self.staging = None;
        let (trouble, retry_ms) = match failure {
            Failure::Offline => (Phase::Offline, Some(0)),
            // A pull that is refused can't be halved; waiting is all one can do.
            Failure::Refused => (Phase::Offline, Some(60_000)),
            Failure::Trouble { retry_s } => (Phase::Offline, Some(u64::from(retry_s) * 1_000)),
            Failure::SignedOut => (Phase::SignedOut, None),
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
            PersistFailure::Failed => {
                self.trouble = Phase::StorageTrouble;
                // Memory may be ahead of the disk: read the disk again before going on.
                vec![
                    Effect::Reload,
                    Effect::Timer {
                        after_ms: self.backoff.failed(5_000),
                    },
                ]
            }
        }
    }

    fn signed_in_again(&mut self) -> Vec<Effect> {
        self.trouble = Phase::Idle;
        self.backoff.succeeded();
        self.begin_or_remember()
    }

    fn mine(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.outbox
            .values()
            .filter(|entry| Some(entry.user) == self.user)
    }

    fn next_ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        Ticket(self.last_ticket)
    }

    pub fn view(&self) -> SyncView {
        let cursor = self.position.as_ref().map_or(0, |position| position.cursor);
        let sending: &[(u64, FactId)] = match &self.step {
            Step::Pushing { sent } => sent,
            _ => &[],
        };
        let state = |entry: &OutboxEntry| match &entry.state {
            EntryState::Waiting if sending.iter().any(|(n, _)| *n == entry.n) => {
                Some(FactState::Sending)
            }
            EntryState::Waiting => Some(FactState::Waiting),
            // A day's report never comes back as a row: only the outbox knows that it arrived.
            EntryState::Arrived { seq }
                if *seq <= cursor && !matches!(entry.fact.body, FactBody::DailyReport(_)) =>
            {
                None
            }
            EntryState::Arrived { .. } => Some(FactState::Arrived),
            EntryState::NeedsYou { code, message } => Some(FactState::NeedsYou {
                code: *code,
                message: message.clone(),
            }),
        };
        let pending = self.mine().filter_map(|entry| {
            Some(PendingFact {
                fact: entry.fact.clone(),
                saved_at: entry.saved_at,
                state: state(entry)?,
            })
        });
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in self.outbox.values() {
            if Some(entry.user) != self.user && !matches!(entry.state, EntryState::Arrived { .. }) {
                *others.entry(&entry.user_name).or_default() += 1;
            }
        }
        SyncView {
            phase: if self.rests() {
                self.trouble
            } else {
                Phase::Working
            },
            pending: pending.collect(),
            last_success: self
                .position
                .as_ref()
                .and_then(|position| position.last_success_ms)
                .map(Moment::from_utc_ms),
            others: others
                .into_iter()
                .map(|(name, count)| (name.to_owned(), count))
                .collect(),
        }
    }
}
