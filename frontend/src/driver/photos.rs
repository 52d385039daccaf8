//! Pictures: reduced, on the disk at once beside the draft that names them, sent after its visit.

use gloo::timers::callback::Timeout;
use shared::fieldbook::Draft;
use shared::model::{FactId, Invalid, PhotoId, PhotoKind, PhotoRef};
use shared::rules::standing;
use shared::sync::{Event, Failure, PhotoState, StoredPhoto};
use shared::wire::sync::Witness;
use shared::wire::{Fact, FactBody};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::drafts::strike;
use super::reduce::{Reduced, reduced};
use super::round::Lock;
use super::{Driver, page};
use crate::api;
use crate::store::{Picture, StoreError};

/// A picture over a slow line takes a while; another tab waits no longer than for one of them.
const PATIENCE_MS: u32 = 120_000;
/// The day has begun by then.
const SWEEP_AFTER_MS: u32 = 5_000;

/// Why a picture wasn't added. No word of the record is lost, and none waits for a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoError {
    /// Not a picture, or of a kind that this browser can't read.
    NotReadable,
    /// The record was given up or taken back meanwhile.
    NoDraft,
    /// The saved record can't take it.
    Refused(Invalid),
    Store(StoreError),
}

/// How far the newest picture of a draft has come, whichever page is in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adding {
    BeingReduced,
    /// On the disk, and in the draft; the draft's page hasn't named them yet.
    Kept(Vec<PhotoRef>),
    Failed(PhotoError),
}

impl Adding {
    pub fn is_under_way(&self) -> bool {
        !matches!(self, Self::Failed(_))
    }

    /// Of several for one draft, which is shown first.
    pub(super) fn place(&self) -> u8 {
        match self {
            Self::BeingReduced => 0,
            Self::Kept(_) => 1,
            Self::Failed(_) => 2,
        }
    }
}

impl Driver {
    /// Adds a picture to the draft of a visit: in its list, and on the disk together with it.
    pub fn add_photo(&self, draft: FactId, kind: PhotoKind, file: File) {
        self.begin_adding(draft);
        let driver = self.clone();
        spawn_local(async move {
            let added = driver.reduce_and_keep(draft, kind, &file).await;
            let here = driver.written_on(draft);
            let come_to = match added {
                Ok(Some((draft, photo))) => Some((draft, Adding::Kept(vec![photo]))),
                Ok(None) => None,
                Err(error) => Some((here, Adding::Failed(error))),
            };
            driver.end_adding(here, come_to);
        });
    }

    /// The draft's page says that a picture wasn't added.
    pub(super) fn has_failed_to_add(&self, draft: FactId) -> bool {
        let adding = self.0.adding.borrow();
        let mut of_it = adding.iter().filter(|(of, _)| *of == draft);
        of_it.any(|(_, how)| !how.is_under_way())
    }

    /// A person has read that a picture of a saved record is lost.
    pub fn photo_failure_noted(&self, record: FactId) {
        let mut adding = self.0.adding.borrow_mut();
        adding.retain(|(of, how)| *of != record || how.is_under_way());
        drop(adding);
        self.adding_changed();
    }

    /// The draft's page names them as well.
    pub fn photo_named(&self, draft: FactId) {
        let mut adding = self.0.adding.borrow_mut();
        adding.retain(|(of, how)| *of != draft || !matches!(how, Adding::Kept(_)));
        drop(adding);
        self.adding_changed();
    }

    fn begin_adding(&self, draft: FactId) {
        let mut adding = self.0.adding.borrow_mut();
        adding.retain(|(of, how)| *of != draft || how.is_under_way());
        adding.push((draft, Adding::BeingReduced));
        drop(adding);
        self.adding_changed();
    }

    /// One of those that were being reduced for this draft; and what is to be told on the page of which one.
    fn end_adding(&self, draft: FactId, come_to: Option<(FactId, Adding)>) {
        let mut adding = self.0.adding.borrow_mut();
        let ended = adding
            .iter()
            .position(|one| *one == (draft, Adding::BeingReduced));
        if let Some(ended) = ended {
            adding.swap_remove(ended);
        }
        if let Some((draft, come_to)) = come_to {
            let unnamed = adding.iter_mut().find_map(|(of, how)| match how {
                Adding::Kept(photos) if *of == draft => Some(photos),
                _ => None,
            });
            match (unnamed, come_to) {
                (Some(unnamed), Adding::Kept(photos)) => unnamed.extend(photos),
                (_, come_to) => adding.push((draft, come_to)),
            }
        }
        drop(adding);
        self.adding_changed();
    }

    /// What was being added to a draft goes on in the one that takes its place.
    pub(super) fn go_on_adding(&self, draft: FactId, to: FactId) {
        let mut adding = self.0.adding.borrow_mut();
        let of_it = adding.iter_mut().filter(|(of, _)| *of == draft);
        of_it.for_each(|(of, _)| *of = to);
    }

    fn adding_changed(&self) {
        match &self.1 {
            Some(practice) => practice.changed(self),
            None => self.changed(),
        }
    }

