//! The phone's storage is full. Browsers say so in two ways: a write is refused at once, or, as Chromium does, the
//! whole transaction is aborted when it commits. Either way nothing of it is written, and nothing is lost.

use frontend::store::{Store, StoreError, none_apart};
use shared::sync::{EntryState, PersistFailure, Position};
use shared::wire::sync::RejectCode;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;
use crate::photos::{picture, taken};

#[wasm_bindgen(module = "/tests/store/browser.js")]
extern "C" {
    /// From now on a transaction finds no room when it commits.
    fn full_at_commit();
    /// From now on so many writes find room, and none after them.
    fn full_after(writes: u32);
    /// The same, but a write is refused only after the next ones have been asked for.
    fn full_later(writes: u32);
    /// Tells whether a write was refused.
    fn room_again() -> bool;
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
        .finish(entry(ME, call(REFUSED)), &[], &none_apart)
        .await;
    let state = EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".into(),
    };
    let results = said(vec![(saved.expect("saved").n, state)]);
    store.persist(&results).await.expect("written");
    let mut about = picture(1);
    about.record = call(BEGUN).id;
    let kept = store
        .put_photos(&[taken(about)], &sketch("写真1枚"), &none_apart)
        .await;
    kept.expect("kept");
    let (position, rows) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&rows).await.expect("rows");
    on_disk(&store).await;
    (store, position)
}

/// Each kind of write of a day.
#[derive(Clone, Copy, Debug)]
enum Work {
    Finish,
    Draft,
    Photo,
    SignIn,
    Rows,
    Results,
}

const WORK: [Work; 6] = [
    Work::Finish,
    Work::Draft,
    Work::Photo,
    Work::SignIn,
    Work::Rows,
    Work::Results,
];

/// Whether it was refused; then for no other reason.
async fn is_refused(work: Work, store: &Store, position: &Position) -> bool {
    let result = match work {
        Work::Finish => {
            let mut successor = call(BEGUN);
            successor.instead_of = Some(call(REFUSED).id);
            store
                .finish(entry(ME, successor), &[], &none_apart)
                .await
                .map(|_| ())
        }
        Work::Draft => {
            store
                .put_draft(ME, call(BEGUN).id, &sketch("続き"), &none_apart)
                .await
        }
        Work::Photo => {
            let mut about = picture(2);
            about.record = call(BEGUN).id;
            store
                .put_photos(&[taken(about)], &sketch("写真2枚"), &none_apart)
                .await
        }
        Work::SignIn => store.set_person(Some(&person(OTHER))).await,
        Work::Rows => {
            let (_, rows) = page(position, 6, vec![colleague(6, 60, "林")]);
            return is_failure(store.persist(&rows).await);
        }
        Work::Results => {
            let states = vec![(1, EntryState::Waiting)];
            let results = said_at(position, states);
            return is_failure(store.persist(&results).await);
        }
    };
    match result {
        Ok(()) => false,
        Err(error) => {
            assert_eq!(error, StoreError::QuotaExceeded, "{work:?}");
            true
        }
    }
}

fn is_failure(result: Result<(), PersistFailure>) -> bool {
    match result {
        Ok(()) => false,
        Err(failure) => {
            assert_eq!(failure, PersistFailure::Failed);
            true
        }
    }
}

#[wasm_bindgen_test]
async fn a_transaction_that_is_aborted_for_lack_of_room_is_said_and_loses_nothing() {
    for work in WORK {
        let (store, position) = phone("commit").await;
        let before = format!("{:?}", on_disk(&store).await);
        full_at_commit();
        assert!(is_refused(work, &store, &position).await, "{work:?}");
        room_again();
        assert_eq!(format!("{:?}", on_disk(&store).await), before, "{work:?}");
        assert!(!is_refused(work, &store, &position).await, "{work:?}");
    }
}

/// At write k of each transaction, for every k.
#[wasm_bindgen_test]
async fn a_write_that_is_refused_for_lack_of_room_is_said_and_loses_nothing() {
    for work in WORK {
        for room in 0.. {
            let (store, position) = phone("put").await;
            let before = format!("{:?}", on_disk(&store).await);
            full_after(room);
            let refused = is_refused(work, &store, &position).await;
            assert_eq!(room_again(), refused, "{work:?}, {room} writes");
            if !refused {
                assert!(room > 1, "{work:?} wrote nothing but the store's mark");
                break;
            }
            let after = format!("{:?}", on_disk(&store).await);
            assert_eq!(after, before, "{work:?}, {room} writes");
            assert!(!is_refused(work, &store, &position).await, "{work:?}");
        }
    }
}

/// A batch of states is written without waiting for each: whichever of them is refused, none is written.
#[wasm_bindgen_test]
async fn a_write_in_the_middle_of_a_batch_that_is_refused_later_undoes_the_batch() {
    for room in 0.. {
        let (store, position) = phone("batch").await;
        for n in 20..22 {
            let saved = store.finish(entry(ME, call(n)), &[], &none_apart).await;
            saved.expect("saved");
        }
        let before = format!("{:?}", on_disk(&store).await);
        let arrived = |n| (n, EntryState::Arrived { seq: 9 });
        let results = said_at(&position, (1..4).map(arrived).collect());
        full_later(room);
        let refused = is_failure(store.persist(&results).await);
        assert_eq!(room_again(), refused, "{room} writes");
        if !refused {
            assert!(room > 3, "the mark and three entries");
            return;
        }
        let after = format!("{:?}", on_disk(&store).await);
        assert_eq!(after, before, "{room} writes");
        assert!(!is_failure(store.persist(&results).await));
    }
}
