//! Drafts: in memory at once, on the disk at every pause in typing and when the page is hidden.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use shared::fieldbook::Draft;
use shared::model::{FactId, Moment};
use shared::order::sort_by_key;
use wasm_bindgen_futures::spawn_local;

use super::{Driver, page};
use crate::store::StoreError;

/// Typing pauses this long before a draft is written.
pub const DRAFT_PAUSE_MS: u32 = 300;
/// After a write that failed, the next try.
const DRAFT_RETRY_MS: u32 = 5_000;

#[derive(Debug, Default)]
pub(super) struct Drafts {
    by_id: BTreeMap<FactId, Draft>,
    /// Changed since they were written last.
    unwritten: BTreeSet<FactId>,
    /// On their way to the disk; once for each write.
    being_written: Vec<FactId>,
    pause: Option<Timeout>,
    saved_at: Option<Moment>,
    /// The last write failed: what is typed is in memory only.
    pub(super) only_in_memory: bool,
}

impl Drafts {
    pub fn of(stored: Vec<Draft>) -> Self {
        Self {
            by_id: stored.into_iter().map(|draft| (draft.id, draft)).collect(),
            ..Self::default()
        }
    }

    /// What was read again replaces what memory has, except what isn't written yet.
    pub fn take_over(&mut self, read: Self) {
        let before = std::mem::replace(&mut self.by_id, read.by_id);
        let newer = |id: &FactId| self.unwritten.contains(id) || self.being_written.contains(id);
        self.by_id
            .extend(before.into_iter().filter(|(id, _)| newer(id)));
    }

    pub fn get(&self, id: FactId) -> Option<&Draft> {
        self.by_id.get(&id)
    }

    pub fn ids(&self) -> Vec<FactId> {
        self.by_id.keys().copied().collect()
    }

    /// When a draft reached the disk last; `None` while something typed since isn't there yet.
    pub fn saved_at(&self) -> Option<Moment> {
        let all_written = self.unwritten.is_empty() && self.being_written.is_empty();
        self.saved_at.filter(|_| all_written)
    }

    pub fn newest_first(&self) -> Rc<Vec<Draft>> {
        let mut drafts: Vec<Draft> = self.by_id.values().cloned().collect();
        sort_by_key(&mut drafts, |draft| std::cmp::Reverse(draft.changed_at));
        Rc::new(drafts)
    }

    /// The record is about to be saved: a late write must not bring its draft back.
    pub fn stop_writing(&mut self, id: FactId) {
        self.unwritten.remove(&id);
    }

    pub fn forget(&mut self, id: FactId) {
        self.unwritten.remove(&id);
        self.by_id.remove(&id);
    }
}

impl Driver {
    /// Keeps the draft in memory at once and on the disk after the next pause.
    pub fn save_draft(&self, draft: Draft) {
        if let Some(practice) = &self.1 {
            return practice.save_draft(self, draft);
        }
        {
            let mut drafts = self.0.drafts.borrow_mut();
            drafts.unwritten.insert(draft.id);
            drafts.by_id.insert(draft.id, draft);
            let driver = self.clone();
            drafts.pause = Some(Timeout::new(DRAFT_PAUSE_MS, move || driver.flush_drafts()));
        }
        self.changed();
    }

    pub async fn discard_draft(&self, id: FactId) -> Result<(), StoreError> {
        if let Some(practice) = &self.1 {
            practice.discard_draft(self, id);
            return Ok(());
        }
        self.0.store.delete_draft(id).await?;
        self.0.drafts.borrow_mut().forget(id);
        self.changed();
        Ok(())
    }

    pub(super) fn flush_drafts(&self) {
        let unwritten: Vec<Draft> = {
            let mut drafts = self.0.drafts.borrow_mut();
            drafts.pause = None;
            let ids = std::mem::take(&mut drafts.unwritten);
            ids.iter()
                .filter_map(|id| drafts.by_id.get(id).cloned())
                .collect()
        };
        let Some(person) = self.0.person.borrow().as_ref().map(|person| person.id) else {
            return;
        };
        for draft in unwritten {
            let driver = self.clone();
            driver.0.drafts.borrow_mut().being_written.push(draft.id);
            spawn_local(async move {
                let written = driver.0.store.put_draft(person, draft.id, &draft).await;
                driver.wrote();
                driver.draft_written(&draft, written).await;
            });
        }
    }

    async fn draft_written(&self, draft: &Draft, written: Result<(), StoreError>) {
        let still_a_draft = {
            let mut drafts = self.0.drafts.borrow_mut();
            let place = drafts.being_written.iter().position(|id| *id == draft.id);
            if let Some(place) = place {
                drafts.being_written.swap_remove(place);
            }
            drafts.by_id.contains_key(&draft.id)
        };
        match written {
            // It became a record while it was being written.
            Ok(()) if !still_a_draft => {
                if let Err(error) = self.0.store.delete_draft(draft.id).await {
                    gloo::console::warn!("a finished draft stays in its list:", error.to_string());
                }
            }
            Ok(()) => {
                let mut drafts = self.0.drafts.borrow_mut();
                drafts.saved_at = Some(page::now());
                drafts.only_in_memory = false;
                drop(drafts);
                self.changed();
            }
            Err(error) => {
                gloo::console::error!("a draft couldn't be written:", error.to_string());
                let mut drafts = self.0.drafts.borrow_mut();
                if still_a_draft {
                    drafts.unwritten.insert(draft.id);
                }
                drafts.saved_at = None;
                drafts.only_in_memory = true;
                let driver = self.clone();
                drafts.pause = Some(Timeout::new(DRAFT_RETRY_MS, move || driver.flush_drafts()));
                drop(drafts);
                self.changed();
            }
        }
    }
}
