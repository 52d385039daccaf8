//! Copies that count only when they were read back, what they let phones drop, and tombs that go.

use std::fs;

use server::backup::Backups;
use server::db::backup;
use shared::model::moment::plus_days;
use shared::model::{CallResult, Day, Moment, Outcome, Role};
use shared::wire::sync::{PullMode, PushReply};
use tests::facts::{called, noon, raw, retracting, visit, visited};
use tests::server::set_up;
use tests::{Phone, Season, TestServer};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn stage() -> (TestServer, Phone) {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, office, 3).give([0, 1], sato);
    let phone = Phone::new(server.signed_in("sato").await);
    (server, phone)
}

fn backups(server: &TestServer, kept: usize) -> Backups {
    Backups {
        folder: server.folder().join("backups"),
        kept,
    }
}

#[tokio::test]
async fn phones_may_drop_what_a_verified_copy_has() {
    let (server, mut phone) = stage().await;
    let first = phone.tell(&called(1, 0, CallResult::NoAnswer)).await;
    let page = phone.pull_page().await;
    assert_eq!(page.durable_seq, 0, "nothing was copied yet");
    let backups = backups(&server, 2);
    let covered = backups.make(&server.app.db, noon()).expect("a copy");
    assert!(covered.seq >= first);
    let second = called(2, 1, CallResult::NoAnswer);
    let reply: PushReply = phone.push_raw(vec![raw(&second)]).await.json();
    assert_eq!(reply.durable_seq, covered.seq);
    assert_eq!(phone.pull_page().await.durable_seq, covered.seq);
    assert!(phone.pull_page().await.head.seq > covered.seq);

    let restored = TestServer::from_backup(&backups.all().expect("a folder")[0]);
    let facts = restored.app.db.read(server::db::facts::authors);
    assert_eq!(facts.expect("readable").len(), 1);
}

#[tokio::test]
async fn a_copy_that_isnt_whole_covers_nothing() {
    let (server, mut phone) = stage().await;
    phone.tell(&called(1, 0, CallResult::NoAnswer)).await;
    let folder = server.folder().join("no such folder");
    let nowhere = server.app.db.back_up(&folder.join("copy.sqlite"));
    nowhere.expect_err("there is no such folder");
    assert_eq!(phone.pull_page().await.durable_seq, 0);
}

/// Whichever copy is put back: what it lacks is still on the phones.
#[tokio::test]
async fn phones_keep_what_any_kept_copy_lacks() {
    let (server, mut phone) = stage().await;
    let (backups, db) = (backups(&server, 2), &server.app.db);
    phone.tell(&called(1, 0, CallResult::NoAnswer)).await;
    let first = backups.make(db, noon()).expect("a copy");
    phone.tell(&called(2, 0, CallResult::NoAnswer)).await;
    let second = backups.make(db, noon()).expect("a copy");
    assert_eq!(phone.pull_page().await.durable_seq, first.seq);
    phone.tell(&called(3, 0, CallResult::NoAnswer)).await;
    backups.make(db, noon()).expect("a copy");
    assert_eq!(phone.pull_page().await.durable_seq, second.seq);

    // Somebody goes back to the older one. What is copied from now on is of another history than the newer one.
    let kept = backups.all().expect("a folder");
    let restored = TestServer::from_backup(&kept[0]);
    let (db, mut phone) = (
        &restored.app.db,
        Phone::new(restored.signed_in("sato").await),
    );
    let before = phone.pull_page().await.durable_seq;
    phone.tell(&called(4, 1, CallResult::NoAnswer)).await;
    backups.make(db, noon()).expect("a copy");
    assert_eq!(phone.pull_page().await.durable_seq, before);
    backups.make(db, noon()).expect("a copy");
    assert!(phone.pull_page().await.durable_seq > second.seq);

    // One that can't be read can't be put back: it holds up nothing.
    let kept = backups.all().expect("a folder");
    fs::write(&kept[1], "broken").expect("a file");
    phone.tell(&called(5, 1, CallResult::NoAnswer)).await;
    let newest = backups.make(db, noon()).expect("a copy");
    assert_eq!(phone.pull_page().await.durable_seq, newest.seq);
}

