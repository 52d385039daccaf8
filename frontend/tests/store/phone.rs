//! What the tests put on a phone's disk, and read back.

use frontend::store::{OnDisk, Person, Store};
use shared::json::Json;
use shared::model::{CallAttempt, CallDirection, CallResult, FactId, MemberNumber, Moment, UserId};
use shared::sync::{Batch, EntryState, NewEntry, Position, RowSet, Witnessed};
use shared::wire::sync::Change;
use shared::wire::{Fact, FactBody, Row};
use uuid::Uuid;

use crate::disk_steps;
pub use crate::disk_steps::{ME, OTHER, colleague};

#[derive(Clone, Debug, PartialEq, Json)]
pub struct Sketch {
    pub note: String,
}

pub async fn empty_store(name: &str) -> Store {
    let name = format!("test-{name}-{}", js_sys::Math::random());
    Store::open(&name).await.expect("a browser with IndexedDB")
}

/// A store of a phone that I am signed in on.
pub async fn my_store(name: &str) -> Store {
    let store = empty_store(name).await;
    let signed_in = store.set_person(Some(&person(ME))).await;
    signed_in.expect("signed in");
    store
}

/// Said to a phone that has heard nothing of its server yet.
pub fn said(states: Vec<(u64, EntryState)>) -> Batch {
    said_at(&Position::start(ME), states)
}

pub fn said_at(expect: &Position, states: Vec<(u64, EntryState)>) -> Batch {
    let expect = expect.clone();
    Batch::Results {
        states,
        seen: Witnessed { expect, head: None },
    }
}

pub async fn on_disk(store: &Store) -> OnDisk<Sketch> {
    store.read().await.expect("readable")
}

pub async fn drafts_of(store: &Store, user: UserId) -> Vec<Sketch> {
    store
        .set_person(Some(&person(user)))
        .await
        .expect("signed in");
    on_disk(store).await.drafts
}

pub async fn rows_of(store: &Store) -> (Option<Position>, RowSet) {
    let stored = on_disk(store).await.rows;
    (stored.position, stored.rows)
}

pub fn call(id: u128) -> Fact {
    Fact {
        id: FactId(Uuid::from_u128(id)),
        schema: shared::wire::fact::FACT_SCHEMA,
        recorded_at: Moment::from_utc_ms(1_000),
        after: vec![],
        corrects: None,
        instead_of: None,
        body: FactBody::Call(CallAttempt {
            note: "髙島屋の裏口".into(),
            ..CallAttempt::new(
                MemberNumber::parse("100003").expect("a number"),
                Moment::from_utc_ms(1_000),
                CallDirection::Out,
                CallResult::NoAnswer,
            )
        }),
    }
}

pub fn entry(user: UserId, fact: Fact) -> NewEntry {
    NewEntry::new(user, "田中", Moment::from_utc_ms(2_000), fact).expect("a fact serialises")
}

pub fn person(id: UserId) -> Person {
    Person {
        id,
        name: "田中".into(),
        demo: false,
    }
}

/// The page that brings a phone from `expect` to `cursor`.
pub fn page(expect: &Position, cursor: u64, changes: Vec<Change>) -> (Position, Batch) {
    let position = Position {
        cursor,
        epoch: Some(Uuid::from_u128(9)),
        ..expect.clone()
    };
    let page = disk_steps::page(expect, &position, changes);
    (position, Batch::Page(Box::new(page)))
}

/// The colleagues' names, sorted by their ids.
pub fn names(rows: &RowSet) -> Vec<String> {
    let name = |row: &Row| match row {
        Row::Colleague(colleague) => colleague.name.clone(),
        _ => String::new(),
    };
    rows.iter().map(|row| name(row)).collect()
}
