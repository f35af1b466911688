//! Where files are used, kept with whatever uses them: the library asks it before anything is deleted, the paper before
//! a stranger is shown anything.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::body::MediaKey;
use domain::id::StaffId;
use domain::media::Use;
use std::collections::BTreeSet;

statements! {
    OF_THING = "SELECT media FROM media_uses WHERE thing = ?1 AND id = ?2 ORDER BY media";
    FORGET = "DELETE FROM media_uses WHERE thing = ?1 AND id = ?2 AND media = ?3";
    NOTE = "INSERT INTO media_uses (thing, id, media) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    USED_IN = "SELECT media_uses.thing, media_uses.id, coalesce(stories.headline, pages.title, '') AS title, coalesce(stories.state, '') AS state,
        story_desk.owner FROM media_uses LEFT JOIN stories ON media_uses.thing IN ('story', 'draft') AND stories.id = media_uses.id
        LEFT JOIN story_desk ON story_desk.story = stories.id LEFT JOIN pages ON media_uses.thing = 'page' AND pages.id = media_uses.id
        WHERE media_uses.media = ?1 ORDER BY media_uses.thing, media_uses.id LIMIT ?2";
    PUBLIC = "SELECT 1 AS one FROM media_uses WHERE media = ?1 AND thing IN ('page', 'ad', 'paper')
        UNION ALL SELECT 1 AS one FROM media_uses JOIN stories ON stories.id = media_uses.id
        WHERE media_uses.media = ?1 AND media_uses.thing = 'story' AND stories.state = 'live' LIMIT 1";
}

/// Notes which files a thing uses now; those that it used before and does not any more are forgotten. Stories and pages
/// do so by themselves when they are stored.
///
/// # Errors
/// As every write.
pub async fn set_uses(tx: &Tx, thing: Use, files: &BTreeSet<&MediaKey>) -> Result<()> {
    let (word, id) = thing.parts();
    let known = tx.rows(&OF_THING, &values![word, id]).await?;
    let known: BTreeSet<&str> = known.iter().map(|row| row.of("media_uses").text("media")).collect::<Result<_>>()?;
    for gone in known.iter().filter(|media| !files.iter().any(|file| file.as_str() == **media)) {
        tx.run(&FORGET, &values![word, id, *gone]).await?;
    }
    for new in files.iter().filter(|file| !known.contains(file.as_str())) {
        tx.run(&NOTE, &values![word, id, new.as_str()]).await?;
    }
    Ok(())
}

/// Something that uses a file, as it is named to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// What it is.
    pub thing: Use,
    /// The headline of a story, the title of a page; empty for others.
    pub title: String,
    /// The word for where a story stands; empty for others.
    pub state: String,
    /// Whose a story is.
    pub owner: Option<StaffId>,
}

/// What uses a file, `limit` at most.
///
/// # Errors
/// As every read.
pub async fn used_in(conn: &Conn, media: &MediaKey, limit: usize) -> Result<Vec<Used>> {
    let rows = conn.rows(&USED_IN, &values![media.as_str(), limit]).await?;
    let read = |row: &crate::db::Row| {
        let fields = row.of("media_uses");
        let id = fields.int("id")?;
        let thing = fields.word("thing", |word| Use::from_parts(word, id))?;
        Ok(Used { thing, title: fields.owned("title")?, state: fields.owned("state")?, owner: fields.int_or_none("owner")?.map(StaffId) })
    };
    rows.iter().map(read).collect()
}

/// Whether strangers may see a file: something that they see uses it.
///
/// # Errors
/// As every read.
pub async fn is_public(conn: &Conn, media: &MediaKey) -> Result<bool> {
    Ok(conn.row(&PUBLIC, &values![media.as_str()]).await?.is_some())
}
