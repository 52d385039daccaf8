//! Pictures on the phone's disk: never without the draft or the visit that names them, and gone with it.

use frontend::store::{Picture, Store, StoreError, none_apart, writes};
use shared::model::{FactId, Outcome, PhotoId, PhotoKind, PhotoRef, UserId, Visit};
use shared::sync::photos::UNNAMED_FOR_MS;
use shared::sync::{Batch, PersistFailure, PhotoState, StoredPhoto};
use shared::wire::sync::Witness;
use shared::wire::{Fact, FactBody};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;

pub const JPEG: [u8; 5] = [0xFF, 0xD8, 0xFF, 0xD9, 7];

fn record() -> FactId {
    call(7).id
}

pub fn picture(n: u128) -> StoredPhoto {
    StoredPhoto {
        photo: PhotoRef {
            id: PhotoId(Uuid::from_u128(n)),
            kind: PhotoKind::BusinessCard,
            sha256: "0a".repeat(32),
            bytes: 5,
        },
        record: record(),
        user: ME,
        user_name: "田中".into(),
        taken_at: call(7).recorded_at,
        state: PhotoState::Waiting,
    }
}

pub fn taken(about: StoredPhoto) -> Picture {
    let jpeg = JPEG.to_vec();
    Picture { about, jpeg }
}

/// The visit that the draft becomes, with these pictures.
fn visit(photos: &[u128]) -> Fact {
    let mut fact = call(7);
    let member = fact.member().cloned().expect("a call is about a member");
    fact.body = FactBody::Visit(Box::new(Visit {
        photos: photos.iter().map(|n| picture(*n).photo).collect(),
        ..Visit::new(member, fact.recorded_at, Outcome::MetContact)
    }));
    fact
}

fn ids(photos: &[u128]) -> Vec<PhotoId> {
    photos.iter().map(|n| picture(*n).photo.id).collect()
}

async fn with_pictures(name: &str, photos: &[u128]) -> Store {
    let store = empty_store(name).await;
    store
        .set_person(Some(&person(ME)))
        .await
        .expect("signed in");
    for n in photos {
        let sketch = Sketch {
            note: format!("写真{n}まで"),
        };
        store
            .put_photos(&[taken(picture(*n))], &sketch, &none_apart)
            .await
            .expect("there is room");
    }
    store
}

async fn left(store: &Store) -> Vec<u128> {
    let known = on_disk(store).await.photos;
    known
        .iter()
        .map(|known| known.photo.id.0.as_u128())
        .collect()
}

#[wasm_bindgen_test]
async fn a_picture_is_durable_with_the_draft_that_names_it() {
    let store = with_pictures("photo", &[1]).await;
    let written = writes().pop().expect("something was written");
    assert_eq!(written.durability, "strict");
    assert!(written.stores.iter().any(|store| store == "drafts"));
    // As the next start of the app finds it.
    let disk = on_disk(&store).await;
    assert_eq!(disk.photos, [picture(1)]);
    assert_eq!(disk.drafts.len(), 1);
    let found = store.photo(picture(1).photo.id).await.expect("readable");
    assert_eq!(found.expect("here").jpeg, JPEG);
}

#[wasm_bindgen_test]
async fn a_record_is_saved_with_its_pictures_or_not_at_all() {
    let store = with_pictures("photo-finish", &[1, 2]).await;
    let lost = store
        .finish(entry(ME, visit(&[1, 3])), &ids(&[1, 3]), &none_apart)
        .await;
    assert_eq!(lost.expect_err("refused"), StoreError::PhotoGone);
    assert!(on_disk(&store).await.outbox.is_empty());
    assert_eq!(
        (left(&store).await, drafts_of(&store, ME).await.len()),
        (vec![1, 2], 1)
    );
    store
        .finish(entry(ME, visit(&[1])), &ids(&[1]), &none_apart)
        .await
        .expect("saved");
    // Another window may have taken the second one.
    assert_eq!(left(&store).await, [1, 2]);
    assert_eq!(drafts_of(&store, ME).await, []);
    // The second of a double tap.
    let again = store
        .finish(entry(ME, visit(&[1])), &ids(&[1]), &none_apart)
        .await;
    assert_eq!(again.expect("the very same record").n, 1);
    // A picture that was still being reduced then doesn't bring the draft back.
    let sketch = Sketch {
        note: "途中".into(),
    };
    let late = store
        .put_photos(&[taken(picture(3))], &sketch, &none_apart)
        .await;
    assert_eq!(late, Err(StoreError::AlreadySaved));
    assert_eq!(drafts_of(&store, ME).await, []);
    assert_eq!(left(&store).await, [1, 2]);
}

