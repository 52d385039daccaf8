//! The office's half: the real server functions on a real SQLite file, and a second connection that
//! looks at the tables without them.

use std::collections::BTreeSet;

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use serde_json::json;
use server::app::DATABASE;
use server::backup::Backups;
use server::db::audit::Actor;
use server::db::{DbError, attention, backup, leads, photos, pull, push, visitor_cards};
use server::error::ApiError;
use shared::model::moment::plus_days;
use shared::model::{
    AttentionId, AttentionKind, Day, FactId, LeadId, LeadStage, MemberNumber, Moment, PhotoId,
    ResolutionKind, Role, UserId,
};
use shared::sync::Failure;
use shared::wire::account::ChangeVisitorCard;
use shared::wire::attention::Resolve;
use shared::wire::sync::{
    PhotoStored, PullReply, PullRequest, PushReply, PushRequest, ResultKind, Witness,
};
use shared::wire::{ProblemKind, RowKey};
use tempfile::TempDir;

use super::chance::Dice;
use super::record::jpeg;
use crate::server::TODAY;
use crate::{Season, TestServer};

/// How many copies the office keeps: it may go back to any of them.
const KEPT: usize = 3;

#[derive(Debug)]
pub struct Office {
    server: TestServer,
    look: Connection,
    coordinator: UserId,
    pub visitors: Vec<UserId>,
    pub members: u64,
    /// As many as are kept, the oldest first.
    backups: Backups,
    /// Where they lie, until the simulation ends.
    _copies: TempDir,
    /// Counts the restores: what came from an earlier history proves nothing about this one.
    pub history: u64,
    changes: u64,
    /// What its clock shows beside the true time, in milliseconds.
    pub clock_ms: i64,
    /// How often months have passed.
    seasons: i64,
    /// Tombs up to here are gone.
    pub pruned: u64,
}

impl Office {
    pub fn new(visitors: usize, members: u64) -> Self {
        let server = TestServer::new();
        let copies = tempfile::tempdir().expect("a temporary folder");
        let coordinator = server.user(Role::Coordinator, "coordinator");
        let visitors = (0..visitors)
            .map(|n| server.user(Role::Visitor, &format!("visitor{n}")))
            .collect();
        Season::new(&server, coordinator, u128::from(members));
        Self {
            look: look_at(&server),
            server,
            coordinator,
            visitors,
            members,
            backups: Backups {
                folder: copies.path().to_owned(),
                kept: KEPT,
            },
            _copies: copies,
            history: 0,
            changes: 0,
            clock_ms: 0,
            seasons: 0,
            pruned: 0,
        }
    }

    pub fn give(&self, n: u64, visitor: Option<UserId>) {
        let season = Season::existing(&self.server, self.coordinator);
        match visitor {
            Some(visitor) => season.give([u128::from(n)], visitor),
            None => season.take_back([u128::from(n)]),
        }
    }

    /// The office puts a visitor's day in order.
    pub fn publish(&self, visitor: UserId, first: usize) {
        let season = Season::existing(&self.server, self.coordinator);
        season.publish(visitor, planned_day(), first);
    }

    /// Every lead that counts.
    pub fn leads(&self) -> Vec<LeadId> {
        let mut query = self
            .look
            .prepare_cached("SELECT id FROM leads WHERE retracted = 0 ORDER BY id")
            .expect("a query");
        query
            .query_map([], |row| Ok(parsed(row.get(0)?)))
            .and_then(Iterator::collect)
            .expect("the leads are readable")
    }

    pub fn give_lead(&self, lead: LeadId, visitor: Option<UserId>) {
        let db = &self.server.app.db;
        db.write(|write| leads::assign(write, self.actor(), lead, visitor))
            .expect("this lead may be given");
    }

    pub fn set_stage(&self, lead: LeadId, stage: LeadStage) {
        let db = &self.server.app.db;
        db.write(|write| leads::set_stage(write, self.actor(), lead, stage))
            .expect("this lead may be moved on");
    }

