//! The rows that a phone may see, read from the real tables.

use rusqlite::{Connection, OptionalExtension, Row as Line, ToSql};
use shared::model::{
    Answer, AnswerTold, Appointment, Assignment, FactId, Member, MemberNumber, Moment, OfficeTask,
    Place, Priority, Representative, Request, Season, Service, ServiceUsage, Target,
};
use shared::wire::{Colleague, Fact, Row, RowKey};

use super::columns::Columns;
use super::{
    DbResult, area_map, attention, carried, from_json, imports, leads, office_card, plans, usages,
    visitor_cards,
};

/// The current version of a row; `None` when it doesn't exist, or no longer counts.
pub(crate) fn load(tx: &Connection, key: &RowKey) -> DbResult<Option<Row>> {
    Ok(match key {
        RowKey::Member(number) => {
            find_member(tx, number)?.map(|member| Row::Member(Box::new(member)))
        }
        RowKey::Target(id) => one(
            tx,
            "SELECT * FROM targets WHERE id = ?1",
            id.to_string(),
            target,
        )?
        .map(Row::Target),
        RowKey::Contact(id) => contact(tx, *id)?,
        RowKey::Request(id) => one(
            tx,
            "SELECT * FROM requests WHERE id = ?1 AND retracted = 0",
            id.to_string(),
            request,
        )?
        .map(Row::Request),
        RowKey::OfficeTask(id) => one(
            tx,
            "SELECT * FROM office_tasks WHERE id = ?1 AND retracted = 0",
            id.to_string(),
            office_task,
        )?
        .map(Row::OfficeTask),
        RowKey::Service(id) => one(
            tx,
            "SELECT body FROM services WHERE id = ?1",
            &id.0,
            |row| row.json::<Service>("body"),
        )?
        .map(Row::Service),
        RowKey::Season(id) => one(
            tx,
            "SELECT body FROM seasons WHERE id = ?1",
            id.to_string(),
            |row| row.json::<Season>("body"),
        )?
        .map(Row::Season),
        RowKey::Colleague(id) => one(
            tx,
            "SELECT id, name FROM users WHERE id = ?1",
            id.to_string(),
            |row| {
                Ok(Colleague {
                    id: row.parsed("id")?,
                    name: row.get("name")?,
                })
            },
        )?
        .map(Row::Colleague),
        RowKey::OfficeCard => office_card::stored(tx)?.map(Row::OfficeCard),
        RowKey::MemberList => imports::list(tx)?.map(Row::MemberList),
        RowKey::AreaMap => area_map::stored(tx)?.map(|map| Row::AreaMap(Box::new(map))),
        RowKey::Plan { visitor, day } => plans::load(tx, *visitor, *day)?.map(Row::Plan),
        RowKey::Lead { visitor, lead } => leads::row(tx, *visitor, *lead)?,
        RowKey::Carried(visitor) => carried::load(tx, *visitor)?.map(Row::Carried),
        RowKey::VisitorCard(user) => visitor_cards::load(tx, *user)?.map(Row::VisitorCard),
        RowKey::Resolution(id) => attention::resolution(tx, *id)?.map(Row::Resolution),
    })
}

fn one<T>(
    tx: &Connection,
    sql: &str,
    key: impl ToSql,
    read: fn(&Line) -> rusqlite::Result<T>,
) -> DbResult<Option<T>> {
    Ok(tx.prepare_cached(sql)?.query_row([key], read).optional()?)
}

/// The member with the services it used, newest first.
pub(crate) fn find_member(tx: &Connection, number: &MemberNumber) -> DbResult<Option<Member>> {
    let sql = "SELECT * FROM members WHERE number = ?1";
    let Some(mut found) = one(tx, sql, number.as_str(), member)? else {
        return Ok(None);
    };
    found.usages = usages::of(tx, number)?;
    Ok(Some(found))
}

