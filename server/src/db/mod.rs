//! The only place with SQL; plain types in and out.
//!
//! One writer, several readers, all on one SQLite file in WAL mode. Calls block: routes run
//! them through `App::blocking`. A reader always sees a prefix of history, because every stamp
//! is made inside the one write transaction.

pub mod area_map;
pub mod assignments;
pub mod attention;
pub mod audit;
pub mod backup;
pub mod carried;
pub mod change_reports;
pub(crate) mod columns;
pub mod complaints;
mod conflict;
mod consequence;
pub(crate) mod contacts;
mod derived;
pub mod devices;
pub mod facts;
mod history;
pub mod import_undo;
pub mod imports;
pub mod leads;
pub mod members;
pub mod meta;
mod migrate;
pub mod mint;
pub mod news;
pub mod office_card;
pub mod office_tasks;
pub mod outbox_file;
mod own_values;
pub mod photos;
pub(crate) mod plans;
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
pub mod visitor_cards;
mod with_member;
pub mod withdrawals;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use shared::model::{MemberNumber, UserId};
use shared::wire::RowKey;
use shared::wire::sync::scope_hash;
use tokio::sync::broadcast;

pub(crate) use self::history::{epoch, head, was_our_head};
use self::news::{Audience, News};

/// Idle readers kept open.
const MOST_IDLE_READERS: usize = 4;

#[derive(Debug)]
pub struct Db {
    path: PathBuf,
    writer: Mutex<Connection>,
    idle_readers: Mutex<Vec<Connection>>,
    news: broadcast::Sender<News>,
    watcher: OnceLock<fn(TraceEvent<'_>)>,
    cannot_write: AtomicBool,
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
    /// The file, or a copy of it, isn't whole.
    Damaged(&'static str),
    /// A file beside the database can't be written or read.
    File(std::io::Error),
}

pub type DbResult<T> = Result<T, DbError>;

/// What a write can end with: a fault of the database, or a refusal of its own.
pub trait WriteError: From<DbError> {
    fn of_db(&self) -> Option<&DbError>;
}

impl WriteError for DbError {
    fn of_db(&self) -> Option<&DbError> {
        Some(self)
    }
}

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
    audience: Audience,
    ended_sessions: bool,
}

/// Who may see a row.
enum Sees<'a> {
    /// Whoever holds the member; `None` is everybody.
    HoldersOf(Option<&'a MemberNumber>),
    One(UserId),
}

impl Db {
    /// Opens or creates the database file and brings its schema up to date.
    pub fn open(path: &Path) -> DbResult<Self> {
        let mut writer = Connection::open(path)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: an acknowledged fact survives a power cut (ARCHITECTURE.md, "Never lost").
        writer.pragma_update(None, "synchronous", "FULL")?;
        migrate::migrate(&mut writer)?;
        set_up(&writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            idle_readers: Mutex::default(),
            news: broadcast::Sender::new(news::MOST_UNREAD),
            watcher: OnceLock::new(),
            cannot_write: AtomicBool::new(false),
        })
    }

