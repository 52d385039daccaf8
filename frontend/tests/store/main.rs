//! The phone's disk in a real browser. Run by `cargo xtask test browser`.
#![cfg(target_arch = "wasm32")]

mod apps;
#[path = "../../../tests/src/simulation/disk_steps.rs"]
mod disk_steps;
mod full;
mod lost;
mod phone;
mod photos;
mod quarantine;
mod same;
mod severed;
mod steps;
mod windows;

use std::collections::BTreeSet;

use frontend::store::{StoreError, none_apart, writes};
use phone::*;
use shared::model::DeviceId;
use shared::sync::{Batch, EntryState, Page, PersistFailure, Position, Witnessed};
use shared::wire::sync::{RejectCode, Witness};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/store/browser.js")]
extern "C" {
    /// How durable each change of a store was, such as `strict outbox`.
    fn changes_so_far() -> Vec<String>;
}

#[wasm_bindgen_test]
async fn a_saved_record_is_durable_and_keeps_its_very_bytes() {
    let store = my_store("durable").await;
    let new = entry(ME, call(7));
    let bytes = new.body.get().to_owned();
    let saved = store
        .finish(new, &[], &none_apart)
        .await
        .expect("there is room");
    let outbox = on_disk(&store).await.outbox;
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].n, saved.n);
    assert_eq!(outbox[0].user, ME);
    assert_eq!(outbox[0].body.get(), bytes);
    assert_eq!(*outbox[0].fact, call(7));
    assert_eq!(outbox[0].state, EntryState::Waiting);
}

/// What a screen has called saved must survive a phone that runs out of power.
#[wasm_bindgen_test]
async fn every_write_of_the_outbox_is_strict_and_drafts_and_mere_rows_are_relaxed() {
    let store = my_store("strict").await;
    let sketch = Sketch {
        note: "途中".into(),
    };
    store
        .put_draft(ME, call(7).id, &sketch, &none_apart)
        .await
        .expect("a draft");
    // It only looks at the outbox.
    assert_eq!(latest_write(), ("relaxed".into(), true));
    store
        .delete_draft(call(8).id, &none_apart)
        .await
        .expect("nothing there");
    assert_eq!(latest_write(), ("relaxed".into(), false));
    let saved = store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    assert_eq!(latest_write(), ("strict".into(), true));
    let refused = EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: String::new(),
    };
    for state in [refused, EntryState::Waiting, EntryState::Arrived { seq: 3 }] {
        let states = vec![(saved.n, state)];
        let results = said(states);
        store.persist(&results).await.expect("written");
        assert_eq!(latest_write(), ("strict".into(), true));
    }
    let (position, batch) = page(&Position::start(ME), 5, vec![]);
    store.persist(&batch).await.expect("stored");
    assert_eq!(latest_write(), ("relaxed".into(), false));
    let (_, mut batch) = page(&position, 6, vec![]);
    if let Batch::Page(page) = &mut batch {
        page.drop = vec![saved.n];
    }
    store.persist(&batch).await.expect("stored");
    assert_eq!(latest_write(), ("strict".into(), true));
    // And whatever else these tests have changed in it until now, together with whichever stores.
    let changes = changes_so_far();
    let of = |store: &str| -> BTreeSet<&str> {
        let words = changes.iter().filter_map(|change| change.split_once(' '));
        let of_store = words.filter(|(_, changed)| *changed == store);
        of_store.map(|(durability, _)| durability).collect()
    };
    assert_eq!(of("outbox"), BTreeSet::from(["strict"]));
    assert!(of("drafts").contains("relaxed"));
}

/// Its durability, and whether the outbox was part of it.
fn latest_write() -> (String, bool) {
    let write = writes().pop().expect("something was written");
    let outbox = write.stores.iter().any(|store| store == "outbox");
    (write.durability, outbox)
}

