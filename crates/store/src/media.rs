//! Stored files as rows: what they are, what is said of them, in which sizes they are served, where they are used.
//! Their bytes are in [`crate::blobs`].

mod library;
mod sizes;
mod uses;

pub use library::{Filter, Only, library};
pub use sizes::{Size, file_is_named, put_sizes, sizes, unsized_after};
pub use uses::{Used, is_public, set_uses, used_in};

use crate::db::{Conn, Fields, Tx, json_words, statements, values};
use crate::error::Result;
use domain::body::MediaKey;
use domain::id::StaffId;
use domain::media::Facts;
use domain::time::Instant;
use std::collections::BTreeSet;

macro_rules! columns {
    () => {
        "key, name, mime, bytes, width, height, created, credit, alt, decorative, caption, licence, expires, focus_x, focus_y, who, staff,
        thumbhash, tone, sized"
    };
}
use columns;

statements! {
    PUT = "INSERT INTO media (key, name, mime, bytes, width, height, created, credit, alt, decorative, caption, licence, expires, focus_x,
        focus_y, who, staff, thumbhash, tone, sized, folded)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) ON CONFLICT (key) DO NOTHING";
    GET = (concat!("SELECT ", columns!(), " FROM media WHERE key = ?1"));
    BY_NAME = (concat!("SELECT ", columns!(), " FROM media WHERE name = ?1 ORDER BY created DESC, key LIMIT 1"));
    BY_DIGEST = (concat!("SELECT ", columns!(), " FROM media WHERE key > ?1 AND key < ?2 ORDER BY key LIMIT 1"));
    DESCRIBE = "UPDATE media SET credit = ?2, alt = ?3, decorative = ?4, caption = ?5, licence = ?6, expires = ?7, focus_x = ?8,
        focus_y = ?9, folded = ?10 WHERE key = ?1";
    SIZED = "UPDATE media SET width = ?2, height = ?3, thumbhash = ?4, tone = ?5, sized = ?6, folded = ?7 WHERE key = ?1";
    EXPIRED = "SELECT key FROM media WHERE key IN json_words(?1) AND expires <= ?2 ORDER BY key";
    TONES = "SELECT key, tone FROM media WHERE key = ?1";
    DELETE_SIZES = "DELETE FROM media_sizes WHERE media = ?1";
    DELETE = "DELETE FROM media WHERE key = ?1";
}

/// Every list of statements below this module.
#[cfg(test)]
pub(crate) static BELOW: &[&[(&str, &crate::db::Sql)]] = &[sizes::ALL, uses::ALL];

#[cfg(test)]
pub(crate) use library::all_filters;

/// A stored file.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaRow {
    /// Digest and ending.
    pub key: MediaKey,
    /// What it was called where it came from.
    pub name: String,
    /// `image/jpeg`.
    pub mime: String,
    /// Its size.
    pub bytes: u64,
    /// Pixels across, as it is shown; 0 when it has none.
    pub width: u32,
    /// Pixels down, as it is shown; 0 when it has none.
    pub height: u32,
    /// When it was stored first.
    pub created: Instant,
    /// What is said of it.
    pub facts: Facts,
    /// Who brought it in, as the audit log names them; empty for what came before that was kept.
    pub who: String,
    /// The member of staff who brought it in.
    pub staff: Option<StaffId>,
    /// Its thumbhash in hexadecimal digits; empty when it has none.
    pub thumbhash: String,
    /// How dark it is, from 0 to 9.
    pub tone: u8,
    /// When all its sizes had been made; sounds have none to be made, and have it from the beginning.
    pub sized: Option<Instant>,
}

fn read(fields: Fields<'_>) -> Result<MediaRow> {
    let pixels = |column: &str| u32::try_from(fields.int(column)?).map_err(|_| fields.corrupt(column));
    let part = |column: &str| Ok(fields.int(column)? as f64 / THOUSANDTHS);
    Ok(MediaRow {
        key: fields.word("key", |text| MediaKey::parse(text).ok())?,
        name: fields.owned("name")?,
        mime: fields.owned("mime")?,
        bytes: u64::try_from(fields.int("bytes")?).map_err(|_| fields.corrupt("bytes"))?,
        width: pixels("width")?,
        height: pixels("height")?,
        created: fields.time("created")?,
        facts: Facts {
            credit: fields.owned("credit")?,
            alt: fields.owned("alt")?,
            decorative: fields.flag("decorative")?,
            caption: fields.owned("caption")?,
            licence: fields.owned("licence")?,
            expires: fields.time_or_none("expires")?,
            focus: [part("focus_x")?, part("focus_y")?],
        },
        who: fields.owned("who")?,
        staff: fields.int_or_none("staff")?.map(StaffId),
        thumbhash: fields.owned("thumbhash")?,
        tone: u8::try_from(fields.int("tone")?).map_err(|_| fields.corrupt("tone"))?,
        sized: fields.time_or_none("sized")?,
    })
}

