//! Stored files by the digest of their bytes, in a directory.
//!
//! A file is written beside its place, synced and renamed: under its name stands all of it or nothing.

use crate::error::{Result, StoreError};
use domain::body::MediaKey;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A directory of stored files: `ab/abcd….jpg`. Its calls block; large files belong on a blocking thread.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
    written: Arc<AtomicU64>,
}

impl Files {
    /// The files under a directory, which is made when it is not there.
    ///
    /// # Errors
    /// [`StoreError::Other`] or [`StoreError::Full`] with the path.
    pub fn open(root: &Path) -> Result<Self> {
        std::fs::create_dir_all(root).map_err(|error| StoreError::file("make the directory", root, &error))?;
        forget_incoming(root);
        Ok(Self { root: root.to_owned(), written: Arc::default() })
    }

    /// Where the file of a key is, or would be.
    #[must_use]
    pub fn path(&self, key: &MediaKey) -> PathBuf {
        let shelf: String = key.as_str().chars().take(2).collect();
        self.root.join(shelf).join(key.as_str())
    }

    /// Stores bytes under their digest and an ending such as `jpg`. The same bytes again cost nothing.
    ///
    /// # Errors
    /// [`StoreError::Other`] or [`StoreError::Full`] with the path; nothing is left behind.
    pub fn put(&self, bytes: &[u8], ending: &str) -> Result<MediaKey> {
        let key = MediaKey::parse(&format!("{}.{ending}", digest(bytes))).map_err(|refusal| StoreError::Other(refusal.to_string()))?;
        let path = self.path(&key);
        if path.exists() {
            return Ok(key);
        }
        let shelf = path.parent().unwrap_or(&self.root);
        std::fs::create_dir_all(shelf).map_err(|error| StoreError::file("make the directory", shelf, &error))?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let beside = shelf.join(format!(".{}.{}.{number}", key.as_str(), std::process::id()));
        if let Err(error) = write_synced(&beside, bytes).and_then(|()| std::fs::rename(&beside, &path)) {
            // Whatever stopped the write is the news; a leftover file under a dotted name harms nobody.
            drop(std::fs::remove_file(&beside));
            return Err(StoreError::file("write", &path, &error));
        }
        sync_directory(shelf).map_err(|error| StoreError::file("sync", shelf, &error))?;
        Ok(key)
    }

    /// The bytes of a key; `None` when there is no such file.
    ///
    /// # Errors
    /// [`StoreError::Other`] with the path.
    pub fn get(&self, key: &MediaKey) -> Result<Option<Vec<u8>>> {
        let path = self.path(key);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file("read", &path, &error)),
        }
    }

    /// Where bytes may lie while they come in: a path of its own for each. What a process that ended left there is removed
    /// when the directory is opened.
    #[must_use]
    pub fn incoming(&self) -> PathBuf {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        self.root.join(format!("{INCOMING}{}.{number}", std::process::id()))
    }

    /// Removes the file of a key. One that is not there is removed already.
    ///
    /// # Errors
    /// [`StoreError::Other`] with the path.
    pub fn remove(&self, key: &MediaKey) -> Result<()> {
        let path = self.path(key);
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(StoreError::file("remove", &path, &error)),
        }
    }

    /// Whether the file of a key is there and its bytes have the digest that names it.
    ///
    /// # Errors
    /// [`StoreError::Other`] with the path when it cannot be read.
    pub fn verify(&self, key: &MediaKey) -> Result<bool> {
        Ok(self.get(key)?.is_some_and(|bytes| is_of(key, &bytes)))
    }
}

/// Whether bytes are those that a key names.
pub(crate) fn is_of(key: &MediaKey, bytes: &[u8]) -> bool {
    key.as_str().starts_with(&digest(bytes))
}

/// SHA-256 in hexadecimal digits.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How the files begin whose bytes are still coming in.
const INCOMING: &str = ".incoming.";

/// Removes what processes that have ended left behind. What cannot be looked at stays, and harms nobody.
fn forget_incoming(root: &Path) {
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(INCOMING)).and_then(|rest| rest.split('.').next());
        if let Some(process) = process
            && !Path::new("/proc").join(process).exists()
        {
            drop(std::fs::remove_file(entry.path()));
        }
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A rename lasts when its directory is synced.
fn sync_directory(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(path)?.sync_all()
}
