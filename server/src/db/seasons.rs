//! Seasons 実施期間 and whom their rules find.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use shared::model::{
    Campaign, Day, Fault, FiscalYear, Invalid, Member, MemberNumber, Moment, Priority, Reason,
    Season, SeasonId, Target, TargetId, TargetState,
};
use shared::rules::{chosen, purpose};
use shared::wire::RowKey;
use shared::wire::office::{Choice, Chosen, SeasonLine, Seasons, Steps, TargetLine};

use super::columns::Columns;
use super::contacts::Contacts;
use super::{DbResult, Read, Write, members, mint, priorities, targets, to_json};
use crate::error::ApiResult;

/// Lines shown of a choice before it is made.
const FIRST: usize = 50;

pub fn list(read: &Read) -> DbResult<Seasons> {
    let mut seasons: Vec<SeasonLine> = read
        .tx
        .prepare_cached(
            "SELECT body, (SELECT count(*) FROM targets WHERE season = seasons.id) AS targets
             FROM seasons",
        )?
        .query_map([], |row| {
            Ok(SeasonLine {
                season: row.json("body")?,
                targets: row.get("targets")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    seasons.sort_by(|a, b| {
        let latest_first = b.season.starts_on.cmp(&a.season.starts_on);
        latest_first.then_with(|| a.season.id.cmp(&b.season.id))
    });
    Ok(Seasons { seasons })
}

fn one(tx: &Connection, id: SeasonId) -> DbResult<Option<Season>> {
    Ok(tx
        .prepare_cached("SELECT body FROM seasons WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.json("body"))
        .optional()?)
}

pub fn find(read: &Read, id: SeasonId) -> DbResult<Option<Season>> {
    one(&read.tx, id)
}

pub fn stored(write: &Write, id: SeasonId) -> DbResult<Option<Season>> {
    one(&write.tx, id)
}

/// The same name and period again is a second press of the button, and refused.
pub fn add(write: &mut Write, season: &Season) -> ApiResult<()> {
    if is_there(&write.tx, season)? {
        return Err(Invalid::new("season", Fault::NotAllowed).into());
    }
    store(
        write,
        season,
        "INSERT INTO seasons (id, body) VALUES (?1, ?2)",
    )?;
    Ok(())
}

/// What non-members may be told from now on.
pub fn put_campaigns(
    write: &mut Write,
    id: SeasonId,
    campaigns: Vec<Campaign>,
) -> ApiResult<Option<Season>> {
    let Some(before) = stored(write, id)? else {
        return Ok(None);
    };
    let season = Season {
        campaigns,
        ..before
    };
    season.validate()?;
    store(write, &season, "UPDATE seasons SET body = ?2 WHERE id = ?1")?;
    Ok(Some(season))
}

fn is_there(tx: &Connection, season: &Season) -> DbResult<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT 1 FROM seasons WHERE body ->> 'name' = ?1 AND body ->> 'starts_on' = ?2
                 AND body ->> 'ends_on' = ?3",
        )?
        .exists(params![
            season.name,
            season.starts_on.to_string(),
            season.ends_on.to_string()
        ])?)
}

/// By a statement about its id and its body.
fn store(write: &mut Write, season: &Season, sql: &str) -> DbResult<()> {
    write
        .tx
        .prepare_cached(sql)?
        .execute(params![season.id.to_string(), to_json("season", season)?])?;
    write.stamp(&RowKey::Season(season.id), None)?;
    Ok(())
}

/// Whom the season's rule finds today, with why, before anything is stored.
pub fn preview(read: &Read, season: &Season, today: Day) -> DbResult<Choice> {
    let contacts = Contacts::read(&read.tx)?;
    let found = find_targets(&read.tx, season, today)?;
    let mut by_cohort: BTreeMap<i32, u64> = BTreeMap::new();
    for (member, _) in &found {
        *by_cohort
            .entry(FiscalYear::of(member.joined_on).0)
            .or_default() += 1;
    }
    let never_used = found
        .iter()
        .filter(|(_, priority)| priority.reasons.contains(&Reason::NeverUsed));
    Ok(Choice {
        total: found.len() as u64,
        never_used: never_used.count() as u64,
        by_cohort: by_cohort
            .into_iter()
            .map(|(year, count)| (FiscalYear(year), count))
            .collect(),
        first: found
            .iter()
            .take(FIRST)
            .map(|(member, priority)| {
                line_before_choice(season, member, priority, &contacts, today)
            })
            .collect(),
    })
}

/// Makes targets of those whom the rule finds and who aren't yet; the others get the priority that
/// holds today.
pub fn choose(write: &mut Write, season: &Season, now: Moment) -> DbResult<Chosen> {
    let before = targets::of_season(&write.tx, season.id)?;
    priorities::refresh(write, before.iter().map(|target| &target.member), now.day())?;
    let mut total = before.len() as u64;
    let already: HashSet<MemberNumber> = before.into_iter().map(|target| target.member).collect();
    let mut added = 0;
    for (member, priority) in find_targets(&write.tx, season, now.day())? {
        if already.contains(&member.number) {
            continue;
        }
        let target = Target {
            id: TargetId::mint(now, mint::random()?),
            season: season.id,
            purpose: purpose(season.kind, &member, &priority.reasons, now.day()),
            member: member.number,
            priority,
            state: TargetState::Open,
            assignment: None,
        };
        targets::add(write, &target)?;
        added += 1;
    }
    total += added;
    Ok(Chosen { added, total })
}

/// Most urgent first, then by number.
fn find_targets(tx: &Connection, season: &Season, today: Day) -> DbResult<Vec<(Member, Priority)>> {
    let mut found = members::all(tx)?
        .into_iter()
        .filter(|member| chosen(&season.rule, member, today))
        .map(|member| priorities::of(tx, &member, today).map(|priority| (member, priority)))
        .collect::<DbResult<Vec<_>>>()?;
    found.sort_by(|(a, a_priority), (b, b_priority)| {
        let most_urgent_first = b_priority.points.cmp(&a_priority.points);
        most_urgent_first.then_with(|| a.number.cmp(&b.number))
    });
    Ok(found)
}

fn line_before_choice(
    season: &Season,
    member: &Member,
    priority: &Priority,
    contacts: &Contacts,
    today: Day,
) -> TargetLine {
    let target = Target {
        // Not made yet; the list is only looked at.
        id: TargetId(uuid::Uuid::nil()),
        season: season.id,
        member: member.number.clone(),
        purpose: purpose(season.kind, member, &priority.reasons, today),
        priority: priority.clone(),
        state: TargetState::Open,
        assignment: None,
    };
    line(target, member, contacts, Steps::default())
}

/// All targets of a season, most urgent first.
pub fn target_lines(read: &Read, season: SeasonId) -> DbResult<Vec<TargetLine>> {
    let members: HashMap<MemberNumber, Member> = members::by_number(&read.tx)?;
    let contacts = Contacts::read(&read.tx)?;
    let lines = targets::of_season(&read.tx, season)?
        .into_iter()
        .filter_map(|target| {
            let member = members.get(&target.member)?;
            let steps = contacts.steps(&target);
            Some(line(target, member, &contacts, steps))
        })
        .collect();
    Ok(lines)
}

fn line(target: Target, member: &Member, contacts: &Contacts, steps: Steps) -> TargetLine {
    TargetLine {
        target,
        name: member.name.clone(),
        kana: member.kana.clone(),
        industry: member.industry.clone(),
        branch: member.branch.clone(),
        address: member.address.clone(),
        joined_on: member.joined_on,
        search_key: member.search_key.clone(),
        do_not_contact: member.do_not_contact,
        last_contact_on: contacts.last_spoken.get(&member.number).copied(),
        steps,
    }
}
