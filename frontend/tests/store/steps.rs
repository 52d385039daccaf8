//! What a day needs rarely, with the connection severed at each of its calls in turn, in each way: what was to
//! be done is done, once, and nothing else.

use frontend::store::{Store, Unreadable, none_apart};
use shared::model::{Outcome, PhotoId, Visit};
use shared::sync::{EntryState, Position};
use shared::wire::sync::RejectCode;
use shared::wire::{Fact, FactBody};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;
use crate::photos::{picture, taken};
use crate::quarantine::reword;
use crate::severed::{heal, sever_at};

const REFUSED: u128 = 7;
const CHILD: u128 = 8;

#[derive(Debug)]
struct Phone {
    name: String,
    store: Store,
}

/// Signed in, with rows.
async fn phone() -> Phone {
    let name = format!("test-steps-{}", js_sys::Math::random());
    let store = Store::open(&name).await.expect("a browser with IndexedDB");
    let signed_in = store.set_person(Some(&person(ME))).await;
    signed_in.expect("signed in");
    let (_, rows) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    store.persist(&rows).await.expect("rows");
    Phone { name, store }
}

async fn save(store: &Store, fact: Fact) {
    let saved = store.finish(entry(ME, fact), &[], &none_apart).await;
    saved.expect("saved");
}

/// With a refused record, and one that waits for it.
async fn refused() -> Phone {
    let phone = phone().await;
    save(&phone.store, call(REFUSED)).await;
    let mut child = call(CHILD);
    child.after = vec![call(REFUSED).id];
    save(&phone.store, child).await;
    let state = EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".into(),
    };
    let position = rows_of(&phone.store).await.0.expect("rows");
    let results = said_at(&position, vec![(1, state)]);
    phone.store.persist(&results).await.expect("written");
    phone
}

/// `right` is asked of what is on the disk afterwards. Severed `after` is `before` at all calls but a commit.
async fn severed_at_each_call(
    prepare: impl AsyncFn() -> Phone,
    step: impl AsyncFn(&Store),
    right: impl AsyncFn(&Store),
) {
    for when in ["after", "refused"] {
        for k in 0.. {
            let Phone { store, .. } = prepare().await;
            sever_at(k, when, false);
            step(&store).await;
            let severed = heal();
            right(&store).await;
            if !severed {
                assert!(k > 6, "both copies take more calls than {k}");
                break;
            }
        }
    }
}

async fn outbox(store: &Store) -> Vec<(Fact, EntryState)> {
    let outbox = on_disk(store).await.outbox.into_iter();
    outbox
        .map(|entry| (entry.fact.as_ref().clone(), entry.state))
        .collect()
}

#[wasm_bindgen_test]
async fn a_refused_record_is_put_away_and_its_child_told_whatever_is_severed() {
    let step = async |store: &Store| {
        let put_away = store.put_away(ME, call(REFUSED).id).await;
        put_away.expect("put away");
    };
    let right = async |store: &Store| {
        let left = outbox(store).await;
        let left: Vec<_> = left.iter().map(|(fact, state)| (fact.id, state)).collect();
        assert_eq!(left, [(call(CHILD).id, &EntryState::Orphaned)]);
    };
    severed_at_each_call(refused, step, right).await;
}

#[wasm_bindgen_test]
async fn a_successor_takes_the_refused_ones_place_once_whatever_is_severed() {
    const SUCCESSOR: u128 = 9;
    let step = async |store: &Store| {
        let mut successor = call(SUCCESSOR);
        successor.instead_of = Some(call(REFUSED).id);
        save(store, successor).await;
    };
    let right = async |store: &Store| {
        let left = outbox(store).await;
        let left: Vec<_> = left.iter().map(|(fact, state)| (fact.id, state)).collect();
        let child = (call(CHILD).id, &EntryState::Orphaned);
        assert_eq!(left, [child, (call(SUCCESSOR).id, &EntryState::Waiting)]);
    };
    severed_at_each_call(refused, step, right).await;
}

#[wasm_bindgen_test]
async fn a_record_is_saved_with_its_pictures_once_whatever_is_severed() {
    let visit = || {
        let mut fact = call(REFUSED);
        let member = fact.member().cloned().expect("a call is about a member");
        fact.body = FactBody::Visit(Box::new(Visit {
            photos: vec![picture(1).photo],
            ..Visit::new(member, fact.recorded_at, Outcome::MetContact)
        }));
        fact
    };
    let prepare = async || {
        let phone = phone().await;
        let sketch = Sketch {
            note: "写真2枚".into(),
        };
        let both = [taken(picture(1)), taken(picture(2))];
        let kept = phone.store.put_photos(&both, &sketch, &none_apart).await;
        kept.expect("kept");
        phone
    };
    let step = async |store: &Store| {
        let pictures = [picture(1).photo.id];
        let saved = store
            .finish(entry(ME, visit()), &pictures, &none_apart)
            .await;
        assert_eq!(saved.expect("saved").n, 1);
    };
    let right = async |store: &Store| {
        let disk = on_disk(store).await;
        let photos: Vec<PhotoId> = disk.photos.iter().map(|known| known.photo.id).collect();
        assert_eq!(photos, [1, 2].map(|n| picture(n).photo.id));
        for photo in photos {
            assert!(store.photo(photo).await.expect("readable").is_some());
        }
        assert_eq!(disk.drafts, []);
        assert_eq!(outbox(store).await, [(visit(), EntryState::Waiting)]);
    };
    severed_at_each_call(prepare, step, right).await;
}

#[wasm_bindgen_test]
async fn a_phone_is_lent_and_shows_no_rows_of_another_whatever_is_severed() {
    let prepare = async || {
        let phone = phone().await;
        save(&phone.store, call(REFUSED)).await;
        phone
    };
    let step = async |store: &Store| {
        let lent = store.set_person(Some(&person(OTHER))).await;
        lent.expect("lent");
    };
    let right = async |store: &Store| {
        let disk = on_disk(store).await;
        assert_eq!(disk.person, Some(person(OTHER)));
        assert!(disk.rows.position.is_none() && disk.rows.rows.is_empty());
        let mine: Vec<_> = disk.outbox.iter().map(|entry| entry.user).collect();
        assert_eq!(mine, [ME]);
    };
    severed_at_each_call(prepare, step, right).await;
}

#[wasm_bindgen_test]
async fn what_cant_be_read_is_put_aside_once_whatever_is_severed() {
    let prepare = async || {
        let phone = phone().await;
        save(&phone.store, call(REFUSED)).await;
        reword(&phone.name, "outbox", "no_answer", "telepathy")
            .await
            .expect("reworded");
        save(&phone.store, call(CHILD)).await;
        phone
    };
    let step = async |store: &Store| {
        let one = Unreadable {
            records: 1,
            ..Unreadable::default()
        };
        assert_eq!(on_disk(store).await.unreadable, one);
    };
    let right = async |store: &Store| {
        // Asked before anything reads, which would sort it once more.
        let kept = store.quarantine().await.expect("readable");
        assert_eq!(kept.len(), 1);
        assert!(kept[0].raw.contains("telepathy"), "{}", kept[0].raw);
        assert_eq!(outbox(store).await, [(call(CHILD), EntryState::Waiting)]);
        assert_eq!(on_disk(store).await.unreadable.records, 1);
    };
    severed_at_each_call(prepare, step, right).await;
}
