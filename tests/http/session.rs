//! Signing in and out, throttling, the setup link.

use axum::http::{Method, StatusCode};
use server::db::setup;
use shared::model::Role;
use shared::wire::ProblemKind;
use shared::wire::account::{ChangeUser, Session, Setup, Users};
use tests::TestServer;
use tests::server::{PASSWORD, TODAY, set_up};

#[tokio::test]
async fn a_visitor_signs_in_and_out() {
    let server = TestServer::new();
    server.user(Role::Visitor, "sato");
    let mut browser = server.browser();
    let refused = browser.get("/api/session").await;
    assert_eq!(refused.problem(), ProblemKind::SignedOut);

    let reply = browser.sign_in("Sato ", PASSWORD).await;
    let cookie = reply.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=17280000"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "loopback has no TLS: {cookie}");
    let session: Session = reply.json();
    assert_eq!(session.today.to_string(), TODAY);
    assert_eq!(browser.get("/api/session").await.json::<Session>(), session);
    assert_eq!(reply.header("cache-control"), "no-store");

    let mut stolen = browser.clone();
    let out = browser.delete("/api/session").await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let after = stolen.get("/api/session").await;
    assert_eq!(after.problem(), ProblemKind::SignedOut);
}

#[tokio::test]
async fn behind_tls_the_cookie_is_secure() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "office");
    let mut browser = server.browser();
    let https = "https".parse().expect("a value");
    browser.headers.insert("x-forwarded-proto", https);
    let reply = browser.sign_in("office", PASSWORD).await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.contains("; Secure"), "{cookie}");
    assert!(cookie.contains("Max-Age=1209600"), "{cookie}");
}

#[tokio::test]
async fn wrong_passwords_and_unknown_logins_look_alike_and_have_to_wait() {
    let server = TestServer::new();
    server.user(Role::Visitor, "sato");
    server.user(Role::Visitor, "suzuki");
    for login in ["sato", "nobody"] {
        let mut browser = server.browser();
        for _ in 0..5 {
            let reply = browser.sign_in(login, "not the password").await;
            assert_eq!(reply.problem(), ProblemKind::WrongPassword, "{login}");
        }
        // Even the right one has to wait now.
        let reply = browser.sign_in(login, PASSWORD).await;
        let ProblemKind::Throttled { retry_s } = reply.problem() else {
            panic!("{}", reply.text());
        };
        assert!((1..=300).contains(&retry_s), "{retry_s}");
        assert_eq!(reply.header("retry-after"), retry_s.to_string());
    }
    server.signed_in("suzuki").await;
}

#[tokio::test]
async fn the_setup_link_makes_one_administrator_and_is_spent() {
    let server = TestServer::new();
    let old = set_up(&server, setup::begin).expect("no administrator yet");
    let token = set_up(&server, setup::begin).expect("no administrator yet");
    let wish = |token: &str, login: &str, password: &str| Setup {
        token: token.to_owned(),
        login: login.to_owned(),
        name: "山田".to_owned(),
        password: password.to_owned(),
    };
    let mut browser = server.browser();
    for wrong in ["", "0", &"0".repeat(64), &old.text()] {
        let reply = browser
            .post("/api/setup", &wish(wrong, "admin", PASSWORD))
            .await;
        assert_eq!(reply.problem(), ProblemKind::SetupLinkSpent, "{wrong}");
    }
    for (login, password, field) in [("admin", "short", "password"), ("山", PASSWORD, "login")] {
        let reply = browser
            .post("/api/setup", &wish(&token.text(), login, password))
            .await;
        let ProblemKind::Invalid { invalid } = reply.problem() else {
            panic!("{}", reply.text());
        };
        assert_eq!(invalid.field, field);
    }
    let good = wish(&token.text(), "admin", PASSWORD);
    let session: Session = browser.post("/api/setup", &good).await.json();
    assert_eq!(session.user.role, Role::Administrator);
    let users: Users = browser.get("/api/users").await.json();
    assert_eq!(users.users, [session.user]);

    let again = wish(&token.text(), "admin2", PASSWORD);
    let reply = server.browser().post("/api/setup", &again).await;
    assert_eq!(reply.problem(), ProblemKind::SetupLinkSpent);
    assert!(set_up(&server, setup::begin).is_none(), "no further link");
}

#[tokio::test]
async fn a_new_password_and_a_closed_account_end_every_session_at_once() {
    let server = TestServer::new();
    let sato = server.user(Role::Visitor, "sato");
    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let path = format!("/api/users/{sato}");
    for change in [
        ChangeUser {
            password: Some("another good password".into()),
            ..ChangeUser::default()
        },
        ChangeUser {
            password: Some(PASSWORD.into()),
            ..ChangeUser::default()
        },
        ChangeUser {
            active: Some(false),
            ..ChangeUser::default()
        },
    ] {
        let password = if change.password.as_deref() == Some(PASSWORD) {
            "another good password"
        } else {
            PASSWORD
        };
        let mut phone = server.browser();
        assert_eq!(phone.sign_in("sato", password).await.status, StatusCode::OK);
        let reply = admin.send(Method::PATCH, &path, &change).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let after = phone.get("/api/session").await;
        assert_eq!(after.problem(), ProblemKind::SignedOut);
    }
    let closed = server.browser().sign_in("sato", PASSWORD).await;
    assert_eq!(closed.problem(), ProblemKind::WrongPassword);
}
