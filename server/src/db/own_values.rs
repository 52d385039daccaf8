//! Values that the office has accepted from a visitor, laid over what the membership lists say. The list's
//! own value is kept beside each, so that an old list never reverts what was heard on site.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use shared::model::{ChangedField, HeardChange, Member, MemberNumber, Representative};

use super::columns::{Columns, to_word};
use super::rows::find_member;
use super::{DbResult, Write, change_reports, members};
use crate::import::members::is_another_person;
use crate::import::search_key::search_key;

/// An accepted value.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OwnValue {
    field: ChangedField,
    value: String,
    /// What the last list said.
    source: String,
}

type OwnValues = HashMap<MemberNumber, Vec<OwnValue>>;

/// Between an address and its building, which one hears together and the list keeps apart; and between a
/// representative's name, the day since which it is theirs, and whose it was before.
const APART: char = '\u{1f}';

/// What stands in the list for a field; a contact, the way to the door and other matters have no place in it.
fn listed(member: &Member, field: ChangedField) -> Option<String> {
    match field {
        ChangedField::Representative => Some(as_before(member, &member.representative.name)),
        ChangedField::Name => Some(member.name.clone()),
        ChangedField::Address => Some(format!("{}{APART}{}", member.address, member.building)),
        ChangedField::Telephone => Some(member.telephone.clone()),
        ChangedField::Contact
        | ChangedField::ShopName
        | ChangedField::VisitAddress
        | ChangedField::Entrance
        | ChangedField::ClosedOn
        | ChangedField::GoodHours
        | ChangedField::Other => None,
    }
}

fn since(name: &str, day: &str, former: &str) -> String {
    [name, day, former].join(&APART.to_string())
}

/// This name for the representative, and since when it is theirs as it stands.
fn as_before(member: &Member, name: &str) -> String {
    let day = member.representative_changed_on;
    let day = day.map_or(String::new(), |day| day.to_string());
    since(name, &day, &member.former_representative)
}

/// What a value says by itself: since when a representative's name is theirs comes of it.
fn word(field: ChangedField, value: &str) -> &str {
    match field {
        ChangedField::Representative => value.split(APART).next().unwrap_or(value),
        _ => value,
    }
}

/// Whether the list still says of this field what it said when our value was accepted.
fn is_listed(member: &Member, own: &OwnValue) -> bool {
    listed(member, own.field)
        .is_some_and(|listed| word(own.field, &listed) == word(own.field, &own.source))
}

fn put_in(member: &mut Member, field: ChangedField, value: &str) {
    match field {
        ChangedField::Representative => {
            word(field, value).clone_into(&mut member.representative.name);
            // Another spelling of the same name is nobody new.
            if let [_, day, former] = value.split(APART).collect::<Vec<_>>()[..] {
                member.representative_changed_on = day.parse().ok();
                former.clone_into(&mut member.former_representative);
            }
        }
        ChangedField::Name => value.clone_into(&mut member.name),
        ChangedField::Address => {
            let (address, building) = value.split_once(APART).unwrap_or((value, ""));
            address.clone_into(&mut member.address);
            building.clone_into(&mut member.building);
        }
        ChangedField::Telephone => value.clone_into(&mut member.telephone),
        ChangedField::Contact
        | ChangedField::ShopName
        | ChangedField::VisitAddress
        | ChangedField::Entrance
        | ChangedField::ClosedOn
        | ChangedField::GoodHours
        | ChangedField::Other => {}
    }
}

/// What was heard, as the list would have it: a representative's title stands apart, a building doesn't.
fn as_listed(member: &Member, field: ChangedField, heard: &str) -> String {
    let heard = heard.trim();
    match field {
        ChangedField::Representative => {
            let name = heard.strip_prefix(member.representative.title.as_str());
            name.unwrap_or(heard).trim().to_owned()
        }
        ChangedField::Address => format!("{heard}{APART}"),
        _ => heard.to_owned(),
    }
}