    /// Leads whose history isn't each contact that counts, once.
    pub fn leads_with_another_history(&self) -> Vec<String> {
        let mut query = self
            .look
            .prepare_cached(
                "SELECT id FROM leads WHERE retracted = 0 AND
                 (SELECT json_group_array(value ->> 'fact')
                  FROM json_each(coalesce(body ->> 'contacts', '[]')))
                 <> (SELECT json_group_array(id) FROM (
                     SELECT id FROM facts WHERE lead = leads.id AND kind = 'lead_contact'
                     AND superseded_by IS NULL ORDER BY seq))",
            )
            .expect("a query");
        query
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .expect("the leads are readable")
    }

    pub fn change_card(&mut self, visitor: UserId) {
        self.changes += 1;
        let card = ChangeVisitorCard {
            affiliation: format!("第{}班", self.changes),
            ..ChangeVisitorCard::default()
        };
        let db = &self.server.app.db;
        db.write(|write| visitor_cards::change(write, self.actor(), visitor, &card))
            .expect("every visitor has a card");
    }

    /// Settles one open line of 要確認, with a word to its author or without.
    pub fn decide(&self, dice: &mut Dice) -> Option<(u64, ResolutionKind)> {
        let mut query = self
            .look
            .prepare_cached("SELECT id, kind FROM attention WHERE resolution IS NULL")
            .expect("a query");
        let open: Vec<(u64, String)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .expect("what needs attention is readable");
        let (line, word) = dice.choose(open.into_iter().map(|line| (line.0, line)))?;
        let kind: AttentionKind = serde_json::from_value(json!(word)).expect("a kind of line");
        let kind = kind.choices()[dice.below(2) as usize];
        let says_something = kind.needs_words() || dice.percent(50);
        let wish = Resolve {
            kind,
            words: if says_something {
                "確認しました".to_owned()
            } else {
                String::new()
            },
        };
        let db = &self.server.app.db;
        let settled =
            db.write(|write| attention::resolve(write, self.actor(), AttentionId(line), &wish));
        match settled {
            Ok(()) => Some((line, kind)),
            // Another line of the same record has taken it back.
            Err(ApiError::Refused(ProblemKind::Changed)) if kind == ResolutionKind::Accepted => {
                None
            }
            Err(other) => panic!("an open line may be settled: {other}"),
        }
    }

    fn actor(&self) -> Actor {
        Actor {
            user: self.coordinator,
            at: Moment::from_utc_ms(0),
        }
    }

    /// What was answered when this fact first came.
    pub fn answered(&self, id: FactId) -> Option<ResultKind> {
        let text: Option<String> = self
            .look
            .prepare_cached("SELECT result FROM receipts WHERE fact_id = ?1")
            .and_then(|mut query| {
                query
                    .query_row([id.to_string()], |row| row.get(0))
                    .optional()
            })
            .expect("the receipts are readable");
        text.map(|text| serde_json::from_str(&text).expect("a result"))
    }

    /// The membership system has new data of the member.
    pub fn change(&mut self, n: u64) {
        self.changes += 1;
        let season = Season::existing(&self.server, self.coordinator);
        season.rename(u128::from(n), &format!("株式会社{}", self.changes));
    }

    /// Somebody has recorded something about it already, or will.
    pub fn one_more_member(&mut self) {
        let season = Season::existing(&self.server, self.coordinator);
        let n = u128::from(self.members);
        season.add(n..n + 1);
        self.members += 1;
    }

    /// The night's work of a day some months later: what is older than a year is pruned.
    pub fn months_pass(&mut self) {
        self.seasons += 1;
        let today = TODAY.parse().expect("a literal day");
        let night = plus_days(today, self.seasons * 150);
        let db = &self.server.app.db;
        db.write(|write| backup::finish_night(write, night))
            .expect("the database can be written");
        self.pruned = pruned(&self.look);
    }

