//! The doors: a store is opened once, read through [`Conn`] and written through [`Tx`].

use super::postgres::{PostgresConn, PostgresDb};
use super::sql::{Built, Dialect, Sql, statements};
use super::sqlite::{SqliteConn, SqliteDb};
use super::value::{Row, Value, values};
use crate::error::{Result, StoreError};
use domain::change::ChangeKind;
use domain::time::Instant;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

statements! {
    // Held to the end of the transaction: the order of `seq` is the order of commits, and no cursor ever skips one.
    LOCK_FEED = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7381200443)) AS held" };
    APPEND_CHANGE = "INSERT INTO changes (kind, thing, at) VALUES (?1, ?2, ?3) RETURNING seq";
    WAKE = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM (SELECT pg_notify('inkie_changes', '')) AS sent" };
}

/// Where a paper is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite; made when it is not there.
    Sqlite(PathBuf),
    /// A PostgreSQL server: `postgres://user@host:5432/name`.
    Postgres(String),
}

enum Db {
    Sqlite(SqliteDb),
    Postgres(PostgresDb),
}

struct Inner {
    db: Db,
    last_change: watch::Sender<i64>,
}

/// An open paper. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

/// A store that cannot be written: all that the pages get.
#[derive(Clone)]
pub struct Reader(Store);

enum Link {
    Sqlite(SqliteConn),
    Postgres(PostgresConn),
}

/// A connection that reads. Two reads on it may see two states; see [`Snapshot`].
pub struct Conn(Link);

/// A connection whose reads all see one state of the paper.
pub struct Snapshot(Conn);

/// A write transaction at one instant. Dropped without [`Tx::commit`], it never happened.
pub struct Tx {
    conn: Conn,
    now: Instant,
    open: bool,
    changes: Mutex<Vec<(ChangeKind, i64)>>,
    store: Store,
}

impl Store {
    /// Opens a paper. Runs no migration; see [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer program wrote it; [`StoreError::Away`] or `Other` when it cannot be opened.
    pub async fn open(location: &Location) -> Result<Self> {
        let db = match location {
            Location::Sqlite(path) => Db::Sqlite(SqliteDb::open(path)?),
            Location::Postgres(url) => Db::Postgres(PostgresDb::open(url)?),
        };
        let store = Self(Arc::new(Inner { db, last_change: watch::Sender::new(0) }));
        store.pending_migrations().await?;
        Ok(store)
    }

    /// A connection to read with, given back when dropped. A task that has one already waits for no seat.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when all are taken for 30 seconds, [`StoreError::Away`].
    pub async fn read(&self) -> Result<Conn> {
        Ok(Conn(match &self.0.db {
            Db::Sqlite(db) => Link::Sqlite(db.reader().await?),
            Db::Postgres(db) => Link::Postgres(db.take().await?),
        }))
    }

    /// A connection whose reads all see the state of now.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn snapshot(&self) -> Result<Snapshot> {
        // Wrapped before the first await: given up in the middle, it is rolled back all the same.
        let snapshot = Snapshot(self.read().await?);
        // On both, the state is that of the first read and not that of the beginning.
        match &snapshot.0.0 {
            Link::Sqlite(link) => link.batch("BEGIN DEFERRED; SELECT count(*) FROM sqlite_schema")?,
            Link::Postgres(link) => link.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1").await?,
        }
        Ok(snapshot)
    }

    /// Begins a write at `now`. On SQLite there is one at a time: holding one `Tx` and waiting for another never ends.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another write holds the database for 30 seconds, [`StoreError::Away`].
    pub async fn begin(&self, now: Instant) -> Result<Tx> {
        let conn = Conn(match &self.0.db {
            Db::Sqlite(db) => Link::Sqlite(db.writer().await?),
            Db::Postgres(db) => Link::Postgres(db.take().await?),
        });
        // Made before the next await: given up in the middle, it is rolled back all the same.
        let tx = Tx { conn, now, open: true, changes: Mutex::default(), store: self.clone() };
        match &tx.conn.0 {
            Link::Sqlite(link) => link.batch("BEGIN IMMEDIATE")?,
            Link::Postgres(link) => link.batch("BEGIN").await?,
        }
        Ok(tx)
    }

    /// The half of this store that cannot write.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader(self.clone())
    }

    /// Tells of each commit of this process that changed something, by its last `seq`. Other processes' commits are
    /// found by asking [`crate::changes::since`] now and then.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<i64> {
        self.0.last_change.subscribe()
    }

    /// Care to be taken now and then, say every ten minutes: SQLite's log is written back and cut, its statistics are
    /// renewed. PostgreSQL takes care of itself.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`].
    pub async fn upkeep(&self) -> Result<()> {
        match &self.0.db {
            Db::Sqlite(db) => db.writer().await?.upkeep(),
            Db::Postgres(_) => Ok(()),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.0.db {
            Db::Sqlite(_) => Dialect::Sqlite,
            Db::Postgres(_) => Dialect::Postgres,
        }
    }
}

impl Reader {
    /// A connection to read with.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read(&self) -> Result<Conn> {
        self.0.read().await
    }
}

