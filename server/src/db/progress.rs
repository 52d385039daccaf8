//! Progress of a season: how far one has come, per visitor and in total, and what needs somebody.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params};
use shared::model::{Moment, RequestCategory, Role, Season, UserId};
use shared::wire::office::{Needs, Progress, Reached, Steps, VisitorProgress};
use shared::wire::sync::About;

use super::columns::{Columns, to_word};
use super::contacts::Contacts;
use super::{DbResult, Read, targets, users};

/// Each target counts once, whoever made the steps; it stands with the visitor who holds it now.
pub fn of(read: &Read, season: &Season, now: Moment) -> DbResult<Progress> {
    let contacts = Contacts::read(&read.tx)?;
    let mut total = Reached::default();
    let mut by_visitor: HashMap<UserId, Reached> = HashMap::new();
    for target in targets::of_season(&read.tx, season.id)? {
        let steps = contacts.steps(&target);
        let holder = target.assignment.map(|held| held.visitor);
        count(&mut total, holder.is_some(), steps);
        if let Some(holder) = holder {
            count(by_visitor.entry(holder).or_default(), true, steps);
        }
    }
    let arrived = arrived(&read.tx, season)?;
    let phones = phones(&read.tx, now)?;
    let visitors = users::all(read)?
        .into_iter()
        .filter(|user| {
            (user.role == Role::Visitor && user.active) || by_visitor.contains_key(&user.id)
        })
        .map(|user| {
            let (facts, late) = arrived.get(&user.id).copied().unwrap_or_default();
            let phone = phones.get(&user.id).copied().unwrap_or_default();
            VisitorProgress {
                visitor: user.id,
                name: user.name,
                reached: by_visitor.get(&user.id).copied().unwrap_or_default(),
                arrived: facts,
                on_the_phone: phone.waiting,
                last_contact_ms: phone.last_contact_ms,
                late,
            }
        })
        .collect();
    Ok(Progress {
        total,
        visitors,
        requests_by_category: requests_by_category(&read.tx, season)?,
        needs: needs(&read.tx)?,
        // The database knows, a moment of it doesn't.
        cannot_write: false,
    })
}

fn count(reached: &mut Reached, assigned: bool, steps: Steps) {
    reached.targets += 1;
    reached.assigned += u64::from(assigned);
    reached.called += u64::from(steps.called);
    reached.reached += u64::from(steps.reached);
    reached.visited += u64::from(steps.visited);
    reached.met += u64::from(steps.met);
}

/// By author: facts of the season's days that count, and how many of them came late.
fn arrived(tx: &Connection, season: &Season) -> DbResult<HashMap<UserId, (u64, u64)>> {
    let arrived = tx
        .prepare_cached(
            "SELECT author, count(*) AS facts, sum(late) AS late FROM facts
             WHERE day BETWEEN ?1 AND ?2 AND superseded_by IS NULL AND kind <> 'retract' GROUP BY author",
        )?
        .query_map(
            params![season.starts_on.to_string(), season.ends_on.to_string()],
            |row| Ok((row.parsed("author")?, (row.get("facts")?, row.get("late")?))),
        )?
        .collect::<Result<_, _>>()?;
    Ok(arrived)
}

#[derive(Clone, Copy, Default)]
struct Phones {
    waiting: u64,
    last_contact_ms: Option<i64>,
}

/// What a phone said long ago says little: it was lost, or its person has another one by now.
const SPOKE_LATELY_MS: i64 = 14 * 24 * 60 * 60 * 1_000;

fn phones(tx: &Connection, now: Moment) -> DbResult<HashMap<UserId, Phones>> {
    let mut by_user: HashMap<UserId, Phones> = HashMap::new();
    let mut statement = tx.prepare_cached("SELECT user_id, last_contact_ms, about FROM devices")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let about: About = row.json("about")?;
        let phones = by_user.entry(row.parsed("user_id")?).or_default();
        let heard_ms: i64 = row.get("last_contact_ms")?;
        if now.utc_ms - heard_ms <= SPOKE_LATELY_MS {
            phones.waiting += u64::from(about.pending);
        }
        phones.last_contact_ms = phones.last_contact_ms.max(Some(heard_ms));
    }
    Ok(by_user)
}

/// In the order of `RequestCategory::ALL`, those that came up within the season, leads' among them as in the days'
/// reports.
fn requests_by_category(tx: &Connection, season: &Season) -> DbResult<Vec<(RequestCategory, u64)>> {
    let counted: BTreeMap<String, u64> = tx
        .prepare_cached(
            "SELECT category, count(*) FROM (
                 SELECT category FROM requests WHERE retracted = 0 AND heard_on BETWEEN ?1 AND ?2
                 UNION ALL
                 SELECT request.value ->> 'category'
                 FROM facts, json_each(facts.body, '$.body.lead_contact.requests') AS request
                 WHERE lead IS NOT NULL AND kind = 'lead_contact' AND superseded_by IS NULL
                     AND day BETWEEN ?1 AND ?2
             ) GROUP BY category",
        )?
        .query_map(
            params![season.starts_on.to_string(), season.ends_on.to_string()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<Result<_, _>>()?;
    let mut by_category = Vec::new();
    for category in RequestCategory::ALL {
        if let Some(count) = counted.get(&to_word(&category)?) {
            by_category.push((category, *count));
        }
    }
    Ok(by_category)
}

fn needs(tx: &Connection) -> DbResult<Needs> {
    let count = |sql: &str| -> DbResult<u64> {
        Ok(tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    };
    Ok(Needs {
        open_attention: count("SELECT count(*) FROM attention WHERE resolution IS NULL")?,
        open_changes: count(
            "SELECT count(*) FROM change_reports
             WHERE retracted = 0 AND step IN ('heard', 'form_received')",
        )?,
        open_requests: count(
            "SELECT count(*) FROM requests
             WHERE retracted = 0 AND status IN ('received', 'in_progress')",
        )?,
        open_tasks: count(
            "SELECT count(*) FROM office_tasks WHERE retracted = 0 AND status = 'open'",
        )?,
        open_complaints: count(
            "SELECT count(*) FROM complaints WHERE retracted = 0 AND status = 'open'",
        )?,
        open_cases: count(
            "SELECT count(*) FROM withdrawal_cases WHERE status IN ('\"open\"', '\"in_progress\"')",
        )?,
    })
}
