//! A phone's disk: what survives. Each method is one transaction, as in `frontend/store`. Values
//! are kept as JSON text, so that a newer app reads what an older one wrote.

use std::collections::{BTreeMap, BTreeSet};

use shared::model::{FactId, Moment, PhotoId, UserId};
use shared::sync::photos::newest_seen;
use shared::sync::{
    Batch, EntryState, NewEntry, OutboxEntry, Page, PersistFailure, PhotoState, Position, RowSet,
    StoredPhoto, Witnessed, put_away,
};
use shared::wire::sync::Change;

#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub person: Option<UserId>,
    rows: Rows,
    outbox: BTreeMap<u64, OutboxEntry>,
    last_n: u64,
    /// Refused facts that have left: what is saved later may depend on them.
    put_away: BTreeSet<FactId>,
    photos: BTreeMap<PhotoId, StoredPhoto>,
    drafts: BTreeMap<FactId, UserId>,
    /// Typed, but not flushed yet: a strict transaction takes it along, a power cut loses it.
    unflushed_drafts: BTreeMap<FactId, UserId>,
    /// How the rows stood before the pages that aren't flushed yet.
    flushed_rows: Option<Rows>,
    /// The next write of each kind fails.
    pub full: bool,
}

#[derive(Clone, Debug, Default)]
struct Rows {
    position: Option<Position>,
    /// A generation's folded beginning.
    base: Option<(u32, Vec<u8>)>,
    log: Vec<(u32, String)>,
    /// Which of the server's histories the position stands in; only the simulation knows it.
    history: u64,
}

impl Disk {
    /// With the draft that it was taken for; `false` when that has become a record, or there is no room.
    pub fn put_photo(&mut self, photo: StoredPhoto) -> bool {
        if self.full || self.is_saved(photo.record) {
            return false;
        }
        self.flush();
        self.drafts.insert(photo.record, photo.user);
        self.photos.insert(photo.photo.id, photo);
        true
    }

    pub fn photo(&self, id: PhotoId) -> Option<&StoredPhoto> {
        self.photos.get(&id)
    }

    pub fn photos(&self) -> impl Iterator<Item = &StoredPhoto> {
        self.photos.values()
    }

    /// Deletes pictures that neither a draft nor a saved record needs.
    pub fn sweep(&mut self, now: Moment) {
        let (drafts, outbox) = (&self.drafts, &self.outbox);
        self.photos.retain(|_, stored| {
            let mut saved = outbox.values().filter(|entry| entry.id() == stored.record);
            drafts.contains_key(&stored.record)
                || saved.any(|entry| stored.stays_beside(&entry.fact, now))
        });
    }

    fn set_photos(&mut self, states: &[(PhotoId, PhotoState)]) {
        for (id, state) in states {
            if let Some(stored) = self.photos.get_mut(id) {
                stored.state = state.clone();
            }
        }
    }

    /// A refused fact of this person leaves, and what waits for it is alone; `false` when there is no room.
    pub fn put_away(&mut self, user: UserId, fact: FactId) -> bool {
        if self.full {
            return false;
        }
        if put_away(&mut self.outbox, user, fact) {
            self.put_away.insert(fact);
        }
        true
    }

    /// Refused when the id is there already, or when there is no room.
    pub fn finish(&mut self, entry: NewEntry) -> Option<OutboxEntry> {
        let id = entry.fact.id;
        if self.full || self.is_saved(id) {
            return None;
        }
        self.flush();
        self.drafts.remove(&id);
        self.last_n += 1;
        let state = EntryState::at_saving(&entry.fact, |parent| self.put_away.contains(&parent));
        let stored = OutboxEntry {
            n: self.last_n,
            user: entry.user,
            user_name: entry.user_name,
            saved_at: entry.saved_at,
            fact: entry.fact,
            body: entry.body,
            state,
        };
        if let Some(refused) = stored.fact.instead_of {
            self.put_away(stored.user, refused);
        }
        self.outbox.insert(stored.n, stored.clone());
        Some(stored)
    }

    /// Not once it has become a record.
    pub fn put_draft(&mut self, id: FactId, user: UserId) -> bool {
        let refused = self.full || self.is_saved(id);
        if !refused {
            self.unflushed_drafts.insert(id, user);
        }
        !refused
    }

    fn is_saved(&self, id: FactId) -> bool {
        self.outbox.values().any(|entry| entry.id() == id)
    }

    /// What the person finds begun when the app opens.
    pub fn drafts(&self, user: UserId) -> impl Iterator<Item = FactId> {
        let all = self.drafts.iter().chain(&self.unflushed_drafts);
        all.filter(move |(_, by)| **by == user).map(|(id, _)| *id)
    }

    fn flush(&mut self) {
        self.drafts.append(&mut self.unflushed_drafts);
        self.flushed_rows = None;
    }

    pub fn power_cut(&mut self) {
        self.unflushed_drafts.clear();
        if let Some(flushed) = self.flushed_rows.take() {
            self.rows = flushed;
        }
    }

    /// Another person's rows leave the phone; the outbox stays.
    pub fn set_person(&mut self, person: UserId) {
        self.flush();
        if self.person != Some(person) {
            self.person = Some(person);
            self.rows = Rows::default();
        }
    }

