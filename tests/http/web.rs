//! The two web apps as browsers get them.

use axum::http::StatusCode;
use std::fs;
use tests::{Browser, Reply, TestServer};

fn built(server: &TestServer) {
    let web = server.folder().join("web");
    for (path, content) in [
        ("field/index.html", "the phone"),
        ("field/sw.js", "worker"),
        ("field/field-0123456789abcdef_bg.wasm", "plain"),
        ("field/field-0123456789abcdef_bg.wasm.br", "brotli"),
        ("field/field-0123456789abcdef_bg.wasm.gz", "gzip"),
        ("field/manifest.webmanifest", "{}"),
        ("office/index.html", "the console"),
        ("secret.txt", "not for anybody"),
    ] {
        let file = web.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, content).expect("a file");
    }
}

async fn navigate(browser: &mut Browser, path: &str) -> Reply {
    let html = "text/html,*/*".parse().expect("a value");
    browser.headers.insert("accept", html);
    let reply = browser.get(path).await;
    browser.headers.remove("accept");
    reply
}

#[tokio::test]
async fn each_app_answers_at_any_of_its_addresses() {
    let server = TestServer::new();
    built(&server);
    let mut browser = server.browser();
    for (path, content) in [
        ("/", "the phone"),
        ("/members/100001", "the phone"),
        ("/sync", "the phone"),
        ("/office/", "the console"),
        ("/office/requests", "the console"),
        ("/office/setup?token=abc", "the console"),
    ] {
        let reply = navigate(&mut browser, path).await;
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (StatusCode::OK, content),
            "{path}"
        );
        assert_eq!(reply.header("cache-control"), "no-cache");
        assert!(
            reply
                .header("content-security-policy")
                .contains("default-src 'self'")
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    let redirect = browser.get("/office").await;
    assert_eq!(redirect.header("location"), "/office/");
}

#[tokio::test]
async fn files_come_packed_typed_and_for_ever_when_their_name_has_a_hash() {
    let server = TestServer::new();
    built(&server);
    let mut browser = server.browser();
    let wasm = "/field-0123456789abcdef_bg.wasm";
    for (accepts, encoding, content) in [
        ("gzip, br", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("br;q=0", "", "plain"),
    ] {
        browser
            .headers
            .insert("accept-encoding", accepts.parse().expect("a value"));
        let reply = browser.get(wasm).await;
        assert_eq!(reply.text(), content);
        assert_eq!(reply.header("content-encoding"), encoding);
        assert_eq!(reply.header("content-type"), "application/wasm");
        assert_eq!(reply.header("vary"), "accept-encoding");
        assert!(reply.header("cache-control").contains("immutable"));
    }
    let manifest = browser.get("/manifest.webmanifest").await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let worker = browser.get("/sw.js").await;
    assert_eq!(worker.header("cache-control"), "no-cache");
    let etag = worker.header("etag").parse().expect("a value");
    browser.headers.insert("if-none-match", etag);
    let unchanged = browser.get("/sw.js").await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
    assert!(unchanged.bytes.is_empty());
}

#[tokio::test]
async fn what_isnt_there_is_not_found_and_nothing_outside_is_reachable() {
    let server = TestServer::new();
    built(&server);
    let mut browser = server.browser();
    for path in [
        "/missing.js",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/office/../../secret.txt",
        "/..%2fsecret.txt",
    ] {
        let reply = navigate(&mut browser, path).await;
        assert!(!reply.text().contains("not for anybody"), "{path}");
        assert!(
            matches!(reply.status.as_u16(), 200 | 404),
            "{path} {}",
            reply.status
        );
    }
    let missing = browser.get("/missing.js").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_build_the_page_says_what_to_do() {
    let server = TestServer::new();
    let reply = navigate(&mut server.browser(), "/").await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(reply.text().contains("cargo xtask serve"));
}