/// The copies are ordered by their making, whatever the clock did in between.
#[tokio::test]
async fn only_the_latest_copies_stay() {
    let (server, _phone) = stage().await;
    let backups = backups(&server, 2);
    for days in [0, 3, -400, 1] {
        let at = noon().plus_ms(days * DAY_MS);
        backups.make(&server.app.db, at).expect("a copy");
    }
    let names: Vec<String> = backups
        .all()
        .expect("a folder")
        .iter()
        .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
        .collect();
    assert_eq!(
        names,
        [
            "meguri-000003-2022-08-28.sqlite",
            "meguri-000004-2023-10-03.sqlite"
        ]
    );
    let left = fs::read_dir(&backups.folder).expect("a folder").count();
    assert_eq!(left, 2, "no half copies lie about");
}

#[tokio::test]
async fn one_copy_a_night_even_when_the_clock_jumps() {
    let (server, _phone) = stage().await;
    let (backups, db) = (backups(&server, 9), &server.app.db);
    let made = |at: Moment| backups.make_if_due(db, at).expect("it works").is_some();
    assert!(!made(noon()), "a new database waits for its first night");
    assert!(!made(noon().plus_ms(DAY_MS / 2)));
    assert!(made(noon().plus_ms(DAY_MS)));
    assert!(!made(noon().plus_ms(DAY_MS + 1_000)));
    assert!(made(noon().plus_ms(-30 * DAY_MS)), "back a month");
    assert!(!made(noon().plus_ms(-30 * DAY_MS + 1_000)));
    assert!(made(noon().plus_ms(2 * DAY_MS)));
    assert_eq!(backups.all().expect("a folder").len(), 3);
}

#[tokio::test]
async fn tombs_go_after_a_year_and_a_phone_that_missed_them_starts_anew() {
    let (server, mut phone) = stage().await;
    let night = |days: i64| -> Day { plus_days("2023-10-02".parse().expect("a day"), days) };
    let finish = |days: i64| {
        set_up(&server, |write| backup::finish_night(write, night(days)));
    };
    phone.tell(&visited(1, visit(0, Outcome::MetContact))).await;
    phone.pull().await;
    let mut asleep = Phone::new(phone.browser.clone());
    asleep.pull().await;
    let mut talkative = Phone::new(phone.browser.clone());
    talkative.pull().await;

    phone.tell(&retracting(2, 1)).await;
    phone.pull().await;
    finish(1);
    // Something else goes on, and this phone with it.
    phone.tell(&called(3, 1, CallResult::NoAnswer)).await;
    phone.pull().await;
    finish(300);
    assert_eq!(phone.pull_page().await.mode, PullMode::Delta);
    let mut delta = Phone::new(asleep.browser.clone());
    (delta.epoch, delta.cursor, delta.seen) = (asleep.epoch, asleep.cursor, asleep.seen);
    assert_eq!(delta.pull_page().await.mode, PullMode::Delta);

    finish(367);
    assert_eq!(phone.pull_page().await.mode, PullMode::Delta);
    assert_eq!(asleep.pull_page().await.mode, PullMode::Reset);
    asleep.pull().await;
    assert!(asleep.rows == phone.rows);
    // What it says first only shows that it is awake, not that it has heard of the tombs.
    talkative.tell(&called(4, 2, CallResult::NoAnswer)).await;
    assert_eq!(talkative.pull_page().await.mode, PullMode::Reset);
    phone.pull().await;
    talkative.pull().await;
    assert!(talkative.rows == phone.rows);
    // A first sync in small pages comes to its end all the same.
    let mut fresh = Phone::new(phone.browser.clone());
    fresh.page_size = 1;
    fresh.pull().await;
    assert!(fresh.rows == phone.rows);
}
