//! Imports: a file is staged, previewed and, once confirmed, taken over as a whole or not at all.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::model::{
    Day, Fault, ImportId, Invalid, Member, MemberNumber, Moment, ServiceUsage, TargetId,
};
use shared::wire::import::{
    BadRow, Column, ColumnMeaning, Counts, Encoding, FileProblem, ImportHistory, ImportKind,
    ImportLine, Imported, MOST_BAD_ROWS, Preview, UndoState,
};
use shared::wire::{MemberList, ProblemKind, RowKey};

use super::audit::{self, Actor};
use super::columns::{Columns, to_word};
use super::import_undo::{self, IS_NEWEST, MemberBefore};
use super::{
    DbError, DbResult, Read, Write, members, mint, own_values, priorities, services, targets,
    to_json, usages,
};
use crate::error::ApiResult;
use crate::import::usages::UsagesByPair;
use crate::import::{self, Mapping, SAMPLE_LINES, Table, columns};

/// A staged file that nobody confirms goes after a day.
const STAGED_MS: i64 = 24 * 60 * 60 * 1_000;

/// A file that was read but not yet confirmed.
#[derive(Debug)]
pub struct Staged {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    pub columns: Vec<Option<ColumnMeaning>>,
    bytes: Option<Vec<u8>>,
    confirmed: Option<Counts>,
    as_of: Option<Day>,
}

/// A file with its rows apart; reading it needs no database.
#[derive(Debug)]
pub struct Opened {
    encoding: Encoding,
    table: Table,
}

pub fn open(bytes: &[u8]) -> Result<Opened, FileProblem> {
    let (encoding, table) = import::read(bytes)?;
    Ok(Opened { encoding, table })
}

impl Opened {
    /// What its columns seem to mean.
    pub fn guess(&self, kind: ImportKind) -> Vec<Option<ColumnMeaning>> {
        columns::guess(kind, &self.table.header)
    }
}

/// Keeps the file with the guessed columns. The user's older unconfirmed files go, and everybody's
/// from before yesterday.
pub fn stage(
    write: &Write,
    actor: Actor,
    kind: ImportKind,
    file_name: &str,
    bytes: &[u8],
    columns: &[Option<ColumnMeaning>],
) -> DbResult<ImportId> {
    let today = actor.at.day();
    let as_of = import::as_of::named(file_name, today).unwrap_or(today);
    let id = ImportId::mint(actor.at, mint::random()?);
    write
        .tx
        .prepare_cached(
            "DELETE FROM imports WHERE confirmed_ms IS NULL AND (staged_by = ?1 OR staged_ms < ?2)",
        )?
        .execute(params![actor.user.to_string(), actor.at.utc_ms - STAGED_MS])?;
    write
        .tx
        .prepare_cached(
            "INSERT INTO imports (id, kind, file_name, bytes, columns, staged_ms, staged_by, as_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id.to_string(),
            to_word(&kind)?,
            file_name,
            bytes,
            to_json("columns", &columns)?,
            actor.at.utc_ms,
            actor.user.to_string(),
            as_of.to_string()
        ])?;
    Ok(id)
}

fn staged(tx: &Connection, id: ImportId) -> ApiResult<Staged> {
    find(tx, id)?.ok_or_else(|| ProblemKind::NotFound.into())
}

fn find(tx: &Connection, id: ImportId) -> DbResult<Option<Staged>> {
    Ok(tx
        .prepare_cached("SELECT * FROM imports WHERE id = ?1")?
        .query_row([id.to_string()], from_row)
        .optional()?)
}

fn from_row(row: &Row) -> rusqlite::Result<Staged> {
    let counts: Option<String> = row.get("counts")?;
    Ok(Staged {
        id: row.parsed("id")?,
        kind: row.word("kind")?,
        file_name: row.get("file_name")?,
        columns: row.json("columns")?,
        bytes: row.get("bytes")?,
        confirmed: counts.map(|_| row.json("counts")).transpose()?,
        as_of: row.parsed_if_any("as_of")?,
    })
}

