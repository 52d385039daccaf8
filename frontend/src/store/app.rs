//! Which app may write here. A newer app that stores what this one can't understand raises
//! `APP_GENERATION`; from then on an older tab only reads.

use rexie::Transaction;
use wasm_bindgen::JsValue;

use super::{META, Store, StoreError};

/// Raised when a record on the phone's disk gets a form that apps before it would damage: 2 since outbox
/// entries can be deferred or overruled, and the rows' base has their places in the stream; 3 since they can be
/// left alone by what they depend on.
pub const APP_GENERATION: u32 = 3;

/// The oldest generation that may write: a plain number, readable by every app for ever.
const MIN_APP: &str = "min_app";

/// Every app says at its first start which one it is.
pub(super) const NEVER_WRITTEN: f64 = 0.0;

impl Store {
    /// This app has been here: older ones go read-only. Two tabs may both say so.
    pub(super) async fn say_which_app(&self) -> Result<(), StoreError> {
        let generation = JsValue::from_f64(f64::from(self.generation));
        self.writing(&[META], async |transaction| {
            let meta = transaction.store(META)?;
            meta.put(&generation, Some(&JsValue::from_str(MIN_APP)))
                .await?;
            Ok(())
        })
        .await
    }

    pub(super) async fn refuse_if_outdated(
        &self,
        transaction: &Transaction,
    ) -> Result<(), StoreError> {
        let outdated = read(transaction).await? > f64::from(self.generation);
        self.outdated.set(outdated);
        match outdated {
            true => Err(StoreError::ReadOnly),
            false => Ok(()),
        }
    }
}

/// The oldest generation that may write here; `NEVER_WRITTEN` on a new phone.
pub(super) async fn read(transaction: &Transaction) -> Result<f64, StoreError> {
    let meta = transaction.store(META)?;
    let stored = meta.get(JsValue::from_str(MIN_APP)).await?;
    Ok(stored
        .and_then(|stored| stored.as_f64())
        .unwrap_or(NEVER_WRITTEN))
}
