//! The office's disk broke and yesterday's copy was put back, as the README says. Fifty phones with the real
//! engine bring back everything that they were told had arrived, pictures too; a ledger outside of both tells.

use std::fs;
use std::path::Path;

use server::app::DATABASE;
use shared::model::{CallResult, Visit};
use shared::wire::{Fact, FactBody};
use tempfile::TempDir;
use tests::facts::{called, retracting, visited};
use tests::office::member;
use tests::process::Options;
use tests::{Handset, Phone, Process, Stage};

use crate::killed::open;
use crate::ledger::{Holder, Kind, Ledger, Sent};
use crate::load::{leaving_behind, photo, picture};

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

/// The records of phone n in one half of the story: a call, visits with a picture each and all that a visit
/// leaves behind, and one visit taken back.
fn records(phone: usize, half: u128) -> Vec<Fact> {
    let first = 1 + (phone as u128 * 2 + half) * 10;
    let pictured = |id, at| {
        let photos = vec![photo(id, &picture(id))];
        let visit = leaving_behind(id, at);
        visited(id, Visit { photos, ..visit })
    };
    let member = phone as u128;
    vec![
        called(first, member, CallResult::NoAnswer),
        pictured(first + 1, member),
        pictured(first + 2, member + PHONES as u128),
        retracting(first + 3, first + 2),
    ]
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

    let mut ledger = Ledger {
        holders: (0..MEMBERS)
            .map(|n| {
                let holder = Holder {
                    acknowledged: stage.holder(n),
                    in_doubt: None,
                };
                (member(n).to_string(), holder)
            })
            .collect(),
        ..Ledger::default()
    };
    let database = data.join(DATABASE);

    let process = Process::start(on(data, DAY));
    everybody(&mut phones, &process, 0, &mut ledger).await;
    process.stop();
    assert_eq!(ledger.facts.len() as u128, PHONES as u128 * RECORDS);
    assert_eq!(ledger.pictures.len(), 2 * PHONES);
    ledger.compare(&open(&database));

    // The next day begins with the night's copy.
    let process = Process::start(on(data, NEXT_DAY));
    process.says("the night's copy was made").await;
    let before = ledger.clone();
    everybody(&mut phones, &process, 1, &mut ledger).await;
    ledger.compare(&open(&database));
    process.kill();

    let copies = fs::read_dir(data.join("backups")).expect("a folder");
    let copies: Vec<_> = copies
        .map(|entry| entry.expect("readable").path())
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    put_back(&copies[0], data);
    // The copy knows everything of the day before and nothing of this one.
    before.compare(&open(&database));

    let process = Process::start(on(data, NEXT_DAY));
    for phone in &mut phones {
        phone.move_to(process.door());
        phone.sync().await;
        arrived(phone, &mut ledger);
    }
    // Everything is back, once, in the same bytes, under its author's name.
    ledger.compare(&open(&database));
    for phone in &mut phones {
        // What others brought back reaches this one too.
        phone.sync().await;
        arrived(phone, &mut ledger);
        let mut anew = Phone::new(phone.browser().clone());
        anew.device = phone.device();
        anew.pull().await;
        let rows: Vec<_> = anew.rows.into_values().collect();
        assert!(phone.rows() == rows, "a phone shows what a new one would");
    }
    ledger.compare(&open(&database));
    process.stop();
}

/// Everybody comes to work, takes pictures, records, and everything is sent.
async fn everybody(phones: &mut [Handset], process: &Process, half: u128, ledger: &mut Ledger) {
    for (n, phone) in phones.iter_mut().enumerate() {
        phone.move_to(process.door());
        let author = phone.browser().user.expect("a visitor");
        for record in records(n, half) {
            let id = record.id;
            let kind = match &record.body {
                FactBody::Visit(visit) => {
                    let photo = visit.photos[0].clone();
                    let jpeg = picture(id.0.as_u128());
                    ledger.pictures.insert(photo.id, (author, jpeg.clone()));
                    phone.photograph(id, photo.clone(), jpeg);
                    Kind::Visit(Some(photo.id))
                }
                FactBody::Retract { fact } => Kind::Retraction(*fact),
                _ => Kind::Call,
            };
            let sent = Sent {
                author,
                body: phone.save(record),
                acknowledged: None,
                kind,
            };
            ledger.facts.insert(id, sent);
        }
        phone.sync().await;
        arrived(phone, ledger);
    }
}

/// Everything of this phone is shown as arrived; where, it tells of what it still keeps.
fn arrived(phone: &Handset, ledger: &mut Ledger) {
    assert_eq!(phone.waiting(), 0, "everything is shown as arrived");
    for (id, seq) in phone.arrived() {
        let sent = ledger.facts.get_mut(&id).expect("only what was saved");
        sent.acknowledged = Some(seq);
    }
    let own = |sent: &&Sent| Some(sent.author) == phone.browser().user;
    let mut own = ledger.facts.values().filter(own);
    assert!(own.all(|sent| sent.acknowledged.is_some()));
}
