//! Drafts: written at every pause in typing, gone with the record that they become.

use futures_util::future::join;
use rexie::Transaction;
use shared::json::{self, Json};
use shared::model::{FactId, PhotoId, PhotoRef, UserId};
use wasm_bindgen::JsValue;

use super::connection::Durability;
use super::quarantine::Finds;
use super::{BLOBS, DRAFTS, OUTBOX, Store, StoreError, envelope, outbox, photos};

/// Another window's words for a draft that is about to be written over or deleted, and the id under which they may be
/// kept: what is kept there, or `None` when they say nothing that this window doesn't know.
pub type Apart<'a> = &'a dyn Fn(&[u8], FactId) -> Option<KeptApart>;

#[derive(Debug, Default)]
pub struct KeptApart {
    pub words: Vec<u8>,
    /// Copied with them, from the one id to the other.
    pub pictures: Vec<(PhotoId, PhotoRef)>,
}

/// For what no other window can be writing.
pub fn none_apart(_: &[u8], _: FactId) -> Option<KeptApart> {
    None
}

/// For a draft that this window has just written, or doesn't know: whatever another one has written of it stays.
pub fn theirs_stays(_: &[u8], _: FactId) -> Option<KeptApart> {
    Some(KeptApart::default())
}

/// In a draft's envelope: in which sitting it was written. One lasts from a page's opening with what is stored until the
/// draft is opened so again, in whichever window: what was written in it before is an earlier state of what is being
/// written in it now, and nothing else is.
const SITTING: &str = "window";

impl Store {
    /// `AlreadySaved` when it has become a record, be it in another tab: then it doesn't come back. What another window
    /// has written of it meanwhile is kept apart.
    pub async fn put_draft(
        &self,
        user: UserId,
        id: FactId,
        draft: &dyn Json,
        apart: Apart<'_>,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(user, id, draft)?;
        let stores = [DRAFTS, OUTBOX, BLOBS];
        self.writing_as(Durability::Followed, &stores, async |transaction| {
            let (saved, kept) = join(
                outbox::key_of(transaction, id),
                self.keep_apart(transaction, id, apart),
            )
            .await;
            if saved?.is_some() {
                return Err(StoreError::AlreadySaved);
            }
            kept?;
            let drafts = transaction.store(DRAFTS)?;
            drafts.put(&sealed, Some(&key_of(id))).await?;
            Ok(())
        })
        .await
    }

    /// Unless another window has written of it meanwhile what is to be kept.
    pub async fn delete_draft(&self, id: FactId, apart: Apart<'_>) -> Result<(), StoreError> {
        self.writing_as(Durability::Relaxed, &[DRAFTS], async |transaction| {
            let drafts = transaction.store(DRAFTS)?;
            let theirs = self.theirs(&drafts, id).await?;
            match theirs.and_then(|(words, _)| apart(&words, id)) {
                Some(_) => Ok(()),
                None => Ok(drafts.delete(key_of(id)).await?),
            }
        })
        .await
    }

    /// Its page opens with what is stored.
    pub fn sit_down(&self, id: FactId) {
        self.sittings.borrow_mut().push((id, any_number()));
    }

    fn sitting(&self, id: FactId) -> u32 {
        let sittings = self.sittings.borrow();
        let last = sittings.iter().rfind(|(of, _)| *of == id);
        last.map_or(self.window, |(_, sitting)| *sitting)
    }

    /// Where other windows keep what is written here of the draft; and its sitting goes on there.
    pub async fn go_apart(&self, id: FactId) -> Result<FactId, StoreError> {
        let sitting = self.sitting(id);
        let place = self.reading(&[DRAFTS], async |transaction| {
            place_apart(&transaction.store(DRAFTS)?, id, sitting).await
        });
        let place = place.await?;
        self.sittings.borrow_mut().push((place, sitting));
        Ok(place)
    }

    pub(super) fn seal(
        &self,
        user: UserId,
        id: FactId,
        draft: &dyn Json,
    ) -> Result<JsValue, StoreError> {
        sealed(user, &json::to_vec(draft), self.sitting(id))
    }

    /// Part of writing over the draft, or of saving its record.
    pub(super) async fn keep_apart(
        &self,
        transaction: &Transaction,
        id: FactId,
        apart: Apart<'_>,
    ) -> Result<(), StoreError> {
        let drafts = transaction.store(DRAFTS)?;
        let Some((words, stored)) = self.theirs(&drafts, id).await? else {
            return Ok(());
        };
        let (user, sitting) = (envelope::user(&stored).ok().flatten(), sitting_of(&stored));
        let place = place_apart(&drafts, id, sitting).await?;
        if let Some((user, kept)) = user.zip(apart(&words, place)) {
            let sealed = sealed(user, &kept.words, sitting)?;
            drafts.put(&sealed, Some(&key_of(place))).await?;
            photos::copy(transaction, &kept.pictures, place).await?;
            // What was kept of this sitting's own words is an earlier state of what is being written now.
            let own = place_apart(&drafts, id, self.sitting(id)).await?;
            drafts.delete(key_of(own)).await?;
        }
        Ok(())
    }

    /// The words of this draft, with their envelope, if another sitting has written it last; none that can't be read.
    async fn theirs(
        &self,
        drafts: &rexie::Store,
        id: FactId,
    ) -> Result<Option<(Vec<u8>, JsValue)>, StoreError> {
        let stored = drafts.get(key_of(id)).await?;
        let theirs = stored.filter(|stored| sitting_of(stored) != self.sitting(id));
        Ok(theirs.and_then(|stored| Some((envelope::open(&stored).ok()?, stored))))
    }
}

/// Any but nought, which stands for a draft of an app that said none.
pub(super) fn any_number() -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "below u32::MAX"
    )]
    let below = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    below.saturating_add(1)
}

fn sitting_of(stored: &JsValue) -> u32 {
    let number = envelope::number(stored, SITTING).unwrap_or_default();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "written as a u32"
    )]
    let sitting = number as u32;
    sitting
}

fn sealed(user: UserId, words: &[u8], sitting: u32) -> Result<JsValue, StoreError> {
    envelope::seal(Some(user), words, &[(SITTING, sitting.into())])
}

/// The first place where that sitting's words for the draft are kept, or may be: one where somebody has written on is
/// another sitting's.
async fn place_apart(
    drafts: &rexie::Store,
    id: FactId,
    sitting: u32,
) -> Result<FactId, StoreError> {
    let mut place = id.apart(sitting);
    while let Some(there) = drafts.get(key_of(place)).await? {
        if sitting_of(&there) == sitting {
            break;
        }
        place = place.apart(sitting);
    }
    Ok(place)
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
