//! What needs somebody in the office 要確認: facts that were refused, with all that was sent, and facts that
//! count although their author didn't hold the member, or nobody here knows it.

use rusqlite::{Row, params};
use shared::model::{DeviceId, FactId, Moment, UserId};
use shared::wire::sync::ResultKind;

use super::columns::Columns;
use super::push::Sender;
use super::{DbResult, Read, Write, to_json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Rejected,
    /// Stored, but other values stand.
    Conflict,
    /// The member isn't known here.
    Held,
    /// The author didn't hold the member when it arrived.
    Late,
}

impl Why {
    fn word(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Conflict => "conflict",
            Self::Held => "held",
            Self::Late => "late",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Rejected, Self::Conflict, Self::Held, Self::Late]
            .into_iter()
            .find(|why| why.word() == word)
    }
}

/// One fact as it was sent and what was answered.
pub(super) struct Sent<'a> {
    /// `None` when not even the id could be read.
    pub fact: Option<FactId>,
    pub hash: &'a [u8; 32],
    pub body: &'a str,
    pub result: &'a ResultKind,
}

/// Keeps it until somebody has looked at it; the same bytes again change nothing.
pub(super) fn note(write: &Write, why: Why, sender: Sender, sent: &Sent) -> DbResult<()> {
    // What counts is in `facts` with its bytes.
    let body = (why == Why::Rejected).then_some(sent.body);
    write
        .tx
        .prepare_cached(
            "INSERT INTO attention (kind, fact, author, device, arrived_ms, body_hash, result, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (author, body_hash, kind) DO NOTHING",
        )?
        .execute(params![
            why.word(),
            sent.fact.map(|id| id.to_string()),
            sender.user.to_string(),
            sender.device.to_string(),
            sender.at.utc_ms,
            sent.hash,
            to_json("result", sent.result)?,
            body,
        ])?;
    Ok(())
}

/// The very same bytes were stored after all: there is nothing left to look at.
pub(super) fn settled(write: &Write, author: UserId, hash: &[u8; 32]) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "DELETE FROM attention
             WHERE author = ?1 AND body_hash = ?2 AND kind = 'rejected' AND resolution IS NULL",
        )?
        .execute(params![author.to_string(), hash])?;
    Ok(())
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: i64,
    pub why: Option<Why>,
    pub fact: Option<FactId>,
    pub author: UserId,
    pub device: DeviceId,
    pub arrived_at: Moment,
    /// What the phone was told.
    pub result: ResultKind,
    /// The very bytes that were sent.
    pub body: String,
}

fn line(row: &Row) -> rusqlite::Result<Line> {
    let why: String = row.get("kind")?;
    Ok(Line {
        id: row.get("id")?,
        why: Why::parse(&why),
        fact: row.parsed_if_any("fact")?,
        author: row.parsed("author")?,
        device: row.parsed("device")?,
        arrived_at: Moment::from_utc_ms(row.get("arrived_ms")?),
        result: row.json("result")?,
        body: row.get("body")?,
    })
}

/// What nobody has decided yet, in the order of arrival.
pub fn open(read: &Read) -> DbResult<Vec<Line>> {
    let lines = read
        .tx
        .prepare_cached(
            "SELECT attention.id, attention.kind, fact, attention.author, attention.device,
                 arrived_ms, result, coalesce(attention.body, facts.body, '') AS body
             FROM attention LEFT JOIN facts ON facts.id = fact
             WHERE resolution IS NULL ORDER BY attention.id",
        )?
        .query_map([], line)?
        .collect::<Result<_, _>>()?;
    Ok(lines)
}
