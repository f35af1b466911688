//! A–Z: the artists that live stories speak of.

use crate::db::{Conn, Row, Tx, json_ids, statements, values};
use crate::error::Result;
use domain::id::ArtistId;
use domain::slug::Slug;

macro_rules! columns {
    () => {
        "id, slug, name, disambiguation, stories, sort_key"
    };
}

/// The letters of some artists. Each step looks for the next one on the index: as many looks as there are letters, however
/// many artists.
macro_rules! letters_of {
    ($of:literal) => {
        concat!(
            "WITH RECURSIVE found (letter) AS (
                SELECT min(letter) FROM artists WHERE ",
            $of,
            " UNION ALL SELECT (SELECT min(artists.letter) FROM artists WHERE ",
            $of,
            " AND artists.letter > found.letter) FROM found WHERE found.letter IS NOT NULL)
            SELECT letter FROM found WHERE letter IS NOT NULL ORDER BY letter"
        )
    };
}
pub(super) use letters_of;

statements! {
    LETTERS = (letters_of!("stories > 0"));
    TOTAL = "SELECT count(*) AS artists FROM (SELECT 1 FROM artists WHERE stories > 0 LIMIT ?1) AS counted";
    INDEX = (concat!("SELECT ", columns!(), " FROM artists WHERE letter = ?1 AND stories > 0 AND (sort_key, id) > (?2, ?3)
        ORDER BY sort_key, id LIMIT ?4"));
    BEFORE = (concat!("SELECT ", columns!(), " FROM artists WHERE letter = ?1 AND stories > 0 AND (sort_key, id) < (?2, ?3)
        ORDER BY sort_key DESC, id DESC LIMIT ?4"));
    PLACE = "SELECT sort_key, id FROM artists WHERE slug = ?1 AND letter = ?2";
    INDEXED = "SELECT slug FROM artists WHERE id > ?1 AND stories > 0 AND (stories >= ?2 OR EXISTS (SELECT 1 FROM story_artists
        WHERE story_artists.artist = artists.id AND since IS NOT NULL AND strength IN ('subject', 'featured'))) ORDER BY id LIMIT ?3";
    ENTRIES = (concat!("SELECT ", columns!(), " FROM artists WHERE id IN json_ids(?1) AND merged_into IS NULL ORDER BY id"));
    SPOKEN_OF = (concat!("SELECT ", columns!(), " FROM artists WHERE id IN json_ids(?1) AND merged_into IS NULL AND stories > 0
        ORDER BY CASE WHEN name_key = ?2 THEN 0 ELSE 1 END, stories DESC, id LIMIT ?3"));
    RECOUNT = "UPDATE artists SET stories = (SELECT count(*) FROM story_artists WHERE story_artists.artist = artists.id AND since IS NOT NULL)
        WHERE id IN json_ids(?1)";
}

/// An artist in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub artist: ArtistId,
    /// The word in the address.
    pub slug: Slug,
    /// The name.
    pub name: String,
    /// Tells artists of the same name apart.
    pub disambiguation: String,
    /// How many live stories speak of them.
    pub stories: i64,
}

/// From where a part of the index is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// From the letter's first.
    First,
    /// After the artist of an address.
    After(&'a Slug),
    /// Up to before the artist of an address.
    Before(&'a Slug),
}

/// The letters that have artists with live stories, by their words, `#` first.
///
/// # Errors
/// As every read.
pub async fn letters(conn: &Conn) -> Result<Vec<String>> {
    conn.rows(&LETTERS, &[]).await?.iter().map(|row| row.of("artists").owned("letter")).collect()
}

/// How many artists have live stories, counted up to a number.
///
/// # Errors
/// As every read.
pub async fn total(conn: &Conn, up_to: usize) -> Result<usize> {
    conn.row(&TOTAL, &values![up_to]).await?.map_or(Ok(0), |row| row.of("artists").size("artists"))
}

/// The artists of a letter, as the paper's alphabet has it, with live stories, sorted, from a place on; none when the place is not of
/// the letter.
///
/// # Errors
/// As every read.
pub async fn index(conn: &Conn, letter: &str, from: Place<'_>, limit: usize) -> Result<Vec<Entry>> {
    let (slug, sql) = match from {
        Place::First => return entries_of(&conn.rows(&INDEX, &values![letter, "", 0_i64, limit]).await?),
        Place::After(slug) => (slug, &INDEX),
        Place::Before(slug) => (slug, &BEFORE),
    };
    let Some(row) = conn.row(&PLACE, &values![slug, letter]).await? else { return Ok(Vec::new()) };
    let fields = row.of("artists");
    let mut found = entries_of(&conn.rows(sql, &values![letter, fields.text("sort_key")?, fields.int("id")?, limit]).await?)?;
    if matches!(from, Place::Before(_)) {
        found.reverse();
    }
    Ok(found)
}

fn entries_of(rows: &[Row]) -> Result<Vec<Entry>> {
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Entry> {
    let fields = row.of("artists");
    Ok(Entry {
        artist: ArtistId(fields.int("id")?),
        slug: fields.slug("slug")?,
        name: fields.owned("name")?,
        disambiguation: fields.owned("disambiguation")?,
        stories: fields.int("stories")?,
    })
}

/// The address words of the artists whose pages say enough to be found: a story is about them, or `mentions` speak of them.
///
/// # Errors
/// As every read.
pub async fn indexed(conn: &Conn, mentions: i64, limit: usize) -> Result<Vec<Slug>> {
    conn.rows(&INDEXED, &values![0_i64, mentions, limit]).await?.iter().map(|row| row.of("artists").slug("slug")).collect()
}

/// The entries of some artists, by id, whatever stories they have; merged ones left out.
///
/// # Errors
/// As every read.
pub async fn entries(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<Entry>> {
    entries_of(&conn.rows(&ENTRIES, &[json_ids(artists.iter().map(|id| id.0))]).await?)
}

/// Of some artists those of whom live stories speak: who is called by a folded name first, then most stories first.
///
/// # Errors
/// As every read.
pub async fn spoken_of(conn: &Conn, artists: &[ArtistId], key: &str, limit: usize) -> Result<Vec<Entry>> {
    entries_of(&conn.rows(&SPOKEN_OF, &values![json_ids(artists.iter().map(|id| id.0)), key, limit]).await?)
}

/// Counts the live stories of some artists anew.
pub(crate) async fn recount(tx: &Tx, artists: &[ArtistId]) -> Result<()> {
    if artists.is_empty() {
        return Ok(());
    }
    tx.run(&RECOUNT, &[json_ids(artists.iter().map(|artist| artist.0))]).await?;
    Ok(())
}
