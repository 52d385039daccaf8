//! A real router over a real SQLite file, and browsers that talk to it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::app::{App, DATABASE, router};
use server::auth::password;
use server::clock::Clock;
use server::db::{DbError, users};
use server::web::Web;
use shared::model::{Role, User, UserId};
use shared::wire::account::{AppKind, Session, SignIn};
use shared::wire::{Problem, ProblemKind};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::wire::{Gone, Wire};

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// The server's day in tests, inside the season.
pub const TODAY: &str = "2023-10-02";

#[derive(Debug)]
pub struct TestServer {
    pub app: App,
    router: Router,
    folder: TempDir,
}

impl TestServer {
    /// A new server without anybody.
    pub fn new() -> Self {
        Self::on(TODAY)
    }

    /// A new server that shows another day.
    pub fn on(today: &str) -> Self {
        Self::in_folder(today, |_| {})
    }

    fn in_folder(today: &str, prepare: impl FnOnce(&std::path::Path)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        prepare(folder.path());
        let today = today.parse().expect("a literal day");
        let web = Web::new(Some(folder.path().join("web")));
        let app = App::open(folder.path(), Clock::showing(today), web).expect("a new database");
        Self {
            router: router(app.clone()),
            app,
            folder,
        }
    }

    /// A new server on a copy of another one's data.
    pub fn from_backup(backup: &std::path::Path) -> Self {
        Self::in_folder(TODAY, |folder| {
            std::fs::copy(backup, folder.join(DATABASE)).expect("the backup is there");
        })
    }

    /// A new server on the files that a killed one leaves: what was committed is in its write-ahead log.
    pub fn after_a_kill(killed: &Self) -> Self {
        Self::in_folder(TODAY, |folder| {
            for name in [DATABASE.to_owned(), format!("{DATABASE}-wal")] {
                let left = killed.folder().join(&name);
                if left.exists() {
                    std::fs::copy(left, folder.join(&name)).expect("the file can be copied");
                }
            }
        })
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Adds somebody who may sign in; the name is the login.
    pub fn user(&self, role: Role, login: &str) -> UserId {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| password::hash_blocking(PASSWORD).expect("it hashes"));
        let user = User {
            id: UserId(Uuid::from_u128(fingerprint(login))),
            login: login.to_owned(),
            name: login.to_owned(),
            role,
            active: true,
        };
        self.app
            .db
            .write(|write| users::add(write, &user, hash))
            .expect("a new login");
        user.id
    }

    pub fn door(&self) -> Door {
        Door::Inside(self.router.clone())
    }

    /// Somebody at the door.
    pub fn browser(&self) -> Browser {
        Browser::before(self.door())
    }

    /// The browser of somebody who has just signed in to both apps.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let mut browser = self.browser();
        for app in [AppKind::Phone, AppKind::Console] {
            let reply = browser.sign_in_to(app, login, PASSWORD).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        }
        browser
    }

    /// Adds somebody and signs in.
    pub async fn newcomer(&self, role: Role, login: &str) -> Browser {
        self.user(role, login);
        self.signed_in(login).await
    }
}

impl Default for TestServer {
    fn default() -> Self {
        Self::new()
    }
}

/// The same id for the same login in every run.
fn fingerprint(text: &str) -> u128 {
    text.bytes()
        .fold(1, |sum, byte| sum * 257 + u128::from(byte))
}

/// How a request gets to the server.
#[derive(Clone, Debug)]
pub enum Door {
    /// To the router in this very process.
    Inside(Router),
    /// To another process, as everybody else's requests.
    Wire(Wire),
}

#[derive(Clone, Debug)]
pub struct Browser {
    door: Door,
    cookies: BTreeMap<String, String>,
    /// Who signed in last.
    pub user: Option<UserId>,
    /// Sent with every request.
    pub headers: HeaderMap,
}

