//! Who uses this phone.

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
    /// This browser's id; `fresh` is kept the first time.
    pub async fn device(&self, fresh: DeviceId) -> Result<DeviceId, StoreError> {
        let transaction = self.writing(&[META]).await?;
        let store = transaction.store(META)?;
        let key = JsValue::from_str(DEVICE);
        let stored = store.get(key.clone()).await?;
        let device = match stored {
            Some(value) => serde_json::from_slice(&envelope::open(&value)?)?,
            None => {
                let sealed = envelope::seal(None, &serde_json::to_vec(&fresh)?, &[])?;
                store.put(&sealed, Some(&key)).await?;
                fresh
            }
        };
        transaction.commit().await?;
        Ok(device)
    }

    pub async fn person(&self) -> Result<Option<Person>, StoreError> {
        let transaction = self.reading(&[META]).await?;
        match transaction
            .store(META)?
            .get(JsValue::from_str(PERSON))
            .await?
        {
            Some(value) => Ok(Some(serde_json::from_slice(&envelope::open(&value)?)?)),
            None => Ok(None),
        }
    }

    /// From now on the phone is this person's, or nobody's. Another person's rows leave the
    /// phone; nothing unsent and no draft is touched.
    pub async fn set_person(&self, person: Option<&Person>) -> Result<(), StoreError> {
        let before = self.person().await?;
        let same = before.as_ref().map(|person| person.id) == person.map(|person| person.id);
        let transaction = self.writing(&[META, BASE, LOG]).await?;
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