    pub fn push(
        &self,
        user: UserId,
        request: &PushRequest,
        at: Moment,
    ) -> Result<PushReply, Failure> {
        let at = at.plus_ms(self.clock_ms);
        match push::push(&self.server.app.db, user, request, at, at.utc_ms) {
            Ok(reply) => Ok(reply),
            Err(ApiError::Refused(ProblemKind::OtherHistory)) => Err(Failure::OtherHistory),
            Err(ApiError::Db(DbError::Unavailable(_))) => Err(Failure::Trouble { retry_s: 30 }),
            Err(other) => panic!("the server's own fault: {other}"),
        }
    }

    pub fn pull(&self, user: UserId, request: &PullRequest, at: Moment) -> PullReply {
        let db = &self.server.app.db;
        let at = at.plus_ms(self.clock_ms);
        db.read(|read| pull::page(read, user, request, at.utc_ms))
            .expect("the database answers")
    }

    /// Its bytes are those that its id tells.
    pub fn photo(
        &self,
        by: UserId,
        id: PhotoId,
        seen: Option<Witness>,
        at: Moment,
    ) -> Result<PhotoStored, Failure> {
        let jpeg = jpeg(id);
        let sent = photos::Sent {
            by,
            id,
            jpeg: &jpeg,
            seen,
            at,
        };
        match photos::store(&self.server.app.db, sent) {
            Ok(stored) => Ok(stored),
            Err(ApiError::Refused(ProblemKind::OtherHistory)) => Err(Failure::OtherHistory),
            Err(ApiError::Refused(ProblemKind::UnknownPhoto)) => {
                Err(Failure::Trouble { retry_s: 30 })
            }
            Err(ApiError::Db(DbError::Unavailable(_))) => Err(Failure::Trouble { retry_s: 30 }),
            Err(other) => panic!("the server's own fault: {other}"),
        }
    }

    /// The author and the picture, once it is there.
    pub fn stored_photo(&self, id: PhotoId) -> Option<(UserId, Vec<u8>)> {
        self.look
            .prepare_cached("SELECT author, jpeg FROM photos WHERE id = ?1 AND jpeg IS NOT NULL")
            .and_then(|mut query| {
                query
                    .query_row([id.to_string()], |row| {
                        Ok((parsed(row.get(0)?), row.get(1)?))
                    })
                    .optional()
            })
            .expect("the photos are readable")
    }

    /// Runs `work` on a disk that has room for so many more pages only.
    pub fn while_full<T>(&self, pages: u32, work: impl FnOnce(&Self) -> T) -> T {
        let db = &self.server.app.db;
        db.limit_growth(pages).expect("a pragma");
        let result = work(self);
        db.limit_growth(u32::MAX).expect("a pragma");
        result
    }

    /// Every night's copy.
    pub fn back_up(&self, now: Moment) {
        let db = &self.server.app.db;
        self.backups.make(db, now).expect("a copy");
    }

    /// The disk broke, or somebody has found that it has been wrong for nights: back to any of the copies that are
    /// kept. Without one nothing happens.
    pub fn restore(&mut self, dice: &mut Dice) -> bool {
        let copies = self.backups.all().expect("a folder");
        let Some(copy) = dice.choose((0..).zip(copies)) else {
            return false;
        };
        self.go_on_with(TestServer::from_backup(&copy));
        self.history += 1;
        self.members = count_members(&self.look);
        self.pruned = pruned(&self.look);
        true
    }

    /// Killed, and started on the files as they are at this moment.
    pub fn die(&mut self) {
        self.go_on_with(TestServer::after_a_kill(&self.server));
    }

    /// The files as they are now, for a server that forgets its last commit.
    pub fn snapshot(&self) -> TestServer {
        TestServer::after_a_kill(&self.server)
    }

