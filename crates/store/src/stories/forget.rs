//! A story that goes as if it had never been: only one that an import brought and nobody has touched since.

use crate::db::{Sql, Tx, statements, values};
use crate::error::{Result, StoreError};
use domain::change::ChangeKind;
use domain::id::StoryId;
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

/// Forgets a story that is at revision `had` still.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between.
pub async fn forget(tx: &Tx, id: StoryId, had: i64) -> Result<()> {
    crate::media::set_uses(tx, Use::Story(id), &std::collections::BTreeSet::new()).await?;
    for part in PARTS {
        tx.run(part, &values![id]).await?;
    }
    if tx.run(&STORY, &values![id, had]).await? == 0 {
        return Err(StoreError::Conflict(format!("story {id} is not at revision {had} any more")));
    }
    tx.change(ChangeKind::Story, id.0);
    Ok(())
}
