//! Facts that wait. The bytes of a fact are written once, at saving, and never again.

use std::sync::Arc;

use rexie::Transaction;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::model::Moment;
use shared::sync::{EntryState, NewEntry, OutboxEntry};
use shared::wire::Fact;
use wasm_bindgen::JsValue;

use super::{DRAFTS, OUTBOX, Store, StoreError, envelope};

/// What is known of a fact beside its bytes; this part is rewritten when its state changes.
#[derive(Serialize, Deserialize)]
struct About {
    user_name: String,
    saved_at: Moment,
    state: EntryState,
}

impl Store {
    /// Adds the fact and deletes its draft in one transaction. `AlreadySaved` when this id is
    /// there already, so that a double tap can't make two visits.
    pub async fn finish(&self, entry: NewEntry) -> Result<OutboxEntry, StoreError> {
        let about = About {
            user_name: entry.user_name,
            saved_at: entry.saved_at,
            state: EntryState::Waiting,
        };
        let sealed = seal(&entry.fact, entry.user, &entry.body, &about)?;
        let draft = JsValue::from_str(&entry.fact.id.to_string());
        let transaction = self.writing(&[OUTBOX, DRAFTS]).await?;
        let key = transaction.store(OUTBOX)?.add(&sealed, None).await?;
        transaction.store(DRAFTS)?.delete(draft).await?;
        transaction.commit().await?;
        Ok(OutboxEntry {
            n: key_number(&key)?,
            user: entry.user,
            user_name: about.user_name,
            saved_at: about.saved_at,
            fact: entry.fact,
            body: entry.body,
            state: about.state,
        })
    }
}

/// Every person's entries in the order of saving.
pub(super) async fn read(transaction: &Transaction) -> Result<Vec<OutboxEntry>, StoreError> {
    let store = transaction.store(OUTBOX)?;
    let keys = store.get_all_keys(None, None).await?;
    let values = store.get_all(None, None).await?;
    keys.iter()
        .zip(&values)
        .map(|(key, value)| open(key, value))
        .collect()
}

/// Rewrites what is known of entries; one that is gone meanwhile is left alone.
pub(super) async fn set_states(
    transaction: &Transaction,
    states: &[(u64, EntryState)],
) -> Result<(), StoreError> {
    let store = transaction.store(OUTBOX)?;
    for (n, state) in states {
        let key = number_key(*n);
        let Some(stored) = store.get(key.clone()).await? else {
            continue;
        };
        let entry = open(&key, &stored)?;
        let about = About {
            user_name: entry.user_name,
            saved_at: entry.saved_at,
            state: state.clone(),
        };
        let sealed = seal(&entry.fact, entry.user, &entry.body, &about)?;
        store.put(&sealed, Some(&key)).await?;
    }
    Ok(())
}

pub(super) async fn delete(transaction: &Transaction, entries: &[u64]) -> Result<(), StoreError> {
    let store = transaction.store(OUTBOX)?;
    for n in entries {
        store.delete(number_key(*n)).await?;
    }
    Ok(())
}

fn seal(
    fact: &Fact,
    user: shared::model::UserId,
    body: &RawValue,
    about: &About,
) -> Result<JsValue, StoreError> {
    let about = js_sys::Uint8Array::from(serde_json::to_vec(about)?.as_slice());
    let id = JsValue::from_str(&fact.id.to_string());
    envelope::seal(
        Some(user),
        body.get().as_bytes(),
        &[("id", id), ("about", about.into())],
    )
}

fn open(key: &JsValue, value: &JsValue) -> Result<OutboxEntry, StoreError> {
    let user = envelope::user(value)?
        .ok_or_else(|| StoreError::Other("a record without its author".into()))?;
    let body: Box<RawValue> = serde_json::from_slice(&envelope::open(value)?)?;
    let fact: Fact = serde_json::from_str(body.get())?;
    let about: About = serde_json::from_slice(&envelope::bytes(value, "about")?)?;
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
        _ => Err(StoreError::Other(
            "an outbox key that isn't a number".into(),
        )),
    }
}

fn number_key(n: u64) -> JsValue {
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    JsValue::from_f64(n as f64)
}
