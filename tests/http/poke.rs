//! The stream that says that there is something to pull.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode};
use futures_util::StreamExt as _;
use shared::model::{CallResult, Role};
use shared::wire::ProblemKind;
use shared::wire::account::{AppKind, ChangeUser};
use shared::wire::sync::Poke;
use tests::facts::called;
use tests::{Browser, Phone, Season, TestServer};

/// An open stream of pokes.
struct Pokes(BodyDataStream);

impl Pokes {
    async fn open(browser: &Browser) -> Self {
        let response = browser
            .stream(Method::GET, "/sync/v1/poke", Body::empty())
            .await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(response.into_body().into_data_stream())
    }

    /// The next head that is told; `None` when the stream ended.
    async fn next(&mut self) -> Option<u64> {
        loop {
            let waited = tokio::time::timeout(Duration::from_secs(20), self.0.next());
            let part = waited.await.expect("a poke within 20 s")?;
            let part = part.expect("a readable part");
            let text = String::from_utf8(part.to_vec()).expect("text");
            if let Some(data) = text.strip_prefix("data: ") {
                let poke: Poke = serde_json::from_str(data.trim()).expect("a poke");
                return Some(poke.head);
            }
        }
    }
}

#[tokio::test]
async fn a_phone_hears_of_what_it_may_see_and_of_nothing_else() {
    let server = TestServer::new();
    let office = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    let suzuki = server.user(Role::Visitor, "suzuki");
    let season = Season::new(&server, office, 2);
    season.give([0], sato);
    season.give([1], suzuki);
    let mut phone = Phone::new(server.signed_in("sato").await);
    let mut other = Phone::new(server.signed_in("suzuki").await);
    let mut pokes = Pokes::open(&phone.browser).await;
    let first = pokes.next().await.expect("the head of now");
    // A burst of somebody else's work, then one of his own: one poke, for the last.
    for id in 1..10 {
        other.tell(&called(id, 1, CallResult::NoAnswer)).await;
    }
    let seq = phone.tell(&called(20, 0, CallResult::NoAnswer)).await;
    let told = pokes.next().await.expect("a poke");
    assert!(told >= seq && seq > first, "{first} {seq} {told}");
    // What leaves him is news for him.
    season.take_back([0]);
    assert!(pokes.next().await.expect("a poke") > told);
}

#[tokio::test]
async fn the_stream_is_for_those_who_are_signed_in_and_ends_with_the_session() {
    let server = TestServer::new();
    let nobody = server.browser();
    let reply = nobody
        .clone()
        .request(Method::GET, "/sync/v1/poke", Body::empty())
        .await;
    assert_eq!(reply.problem(), ProblemKind::SignedOut);

    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let sato = server.user(Role::Visitor, "sato");
    let mut browser = server.signed_in("sato").await;
    let mut pokes = Pokes::open(&browser).await;
    pokes.next().await.expect("the head of now");
    let off = ChangeUser {
        active: Some(false),
        ..ChangeUser::default()
    };
    let reply = admin
        .send(Method::PATCH, &format!("/api/users/{sato}"), &off)
        .await;
    assert!(reply.status.is_success(), "{}", reply.text());
    let ended = tokio::time::timeout(Duration::from_secs(1), async {
        while pokes.next().await.is_some() {}
    });
    ended.await.expect("revoked within a second");

    server.user(Role::Visitor, "suzuki");
    let reply = browser
        .sign_in_to(AppKind::Phone, "suzuki", tests::server::PASSWORD)
        .await;
    assert!(reply.status.is_success());
    let mut pokes = Pokes::open(&browser).await;
    pokes.next().await.expect("the head of now");
    let mut leaving = browser.clone();
    leaving
        .request(Method::DELETE, "/api/session?app=phone", Body::empty())
        .await;
    while pokes.next().await.is_some() {}
}

#[tokio::test]
async fn the_stream_ends_when_the_server_stops() {
    let server = TestServer::new();
    let browser = server.newcomer(Role::Visitor, "sato").await;
    let mut pokes = Pokes::open(&browser).await;
    pokes.next().await.expect("the head of now");
    server.app.stop();
    let ended = tokio::time::timeout(Duration::from_secs(1), async {
        while pokes.next().await.is_some() {}
    });
    ended.await.expect("ended within a second");
}
