//! SQLite: one writing connection behind a fair lock, some reading ones, each call run to its end on the thread that
//! makes it.
//!
//! `block_in_place` and not pinned threads: a call costs tens of microseconds, a hop to another thread and back costs
//! as much again, and the pages that readers see are answered from the cache above. On a single-threaded runtime (a
//! command, a test) there is nobody to hand the work to, and the call simply runs.

use super::seats::{Seat, Seats};
use super::value::{Row, Value};
use crate::error::{Result, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::OwnedMutexGuard;

/// How many tasks may read at once.
const READERS: usize = 8;
/// How long a writer waits for the one before it.
const PATIENCE: Duration = Duration::from_secs(30);
/// Statements kept ready on each connection.
const STATEMENTS: usize = 256;
/// Pages that a connection keeps, in KiB: the one that writes has the upper pages of every index at hand, while those that
/// read have the system's cache behind them, and there are many.
const WRITER_PAGES: usize = 16_384;
const READER_PAGES: usize = 4_096;

pub(super) struct SqliteDb {
    path: PathBuf,
    writer: Arc<tokio::sync::Mutex<Connection>>,
    readers: Arc<ReaderPool>,
    seats: Seats,
}

#[derive(Default)]
struct ReaderPool(Mutex<Vec<Connection>>);

/// A connection taken for a while.
pub(super) struct SqliteConn(Mutex<Held>);

enum Held {
    Writer { connection: OwnedMutexGuard<Connection>, _seat: Seat },
    Reader { connection: Option<Connection>, pool: Arc<ReaderPool>, _seat: Seat },
}

impl SqliteDb {
    pub(super) fn open(path: &Path) -> Result<Self> {
        blocking(|| {
            let connection = Connection::open(path).map_err(|error| at(path, &error))?;
            set_up(&connection, WRITER_PAGES).map_err(|error| at(path, &error))?;
            connection
                .execute_batch(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA user_version;",
                )
                .map_err(|error| at(path, &error))?;
            Ok(Self {
                path: path.to_owned(),
                writer: Arc::new(tokio::sync::Mutex::new(connection)),
                readers: Arc::default(),
                seats: Seats::new(READERS),
            })
        })
    }

    pub(super) async fn writer(&self) -> Result<SqliteConn> {
        let waited = tokio::time::timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await;
        let guard = waited.map_err(|_| StoreError::Busy(format!("another write has held it for {} s", PATIENCE.as_secs())))?;
        Ok(SqliteConn(Mutex::new(Held::Writer { connection: guard, _seat: self.seats.beside() })))
    }

    pub(super) async fn reader(&self) -> Result<SqliteConn> {
        let waited = tokio::time::timeout(PATIENCE, self.seats.take()).await;
        let seat = waited.map_err(|_| StoreError::Busy(format!("all {READERS} readers were taken for {} s", PATIENCE.as_secs())))?;
        let idle = locked(&self.readers.0).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => blocking(|| self.open_reader())?,
        };
        Ok(SqliteConn(Mutex::new(Held::Reader { connection: Some(connection), pool: Arc::clone(&self.readers), _seat: seat })))
    }

    fn open_reader(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(|error| at(&self.path, &error))?;
        set_up(&connection, READER_PAGES).map_err(|error| at(&self.path, &error))?;
        Ok(connection)
    }
}

fn set_up(connection: &Connection, pages: usize) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(PATIENCE)?;
    // Without this a statement near a partial index is planned anew for every value that is put into it: a twelfth of the
    // time of an import, for plans that do not depend on values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(&format!(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -{pages}; PRAGMA temp_store = MEMORY;"
    ))
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Self::Reader { connection, pool, .. } = self
            && let Some(connection) = connection.take()
        {
            locked(&pool.0).push(connection);
        }
    }
}

impl Held {
    fn connection(&self) -> Result<&Connection> {
        match self {
            Self::Writer { connection, .. } => Ok(connection),
            Self::Reader { connection, .. } => {
                connection.as_ref().ok_or_else(|| StoreError::Other("the reading connection was given back already".to_owned()))
            }
        }
    }
}

impl SqliteConn {
    /// Writes the log back and cuts it, as far as that can be done now. It waits for no reader: a page that is being read may
    /// itself wait to write, and then both would wait for each other until one gives up.
    ///
    /// No statistics are gathered: of a table that is small today they say “read it whole”, and a list of 100,000 artists
    /// that is imported tomorrow reads it whole for each. Without them an index is taken wherever one fits, which is what the
    /// tests of plans look at.
    pub(super) fn upkeep(&self) -> Result<()> {
        self.with(|connection| {
            connection.busy_timeout(Duration::ZERO)?;
            let done = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
            connection.busy_timeout(PATIENCE)?;
            done
        })
    }

    pub(super) fn batch(&self, text: &str) -> Result<()> {
        self.with(|connection| connection.execute_batch(text))
    }

    pub(super) fn run(&self, text: &str, params: &[Value]) -> Result<u64> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(text)?;
            statement.execute(rusqlite::params_from_iter(params)).map(|rows| u64::try_from(rows).unwrap_or(u64::MAX))
        })
    }

    pub(super) fn run_many(&self, text: &str, many: &[Vec<Value>]) -> Result<()> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(text)?;
            for params in many {
                statement.execute(rusqlite::params_from_iter(params))?;
            }
            Ok(())
        })
    }

    pub(super) fn each(&self, text: &str, params: &[Value], take: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        let mut stopped = Ok(());
        self.with(|connection| {
            let mut statement = connection.prepare_cached(text)?;
            let names: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query(rusqlite::params_from_iter(params))?;
            while let Some(row) = rows.next()? {
                let values = (0..names.len()).map(|place| row.get_ref(place).map(owned)).collect::<rusqlite::Result<_>>()?;
                stopped = take(Row { names: Arc::clone(&names), values });
                if stopped.is_err() {
                    break;
                }
            }
            Ok(())
        })?;
        stopped
    }

    #[cfg(test)]
    pub(super) fn prepare(&self, text: &str) -> Result<()> {
        self.with(|connection| connection.prepare(text).map(|_| ()))
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        blocking(|| {
            let held = locked(&self.0);
            work(held.connection()?).map_err(|error| explain(&error))
        })
    }
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).map_or_else(|not_text| Value::Blob(not_text.into_bytes()), Value::Text),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A lock whose holder panicked still guards sound data: connections have no state between statements but their
/// transaction, which is rolled back when its `Tx` is dropped.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn blocking<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

fn at(path: &Path, error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => StoreError::Other(format!(
            "the database {} cannot be opened for writing ({error}); see that its directory exists and that this user may write there",
            path.display()
        )),
        Some(ErrorCode::NotADatabase) => StoreError::Other(format!("{} is not an SQLite database", path.display())),
        _ => explain(error),
    }
}

fn explain(error: &rusqlite::Error) -> StoreError {
    let said = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(said),
        Some(ErrorCode::ConstraintViolation) if said.contains("UNIQUE") => StoreError::Conflict(said),
        Some(ErrorCode::DiskFull) => StoreError::Full(said),
        Some(ErrorCode::ReadOnly) => {
            StoreError::Other(format!("{said}: the database may not be written; see the rights of its file and directory"))
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Other(format!("{said}: the database file is damaged; restore a backup"))
        }
        _ => StoreError::Other(format!("SQLite: {said}")),
    }
}
