//! What this app can't read is kept as it is and hinders nothing else.

use frontend::store::{Store, Unreadable, none_apart};
use shared::sync::Position;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;

#[wasm_bindgen(module = "/tests/store/browser.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    pub async fn reword(name: &str, store: &str, from: &str, to: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn reword_quarantine(name: &str, from: &str, to: &str) -> Result<JsValue, JsValue>;
    async fn lose(name: &str);
    #[wasm_bindgen(catch)]
    async fn damage(name: &str, store: &str, only: Option<&str>) -> Result<JsValue, JsValue>;
}

async fn named_store(name: &str) -> (String, Store) {
    let name = format!("test-{name}-{}", js_sys::Math::random());
    let store = Store::open(&name).await.expect("a browser with IndexedDB");
    store
        .set_person(Some(&person(ME)))
        .await
        .expect("signed in");
    (name, store)
}

fn note(note: &str) -> Sketch {
    Sketch { note: note.into() }
}

#[wasm_bindgen_test]
async fn a_record_of_a_newer_app_waits_and_comes_back_into_its_place() {
    let (name, store) = named_store("newer-record").await;
    store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    reword(&name, "outbox", "no_answer", "telepathy")
        .await
        .expect("reworded");
    store
        .finish(entry(ME, call(8)), &[], &none_apart)
        .await
        .expect("saved");
    let disk = on_disk(&store).await;
    assert_eq!(
        disk.unreadable,
        Unreadable {
            records: 1,
            ..Unreadable::default()
        }
    );
    assert_eq!(
        disk.outbox.iter().map(|entry| entry.n).collect::<Vec<_>>(),
        [2]
    );
    // It stays there, once, however often the app starts; and a person can carry it away.
    assert_eq!(on_disk(&store).await.unreadable.records, 1);
    let kept = store.quarantine().await.expect("readable");
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].store.as_str(), kept[0].key.as_str()),
        ("outbox", "1")
    );
    assert!(kept[0].raw.contains("telepathy"), "{}", kept[0].raw);
    assert!(kept[0].raw.contains("髙島屋の裏口"), "{}", kept[0].raw);
    // An update of the app understands it.
    reword_quarantine(&name, "telepathy", "no_answer")
        .await
        .expect("learned");
    let disk = on_disk(&store).await;
    assert!(disk.unreadable.is_none());
    assert_eq!(
        disk.outbox.iter().map(|entry| entry.n).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(disk.outbox[0].body.get(), entry(ME, call(7)).body.get());
    assert_eq!(store.quarantine().await.expect("readable").len(), 0);
}

/// The browser lost the database; what its second copy brings back counts on from the records that it has.
#[wasm_bindgen_test]
async fn a_record_whose_place_was_given_away_comes_back_into_another() {
    let (name, store) = named_store("place-taken").await;
    let save = async |store: &Store, n| {
        let saved = store.finish(entry(ME, call(n)), &[], &none_apart).await;
        saved.expect("saved");
    };
    save(&store, 7).await;
    reword(&name, "outbox", "no_answer", "telepathy")
        .await
        .expect("reworded");
    assert_eq!(on_disk(&store).await.unreadable.records, 1);
    lose(&name).await;
    let store = Store::open(&name).await.expect("restored");
    assert_eq!(on_disk(&store).await.unreadable.records, 1);
    save(&store, 8).await;
    reword_quarantine(&name, "telepathy", "no_answer")
        .await
        .expect("learned");
    let disk = on_disk(&store).await;
    assert!(disk.unreadable.is_none());
    let places: Vec<_> = disk
        .outbox
        .iter()
        .map(|entry| (entry.n, entry.id()))
        .collect();
    assert_eq!(places, [(1, call(8).id), (2, call(7).id)]);
}

#[wasm_bindgen_test]
async fn a_draft_that_cant_be_read_hinders_no_other_and_comes_back() {
    let (name, store) = named_store("newer-draft").await;
    store
        .put_draft(ME, call(1).id, &note("古い"), &none_apart)
        .await
        .expect("a draft");
    reword(&name, "drafts", "\"note\"", "\"memo\"")
        .await
        .expect("reworded");
    store
        .put_draft(ME, call(2).id, &note("新しい"), &none_apart)
        .await
        .expect("a draft");
    let disk = on_disk(&store).await;
    assert_eq!(disk.drafts, [note("新しい")]);
    assert_eq!(
        disk.unreadable,
        Unreadable {
            drafts: 1,
            ..Unreadable::default()
        }
    );
    reword_quarantine(&name, "\"memo\"", "\"note\"")
        .await
        .expect("learned");
    let disk = on_disk(&store).await;
    assert_eq!((disk.drafts.len(), disk.unreadable.is_none()), (2, true));
}

