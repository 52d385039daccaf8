//! The withdrawal register 退会希望: only the office sees it, so nothing here is stamped.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::model::{MemberNumber, WithdrawalCase, WithdrawalCaseId};
use shared::wire::ProblemKind;
use shared::wire::office::{ChangeCase, WithMember};

use super::audit::{self, Actor};
use super::columns::Columns;
use super::{DbResult, Read, Write, priorities, to_json, with_member};
use crate::error::ApiResult;

fn case(row: &Row) -> rusqlite::Result<WithdrawalCase> {
    Ok(WithdrawalCase {
        id: row.parsed("id")?,
        member: row.word("member")?,
        heard_in: row.parsed("heard_in")?,
        heard_on: row.parsed("heard_on")?,
        heard_by: row.parsed("heard_by")?,
        level: row.word("level")?,
        reasons: row.json("reasons")?,
        words: row.get("words")?,
        owner: row.parsed_if_any("owner")?,
        deadline: row.parsed_if_any("deadline")?,
        status: row.json("status")?,
    })
}

fn one(tx: &Connection, id: WithdrawalCaseId) -> DbResult<Option<WithdrawalCase>> {
    Ok(tx
        .prepare_cached("SELECT * FROM withdrawal_cases WHERE id = ?1")?
        .query_row([id.to_string()], case)
        .optional()?)
}

pub(crate) fn of_member(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<WithdrawalCase>> {
    let cases = tx
        .prepare_cached(
            "SELECT * FROM withdrawal_cases WHERE member = ?1 ORDER BY heard_on DESC, id DESC",
        )?
        .query_map([member.as_str()], case)?
        .collect::<Result<_, _>>()?;
    Ok(cases)
}

/// Newest first, settled ones included.
pub fn list(read: &Read) -> DbResult<Vec<WithMember<WithdrawalCase>>> {
    with_member::list(read, "withdrawal_cases", "1", case)
}

/// Only what is given changes.
pub fn change(
    write: &mut Write,
    actor: Actor,
    id: WithdrawalCaseId,
    change: &ChangeCase,
) -> ApiResult<()> {
    let mut case = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if let Some(status) = change.status {
        case.status = status;
    }
    if let Some(owner) = change.owner {
        case.owner = Some(with_member::owner(write, owner)?);
    }
    case.deadline = change.deadline.or(case.deadline);
    store(write, &case)?;
    priorities::refresh_one(write, &case.member, actor.at.day())?;
    audit::note(write, actor, "withdrawal.changed", &id.to_string())?;
    Ok(())
}

fn store(write: &Write, case: &WithdrawalCase) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "UPDATE withdrawal_cases SET status = ?2, owner = ?3, deadline = ?4 WHERE id = ?1",
        )?
        .execute(params![
            case.id.to_string(),
            to_json("case status", &case.status)?,
            case.owner.map(|owner| owner.to_string()),
            case.deadline.map(|day| day.to_string()),
        ])?;
    Ok(())
}
