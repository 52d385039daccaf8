//! What the server has promised, kept outside of it, and its tables held against that.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};
use shared::model::{FactId, PhotoId, UserId};
use shared::wire::sync::ResultKind;

#[derive(Clone, Debug)]
pub struct Sent {
    pub author: UserId,
    pub body: String,
    /// The place that the server named when it acknowledged the fact.
    pub acknowledged: Option<u64>,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Call,
    /// With a request, a task, a complaint and a wish to leave; perhaps with a photo.
    Visit(Option<PhotoId>),
    Retraction(FactId),
}

/// Who holds a member by the office's last acknowledged word, and by one that nobody answered.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    pub acknowledged: Option<UserId>,
    pub in_doubt: Option<Option<UserId>>,
}

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub facts: BTreeMap<FactId, Sent>,
    /// Pictures that the server said it has, with who took them.
    pub pictures: BTreeMap<PhotoId, (UserId, Vec<u8>)>,
    pub holders: BTreeMap<String, Holder>,
}

/// A fact as the tables have it.
#[derive(Clone)]
struct Stored {
    author: String,
    body: String,
    seq: u64,
    counts: bool,
}

impl Ledger {
    /// The server's word on a fact that was sent, perhaps not for the first time.
    pub fn answered(&mut self, id: FactId, result: &ResultKind) {
        let sent = self.facts.get_mut(&id).expect("only what was sent");
        match (sent.acknowledged, result) {
            (None, ResultKind::Applied { seq } | ResultKind::Duplicate { seq }) => {
                sent.acknowledged = Some(*seq);
            }
            (Some(before), ResultKind::Duplicate { seq }) if before == *seq => {}
            (before, other) => panic!("{id:?}, acknowledged as {before:?}, is now {other:?}"),
        }
    }

    /// Every promise, against the tables; whatever else the tables hold must hang together.
    pub fn compare(&self, tables: &Connection) {
        let stored = self.compare_up_to(tables, u64::MAX);
        self.whole(tables, &stored);
        self.pictures_are_there(tables);
        self.members_are_held(tables);
    }

    /// The same of a copy: it needn't know what came after its head, which is returned.
    pub fn compare_up_to_its_head(&self, copy: &Connection) -> u64 {
        let head: u64 = copy
            .query_row("SELECT max(seq) FROM commits", [], |row| row.get(0))
            .expect("a head");
        let stored = self.compare_up_to(copy, head);
        self.whole(copy, &stored);
        head
    }

    fn compare_up_to(&self, tables: &Connection, head: u64) -> BTreeMap<String, Stored> {
        let verdict: String = tables
            .pragma_query_value(None, "integrity_check", |row| row.get(0))
            .expect("a verdict");
        assert_eq!(verdict, "ok");
        let dangling = tables
            .prepare("PRAGMA foreign_key_check")
            .and_then(|mut query| query.exists([]));
        assert!(!dangling.expect("a verdict"), "a row refers to none");
        let stored = stored(tables);
        for (id, sent) in &self.facts {
            if let Some(seq) = sent.acknowledged.filter(|seq| *seq <= head) {
                let fact = stored.get(&id.to_string());
                let fact = fact.unwrap_or_else(|| panic!("{id:?} was acknowledged and is missing"));
                assert_eq!(fact.seq, seq, "{id:?}");
            }
        }
        let mut unknown = stored.clone();
        for (id, sent) in &self.facts {
            if let Some(fact) = unknown.remove(&id.to_string()) {
                assert_eq!(fact.author, sent.author.to_string(), "{id:?}");
                assert_eq!(fact.body, sent.body, "{id:?}");
            }
        }
        let unknown: Vec<&String> = unknown.keys().collect();
        assert!(unknown.is_empty(), "nobody sent {unknown:?}");
        stored
    }