#[wasm_bindgen_test]
async fn one_damaged_page_of_rows_leaves_the_others() {
    let (name, store) = named_store("damaged-page").await;
    let (first, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("stored");
    reword(&name, "log", "\"seq\"", "\"sequence\"")
        .await
        .expect("reworded");
    let (_, batch) = page(&first, 6, vec![colleague(6, 60, "林")]);
    store.persist(&batch).await.expect("stored");
    let disk = on_disk(&store).await;
    assert_eq!(names(&disk.rows.rows), ["林"]);
    assert_eq!(
        disk.unreadable,
        Unreadable {
            others: 1,
            ..Unreadable::default()
        }
    );
    // It was the older one, and comes back before the younger.
    reword_quarantine(&name, "\"sequence\"", "\"seq\"")
        .await
        .expect("learned");
    let disk = on_disk(&store).await;
    assert_eq!(names(&disk.rows.rows), ["佐藤", "林"]);
    assert!(disk.unreadable.is_none());
}

#[wasm_bindgen_test]
async fn a_folded_page_isnt_brought_back_into_another_generation() {
    let (name, store) = named_store("folded-page").await;
    let (first, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("stored");
    reword(&name, "log", "\"seq\"", "\"sequence\"")
        .await
        .expect("reworded");
    let rows = on_disk(&store).await.rows.rows;
    store.fold(&first, &rows).await.expect("folded without it");
    reword_quarantine(&name, "\"sequence\"", "\"seq\"")
        .await
        .expect("learned");
    let disk = on_disk(&store).await;
    assert_eq!((disk.rows.rows.len(), disk.unreadable.is_none()), (0, true));
}

#[wasm_bindgen_test]
async fn without_a_readable_position_the_rows_are_fetched_anew_and_the_records_stay() {
    let (name, store) = named_store("damaged-position").await;
    store
        .finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    let (_, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&batch).await.expect("stored");
    damage(&name, "meta", Some("position"))
        .await
        .expect("damaged");
    let disk = on_disk(&store).await;
    assert_eq!((disk.rows.position, disk.rows.rows.len()), (None, 0));
    assert_eq!((disk.outbox.len(), disk.unreadable.others), (1, 1));
    // From the beginning; nothing of before is mixed in.
    let (_, batch) = page(&Position::start(ME), 9, vec![colleague(9, 90, "髙橋")]);
    store.persist(&batch).await.expect("stored");
    assert_eq!(names(&on_disk(&store).await.rows.rows), ["髙橋"]);
}

#[wasm_bindgen_test]
async fn whatever_is_damaged_the_app_starts() {
    for place in ["meta", "base", "log", "outbox", "drafts", "quarantine"] {
        let (name, store) = named_store("damaged").await;
        store
            .finish(entry(ME, call(7)), &[], &none_apart)
            .await
            .expect("saved");
        store
            .put_draft(ME, call(1).id, &note("下書き"), &none_apart)
            .await
            .expect("a draft");
        let (first, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
        store.persist(&batch).await.expect("stored");
        let rows = on_disk(&store).await.rows.rows;
        let folded = store.fold(&first, &rows).await.expect("folded");
        let (_, batch) = page(&folded, 6, vec![colleague(6, 60, "林")]);
        store.persist(&batch).await.expect("stored");
        damage(&name, place, None).await.expect("damaged");
        let again = Store::open(&name).await.expect("the next start");
        let disk = on_disk(&again).await;
        let lost = Unreadable {
            records: usize::from(place == "outbox"),
            drafts: usize::from(place == "drafts"),
            others: disk.unreadable.others,
        };
        assert_eq!(disk.unreadable, lost, "{place}");
        assert_eq!(disk.outbox.len(), usize::from(place != "outbox"), "{place}");
        // And work goes on.
        again
            .set_person(Some(&person(ME)))
            .await
            .expect("signed in");
        again
            .finish(entry(ME, call(8)), &[], &none_apart)
            .await
            .expect("saved");
    }
}
