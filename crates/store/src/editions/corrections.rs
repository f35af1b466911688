//! Corrections that readers are to be told of in a letter.

use crate::db::{Conn, Tx, json_ids, statements, values};
use crate::error::Result;
use domain::id::StoryId;
use domain::time::{Day, Instant};

statements! {
    ASK = "INSERT INTO corrections_to_tell (at, story, text) VALUES (?1, ?2, ?3)";
    FORGET = "DELETE FROM corrections_to_tell WHERE story = ?1 AND day IS NULL";
    DROP = "DELETE FROM corrections_to_tell WHERE id = ?1 AND day IS NULL";
    OPEN = "SELECT id, at, story, text FROM corrections_to_tell WHERE day IS NULL ORDER BY id";
    OF_DAY = "SELECT id, at, story, text FROM corrections_to_tell WHERE day = ?1 ORDER BY id";
    TOLD = "UPDATE corrections_to_tell SET day = ?1 WHERE id IN json_ids(?2) AND day IS NULL";
    OF_STORY = "SELECT day FROM corrections_to_tell WHERE story = ?1 AND day IS NOT NULL ORDER BY id";
}

/// A correction that readers are to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToTell {
    /// Its number.
    pub id: i64,
    /// When the story was corrected.
    pub at: Instant,
    /// The story.
    pub story: StoryId,
    /// The note.
    pub text: String,
}

/// Has a correction of now told.
///
/// # Errors
/// As every write.
pub async fn ask_to_tell(tx: &Tx, story: StoryId, text: &str) -> Result<()> {
    tx.run(&ASK, &values![tx.now(), story, text]).await?;
    Ok(())
}

/// Forgets what no edition has told of a story.
///
/// # Errors
/// As every write.
pub async fn forget_to_tell(tx: &Tx, story: StoryId) -> Result<()> {
    tx.run(&FORGET, &values![story]).await?;
    Ok(())
}

/// Takes back one that no edition has told; false when there is none.
///
/// # Errors
/// As every write.
pub async fn drop_to_tell(tx: &Tx, id: i64) -> Result<bool> {
    Ok(tx.run(&DROP, &values![id]).await? > 0)
}

/// What the editions of a day tell; `None`: what no edition has told.
///
/// # Errors
/// As every read.
pub async fn to_tell(conn: &Conn, day: Option<Day>) -> Result<Vec<ToTell>> {
    let rows = match day {
        Some(day) => conn.rows(&OF_DAY, &values![day.to_string()]).await?,
        None => conn.rows(&OPEN, &[]).await?,
    };
    rows.iter()
        .map(|row| {
            let fields = row.of("corrections_to_tell");
            Ok(ToTell { id: fields.int("id")?, at: fields.time("at")?, story: StoryId(fields.int("story")?), text: fields.owned("text")? })
        })
        .collect()
}

/// Says that the editions of a day tell these.
///
/// # Errors
/// As every write.
pub async fn told(tx: &Tx, day: Day, ids: impl Iterator<Item = i64>) -> Result<()> {
    tx.run(&TOLD, &values![day.to_string(), json_ids(ids)]).await?;
    Ok(())
}

/// The days whose editions told a correction of a story.
///
/// # Errors
/// As every read.
pub async fn told_of(conn: &Conn, story: StoryId) -> Result<Vec<Day>> {
    let rows = conn.rows(&OF_STORY, &values![story]).await?;
    rows.iter().map(|row| row.of("corrections_to_tell").word("day", |text| text.parse().ok())).collect()
}
