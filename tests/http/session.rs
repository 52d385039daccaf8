//! Signing in and out, throttling, the setup link.

use axum::http::{Method, StatusCode};
use server::db::setup;
use shared::model::Role;
use shared::wire::ProblemKind;
use shared::wire::account::{AppKind, ChangeUser, Session, Setup, Users};
use tests::server::{PASSWORD, TODAY, set_up};
use tests::{Phone, TestServer};

#[tokio::test]
async fn a_visitor_signs_in_and_out() {
    let server = TestServer::new();
    server.user(Role::Visitor, "sato");
    let mut browser = server.browser();
    let refused = browser.get("/api/session?app=console").await;
    assert_eq!(refused.problem(), ProblemKind::SignedOut);

    let reply = browser.sign_in("Sato ", PASSWORD).await;
    let cookie = reply.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=17280000"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "loopback has no TLS: {cookie}");
    let session: Session = reply.json();
    assert_eq!(session.today.to_string(), TODAY);
    assert_eq!(
        browser
            .get("/api/session?app=console")
            .await
            .json::<Session>(),
        session
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(
        reply.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff");

    let mut stolen = browser.clone();
    let out = browser.delete("/api/session?app=console").await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    let after = stolen.get("/api/session?app=console").await;
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

/// The tour of the README: the coordinator and a visitor in one browser.
#[tokio::test]
async fn phone_and_console_have_sessions_of_their_own_in_one_browser() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    server.user(Role::Visitor, "tanaka");
    let mut browser = server.browser();
    browser.sign_in("suzuki", PASSWORD).await.json::<Session>();
    let pull = Phone::new(server.signed_in("tanaka").await).pull_request();
    let reply = browser.post("/sync/v1/pull", &pull).await;
    assert_eq!(reply.problem(), ProblemKind::SignedOut);
    let phone = browser.sign_in_to(AppKind::Phone, "tanaka", PASSWORD).await;
    assert_eq!(phone.json::<Session>().user.login, "tanaka");
    for (app, login) in [("console", "suzuki"), ("phone", "tanaka")] {
        let path = format!("/api/session?app={app}");
        let session: Session = browser.get(&path).await.json();
        assert_eq!(session.user.login, login);
    }
    assert_eq!(browser.get("/api/users").await.status, StatusCode::OK);
    let reply = browser.post("/sync/v1/pull", &pull).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());

    browser.delete("/api/session?app=phone").await;
    let reply = browser.post("/sync/v1/pull", &pull).await;
    assert_eq!(reply.problem(), ProblemKind::SignedOut);
    assert_eq!(browser.get("/api/users").await.status, StatusCode::OK);
    let unnamed = browser.get("/api/session").await;
    assert_eq!(unnamed.problem(), ProblemKind::MalformedRequest);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    server.user(Role::Coordinator, "mori");
    let mut browser = server.browser();
    browser.sign_in("suzuki", PASSWORD).await.json::<Session>();
    let mut copied = browser.clone();
    browser.sign_in("mori", PASSWORD).await.json::<Session>();
    let before = copied.get("/api/session?app=console").await;
    assert_eq!(before.problem(), ProblemKind::SignedOut);
    let now: Session = browser.get("/api/session?app=console").await.json();
    assert_eq!(now.user.login, "mori");
}

#[tokio::test]
async fn plain_http_between_two_machines_is_refused_before_the_cookie_is_lost() {
    let server = TestServer::new();
    server.user(Role::Visitor, "sato");
    for (origin, host, granted) in [
        ("http://192.0.2.7:8080", "192.0.2.7:8080", false),
        ("https://meguri.example", "meguri.example", true),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", true),
    ] {
        let mut browser = server.browser();
        for (name, value) in [("origin", origin), ("host", host)] {
            let value = value.parse().expect("a value");
            browser.headers.insert(name, value);
        }
        let reply = browser.sign_in("sato", PASSWORD).await;
        if granted {
            assert_eq!(reply.status, StatusCode::OK, "{origin}");
        } else {
            assert_eq!(reply.problem(), ProblemKind::NeedsHttps, "{origin}");
        }
    }
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
        let after = phone.get("/api/session?app=console").await;
        assert_eq!(after.problem(), ProblemKind::SignedOut);
    }
    let closed = server.browser().sign_in("sato", PASSWORD).await;
    assert_eq!(closed.problem(), ProblemKind::WrongPassword);
}
