//! Sessions: the SHA-256 of a cookie's token, and whose it is.

use rusqlite::{OptionalExtension, params};
use shared::model::{Moment, User, UserId};

use super::{DbResult, Read, Write, users};
use crate::auth::token::TokenHash;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The active user whose session it is, unless it ended.
pub fn user(read: &Read, token: &TokenHash, now: Moment) -> DbResult<Option<User>> {
    Ok(read
        .tx
        .prepare_cached(
            "SELECT users.* FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE token_hash = ?1 AND expires_ms > ?2 AND active = 1",
        )?
        .query_row(params![token, now.utc_ms], users::user)
        .optional()?)
}

/// Begins a session of so many days, and clears away those that are over.
pub fn begin(
    write: &mut Write,
    token: &TokenHash,
    user: UserId,
    now: Moment,
    days: i64,
) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM sessions WHERE expires_ms <= ?1")?
        .execute([now.utc_ms])?;
    write
        .tx
        .prepare_cached(
            "INSERT INTO sessions (token_hash, user_id, created_ms, expires_ms)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            token,
            user.to_string(),
            now.utc_ms,
            now.utc_ms + days * DAY_MS
        ])?;
    Ok(())
}

pub fn end(write: &mut Write, token: &TokenHash) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM sessions WHERE token_hash = ?1")?
        .execute([token])?;
    write.ended_sessions();
    Ok(())
}

pub fn end_all(write: &mut Write, user: UserId) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM sessions WHERE user_id = ?1")?
        .execute([user.to_string()])?;
    write.ended_sessions();
    Ok(())
}
