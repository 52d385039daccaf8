//! Tasks for the office 事務局への依頼.

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::{MemberNumber, OfficeTask, OfficeTaskId};
use shared::wire::office::{ChangeTask, WithMember};
use shared::wire::{ProblemKind, RowKey};

use super::audit::{self, Actor};
use super::columns::to_word;
use super::rows::office_task;
use super::{DbResult, Read, Write, with_member};
use crate::error::ApiResult;

/// `None` also when its visit no longer counts.
pub(crate) fn one(tx: &Connection, id: OfficeTaskId) -> DbResult<Option<OfficeTask>> {
    Ok(tx
        .prepare_cached("SELECT * FROM office_tasks WHERE id = ?1 AND retracted = 0")?
        .query_row([id.to_string()], office_task)
        .optional()?)
}

pub(crate) fn of_member(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<OfficeTask>> {
    let tasks = tx
        .prepare_cached(
            "SELECT * FROM office_tasks WHERE member = ?1 AND retracted = 0
             ORDER BY heard_on DESC, id DESC",
        )?
        .query_map([member.as_str()], office_task)?
        .collect::<Result<_, _>>()?;
    Ok(tasks)
}

/// Newest first.
pub fn list(read: &Read) -> DbResult<Vec<WithMember<OfficeTask>>> {
    with_member::list(read, "office_tasks", "retracted = 0", office_task)
}

/// Only what is given changes; the visitor who holds the member sees it.
pub fn change(
    write: &mut Write,
    actor: Actor,
    id: OfficeTaskId,
    change: &ChangeTask,
) -> ApiResult<()> {
    let mut task = one(&write.tx, id)?.ok_or(ProblemKind::NotFound)?;
    if let Some(status) = change.status {
        task.status = status;
    }
    if let Some(owner) = change.owner {
        task.owner = Some(with_member::owner(write, owner)?);
    }
    task.due_on = change.due_on.or(task.due_on);
    store(write, &task)?;
    audit::note(write, actor, "office_task.changed", &id.to_string())?;
    Ok(())
}

fn store(write: &mut Write, task: &OfficeTask) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "UPDATE office_tasks SET status = ?2, owner = ?3, due_on = ?4 WHERE id = ?1",
        )?
        .execute(params![
            task.id.to_string(),
            to_word(&task.status)?,
            task.owner.map(|owner| owner.to_string()),
            task.due_on.map(|day| day.to_string()),
        ])?;
    write.stamp(&RowKey::OfficeTask(task.id), Some(&task.member))?;
    Ok(())
}
