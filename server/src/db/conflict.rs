//! Values that two people, or two phones of one person, changed without knowing of each other. The office
//! wins over a visitor, and of two corrections the one that came last; what loses stays on record in its
//! own fact, and the author and the office are told.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};
use shared::model::{Day, FactId, HeardTask};
use shared::wire::sync::Lost;
use shared::wire::{Fact, FactBody};

use super::columns::Columns;
use super::facts::Turned;
use super::{DbError, DbResult, from_json};

/// The due day of a task that a visit told of, and what lost. The office's stands where it was changed
/// since the version of the visit that the task was made from.
pub(super) fn due_on(tx: &Connection, heard: &HeardTask) -> DbResult<(Option<Day>, Option<Lost>)> {
    let found: Option<(Option<Day>, Fact)> = tx
        .prepare_cached(
            "SELECT office_tasks.due_on, facts.body
             FROM office_tasks JOIN facts ON facts.id = office_tasks.heard_in
             WHERE office_tasks.id = ?1",
        )?
        .query_row([heard.id.to_string()], |row| {
            Ok((row.parsed_if_any("due_on")?, row.json("body")?))
        })
        .optional()?;
    let Some((stored, made_from)) = found else {
        return Ok((heard.due_on, None));
    };
    let told_before = match &made_from.body {
        FactBody::Visit(visit) => {
            let mut tasks = visit.office_tasks.iter();
            tasks.find(|task| task.id == heard.id)
        }
        _ => None,
    };
    let told_before = told_before.and_then(|task| task.due_on);
    if stored == told_before {
        return Ok((heard.due_on, None));
    }
    let changed_too = heard.due_on != told_before && heard.due_on != stored;
    let text = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
    let lost = changed_too.then(|| Lost {
        field: "office_tasks.due_on".to_owned(),
        lost: text(heard.due_on),
        stands: text(stored),
    });
    Ok((stored, lost))
}

/// What another correction of the same record had changed, and this one, which didn't know of it, says
/// otherwise.
pub(super) fn overruled(tx: &Connection, by: &Fact, turned: &Turned) -> DbResult<Vec<Lost>> {
    let Some(original) = by.corrects else {
        return Ok(Vec::new());
    };
    let other = turned
        .count_no_more
        .iter()
        .find(|told| told.fact.corrects == Some(original) && told.fact.id != by.id);
    let (Some(other), Some(original)) = (other, stored(tx, original)?) else {
        return Ok(Vec::new());
    };
    let (original, other, by) = (fields(&original)?, fields(&other.fact)?, fields(by)?);
    let names: BTreeSet<&String> = other.keys().chain(original.keys()).collect();
    let lost = names.into_iter().filter_map(|name| {
        let (before, lost, stands) = (original.get(name), other.get(name), by.get(name));
        (lost != before && lost != stands).then(|| Lost {
            field: name.clone(),
            lost: text(lost),
            stands: text(stands),
        })
    });
    Ok(lost.collect())
}

fn stored(tx: &Connection, id: FactId) -> DbResult<Option<Fact>> {
    let body: Option<String> = tx
        .prepare_cached("SELECT body FROM facts WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    body.map(|body| from_json("fact", &body)).transpose()
}

/// The fields of what it tells, by their names on the wire.
fn fields(fact: &Fact) -> DbResult<Map<String, Value>> {
    let body = serde_json::to_value(&fact.body).map_err(|cause| DbError::Corrupt {
        what: "fact",
        cause,
    })?;
    let told = match body {
        Value::Object(kinds) => kinds.into_iter().next().map(|(_, told)| told),
        _ => None,
    };
    Ok(match told {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    })
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
