//! Executes what the sync engine asks for: storage, network, timers. Screens call it to save, and
//! draw from the `Snapshot` that it hands out after each change.

mod drafts;
mod export;
mod page;
mod photos;
mod poke;
mod practice;
mod reduce;
mod round;
mod signing;
mod sync;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::timers::future::TimeoutFuture;
use shared::fieldbook::{Draft, Fieldbook};
use shared::model::{Day, DeviceId, FactId, Moment, PhotoRef, UserId};
use shared::sync::client::Loaded;
use shared::sync::{Client, Event, NewEntry, OutboxEntry, PendingFact, Phase, SyncView, Wake};
use shared::wire::Fact;
use shared::wire::sync::MOST_ROWS;
use wasm_bindgen_futures::spawn_local;
use web_sys::BroadcastChannel;
use yew::Callback;

use crate::store::{self, OnDisk, Person, Store};

pub use crate::store::{SILENT_AFTER_MS, StoreError, Unreadable};
pub use drafts::DRAFT_PAUSE_MS;
pub use page::painted;
pub use photos::{Adding, PhotoError};
pub use signing::SignInError;

/// The app is in use or closed by then, and its first round is over.
const FOLD_AFTER_MS: u32 = 3_000;
/// What a start shows is painted by then.
const BEGIN_AFTER_MS: u32 = 100;

/// The person this phone is signed in for; stays when the session has expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    pub id: UserId,
    pub name: String,
    pub device: DeviceId,
    pub demo: bool,
}

/// Everything that screens draw from; cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// `None` before the first sign-in.
    pub me: Option<Me>,
    pub book: Rc<Fieldbook>,
    /// Mine, changed last first.
    pub drafts: Rc<Vec<Draft>>,
    /// Drafts whose record another window has saved with other words: they correct it.
    pub saved_elsewhere: Vec<FactId>,
    /// Drafts, and records just made of them, beside which another window's words were kept in a second draft.
    pub kept_apart: Vec<FactId>,
    /// When a draft reached the disk last; `None` while something typed since isn't there yet.
    pub draft_saved_at: Option<Moment>,
    /// Drafts to which a picture is being added.
    pub adding: Vec<(FactId, Adding)>,
    pub sync: Rc<SyncView>,
    pub storage: StorageView,
    /// The phone's storage keeps somebody waiting.
    pub silent: bool,
    /// A newer version of the app has been here: reload.
    pub read_only: bool,
    /// What is on this phone and can't be read by this version of the app.
    pub unreadable: Unreadable,
    /// Invented members; nothing is stored or sent.
    pub practice: bool,
}

impl Snapshot {
    pub fn adding(&self, draft: FactId) -> Option<&Adding> {
        let own = self.adding.iter().filter(|(of, _)| *of == draft);
        own.map(|(_, how)| how).min_by_key(|how| how.place())
    }
}

/// What became of a draft that somebody finished.
#[derive(Clone, Debug, PartialEq)]
pub enum Finished {
    Recorded,
    /// Another window had saved this record with other words: what was written here is this draft now, which
    /// corrects it.
    Elsewhere(Box<Draft>),
}

/// What is known of the browser's storage; `None` where it can't say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageView {
    pub persisted: Option<bool>,
    pub used_bytes: Option<u64>,
    pub quota_bytes: Option<u64>,
    /// What was saved last is on this phone once instead of twice.
    pub second_copy_fails: bool,
}

/// A day with photos takes a few megabytes.
const LOW_STORAGE_BYTES: u64 = 50_000_000;

impl StorageView {
    /// Less is left than a few days' work needs. Recent Chromium estimates 10 GiB beyond what is used, so there
    /// a nearly full phone shows only when a write is refused.
    pub fn is_low(self) -> bool {
        let left = self
            .used_bytes
            .zip(self.quota_bytes)
            .map(|(used, quota)| quota.saturating_sub(used));
        left.is_some_and(|left| left < LOW_STORAGE_BYTES)
    }
}

/// A handle to the one driver of this page, and to the practice over it where somebody practises.
#[derive(Clone, Debug)]
pub struct Driver(Rc<Inner>, Option<Rc<practice::Practice>>);

