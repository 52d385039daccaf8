//! The server's data on a disk of its own that is too small, as a real full disk: nothing is acknowledged that
//! isn't stored, reading goes on, the office is told, and with room again everything goes through.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use axum::http::StatusCode;
use server::app::DATABASE;
use shared::model::{Outcome, Visit};
use shared::wire::office::{MemberFile, Progress};
use shared::wire::sync::{PushReply, ResultKind};
use shared::wire::{Fact, Problem, ProblemKind};
use tempfile::TempDir;
use tests::facts::{raw, visit, visited};
use tests::office::{SEASON, member};
use tests::process::Options;
use tests::{Browser, Phone, Process, Stage};

const TIGHT_KIB: u32 = 3_000;
const ROOMY_KIB: u32 = 60_000;
const MEMBERS: u128 = 4;
/// More than the small disk can hold.
const FACTS: u128 = 400;

/// A file system in memory, mounted on a folder.
#[derive(Debug)]
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// `None` where this user may not mount.
    fn mount(kib: u32) -> Option<Self> {
        let disk = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        disk.run(
            "mount",
            &["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"],
        )
        .then_some(disk)
    }

    fn resize(&self, kib: u32) {
        let options = format!("remount,size={kib}k");
        assert!(
            self.run("mount", &["-o", &options]),
            "it was mounted before"
        );
    }

    fn data(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        Command::new(program)
            .args(arguments)
            .arg(self.folder.path())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a server that just died may still hold its files.
        self.run("umount", &["-l"]);
    }
}

fn long_visit(id: u128) -> Fact {
    let visit = Visit {
        note: "長い話を聞いた。".repeat(240),
        ..visit(id % MEMBERS, Outcome::MetContact)
    };
    visited(id, visit)
}

/// The place of the fact, or `None` when the server had no room for it and said so.
async fn offer(phone: &mut Phone, fact: &Fact) -> Option<u64> {
    let reply = phone.push_raw(vec![raw(fact)]).await;
    if reply.status == StatusCode::SERVICE_UNAVAILABLE {
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.header("retry-after"), "30");
        let problem: Problem = serde_json::from_slice(&reply.bytes).expect("a problem");
        assert_eq!(problem.kind, ProblemKind::StorageUnavailable);
        return None;
    }
    match reply.json::<PushReply>().results[0].result {
        ResultKind::Applied { seq } | ResultKind::Duplicate { seq } => Some(seq),
        ref other => panic!("{other:?}"),
    }
}

async fn progress(office: &mut Browser) -> Progress {
    let path = format!("/api/seasons/{SEASON}/progress");
    office.get(&path).await.json()
}

#[tokio::test]
#[ignore = "needs the built server, and may mount: cargo xtask test process"]
async fn a_full_disk_loses_nothing_and_says_so() {
    let Some(disk) = Disk::mount(TIGHT_KIB) else {
        eprintln!(
            "not run: no tmpfs can be mounted here; tests/http/load.rs fills the disk by max_page_count"
        );
        return;
    };
    let stage = Stage::new(1, MEMBERS).await;
    stage.copy_to(disk.data());
    let mut process = Process::start(Options::on(disk.data()));
    let mut phone = Phone::new(stage.visitors[0].moved_to(process.door()));
    let mut office = stage.office.moved_to(process.door());
    assert!(!progress(&mut office).await.cannot_write);

    let mut stored: Vec<(u128, u64)> = Vec::new();
    let mut next = 1;
    let refused = loop {
        assert!(next <= FACTS, "the disk never filled up");
        match offer(&mut phone, &long_visit(next)).await {
            Some(seq) => stored.push((next, seq)),
            None => break next,
        }
        next += 1;
    };
    assert!(stored.len() > 20, "{} facts fitted", stored.len());
    // Again and again, also after a kill in this state: no acknowledged fact goes, none comes by itself.
    for round in 0..3 {
        assert_eq!(offer(&mut phone, &long_visit(refused)).await, None);
        assert!(
            progress(&mut office).await.cannot_write,
            "the office is told"
        );
        let path = format!("/api/members/{}", member(0));
        let file: MemberFile = office.get(&path).await.json();
        let of_this_member = stored.iter().filter(|(id, _)| id % MEMBERS == 0).count();
        assert_eq!(file.contacts.len(), of_this_member, "round {round}");
        phone.pull().await;
        process.kill();
        process = Process::start(Options::on(disk.data()));
        phone.browser = phone.browser.moved_to(process.door());
        office = office.moved_to(process.door());
    }

    disk.resize(ROOMY_KIB);
    for id in refused..=FACTS {
        let seq = offer(&mut phone, &long_visit(id)).await;
        stored.push((id, seq.expect("there is room again")));
    }
    assert!(!progress(&mut office).await.cannot_write);
    for (id, seq) in &stored {
        assert_eq!(
            offer(&mut phone, &long_visit(*id)).await,
            Some(*seq),
            "{id}"
        );
    }
    phone.pull().await;
    assert_eq!(stored.len() as u128, FACTS);
    process.stop();
    assert!(leftovers(disk.data()).is_empty());
}

/// A copy that found no room leaves nothing behind that takes the room of facts.
#[tokio::test]
#[ignore = "needs the built server, and may mount: cargo xtask test process"]
async fn a_copy_without_room_takes_none_from_the_facts() {
    let Some(disk) = Disk::mount(ROOMY_KIB) else {
        eprintln!("not run: no tmpfs can be mounted here");
        return;
    };
    let stage = Stage::new(1, MEMBERS).await;
    stage.copy_to(disk.data());
    let (first, second) = ("2023-10-02", "2023-10-03");
    let night = |today| Options {
        today,
        backups: 3,
        ..Options::on(disk.data())
    };
    let process = Process::start(night(first));
    let mut phone = Phone::new(stage.visitors[0].moved_to(process.door()));
    for id in 1..=FACTS {
        phone.tell(&long_visit(id)).await;
    }
    process.stop();
    let database = std::fs::metadata(disk.data().join(DATABASE)).expect("it is there");
    let kib = u32::try_from(database.len() / 1024).expect("a small file");
    // Room for half of a copy.
    disk.resize(kib * 3 / 2);
    let process = Process::start(night(second));
    process.says("the night's copy couldn't be made").await;
    assert!(
        leftovers(disk.data()).is_empty(),
        "{:?}",
        leftovers(disk.data())
    );
    phone.browser = phone.browser.moved_to(process.door());
    phone.tell(&long_visit(FACTS + 1)).await;
    process.stop();
}

/// What lies in the folder of copies and isn't one.
fn leftovers(data: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(data.join("backups")) else {
        return vec![];
    };
    let paths = entries.map(|entry| entry.expect("readable").path());
    paths
        .filter(|path| path.extension().is_none_or(|kind| kind != "sqlite"))
        .collect()
}
