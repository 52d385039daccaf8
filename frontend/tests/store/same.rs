//! The browser's store goes through the steps that the simulation's disk goes through.

use frontend::store::{Store, StoreError, none_apart};
use shared::model::FactId;
use shared::sync::PersistFailure;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::disk_steps::{Answer, Seen, Step, line, steps};
use crate::phone::*;
use crate::photos::taken;

fn answer<T>(result: Result<T, StoreError>) -> Answer {
    match result {
        Ok(_) => Answer::Done,
        Err(StoreError::AlreadySaved) => Answer::Refused,
        Err(StoreError::Changed) => Answer::Changed,
        Err(error) => panic!("{error:?}"),
    }
}

/// A draft that says nothing but its id.
fn sketch(id: FactId) -> Sketch {
    Sketch {
        note: id.to_string(),
    }
}

async fn take(store: &Store, step: Step) -> Answer {
    match step {
        Step::SignIn(user) => answer(store.set_person(Some(&person(user))).await),
        Step::Draft(user, id) => answer(store.put_draft(user, id, &sketch(id), &none_apart).await),
        Step::Photo(photo) => {
            let draft = sketch(photo.record);
            answer(store.put_photos(&[taken(photo)], &draft, &none_apart).await)
        }
        Step::Finish(entry, pictures) => answer(store.finish(entry, &pictures, &none_apart).await),
        Step::PutAway(user, fact) => answer(store.put_away(user, fact).await),
        Step::Persist(batch) => match store.persist(&batch).await {
            Ok(()) => Answer::Done,
            Err(PersistFailure::Changed) => Answer::Changed,
            Err(PersistFailure::Failed) => panic!("there is room"),
        },
        Step::Fold(position) => {
            let rows = on_disk(store).await.rows.rows;
            answer(store.fold(&position, &rows).await)
        }
        Step::Sweep(now) => answer(store.sweep_photos(&[], now).await),
    }
}

#[wasm_bindgen_test]
async fn the_store_behaves_like_the_simulations_disk() {
    let store = empty_store("same").await;
    for (n, (step, answered, then)) in steps().enumerate() {
        assert_eq!(take(&store, step).await, answered, "step {n}");
        let disk = on_disk(&store).await;
        let drafts = disk.drafts.iter().map(|draft| draft.note.parse());
        let seen = line(&Seen {
            person: disk.person.map(|person| person.id),
            position: disk.rows.position,
            rows: &disk.rows.rows,
            outbox: disk.outbox,
            photos: disk.photos,
            drafts: drafts.collect::<Result<_, _>>().expect("ids"),
        });
        assert_eq!(seen, then, "step {n}");
    }
}
