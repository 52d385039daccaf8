//! A phone or an account that the office stops: refused at the next request, its stream ended at once.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use futures_util::StreamExt as _;
use shared::model::{CallResult, DeviceId, Role};
use shared::wire::ProblemKind;
use shared::wire::account::{AppKind, ChangeUser, Devices};
use shared::wire::sync::PullReply;
use tests::facts::{called, device};
use tests::server::PASSWORD;
use tests::{Browser, Phone, Season, TestServer};
use uuid::Uuid;

struct Stage {
    server: TestServer,
    office: Browser,
    admin: Browser,
    phone: Phone,
}

async fn stage() -> Stage {
    let server = TestServer::new();
    let coordinator = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, coordinator, 1).give([0], sato);
    let mut phone = Phone::new(server.signed_in("sato").await);
    phone.pull().await;
    Stage {
        office: server.signed_in("office").await,
        admin: server.newcomer(Role::Administrator, "admin").await,
        phone,
        server,
    }
}

fn path(what: &str) -> String {
    format!("/api/devices/{}/{what}", device())
}

/// Push, pull and a new stream are refused with the same words.
async fn is_refused(phone: &mut Phone, why: &ProblemKind) {
    let push = phone.push_raw(vec![]).await;
    assert_eq!(push.problem(), *why);
    let request = phone.pull_request();
    let pull = phone.browser.post("/sync/v1/pull", &request).await;
    assert_eq!(pull.problem(), *why);
    let poke = phone.browser.get("/sync/v1/poke").await;
    assert_eq!(poke.problem(), *why);
    let session = phone.browser.get("/api/session?app=phone").await;
    assert_eq!(session.problem(), *why);
}

#[tokio::test]
async fn a_stopped_phone_is_refused_at_once_and_its_stream_ends() {
    let mut stage = stage().await;
    let stream = stage
        .phone
        .browser
        .stream(Method::GET, "/sync/v1/poke", Body::empty())
        .await;
    let mut pokes = stream.into_body().into_data_stream();
    pokes.next().await.expect("the head of now").expect("whole");

    let reply = stage.office.post(&path("revoke"), &()).await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text());
    let ended = tokio::time::timeout(Duration::from_secs(1), async {
        while pokes.next().await.is_some() {}
    });
    ended.await.expect("ended within a second");
    is_refused(&mut stage.phone, &ProblemKind::Revoked).await;
    let devices: Devices = stage.office.get("/api/devices").await.json();
    assert!(devices.devices[0].revoked_ms.is_some());

    // Signing in anew doesn't help on this phone, but on another.
    let browser = &mut stage.phone.browser;
    let signed_in = browser.sign_in_to(AppKind::Phone, "sato", PASSWORD).await;
    assert!(signed_in.status.is_success());
    let request = stage.phone.pull_request();
    let again = stage.phone.browser.post("/sync/v1/pull", &request).await;
    assert_eq!(again.problem(), ProblemKind::Revoked);
    let mut other = Phone::new(stage.server.signed_in("sato").await);
    let mut elsewhere = other.pull_request();
    elsewhere.device = DeviceId(Uuid::from_u128(78));
    let reply = other.browser.post("/sync/v1/pull", &elsewhere).await;
    assert!(!reply.json::<PullReply>().changes.is_empty());
}

#[tokio::test]
async fn only_an_administrator_lets_a_phone_in_again_and_then_it_signs_in_and_sends() {
    let mut stage = stage().await;
    stage.office.post(&path("revoke"), &()).await;
    let refused = stage.office.post(&path("restore"), &()).await;
    assert_eq!(refused.problem(), ProblemKind::Forbidden);
    let reply = stage.admin.post(&path("restore"), &()).await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text());
    is_refused(&mut stage.phone, &ProblemKind::SignedOut).await;
    let browser = &mut stage.phone.browser;
    browser.sign_in_to(AppKind::Phone, "sato", PASSWORD).await;
    // What waited on it arrives.
    stage.phone.tell(&called(1, 0, CallResult::NoAnswer)).await;

    let unheard = "/api/devices/00000000-0000-0000-0000-000000000001/revoke";
    let reply = stage.office.post(unheard, &()).await;
    assert_eq!(reply.problem(), ProblemKind::NotFound);
}

#[tokio::test]
async fn a_stopped_account_is_refused_on_all_its_phones_until_it_signs_in_again() {
    let mut stage = stage().await;
    let sato = stage.phone.browser.user.expect("signed in");
    let account = format!("/api/users/{sato}");
    let active = |active| ChangeUser {
        active: Some(active),
        ..ChangeUser::default()
    };
    stage
        .admin
        .send(Method::PATCH, &account, &active(false))
        .await;
    is_refused(&mut stage.phone, &ProblemKind::Revoked).await;
    stage
        .admin
        .send(Method::PATCH, &account, &active(true))
        .await;
    is_refused(&mut stage.phone, &ProblemKind::SignedOut).await;
}

/// Whoever copies the cookie to another phone has nothing of it.
#[tokio::test]
async fn a_session_stays_with_the_phone_that_began_it() {
    let mut stage = stage().await;
    let mut elsewhere = stage.phone.pull_request();
    elsewhere.device = DeviceId(Uuid::from_u128(78));
    let reply = stage.phone.browser.post("/sync/v1/pull", &elsewhere).await;
    assert_eq!(reply.problem(), ProblemKind::SignedOut);
    stage.phone.pull().await;
}
