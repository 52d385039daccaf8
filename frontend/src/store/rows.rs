//! Rows on disk: `base` holds a generation's folded beginning, `log` one record a pull page since.

use futures_util::future::join3;
use rexie::Transaction;
use shared::json;
use shared::sync::{Batch, EntryState, Page, PersistFailure, Position, RowSet, Witnessed};
use shared::wire::sync::Change;
use wasm_bindgen::JsValue;

use super::connection::Durability;
use super::person::{self, POSITION, read_meta};
use super::quarantine::Finds;
use super::{BASE, BLOBS, LOG, META, OUTBOX, Store, StoreError, envelope, outbox, photos};

/// The rows of a phone as they were read.
#[derive(Debug, Default)]
pub struct StoredRows {
    pub position: Option<Position>,
    pub rows: RowSet,
    /// The log has grown so much beside its base that folding would make the next start faster.
    pub unfolded: bool,
}

/// The rows, without the records that can't be read.
pub(super) async fn read(
    transaction: &Transaction,
    found: &Finds,
) -> Result<StoredRows, StoreError> {
    let (base, log) = (transaction.store(BASE)?, transaction.store(LOG)?);
    let (position, bases, pages) = join3(
        read_position(transaction, found),
        base.get_all(None, None),
        log.get_all(None, None),
    )
    .await;
    let (Some(position), bases, pages) = (position?, bases?, pages?) else {
        return Ok(StoredRows::default());
    };
    let generation = f64::from(position.generation);
    let mut rows = RowSet::default();
    let mut base_bytes = 0;
    for (place, value) in bases.iter().enumerate() {
        match open_base(value) {
            Ok((of, bytes, opened)) if of == generation => {
                base_bytes += bytes;
                rows = opened;
            }
            Ok(_) => {}
            Err(why) => {
                found.add_at(BASE, &base, place, value, why).await?;
            }
        }
    }
    let mut log_bytes = 0;
    for (place, value) in pages.iter().enumerate() {
        match open_page(value) {
            Ok((of, bytes, changes)) => {
                log_bytes += bytes;
                if of == generation {
                    rows.apply(&changes);
                }
            }
            Err(why) => {
                found.add_at(LOG, &log, place, value, why).await?;
            }
        }
    }
    Ok(StoredRows {
        position: Some(position),
        rows,
        unfolded: log_bytes * 4 > base_bytes,
    })
}

/// Its generation, its bytes, and what is in it.
fn open_base(value: &JsValue) -> Result<(f64, usize, RowSet), StoreError> {
    let bytes = envelope::open(value)?;
    let rows = RowSet::from_base(&bytes)?;
    Ok((envelope::number(value, "generation")?, bytes.len(), rows))
}

fn open_page(value: &JsValue) -> Result<(f64, usize, Vec<Change>), StoreError> {
    let bytes = envelope::open(value)?;
    let changes = json::from_slice(&bytes)?;
    Ok((envelope::number(value, "generation")?, bytes.len(), changes))
}

pub(super) fn is_readable(store: &str, value: &JsValue) -> bool {
    match store {
        BASE => open_base(value).is_ok(),
        _ => open_page(value).is_ok(),
    }
}

/// The phone still stands in the generation that this record belongs to.
pub(super) async fn still_counts(
    transaction: &Transaction,
    value: &JsValue,
) -> Result<bool, StoreError> {
    let position = read_position(transaction, &Finds::default()).await?;
    let generation = position.map(|position| f64::from(position.generation));
    Ok(generation == envelope::number(value, "generation").ok())
}

impl Store {
    /// Writes everything as the next generation and forgets the pages, in one transaction. `Changed`
    /// when the phone no longer stands at `position`.
    pub async fn fold(&self, position: &Position, rows: &RowSet) -> Result<Position, StoreError> {
        let next = Position {
            generation: position.generation + 1,
            ..position.clone()
        };
        let base = seal(&next, next.generation, &rows.to_base())?;
        let sealed = seal_position(&next)?;
        self.writing(&[META, BASE, LOG], async |transaction| {
            expect(transaction, position).await?;
            transaction.store(LOG)?.clear().await?;
            let bases = transaction.store(BASE)?;
            bases.clear().await?;
            let generation = JsValue::from_f64(f64::from(next.generation));
            bases.put(&base, Some(&generation)).await?;
            let meta = transaction.store(META)?;
            meta.put(&sealed, Some(&JsValue::from_str(POSITION)))
                .await?;
            Ok(())
        })
        .await?;
        Ok(next)
    }