    /// No fact is there by half, and none twice.
    fn whole(&self, tables: &Connection, stored: &BTreeMap<String, Stored>) {
        let retracted: Vec<FactId> = self
            .facts
            .iter()
            .filter(|(id, _)| stored.contains_key(&id.to_string()))
            .filter_map(|(_, sent)| match sent.kind {
                Kind::Retraction(what) => Some(what),
                Kind::Call | Kind::Visit(_) => None,
            })
            .collect();
        let lines: Vec<BTreeMap<String, Vec<bool>>> = [
            "SELECT heard_in, retracted FROM requests",
            "SELECT heard_in, retracted FROM office_tasks",
            "SELECT heard_in, retracted FROM complaints",
            "SELECT heard_in, status LIKE '%retracted%' FROM withdrawal_cases",
        ]
        .iter()
        .map(|sql| grouped(tables, sql))
        .collect();
        let places = grouped(
            tables,
            "SELECT key ->> '$.contact', gone FROM changes WHERE key LIKE '{\"contact\"%'",
        );
        for (id, sent) in &self.facts {
            let text = id.to_string();
            let Some(fact) = stored.get(&text) else {
                continue;
            };
            let gone = retracted.contains(id);
            let is_visit = matches!(sent.kind, Kind::Visit(_));
            let expected: &[bool] = if is_visit { &[gone] } else { &[] };
            for kind in &lines {
                let heard = kind.get(&text).map_or(&[][..], Vec::as_slice);
                assert_eq!(heard, expected, "what {id:?} left behind");
            }
            if !matches!(sent.kind, Kind::Retraction(_)) {
                assert_eq!(fact.counts, !gone, "{id:?}");
                assert_eq!(places.get(&text), Some(&vec![gone]), "{id:?}'s place");
            }
        }
        for (what, sql) in [
            (
                "facts without a receipt",
                "SELECT count(*) FROM facts WHERE id NOT IN (SELECT fact_id FROM receipts)",
            ),
            (
                "receipts without a fact",
                "SELECT count(*) FROM receipts WHERE fact_id NOT IN (SELECT id FROM facts)",
            ),
            (
                "places beyond the head",
                "SELECT count(*) FROM changes WHERE seq > (SELECT max(seq) FROM commits)",
            ),
            (
                "members that are held and aren't given, or the reverse",
                "SELECT count(*) FROM (
                     SELECT user_id || member FROM holdings
                     EXCEPT SELECT visitor || member FROM targets WHERE visitor IS NOT NULL
                     UNION ALL SELECT visitor || member FROM targets WHERE visitor IS NOT NULL
                     EXCEPT SELECT user_id || member FROM holdings)",
            ),
        ] {
            let lines: u64 = tables
                .query_row(sql, [], |row| row.get(0))
                .expect("a count");
            assert_eq!(lines, 0, "{what}");
        }
    }

    fn pictures_are_there(&self, tables: &Connection) {
        let mut query = tables
            .prepare("SELECT author, jpeg FROM photos WHERE id = ?1 AND jpeg IS NOT NULL")
            .expect("a query");
        for (id, (author, jpeg)) in &self.pictures {
            let there: Option<(String, Vec<u8>)> = query
                .query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
                .expect("readable pictures");
            let (by, bytes) = there.unwrap_or_else(|| panic!("{id} was acknowledged, is missing"));
            assert_eq!(by, author.to_string(), "{id}");
            assert!(bytes == *jpeg, "{id} is another picture");
        }
    }

    fn members_are_held(&self, tables: &Connection) {
        let mut query = tables
            .prepare("SELECT visitor FROM targets WHERE member = ?1")
            .expect("a query");
        for (member, holder) in &self.holders {
            let visitor: Option<String> = query
                .query_row([member], |row| row.get(0))
                .expect("a target");
            let visitor = visitor.map(|id| id.parse().expect("an id"));
            let right = visitor == holder.acknowledged || Some(visitor) == holder.in_doubt;
            assert!(right, "{member} is with {visitor:?}, not {holder:?}");
        }
    }

    /// What nobody knew after a kill, everybody does now.
    pub fn settle(&mut self, tables: &Connection) {
        for (member, holder) in &mut self.holders {
            if holder.in_doubt.take().is_some() {
                let sql = "SELECT visitor FROM targets WHERE member = ?1";
                let visitor: Option<String> = tables
                    .query_row(sql, [member], |row| row.get(0))
                    .expect("a target");
                holder.acknowledged = visitor.map(|id| id.parse().expect("an id"));
            }
        }
    }
}

fn stored(tables: &Connection) -> BTreeMap<String, Stored> {
    let mut query = tables
        .prepare("SELECT id, author, body, seq, superseded_by IS NULL FROM facts")
        .expect("a query");
    query
        .query_map([], |row| {
            let fact = Stored {
                author: row.get(1)?,
                body: row.get(2)?,
                seq: row.get(3)?,
                counts: row.get(4)?,
            };
            Ok((row.get(0)?, fact))
        })
        .and_then(Iterator::collect)
        .expect("readable facts")
}

fn grouped(tables: &Connection, sql: &str) -> BTreeMap<String, Vec<bool>> {
    let mut query = tables.prepare(sql).expect("a query");
    let mut lines: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    let mut rows = query.query([]).expect("rows");
    while let Some(row) = rows.next().expect("a row") {
        let id = row.get(0).expect("an id");
        let flag = row.get(1).expect("a flag");
        lines.entry(id).or_default().push(flag);
    }
    lines
}
