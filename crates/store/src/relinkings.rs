//! Linking the archive anew: what is owed because artists changed, and how far it got.

use crate::db::{Built, Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::id::{ArtistId, StoryId};
use domain::time::Instant;

statements! {
    OWE = "INSERT INTO relinkings (why, names, artists, everything, after_story, looked_at, changed, asked)
        VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0)";
    // Whoever adds to it waits for whoever adds to it or begins it.
    WAITING = {
        sqlite: "SELECT id, why, names, artists, everything, after_story, looked_at, changed, asked, began, ended FROM relinkings
            WHERE ended IS NULL AND began IS NULL ORDER BY id DESC LIMIT 1",
        postgres: "SELECT id, why, names, artists, everything, after_story, looked_at, changed, asked, began, ended FROM relinkings
            WHERE ended IS NULL AND began IS NULL ORDER BY id DESC LIMIT 1 FOR UPDATE",
    };
    EXTEND = "UPDATE relinkings SET why = ?2, names = ?3, artists = ?4, everything = ?5 WHERE id = ?1";
    NEXT = {
        sqlite: "SELECT id, why, names, artists, everything, after_story, looked_at, changed, asked, began, ended FROM relinkings
            WHERE ended IS NULL ORDER BY id LIMIT 1",
        postgres: "SELECT id, why, names, artists, everything, after_story, looked_at, changed, asked, began, ended FROM relinkings
            WHERE ended IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
    };
    ADVANCE = "UPDATE relinkings SET after_story = ?2, looked_at = ?3, changed = ?4, asked = ?5, began = coalesce(began, ?6), ended = ?7
        WHERE id = ?1";
    LATEST = "SELECT id, why, names, artists, everything, after_story, looked_at, changed, asked, began, ended FROM relinkings
        ORDER BY id DESC LIMIT ?1";
    IS_OPEN = "SELECT 1 AS is_open FROM relinkings WHERE ended IS NULL LIMIT 1";
    FORGET = "DELETE FROM relinkings WHERE ended < ?1";
    LAST_STORY = "SELECT coalesce(max(id), 0) AS last FROM stories";
}

/// What is owed, and how far it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relinking {
    /// Ours.
    pub id: i64,
    /// For persons: `made Gilt`.
    pub why: String,
    /// Folded names: stories that have one of them are looked at.
    pub names: Vec<String>,
    /// Stories that speak of one of them are looked at.
    pub artists: Vec<ArtistId>,
    /// All stories are looked at.
    pub everything: bool,
    /// Stories up to this one are done.
    pub after_story: StoryId,
    /// Stories that were looked at.
    pub looked_at: i64,
    /// Stories whose links changed.
    pub changed: i64,
    /// Links that wait for a person since.
    pub asked: i64,
    /// When it was begun.
    pub began: Option<Instant>,
    /// When it was done.
    pub ended: Option<Instant>,
}

fn read(fields: Fields<'_>) -> Result<Relinking> {
    Ok(Relinking {
        id: fields.int("id")?,
        why: fields.owned("why")?,
        names: fields.json("names")?,
        artists: fields.json::<Vec<i64>>("artists")?.into_iter().map(ArtistId).collect(),
        everything: fields.int("everything")? != 0,
        after_story: StoryId(fields.int("after_story")?),
        looked_at: fields.int("looked_at")?,
        changed: fields.int("changed")?,
        asked: fields.int("asked")?,
        began: fields.time_or_none("began")?,
        ended: fields.time_or_none("ended")?,
    })
}

fn json(names: &[String], artists: &[ArtistId]) -> (String, String) {
    let artists: Vec<i64> = artists.iter().map(|artist| artist.0).collect();
    (serde_json::json!(names).to_string(), serde_json::json!(artists).to_string())
}

/// The one that nobody has begun: more may be added to it, by this transaction alone until it ends.
///
/// # Errors
/// As every write.
pub async fn waiting(tx: &Tx) -> Result<Option<Relinking>> {
    tx.row(&WAITING, &[]).await?.map(|row| read(row.of("relinkings"))).transpose()
}

