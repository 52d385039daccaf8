//! Drafts: written at every pause in typing, gone with the record that they become.

use futures_util::future::join;
use rexie::Transaction;
use shared::json::{self, Json};
use shared::model::{FactId, UserId};
use wasm_bindgen::JsValue;

use super::connection::Durability;
use super::quarantine::Finds;
use super::{DRAFTS, OUTBOX, Store, StoreError, envelope, outbox};

/// Another window's words for a draft that is about to be written over or deleted, and the id under which they may be
/// kept: what is kept there, or `None` when they say nothing that this window doesn't know.
pub type Apart<'a> = &'a dyn Fn(&[u8], FactId) -> Option<Vec<u8>>;

/// For what no other window can be writing.
pub fn none_apart(_: &[u8], _: FactId) -> Option<Vec<u8>> {
    None
}

/// For a draft that this window has just written, or doesn't know: whatever another one has written of it stays.
pub fn theirs_stays(theirs: &[u8], _: FactId) -> Option<Vec<u8>> {
    Some(theirs.to_vec())
}

/// In a draft's envelope: which window wrote it.
const WINDOW: &str = "window";

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
        let sealed = self.seal(user, draft)?;
        let stores = [DRAFTS, OUTBOX];
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

    /// Where other windows keep what this one has written of the draft.
    pub fn apart(&self, id: FactId) -> FactId {
        id.apart(self.window)
    }

    pub(super) fn seal(&self, user: UserId, draft: &dyn Json) -> Result<JsValue, StoreError> {
        sealed(user, &json::to_vec(draft), self.window)
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
        let (user, window) = (envelope::user(&stored).ok().flatten(), window_of(&stored));
        let mut place = id.apart(window);
        while let Some(there) = drafts.get(key_of(place)).await? {
            if window_of(&there) == window {
                break;
            }
            place = place.apart(window);
        }
        if let Some((user, kept)) = user.zip(apart(&words, place)) {
            let sealed = sealed(user, &kept, window)?;
            drafts.put(&sealed, Some(&key_of(place))).await?;
            // What was kept of this window's own words is an earlier state of what is being written now.
            let own = key_of(id.apart(self.window));
            if let Some(earlier) = drafts.get(own.clone()).await?
                && window_of(&earlier) == self.window
            {
                drafts.delete(own).await?;
            }
        }
        Ok(())
    }

    /// The words of this draft, with their envelope, if another window has written it last; none that can't be read.
    async fn theirs(
        &self,
        drafts: &rexie::Store,
        id: FactId,
    ) -> Result<Option<(Vec<u8>, JsValue)>, StoreError> {
        let stored = drafts.get(key_of(id)).await?;
        let theirs = stored.filter(|stored| window_of(stored) != self.window);
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

fn window_of(stored: &JsValue) -> u32 {
    let number = envelope::number(stored, WINDOW).unwrap_or_default();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "written as a u32"
    )]
    let window = number as u32;
    window
}

fn sealed(user: UserId, words: &[u8], window: u32) -> Result<JsValue, StoreError> {
    envelope::seal(Some(user), words, &[(WINDOW, window.into())])
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
