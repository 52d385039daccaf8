//! Drafts: in memory at once, on the disk at every pause in typing and when the page is hidden.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use shared::fieldbook::{Draft, DraftForm};
use shared::json;
use shared::model::{FactId, Moment, PhotoId, PhotoRef};
use shared::order::sort_by_key;
use shared::wire::Fact;
use wasm_bindgen_futures::spawn_local;

use super::{Driver, page};
use crate::store::{KeptApart, StoreError, theirs_stays};

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
    /// On their way together with pictures: written alone meanwhile, one would name them no more.
    pub(super) with_pictures: Vec<FactId>,
    /// Changed on a page that is still open: what somebody sees there must not vanish.
    being_typed: BTreeSet<FactId>,
    /// Changed on a page that is open, or shown there unchanged.
    open: BTreeSet<FactId>,
    /// What a page began from, or else the disk had when it was read: what is there instead later is another window's.
    began: BTreeMap<FactId, Draft>,
    /// Open here, while the disk has another window's words.
    covered: BTreeSet<FactId>,
    /// Beside them another window's words were kept, in a second draft.
    apart: BTreeSet<FactId>,
    /// What another window had saved with other words, by the draft that corrects it.
    elsewhere: BTreeMap<FactId, FactId>,
    pause: Option<Timeout>,
    saved_at: Option<Moment>,
    /// The last write failed: what is typed is in memory only.
    pub(super) only_in_memory: bool,
}

/// Strikes it off once.
pub(super) fn strike(list: &mut Vec<FactId>, id: FactId) {
    if let Some(place) = list.iter().position(|listed| *listed == id) {
        list.swap_remove(place);
    }
}

impl Drafts {
    pub fn of(stored: Vec<Draft>) -> Self {
        let by_id: BTreeMap<_, _> = { stored.into_iter() }
            .map(|draft| (draft.id, draft))
            .collect();
        Self {
            began: by_id.clone(),
            by_id,
            ..Self::default()
        }
    }

    /// What was read again replaces what memory has, except what isn't written yet and what somebody is typing
    /// here: another window's words for the same draft would cover up this one's. Returns what is gone from
    /// the disk although somebody is typing it here.
    pub fn take_over(&mut self, read: Self) -> Vec<FactId> {
        let before = std::mem::replace(&mut self.by_id, read.by_id);
        let began = std::mem::replace(&mut self.began, read.began);
        let kept = began.into_iter();
        let kept = kept.filter(|(id, _)| self.open.contains(id) || !self.is_written(*id));
        let kept: Vec<_> = kept.collect();
        self.began.extend(kept);
        let mut gone = Vec::new();
        for (id, draft) in before {
            let unwritten = !self.is_written(id);
            if unwritten || self.being_typed.contains(&id) {
                match self.by_id.get(&id) {
                    Some(theirs) if *theirs != draft => {
                        self.covered.insert(id);
                    }
                    None if !unwritten => gone.push(id),
                    Some(_) | None => {}
                }
                self.by_id.insert(id, draft);
            }
        }
        gone
    }

    fn is_written(&self, id: FactId) -> bool {
        let on_its_way = self.being_written.iter().chain(&self.with_pictures);
        let waits = self.unwritten.contains(&id);
        !waits && on_its_way.into_iter().all(|other| *other != id)
    }

    /// What was written here beside the record that another window has saved under this id.
    fn beside(&self, saved: FactId) -> Option<&Draft> {
        let mut elsewhere = self.elsewhere.iter();
        let (beside, _) = elsewhere.find(|(_, other)| **other == saved)?;
        self.by_id.get(beside)
    }

    /// Drafts whose record another window has saved with other words.
    pub fn saved_elsewhere(&self) -> Vec<FactId> {
        self.elsewhere.keys().copied().collect()
    }

