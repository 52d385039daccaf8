//! `GET /sync/v1/poke`: server-sent events that say nothing but how far the stream has grown, so that a
//! phone pulls soon. Missing one costs nothing: phones also pull by themselves.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use futures_util::stream::{Stream, unfold};
use shared::model::UserId;
use shared::wire::ProblemKind;
use shared::wire::account::AppKind;
use shared::wire::sync::Poke;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{self, SignedIn};
use crate::db::meta;
use crate::db::news::News;
use crate::error::ApiResult;

/// Comments that keep proxies from closing a silent stream, and find those whose phone is gone.
const KEPT_ALIVE_EVERY: Duration = Duration::from_secs(20);
/// Many commits within this are one poke.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// A session that runs out is noticed so late; one that is ended is noticed at once.
const SESSION_CHECKED_EVERY: Duration = Duration::from_secs(60);

pub fn router() -> Router<App> {
    Router::new().route("/sync/v1/poke", get(poke))
}

async fn poke(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    jar: CookieJar,
) -> ApiResult<impl IntoResponse> {
    let token = auth::token(&jar, AppKind::Phone).ok_or(ProblemKind::SignedOut)?;
    // Listening begins before the head is read, so that nothing falls in between.
    let news = app.db.listen();
    let head = app.blocking(|db| db.read(meta::head)).await?;
    let now = Instant::now();
    let listener = Listener {
        user: user.id,
        token,
        news,
        unsaid: Some(head),
        silent_until: now,
        checked: now,
        app,
    };
    // Proxies that buffer whole replies would keep the pokes to themselves.
    let unbuffered = AppendHeaders([(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    )]);
    let keep_alive = KeepAlive::new().interval(KEPT_ALIVE_EVERY);
    Ok((unbuffered, Sse::new(pokes(listener)).keep_alive(keep_alive)))
}

fn pokes(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(listener, |mut listener| async {
        let head = listener.next_head().await?;
        let event = Event::default().json_data(Poke { head }).ok()?;
        Some((Ok(event), listener))
    })
}

/// One phone's open stream.
struct Listener {
    app: App,
    user: UserId,
    token: Token,
    news: Receiver<News>,
    /// A head that the phone hasn't been told yet.
    unsaid: Option<u64>,
    silent_until: Instant,
    /// When the session was last seen to hold.
    checked: Instant,
}

impl Listener {
    /// The next head to tell; `None` when the stream ends.
    async fn next_head(&mut self) -> Option<u64> {
        loop {
            tokio::select! {
                biased;
                () = self.app.stopped() => return None,
                news = self.news.recv() => match news {
                    Ok(News::Stamped { head, whom }) if whom.includes(self.user) => {
                        self.unsaid = Some(head);
                    }
                    Ok(News::Stamped { .. }) => {}
                    Ok(News::SessionsEnded) => self.still_signed_in().await?,
                    Err(RecvError::Lagged(_)) => {
                        // Whatever was missed may have been this one's end.
                        self.still_signed_in().await?;
                        self.unsaid = Some(self.head().await?);
                    }
                    Err(RecvError::Closed) => return None,
                },
                () = tokio::time::sleep_until(self.checked + SESSION_CHECKED_EVERY) => {
                    self.still_signed_in().await?;
                }
                () = tokio::time::sleep_until(self.silent_until), if self.unsaid.is_some() => {
                    self.silent_until = Instant::now() + AT_MOST_EVERY;
                    return self.unsaid.take();
                }
            }
        }
    }

    async fn still_signed_in(&mut self) -> Option<()> {
        let hash = self.token.hash();
        let standing = auth::standing(&self.app, hash, AppKind::Phone).await;
        self.checked = Instant::now();
        // A database that can't be read ends the stream too; the phone opens another one.
        standing.ok().map(|_| ())
    }

    async fn head(&self) -> Option<u64> {
        self.app.blocking(|db| db.read(meta::head)).await.ok()
    }
}
