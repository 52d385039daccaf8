//! Whatever comes in, a refusal is a problem in words: no plain text, no 500, nothing half-written.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use shared::model::Role;
use shared::wire::sync::PullReply;
use shared::wire::{Problem, ProblemKind};
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::{Phone, TestServer};

#[tokio::test]
async fn unreadable_bodies_are_malformed_requests() {
    let server = TestServer::new();
    let mut browser = server.newcomer(Role::Administrator, "admin").await;
    let bodies: [&[u8]; 7] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"{\"proto\":\"x\"}",
        b"1e999",
    ];
    for path in [
        "/api/session",
        "/api/setup",
        "/api/users",
        "/sync/v1/push",
        "/sync/v1/pull",
    ] {
        for body in bodies {
            let reply = browser.request(Method::POST, path, Body::from(body)).await;
            assert_eq!(
                reply.problem(),
                ProblemKind::MalformedRequest,
                "{path} {body:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_even_when_packed() {
    let server = TestServer::new();
    let mut browser = server.newcomer(Role::Visitor, "sato").await;
    let large = vec![b' '; 2 * 1024 * 1024];
    let reply = browser
        .request(Method::POST, "/sync/v1/push", Body::from(large.clone()))
        .await;
    assert!(matches!(reply.problem(), ProblemKind::TooLarge { .. }));
    browser
        .headers
        .insert("content-encoding", "gzip".parse().expect("a value"));
    let bomb = browser
        .request(Method::POST, "/sync/v1/push", Body::from(packed(&large)))
        .await;
    assert!(matches!(bomb.problem(), ProblemKind::TooLarge { .. }));
    let broken = browser
        .request(Method::POST, "/sync/v1/push", Body::from("not gzip"))
        .await;
    assert_eq!(broken.problem(), ProblemKind::MalformedRequest);
}

#[tokio::test]
async fn a_packed_request_is_understood() {
    let server = TestServer::new();
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    let request = serde_json::to_vec(&phone.pull_request()).expect("it serialises");
    let encoding = "gzip".parse().expect("a value");
    phone.browser.headers.insert("content-encoding", encoding);
    let reply = phone
        .browser
        .request(Method::POST, "/sync/v1/pull", Body::from(packed(&request)))
        .await;
    assert!(!reply.json::<PullReply>().changes.is_empty());
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).expect("memory takes every write");
    packer.finish().expect("memory takes every write")
}

#[tokio::test]
async fn other_sites_may_not_write() {
    let server = TestServer::new();
    let mut browser = server.newcomer(Role::Administrator, "admin").await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let mut elsewhere = browser.clone();
        elsewhere
            .headers
            .insert(name, value.parse().expect("a value"));
        for path in ["/api/users", "/sync/v1/push", "/api/session"] {
            let reply = elsewhere.post(path, &json!({})).await;
            assert_eq!(reply.problem(), ProblemKind::ForeignOrigin, "{name} {path}");
        }
    }
    let ours = "http://127.0.0.1:8080".parse().expect("a value");
    browser.headers.insert("origin", ours);
    let reply = browser.post("/api/users", &json!({})).await;
    assert_eq!(reply.problem(), ProblemKind::MalformedRequest);
}

#[tokio::test]
async fn another_version_of_the_messages_is_told_so() {
    let server = TestServer::new();
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    let mut request = phone.pull_request();
    request.proto = 0;
    let old = phone.browser.post("/sync/v1/pull", &request).await;
    assert_eq!(old.problem(), ProblemKind::UpdateNeeded { min_proto: 1 });
    request.proto = 99;
    let new = phone.browser.post("/sync/v1/pull", &request).await;
    assert_eq!(new.status, StatusCode::NOT_IMPLEMENTED);
    let problem: Problem = serde_json::from_slice(&new.bytes).expect("a problem");
    assert_eq!(problem.kind, ProblemKind::ServerTooOld);
}

#[tokio::test]
async fn numbers_of_any_size_only_mean_a_fresh_start() {
    let server = TestServer::new();
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    let user = phone.pull_request().user;
    for cursor in [0, u64::MAX, 1 << 63] {
        for (seq, nonce) in [(u64::MAX, u64::MAX), (1 << 63, 1), (5, 1 << 63), (0, 9)] {
            let request = json!({
                "proto": 1, "schema": 1, "device": "00000000-0000-0000-0000-000000000007",
                "user": user, "cursor": cursor, "limit": 4_000_000_000_u32, "seen": {"seq": seq, "nonce": nonce},
            });
            let reply: PullReply = phone.browser.post("/sync/v1/pull", &request).await.json();
            assert!(!reply.changes.is_empty(), "{request}");
        }
    }
}

/// Two gigabytes in two megabytes: refused after the first of them, before most of it was even received.
#[tokio::test]
async fn a_gzip_bomb_is_refused_before_it_is_read() {
    const PIECE: usize = 1024 * 1024;
    const PIECES: usize = 2048;
    let server = TestServer::new();
    let mut browser = server.newcomer(Role::Visitor, "sato").await;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let mut piece = || {
        let before = encoder.get_ref().len();
        encoder.write_all(&vec![b' '; PIECE]).expect("memory");
        encoder.flush().expect("memory");
        encoder.get_ref()[before..].to_vec()
    };
    let first = piece();
    let again = piece();
    let received = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&received);
    let pieces = std::iter::once(first).chain(std::iter::repeat_n(again, PIECES - 1));
    let body = Body::from_stream(futures_util::stream::iter(pieces.map(move |piece| {
        count.fetch_add(piece.len(), Ordering::Relaxed);
        Ok::<_, std::convert::Infallible>(piece)
    })));
    browser
        .headers
        .insert("content-encoding", "gzip".parse().expect("a value"));
    let reply = browser.request(Method::POST, "/sync/v1/push", body).await;
    assert!(matches!(reply.problem(), ProblemKind::TooLarge { .. }));
    let received = received.load(Ordering::Relaxed);
    assert!(received < 64 * 1024, "{received} bytes were received");
}
