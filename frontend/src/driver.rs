//! Executes what the sync engine asks for: storage, network, timers. Screens call it to save, and
//! draw from the `Snapshot` that it hands out after each change.

mod drafts;
mod page;
mod signing;
mod sync;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use shared::fieldbook::{Draft, Fieldbook};
use shared::model::{Day, DeviceId, FactId, Moment, UserId};
use shared::sync::client::Loaded;
use shared::sync::{Client, Event, NewEntry, SyncView, Wake};
use shared::wire::Fact;
use shared::wire::sync::MOST_ROWS;
use web_sys::BroadcastChannel;
use yew::Callback;

use crate::store::{self, Person, Store};

pub use crate::store::StoreError;
pub use drafts::DRAFT_PAUSE_MS;
pub use signing::SignInError;

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
    pub sync: Rc<SyncView>,
    pub storage: StorageView,
    /// A newer version of the app has been here: reload.
    pub read_only: bool,
}

/// What the browser says of its storage; `None` where it can't say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageView {
    pub persisted: Option<bool>,
    pub used_bytes: Option<u64>,
    pub quota_bytes: Option<u64>,
}

/// A handle to the one driver of this page.
#[derive(Clone, Debug)]
pub struct Driver(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    device: DeviceId,
    on_change: Callback<Snapshot>,
    person: RefCell<Option<Person>>,
    client: RefCell<Client>,
    drafts: RefCell<drafts::Drafts>,
    book: RefCell<Book>,
    storage: Cell<StorageView>,
    read_only: Cell<bool>,
    /// Counts the engines that were built: a reply meant for an earlier one is dropped.
    era: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
    other_tabs: Option<BroadcastChannel>,
    listeners: RefCell<Vec<EventListener>>,
}

/// The fieldbook as it was built last, and from which rows.
#[derive(Debug)]
struct Book {
    built_from: Option<(u32, u64)>,
    base: Rc<Fieldbook>,
}

impl PartialEq for Driver {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Driver {
    /// Reads everything from the phone's disk, then starts to sync by itself.
    pub async fn open(on_change: Callback<Snapshot>) -> Result<(Self, Snapshot), StoreError> {
        let store = Store::open(store::NAME).await?;
        let device = store
            .device(DeviceId::mint(page::now(), page::random()))
            .await?;
        let person = store.person().await?;
        let client = load_client(&store, device, person.as_ref()).await?;
        let drafts = drafts::Drafts::load(&store, person.as_ref()).await?;
        let driver = Self(Rc::new(Inner {
            store,
            device,
            on_change,
            person: RefCell::new(person),
            client: RefCell::new(client),
            drafts: RefCell::new(drafts),
            book: RefCell::new(Book {
                built_from: None,
                base: Rc::default(),
            }),
            storage: Cell::default(),
            read_only: Cell::new(false),
            era: Cell::new(0),
            timer: RefCell::default(),
            other_tabs: BroadcastChannel::new(store::NAME).ok(),
            listeners: RefCell::default(),
        }));
        driver.listen();
        driver.ask_about_storage();
        let snapshot = driver.snapshot();
        driver.send(Event::Wake(Wake::Start));
        Ok((driver, snapshot))
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

    /// Saves the record for good: deletes its draft and adds it to the outbox in one strict
    /// transaction. A second tap finds it saved already, which is as good.
    pub async fn finish(&self, draft: Option<FactId>, fact: Fact) -> Result<(), StoreError> {
        let Some(person) = self.0.person.borrow().clone() else {
            return Err(StoreError::Other("nobody is signed in".into()));
        };
        let id = fact.id;
        if let Some(draft) = draft {
            self.0.drafts.borrow_mut().stop_writing(draft);
        }
        let entry = NewEntry::new(person.id, &person.name, self.now(), fact)?;
        let saved = match self.0.store.finish(entry).await {
            Ok(saved) => saved,
            Err(StoreError::AlreadySaved) => return Ok(()),
            Err(error) => {
                self.changed();
                return Err(error);
            }
        };
        if let Some(draft) = draft {
            self.0.drafts.borrow_mut().forget(draft);
            if draft != id {
                self.0.store.delete_draft(draft).await?;
            }
        }
        self.ask_to_keep_storage();
        self.tell_other_tabs();
        self.send(Event::Saved(saved));
        Ok(())
    }

    pub fn sync_now(&self) {
        self.send(Event::Wake(Wake::Asked));
    }

    /// Sends a refused fact once more.
    pub fn offer_again(&self, fact: FactId) {
        self.send(Event::OfferAgain(fact));
    }

    /// Everything that waits on this phone, whoever recorded it, as JSON for a file.
    pub async fn export(&self) -> Result<String, StoreError> {
        let entries = self.0.store.outbox().await?;
        let lines: Vec<_> = entries
            .iter()
            .map(|entry| {
                serde_json::json!({
                    "user": entry.user, "name": entry.user_name, "saved_at": entry.saved_at,
                    "state": entry.state, "fact": entry.body,
                })
            })
            .collect();
        Ok(serde_json::to_string_pretty(
            &serde_json::json!({ "device": self.0.device, "outbox": lines }),
        )?)
    }

    fn changed(&self) {
        self.0.on_change.emit(self.snapshot());
    }

    fn snapshot(&self) -> Snapshot {
        let client = self.0.client.borrow();
        let person = self.0.person.borrow();
        let view = client.view();
        let book = match person.as_ref() {
            None => Rc::default(),
            Some(person) => {
                let mut book = self.0.book.borrow_mut();
                let rows = Some((self.0.era.get(), client.rows_revision()));
                if book.built_from == rows {
                    Rc::new(book.base.with_own(&view.pending, &view.settled))
                } else {
                    let all = client.rows().iter().map(|row| row.as_ref().clone());
                    book.base =
                        Rc::new(Fieldbook::new(person.id, all, &view.pending, &view.settled));
                    book.built_from = rows;
                    book.base.clone()
                }
            }
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
            sync: Rc::new(view),
            storage: self.0.storage.get(),
            read_only: self.0.read_only.get(),
        }
    }

    /// Builds the engine again from the disk: another person, another tab, a failed write.
    async fn reload(&self) -> Result<(), StoreError> {
        let person = self.0.store.person().await?;
        let client = load_client(&self.0.store, self.0.device, person.as_ref()).await?;
        let drafts = drafts::Drafts::load(&self.0.store, person.as_ref()).await?;
        self.0.era.set(self.0.era.get() + 1);
        self.0.client.replace(client);
        self.0.person.replace(person);
        self.0.drafts.borrow_mut().take_over(drafts);
        self.describe_this_phone();
        self.changed();
        Ok(())
    }

    fn describe_this_phone(&self) {
        let persisted = self.0.storage.get().persisted;
        self.0
            .client
            .borrow_mut()
            .set_about(env!("CARGO_PKG_VERSION"), persisted);
    }
}

async fn load_client(
    store: &Store,
    device: DeviceId,
    person: Option<&Person>,
) -> Result<Client, StoreError> {
    let (position, rows) = store.rows().await?;
    let seed = page::random()
        .iter()
        .fold(1, |seed: u64, byte| seed << 8 | u64::from(*byte));
    Ok(Client::load(Loaded {
        device,
        user: person.map(|person| person.id),
        position,
        rows,
        outbox: store.outbox().await?,
        page_rows: MOST_ROWS,
        seed,
    }))
}
