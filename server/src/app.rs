//! What every request shares, and the router over all resources.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, map_response};
use shared::wire::ProblemKind;
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::decompression::RequestDecompressionLayer;

use crate::auth::origin::same_site_only;
use crate::auth::throttle::Throttle;
use crate::catalogue::standard_catalogue;
use crate::clock::Clock;
use crate::db::{Db, DbResult, services};
use crate::demo;
use crate::error::{ApiError, ApiResult};
use crate::routes;
use crate::web::{self, Web};

/// Bytes of one request's body after decompression; an import has its own limit.
pub const MOST_BODY_BYTES: usize = 1024 * 1024;

/// The database's file in the data folder.
pub const DATABASE: &str = "meguri.sqlite";

/// Cheap to clone: every request gets one.
#[derive(Clone, Debug)]
pub struct App {
    pub db: Arc<Db>,
    pub clock: Clock,
    /// The data is the living example; screens say so.
    pub demo: bool,
    pub throttle: Arc<Throttle>,
    pub web: Web,
    stopping: Arc<watch::Sender<bool>>,
}

impl App {
    /// Opens or creates `meguri.sqlite` in the folder `data`, with the standard catalogue when there
    /// is none yet.
    pub fn open(data: &Path, clock: Clock, web: Web) -> DbResult<Self> {
        let db = Db::open(&data.join(DATABASE))?;
        db.write(|write| services::fill_if_empty(write, &standard_catalogue()))?;
        Ok(Self {
            demo: demo::is_filled(&db)?,
            db: Arc::new(db),
            clock,
            throttle: Arc::default(),
            web,
            stopping: Arc::new(watch::Sender::new(false)),
        })
    }

    /// Ends the replies that otherwise go on for ever, so that a graceful stop waits for none of them.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Returns once `stop` was called.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // The sender lives as long as this app does.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// Runs work that blocks (SQLite, files) where it doesn't hold up other requests.
    pub async fn blocking<T, E>(
        &self,
        work: impl FnOnce(&Db) -> Result<T, E> + Send + 'static,
    ) -> ApiResult<T>
    where
        T: Send + 'static,
        E: Send + 'static,
        ApiError: From<E>,
    {
        let db = Arc::clone(&self.db);
        match tokio::task::spawn_blocking(move || work(&db)).await {
            Ok(result) => Ok(result?),
            Err(stopped) => Err(ApiError::Fault(stopped.to_string())),
        }
    }
}

pub fn router(app: App) -> Router {
    let nothing_else = Router::new().fallback(no_such_endpoint);
    let api = routes::router()
        .method_not_allowed_fallback(no_such_endpoint)
        .nest("/api", nothing_else.clone())
        // Only what is below it: /sync itself is a page of the phone app, 送信.
        .nest("/sync/", nothing_else)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        // An unknown encoding passes through and fails as a malformed request, in our words.
        .layer(RequestDecompressionLayer::new().pass_through_unaccepted(true))
        // A compressed event would wait for the next one.
        .layer(
            CompressionLayer::new().compress_when(
                SizeAbove::new(1024)
                    .and(NotForContentType::SSE)
                    .and(NotForContentType::IMAGES),
            ),
        )
        .layer(from_fn(same_site_only))
        .layer(map_response(routes::data_headers));
    let pages = Router::new()
        .fallback(web::serve)
        .layer(map_response(web::security_headers));
    api.fallback_service(pages.with_state(app.clone()))
        .with_state(app)
}

async fn no_such_endpoint() -> ApiError {
    ApiError::Refused(ProblemKind::NotFound)
}
