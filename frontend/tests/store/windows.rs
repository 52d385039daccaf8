//! Two windows write one draft: nobody's words are written over, deleted or lost with the record.

use std::cell::RefCell;

use frontend::store::{KeptApart, Store, StoreError, none_apart};
use shared::json;
use shared::model::{FactId, PhotoId};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;
use crate::photos::{JPEG, picture, taken};

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
) -> impl Fn(&[u8], FactId) -> Option<KeptApart> + 'a {
    move |stored, id| {
        let theirs: Sketch = json::from_slice(stored).expect("a sketch");
        (theirs != *known).then(|| {
            place.replace(Some(id));
            KeptApart {
                words: json::to_vec(&theirs),
                pictures: vec![],
            }
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
    assert_eq!(place.take(), there.go_apart(id).await.ok());
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
    let kept = there.go_apart(id).await.expect("read");
    assert_eq!(place.take(), Some(kept));
    assert_eq!(notes(&here).await, ["裏口から入る"]);
    let late = there.put_draft(ME, id, &more, &apart).await;
    assert_eq!(late, Err(StoreError::AlreadySaved));
    // It is that window's own: it goes on there.
    let more = sketch("裏口から入る。要予約");
    let written = there.put_draft(ME, kept, &more, &stale).await;
    written.expect("written");
    assert_eq!(notes(&here).await, ["裏口から入る。要予約"]);
}

#[wasm_bindgen_test]
async fn what_was_kept_stays_once_its_person_writes_on_in_it_or_begins_again_from_the_others_words()
{
    for writes_on in [true, false] {
        let here = my_store("windows-on").await;
        let there = another(&here).await;
        let id = call(7).id;
        let (begun, place) = (sketch("裏口"), RefCell::default());
        let stale = keeping(&begun, &place);
        let write = async |window: &Store, id, note, known: Option<&str>| {
            let known = known.map(sketch);
            let known = keeping(known.as_ref().unwrap_or(&begun), &place);
            let written = window.put_draft(ME, id, &sketch(note), &known).await;
            written.expect("written");
        };
        write(&here, id, "裏口", None).await;
        there.sit_down(id);
        write(&there, id, "裏口から入る", None).await;
        write(&here, id, "駐車場", None).await;
        let kept = place.take().expect("kept");
        let mut kept_says = "裏口から入る";
        if writes_on {
            there.sit_down(kept);
            write(&there, kept, "要予約", Some(kept_says)).await;
            kept_says = "要予約";
        }
        there.sit_down(id);
        write(&there, id, "駐車場なし", Some("駐車場")).await;
        assert_eq!(place.take(), None);
        write(&here, id, "駐車場2台", None).await;
        let three = [kept_says, "駐車場2台", "駐車場なし"];
        let mut sorted = three.map(str::to_owned);
        sorted.sort();
        assert_eq!(notes(&here).await, sorted);
        // What this sitting wrote and was kept goes on in the draft itself; what was written before stays.
        let written = there.put_draft(ME, id, &sketch("駐車場1台"), &stale).await;
        written.expect("written");
        let mut sorted = [kept_says, "駐車場1台", "駐車場2台"].map(str::to_owned);
        sorted.sort();
        assert_eq!(notes(&here).await, sorted);
    }
}

#[wasm_bindgen_test]
async fn what_is_kept_has_its_pictures_and_is_kept_once_with_them() {
    let here = my_store("windows-pictures").await;
    let there = another(&here).await;
    let (id, begun) = (call(7).id, sketch("裏口"));
    let first = here.put_draft(ME, id, &begun, &none_apart).await;
    first.expect("begun");
    let pictured = sketch("写真1枚");
    let pictures = [taken(picture(1))];
    let put = there.put_photos(&pictures, &pictured, &none_apart).await;
    put.expect("taken");
    let copies = std::cell::Cell::new(1);
    let keep = |stored: &[u8], _: FactId| {
        let theirs: Sketch = json::from_slice(stored).expect("a sketch");
        let pictured = theirs.note.starts_with("写真");
        let pictures = pictured.then(|| {
            copies.set(copies.get() + 1);
            let mut copy = picture(1).photo;
            copy.id = PhotoId(Uuid::from_u128(copies.get()));
            (picture(1).photo.id, copy)
        });
        (theirs != begun).then(|| KeptApart {
            words: stored.to_vec(),
            pictures: pictures.into_iter().collect(),
        })
    };
    for (window, note) in [
        (&here, "駐車場"),
        (&there, "写真1枚、裏口"),
        (&here, "駐車場なし"),
    ] {
        let written = window.put_draft(ME, id, &sketch(note), &keep).await;
        written.expect("written");
    }
    assert_eq!(notes(&here).await, ["写真1枚、裏口", "駐車場なし"]);
    let place = there.go_apart(id).await.expect("read");
    let copy = PhotoId(Uuid::from_u128(copies.get()));
    let copied = here.photo(copy).await.expect("read").expect("copied");
    assert_eq!((copied.about.record, copied.jpeg), (place, JPEG.to_vec()));
}
