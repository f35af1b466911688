//! The clips that stories use: derived from their bodies when they are saved. And those found gone.

use crate::db::{Conn, Row, Tx, Value, statements, values};
use crate::error::{Result, StoreError};
use domain::body::{Block, Clip, ClipKind, Provider};
use domain::change::ChangeKind;
use domain::id::{StaffId, StoryId};
use domain::story::Story;
use domain::time::Instant;

macro_rules! used {
    ($where:literal) => {
        concat!(
            "SELECT story_clips.story, story_clips.position, story_clips.provider, story_clips.clip, story_clips.kind, story_clips.title,
            story_clips.credit, stories.headline, stories.state, stories.address, dead_clips.since,
            (SELECT count(DISTINCT other.story) FROM story_clips AS other WHERE other.provider = story_clips.provider
                AND other.clip = story_clips.clip) AS uses
            FROM story_clips JOIN stories ON stories.id = story_clips.story
            LEFT JOIN dead_clips ON dead_clips.provider = story_clips.provider AND dead_clips.clip = story_clips.clip ",
            $where,
            " AND ",
            crate::desk::may_see!("story_clips.story", "?3"),
            " ORDER BY story_clips.story DESC, story_clips.position LIMIT ?2"
        )
    };
}

statements! {
    CLEAR = "DELETE FROM story_clips WHERE story = ?1";
    PUT = "INSERT INTO story_clips (story, position, provider, clip, kind, title, credit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    USED = (used!("WHERE story_clips.story < ?1"));
    UNNAMED = (used!("WHERE story_clips.story < ?1 AND (story_clips.title = '' OR story_clips.credit = '')"));
    GONE = (used!("WHERE story_clips.story < ?1 AND dead_clips.since IS NOT NULL"));
    MARK = "INSERT INTO dead_clips (provider, clip, since, who) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (provider, clip) DO NOTHING";
    UNMARK = "DELETE FROM dead_clips WHERE provider = ?1 AND clip = ?2";
    USERS = "SELECT DISTINCT story FROM story_clips WHERE provider = ?1 AND clip = ?2 ORDER BY story";
}

/// A clip where a story uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The story.
    pub story: StoryId,
    /// Which block of its body.
    pub position: i64,
    /// Who hosts it.
    pub provider: Provider,
    /// The provider's id; empty while there is none.
    pub id: String,
    /// What it is.
    pub kind: ClipKind,
    /// Its title in this story.
    pub title: String,
    /// Who made it, in this story.
    pub credit: String,
    /// The story's headline.
    pub headline: String,
    /// The word of the story's state.
    pub state: String,
    /// The story's path, when it has one.
    pub address: Option<String>,
    /// When somebody found it gone.
    pub gone: Option<Instant>,
    /// In how many stories it is used.
    pub uses: i64,
}

/// Which clips are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// Every one.
    #[default]
    All,
    /// Without title or credit.
    Unnamed,
    /// Found gone.
    Gone,
}

/// Stores the clips of a story, in the place of those before.
pub(crate) async fn of_story(tx: &Tx, story: &Story) -> Result<()> {
    tx.run(&CLEAR, &values![story.id]).await?;
    let clips = story.draft.body.blocks.iter().enumerate().filter_map(|(place, block)| match block {
        Block::Clip(clip) => Some(row(story.id, place, clip)),
        _ => None,
    });
    tx.run_many(&PUT, &clips.collect::<Vec<_>>()).await
}

fn row(story: StoryId, place: usize, clip: &Clip) -> Vec<Value> {
    let id = clip.id.as_deref().unwrap_or_default();
    Vec::from(values![story, place, word(&clip.provider), id, word(&clip.kind), clip.title.trim(), clip.credit.trim()])
}

fn read(row: &Row) -> Result<Use> {
    let fields = row.of("story_clips");
    let damaged = |column: &str| StoreError::Other(format!("story_clips.{column} holds a word that is not known"));
    Ok(Use {
        story: StoryId(fields.int("story")?),
        position: fields.int("position")?,
        provider: from_word(fields.text("provider")?).ok_or_else(|| damaged("provider"))?,
        id: fields.owned("clip")?,
        kind: from_word(fields.text("kind")?).ok_or_else(|| damaged("kind"))?,
        title: fields.owned("title")?,
        credit: fields.owned("credit")?,
        headline: fields.owned("headline")?,
        state: fields.owned("state")?,
        address: fields.owned_or_none("address")?,
        gone: fields.time_or_none("since")?,
        uses: fields.int("uses")?,
    })
}

/// The word that a value has in JSON.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn from_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Clips of stories before one, those of the newest stories first. `own`: only what is live or belongs to this person.
///
/// # Errors
/// As every read.
pub async fn used(conn: &Conn, wanted: Wanted, before: StoryId, own: Option<StaffId>, limit: usize) -> Result<Vec<Use>> {
    let sql = match wanted {
        Wanted::All => &USED,
        Wanted::Unnamed => &UNNAMED,
        Wanted::Gone => &GONE,
    };
    conn.rows(sql, &values![before, limit, own]).await?.iter().map(read).collect()
}

/// Notes that a clip is gone from its provider, or is there after all. Gives the stories that use it.
///
/// # Errors
/// As every write.
pub async fn mark(tx: &Tx, provider: Provider, id: &str, gone: bool, who: &str) -> Result<Vec<StoryId>> {
    let provider = word(&provider);
    if gone {
        tx.run(&MARK, &values![&provider, id, tx.now(), who]).await?;
    } else {
        tx.run(&UNMARK, &values![&provider, id]).await?;
    }
    let stories: Vec<StoryId> = tx
        .rows(&USERS, &values![&provider, id])
        .await?
        .iter()
        .map(|row| row.of("story_clips").int("story").map(StoryId))
        .collect::<Result<_>>()?;
    stories.iter().for_each(|story| tx.change(ChangeKind::Draft, story.0));
    Ok(stories)
}
