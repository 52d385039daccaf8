//! The schema's steps. Forward only: a number once released never changes.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use shared::model::UserId;
use shared::rules::Reach;
use shared::wire::sync::scope_hash;
use shared::wire::{Fact, RowKey};

use super::columns::Columns as _;
use super::{DbError, DbResult, facts, history, to_json};

struct Migration {
    sql: &'static str,
    /// What SQL can't compute from what was stored before.
    fill: Option<fn(&Transaction) -> DbResult<()>>,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        sql: include_str!("../../migrations/0001_start.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0002_sync.sql"),
        fill: Some(hash_and_count),
    },
    Migration {
        sql: include_str!("../../migrations/0003_situations.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0004_personal.sql"),
        fill: Some(stamp_personal_rows),
    },
    Migration {
        sql: include_str!("../../migrations/0005_leads.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0006_place.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0007_desk.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0008_undo.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0009_list_day.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0010_answers_told.sql"),
        fill: None,
    },
    Migration {
        sql: include_str!("../../migrations/0011_staff.sql"),
        fill: None,
    },
];

/// Brings the schema up to date, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> DbResult<()> {
    // A table that is rebuilt is gone for a moment; what refers to it is checked at the end.
    connection.pragma_update(None, "foreign_keys", false)?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: usize = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > MIGRATIONS.len() {
        return Err(DbError::NewerSchema {
            found,
            known: MIGRATIONS.len(),
        });
    }
    // Even the same version once more would be a write, and a full disk is no reason not to start.
    if found == MIGRATIONS.len() {
        return Ok(());
    }
    for migration in &MIGRATIONS[found..] {
        tx.execute_batch(migration.sql)?;
        if let Some(fill) = migration.fill {
            fill(&tx)?;
        }
    }
    tx.pragma_update(None, "user_version", MIGRATIONS.len())?;
    if tx.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(DbError::Damaged("a row refers to one that is gone"));
    }
    make_epoch(&tx)?;
    tx.commit()?;
    Ok(())
}

fn make_epoch(tx: &Transaction) -> DbResult<()> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(DbError::NoRandomness)?;
    let epoch = uuid::Builder::from_random_bytes(random).into_uuid();
    tx.execute(
        "INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', ?1)",
        [epoch.to_string()],
    )?;
    Ok(())
}

/// 0002: hashes of the stream's rows, and what each fact adds to progress.
fn hash_and_count(tx: &Transaction) -> DbResult<()> {
    let mut places = tx.prepare("SELECT seq, key FROM changes")?;
    let mut set_hash = tx.prepare("UPDATE changes SET hash = ?2 WHERE seq = ?1")?;
    let mut rows = places.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, key): (u64, String) = (row.get("seq")?, row.get("key")?);
        set_hash.execute(params![seq, scope_hash(&key, seq)])?;
    }
    let mut bodies = tx.prepare("SELECT id, body FROM facts WHERE kind IN ('call', 'visit')")?;
    let mut rows = bodies.query([])?;
    while let Some(row) = rows.next()? {
        let (id, fact): (String, Fact) = (row.get("id")?, row.json("body")?);
        facts::store_reach(tx, &id, Reach::of([&fact]))?;
    }
    Ok(())
}

