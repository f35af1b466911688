//! Two records that are one artist.

use crate::db::{Row, Tx, statements, values};
use crate::error::Result;
use crate::links;
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId};

statements! {
    STORIES = "SELECT story FROM story_artists WHERE artist = ?1 UNION SELECT story FROM story_credits WHERE artist = ?1
        UNION SELECT story FROM auto_links WHERE artist = ?1 ORDER BY story";
    CREDITS = "UPDATE story_credits SET artist = ?2 WHERE artist = ?1";
    // The stronger of two stays: the words happen to be told apart by a rank only here.
    STRENGTHEN = "UPDATE story_artists SET strength = (SELECT moved.strength FROM story_artists AS moved
            WHERE moved.story = story_artists.story AND moved.artist = ?1)
        WHERE artist = ?2 AND EXISTS (SELECT 1 FROM story_artists AS moved WHERE moved.story = story_artists.story AND moved.artist = ?1
            AND CASE moved.strength WHEN 'subject' THEN 0 WHEN 'featured' THEN 1 WHEN 'mentioned' THEN 2 ELSE 3 END
            < CASE story_artists.strength WHEN 'subject' THEN 0 WHEN 'featured' THEN 1 WHEN 'mentioned' THEN 2 ELSE 3 END)";
    ARTISTS = "INSERT INTO story_artists (story, artist, strength, since, has) SELECT story, ?2, strength, since, has FROM story_artists WHERE artist = ?1
        ON CONFLICT (story, artist) DO NOTHING";
    DROP_ARTISTS = "DELETE FROM story_artists WHERE artist = ?1";
    LINKS = "INSERT INTO auto_links (story, text_version, block, begins, ends, artist, strength, standing, evidence)
        SELECT story, text_version, block, begins, ends, ?2, strength, standing, evidence FROM auto_links WHERE artist = ?1
        ON CONFLICT DO NOTHING";
    DROP_LINKS = "DELETE FROM auto_links WHERE artist = ?1";
    // What was said of the one that stays outweighs what was said of the one that goes.
    ACCEPTED = "INSERT INTO accepted_links (story, artist, strength, who, at) SELECT story, ?2, strength, who, at FROM accepted_links
        WHERE artist = ?1 AND NOT EXISTS (SELECT 1 FROM rejected_links WHERE rejected_links.story = accepted_links.story AND artist = ?2)
        ON CONFLICT (story, artist) DO NOTHING";
    DROP_ACCEPTED = "DELETE FROM accepted_links WHERE artist = ?1";
    REJECTED = "INSERT INTO rejected_links (story, artist, who, at) SELECT story, ?2, who, at FROM rejected_links
        WHERE artist = ?1 AND NOT EXISTS (SELECT 1 FROM accepted_links WHERE accepted_links.story = rejected_links.story AND artist = ?2)
        AND NOT EXISTS (SELECT 1 FROM auto_links WHERE auto_links.story = rejected_links.story AND artist = ?2 AND standing <> 'rejected')
        ON CONFLICT DO NOTHING";
    DROP_REJECTED = "DELETE FROM rejected_links WHERE artist = ?1";
    FOLLOWS = "INSERT INTO follows (reader, artist, since) SELECT reader, ?2, since FROM follows WHERE artist = ?1
        ON CONFLICT (reader, artist) DO NOTHING";
    DROP_FOLLOWS = "DELETE FROM follows WHERE artist = ?1";
    IN_GROUPS = "INSERT INTO memberships (group_id, member, ended, began, left_at) SELECT group_id, ?2, ended, began, left_at FROM memberships
        WHERE member = ?1 AND group_id <> ?2 ON CONFLICT (group_id, member) DO NOTHING";
    MEMBERS = "INSERT INTO memberships (group_id, member, ended, began, left_at) SELECT ?2, member, ended, began, left_at FROM memberships
        WHERE group_id = ?1 AND member <> ?2 ON CONFLICT (group_id, member) DO NOTHING";
    DROP_MEMBERSHIPS = "DELETE FROM memberships WHERE member = ?1 OR group_id = ?1";
    GIGS = "INSERT INTO story_gigs (story, position, artist, day, city, venue, tickets, note, status, since)
        SELECT story, position, ?2, day, city, venue, tickets, note, status, since FROM story_gigs WHERE artist = ?1
        ON CONFLICT (story, position, artist) DO NOTHING";
    DROP_GIGS = "DELETE FROM story_gigs WHERE artist = ?1";
    NIGHTS = "INSERT INTO listed_night_artists (night, artist, day) SELECT night, ?2, day FROM listed_night_artists WHERE artist = ?1
        ON CONFLICT (night, artist) DO NOTHING";
    DROP_NIGHTS = "DELETE FROM listed_night_artists WHERE artist = ?1";
    QUOTES = "UPDATE quotes SET artist = ?2 WHERE artist = ?1";
    OTHER_PLACES = "INSERT INTO artist_links (artist, position, url)
        SELECT ?2, position + 1 + coalesce((SELECT max(had.position) FROM artist_links AS had WHERE had.artist = ?2), -1), url
        FROM artist_links WHERE artist = ?1 AND NOT EXISTS
            (SELECT 1 FROM artist_links AS had WHERE had.artist = ?2 AND had.url = artist_links.url)";
    DROP_PLACES = "DELETE FROM artist_links WHERE artist = ?1";
    EARLIER = "UPDATE artists SET merged_into = ?2 WHERE merged_into = ?1";
    MERGED = "UPDATE artists SET merged_into = ?2 WHERE id = ?1";
    AROUND = "SELECT group_id AS other FROM memberships WHERE member = ?1 UNION SELECT member FROM memberships WHERE group_id = ?1";
    NAMES = "SELECT name, name_key FROM artists WHERE id = ?1
        UNION ALL SELECT name, name_key FROM (SELECT name, name_key FROM artist_aliases WHERE artist = ?1 ORDER BY position) AS old";
    HAS_NAME = "SELECT 1 AS has FROM artists WHERE id = ?1 AND name_key = ?2
        UNION ALL SELECT 1 FROM artist_aliases WHERE artist = ?1 AND name_key = ?2";
    ADD_ALIAS = "INSERT INTO artist_aliases (artist, position, name, name_key)
        SELECT ?1, coalesce(max(position), -1) + 1, ?2, ?3 FROM artist_aliases WHERE artist = ?1";
    DROP_ALIASES = "DELETE FROM artist_aliases WHERE artist = ?1";
}

