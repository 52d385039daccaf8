//! The office's disk broke and yesterday's copy was put back, as the README says. Fifty phones with the real
//! engine bring back everything that they were told had arrived.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use server::app::DATABASE;
use shared::model::{CallResult, FactId, Outcome};
use shared::wire::Fact;
use tempfile::TempDir;
use tests::facts::{called, retracting, visit, visited};
use tests::process::Options;
use tests::{Handset, Phone, Process, Stage};

const PHONES: usize = 50;
const MEMBERS: u128 = 100;
/// Records of each phone before the copy, and after it.
const RECORDS: u128 = 4;

const DAY: &str = "2023-10-02";
const NEXT_DAY: &str = "2023-10-03";

fn on<'a>(data: &'a Path, today: &'a str) -> Options<'a> {
    Options {
        today,
        backups: 3,
        ..Options::on(data)
    }
}

/// The records of phone n in one half of the story: a call, visits, and one visit taken back.
fn records(phone: usize, half: u128) -> Vec<Fact> {
    let first = 1 + (phone as u128 * 2 + half) * 10;
    let member = phone as u128;
    vec![
        called(first, member, CallResult::NoAnswer),
        visited(first + 1, visit(member, Outcome::MetContact)),
        visited(first + 2, visit(member + PHONES as u128, Outcome::Absent)),
        retracting(first + 3, first + 2),
    ]
}

fn stored(data: &Path) -> BTreeMap<FactId, String> {
    let tables = Connection::open(data.join(DATABASE)).expect("the file is there");
    let mut query = tables
        .prepare("SELECT id, body FROM facts")
        .expect("a query");
    query
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
        .expect("readable facts")
        .map(|line| {
            let (id, body) = line.expect("a fact");
            (id.parse().expect("an id"), body)
        })
        .collect()
}

/// To go back: stop it, put a copy in the place of the database, without `-wal` and `-shm`.
fn put_back(copy: &Path, data: &Path) {
    let database = data.join(DATABASE);
    fs::copy(copy, &database).expect("the copy can be put back");
    for suffix in ["-wal", "-shm"] {
        let beside = data.join(format!("{DATABASE}{suffix}"));
        if beside.exists() {
            fs::remove_file(beside).expect("it can be removed");
        }
    }
}

#[tokio::test]
#[ignore = "needs the built server: cargo xtask test process"]
async fn phones_bring_back_what_a_restored_server_lost() {
    let stage = Stage::new(PHONES, MEMBERS).await;
    let data: TempDir = tempfile::tempdir().expect("a temporary folder");
    let data = data.path();
    stage.copy_to(data);
    let mut phones: Vec<Handset> = stage.visitors.iter().cloned().map(Handset::new).collect();

    let process = Process::start(on(data, DAY));
    everybody(&mut phones, &process, 0).await;
    process.stop();
    let before: BTreeMap<FactId, String> = stored(data);
    assert_eq!(before.len() as u128, PHONES as u128 * RECORDS);

    // The next day begins with the night's copy.
    let process = Process::start(on(data, NEXT_DAY));
    process.says("the night's copy was made").await;
    everybody(&mut phones, &process, 1).await;
    let arrived: BTreeMap<FactId, String> = stored(data);
    assert_eq!(arrived.len(), 2 * before.len());
    for phone in &phones {
        assert_eq!(phone.waiting(), 0, "everything was shown as arrived");
    }
    process.kill();

    let copies = fs::read_dir(data.join("backups")).expect("a folder");
    let copies: Vec<_> = copies
        .map(|entry| entry.expect("readable").path())
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    put_back(&copies[0], data);
    assert_eq!(stored(data), before, "the copy knows nothing of the day");

    let process = Process::start(on(data, NEXT_DAY));
    for phone in &mut phones {
        phone.move_to(process.door());
        phone.sync().await;
    }
    assert_eq!(
        stored(data),
        arrived,
        "everything is back, once, in the same bytes"
    );
    for phone in &mut phones {
        // What others brought back reaches this one too.
        phone.sync().await;
        assert_eq!(phone.waiting(), 0);
        let mut anew = Phone::new(phone.browser().clone());
        anew.device = phone.device();
        anew.pull().await;
        let rows: Vec<_> = anew.rows.into_values().collect();
        assert!(phone.rows() == rows, "a phone shows what a new one would");
    }
    process.stop();
}

/// Everybody comes to work, records, and everything is sent.
async fn everybody(phones: &mut [Handset], process: &Process, half: u128) {
    for (n, phone) in phones.iter_mut().enumerate() {
        phone.move_to(process.door());
        for record in records(n, half) {
            phone.save(record);
        }
        phone.sync().await;
    }
}
