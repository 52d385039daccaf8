//! Rows on disk: `base` holds a generation's folded beginning, `log` one record a pull page since.

use rexie::Transaction;
use shared::sync::{Batch, EntryState, Page, PersistFailure, Position, RowSet};
use shared::wire::sync::Change;
use wasm_bindgen::JsValue;

use super::person::POSITION;
use super::{BASE, LOG, META, OUTBOX, Store, StoreError, envelope, outbox};

/// Pages in the log before they are folded into a new base at start.
const MOST_PAGES: usize = 30;

impl Store {
    /// Where this phone stands, and every row of that generation.
    pub async fn rows(&self) -> Result<(Option<Position>, RowSet), StoreError> {
        let (position, rows, pages) = self.read_rows().await?;
        match position {
            Some(position) if pages > MOST_PAGES => {
                let folded = self.fold(&position, &rows).await?;
                Ok((Some(folded), rows))
            }
            position => Ok((position, rows)),
        }
    }

    async fn read_rows(&self) -> Result<(Option<Position>, RowSet, usize), StoreError> {
        let transaction = self.reading(&[META, BASE, LOG]).await?;
        let Some(position) = read_position(&transaction).await? else {
            return Ok((None, RowSet::default(), 0));
        };
        let mut rows = RowSet::default();
        let mut pages = 0;
        for store in [BASE, LOG] {
            for value in transaction.store(store)?.get_all(None, None).await? {
                if envelope::number(&value, "generation")? == f64::from(position.generation) {
                    let changes: Vec<Change> = serde_json::from_slice(&envelope::open(&value)?)?;
                    rows.apply(&changes);
                }
                pages += usize::from(store == LOG);
            }
        }
        Ok((Some(position), rows, pages))
    }

    /// Writes everything as the next generation and forgets the pages, in one transaction.
    async fn fold(&self, position: &Position, rows: &RowSet) -> Result<Position, StoreError> {
        let next = Position {
            generation: position.generation + 1,
            ..position.clone()
        };
        let base = seal_changes(&next, next.generation, &rows.folded()?)?;
        let sealed = seal_position(&next)?;
        let transaction = self.writing(&[META, BASE, LOG]).await?;
        if read_position(&transaction).await?.as_ref() != Some(position) {
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
        let changes = seal_changes(&page.position, page.write_to, &page.changes)?;
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

fn seal_changes(
    position: &Position,
    generation: u32,
    changes: &[Change],
) -> Result<JsValue, StoreError> {
    let generation = ("generation", JsValue::from_f64(f64::from(generation)));
    envelope::seal(
        Some(position.user),
        &serde_json::to_vec(changes)?,
        &[generation],
    )
}
