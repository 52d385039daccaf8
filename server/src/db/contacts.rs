//! Calls and visits as the office reads them; `facts` itself is written by the sync of phones.

use std::collections::HashMap;

use rusqlite::Connection;
use shared::model::{Day, MemberNumber, Moment, Target, TargetId};
use shared::rules::{Reach, spoke};
use shared::wire::Fact;
use shared::wire::office::{Contact, Steps};

use super::DbResult;
use super::columns::Columns;

/// Everybody's calls and visits at one member, newest first, those that no longer count included.
pub(crate) fn of_member(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<Contact>> {
    let contacts = tx
        .prepare_cached(
            "SELECT author, body, received_ms, late, superseded_by IS NOT NULL AS retracted
             FROM facts WHERE member = ?1 AND kind IN ('call', 'visit') ORDER BY seq DESC",
        )?
        .query_map([member.as_str()], |row| {
            Ok(Contact {
                by: row.parsed("author")?,
                fact: row.json("body")?,
                received_at: Moment::from_utc_ms(row.get("received_ms")?),
                late: row.get("late")?,
                retracted: row.get("retracted")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(contacts)
}

/// The last day on which anybody of us spoke with somebody at this member.
pub(crate) fn last_spoken(tx: &Connection, member: &MemberNumber) -> DbResult<Option<Day>> {
    let mut statement = tx.prepare_cached(
        "SELECT day, body FROM facts
         WHERE member = ?1 AND superseded_by IS NULL AND kind IN ('call', 'visit')
         ORDER BY day DESC",
    )?;
    let mut rows = statement.query([member.as_str()])?;
    while let Some(row) = rows.next()? {
        let fact: Fact = row.json("body")?;
        if spoke(&fact.body) {
            return Ok(Some(row.parsed("day")?));
        }
    }
    Ok(None)
}

/// What the calls and visits that count add up to.
#[derive(Debug, Default)]
pub(crate) struct Contacts {
    /// The last day on which anybody of us spoke with somebody there.
    pub(crate) last_spoken: HashMap<MemberNumber, Day>,
    /// A phone's word about another member's target is nobody's step.
    by_target: HashMap<(TargetId, MemberNumber), Steps>,
}

impl Contacts {
    pub(crate) fn read(tx: &Connection) -> DbResult<Self> {
        let mut contacts = Self::default();
        let mut statement = tx.prepare_cached(
            "SELECT member, target, day, body FROM facts
             WHERE superseded_by IS NULL AND kind IN ('call', 'visit') AND member IS NOT NULL",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let fact: Fact = row.json("body")?;
            let member: MemberNumber = row.word("member")?;
            if spoke(&fact.body) {
                let day: Day = row.parsed("day")?;
                let last = contacts.last_spoken.entry(member.clone()).or_insert(day);
                *last = day.max(*last);
            }
            if let Some(target) = row.parsed_if_any("target")? {
                let steps = contacts.by_target.entry((target, member)).or_default();
                add(steps, Reach::of([&fact]));
            }
        }
        Ok(contacts)
    }

    /// How far anybody has come with a target.
    pub(crate) fn steps(&self, target: &Target) -> Steps {
        let key = (target.id, target.member.clone());
        self.by_target.get(&key).copied().unwrap_or_default()
    }
}

fn add(steps: &mut Steps, reach: Reach) {
    steps.called |= reach.called;
    steps.reached |= reach.reached;
    steps.visited |= reach.visited;
    steps.met |= reach.met;
}
