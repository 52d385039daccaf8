//! Points of this database's history, by which a phone notices that a backup was restored.

use rusqlite::{Connection, OptionalExtension};
use shared::wire::sync::Witness;
use uuid::Uuid;

use super::{DbError, DbResult};

/// The last commit that stamped something; seq 0 with nonce 0 before the first.
pub(crate) fn head(tx: &Connection) -> DbResult<Witness> {
    let found = tx
        .prepare_cached(
            "SELECT seq, nonce FROM commits WHERE seq = (SELECT max(seq) FROM commits)",
        )?
        .query_row([], |row| {
            Ok(Witness {
                seq: row.get(0)?,
                nonce: row.get(1)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or(Witness { seq: 0, nonce: 0 }))
}

/// Ends a transaction's history at `seq`, with a new random nonce.
pub(super) fn commit(tx: &Connection, seq: u64) -> DbResult<()> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(DbError::NoRandomness)?;
    // SQLite's integers are signed and JavaScript's end at 2^53.
    let nonce = u64::from_le_bytes(random) >> 11;
    tx.prepare_cached("INSERT INTO commits (seq, nonce) VALUES (?1, ?2)")?
        .execute([seq, nonce])?;
    Ok(())
}

/// Whether the phone's newest witness is a point of this very history. After a restore from a
/// backup the same seq has another nonce, or doesn't exist yet.
pub(crate) fn was_our_head(tx: &Connection, seen: Option<Witness>) -> DbResult<bool> {
    let Some(Witness { seq, nonce }) = seen else {
        return Ok(true);
    };
    if seq == 0 {
        return Ok(true);
    }
    // SQLite's integers are signed: a larger number was never ours.
    let (Ok(seq), Ok(nonce)) = (i64::try_from(seq), i64::try_from(nonce)) else {
        return Ok(false);
    };
    Ok(tx
        .prepare_cached("SELECT 1 FROM commits WHERE seq = ?1 AND nonce = ?2")?
        .exists([seq, nonce])?)
}

/// The id of this database. A restored backup has the same one; what tells histories apart are the
/// nonces of `commits`.
pub(crate) fn epoch(tx: &Connection) -> DbResult<Uuid> {
    let text: String = tx
        .prepare_cached("SELECT value FROM meta WHERE key = 'epoch'")?
        .query_row([], |row| row.get(0))?;
    Uuid::parse_str(&text).map_err(|cause| {
        DbError::Sqlite(rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            Box::new(cause),
        ))
    })
}