    pub fn go_on_with(&mut self, server: TestServer) {
        self.look = look_at(&server);
        self.server = server;
    }

    /// For a mutant: phones that missed the pruned tombs aren't told to start anew.
    pub fn forget_what_was_pruned(&self) {
        let sql = "DELETE FROM meta WHERE key = 'pruned_seq'";
        self.tamper().execute(sql, []).expect("the table is there");
    }

    /// For a mutant: each lead's newest contact stands in its history once more.
    pub fn count_contacts_twice(&self) {
        let sql = "UPDATE leads
                   SET body = json_insert(body, '$.contacts[#]', json(body -> '$.contacts[#-1]'))
                   WHERE json_array_length(body, '$.contacts') > 0";
        self.tamper().execute(sql, []).expect("the table is there");
    }

    /// Bytes of the facts that were refused, as the office sees them.
    pub fn refused(&self) -> BTreeSet<String> {
        let mut query = self
            .look
            .prepare("SELECT body FROM attention WHERE kind = 'rejected'")
            .expect("a query");
        query
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .expect("what needs attention is readable")
    }

    /// A second connection that may write, for mutants.
    pub fn tamper(&self) -> Connection {
        Connection::open(self.server.folder().join(DATABASE)).expect("the file is there")
    }

    /// Author and bytes of a stored fact.
    pub fn fact(&self, id: FactId) -> Option<(UserId, String)> {
        self.look
            .prepare_cached("SELECT author, body FROM facts WHERE id = ?1")
            .and_then(|mut query| {
                query
                    .query_row([id.to_string()], |row| {
                        Ok((parsed(row.get(0)?), row.get(1)?))
                    })
                    .optional()
            })
            .expect("the facts are readable")
    }

    /// Every stored fact of a visitor; the office's own decisions are facts too.
    pub fn facts(&self) -> Vec<(FactId, UserId, String)> {
        let mut query = self
            .look
            .prepare("SELECT id, author, body FROM facts WHERE author <> ?1")
            .expect("a query");
        query
            .query_map([self.coordinator.to_string()], |row| {
                Ok((parsed(row.get(0)?), parsed(row.get(1)?), row.get(2)?))
            })
            .and_then(Iterator::collect)
            .expect("the facts are readable")
    }

    pub fn head(&self) -> u64 {
        head(&self.look)
    }

    /// The place of one row, or of its tomb, in the stream.
    pub fn stamped(&self, key: &RowKey) -> Option<u64> {
        let key = serde_json::to_string(key).expect("a key serialises");
        self.look
            .prepare_cached("SELECT seq FROM changes WHERE key = ?1")
            .and_then(|mut query| query.query_row([key], |row| row.get(0)).optional())
            .expect("the changes are readable")
    }

    /// When this person was last told to forget the member.
    pub fn forget(&self, user: UserId, member: &MemberNumber) -> Option<u64> {
        self.look
            .prepare_cached("SELECT seq FROM forgets WHERE user_id = ?1 AND member = ?2")
            .and_then(|mut query| {
                query
                    .query_row(params![user.to_string(), member.as_str()], |row| row.get(0))
                    .optional()
            })
            .expect("the forgets are readable")
    }