/// Moves everything that says `from` to `into`: links, credits, follows, memberships, names. `from` stays as an address
/// that leads there. Marks in stories' bodies are left: they lead there as well.
///
/// # Errors
/// As every write.
pub async fn merge(tx: &Tx, from: ArtistId, into: ArtistId) -> Result<()> {
    for row in tx.rows(&STORIES, &values![from]).await? {
        links::note_change(tx, StoryId(row.of("story_artists").int("story")?)).await?;
    }
    for row in tx.rows(&AROUND, &values![from]).await? {
        tx.change(ChangeKind::Artist, row.of("memberships").int("other")?);
    }
    let both = values![from, into];
    for sql in [
        &CREDITS,
        &STRENGTHEN,
        &ARTISTS,
        &LINKS,
        &ACCEPTED,
        &REJECTED,
        &FOLLOWS,
        &IN_GROUPS,
        &MEMBERS,
        &GIGS,
        &NIGHTS,
        &QUOTES,
        &OTHER_PLACES,
        &EARLIER,
        &MERGED,
    ] {
        tx.run(sql, &both).await?;
    }
    let names = tx.rows(&NAMES, &values![from]).await?;
    for sql in [
        &DROP_ARTISTS,
        &DROP_LINKS,
        &DROP_ACCEPTED,
        &DROP_REJECTED,
        &DROP_FOLLOWS,
        &DROP_MEMBERSHIPS,
        &DROP_GIGS,
        &DROP_NIGHTS,
        &DROP_PLACES,
        &DROP_ALIASES,
    ] {
        tx.run(sql, &values![from]).await?;
    }
    for row in &names {
        add_alias(tx, into, row).await?;
    }
    super::recount(tx, &[from, into]).await?;
    tx.change(ChangeKind::Artist, from.0);
    tx.change(ChangeKind::Artist, into.0);
    Ok(())
}

async fn add_alias(tx: &Tx, artist: ArtistId, name: &Row) -> Result<()> {
    let fields = name.of("artist_aliases");
    let (name, name_key) = (fields.text("name")?, fields.text("name_key")?);
    if tx.row(&HAS_NAME, &values![artist, name_key]).await?.is_none() {
        tx.run(&ADD_ALIAS, &values![artist, name, name_key]).await?;
    }
    Ok(())
}
