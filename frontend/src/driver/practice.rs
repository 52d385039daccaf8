//! Practice 練習モード: the screens work as always, over invented members in memory. Nothing of it is
//! stored or sent, and leaving it ends it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use shared::fieldbook::{Draft, practice};
use shared::model::{FactId, Moment, PhotoId, PhotoRef};
use shared::sync::{FactState, PendingFact, SyncView};
use shared::wire::Fact;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::{Driver, Me, Snapshot, page};

#[derive(Debug)]
pub(super) struct Practice {
    on_change: Callback<(Driver, Snapshot)>,
    kept: RefCell<Kept>,
    /// What is still under way then tells nobody: the screens are about real members again.
    ended: Cell<bool>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Changed last first.
    drafts: Vec<Draft>,
    pending: Vec<PendingFact>,
    pictures: BTreeMap<PhotoId, Vec<u8>>,
    saved_at: Option<Moment>,
}

impl Driver {
    /// Hands out a driver that practises, and again after each change; the real one goes on beneath it.
    pub fn practise(&self, on_change: Callback<(Self, Snapshot)>) {
        let practice = Rc::new(Practice {
            on_change,
            kept: RefCell::default(),
            ended: Cell::new(false),
        });
        let driver = Self(self.0.clone(), Some(practice.clone()));
        practice.changed(&driver);
    }

    pub fn end_practice(&self) {
        if let Some(practice) = &self.1 {
            practice.ended.set(true);
        }
    }
}

impl Practice {
    pub fn save_draft(&self, driver: &Driver, draft: Draft) {
        self.change(driver, |kept| {
            kept.drafts.retain(|other| other.id != draft.id);
            kept.drafts.insert(0, draft);
            kept.saved_at = Some(page::now());
        });
    }

    pub fn discard_draft(&self, driver: &Driver, id: FactId) {
        self.change(driver, |kept| kept.drafts.retain(|draft| draft.id != id));
    }

    pub fn draft(&self, id: FactId) -> Option<Draft> {
        let kept = self.kept.borrow();
        kept.drafts.iter().find(|draft| draft.id == id).cloned()
    }

    pub fn keep_photos(&self, photos: Vec<(PhotoRef, Vec<u8>)>) {
        let pictures = photos.into_iter().map(|(photo, jpeg)| (photo.id, jpeg));
        self.kept.borrow_mut().pictures.extend(pictures);
    }

    pub fn photo(&self, id: PhotoId) -> Option<Vec<u8>> {
        self.kept.borrow().pictures.get(&id).cloned()
    }

    /// It waits for ever: nobody is told. The screens are, as of a real record, once a person has been.
    pub fn finish(self: &Rc<Self>, driver: &Driver, draft: Option<FactId>, fact: Fact) {
        let mut kept = self.kept.borrow_mut();
        kept.drafts.retain(|other| Some(other.id) != draft);
        kept.pending.push(PendingFact {
            saved_at: fact.recorded_at,
            fact: Arc::new(fact),
            state: FactState::Waiting,
        });
        let (practice, driver) = (self.clone(), driver.clone());
        spawn_local(async move {
            page::painted().await;
            practice.changed(&driver);
        });
    }

    fn change(&self, driver: &Driver, change: impl FnOnce(&mut Kept)) {
        change(&mut self.kept.borrow_mut());
        self.changed(driver);
    }

    pub fn changed(&self, driver: &Driver) {
        if self.ended.get() {
            return;
        }
        let now = self.snapshot(driver);
        self.on_change.emit((driver.clone(), now));
    }

    pub fn snapshot(&self, driver: &Driver) -> Snapshot {
        let kept = self.kept.borrow();
        Snapshot {
            me: Some(Me {
                id: practice::me(),
                name: String::new(),
                device: driver.0.device,
                demo: false,
            }),
            book: Rc::new(practice::book(driver.today(), &kept.pending)),
            drafts: Rc::new(kept.drafts.clone()),
            saved_elsewhere: vec![],
            kept_apart: vec![],
            silent: false,
            draft_saved_at: kept.saved_at,
            adding: driver.0.adding.borrow().clone(),
            sync: Rc::new(SyncView {
                pending: kept.pending.clone(),
                ..SyncView::default()
            }),
            storage: driver.0.storage.get(),
            read_only: false,
            unreadable: driver.0.unreadable.get(),
            practice: true,
        }
    }
}
