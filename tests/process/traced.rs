//! What a SIGKILL can't show, since the system's cache survives it: that each acknowledged push, of one fact or
//! several, and each acknowledged picture was flushed to the disk before its reply left. strace writes down what
//! the server asks of the system, in order.

use std::ffi::OsStr;
use std::fs;

use server::app::DATABASE;
use tests::process::Options;
use tests::simulation::chance::Dice;
use tests::{Phone, Process, Stage};

use crate::load::{self, Outside};

const MEMBERS: u128 = 4;
const PUSHES: usize = 40;

/// What a line of the trace says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// The bytes of a push begin to arrive.
    Pushed,
    /// The bytes of a picture begin to arrive.
    PictureCame,
    /// Bytes went to a file of the database.
    Wrote,
    /// All bytes of the write-ahead log are on the disk.
    Flushed,
    /// The reply begins to leave.
    Replied,
}

#[tokio::test]
#[ignore = "needs the built server and strace: cargo xtask test process"]
async fn every_push_and_every_picture_is_flushed_before_its_reply_leaves() {
    let seed = rand::random::<u32>().into();
    eprintln!("seed {seed}");
    let stage = Stage::new(1, MEMBERS).await;
    let data = tempfile::tempdir().expect("a temporary folder");
    stage.copy_to(data.path());
    let trace = data.path().join("trace");
    let arguments = [
        OsStr::new("-y"),
        OsStr::new("--string-limit=64"),
        OsStr::new("--trace=recvfrom,read,readv,pwrite64,fdatasync,fsync,sendto,write,writev"),
        OsStr::new("-o"),
        trace.as_os_str(),
    ];
    let process = Process::start_traced(Options::on(data.path()), &arguments);
    let process = process.expect("it starts");
    let mut phone = Phone::new(stage.visitors[0].moved_to(process.door()));
    let outside = Outside::new(MEMBERS, |n| stage.holder(n));
    load::visitor(&mut phone, &outside, Dice::new(seed), PUSHES)
        .await
        .expect("it lives");
    process.stop();

    let ledger = outside.ledger.into_inner();
    assert!(ledger.facts.len() > 2 * PUSHES, "batches of one alone");
    assert!(!ledger.pictures.is_empty(), "no picture was sent");
    let log = format!("{}-wal>", data.path().join(DATABASE).display());
    let calls = calls(&fs::read_to_string(&trace).expect("a trace"), &log);
    for (what, times) in [
        (Call::Pushed, PUSHES),
        (Call::PictureCame, ledger.pictures.len()),
    ] {
        let replies = replies_to(what, &calls);
        assert_eq!(replies.len(), times, "{what:?}: {calls:?}");
        for reply in replies {
            let last_write = reply.iter().rposition(|call| *call == Call::Wrote);
            let last_flush = reply.iter().rposition(|call| *call == Call::Flushed);
            assert!(
                last_write.is_some(),
                "acknowledged, but nothing was written: {reply:?}"
            );
            assert!(
                last_flush > last_write,
                "the reply left before the flush: {reply:?}"
            );
        }
    }
}

/// The calls from what came to its reply.
fn replies_to(what: Call, calls: &[Call]) -> Vec<&[Call]> {
    calls
        .split_inclusive(|call| *call == Call::Replied)
        .filter(|calls| calls.contains(&what) && calls.ends_with(&[Call::Replied]))
        .collect()
}

/// A call that took long stands in two lines: its beginning counts, but a flush is done at its end.
fn calls(trace: &str, log: &str) -> Vec<Call> {
    let mut flushing = Vec::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        let flushes = call.starts_with("fdatasync(") || call.starts_with("fsync(");
        if flushes && call.contains(log) {
            if call.contains("<unfinished") {
                flushing.push(thread);
            } else if call.ends_with("= 0") {
                calls.push(Call::Flushed);
            }
        } else if call.starts_with("<... fdatasync") || call.starts_with("<... fsync") {
            let known = flushing.iter().position(|one| *one == thread);
            if let Some(place) = known {
                flushing.swap_remove(place);
                if call.ends_with("= 0") {
                    calls.push(Call::Flushed);
                }
            }
        } else if call.starts_with("pwrite64(") && call.contains(log) {
            calls.push(Call::Wrote);
        } else if call.contains("POST /sync/v1/push") {
            calls.push(Call::Pushed);
        } else if call.contains("PUT /sync/v1/photos/") {
            calls.push(Call::PictureCame);
        } else if call.contains("HTTP/1.1 200") {
            calls.push(Call::Replied);
        }
    }
    calls
}
