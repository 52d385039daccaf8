//! Undoing an import. What it added or changed is kept when it is confirmed; what is still as the import left it
//! is put back, and the rest stays as it is.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::model::{ImportId, Member, MemberNumber, ServiceId, ServiceUsage, TargetId};
use shared::wire::ProblemKind;
use shared::wire::import::{ImportKind, ImportUndo, MOST_STAYING, StayReason, Staying};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::own_values::{self, OwnValue};
use super::{
    DbResult, Read, Write, consequence, from_json, imports, members, priorities, to_json, usages,
};
use crate::error::ApiResult;
use crate::import::search_key::search_key;

/// What an import may undo in a member, and what followed from it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MemberBefore {
    /// As the list before had it.
    pub listed: Member,
    /// Own values that gave way to the list's new word.
    pub ended: Vec<OwnValue>,
    /// Targets that were open until the list said that the member has left.
    pub closed: Vec<TargetId>,
}

/// Whether a line of `imports` is the newest of its kind that stands. Only that can be undone: with what an older
/// one left the newer was compared, so it is the newer's by now.
pub(super) const IS_NEWEST: &str = "imports.nth IS NOT NULL AND imports.nth IS (
     SELECT max(nth) FROM imports AS standing
     WHERE standing.kind = imports.kind AND standing.undone_ms IS NULL)";

/// SHA-256 of a row's JSON.
type Print = [u8; 32];

fn print(row: &impl Serialize) -> DbResult<Print> {
    Ok(Sha256::digest(to_json("row", row)?).into())
}

/// What tells whether a member is still what a list said, its own values lifted off.
pub(super) fn of_list(member: &Member) -> DbResult<Print> {
    print(&only_listed(member.clone()))
}

/// Without what no list says or what is derived from it.
fn only_listed(member: Member) -> Member {
    Member {
        do_not_contact: false,
        usages: Vec::new(),
        search_key: String::new(),
        ..member
    }
}

/// `before` is `None` where the import adds the member; `after` is `of_list` of what it leaves.
pub(super) fn keep_member(
    write: &Write,
    import: ImportId,
    number: &MemberNumber,
    before: Option<MemberBefore>,
    after: Print,
) -> DbResult<()> {
    let before = before.map(|before| MemberBefore {
        listed: only_listed(before.listed),
        ..before
    });
    keep(write, import, number, "", before.as_ref(), after)
}

pub(super) fn keep_usage(
    write: &Write,
    import: ImportId,
    member: &MemberNumber,
    before: Option<&ServiceUsage>,
    after: &ServiceUsage,
) -> DbResult<()> {
    keep(
        write,
        import,
        member,
        &after.service.0,
        before,
        print(after)?,
    )
}

fn keep(
    write: &Write,
    import: ImportId,
    member: &MemberNumber,
    service: &str,
    before: Option<&impl Serialize>,
    after: Print,
) -> DbResult<()> {
    let before = before.map(|before| to_json("row", before)).transpose()?;
    write
        .tx
        .prepare_cached(
            "INSERT INTO import_changes (import, member, service, before, after)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            import.to_string(),
            member.as_str(),
            service,
            before,
            after
        ])?;
    Ok(())
}

/// What undoing would do now.
pub fn preview(read: &Read, id: ImportId) -> ApiResult<ImportUndo> {
    Ok(plan(&read.tx, id)?.told)
}

/// Puts back what is still as the import left it, in the caller's one transaction.
pub fn undo(write: &mut Write, actor: Actor, id: ImportId) -> ApiResult<ImportUndo> {
    let Plan { back, told } = plan(&write.tx, id)?;
    match back {
        Back::Members { added, changed } => {
            for number in &added {
                members::remove(write, number)?;
            }
            put_members_back(write, actor, changed)?;
        }
        Back::Usages { added, changed } => {
            for (member, service) in &added {
                usages::remove(write, member, service)?;
            }
            for (member, usage) in &changed {
                usages::put(write, member, usage)?;
            }
            let added = added.iter().map(|(member, _)| member);
            let changed = changed.iter().map(|(member, _)| member);
            imports::usages_changed(write, actor, added.chain(changed))?;
        }
    }
    let list_before = imports::list(&write.tx)?;
    finish(write, actor, id)?;
    imports::tell_list(write, list_before)?;
    let word = to_word(&told.kind)?;
    audit::note(write, actor, "import.undone", &format!("{word} {id}"))?;
    Ok(told)
}

fn put_members_back(write: &mut Write, actor: Actor, before: Vec<MemberBefore>) -> DbResult<()> {
    let mut rows = Vec::with_capacity(before.len());
    let mut closed = Vec::with_capacity(before.len());
    for before in before {
        let mut member = before.listed;
        own_values::restore(write, &member, &before.ended)?;
        member.search_key = search_key(&member);
        rows.push(member);
        closed.push(before.closed);
    }
    own_values::lay_over(write, &mut rows)?;
    for (member, closed) in rows.iter().zip(&closed) {
        imports::put_listed(write, member)?;
        consequence::reopen(write, &member.number, closed)?;
    }
    let numbers = rows.iter().map(|member| &member.number);
    priorities::refresh(write, numbers, actor.at.day())
}