impl Conn {
    pub(crate) fn dialect(&self) -> Dialect {
        match self.0 {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Every row.
    pub(crate) async fn rows(&self, sql: &Sql, params: &[Value]) -> Result<Vec<Row>> {
        self.rows_of(sql.text(self.dialect()), params).await
    }

    /// The first row.
    pub(crate) async fn row(&self, sql: &Sql, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// Every row of a statement put together from fragments.
    pub(crate) async fn rows_built(&self, built: &Built) -> Result<Vec<Row>> {
        self.rows_of(&built.text(self.dialect()), built.params()).await
    }

    /// Hands over one row after another, without holding them all.
    pub(crate) async fn each(&self, sql: &Sql, params: &[Value], take: &mut (dyn FnMut(Row) -> Result<()> + Send)) -> Result<()> {
        self.each_of(sql.text(self.dialect()), params, take).await
    }

    async fn rows_of(&self, text: &str, params: &[Value]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.each_of(text, params, &mut |row| {
            rows.push(row);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// As [`Conn::each`], of a text from the registry of tables.
    pub(crate) async fn each_of(&self, text: &str, params: &[Value], take: &mut (dyn FnMut(Row) -> Result<()> + Send)) -> Result<()> {
        told(text);
        match &self.0 {
            Link::Sqlite(link) => link.each(text, params, take),
            Link::Postgres(link) => link.each(text, params, take).await,
        }
    }

    #[cfg(test)]
    pub(crate) async fn prepares(&self, text: &str) -> Result<()> {
        match &self.0 {
            Link::Sqlite(link) => link.prepare(text),
            Link::Postgres(link) => link.prepare(text).await,
        }
    }

    /// Any text, for looking at the database itself.
    #[cfg(test)]
    pub(crate) async fn peek(&self, text: &str) -> Result<Vec<Row>> {
        self.rows_of(text, &[]).await
    }

    fn roll_back(&self) {
        match &self.0 {
            // A connection that cannot roll back has nothing open: SQLite ends a transaction by itself on a full disk.
            Link::Sqlite(link) => drop(link.batch("ROLLBACK")),
            Link::Postgres(link) => link.roll_back(),
        }
    }
}

impl std::ops::Deref for Snapshot {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        self.0.roll_back();
    }
}

impl std::ops::Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl Tx {
    /// The instant at which all of this happens.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Notes that something changed; written to the feed at commit, each thing once. The functions of this room that
    /// write what readers see call it themselves.
    pub fn change(&self, kind: ChangeKind, id: i64) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        if !changes.contains(&(kind, id)) {
            changes.push((kind, id));
        }
    }

    /// Makes it happen: appends the changes to the feed, last of all, and commits. Gives the last `seq`, when
    /// something was noted.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Busy`]: nothing happened. [`StoreError::Away`]: it may have happened.
    pub async fn commit(mut self) -> Result<Option<i64>> {
        let changes = std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner));
        let mut last = None;
        if !changes.is_empty() {
            self.row(&LOCK_FEED, &[]).await?;
            for (kind, id) in changes {
                let row = self.row(&APPEND_CHANGE, &values![kind.word(), id, self.now]).await?;
                last = row.map(|row| row.of("changes").int("seq")).transpose()?;
            }
            self.row(&WAKE, &[]).await?;
        }
        self.batch("COMMIT").await?;
        self.open = false;
        if let Some(seq) = last {
            self.store.0.last_change.send_modify(|newest| *newest = seq.max(*newest));
        }
        Ok(last)
    }

    /// Writes; gives the number of rows touched.
    pub(crate) async fn run(&self, sql: &Sql, params: &[Value]) -> Result<u64> {
        let text = sql.text(self.dialect());
        told(text);
        match &self.conn.0 {
            Link::Sqlite(link) => link.run(text, params),
            Link::Postgres(link) => link.run(text, params).await,
        }
    }

    /// Writes the same with many parameters: prepared once, and on PostgreSQL sent ahead of the replies.
    pub(crate) async fn run_many(&self, sql: &Sql, many: &[Vec<Value>]) -> Result<()> {
        self.run_many_of(sql.text(self.dialect()), many).await
    }

    /// As [`Tx::run_many`], for statements that give a row at most: the first of each, in the same order.
    pub(crate) async fn rows_many(&self, sql: &Sql, many: &[Vec<Value>]) -> Result<Vec<Option<Row>>> {
        let text = sql.text(self.dialect());
        told(text);
        match &self.conn.0 {
            Link::Sqlite(link) => {
                let mut all = Vec::with_capacity(many.len());
                for params in many {
                    let mut first = None;
                    link.each(text, params, &mut |row| {
                        first.get_or_insert(row);
                        Ok(())
                    })?;
                    all.push(first);
                }
                Ok(all)
            }
            Link::Postgres(link) => link.rows_many(text, many).await,
        }
    }

    /// As [`Tx::run_many`], of a text from the registry of tables.
    pub(crate) async fn run_many_of(&self, text: &str, many: &[Vec<Value>]) -> Result<()> {
        told(text);
        match &self.conn.0 {
            Link::Sqlite(link) => link.run_many(text, many),
            Link::Postgres(link) => link.run_many(text, many).await,
        }
    }

    /// Several statements without parameters: migrations.
    pub(crate) async fn batch(&self, text: &str) -> Result<()> {
        match &self.conn.0 {
            Link::Sqlite(link) => link.batch(text),
            Link::Postgres(link) => link.batch(text).await,
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.open {
            self.conn.roll_back();
        }
    }
}

/// Tells of a statement, without what is put into it, to whoever listens to `inkie::sql` at the level `trace`.
fn told(text: &str) {
    tracing::trace!(target: "inkie::sql", statement = text);
}

/// The first row of a statement that always gives one.
pub(crate) fn certain(row: Option<Row>) -> Result<Row> {
    row.ok_or_else(|| StoreError::Other("the database gave no row where there is always one".to_owned()))
}