#[wasm_bindgen_test]
async fn sweeping_spares_what_a_draft_or_a_record_needs() {
    let store = with_pictures("photo-sweep", &[1, 2]).await;
    let (taken_at, swept) = (picture(1).taken_at, async |open: &[FactId], now| {
        store.sweep_photos(open, now).await.expect("swept")
    });
    assert_eq!(swept(&[], taken_at).await, []);
    store
        .finish(entry(ME, visit(&[1])), &ids(&[1]), &none_apart)
        .await
        .expect("saved");
    // For a day another window may hold the draft that names it; and one that has it open as long as that is.
    assert_eq!(swept(&[], taken_at.plus_ms(UNNAMED_FOR_MS - 1)).await, []);
    let a_day_later = taken_at.plus_ms(UNNAMED_FOR_MS);
    assert_eq!(swept(&[record()], a_day_later).await, []);
    assert_eq!(swept(&[], a_day_later).await, ids(&[2]));
    assert_eq!(left(&store).await, [1]);
}

#[wasm_bindgen_test]
async fn a_draft_that_is_given_up_frees_its_pictures_unless_it_is_brought_back() {
    let store = with_pictures("photo-given-up", &[1]).await;
    store
        .delete_draft(record(), &none_apart)
        .await
        .expect("given up");
    let brought_back = store.sweep_photos(&[record()], picture(1).taken_at).await;
    assert_eq!(brought_back.expect("swept"), []);
    let gone = store
        .sweep_photos(&[], picture(1).taken_at)
        .await
        .expect("swept");
    assert_eq!(gone, [picture(1).photo.id]);
    assert_eq!(
        store.photo(gone[0]).await.expect("readable").map(|_| ()),
        None
    );
}

#[wasm_bindgen_test]
async fn another_persons_draft_keeps_its_pictures() {
    let store = with_pictures("photo-lent", &[1]).await;
    let other = UserId(Uuid::from_u128(2));
    store.set_person(Some(&person(other))).await.expect("lent");
    assert_eq!(
        store
            .sweep_photos(&[], picture(1).taken_at)
            .await
            .expect("swept"),
        []
    );
    assert_eq!(left(&store).await, [1]);
}

#[wasm_bindgen_test]
async fn what_the_server_said_of_pictures_is_kept_in_its_order() {
    let store = with_pictures("photo-states", &[1, 2]).await;
    let arrived = |seq| {
        let seen = Witness { seq, nonce: 7 };
        (seen, PhotoState::Arrived { seq, seen })
    };
    let said = |after, n, state| Batch::Photos {
        user: ME,
        after,
        states: vec![(picture(n).photo.id, state)],
    };
    let (seen, state) = arrived(12);
    store
        .persist(&said(None, 1, state.clone()))
        .await
        .expect("written");
    // Another tab's, that knew nothing of the first: the server may have gone back in between.
    let second = store.persist(&said(None, 2, arrived(14).1)).await;
    assert_eq!(second, Err(PersistFailure::Changed));
    store
        .persist(&said(Some(seen), 2, arrived(14).1))
        .await
        .expect("written");
    assert_eq!(on_disk(&store).await.photos[0].state, state);

    // After a restore all of them wait once more; a backup that covers them lets them go.
    let start = shared::sync::Position::start(ME);
    let (next, batch) = page(&start, 5, vec![]);
    let Batch::Page(mut again) = batch else {
        unreachable!("made one line above")
    };
    again.photos_again = true;
    store.persist(&Batch::Page(again)).await.expect("stored");
    let waits = |known: &StoredPhoto| known.state == PhotoState::Waiting;
    assert!(on_disk(&store).await.photos.iter().all(waits));
    let (_, batch) = page(&next, 6, vec![]);
    let Batch::Page(mut covered) = batch else {
        unreachable!("made one line above")
    };
    covered.drop_photos = vec![picture(1).photo.id];
    store.persist(&Batch::Page(covered)).await.expect("stored");
    assert_eq!(left(&store).await, [2]);
}
