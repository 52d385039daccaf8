//! `POST | GET | DELETE /api/session`: signing in and out.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::AppendHeaders;
use axum::routing::get;
use axum_extra::extract::CookieJar;
use shared::model::{Role, User};
use shared::wire::ProblemKind;
use shared::wire::account::{Session, SignIn};

use super::extract::{Done, Json};
use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{COOKIE, SignedIn, password};
use crate::db::{sessions, users};
use crate::error::{ApiError, ApiResult};

pub(super) type SetCookie = AppendHeaders<[(HeaderName, String); 1]>;

pub fn router() -> Router<App> {
    Router::new().route("/api/session", get(current).post(sign_in).delete(sign_out))
}

async fn current(State(app): State<App>, SignedIn(user): SignedIn) -> Json<Session> {
    Json(session_of(&app, user))
}

async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    Json(given): Json<SignIn>,
) -> ApiResult<(SetCookie, Json<Session>)> {
    let login = given.login.trim().to_lowercase();
    app.throttle
        .begin(&login, address, app.clock.now())
        .map_err(|retry_s| ProblemKind::Throttled { retry_s })?;
    let wanted = login.clone();
    let found = app
        .blocking(move |db| db.read(|read| users::for_sign_in(read, &wanted)))
        .await?;
    let (user, stored) = found.unzip();
    if !password::matches(given.password, stored).await? {
        return Err(ProblemKind::WrongPassword.into());
    }
    // A hash that matches was somebody's.
    let user = user.ok_or(ProblemKind::WrongPassword)?;
    app.throttle.succeeded(&login, address);
    begin_session(&app, &headers, user).await
}

async fn sign_out(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
) -> ApiResult<(SetCookie, Done)> {
    let token = jar
        .get(COOKIE)
        .and_then(|cookie| Token::parse(cookie.value()));
    if let Some(token) = token {
        app.blocking(move |db| db.write(|write| sessions::end(write, &token.hash())))
            .await?;
    }
    let secure = !is_plain_loopback(&headers);
    Ok((set_cookie("", 0, secure), Done))
}

/// Gives the user a new session, and the browser its cookie.
pub(super) async fn begin_session(
    app: &App,
    headers: &HeaderMap,
    user: User,
) -> ApiResult<(SetCookie, Json<Session>)> {
    let token = Token::random()?;
    let (hash, id, now) = (token.hash(), user.id, app.clock.now());
    let days = days_valid(user.role);
    app.blocking(move |db| db.write(|write| sessions::begin(write, &hash, id, now, days)))
        .await?;
    let secure = !is_plain_loopback(headers);
    let cookie = set_cookie(&token.text(), days * 24 * 60 * 60, secure);
    Ok((cookie, Json(session_of(app, user))))
}

fn set_cookie(value: &str, seconds_valid: i64, secure: bool) -> SetCookie {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={value}; Path=/; Max-Age={seconds_valid}; HttpOnly; SameSite=Strict{secure}"
    );
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// A visitor's season lasts seven months and a phone may be offline long; an office has a keyboard.
fn days_valid(role: Role) -> i64 {
    match role {
        Role::Visitor => 200,
        Role::Coordinator | Role::Administrator => 14,
    }
}

fn session_of(app: &App, user: User) -> Session {
    Session {
        user,
        today: app.clock.today(),
        demo: app.demo,
    }
}

/// Only this machine itself may be spoken to without TLS.
fn is_plain_loopback(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST.as_str()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    loopback && text("x-forwarded-proto") != Some("https")
}

/// Where the request came from: the peer, or what our own proxy on this machine says.
struct Address(IpAddr);

impl FromRequestParts<App> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> ApiResult<Self> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
        if !peer.is_loopback() {
            return Ok(Self(peer));
        }
        // The last entry is the one that the proxy itself added.
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Ok(Self(forwarded.unwrap_or(peer)))
    }
}
