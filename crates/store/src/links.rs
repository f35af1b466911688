//! Automatic links laid over a version of a text, and who a story speaks of.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId};
use domain::link::{AutoLink, Span, Standing, Strength};

macro_rules! columns {
    () => {
        "story, text_version, block, begins, ends, artist, strength, standing, evidence"
    };
}

statements! {
    CLEAR = "DELETE FROM auto_links WHERE story = ?1";
    PUT = "INSERT INTO auto_links (story, text_version, block, begins, ends, artist, strength, standing, evidence)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING";
    REJECTED = "SELECT artist FROM rejected_links WHERE story = ?1 ORDER BY artist";
    REJECT = "INSERT INTO rejected_links (story, artist) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    REJECT_ROWS = "UPDATE auto_links SET standing = 'rejected' WHERE story = ?1 AND artist = ?2";
    AUTO = (concat!("SELECT ", columns!(), " FROM auto_links WHERE story = ?1 AND text_version = ?2 ORDER BY block, begins, ends, artist"));
    DOUBTFUL = (concat!("SELECT ", columns!(), " FROM auto_links WHERE standing = 'doubtful'
        ORDER BY story DESC, block, begins, ends, artist LIMIT ?1"));
    CLEAR_ARTISTS = "DELETE FROM story_artists WHERE story = ?1";
    PUT_ARTIST = "INSERT INTO story_artists (story, artist, strength, since)
        VALUES (?1, ?2, ?3, (SELECT CASE WHEN state = 'live' THEN live_since END FROM stories WHERE id = ?1)) ON CONFLICT DO NOTHING";
    ARTISTS = "SELECT story, artist, strength FROM story_artists WHERE story = ?1 ORDER BY artist";
}

fn read(fields: Fields<'_>) -> Result<AutoLink> {
    Ok(AutoLink {
        story: StoryId(fields.int("story")?),
        text_version: fields.int("text_version")?,
        span: Span { block: fields.int("block")?, start: fields.size("begins")?, end: fields.size("ends")? },
        artist: ArtistId(fields.int("artist")?),
        strength: fields.word("strength", Strength::from_word)?,
        standing: fields.word("standing", Standing::from_word)?,
        evidence: fields.owned("evidence")?,
    })
}

/// Stores the automatic links of a version of a story, in the place of all before. An artist that a person rejected in
/// this story stays rejected.
///
/// # Errors
/// As every write.
pub async fn replace_auto(tx: &Tx, story: StoryId, text_version: i64, links: &[AutoLink]) -> Result<()> {
    let rejected = rejected(tx, story).await?;
    tx.run(&CLEAR, &values![story]).await?;
    let rows: Vec<_> = links
        .iter()
        .map(|link| {
            let standing = if rejected.contains(&link.artist) { Standing::Rejected } else { link.standing };
            Vec::from(values![
                story,
                text_version,
                link.span.block,
                link.span.start,
                link.span.end,
                link.artist,
                link.strength.word(),
                standing.word(),
                &link.evidence,
            ])
        })
        .collect();
    tx.run_many(&PUT, &rows).await?;
    tx.change(ChangeKind::Link, story.0);
    Ok(())
}

/// The automatic links of a version, in reading order, rejected ones too.
///
/// # Errors
/// As every read.
pub async fn auto(conn: &Conn, story: StoryId, text_version: i64) -> Result<Vec<AutoLink>> {
    conn.rows(&AUTO, &values![story, text_version]).await?.iter().map(|row| read(row.of("auto_links"))).collect()
}

/// Links that wait for a person, those of the newest stories first.
///
/// # Errors
/// As every read.
pub async fn doubtful(conn: &Conn, limit: usize) -> Result<Vec<AutoLink>> {
    conn.rows(&DOUBTFUL, &values![limit]).await?.iter().map(|row| read(row.of("auto_links"))).collect()
}

/// A person says that this story does not mean this artist, for good.
///
/// # Errors
/// As every write.
pub async fn reject(tx: &Tx, story: StoryId, artist: ArtistId) -> Result<()> {
    tx.run(&REJECT, &values![story, artist]).await?;
    tx.run(&REJECT_ROWS, &values![story, artist]).await?;
    tx.change(ChangeKind::Link, story.0);
    Ok(())
}

/// The artists that a person rejected in a story.
///
/// # Errors
/// As every read.
pub async fn rejected(conn: &Conn, story: StoryId) -> Result<Vec<ArtistId>> {
    conn.rows(&REJECTED, &values![story]).await?.iter().map(|row| row.of("rejected_links").int("artist").map(ArtistId)).collect()
}

/// Stores who a story speaks of, in the place of what stood there. An artist given twice counts as it is given first.
///
/// # Errors
/// As every write.
pub async fn set_story_artists(tx: &Tx, story: StoryId, artists: &[(ArtistId, Strength)]) -> Result<()> {
    tx.run(&CLEAR_ARTISTS, &values![story]).await?;
    let rows: Vec<_> = artists.iter().map(|(artist, strength)| Vec::from(values![story, *artist, strength.word()])).collect();
    tx.run_many(&PUT_ARTIST, &rows).await?;
    tx.change(ChangeKind::Link, story.0);
    Ok(())
}

/// Who a story speaks of.
///
/// # Errors
/// As every read.
pub async fn story_artists(conn: &Conn, story: StoryId) -> Result<Vec<(ArtistId, Strength)>> {
    let rows = conn.rows(&ARTISTS, &values![story]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("story_artists");
            Ok((ArtistId(fields.int("artist")?), fields.word("strength", Strength::from_word)?))
        })
        .collect()
}
