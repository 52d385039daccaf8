//! Calls and visits as the office reads them; `facts` itself is written by the sync of phones.

use std::collections::HashMap;

use rusqlite::Connection;
use shared::model::{Day, MemberNumber, Moment, Target, TargetId};
use shared::wire::FactBody;
use shared::wire::office::{Contact, Steps};

use super::columns::Columns;
use super::{DbResult, photos};

/// Everybody's calls and visits at one member, newest first, those that no longer count included.
pub(crate) fn of_member(tx: &Connection, member: &MemberNumber) -> DbResult<Vec<Contact>> {
    let mut contacts = tx
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
                photos: vec![],
            })
        })?
        .collect::<Result<Vec<Contact>, _>>()?;
    for contact in &mut contacts {
        if let FactBody::Visit(visit) = &contact.fact.body {
            contact.photos = photos::arrived(tx, &visit.photos)?;
        }
    }
    Ok(contacts)
}

/// The last day on which anybody of us spoke with somebody at this member.
pub(crate) fn last_spoken(tx: &Connection, member: &MemberNumber) -> DbResult<Option<Day>> {
    Ok(tx
        .prepare_cached(
            "SELECT max(day) AS day FROM facts
             WHERE member = ?1 AND reached = 1 AND superseded_by IS NULL",
        )?
        .query_row([member.as_str()], |row| row.parsed_if_any("day"))?)
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
    /// Reads two indexes and no record, so that lists stay quick however many records there are.
    pub(crate) fn read(tx: &Connection) -> DbResult<Self> {
        let mut contacts = Self::default();
        let mut spoken = tx.prepare_cached(
            "SELECT member, max(day) AS day FROM facts
             WHERE reached = 1 AND superseded_by IS NULL AND member IS NOT NULL GROUP BY member",
        )?;
        let mut rows = spoken.query([])?;
        while let Some(row) = rows.next()? {
            contacts
                .last_spoken
                .insert(row.word("member")?, row.parsed("day")?);
        }
        let mut steps = tx.prepare_cached(
            "SELECT target, member, max(called) AS called, max(reached) AS reached,
                 max(visited) AS visited, max(met) AS met
             FROM facts WHERE target IS NOT NULL AND superseded_by IS NULL
             GROUP BY target, member",
        )?;
        let mut rows = steps.query([])?;
        while let Some(row) = rows.next()? {
            let steps = Steps {
                called: row.get("called")?,
                reached: row.get("reached")?,
                visited: row.get("visited")?,
                met: row.get("met")?,
            };
            let key = (row.parsed("target")?, row.word("member")?);
            contacts.by_target.insert(key, steps);
        }
        Ok(contacts)
    }

    /// How far anybody has come with a target.
    pub(crate) fn steps(&self, target: &Target) -> Steps {
        let key = (target.id, target.member.clone());
        self.by_target.get(&key).copied().unwrap_or_default()
    }
}