/// 0004: plans and visitors' cards are rows that phones see from now on.
fn stamp_personal_rows(tx: &Transaction) -> DbResult<()> {
    let mut keys: Vec<(UserId, RowKey)> = Vec::new();
    let mut plans = tx.prepare("SELECT visitor, day FROM plans ORDER BY day, visitor")?;
    let mut rows = plans.query([])?;
    while let Some(row) = rows.next()? {
        let (visitor, day) = (row.parsed("visitor")?, row.parsed("day")?);
        keys.push((visitor, RowKey::Plan { visitor, day }));
    }
    let mut cards = tx.prepare("SELECT user_id FROM visitor_cards ORDER BY user_id")?;
    let mut rows = cards.query([])?;
    while let Some(row) = rows.next()? {
        let user = row.parsed("user_id")?;
        keys.push((user, RowKey::VisitorCard(user)));
    }
    if keys.is_empty() {
        return Ok(());
    }
    let mut seq = history::head(tx)?.seq;
    for (user, key) in keys {
        seq += 1;
        let key = to_json("row key", &key)?;
        tx.prepare_cached("INSERT INTO changes (seq, key, user_id, hash) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![seq, key, user.to_string(), scope_hash(&key, seq)])?;
    }
    history::commit(tx, seq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;

    /// A database as the first release left it: one member, one visit that found it closed.
    const FIRST: &str = r#"
        INSERT INTO meta VALUES ('epoch', '00000000-0000-0000-0000-000000000009');
        INSERT INTO users VALUES ('00000000-0000-0000-0000-000000000001', 'sato', '佐藤', 'visitor', 1, '');
        INSERT INTO members VALUES ('100001', '店', '', '', '', '', '', '', '', '2021-05-10', NULL, '', '',
            '', '', NULL, NULL, '', NULL, NULL, 1, '');
        INSERT INTO facts (id, kind, member, author, device, recorded_ms, day, received_ms, seq, body, late)
        VALUES ('00000000-0000-0000-0000-000000000005', 'visit', '100001',
            '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000077', 0,
            '2023-10-02', 0, 1,
            '{"id":"00000000-0000-0000-0000-000000000005","schema":1,"recorded_at":{"t":0},"body":{"visit":{"member":"100001","at":{"t":0},"manner":"on_site","outcome":"closed"}}}',
            1);
        INSERT INTO receipts VALUES ('00000000-0000-0000-0000-000000000005',
            '00000000-0000-0000-0000-000000000001', x'00', '{"is":"applied","seq":1}');
        INSERT INTO changes VALUES (1, '{"contact":"00000000-0000-0000-0000-000000000005"}', '100001', 0);
        INSERT INTO commits VALUES (1, 7);
        INSERT INTO requests VALUES ('00000000-0000-0000-0000-000000000006', '100001',
            '00000000-0000-0000-0000-000000000005', '2023-10-02',
            '00000000-0000-0000-0000-000000000001', 'other', '要望', 0, 'received', NULL, NULL, NULL, NULL, 0);
        PRAGMA user_version = 1;
    "#;

    #[test]
    fn the_first_releases_data_is_carried_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("first.sqlite");
        let connection = Connection::open(&path).expect("a file");
        connection
            .execute_batch(include_str!("../../migrations/0001_start.sql"))
            .expect("the first schema");
        connection.execute_batch(FIRST).expect("its data");
        drop(connection);

        let db = Db::open(&path).expect("it migrates");
        db.read(|read| {
            let hash: u32 =
                read.tx
                    .query_row("SELECT hash FROM changes WHERE seq = 1", [], |row| {
                        row.get(0)
                    })?;
            let key = r#"{"contact":"00000000-0000-0000-0000-000000000005"}"#;
            assert_eq!(hash, scope_hash(key, 1));
            let counted: (bool, bool, bool, bool) = read.tx.query_row(
                "SELECT called, reached, visited, met FROM facts",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )?;
            assert_eq!(counted, (false, false, true, false));
            let stopped: (bool, bool) = read.tx.query_row(
                "SELECT do_not_contact, stopped_by_visit FROM members",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            assert_eq!(stopped, (false, true));
            let late: String = read
                .tx
                .query_row("SELECT kind FROM attention", [], |row| row.get(0))?;
            assert_eq!(late, "late");
            let user = UserId(uuid::Uuid::from_u128(1));
            let head = history::head(&read.tx)?.seq;
            let card: (String, String) = read.tx.query_row(
                "SELECT key, user_id FROM changes WHERE seq = ?1",
                [head],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let key = to_json("row key", &RowKey::VisitorCard(user))?;
            assert_eq!(card, (key, user.to_string()));
            assert!(!read.tx.prepare("PRAGMA foreign_key_check")?.exists([])?);
            Ok(())
        })
        .expect("readable");
        drop(db);
        Db::open(&path).expect("a second start changes nothing");
    }

    #[test]
    fn a_newer_programs_data_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("newer.sqlite");
        drop(Db::open(&path).expect("a new file"));
        let connection = Connection::open(&path).expect("the file");
        connection
            .pragma_update(None, "user_version", MIGRATIONS.len() + 1)
            .expect("a newer version");
        drop(connection);
        assert!(matches!(Db::open(&path), Err(DbError::NewerSchema { .. })));
    }
}
