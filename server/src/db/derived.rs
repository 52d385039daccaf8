//! What a visit, or a call, leaves on the office's desk: requests, tasks, complaints, lines of the withdrawal
//! register, changes heard, leads. Made when the visit begins to count, taken back when it no
//! longer does. A correction takes over what its original left, with all that the office did.

use rusqlite::{Params, params};
use shared::model::moment::plus_days;
use shared::model::{
    CallAttempt, CaseResult, CaseStatus, Day, FactId, HeardComplaint, Introduction, Lead,
    LeadSource, LeadStage, MemberNumber, RequestStatus, RiskLevel, TaskStatus, UserId, Visit,
    WithdrawalRisk,
};
use shared::rules::is_holiday;
use shared::wire::RowKey;
use shared::wire::sync::Lost;

use super::columns::{Columns, to_word};
use super::push::Refusal;
use super::{DbResult, Write, change_reports, conflict, leads, photos, requests, to_json};

/// Where derived things come from.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub fact: FactId,
    pub by: UserId,
    /// The server's day: deadlines count from it.
    pub today: Day,
    /// JSON list of the facts whose things this one may take over: its own family.
    pub family: &'a str,
}

/// Makes what the visit heard, or takes it over from an earlier version of the visit. An id that
/// something else has already is refused. Returns what the visitor changed and the office had changed too:
/// the office's values stand.
pub(super) fn make(
    write: &mut Write,
    source: &Source,
    visit: &Visit,
) -> Result<Vec<Lost>, Refusal> {
    heard_requests(write, source, visit)?;
    let lost = office_tasks(write, source, visit)?;
    urgent(write, source, &Urgent::of_visit(visit))?;
    let (member, day) = (&visit.member, visit.at.day());
    requests::tell(write, source, member, day, &visit.answers_told)?;
    change_reports(write, source, visit)?;
    photos::expect(write, source, &visit.photos)?;
    introductions(write, source, visit)?;
    Ok(lost)
}

/// What a call heard.
pub(super) fn make_of_call(
    write: &mut Write,
    source: &Source,
    call: &CallAttempt,
) -> Result<(), Refusal> {
    let heard = Urgent {
        member: &call.member,
        on: call.at.day(),
        complaint: call.complaint.as_ref(),
        risk: call.risk.as_ref(),
    };
    urgent(write, source, &heard)?;
    requests::tell(write, source, heard.member, heard.on, &call.answers_told)?;
    Ok(())
}

/// What may be as urgent on the telephone as on site.
struct Urgent<'a> {
    member: &'a MemberNumber,
    on: Day,
    complaint: Option<&'a HeardComplaint>,
    risk: Option<&'a WithdrawalRisk>,
}

impl<'a> Urgent<'a> {
    fn of_visit(visit: &'a Visit) -> Self {
        Self {
            member: &visit.member,
            on: visit.at.day(),
            complaint: visit.complaint.as_ref(),
            risk: visit.risk.as_ref(),
        }
    }
}

fn urgent(write: &Write, source: &Source, heard: &Urgent) -> Result<(), Refusal> {
    if let Some(said) = heard.complaint {
        complaint(write, source, heard, said)?;
    }
    if let Some(risk) = heard.risk {
        withdrawal_case(write, source, heard, risk)?;
    }
    Ok(())
}

/// Runs an insert that may take over a line of the own family and nothing else.
pub(super) fn put(
    write: &Write,
    field: &'static str,
    sql: &str,
    values: impl Params,
) -> Result<(), Refusal> {
    let lines = write.tx.prepare_cached(sql)?.execute(values)?;
    if lines == 0 {
        return Err(Refusal::TakenId(field));
    }
    Ok(())
}

fn heard_requests(write: &mut Write, source: &Source, visit: &Visit) -> Result<(), Refusal> {
    for heard in &visit.requests {
        put(
            write,
            "requests.id",
            "INSERT INTO requests (id, member, heard_in, heard_on, heard_by, category, words,
                                   reply_wanted, status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE
             SET heard_in = excluded.heard_in, heard_on = excluded.heard_on,
                 category = excluded.category, words = excluded.words,
                 reply_wanted = excluded.reply_wanted, retracted = 0
             WHERE heard_in IN (SELECT value FROM json_each(?10))",
            params![
                heard.id.to_string(),
                visit.member.as_str(),
                source.fact.to_string(),
                visit.at.day().to_string(),
                source.by.to_string(),
                to_word(&heard.category)?,
                heard.words,
                heard.reply_wanted,
                to_word(&RequestStatus::Received)?,
                source.family,
            ],
        )?;
        write.stamp(&RowKey::Request(heard.id), Some(&visit.member))?;
    }
    Ok(())
}