    /// What the person may see and was stamped up to `cursor`.
    pub fn visible_up_to(&self, user: UserId, cursor: u64) -> Vec<RowKey> {
        let mut query = self
            .look
            .prepare_cached(
                "SELECT key FROM changes WHERE gone = 0 AND seq <= ?2 AND (
                     (member IS NULL AND user_id IS NULL) OR user_id = ?1
                     OR member IN (SELECT member FROM targets WHERE visitor = ?1))",
            )
            .expect("a query");
        query
            .query_map(params![user.to_string(), cursor], |row| {
                row.get::<_, String>(0)
            })
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .expect("the changes are readable")
            .iter()
            .map(|key| serde_json::from_str(key).expect("a row's key"))
            .collect()
    }

    /// What the person may see, asked of the tables themselves and not of the stream.
    pub fn may_see(&self, user: UserId) -> BTreeSet<RowKey> {
        let mut keys = BTreeSet::new();
        let mine = "IN (SELECT member FROM targets WHERE visitor = ?1)";
        let own = [
            (
                "member",
                format!("SELECT number FROM members WHERE number {mine}"),
            ),
            (
                "target",
                format!("SELECT id FROM targets WHERE member {mine}"),
            ),
            (
                "contact",
                format!(
                    "SELECT id FROM facts WHERE kind IN ('call', 'visit')
                     AND superseded_by IS NULL AND member {mine}"
                ),
            ),
            (
                "request",
                format!("SELECT id FROM requests WHERE retracted = 0 AND member {mine}"),
            ),
            (
                "office_task",
                format!("SELECT id FROM office_tasks WHERE retracted = 0 AND member {mine}"),
            ),
            (
                "service",
                "SELECT id FROM services WHERE ?1 <> ''".to_owned(),
            ),
            ("season", "SELECT id FROM seasons WHERE ?1 <> ''".to_owned()),
            (
                "colleague",
                "SELECT id FROM users WHERE ?1 <> ''".to_owned(),
            ),
            (
                "visitor_card",
                "SELECT user_id FROM visitor_cards WHERE user_id = ?1".to_owned(),
            ),
            (
                "plan",
                "SELECT json_object('visitor', visitor, 'day', day) FROM plans WHERE visitor = ?1"
                    .to_owned(),
            ),
            (
                "lead",
                "SELECT json_object('visitor', visitor, 'lead', id) FROM leads
                 WHERE visitor = ?1 AND retracted = 0"
                    .to_owned(),
            ),
            (
                "resolution",
                "SELECT CAST(id AS TEXT) FROM attention
                 WHERE author = ?1 AND fact IS NOT NULL AND resolution IS NOT NULL
                     AND resolution <> 'corrected' AND corrected_by IS NULL
                     AND (resolution <> 'accepted' OR words <> '')"
                    .to_owned(),
            ),
        ];
        for (kind, sql) in own {
            let mut query = self.look.prepare_cached(&sql).expect("a query");
            let ids: Vec<String> = query
                .query_map([user.to_string()], |row| row.get(0))
                .and_then(Iterator::collect)
                .expect("the tables are readable");
            keys.extend(ids.iter().map(|id| {
                let id = if id.starts_with('{') || kind == "resolution" {
                    serde_json::from_str(id).expect("an object or a number")
                } else {
                    json!(id)
                };
                serde_json::from_value::<RowKey>(json!({ kind: id })).expect("a row's key")
            }));
        }
        keys
    }
}

/// The one day that offices here put in order, and visitors otherwise.
pub fn planned_day() -> Day {
    "2023-10-03".parse().expect("a literal day")
}

fn look_at(server: &TestServer) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let path = server.folder().join(DATABASE);
    let connection = Connection::open_with_flags(path, flags).expect("the file is there");
    connection.set_prepared_statement_cache_capacity(64);
    connection
}

fn head(connection: &Connection) -> u64 {
    connection
        .query_row("SELECT coalesce(max(seq), 0) FROM commits", [], |row| {
            row.get(0)
        })
        .expect("the commits are readable")
}

fn pruned(connection: &Connection) -> u64 {
    connection
        .query_row(
            "SELECT coalesce((SELECT value FROM meta WHERE key = 'pruned_seq'), '0')",
            [],
            |row| row.get::<_, String>(0),
        )
        .map(parsed)
        .expect("the table is readable")
}

fn count_members(connection: &Connection) -> u64 {
    connection
        .query_row("SELECT count(*) FROM members", [], |row| row.get(0))
        .expect("the members are readable")
}

fn parsed<T: std::str::FromStr>(text: String) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(_) => panic!("an id, not {text}"),
    }
}
