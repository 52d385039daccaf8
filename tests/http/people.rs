//! Who may do what with people, phones and the office card.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::db::{audit, setup};
use shared::model::{Fault, Invalid, Role, User};
use shared::wire::account::{ChangeUser, Devices, Session, Setup};
use shared::wire::{OfficeCard, ProblemKind};
use tests::facts::device;
use tests::server::{PASSWORD, set_up};
use tests::{Browser, Phone, TestServer};

/// What somebody of each kind gets: nobody, visitor, coordinator, administrator.
pub const MATRIX: &[(Method, &str, [u16; 4])] = &[
    (Method::GET, "/api/health", [200, 200, 200, 200]),
    (Method::GET, "/api/session?app=phone", [401, 200, 200, 200]),
    (Method::GET, "/api/users", [401, 403, 200, 200]),
    (Method::POST, "/api/users", [401, 403, 403, 400]),
    (
        Method::PATCH,
        "/api/users/00000000-0000-0000-0000-000000000001",
        [401, 403, 403, 400],
    ),
    (
        Method::GET,
        "/api/users/00000000-0000-0000-0000-000000000001/card",
        [401, 403, 404, 404],
    ),
    (
        Method::PUT,
        "/api/users/00000000-0000-0000-0000-000000000001/card",
        [401, 403, 403, 400],
    ),
    (Method::GET, "/api/devices", [401, 403, 200, 200]),
    (
        Method::POST,
        "/api/devices/00000000-0000-0000-0000-000000000001/restore",
        [401, 403, 403, 404],
    ),
    (Method::GET, "/api/office-card", [401, 200, 200, 200]),
    (Method::PUT, "/api/office-card", [401, 403, 400, 400]),
    (Method::POST, "/sync/v1/push", [401, 400, 400, 400]),
    (Method::POST, "/sync/v1/pull", [401, 400, 400, 400]),
    (
        Method::PUT,
        "/sync/v1/photos/00000000-0000-0000-0000-000000000001",
        [401, 400, 400, 400],
    ),
    (
        Method::GET,
        "/api/imports/00000000-0000-0000-0000-000000000001/undo",
        [401, 403, 404, 404],
    ),
    (
        Method::POST,
        "/api/imports/00000000-0000-0000-0000-000000000001/undo",
        [401, 403, 404, 404],
    ),
    (Method::GET, "/api/nothing", [404, 404, 404, 404]),
    (Method::GET, "/sync/v2/pull", [404, 404, 404, 404]),
    (Method::DELETE, "/api/users", [404, 404, 404, 404]),
];

#[tokio::test]
async fn every_role_gets_its_own_and_no_more() {
    let server = TestServer::new();
    let mut people: Vec<Browser> = vec![server.browser()];
    for (role, login) in Role::ALL
        .into_iter()
        .zip(["visitor", "coordinator", "admin"])
    {
        people.push(server.newcomer(role, login).await);
    }
    for (method, path, expected) in MATRIX {
        for (browser, expected) in people.iter_mut().zip(expected) {
            // Whoever may write is told that the message can't be read.
            let reply = browser.send(method.clone(), path, &Value::Null).await;
            assert_eq!(reply.status.as_u16(), *expected, "{method} {path}");
            if *expected >= 400 {
                reply.problem();
            }
        }
    }
}

#[tokio::test]
async fn the_administrator_adds_and_changes_people() {
    let server = TestServer::new();
    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let wish = json!({"login": "sato", "name": "佐藤", "role": "visitor", "password": PASSWORD});
    let sato: User = admin.post("/api/users", &wish).await.json();
    assert_eq!((sato.role, sato.active), (Role::Visitor, true));
    let twice = admin.post("/api/users", &wish).await;
    assert_eq!(twice.problem(), ProblemKind::LoginTaken);

    let mut phone = Phone::new(server.signed_in("sato").await);
    phone.pull().await;
    let path = format!("/api/users/{}", sato.id);
    let renamed = admin
        .send(Method::PATCH, &path, &json!({"name": "佐藤 花子"}))
        .await;
    assert_eq!(renamed.json::<User>().name, "佐藤 花子");
    phone.pull().await;
    let names: Vec<String> = phone.rows.values().filter_map(colleague).collect();
    assert!(names.contains(&"佐藤 花子".to_owned()), "{names:?}");

    let nobody = "/api/users/00000000-0000-0000-0000-00000000ffff";
    for path in [nobody, "/api/users/abc"] {
        let reply = admin.send(Method::PATCH, path, &json!({})).await;
        assert_eq!(reply.problem(), ProblemKind::NotFound, "{path}");
    }
}