    /// Runs `work` in one read transaction.
    pub fn read<T>(&self, work: impl FnOnce(&Read) -> DbResult<T>) -> DbResult<T> {
        let idle = lock(&self.idle_readers).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.reader()?,
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

    fn reader(&self) -> DbResult<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&self.path, flags)?;
        set_up(&connection)?;
        connection.trace_v2(
            TraceEventCodes::SQLITE_TRACE_STMT,
            self.watcher.get().copied(),
        )?;
        Ok(connection)
    }

    /// Runs `work` in the write transaction and commits it; an error rolls everything back.
    pub fn write<T, E: WriteError>(
        &self,
        work: impl FnOnce(&mut Write) -> Result<T, E>,
    ) -> Result<T, E> {
        let result = self.write_and_tell(work);
        if let Err(cause) = &result
            && matches!(cause.of_db(), Some(DbError::Unavailable(_)))
        {
            self.cannot_write.store(true, Ordering::Relaxed);
        }
        result
    }

    fn write_and_tell<T, E: WriteError>(
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
            audience: Audience::default(),
            ended_sessions: false,
        };
        let result = work(&mut write)?;
        let stamped = write.stamped;
        let news = write.commit()?;
        // A commit without a stamp may have had nothing to write.
        if stamped {
            self.cannot_write.store(false, Ordering::Relaxed);
        }
        // Told after the commit, so that whoever hears it finds it.
        drop(connection);
        for one in news {
            // Nobody listens: that is fine.
            let _ = self.news.send(one);
        }
        Ok(result)
    }

    /// Whether the last that was to be stored found no room, or no disk.
    pub fn cannot_write(&self) -> bool {
        self.cannot_write.load(Ordering::Relaxed)
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

    /// Shows every statement from now on to `watcher`; the first one stays. For tests of what is asked.
    pub fn watch(&self, watcher: fn(TraceEvent<'_>)) -> DbResult<()> {
        let watcher = *self.watcher.get_or_init(|| watcher);
        lock(&self.idle_readers).clear();
        lock(&self.writer).trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(watcher))?;
        Ok(())
    }

    /// How SQLite would find what a statement asks for, one line a step.
    pub fn explain(&self, statement: &str) -> DbResult<Vec<String>> {
        self.read(|read| {
            let mut explained = read
                .tx
                .prepare(&format!("EXPLAIN QUERY PLAN {statement}"))?;
            // Parameters stay unbound: the plan doesn't depend on them.
            let mut rows = explained.raw_query();
            let mut steps = Vec::new();
            while let Some(row) = rows.next()? {
                steps.push(row.get("detail")?);
            }
            Ok(steps)
        })
    }

    /// The writer's `PRAGMA synchronous`: 2 is FULL, every commit waits until it is on the disk.
    pub fn synchronous(&self) -> DbResult<u8> {
        Ok(lock(&self.writer).pragma_query_value(None, "synchronous", |row| row.get(0))?)
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
        self.put_change(key, Sees::HoldersOf(member), false)
    }

    /// The row no longer exists for anybody.
    pub fn stamp_gone(&mut self, key: &RowKey, member: Option<&MemberNumber>) -> DbResult<u64> {
        self.put_change(key, Sees::HoldersOf(member), true)
    }

    /// The next seq without a row: for forgets and facts that no phone sees.
    pub fn next_seq(&mut self) -> u64 {
        self.head += 1;
        self.stamped = true;
        self.head
    }

    /// The same for a row that only this person may see.
    pub fn stamp_for(&mut self, key: &RowKey, user: UserId) -> DbResult<u64> {
        self.put_change(key, Sees::One(user), false)
    }

    /// The row no longer exists for this person.
    pub fn stamp_gone_for(&mut self, key: &RowKey, user: UserId) -> DbResult<u64> {
        self.put_change(key, Sees::One(user), true)
    }

    /// Whether the row has a place in the stream.
    pub(crate) fn is_stamped(&self, key: &RowKey) -> DbResult<bool> {
        let key = to_json("row key", key)?;
        Ok(self
            .tx
            .prepare_cached("SELECT 1 FROM changes WHERE key = ?1 AND gone = 0")?
            .exists([key])?)
    }

    /// To be called whenever a session ends before its time: open streams are closed by it.
    pub fn ended_sessions(&mut self) {
        self.ended_sessions = true;
    }

    fn put_change(&mut self, key: &RowKey, sees: Sees, gone: bool) -> DbResult<u64> {
        let seq = self.next_seq();
        let (member, user) = match sees {
            Sees::HoldersOf(member) => {
                self.audience.add(member);
                (member.map(MemberNumber::as_str), None)
            }
            Sees::One(user) => {
                self.audience.add_user(user);
                (None, Some(user.to_string()))
            }
        };
        let key = to_json("row key", key)?;
        self.tx
            .prepare_cached(
                "INSERT OR REPLACE INTO changes (seq, key, member, user_id, gone, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![seq, key, member, user, gone, scope_hash(&key, seq)])?;
        Ok(seq)
    }

    fn commit(self) -> DbResult<Vec<News>> {
        let mut news = Vec::new();
        if self.stamped {
            history::commit(&self.tx, self.head)?;
            news.push(News::Stamped {
                head: self.head,
                whom: self.audience.resolve(&self.tx)?,
            });
        }
        if self.ended_sessions {
            news.push(News::SessionsEnded);
        }
        self.tx.commit()?;
        Ok(news)
    }
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
            Self::Damaged(what) => write!(f, "the database isn't whole: {what}"),
            Self::File(cause) => write!(f, "a file beside the database: {cause}"),
        }
    }
}

impl std::error::Error for DbError {}