#[derive(Debug)]
struct Inner {
    store: Store,
    device: DeviceId,
    on_change: Callback<Snapshot>,
    person: RefCell<Option<Person>>,
    client: RefCell<Client>,
    drafts: RefCell<drafts::Drafts>,
    adding: RefCell<Vec<(FactId, Adding)>>,
    /// Drafts whose records are just being saved.
    finishing: RefCell<Vec<FactId>>,
    book: RefCell<Book>,
    /// Screens are about to be told of a change; further ones until then need no word of their own.
    telling: Cell<bool>,
    storage: Cell<StorageView>,
    unreadable: Cell<Unreadable>,
    /// Another tab has written since this one read.
    others_wrote: Cell<bool>,
    /// Counts this tab's own writes beside the engine's: what was read before one is stale.
    writes: Cell<u64>,
    turn: RefCell<Option<round::Lock>>,
    listening: RefCell<poke::Listening>,
    /// Counts the engines that were built: a reply meant for an earlier one is dropped.
    era: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
    other_tabs: Option<BroadcastChannel>,
    listeners: RefCell<Vec<EventListener>>,
}

/// More new rows than any ordinary round brings.
const A_PAGE: usize = 500;

/// The fieldbook as it was built last, and from what.
#[derive(Debug, Default)]
struct Book {
    rows: Option<(u32, u64)>,
    /// How many rows that were.
    counted: usize,
    pending: Vec<PendingFact>,
    settled: usize,
    built: Rc<Fieldbook>,
}

impl PartialEq for Driver {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) && self.1.is_some() == other.1.is_some()
    }
}

impl Driver {
    /// Reads everything from the phone's disk, then starts to sync by itself.
    pub async fn open(on_change: Callback<Snapshot>) -> Result<(Self, Snapshot), StoreError> {
        let store = Store::open(store::NAME).await?;
        let disk = store.read().await?;
        let device = match disk.device {
            Some(device) => device,
            None => {
                let fresh = DeviceId::mint(page::now(), page::random());
                store.name_device(fresh).await?
            }
        };
        let (unfolded, raised) = (disk.rows.unfolded, disk.raised);
        let unreadable = Cell::new(disk.unreadable);
        let (person, client, drafts) = into_memory(device, disk);
        let inner = Inner {
            store,
            device,
            on_change,
            person: RefCell::new(person),
            client: RefCell::new(client),
            drafts: RefCell::new(drafts),
            adding: RefCell::default(),
            finishing: RefCell::default(),
            book: RefCell::default(),
            telling: Cell::new(false),
            storage: Cell::default(),
            unreadable,
            others_wrote: Cell::new(false),
            writes: Cell::new(0),
            turn: RefCell::default(),
            listening: RefCell::new(poke::Listening::new(seed())),
            era: Cell::new(0),
            timer: RefCell::default(),
            other_tabs: BroadcastChannel::new(store::NAME).ok(),
            listeners: RefCell::default(),
        };
        let driver = Self(Rc::new(inner), None);
        driver.listen();
        let heard = driver.clone();
        driver.0.store.silence().tell(move || heard.changed());
        // Reading, building and drawing are a task each: a slow phone hears a tap in between.
        TimeoutFuture::new(0).await;
        let snapshot = driver.snapshot();
        TimeoutFuture::new(0).await;
        let begins = driver.clone();
        Timeout::new(BEGIN_AFTER_MS, move || begins.begin(unfolded, raised)).forget();
        Ok((driver, snapshot))
    }

    /// Everything that a start does beside showing what is here.
    fn begin(&self, unfolded: bool, raised: bool) {
        self.send(Event::Wake(Wake::Start));
        self.listen_for_pokes();
        self.ask_about_storage();
        if unfolded {
            self.fold_later();
        }
        if raised {
            self.tell_other_tabs();
        }
        self.sweep_photos_later();
    }

    pub fn now(&self) -> Moment {
        page::now()
    }

    pub fn today(&self) -> Day {
        page::now().day()
    }

