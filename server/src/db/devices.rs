//! Phones: when each was last heard of, and what it said waits on it.

use rusqlite::{Row, params};
use shared::model::limits::SHORT_TEXT;
use shared::model::{DeviceId, Moment, UserId};
use shared::wire::account::DeviceLine;
use shared::wire::sync::About;

use super::audit::{self, Actor};
use super::columns::Columns;
use super::push::Sender;
use super::{DbResult, Read, Write, sessions, to_json};

pub fn heard_of(
    write: &mut Write,
    device: DeviceId,
    user: UserId,
    now: Moment,
    about: &About,
) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "INSERT INTO devices (id, user_id, last_contact_ms, about) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id, user_id) DO UPDATE
             SET last_contact_ms = excluded.last_contact_ms, about = excluded.about",
        )?
        .execute(params![
            device.to_string(),
            user.to_string(),
            now.utc_ms,
            kept(about)?
        ])?;
    Ok(())
}

/// How many facts of its last push this phone has to offer again; never more than one push holds.
pub(super) fn put_deferred(write: &Write, sender: Sender, facts: usize) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE devices SET deferred = ?3 WHERE id = ?1 AND user_id = ?2")?
        .execute(params![
            sender.device.to_string(),
            sender.user.to_string(),
            facts
        ])?;
    Ok(())
}

/// What is kept of it: a version's name is short, and a phone's word is bounded.
fn kept(about: &About) -> DbResult<String> {
    let app_version = about.app_version.chars().take(SHORT_TEXT).collect();
    let about = About {
        app_version,
        ..about.clone()
    };
    to_json("device", &about)
}

/// Whether hearing this now would change what is known, apart from some seconds.
pub fn is_news(
    read: &Read,
    device: DeviceId,
    user: UserId,
    now: Moment,
    about: &About,
) -> DbResult<bool> {
    const OLD_AFTER_MS: i64 = 60_000;
    let known = read
        .tx
        .prepare_cached(
            "SELECT 1 FROM devices
             WHERE id = ?1 AND user_id = ?2 AND about = ?3
                 AND last_contact_ms BETWEEN ?4 AND ?5",
        )?
        .exists(params![
            device.to_string(),
            user.to_string(),
            kept(about)?,
            now.utc_ms - OLD_AFTER_MS,
            // Of a time that was ahead, before the clock was put right.
            now.utc_ms + OLD_AFTER_MS
        ])?;
    Ok(!known)
}

fn about(row: &Row) -> rusqlite::Result<About> {
    row.json("about")
}

/// All phones, the one heard of last first.
pub fn all(read: &Read) -> DbResult<Vec<DeviceLine>> {
    let devices = read
        .tx
        .prepare_cached(
            "SELECT devices.*, revoked_ms FROM devices
             LEFT JOIN revoked_devices ON revoked_devices.id = devices.id
             ORDER BY last_contact_ms DESC, devices.id",
        )?
        .query_map([], |row| {
            Ok(DeviceLine {
                id: row.parsed("id")?,
                user: row.parsed("user_id")?,
                last_contact_ms: row.get("last_contact_ms")?,
                deferred: match about(row)?.deferred {
                    Some(deferred) => deferred,
                    // Of an older app only its last push is known.
                    None => row.get("deferred")?,
                },
                about: about(row)?,
                revoked_ms: row.get("revoked_ms")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(devices)
}

pub fn is_revoked(read: &Read, device: DeviceId) -> DbResult<bool> {
    Ok(read
        .tx
        .prepare_cached("SELECT 1 FROM revoked_devices WHERE id = ?1")?
        .exists([device.to_string()])?)
}

/// Stops a phone, whoever uses it: its next request is refused, and its open stream ends. `false` for a phone
/// that nobody has heard of.
pub fn revoke(write: &mut Write, actor: Actor, device: DeviceId) -> DbResult<bool> {
    if !is_known(write, device)? {
        return Ok(false);
    }
    write
        .tx
        .prepare_cached(
            "INSERT INTO revoked_devices (id, revoked_ms, revoked_by) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            device.to_string(),
            actor.at.utc_ms,
            actor.user.to_string()
        ])?;
    // The sessions stay, so that the phone is told why.
    write.ended_sessions();
    audit::note(write, actor, "device.revoked", &device.to_string())?;
    Ok(true)
}

/// People may sign in on it again; sessions from before stay ended. `false` for a phone that nobody has
/// heard of.
pub fn restore(write: &mut Write, actor: Actor, device: DeviceId) -> DbResult<bool> {
    if !is_known(write, device)? {
        return Ok(false);
    }
    sessions::end_on(write, device)?;
    write
        .tx
        .prepare_cached("DELETE FROM revoked_devices WHERE id = ?1")?
        .execute([device.to_string()])?;
    audit::note(write, actor, "device.restored", &device.to_string())?;
    Ok(true)
}

fn is_known(write: &Write, device: DeviceId) -> DbResult<bool> {
    Ok(write
        .tx
        .prepare_cached("SELECT 1 FROM devices WHERE id = ?1")?
        .exists([device.to_string()])?)
}
