//! Facts that wait. The bytes of a fact are written once, at saving, and never again.

use std::sync::Arc;

use futures_util::future::join;
use rexie::{KeyRange, Transaction};
use serde_json::value::RawValue;
use shared::json::{self, Json};
use shared::model::{FactId, Moment, PhotoId, UserId};
use shared::sync::{EntryState, NewEntry, OutboxEntry};
use shared::wire::Fact;
use wasm_bindgen::JsValue;

use super::drafts::{Apart, none_apart};
use super::person::{self, PUT_AWAY};
use super::quarantine::Finds;
use super::{BLOBS, DRAFTS, META, OUTBOX, Store, StoreError, drafts, envelope, photos};

/// What is known of a fact beside its bytes; this part is rewritten when its state changes.
#[derive(Json)]
struct About {
    user_name: String,
    saved_at: Moment,
    state: EntryState,
}

impl Store {
    /// Deletes a refused fact of that person, without which what waits for it is alone; anything else stays.
    pub async fn put_away(&self, user: UserId, fact: FactId) -> Result<(), StoreError> {
        self.writing(&[OUTBOX], async |transaction| {
            put_away(transaction, user, fact).await
        })
        .await
    }

    /// Adds the fact, deletes its draft and the refused fact that it is sent in the stead of, in one
    /// transaction; `PhotoGone` when one of its own `pictures` isn't here. No picture is deleted: another
    /// window may hold the draft that names it. Its id can be saved once: the very same record again is
    /// found as it was saved, another one with its id is `AlreadySaved`. So a double tap can't make two
    /// visits, and neither can a connection that is severed during the commit. What another window has written of
    /// the draft meanwhile is kept apart.
    pub async fn finish(
        &self,
        entry: NewEntry,
        pictures: &[PhotoId],
        apart: Apart<'_>,
    ) -> Result<OutboxEntry, StoreError> {
        self.finish_with(entry, pictures, apart, None).await
    }

    /// The same, and in the same transaction the draft begins that writes anew what `entry` takes back: no kill leaves
    /// the one without the other.
    pub async fn finish_and_begin(
        &self,
        entry: NewEntry,
        id: FactId,
        draft: &dyn Json,
    ) -> Result<OutboxEntry, StoreError> {
        let sealed = self.seal(entry.user, id, draft)?;
        self.finish_with(entry, &[], &none_apart, Some((id, sealed)))
            .await
    }

    async fn finish_with(
        &self,
        entry: NewEntry,
        pictures: &[PhotoId],
        apart: Apart<'_>,
        begins: Option<(FactId, JsValue)>,
    ) -> Result<OutboxEntry, StoreError> {
        let about = |state| About {
            user_name: entry.user_name.clone(),
            saved_at: entry.saved_at,
            state,
        };
        let saved = self
            .writing(&[OUTBOX, DRAFTS, BLOBS], async |transaction| {
                if !pictures.is_empty() {
                    photos::all_here(transaction, pictures).await?;
                }
                let gone = read_put_away(transaction).await?;
                let state = EntryState::at_saving(&entry.fact, |parent| gone.contains(&parent));
                let about = about(state.clone());
                let sealed = seal(&entry.fact, entry.user, &entry.body, &about)?;
                self.keep_apart(transaction, entry.fact.id, apart).await?;
                let (outbox, drafts) = (transaction.store(OUTBOX)?, transaction.store(DRAFTS)?);
                let draft = drafts::key_of(entry.fact.id);
                let (key, deleted) = join(outbox.add(&sealed, None), drafts.delete(draft)).await;
                let key = key?;
                deleted?;
                if let Some((id, sealed)) = &begins {
                    drafts.put(sealed, Some(&drafts::key_of(*id))).await?;
                }
                if let Some(refused) = entry.fact.instead_of {
                    put_away(transaction, entry.user, refused).await?;
                }
                Ok((key, state))
            })
            .await;
        match saved {
            Ok((key, state)) => Ok(OutboxEntry {
                n: key_number(&key)?,
                user: entry.user,
                user_name: entry.user_name,
                saved_at: entry.saved_at,
                fact: entry.fact,
                body: entry.body,
                state,
            }),
            Err(StoreError::AlreadySaved) => self.saved_before(&entry).await,
            Err(error) => Err(error),
        }
    }