    pub fn random(&self) -> [u8; 10] {
        page::random()
    }

    /// Saves the record for good: deletes the draft that it was made of and adds it to the outbox in one
    /// strict transaction. A second tap finds it saved already, which is as good. It waits for no picture that is
    /// being added.
    pub async fn finish(&self, draft: Option<Draft>, fact: Fact) -> Result<Finished, StoreError> {
        let Some(id) = draft.as_ref().map(|draft| draft.id) else {
            return self.save_record(None, fact).await;
        };
        let late = self.unheard_of(id, &fact);
        let told_of_a_loss = self.has_failed_to_add(id);
        self.0.finishing.borrow_mut().push(id);
        let saved = self.save_record(draft, fact).await;
        drafts::strike(&mut self.0.finishing.borrow_mut(), id);
        if saved == Ok(Finished::Recorded) {
            // It was read on the page; what is lost from now on isn't.
            if told_of_a_loss {
                self.photo_failure_noted(id);
            }
            self.add_unheard_of(id, late);
        }
        saved
    }

    async fn save_record(&self, draft: Option<Draft>, fact: Fact) -> Result<Finished, StoreError> {
        let made_of = draft.as_ref().map(|draft| draft.id);
        if let Some(practice) = &self.1 {
            practice.finish(self, made_of, fact);
            return Ok(Finished::Recorded);
        }
        let Some(person) = self.0.person.borrow().clone() else {
            return Err(StoreError::Other("nobody is signed in".into()));
        };
        let id = fact.id;
        if let Some(draft) = made_of {
            self.0.drafts.borrow_mut().stop_writing(draft);
        }
        let entry = NewEntry::new(person.id, &person.name, self.now(), fact)?;
        let pictures = self.pictures_of(&entry.fact);
        // On its way before the disk is asked: that the tap was heard is seen before what it did is said.
        let (heard, seen) = (painted(), painted());
        let meeting = draft.as_ref().map(|draft| self.meeting(draft));
        let record = entry.fact.clone();
        let beside = |stored: &[u8], id| meeting.as_ref()?.beside(&record, stored, id);
        let saved = self.0.store.finish(entry, &pictures, &beside).await;
        self.wrote();
        let saved = match saved {
            Ok(saved) => saved,
            Err(StoreError::AlreadySaved) => {
                let beside = match draft {
                    Some(draft) => self.keep_beside(draft.id, Some(draft)).await?,
                    None => None,
                };
                let elsewhere = |draft| Finished::Elsewhere(Box::new(draft));
                return Ok(beside.map_or(Finished::Recorded, elsewhere));
            }
            Err(error) => {
                // What was typed last isn't on the disk yet.
                if let Some(draft) = draft {
                    let newest = self.0.drafts.borrow().get(draft.id).cloned();
                    self.save_draft(newest.unwrap_or(draft));
                }
                self.changed();
                return Err(error);
            }
        };
        // The page of what was saved stays until its person has been told.
        if let Some(draft) = made_of {
            self.tell_after(async {
                seen.await;
                painted().await;
            });
            self.0.drafts.borrow_mut().forget(draft);
        }
        if let Some(meeting) = meeting {
            self.met(id, meeting);
        }
        self.saved(saved);
        heard.await;
        Ok(Finished::Recorded)
    }

    /// Saves that a record is taken back, and begins the draft in which it is written anew, or does neither. Its
    /// pictures are copied into that draft beside.
    pub async fn take_back(
        &self,
        retraction: Fact,
        anew: Draft,
        pictures: Vec<PhotoRef>,
    ) -> Result<(), StoreError> {
        if let Some(practice) = &self.1 {
            practice.finish(self, None, retraction);
        } else {
            let Some(person) = self.0.person.borrow().clone() else {
                return Err(StoreError::Other("nobody is signed in".into()));
            };
            let entry = NewEntry::new(person.id, &person.name, self.now(), retraction)?;
            let saved = self.0.store.finish_and_begin(entry, anew.id, &anew).await;
            self.wrote();
            self.saved(saved?);
        }
        self.save_draft(anew.clone());
        let driver = self.clone();
        spawn_local(async move { driver.copy_into(anew, &pictures).await });
        Ok(())
    }