/// Focal points are kept in thousandths.
const THOUSANDTHS: f64 = 1_000.0;

fn thousandths(part: f64) -> i64 {
    (part * THOUSANDTHS).round() as i64
}

/// Notes a file. The same bytes again change nothing. `search_text`: its words, folded by the caller.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, row: &MediaRow, search_text: &str) -> Result<()> {
    let bytes = i64::try_from(row.bytes).unwrap_or(i64::MAX);
    let [x, y] = row.facts.focus.map(thousandths);
    let facts = &row.facts;
    let params = values![
        row.key.as_str(),
        &row.name,
        &row.mime,
        bytes,
        row.width,
        row.height,
        row.created,
        &facts.credit,
        &facts.alt,
        facts.decorative,
        &facts.caption,
        &facts.licence,
        facts.expires,
        x,
        y,
        &row.who,
        row.staff,
        &row.thumbhash,
        i64::from(row.tone),
        row.sized,
        format!(" {search_text}"),
    ];
    tx.run(&PUT, &params).await?;
    Ok(())
}

/// Changes what is said of a file. `search_text`: its words, folded by the caller.
///
/// # Errors
/// As every write.
pub async fn describe(tx: &Tx, key: &MediaKey, facts: &Facts, search_text: &str) -> Result<()> {
    let [x, y] = facts.focus.map(thousandths);
    let params = values![
        key.as_str(),
        &facts.credit,
        &facts.alt,
        facts.decorative,
        &facts.caption,
        &facts.licence,
        facts.expires,
        x,
        y,
        format!(" {search_text}"),
    ];
    tx.run(&DESCRIBE, &params).await?;
    Ok(())
}

/// Notes that all sizes of a picture have been made, and what was learnt of it on the way.
///
/// # Errors
/// As every write.
pub async fn set_sized(tx: &Tx, row: &MediaRow, search_text: &str) -> Result<()> {
    let params =
        values![row.key.as_str(), row.width, row.height, &row.thumbhash, i64::from(row.tone), row.sized, format!(" {search_text}"),];
    tx.run(&SIZED, &params).await?;
    Ok(())
}

/// Forgets a file and its sizes. Its bytes stay until the caller removes them.
///
/// # Errors
/// As every write.
pub async fn delete(tx: &Tx, key: &MediaKey) -> Result<()> {
    tx.run(&DELETE_SIZES, &values![key.as_str()]).await?;
    tx.run(&DELETE, &values![key.as_str()]).await?;
    Ok(())
}

/// The file of a key.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, key: &MediaKey) -> Result<Option<MediaRow>> {
    conn.row(&GET, &values![key.as_str()]).await?.map(|row| read(row.of("media"))).transpose()
}

/// The file of a digest, whatever its ending: 64 hexadecimal digits.
///
/// # Errors
/// As every read.
pub async fn by_digest(conn: &Conn, digest: &str) -> Result<Option<MediaRow>> {
    // A key is the digest, a dot and an ending; a slash is the next letter after the dot.
    let (from, to) = (format!("{digest}."), format!("{digest}/"));
    conn.row(&BY_DIGEST, &values![from, to]).await?.map(|row| read(row.of("media"))).transpose()
}

/// Those of some files whose terms have ended by an instant.
///
/// # Errors
/// As every read.
pub async fn expired(conn: &Conn, keys: &BTreeSet<&MediaKey>, now: Instant) -> Result<Vec<MediaKey>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conn.rows(&EXPIRED, &[json_words(keys.iter().map(|key| key.as_str())), now.into()]).await?;
    rows.iter().map(|row| row.of("media").word("key", |text| MediaKey::parse(text).ok())).collect()
}

/// How dark a file is, from 0 to 9.
///
/// # Errors
/// As every read.
pub async fn tone(conn: &Conn, key: &MediaKey) -> Result<Option<u8>> {
    let row = conn.row(&TONES, &values![key.as_str()]).await?;
    row.map(|row| u8::try_from(row.of("media").int("tone")?).map_err(|_| row.of("media").corrupt("tone"))).transpose()
}

/// The newest file that came under a name.
///
/// # Errors
/// As every read.
pub async fn by_name(conn: &Conn, name: &str) -> Result<Option<MediaRow>> {
    conn.row(&BY_NAME, &values![name]).await?.map(|row| read(row.of("media"))).transpose()
}
