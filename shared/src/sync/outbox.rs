//! What waits on the phone: facts as their bytes were at saving, with their author.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::json::{self, Json};
use crate::model::{FactId, Moment, UserId};
use crate::wire::Fact;
use crate::wire::sync::{MOST_FACTS, MOST_PUSH_BYTES, RejectCode};

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

impl OutboxEntry {
    pub fn id(&self) -> FactId {
        self.fact.id
    }

    pub fn waits(&self) -> bool {
        self.state == EntryState::Waiting
    }
}

/// The next batch to push: urgent facts first, each after what it depends on, then in the order
/// of saving; at most `most` facts and 256 KiB, but always at least one.
pub fn next_batch<'a>(
    entries: impl Iterator<Item = &'a OutboxEntry>,
    most: usize,
) -> Vec<&'a OutboxEntry> {
    let waiting: Vec<&OutboxEntry> = entries.filter(|entry| entry.waits()).collect();
    let mut ordered: Vec<&OutboxEntry> = Vec::with_capacity(waiting.len());
    for urgent in waiting.iter().filter(|entry| entry.fact.is_urgent()) {
        add_with_parents(urgent, &waiting, &mut ordered);
    }
    for entry in &waiting {
        add_with_parents(entry, &waiting, &mut ordered);
    }
    let mut bytes = 0;
    let fits = |entry: &&OutboxEntry| {
        let first = bytes == 0;
        bytes += entry.body.get().len();
        first || bytes <= MOST_PUSH_BYTES
    };
    ordered
        .into_iter()
        .take(most.clamp(1, MOST_FACTS))
        .take_while(fits)
        .collect()
}

fn add_with_parents<'a>(
    entry: &'a OutboxEntry,
    waiting: &[&'a OutboxEntry],
    ordered: &mut Vec<&'a OutboxEntry>,
) {
    let mut to_add = vec![entry];
    let mut chain: Vec<&OutboxEntry> = Vec::new();
    while let Some(next) = to_add.pop() {
        if chain
            .iter()
            .chain(ordered.iter())
            .any(|seen| seen.n == next.n)
        {
            continue;
        }
        chain.push(next);
        to_add.extend(
            waiting
                .iter()
                .copied()
                .filter(|parent| next.fact.after.contains(&parent.id())),
        );
    }
    // Depth first from the child up, so the reverse starts with the eldest.
    ordered.extend(chain.into_iter().rev());
}
