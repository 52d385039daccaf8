//! What the golden lines mean: the same values for ever. What a later schema added is only in its own
//! files, so a sample takes the schema whose line it is compared with.

pub mod facts;
pub mod rows;
pub mod sync;

use shared::json::Json;
use shared::model::{Day, DeviceId, MemberNumber, Moment, UserId};
use uuid::Uuid;

use crate::golden::Sample;

/// One golden file; a line each.
pub struct File {
    pub name: &'static str,
    pub lines: Vec<Box<dyn Sample>>,
}

/// What an app of this schema and its server say to each other.
pub fn files(schema: u32) -> Vec<File> {
    let mut files = vec![
        file("facts.jsonl", facts::of(schema)),
        file("rows.jsonl", rows::of(schema)),
        file("push_requests.jsonl", sync::push_requests(schema)),
        file("push_replies.jsonl", sync::push_replies(schema)),
        file("pull_requests.jsonl", sync::pull_requests(schema)),
        file("pull_replies.jsonl", sync::pull_replies(schema)),
        file("problems.jsonl", sync::problems(schema)),
        file("sign_ins.jsonl", sync::sign_ins()),
        file("sessions.jsonl", sync::sessions()),
    ];
    if schema >= 2 {
        files.push(file("outbox_files.jsonl", sync::outbox_files(schema)));
        files.push(file("pokes.jsonl", sync::pokes()));
    }
    if schema >= 3 {
        files.push(file("photo_replies.jsonl", sync::photo_replies()));
    }
    files
}

fn file<T: Sample + 'static>(name: &'static str, lines: Vec<T>) -> File {
    let lines = lines.into_iter();
    File {
        name,
        lines: lines
            .map(|line| Box::new(line) as Box<dyn Sample>)
            .collect(),
    }
}

fn raw(value: &dyn Json) -> Box<serde_json::value::RawValue> {
    shared::json::to_raw(value).expect("JSON")
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn me() -> UserId {
    UserId(id(1))
}

fn office() -> UserId {
    UserId(id(2))
}

fn device() -> DeviceId {
    DeviceId(id(77))
}

/// Member number 100000 + n.
fn member(n: u32) -> MemberNumber {
    MemberNumber::parse(&format!("{}", 100_000 + n)).expect("six digits")
}

fn day(text: &str) -> Day {
    text.parse().expect("a literal day")
}

/// So many minutes after 2023-10-02, 12:00 in Japan.
fn at(minutes: i64) -> Moment {
    Moment::from_utc_ms(1_696_215_600_000).plus_ms(minutes * 60_000)
}

/// What came with a later schema isn't there before.
fn since<T: Default>(first: u32, schema: u32, value: T) -> T {
    match schema >= first {
        true => value,
        false => T::default(),
    }
}
