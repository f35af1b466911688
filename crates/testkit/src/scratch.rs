//! A test's own databases and directory, gone when it ends, also when it fails.

use crate::postgres;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use store::{Location, Store};

/// A directory, and databases made on demand.
pub struct Scratch {
    directory: tempfile::TempDir,
    databases: Mutex<Vec<String>>,
    files: Mutex<usize>,
}

impl Scratch {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("make a directory for a test");
        Self { directory, databases: Mutex::default(), files: Mutex::default() }
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A path for an SQLite file that is not there yet.
    ///
    /// # Panics
    /// Never in a sound test.
    #[must_use]
    pub fn sqlite_file(&self) -> PathBuf {
        let mut files = self.files.lock().expect("no test panics while it holds this");
        *files += 1;
        self.path().join(format!("paper-{files}.db"))
    }

    /// The address of a PostgreSQL database without tables.
    pub async fn blank_postgres(&self) -> String {
        self.database(false).await
    }

    async fn database(&self, migrated: bool) -> String {
        let (name, address) = postgres::make(migrated).await;
        self.databases.lock().expect("no test panics while it holds this").push(name);
        address
    }

    /// A migrated store on SQLite.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite(&self) -> Store {
        let store = Store::open(&Location::Sqlite(self.sqlite_file())).await.expect("open an SQLite file");
        store.migrate().await.expect("migrate an SQLite file");
        store
    }

    /// The address of a migrated PostgreSQL database.
    pub async fn postgres_address(&self) -> String {
        self.database(true).await
    }

    /// A migrated store on PostgreSQL.
    ///
    /// # Panics
    /// When there is no server.
    pub async fn postgres(&self) -> Store {
        let address = self.database(true).await;
        Store::open(&Location::Postgres(address)).await.expect("open a PostgreSQL database")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let names = std::mem::take(&mut *self.databases.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        if names.is_empty() {
            return;
        }
        // A thread of its own: this may run inside a runtime, where nothing may block on another.
        let dropped = std::thread::spawn(move || runtime().block_on(postgres::drop_all(&names))).join();
        assert!(dropped.is_ok() || std::thread::panicking(), "the databases of this test could not be dropped");
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("start a runtime")
}

/// Runs a test body with a [`Scratch`] on a runtime of two threads.
pub fn with_scratch<F: Future<Output = ()>>(body: impl FnOnce(std::sync::Arc<Scratch>) -> F) {
    let scratch = std::sync::Arc::new(Scratch::new());
    runtime().block_on(body(std::sync::Arc::clone(&scratch)));
}

/// Runs a test body on a fresh SQLite file.
pub fn on_sqlite<F: Future<Output = ()>>(body: impl FnOnce(Store) -> F) {
    let scratch = Scratch::new();
    let runtime = runtime();
    let store = runtime.block_on(scratch.sqlite());
    runtime.block_on(body(store));
}

/// Runs a test body on a fresh PostgreSQL database.
pub fn on_postgres<F: Future<Output = ()>>(body: impl FnOnce(Store) -> F) {
    let scratch = Scratch::new();
    let runtime = runtime();
    let store = runtime.block_on(scratch.postgres());
    runtime.block_on(body(store));
}