fn office_tasks(write: &mut Write, source: &Source, visit: &Visit) -> Result<Vec<Lost>, Refusal> {
    let mut lost = Vec::new();
    for heard in &visit.office_tasks {
        let (due_on, overruled) = conflict::due_on(&write.tx, heard)?;
        lost.extend(overruled);
        put(
            write,
            "office_tasks.id",
            "INSERT INTO office_tasks (id, member, heard_in, heard_on, heard_by, what, due_on,
                                       status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE
             SET heard_in = excluded.heard_in, heard_on = excluded.heard_on,
                 what = excluded.what, due_on = excluded.due_on, retracted = 0
             WHERE heard_in IN (SELECT value FROM json_each(?9))",
            params![
                heard.id.to_string(),
                visit.member.as_str(),
                source.fact.to_string(),
                visit.at.day().to_string(),
                source.by.to_string(),
                heard.what,
                due_on.map(|day| day.to_string()),
                to_word(&TaskStatus::Open)?,
                source.family,
            ],
        )?;
        write.stamp(&RowKey::OfficeTask(heard.id), Some(&visit.member))?;
    }
    Ok(lost)
}

fn complaint(
    write: &Write,
    source: &Source,
    heard: &Urgent,
    said: &HeardComplaint,
) -> Result<(), Refusal> {
    put(
        write,
        "complaint.id",
        "INSERT INTO complaints (id, member, heard_in, heard_on, heard_by, words, status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE
         SET heard_in = excluded.heard_in, heard_on = excluded.heard_on, words = excluded.words,
             retracted = 0
         WHERE heard_in IN (SELECT value FROM json_each(?8))",
        params![
            said.id.to_string(),
            heard.member.as_str(),
            source.fact.to_string(),
            heard.on.to_string(),
            source.by.to_string(),
            said.words,
            to_word(&TaskStatus::Open)?,
            source.family,
        ],
    )
}

/// Wavering and leaving both stand in the register; only leaving has a deadline at once.
fn withdrawal_case(
    write: &Write,
    source: &Source,
    heard: &Urgent,
    risk: &WithdrawalRisk,
) -> Result<(), Refusal> {
    let deadline = match risk.level {
        RiskLevel::Leaving => Some(next_working_day(source.today).to_string()),
        RiskLevel::Wavering => None,
    };
    put(
        write,
        "risk.case",
        "INSERT INTO withdrawal_cases (id, member, heard_in, heard_on, heard_by, level, reasons,
                                       words, deadline, status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (id) DO UPDATE
         SET heard_in = excluded.heard_in, heard_on = excluded.heard_on, level = excluded.level,
             reasons = excluded.reasons, words = excluded.words,
             deadline = coalesce(deadline, excluded.deadline),
             status = CASE status WHEN ?12 THEN excluded.status ELSE status END
         WHERE heard_in IN (SELECT value FROM json_each(?11))",
        params![
            risk.case.to_string(),
            heard.member.as_str(),
            source.fact.to_string(),
            heard.on.to_string(),
            source.by.to_string(),
            to_word(&risk.level)?,
            to_json("reasons", &risk.reasons)?,
            risk.words,
            deadline,
            to_json("status", &CaseStatus::Open)?,
            source.family,
            to_json("status", &CaseStatus::Settled(CaseResult::Retracted))?,
        ],
    )
}

fn change_reports(write: &mut Write, source: &Source, visit: &Visit) -> Result<(), Refusal> {
    for heard in &visit.changes {
        let before = change_reports::standing(&write.tx, heard.id)?;
        put(
            write,
            "changes.id",
            "INSERT INTO change_reports (id, member, heard_in, heard_on, heard_by, field, old, new)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE
             SET heard_in = excluded.heard_in, heard_on = excluded.heard_on,
                 step = CASE WHEN (field, new) = (excluded.field, excluded.new) THEN step ELSE 'heard' END,
                 field = excluded.field, old = excluded.old, new = excluded.new, retracted = 0
             WHERE heard_in IN (SELECT value FROM json_each(?9))",
            params![
                heard.id.to_string(),
                visit.member.as_str(),
                source.fact.to_string(),
                visit.at.day().to_string(),
                source.by.to_string(),
                to_word(&heard.field)?,
                heard.old,
                heard.new,
                source.family,
            ],
        )?;
        change_reports::follow(write, heard.id, before)?;
    }
    Ok(())
}

