//! `meguri`: configuration, start, graceful stop.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use server::app::{App, DATABASE, router};
use server::backup::{self, Backups};
use server::clock::Clock;
use server::db::{Db, setup, users};
use server::demo;
use server::telemetry;
use server::web::Web;
use shared::model::Day;
use tokio::net::TcpListener;
use tracing::Level;

/// Connections that are still open so long after the order to stop are cut.
const LONGEST_FAREWELL: Duration = Duration::from_secs(10);

/// Meguri 巡り: visits to members, planned in the office, recorded on the phone.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Port to listen on; 0 takes a free one
    #[arg(long, env = "MEGURI_PORT", default_value_t = 8080)]
    port: u16,
    /// Address to listen on; anything but this machine needs TLS in front of it
    #[arg(long, env = "MEGURI_HOST", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Folder of the database; it is made if it doesn't exist
    #[arg(long, env = "MEGURI_DATA", default_value = "data")]
    data: PathBuf,
    /// Folder of the built web apps, with `field` and `office` in it
    #[arg(long, env = "MEGURI_WEB")]
    web: Option<PathBuf>,
    /// Fill a new data folder with a living example
    #[arg(long, env = "MEGURI_DEMO")]
    demo: bool,
    /// The day that the server shows, for trying things out (2023-10-02)
    #[arg(long, env = "MEGURI_TODAY")]
    today: Option<Day>,
    /// Nightly copies of the database kept in `backups` of the data folder; 0 makes none
    #[arg(long, env = "MEGURI_BACKUPS", default_value_t = 14)]
    backups: usize,
    /// How much is logged on standard error: error, warn, info, debug, trace
    #[arg(long, env = "MEGURI_LOG", default_value = "info")]
    log: Level,
}

fn main() -> ExitCode {
    let options = Options::parse();
    telemetry::start(options.log);
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            tracing::error!("{reason}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(options: Options) -> Result<(), String> {
    make_private(&options.data)
        .map_err(|cause| format!("{} can't be made: {cause}", options.data.display()))?;
    let web = Web::new(options.web);
    let clock = options.today.map_or_else(Clock::default, Clock::showing);
    if options.demo {
        make_demo(&options.data, &clock)?;
    }
    let app = App::open(&options.data, clock, web)
        .map_err(|cause| format!("{} can't be used: {cause}", options.data.display()))?;
    let listener = TcpListener::bind(SocketAddr::new(options.host, options.port))
        .await
        .map_err(|cause| {
            format!(
                "port {} of {} is taken or not allowed ({cause}); choose another with --port",
                options.port, options.host
            )
        })?;
    let url = listener
        .local_addr()
        .map(|address| format!("http://{address}"))
        .map_err(|cause| format!("the address can't be read: {cause}"))?;
    say(&format!("listening on {url}"));
    greet(&app, &url, options.demo)?;
    if options.backups > 0 {
        let backups = Backups {
            folder: options.data.join("backups"),
            kept: options.backups,
        };
        tokio::spawn(backup::every_night(app.clone(), backups));
    }

    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let farewell = app.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        farewell.stop();
        // Nobody listens only when serving has ended already.
        let _ = stopping.send(());
    });
    tokio::select! {
        ended = serving => ended.map_err(|cause| format!("the server ended: {cause}"))?,
        () = async {
            match stopped.await {
                Ok(()) => tokio::time::sleep(LONGEST_FAREWELL).await,
                Err(_) => std::future::pending().await,
            }
        } => tracing::warn!("some connections were cut"),
    }
    app.db
        .checkpoint()
        .map_err(|cause| format!("the database wasn't tidied up, which is harmless: {cause}"))
}

/// Says how to sign in.
fn greet(app: &App, url: &str, wants_demo: bool) -> Result<(), String> {
    let token = app
        .db
        .write(setup::begin)
        .map_err(|cause| format!("the setup link can't be stored: {cause}"))?;
    match token {
        Some(token) => say(&format!(
            "no administrator yet; make the first one here (valid once, until the next start):\n\
             {url}/office/setup?token={}",
            token.text()
        )),
        None => say(&format!("phone: {url}/   office: {url}/office/")),
    }
    if app.demo {
        let users = app
            .db
            .read(users::all)
            .map_err(|cause| format!("the accounts can't be read: {cause}"))?;
        say(&format!(
            "demo accounts, all with password {}:",
            demo::PASSWORD
        ));
        for user in users {
            say(&format!(
                "  {:<10} {:?} {}",
                user.login, user.role, user.name
            ));
        }
    } else if wants_demo {
        say(
            "this data folder was in use before, so it was left as it is; --demo needs a new --data",
        );
    }
    Ok(())
}

/// Fills a folder without a database. It is made under another name, so that a demo that was
/// stopped half-way never becomes the database.
fn make_demo(data: &Path, clock: &Clock) -> Result<(), String> {
    let database = data.join(DATABASE);
    if database.exists() {
        return Ok(());
    }
    say("filling the demo: 12,000 members, a season, three visitors; this takes some seconds");
    let unfinished = data.join("demo-unfinished.sqlite");
    let make = || -> Result<(), Box<dyn std::error::Error>> {
        if unfinished.exists() {
            std::fs::remove_file(&unfinished)?;
        }
        let db = Db::open(&unfinished)?;
        demo::fill(&db, clock)?;
        db.checkpoint()?;
        drop(db);
        std::fs::rename(&unfinished, &database)?;
        Ok(())
    };
    make().map_err(|cause| format!("the demo can't be made: {cause}"))
}

/// A line for the person or program that started this one; nobody reading it is no fault.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("standard output is closed");
    }
}

/// Member data is nobody else's business on a shared machine.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Ctrl-C, or a service manager's order.
async fn asked_to_stop() {
    let interrupted = async {
        if let Err(cause) = tokio::signal::ctrl_c().await {
            tracing::warn!(%cause, "Ctrl-C can't be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(cause) => {
                tracing::warn!(%cause, "SIGTERM can't be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
