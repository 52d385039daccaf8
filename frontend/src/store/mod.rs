//! The phone's disk: the only place that names rexie.
//!
//! IndexedDB holds opaque, versioned envelopes; memory is the database. Every write is one
//! transaction with strict durability, and a record counts as saved when that has completed and the
//! second copy (`disk.js`) has followed.

mod app;
mod connection;
mod disk;
mod drafts;
mod envelope;
mod error;
mod outbox;
mod person;
mod photos;
mod quarantine;
mod rows;
mod silence;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{join, join3, join4};
use rexie::Rexie;
use shared::json::Json;
use shared::model::{DeviceId, FactId};
use shared::sync::{OutboxEntry, StoredPhoto};

use quarantine::{Finds, Found, Shut};

pub use app::APP_GENERATION;
pub use disk::{Write, second_copy_fails, writes};
pub use drafts::{Apart, KeptApart, none_apart, theirs_stays};
pub use error::StoreError;
pub use person::Person;
pub use photos::Picture;
pub use quarantine::{Kept, Unreadable};
pub use rows::StoredRows;
pub use silence::{SILENT_AFTER_MS, Silence};

/// The database's name; tests use names of their own.
pub const NAME: &str = "meguri";

const BASE: &str = "base";
const LOG: &str = "log";
const OUTBOX: &str = "outbox";
const DRAFTS: &str = "drafts";
const BLOBS: &str = "blobs";
const QUARANTINE: &str = "quarantine";
const META: &str = "meta";

/// A handle to the open database; reopened by itself when the browser has severed the connection.
#[derive(Clone, Debug)]
pub struct Store {
    name: Rc<str>,
    generation: u32,
    /// A newer app was found here.
    outdated: Rc<Cell<bool>>,
    /// The sitting of what is written without a page that began from what is stored.
    window: u32,
    /// Those of the pages opened here, newest last.
    sittings: Rc<RefCell<Vec<(FactId, u32)>>>,
    silence: Silence,
    connection: Rc<RefCell<Option<Rc<Rexie>>>>,
}

/// What is on the phone's disk; drafts are those of its person.
#[derive(Debug)]
pub struct OnDisk<D> {
    pub device: Option<DeviceId>,
    pub person: Option<Person>,
    pub rows: StoredRows,
    /// Every person's, in the order of saving.
    pub outbox: Vec<OutboxEntry>,
    /// Every person's, without their bytes.
    pub photos: Vec<StoredPhoto>,
    pub drafts: Vec<D>,
    pub unreadable: Unreadable,
    /// This is the first app of its generation here: other tabs have to look again.
    pub raised: bool,
}

/// One look at the disk, before the quarantine is sorted.
#[derive(Debug)]
struct Look<D> {
    disk: OnDisk<D>,
    found: Vec<Found>,
    shut: Vec<Shut>,
}

impl Store {
    /// Opens or creates the database.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Self::open_as(name, APP_GENERATION).await
    }

    /// As an app of another generation; for tests.
    pub async fn open_as(name: &str, generation: u32) -> Result<Self, StoreError> {
        disk::prepare();
        let store = Self {
            name: name.into(),
            generation,
            outdated: Rc::default(),
            window: drafts::any_number(),
            sittings: Rc::default(),
            silence: Silence::default(),
            connection: Rc::default(),
        };
        // Fails here, and in words, where the browser refuses storage altogether.
        if store.reading(&[META], app::read).await? == app::NEVER_WRITTEN {
            disk::restore(name).await.map_err(StoreError::from)?;
        }
        Ok(store)
    }

    /// Everything that screens need, read in one transaction: one moment of the disk. What can't be
    /// read goes into the quarantine and hinders nothing else.
    pub async fn read<D: Json>(&self) -> Result<OnDisk<D>, StoreError> {
        let look = self.look::<D>().await?;
        if self.is_read_only() {
            return Ok(look.disk);
        }
        if look.disk.raised {
            self.say_which_app().await?;
        }
        let readable: Vec<&Shut> = look
            .shut
            .iter()
            .filter(|shut| is_readable::<D>(shut))
            .collect();
        if look.found.is_empty() && readable.is_empty() {
            return Ok(look.disk);
        }
        match self.sort_out(&look.found, &readable).await {
            Ok(()) => Ok(OnDisk {
                raised: look.disk.raised,
                ..self.look::<D>().await?.disk
            }),
            // On a full phone everything stays where it is, and the app starts all the same.
            Err(_) => Ok(look.disk),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the disk keeps somebody waiting.
    pub fn silence(&self) -> &Silence {
        &self.silence
    }

    /// A newer app has been here: this one only reads.
    pub fn is_read_only(&self) -> bool {
        self.outdated.get()
    }

    async fn look<D: Json>(&self) -> Result<Look<D>, StoreError> {
        let stores = [META, BASE, LOG, OUTBOX, DRAFTS, BLOBS, QUARANTINE];
        self.reading(&stores, async |transaction| {
            let found = Finds::default();
            let person_and_drafts = async {
                let Some(person) = person::read(transaction, &found).await? else {
                    return Ok((None, vec![]));
                };
                let drafts = drafts::read(transaction, person.id, &found).await?;
                Ok::<_, StoreError>((Some(person), drafts))
            };
            // All at once: each request that waits for another costs a slow phone's start milliseconds.
            let ((min_app, person, device), rows, (outbox, photos), shut) = join4(
                join3(
                    app::read(transaction),
                    person_and_drafts,
                    person::read_device(transaction, &found),
                ),
                rows::read(transaction, &found),
                join(
                    outbox::read(transaction, &found),
                    photos::read(transaction, &found),
                ),
                quarantine::read(transaction),
            )
            .await;
            let (min_app, (person, drafts), shut) = (min_app?, person?, shut?);
            self.outdated.set(min_app > f64::from(self.generation));
            let (rows, outbox, photos) = (rows?, outbox?, photos?);
            let found = found.into_inner();
            let disk = OnDisk {
                device: device?,
                person,
                rows,
                outbox,
                photos,
                drafts,
                unreadable: Unreadable::count(&shut, &found),
                raised: min_app < f64::from(self.generation),
            };
            Ok(Look { disk, found, shut })
        })
        .await
    }

    /// What waits for an app that can read it, for the export.
    pub async fn quarantine(&self) -> Result<Vec<Kept>, StoreError> {
        let shut = self.reading(&[QUARANTINE], quarantine::read).await?;
        Ok(shut.iter().map(Shut::for_export).collect())
    }
}

/// Whether this app understands what an earlier one, or a later one, couldn't.
fn is_readable<D: Json>(shut: &Shut) -> bool {
    match shut.store() {
        OUTBOX => outbox::open(shut.key(), shut.value()).is_ok(),
        DRAFTS => drafts::open::<D>(shut.value()).is_ok(),
        BLOBS => photos::open(shut.value()).is_ok(),
        META => person::is_readable(shut.key(), shut.value()),
        rows => rows::is_readable(rows, shut.value()),
    }
}
