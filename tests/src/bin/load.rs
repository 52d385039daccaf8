//! The server alone: two hundred phones that all come back into the network at once, and then a day's
//! steady work. The real program in a process of its own, on a real disk, with FULL durability. One JSON
//! object a line, for `cargo xtask bench`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use shared::model::Outcome;
use shared::wire::Fact;
use shared::wire::sync::ResultKind;
use tests::facts::{visit, visited};
use tests::figures::{median, percentile, print};
use tests::process::Options;
use tests::{Phone, Process, Stage};
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

const PHONES: usize = 200;
const MEMBERS: u128 = 2_000;
const VISITS: u128 = 50;
const RUNS: usize = 5;

const BATCHES_A_SECOND: u32 = 20;
const SECONDS: u32 = 30;
const VISITS_OF_A_BATCH: u128 = 5;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let stage = Stage::new(PHONES, MEMBERS).await;
    let mut bursts = Vec::new();
    let mut latencies = Vec::new();
    for _ in 0..RUNS {
        let data = tempfile::tempdir()?;
        stage.copy_to(data.path());
        let process = Process::start(Options::on(data.path()));
        let mut phones: Vec<Phone> = Vec::new();
        for visitor in &stage.visitors {
            let mut phone = Phone::new(visitor.moved_to(process.door()));
            // Opens its connection, as every phone has one open.
            phone.pull().await;
            phones.push(phone);
        }
        let (burst, phones) = all_at_once(phones).await?;
        bursts.push(burst);
        latencies.extend(steadily(phones).await?);
        process.stop();
    }
    print(
        "200 phones x 50 visits at once, all acknowledged, FULL durability, median of 5",
        Some(5.0),
        median(&mut bursts),
        "s",
    )?;
    print(
        "push of 5 visits at 20 batches a second, p99",
        Some(500.0),
        percentile(&mut latencies, 99),
        "ms",
    )?;
    Ok(())
}

/// Visits that nobody else records, at the member of this phone.
fn visits(phone: usize, first: u128, count: u128) -> Vec<Fact> {
    (0..count)
        .map(|n| {
            let id = 1 + (phone as u128) * 1_000_000 + first + n;
            let member = phone as u128 + (n * PHONES as u128) % MEMBERS;
            visited(id, visit(member, Outcome::MetContact))
        })
        .collect()
}

/// Seconds until the last phone has its reply.
async fn all_at_once(phones: Vec<Phone>) -> Result<(f64, Vec<Phone>)> {
    let ready = Arc::new(Barrier::new(phones.len() + 1));
    let mut pushing = JoinSet::new();
    for (n, mut phone) in phones.into_iter().enumerate() {
        let ready = Arc::clone(&ready);
        let facts = visits(n, 0, VISITS);
        pushing.spawn(async move {
            ready.wait().await;
            let results = phone.push(&facts).await;
            (n, phone, all_applied(&results))
        });
    }
    ready.wait().await;
    let began = Instant::now();
    let mut done = pushing.join_all().await;
    let took = began.elapsed().as_secs_f64();
    if !done.iter().all(|(_, _, applied)| *applied) {
        return Err("not everything was acknowledged".into());
    }
    done.sort_by_key(|(n, _, _)| *n);
    Ok((took, done.into_iter().map(|(_, phone, _)| phone).collect()))
}

fn all_applied(results: &[ResultKind]) -> bool {
    let applied = |one: &ResultKind| matches!(one, ResultKind::Applied { .. });
    results.iter().all(applied)
}

/// Milliseconds of each batch, from the moment at which it was due: a server that falls behind can't
/// hide it by slowing the phones down.
async fn steadily(phones: Vec<Phone>) -> Result<Vec<f64>> {
    let mut pushing = JoinSet::new();
    let begin = tokio::time::Instant::now();
    let pause = Duration::from_secs(1) / BATCHES_A_SECOND;
    let batches = (BATCHES_A_SECOND * SECONDS) as usize;
    let turns = batches.div_ceil(phones.len());
    for (n, mut phone) in phones.into_iter().enumerate() {
        pushing.spawn(async move {
            let mut took = Vec::new();
            for turn in 0..turns {
                let due = begin + pause * (turn * PHONES + n) as u32;
                sleep_until(due).await;
                let first = VISITS + turn as u128 * VISITS_OF_A_BATCH;
                let results = phone.push(&visits(n, first, VISITS_OF_A_BATCH)).await;
                took.push(due.elapsed().as_secs_f64() * 1_000.0);
                if !all_applied(&results) {
                    return Err("not everything was acknowledged");
                }
            }
            Ok(took)
        });
    }
    let mut latencies = Vec::new();
    for took in pushing.join_all().await {
        latencies.extend(took?);
    }
    Ok(latencies)
}
