//! Who in the office did what, and when.

use rusqlite::params;
use shared::model::{Moment, UserId};

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
