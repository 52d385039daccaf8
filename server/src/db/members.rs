//! Members as the last import left them, with what the office decided about contacting them.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use shared::model::{JoinSource, Member, MemberNumber, Place, ServiceUsage};
use shared::text::{fold, telephone_query};
use shared::wire::office::{ChangeMember, MemberFile, MemberPage, MemberWords};
use shared::wire::{ProblemKind, RowKey};
use unicode_normalization::UnicodeNormalization;

use super::audit::{self, Actor};
use super::columns::Columns;
use super::rows::{find_member, member};
use super::{
    DbResult, Read, Write, contacts, imports, office_tasks, requests, targets, to_json, usages,
    withdrawals,
};
use crate::error::ApiResult;
use crate::import::search_key::search_key;

/// Members in one page of a list.
pub const PAGE: u32 = 100;
/// Words in one search: more than anybody types, fewer than a statement has parameters.
pub const MOST_WORDS: usize = 20;

/// All of them by number, without their usages.
pub(crate) fn by_number(tx: &Connection) -> DbResult<HashMap<MemberNumber, Member>> {
    let members = tx
        .prepare_cached("SELECT * FROM members")?
        .query_map([], |row| {
            member(row).map(|member| (member.number.clone(), member))
        })?
        .collect::<Result<_, _>>()?;
    Ok(members)
}

pub(crate) fn name(tx: &Connection, number: &MemberNumber) -> DbResult<Option<String>> {
    Ok(tx
        .prepare_cached("SELECT name FROM members WHERE number = ?1")?
        .query_row([number.as_str()], |row| row.get("name"))
        .optional()?)
}

/// All of them with their usages, by number.
pub(crate) fn all(tx: &Connection) -> DbResult<Vec<Member>> {
    let mut usages: HashMap<MemberNumber, Vec<ServiceUsage>> = usages::of_all(tx)?;
    let mut members: Vec<Member> = by_number(tx)?.into_values().collect();
    for member in &mut members {
        member.usages = usages.remove(&member.number).unwrap_or_default();
    }
    members.sort_unstable_by(|a, b| a.number.cmp(&b.number));
    Ok(members)
}

/// Members in whose search key every word of the search is found, by number.
pub fn search(read: &Read, search: &str, page: u32) -> DbResult<MemberPage> {
    let (condition, words) = condition(search);
    let total = read
        .tx
        .prepare_cached(&format!("SELECT count(*) FROM members WHERE {condition}"))?
        .query_row(params_from_iter(&words), |row| row.get(0))?;
    let offset = u64::from(page) * u64::from(PAGE);
    let sql = format!(
        "SELECT * FROM members WHERE {condition} ORDER BY number LIMIT {PAGE} OFFSET {offset}"
    );
    let mut members = read
        .tx
        .prepare_cached(&sql)?
        .query_map(params_from_iter(&words), member)?
        .collect::<Result<Vec<_>, _>>()?;
    for member in &mut members {
        member.usages = usages::of(&read.tx, &member.number)?;
    }
    Ok(MemberPage {
        total,
        page,
        list_as_of: imports::list(&read.tx)?.and_then(|list| list.as_of),
        members,
    })
}

/// The industries and branches of all members.
pub fn words(read: &Read) -> DbResult<MemberWords> {
    let counted = |column: &str| -> DbResult<Vec<(String, u64)>> {
        let sql = format!(
            "SELECT {column}, count(*) FROM members WHERE trim({column}) <> ''
             GROUP BY {column} ORDER BY 2 DESC, 1"
        );
        let words = read
            .tx
            .prepare_cached(&sql)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(words)
    };
    Ok(MemberWords {
        industries: counted("industry")?,
        branches: counted("branch")?,
    })
}

/// A word is matched folded, or by the digits of a telephone number. `instr` knows no wildcards.
fn condition(search: &str) -> (String, Vec<String>) {
    let mut conditions = vec!["1".to_owned()];
    let mut words = Vec::new();
    let composed: String = search.nfkc().collect();
    for word in composed.split_whitespace() {
        let spellings: Vec<String> = [Some(fold(word)), telephone_query(word)]
            .into_iter()
            .flatten()
            .filter(|spelling| !spelling.is_empty())
            .collect();
        if !spellings.is_empty() {
            let any = vec!["instr(search_key, ?) > 0"; spellings.len()].join(" OR ");
            conditions.push(format!("({any})"));
            words.extend(spellings);
        }
    }
    (conditions.join(" AND "), words)
}

