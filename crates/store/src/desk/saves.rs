//! What makes saving safe: the last save of each window, and the texts that were refused.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use crate::stories::version;
use domain::id::StoryId;
use domain::story::desk::OwnSave;
use domain::story::{Draft, Story};
use domain::time::Instant;

statements! {
    OWN = "SELECT story, had, revision FROM story_saves WHERE story = ?1 AND client = ?2";
    NOTE = "INSERT INTO story_saves (story, client, had, revision, at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (story, client) DO UPDATE SET had = excluded.had, revision = excluded.revision, at = excluded.at";
    FORGET = "DELETE FROM story_saves WHERE at < ?1";
    SAME_ASIDE = "SELECT story, number FROM story_asides WHERE story = ?1 AND client = ?2 AND had = ?3 AND who = ?4
        AND (had > 0 OR content = ?5) AND done IS NULL ORDER BY number LIMIT 1";
    AGAIN_ASIDE = "UPDATE story_asides SET at = ?3, who = ?4, content = ?5 WHERE story = ?1 AND number = ?2";
    NEXT_ASIDE = "SELECT coalesce(max(number), 0) + 1 AS number FROM story_asides WHERE story = ?1";
    PUT_ASIDE = "INSERT INTO story_asides (story, number, at, who, client, had, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    ASIDES = "SELECT story, number, at, who, client, had, content FROM story_asides WHERE story = ?1 AND done IS NULL ORDER BY number";
    ASIDE = "SELECT story, number, at, who, client, had, content FROM story_asides WHERE story = ?1 AND number = ?2";
    DONE_ASIDE = "UPDATE story_asides SET done = ?3 WHERE story = ?1 AND number = ?2 AND done IS NULL";
}

/// A text that was refused because somebody else wrote in between.
#[derive(Debug, Clone, PartialEq)]
pub struct Aside {
    /// Its number within the story.
    pub number: i64,
    /// When it was kept.
    pub at: Instant,
    /// Whose it is.
    pub who: String,
    /// The window that it came from.
    pub client: String,
    /// The revision that it was written over.
    pub had: i64,
    /// The text.
    pub draft: Draft,
}

/// The last save of a window.
///
/// # Errors
/// As every read.
pub async fn own(conn: &Conn, story: StoryId, client: &str) -> Result<Option<OwnSave>> {
    let row = conn.row(&OWN, &values![story, client]).await?;
    row.map(|row| {
        let fields = row.of("story_saves");
        Ok(OwnSave { had: fields.int("had")?, revision: fields.int("revision")? })
    })
    .transpose()
}

/// Notes the last save of a window.
///
/// # Errors
/// As every write.
pub async fn note(tx: &Tx, story: StoryId, client: &str, save: OwnSave) -> Result<()> {
    tx.run(&NOTE, &values![story, client, save.had, save.revision, tx.now()]).await?;
    Ok(())
}

/// Forgets the saves of windows that have been silent since before an instant.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<u64> {
    tx.run(&FORGET, &values![before]).await
}

/// Keeps a refused text (the draft of `story`) and gives its number. The same window's text over the same revision goes
/// on from its last one, and takes its place. One that was written over no revision at all (`had` is 0: a window that
/// gives up) goes on from nothing: only the very same text is kept once.
///
/// # Errors
/// As every write.
pub async fn put_aside(tx: &Tx, story: &Story, client: &str, had: i64, who: &str) -> Result<i64> {
    let content = version::write(story, "aside");
    if let Some(row) = tx.row(&SAME_ASIDE, &values![story.id, client, had, who, content.as_str()]).await? {
        let number = row.of("story_asides").int("number")?;
        tx.run(&AGAIN_ASIDE, &values![story.id, number, tx.now(), who, content]).await?;
        return Ok(number);
    }
    let number = crate::db::certain(tx.row(&NEXT_ASIDE, &values![story.id]).await?)?.of("story_asides").int("number")?;
    tx.run(&PUT_ASIDE, &values![story.id, number, tx.now(), who, client, had, content]).await?;
    Ok(number)
}

/// The texts of a story that somebody still has to look at.
///
/// # Errors
/// As every read.
pub async fn asides(conn: &Conn, story: StoryId) -> Result<Vec<Aside>> {
    conn.rows(&ASIDES, &values![story]).await?.iter().map(|row| read(row.of("story_asides"))).collect()
}

/// One of them, done with or not.
///
/// # Errors
/// As every read.
pub async fn aside(conn: &Conn, story: StoryId, number: i64) -> Result<Option<Aside>> {
    conn.row(&ASIDE, &values![story, number]).await?.map(|row| read(row.of("story_asides"))).transpose()
}

/// Says that somebody has looked at one; whether it was there and open.
///
/// # Errors
/// As every write.
pub async fn done_with_aside(tx: &Tx, story: StoryId, number: i64) -> Result<bool> {
    Ok(tx.run(&DONE_ASIDE, &values![story, number, tx.now()]).await? > 0)
}

fn read(fields: Fields<'_>) -> Result<Aside> {
    let (_, draft) = version::read_content(fields)?;
    Ok(Aside {
        number: fields.int("number")?,
        at: fields.time("at")?,
        who: fields.owned("who")?,
        client: fields.owned("client")?,
        had: fields.int("had")?,
        draft,
    })
}
