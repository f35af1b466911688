//! What can go wrong below the verbs. Absence is no error: it is `None`.

/// Why a read or write did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer was in the way for too long, or the database asked to try again: the whole transaction may be
    /// repeated.
    #[error("the database is busy ({0}); try again")]
    Busy(String),
    /// Somebody else saved first, or the name is taken. Repeating the same write does not help; read again.
    #[error("the change meets one that was stored before it: {0}")]
    Conflict(String),
    /// A stored value is not what this program writes.
    #[error("the row {row} of table {table} has a value in “{column}” that cannot be read; restore it from a backup")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The row, by its first column.
        row: String,
    },
    /// The database server cannot be reached, or went away. After a commit the outcome is not known.
    #[error("the database server cannot be reached: {0}")]
    Away(String),
    /// No room left on the disk.
    #[error("the disk is full: {0}; make room, nothing was changed")]
    Full(String),
    /// The database was written by a newer Inkie.
    #[error("the database has schema {found}, this program knows {known}; run the newer program, or restore a backup made before it")]
    Newer {
        /// The number of the newest migration in the database.
        found: i64,
        /// The number of the newest migration here.
        known: i64,
    },
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    /// The error for a file or directory that could not be read or written.
    #[must_use]
    pub fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full(path.display().to_string()),
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::Other(format!("cannot {doing} {}: {error}; give this user the right to write there", path.display()))
            }
            _ => Self::Other(format!("cannot {doing} {}: {error}", path.display())),
        }
    }
}

/// What every function here gives.
pub type Result<T> = std::result::Result<T, StoreError>;