impl Staged {
    /// The table, unless the file was confirmed before and so is gone.
    fn opened(&self) -> ApiResult<Opened> {
        let bytes = self.bytes.as_deref().ok_or(ProblemKind::Changed)?;
        Ok(open(bytes)?)
    }
}

/// What confirming would do now.
pub fn preview(read: &Read, id: ImportId, today: Day) -> ApiResult<Preview> {
    let staged = staged(&read.tx, id)?;
    let opened = staged.opened()?;
    let missing = columns::missing(staged.kind, &staged.columns);
    let (counts, mut bad_rows) = if missing.is_empty() {
        let effect = effect(&read.tx, &staged, &opened.table, today)?;
        (effect.counts, effect.bad_rows)
    } else {
        let rows = opened.table.records.len() as u64;
        let uncounted = Counts {
            rows,
            ..Counts::default()
        };
        (uncounted, Vec::new())
    };
    bad_rows.truncate(MOST_BAD_ROWS);
    let Opened { encoding, table } = opened;
    let sample = table.records.iter().take(SAMPLE_LINES);
    Ok(Preview {
        id,
        kind: staged.kind,
        file_name: staged.file_name,
        as_of: staged.as_of,
        encoding,
        columns: table
            .header
            .into_iter()
            .zip(staged.columns)
            .map(|(header, meaning)| Column { header, meaning })
            .collect(),
        sample: sample
            .map(|record| record.fields.iter().map(import::field::shortened).collect())
            .collect(),
        counts,
        bad_rows,
        missing,
    })
}

/// The day of which the list tells, as the coordinator knows it.
pub fn set_as_of(write: &Write, actor: Actor, id: ImportId, as_of: Day) -> ApiResult<()> {
    let staged = staged(&write.tx, id)?;
    if staged.bytes.is_none() {
        return Err(ProblemKind::Changed.into());
    }
    if as_of > actor.at.day() {
        return Err(Invalid::new("as_of", Fault::NotAllowed).into());
    }
    write
        .tx
        .prepare_cached("UPDATE imports SET as_of = ?2 WHERE id = ?1")
        .and_then(|mut update| update.execute(params![id.to_string(), as_of.to_string()]))
        .map_err(DbError::from)?;
    Ok(())
}

/// The membership list that stands; `None` where none was ever imported.
pub(crate) fn list(tx: &Connection) -> DbResult<Option<MemberList>> {
    let ever = tx
        .prepare_cached(
            "SELECT 1 FROM imports WHERE kind = 'members' AND confirmed_ms IS NOT NULL",
        )?
        .exists([])?;
    let as_of = tx
        .prepare_cached(
            "SELECT as_of FROM imports
             WHERE kind = 'members' AND confirmed_ms IS NOT NULL AND undone_ms IS NULL
             ORDER BY nth DESC LIMIT 1",
        )?
        .query_row([], |row| row.parsed_if_any("as_of"))
        .optional()?;
    Ok(ever.then(|| MemberList {
        as_of: as_of.flatten(),
    }))
}

/// Tells phones of which day the list is that stands now, where it was another `before`.
pub(super) fn tell_list(write: &mut Write, before: Option<MemberList>) -> DbResult<()> {
    if list(&write.tx)? != before {
        write.stamp(&RowKey::MemberList, None)?;
    }
    Ok(())
}

/// The coordinator's choice of columns, one for each column of the file, none twice.
pub fn choose_columns(
    write: &Write,
    id: ImportId,
    meanings: &[Option<ColumnMeaning>],
) -> ApiResult<()> {
    let staged = staged(&write.tx, id)?;
    if staged.bytes.is_none() {
        return Err(ProblemKind::Changed.into());
    }
    let fits = meanings.len() == staged.columns.len()
        && meanings
            .iter()
            .flatten()
            .all(|meaning| staged.kind.meanings().contains(meaning));
    if !fits {
        return Err(Invalid::new("meanings", Fault::NotAllowed).into());
    }
    match Mapping::of(staged.kind, meanings) {
        // What is missing is said in the preview: one column is chosen after the other.
        Ok(_) | Err(FileProblem::ColumnsMissing { .. }) => {}
        Err(problem) => return Err(problem.into()),
    }
    store_columns(write, id, meanings)?;
    Ok(())
}