    /// One effect of the engine, as one transaction.
    pub async fn persist(&self, batch: &Batch) -> Result<(), PersistFailure> {
        let result = match batch {
            Batch::Page(page) => self.store_page(page).await,
            Batch::Results { states, seen } => self.store_results(states, seen).await,
            Batch::Photos {
                user,
                after,
                states,
            } => self.store_photo_states(*user, *after, states).await,
        };
        result.map_err(|error| match error {
            StoreError::Changed => PersistFailure::Changed,
            _ => PersistFailure::Failed,
        })
    }

    async fn store_page(&self, page: &Page) -> Result<(), StoreError> {
        let changes = seal(&page.position, page.write_to, &json::to_vec(&page.changes))?;
        let position = seal_position(&page.position)?;
        let (durability, stores) = if page.brings_only_rows() {
            (Durability::Relaxed, [META, LOG].as_slice())
        } else {
            (Durability::Strict, [META, LOG, OUTBOX, BLOBS].as_slice())
        };
        self.writing_as(durability, stores, async |transaction| {
            expect(transaction, &page.expect).await?;
            let log = transaction.store(LOG)?;
            if page.begins {
                delete_generation(&log, page.write_to).await?;
            }
            if !page.changes.is_empty() {
                log.add(&changes, None).await?;
            }
            let meta = transaction.store(META)?;
            meta.put(&position, Some(&JsValue::from_str(POSITION)))
                .await?;
            if page.brings_only_rows() {
                return Ok(());
            }
            outbox::delete(transaction, &page.drop).await?;
            outbox::set_states(transaction, &page.offer_again).await?;
            photos::delete(transaction, &page.drop_photos).await?;
            if page.photos_again {
                photos::offer_again(transaction, page.position.user).await?;
            }
            Ok(())
        })
        .await
    }

    async fn store_results(
        &self,
        states: &[(u64, EntryState)],
        seen: &Witnessed,
    ) -> Result<(), StoreError> {
        self.writing_as(Durability::Strict, &[META, OUTBOX], async |transaction| {
            expect(transaction, &seen.expect).await?;
            if seen.head.is_some() {
                let sealed = seal_position(&Position {
                    seen: seen.head,
                    ..seen.expect.clone()
                })?;
                let meta = transaction.store(META)?;
                meta.put(&sealed, Some(&JsValue::from_str(POSITION)))
                    .await?;
            }
            outbox::set_states(transaction, states).await
        })
        .await
    }
}

/// `Changed` unless the phone is still this person's and stands where the engine thinks.
async fn expect(transaction: &Transaction, position: &Position) -> Result<(), StoreError> {
    let person = person::read(transaction, &Finds::default()).await?;
    if person.is_none_or(|person| person.id != position.user) {
        return Err(StoreError::Changed);
    }
    let stored = read_position(transaction, &Finds::default()).await?;
    if stands_where(stored.as_ref(), position) {
        Ok(())
    } else {
        Err(StoreError::Changed)
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

fn stands_where(stored: Option<&Position>, expect: &Position) -> bool {
    match stored {
        None => *expect == Position::start(expect.user),
        Some(stored) => stored.is_where(expect),
    }
}

async fn read_position(
    transaction: &Transaction,
    found: &Finds,
) -> Result<Option<Position>, StoreError> {
    read_meta(transaction, POSITION, found).await
}

fn seal_position(position: &Position) -> Result<JsValue, StoreError> {
    envelope::seal(Some(position.user), &json::to_vec(position), &[])
}

fn seal(position: &Position, generation: u32, bytes: &[u8]) -> Result<JsValue, StoreError> {
    let generation = ("generation", JsValue::from_f64(f64::from(generation)));
    envelope::seal(Some(position.user), bytes, &[generation])
}
