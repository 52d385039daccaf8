//! WebKit severs the connection to the database behind an app's back. Here that happens at call k of
//! everything that IndexedDB offers, for every k: nothing is lost, nothing is doubled.

use frontend::store::{Store, StoreError, none_apart};
use shared::sync::{Batch, EntryState, Page, PersistFailure, Position, Witnessed};
use shared::wire::sync::Witness;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;

#[wasm_bindgen(module = "/tests/store/browser.js")]
extern "C" {
    /// The call of that number, counted from 0, fails; with `stays` every later one too. `when` is
    /// `before` what was asked for, `after` it where that is a commit, or `refused`: the transaction
    /// lives on, and the browser would commit the half that is done.
    pub fn sever_at(call: u32, when: &str, stays: bool);
    /// Calls succeed again; tells whether one had failed.
    pub fn heal() -> bool;
}

const SAVED: u128 = 7;
const FINISHED: u128 = 8;

/// A phone with rows, a draft, and one record that waits.
struct Phone {
    store: Store,
    name: String,
    start: Position,
}

async fn phone() -> Phone {
    let name = format!("test-severed-{}", js_sys::Math::random());
    let store = Store::open(&name).await.expect("a browser with IndexedDB");
    store
        .set_person(Some(&person(ME)))
        .await
        .expect("signed in");
    store
        .finish(entry(ME, call(SAVED)), &[], &none_apart)
        .await
        .expect("saved");
    let sketch = Sketch {
        note: "途中".into(),
    };
    let id = call(FINISHED).id;
    store
        .put_draft(ME, id, &sketch, &none_apart)
        .await
        .expect("a draft");
    let (start, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("rows");
    on_disk(&store).await;
    Phone { store, name, start }
}

/// The rows of a reset in two pages, the second of which makes them visible.
fn reset(from: &Position) -> (Batch, Batch, Position) {
    let whole = Position {
        generation: from.generation + 1,
        cursor: 9,
        ..from.clone()
    };
    let staged = |begins, changes, position: &Position| {
        Batch::Page(Box::new(Page {
            write_to: whole.generation,
            begins,
            ..crate::disk_steps::page(from, position, changes)
        }))
    };
    let first = staged(true, vec![colleague(7, 70, "渡邊")], from);
    let second = staged(false, vec![colleague(9, 71, "髙橋")], &whole);
    (first, second, whole)
}

/// Of a page whose commit's answer was lost, the second try says that somebody was faster.
fn stored_now_or_before(result: Result<(), PersistFailure>) {
    assert!(
        matches!(result, Ok(()) | Err(PersistFailure::Changed)),
        "{result:?}"
    );
}

/// A day's work; each step must succeed, whatever happens to the connection below it.
async fn day(phone: &Phone) {
    let store = &phone.store;
    let sketch = Sketch {
        note: "続き".into(),
    };
    let id = call(FINISHED).id;
    store
        .put_draft(ME, id, &sketch, &none_apart)
        .await
        .expect("a draft");
    store
        .finish(entry(ME, call(FINISHED)), &[], &none_apart)
        .await
        .expect("saved");
    let head = Witness { seq: 6, nonce: 60 };
    let states = vec![(1, EntryState::Arrived { seq: 6 })];
    let results = Batch::Results {
        states,
        seen: Witnessed {
            expect: phone.start.clone(),
            head: Some(head),
        },
    };
    stored_now_or_before(store.persist(&results).await);
    let start = Position {
        seen: Some(head),
        ..phone.start.clone()
    };
    let (next, batch) = page(&start, 6, vec![colleague(6, 60, "林")]);
    stored_now_or_before(store.persist(&batch).await);
    let rows = on_disk(store).await.rows;
    assert_eq!(
        (rows.rows.len(), rows.position.map(|p| p.cursor)),
        (2, Some(6))
    );
    let folded = match store.fold(&next, &rows.rows).await {
        Ok(folded) => folded,
        Err(StoreError::Changed) => on_disk(store).await.rows.position.expect("a position"),
        Err(other) => panic!("{other:?}"),
    };
    let (first, second, _) = reset(&folded);
    stored_now_or_before(store.persist(&first).await);
    stored_now_or_before(store.persist(&second).await);
}

async fn as_after_the_day(store: &Store) {
    let disk = on_disk(store).await;
    assert_eq!(disk.person.map(|person| person.id), Some(ME));
    assert_eq!(disk.drafts, []);
    let states: Vec<_> = disk
        .outbox
        .iter()
        .map(|entry| (entry.n, entry.state.clone()))
        .collect();
    assert_eq!(
        states,
        [
            (1, EntryState::Arrived { seq: 6 }),
            (2, EntryState::Waiting)
        ]
    );
    for (stored, id) in disk.outbox.iter().zip([SAVED, FINISHED]) {
        assert_eq!(stored.body.get(), entry(ME, call(id)).body.get());
    }
    assert_eq!(
        disk.rows.position.map(|p| (p.generation, p.cursor)),
        Some((2, 9))
    );
    assert_eq!(names(&disk.rows.rows), ["渡邊", "髙橋"]);
    assert!(disk.unreadable.is_none());
}

/// The calls to either copy.
async fn a_day_with_one_severed_connection(when: &str) {
    for k in 0.. {
        let phone = phone().await;
        sever_at(k, when, false);
        day(&phone).await;
        let severed = heal();
        as_after_the_day(&phone.store).await;
        if !severed {
            assert!(
                k > 60,
                "a day has many calls, and each of them has failed once: {k}"
            );
            return;
        }
    }
}

#[wasm_bindgen_test]
async fn a_connection_that_is_severed_at_any_call_loses_and_doubles_nothing() {
    a_day_with_one_severed_connection("before").await;
}

#[wasm_bindgen_test]
async fn a_commit_whose_answer_is_lost_at_any_call_loses_and_doubles_nothing() {
    a_day_with_one_severed_connection("after").await;
}

#[wasm_bindgen_test]
async fn a_call_that_is_refused_leaves_no_half_of_its_transaction() {
    a_day_with_one_severed_connection("refused").await;
}

#[wasm_bindgen_test]
async fn a_database_that_stays_away_is_an_error_and_never_an_empty_phone() {
    for k in 0.. {
        let phone = phone().await;
        sever_at(k, "before", true);
        let read = phone.store.read::<Sketch>().await;
        if !heal() {
            assert!(k > 10, "reading everything takes more calls than {k}");
            return;
        }
        assert_eq!(
            read.map(|disk| disk.outbox.len()).expect_err("no data?"),
            StoreError::Closed
        );
        // Once it is back, everything is.
        let disk = on_disk(&phone.store).await;
        assert_eq!(
            (disk.outbox.len(), disk.drafts.len(), disk.rows.rows.len()),
            (1, 1, 1)
        );
    }
}

/// The app dies at call k: from then on nothing is written. What is found at the next start is what was
/// there before the step or after it, and the steps that are still to do lead to the same rows.
#[wasm_bindgen_test]
async fn folding_and_a_reset_survive_a_death_at_any_call() {
    for k in 0.. {
        let phone = phone().await;
        let before = on_disk(&phone.store).await.rows;
        let position = before.position.expect("a position");
        sever_at(k, "before", true);
        let folded = phone.store.fold(&position, &before.rows).await;
        let died_folding = folded.is_err();
        let mut reset_done = false;
        if let Ok(folded) = &folded {
            let (first, second, _) = reset(folded);
            reset_done = phone.store.persist(&first).await.is_ok()
                && phone.store.persist(&second).await.is_ok();
        }
        let died = heal();
        let store = Store::open(&phone.name).await.expect("the next start");
        let rows = on_disk(&store).await.rows;
        let found = rows.position.clone().expect("a position");
        if reset_done {
            assert_eq!(
                (found.generation, names(&rows.rows)),
                (2, vec!["渡邊".into(), "髙橋".into()])
            );
        } else {
            assert_eq!(found.generation, u32::from(!died_folding), "at call {k}");
            assert_eq!(names(&rows.rows), ["佐藤"], "at call {k}");
        }
        // The work is taken up where the disk stands.
        if !reset_done {
            let (first, second, whole) = reset(&found);
            store.persist(&first).await.expect("begun anew");
            store.persist(&second).await.expect("whole");
            let rows = on_disk(&store).await.rows;
            assert_eq!(rows.position, Some(whole));
            assert_eq!(names(&rows.rows), ["渡邊", "髙橋"], "at call {k}");
        }
        assert_eq!(on_disk(&store).await.outbox.len(), 1);
        if !died {
            assert!(reset_done && k > 20, "{k}");
            return;
        }
    }
}