    pub fn persist(&mut self, batch: &Batch) -> Result<(), PersistFailure> {
        if self.full {
            return Err(PersistFailure::Failed);
        }
        match batch {
            Batch::Page(page) if page.brings_only_rows() => {
                let before = self.rows.clone();
                self.store_page(page)?;
                self.flushed_rows.get_or_insert(before);
                return Ok(());
            }
            Batch::Page(page) => self.store_page(page)?,
            Batch::Results { states, seen } => {
                let Witnessed { expect, head } = seen;
                if !self.stands_at(expect) {
                    return Err(PersistFailure::Changed);
                }
                if head.is_some() {
                    self.rows.position = Some(Position {
                        seen: *head,
                        ..expect.clone()
                    });
                }
                self.set_states(states);
            }
            Batch::Photos {
                user,
                after,
                states,
            } => {
                if newest_seen(self.photos.values(), *user) != *after {
                    return Err(PersistFailure::Changed);
                }
                self.set_photos(states);
            }
        }
        self.flush();
        Ok(())
    }

    fn set_states(&mut self, states: &[(u64, EntryState)]) {
        for (n, state) in states {
            if let Some(entry) = self.outbox.get_mut(n) {
                entry.state = entry.state.told(state);
            }
        }
    }

    fn store_page(&mut self, page: &Page) -> Result<(), PersistFailure> {
        if !self.stands_at(&page.expect) {
            return Err(PersistFailure::Changed);
        }
        if page.begins {
            self.rows
                .log
                .retain(|(generation, _)| *generation != page.write_to);
        }
        let changes = serde_json::to_string(&page.changes).expect("changes serialise");
        self.rows.log.push((page.write_to, changes));
        self.rows.position = Some(page.position.clone());
        for n in &page.drop {
            self.outbox.remove(n);
        }
        self.set_states(&page.offer_again);
        for id in &page.drop_photos {
            self.photos.remove(id);
        }
        if page.photos_again {
            let mine = self.photos.values_mut();
            let arrived = mine.filter(|stored| {
                let arrived = matches!(stored.state, PhotoState::Arrived { .. });
                stored.user == page.position.user && arrived
            });
            arrived.for_each(|stored| stored.state = PhotoState::Waiting);
        }
        Ok(())
    }

    fn stands_at(&self, expect: &Position) -> bool {
        let stored = self
            .rows
            .position
            .clone()
            .unwrap_or_else(|| Position::start(expect.user));
        self.person == Some(expect.user) && stored.is_where(expect)
    }

    /// Everything as the next generation. `None` when the disk no longer stands at `position`.
    pub fn fold(&mut self, position: &Position, rows: &RowSet) -> Option<u32> {
        if self.full || self.rows.position.is_none() || !self.stands_at(position) {
            return None;
        }
        let generation = position.generation + 1;
        let base = rows.to_base();
        self.rows.base = Some((generation, base));
        self.rows.log.clear();
        self.rows.position = Some(Position {
            generation,
            ..position.clone()
        });
        self.flush();
        Some(generation)
    }

    pub fn load(&self) -> (Option<Position>, RowSet, Vec<OutboxEntry>) {
        (
            self.rows.position.clone(),
            self.rows(),
            self.outbox.values().cloned().collect(),
        )
    }

    pub fn rows(&self) -> RowSet {
        let Some(position) = &self.rows.position else {
            return RowSet::default();
        };
        let mut rows = match &self.rows.base {
            Some((generation, base)) if *generation == position.generation => {
                RowSet::from_base(base).expect("its own base is readable")
            }
            _ => RowSet::default(),
        };
        for (generation, changes) in &self.rows.log {
            if *generation == position.generation {
                let changes: Vec<Change> =
                    serde_json::from_str(changes).expect("its own log is readable");
                rows.apply(&changes);
            }
        }
        rows
    }

    pub fn history(&self) -> u64 {
        self.rows.history
    }

    pub fn stands_in(&mut self, history: u64) {
        self.rows.history = history;
    }

    pub fn position(&self) -> Option<&Position> {
        self.rows.position.as_ref()
    }

    pub fn outbox(&self) -> impl Iterator<Item = &OutboxEntry> {
        self.outbox.values()
    }

    pub fn entry(&self, n: u64) -> Option<&OutboxEntry> {
        self.outbox.get(&n)
    }

    /// For mutants, which break what no honest phone breaks.
    pub fn tamper(&mut self) -> Tampering<'_> {
        Tampering(self)
    }

    /// A newer app reads kinds of rows that an older one had to put aside.
    pub fn translate(&mut self, translate: impl Fn(String) -> String) {
        for (_, changes) in &mut self.rows.log {
            *changes = translate(std::mem::take(changes));
        }
        if let Some((_, base)) = &mut self.rows.base {
            let text = String::from_utf8_lossy(base).into_owned();
            *base = translate(text).into_bytes();
        }
    }
}

#[derive(Debug)]
pub struct Tampering<'a>(&'a mut Disk);

impl Tampering<'_> {
    pub fn set_position(&mut self, position: Position) {
        self.0.rows.position = Some(position);
    }

    pub fn lose(&mut self, n: u64) {
        self.0.outbox.remove(&n);
    }

    pub fn put_away_alone(&mut self, fact: FactId) {
        self.0.outbox.retain(|_, entry| entry.id() != fact);
    }

    pub fn lose_pictures_of_the_arrived(&mut self) {
        for entry in self.0.outbox.values().filter(|entry| entry.has_arrived()) {
            self.0
                .photos
                .retain(|_, stored| stored.record != entry.id());
        }
    }

    pub fn give_everything_to(&mut self, user: UserId) {
        for entry in self.0.outbox.values_mut() {
            entry.user = user;
        }
    }

    pub fn lend(&mut self, person: UserId) {
        self.0.person = Some(person);
    }

    pub fn keep_rows_for(&mut self, person: UserId) {
        self.0.person = Some(person);
        if let Some(position) = &mut self.0.rows.position {
            position.user = person;
        }
    }

    pub fn bring_back_draft(&mut self, id: FactId, user: UserId) {
        self.0.drafts.insert(id, user);
    }
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
