//! What a phone gets to see: its own members and what is everybody's, and nothing else.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use shared::model::{Role, UserId};
use shared::wire::RowKey;
use shared::wire::sync::{Change, MOST_ROWS, PullMode, Witness};
use tests::facts::called;
use tests::office::{member, target};
use tests::{Phone, Season, TestServer};

const SIZE: u128 = 12;

async fn phone(server: &TestServer, login: &str) -> (UserId, Phone) {
    let user = server.user(Role::Visitor, login);
    (user, Phone::new(server.signed_in(login).await))
}

#[tokio::test]
async fn a_visitor_sees_own_members_and_what_is_everybodys() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let season = Season::new(&server, office, SIZE);
    let (sato, mut phone) = phone(&server, "sato").await;
    season.give([3], sato);
    phone.pull().await;
    for n in 0..SIZE {
        assert_eq!(phone.knows(n), n == 3, "{n}");
    }
    assert!(phone.rows.contains_key(&RowKey::Target(target(3))));
    assert!(phone.rows.contains_key(&RowKey::Colleague(office)));
    let services = |key: &&RowKey| matches!(key, RowKey::Service(_));
    assert_eq!(phone.rows.keys().filter(services).count(), 14);
    let nothing_new = phone.pull_page().await;
    assert!(nothing_new.changes.is_empty() && !nothing_new.more);
}

#[tokio::test]
async fn the_office_gets_no_member_by_sync() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let _season = Season::new(&server, office, SIZE);
    let mut phone = Phone::new(server.signed_in("office").await);
    phone.pull().await;
    assert!((0..SIZE).all(|n| !phone.knows(n)));
}

#[tokio::test]
async fn a_reassigned_member_leaves_one_phone_and_appears_on_the_other_with_its_history() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let season = Season::new(&server, office, SIZE);
    let (sato, mut sato_phone) = phone(&server, "sato").await;
    let (suzuki, mut suzuki_phone) = phone(&server, "suzuki").await;
    season.give([1, 2], sato);
    sato_phone.pull().await;
    suzuki_phone.pull().await;
    let call = called(1, 1, shared::model::CallResult::NoAnswer);
    sato_phone.tell(&call).await;

    season.give([1], suzuki);
    sato_phone.pull().await;
    suzuki_phone.pull().await;
    assert!(!sato_phone.knows(1) && sato_phone.knows(2));
    assert!(suzuki_phone.knows(1) && !suzuki_phone.knows(2));
    assert!(suzuki_phone.rows.contains_key(&RowKey::Contact(call.id)));
}

#[tokio::test]
async fn a_member_given_back_while_the_phone_was_away_is_forgotten_and_comes_anew() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let season = Season::new(&server, office, SIZE);
    let (sato, mut phone) = phone(&server, "sato").await;
    season.give([1], sato);
    phone.pull().await;
    season.take_back([1]);
    season.give([1], sato);
    let page = phone.pull_page().await;
    let forgets = |change: &&Change| matches!(change, Change::Forget { .. });
    // It isn't known which tombs the phone has read past: what it holds of the member goes first.
    assert!(matches!(page.changes.first(), Some(Change::Forget { .. })));
    assert_eq!(page.changes.iter().filter(forgets).count(), 1);
    assert!(phone.knows(1));

    season.take_back([1]);
    let page = phone.pull_page().await;
    assert_eq!(page.changes.iter().filter(forgets).count(), 1);
    assert!(!phone.knows(1));
}

#[tokio::test]
async fn pages_of_any_size_end_in_the_same_rows() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let season = Season::new(&server, office, SIZE);
    let (sato, mut whole) = phone(&server, "sato").await;
    season.give(0..SIZE, sato);
    whole.pull().await;
    for page_size in [1, 7] {
        let mut phone = Phone::new(whole.browser.clone());
        phone.page_size = page_size;
        phone.pull().await;
        assert!(phone.rows == whole.rows, "{page_size}");
    }
}

