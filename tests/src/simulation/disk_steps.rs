//! What a phone's disk is asked to do, one transaction after another, and what is on it then. The browser's store
//! (`frontend/tests/store/same.rs`) and the simulation's disk (`disk_tests.rs`) both go through these steps: what the
//! simulation proves of the one is true of the other as far as they reach.

use shared::json;
use shared::model::{
    CallAttempt, CallDirection, CallResult, FactId, MemberNumber, Moment, Outcome, PhotoId,
    PhotoKind, PhotoRef, UserId, Visit,
};
use shared::sync::photos::UNNAMED_FOR_MS;
use shared::sync::{
    Batch, EntryState, NewEntry, OutboxEntry, Page, PhotoState, Position, RowSet, StoredPhoto,
    Witnessed,
};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{Change, DeferCode, RejectCode, Witness};
use shared::wire::{Colleague, Fact, FactBody, Row};
use uuid::Uuid;

pub const ME: UserId = UserId(Uuid::from_u128(1));
pub const OTHER: UserId = UserId(Uuid::from_u128(2));
const START: Moment = Moment {
    utc_ms: 1_696_201_200_000,
    offset_minutes: 540,
};

/// One transaction.
pub enum Step {
    SignIn(UserId),
    Draft(UserId, FactId),
    /// With the draft that it was taken for.
    Photo(StoredPhoto),
    /// With the pictures that must be there.
    Finish(NewEntry, Vec<PhotoId>),
    PutAway(UserId, FactId),
    Persist(Batch),
    /// What is stored at this position becomes the next generation's beginning.
    Fold(Position),
    Sweep(Moment),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Done,
    /// Nothing was written.
    Refused,
    /// Nothing was written: another tab has been there.
    Changed,
}

/// Everything on the disk that an app reads when it starts.
pub struct Seen<'a> {
    pub person: Option<UserId>,
    pub position: Option<Position>,
    pub rows: &'a RowSet,
    pub outbox: Vec<OutboxEntry>,
    pub photos: Vec<StoredPhoto>,
    /// The signed-in person's.
    pub drafts: Vec<FactId>,
}

/// In one line, to be held against the line of a step.
pub fn line(seen: &Seen<'_>) -> String {
    let person = seen.person.map_or(0, |person| person.0.as_u128());
    let at = seen.position.as_ref().map_or_else(
        || "-".to_owned(),
        |at| {
            format!(
                "{}/{}/{}",
                at.generation,
                at.cursor,
                at.seen.map_or(0, |seen| seen.seq)
            )
        },
    );
    let mut rows: Vec<String> = seen.rows.iter().map(|row| name(row)).collect();
    rows.extend((seen.rows.unreadable() > 0).then(|| format!("+{}", seen.rows.unreadable())));
    let outbox = seen.outbox.iter().map(|entry| {
        let bytes = json::to_raw(entry.fact.as_ref()).expect("a fact serialises");
        assert_eq!(
            entry.body.get(),
            bytes.get(),
            "the bytes as they were saved"
        );
        let state = match &entry.state {
            EntryState::Waiting => "waits".to_owned(),
            EntryState::Orphaned => "alone".to_owned(),
            EntryState::Deferred { .. } => "deferred".to_owned(),
            EntryState::Conflict { seq, .. } => format!("overruled {seq}"),
            EntryState::Arrived { seq } => format!("arrived {seq}"),
            EntryState::NeedsYou { .. } => "refused".to_owned(),
        };
        format!("{}:{} {state}", entry.n, entry.id().0.as_u128())
    });
    let photos = seen.photos.iter().map(|stored| {
        let state = match &stored.state {
            PhotoState::Waiting => "waits".to_owned(),
            PhotoState::Arrived { seq, .. } => format!("arrived {seq}"),
            PhotoState::NeedsYou { .. } => "refused".to_owned(),
        };
        format!("{} {state}", stored.photo.id.0.as_u128())
    });
    let mut drafts: Vec<u128> = seen.drafts.iter().map(|id| id.0.as_u128()).collect();
    drafts.sort_unstable();
    let drafts = drafts.iter().map(u128::to_string);
    let lists = [rows, outbox.collect(), photos.collect(), drafts.collect()];
    let lists = lists.map(|list| list.join(", "));
    format!("{person} {at} | {}", lists.join(" | "))
}

fn name(row: &Row) -> String {
    match row {
        Row::Colleague(colleague) => colleague.name.clone(),
        other => format!("{other:?}"),
    }
}

pub fn id(n: u128) -> FactId {
    FactId(Uuid::from_u128(n))
}

