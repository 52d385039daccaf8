//! Pictures: named by a visit, sent after it, stored once, seen by the office.

use axum::body::Body;
use axum::http::Method;
use sha2::{Digest as _, Sha256};
use shared::model::{Outcome, PhotoId, PhotoKind, PhotoRef, Role, UserId, Visit};
use shared::wire::ProblemKind;
use shared::wire::sync::{PhotoStored, PullMode, PullReply, RejectCode, ResultKind, Witness};
use tests::facts::{correcting, retracting, visit, visited};
use tests::{Browser, OneVisitor, Reply, TestServer};
use uuid::Uuid;

fn jpeg(size: usize) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0];
    bytes.resize(size, 7);
    bytes
}

fn photo(n: u128, picture: &[u8]) -> PhotoRef {
    let digest = Sha256::digest(picture);
    PhotoRef {
        id: PhotoId(Uuid::from_u128(n)),
        kind: PhotoKind::Photo,
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes: u32::try_from(picture.len()).expect("a small picture"),
    }
}

fn with(photos: Vec<PhotoRef>) -> Visit {
    Visit {
        photos,
        ..visit(0, Outcome::MetContact)
    }
}

/// A picture of this size, number 5, that visit 1 has named.
async fn promised(size: usize) -> (OneVisitor, Vec<u8>) {
    let mut stage = OneVisitor::new().await;
    let picture = jpeg(size);
    let visit = with(vec![photo(5, &picture)]);
    stage.phone.tell(&visited(1, visit)).await;
    (stage, picture)
}

fn address(n: u128, of: UserId) -> String {
    format!("/sync/v1/photos/{}?user={of}", Uuid::from_u128(n))
}

async fn send(browser: &mut Browser, n: u128, picture: &[u8]) -> Reply {
    let path = address(n, browser.user.unwrap_or(UserId(Uuid::nil())));
    let body = Body::from(picture.to_vec());
    browser.request(Method::PUT, &path, body).await
}

async fn look(browser: &mut Browser, n: u128) -> Reply {
    browser
        .get(&format!("/api/photos/{}", Uuid::from_u128(n)))
        .await
}

#[tokio::test]
async fn a_picture_arrives_after_its_visit_and_the_office_sees_it() {
    let mut stage = OneVisitor::new().await;
    let picture = jpeg(200_000);
    let early = send(&mut stage.phone.browser, 5, &picture).await;
    assert_eq!(early.problem(), ProblemKind::UnknownPhoto);

    let visit = with(vec![photo(5, &picture)]);
    stage.phone.tell(&visited(1, visit)).await;
    let missing = look(&mut stage.office, 5).await;
    assert_eq!(missing.problem(), ProblemKind::NotFound);
    let first: PhotoStored = send(&mut stage.phone.browser, 5, &picture).await.json();
    let again: PhotoStored = send(&mut stage.phone.browser, 5, &picture).await.json();
    assert_eq!(again, first, "a repeated picture is the same picture");
    assert!(first.seq > 0);

    let shown = look(&mut stage.office, 5).await;
    assert!(shown.status.is_success());
    assert_eq!(shown.header("content-type"), "image/jpeg");
    assert_eq!(shown.header("cache-control"), "no-store");
    assert!(shown.bytes == picture);
    let audit = tests::server::set_up(&stage.server, server::db::audit::all);
    let noted = audit.iter().filter(|line| line.what == "photo.shown");
    assert_eq!(noted.count(), 1);
}

#[tokio::test]
async fn only_the_author_sends_a_picture_and_only_the_office_sees_it() {
    let (mut stage, picture) = promised(100).await;
    let mut suzuki = stage.server.newcomer(Role::Visitor, "suzuki").await;
    let foreign = send(&mut suzuki, 5, &picture).await;
    assert_eq!(foreign.problem(), ProblemKind::UnknownPhoto);
    send(&mut stage.phone.browser, 5, &picture)
        .await
        .json::<PhotoStored>();
    let peeping = look(&mut suzuki, 5).await;
    assert_eq!(peeping.problem(), ProblemKind::Forbidden);
    let mut nobody = stage.server.browser();
    assert_eq!(
        send(&mut nobody, 5, &picture).await.problem(),
        ProblemKind::SignedOut
    );
}

/// In one browser a tab may still be the person's who had it before.
#[tokio::test]
async fn a_picture_isn_t_taken_from_another_persons_session() {
    let (mut stage, picture) = promised(100).await;
    let mut suzuki = stage.server.newcomer(Role::Visitor, "suzuki").await;
    let theirs = address(5, stage.sato);
    let body = Body::from(picture.clone());
    let reply = suzuki.request(Method::PUT, &theirs, body).await;
    assert_eq!(reply.problem(), ProblemKind::SignedOut);
    send(&mut stage.phone.browser, 5, &picture)
        .await
        .json::<PhotoStored>();
}