/// Stores a new or changed member, without its usages, and sends it to the phones that hold it. Whether a
/// known one may be contacted stays as it is.
pub fn put(write: &mut Write, member: &Member) -> DbResult<()> {
    let known = |place: &&Place| **place != Place::default();
    let place = member.place.as_deref().filter(known);
    let place = place.map(|place| to_json("place", place)).transpose()?;
    write
        .tx
        .prepare_cached(
            "INSERT INTO members (number, name, kana, representative_title, representative_name,
                 representative_kana, industry, section, branch, joined_on, joined_via, postal_code,
                 address, building, telephone, employees, fee_units, corporate_number, withdrawn_on,
                 representative_changed_on, do_not_contact, search_key,
                 former_representative, place)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                 ?18, ?19, ?20, ?21, ?22, ?23, ?24)
             ON CONFLICT (number) DO UPDATE SET name = ?2, kana = ?3, representative_title = ?4,
                 representative_name = ?5, representative_kana = ?6, industry = ?7, section = ?8,
                 branch = ?9, joined_on = ?10, joined_via = ?11, postal_code = ?12, address = ?13,
                 building = ?14, telephone = ?15, employees = ?16, fee_units = ?17,
                 corporate_number = ?18, withdrawn_on = ?19, representative_changed_on = ?20,
                 search_key = ?22, former_representative = ?23, place = ?24",
        )?
        .execute(params![
            member.number.as_str(),
            member.name,
            member.kana,
            member.representative.title,
            member.representative.name,
            member.representative.kana,
            member.industry,
            member.section,
            member.branch,
            member.joined_on.to_string(),
            member.joined_via.as_ref().map(JoinSource::ja),
            member.postal_code,
            member.address,
            member.building,
            member.telephone,
            member.employees,
            member.fee_units,
            member.corporate_number,
            member.withdrawn_on.map(|day| day.to_string()),
            member.representative_changed_on.map(|day| day.to_string()),
            member.do_not_contact,
            member.search_key,
            member.former_representative,
            place,
        ])?;
    stamp(write, &member.number)
}

/// Members that something else than a membership list tells of. Requests, tasks, cases and changes heard all
/// come from facts.
pub(super) fn in_use(tx: &Connection) -> DbResult<HashSet<MemberNumber>> {
    let numbers = tx
        .prepare_cached(
            "SELECT member FROM targets UNION SELECT member FROM usages
             UNION SELECT member FROM own_values
             UNION SELECT member FROM facts WHERE member IS NOT NULL
             UNION SELECT number FROM members WHERE do_not_contact = 1 OR stopped_by_visit = 1",
        )?
        .query_map([], |row| row.word("member"))?
        .collect::<Result<_, _>>()?;
    Ok(numbers)
}

/// Takes one away that nothing refers to.
pub(super) fn remove(write: &mut Write, number: &MemberNumber) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM members WHERE number = ?1")?
        .execute([number.as_str()])?;
    write.stamp_gone(&RowKey::Member(number.clone()), Some(number))?;
    Ok(())
}

/// A visit says that contact is to stop (closed, deceased …), or no visit that counts says so any more.
/// The office's own word isn't touched by it.
pub(crate) fn set_stopped_by_visit(
    write: &mut Write,
    number: &MemberNumber,
    stopped: bool,
) -> DbResult<()> {
    let changed = write
        .tx
        .prepare_cached(
            "UPDATE members SET stopped_by_visit = ?2 WHERE number = ?1 AND stopped_by_visit <> ?2",
        )?
        .execute(params![number.as_str(), stopped])?;
    if changed > 0 {
        stamp(write, number)?;
    }
    Ok(())
}

/// The office's word on contacting the member. It stands whatever visits say or take back; that contact
/// may go on overrules the visits so far, too.
pub fn change(
    write: &mut Write,
    actor: Actor,
    number: &MemberNumber,
    change: ChangeMember,
) -> ApiResult<()> {
    find_member(&write.tx, number)?.ok_or(ProblemKind::NotFound)?;
    if store_office_word(write, number, change)? {
        let what = if change.do_not_contact {
            "member.contact_stopped"
        } else {
            "member.contact_resumed"
        };
        audit::note(write, actor, what, number.as_str())?;
        stamp(write, number)?;
    }
    Ok(())
}

/// `false` when it was so before.
fn store_office_word(write: &Write, number: &MemberNumber, change: ChangeMember) -> DbResult<bool> {
    let sql = if change.do_not_contact {
        "UPDATE members SET do_not_contact = 1 WHERE number = ?1 AND do_not_contact = 0"
    } else {
        "UPDATE members SET do_not_contact = 0, stopped_by_visit = 0
         WHERE number = ?1 AND (do_not_contact = 1 OR stopped_by_visit = 1)"
    };
    let changed = write.tx.prepare_cached(sql)?.execute([number.as_str()])?;
    Ok(changed > 0)
}

/// What the office knows about the door. A spot stays where none is given.
pub fn set_place(
    write: &mut Write,
    actor: Actor,
    number: &MemberNumber,
    given: Place,
) -> ApiResult<()> {
    let mut member = find_member(&write.tx, number)?.ok_or(ProblemKind::NotFound)?;
    member.change_place(|place| {
        let spot = given.spot.or(place.spot);
        *place = Place { spot, ..given };
    });
    member.search_key = search_key(&member);
    put(write, &member)?;
    audit::note(write, actor, "member.place_changed", number.as_str())?;
    Ok(())
}

pub fn stamp(write: &mut Write, number: &MemberNumber) -> DbResult<()> {
    write.stamp(&RowKey::Member(number.clone()), Some(number))?;
    Ok(())
}

/// The member with everybody's contacts and what came of them.
pub fn file(read: &Read, number: &MemberNumber) -> DbResult<Option<MemberFile>> {
    let Some(member) = find_member(&read.tx, number)? else {
        return Ok(None);
    };
    Ok(Some(MemberFile {
        member,
        targets: targets::of_member(&read.tx, number)?,
        contacts: contacts::of_member(&read.tx, number)?,
        requests: requests::of_member(&read.tx, number)?,
        office_tasks: office_tasks::of_member(&read.tx, number)?,
        cases: withdrawals::of_member(&read.tx, number)?,
    }))
}
