//! What waits on the phone: facts as their bytes were at saving, with their author.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{self, Json};
use crate::model::{FactId, Moment, UserId};
use crate::wire::Fact;
use crate::wire::sync::{DeferCode, Lost, MOST_FACTS, MOST_PUSH_BYTES, RejectCode};

/// A fact about to be stored: the bytes of `body` are what will be sent and hashed.
#[derive(Clone, Debug)]
pub struct NewEntry {
    pub user: UserId,
    /// The author's name, so that another person on this phone can be told whose work waits.
    pub user_name: String,
    pub saved_at: Moment,
    pub fact: Arc<Fact>,
    pub body: Box<RawValue>,
}

impl NewEntry {
    pub fn new(
        user: UserId,
        user_name: &str,
        saved_at: Moment,
        fact: Fact,
    ) -> Result<Self, json::Fault> {
        let body = json::to_raw(&fact)?;
        Ok(Self {
            user,
            user_name: user_name.to_owned(),
            saved_at,
            fact: Arc::new(fact),
            body,
        })
    }
}

/// A stored fact. `n` is the device's counter, given by the store.
#[derive(Clone, Debug)]
pub struct OutboxEntry {
    pub n: u64,
    pub user: UserId,
    pub user_name: String,
    pub saved_at: Moment,
    pub fact: Arc<Fact>,
    pub body: Box<RawValue>,
    pub state: EntryState,
}

/// What the server has said of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    Waiting,
    /// It waits, but what it depends on was refused and is no longer here: unless the server knows of that, it
    /// falls.
    Orphaned,
    /// The server can't take it yet; it is sent again by itself.
    Deferred {
        code: DeferCode,
    },
    /// Stored by the server under this seq, but other values stand; kept until a person has seen it.
    Conflict {
        seq: u64,
        fields: Vec<Lost>,
    },
    /// Stored by the server under this seq; kept here until a backup covers it.
    Arrived {
        seq: u64,
    },
    /// Refused: it stays until a person has resolved it.
    NeedsYou {
        code: RejectCode,
        #[serde(default)]
        message: String,
    },
}

impl EntryState {
    /// As which this fact is saved: what it depends on may have been refused and put away while it was written.
    pub fn at_saving(fact: &Fact, put_away: impl Fn(FactId) -> bool) -> Self {
        match fact.parents().any(put_away) {
            true => Self::Orphaned,
            false => Self::Waiting,
        }
    }

    /// It depends on what was refused.
    pub fn fallen() -> Self {
        Self::NeedsYou {
            code: RejectCode::ParentRejected,
            message: String::new(),
        }
    }

    /// What it is after a word of the server's, or of a person.
    pub fn told(&self, word: &Self) -> Self {
        match (self, word) {
            (Self::Orphaned, Self::Deferred { code }) => match code {
                DeferCode::ParentMissing => Self::fallen(),
                DeferCode::Unavailable | DeferCode::Other => Self::Orphaned,
            },
            // Another tab has concluded so already; the server, which knows nothing, would say it for ever.
            (
                Self::NeedsYou {
                    code: RejectCode::ParentRejected,
                    ..
                },
                Self::Deferred {
                    code: DeferCode::ParentMissing,
                },
            ) => self.clone(),
            _ => word.clone(),
        }
    }
}

impl OutboxEntry {
    /// Whether it waits for a fact that this person puts away.
    pub fn falls_with(&self, user: UserId, fact: FactId) -> bool {
        self.user == user && self.waits() && self.fact.parents().any(|parent| parent == fact)
    }

    pub fn id(&self) -> FactId {
        self.fact.id
    }

    pub fn is_refused(&self) -> bool {
        matches!(self.state, EntryState::NeedsYou { .. })
    }

    pub fn waits(&self) -> bool {
        match self.state {
            EntryState::Waiting | EntryState::Orphaned | EntryState::Deferred { .. } => true,
            EntryState::Arrived { .. }
            | EntryState::Conflict { .. }
            | EntryState::NeedsYou { .. } => false,
        }
    }

    pub fn has_arrived(&self) -> bool {
        match self.state {
            EntryState::Arrived { .. } | EntryState::Conflict { .. } => true,
            EntryState::Waiting
            | EntryState::Orphaned
            | EntryState::Deferred { .. }
            | EntryState::NeedsYou { .. } => false,
        }
    }
}

/// A refused fact of this person leaves, and what waits for it is alone. Whatever else has that id stays. Tells
/// whether it was there.
pub fn put_away(outbox: &mut BTreeMap<u64, OutboxEntry>, user: UserId, fact: FactId) -> bool {
    let before = outbox.len();
    outbox.retain(|_, entry| !(entry.is_refused() && entry.id() == fact && entry.user == user));
    let gone = outbox.len() < before;
    if gone {
        outbox
            .values_mut()
            .filter(|entry| entry.falls_with(user, fact))
            .for_each(|entry| entry.state = EntryState::Orphaned);
    }
    gone
}

/// The next batch to push: urgent facts first, each after what it depends on, then in the order
/// of saving; at most `most` facts and 256 KiB, but always at least one.
pub fn next_batch<'a>(
    entries: impl Iterator<Item = &'a OutboxEntry>,
    most: usize,
) -> Vec<&'a OutboxEntry> {
    let waiting: BTreeMap<u64, &OutboxEntry> = entries
        .filter(|entry| entry.waits())
        .map(|entry| (entry.n, entry))
        .collect();
    let urgent = waiting.values().filter(|entry| entry.fact.is_urgent());
    let mut order = Order {
        by_id: waiting.values().map(|entry| (entry.id(), *entry)).collect(),
        begun: BTreeSet::new(),
        ordered: Vec::with_capacity(waiting.len()),
    };
    for entry in urgent.chain(waiting.values()) {
        order.add_with_parents(entry);
    }
    let mut bytes = 0;
    let fits = |entry: &&OutboxEntry| {
        let first = bytes == 0;
        bytes += entry.body.get().len();
        first || bytes <= MOST_PUSH_BYTES
    };
    // Each stands behind all that it depends on, so a batch that is cut off anywhere is whole.
    order
        .ordered
        .into_iter()
        .take(most.clamp(1, MOST_FACTS))
        .take_while(fits)
        .collect()
}

/// Facts in the order in which each comes after what it depends on.
struct Order<'a> {
    by_id: BTreeMap<FactId, &'a OutboxEntry>,
    begun: BTreeSet<FactId>,
    ordered: Vec<&'a OutboxEntry>,
}

impl<'a> Order<'a> {
    /// Depth first; a fact is added when nothing is left that it depends on. One that depends on itself,
    /// over however many others, was begun already, and so ends there.
    fn add_with_parents(&mut self, entry: &'a OutboxEntry) {
        let mut open = vec![(entry, false)];
        while let Some((next, parents_are_in)) = open.pop() {
            if parents_are_in {
                self.ordered.push(next);
            } else if self.begun.insert(next.id()) {
                open.push((next, true));
                let parents = next.fact.parents().filter_map(|id| self.by_id.get(&id));
                open.extend(parents.map(|parent| (*parent, false)));
            }
        }
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
