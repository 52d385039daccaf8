//! Single values of the database itself.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::{DbResult, Read, Write};

/// The id of this database's history.
pub fn epoch(read: &Read) -> DbResult<Uuid> {
    super::epoch(&read.tx)
}

/// How far the stream has grown.
pub fn head(read: &Read) -> DbResult<u64> {
    Ok(super::head(&read.tx)?.seq)
}

pub(crate) fn get(tx: &rusqlite::Connection, key: &str) -> DbResult<Option<String>> {
    Ok(tx
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(crate) fn put(write: &Write, key: &str, value: &str) -> DbResult<()> {
    write
        .tx
        .prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
        .execute(params![key, value])?;
    Ok(())
}

pub(crate) fn remove(write: &Write, key: &str) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM meta WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}
