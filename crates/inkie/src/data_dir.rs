//! The data directory: one process owns it at a time; others hand their commands to the owner.

use anyhow::{Context, Result, bail};
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// A directory that this process owns.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    /// Held for as long as the process lives: the lock goes with it, whatever way it ends.
    _lock: File,
}

/// What was found at a data directory.
#[derive(Debug)]
pub(crate) enum Found {
    /// Nobody had it; now we do.
    Ours(DataDir),
    /// A server has it: commands go to its socket.
    Served(PathBuf),
}

/// The database file in a data directory.
pub(crate) fn database(data: &Path) -> PathBuf {
    data.join("paper.db")
}

/// The folder of pictures and sounds.
pub(crate) fn media(data: &Path) -> PathBuf {
    data.join("media")
}

/// The folder of what can be made anew at any time: the index of names.
pub(crate) fn cache(data: &Path) -> PathBuf {
    data.join("cache")
}

/// The folder of search indexes: a cache, which may be removed while nobody runs.
pub(crate) fn search(data: &Path) -> PathBuf {
    data.join("search")
}

/// The folder of papers that are to move in: what its keeper lays there, and what is uploaded, until it is in.
pub(crate) fn imports(data: &Path) -> PathBuf {
    data.join("imports")
}

/// The socket of a running server.
pub(crate) fn socket(data: &Path) -> PathBuf {
    data.join("inkie.sock")
}

impl DataDir {
    /// Takes the directory, making it when it is not there: for its owner alone, since it holds the addresses of readers.
    ///
    /// # Errors
    /// When it cannot be made or written, and says what to do.
    pub(crate) fn take(path: &Path) -> Result<Found> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data directory {} cannot be made; choose another with --data", path.display()))?;
        let file = path.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&file).with_context(|| {
            format!("the data directory {} cannot be written to; run as its owner, or choose another with --data", path.display())
        })?;
        match lock.try_lock() {
            Ok(()) => Ok(Found::Ours(Self { path: path.to_owned(), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(Found::Served(socket(path))),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", file.display())),
        }
    }

    /// Takes the directory or says who has it.
    ///
    /// # Errors
    /// When another process has it.
    pub(crate) fn take_alone(path: &Path) -> Result<Self> {
        match Self::take(path)? {
            Found::Ours(dir) => Ok(dir),
            Found::Served(_) => {
                bail!("another inkie is running on {}; stop it first, or choose another directory with --data", path.display())
            }
        }
    }

    /// The name of this directory among those that share a database, drawn when it is first asked for.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn node(&self, chance: [u8; 8]) -> Result<String> {
        let file = self.path.join("node");
        if let Ok(known) = std::fs::read_to_string(&file)
            && !known.trim().is_empty()
        {
            return Ok(known.trim().to_owned());
        }
        let name = format!("{:016x}", u64::from_be_bytes(chance));
        std::fs::write(&file, &name).with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(name)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn one_process_owns_a_directory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paper");
        let first = DataDir::take_alone(&path).unwrap();
        assert!(matches!(DataDir::take(&path).unwrap(), Found::Served(_)));
        assert!(DataDir::take_alone(&path).unwrap_err().to_string().contains("another inkie is running"));
        drop(first);
        assert!(DataDir::take_alone(&path).is_ok());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700, "readers' addresses are nobody else's");
    }

    #[test]
    fn a_file_in_its_place_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "x").unwrap();
        assert!(DataDir::take(&path).unwrap_err().to_string().contains("cannot be made"));
    }
}
