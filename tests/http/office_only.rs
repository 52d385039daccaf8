//! Every endpoint of the console is the office's alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::http::Method;
use serde_json::json;
use shared::model::Role;
use shared::wire::ProblemKind;
use tests::TestServer;

use crate::people::MATRIX;

const NIL: &str = "00000000-0000-0000-0000-000000000000";

fn endpoints() -> Vec<(Method, String)> {
    let own = [
        (Method::GET, "/api/members"),
        (Method::GET, "/api/members/words"),
        (Method::GET, "/api/members/100000"),
        (Method::PATCH, "/api/members/100000"),
        (Method::PUT, "/api/members/100000/place"),
        (Method::GET, "/api/area-map"),
        (Method::PUT, "/api/area-map"),
        (Method::DELETE, "/api/area-map"),
        (Method::GET, "/api/services"),
        (Method::GET, "/api/imports"),
        (Method::POST, "/api/imports?kind=members&name=x"),
        (Method::PUT, "/api/imports/{id}/columns"),
        (Method::PUT, "/api/imports/{id}/as-of"),
        (Method::POST, "/api/imports/{id}/confirm"),
        (Method::GET, "/api/seasons"),
        (Method::POST, "/api/seasons"),
        (Method::POST, "/api/seasons/preview"),
        (Method::GET, "/api/seasons/{id}/choose"),
        (Method::POST, "/api/seasons/{id}/choose"),
        (Method::GET, "/api/seasons/{id}/targets"),
        (Method::GET, "/api/seasons/{id}/progress"),
        (Method::PUT, "/api/seasons/{id}/campaigns"),
        (Method::POST, "/api/targets/state"),
        (Method::POST, "/api/targets/purpose"),
        (Method::GET, "/api/carried"),
        (Method::POST, "/api/carried"),
        (Method::POST, "/api/assignments"),
        (Method::POST, "/api/assignments/take-back"),
        (Method::PUT, "/api/assignments/order"),
        (Method::GET, "/api/photos/{id}"),
        (Method::GET, "/api/leads"),
        (Method::POST, "/api/leads"),
        (Method::PATCH, "/api/leads/{id}"),
        (Method::PUT, "/api/leads/{id}/visitor"),
        (Method::GET, "/api/requests"),
        (Method::PATCH, "/api/requests/{id}"),
        (Method::GET, "/api/office-tasks"),
        (Method::PATCH, "/api/office-tasks/{id}"),
        (Method::GET, "/api/complaints"),
        (Method::PATCH, "/api/complaints/{id}"),
        (Method::GET, "/api/attention"),
        (Method::POST, "/api/attention/1/resolve"),
        (Method::DELETE, "/api/attention/1/resolution"),
        (Method::POST, "/api/devices/{id}/revoke"),
        (Method::POST, "/api/outbox-files/preview"),
        (Method::POST, "/api/outbox-files"),
        (Method::GET, "/api/change-reports"),
        (Method::GET, "/api/change-reports/export"),
        (Method::PATCH, "/api/change-reports/{id}"),
        (Method::GET, "/api/withdrawals"),
        (Method::PATCH, "/api/withdrawals/{id}"),
    ];
    own.into_iter()
        .map(|(method, path)| (method, path.replace("{id}", NIL)))
        .collect()
}

#[tokio::test]
async fn a_visitor_is_refused_everywhere_and_the_office_never() {
    let server = TestServer::new();
    let mut visitor = server.newcomer(Role::Visitor, "tanaka").await;
    let mut nobody = server.browser();
    let mut coordinator = server.newcomer(Role::Coordinator, "suzuki").await;
    let mut administrator = server.newcomer(Role::Administrator, "takagi").await;
    for (method, path) in endpoints() {
        let reply = visitor.send(method.clone(), &path, &json!({})).await;
        assert_eq!(reply.problem(), ProblemKind::Forbidden, "{method} {path}");
        let reply = nobody.send(method.clone(), &path, &json!({})).await;
        assert_eq!(reply.problem(), ProblemKind::SignedOut, "{method} {path}");
        for office in [&mut coordinator, &mut administrator] {
            let reply = office.send(method.clone(), &path, &json!({})).await;
            assert!(
                reply.status.as_u16() < 500,
                "{method} {path}: {}",
                reply.text()
            );
            assert_ne!(reply.status.as_u16(), 403, "{method} {path}");
        }
    }
}

/// What anybody may ask without a session.
const OPEN: [(Method, &str); 3] = [
    (Method::POST, "/api/setup"),
    (Method::POST, "/api/session"),
    (Method::DELETE, "/api/session"),
];

/// A reply that goes on for ever; `poke.rs` says who gets it.
const STREAM: (Method, &str) = (Method::GET, "/sync/v1/poke");

/// A path whatever it names: `/api/users/{id}` and `/api/users/0001` are `/api/users/*`.
fn shape(method: &str, path: &str) -> String {
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    let names =
        |part: &&str| part.starts_with('{') || part.starts_with(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if names(&part) { "*" } else { part })
        .collect();
    format!("{method} {}", parts.join("/"))
}

/// Reads the routers' source, so that nobody adds a route without saying here who may use it.
#[test]
fn no_route_is_missing_from_the_tables_of_who_may_do_what() {
    let own = endpoints();
    let told: BTreeSet<String> = own
        .iter()
        .map(|(method, path)| shape(method.as_str(), path))
        .chain(
            MATRIX
                .iter()
                .map(|(method, path, _)| shape(method.as_str(), path)),
        )
        .chain(
            OPEN.iter()
                .chain([&STREAM])
                .map(|(method, path)| shape(method.as_str(), path)),
        )
        .collect();
    let routes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/routes");
    let mut found = 0;
    for file in fs::read_dir(routes).expect("the routes' folder") {
        let source = fs::read_to_string(file.expect("a file").path()).expect("a source");
        for route in source.split(".route(").skip(1) {
            let path = route.split('"').nth(1).expect("a path");
            let handlers = route.split("\n}").next().expect("a first part");
            for method in ["get", "post", "put", "patch", "delete"] {
                if handlers.contains(&format!("{method}(")) {
                    let shape = shape(&method.to_uppercase(), path);
                    assert!(told.contains(&shape), "{shape}");
                    found += 1;
                }
            }
        }
    }
    assert!(found >= 57, "{found} routes found");
}
