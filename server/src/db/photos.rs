//! Photos: a visit names them, the phone sends the pictures afterwards, each once.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use shared::model::{Fault, Invalid, Moment, PhotoId, PhotoRef, UserId};
use shared::wire::ProblemKind;
use shared::wire::sync::{PROTO, PhotoStored, Witness};

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

/// A picture on its way in.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    pub by: UserId,
    pub id: PhotoId,
    pub jpeg: &'a [u8],
    /// Where that person's phone had its last picture stored.
    pub seen: Option<Witness>,
    pub at: Moment,
}

/// Stores a picture that a visit of this person named; again is answered as the first time.
/// `UnknownPhoto` until that visit has arrived; `OtherHistory` when the phone has witnessed what isn't in
/// this database's past.
pub fn store(db: &Db, sent: Sent<'_>) -> ApiResult<PhotoStored> {
    let Sent {
        by,
        id,
        jpeg,
        seen,
        at,
    } = sent;
    let sha256 = hexadecimal(&Sha256::digest(jpeg));
    let seq = db.write(|write| {
        if !super::was_our_head(&write.tx, seen)? {
            return Err(ProblemKind::OtherHistory.into());
        }
        let promised = promised(write, id)?
            .filter(|promised| promised.author == by)
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
        Ok::<_, ApiError>(match promised.seq {
            Some(seq) => seq,
            None => keep(write, id, jpeg, at)?,
        })
    })?;
    // The commit made the nonce, so the head is read after it.
    let (head, durable_seq) =
        db.read(|read| Ok((super::head(&read.tx)?, backup::durable_seq(&read.tx)?)))?;
    Ok(PhotoStored {
        proto: PROTO,
        seq,
        durable_seq,
        head,
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

/// Which of the promised pictures have come.
pub(super) fn arrived(tx: &Connection, promised: &[PhotoRef]) -> DbResult<Vec<PhotoId>> {
    let mut came = tx.prepare_cached("SELECT 1 FROM photos WHERE id = ?1 AND seq IS NOT NULL")?;
    let mut arrived = Vec::new();
    for photo in promised {
        if came.exists([photo.id.to_string()])? {
            arrived.push(photo.id);
        }
    }
    Ok(arrived)
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