    fn saved(&self, entry: OutboxEntry) {
        self.ask_to_keep_storage();
        self.tell_other_tabs();
        self.send(Event::Saved(entry));
    }

    pub fn sync_now(&self) {
        if self.1.is_some() {
            return;
        }
        self.send(Event::Wake(Wake::Asked));
    }

    /// A person has noted that a refused fact counts nowhere: it leaves this phone.
    pub async fn put_away(&self, fact: FactId) -> Result<(), StoreError> {
        let Some(user) = self.user() else {
            return Ok(());
        };
        self.0.store.put_away(user, fact).await?;
        self.wrote();
        self.tell_other_tabs();
        self.send(Event::PutAway(fact));
        self.sweep_photos();
        Ok(())
    }

    /// Sends a refused fact once more.
    pub fn offer_again(&self, fact: FactId) {
        self.send(Event::OfferAgain(fact));
    }

    /// Somebody has read which values of a fact didn't stand.
    pub fn seen(&self, fact: FactId) {
        self.send(Event::Seen(fact));
    }

    /// Tells the screens, once for all that happens until the browser is free.
    fn changed(&self) {
        self.tell_after(std::future::ready(()));
    }

    /// The same, once the browser has painted its answer to the key or the tap that changed something: to draw everything
    /// anew would keep a person waiting for that.
    fn changed_when_painted(&self) {
        self.tell_after(painted());
    }

