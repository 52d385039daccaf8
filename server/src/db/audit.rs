//! Who in the office did what, and when.

use rusqlite::params;
use shared::model::{Moment, UserId};

use super::columns::Columns;
use super::{DbResult, Write};

/// Who acts, and when; every office write leaves one line with it.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    pub user: UserId,
    pub at: Moment,
}

/// `what` is a short word such as `import.confirmed`; `detail` names what it was done to, without personal data.
pub fn note(write: &Write, actor: Actor, what: &str, detail: &str) -> DbResult<()> {
    write
        .tx
        .prepare_cached("INSERT INTO audit (at_ms, user_id, what, detail) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            actor.at.utc_ms,
            actor.user.to_string(),
            what,
            detail
        ])?;
    Ok(())
}

/// A line of the audit log.
#[derive(Clone, Debug)]
pub struct Line {
    pub user: UserId,
    pub what: String,
    pub detail: String,
}

/// Everything, oldest first.
pub fn all(write: &mut Write) -> DbResult<Vec<Line>> {
    let lines = write
        .tx
        .prepare_cached("SELECT user_id, what, detail FROM audit ORDER BY id")?
        .query_map([], |row| {
            Ok(Line {
                user: row.parsed("user_id")?,
                what: row.get("what")?,
                detail: row.get("detail")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(lines)
}
