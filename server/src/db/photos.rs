//! Photos: a visit names them, the phone sends the pictures afterwards, each once.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};
use shared::model::{Fault, Invalid, Moment, PhotoId, PhotoRef, UserId};
use shared::wire::ProblemKind;
use shared::wire::sync::{PROTO, PhotoStored};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::derived::{Source, put};
use super::push::Refusal;
use super::{Db, DbResult, Write, backup};
use crate::error::{ApiError, ApiResult};

/// The pictures that a visit names may come from now on. A correction keeps those of its original.
pub(super) fn expect(write: &Write, source: &Source, photos: &[PhotoRef]) -> Result<(), Refusal> {
    for photo in photos {
        put(
            write,
            "photos.id",
            "INSERT INTO photos (id, fact, author, kind, sha256, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET fact = excluded.fact, kind = excluded.kind
             WHERE fact IN (SELECT value FROM json_each(?7))
                 AND sha256 = excluded.sha256 AND bytes = excluded.bytes",
            params![
                photo.id.to_string(),
                source.fact.to_string(),
                source.by.to_string(),
                to_word(&photo.kind)?,
                photo.sha256,
                photo.bytes,
                source.family,
            ],
        )?;
    }
    Ok(())
}

/// What a visit promised of a picture.
struct Promised {
    author: UserId,
    sha256: String,
    bytes: u64,
    /// Its place in history, once it came.
    seq: Option<u64>,
}

/// Stores a picture that a visit of this person named; again is answered as the first time.
/// `UnknownPhoto` until that visit has arrived.
pub fn store(
    db: &Db,
    user: UserId,
    id: PhotoId,
    jpeg: &[u8],
    at: Moment,
) -> ApiResult<PhotoStored> {
    let sha256 = hexadecimal(&Sha256::digest(jpeg));
    db.write(|write| {
        let promised = promised(write, id)?
            .filter(|promised| promised.author == user)
            .ok_or(ProblemKind::UnknownPhoto)?;
        if promised.bytes != jpeg.len() as u64 {
            return Err(Invalid::new("bytes", Fault::NotAllowed).into());
        }
        if promised.sha256 != sha256 {
            return Err(Invalid::new("sha256", Fault::NotAllowed).into());
        }
        if !is_jpeg(jpeg) {
            return Err(Invalid::new("jpeg", Fault::NotAllowed).into());
        }
        let seq = match promised.seq {
            Some(seq) => seq,
            None => keep(write, id, jpeg, at)?,
        };
        Ok::<_, ApiError>(PhotoStored {
            proto: PROTO,
            seq,
            durable_seq: backup::durable_seq(&write.tx)?,
        })
    })
}

fn promised(write: &Write, id: PhotoId) -> DbResult<Option<Promised>> {
    Ok(write
        .tx
        .prepare_cached("SELECT author, sha256, bytes, seq FROM photos WHERE id = ?1")?
        .query_row([id.to_string()], |row| {
            Ok(Promised {
                author: row.parsed("author")?,
                sha256: row.get("sha256")?,
                bytes: row.get("bytes")?,
                seq: row.get("seq")?,
            })
        })
        .optional()?)
}

fn keep(write: &mut Write, id: PhotoId, jpeg: &[u8], at: Moment) -> DbResult<u64> {
    let seq = write.next_seq();
    write
        .tx
        .prepare_cached("UPDATE photos SET jpeg = ?2, seq = ?3, arrived_ms = ?4 WHERE id = ?1")?
        .execute(params![id.to_string(), jpeg, seq, at.utc_ms])?;
    Ok(seq)
}

/// The picture for somebody of the office, who is noted. `None` while it hasn't come.
pub fn show(write: &mut Write, actor: Actor, id: PhotoId) -> DbResult<Option<Vec<u8>>> {
    let jpeg: Option<Vec<u8>> = write
        .tx
        .prepare_cached("SELECT jpeg FROM photos WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get("jpeg"))
        .optional()?
        .flatten();
    if jpeg.is_some() {
        audit::note(write, actor, "photo.shown", &id.to_string())?;
    }
    Ok(jpeg)
}

/// A JPEG file begins with the marker "start of image", and with another one (ITU T.81, B.1.1.2).
fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xD8, 0xFF])
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