fn finish(write: &Write, actor: Actor, id: ImportId) -> DbResult<()> {
    write
        .tx
        .prepare_cached("DELETE FROM import_changes WHERE import = ?1")?
        .execute([id.to_string()])?;
    write
        .tx
        .prepare_cached("UPDATE imports SET undone_ms = ?2, undone_by = ?3 WHERE id = ?1")?
        .execute(params![
            id.to_string(),
            actor.at.utc_ms,
            actor.user.to_string()
        ])?;
    Ok(())
}

/// What goes back, and how that is told.
struct Plan {
    back: Back,
    told: ImportUndo,
}

enum Back {
    Members {
        added: Vec<MemberNumber>,
        changed: Vec<MemberBefore>,
    },
    Usages {
        added: Vec<(MemberNumber, ServiceId)>,
        changed: Vec<(MemberNumber, ServiceUsage)>,
    },
}

fn plan(tx: &Connection, id: ImportId) -> ApiResult<Plan> {
    let (kind, file_name) = standing(tx, id)?;
    let mut staying = Vec::new();
    let back = match kind {
        ImportKind::Members => members_back(tx, id, &mut staying)?,
        ImportKind::Usages => usages_back(tx, id, &mut staying)?,
    };
    let (removed, put_back) = match &back {
        Back::Members { added, changed } => (added.len(), changed.len()),
        Back::Usages { added, changed } => (added.len(), changed.len()),
    };
    let stays = staying.len() as u64;
    staying.truncate(MOST_STAYING);
    let told = ImportUndo {
        id,
        kind,
        file_name,
        removed: removed as u64,
        put_back: put_back as u64,
        stays,
        staying,
    };
    Ok(Plan { back, told })
}

/// The import's kind and file, if it can be undone.
fn standing(tx: &Connection, id: ImportId) -> ApiResult<(ImportKind, String)> {
    let (kind, file_name, is_newest) = confirmed(tx, id)?.ok_or(ProblemKind::NotFound)?;
    if !is_newest {
        return Err(ProblemKind::Changed.into());
    }
    Ok((kind, file_name))
}

fn confirmed(tx: &Connection, id: ImportId) -> DbResult<Option<(ImportKind, String, bool)>> {
    let sql = format!(
        "SELECT kind, file_name, {IS_NEWEST} AS is_newest FROM imports
         WHERE id = ?1 AND confirmed_ms IS NOT NULL"
    );
    Ok(tx
        .prepare_cached(&sql)?
        .query_row([id.to_string()], |row| {
            Ok((
                row.word("kind")?,
                row.get("file_name")?,
                row.get("is_newest")?,
            ))
        })
        .optional()?)
}

/// A row that the import added or changed.
struct Kept {
    member: MemberNumber,
    service: String,
    before: Option<String>,
    after: Print,
}

/// By member.
fn kept(tx: &Connection, id: ImportId) -> DbResult<Vec<Kept>> {
    let rows = tx
        .prepare_cached(
            "SELECT member, service, before, after FROM import_changes WHERE import = ?1
             ORDER BY member, service",
        )?
        .query_map([id.to_string()], |row| {
            Ok(Kept {
                member: row.word("member")?,
                service: row.get("service")?,
                before: row.get("before")?,
                after: row.get("after")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn members_back(tx: &Connection, id: ImportId, staying: &mut Vec<Staying>) -> DbResult<Back> {
    let mut listed = members::by_number(tx)?;
    own_values::lift_off(tx, &mut listed)?;
    let own = own_values::all(tx)?;
    let in_use = members::in_use(tx)?;
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for row in kept(tx, id)? {
        let Some(now) = listed.get(&row.member) else {
            // Only undoing takes members away, and what they have here with them.
            continue;
        };
        let before: Option<MemberBefore> = row
            .before
            .map(|before| from_json("member before an import", &before))
            .transpose()?;
        let is_as_left = of_list(now)? == row.after;
        match before {
            None if is_as_left && !in_use.contains(&row.member) => added.push(row.member),
            None if is_as_left => staying.push(stays(now, StayReason::InUse)),
            Some(before)
                if is_as_left
                    && !own.get(&row.member).is_some_and(|own| {
                        own_values::stand_over_a_change(own, &before.listed)
                    }) =>
            {
                changed.push(before);
            }
            _ => staying.push(stays(now, StayReason::ChangedSince)),
        }
    }
    Ok(Back::Members { added, changed })
}

fn usages_back(tx: &Connection, id: ImportId, staying: &mut Vec<Staying>) -> DbResult<Back> {
    let members = members::by_number(tx)?;
    let stored = usages::by_pair(tx)?;
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for row in kept(tx, id)? {
        let Some(member) = members.get(&row.member) else {
            continue;
        };
        let pair = (row.member, ServiceId(row.service));
        let now = stored.get(&pair).map(print).transpose()?;
        match (now == Some(row.after), row.before) {
            (true, None) => added.push(pair),
            (true, Some(before)) => {
                let before = from_json("usage before an import", &before)?;
                changed.push((pair.0, before));
            }
            (false, _) => staying.push(stays(member, StayReason::ChangedSince)),
        }
    }
    Ok(Back::Usages { added, changed })
}

fn stays(member: &Member, why: StayReason) -> Staying {
    Staying {
        member: member.number.clone(),
        name: member.name.clone(),
        why,
    }
}
