//! Every endpoint of the console is the office's alone.

use axum::http::Method;
use serde_json::json;
use shared::model::Role;
use shared::wire::ProblemKind;
use tests::TestServer;

const NIL: &str = "00000000-0000-0000-0000-000000000000";

fn endpoints() -> Vec<(Method, String)> {
    let own = [
        (Method::GET, "/api/members"),
        (Method::GET, "/api/members/100000"),
        (Method::GET, "/api/services"),
        (Method::GET, "/api/imports"),
        (Method::POST, "/api/imports?kind=members&name=x"),
        (Method::PUT, "/api/imports/{id}/columns"),
        (Method::POST, "/api/imports/{id}/confirm"),
        (Method::GET, "/api/seasons"),
        (Method::POST, "/api/seasons"),
        (Method::POST, "/api/seasons/preview"),
        (Method::GET, "/api/seasons/{id}/choose"),
        (Method::POST, "/api/seasons/{id}/choose"),
        (Method::GET, "/api/seasons/{id}/targets"),
        (Method::GET, "/api/seasons/{id}/progress"),
        (Method::POST, "/api/targets/state"),
        (Method::POST, "/api/assignments"),
        (Method::POST, "/api/assignments/take-back"),
        (Method::PUT, "/api/assignments/order"),
        (Method::GET, "/api/requests"),
        (Method::PATCH, "/api/requests/{id}"),
        (Method::GET, "/api/office-tasks"),
        (Method::PATCH, "/api/office-tasks/{id}"),
        (Method::GET, "/api/complaints"),
        (Method::PATCH, "/api/complaints/{id}"),
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
