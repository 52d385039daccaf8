//! Pictures: what is known of each under `about:<id>`, its bytes under `bytes:<id>`, always written
//! together, so that a start needn't read the bytes.

use rexie::{KeyRange, Transaction};
use shared::json::{self, Json};
use shared::model::{FactId, Moment, PhotoId, PhotoRef, UserId};
use shared::sync::photos::newest_seen;
use shared::sync::{PhotoState, StoredPhoto};
use shared::wire::sync::Witness;
use wasm_bindgen::JsValue;

use super::connection::Durability;
use super::drafts::Apart;
use super::quarantine::{self, Finds};
use super::{BLOBS, DRAFTS, OUTBOX, QUARANTINE, Store, StoreError, drafts, envelope, outbox};

const ABOUT: &str = "about:";
const BYTES: &str = "bytes:";

/// A picture as it goes to the server or onto the screen.
#[derive(Debug)]
pub struct Picture {
    pub about: StoredPhoto,
    pub jpeg: Vec<u8>,
}

impl Store {
    /// Keeps pictures of one draft together with the draft that names them: after a kill all are there, or
    /// nothing of it. `AlreadySaved` when the draft has become a record. What another window has written of it
    /// meanwhile is kept apart.
    pub async fn put_photos(
        &self,
        pictures: &[Picture],
        draft: &dyn Json,
        apart: Apart<'_>,
    ) -> Result<(), StoreError> {
        let Some(Picture { about: first, .. }) = pictures.first() else {
            return Ok(());
        };
        let draft = self.seal(first.user, first.record, draft)?;
        self.writing(&[BLOBS, DRAFTS, OUTBOX], async |transaction| {
            // A draft that has become a record meanwhile doesn't come back.
            if outbox::key_of(transaction, first.record).await?.is_some() {
                return Err(StoreError::AlreadySaved);
            }
            let blobs = transaction.store(BLOBS)?;
            for Picture { about, jpeg } in pictures {
                let id = about.photo.id;
                let bytes = envelope::seal(Some(about.user), jpeg, &[])?;
                blobs.put(&seal(about)?, Some(&key(ABOUT, id))).await?;
                blobs.put(&bytes, Some(&key(BYTES, id))).await?;
            }
            self.keep_apart(transaction, first.record, apart).await?;
            let drafts = transaction.store(DRAFTS)?;
            let place = drafts::key_of(first.record);
            drafts.put(&draft, Some(&place)).await?;
            Ok(())
        })
        .await
    }

    pub async fn put_away_photos(&self, photos: &[PhotoId]) -> Result<(), StoreError> {
        self.writing(&[BLOBS], async |transaction| {
            delete(transaction, photos).await
        })
        .await
    }

    /// `None` when it isn't here; bytes that can't be read are an error.
    pub async fn photo(&self, id: PhotoId) -> Result<Option<Picture>, StoreError> {
        self.reading(&[BLOBS], async |transaction| {
            let blobs = transaction.store(BLOBS)?;
            let Some(about) = blobs.get(key(ABOUT, id)).await? else {
                return Ok(None);
            };
            let bytes = blobs.get(key(BYTES, id)).await?;
            let bytes = bytes.ok_or_else(|| StoreError::Unreadable("no bytes".into()))?;
            Ok(Some(Picture {
                about: open(&about)?,
                jpeg: envelope::open(&bytes)?,
            }))
        })
        .await
    }

    /// `Changed` unless what pictures have come to is still what the engine knows.
    pub(super) async fn store_photo_states(
        &self,
        user: UserId,
        after: Option<Witness>,
        states: &[(PhotoId, PhotoState)],
    ) -> Result<(), StoreError> {
        self.writing_as(Durability::Strict, &[BLOBS], async |transaction| {
            let known = read(transaction, &Finds::default()).await?;
            if newest_seen(known.iter(), user) != after {
                return Err(StoreError::Changed);
            }
            set_states(transaction, states).await
        })
        .await
    }

    /// Deletes what nothing needs: pictures of drafts that were given up, and, a day after they were taken, those
    /// that a record was saved without. `open` are drafts that this page may not have written yet. A record
    /// that can't be read keeps its pictures.
    pub async fn sweep_photos(
        &self,
        open: &[FactId],
        now: Moment,
    ) -> Result<Vec<PhotoId>, StoreError> {
        self.writing(&[BLOBS, DRAFTS, OUTBOX, QUARANTINE], async |transaction| {
            let known = read(transaction, &Finds::default()).await?;
            let unreadable = Finds::default();
            let saved = outbox::read(transaction, &unreadable).await?;
            let shut = quarantine::read(transaction).await?;
            let any_shut = shut
                .iter()
                .any(|shut| [DRAFTS, OUTBOX].contains(&shut.store()));
            let drafts = transaction.store(DRAFTS)?;
            let mut gone = Vec::new();
            for stored in known {
                let (id, record) = (stored.photo.id, stored.record);
                let entry = saved.iter().find(|entry| entry.id() == record);
                let needed = match entry {
                    Some(entry) => stored.stays_beside(&entry.fact, now),
                    // It may be the one that can't be read.
                    None => any_shut || !unreadable.is_empty(),
                };
                let is_draft = drafts.key_exists(drafts::key_of(record)).await?;
                if !open.contains(&record) && !is_draft && !needed {
                    gone.push(id);
                }
            }
            delete(transaction, &gone).await?;
            Ok(gone)
        })
        .await
    }
}

