//! Stories as whoever makes an index of them reads them: many at a time, the newest first.

use super::row;
use crate::db::{Conn, json_ids, statements, values};
use crate::error::Result;
use domain::id::{ArtistId, StaffId, StoryId};
use domain::quote::Quote;
use domain::story::{Draft, Story};
use domain::time::Instant;
use std::collections::HashMap;

statements! {
    BY_IDS = (concat!("SELECT ", row::columns!(), " FROM stories WHERE id IN json_ids(?1) ORDER BY id"));
    BEFORE = "SELECT id FROM stories WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
    MANY = "SELECT count(*) AS stories FROM stories";
    ARTISTS = "SELECT story, artist FROM story_artists WHERE story IN json_ids(?1) ORDER BY story, artist";
    DESK = "SELECT story, owner, saved_at FROM story_desk WHERE story IN json_ids(?1) ORDER BY story";
}

/// A story and whom it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// As it is stored, whatever its state.
    pub story: Story,
    /// The artists, each once.
    pub artists: Vec<ArtistId>,
    /// Who says what in it, as editors confirmed it.
    pub said: Vec<Quote>,
}

/// What the desk has of a story beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct AtDesk {
    /// Whose it is.
    pub owner: Option<StaffId>,
    /// When it was last saved.
    pub saved_at: Instant,
    /// The version that readers do not see yet.
    pub pending: Option<Draft>,
}

/// Some stories of any state, by id; what is gone is left out.
///
/// # Errors
/// As every read.
pub async fn searched(conn: &Conn, ids: &[StoryId]) -> Result<Vec<Searched>> {
    let listed = [json_ids(ids.iter().map(|id| id.0))];
    let mut artists: HashMap<StoryId, Vec<ArtistId>> = HashMap::new();
    for row in conn.rows(&ARTISTS, &listed).await? {
        let fields = row.of("story_artists");
        artists.entry(StoryId(fields.int("story")?)).or_default().push(ArtistId(fields.int("artist")?));
    }
    let mut said: HashMap<StoryId, Vec<Quote>> = HashMap::new();
    for ruled in crate::quotes::confirmed(conn, ids).await? {
        said.entry(ruled.story).or_default().push(ruled.quote);
    }
    let mut parts = super::cards::parts(conn, ids).await?;
    let mut all = Vec::with_capacity(ids.len());
    for row in conn.rows(&BY_IDS, &listed).await? {
        let mut story = row::read(row.of("stories"))?;
        parts.put_into(&mut story);
        all.push(Searched {
            artists: artists.remove(&story.id).unwrap_or_default(),
            said: said.remove(&story.id).unwrap_or_default(),
            story,
        });
    }
    Ok(all)
}

/// What the desk has of some stories.
///
/// # Errors
/// As every read.
pub async fn at_desk(conn: &Conn, ids: &[StoryId]) -> Result<HashMap<StoryId, AtDesk>> {
    let mut pending = crate::desk::pending_drafts(conn, ids).await?;
    let mut all = HashMap::new();
    for row in conn.rows(&DESK, &[json_ids(ids.iter().map(|id| id.0))]).await? {
        let fields = row.of("story_desk");
        let story = StoryId(fields.int("story")?);
        let (owner, saved_at) = (fields.int_or_none("owner")?.map(StaffId), fields.time("saved_at")?);
        all.insert(story, AtDesk { owner, saved_at, pending: pending.remove(&story) });
    }
    Ok(all)
}

/// The stories before one, the last made first, of every state.
///
/// # Errors
/// As every read.
pub async fn before(conn: &Conn, id: StoryId, limit: usize) -> Result<Vec<StoryId>> {
    super::ids(conn, &BEFORE, &values![id, limit]).await
}

/// How many stories there are, in every state.
///
/// # Errors
/// As every read.
pub async fn many(conn: &Conn) -> Result<usize> {
    crate::db::certain(conn.row(&MANY, &[]).await?)?.of("stories").size("stories")
}
