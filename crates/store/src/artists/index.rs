//! A–Z: the artists that live stories speak of.

use crate::db::{Conn, Row, json_ids, statements, values};
use crate::error::Result;
use domain::id::ArtistId;
use domain::slug::Slug;

statements! {
    LETTERS = "SELECT letter, count(*) AS artists FROM artists WHERE merged_into IS NULL
        AND id IN (SELECT artist FROM story_artists WHERE since IS NOT NULL) GROUP BY letter ORDER BY letter";
    INDEX = "SELECT id, slug, name, disambiguation,
        (SELECT count(*) FROM story_artists WHERE story_artists.artist = artists.id AND since IS NOT NULL) AS stories
        FROM artists WHERE letter = ?1 AND merged_into IS NULL
        AND EXISTS (SELECT 1 FROM story_artists WHERE story_artists.artist = artists.id AND since IS NOT NULL)
        ORDER BY sort_key, id LIMIT ?2 OFFSET ?3";
    ENTRIES = "SELECT id, slug, name, disambiguation,
        (SELECT count(*) FROM story_artists WHERE story_artists.artist = artists.id AND since IS NOT NULL) AS stories
        FROM artists WHERE id IN json_ids(?1) AND merged_into IS NULL ORDER BY id";
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

/// The letters that have artists with live stories, `#` first, and how many.
///
/// # Errors
/// As every read.
pub async fn letters(conn: &Conn) -> Result<Vec<(String, i64)>> {
    let rows = conn.rows(&LETTERS, &[]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("artists");
            Ok((fields.owned("letter")?, fields.int("artists")?))
        })
        .collect()
}

/// The artists of a letter (`a` to `z`, or `#`) with live stories, sorted.
///
/// # Errors
/// As every read.
pub async fn index(conn: &Conn, letter: &str, limit: usize, offset: usize) -> Result<Vec<Entry>> {
    conn.rows(&INDEX, &values![letter, limit, offset]).await?.iter().map(read).collect()
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

/// The entries of some artists, by id, whatever stories they have; merged ones left out.
///
/// # Errors
/// As every read.
pub async fn entries(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<Entry>> {
    conn.rows(&ENTRIES, &[json_ids(artists.iter().map(|id| id.0))]).await?.iter().map(read).collect()
}