#[tokio::test]
async fn a_page_ends_with_the_row_that_makes_it_too_heavy() {
    const KIB: usize = 1_024;
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let season = Season::new(&server, office, SIZE);
    let (sato, mut phone) = phone(&server, "sato").await;
    season.give(0..SIZE, sato);
    for n in 0..SIZE {
        season.rename(n, &"a".repeat(50 * KIB));
    }
    let mut pages = vec![];
    loop {
        let page = phone.pull_page().await;
        let weights = page.changes.iter().map(|change| match change {
            Change::Row { row, .. } => row.get().len(),
            Change::Tomb { .. } | Change::Forget { .. } => 0,
        });
        pages.push(weights.sum::<usize>());
        if !page.more {
            break;
        }
    }
    assert!(pages.len() > 1 && (0..SIZE).all(|n| phone.knows(n)));
    assert!(
        pages.iter().all(|page| *page < (256 + 60) * KIB),
        "{pages:?}"
    );
}

#[tokio::test]
async fn another_history_starts_the_phone_anew() {
    let server = TestServer::new();
    let (_, mut phone) = phone(&server, "sato").await;
    phone.pull().await;
    let head = phone.seen.expect("a first pull");
    let cases = [
        (Some(uuid::Uuid::nil()), phone.cursor, Some(head)),
        (phone.epoch, phone.cursor + 1, Some(head)),
        (
            phone.epoch,
            phone.cursor,
            Some(Witness {
                nonce: head.nonce ^ 1,
                ..head
            }),
        ),
        (None, phone.cursor, None),
    ];
    for (epoch, cursor, seen) in cases {
        let mut restored = Phone::new(phone.browser.clone());
        (restored.epoch, restored.cursor, restored.seen) = (epoch, cursor, seen);
        let page = restored.pull_page().await;
        assert_eq!(page.mode, PullMode::Reset, "{cursor} {seen:?}");
        assert!(restored.rows == phone.rows);
    }
    let delta = phone.pull_page().await;
    assert_eq!(delta.mode, PullMode::Delta);
}

/// Members wander at random between phones that pull at random; nobody ever gets a row of a member
/// that somebody else holds, and at rest every phone has exactly its own.
#[tokio::test]
async fn nobody_ever_gets_a_row_of_a_member_that_they_dont_hold() {
    let seed: u64 = rand::random();
    eprintln!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let season = Season::new(&server, office, SIZE);
    let mut people = vec![];
    for login in ["sato", "suzuki", "tanaka"] {
        people.push(phone(&server, login).await);
    }
    let mut holder: Vec<Option<usize>> = vec![None; SIZE as usize];
    for step in 0..150_u128 {
        let n = random.random_range(0..SIZE);
        let who = random.random_range(0..people.len());
        match random.random_range(0..6) {
            0 | 1 => {
                season.give([n], people[who].0);
                holder[n as usize] = Some(who);
            }
            2 => {
                season.take_back([n]);
                holder[n as usize] = None;
            }
            3 => {
                let call = called(10_000 + step, n, shared::model::CallResult::NoAnswer);
                people[who].1.tell(&call).await;
            }
            _ => {
                let phone = &mut people[who].1;
                phone.page_size = random.random_range(1..40);
                let page = phone.pull_page().await;
                for member_number in visible(&page.changes) {
                    let n = (0..SIZE).find(|n| member(*n).as_str() == member_number);
                    let n = n.expect("one of ours") as usize;
                    assert_eq!(holder[n], Some(who), "seed {seed}, step {step}, member {n}");
                }
            }
        }
    }
    for (who, (_, phone)) in people.iter_mut().enumerate() {
        phone.page_size = MOST_ROWS;
        phone.pull().await;
        for n in 0..SIZE {
            let expected = holder[n as usize] == Some(who);
            assert_eq!(
                phone.knows(n),
                expected,
                "seed {seed}, person {who}, member {n}"
            );
        }
        let mut fresh = Phone::new(phone.browser.clone());
        fresh.pull().await;
        assert!(fresh.rows == phone.rows, "seed {seed}, person {who}");
    }
}

/// The member numbers of the rows that this page shows.
fn visible(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .filter_map(|change| match change {
            Change::Row { row, .. } => {
                let row: shared::wire::Row = serde_json::from_str(row.get()).expect("a row");
                row.member().map(ToString::to_string)
            }
            Change::Tomb { .. } | Change::Forget { .. } => None,
        })
        .collect()
}