fn store_columns(write: &Write, id: ImportId, meanings: &[Option<ColumnMeaning>]) -> DbResult<()> {
    write
        .tx
        .prepare_cached("UPDATE imports SET columns = ?2 WHERE id = ?1")?
        .execute(params![id.to_string(), to_json("columns", &meanings)?])?;
    Ok(())
}

/// Takes the file over, in the caller's one transaction. Confirming again tells what was done and
/// does nothing.
pub fn confirm(write: &mut Write, actor: Actor, id: ImportId) -> ApiResult<Imported> {
    let staged = staged(&write.tx, id)?;
    let kind = staged.kind;
    if let Some(counts) = staged.confirmed {
        return Ok(Imported { id, kind, counts });
    }
    let opened = staged.opened()?;
    let effect = effect(&write.tx, &staged, &opened.table, actor.at.day())?;
    let counts = effect.counts;
    match effect.rows {
        Rows::Members { rows, stored } => take_in_members(write, actor, id, rows, stored)?,
        Rows::Usages { rows, stored } => take_in_usages(write, actor, id, &rows, &stored)?,
    }
    let list_before = list(&write.tx)?;
    finish(write, actor, id, counts)?;
    tell_list(write, list_before)?;
    let word = to_word(&kind)?;
    audit::note(write, actor, "import.confirmed", &format!("{word} {id}"))?;
    Ok(Imported { id, kind, counts })
}

/// `stored` are all members as the last list had them.
fn take_in_members(
    write: &mut Write,
    actor: Actor,
    id: ImportId,
    mut rows: Vec<Member>,
    mut stored: HashMap<MemberNumber, Member>,
) -> DbResult<()> {
    let listed: Vec<_> = rows
        .iter()
        .map(import_undo::of_list)
        .collect::<Result<_, _>>()?;
    let mut ended = own_values::lay_over(write, &mut rows)?;
    for (member, listed) in rows.iter().zip(listed) {
        let number = &member.number;
        let closed = put_listed(write, member)?;
        let before = stored.remove(number).map(|listed| MemberBefore {
            listed,
            ended: ended.remove(number).unwrap_or_default(),
            closed,
        });
        import_undo::keep_member(write, id, number, before, listed)?;
    }
    let changed = rows.iter().map(|member| &member.number);
    priorities::refresh(write, changed, actor.at.day())
}

/// Stores what a list says of a member: who has left is visited no more. Returns the targets that this closed.
pub(super) fn put_listed(write: &mut Write, member: &Member) -> DbResult<Vec<TargetId>> {
    members::put(write, member)?;
    match member.withdrawn_on {
        Some(_) => targets::close_open(write, &member.number),
        None => Ok(Vec::new()),
    }
}

fn take_in_usages(
    write: &mut Write,
    actor: Actor,
    id: ImportId,
    rows: &[(MemberNumber, ServiceUsage)],
    stored: &UsagesByPair,
) -> DbResult<()> {
    for (member, usage) in rows {
        usages::put(write, member, usage)?;
        let before = stored.get(&(member.clone(), usage.service.clone()));
        import_undo::keep_usage(write, id, member, before, usage)?;
    }
    usages_changed(write, actor, rows.iter().map(|(member, _)| member))
}

/// Tells the phones, and the priorities, of members whose usages changed.
pub(super) fn usages_changed<'m>(
    write: &mut Write,
    actor: Actor,
    members: impl Iterator<Item = &'m MemberNumber>,
) -> DbResult<()> {
    let touched: BTreeSet<&MemberNumber> = members.collect();
    for member in &touched {
        members::stamp(write, member)?;
    }
    priorities::refresh(write, touched, actor.at.day())
}

