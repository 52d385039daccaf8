//! The server dies again and again under load, at every kind of moment. After each restart everything that it
//! had acknowledged is there once and whole; what it hadn't is there whole or not at all; and whatever is
//! offered again gets its old answer.
//!
//! `MEGURI_SERVER_KILLS` says how often it dies (100 times without it), `MEGURI_SEED` repeats a run.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::Path;
use std::thread;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use server::app::DATABASE;
use server::backup::Backups;
use shared::model::moment::plus_days;
use shared::model::{FactId, UserId};
use tempfile::TempDir;
use tests::process::Options;
use tests::server::TODAY;
use tests::simulation::chance::Dice;
use tests::{Phone, Process, Stage};
use tokio::runtime;
use uuid::Uuid;

use crate::kill::{Kill, Moment};
use crate::load::{self, Outside};

const VISITORS: usize = 3;
const MEMBERS: u128 = 12;
/// After so many kills a lane begins anew, so that looking at everything stays quick.
const KILLS_OF_ONE_FOLDER: u64 = 20;
/// In so many kills each moment must have come.
const ENOUGH: u64 = 100;
/// Pushes of each visitor in one run; most runs end before.
const PUSHES: usize = 15;

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
    )
}

#[test]
#[ignore = "needs the built server and strace: cargo xtask test process"]
fn whatever_was_acknowledged_survives_every_kill() {
    let kills = number("MEGURI_SERVER_KILLS").unwrap_or(ENOUGH);
    let seed = number("MEGURI_SEED").unwrap_or_else(|| rand::random::<u32>().into());
    eprintln!("{kills} kills, seed {seed}");
    let began = Instant::now();
    let lanes = thread::available_parallelism().map_or(2, usize::from) as u64;
    let figures = thread::scope(|scope| {
        let lanes: Vec<_> = (0..lanes)
            .map(|lane| scope.spawn(move || run_lane(seed, lane, (kills + lane) / lanes)))
            .collect();
        lanes.into_iter().fold(Figures::default(), |sum, lane| {
            sum.and(lane.join().unwrap_or_else(|_| panic!("seed {seed}")))
        })
    });
    eprintln!("{figures}in {:.0} s", began.elapsed().as_secs_f64());
    let killed_at_work = figures.times(Outcome::UnderLoad);
    assert!(
        2 * killed_at_work > kills,
        "only {killed_at_work} under load, seed {seed}"
    );
    if kills >= ENOUGH {
        let missed: Vec<Moment> = Moment::ALL
            .into_iter()
            .filter(|moment| !figures.was_hit(*moment))
            .collect();
        assert!(missed.is_empty(), "never hit: {missed:?}, seed {seed}");
    }
}

/// One server after the other on the same data, each killed, each looked into by the next.
fn run_lane(seed: u64, lane: u64, kills: u64) -> Figures {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut dice = Dice::new(seed.wrapping_mul(1_000) + lane);
    let mut figures = Figures::default();
    let mut done = 0;
    while done < kills {
        let here = KILLS_OF_ONE_FOLDER.min(kills - done);
        runtime.block_on(run_folder(&mut dice, here, &mut figures));
        done += here;
    }
    figures
}

async fn run_folder(dice: &mut Dice, kills: u64, figures: &mut Figures) {
    let stage = Stage::new(VISITORS, MEMBERS).await;
    let data = tempfile::tempdir().expect("a temporary folder");
    stage.copy_to(data.path());
    let mut lane = Lane {
        outside: Outside::new(MEMBERS, |n| stage.holder(n)),
        phones: std::array::from_fn(|n| Phone::new(stage.visitors[n].clone())),
        stage,
        data,
        nights: 0,
    };
    for n in 0..kills {
        let moment = Moment::ALL[(n % Moment::ALL.len() as u64) as usize];
        let kill = Kill::some(moment, dice);
        let began = lane.outside.next_id();
        let outcome = lane.load_until_dead(kill, dice).await;
        figures.note(moment, outcome, &lane.outside, began);
        lane.look_at_what_is_left(began).await;
    }
    // Nothing that was acknowledged before an earlier kill is lost by a later one.
    lane.look_at_what_is_left(FactId(Uuid::nil())).await;
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Before the server listened.
    Starting,
    UnderLoad,
    /// The load ended first, and the server was killed at rest.
    AtRest,
}

struct Lane {
    stage: Stage,
    data: TempDir,
    outside: Outside,
    phones: [Phone; VISITORS],
    nights: i64,
}

impl Lane {
    /// Starts a server that is to die, and lets everybody work until it has.
    async fn load_until_dead(&mut self, kill: Kill, dice: &mut Dice) -> Outcome {
        // A new day's first start makes the night's copy, in the middle of everything else.
        let makes_a_copy = dice.percent(20);
        self.nights += i64::from(makes_a_copy);
        let today = plus_days(TODAY.parse().expect("a literal day"), self.nights).to_string();
        let options = Options {
            today: &today,
            backups: usize::from(makes_a_copy),
            ..Options::on(self.data.path())
        };
        let process = match kill.strace() {
            Some(arguments) => Process::start_traced(options, &Kill::words(&arguments)),
            None => Some(Process::start(options)),
        };
        let Some(process) = process else {
            return Outcome::Starting;
        };
        let outcome = self.load(&process, kill, dice).await;
        process.kill();
        outcome
    }

