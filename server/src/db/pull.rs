//! One page of the stream that a phone reads: the rows of the members it holds, what everybody
//! may see, and what it must forget.

use rusqlite::{Connection, params};
use serde_json::value::RawValue;
use shared::model::{MemberNumber, UserId};
use shared::wire::RowKey;
use shared::wire::sync::{
    Change, MIN_PROTO, MOST_ROWS, PROTO, PullMode, PullReply, PullRequest, ScopeSum,
};

use super::columns::Columns as _;
use super::{DbError, DbResult, Read, backup, from_json, rows};

/// Bytes of row JSON in one page; the row that exceeds it is the page's last.
const MOST_PAGE_BYTES: usize = 256 * 1024;

/// A place in the stream, before its row is read.
enum Place {
    Row { seq: u64, key: String, gone: bool },
    Forget { seq: u64, member: MemberNumber },
}

impl Place {
    fn seq(&self) -> u64 {
        match self {
            Self::Row { seq, .. } | Self::Forget { seq, .. } => *seq,
        }
    }
}

/// What this user may see after the cursor, all from the one moment of `read`. `told_ms` is the time that the phone
/// is told (`Clock::told_ms`).
pub fn page(read: &Read, user: UserId, request: &PullRequest, told_ms: i64) -> DbResult<PullReply> {
    let tx = &read.tx;
    let head = super::head(tx)?;
    let epoch = super::epoch(tx)?;
    let (mode, cursor) = if carries_on(tx, request)? {
        (PullMode::Delta, request.cursor)
    } else {
        (PullMode::Reset, 0)
    };
    let limit = request.limit.clamp(1, MOST_ROWS) as usize;
    let mut places = places_after(tx, user, cursor, limit + 1)?;
    let mut more = places.len() > limit;
    places.truncate(limit);
    let (mut changes, mut bytes, mut next) = (Vec::with_capacity(places.len()), 0, cursor);
    for place in places {
        if bytes > MOST_PAGE_BYTES {
            more = true;
            break;
        }
        next = place.seq();
        let change = change(tx, place)?;
        if let Change::Row { row, .. } = &change {
            bytes += row.get().len();
        }
        changes.push(change);
    }
    let scope = if more { None } else { Some(scope(tx, user)?) };
    Ok(PullReply {
        proto: PROTO,
        epoch,
        mode,
        changes,
        next: if more { next } else { head.seq },
        more,
        head,
        durable_seq: backup::durable_seq(tx)?,
        min_proto: MIN_PROTO,
        scope,
        server_time_ms: told_ms,
    })
}

/// Whether the phone's cursor is a point of this very history, with no pruned tomb after it.
fn carries_on(tx: &Connection, request: &PullRequest) -> DbResult<bool> {
    let same_database = match request.epoch {
        Some(known) => known == super::epoch(tx)?,
        None => request.cursor == 0,
    };
    // In the middle of a first sync the cursor is old, but no row is older than the beginning. What an older
    // app has witnessed says as much, unless it heard of it by a push; then the sum of its rows will tell.
    let begun = request.begun.or(request.seen.map(|seen| seen.seq));
    let read_at = begun.unwrap_or(0).max(request.cursor);
    let misses_tombs = request.cursor > 0 && read_at < backup::pruned_seq(tx)?;
    Ok(same_database
        && !misses_tombs
        && request.cursor <= super::head(tx)?.seq
        && super::was_our_head(tx, request.seen)?
        && super::was_our_head(tx, request.photo_seen)?)
}

/// The next places that this user may see, in order. The cost grows with what the user holds, not
/// with what others hold.
fn places_after(tx: &Connection, user: UserId, cursor: u64, limit: usize) -> DbResult<Vec<Place>> {
    let user = user.to_string();
    let mut places: Vec<Place> = tx
        .prepare_cached(
            "SELECT seq, key, gone FROM changes WHERE seq IN (
                 SELECT seq FROM (
                     SELECT seq FROM changes
                     WHERE member IS NULL AND user_id IS NULL AND seq > ?2
                     UNION ALL
                     SELECT seq FROM changes WHERE user_id = ?1 AND seq > ?2
                     UNION ALL
                     SELECT changes.seq FROM holdings CROSS JOIN changes
                     ON changes.member = holdings.member
                     WHERE holdings.user_id = ?1 AND changes.seq > ?2
                 ) ORDER BY seq LIMIT ?3
             ) ORDER BY seq",
        )?
        .query_map(params![user, cursor, limit], |row| {
            Ok(Place::Row {
                seq: row.get("seq")?,
                key: row.get("key")?,
                gone: row.get("gone")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let forgets: Vec<Place> = tx
        .prepare_cached(
            "SELECT seq, member FROM forgets WHERE user_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        )?
        .query_map(params![user, cursor, limit], |row| {
            Ok(Place::Forget {
                seq: row.get("seq")?,
                member: row.word("member")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    places.extend(forgets);
    places.sort_unstable_by_key(Place::seq);
    places.truncate(limit);
    Ok(places)
}

fn change(tx: &Connection, place: Place) -> DbResult<Change> {
    let (seq, key, gone) = match place {
        Place::Forget { seq, member } => return Ok(Change::Forget { seq, member }),
        Place::Row { seq, key, gone } => (seq, key, gone),
    };
    let unreadable = |cause| DbError::Corrupt {
        what: "row key",
        cause,
    };
    let raw_key = RawValue::from_string(key).map_err(unreadable)?;
    if gone {
        return Ok(Change::Tomb { seq, key: raw_key });
    }
    let key: RowKey = from_json("row key", raw_key.get())?;
    let Some(row) = rows::load(tx, &key)? else {
        tracing::error!(?key, "a row is in the stream but not in its table");
        return Ok(Change::Tomb { seq, key: raw_key });
    };
    Ok(Change::Row {
        seq,
        row: raw(&row)?,
        key: Some(raw_key),
        member: row.member().cloned(),
    })
}

fn raw(row: &shared::wire::Row) -> DbResult<Box<RawValue>> {
    serde_json::value::to_raw_value(row).map_err(|cause| DbError::Corrupt { what: "row", cause })
}

/// Count and sum of what this user may see, read from indexes alone.
fn scope(tx: &Connection, user: UserId) -> DbResult<ScopeSum> {
    Ok(tx
        .prepare_cached(
            "SELECT count(*) AS count, coalesce(sum(hash), 0) AS sum FROM (
                 SELECT hash FROM changes
                 WHERE member IS NULL AND user_id IS NULL AND gone = 0
                 UNION ALL
                 SELECT hash FROM changes WHERE user_id = ?1 AND gone = 0
                 UNION ALL
                 SELECT hash FROM holdings CROSS JOIN changes
                 ON changes.member = holdings.member
                 WHERE holdings.user_id = ?1 AND changes.gone = 0
             )",
        )?
        .query_row([user.to_string()], |row| {
            Ok(ScopeSum {
                count: row.get("count")?,
                sum: row.get("sum")?,
            })
        })?)
}