    /// Drafts beside which another window's words were kept.
    pub fn kept_apart(&self) -> Vec<FactId> {
        self.apart.iter().copied().collect()
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

    /// Its page is closed. What was said there of another window's words need not be said again; once it has become a
    /// record, it is said only afterwards. Whether another window's words have been covered up meanwhile.
    fn left(&mut self, id: FactId) -> bool {
        self.being_typed.remove(&id);
        self.open.remove(&id);
        if self.by_id.contains_key(&id) {
            self.apart.remove(&id);
        }
        self.covered.remove(&id)
    }

    pub fn forget(&mut self, id: FactId) {
        self.unwritten.remove(&id);
        self.being_typed.remove(&id);
        self.elsewhere.remove(&id);
        self.began.remove(&id);
        self.by_id.remove(&id);
    }
}

/// What another window has written of a draft, seen while this one writes over it, finishes it or gives it up.
pub(super) struct Meeting {
    /// What this window began from.
    began: Option<Draft>,
    here: DraftForm,
    kept: RefCell<Option<Draft>>,
}

impl Meeting {
    /// The other window's words, unless this one began from them.
    fn theirs(&self, stored: &[u8]) -> Option<Draft> {
        let theirs: Draft = json::from_slice(stored).ok()?;
        (self.began.as_ref() != Some(&theirs)).then_some(theirs)
    }

    /// The same, unless both say the same.
    fn other_words(&self, stored: &[u8]) -> Option<Draft> {
        self.theirs(stored)
            .filter(|theirs| theirs.form != self.here)
    }

    fn keep(&self, mut draft: Draft, pictures: &[PhotoRef]) -> KeptApart {
        let copied = |photo: &PhotoRef| {
            let id = PhotoId::mint(page::now(), page::random());
            let copy = PhotoRef {
                id,
                ..photo.clone()
            };
            draft.name_photo(&copy);
            (photo.id, copy)
        };
        let pictures = pictures.iter().map(copied).collect();
        let words = json::to_vec(&draft);
        self.kept.replace(Some(draft));
        KeptApart { words, pictures }
    }

    /// Both go on as drafts.
    pub fn apart(&self, stored: &[u8], id: FactId) -> Option<KeptApart> {
        let theirs = self.other_words(stored)?;
        let apart = theirs.apart(id, page::now(), page::random)?;
        Some(self.keep(apart, theirs.pictures()))
    }

    /// This one is saved as `record`: theirs corrects it.
    pub fn beside(&self, record: &Fact, stored: &[u8], id: FactId) -> Option<KeptApart> {
        let theirs = self.other_words(stored)?;
        let beside = theirs.beside(record, id)?;
        Some(self.keep(beside, &theirs.pictures_beside(record)))
    }

    /// This one is given up: theirs stays where it is.
    fn stays(&self, stored: &[u8], _: FactId) -> Option<KeptApart> {
        let theirs = self.theirs(stored)?;
        Some(self.keep(theirs, &[]))
    }
}

impl Driver {
    /// Keeps the draft in memory at once; a new one is on its way to the disk at once too, one that goes on after the
    /// next pause.
    pub fn save_draft(&self, draft: Draft) {
        if let Some(practice) = &self.1 {
            return practice.save_draft(self, draft);
        }
        let goes_on = {
            let mut drafts = self.0.drafts.borrow_mut();
            drafts.unwritten.insert(draft.id);
            drafts.being_typed.insert(draft.id);
            let driver = self.clone();
            drafts.pause = Some(Timeout::new(DRAFT_PAUSE_MS, move || driver.flush_drafts()));
            drafts.by_id.insert(draft.id, draft).is_some()
        };
        match goes_on {
            true => self.changed_when_painted(),
            // Its page is about to open, or the dialler is about to take the phone.
            false => {
                self.changed();
                self.flush_drafts();
            }
        }
    }

    /// Its page begins from these words.
    pub fn draft_opened(&self, draft: &Draft) {
        let mut drafts = self.0.drafts.borrow_mut();
        drafts.open.insert(draft.id);
        if drafts.is_written(draft.id) {
            drafts.began.insert(draft.id, draft.clone());
            self.0.store.sit_down(draft.id);
        }
    }