fn colleague(row: &shared::wire::Row) -> Option<String> {
    match row {
        shared::wire::Row::Colleague(colleague) => Some(colleague.name.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn nobody_is_given_a_role_that_this_server_doesnt_know() {
    let server = TestServer::new();
    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let auditor =
        json!({"login": "sato", "name": "佐藤", "role": "auditor", "password": "minato-mirai-21"});
    let added = admin.post("/api/users", &auditor).await;
    let not_allowed = ProblemKind::Invalid {
        invalid: Invalid::new("role", Fault::NotAllowed),
    };
    assert_eq!(added.problem(), not_allowed);
    let path = format!("/api/users/{}", server.user(Role::Visitor, "sato"));
    let change = json!({"role": "auditor"});
    let changed = admin.send(Method::PATCH, &path, &change).await;
    assert_eq!(changed.problem(), not_allowed);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let server = TestServer::new();
    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let session: Session = admin.get("/api/session?app=console").await.json();
    let path = format!("/api/users/{}", session.user.id);
    let leave = ChangeUser {
        active: Some(false),
        ..ChangeUser::default()
    };
    let step_down = ChangeUser {
        role: Some(Role::Visitor),
        ..ChangeUser::default()
    };
    for change in [&leave, &step_down] {
        let reply = admin.send(Method::PATCH, &path, change).await;
        assert!(matches!(reply.problem(), ProblemKind::Invalid { .. }));
    }
    server.user(Role::Administrator, "admin2");
    let reply = admin.send(Method::PATCH, &path, &step_down).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn the_office_card_reaches_every_phone() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "office").await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    let card = OfficeCard {
        name: "会員サービス課".into(),
        telephone: "045-671-7400".into(),
        gift_by_staff_only: true,
    };
    let reply = office.send(Method::PUT, "/api/office-card", &card).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    let read: OfficeCard = phone.browser.get("/api/office-card").await.json();
    assert_eq!(read, card);
    phone.pull().await;
    assert_eq!(
        phone.rows.get(&shared::wire::RowKey::OfficeCard),
        Some(&shared::wire::Row::OfficeCard(card))
    );
}

#[tokio::test]
async fn the_office_sees_which_phones_there_are() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "office").await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "sato").await);
    phone.pull().await;
    let mut request = phone.pull_request();
    request.about.pending = 3;
    let reply = phone.browser.post("/sync/v1/pull", &request).await;
    assert_eq!(reply.status, StatusCode::OK);
    let devices: Devices = office.get("/api/devices").await.json();
    assert_eq!(devices.devices.len(), 1);
    assert_eq!(devices.devices[0].id, device());
    assert_eq!(devices.devices[0].about.pending, 3);
}

/// Who did what stays on record, without the words themselves.
#[tokio::test]
async fn every_write_about_people_leaves_a_line() {
    let server = TestServer::new();
    let token = set_up(&server, setup::begin).expect("no administrator yet");
    let mut admin = server.browser();
    let first = Setup {
        token: token.text(),
        login: "admin".into(),
        name: "山田".into(),
        password: PASSWORD.into(),
    };
    let session: Session = admin.post("/api/setup", &first).await.json();
    let wish = json!({"login": "sato", "name": "佐藤", "role": "visitor", "password": PASSWORD});
    let sato: User = admin.post("/api/users", &wish).await.json();
    let path = format!("/api/users/{}", sato.id);
    for change in [
        json!({"role": "coordinator", "password": "another good password"}),
        json!({"active": false}),
    ] {
        admin
            .send(Method::PATCH, &path, &change)
            .await
            .json::<User>();
    }
    let card = json!({"name": "会員サービス課", "telephone": "045-671-7400"});
    let reply = admin.send(Method::PUT, "/api/office-card", &card).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);

    let lines = set_up(&server, audit::all);
    let words: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line.what.as_str(), line.detail.as_str()))
        .collect();
    let (admin, sato) = (session.user.id.to_string(), sato.id);
    assert_eq!(
        words,
        [
            ("administrator.set_up", admin.as_str()),
            ("user.added", &sato.to_string()),
            ("user.changed", &format!("{sato} role password")),
            ("user.changed", &format!("{sato} active")),
            ("office_card.changed", ""),
        ]
    );
    assert!(lines.iter().all(|line| line.user.to_string() == admin));
}
