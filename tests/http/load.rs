//! Sizes of the real chamber, and a disk without room. Times are printed, not asserted: the budget
//! table measures them.

use axum::body::Body;
use axum::http::Method;
use shared::model::{CallResult, Reason, Role};
use shared::wire::ProblemKind;
use shared::wire::import::{Imported, Preview};
use shared::wire::office::{Chosen, MemberFile, TargetLine, Targets};
use std::time::Instant;
use tests::facts::called;
use tests::office::member;
use tests::{Browser, Phone, Season, TestServer};

use crate::seasons::{MEMBERS, USAGES, retention};

#[tokio::test]
async fn a_whole_season_is_given_out_and_taken_back_at_once() {
    const SIZE: u128 = 1_500;
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let (sato, suzuki) = (
        server.user(Role::Visitor, "sato"),
        server.user(Role::Visitor, "suzuki"),
    );
    let season = Season::new(&server, office, SIZE);
    let mut phone = Phone::new(server.signed_in("sato").await);
    let begin = Instant::now();
    season.give(0..SIZE, sato);
    eprintln!("given: {:?}", begin.elapsed());
    let begin = Instant::now();
    phone.pull().await;
    eprintln!("pulled: {:?}", begin.elapsed());
    assert!((0..SIZE).all(|n| phone.knows(n)));
    let begin = Instant::now();
    season.give(0..SIZE, suzuki);
    eprintln!("moved: {:?}", begin.elapsed());
    phone.pull().await;
    assert!((0..SIZE).all(|n| !phone.knows(n)));
}

/// The usages come after the targets were chosen, as they may: the never-users become the same 659,
/// and refreshing the targets costs little beside the import itself.
#[tokio::test]
async fn usages_imported_after_the_choice_reorder_the_targets() {
    let server = TestServer::on("2023-08-01");
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    import(&mut office, "members", MEMBERS).await;
    let season: shared::model::Season = office.post("/api/seasons", &retention()).await.json();
    let choose = format!("/api/seasons/{}/choose", season.id);
    office.post(&choose, &()).await.json::<Chosen>();
    let begin = Instant::now();
    import(&mut office, "usages", USAGES).await;
    eprintln!("usages imported over 1,508 targets: {:?}", begin.elapsed());
    let path = format!("/api/seasons/{}/targets", season.id);
    let targets = office.get(&path).await.json::<Targets>().targets;
    let never_used = |line: &&TargetLine| line.has_reason(|reason| reason == Reason::NeverUsed);
    assert_eq!(targets.iter().filter(never_used).count(), 659);
}

async fn import(office: &mut Browser, kind: &str, bytes: &'static [u8]) {
    let path = format!("/api/imports?kind={kind}&name=list.csv");
    let staged: Preview = office
        .request(Method::POST, &path, Body::from(bytes))
        .await
        .json();
    let path = format!("/api/imports/{}/confirm", staged.id);
    office.post(&path, &()).await.json::<Imported>();
}

/// What a full disk does: nothing is acknowledged, reading goes on, and nothing is lost afterwards.
#[tokio::test]
async fn without_room_on_the_disk_nothing_is_acknowledged() {
    let server = TestServer::new();
    let coordinator = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, coordinator, 2).give([0], sato);
    let mut office = server.signed_in("office").await;
    let mut phone = Phone::new(server.signed_in("sato").await);
    let facts: Vec<_> = (1..=100)
        .map(|id| {
            let mut fact = called(id, 0, CallResult::NoAnswer);
            if let shared::wire::FactBody::Call(call) = &mut fact.body {
                call.note = "長い記録".repeat(500);
            }
            fact
        })
        .collect();
    server.app.db.limit_growth(0).expect("a limit");
    let muts = facts.iter().map(tests::facts::raw).collect();
    let refused = phone.push_raw(muts).await;
    assert_eq!(refused.status.as_u16(), 503);
    let problem: shared::wire::Problem = serde_json::from_slice(&refused.bytes).expect("a problem");
    assert_eq!(problem.kind, ProblemKind::StorageUnavailable);
    let path = format!("/api/members/{}", member(0));
    let file: MemberFile = office.get(&path).await.json();
    assert!(file.contacts.is_empty());
    phone.pull().await;

    server.app.db.limit_growth(u32::MAX).expect("room again");
    for fact in &facts {
        phone.tell(fact).await;
    }
}

/// What was acknowledged is on the disk, not on its way there.
#[tokio::test]
async fn every_commit_waits_for_the_disk() {
    let server = TestServer::new();
    assert_eq!(server.app.db.synchronous().expect("readable"), 2);
}
