//! A story that goes as if it had never been: only one that an import brought and nobody has touched since.

use crate::db::{Conn, Sql, Tx, statements, values};
use crate::error::{Result, StoreError};
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId};
use domain::media::Use;

statements! {
    DESK = "DELETE FROM story_desk WHERE story = ?1";
    PENDING = "DELETE FROM story_pending WHERE story = ?1";
    SAVES = "DELETE FROM story_saves WHERE story = ?1";
    ASIDES = "DELETE FROM story_asides WHERE story = ?1";
    PRESENCE = "DELETE FROM story_presence WHERE story = ?1";
    NOTES = "DELETE FROM story_notes WHERE story = ?1";
    PREVIEWS = "DELETE FROM story_previews WHERE story = ?1";
    SPONSORS = "DELETE FROM story_sponsors WHERE story = ?1";
    BYLINES = "DELETE FROM story_bylines WHERE story = ?1";
    CREDITS = "DELETE FROM story_credits WHERE story = ?1";
    ARTISTS = "DELETE FROM story_artists WHERE story = ?1";
    VERSIONS = "DELETE FROM story_versions WHERE story = ?1";
    CLIPS = "DELETE FROM story_clips WHERE story = ?1";
    AUTO_LINKS = "DELETE FROM auto_links WHERE story = ?1";
    REJECTED = "DELETE FROM rejected_links WHERE story = ?1";
    ACCEPTED = "DELETE FROM accepted_links WHERE story = ?1";
    QUOTES = "DELETE FROM quotes WHERE story = ?1";
    WORKS = "DELETE FROM story_works WHERE story = ?1";
    GIGS = "DELETE FROM story_gigs WHERE story = ?1";
    TOLD = "DELETE FROM corrections_to_tell WHERE story = ?1";
    THREAD = "DELETE FROM thread_stories WHERE story = ?1";
    SPEAKS_OF = "SELECT artist FROM story_artists WHERE story = ?1 ORDER BY artist";
    RULED = "SELECT (SELECT count(*) FROM accepted_links WHERE story = ?1) + (SELECT count(*) FROM rejected_links WHERE story = ?1)
        + (SELECT count(*) FROM quotes WHERE story = ?1 AND standing <> 'found')
        + (SELECT count(*) FROM story_works WHERE story = ?1 AND how <> 'found') AS rulings";
    STORY = "DELETE FROM stories WHERE id = ?1 AND revision = ?2";
}

/// What hangs on a story, in an order in which it can go.
static PARTS: [&Sql; 21] = [
    &PENDING,
    &SAVES,
    &ASIDES,
    &PRESENCE,
    &NOTES,
    &PREVIEWS,
    &SPONSORS,
    &BYLINES,
    &CREDITS,
    &ARTISTS,
    &VERSIONS,
    &CLIPS,
    &AUTO_LINKS,
    &REJECTED,
    &ACCEPTED,
    &QUOTES,
    &WORKS,
    &GIGS,
    &TOLD,
    &THREAD,
    &DESK,
];

/// Whether a person said something of a story's links, quotations or works.
///
/// # Errors
/// As every read.
pub async fn is_ruled_on(conn: &Conn, id: StoryId) -> Result<bool> {
    Ok(conn.row(&RULED, &values![id]).await?.map_or(Ok(0), |row| row.of("stories").int("rulings"))? > 0)
}

/// Forgets a story that is at revision `had` still.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between.
pub async fn forget(tx: &Tx, id: StoryId, had: i64) -> Result<()> {
    crate::media::set_uses(tx, Use::Story(id), &std::collections::BTreeSet::new()).await?;
    let speaks_of = tx.rows(&SPEAKS_OF, &values![id]).await?;
    let speaks_of = speaks_of.iter().map(|row| row.of("story_artists").int("artist").map(ArtistId)).collect::<Result<Vec<_>>>()?;
    for part in PARTS {
        tx.run(part, &values![id]).await?;
    }
    if tx.run(&STORY, &values![id, had]).await? == 0 {
        return Err(StoreError::Conflict(format!("story {id} is not at revision {had} any more")));
    }
    crate::artists::recount(tx, &speaks_of).await?;
    tx.change(ChangeKind::Story, id.0);
    Ok(())
}
