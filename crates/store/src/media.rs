//! Stored files as rows; their bytes are in [`crate::blobs`].

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::body::MediaKey;
use domain::time::Instant;

statements! {
    PUT = "INSERT INTO media (key, name, mime, bytes, width, height, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (key) DO NOTHING";
    GET = "SELECT key, name, mime, bytes, width, height, created FROM media WHERE key = ?1";
    BY_NAME = "SELECT key, name, mime, bytes, width, height, created FROM media WHERE name = ?1 ORDER BY created DESC, key LIMIT 1";
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    /// Digest and ending.
    pub key: MediaKey,
    /// What it was called where it came from.
    pub name: String,
    /// `image/jpeg`.
    pub mime: String,
    /// Its size.
    pub bytes: u64,
    /// Pixels across; 0 when it has none.
    pub width: u32,
    /// Pixels down; 0 when it has none.
    pub height: u32,
    /// When it was stored first.
    pub created: Instant,
}

fn read(fields: Fields<'_>) -> Result<MediaRow> {
    let pixels = |column: &str| u32::try_from(fields.int(column)?).map_err(|_| fields.corrupt(column));
    Ok(MediaRow {
        key: fields.word("key", |text| MediaKey::parse(text).ok())?,
        name: fields.owned("name")?,
        mime: fields.owned("mime")?,
        bytes: u64::try_from(fields.int("bytes")?).map_err(|_| fields.corrupt("bytes"))?,
        width: pixels("width")?,
        height: pixels("height")?,
        created: fields.time("created")?,
    })
}

/// Notes a file. The same bytes again change nothing.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, row: &MediaRow) -> Result<()> {
    let bytes = i64::try_from(row.bytes).unwrap_or(i64::MAX);
    tx.run(&PUT, &values![row.key.as_str(), &row.name, &row.mime, bytes, row.width, row.height, row.created]).await?;
    Ok(())
}

/// The file of a key.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, key: &MediaKey) -> Result<Option<MediaRow>> {
    conn.row(&GET, &values![key.as_str()]).await?.map(|row| read(row.of("media"))).transpose()
}

/// The newest file that came under a name.
///
/// # Errors
/// As every read.
pub async fn by_name(conn: &Conn, name: &str) -> Result<Option<MediaRow>> {
    conn.row(&BY_NAME, &values![name]).await?.map(|row| read(row.of("media"))).transpose()
}