fn call(n: u128, note: &str) -> Fact {
    Fact {
        id: id(n),
        schema: FACT_SCHEMA,
        recorded_at: START,
        after: vec![],
        corrects: None,
        instead_of: None,
        body: FactBody::Call(CallAttempt {
            note: note.into(),
            ..CallAttempt::new(
                MemberNumber::parse("100003").expect("a number"),
                START,
                CallDirection::Out,
                CallResult::NoAnswer,
            )
        }),
    }
}

fn after(parent: u128, fact: Fact) -> Fact {
    let after = vec![id(parent)];
    Fact { after, ..fact }
}

fn instead_of(refused: u128, fact: Fact) -> Fact {
    let instead_of = Some(id(refused));
    Fact { instead_of, ..fact }
}

fn finish(fact: Fact) -> Step {
    let entry = NewEntry::new(ME, "田中", START, fact).expect("a fact serialises");
    Step::Finish(entry, vec![])
}

fn photo(n: u128, record: u128) -> StoredPhoto {
    StoredPhoto {
        photo: PhotoRef {
            id: PhotoId(Uuid::from_u128(n)),
            kind: PhotoKind::Photo,
            sha256: "0a".repeat(32),
            bytes: 5,
        },
        record: id(record),
        user: ME,
        user_name: "田中".into(),
        taken_at: START,
        state: PhotoState::Waiting,
    }
}

/// A visit that names this picture alone.
fn visit(n: u128, picture: &StoredPhoto) -> Step {
    let member = MemberNumber::parse("100003").expect("a number");
    let visit = Visit {
        photos: vec![picture.photo.clone()],
        ..Visit::new(member, START, Outcome::MetContact)
    };
    let body = FactBody::Visit(Box::new(visit));
    let fact = Fact {
        body,
        ..call(n, "")
    };
    let entry = NewEntry::new(ME, "田中", START, fact).expect("a fact serialises");
    Step::Finish(entry, vec![picture.photo.id])
}

pub fn colleague(seq: u64, n: u128, name: &str) -> Change {
    let row = Row::Colleague(Colleague {
        id: UserId(Uuid::from_u128(n)),
        name: name.into(),
    });
    Change::Row {
        seq,
        key: Some(json::to_raw(&row.key()).expect("a key serialises")),
        row: json::to_raw(&row).expect("a row serialises"),
        member: None,
    }
}

