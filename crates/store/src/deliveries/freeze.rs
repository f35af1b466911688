//! Freezing the audience: batch after batch of readers is written down, until eligible = prepared + excluded.

use crate::db::{Conn, Tx, json_ids, statements, values};
use crate::error::Result;
use domain::edition::Contents;
use domain::id::{ArtistId, EditionId, ReaderId};
use domain::reader::Choice;

statements! {
    AUDIENCE = "SELECT id, choice FROM readers WHERE standing = 'active' AND id > ?1 ORDER BY id LIMIT ?2";
    FOLLOWED = "SELECT reader, artist FROM follows WHERE artist IN json_ids(?1) ORDER BY reader, artist";
    PUT = "INSERT INTO deliveries (edition, reader, selection, ahead, state, attempts, doubts, reply, changed)
        VALUES (?1, ?2, ?3, ?4, 'pending', 0, 0, '', ?5)";
    ADVANCE = "INSERT INTO edition_freezes (edition, through, prepared) VALUES (?1, ?2, ?3)
        ON CONFLICT (edition) DO UPDATE SET through = excluded.through, prepared = edition_freezes.prepared + excluded.prepared";
    EXCLUDE = "INSERT INTO edition_exclusions (edition, reason, readers) VALUES (?1, ?2, ?3)
        ON CONFLICT (edition, reason) DO UPDATE SET readers = edition_exclusions.readers + excluded.readers";
    FREEZING = "SELECT edition, through, prepared FROM edition_freezes WHERE edition = ?1";
    EXCLUDED = "SELECT edition, reason, readers FROM edition_exclusions WHERE edition = ?1 ORDER BY reason";
}

/// The next active readers after one, with what they chose.
///
/// # Errors
/// As every read.
pub async fn audience(conn: &Conn, after: ReaderId, limit: usize) -> Result<Vec<(ReaderId, Choice)>> {
    let rows = conn.rows(&AUDIENCE, &values![after, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("readers");
            Ok((ReaderId(fields.int("id")?), fields.word("choice", Choice::from_word)?))
        })
        .collect()
}

/// Who follows any of these artists, by reader.
///
/// # Errors
/// As every read.
pub async fn followed(conn: &Conn, artists: &[ArtistId]) -> Result<Vec<(ReaderId, ArtistId)>> {
    let mut pairs = Vec::new();
    conn.each(&FOLLOWED, &[json_ids(artists.iter().map(|id| id.0))], &mut |row| {
        let fields = row.of("follows");
        pairs.push((ReaderId(fields.int("reader")?), ArtistId(fields.int("artist")?)));
        Ok(())
    })
    .await?;
    Ok(pairs)
}

/// How far the freezing of an edition's audience has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Freeze {
    /// Every reader up to this id has a letter or was excluded; 0 before the first batch.
    pub through: i64,
    /// Letters written.
    pub prepared: i64,
    /// Readers without a letter, by reason.
    pub excluded: Vec<(String, i64)>,
}

/// Writes down one batch: the letters, how many readers were excluded for which reason, and the last reader looked at.
/// A crash between batches goes on after `through`.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when a reader has a letter already.
pub async fn freeze(
    tx: &Tx,
    edition: EditionId,
    letters: &[(ReaderId, Contents)],
    excluded: &[(&str, i64)],
    through: ReaderId,
) -> Result<()> {
    let row =
        |(reader, contents): &(ReaderId, Contents)| Vec::from(values![edition, *reader, contents.selection.0, contents.first.0, tx.now()]);
    let rows: Vec<_> = letters.iter().map(row).collect();
    tx.run_many(&PUT, &rows).await?;
    for (reason, readers) in excluded.iter().filter(|(_, readers)| *readers > 0) {
        tx.run(&EXCLUDE, &values![edition, *reason, *readers]).await?;
    }
    tx.run(&ADVANCE, &values![edition, through, letters.len()]).await?;
    Ok(())
}

/// How far the freezing has come.
///
/// # Errors
/// As every read.
pub async fn freezing(conn: &Conn, edition: EditionId) -> Result<Freeze> {
    let Some(row) = conn.row(&FREEZING, &values![edition]).await? else { return Ok(Freeze::default()) };
    let fields = row.of("edition_freezes");
    let mut freeze = Freeze { through: fields.int("through")?, prepared: fields.int("prepared")?, excluded: Vec::new() };
    for row in conn.rows(&EXCLUDED, &values![edition]).await? {
        let fields = row.of("edition_exclusions");
        freeze.excluded.push((fields.owned("reason")?, fields.int("readers")?));
    }
    Ok(freeze)
}