    /// The draft whose page is to name it; `None` where its record has it.
    async fn reduce_and_keep(
        &self,
        draft: FactId,
        kind: PhotoKind,
        file: &File,
    ) -> Result<Option<(FactId, PhotoRef)>, PhotoError> {
        let Reduced { jpeg, sha256 } = reduced(file).await.ok_or(PhotoError::NotReadable)?;
        let photo = PhotoRef {
            id: PhotoId::mint(page::now(), page::random()),
            kind,
            sha256,
            bytes: u32::try_from(jpeg.len()).map_err(|_| PhotoError::NotReadable)?,
        };
        self.no_record_being_saved(draft).await;
        let Some(writing) = self.draft(self.written_on(draft)) else {
            return self.add_late(draft, &photo, jpeg).await;
        };
        let kept = self.keep_photos(writing, vec![(photo.clone(), jpeg.clone())]);
        let kept = match kept.await {
            // Another window has just finished the record: what is written here corrects it.
            Err(StoreError::AlreadySaved) => match self.keep_beside(draft, None).await {
                Ok(Some(beside)) => {
                    let photos = vec![(photo.clone(), jpeg.clone())];
                    self.keep_photos(beside, photos).await
                }
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            },
            kept => kept,
        };
        kept.map_err(PhotoError::Store)?;
        self.no_record_being_saved(draft).await;
        let here = self.written_on(draft);
        match self.draft(here) {
            Some(_) => Ok(Some((here, photo))),
            None => self.add_late(draft, &photo, jpeg).await,
        }
    }

    /// Until then nobody knows whether a picture belongs to a draft or to a record.
    async fn no_record_being_saved(&self, draft: FactId) {
        while self.0.finishing.borrow().contains(&draft) {
            page::painted().await;
        }
    }

    /// A record never waits for a picture: one that is ready later is added by correcting the record; or it goes on in
    /// the draft in which that is being corrected, which would replace it without its picture, or is written anew.
    async fn add_late(
        &self,
        record: FactId,
        photo: &PhotoRef,
        jpeg: Vec<u8>,
    ) -> Result<Option<(FactId, PhotoRef)>, PhotoError> {
        // What it was stored under before belongs to the record as it was saved.
        let id = PhotoId::mint(page::now(), page::random());
        let photo = PhotoRef {
            id,
            ..photo.clone()
        };
        let picture = vec![(photo.clone(), jpeg.clone())];
        let now = match &self.1 {
            Some(practice) => practice.snapshot(self),
            None => self.snapshot(),
        };
        let own = now.book.own();
        let later = now.drafts.iter().find(|draft| draft.replaces(record, own));
        if let Some(later) = later.cloned() {
            let id = later.id;
            let kept = self.keep_photos(later, picture).await;
            self.no_record_being_saved(id).await;
            return match (self.draft(id), kept) {
                // It has become a record meanwhile, or was given up.
                (None, Ok(()) | Err(StoreError::AlreadySaved)) => {
                    Box::pin(self.add_late(record, &photo, jpeg)).await
                }
                (_, kept) => { kept.map_err(PhotoError::Store) }.map(|()| Some((id, photo))),
            };
        }
        let fact = standing(own, record).ok_or(PhotoError::NoDraft)?;
        let correction = Draft::with_photo(fact, &photo, page::now(), page::random());
        let correction = correction.ok_or(PhotoError::NoDraft)?;
        let (draft, fact) = correction.map_err(PhotoError::Refused)?;
        match &self.1 {
            Some(practice) => practice.keep_photos(picture),
            None => { self.write_photos(&draft, picture).await }.map_err(PhotoError::Store)?,
        }
        let saved = self.finish(Some(draft), fact).await;
        { saved.map_err(PhotoError::Store) }.map(|_| None)
    }

    /// Pictures that were kept for this draft, but that its record doesn't name since its page hadn't heard of them.
    pub(super) fn unheard_of(&self, draft: FactId, fact: &Fact) -> Vec<PhotoRef> {
        let FactBody::Visit(visit) = &fact.body else {
            return Vec::new();
        };
        let adding = self.0.adding.borrow();
        let kept = adding.iter().filter_map(|(of, how)| match how {
            Adding::Kept(photos) if *of == draft => Some(photos),
            _ => None,
        });
        let unnamed = |photo: &&PhotoRef| visit.photos.iter().all(|named| named.id != photo.id);
        kept.flatten().filter(unnamed).cloned().collect()
    }

    pub(super) fn add_unheard_of(&self, record: FactId, photos: Vec<PhotoRef>) {
        if photos.is_empty() {
            return;
        }
        // No page of that draft will name them.
        self.photo_named(record);
        let driver = self.clone();
        spawn_local(async move {
            for photo in photos {
                let jpeg = driver.jpeg(photo.id).await;
                let added = match jpeg {
                    Ok(Some(jpeg)) => driver.add_late(record, &photo, jpeg).await,
                    Ok(None) => Err(PhotoError::Store(StoreError::PhotoGone)),
                    Err(error) => Err(PhotoError::Store(error)),
                };
                let come_to = match added {
                    Ok(Some((draft, photo))) => (draft, Adding::Kept(vec![photo])),
                    Ok(None) => continue,
                    Err(error) => (record, Adding::Failed(error)),
                };
                driver.end_adding(record, Some(come_to));
            }
        });
    }

