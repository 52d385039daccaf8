//! What this app can't read is kept as it is, in a store of its own: damaged, or of a newer app. The
//! rest of the phone starts without it. Each start tries once more, so that an update of the app which
//! understands a record puts it back into its place.
//!
//! Rows needn't be mourned: the server's count of them shows that some are missing, and they are
//! fetched anew. A record of one's own exists nowhere else, so 送信 names it and the export has it.

use std::cell::RefCell;

use rexie::Transaction;
use shared::model::UserId;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    BASE, BLOBS, DRAFTS, LOG, META, OUTBOX, QUARANTINE, Store, StoreError, envelope, outbox,
    person, rows,
};

/// How many records wait for an app that can read them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Facts that were saved, and pictures, that can't be sent.
    pub records: usize,
    pub drafts: usize,
    /// Rows, and what the phone knows about itself: all of it comes again.
    pub others: usize,
}

/// A record of the quarantine, for the export.
#[derive(Clone, Debug)]
pub struct Kept {
    pub store: String,
    /// The key and the record as JSON; bytes as the text they are, or else as `hex:…`.
    pub key: String,
    pub raw: String,
    pub why: String,
}

/// A record in its own place that can't be read.
#[derive(Debug)]
pub(super) struct Found {
    pub store: &'static str,
    pub key: JsValue,
    pub value: JsValue,
    pub why: StoreError,
}

/// What several readers of one moment of the disk find.
#[derive(Debug, Default)]
pub(super) struct Finds(RefCell<Vec<Found>>);

/// A record of the quarantine.
#[derive(Debug)]
pub(super) struct Shut {
    place: JsValue,
    store: &'static str,
    key: JsValue,
    value: JsValue,
    why: String,
}

impl Finds {
    /// The record under `key` of a store.
    pub fn add(&self, store: &'static str, key: JsValue, value: JsValue, why: StoreError) {
        self.0.borrow_mut().push(Found {
            store,
            key,
            value,
            why,
        });
    }

    /// The record at `place` of what `get_all` returned.
    pub async fn add_at(
        &self,
        store: &'static str,
        of: &rexie::Store,
        place: usize,
        value: &JsValue,
        why: StoreError,
    ) -> Result<(), StoreError> {
        let keys = of.get_all_keys(None, None).await?;
        let key = keys.get(place).cloned().unwrap_or(JsValue::UNDEFINED);
        self.add(store, key, value.clone(), why);
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    pub fn into_inner(self) -> Vec<Found> {
        self.0.into_inner()
    }
}

#[wasm_bindgen(module = "/src/store/disk.js")]
extern "C" {
    fn as_json(value: &JsValue) -> String;
}

impl Unreadable {
    pub(super) fn count(shut: &[Shut], found: &[Found]) -> Self {
        let mut count = Self::default();
        let stores = shut.iter().map(|shut| shut.store);
        for store in stores.chain(found.iter().map(|found| found.store)) {
            match store {
                OUTBOX | BLOBS => count.records += 1,
                DRAFTS => count.drafts += 1,
                _ => count.others += 1,
            }
        }
        count
    }

    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

impl Shut {
    pub fn store(&self) -> &'static str {
        self.store
    }

    pub fn key(&self) -> &JsValue {
        &self.key
    }

    pub fn value(&self) -> &JsValue {
        &self.value
    }

    pub fn for_export(&self) -> Kept {
        Kept {
            store: self.store.to_owned(),
            key: as_json(&self.key),
            raw: as_json(&self.value),
            why: self.why.clone(),
        }
    }
}

impl Store {
    /// Moves what can't be read into the quarantine, and out of it what can be read again.
    pub(super) async fn sort_out(
        &self,
        found: &[Found],
        readable: &[&Shut],
    ) -> Result<(), StoreError> {
        let stores = [META, BASE, LOG, OUTBOX, DRAFTS, BLOBS, QUARANTINE];
        self.writing(&stores, async |t| {
            let quarantine = t.store(QUARANTINE)?;
            for found in found {
                let (place, sealed) = seal(found)?;
                quarantine.put(&sealed, Some(&place)).await?;
                t.store(found.store)?.delete(found.key.clone()).await?;
                // Nobody knows any more where these rows stand: they are fetched anew.
                if found.store == META && found.key.as_string().as_deref() == Some(person::POSITION)
                {
                    t.store(BASE)?.clear().await?;
                    t.store(LOG)?.clear().await?;
                }
            }
            for shut in readable {
                if belongs_back(t, shut).await? {
                    let store = t.store(shut.store)?;
                    store.put(&shut.value, Some(&shut.key)).await?;
                } else if shut.store == OUTBOX && !is_saved(t, shut).await? {
                    t.store(OUTBOX)?.add(&shut.value, None).await?;
                }
                quarantine.delete(shut.place.clone()).await?;
            }
            Ok(())
        })
        .await
    }
}

/// Its place may have been given to another fact, after the browser had lost them both.
async fn is_saved(transaction: &Transaction, shut: &Shut) -> Result<bool, StoreError> {
    let fact = outbox::open(&shut.key, &shut.value)?;
    Ok(outbox::key_of(transaction, fact.id()).await?.is_some())
}

/// A fact, a draft and a picture always do, unless their place is taken. Rows of a generation that is gone, and
/// a name that was given anew, have been replaced.
async fn belongs_back(transaction: &Transaction, shut: &Shut) -> Result<bool, StoreError> {
    let taken = transaction
        .store(shut.store)?
        .key_exists(shut.key.clone())
        .await?;
    Ok(!taken
        && match shut.store {
            OUTBOX | DRAFTS | BLOBS => true,
            BASE | LOG => rows::still_counts(transaction, &shut.value).await?,
            _ => shut.key.as_string().as_deref() != Some(person::POSITION),
        })
}

/// All of the quarantine.
pub(super) async fn read(transaction: &Transaction) -> Result<Vec<Shut>, StoreError> {
    let store = transaction.store(QUARANTINE)?;
    let values = store.get_all(None, None).await?;
    if values.is_empty() {
        return Ok(vec![]);
    }
    let keys = store.get_all_keys(None, None).await?;
    let shut = keys.into_iter().zip(values);
    Ok(shut
        .filter_map(|(place, value)| open(place, &value))
        .collect())
}

/// One record a place, so that sorting out twice keeps one.
fn seal(found: &Found) -> Result<(JsValue, JsValue), StoreError> {
    let place = js_sys::Array::of2(&JsValue::from_str(found.store), &found.key);
    let user: Option<UserId> = envelope::user(&found.value).ok().flatten();
    let fields = [
        ("store", JsValue::from_str(found.store)),
        ("key", found.key.clone()),
        ("value", found.value.clone()),
        ("why", JsValue::from_str(&found.why.to_string())),
    ];
    Ok((place.into(), envelope::seal(user, &[], &fields)?))
}

/// What a later app has put here for stores of its own stays untouched.
fn open(place: JsValue, envelope: &JsValue) -> Option<Shut> {
    let text = |name| {
        Some(
            envelope::part(envelope, name)
                .ok()?
                .as_string()
                .unwrap_or_default(),
        )
    };
    let name = text("store")?;
    let store = [META, BASE, LOG, OUTBOX, DRAFTS, BLOBS]
        .into_iter()
        .find(|store| *store == name)?;
    Some(Shut {
        place,
        store,
        key: envelope::part(envelope, "key").ok()?,
        value: envelope::part(envelope, "value").ok()?,
        why: text("why")?,
    })
}
