//! The nightly copy of the database, in a folder beside it. Phones keep what they have sent until every copy that
//! is kept has it, so that any of them may be put back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use shared::model::{Day, Moment};
use shared::wire::sync::Witness;

use crate::app::App;
use crate::db::{Db, DbResult, backup};

/// A night's work begins at three in Japan, when nobody visits.
const BEGINS_MS: i64 = 3 * 60 * 60 * 1_000;
/// How often one looks whether it is due: a machine that slept, or a full disk, only delays it.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);

/// Where copies go, and how many stay.
#[derive(Clone, Debug)]
pub struct Backups {
    pub folder: PathBuf,
    /// The oldest beyond these are deleted; at least one stays.
    pub kept: usize,
}

/// The night that a moment belongs to.
fn night(now: Moment) -> Day {
    now.plus_ms(-BEGINS_MS).day()
}

impl Backups {
    /// Makes the night's copy unless it is there.
    pub fn make_if_due(&self, db: &Db, now: Moment) -> DbResult<Option<Witness>> {
        let night = night(now);
        if !db.write(|write| backup::is_due(write, night))? {
            return Ok(None);
        }
        let covered = self.make(db, now)?;
        db.write(|write| backup::finish_night(write, night))?;
        Ok(Some(covered))
    }

    /// Makes a copy now, and lets the oldest go.
    pub fn make(&self, db: &Db, now: Moment) -> DbResult<Witness> {
        std::fs::create_dir_all(&self.folder)?;
        // What a server that was killed meanwhile has left.
        backup::remove_unverified(&self.folder)?;
        let last = self.all()?.last().map_or(0, |path| count(path));
        let name = format!("{PREFIX}{:06}-{}{SUFFIX}", last + 1, now.day());
        let covered = db.back_up(&self.folder.join(name))?;
        for old in self.all()?.iter().rev().skip(self.kept.max(1)) {
            std::fs::remove_file(old)?;
        }
        db.let_phones_go_of(&self.all()?)?;
        Ok(covered)
    }

    /// The copies, the oldest first.
    pub fn all(&self) -> DbResult<Vec<PathBuf>> {
        let mut copies = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if is_copy(&path) {
                copies.push(path);
            }
        }
        copies.sort_by_key(|path| count(path));
        Ok(copies)
    }
}

/// A copy is `meguri-<count>-<day>.sqlite`. They are ordered by the count: the clock may have been wrong,
/// and after a restore the head is smaller than that of older copies.
const PREFIX: &str = "meguri-";
const SUFFIX: &str = ".sqlite";

fn is_copy(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
}

fn count(path: &Path) -> u64 {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.strip_prefix(PREFIX)?.split('-').next()?.parse().ok())
        .unwrap_or(0)
}

/// Runs as long as the server does. A copy that fails is said in the log and tried again.
pub async fn every_night(app: App, backups: Backups) {
    loop {
        let (backups, now) = (backups.clone(), app.clock.now());
        match app.blocking(move |db| backups.make_if_due(db, now)).await {
            Ok(Some(covered)) => tracing::info!(seq = covered.seq, "the night's copy was made"),
            Ok(None) => {}
            Err(cause) => tracing::error!(%cause, "the night's copy couldn't be made"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
