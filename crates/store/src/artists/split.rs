//! One record that is two artists.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use crate::links;
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId};

statements! {
    CREDITS = "UPDATE story_credits SET artist = ?3 WHERE story = ?1 AND artist = ?2";
    ARTISTS = "INSERT INTO story_artists (story, artist, strength, since, has) SELECT story, ?3, strength, since, has FROM story_artists
        WHERE story = ?1 AND artist = ?2 ON CONFLICT (story, artist) DO NOTHING";
    DROP_ARTISTS = "DELETE FROM story_artists WHERE story = ?1 AND artist = ?2";
    LINKS = "INSERT INTO auto_links (story, text_version, block, begins, ends, artist, strength, standing, evidence)
        SELECT story, text_version, block, begins, ends, ?3, strength, standing, evidence FROM auto_links WHERE story = ?1 AND artist = ?2
        ON CONFLICT DO NOTHING";
    DROP_LINKS = "DELETE FROM auto_links WHERE story = ?1 AND artist = ?2";
    QUOTES = "UPDATE quotes SET artist = ?3 WHERE story = ?1 AND artist = ?2";
    FOLLOWS = "INSERT INTO follows (reader, artist, since) SELECT reader, ?2, since FROM follows WHERE artist = ?1
        ON CONFLICT (reader, artist) DO NOTHING";
    DROP_FOLLOWS = "DELETE FROM follows WHERE artist = ?1";
    MOVES = "SELECT
        (SELECT count(*) FROM story_artists WHERE artist = ?1) AS stories,
        (SELECT count(*) FROM story_credits WHERE artist = ?1) AS credits,
        (SELECT count(*) FROM auto_links WHERE artist = ?1) AS links,
        (SELECT count(*) FROM follows WHERE artist = ?1) AS follows,
        (SELECT count(*) FROM follows WHERE artist = ?1 AND reader IN (SELECT reader FROM follows WHERE artist = ?2)) AS follow_both,
        (SELECT count(*) FROM memberships WHERE group_id = ?1 OR member = ?1) AS memberships,
        (SELECT count(*) FROM artist_aliases WHERE artist = ?1) AS aliases";
    SHARED = "SELECT one.story FROM story_artists AS one JOIN story_artists AS other ON other.story = one.story AND other.artist = ?2
        WHERE one.artist = ?1 ORDER BY one.story LIMIT ?3";
}

/// How much is said of an artist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Stories that speak of them, in any state.
    pub stories: i64,
    /// Artist lines that name them.
    pub credits: i64,
    /// Automatic links, those that wait for a person too.
    pub links: i64,
    /// Readers who follow them.
    pub follows: i64,
    /// Readers who follow the other one too.
    pub follow_both: i64,
    /// Groups and members.
    pub memberships: i64,
    /// Other names.
    pub aliases: i64,
}

/// How much is said of an artist, and how many readers follow another one too.
///
/// # Errors
/// As every read.
pub async fn extent(conn: &Conn, artist: ArtistId, other: ArtistId) -> Result<Extent> {
    let Some(row) = conn.row(&MOVES, &values![artist, other]).await? else { return Ok(Extent::default()) };
    let fields = row.of("artists");
    Ok(Extent {
        stories: fields.int("stories")?,
        credits: fields.int("credits")?,
        links: fields.int("links")?,
        follows: fields.int("follows")?,
        follow_both: fields.int("follow_both")?,
        memberships: fields.int("memberships")?,
        aliases: fields.int("aliases")?,
    })
}

/// Stories that speak of two artists.
///
/// # Errors
/// As every read.
pub async fn stories_of_both(conn: &Conn, one: ArtistId, other: ArtistId, limit: usize) -> Result<Vec<StoryId>> {
    conn.rows(&SHARED, &values![one, other, limit]).await?.iter().map(|row| row.of("story_artists").int("story").map(StoryId)).collect()
}

/// Moves what a story says of `from` to `to`: credits, links, whom it speaks of, what they say in it. Marks in its body are the caller's.
///
/// # Errors
/// As every write.
pub async fn move_story(tx: &Tx, story: StoryId, from: ArtistId, to: ArtistId) -> Result<()> {
    for sql in [&CREDITS, &ARTISTS, &LINKS, &QUOTES] {
        tx.run(sql, &values![story, from, to]).await?;
    }
    for sql in [&DROP_ARTISTS, &DROP_LINKS] {
        tx.run(sql, &values![story, from]).await?;
    }
    super::recount(tx, &[from, to]).await?;
    links::note_change(tx, story).await
}

/// Has whoever follows `from` follow `to` as well, or `to` alone.
///
/// # Errors
/// As every write.
pub async fn copy_follows(tx: &Tx, from: ArtistId, to: ArtistId, alone: bool) -> Result<()> {
    tx.run(&FOLLOWS, &values![from, to]).await?;
    if alone {
        tx.run(&DROP_FOLLOWS, &values![from]).await?;
    }
    tx.change(ChangeKind::Artist, from.0);
    tx.change(ChangeKind::Artist, to.0);
    Ok(())
}