fn introductions(write: &mut Write, source: &Source, visit: &Visit) -> Result<(), Refusal> {
    for heard in &visit.introductions {
        let known = leads::known(&write.tx, heard.lead)?;
        let lead = Lead {
            id: heard.lead,
            business: heard.business.clone(),
            contact: heard.contact.clone(),
            telephone: heard.telephone.clone(),
            source: LeadSource::Introduced(Introduction {
                by: visit.member.clone(),
                heard_in: source.fact,
                heard_by: source.by,
                consented: heard.consented,
            }),
            stage: known
                .as_ref()
                .map_or(LeadStage::Introduced, |lead| lead.stage),
            found_on: visit.at.day(),
            address: String::new(),
            note: String::new(),
            contacts: known.map(|lead| lead.contacts).unwrap_or_default(),
            own_find: None,
        };
        put(
            write,
            "introductions.lead",
            "INSERT INTO leads (id, heard_in, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE
             SET heard_in = excluded.heard_in, body = excluded.body, retracted = 0
             WHERE heard_in IN (SELECT value FROM json_each(?4))",
            params![
                heard.lead.to_string(),
                source.fact.to_string(),
                to_json("lead", &lead)?,
                source.family,
            ],
        )?;
        leads::settle(write, heard.lead)?;
    }
    Ok(())
}

/// Takes back what is still this fact's. What the office settled meanwhile stays settled.
pub(super) fn take_back(
    write: &mut Write,
    fact: FactId,
    member: Option<&MemberNumber>,
) -> DbResult<()> {
    let heard_in = fact.to_string();
    write
        .tx
        .prepare_cached(
            "UPDATE complaints SET retracted = 1 WHERE heard_in = ?1 AND retracted = 0",
        )?
        .execute([&heard_in])?;
    change_reports::take_back(write, &heard_in)?;
    leads::take_back(write, &heard_in)?;
    requests::take_told_back(write, &heard_in, member)?;
    let sql =
        "UPDATE requests SET retracted = 1 WHERE heard_in = ?1 AND retracted = 0 RETURNING id";
    for id in taken_back(write, sql, &heard_in)? {
        write.stamp_gone(&RowKey::Request(id), member)?;
    }
    let sql =
        "UPDATE office_tasks SET retracted = 1 WHERE heard_in = ?1 AND retracted = 0 RETURNING id";
    for id in taken_back(write, sql, &heard_in)? {
        write.stamp_gone(&RowKey::OfficeTask(id), member)?;
    }
    write
        .tx
        .prepare_cached(
            "UPDATE withdrawal_cases SET status = ?2
             WHERE heard_in = ?1 AND status IN (?3, ?4)",
        )?
        .execute(params![
            heard_in,
            to_json("status", &CaseStatus::Settled(CaseResult::Retracted))?,
            to_json("status", &CaseStatus::Open)?,
            to_json("status", &CaseStatus::InProgress)?,
        ])?;
    Ok(())
}

fn taken_back<T>(write: &Write, sql: &str, heard_in: &str) -> DbResult<Vec<T>>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let ids = write
        .tx
        .prepare_cached(sql)?
        .query_map([heard_in], |row| row.parsed("id"))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// The next day from Monday to Friday that is no holiday; the office's own aren't known here.
fn next_working_day(today: Day) -> Day {
    use chrono::{Datelike, Weekday};
    let mut day = plus_days(today, 1);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || is_holiday(day) {
        day = plus_days(day, 1);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_is_never_on_a_weekend_or_a_holiday() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        for (today, deadline) in [
            ("2023-10-05", "2023-10-06"),
            ("2023-10-13", "2023-10-16"),
            // Monday, 9 October is a holiday.
            ("2023-10-06", "2023-10-10"),
            ("2023-10-07", "2023-10-10"),
            ("2023-10-08", "2023-10-10"),
        ] {
            assert_eq!(next_working_day(day(today)), day(deadline), "{today}");
        }
    }
}