    /// The page on which it was being typed is closed.
    pub fn draft_left(&self, id: FactId) {
        let covered = self.0.drafts.borrow_mut().left(id);
        if covered {
            self.0.others_wrote.set(true);
            self.read_what_others_wrote();
        }
    }

    /// The page was left with nothing answered or written on it: no draft of it is kept, unless a picture is on its way to
    /// it. Another window's words for it stay.
    pub fn drop_idle(&self, id: FactId) {
        if self.0.adding.borrow().iter().any(|(of, _)| *of == id) {
            return;
        }
        if let Some(practice) = &self.1 {
            return practice.discard_draft(self, id);
        }
        let Some(draft) = self.0.drafts.borrow().get(id).cloned() else {
            return;
        };
        let meeting = self.meeting(&draft);
        // From memory at once: a tap that comes before the disk has answered begins another.
        self.0.drafts.borrow_mut().forget(id);
        self.changed();
        let driver = self.clone();
        spawn_local(async move {
            let stays = |stored: &[u8], id| meeting.stays(stored, id);
            if let Err(error) = driver.0.store.delete_draft(id, &stays).await {
                gloo::console::warn!("an empty draft stays in its list:", error.to_string());
            }
            driver.theirs_stayed(id, meeting);
        });
    }

    /// Another window's words that stay where this one's draft was are in sight here.
    fn theirs_stayed(&self, id: FactId, meeting: Meeting) {
        if let Some(theirs) = meeting.kept.into_inner() {
            let mut drafts = self.0.drafts.borrow_mut();
            drafts.began.insert(id, theirs.clone());
            drafts.by_id.insert(id, theirs);
            drop(drafts);
            self.changed();
        }
    }

    /// Brings back a draft that was given up; what another window has written of it since stays, too.
    pub fn write_on(&self, draft: Draft) {
        self.0.drafts.borrow_mut().began.remove(&draft.id);
        self.save_draft(draft);
    }

    /// Looks at what another window has written of this draft, for the store.
    pub(super) fn meeting(&self, draft: &Draft) -> Meeting {
        Meeting {
            began: self.0.drafts.borrow().began.get(&draft.id).cloned(),
            here: draft.form.clone(),
            kept: RefCell::default(),
        }
    }

    /// Another window's words were kept apart by the store: they are in sight here.
    pub(super) fn met(&self, draft: FactId, meeting: Meeting) {
        let Some(kept) = meeting.kept.into_inner() else {
            return;
        };
        let mut drafts = self.0.drafts.borrow_mut();
        drafts.apart.insert(draft);
        if let Some(record) = kept.corrects().filter(|record| *record == draft) {
            drafts.elsewhere.insert(kept.id, record);
        }
        if !drafts.open.contains(&kept.id) {
            drafts.began.insert(kept.id, kept.clone());
        }
        drafts.by_id.insert(kept.id, kept);
        drop(drafts);
        self.tell_other_tabs();
        self.changed();
        // Its pictures, and what was kept before of this window's own words and isn't there any more.
        self.0.others_wrote.set(true);
        self.read_what_others_wrote();
    }

    /// Where what was begun as this draft is written on: another tab may have saved its record meanwhile.
    pub(super) fn written_on(&self, id: FactId) -> FactId {
        let drafts = self.0.drafts.borrow();
        drafts.beside(id).map_or(id, |beside| beside.id)
    }

