//! Copies of the database, each read back before it counts, and what a phone may let go of since.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};
use shared::model::Day;
use shared::model::moment::plus_days;
use shared::wire::sync::Witness;

use super::{Db, DbError, DbResult, Write, history, meta, set_up};

/// How a copy's name ends while it is written and read back.
const UNVERIFIED: &str = "unverified";
const DURABLE: &str = "durable_seq";
const PRUNED: &str = "pruned_seq";
const LAST_NIGHT: &str = "backup_day";
/// A phone that was away for longer starts anew.
const TOMBS_KEPT_DAYS: i64 = 365;

impl Db {
    /// Writes a whole copy of one moment to `to`, while work goes on, and reads it back before it has its name.
    /// Returns the head that the copy covers.
    pub fn back_up(&self, to: &Path) -> DbResult<Witness> {
        let unverified = to.with_extension(UNVERIFIED);
        let covered = match self.copy(&unverified) {
            Ok(covered) => covered,
            Err(cause) => {
                // Half a copy would take the room that facts need.
                if let Some(folder) = to.parent() {
                    remove_unverified(folder)?;
                }
                return Err(cause);
            }
        };
        fs::rename(&unverified, to)?;
        if let Some(folder) = to.parent() {
            sync_folder(folder)?;
        }
        Ok(covered)
    }

    /// Lets phones let go of the facts that each of these copies has: whichever of them is put back some day,
    /// phones still have what it lacks. While there are copies of another history, from before somebody went back,
    /// they keep all that they have.
    pub fn let_phones_go_of(&self, copies: &[PathBuf]) -> DbResult<()> {
        let mut heads = Vec::new();
        for copy in copies {
            match head_of(copy) {
                Ok(head) => heads.push(head),
                // What can't be read can't be put back either.
                Err(cause) => {
                    let copy = copy.display();
                    tracing::error!(%copy, %cause, "an older copy can't be read any more");
                }
            }
        }
        self.write(|write| {
            for head in &heads {
                if !history::was_our_head(&write.tx, Some(*head))? {
                    return Ok(());
                }
            }
            let covered = heads.iter().map(|head| head.seq).min().unwrap_or(0);
            if covered > durable_seq(&write.tx)? {
                meta::put(write, DURABLE, &covered.to_string())?;
            }
            Ok(())
        })
    }

    fn copy(&self, to: &Path) -> DbResult<Witness> {
        let connection = self.reader()?;
        connection.execute("VACUUM INTO ?1", [to.to_string_lossy().as_ref()])?;
        File::open(to)?.sync_all()?;
        verify(to)
    }
}

/// Removes what is left of copies that were broken off, with what SQLite keeps beside them.
pub fn remove_unverified(folder: &Path) -> DbResult<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if kind.is_some_and(|kind| kind.starts_with(UNVERIFIED)) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Opened as a restore would.
fn open(copy: &Path) -> DbResult<Connection> {
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    set_up(&connection)?;
    Ok(connection)
}

fn head_of(copy: &Path) -> DbResult<Witness> {
    history::head(&open(copy)?)
}

/// Checks that the copy is whole.
fn verify(copy: &Path) -> DbResult<Witness> {
    let connection = open(copy)?;
    let verdict: String =
        connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    if verdict != "ok" {
        return Err(DbError::Damaged("the copy fails its integrity check"));
    }
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(DbError::Damaged("a row of the copy refers to none"));
    }
    history::head(&connection)
}

/// The new name itself must survive a power cut.
fn sync_folder(folder: &Path) -> DbResult<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The head that every kept copy covers; 0 before the first.
pub(crate) fn durable_seq(tx: &Connection) -> DbResult<u64> {
    number(tx, DURABLE)
}

/// Tombs up to here are gone: a cursor older than that can't be carried on.
pub(crate) fn pruned_seq(tx: &Connection) -> DbResult<u64> {
    number(tx, PRUNED)
}

fn number(tx: &Connection, key: &str) -> DbResult<u64> {
    let text = meta::get(tx, key)?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Whether this night's copy hasn't been made yet. A new database waits for its second night; a clock
/// that was moved back or forth makes one copy more.
pub fn is_due(write: &mut Write, night: Day) -> DbResult<bool> {
    match meta::get(&write.tx, LAST_NIGHT)? {
        Some(last) => Ok(last != night.to_string()),
        None => {
            finish_night(write, night)?;
            Ok(false)
        }
    }
}

/// Notes that the night's work is done, and prunes tombs that are older than a year.
pub fn finish_night(write: &mut Write, night: Day) -> DbResult<()> {
    meta::put(write, LAST_NIGHT, &night.to_string())?;
    let head = history::head(&write.tx)?.seq;
    write
        .tx
        .prepare_cached("INSERT OR IGNORE INTO heads (day, seq) VALUES (?1, ?2)")?
        .execute(params![night.to_string(), head])?;
    let year_ago = plus_days(night, -TOMBS_KEPT_DAYS).to_string();
    let up_to: u64 = write
        .tx
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM heads WHERE day <= ?1")?
        .query_row([&year_ago], |row| row.get(0))?;
    let pruned = write
        .tx
        .prepare_cached("DELETE FROM changes WHERE gone = 1 AND seq <= ?1")?
        .execute([up_to])?;
    if pruned > 0 {
        meta::put(write, PRUNED, &up_to.to_string())?;
    }
    write
        .tx
        .prepare_cached("DELETE FROM heads WHERE day < ?1")?
        .execute([&year_ago])?;
    Ok(())
}

impl From<std::io::Error> for DbError {
    fn from(cause: std::io::Error) -> Self {
        Self::File(cause)
    }
}
