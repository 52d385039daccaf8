//! Sending what waits, and what the server said of it.

use super::{Client, Step};
use crate::model::{FactId, Moment};
use crate::sync::effect::{Batch, Effect, Witnessed};
use crate::sync::event::Failure;
use crate::sync::outbox::{EntryState, OutboxEntry, next_batch, put_away};
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::sync::{
    DeferCode, FactResult, MOST_FACTS, PROTO, PushReply, PushRequest, RejectCode, ResultKind,
    Witness,
};

/// A result that this app doesn't know counts as "not now".
const UNKNOWN_RETRY_MS: i64 = 60_000;

impl Client {
    pub(super) fn push_or_pull(&mut self) -> Vec<Effect> {
        let Some(position) = self.position.clone() else {
            self.step = Step::Resting;
            return vec![];
        };
        let unsent = self
            .mine()
            .filter(|entry| !self.put_off.contains_key(&entry.id()));
        let batch = next_batch(unsent, self.most_facts);
        if batch.is_empty() {
            return self.pull();
        }
        let muts = batch.iter().map(|entry| entry.body.clone()).collect();
        let sent = batch.iter().map(|entry| (entry.n, entry.id())).collect();
        let request = PushRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: self.device,
            user: position.user,
            epoch: position.epoch,
            seen: position.seen,
            photo_seen: self.photo_seen(),
            about: self.about_now(),
            muts,
        };
        self.step = Step::Pushing { sent };
        vec![Effect::Push(request)]
    }

    pub(super) fn push_replied(
        &mut self,
        reply: Result<PushReply, Failure>,
        now: Moment,
    ) -> Vec<Effect> {
        let Step::Pushing { sent } = std::mem::replace(&mut self.step, Step::Resting) else {
            return vec![];
        };
        match reply {
            Ok(reply) => {
                self.most_facts = (self.most_facts * 2).min(MOST_FACTS);
                let states = self.read_results(&sent, &reply.results, now);
                // The server stored nothing unless it knew what this phone had witnessed.
                self.store_results(states, Some(reply.head))
            }
            Err(Failure::OtherHistory) => self.pull(),
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
                let states = sent.iter().map(|(n, _)| (*n, refused.clone())).collect();
                self.store_results(states, None)
            }
            Err(failure) => self.fail(failure),
        }
    }

    fn read_results(
        &mut self,
        sent: &[(u64, FactId)],
        results: &[FactResult],
        now: Moment,
    ) -> Vec<(u64, EntryState)> {
        let mut states: Vec<(u64, EntryState)> = Vec::new();
        for (place, (n, id)) in sent.iter().enumerate() {
            let by_id = results.iter().find(|result| result.id == Some(*id));
            // A fact so broken that the server couldn't read its id is answered by its place.
            let by_place = results.get(place).filter(|result| result.id.is_none());
            match by_id.or(by_place).map(|result| &result.result) {
                Some(ResultKind::Applied { seq } | ResultKind::Duplicate { seq }) => {
                    states.push((*n, EntryState::Arrived { seq: *seq }));
                }
                Some(ResultKind::Conflict { seq, fields }) => {
                    let (seq, fields) = (*seq, fields.clone());
                    states.push((*n, EntryState::Conflict { seq, fields }));
                }
                Some(ResultKind::Rejected { code, message }) => {
                    let message = message.clone();
                    states.push((
                        *n,
                        EntryState::NeedsYou {
                            code: *code,
                            message,
                        },
                    ));
                }
                Some(ResultKind::Deferred { .. }) if self.has_refused_parent(*n, &states) => {
                    states.push((*n, EntryState::fallen()));
                }
                Some(ResultKind::Deferred { code, retry_s }) => {
                    self.put_off(*id, now, i64::from(*retry_s) * 1_000);
                    states.push((*n, EntryState::Deferred { code: *code }));
                }
                Some(ResultKind::Unknown) | None => {
                    self.put_off(*id, now, UNKNOWN_RETRY_MS);
                    let code = DeferCode::Other;
                    states.push((*n, EntryState::Deferred { code }));
                }
            }
        }
        states
    }

    fn put_off(&mut self, id: FactId, now: Moment, for_ms: i64) {
        self.put_off.insert(id, now..now.plus_ms(for_ms));
    }

    /// The server keeps no receipt of a fact whose id it couldn't read, or that a proxy refused; only
    /// the phone knows that what depends on it would wait for ever. A parent travels before its child.
    fn has_refused_parent(&self, n: u64, states: &[(u64, EntryState)]) -> bool {
        let refused = |state: &EntryState| matches!(state, EntryState::NeedsYou { .. });
        let Some(child) = self.outbox.get(&n) else {
            return false;
        };
        let parents: Vec<FactId> = child.fact.parents().collect();
        self.mine()
            .filter(|parent| parents.contains(&parent.id()))
            .any(|parent| {
                let said = states.iter().find(|(n, _)| *n == parent.n);
                refused(said.map_or(&parent.state, |(_, state)| state))
            })
    }

    fn store_results(
        &mut self,
        states: Vec<(u64, EntryState)>,
        seen: Option<Witness>,
    ) -> Vec<Effect> {
        let Some(expect) = self.position.clone() else {
            return vec![];
        };
        self.persist(|ticket| {
            let batch = Batch::Results {
                states: states.clone(),
                seen: Witnessed { expect, head: seen },
            };
            let step = Step::StoringResults {
                ticket,
                states,
                seen,
            };
            (step, batch)
        })
    }

    pub(super) fn results_stored(&mut self, states: Vec<(u64, EntryState)>, seen: Option<Witness>) {
        for (n, state) in states {
            if let Some(entry) = self.outbox.get_mut(&n) {
                entry.state = entry.state.told(&state);
            }
        }
        if let (Some(position), Some(seen)) = (&mut self.position, seen) {
            position.seen = Some(seen);
        }
    }

    pub(super) fn put_away(&mut self, fact: FactId) {
        if let Some(user) = self.user {
            put_away(&mut self.outbox, user, fact);
        }
    }

    /// A person wants a refused fact sent once more.
    pub(super) fn offer_again(&mut self, fact: FactId) -> Vec<Effect> {
        let is_it = |entry: &&OutboxEntry| entry.id() == fact && entry.is_refused();
        let refused = { self.mine() }.find(is_it);
        let refused = refused.map(|entry| (entry.n, self.offered_again(entry)));
        match refused {
            Some((n, state)) => self.answered(state.map(|state| (n, state))),
            None => self.offer_photos_again(fact),
        }
    }

    /// What an entry with an answer is once it waits again. What was refused, with or after a fact that is no longer
    /// here, is alone: the server may know of neither.
    pub(super) fn offered_again(&self, entry: &OutboxEntry) -> Option<EntryState> {
        let gone = |parent: FactId| self.outbox.values().all(|other| other.id() != parent);
        match entry.state {
            EntryState::NeedsYou { .. } if entry.fact.parents().any(gone) => {
                Some(EntryState::Orphaned)
            }
            EntryState::NeedsYou { .. }
            | EntryState::Arrived { .. }
            | EntryState::Conflict { .. } => Some(EntryState::Waiting),
            EntryState::Waiting | EntryState::Orphaned | EntryState::Deferred { .. } => None,
        }
    }

    /// What was overruled has been read, and is an arrived fact like others from now on.
    pub(super) fn seen(&mut self, fact: FactId) -> Vec<Effect> {
        let overruled = self.mine().find_map(|entry| match entry.state {
            EntryState::Conflict { seq, .. } if entry.id() == fact => {
                Some((entry.n, EntryState::Arrived { seq }))
            }
            _ => None,
        });
        self.answered(overruled)
    }

    fn answered(&mut self, answer: Option<(u64, EntryState)>) -> Vec<Effect> {
        match answer {
            Some(state) => self.store_results(vec![state], None),
            None => vec![],
        }
    }
}