    /// The record that was saved under this id, while it is on this phone.
    pub async fn saved(&self, id: FactId) -> Result<Option<Arc<Fact>>, StoreError> {
        let entry = self.under(id).await?.transpose()?;
        Ok(entry.map(|entry| entry.fact))
    }

    /// The entry of this id, or why it can't be read.
    async fn under(
        &self,
        id: FactId,
    ) -> Result<Option<Result<OutboxEntry, StoreError>>, StoreError> {
        let stored = self
            .reading(&[OUTBOX], async |transaction| find(transaction, id).await)
            .await?;
        Ok(stored.map(|(key, value)| open(&key, &value)))
    }

    async fn saved_before(&self, entry: &NewEntry) -> Result<OutboxEntry, StoreError> {
        match self.under(entry.fact.id).await? {
            Some(Ok(stored)) if stored.body.get() == entry.body.get() => Ok(stored),
            _ => Err(StoreError::AlreadySaved),
        }
    }
}

/// The place of the record of this id.
pub(super) async fn key_of(
    transaction: &Transaction,
    id: FactId,
) -> Result<Option<JsValue>, StoreError> {
    let by_id = transaction.store(OUTBOX)?.index("id")?;
    let only = KeyRange::only(&JsValue::from_str(&id.to_string())).map_err(rexie::Error::from)?;
    let keys = by_id.get_all_keys(Some(only), Some(1)).await?;
    Ok(keys.into_iter().next())
}

/// The record of this id as it is stored, with its place.
async fn find(
    transaction: &Transaction,
    id: FactId,
) -> Result<Option<(JsValue, JsValue)>, StoreError> {
    let Some(key) = key_of(transaction, id).await? else {
        return Ok(None);
    };
    let value = transaction.store(OUTBOX)?.get(key.clone()).await?;
    Ok(value.map(|value| (key, value)))
}

async fn put_away(transaction: &Transaction, user: UserId, fact: FactId) -> Result<(), StoreError> {
    let Some((key, value)) = find(transaction, fact).await? else {
        return Ok(());
    };
    // What can't be read isn't deleted either.
    if open(&key, &value).is_ok_and(|entry| entry.is_refused() && entry.user == user) {
        transaction.store(OUTBOX)?.delete(key).await?;
        remember_put_away(transaction, fact).await?;
        let orphaned: Vec<_> = read(transaction, &Finds::default())
            .await?
            .iter()
            .filter(|entry| entry.falls_with(user, fact))
            .map(|entry| (entry.n, EntryState::Orphaned))
            .collect();
        set_states(transaction, &orphaned).await?;
    }
    Ok(())
}

/// Drafts that depend on a fact are finished long before as many others were put away.
const MOST_PUT_AWAY: usize = 200;

async fn read_put_away(transaction: &Transaction) -> Result<Vec<FactId>, StoreError> {
    let known = person::read_meta(transaction, PUT_AWAY, &Finds::default()).await?;
    Ok(known.unwrap_or_default())
}

async fn remember_put_away(transaction: &Transaction, fact: FactId) -> Result<(), StoreError> {
    let mut known = read_put_away(transaction).await?;
    known.push(fact);
    let newest = known.len().saturating_sub(MOST_PUT_AWAY);
    let sealed = envelope::seal(None, &json::to_vec(&known.split_off(newest)), &[])?;
    let meta = transaction.store(META)?;
    meta.put(&sealed, Some(&JsValue::from_str(PUT_AWAY)))
        .await?;
    Ok(())
}

