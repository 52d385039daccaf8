//! Two windows write one draft: nobody's words are written over, deleted or lost with the record.

use std::cell::RefCell;

use frontend::store::{Store, StoreError, none_apart};
use shared::json;
use shared::model::FactId;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;

fn sketch(note: &str) -> Sketch {
    Sketch { note: note.into() }
}

/// Another window on the same phone.
async fn another(store: &Store) -> Store {
    let there = Store::open(store.name()).await;
    there.expect("the same database")
}

/// Everything that isn't known here is kept, and noted where.
fn keeping<'a>(
    known: &'a Sketch,
    place: &'a RefCell<Option<FactId>>,
) -> impl Fn(&[u8], FactId) -> Option<Vec<u8>> + 'a {
    move |stored, id| {
        let theirs: Sketch = json::from_slice(stored).expect("a sketch");
        (theirs != *known).then(|| {
            place.replace(Some(id));
            json::to_vec(&theirs)
        })
    }
}

async fn notes(store: &Store) -> Vec<String> {
    let drafts = on_disk(store).await.drafts.into_iter();
    let mut notes: Vec<String> = drafts.map(|draft| draft.note).collect();
    notes.sort();
    notes
}

#[wasm_bindgen_test]
async fn what_another_window_wrote_meanwhile_is_kept_once_however_often_they_take_turns() {
    let here = my_store("windows").await;
    let there = another(&here).await;
    let id = call(7).id;
    let begun = sketch("裏口");
    let apart = none_apart;
    here.put_draft(ME, id, &begun, &apart).await.expect("begun");
    let place = RefCell::default();
    // It goes on with what it has read: nothing is kept twice.
    let known = keeping(&begun, &place);
    let more = sketch("裏口から入る");
    let written = there.put_draft(ME, id, &more, &known).await;
    written.expect("written");
    assert_eq!(place.take(), None);
    assert_eq!(notes(&here).await, ["裏口から入る"]);
    // The first window doesn't know that.
    let stale = keeping(&begun, &place);
    let mine = sketch("裏口、駐車場なし");
    let written = here.put_draft(ME, id, &mine, &stale).await;
    written.expect("written");
    assert_eq!(place.take(), Some(there.apart(id)));
    assert_eq!(notes(&here).await, ["裏口、駐車場なし", "裏口から入る"]);
    // And back: each has one draft, with its newest words.
    for (window, note) in [(&there, "裏口から入る。要予約"), (&here, "裏口、駐車場2台")]
    {
        let stale = keeping(&begun, &place);
        let written = window.put_draft(ME, id, &sketch(note), &stale).await;
        written.expect("written");
    }
    assert_eq!(
        notes(&here).await,
        ["裏口、駐車場2台", "裏口から入る。要予約"]
    );
}

#[wasm_bindgen_test]
async fn giving_up_or_finishing_in_one_window_leaves_the_others_words() {
    let here = my_store("windows-end").await;
    let there = another(&here).await;
    let id = call(7).id;
    let (begun, more) = (sketch("裏口"), sketch("裏口から入る"));
    let apart = none_apart;
    here.put_draft(ME, id, &begun, &apart).await.expect("begun");
    there.put_draft(ME, id, &more, &apart).await.expect("more");
    let place = RefCell::default();
    let stale = keeping(&begun, &place);
    here.delete_draft(id, &stale).await.expect("given up");
    assert_eq!(notes(&here).await, ["裏口から入る"]);
    here.finish(entry(ME, call(7)), &[], &stale)
        .await
        .expect("saved");
    assert_eq!(place.take(), Some(there.apart(id)));
    assert_eq!(notes(&here).await, ["裏口から入る"]);
    let late = there.put_draft(ME, id, &more, &apart).await;
    assert_eq!(late, Err(StoreError::AlreadySaved));
    // It is that window's own: it goes on there.
    let place = there.apart(id);
    let more = sketch("裏口から入る。要予約");
    let written = there.put_draft(ME, place, &more, &stale).await;
    written.expect("written");
    assert_eq!(notes(&here).await, ["裏口から入る。要予約"]);
}
