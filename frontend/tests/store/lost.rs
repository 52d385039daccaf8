//! The browser loses a whole database: Chromium does, when a kill has torn the end of its log. The second
//! copy brings everything back, whatever happened to either copy before.

use frontend::store::{Store, none_apart};
use shared::sync::{Position, StoredPhoto};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;
use crate::photos::{JPEG, picture, taken};
use crate::severed::{heal, sever_at};

#[wasm_bindgen(module = "/tests/store/browser.js")]
extern "C" {
    /// Deletes the database of that name behind the app's back, as the browser does; not its second copy.
    async fn lose(name: &str);
    async fn lose_track(name: &str);
    fn whole_copies() -> u32;
}

async fn phone_of(name: &str) -> Store {
    let store = Store::open(name).await.expect("a browser with IndexedDB");
    store
        .set_person(Some(&person(ME)))
        .await
        .expect("signed in");
    store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let sketch = Sketch {
        note: "途中".into(),
    };
    let draft = store.put_draft(ME, call(8).id, &sketch, &none_apart).await;
    draft.expect("a draft");
    let (_, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("rows");
    on_disk(&store).await;
    store
}

fn a_name() -> String {
    format!("test-lost-{}", js_sys::Math::random())
}

#[wasm_bindgen_test]
async fn a_database_that_the_browser_lost_comes_back_whole() {
    let name = a_name();
    let store = phone_of(&name).await;
    let before = on_disk(&store).await;
    for _ in 0..2 {
        lose(&name).await;
        let store = Store::open(&name).await.expect("restored");
        let disk = on_disk(&store).await;
        assert_eq!(disk.person, Some(person(ME)));
        assert_eq!(disk.outbox.len(), 1);
        assert_eq!(disk.outbox[0].n, 1);
        assert_eq!(disk.outbox[0].body.get(), entry(ME, call(7)).body.get());
        assert_eq!(disk.drafts.len(), 1);
        assert_eq!(disk.rows.position, before.rows.position);
        assert_eq!(names(&disk.rows.rows), ["佐藤"]);
    }
    // The counter goes on behind what was restored.
    let store = Store::open(&name).await.expect("restored");
    let next = store
        .finish(entry(ME, call(9)), &[], &none_apart)
        .await
        .expect("saved");
    assert_eq!(next.n, 2);
    assert_eq!(on_disk(&store).await.outbox.len(), 2);
}

#[wasm_bindgen_test]
async fn what_was_deleted_doesnt_come_back() {
    let name = a_name();
    let store = phone_of(&name).await;
    store
        .delete_draft(call(8).id, &none_apart)
        .await
        .expect("given up");
    store
        .set_person(Some(&person(OTHER)))
        .await
        .expect("signed in");
    lose(&name).await;
    let disk = on_disk(&Store::open(&name).await.expect("restored")).await;
    assert_eq!(disk.person, Some(person(OTHER)));
    assert_eq!(disk.outbox.len(), 1, "nobody's unsent work is deleted");
    assert!(disk.rows.position.is_none() && disk.rows.rows.is_empty());
    assert_eq!(
        drafts_of(&Store::open(&name).await.expect("open"), ME).await,
        []
    );
}

/// Whichever call to either copy fails while a record is saved: once it is called saved, losing the first
/// copy doesn't lose it.
#[wasm_bindgen_test]
async fn a_saved_record_is_in_both_copies_whatever_fails_on_the_way() {
    for k in 0.. {
        let name = a_name();
        let store = phone_of(&name).await;
        sever_at(k, "before", false);
        store
            .finish(entry(ME, call(9)), &[], &none_apart)
            .await
            .expect("saved");
        let failed = heal();
        lose(&name).await;
        let disk = on_disk(&Store::open(&name).await.expect("restored")).await;
        assert_eq!(disk.outbox.len(), 2, "call {k} failed");
        assert_eq!(disk.person, Some(person(ME)), "call {k} failed");
        if !failed {
            assert!(k > 8, "both copies take more calls than {k}");
            return;
        }
    }
}

/// A draft is called kept once it is in both copies, be it that the second one lacks everything.
#[wasm_bindgen_test]
async fn a_kept_draft_is_in_both_copies() {
    let name = a_name();
    let store = phone_of(&name).await;
    lose_track(&name).await;
    let sketch = Sketch {
        note: "続き".into(),
    };
    let kept = store.put_draft(ME, call(8).id, &sketch, &none_apart).await;
    kept.expect("kept");
    lose(&name).await;
    let restored = Store::open(&name).await.expect("restored");
    assert_eq!(drafts_of(&restored, ME).await, [sketch]);
}

/// Rows don't wait for the second copy: many pages may have come while everything is copied.
#[wasm_bindgen_test]
async fn one_copy_of_everything_is_enough_for_all_that_was_written_meanwhile() {
    let name = a_name();
    let store = phone_of(&name).await;
    let mut position = on_disk(&store).await.rows.position.expect("it has rows");
    lose_track(&name).await;
    let before = whole_copies();
    for cursor in 6..16 {
        let (next, batch) = page(&position, cursor, vec![colleague(cursor, 60, "林")]);
        store.persist(&batch).await.expect("rows");
        position = next;
    }
    store
        .finish(entry(ME, call(9)), &[], &none_apart)
        .await
        .expect("saved");
    assert_eq!(whole_copies() - before, 1);
    lose(&name).await;
    let disk = on_disk(&Store::open(&name).await.expect("restored")).await;
    assert_eq!(disk.rows.position, Some(position));
    assert_eq!(disk.outbox.len(), 2);
}

/// The same of a picture, with all its bytes.
#[wasm_bindgen_test]
async fn a_picture_is_in_both_copies_whatever_fails_on_the_way() {
    let sketch = Sketch {
        note: "写真1枚".into(),
    };
    for k in 0.. {
        let name = a_name();
        let store = phone_of(&name).await;
        sever_at(k, "before", false);
        let about = StoredPhoto {
            record: call(8).id,
            ..picture(1)
        };
        let kept = store
            .put_photos(&[taken(about.clone())], &sketch, &none_apart)
            .await;
        kept.expect("kept");
        let failed = heal();
        lose(&name).await;
        let store = Store::open(&name).await.expect("restored");
        let found = store.photo(picture(1).photo.id).await.expect("readable");
        let found = found.unwrap_or_else(|| panic!("call {k} failed, and the picture is lost"));
        assert_eq!((found.about, found.jpeg), (about, JPEG.to_vec()));
        if !failed {
            assert!(k > 8, "both copies take more calls than {k}");
            return;
        }
    }
}
