//! Drafts: written at every pause in typing, gone with the record that they become.

use rexie::Transaction;
use shared::json::{self, Json};
use shared::model::{FactId, UserId};
use wasm_bindgen::JsValue;

use super::connection::Durability;
use super::quarantine::Finds;
use super::{DRAFTS, OUTBOX, Store, StoreError, envelope, outbox};

impl Store {
    /// `AlreadySaved` when it has become a record, be it in another tab: then it doesn't come back.
    pub async fn put_draft(
        &self,
        user: UserId,
        id: FactId,
        draft: &dyn Json,
    ) -> Result<(), StoreError> {
        let sealed = seal(user, draft)?;
        let stores = [DRAFTS, OUTBOX];
        self.writing_as(Durability::Followed, &stores, async |transaction| {
            if outbox::key_of(transaction, id).await?.is_some() {
                return Err(StoreError::AlreadySaved);
            }
            let drafts = transaction.store(DRAFTS)?;
            drafts.put(&sealed, Some(&key_of(id))).await?;
            Ok(())
        })
        .await
    }

    pub async fn delete_draft(&self, id: FactId) -> Result<(), StoreError> {
        self.writing_as(Durability::Relaxed, &[DRAFTS], async |transaction| {
            Ok(transaction.store(DRAFTS)?.delete(key_of(id)).await?)
        })
        .await
    }
}

pub(super) fn seal(user: UserId, draft: &dyn Json) -> Result<JsValue, StoreError> {
    envelope::seal(Some(user), &json::to_vec(draft), &[])
}

pub(super) fn key_of(id: FactId) -> JsValue {
    JsValue::from_str(&id.to_string())
}

/// One person's drafts, and those that can't be read, whoever wrote them.
pub(super) async fn read<T: Json>(
    transaction: &Transaction,
    user: UserId,
    found: &Finds,
) -> Result<Vec<T>, StoreError> {
    let store = transaction.store(DRAFTS)?;
    let values = store.get_all(None, None).await?;
    let mut drafts = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let mine = match envelope::user(value) {
            Ok(author) if author != Some(user) => continue,
            Ok(_) => open(value),
            Err(why) => Err(why),
        };
        match mine {
            Ok(draft) => drafts.push(draft),
            Err(why) => {
                found.add_at(DRAFTS, &store, place, value, why).await?;
            }
        }
    }
    Ok(drafts)
}

pub(super) fn open<T: Json>(value: &JsValue) -> Result<T, StoreError> {
    Ok(json::from_slice(&envelope::open(value)?)?)
}
