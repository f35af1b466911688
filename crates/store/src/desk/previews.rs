//! Keys to stories that are not on the paper. The key itself is nowhere: only its hash.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::id::StoryId;
use domain::time::Instant;

statements! {
    NEXT = "SELECT coalesce(max(number), 0) + 1 AS number FROM story_previews WHERE story = ?1";
    PUT = "INSERT INTO story_previews (story, number, hash, made, made_by, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    LIST = "SELECT story, number, made, made_by, expires FROM story_previews WHERE story = ?1 AND revoked IS NULL AND expires > ?2 ORDER BY number";
    FIND = "SELECT story, number, made, made_by, expires FROM story_previews WHERE hash = ?1 AND revoked IS NULL AND expires > ?2";
    REVOKE = "UPDATE story_previews SET revoked = ?3 WHERE story = ?1 AND number = ?2 AND revoked IS NULL";
}

/// A key that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The story that it opens.
    pub story: StoryId,
    /// Its number within the story.
    pub number: i64,
    /// When it was made.
    pub made: Instant,
    /// Who made it.
    pub made_by: String,
    /// Until when it works.
    pub expires: Instant,
}

/// Stores a new key by its hash; gives its number.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, story: StoryId, hash: &str, who: &str, expires: Instant) -> Result<i64> {
    let number = crate::db::certain(tx.row(&NEXT, &values![story]).await?)?.of("story_previews").int("number")?;
    tx.run(&PUT, &values![story, number, hash, tx.now(), who, expires]).await?;
    Ok(number)
}

/// The keys of a story that work now.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, story: StoryId, now: Instant) -> Result<Vec<Preview>> {
    conn.rows(&LIST, &values![story, now]).await?.iter().map(|row| read(row.of("story_previews"))).collect()
}

/// The key of a hash, if it works now.
///
/// # Errors
/// As every read.
pub async fn find(conn: &Conn, hash: &str, now: Instant) -> Result<Option<Preview>> {
    conn.row(&FIND, &values![hash, now]).await?.map(|row| read(row.of("story_previews"))).transpose()
}

/// Makes a key worthless; whether it worked.
///
/// # Errors
/// As every write.
pub async fn revoke(tx: &Tx, story: StoryId, number: i64) -> Result<bool> {
    Ok(tx.run(&REVOKE, &values![story, number, tx.now()]).await? > 0)
}

fn read(fields: Fields<'_>) -> Result<Preview> {
    Ok(Preview {
        story: StoryId(fields.int("story")?),
        number: fields.int("number")?,
        made: fields.time("made")?,
        made_by: fields.owned("made_by")?,
        expires: fields.time("expires")?,
    })
}
