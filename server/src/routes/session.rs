//! `POST | GET | DELETE /api/session`: signing in and out, each app for itself.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::AppendHeaders;
use axum::routing::get;
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use shared::model::{Role, User};
use shared::wire::ProblemKind;
use shared::wire::account::{AppKind, Session, SignIn};

use super::extract::{Done, Json, Query};
use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{self, password};
use crate::db::{sessions, users};
use crate::error::{ApiError, ApiResult};

pub(super) type SetCookie = AppendHeaders<[(HeaderName, String); 1]>;

pub fn router() -> Router<App> {
    Router::new().route("/api/session", get(current).post(sign_in).delete(sign_out))
}

#[derive(Deserialize)]
struct Which {
    app: AppKind,
}

async fn current(
    State(app): State<App>,
    Query(Which { app: kind }): Query<Which>,
    jar: CookieJar,
) -> ApiResult<Json<Session>> {
    let user = auth::user(&app, &jar, kind).await?;
    Ok(Json(session_of(&app, user)))
}

async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    Json(given): Json<SignIn>,
) -> ApiResult<(SetCookie, Json<Session>)> {
    not_in_the_clear(&headers)?;
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
    begin_session(&app, given.app, &headers, user).await
}

async fn sign_out(
    State(app): State<App>,
    Query(Which { app: kind }): Query<Which>,
    jar: CookieJar,
    headers: HeaderMap,
) -> ApiResult<(SetCookie, Done)> {
    if let Some(token) = auth::token(&jar, kind) {
        app.blocking(move |db| db.write(|write| sessions::end(write, &token.hash())))
            .await?;
    }
    Ok((set_cookie(kind, "", 0, &headers), Done))
}

/// Gives the user a new session of that app in place of the one before it, and the browser its
/// cookie.
pub(super) async fn begin_session(
    app: &App,
    kind: AppKind,
    headers: &HeaderMap,
    user: User,
) -> ApiResult<(SetCookie, Json<Session>)> {
    let token = Token::random()?;
    let before = auth::token(&CookieJar::from_headers(headers), kind);
    let (hash, id, now) = (token.hash(), user.id, app.clock.now());
    let days = days_valid(user.role);
    app.blocking(move |db| {
        db.write(|write| {
            if let Some(before) = before {
                sessions::end(write, &before.hash())?;
            }
            sessions::begin(write, &hash, id, now, days)
        })
    })
    .await?;
    let cookie = set_cookie(kind, &token.text(), days * 24 * 60 * 60, headers);
    Ok((cookie, Json(session_of(app, user))))
}

fn set_cookie(kind: AppKind, value: &str, seconds_valid: i64, headers: &HeaderMap) -> SetCookie {
    let name = auth::cookie(kind);
    let secure = if is_plain_loopback(headers) {
        ""
    } else {
        "; Secure"
    };
    let cookie = format!(
        "{name}={value}; Path=/; Max-Age={seconds_valid}; HttpOnly; SameSite=Strict{secure}"
    );
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// A visitor's season lasts seven months and a phone may be offline long; an office has a keyboard.
fn days_valid(role: Role) -> i64 {
    match role {
        Role::Visitor => 200,
        Role::Coordinator | Role::Administrator | Role::Other => 14,
    }
}

fn session_of(app: &App, user: User) -> Session {
    Session {
        user,
        today: app.clock.today(),
        demo: app.demo,
    }
}

/// A browser drops the Secure cookie of a page without TLS: one would be signed in and out at once.
/// Its `Origin` says how it really speaks, whatever a proxy does in between.
pub(super) fn not_in_the_clear(headers: &HeaderMap) -> ApiResult<()> {
    let in_the_clear = headers
        .get(header::ORIGIN)
        .is_some_and(|origin| origin.as_bytes().starts_with(b"http://"));
    if in_the_clear && !is_plain_loopback(headers) {
        return Err(ProblemKind::NeedsHttps.into());
    }
    Ok(())
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