impl Browser {
    pub fn before(door: Door) -> Self {
        Self {
            door,
            cookies: BTreeMap::new(),
            user: None,
            headers: HeaderMap::new(),
        }
    }

    /// The same person with the same session at another door to the same data.
    pub fn moved_to(&self, door: Door) -> Self {
        Self {
            door,
            ..self.clone()
        }
    }

    /// Signs in to the console.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Reply {
        self.sign_in_to(AppKind::Console, login, password).await
    }

    pub async fn sign_in_to(&mut self, app: AppKind, login: &str, password: &str) -> Reply {
        let wish = SignIn {
            app,
            login: login.to_owned(),
            password: password.to_owned(),
        };
        let reply = self.send(Method::POST, "/api/session", &wish).await;
        if reply.status == StatusCode::OK {
            self.user = Some(reply.json::<Session>().user.id);
        }
        reply
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.request(Method::GET, path, Body::empty()).await
    }

    pub async fn delete(&mut self, path: &str) -> Reply {
        self.request(Method::DELETE, path, Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, message: &impl Serialize) -> Reply {
        self.send(Method::POST, path, message).await
    }

    pub async fn send(&mut self, method: Method, path: &str, message: &impl Serialize) -> Reply {
        let body = serde_json::to_vec(message).expect("a message serialises");
        self.request(method, path, Body::from(body)).await
    }

    pub async fn request(&mut self, method: Method, path: &str, body: Body) -> Reply {
        let reply = self.attempt(method, path, body).await;
        let reply = reply.expect("the server answers");
        if let Some(set) = reply.headers.get(header::SET_COOKIE) {
            let set = set.to_str().expect("a cookie is text");
            let pair = set.split(';').next().and_then(|pair| pair.split_once('='));
            let (name, value) = pair.expect("a cookie has a name");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        reply
    }

    /// A request whose server may die meanwhile.
    pub async fn attempt(&self, method: Method, path: &str, body: Body) -> Result<Reply, Gone> {
        let (parts, body) = self.ask(method, path, body).await?.into_parts();
        let bytes = to_bytes(body, usize::MAX)
            .await
            .map_err(|cause| Gone(cause.to_string()))?;
        Ok(Reply {
            status: parts.status,
            headers: parts.headers,
            bytes: bytes.to_vec(),
        })
    }

    pub async fn attempt_post(&self, path: &str, message: &impl Serialize) -> Result<Reply, Gone> {
        let body = serde_json::to_vec(message).expect("a message serialises");
        self.attempt(Method::POST, path, Body::from(body)).await
    }

    /// The response as it begins; its body may never end.
    pub async fn stream(&self, method: Method, path: &str, body: Body) -> Response {
        let response = self.ask(method, path, body).await;
        response.expect("the server answers")
    }

    async fn ask(&self, method: Method, path: &str, body: Body) -> Result<Response, Gone> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8080")
            .body(body)
            .expect("a test's request is well formed");
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            let cookies = cookies.join("; ").parse().expect("cookies are a header");
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        match &self.door {
            Door::Inside(router) => match router.clone().oneshot(request).await {
                Ok(response) => Ok(response),
            },
            Door::Wire(wire) => wire.send(request).await,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("our headers are text"))
    }

    /// The reply to a request that was granted.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|cause| panic!("{cause} in {}", self.text()))
    }

    /// The reply to a request that was refused, in the one form that refusals have.
    #[track_caller]
    pub fn problem(&self) -> ProblemKind {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{} {}",
            self.status,
            self.text()
        );
        let problem: Problem = serde_json::from_slice(&self.bytes).expect("a problem");
        assert_eq!(problem.status, self.status.as_u16());
        assert!(self.status.is_client_error(), "{} {problem:?}", self.status);
        problem.kind
    }
}

/// Runs a write that a test sets up with.
pub fn set_up<T>(
    server: &TestServer,
    work: impl FnOnce(&mut server::db::Write) -> Result<T, DbError>,
) -> T {
    server.app.db.write(work).expect("a test's setting up")
}