/// Every person's entries in the order of saving, and those that can't be read.
pub(super) async fn read(
    transaction: &Transaction,
    found: &Finds,
) -> Result<Vec<OutboxEntry>, StoreError> {
    let store = transaction.store(OUTBOX)?;
    let (keys, values) = join(store.get_all_keys(None, None), store.get_all(None, None)).await;
    let (keys, values) = (keys?, values?);
    let mut entries = Vec::with_capacity(values.len());
    for (key, value) in keys.into_iter().zip(values) {
        match open(&key, &value) {
            Ok(entry) => entries.push(entry),
            Err(why) => found.add(OUTBOX, key, value, why),
        }
    }
    Ok(entries)
}

/// Rewrites what is known of entries; one that is gone meanwhile is left alone.
pub(super) async fn set_states(
    transaction: &Transaction,
    states: &[(u64, EntryState)],
) -> Result<(), StoreError> {
    let of = |(n, _): &(u64, EntryState)| *n;
    let Some((first, last)) = states.iter().map(of).min().zip(states.iter().map(of).max()) else {
        return Ok(());
    };
    let store = transaction.store(OUTBOX)?;
    // A batch is read and written in three requests; a request an entry takes a second for 600 of them.
    let keys = store
        .get_all_keys(Some(between(first, last)?), None)
        .await?;
    let values = store.get_all(Some(between(first, last)?), None).await?;
    let mut changed = Vec::new();
    for (key, stored) in keys.into_iter().zip(values) {
        let n = key_number(&key)?;
        let Some((_, state)) = states.iter().find(|(of, _)| *of == n) else {
            continue;
        };
        let about: About = json::from_slice(&envelope::bytes(&stored, "about")?)?;
        let about = About {
            state: about.state.told(state),
            ..about
        };
        // The fact's own bytes stay the very object that was read.
        envelope::set(&stored, "about", &bytes_of(&about)?)?;
        changed.push((stored, Some(key)));
    }
    // One that is refused aborts the transaction, though only the last is waited for.
    Ok(store.put_all(changed.into_iter()).await?)
}

fn between(first: u64, last: u64) -> Result<KeyRange, StoreError> {
    let range = KeyRange::bound(&number_key(first), &number_key(last), None, None);
    Ok(range.map_err(rexie::Error::from)?)
}

pub(super) async fn delete(transaction: &Transaction, entries: &[u64]) -> Result<(), StoreError> {
    let store = transaction.store(OUTBOX)?;
    for n in entries {
        store.delete(number_key(*n)).await?;
    }
    Ok(())
}

fn seal(fact: &Fact, user: UserId, body: &RawValue, about: &About) -> Result<JsValue, StoreError> {
    let id = JsValue::from_str(&fact.id.to_string());
    let fields = [("id", id), ("about", bytes_of(about)?)];
    envelope::seal(Some(user), body.get().as_bytes(), &fields)
}

fn bytes_of(about: &About) -> Result<JsValue, StoreError> {
    Ok(js_sys::Uint8Array::from(json::to_vec(about).as_slice()).into())
}

pub(super) fn open(key: &JsValue, value: &JsValue) -> Result<OutboxEntry, StoreError> {
    let user = envelope::user(value)?
        .ok_or_else(|| StoreError::Unreadable("a record without its author".into()))?;
    let body: Box<RawValue> = json::from_slice(&envelope::open(value)?)?;
    let fact: Fact = json::from_str(body.get())?;
    let about: About = json::from_slice(&envelope::bytes(value, "about")?)?;
    Ok(OutboxEntry {
        n: key_number(key)?,
        user,
        user_name: about.user_name,
        saved_at: about.saved_at,
        fact: Arc::new(fact),
        body,
        state: about.state,
    })
}

/// IndexedDB counts its keys in doubles from 1; a phone never comes near 2^53.
fn key_number(key: &JsValue) -> Result<u64, StoreError> {
    match key.as_f64() {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count from 1"
        )]
        Some(n) if n >= 1.0 => Ok(n as u64),
        _ => Err(StoreError::Unreadable(
            "an outbox key that isn't a number".into(),
        )),
    }
}

fn number_key(n: u64) -> JsValue {
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    JsValue::from_f64(n as f64)
}