    async fn load(&mut self, process: &Process, kill: Kill, dice: &mut Dice) -> Outcome {
        let visitors = self.phones.each_ref().map(user);
        let office = self.stage.office.moved_to(process.door());
        let mut chance = || Dice::new(dice.number());
        let outside = &self.outside;
        outside.count_replies(kill.replies());
        for phone in &mut self.phones {
            phone.browser = phone.browser.moved_to(process.door());
        }
        let [first, second, third] = &mut self.phones;
        let everybody = async {
            tokio::try_join!(
                load::visitor(first, outside, chance(), PUSHES),
                load::visitor(second, outside, chance(), PUSHES),
                load::visitor(third, outside, chance(), PUSHES),
                load::coordinator(&office, &visitors, outside, chance(), PUSHES),
            )
        };
        tokio::select! {
            () = outside.enough.notified() => Outcome::UnderLoad,
            ended = everybody => match ended {
                Ok(_) => Outcome::AtRest,
                Err(_) => Outcome::UnderLoad,
            },
        }
    }

    /// The next server on the same files, and what is in them. Facts since `since` are offered again.
    async fn look_at_what_is_left(&mut self, since: FactId) {
        let process = Process::start(Options::on(self.data.path()));
        let tables = open(&self.data.path().join(DATABASE));
        self.outside.ledger.borrow().compare(&tables);
        self.outside.ledger.borrow_mut().settle(&tables);
        self.outside.count_replies(None);
        for phone in &mut self.phones {
            phone.browser = phone.browser.moved_to(process.door());
            load::offer_again(phone, &self.outside, since).await;
        }
        self.outside.ledger.borrow().compare(&tables);
        self.copies_are_whole(&tables);
        drop(tables);
        // As hard as the one before, so that the next one finds a log to recover from.
        process.kill();
    }

    /// A copy that has its name is whole, and holds everything that was promised up to its head; phones
    /// let go of no more than the newest one holds.
    fn copies_are_whole(&self, tables: &Connection) {
        let copies = Backups {
            folder: self.data.path().join("backups"),
            kept: 1,
        };
        let copies = if copies.folder.exists() {
            copies.all().expect("a readable folder")
        } else {
            vec![]
        };
        let ledger = self.outside.ledger.borrow();
        let heads = copies
            .iter()
            .map(|copy| ledger.compare_up_to_its_head(&open(copy)));
        let covered = heads.max().unwrap_or(0);
        let durable: Option<u64> = tables
            .prepare("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'durable_seq'")
            .and_then(|mut query| query.query_row([], |row| row.get(0)).optional())
            .expect("a number");
        assert!(
            durable.unwrap_or(0) <= covered,
            "{durable:?} beyond {covered}"
        );
    }
}

fn user(phone: &Phone) -> UserId {
    phone.browser.user.expect("a visitor")
}

pub fn open(file: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(file, flags).expect("the file is there")
}

/// What happened, so that a run that did nothing can't pass for a proof.
#[derive(Debug, Default)]
struct Figures {
    ended: BTreeMap<(Moment, Outcome), u64>,
    acknowledged: u64,
    /// Sent, and nobody knew what became of it.
    in_doubt: u64,
}

impl Figures {
    fn note(&mut self, moment: Moment, outcome: Outcome, outside: &Outside, began: FactId) {
        *self.ended.entry((moment, outcome)).or_default() += 1;
        let ledger = outside.ledger.borrow();
        for sent in ledger.facts.range(began..).map(|(_, sent)| sent) {
            match sent.acknowledged {
                Some(_) => self.acknowledged += 1,
                None => self.in_doubt += 1,
            }
        }
    }

    fn and(mut self, other: Self) -> Self {
        for (key, times) in other.ended {
            *self.ended.entry(key).or_default() += times;
        }
        self.acknowledged += other.acknowledged;
        self.in_doubt += other.in_doubt;
        self
    }

    /// A server died at this moment while people worked with it.
    fn was_hit(&self, moment: Moment) -> bool {
        self.ended.contains_key(&(moment, Outcome::UnderLoad))
    }

    fn times(&self, outcome: Outcome) -> u64 {
        let ended = self.ended.iter();
        ended
            .filter(|((_, how), _)| *how == outcome)
            .map(|(_, times)| times)
            .sum()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((moment, outcome), times) in &self.ended {
            writeln!(f, "  {moment:?}, {outcome:?}: {times}")?;
        }
        write!(
            f,
            "  {} facts acknowledged, {} in doubt, none missing, none double, ",
            self.acknowledged, self.in_doubt
        )
    }
}