#[wasm_bindgen_test]
async fn a_double_tap_makes_one_record_and_leaves_no_draft() {
    let store = my_store("double-tap").await;
    let id = call(7).id;
    let sketch = Sketch {
        note: "途中".into(),
    };
    store
        .put_draft(ME, id, &sketch, &none_apart)
        .await
        .expect("a draft");
    store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("the first");
    // The second tap, a moment later; and the very same record, whose first answer was lost.
    let mut later = call(7);
    later.recorded_at = later.recorded_at.plus_ms(300);
    let second = store.finish(entry(ME, later), &[], &none_apart).await;
    assert_eq!(second.expect_err("refused"), StoreError::AlreadySaved);
    let same = store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("found");
    assert_eq!(same.n, 1);
    assert_eq!(on_disk(&store).await.outbox.len(), 1);
    assert_eq!(drafts_of(&store, ME).await, []);
}

/// Another tab still had something of it to write, and can look at what was saved.
#[wasm_bindgen_test]
async fn a_late_write_of_another_tab_doesnt_bring_a_saved_records_draft_back() {
    let store = my_store("late-draft").await;
    let id = call(7).id;
    store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let late = Sketch {
        note: "あとから".into(),
    };
    let refused = store.put_draft(ME, id, &late, &none_apart).await;
    assert_eq!(refused, Err(StoreError::AlreadySaved));
    assert_eq!(drafts_of(&store, ME).await, []);
    let saved = store.saved(id).await.expect("readable");
    assert_eq!(saved.as_deref(), Some(&call(7)));
    assert_eq!(store.saved(call(8).id).await, Ok(None));
}

#[wasm_bindgen_test]
async fn drafts_belong_to_their_person() {
    let store = my_store("drafts").await;
    let mine = Sketch {
        note: "自分".into(),
    };
    store
        .put_draft(ME, call(1).id, &mine, &none_apart)
        .await
        .expect("mine");
    let theirs = Sketch {
        note: "他人".into(),
    };
    store
        .put_draft(OTHER, call(2).id, &theirs, &none_apart)
        .await
        .expect("theirs");
    assert_eq!(drafts_of(&store, ME).await, [mine]);
}

#[wasm_bindgen_test]
async fn the_servers_word_is_kept_and_the_bytes_stay() {
    let store = my_store("results").await;
    let saved = store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let refused = EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".into(),
    };
    let states = vec![(saved.n, refused.clone()), (999, EntryState::Waiting)];
    store.persist(&said(states)).await.expect("written");
    let outbox = on_disk(&store).await.outbox;
    assert_eq!(outbox[0].state, refused);
    assert_eq!(outbox[0].body.get(), saved.body.get());
}

/// A refused record leaves in the very transaction that saves what was written in its stead.
#[wasm_bindgen_test]
async fn a_refused_record_leaves_with_its_successor_and_nothing_else_does() {
    let store = my_store("instead").await;
    for id in [7, 8] {
        let saved = store
            .finish(entry(ME, call(id)), &[], &none_apart)
            .await
            .expect("saved");
        let code = RejectCode::Invalid;
        let message = "note".into();
        let states = vec![(saved.n, EntryState::NeedsYou { code, message })];
        let refused = said(states);
        store.persist(&refused).await.expect("written");
    }
    store
        .finish(entry(ME, call(9)), &[], &none_apart)
        .await
        .expect("it waits");
    let mut successor = call(10);
    successor.instead_of = Some(call(7).id);
    store
        .finish(entry(ME, successor), &[], &none_apart)
        .await
        .expect("saved");
    assert_eq!(latest_write(), ("strict".into(), true));
    // Another person's word, and one about what was never refused.
    for (user, id) in [(OTHER, 8), (ME, 9)] {
        let put_away = store.put_away(user, call(id).id).await;
        put_away.expect("nothing to do");
    }
    let ids = async || {
        let outbox = on_disk(&store).await.outbox;
        let ids = outbox.iter().map(|entry| entry.id());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids().await, [8, 9, 10].map(|id| call(id).id));
    for (id, parent) in [(11, 8), (12, 9)] {
        let mut child = call(id);
        child.after = vec![call(parent).id];
        let saved = store.finish(entry(ME, child), &[], &none_apart).await;
        saved.expect("saved");
    }
    store.put_away(ME, call(8).id).await.expect("noted");
    assert_eq!(ids().await, [9, 10, 11, 12].map(|id| call(id).id));
    let outbox = on_disk(&store).await.outbox;
    let state = |id| {
        outbox
            .iter()
            .find(|entry| entry.id() == call(id).id)
            .map(|entry| &entry.state)
    };
    assert_eq!(state(11), Some(&EntryState::Orphaned));
    assert_eq!(state(12), Some(&EntryState::Waiting));
    // What was still being written then depends on it just as much.
    for (id, parent, expected) in [
        (13, 8, EntryState::Orphaned),
        (14, 7, EntryState::Orphaned),
        (15, 9, EntryState::Waiting),
    ] {
        let mut child = call(id);
        child.after = vec![call(parent).id];
        let saved = store.finish(entry(ME, child), &[], &none_apart).await;
        assert_eq!(saved.expect("saved").state, expected, "{id}");
        let outbox = on_disk(&store).await.outbox;
        assert_eq!(outbox.last().map(|entry| &entry.state), Some(&expected));
    }
}

