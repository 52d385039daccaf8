//! Rows on disk: `base` holds a generation's folded beginning, `log` one record a pull page since.

use rexie::Transaction;
use shared::sync::{Batch, EntryState, Page, PersistFailure, Position, RowSet};
use shared::wire::sync::Change;
use wasm_bindgen::JsValue;

use super::person::POSITION;
use super::{BASE, LOG, META, OUTBOX, Store, StoreError, envelope, outbox};

/// The rows of a phone as they were read.
#[derive(Debug, Default)]
pub struct StoredRows {
    pub position: Option<Position>,
    pub rows: RowSet,
    /// The log has grown so much beside its base that folding would make the next start faster.
    pub unfolded: bool,
}

pub(super) async fn read(transaction: &Transaction) -> Result<StoredRows, StoreError> {
    let Some(position) = read_position(transaction).await? else {
        return Ok(StoredRows::default());
    };
    let belongs = |value: &JsValue| -> Result<bool, StoreError> {
        Ok(envelope::number(value, "generation")? == f64::from(position.generation))
    };
    let mut rows = RowSet::default();
    let mut base_bytes = 0;
    for value in transaction.store(BASE)?.get_all(None, None).await? {
        if belongs(&value)? {
            let bytes = envelope::open(&value)?;
            base_bytes += bytes.len();
            rows = RowSet::from_base(&bytes)?;
        }
    }
    let mut log_bytes = 0;
    for value in transaction.store(LOG)?.get_all(None, None).await? {
        let bytes = envelope::open(&value)?;
        log_bytes += bytes.len();
        if belongs(&value)? {
            let changes: Vec<Change> = serde_json::from_slice(&bytes)?;
            rows.apply(&changes);
        }
    }
    Ok(StoredRows {
        position: Some(position),
        rows,
        unfolded: log_bytes * 4 > base_bytes,
    })
}

impl Store {
    /// Writes everything as the next generation and forgets the pages, in one transaction. `Changed`
    /// when the phone no longer stands at `position`.
    pub async fn fold(&self, position: &Position, rows: &RowSet) -> Result<Position, StoreError> {
        let next = Position {
            generation: position.generation + 1,
            ..position.clone()
        };
        let base = seal(&next, next.generation, &rows.to_base()?)?;
        let sealed = seal_position(&next)?;
        let transaction = self.writing(&[META, BASE, LOG]).await?;
        if !stands_where(read_position(&transaction).await?.as_ref(), position) {
            transaction.abort().await?;
            return Err(StoreError::Changed);
        }
        transaction.store(BASE)?.clear().await?;
        transaction.store(LOG)?.clear().await?;
        transaction
            .store(BASE)?
            .put(&base, Some(&JsValue::from_f64(f64::from(next.generation))))
            .await?;
        transaction
            .store(META)?
            .put(&sealed, Some(&JsValue::from_str(POSITION)))
            .await?;
        transaction.commit().await?;
        Ok(next)
    }

    /// One effect of the engine, as one transaction.
    pub async fn persist(&self, batch: &Batch) -> Result<(), PersistFailure> {
        let result = match batch {
            Batch::Page(page) => self.store_page(page).await,
            Batch::Results { states, seen } => self.store_results(states, *seen).await,
        };
        result.map_err(|error| match error {
            StoreError::Changed => PersistFailure::Changed,
            _ => PersistFailure::Failed,
        })
    }

    async fn store_page(&self, page: &Page) -> Result<(), StoreError> {
        let changes = seal(
            &page.position,
            page.write_to,
            &serde_json::to_vec(&page.changes)?,
        )?;
        let position = seal_position(&page.position)?;
        let transaction = self.writing(&[META, LOG, OUTBOX]).await?;
        let stored = read_position(&transaction).await?;
        if !stands_where(stored.as_ref(), &page.expect) {
            transaction.abort().await?;
            return Err(StoreError::Changed);
        }
        let log = transaction.store(LOG)?;
        if page.begins {
            delete_generation(&log, page.write_to).await?;
        }
        if !page.changes.is_empty() {
            log.add(&changes, None).await?;
        }
        transaction
            .store(META)?
            .put(&position, Some(&JsValue::from_str(POSITION)))
            .await?;
        outbox::delete(&transaction, &page.drop).await?;
        let waiting: Vec<_> = page
            .offer_again
            .iter()
            .map(|n| (*n, EntryState::Waiting))
            .collect();
        outbox::set_states(&transaction, &waiting).await?;
        Ok(transaction.commit().await?)
    }

    async fn store_results(
        &self,
        states: &[(u64, EntryState)],
        seen: Option<shared::wire::sync::Witness>,
    ) -> Result<(), StoreError> {
        let transaction = self.writing(&[META, OUTBOX]).await?;
        outbox::set_states(&transaction, states).await?;
        if let (Some(position), Some(_)) = (read_position(&transaction).await?, seen) {
            let sealed = seal_position(&Position { seen, ..position })?;
            transaction
                .store(META)?
                .put(&sealed, Some(&JsValue::from_str(POSITION)))
                .await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// What an interrupted reset left of a generation that begins anew.
async fn delete_generation(log: &rexie::Store, generation: u32) -> Result<(), StoreError> {
    let keys = log.get_all_keys(None, None).await?;
    let values = log.get_all(None, None).await?;
    for (key, value) in keys.into_iter().zip(&values) {
        if envelope::number(value, "generation")? == f64::from(generation) {
            log.delete(key).await?;
        }
    }
    Ok(())
}

/// What was witnessed may differ, since pushes of another tab move it too.
fn stands_where(stored: Option<&Position>, expect: &Position) -> bool {
    match stored {
        None => *expect == Position::start(expect.user),
        Some(stored) => {
            (stored.user, stored.generation, stored.epoch, stored.cursor)
                == (expect.user, expect.generation, expect.epoch, expect.cursor)
        }
    }
}

async fn read_position(transaction: &Transaction) -> Result<Option<Position>, StoreError> {
    match transaction
        .store(META)?
        .get(JsValue::from_str(POSITION))
        .await?
    {
        Some(value) => Ok(Some(serde_json::from_slice(&envelope::open(&value)?)?)),
        None => Ok(None),
    }
}

fn seal_position(position: &Position) -> Result<JsValue, StoreError> {
    envelope::seal(Some(position.user), &serde_json::to_vec(position)?, &[])
}

fn seal(position: &Position, generation: u32, bytes: &[u8]) -> Result<JsValue, StoreError> {
    let generation = ("generation", JsValue::from_f64(f64::from(generation)));
    envelope::seal(Some(position.user), bytes, &[generation])
}