    /// Another tab has saved a record under this draft's id. What was written here and says something else stays,
    /// as the one draft that corrects it. `typed` is what its page has, if it was left out of memory.
    pub(super) async fn keep_beside(
        &self,
        id: FactId,
        typed: Option<Draft>,
    ) -> Result<Option<Draft>, StoreError> {
        let saved = self.0.store.saved(id).await?;
        let place = self.0.store.go_apart(id).await?;
        // With what was typed while the disk was read.
        let newest = self.0.drafts.borrow().get(id).cloned();
        let begun = self.0.drafts.borrow().beside(id).cloned();
        let Some(draft) = newest.or(typed) else {
            return Ok(begun);
        };
        let Some(saved) = saved else {
            // Thrown away in another window: what is being written in this one stays.
            self.save_draft(draft.clone());
            return Ok(Some(draft));
        };
        let id = begun.as_ref().map_or(place, |begun| begun.id);
        // The other window may have kept there what was written here.
        let begun = begun.or_else(|| self.0.drafts.borrow().get(id).cloned());
        self.0.drafts.borrow_mut().forget(draft.id);
        if let Some(mut beside) = draft.beside(&saved, id) {
            self.0.drafts.borrow_mut().elsewhere.insert(id, draft.id);
            self.go_on_adding(draft.id, id);
            let mut pictures = draft.pictures_beside(&saved);
            if let Some(begun) = begun {
                let copied = begun.pictures_beside(&saved);
                copied.iter().for_each(|photo| beside.name_photo(photo));
                pictures.retain(|photo| copied.iter().all(|copy| copy.sha256 != photo.sha256));
            }
            // In memory first: what is typed while the pictures are copied is typed into this one.
            self.save_draft(beside.clone());
            self.copy_into(beside, &pictures).await;
        }
        self.changed();
        Ok(self.0.drafts.borrow().get(id).cloned())
    }

    /// Drafts that were open here while another tab saved their records.
    pub(super) fn keep_what_was_being_typed(&self, gone: Vec<FactId>) {
        for id in gone {
            let driver = self.clone();
            spawn_local(async move {
                if let Err(error) = driver.keep_beside(id, None).await {
                    gloo::console::warn!("a saved record couldn't be read:", error.to_string());
                    let typed = driver.0.drafts.borrow().get(id).cloned();
                    if let Some(typed) = typed {
                        // Under its own id it couldn't be written any more.
                        driver.0.drafts.borrow_mut().forget(id);
                        let id = FactId::mint(page::now(), page::random());
                        driver.save_draft(Draft { id, ..typed });
                    }
                }
            });
        }
    }

    pub async fn discard_draft(&self, id: FactId) -> Result<(), StoreError> {
        if let Some(practice) = &self.1 {
            practice.discard_draft(self, id);
            return Ok(());
        }
        // Nobody is typing it any more: it isn't missed when the disk is read meanwhile.
        self.draft_left(id);
        let given_up = self.0.drafts.borrow().get(id).cloned();
        let Some(given_up) = given_up else {
            return self.0.store.delete_draft(id, &theirs_stays).await;
        };
        let meeting = self.meeting(&given_up);
        let stays = |stored: &[u8], id| meeting.stays(stored, id);
        self.0.store.delete_draft(id, &stays).await?;
        self.0.drafts.borrow_mut().forget(id);
        self.theirs_stayed(id, meeting);
        self.changed();
        Ok(())
    }

    pub(super) fn flush_drafts(&self) {
        let unwritten: Vec<Draft> = {
            let mut drafts = self.0.drafts.borrow_mut();
            drafts.pause = None;
            let ids = std::mem::take(&mut drafts.unwritten);
            let (wait, go): (BTreeSet<FactId>, BTreeSet<FactId>) =
                ids.iter().partition(|id| drafts.with_pictures.contains(id));
            drafts.unwritten = wait;
            go.iter()
                .filter_map(|id| drafts.by_id.get(id).cloned())
                .collect()
        };
        let Some(person) = self.user() else {
            return;
        };
        for draft in unwritten {
            let driver = self.clone();
            driver.0.drafts.borrow_mut().being_written.push(draft.id);
            spawn_local(async move {
                let meeting = driver.meeting(&draft);
                let apart = |stored: &[u8], id| meeting.apart(stored, id);
                let store = &driver.0.store;
                let written = store.put_draft(person, draft.id, &draft, &apart).await;
                driver.wrote();
                let is_theirs = driver.user() == Some(person);
                match written {
                    written if is_theirs => {
                        if written.is_ok() {
                            driver.met(draft.id, meeting);
                        }
                        driver.draft_written(&draft, written).await;
                    }
                    Ok(()) => {}
                    Err(error) => {
                        gloo::console::error!("a draft couldn't be written:", error.to_string());
                    }
                }
            });
        }
    }

