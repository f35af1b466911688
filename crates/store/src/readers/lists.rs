//! Lists of readers that come in and go out: looked up and stored many at a time.

use super::{CREATE, SAVE, columns, params, read};
use crate::db::{Conn, Tx, Value, certain, json_ids, json_words, statements, values};
use crate::error::Result;
use domain::id::{ArtistId, ReaderId};
use domain::reader::Reader;
use domain::time::Instant;
use std::collections::HashMap;

statements! {
    BY_KEYS = (concat!("SELECT ", columns!(), " FROM readers WHERE email_key IN json_words(?1) ORDER BY email_key"));
    FOLLOW_MANY = "INSERT INTO follows (reader, artist, since) VALUES (?1, ?2, ?3) ON CONFLICT (reader, artist) DO NOTHING";
    FOLLOWS_OF = "SELECT follows.reader, follows.since, artists.slug, artists.name FROM follows JOIN artists ON artists.id = follows.artist
        WHERE follows.reader IN json_ids(?1) ORDER BY follows.reader, artists.sort_key, artists.id";
    BEGIN = "INSERT INTO reader_imports (at, who, file, origin, proof, added, known, kept_out, broken)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, 0) RETURNING id";
    COUNT_ON = "UPDATE reader_imports SET added = added + ?2, known = known + ?3, kept_out = kept_out + ?4, broken = broken + ?5
        WHERE id = ?1";
    LIST = "SELECT id, at, who, file, origin, proof, added, known, kept_out, broken FROM reader_imports ORDER BY id DESC LIMIT ?1";
    BY_ID = "SELECT id, at, who, file, origin, proof, added, known, kept_out, broken FROM reader_imports WHERE id = ?1";
}

/// A list that was brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its number: its readers' source is `import-<id>`.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub who: String,
    /// What the file was called.
    pub file: String,
    /// Where it was made: `Mailchimp`.
    pub origin: String,
    /// Where the proof of consent is, in the words of who brought it in.
    pub proof: String,
    /// What became of its lines.
    pub counts: Counts,
}

/// What became of the lines of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New readers.
    pub added: i64,
    /// Known already.
    pub known: i64,
    /// Who left, was refused, or is suppressed, here or there.
    pub kept_out: i64,
    /// Lines that could not be read.
    pub broken: i64,
}

/// Somebody whom a reader follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The last word of the artist's address.
    pub slug: String,
    /// The artist's name.
    pub name: String,
    /// Since when.
    pub since: Instant,
}

/// The readers of these addresses ([`domain::email::Email::key`]), by address.
///
/// # Errors
/// As every read.
pub async fn by_email_keys(conn: &Conn, keys: &[String]) -> Result<HashMap<String, Reader>> {
    let rows = conn.rows(&BY_KEYS, &[json_words(keys.iter().map(String::as_str))]).await?;
    rows.iter().map(|row| read(row.of("readers")).map(|reader| (reader.email.key(), reader))).collect()
}

/// Stores new readers; gives their ids in the same order.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when an address or a key is there already.
pub async fn create_many(tx: &Tx, readers: &[Reader]) -> Result<Vec<ReaderId>> {
    let rows: Vec<Vec<Value>> = readers.iter().map(params).collect();
    let made = tx.rows_many(&CREATE, &rows).await?;
    made.into_iter().map(|row| certain(row)?.of("readers").int("id").map(ReaderId)).collect()
}

/// Stores readers over those with their ids.
///
/// # Errors
/// As every write.
pub async fn save_many(tx: &Tx, readers: &[Reader]) -> Result<()> {
    let row = |reader: &Reader| {
        let mut all = Vec::from(values![reader.id]);
        all.extend(params(reader));
        all
    };
    tx.run_many(&SAVE, &readers.iter().map(row).collect::<Vec<_>>()).await
}

/// Readers follow artists. Following twice is once.
///
/// # Errors
/// As every write.
pub async fn follow_many(tx: &Tx, follows: &[(ReaderId, ArtistId)]) -> Result<()> {
    let rows: Vec<Vec<Value>> = follows.iter().map(|(reader, artist)| Vec::from(values![*reader, *artist, tx.now()])).collect();
    tx.run_many(&FOLLOW_MANY, &rows).await
}

/// Whom these readers follow, by name.
///
/// # Errors
/// As every read.
pub async fn follows_of(conn: &Conn, readers: &[ReaderId]) -> Result<HashMap<ReaderId, Vec<Followed>>> {
    let mut all: HashMap<ReaderId, Vec<Followed>> = HashMap::new();
    for row in conn.rows(&FOLLOWS_OF, &[json_ids(readers.iter().map(|reader| reader.0))]).await? {
        let fields = row.of("follows");
        let followed = Followed { slug: fields.owned("slug")?, name: fields.owned("name")?, since: fields.time("since")? };
        all.entry(ReaderId(fields.int("reader")?)).or_default().push(followed);
    }
    Ok(all)
}

/// Notes that a list is being brought in, and where its proof of consent is. Gives its number.
///
/// # Errors
/// As every write.
pub async fn begin_import(tx: &Tx, who: &str, file: &str, origin: &str, proof: &str) -> Result<i64> {
    certain(tx.row(&BEGIN, &values![tx.now(), who, file, origin, proof]).await?)?.of("reader_imports").int("id")
}

/// Counts what became of more lines.
///
/// # Errors
/// As every write.
pub async fn count_import(tx: &Tx, id: i64, more: Counts) -> Result<()> {
    tx.run(&COUNT_ON, &values![id, more.added, more.known, more.kept_out, more.broken]).await?;
    Ok(())
}

fn imported(fields: crate::db::Fields<'_>) -> Result<Imported> {
    Ok(Imported {
        id: fields.int("id")?,
        at: fields.time("at")?,
        who: fields.owned("who")?,
        file: fields.owned("file")?,
        origin: fields.owned("origin")?,
        proof: fields.owned("proof")?,
        counts: Counts {
            added: fields.int("added")?,
            known: fields.int("known")?,
            kept_out: fields.int("kept_out")?,
            broken: fields.int("broken")?,
        },
    })
}

/// The lists that were brought in, the newest first.
///
/// # Errors
/// As every read.
pub async fn imports(conn: &Conn, limit: usize) -> Result<Vec<Imported>> {
    conn.rows(&LIST, &values![limit]).await?.iter().map(|row| imported(row.of("reader_imports"))).collect()
}

/// One of them.
///
/// # Errors
/// As every read.
pub async fn import(conn: &Conn, id: i64) -> Result<Option<Imported>> {
    conn.row(&BY_ID, &values![id]).await?.map(|row| imported(row.of("reader_imports"))).transpose()
}
