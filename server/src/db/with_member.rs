//! What the four lists of things to act on have in common.

use rusqlite::Row;
use shared::model::{Fault, Invalid, UserId};
use shared::wire::office::WithMember;

use super::{DbResult, Read, Write, users};
use crate::error::ApiResult;

/// All lines of a table that was filled from visits, newest first, with the names of member and
/// author. A member unknown here, from a fact that is held, is shown by its number.
pub(super) fn list<T>(
    read: &Read,
    table: &'static str,
    condition: &'static str,
    line: fn(&Row) -> rusqlite::Result<T>,
) -> DbResult<Vec<WithMember<T>>> {
    let sql = format!(
        "SELECT line.*, coalesce(members.name, line.member) AS member_name,
             users.name AS heard_by_name
         FROM (SELECT * FROM {table} WHERE {condition}) AS line
         JOIN users ON users.id = line.heard_by
         LEFT JOIN members ON members.number = line.member
         ORDER BY line.heard_on DESC, line.id DESC"
    );
    let lines = read
        .tx
        .prepare_cached(&sql)?
        .query_map([], |row| {
            Ok(WithMember {
                member_name: row.get("member_name")?,
                heard_by_name: row.get("heard_by_name")?,
                line: line(row)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(lines)
}

/// Somebody active in the office.
pub(super) fn owner(write: &Write, id: UserId) -> ApiResult<UserId> {
    match users::find(&write.tx, id)? {
        Some(user) if user.active && user.role.works_in_the_office() => Ok(id),
        _ => Err(Invalid::new("owner", Fault::NotAllowed).into()),
    }
}
