//! Sessions: the SHA-256 of a cookie's token, and whose it is.

use rusqlite::{OptionalExtension, params};
use shared::model::{DeviceId, Moment, User, UserId};

use super::columns::Columns;
use super::{DbResult, Read, Write, users};
use crate::auth::token::TokenHash;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A session that hasn't ended.
#[derive(Clone, Debug)]
pub struct Standing {
    pub user: User,
    /// The phone that it belongs to, once it has spoken.
    pub device: Option<DeviceId>,
    /// The office has stopped the person's account or this phone.
    pub revoked: bool,
}

pub fn standing(read: &Read, token: &TokenHash, now: Moment) -> DbResult<Option<Standing>> {
    Ok(read
        .tx
        .prepare_cached(
            "SELECT users.*, sessions.device,
                 active = 0 OR EXISTS (SELECT 1 FROM revoked_devices WHERE id = sessions.device) AS revoked
             FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE token_hash = ?1 AND expires_ms > ?2",
        )?
        .query_row(params![token, now.utc_ms], |row| {
            Ok(Standing {
                user: users::user(row)?,
                device: row.parsed_if_any("device")?,
                revoked: row.get("revoked")?,
            })
        })
        .optional()?)
}

/// From now on the session is this phone's and no other's.
pub fn bind(write: &Write, token: &TokenHash, device: DeviceId) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE sessions SET device = ?2 WHERE token_hash = ?1 AND device IS NULL")?
        .execute(params![token, device.to_string()])?;
    Ok(())
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

/// Whoever uses that phone has to sign in again.
pub(super) fn end_on(write: &mut Write, device: DeviceId) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM sessions WHERE device = ?1")?
        .execute([device.to_string()])?;
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
