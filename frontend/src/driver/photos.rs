//! Pictures: reduced, on the disk at once beside the draft that names them, sent after its visit.

use gloo::timers::callback::Timeout;
use shared::fieldbook::Draft;
use shared::model::{FactId, PhotoId, PhotoKind, PhotoRef};
use shared::sync::{Event, Failure, PhotoState, StoredPhoto};
use shared::wire::sync::Witness;
use shared::wire::{Fact, FactBody};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::reduce::{Reduced, reduced};
use super::round::Lock;
use super::{Driver, page};
use crate::api;
use crate::store::{Pictures, StoreError};

/// A picture over a slow line takes a while; another tab waits no longer than for one of them.
const PATIENCE_MS: u32 = 120_000;
/// The day has begun by then.
const SWEEP_AFTER_MS: u32 = 5_000;

/// Why a picture wasn't added. Nothing of the record is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoError {
    /// Not a picture, or of a kind that this browser can't read.
    NotReadable,
    /// The record was finished or given up meanwhile.
    NoDraft,
    Store(StoreError),
}

impl Driver {
    /// Adds a picture to the draft of a visit: in its list, and on the disk together with it.
    pub async fn add_photo(
        &self,
        draft: FactId,
        kind: PhotoKind,
        file: &File,
    ) -> Result<PhotoRef, PhotoError> {
        let Reduced { jpeg, sha256 } = reduced(file).await.ok_or(PhotoError::NotReadable)?;
        let photo = PhotoRef {
            id: PhotoId::mint(page::now(), page::random()),
            kind,
            sha256,
            bytes: u32::try_from(jpeg.len()).map_err(|_| PhotoError::NotReadable)?,
        };
        self.keep_photo(draft, photo, &jpeg).await
    }

    async fn keep_photo(
        &self,
        draft: FactId,
        photo: PhotoRef,
        jpeg: &[u8],
    ) -> Result<PhotoRef, PhotoError> {
        if let Some(practice) = &self.1 {
            practice.keep_photo(self, draft, &photo, jpeg);
            return Ok(photo);
        }
        let (person, draft) = {
            let person = self.0.person.borrow().clone();
            let draft = self.0.drafts.borrow().get(draft).cloned();
            person.zip(draft).ok_or(PhotoError::NoDraft)?
        };
        let about = StoredPhoto {
            photo: photo.clone(),
            record: draft.id,
            user: person.id,
            user_name: person.name,
            taken_at: page::now(),
            state: PhotoState::Waiting,
        };
        let named = with_photo(draft, &photo);
        let kept = self.0.store.put_photo(&about, jpeg, &named).await;
        self.wrote();
        kept.map_err(|error| match error {
            StoreError::AlreadySaved => PhotoError::NoDraft,
            other => PhotoError::Store(other),
        })?;
        self.0
            .drafts
            .borrow_mut()
            .amend(named.id, |draft| with_photo(draft, &photo));
        self.tell_other_tabs();
        self.ask_to_keep_storage();
        self.ask_about_storage();
        self.send(Event::Photographed(about));
        Ok(photo)
    }

    /// Copies of a taken back visit's pictures for the draft that takes its stead, with ids of their own.
    /// One that has left this phone stays with the visit at the office.
    pub async fn copy_photos(&self, photos: &[PhotoRef], to: FactId) -> Result<(), StoreError> {
        for photo in photos {
            let Some(jpeg) = self.jpeg(photo.id).await? else {
                continue;
            };
            let copy = PhotoRef {
                id: PhotoId::mint(page::now(), page::random()),
                ..photo.clone()
            };
            match self.keep_photo(to, copy, &jpeg).await {
                Ok(_) | Err(PhotoError::NoDraft | PhotoError::NotReadable) => {}
                Err(PhotoError::Store(error)) => return Err(error),
            }
        }
        // The page that opens next begins from the draft as the screens know it.
        if self.1.is_none() && !photos.is_empty() {
            self.0.on_change.emit(self.snapshot());
        }
        Ok(())
    }

