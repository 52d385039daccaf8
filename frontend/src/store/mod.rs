//! The phone's disk: the only place that names rexie.
//!
//! IndexedDB holds opaque, versioned envelopes; memory is the database. Every write is one
//! transaction with strict durability, and a record counts as saved when that has completed.

mod drafts;
mod envelope;
mod error;
mod outbox;
mod person;
mod rows;
mod strict;

use std::cell::RefCell;
use std::rc::Rc;

use rexie::{ObjectStore, Rexie, Transaction, TransactionMode};
use serde::de::DeserializeOwned;
use shared::model::DeviceId;
use shared::sync::OutboxEntry;

pub use error::StoreError;
pub use person::Person;
pub use rows::StoredRows;
pub use strict::last_durability;

/// The database's name; tests use names of their own.
pub const NAME: &str = "meguri";

/// Never raised for a change of content: envelopes carry their own version. On a version bump
/// rexie deletes every store that isn't listed.
const VERSION: u32 = 1;

const BASE: &str = "base";
const LOG: &str = "log";
const OUTBOX: &str = "outbox";
const DRAFTS: &str = "drafts";
const META: &str = "meta";

/// A handle to the open database; reopened by itself when the browser has severed the connection.
#[derive(Clone, Debug)]
pub struct Store {
    name: Rc<str>,
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
    pub drafts: Vec<D>,
}

impl Store {
    /// Opens or creates the database.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        strict::make_default();
        let store = Self {
            name: name.into(),
            connection: Rc::default(),
        };
        store.connection().await?;
        Ok(store)
    }

    /// Everything that screens need, read in one transaction: one moment of the disk.
    pub async fn read<D: DeserializeOwned>(&self) -> Result<OnDisk<D>, StoreError> {
        let transaction = self.reading(&[META, BASE, LOG, OUTBOX, DRAFTS]).await?;
        let person = person::read(&transaction).await?;
        let drafts = match &person {
            Some(person) => drafts::read(&transaction, person.id).await?,
            None => vec![],
        };
        Ok(OnDisk {
            device: person::read_device(&transaction).await?,
            person,
            rows: rows::read(&transaction).await?,
            outbox: outbox::read(&transaction).await?,
            drafts,
        })
    }

    async fn connection(&self) -> Result<Rc<Rexie>, StoreError> {
        if let Some(open) = self.connection.borrow().clone() {
            return Ok(open);
        }
        let database = Rexie::builder(&self.name)
            .version(VERSION)
            .add_object_store(ObjectStore::new(BASE))
            .add_object_store(ObjectStore::new(LOG).auto_increment(true))
            .add_object_store(
                ObjectStore::new(OUTBOX)
                    .auto_increment(true)
                    .add_index(rexie::Index::new("id", "id").unique(true)),
            )
            .add_object_store(ObjectStore::new(DRAFTS))
            .add_object_store(ObjectStore::new("blobs"))
            .add_object_store(ObjectStore::new("quarantine"))
            .add_object_store(ObjectStore::new(META))
            .build()
            .await?;
        let database = Rc::new(database);
        self.connection.replace(Some(database.clone()));
        Ok(database)
    }

    async fn reading(&self, stores: &[&str]) -> Result<Transaction, StoreError> {
        self.transaction(stores, TransactionMode::ReadOnly).await
    }

    async fn writing(&self, stores: &[&str]) -> Result<Transaction, StoreError> {
        self.transaction(stores, TransactionMode::ReadWrite).await
    }

    /// WebKit may close the connection behind one's back: then a new one is opened, once.
    async fn transaction(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, StoreError> {
        match self.connection().await?.transaction(stores, mode) {
            Ok(transaction) => Ok(transaction),
            Err(_) => {
                self.connection.replace(None);
                Ok(self.connection().await?.transaction(stores, mode)?)
            }
        }
    }
}
