//! Which stories are about a work.

use crate::db::{Conn, Row, Tx, json_ids, statements, values};
use crate::error::Result;
use crate::links;
use domain::body::Score;
use domain::id::{StoryId, WorkId};
use domain::story::Kind;
use domain::time::Instant;
use domain::work::About;

statements! {
    PUT = "INSERT INTO story_works (story, work, how) VALUES (?1, ?2, ?3) ON CONFLICT (story, work) DO UPDATE SET how = excluded.how";
    FIND = "INSERT INTO story_works (story, work, how) VALUES (?1, ?2, 'found') ON CONFLICT (story, work) DO NOTHING";
    FORGET = "DELETE FROM story_works WHERE story = ?1 AND work = ?2";
    OF_STORY = "SELECT story, work, how FROM story_works WHERE story = ?1 ORDER BY work";
    STORIES_OF = "SELECT story, work, how FROM story_works WHERE work = ?1 ORDER BY story DESC LIMIT 500";
    LIVE_OF = "SELECT story_works.work, stories.id, stories.address, stories.headline, stories.kind, stories.score, stories.published
        FROM story_works JOIN stories ON stories.id = story_works.story
        WHERE story_works.work IN json_ids(?1) AND story_works.how <> 'denied' AND stories.state = 'live'
        ORDER BY stories.live_since DESC, stories.id DESC, story_works.work";
}

/// A live story that is about a work, as lists of works name it.
#[derive(Debug, Clone, PartialEq)]
pub struct OfWork {
    /// The work.
    pub work: WorkId,
    /// The story.
    pub story: StoryId,
    /// Its path.
    pub address: String,
    /// Its headline.
    pub headline: String,
    /// What it is.
    pub kind: Kind,
    /// What it comes to, when it is a review.
    pub score: Option<Score>,
    /// Its dateline.
    pub published: Instant,
}

/// Says how a story is about a work.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, story: StoryId, work: WorkId, about: About) -> Result<()> {
    tx.run(&PUT, &values![story, work, about.word()]).await?;
    links::note_change(tx, story).await
}

/// Takes back what was said of a story and a work.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, story: StoryId, work: WorkId) -> Result<()> {
    tx.run(&FORGET, &values![story, work]).await?;
    links::note_change(tx, story).await
}

/// Stores the works that were found in a story's text, in the place of those found before. What a person said stays.
/// Says whether anything is other than before.
///
/// # Errors
/// As every write.
pub async fn replace_found(tx: &Tx, story: StoryId, found: &[WorkId]) -> Result<bool> {
    let before = of_story(tx, story).await?;
    let gone = before.iter().filter(|(work, how)| *how == About::Found && !found.contains(work));
    let new: Vec<WorkId> = found.iter().copied().filter(|work| before.iter().all(|(had, _)| had != work)).collect();
    let mut changed = false;
    for (work, _) in gone {
        tx.run(&FORGET, &values![story, *work]).await?;
        changed = true;
    }
    for work in &new {
        tx.run(&FIND, &values![story, *work]).await?;
    }
    if changed || !new.is_empty() {
        links::note_change(tx, story).await?;
    }
    Ok(changed || !new.is_empty())
}

fn read(row: &Row) -> Result<(StoryId, WorkId, About)> {
    let fields = row.of("story_works");
    Ok((StoryId(fields.int("story")?), WorkId(fields.int("work")?), fields.word("how", About::from_word)?))
}

/// What a story is about, and what a person said it is not.
///
/// # Errors
/// As every read.
pub async fn of_story(conn: &Conn, story: StoryId) -> Result<Vec<(WorkId, About)>> {
    let rows = conn.rows(&OF_STORY, &values![story]).await?;
    rows.iter().map(|row| read(row).map(|(_, work, about)| (work, about))).collect()
}

/// The stories about a work, in any state, those made last first; those that a person said are not, too.
///
/// # Errors
/// As every read.
pub async fn stories_of(conn: &Conn, work: WorkId) -> Result<Vec<(StoryId, About)>> {
    let rows = conn.rows(&STORIES_OF, &values![work]).await?;
    rows.iter().map(|row| read(row).map(|(story, _, about)| (story, about))).collect()
}

/// The live stories about some works, the newest on the paper first.
///
/// # Errors
/// As every read.
pub async fn live_of(conn: &Conn, works: &[WorkId]) -> Result<Vec<OfWork>> {
    if works.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conn.rows(&LIVE_OF, &[json_ids(works.iter().map(|work| work.0))]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("stories");
            Ok(OfWork {
                work: WorkId(fields.int("work")?),
                story: StoryId(fields.int("id")?),
                address: fields.owned("address")?,
                headline: fields.owned("headline")?,
                kind: fields.word("kind", Kind::from_word)?,
                score: fields.json_or_none("score")?,
                published: fields.time("published")?,
            })
        })
        .collect()
}
