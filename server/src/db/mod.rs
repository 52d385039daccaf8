//! The only place with SQL; plain types in and out.
//!
//! One writer, several readers, all on one SQLite file in WAL mode. Calls block: routes run
//! them through `App::blocking`. A reader always sees a prefix of history, because every stamp
//! is made inside the one write transaction.

pub mod assignments;
pub mod audit;
pub(crate) mod columns;
pub mod complaints;
mod consequence;
pub(crate) mod contacts;
mod derived;
pub mod devices;
pub mod facts;
pub mod imports;
pub mod members;
pub mod meta;
pub mod mint;
pub mod office_card;
pub mod office_tasks;
pub(crate) mod priorities;
pub mod progress;
pub mod pull;
pub mod push;
pub mod requests;
pub(crate) mod rows;
pub mod scope;
pub mod seasons;
pub mod services;
pub mod sessions;
pub mod setup;
pub mod targets;
pub mod usages;
pub mod users;
mod with_member;
pub mod withdrawals;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{
    Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};
use shared::model::MemberNumber;
use shared::wire::RowKey;
use shared::wire::sync::Witness;
use uuid::Uuid;

/// Forward only: a number once released never changes.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_start.sql")];

/// Idle readers kept open.
const MOST_IDLE_READERS: usize = 4;

#[derive(Debug)]
pub struct Db {
    path: PathBuf,
    writer: Mutex<Connection>,
    idle_readers: Mutex<Vec<Connection>>,
}

/// What a database call can come back with. Every variant means: nothing was written.
#[derive(Debug)]
pub enum DbError {
    /// Disk full, read-only or busy for long: worth trying again.
    Unavailable(rusqlite::Error),
    Sqlite(rusqlite::Error),
    /// A stored JSON column can't be read: a fault of ours.
    Corrupt {
        what: &'static str,
        cause: serde_json::Error,
    },
    /// The file was written by a newer version of this program.
    NewerSchema {
        found: usize,
        known: usize,
    },
    NoRandomness(getrandom::Error),
}

pub type DbResult<T> = Result<T, DbError>;

/// A read transaction: one moment of the database.
#[derive(Debug)]
pub struct Read<'a> {
    pub(crate) tx: Transaction<'a>,
}

/// The write transaction. Dropped without `commit`, it leaves no trace.
#[derive(Debug)]
pub struct Write<'a> {
    pub(crate) tx: Transaction<'a>,
    head: u64,
    stamped: bool,
}

impl Db {
    /// Opens or creates the database file and brings its schema up to date.
    pub fn open(path: &Path) -> DbResult<Self> {
        let mut writer = Connection::open(path)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: an acknowledged fact survives a power cut (ARCHITECTURE.md, "Never lost").
        writer.pragma_update(None, "synchronous", "FULL")?;
        set_up(&writer)?;
        migrate(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            idle_readers: Mutex::default(),
        })
    }

    /// Runs `work` in one read transaction.
    pub fn read<T>(&self, work: impl FnOnce(&Read) -> DbResult<T>) -> DbResult<T> {
        let idle = lock(&self.idle_readers).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(&self.path, flags)?;
                set_up(&connection)?;
                connection
            }
        };
        let read = Read {
            tx: connection.transaction_with_behavior(TransactionBehavior::Deferred)?,
        };
        let result = work(&read);
        drop(read);
        let mut idle_readers = lock(&self.idle_readers);
        if idle_readers.len() < MOST_IDLE_READERS {
            idle_readers.push(connection);
        }
        result
    }

    /// Writes a whole copy of one moment to a file that doesn't exist yet, while work goes on.
    pub fn back_up(&self, to: &Path) -> DbResult<()> {
        let to = to.to_string_lossy();
        lock(&self.writer).execute("VACUUM INTO ?1", [to.as_ref()])?;
        Ok(())
    }

    /// Runs `work` in the write transaction and commits it; an error rolls everything back.
    pub fn write<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Write) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(DbError::from)?;
        let head = head(&tx)?.seq;
        let mut write = Write {
            tx,
            head,
            stamped: false,
        };
        let result = work(&mut write)?;
        write.commit()?;
        Ok(result)
    }

    /// Lets the file grow by at most so many pages from now on; what doesn't fit is `Unavailable`,
    /// just as on a full disk. Tests fill the disk with it.
    pub fn limit_growth(&self, pages: u32) -> DbResult<()> {
        let writer = lock(&self.writer);
        let now: u32 = writer.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let most = now.saturating_add(pages).min(u32::MAX - 1);
        // This pragma answers with a row, so it is asked rather than set.
        let sql = format!("PRAGMA max_page_count = {most}");
        let _: i64 = writer.query_row(&sql, [], |row| row.get(0))?;
        Ok(())
    }

    /// Moves everything from the write-ahead log into the file itself; done once at a graceful stop.
    pub fn checkpoint(&self) -> DbResult<()> {
        lock(&self.idle_readers).clear();
        lock(&self.writer).pragma_update(None, "wal_checkpoint", "TRUNCATE")?;
        Ok(())
    }
}