/// The visitor's word stands in our list from now on.
pub(super) fn accept(write: &mut Write, report: &HeardChange) -> DbResult<()> {
    let (number, field) = (&report.member, report.field);
    let Some(mut member) = find_member(&write.tx, number)? else {
        return Ok(());
    };
    let Some(source) = listed(&member, field) else {
        return Ok(());
    };
    let mut value = as_listed(&member, field, &report.new);
    if field == ChangedField::Representative {
        let before = &member.representative;
        let after = Representative {
            name: value.clone(),
            ..before.clone()
        };
        // The same name heard again changes nothing of since when it is theirs.
        value = if is_another_person(before, &after) {
            since(
                &value,
                &report.heard_on.to_string(),
                &before.title_and_name(),
            )
        } else {
            as_before(&member, &value)
        };
    }
    put_in(&mut member, field, &value);
    let own = OwnValue {
        field,
        value,
        source,
    };
    insert(write, number, &own)?;
    store(write, member)
}

fn insert(write: &Write, number: &MemberNumber, own: &OwnValue) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "INSERT INTO own_values (member, field, value, source) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (member, field) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![
            number.as_str(),
            to_word(&own.field)?,
            own.value,
            own.source
        ])?;
    Ok(())
}

/// The list's own value stands again, unless another value was accepted since.
pub(super) fn give_back(
    write: &mut Write,
    number: &MemberNumber,
    field: ChangedField,
    heard: &str,
) -> DbResult<()> {
    let Some(mut member) = find_member(&write.tx, number)? else {
        return Ok(());
    };
    let value = as_listed(&member, field, heard);
    let source: Option<String> = write
        .tx
        .prepare_cached(
            "DELETE FROM own_values WHERE member = ?1 AND field = ?2
                 AND (value = ?3 OR substr(value, 1, length(?3) + 1) = ?3 || ?4) RETURNING source",
        )?
        .query_row(
            params![number.as_str(), to_word(&field)?, value, APART.to_string()],
            |row| row.get(0),
        )
        .optional()?;
    let Some(source) = source else {
        return Ok(());
    };
    put_in(&mut member, field, &source);
    store(write, member)
}

fn store(write: &mut Write, mut member: Member) -> DbResult<()> {
    member.search_key = search_key(&member);
    members::put(write, &member)
}

pub(super) fn all(tx: &Connection) -> DbResult<OwnValues> {
    let mut own = OwnValues::new();
    let mut statement = tx.prepare_cached("SELECT * FROM own_values")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        own.entry(row.word("member")?).or_default().push(OwnValue {
            field: row.word("field")?,
            value: row.get("value")?,
            source: row.get("source")?,
        });
    }
    Ok(own)
}

/// Shows these members as the last list had them: what the next one is compared with.
pub(super) fn lift_off(
    tx: &Connection,
    stored: &mut HashMap<MemberNumber, Member>,
) -> DbResult<()> {
    for (number, values) in all(tx)? {
        let Some(member) = stored.get_mut(&number) else {
            continue;
        };
        for own in values {
            put_in(member, own.field, &own.source);
        }
        member.search_key = search_key(member);
    }
    Ok(())
}

/// Lays our values over what a new list says, before it is stored. Where the list says something new, it
/// knows better: the membership system has caught up, or moved on. Returns the values that this ended.
pub(super) fn lay_over(write: &Write, rows: &mut [Member]) -> DbResult<OwnValues> {
    let mut own = all(&write.tx)?;
    let mut ended = OwnValues::new();
    for member in rows {
        let Some(values) = own.remove(&member.number) else {
            continue;
        };
        for own in values {
            if is_listed(member, &own) {
                put_in(member, own.field, &own.value);
            } else {
                write
                    .tx
                    .prepare_cached("DELETE FROM own_values WHERE member = ?1 AND field = ?2")?
                    .execute(params![member.number.as_str(), to_word(&own.field)?])?;
                ended.entry(member.number.clone()).or_default().push(own);
            }
        }
        member.search_key = search_key(member);
    }
    Ok(ended)
}

/// Whether one of our values stands where the list says something else than `before`: it was accepted since.
pub(super) fn stand_over_a_change(own: &[OwnValue], before: &Member) -> bool {
    own.iter().any(|own| !is_listed(before, own))
}

/// Values that a list ended stand again, as far as the office still accepts what was heard. `listed` is what
/// the list said then.
pub(super) fn restore(write: &Write, listed: &Member, ended: &[OwnValue]) -> DbResult<()> {
    for own in ended {
        let accepted = change_reports::accepted(&write.tx, &listed.number, own.field)?;
        if accepted
            .iter()
            .any(|heard| as_listed(listed, own.field, heard) == word(own.field, &own.value))
        {
            insert(write, &listed.number, own)?;
        }
    }
    Ok(())
}