fn finish(write: &Write, actor: Actor, id: ImportId, counts: Counts) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "UPDATE imports SET bytes = NULL, confirmed_ms = ?2, confirmed_by = ?3, counts = ?4,
                 nth = 1 + (SELECT coalesce(max(nth), 0) FROM imports)
             WHERE id = ?1",
        )?
        .execute(params![
            id.to_string(),
            actor.at.utc_ms,
            actor.user.to_string(),
            to_json("counts", &counts)?
        ])?;
    Ok(())
}

/// What a file would do to what is stored.
struct FileEffect {
    rows: Rows,
    counts: Counts,
    bad_rows: Vec<BadRow>,
}

/// What is to be stored, and all that is stored of the kind.
enum Rows {
    Members {
        rows: Vec<Member>,
        stored: HashMap<MemberNumber, Member>,
    },
    Usages {
        rows: Vec<(MemberNumber, ServiceUsage)>,
        stored: UsagesByPair,
    },
}

fn effect(tx: &Connection, staged: &Staged, table: &Table, today: Day) -> ApiResult<FileEffect> {
    let mapping = Mapping::of(staged.kind, &staged.columns)?;
    let mut stored = members::by_number(tx)?;
    own_values::lift_off(tx, &mut stored)?;
    Ok(match staged.kind {
        ImportKind::Members => {
            let read = import::members::read(table, &mapping, &stored, today);
            FileEffect {
                rows: Rows::Members {
                    rows: read.to_store,
                    stored,
                },
                counts: read.counts,
                bad_rows: read.bad_rows,
            }
        }
        ImportKind::Usages => {
            if stored.is_empty() {
                return Err(FileProblem::NoMembersYet.into());
            }
            let numbers: HashSet<MemberNumber> = stored.into_keys().collect();
            let services = services::all(tx)?;
            let stored = usages::by_pair(tx)?;
            let read = import::usages::read(table, &mapping, &numbers, &services, &stored);
            FileEffect {
                rows: Rows::Usages {
                    rows: read.to_store,
                    stored,
                },
                counts: read.counts,
                bad_rows: read.bad_rows,
            }
        }
    })
}

/// What has been imported, newest first.
pub fn history(read: &Read) -> DbResult<ImportHistory> {
    let imports = read
        .tx
        .prepare_cached(&format!(
            "SELECT imports.id, kind, file_name, as_of, confirmed_ms, counts, users.name AS by_name,
                 undone_ms, undoers.name AS undone_by_name, {IS_NEWEST} AS is_newest
             FROM imports JOIN users ON users.id = confirmed_by
             LEFT JOIN users AS undoers ON undoers.id = undone_by
             WHERE confirmed_ms IS NOT NULL ORDER BY confirmed_ms DESC, nth DESC, imports.id DESC"
        ))?
        .query_map([], |row| {
            Ok(ImportLine {
                id: row.parsed("id")?,
                kind: row.word("kind")?,
                file_name: row.get("file_name")?,
                as_of: row.parsed_if_any("as_of")?,
                confirmed_on: Moment::from_utc_ms(row.get("confirmed_ms")?).day(),
                confirmed_by: row.get("by_name")?,
                counts: row.json("counts")?,
                undo: undo_state(row)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(ImportHistory { imports })
}

fn undo_state(row: &Row) -> rusqlite::Result<UndoState> {
    let undone_ms: Option<i64> = row.get("undone_ms")?;
    Ok(match undone_ms {
        Some(ms) => UndoState::Undone {
            on: Moment::from_utc_ms(ms).day(),
            by: row.get("undone_by_name")?,
        },
        None if row.get("is_newest")? => UndoState::Possible,
        None => UndoState::NotPossible,
    })
}