    /// It was given up or recorded here while it was being written.
    pub(super) async fn delete_again(&self, draft: FactId) {
        if let Err(error) = self.0.store.delete_draft(draft, &theirs_stays).await {
            gloo::console::warn!("a finished draft stays in its list:", error.to_string());
        }
    }

    async fn draft_written(&self, draft: &Draft, written: Result<(), StoreError>) {
        let still_a_draft = {
            let mut drafts = self.0.drafts.borrow_mut();
            strike(&mut drafts.being_written, draft.id);
            drafts.by_id.contains_key(&draft.id)
        };
        match written {
            // It was given up while it was being written.
            Ok(()) if !still_a_draft => self.delete_again(draft.id).await,
            Ok(()) => {
                let mut drafts = self.0.drafts.borrow_mut();
                drafts.saved_at = Some(page::now());
                drafts.only_in_memory = false;
                drop(drafts);
                self.changed();
            }
            // It became a record meanwhile: in this tab, or in another one with its own words.
            Err(StoreError::AlreadySaved) => {
                let mut drafts = self.0.drafts.borrow_mut();
                drafts.only_in_memory = false;
                drop(drafts);
                self.keep_what_was_being_typed(vec![draft.id]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use shared::fieldbook::ReportForm;

    const ID: FactId = FactId(uuid::Uuid::from_u128(1));

    fn draft(note: &str) -> Draft {
        let changed_at = Moment::from_utc_ms(0);
        let (day, note) = (changed_at.day(), note.to_owned());
        Draft {
            id: ID,
            member: None,
            changed_at,
            form: DraftForm::Report(ReportForm { day, note }),
        }
    }

    #[test]
    fn another_windows_words_dont_cover_up_what_is_being_typed_here() {
        let mut here = Drafts::of(vec![draft("裏口から")]);
        here.being_typed.insert(ID);
        here.open.insert(ID);
        assert_eq!(here.take_over(Drafts::of(vec![draft("駐車場")])), []);
        assert_eq!(here.get(ID), Some(&draft("裏口から")));
        // The other window has finished it: it stays in sight until its record has been read.
        assert_eq!(here.take_over(Drafts::default()), [ID]);
        assert_eq!(here.get(ID), Some(&draft("裏口から")));

        // What a page began from stays what it was while it is open, typed on or not.
        assert_eq!(here.began.get(&ID), Some(&draft("裏口から")));
        here.began = Drafts::of(vec![draft("裏口から")]).began;
        here.take_over(Drafts::of(vec![draft("駐車場")]));
        assert_eq!(here.began.get(&ID), Some(&draft("裏口から")));
        // Once it is left, what the other window says is in sight.
        assert!(here.left(ID));
        assert!(!here.left(ID));
        here.take_over(Drafts::of(vec![draft("駐車場")]));
        assert_eq!(here.get(ID), Some(&draft("駐車場")));
        assert_eq!(here.began.get(&ID), Some(&draft("駐車場")));
    }

    #[test]
    fn that_anothers_words_were_kept_is_still_known_once_the_record_is_saved() {
        for (recorded, told) in [(false, vec![]), (true, vec![ID])] {
            let mut here = Drafts::of(vec![draft("裏口から")]);
            here.apart.insert(ID);
            if recorded {
                here.forget(ID);
            }
            here.left(ID);
            assert_eq!(here.kept_apart(), told);
        }
    }

    #[test]
    fn another_windows_words_are_kept_unless_they_are_known_or_the_same() {
        let kept = |began: &str, here: &str| {
            let meeting = Meeting {
                began: Some(draft(began)),
                here: draft(here).form,
                kept: RefCell::default(),
            };
            let stored = json::to_vec(&draft("駐車場"));
            meeting.other_words(&stored).is_some()
        };
        assert!(kept("裏口から", "裏口から入る"));
        assert!(!kept("駐車場", "駐車場なし"), "it went on with them");
        assert!(!kept("裏口から", "駐車場"), "both say the same");
    }
}
