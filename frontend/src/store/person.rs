//! Who uses this phone.

use rexie::Transaction;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::model::{DeviceId, UserId};
use wasm_bindgen::JsValue;

use super::{BASE, LOG, META, Store, StoreError, envelope};

const DEVICE: &str = "device";
const PERSON: &str = "person";
pub(super) const POSITION: &str = "position";

/// The person who signed in last; stays when the session expires, so that work goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub demo: bool,
}

impl Store {
    /// Gives this browser its id. In a race of two tabs the first one's stays.
    pub async fn name_device(&self, fresh: DeviceId) -> Result<DeviceId, StoreError> {
        let transaction = self.writing(&[META]).await?;
        if let Some(device) = read_device(&transaction).await? {
            return Ok(device);
        }
        let sealed = envelope::seal(None, &serde_json::to_vec(&fresh)?, &[])?;
        let key = JsValue::from_str(DEVICE);
        transaction.store(META)?.put(&sealed, Some(&key)).await?;
        transaction.commit().await?;
        Ok(fresh)
    }

    /// From now on the phone is this person's, or nobody's. Another person's rows leave the
    /// phone; nothing unsent and no draft is touched.
    pub async fn set_person(&self, person: Option<&Person>) -> Result<(), StoreError> {
        let transaction = self.writing(&[META, BASE, LOG]).await?;
        let before = read(&transaction).await?;
        let same = before.as_ref().map(|person| person.id) == person.map(|person| person.id);
        let meta = transaction.store(META)?;
        if !same {
            transaction.store(BASE)?.clear().await?;
            transaction.store(LOG)?.clear().await?;
            meta.delete(JsValue::from_str(POSITION)).await?;
        }
        let key = JsValue::from_str(PERSON);
        match person {
            Some(person) => {
                let sealed = envelope::seal(Some(person.id), &serde_json::to_vec(person)?, &[])?;
                meta.put(&sealed, Some(&key)).await?;
            }
            None => meta.delete(key).await?,
        }
        Ok(transaction.commit().await?)
    }
}

pub(super) async fn read(transaction: &Transaction) -> Result<Option<Person>, StoreError> {
    read_meta(transaction, PERSON).await
}

pub(super) async fn read_device(transaction: &Transaction) -> Result<Option<DeviceId>, StoreError> {
    read_meta(transaction, DEVICE).await
}

async fn read_meta<T: DeserializeOwned>(
    transaction: &Transaction,
    key: &str,
) -> Result<Option<T>, StoreError> {
    match transaction.store(META)?.get(JsValue::from_str(key)).await? {
        Some(value) => Ok(Some(serde_json::from_slice(&envelope::open(&value)?)?)),
        None => Ok(None),
    }
}
