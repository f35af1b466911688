//! The sizes in which readers get a picture, each a stored file of its own.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::body::MediaKey;
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO media_sizes (media, width, height, file, mime, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (media, width) DO UPDATE SET height = excluded.height, file = excluded.file, mime = excluded.mime, bytes = excluded.bytes";
    OF = "SELECT width, height, file, mime, bytes FROM media_sizes WHERE media = ?1 ORDER BY width";
    NAMED = "SELECT 1 AS one FROM media WHERE key = ?1 UNION ALL SELECT 1 AS one FROM media_sizes WHERE file = ?1 LIMIT 1";
    UNSIZED = "SELECT key FROM media WHERE sized IS NULL AND key > ?1 AND created <= ?2 ORDER BY key LIMIT ?3";
}

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The stored file.
    pub file: MediaKey,
    /// Its media type.
    pub mime: String,
    /// Its bytes.
    pub bytes: u64,
}

/// Notes sizes of a picture; one of a width that it has already takes the other's place.
///
/// # Errors
/// As every write.
pub async fn put_sizes(tx: &Tx, media: &MediaKey, sizes: &[Size]) -> Result<()> {
    let row = |size: &Size| {
        let bytes = i64::try_from(size.bytes).unwrap_or(i64::MAX);
        Vec::from(values![media.as_str(), size.width, size.height, size.file.as_str(), &size.mime, bytes])
    };
    tx.run_many(&PUT, &sizes.iter().map(row).collect::<Vec<_>>()).await
}

/// The sizes of a picture, narrowest first.
///
/// # Errors
/// As every read.
pub async fn sizes(conn: &Conn, media: &MediaKey) -> Result<Vec<Size>> {
    let rows = conn.rows(&OF, &values![media.as_str()]).await?;
    let read = |row: &crate::db::Row| {
        let fields = row.of("media_sizes");
        let pixels = |column: &str| u32::try_from(fields.int(column)?).map_err(|_| fields.corrupt(column));
        Ok(Size {
            width: pixels("width")?,
            height: pixels("height")?,
            file: fields.word("file", |text| MediaKey::parse(text).ok())?,
            mime: fields.owned("mime")?,
            bytes: u64::try_from(fields.int("bytes")?).map_err(|_| fields.corrupt("bytes"))?,
        })
    };
    rows.iter().map(read).collect()
}

/// Whether a row names this stored file, as a file that came or as a size of one.
///
/// # Errors
/// As every read.
pub async fn file_is_named(conn: &Conn, file: &MediaKey) -> Result<bool> {
    Ok(conn.row(&NAMED, &values![file.as_str()]).await?.is_some())
}

/// Files after `key` that came until an instant and whose sizes have not all been made, in the order of their keys.
///
/// # Errors
/// As every read.
pub async fn unsized_after(conn: &Conn, key: &str, until: Instant, limit: usize) -> Result<Vec<MediaKey>> {
    let rows = conn.rows(&UNSIZED, &values![key, until, limit]).await?;
    rows.iter().map(|row| row.of("media").word("key", |text| MediaKey::parse(text).ok())).collect()
}
