//! Who has a story open. Rows and not memory: there may be several servers.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::id::StoryId;
use domain::time::Instant;

statements! {
    BEAT = "UPDATE story_presence SET seen = ?3, who = ?4 WHERE story = ?1 AND client = ?2 AND seen >= ?5";
    ENTER = "INSERT INTO story_presence (story, client, who, place, since, seen)
        VALUES (?1, ?2, ?3, (SELECT coalesce(max(place), 0) + 1 FROM story_presence WHERE story = ?1), ?4, ?4)
        ON CONFLICT (story, client) DO UPDATE SET who = excluded.who, place = excluded.place, since = excluded.since, seen = excluded.seen";
    TAKE = "UPDATE story_presence SET place = (SELECT min(other.place) - 1 FROM story_presence AS other WHERE other.story = ?1), since = ?3, seen = ?3
        WHERE story = ?1 AND client = ?2";
    LEAVE = "DELETE FROM story_presence WHERE story = ?1 AND client = ?2";
    PRESENT = "SELECT story, client, who, place, since, seen FROM story_presence WHERE story = ?1 AND seen >= ?2 ORDER BY place, client";
    HOLDERS = "SELECT story, client, who, place, since, seen FROM story_presence WHERE story IN json_ids(?1) AND seen >= ?2
        ORDER BY story, place, client";
    FORGET = "DELETE FROM story_presence WHERE seen < ?1";
}

/// Who was silent for so many seconds is gone.
pub const SILENT_SECONDS: i64 = 30;

/// Somebody who has a story open in one window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// The story.
    pub story: StoryId,
    /// The window.
    pub client: String,
    /// Who.
    pub who: String,
    /// Since when they hold it, or are in it.
    pub since: Instant,
}

/// A window says that it is still there. It comes last when it was not, or was silent for too long.
///
/// # Errors
/// As every write.
pub async fn beat(tx: &Tx, story: StoryId, client: &str, who: &str) -> Result<()> {
    let alive = tx.now().plus_seconds(-SILENT_SECONDS);
    if tx.run(&BEAT, &values![story, client, tx.now(), who, alive]).await? == 0 {
        tx.run(&ENTER, &values![story, client, who, tx.now()]).await?;
    }
    Ok(())
}

/// A window that is there takes the story over: it comes first.
///
/// # Errors
/// As every write.
pub async fn take(tx: &Tx, story: StoryId, client: &str) -> Result<()> {
    tx.run(&TAKE, &values![story, client, tx.now()]).await?;
    Ok(())
}

/// A window leaves.
///
/// # Errors
/// As every write.
pub async fn leave(tx: &Tx, story: StoryId, client: &str) -> Result<()> {
    tx.run(&LEAVE, &values![story, client]).await?;
    Ok(())
}

/// Who is in a story; the first holds it.
///
/// # Errors
/// As every read.
pub async fn present(conn: &Conn, story: StoryId, now: Instant) -> Result<Vec<Present>> {
    conn.rows(&PRESENT, &values![story, now.plus_seconds(-SILENT_SECONDS)])
        .await?
        .iter()
        .map(|row| read(row.of("story_presence")))
        .collect()
}

/// Who holds each of some stories.
///
/// # Errors
/// As every read.
pub async fn holders(conn: &Conn, stories: &[StoryId], now: Instant) -> Result<Vec<Present>> {
    let listed = crate::db::json_ids(stories.iter().map(|id| id.0));
    let rows = conn.rows(&HOLDERS, &[listed, now.plus_seconds(-SILENT_SECONDS).into()]).await?;
    let mut all = rows.iter().map(|row| read(row.of("story_presence"))).collect::<Result<Vec<_>>>()?;
    all.dedup_by_key(|one| one.story);
    Ok(all)
}

/// Forgets windows that have been silent since before an instant.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, before: Instant) -> Result<u64> {
    tx.run(&FORGET, &values![before]).await
}

fn read(fields: Fields<'_>) -> Result<Present> {
    Ok(Present {
        story: StoryId(fields.int("story")?),
        client: fields.owned("client")?,
        who: fields.owned("who")?,
        since: fields.time("since")?,
    })
}
