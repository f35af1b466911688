//! Works, whose they are, and which stories are about them.

mod about;

pub use about::{OfWork, forget, live_of, of_story, put, replace_found, stories_of};

use crate::db::{Conn, Row, Tx, json_ids, statements, values};
use crate::error::{Result, StoreError};
use crate::links;
use domain::body::WorkKind;
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId, WorkId};
use domain::part_day::PartDay;
use domain::slug::Slug;
use domain::work::{NewWork, Work};
use std::collections::HashMap;

macro_rules! columns {
    () => {
        "works.id, works.artist, works.slug, works.kind, works.title, works.released, works.musicbrainz, works.merged_into"
    };
}

statements! {
    CREATE = "INSERT INTO works (artist, slug, kind, title, title_key, released, musicbrainz) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (artist, slug) DO NOTHING RETURNING id";
    SAVE = "UPDATE works SET artist = ?2, slug = ?3, kind = ?4, title = ?5, title_key = ?6, released = ?7, musicbrainz = ?8 WHERE id = ?1";
    PUT_ARTIST = "INSERT INTO work_artists (work, position, artist) VALUES (?1, ?2, ?3)";
    CLEAR_ARTISTS = "DELETE FROM work_artists WHERE work = ?1";
    ARTISTS = "SELECT work, artist FROM work_artists WHERE work IN json_ids(?1) ORDER BY work, position";
    BY_IDS = (concat!("SELECT ", columns!(), " FROM works WHERE id IN json_ids(?1) ORDER BY id"));
    AT = (concat!("SELECT ", columns!(), " FROM works WHERE artist = ?1 AND slug = ?2"));
    BY_MUSICBRAINZ = (concat!("SELECT ", columns!(), " FROM works
        WHERE id IN (SELECT coalesce(merged_into, id) FROM works WHERE musicbrainz = ?1)
        ORDER BY CASE WHEN musicbrainz = ?1 THEN 0 ELSE 1 END, id"));
    OF_ARTIST = (concat!("SELECT ", columns!(), " FROM work_artists JOIN works ON works.id = work_artists.work
        WHERE work_artists.artist = ?1 AND works.merged_into IS NULL ORDER BY works.released DESC, works.title_key, works.id"));
    // The titles of what was merged into a work are its other titles.
    KEYS = "SELECT coalesce(works.merged_into, works.id) AS id, works.title_key FROM work_artists JOIN works ON works.id = work_artists.work
        WHERE work_artists.artist IN json_ids(?1) ORDER BY 1, 2";
    TITLED = "SELECT coalesce(works.merged_into, works.id) AS id FROM work_artists JOIN works ON works.id = work_artists.work
        WHERE work_artists.artist = ?1 AND works.title_key = ?2 AND works.kind = ?3
        ORDER BY CASE WHEN works.merged_into IS NULL THEN 0 ELSE 1 END, works.id";
    UNDER = (concat!("SELECT ", columns!(), " FROM works WHERE artist = ?1 ORDER BY id"));
    DROP_DOUBLE = "DELETE FROM work_artists WHERE artist = ?1
        AND EXISTS (SELECT 1 FROM work_artists AS other WHERE other.work = work_artists.work AND other.artist = ?2)";
    HAND_OVER = "UPDATE work_artists SET artist = ?2 WHERE artist = ?1";
    MOVE = "UPDATE works SET artist = ?2, slug = ?3 WHERE id = ?1";
    MERGE_STORIES = "INSERT INTO story_works (story, work, how) SELECT story, ?2, how FROM story_works WHERE work = ?1
        ON CONFLICT (story, work) DO NOTHING";
    DROP_STORIES = "DELETE FROM story_works WHERE work = ?1";
    EARLIER = "UPDATE works SET merged_into = ?2 WHERE merged_into = ?1";
    MERGED = "UPDATE works SET merged_into = ?2 WHERE id = ?1";
    BECAME = "SELECT id FROM works WHERE merged_into = ?1 ORDER BY id";
    INDEXED = "SELECT artists.slug AS artist, works.slug AS work FROM works JOIN artists ON artists.id = works.artist
        WHERE works.merged_into IS NULL AND EXISTS (SELECT 1 FROM story_works JOIN stories ON stories.id = story_works.story
            WHERE story_works.work = works.id AND story_works.how <> 'denied' AND stories.state = 'live') ORDER BY works.id LIMIT ?1";
    REMOVE = "DELETE FROM works WHERE id = ?1";
    STORIES = "SELECT story FROM story_works WHERE work = ?1 ORDER BY story";
}

/// Every list of statements below this module.
#[cfg(test)]
pub(crate) static BELOW: &[&[(&str, &crate::db::Sql)]] = &[about::ALL];

/// Stores a new work under a slug, numbered when its first artist has one of it already. `key` is the folded title.
///
/// # Errors
/// As every write.
pub async fn create(tx: &Tx, artists: &[ArtistId], new: &NewWork, slug: &Slug, key: &str) -> Result<Work> {
    let first = artists.first().copied().ok_or_else(|| StoreError::Other("a work needs an artist".to_owned()))?;
    let (mut under, mut number) = (slug.clone(), 1);
    let id = loop {
        let params = values![first, &under, new.kind.word(), &new.title, key, new.released.to_string(), new.musicbrainz.as_deref()];
        if let Some(row) = tx.row(&CREATE, &params).await? {
            break WorkId(row.of("works").int("id")?);
        }
        number += 1;
        under = slug.numbered(number);
    };
    put_artists(tx, id, artists).await?;
    note(tx, artists);
    Ok(Work {
        id,
        artists: artists.to_vec(),
        slug: under,
        kind: new.kind,
        title: new.title.clone(),
        released: new.released,
        musicbrainz: new.musicbrainz.clone(),
        merged_into: None,
    })
}

async fn put_artists(tx: &Tx, work: WorkId, artists: &[ArtistId]) -> Result<()> {
    tx.run(&CLEAR_ARTISTS, &values![work]).await?;
    let rows: Vec<_> = artists.iter().enumerate().map(|(place, artist)| Vec::from(values![work, place, *artist])).collect();
    tx.run_many(&PUT_ARTIST, &rows).await
}

fn note(tx: &Tx, artists: &[ArtistId]) {
    artists.iter().for_each(|artist| tx.change(ChangeKind::Artist, artist.0));
}

/// Stores a work over the one with its id.
///
/// # Errors
/// [`StoreError::Conflict`] when the address is taken or the work is not there.
pub async fn save(tx: &Tx, work: &Work, key: &str) -> Result<()> {
    let params = values![
        work.id,
        work.first_artist(),
        &work.slug,
        work.kind.word(),
        &work.title,
        key,
        work.released.to_string(),
        work.musicbrainz.as_deref()
    ];
    if tx.run(&SAVE, &params).await? == 0 {
        return Err(StoreError::Conflict(format!("there is no work {}", work.id)));
    }
    put_artists(tx, work.id, &work.artists).await?;
    note(tx, &work.artists);
    note_stories(tx, work.id).await
}

async fn note_stories(tx: &Tx, work: WorkId) -> Result<()> {
    for row in tx.rows(&STORIES, &values![work]).await? {
        links::note_change(tx, StoryId(row.of("story_works").int("story")?)).await?;
    }
    Ok(())
}

async fn whole(conn: &Conn, rows: &[Row]) -> Result<Vec<Work>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut works = Vec::with_capacity(rows.len());
    for row in rows {
        let fields = row.of("works");
        works.push(Work {
            id: WorkId(fields.int("id")?),
            artists: vec![ArtistId(fields.int("artist")?)],
            slug: fields.slug("slug")?,
            kind: fields.word("kind", WorkKind::from_word)?,
            title: fields.owned("title")?,
            released: fields.word("released", |word| PartDay::parse("released", word).ok())?,
            musicbrainz: fields.owned_or_none("musicbrainz")?,
            merged_into: fields.int_or_none("merged_into")?.map(WorkId),
        });
    }
    let mut artists: HashMap<WorkId, Vec<ArtistId>> = HashMap::new();
    for row in conn.rows(&ARTISTS, &[json_ids(works.iter().map(|work| work.id.0))]).await? {
        let fields = row.of("work_artists");
        artists.entry(WorkId(fields.int("work")?)).or_default().push(ArtistId(fields.int("artist")?));
    }
    for work in &mut works {
        if let Some(all) = artists.remove(&work.id) {
            work.artists = all;
        }
    }
    Ok(works)
}

/// Some works, by id; merged ones say into which.
///
/// # Errors
/// As every read.
pub async fn by_ids(conn: &Conn, ids: &[WorkId]) -> Result<Vec<Work>> {
    whole(conn, &conn.rows(&BY_IDS, &[json_ids(ids.iter().map(|id| id.0))]).await?).await
}

/// A work by id; one that was merged says into which.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: WorkId) -> Result<Option<Work>> {
    Ok(by_ids(conn, &[id]).await?.pop())
}

/// The work of an address; one that was merged says into which.
///
/// # Errors
/// As every read.
pub async fn at(conn: &Conn, artist: ArtistId, slug: &Slug) -> Result<Option<Work>> {
    Ok(whole(conn, &conn.rows(&AT, &values![artist, slug]).await?).await?.pop())
}

/// The work of a MusicBrainz id, or the one that it was merged into.
///
/// # Errors
/// As every read.
pub async fn by_musicbrainz(conn: &Conn, id: &str) -> Result<Option<Work>> {
    Ok(whole(conn, &conn.rows(&BY_MUSICBRAINZ, &values![id]).await?).await?.into_iter().next())
}

/// An artist's works, the newest first, those of which no year is known last.
///
/// # Errors
/// As every read.
pub async fn of_artist(conn: &Conn, artist: ArtistId) -> Result<Vec<Work>> {
    whole(conn, &conn.rows(&OF_ARTIST, &values![artist]).await?).await
}

/// The works of some artists with their folded titles, one for each title: what the linker looks for.
///
/// # Errors
/// As every read.
pub async fn keys(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<(WorkId, String)>> {
    let rows = conn.rows(&KEYS, &[json_ids(artists.iter().map(|artist| artist.0))]).await?;
    let mut keys = Vec::with_capacity(rows.len());
    for row in &rows {
        let fields = row.of("works");
        keys.push((WorkId(fields.int("id")?), fields.owned("title_key")?));
    }
    keys.dedup();
    Ok(keys)
}

/// The works of an artist that have, or of which something merged into them has, a folded title and a kind.
///
/// # Errors
/// As every read.
pub async fn titled(conn: &Conn, artist: ArtistId, key: &str, kind: WorkKind) -> Result<Vec<WorkId>> {
    conn.rows(&TITLED, &values![artist, key, kind.word()]).await?.iter().map(|row| row.of("works").int("id").map(WorkId)).collect()
}

/// The address words of works that live stories are about, with their artists'.
///
/// # Errors
/// As every read.
pub async fn indexed(conn: &Conn, limit: usize) -> Result<Vec<(Slug, Slug)>> {
    conn.rows(&INDEXED, &values![limit])
        .await?
        .iter()
        .map(|row| Ok((row.of("works").slug("artist")?, row.of("works").slug("work")?)))
        .collect()
}

/// The works whose addresses are under an artist, merged ones too.
///
/// # Errors
/// As every read.
pub async fn under(conn: &Conn, artist: ArtistId) -> Result<Vec<Work>> {
    whole(conn, &conn.rows(&UNDER, &values![artist]).await?).await
}

/// Puts a work's address under another artist.
///
/// # Errors
/// [`StoreError::Conflict`] when the address is taken.
pub async fn move_under(tx: &Tx, work: WorkId, artist: ArtistId, slug: &Slug) -> Result<()> {
    tx.run(&MOVE, &values![work, artist, slug]).await?;
    note_stories(tx, work).await
}

/// Makes the works of one artist those of another; their addresses are the caller's.
///
/// # Errors
/// As every write.
pub async fn hand_over(tx: &Tx, from: ArtistId, into: ArtistId) -> Result<()> {
    tx.run(&DROP_DOUBLE, &values![from, into]).await?;
    tx.run(&HAND_OVER, &values![from, into]).await?;
    Ok(())
}

/// Moves the stories of one work to another and leaves the first as an address that leads there.
///
/// # Errors
/// As every write.
pub async fn merge(tx: &Tx, from: &Work, into: &Work) -> Result<()> {
    note_stories(tx, from.id).await?;
    tx.run(&MERGE_STORIES, &values![from.id, into.id]).await?;
    tx.run(&DROP_STORIES, &values![from.id]).await?;
    tx.run(&EARLIER, &values![from.id, into.id]).await?;
    tx.run(&MERGED, &values![from.id, into.id]).await?;
    note(tx, &from.artists);
    note(tx, &into.artists);
    Ok(())
}

/// Removes a work, with what was merged into it.
///
/// # Errors
/// As every write.
pub async fn remove(tx: &Tx, work: &Work) -> Result<()> {
    note_stories(tx, work.id).await?;
    let became = tx.rows(&BECAME, &values![work.id]).await?;
    let mut gone = became.iter().map(|row| row.of("works").int("id").map(WorkId)).collect::<Result<Vec<_>>>()?;
    gone.push(work.id);
    for id in gone {
        for sql in [&DROP_STORIES, &CLEAR_ARTISTS, &REMOVE] {
            tx.run(sql, &values![id]).await?;
        }
    }
    note(tx, &work.artists);
    Ok(())
}
