//! A phone's disk: what survives a crash. Each method is one transaction, as in `frontend/store`.

use std::collections::BTreeMap;

use shared::model::UserId;
use shared::sync::{
    Batch, EntryState, NewEntry, OutboxEntry, Page, PersistFailure, Position, RowSet,
};
use shared::wire::sync::Change;

#[derive(Debug, Default)]
pub struct Disk {
    pub person: Option<UserId>,
    position: Option<Position>,
    log: Vec<(u32, Vec<Change>)>,
    outbox: BTreeMap<u64, OutboxEntry>,
    last_n: u64,
}

impl Disk {
    /// Refused when the id is there already.
    pub fn finish(&mut self, entry: NewEntry) -> Option<OutboxEntry> {
        if self
            .outbox
            .values()
            .any(|stored| stored.id() == entry.fact.id)
        {
            return None;
        }
        self.last_n += 1;
        let stored = OutboxEntry {
            n: self.last_n,
            user: entry.user,
            user_name: entry.user_name,
            saved_at: entry.saved_at,
            fact: entry.fact,
            body: entry.body,
            state: EntryState::Waiting,
        };
        self.outbox.insert(stored.n, stored.clone());
        Some(stored)
    }

    /// Another person's rows leave the phone; the outbox stays.
    pub fn set_person(&mut self, person: UserId) {
        if self.person != Some(person) {
            self.person = Some(person);
            self.position = None;
            self.log.clear();
        }
    }

    pub fn persist(&mut self, batch: &Batch) -> Result<(), PersistFailure> {
        match batch {
            Batch::Page(page) => self.store_page(page),
            Batch::Results { states, seen } => {
                for (n, state) in states {
                    if let Some(entry) = self.outbox.get_mut(n) {
                        entry.state = state.clone();
                    }
                }
                if let (Some(position), Some(seen)) = (&mut self.position, seen) {
                    position.seen = Some(*seen);
                }
                Ok(())
            }
        }
    }

    fn store_page(&mut self, page: &Page) -> Result<(), PersistFailure> {
        let stands = |position: &Position| {
            (
                position.user,
                position.generation,
                position.epoch,
                position.cursor,
            )
        };
        let stored = self
            .position
            .clone()
            .unwrap_or_else(|| Position::start(page.expect.user));
        if self.person != Some(page.expect.user) || stands(&stored) != stands(&page.expect) {
            return Err(PersistFailure::Changed);
        }
        if page.begins {
            self.log
                .retain(|(generation, _)| *generation != page.write_to);
        }
        self.log.push((page.write_to, page.changes.clone()));
        self.position = Some(page.position.clone());
        for n in &page.drop {
            self.outbox.remove(n);
        }
        for n in &page.offer_again {
            if let Some(entry) = self.outbox.get_mut(n) {
                entry.state = EntryState::Waiting;
            }
        }
        Ok(())
    }

    pub fn load(&self) -> (Option<Position>, RowSet, Vec<OutboxEntry>) {
        let mut rows = RowSet::default();
        if let Some(position) = &self.position {
            for (_, changes) in self
                .log
                .iter()
                .filter(|(generation, _)| *generation == position.generation)
            {
                rows.apply(changes);
            }
        }
        (
            self.position.clone(),
            rows,
            self.outbox.values().cloned().collect(),
        )
    }

    pub fn outbox(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.outbox.values()
    }
}
