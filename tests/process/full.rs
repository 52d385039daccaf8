//! A disk that is too small: nothing is acknowledged that isn't stored, reading goes on, the office is told, and
//! with room again everything goes through. The real program has a small tmpfs where one can be mounted. Facts
//! also meet, in any case, SQLite's `max_page_count`; a copy, where nothing can be mounted, a system that
//! answers ENOSPC. Each test prints what its disk was filled by.

use std::ffi::OsStr;
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
use tests::server::Door;
use tests::{Browser, Phone, Process, Stage, TestServer};

const TIGHT_KIB: u32 = 3_000;
/// Pages of 4 KiB by which the database may grow.
const TIGHT_PAGES: u32 = 300;
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

/// A server whose disk is too small.
enum Cramped {
    /// The real program on a disk of its own.
    Tmpfs(Disk, Process),
    /// A server in this process, whose SQLite takes no further page.
    PageCount(TestServer),
}

impl Cramped {
    /// `None` where this user may not mount.
    fn on_tmpfs(stage: &Stage) -> Option<Self> {
        let disk = Disk::mount(TIGHT_KIB)?;
        stage.copy_to(disk.data());
        let process = Process::start(Options::on(disk.data()));
        Some(Self::Tmpfs(disk, process))
    }

    fn by_page_count(stage: &Stage) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        stage.copy_to(data.path());
        let server = TestServer::from_backup(&data.path().join(DATABASE));
        server.app.db.limit_growth(TIGHT_PAGES).expect("a limit");
        Self::PageCount(server)
    }

    fn door(&self) -> Door {
        match self {
            Self::Tmpfs(_, process) => process.door(),
            Self::PageCount(server) => server.door(),
        }
    }

    /// Killed in this state, and started on what is left.
    fn killed(self) -> Self {
        match self {
            Self::Tmpfs(disk, process) => {
                process.kill();
                let process = Process::start(Options::on(disk.data()));
                Self::Tmpfs(disk, process)
            }
            Self::PageCount(server) => {
                let server = TestServer::after_a_kill(&server);
                server.app.db.limit_growth(0).expect("a limit");
                Self::PageCount(server)
            }
        }
    }

    fn make_room(&self) {
        match self {
            Self::Tmpfs(disk, _) => disk.resize(ROOMY_KIB),
            Self::PageCount(server) => server.app.db.limit_growth(u32::MAX).expect("room again"),
        }
    }
}

#[tokio::test]
#[ignore = "needs the built server, and may mount: cargo xtask test process"]
async fn a_full_disk_loses_nothing_and_says_so() {
    let stage = Stage::new(1, MEMBERS).await;
    match Cramped::on_tmpfs(&stage) {
        Some(cramped) => {
            let stored = full_and_with_room_again(&stage, cramped).await;
            eprintln!("a tmpfs was full after {stored} facts");
        }
        None => eprintln!("no tmpfs can be mounted here; max_page_count alone makes the disk full"),
    }
    let stored = full_and_with_room_again(&stage, Cramped::by_page_count(&stage)).await;
    eprintln!("by max_page_count the disk was full after {stored} facts");
}

/// How many facts the disk took before it was full.
async fn full_and_with_room_again(stage: &Stage, mut cramped: Cramped) -> usize {
    let mut phone = Phone::new(stage.visitors[0].moved_to(cramped.door()));
    let mut office = stage.office.moved_to(cramped.door());
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
    let fitted = stored.len();
    assert!(fitted > 20, "{fitted} facts fitted");
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
        cramped = cramped.killed();
        phone.browser = phone.browser.moved_to(cramped.door());
        office = office.moved_to(cramped.door());
    }

    cramped.make_room();
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
    if let Cramped::Tmpfs(disk, process) = cramped {
        process.stop();
        assert!(leftovers(disk.data()).is_empty());
    }
    fitted
}

/// A copy that found no room leaves nothing behind that takes the room of facts.
#[tokio::test]
#[ignore = "needs the built server, and may mount: cargo xtask test process"]
async fn a_copy_without_room_takes_none_from_the_facts() {
    let disk = Disk::mount(ROOMY_KIB);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let data = disk.as_ref().map_or(elsewhere.path(), Disk::data);
    let stage = Stage::new(1, MEMBERS).await;
    stage.copy_to(data);
    let (first, second) = ("2023-10-02", "2023-10-03");
    let night = |today| Options {
        today,
        backups: 3,
        ..Options::on(data)
    };
    let process = Process::start(night(first));
    let mut phone = Phone::new(stage.visitors[0].moved_to(process.door()));
    for id in 1..=FACTS {
        phone.tell(&long_visit(id)).await;
    }
    process.stop();
    let process = match &disk {
        Some(disk) => {
            let database = std::fs::metadata(data.join(DATABASE)).expect("it is there");
            let kib = u32::try_from(database.len() / 1024).expect("a small file");
            // Room for half of a copy.
            disk.resize(kib * 3 / 2);
            eprintln!("a tmpfs has room for half of a copy");
            Process::start(night(second))
        }
        None => {
            let copy = data.join(format!("backups/meguri-000001-{second}.unverified"));
            let arguments = [
                OsStr::new("--trace-path"),
                copy.as_os_str(),
                OsStr::new("--inject=pwrite64:error=ENOSPC:when=100+"),
            ];
            eprintln!("no tmpfs can be mounted here; strace answers ENOSPC to the copy");
            let process = Process::start_traced(night(second), &arguments);
            process.expect("it starts")
        }
    };
    process.says("the night's copy couldn't be made").await;
    assert!(process.log().contains("full"), "{}", process.log());
    let left = leftovers(data);
    assert!(left.is_empty(), "{left:?}");
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