    /// The JPEG, while it is on this phone.
    pub async fn photo(&self, id: PhotoId) -> Option<Vec<u8>> {
        match self.jpeg(id).await {
            Ok(jpeg) => jpeg,
            Err(error) => {
                gloo::console::warn!("a picture can't be shown:", error.to_string());
                None
            }
        }
    }

    async fn jpeg(&self, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(practice) = &self.1 {
            return Ok(practice.photo(id));
        }
        let picture = self.0.store.photo(id).await?;
        Ok(picture.map(|picture| picture.jpeg))
    }

    /// A person has noted that the refused pictures of this visit don't reach the office: they leave this phone.
    pub async fn put_away_photos(&self, record: FactId) -> Result<(), StoreError> {
        let refused: Vec<PhotoId> = {
            let client = self.0.client.borrow();
            let own = client.photos().filter(|stored| stored.record == record);
            own.filter(|stored| matches!(stored.state, PhotoState::NeedsYou { .. }))
                .map(|stored| stored.photo.id)
                .collect()
        };
        self.0.store.put_away_photos(&refused).await?;
        self.tell_other_tabs();
        self.0.others_wrote.set(true);
        self.read_what_others_wrote();
        Ok(())
    }

    /// Those of this record that must be here when it is saved, and those that were taken out of it.
    pub(super) fn pictures_of(&self, fact: &Fact) -> Pictures {
        let FactBody::Visit(visit) = &fact.body else {
            return Pictures::default();
        };
        let client = self.0.client.borrow();
        let taken: Vec<PhotoId> = client
            .photos()
            .filter(|stored| stored.record == fact.id)
            .map(|stored| stored.photo.id)
            .collect();
        let named: Vec<PhotoId> = visit.photos.iter().map(|photo| photo.id).collect();
        // Those of the version that it corrects belong to that, and may have left the phone.
        let own = |id: &PhotoId| fact.corrects.is_none() || taken.contains(id);
        Pictures {
            kept: named.iter().copied().filter(own).collect(),
            taken_out: { taken.iter().copied() }
                .filter(|id| !named.contains(id))
                .collect(),
        }
    }

    pub(super) fn sweep_photos_later(&self) {
        let driver = self.clone();
        Timeout::new(SWEEP_AFTER_MS, move || driver.sweep_photos()).forget();
    }

    /// Frees the room of pictures that nothing needs any more.
    pub fn sweep_photos(&self) {
        if self.0.client.borrow().photos().next().is_none() {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            let open = driver.0.drafts.borrow().ids();
            match driver.0.store.sweep_photos(&open).await {
                Ok(gone) if gone.is_empty() => {}
                Ok(_) => driver.ask_about_storage(),
                // The next start sweeps.
                Err(error) => gloo::console::warn!("pictures weren't swept:", error.to_string()),
            }
        });
    }

    /// One picture at a time in all tabs: what another one has sent meanwhile isn't sent again.
    pub(super) fn send_photo(&self, photo: PhotoId, seen: Option<Witness>) {
        let driver = self.clone();
        spawn_local(async move {
            let turn = Lock::of("meguri-photos", PATIENCE_MS).await;
            let reply = match driver.0.store.photo(photo).await {
                Ok(Some(picture)) if picture.about.state == PhotoState::Waiting => {
                    api::sync::put_photo(photo, picture.about.user, seen, &picture.jpeg).await
                }
                Ok(_) => {
                    driver.0.others_wrote.set(true);
                    return driver.read_what_others_wrote();
                }
                Err(StoreError::Unreadable(_)) => Err(Failure::Refused),
                Err(_) => Err(Failure::Trouble { retry_s: 5 }),
            };
            drop(turn);
            // An engine that was built meanwhile, and doesn't wait for it, lets it pass.
            driver.send(Event::PhotoReplied(photo, reply));
        });
    }
}

fn with_photo(mut draft: Draft, photo: &PhotoRef) -> Draft {
    draft.name_photo(photo);
    draft
}