#[tokio::test]
async fn another_picture_than_the_promised_one_is_refused() {
    let mut stage = OneVisitor::new().await;
    let picture = jpeg(1_000);
    let text = b"GIF89a; not a photograph".to_vec();
    let photos = vec![photo(5, &picture), photo(6, &text)];
    stage.phone.tell(&visited(1, with(photos))).await;
    let mut other = picture.clone();
    other[500] = 0;
    for (n, bytes) in [(5, &other), (5, &picture[..999].to_vec()), (6, &text)] {
        let refused = send(&mut stage.phone.browser, n, bytes).await;
        assert!(matches!(refused.problem(), ProblemKind::Invalid { .. }));
    }
    let huge = send(&mut stage.phone.browser, 5, &jpeg(1_048_577)).await;
    assert!(matches!(huge.problem(), ProblemKind::TooLarge { .. }));
    send(&mut stage.phone.browser, 5, &picture)
        .await
        .json::<PhotoStored>();
}

#[tokio::test]
async fn a_correction_keeps_the_picture_and_a_retraction_loses_none() {
    let mut stage = OneVisitor::new().await;
    let picture = jpeg(1_000);
    let refs = vec![photo(5, &picture)];
    stage.phone.tell(&visited(1, with(refs.clone()))).await;
    let mut better = with(refs);
    better.note = "名刺あり".into();
    stage.phone.tell(&correcting(1, visited(2, better))).await;
    send(&mut stage.phone.browser, 5, &picture)
        .await
        .json::<PhotoStored>();
    stage.phone.tell(&retracting(3, 1)).await;
    assert!(look(&mut stage.office, 5).await.bytes == picture);

    // Somebody else's visit can't take the id over.
    let results = stage
        .phone
        .push(&[visited(4, with(vec![photo(5, &picture)]))])
        .await;
    assert_eq!(
        results,
        [ResultKind::Rejected {
            code: RejectCode::Invalid,
            message: "photos.id".into()
        }]
    );
}

#[tokio::test]
async fn a_version_that_never_counts_may_send_its_picture_too() {
    let mut stage = OneVisitor::new().await;
    let picture = jpeg(1_000);
    stage.phone.tell(&visited(1, with(vec![]))).await;
    stage.phone.tell(&retracting(2, 1)).await;
    let late = with(vec![photo(5, &picture)]);
    stage.phone.tell(&correcting(1, visited(3, late))).await;
    send(&mut stage.phone.browser, 5, &picture)
        .await
        .json::<PhotoStored>();
    assert!(look(&mut stage.office, 5).await.bytes == picture);
}

#[tokio::test]
async fn a_server_that_went_back_says_so_before_it_takes_a_picture() {
    let (mut stage, picture) = promised(1_000).await;
    let stored: PhotoStored = send(&mut stage.phone.browser, 5, &picture).await.json();
    let own = address(5, stage.sato);
    let path = |witness: Witness| format!("{own}&seq={}&nonce={}", witness.seq, witness.nonce);
    let known = stage
        .phone
        .browser
        .request(Method::PUT, &path(stored.head), Body::from(picture.clone()))
        .await;
    assert_eq!(known.json::<PhotoStored>().seq, stored.seq);
    let another = Witness {
        nonce: stored.head.nonce ^ 1,
        ..stored.head
    };
    let refused = stage
        .phone
        .browser
        .request(Method::PUT, &path(another), Body::from(picture))
        .await;
    assert_eq!(refused.problem(), ProblemKind::OtherHistory);
    // So do a push, and a pull by beginning anew.
    let mut request = stage.phone.pull_request();
    for (seen, mode) in [(stored.head, PullMode::Delta), (another, PullMode::Reset)] {
        request.photo_seen = Some(seen);
        let reply = stage.phone.browser.post("/sync/v1/pull", &request).await;
        assert_eq!(reply.json::<PullReply>().mode, mode);
    }
}

#[tokio::test]
async fn a_copy_of_the_database_has_the_pictures() {
    let (mut stage, picture) = promised(50_000).await;
    let stored: PhotoStored = send(&mut stage.phone.browser, 5, &picture).await.json();
    let copy = stage.server.folder().join("copy.sqlite");
    let db = &stage.server.app.db;
    let covered = db.back_up(&copy).expect("a copy");
    db.let_phones_go_of(std::slice::from_ref(&copy))
        .expect("the copy is readable");
    assert!(covered.seq >= stored.seq);
    let again: PhotoStored = send(&mut stage.phone.browser, 5, &picture).await.json();
    assert_eq!(again.durable_seq, covered.seq);

    let restored = TestServer::from_backup(&copy);
    let mut office = restored.signed_in("office").await;
    assert!(look(&mut office, 5).await.bytes == picture);
}