/// Stories are to be linked anew.
///
/// # Errors
/// As every write.
pub async fn owe(tx: &Tx, why: &str, names: &[String], artists: &[ArtistId], everything: bool) -> Result<()> {
    let (names, artists) = json(names, artists);
    tx.run(&OWE, &values![why, names, artists, i64::from(everything)]).await?;
    Ok(())
}

/// Puts another extent in the place of one that nobody has begun.
///
/// # Errors
/// As every write.
pub async fn extend(tx: &Tx, to: &Relinking) -> Result<()> {
    let (names, artists) = json(&to.names, &to.artists);
    tx.run(&EXTEND, &values![to.id, &to.why, names, artists, i64::from(to.everything)]).await?;
    Ok(())
}

/// The oldest that is not done, kept from other processes until the transaction ends.
///
/// # Errors
/// As every write.
pub async fn next(tx: &Tx) -> Result<Option<Relinking>> {
    tx.row(&NEXT, &[]).await?.map(|row| read(row.of("relinkings"))).transpose()
}

/// Whether any is not done.
///
/// # Errors
/// As every read.
pub async fn is_open(conn: &Conn) -> Result<bool> {
    Ok(conn.row(&IS_OPEN, &[]).await?.is_some())
}

/// Stores how far one got.
///
/// # Errors
/// As every write.
pub async fn advance(tx: &Tx, to: &Relinking) -> Result<()> {
    tx.run(&ADVANCE, &values![to.id, to.after_story, to.looked_at, to.changed, to.asked, tx.now(), to.ended]).await?;
    Ok(())
}

/// The newest first.
///
/// # Errors
/// As every read.
pub async fn latest(conn: &Conn, limit: usize) -> Result<Vec<Relinking>> {
    conn.rows(&LATEST, &values![limit]).await?.iter().map(|row| read(row.of("relinkings"))).collect()
}

/// Forgets those that ended before an instant.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<()> {
    tx.run(&FORGET, &values![before]).await?;
    Ok(())
}

/// The highest number of a story; 0 when there is none.
///
/// # Errors
/// As every read.
pub async fn last_story(conn: &Conn) -> Result<StoryId> {
    conn.row(&LAST_STORY, &[]).await?.map_or(Ok(StoryId(0)), |row| row.of("stories").int("last").map(StoryId))
}

/// The next stories to look at for one, by number, and whether each speaks of one of its artists: where it has names, those of
/// whose texts only the caller can say that they have one. Without names only stories that speak of its artists are given.
///
/// # Errors
/// As every read.
pub async fn stories(conn: &Conn, of: &Relinking, limit: usize) -> Result<Vec<(StoryId, bool)>> {
    let rows = conn.rows_built(&statement(of, limit)).await?;
    let read = |row: &crate::db::Row| {
        let fields = row.of("stories");
        Ok((StoryId(fields.int("id")?), fields.int("speaks")? > 0))
    };
    rows.iter().map(read).collect()
}

pub(crate) fn statement(of: &Relinking, limit: usize) -> Built {
    let mut built = Built::new("SELECT id, speaks FROM (SELECT stories.id AS id, CASE WHEN stories.id < 0", &[]);
    for artist in &of.artists {
        built.push(" OR stories.id IN (SELECT story FROM auto_links WHERE artist = ?1)", &values![*artist]);
        built.push(" OR stories.id IN (SELECT story FROM story_artists WHERE artist = ?1)", &values![*artist]);
        built.push(" OR stories.id IN (SELECT story FROM story_credits WHERE artist = ?1)", &values![*artist]);
    }
    built.push(" THEN 1 ELSE 0 END AS speaks FROM stories WHERE stories.id > ?1) AS stories", &values![of.after_story]);
    if !of.everything && of.names.is_empty() {
        built.push(" WHERE speaks = 1", &[]);
    }
    built.push(" ORDER BY id LIMIT ?1", &values![limit]);
    built
}
