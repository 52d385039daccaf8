//! Drafts: written at every pause in typing, gone with the record that they become.

use rexie::Transaction;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::model::{FactId, UserId};
use wasm_bindgen::JsValue;

use super::{DRAFTS, Store, StoreError, envelope};

impl Store {
    pub async fn put_draft(
        &self,
        user: UserId,
        id: FactId,
        draft: &impl Serialize,
    ) -> Result<(), StoreError> {
        let sealed = envelope::seal(Some(user), &serde_json::to_vec(draft)?, &[])?;
        let transaction = self.writing(&[DRAFTS]).await?;
        let key = JsValue::from_str(&id.to_string());
        transaction.store(DRAFTS)?.put(&sealed, Some(&key)).await?;
        Ok(transaction.commit().await?)
    }

    pub async fn delete_draft(&self, id: FactId) -> Result<(), StoreError> {
        let transaction = self.writing(&[DRAFTS]).await?;
        transaction
            .store(DRAFTS)?
            .delete(JsValue::from_str(&id.to_string()))
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// One person's drafts.
pub(super) async fn read<T: DeserializeOwned>(
    transaction: &Transaction,
    user: UserId,
) -> Result<Vec<T>, StoreError> {
    let mut drafts = Vec::new();
    for value in transaction.store(DRAFTS)?.get_all(None, None).await? {
        if envelope::user(&value)? == Some(user) {
            drafts.push(serde_json::from_slice(&envelope::open(&value)?)?);
        }
    }
    Ok(drafts)
}