    fn tell_after(&self, moment: impl Future<Output = ()> + 'static) {
        if self.0.telling.replace(true) {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            moment.await;
            driver.0.telling.set(false);
            driver.0.on_change.emit(driver.snapshot());
        });
    }

    fn snapshot(&self) -> Snapshot {
        let client = self.0.client.borrow();
        let person = self.0.person.borrow();
        let mut view = client.view();
        if self.0.drafts.borrow().only_in_memory {
            view.phase = Phase::StorageTrouble;
        }
        let book = match person.as_ref() {
            None => Rc::default(),
            Some(person) => self.book(person.id, &client, &view),
        };
        Snapshot {
            me: person.as_ref().map(|person| Me {
                id: person.id,
                name: person.name.clone(),
                device: self.0.device,
                demo: person.demo,
            }),
            book,
            drafts: self.0.drafts.borrow().newest_first(),
            saved_elsewhere: self.0.drafts.borrow().saved_elsewhere(),
            kept_apart: self.0.drafts.borrow().kept_apart(),
            draft_saved_at: self.0.drafts.borrow().saved_at(),
            adding: self.0.adding.borrow().clone(),
            sync: Rc::new(view),
            storage: StorageView {
                second_copy_fails: store::second_copy_fails(),
                ..self.0.storage.get()
            },
            silent: self.0.store.silence().is_silent(),
            read_only: self.0.store.is_read_only(),
            unreadable: self.0.unreadable.get(),
            practice: false,
        }
    }

    /// Built again only when something in it has changed; while a round brings page after page and nothing else
    /// happens, only when they have doubled, since each time costs what the phone holds.
    fn book(&self, me: UserId, client: &Client, view: &SyncView) -> Rc<Fieldbook> {
        let mut book = self.0.book.borrow_mut();
        let rows = Some((self.0.era.get(), client.rows_revision()));
        let this_era = book.rows.is_some_and(|(era, _)| era == self.0.era.get());
        let count = client.rows().len();
        let own_changed = book.pending != view.pending || book.settled != view.settled.len();
        let filling = view.phase == Phase::Working
            && (book.counted + A_PAGE..2 * book.counted).contains(&count);
        if book.rows != rows && !(this_era && filling && !own_changed) {
            let all = client.rows().iter().map(|row| row.as_ref().clone());
            book.built = Rc::new(Fieldbook::new(me, all, &view.pending, &view.settled));
            (book.rows, book.counted) = (rows, count);
        } else if own_changed {
            book.built = Rc::new(book.built.with_own(&view.pending, &view.settled));
        } else {
            return book.built.clone();
        }
        book.pending.clone_from(&view.pending);
        book.settled = view.settled.len();
        book.built.clone()
    }

    /// Whose phone this is now; `None` before the first sign-in.
    fn user(&self) -> Option<UserId> {
        self.0.person.borrow().as_ref().map(|person| person.id)
    }

    /// What was read of the disk before this moment doesn't have everything.
    fn wrote(&self) {
        self.0.writes.set(self.0.writes.get() + 1);
    }

    /// Builds the engine again from the disk: another person, a failed write.
    async fn reload(&self) -> Result<(), StoreError> {
        let disk = self.read_all().await?;
        self.begin_anew(disk);
        Ok(())
    }

    /// Another tab wrote. A round that has begun meanwhile isn't torn down: after it one looks again.
    async fn reload_at_rest(&self) -> Result<(), StoreError> {
        let disk = self.read_all().await?;
        if self.0.client.borrow().rests() {
            self.begin_anew(disk);
        } else {
            self.0.others_wrote.set(true);
        }
        Ok(())
    }

    /// What this tab saves while the disk is being read may be missing from what was read: then once more.
    async fn read_all(&self) -> Result<OnDisk<Draft>, StoreError> {
        loop {
            self.0.others_wrote.set(false);
            let writes = self.0.writes.get();
            let disk = self.0.store.read().await?;
            if self.0.writes.get() == writes {
                return Ok(disk);
            }
        }
    }

    fn begin_anew(&self, disk: OnDisk<Draft>) {
        self.0.unreadable.set(disk.unreadable);
        let (person, client, drafts) = into_memory(self.0.device, disk);
        if person.as_ref().map(|person| person.id) != self.user() {
            // What the one before was typing is theirs.
            self.flush_drafts();
            self.0.drafts.take();
        }
        self.0.era.set(self.0.era.get() + 1);
        self.0.client.replace(client);
        self.0.person.replace(person);
        let gone = self.0.drafts.borrow_mut().take_over(drafts);
        self.keep_what_was_being_typed(gone);
        self.end_turn();
        self.describe_this_phone();
        self.listen_for_pokes();
        self.changed();
    }

    /// Folds the rows once the day has begun: the next start is faster for it.
    fn fold_later(&self) {
        let driver = self.clone();
        Timeout::new(FOLD_AFTER_MS, move || {
            spawn_local(async move { driver.fold().await });
        })
        .forget();
    }

    async fn fold(&self) {
        let (position, rows) = {
            let client = self.0.client.borrow();
            match client.position() {
                Some(position) if client.rests() => (position.clone(), client.rows().clone()),
                _ => return,
            }
        };
        let era = self.0.era.get();
        match self.0.store.fold(&position, &rows).await {
            Ok(folded) if self.0.era.get() == era => {
                let generation = folded.generation;
                self.send(Event::Folded { generation });
            }
            // Another tab or another person was faster; the next start folds.
            Ok(_) | Err(StoreError::Changed) => {}
            Err(error) => {
                gloo::console::warn!("the rows couldn't be folded:", error.to_string());
            }
        }
    }

    fn describe_this_phone(&self) {
        let persisted = self.0.storage.get().persisted;
        self.0
            .client
            .borrow_mut()
            .set_about(env!("CARGO_PKG_VERSION"), persisted);
    }
}

/// What was read, as the engine and the drafts of this page.
fn into_memory(device: DeviceId, disk: OnDisk<Draft>) -> (Option<Person>, Client, drafts::Drafts) {
    let client = Client::load(Loaded {
        device,
        user: disk.person.as_ref().map(|person| person.id),
        position: disk.rows.position,
        rows: disk.rows.rows,
        outbox: disk.outbox,
        photos: disk.photos,
        page_rows: MOST_ROWS,
        seed: seed(),
    });
    (disk.person, client, drafts::Drafts::of(disk.drafts))
}

/// Any random number: phones must only differ in when they try again.
fn seed() -> u64 {
    let bytes = page::random();
    bytes
        .iter()
        .fold(1, |seed: u64, byte| seed << 8 | u64::from(*byte))
}