    /// As it was written last, be it not on the disk yet.
    pub fn draft(&self, id: FactId) -> Option<Draft> {
        match &self.1 {
            Some(practice) => practice.draft(id),
            None => self.0.drafts.borrow().get(id).cloned(),
        }
    }

    /// The draft and all its pictures, or nothing of it.
    async fn keep_photos(
        &self,
        draft: Draft,
        photos: Vec<(PhotoRef, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let named: Vec<PhotoRef> = photos.iter().map(|(photo, _)| photo.clone()).collect();
        let naming = |mut draft: Draft| {
            named.iter().for_each(|photo| draft.name_photo(photo));
            draft
        };
        let draft = naming(draft);
        let (begun_before, person) = (self.draft(draft.id).is_some(), self.user());
        match &self.1 {
            Some(practice) => practice.keep_photos(photos),
            None => self.write_photos(&draft, photos).await?,
        }
        // What was written meanwhile stays, and what was given up or recorded meanwhile stays so.
        match self.draft(draft.id) {
            Some(newest) => self.save_draft(naming(newest)),
            // Unless it is gone with the person who wrote it.
            None if begun_before => {
                if self.1.is_none() && self.user() == person {
                    self.delete_again(draft.id).await;
                }
            }
            None => self.save_draft(draft),
        }
        Ok(())
    }

    async fn write_photos(
        &self,
        draft: &Draft,
        photos: Vec<(PhotoRef, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let person = self.0.person.borrow().clone();
        let person = person.ok_or(StoreError::AlreadySaved)?;
        let taken_at = page::now();
        let picture = |(photo, jpeg)| Picture {
            about: StoredPhoto {
                photo,
                record: draft.id,
                user: person.id,
                user_name: person.name.clone(),
                taken_at,
                state: PhotoState::Waiting,
            },
            jpeg,
        };
        let pictures: Vec<Picture> = photos.into_iter().map(picture).collect();
        self.0.drafts.borrow_mut().with_pictures.push(draft.id);
        let meeting = self.meeting(draft);
        let apart = |stored: &[u8], id| meeting.apart(stored, id);
        let kept = self.0.store.put_photos(&pictures, draft, &apart).await;
        strike(&mut self.0.drafts.borrow_mut().with_pictures, draft.id);
        self.wrote();
        if kept.is_err() {
            self.flush_drafts();
        }
        kept?;
        self.met(draft.id, meeting);
        self.tell_other_tabs();
        self.ask_to_keep_storage();
        self.ask_about_storage();
        for picture in pictures {
            self.send(Event::Photographed(picture.about));
        }
        Ok(())
    }

    /// The pictures of a draft whose record another window has saved go on in the one that corrects it, whose page
    /// names them.
    pub(super) async fn copy_into(&self, beside: Draft, photos: &[PhotoRef]) {
        if photos.is_empty() {
            return;
        }
        let id = beside.id;
        self.begin_adding(id);
        let come_to = match self.begin_with_copies(beside, photos).await {
            Ok(copies) => Adding::Kept(copies),
            Err(error) => Adding::Failed(PhotoError::Store(error)),
        };
        self.end_adding(id, Some((id, come_to)));
    }

    /// Begins the draft that takes a visit's stead, with copies of its pictures under ids of their own; unless
    /// all could be copied there is no draft. One that has left this phone stays with the visit at the office.
    pub async fn begin_with_copies(
        &self,
        draft: Draft,
        photos: &[PhotoRef],
    ) -> Result<Vec<PhotoRef>, StoreError> {
        let mut copies = Vec::new();
        for photo in photos {
            if let Some(jpeg) = self.jpeg(photo.id).await? {
                let id = PhotoId::mint(page::now(), page::random());
                copies.push((
                    PhotoRef {
                        id,
                        ..photo.clone()
                    },
                    jpeg,
                ));
            }
        }
        let named = copies.iter().map(|(photo, _)| photo.clone()).collect();
        self.keep_photos(draft, copies).await?;
        Ok(named)
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

    /// Those of this record's own pictures that it names: they must be here when it is saved.
    pub(super) fn pictures_of(&self, fact: &Fact) -> Vec<PhotoId> {
        let FactBody::Visit(visit) = &fact.body else {
            return vec![];
        };
        let client = self.0.client.borrow();
        let taken_for_it = |id: &PhotoId| {
            let mut photos = client.photos();
            photos.any(|stored| stored.photo.id == *id && stored.record == fact.id)
        };
        // Those of the version that it corrects belong to that, and may have left the phone.
        let own = |id: &PhotoId| fact.corrects.is_none() || taken_for_it(id);
        let named = visit.photos.iter().map(|photo| photo.id);
        named.filter(own).collect()
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
            match driver.0.store.sweep_photos(&open, page::now()).await {
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