/// A row of a kind that only a newer app reads.
fn stranger(seq: u64) -> Change {
    let raw = |text: &str| json::from_str(text).expect("JSON");
    Change::Row {
        seq,
        key: Some(raw(r#"{"ballot":7}"#)),
        row: raw(r#"{"ballot":{"id":7}}"#),
        member: None,
    }
}

pub fn page(expect: &Position, position: &Position, changes: Vec<Change>) -> Page {
    Page {
        expect: expect.clone(),
        write_to: position.generation,
        begins: false,
        changes,
        position: position.clone(),
        drop: vec![],
        offer_again: vec![],
        photos_again: false,
        drop_photos: vec![],
    }
}

fn store(page: Page) -> Step {
    Step::Persist(Batch::Page(Box::new(page)))
}

/// What no server has said, or not this one.
fn said(expect: &Position, n: u64, state: EntryState) -> Step {
    let expect = expect.clone();
    Step::Persist(Batch::Results {
        states: vec![(n, state)],
        seen: Witnessed { expect, head: None },
    })
}

fn refused() -> EntryState {
    EntryState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".into(),
    }
}

fn at(seq: u64) -> Witness {
    let nonce = i64::try_from(seq).expect("small").unsigned_abs();
    Witness { seq, nonce }
}

/// Each with what it is answered and what is on the disk then.
pub fn steps() -> impl Iterator<Item = (Step, Answer, &'static str)> {
    let mut seen = "";
    written_steps()
        .into_iter()
        .map(move |(step, answer, then)| {
            if !then.is_empty() {
                seen = then;
            }
            (step, answer, seen)
        })
}

/// Nothing is written where the disk is as it was before.
#[rustfmt::skip]
fn written_steps() -> Vec<(Step, Answer, &'static str)> {
    use Answer::{Changed, Done, Refused};
    let start = Position::start(ME);
    let first = Position { cursor: 5, epoch: Some(Uuid::from_u128(9)), ..start };
    let seen = Position { seen: Some(at(6)), ..first };
    let folded = Position { generation: 1, ..seen };
    let whole = Position { generation: 2, cursor: 3, seen: Some(at(3)), ..folded };
    let last = Position { cursor: 9, ..whole };
    let witnessed = || Step::Persist(Batch::Results {
        states: vec![(1, EntryState::Arrived { seq: 4 })],
        seen: Witnessed { expect: first.clone(), head: Some(at(6)) },
    });
    let (named, unnamed) = (photo(1, 20), photo(2, 20));
    let picture_arrived = |after, seq| Step::Persist(Batch::Photos {
        user: ME,
        after,
        states: vec![(named.photo.id, PhotoState::Arrived { seq, seen: at(seq) })],
    });
    let missing = || EntryState::Deferred { code: DeferCode::ParentMissing };
    let staged = |position: &Position, changes| Page { write_to: 2, begins: true, ..page(&folded, position, changes) };
    vec![
        // Rows come with their position, or not at all.
        (Step::SignIn(ME), Done, "1 - |  |  |  | "),
        (store(page(&start, &first, vec![colleague(5, 50, "佐藤"), stranger(4)])), Done, "1 0/5/0 | 佐藤, +1 |  |  | "),
        (store(page(&start, &first, vec![colleague(5, 51, "林")])), Changed, ""),
        // A draft becomes a record once, and doesn't come back.
        (Step::Draft(ME, id(7)), Done, "1 0/5/0 | 佐藤, +1 |  |  | 7"),
        (Step::Draft(OTHER, id(8)), Done, ""),
        (finish(call(7, "留守")), Done, "1 0/5/0 | 佐藤, +1 | 1:7 waits |  | "),
        (finish(call(7, "別の言葉")), Refused, ""),
        (Step::Draft(ME, id(7)), Refused, ""),
        // The server's word, and a tab that doesn't know of it.
        (witnessed(), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4 |  | "),
        (witnessed(), Changed, ""),
        // What was refused leaves for its successor or when it is put away; what waits for it is alone, and falls.
        (finish(call(10, "")), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 2:10 waits |  | "),
        (said(&seen, 2, refused()), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 2:10 refused |  | "),
        (finish(after(10, call(11, ""))), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 2:10 refused, 3:11 waits |  | "),
        (Step::PutAway(OTHER, id(10)), Done, ""),
        (Step::PutAway(ME, id(11)), Done, ""),
        (finish(instead_of(10, call(12, ""))), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 alone, 4:12 waits |  | "),
        (said(&seen, 3, missing()), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits |  | "),
        (finish(after(10, call(13, ""))), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone |  | "),
        (said(&seen, 99, refused()), Done, ""),
        (said(&first, 4, refused()), Changed, ""),
        // Pictures: with their draft, named by their record, in the server's order, swept when nothing needs them.
        (Step::Photo(named.clone()), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone | 1 waits | 20"),
        (Step::Photo(unnamed), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone | 1 waits, 2 waits | 20"),
        (visit(20, &named), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits | 1 waits, 2 waits | "),
        (Step::Photo(photo(3, 20)), Refused, ""),
        (picture_arrived(None, 8), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits | 1 arrived 8, 2 waits | "),
        (picture_arrived(None, 9), Changed, ""),
        (Step::Sweep(START), Done, ""),
        (Step::Sweep(START.plus_ms(UNNAMED_FOR_MS)), Done, "1 0/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits | 1 arrived 8 | "),
        // Folded rows are the same rows.
        (Step::Fold(first.clone()), Changed, ""),
        (Step::Fold(seen), Done, "1 1/5/6 | 佐藤, +1 | 1:7 arrived 4, 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits | 1 arrived 8 | "),
        // A reset shows when it is whole, an interrupted one begins anew; then what had arrived waits once more.
        (store(staged(&folded, vec![colleague(1, 60, "中断")])), Done, ""),
        (store(Page {
            offer_again: vec![(1, EntryState::Waiting)],
            photos_again: true,
            ..staged(&whole, vec![colleague(3, 70, "渡邊")])
        }), Done, "1 2/3/3 | 渡邊 | 1:7 waits, 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits | 1 waits | "),
        // What a backup covers leaves.
        (store(Page {
            drop: vec![1],
            drop_photos: vec![named.photo.id],
            ..page(&whole, &last, vec![])
        }), Done, "1 2/9/3 | 渡邊 | 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits |  | "),
        // A lent phone.
        (Step::SignIn(OTHER), Done, "2 - |  | 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits |  | 8"),
        (store(page(&last, &last, vec![])), Changed, ""),
        // What the one before had begun from nothing comes too late.
        (store(page(&start, &first, vec![colleague(5, 80, "佐藤")])), Changed, ""),
        (said(&start, 4, refused()), Changed, ""),
        (Step::SignIn(ME), Done, "1 - |  | 3:11 refused, 4:12 waits, 5:13 alone, 6:20 waits |  | "),
    ]
}