/// A line of `members`, without its usages.
pub(crate) fn member(row: &Line) -> rusqlite::Result<Member> {
    let joined_via: Option<String> = row.get("joined_via")?;
    Ok(Member {
        number: row.word("number")?,
        name: row.get("name")?,
        kana: row.get("kana")?,
        representative: Representative {
            title: row.get("representative_title")?,
            name: row.get("representative_name")?,
            kana: row.get("representative_kana")?,
        },
        industry: row.get("industry")?,
        section: row.get("section")?,
        branch: row.get("branch")?,
        joined_on: row.parsed("joined_on")?,
        joined_via: joined_via
            .as_deref()
            .and_then(shared::model::JoinSource::from_export),
        postal_code: row.get("postal_code")?,
        address: row.get("address")?,
        building: row.get("building")?,
        telephone: row.get("telephone")?,
        employees: row.get("employees")?,
        fee_units: row.get("fee_units")?,
        corporate_number: row.get("corporate_number")?,
        withdrawn_on: row.parsed_if_any("withdrawn_on")?,
        representative_changed_on: row.parsed_if_any("representative_changed_on")?,
        former_representative: row.get("former_representative")?,
        do_not_contact: row.get("do_not_contact")? || row.get("stopped_by_visit")?,
        place: place(row)?,
        usages: Vec::new(),
        search_key: row.get("search_key")?,
    })
}

fn place(row: &Line) -> rusqlite::Result<Option<Box<Place>>> {
    let known: Option<String> = row.get("place")?;
    known.map(|_| row.json("place")).transpose()
}

pub(crate) fn usage(row: &Line) -> rusqlite::Result<ServiceUsage> {
    Ok(ServiceUsage {
        service: row.word("service")?,
        last_used_on: row.parsed("last_used_on")?,
        times: row.get("times")?,
    })
}

pub(crate) fn target(row: &Line) -> rusqlite::Result<Target> {
    let appointment_ms: Option<i64> = row.get("appointment_ms")?;
    let visitor = row.parsed_if_any("visitor")?;
    let (day, position) = (row.parsed_if_any("day")?, row.get("position")?);
    Ok(Target {
        id: row.parsed("id")?,
        season: row.parsed("season")?,
        member: row.word("member")?,
        purpose: row.word("purpose")?,
        priority: Priority {
            points: row.get("points")?,
            reasons: row.json("reasons")?,
        },
        state: row.word("state")?,
        assignment: visitor.map(|visitor| Assignment {
            visitor,
            day,
            position,
            appointment: appointment_ms.map(|ms| Appointment {
                at: Moment::from_utc_ms(ms),
            }),
        }),
    })
}

pub(crate) fn request(row: &Line) -> rusqlite::Result<Request> {
    let answer: Option<String> = row.get("answer")?;
    let answered_on = row.parsed_if_any("answered_on")?;
    let (told_by, told_on) = (row.parsed_if_any("told_by")?, row.parsed_if_any("told_on")?);
    Ok(Request {
        id: row.parsed("id")?,
        member: row.word("member")?,
        heard_in: row.parsed("heard_in")?,
        heard_on: row.parsed("heard_on")?,
        heard_by: row.parsed("heard_by")?,
        category: row.word("category")?,
        words: row.get("words")?,
        reply_wanted: row.get("reply_wanted")?,
        status: row.word("status")?,
        owner: row.parsed_if_any("owner")?,
        due_on: row.parsed_if_any("due_on")?,
        answer: answer
            .zip(answered_on)
            .map(|(words, answered_on)| Answer { words, answered_on }),
        told: told_by.zip(told_on).map(|(by, on)| AnswerTold { by, on }),
    })
}

pub(crate) fn office_task(row: &Line) -> rusqlite::Result<OfficeTask> {
    Ok(OfficeTask {
        id: row.parsed("id")?,
        member: row.word("member")?,
        heard_in: row.parsed("heard_in")?,
        heard_on: row.parsed("heard_on")?,
        heard_by: row.parsed("heard_by")?,
        what: row.get("what")?,
        due_on: row.parsed_if_any("due_on")?,
        owner: row.parsed_if_any("owner")?,
        status: row.word("status")?,
    })
}

/// A call or visit that counts.
fn contact(tx: &Connection, id: FactId) -> DbResult<Option<Row>> {
    let found = one(
        tx,
        "SELECT author, body FROM facts
         WHERE id = ?1 AND superseded_by IS NULL AND kind IN ('call', 'visit')",
        id.to_string(),
        |row| Ok((row.parsed("author")?, row.get::<_, String>("body")?)),
    )?;
    let Some((by, body)) = found else {
        return Ok(None);
    };
    let fact: Box<Fact> = from_json("fact", &body)?;
    Ok(Some(Row::Contact { by, fact }))
}