/// Part of saving a record.
pub(super) async fn all_here(
    transaction: &Transaction,
    pictures: &[PhotoId],
) -> Result<(), StoreError> {
    let blobs = transaction.store(BLOBS)?;
    for id in pictures {
        if !blobs.key_exists(key(BYTES, *id)).await? {
            return Err(StoreError::PhotoGone);
        }
    }
    Ok(())
}

/// For the draft in that place, under other ids. One that isn't here, or can't be read, is missed where it is recorded.
pub(super) async fn copy(
    transaction: &Transaction,
    pictures: &[(PhotoId, PhotoRef)],
    place: FactId,
) -> Result<(), StoreError> {
    for (from, photo) in pictures {
        let blobs = transaction.store(BLOBS)?;
        let about = blobs.get(key(ABOUT, *from)).await?;
        let bytes = blobs.get(key(BYTES, *from)).await?;
        if let Some((about, bytes)) = about.zip(bytes)
            && let Ok(stored) = open(&about)
        {
            let about = StoredPhoto {
                photo: photo.clone(),
                record: place,
                state: PhotoState::Waiting,
                ..stored
            };
            blobs
                .put(&seal(&about)?, Some(&key(ABOUT, photo.id)))
                .await?;
            blobs.put(&bytes, Some(&key(BYTES, photo.id))).await?;
        }
    }
    Ok(())
}

/// What is known of every person's pictures.
pub(super) async fn read(
    transaction: &Transaction,
    found: &Finds,
) -> Result<Vec<StoredPhoto>, StoreError> {
    let store = transaction.store(BLOBS)?;
    let values = store.get_all(Some(abouts()?), None).await?;
    if values.is_empty() {
        return Ok(vec![]);
    }
    let keys = store.get_all_keys(Some(abouts()?), None).await?;
    let mut known = Vec::with_capacity(values.len());
    for (key, value) in keys.into_iter().zip(values) {
        match open(&value) {
            Ok(about) => known.push(about),
            Err(why) => found.add(BLOBS, key, value, why),
        }
    }
    Ok(known)
}

/// One that is gone meanwhile is left alone.
pub(super) async fn set_states(
    transaction: &Transaction,
    states: &[(PhotoId, PhotoState)],
) -> Result<(), StoreError> {
    let blobs = transaction.store(BLOBS)?;
    for (id, state) in states {
        let key = key(ABOUT, *id);
        if let Some(stored) = blobs.get(key.clone()).await? {
            let known = StoredPhoto {
                state: state.clone(),
                ..open(&stored)?
            };
            blobs.put(&seal(&known)?, Some(&key)).await?;
        }
    }
    Ok(())
}

/// What this person's pictures had come to waits once more.
pub(super) async fn offer_again(transaction: &Transaction, user: UserId) -> Result<(), StoreError> {
    let known = read(transaction, &Finds::default()).await?;
    let arrived = known
        .into_iter()
        .filter(|stored| stored.user == user && matches!(stored.state, PhotoState::Arrived { .. }));
    let waiting: Vec<_> = arrived
        .map(|stored| (stored.photo.id, PhotoState::Waiting))
        .collect();
    set_states(transaction, &waiting).await
}

pub(super) async fn delete(
    transaction: &Transaction,
    photos: &[PhotoId],
) -> Result<(), StoreError> {
    if photos.is_empty() {
        return Ok(());
    }
    let blobs = transaction.store(BLOBS)?;
    for id in photos {
        blobs.delete(key(ABOUT, *id)).await?;
        blobs.delete(key(BYTES, *id)).await?;
    }
    Ok(())
}

fn key(part: &str, id: PhotoId) -> JsValue {
    JsValue::from_str(&[part, &id.to_string()].concat())
}

/// ";" is the character after ":".
fn abouts() -> Result<KeyRange, StoreError> {
    let (first, after) = (JsValue::from_str(ABOUT), JsValue::from_str("about;"));
    let range = KeyRange::bound(&first, &after, None, Some(true));
    Ok(range.map_err(rexie::Error::from)?)
}

fn seal(about: &StoredPhoto) -> Result<JsValue, StoreError> {
    envelope::seal(Some(about.user), &json::to_vec(about), &[])
}

pub(super) fn open(value: &JsValue) -> Result<StoredPhoto, StoreError> {
    Ok(json::from_slice(&envelope::open(value)?)?)
}