impl Write<'_> {
    /// Gives the row the next place in the stream that phones read. `member` is whose row it is;
    /// `None` means that everybody may see it.
    pub fn stamp(&mut self, key: &RowKey, member: Option<&MemberNumber>) -> DbResult<u64> {
        self.put_change(key, member, false)
    }

    /// The row no longer exists for anybody.
    pub fn stamp_gone(&mut self, key: &RowKey, member: Option<&MemberNumber>) -> DbResult<u64> {
        self.put_change(key, member, true)
    }

    /// The next seq without a row: for forgets and facts that no phone sees.
    pub fn next_seq(&mut self) -> u64 {
        self.head += 1;
        self.stamped = true;
        self.head
    }

    fn put_change(
        &mut self,
        key: &RowKey,
        member: Option<&MemberNumber>,
        gone: bool,
    ) -> DbResult<u64> {
        let seq = self.next_seq();
        self.tx
            .prepare_cached(
                "INSERT OR REPLACE INTO changes (seq, key, member, gone) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                seq,
                to_json("row key", key)?,
                member.map(MemberNumber::as_str),
                gone
            ])?;
        Ok(seq)
    }

    fn commit(self) -> DbResult<()> {
        if self.stamped {
            let mut random = [0; 8];
            getrandom::fill(&mut random).map_err(DbError::NoRandomness)?;
            // SQLite's integers are signed and JavaScript's end at 2^53.
            let nonce = u64::from_le_bytes(random) >> 11;
            self.tx
                .prepare_cached("INSERT INTO commits (seq, nonce) VALUES (?1, ?2)")?
                .execute(params![self.head, nonce])?;
        }
        self.tx.commit()?;
        Ok(())
    }
}

/// The last commit that stamped something; seq 0 with nonce 0 before the first.
pub(crate) fn head(tx: &Transaction) -> DbResult<Witness> {
    let found = tx
        .prepare_cached("SELECT seq, nonce FROM commits ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Witness {
                seq: row.get(0)?,
                nonce: row.get(1)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or(Witness { seq: 0, nonce: 0 }))
}

/// Whether the phone's newest witness is a point of this very history. After a restore from a
/// backup the same seq has another nonce, or doesn't exist yet.
pub(crate) fn was_our_head(tx: &Connection, seen: Option<Witness>) -> DbResult<bool> {
    let Some(Witness { seq, nonce }) = seen else {
        return Ok(true);
    };
    if seq == 0 {
        return Ok(true);
    }
    // SQLite's integers are signed: a larger number was never ours.
    let (Ok(seq), Ok(nonce)) = (i64::try_from(seq), i64::try_from(nonce)) else {
        return Ok(false);
    };
    Ok(tx
        .prepare_cached("SELECT 1 FROM commits WHERE seq = ?1 AND nonce = ?2")?
        .exists([seq, nonce])?)
}

/// The id of this database. A restored backup has the same one; what tells histories apart are the
/// nonces of `commits`.
pub(crate) fn epoch(tx: &Transaction) -> DbResult<Uuid> {
    let text: String = tx
        .prepare_cached("SELECT value FROM meta WHERE key = 'epoch'")?
        .query_row([], |row| row.get(0))?;
    Uuid::parse_str(&text).map_err(|cause| {
        DbError::Sqlite(rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            Box::new(cause),
        ))
    })
}

pub(crate) fn to_json<T: serde::Serialize>(what: &'static str, value: &T) -> DbResult<String> {
    serde_json::to_string(value).map_err(|cause| DbError::Corrupt { what, cause })
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> DbResult<T> {
    serde_json::from_str(text).map_err(|cause| DbError::Corrupt { what, cause })
}

fn set_up(connection: &Connection) -> DbResult<()> {
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

fn migrate(connection: &mut Connection) -> DbResult<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: usize = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > MIGRATIONS.len() {
        return Err(DbError::NewerSchema {
            found,
            known: MIGRATIONS.len(),
        });
    }
    for migration in &MIGRATIONS[found..] {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", MIGRATIONS.len())?;
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(DbError::NoRandomness)?;
    let epoch = uuid::Builder::from_random_bytes(random).into_uuid();
    tx.execute(
        "INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', ?1)",
        [epoch.to_string()],
    )?;
    tx.commit()?;
    Ok(())
}

/// A panic while a lock was held rolled its transaction back, so the connection is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl From<rusqlite::Error> for DbError {
    fn from(cause: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, OutOfMemory, ReadOnly,
            SystemIoFailure,
        };
        match cause.sqlite_error_code() {
            Some(
                CannotOpen | DatabaseBusy | DatabaseLocked | DiskFull | OutOfMemory | ReadOnly
                | SystemIoFailure,
            ) => Self::Unavailable(cause),
            _ => Self::Sqlite(cause),
        }
    }
}

impl std::fmt::Display for DbError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unavailable(cause) => write!(f, "the database can't be used just now: {cause}"),
            Self::Sqlite(cause) => write!(f, "database: {cause}"),
            Self::Corrupt { what, cause } => write!(f, "a stored {what} can't be read: {cause}"),
            Self::NewerSchema { found, known } => write!(
                f,
                "the data was written by a newer version of this program (schema {found}, known {known}): start that version"
            ),
            Self::NoRandomness(cause) => write!(f, "the system gives no random bytes: {cause}"),
        }
    }
}

impl std::error::Error for DbError {}
