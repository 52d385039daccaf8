//! Complaints クレーム: only the office sees them, so nothing here is stamped.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::model::{Complaint, ComplaintId, Fault, Invalid};
use shared::wire::ProblemKind;
use shared::wire::office::{ChangeTask, WithMember};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::{DbResult, Read, Write, with_member};
use crate::error::ApiResult;

fn complaint(row: &Row) -> rusqlite::Result<Complaint> {
    Ok(Complaint {
        id: row.parsed("id")?,
        member: row.word("member")?,
        heard_in: row.parsed("heard_in")?,
        heard_on: row.parsed("heard_on")?,
        heard_by: row.parsed("heard_by")?,
        words: row.get("words")?,
        owner: row.parsed_if_any("owner")?,
        status: row.word("status")?,
    })
}

fn one(tx: &Connection, id: ComplaintId) -> DbResult<Option<Complaint>> {
    Ok(tx
        .prepare_cached("SELECT * FROM complaints WHERE id = ?1 AND retracted = 0")?
        .query_row([id.to_string()], complaint)
        .optional()?)
}

/// Newest first.
pub fn list(read: &Read) -> DbResult<Vec<WithMember<Complaint>>> {
    with_member::list(read, "complaints", "retracted = 0", complaint)
}

/// Only what is given changes. A complaint has no due day: it is a matter of the same day.
pub fn change(write: &Write, actor: Actor, id: ComplaintId, change: &ChangeTask) -> ApiResult<()> {
    let mut complaint = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if change.due_on.is_some() {
        return Err(Invalid::new("due_on", Fault::NotAllowed).into());
    }
    if let Some(status) = change.status {
        complaint.status = status;
    }
    if let Some(owner) = change.owner {
        complaint.owner = Some(with_member::owner(write, owner)?);
    }
    store(write, &complaint)?;
    audit::note(write, actor, "complaint.changed", &id.to_string())?;
    Ok(())
}

fn store(write: &Write, complaint: &Complaint) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE complaints SET status = ?2, owner = ?3 WHERE id = ?1")?
        .execute(params![
            complaint.id.to_string(),
            to_word(&complaint.status)?,
            complaint.owner.map(|owner| owner.to_string()),
        ])?;
    Ok(())
}
