//! The phone's storage is full. Browsers say so in two ways: a write is refused at once, or, as Chromium does, the
//! whole transaction is aborted when it commits. Either way nothing of it is written, and nothing is lost.

use frontend::store::{Pictures, Store, StoreError};
use shared::sync::{Batch, EntryState, PersistFailure, Position};
use shared::wire::sync::RejectCode;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;
use crate::photos::{picture, taken};

#[wasm_bindgen(module = "/tests/store/browser.js")]
extern "C" {
    /// From now on a write finds no room at that moment: `put`, `commit`, or `never`.
    fn full_at(moment: &str);
}

const REFUSED: u128 = 7;
const BEGUN: u128 = 8;

fn sketch(note: &str) -> Sketch {
    Sketch { note: note.into() }
}

/// Rows, a refused record, a draft with a picture.
async fn phone(name: &str) -> (Store, Position) {
    let store = empty_store(name).await;
    let signed_in = store.set_person(Some(&person(ME))).await;
    signed_in.expect("signed in");
    let saved = store
        .finish(entry(ME, call(REFUSED)), &Pictures::default())
        .await;
    let state = EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".into(),
    };
    let results = Batch::Results {
        states: vec![(saved.expect("saved").n, state)],
        seen: None,
    };
    store.persist(&results).await.expect("written");
    let mut about = picture(1);
    about.record = call(BEGUN).id;
    let kept = store.put_photos(&[taken(about)], &sketch("写真1枚")).await;
    kept.expect("kept");
    let (position, rows) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&rows).await.expect("rows");
    on_disk(&store).await;
    (store, position)
}

/// Everything that may be written on a day, each by itself.
async fn refused_work(store: &Store, position: &Position) {
    let no_room = StoreError::QuotaExceeded;
    let mut successor = call(BEGUN);
    successor.instead_of = Some(call(REFUSED).id);
    let none = Pictures::default();
    let saved = store.finish(entry(ME, successor), &none).await;
    assert_eq!(saved.expect_err("no room"), no_room);
    let written = store.put_draft(ME, call(BEGUN).id, &sketch("続き")).await;
    assert_eq!(written, Err(no_room.clone()));
    let mut about = picture(2);
    about.record = call(BEGUN).id;
    let kept = store.put_photos(&[taken(about)], &sketch("写真2枚")).await;
    assert_eq!(kept, Err(no_room.clone()));
    assert_eq!(store.set_person(Some(&person(OTHER))).await, Err(no_room));
    let (_, rows) = page(position, 6, vec![colleague(6, 60, "林")]);
    assert_eq!(store.persist(&rows).await, Err(PersistFailure::Failed));
    let results = Batch::Results {
        states: vec![(1, EntryState::Waiting)],
        seen: None,
    };
    assert_eq!(store.persist(&results).await, Err(PersistFailure::Failed));
}

async fn nothing_is_lost_when_full_at(moment: &str) {
    let (store, position) = phone(moment).await;
    let before = format!("{:?}", on_disk(&store).await);
    full_at(moment);
    refused_work(&store, &position).await;
    full_at("never");
    assert_eq!(format!("{:?}", on_disk(&store).await), before);
    // With room again all of it goes through.
    let none = Pictures::default();
    let saved = store.finish(entry(ME, call(BEGUN)), &none).await;
    assert_eq!(saved.expect("saved").n, 2);
    let (_, rows) = page(&position, 6, vec![colleague(6, 60, "林")]);
    store.persist(&rows).await.expect("stored");
    assert_eq!(rows_of(&store).await.1.len(), 2);
}

#[wasm_bindgen_test]
async fn a_transaction_that_is_aborted_for_lack_of_room_is_said_and_loses_nothing() {
    nothing_is_lost_when_full_at("commit").await;
}

#[wasm_bindgen_test]
async fn a_write_that_is_refused_for_lack_of_room_is_said_and_loses_nothing() {
    nothing_is_lost_when_full_at("put").await;
}