#[wasm_bindgen_test]
async fn a_page_moves_the_cursor_with_its_rows_or_not_at_all() {
    let store = my_store("page").await;
    let start = Position::start(ME);
    let (first, batch) = page(&start, 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("the first page");
    // The same page again, as a second tab would: the position is no longer what it expects.
    assert_eq!(store.persist(&batch).await, Err(PersistFailure::Changed));
    let (stored, rows) = rows_of(&store).await;
    assert_eq!((stored, rows.len()), (Some(first), 1));
}

#[wasm_bindgen_test]
async fn rows_that_arrived_leave_the_outbox_with_the_page() {
    let store = my_store("drop").await;
    let saved = store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let (_, batch) = page(&Position::start(ME), 5, vec![]);
    let Batch::Page(mut page) = batch else {
        unreachable!("made two lines above")
    };
    page.drop = vec![saved.n];
    store.persist(&Batch::Page(page)).await.expect("stored");
    assert!(on_disk(&store).await.outbox.is_empty());
}

#[wasm_bindgen_test]
async fn after_a_restore_what_had_arrived_waits_once_more() {
    let store = my_store("offer-again").await;
    let saved = store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let states = vec![(saved.n, EntryState::Arrived { seq: 3 })];
    store.persist(&said(states)).await.expect("written");
    let (_, batch) = page(&Position::start(ME), 5, vec![]);
    let Batch::Page(mut page) = batch else {
        unreachable!("made two lines above")
    };
    page.offer_again = vec![(saved.n, EntryState::Waiting)];
    store.persist(&Batch::Page(page)).await.expect("stored");
    let outbox = on_disk(&store).await.outbox;
    assert_eq!(outbox[0].state, EntryState::Waiting);
}

#[wasm_bindgen_test]
async fn an_interrupted_reset_shows_the_old_rows_and_begins_anew() {
    let store = my_store("reset").await;
    let (old, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("the old history");
    let staged = |begins, changes, position: &Position| {
        Batch::Page(Box::new(Page {
            write_to: old.generation + 1,
            begins,
            ..disk_steps::page(&old, position, changes)
        }))
    };
    store
        .persist(&staged(true, vec![colleague(1, 60, "中断")], &old))
        .await
        .expect("staged");
    let (_, rows) = rows_of(&store).await;
    assert_eq!(names(&rows), ["佐藤"]);
    // Killed here. The reset begins anew, and this time it becomes whole.
    let whole = Position {
        generation: old.generation + 1,
        cursor: 3,
        ..old.clone()
    };
    store
        .persist(&staged(true, vec![colleague(3, 70, "渡邊")], &whole))
        .await
        .expect("whole");
    let (position, rows) = rows_of(&store).await;
    assert_eq!(position, Some(whole));
    assert_eq!(names(&rows), ["渡邊"]);
}

#[wasm_bindgen_test]
async fn folding_many_pages_loses_nothing_and_goes_on() {
    let store = my_store("fold").await;
    let mut position = Position::start(ME);
    for n in 1..=40_u64 {
        let (next, batch) = page(&position, n, vec![colleague(n, u128::from(n) + 100, "名")]);
        store.persist(&batch).await.expect("stored");
        position = next;
    }
    let stored = on_disk(&store).await.rows;
    assert!(stored.unfolded);
    let folded = store.fold(&position, &stored.rows).await.expect("folded");
    assert_eq!(
        (folded.cursor, folded.generation),
        (40, position.generation + 1)
    );
    let again = store.fold(&position, &stored.rows).await;
    assert_eq!(again.expect_err("too late"), StoreError::Changed);
    let stored = on_disk(&store).await.rows;
    assert_eq!(
        (stored.position, stored.rows.len(), stored.unfolded),
        (Some(folded.clone()), 40, false)
    );
    let (_, batch) = page(&folded, 41, vec![colleague(41, 141, "後")]);
    store.persist(&batch).await.expect("goes on");
    assert_eq!(rows_of(&store).await.1.len(), 41);
}

#[wasm_bindgen_test]
async fn a_lent_phone_keeps_the_unsent_and_shows_no_rows_of_another() {
    let store = my_store("lent").await;
    store
        .set_person(Some(&person(ME)))
        .await
        .expect("signed in");
    store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let (_, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("stored");
    store.set_person(Some(&person(OTHER))).await.expect("lent");
    let (position, rows) = rows_of(&store).await;
    assert_eq!((position, rows.len()), (None, 0));
    let outbox = on_disk(&store).await.outbox;
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].user, ME);
    // The same person again keeps their rows.
    let (_, batch) = page(&Position::start(OTHER), 6, vec![colleague(6, 51, "林")]);
    store.persist(&batch).await.expect("stored");
    store
        .set_person(Some(&person(OTHER)))
        .await
        .expect("signed in again");
    assert_eq!(rows_of(&store).await.1.len(), 1);
}

#[wasm_bindgen_test]
async fn a_device_keeps_its_id() {
    let store = my_store("device").await;
    let first = DeviceId(Uuid::from_u128(1));
    let second = DeviceId(Uuid::from_u128(2));
    assert_eq!(store.name_device(first).await.expect("new"), first);
    assert_eq!(store.name_device(second).await.expect("kept"), first);
    assert_eq!(on_disk(&store).await.device, Some(first));
}

#[wasm_bindgen_test]
async fn what_was_witnessed_is_kept() {
    let store = my_store("seen").await;
    let (position, batch) = page(&Position::start(ME), 5, vec![]);
    store.persist(&batch).await.expect("stored");
    let head = Witness { seq: 8, nonce: 77 };
    let results = Batch::Results {
        states: vec![],
        seen: Witnessed {
            expect: position.clone(),
            head: Some(head),
        },
    };
    store.persist(&results).await.expect("stored");
    let stored = rows_of(&store).await.0;
    let seen = Some(head);
    assert_eq!(stored, Some(Position { seen, ..position }));
    // A tab that doesn't know of it would cover it up.
    assert_eq!(store.persist(&results).await, Err(PersistFailure::Changed));
}

#[wasm_bindgen_test]
async fn a_phone_that_has_only_pushed_keeps_what_it_witnessed() {
    let store = my_store("only-pushed").await;
    let start = Position::start(ME);
    let head = Witness { seq: 8, nonce: 77 };
    let results = Batch::Results {
        states: vec![],
        seen: Witnessed {
            expect: start.clone(),
            head: Some(head),
        },
    };
    store.persist(&results).await.expect("stored");
    let seen = Some(head);
    assert_eq!(rows_of(&store).await.0, Some(Position { seen, ..start }));
}

#[wasm_bindgen_test]
async fn what_is_taken_back_and_the_draft_that_writes_it_anew_are_one_transaction() {
    let store = my_store("anew").await;
    let anew = Sketch {
        note: "書き直し".into(),
    };
    let begun = call(8).id;
    store
        .finish_and_begin(entry(ME, call(7)), begun, &anew)
        .await
        .expect("saved");
    assert_eq!(latest_write(), ("strict".into(), true));
    assert_eq!(on_disk(&store).await.outbox.len(), 1);
    assert_eq!(drafts_of(&store, ME).await, std::slice::from_ref(&anew));
    // Another record under the same id is refused, and begins nothing.
    let mut later = call(7);
    later.recorded_at = later.recorded_at.plus_ms(300);
    let second = store
        .finish_and_begin(entry(ME, later), call(9).id, &anew)
        .await;
    assert_eq!(second.expect_err("refused"), StoreError::AlreadySaved);
    assert_eq!(drafts_of(&store, ME).await, [anew]);
}
