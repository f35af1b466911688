//! Freezing the audience: batch after batch of readers is written down, until eligible = prepared + excluded.

use crate::db::{Conn, Tx, json_ids, statements, values};
use crate::error::Result;
use domain::edition::{Contents, Selection};
use domain::email::Email;
use domain::id::{ArtistId, EditionId, ReaderId};
use domain::reader::{Choice, Wishes, Without};
use domain::time::{Day, Instant};
use std::collections::HashSet;

statements! {
    LOCK_AUDIENCE = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7381200445)) AS held" };
    AUDIENCE = "SELECT id, choice, hour, days, quiet, specials, paused_until, heard FROM readers WHERE standing = 'active' AND id > ?1 ORDER BY id LIMIT ?2";
    ADDRESSED = "SELECT id, email, key FROM readers WHERE standing = 'active' AND id > ?1 AND id <= ?2 ORDER BY id";
    HAD_TODAY = "SELECT deliveries.reader FROM deliveries JOIN editions ON editions.id = deliveries.edition
        WHERE editions.day = ?1 AND editions.id <> ?2 AND editions.later < 10000 AND deliveries.reader > ?3 AND deliveries.reader <= ?4 ORDER BY deliveries.reader";
    CAUGHT_UP = "UPDATE readers SET heard = NULL WHERE id IN json_ids(?1) AND heard IS NOT NULL";
    FIRST_HEARD = "SELECT min(heard) AS heard FROM readers WHERE heard IS NOT NULL AND standing = 'active' AND coalesce(hour, 0) = ?1";
    // Who was sent a letter of an edition with these of its stories: `?2` is their mask.
    HAD = "SELECT reader FROM deliveries WHERE edition = ?1 AND selection & ?2 <> 0 AND reader > ?3 AND reader <= ?4
        AND state NOT IN ('failed', 'suppressed')";
    WANT_SPECIALS = "SELECT count(*) AS readers FROM readers WHERE standing = 'active' AND specials = 1
        AND (paused_until IS NULL OR paused_until <= ?1)";
    HAS_HOUR = "SELECT id FROM readers WHERE hour = ?1 AND standing = 'active' ORDER BY id LIMIT 1";
    FOLLOWED = "SELECT reader, artist FROM follows WHERE artist IN json_ids(?1)";
    // One statement for a batch: a million inserts one by one cost PostgreSQL a minute of round trips. Each element is
    // `[reader, selection, ahead, corrected]`.
    PUT = {
        sqlite: "INSERT INTO deliveries (edition, reader, selection, ahead, corrected, state, attempts, doubts, reply, changed)
            SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 'pending', 0, 0, '', ?2 FROM json_each(?3)",
        postgres: "INSERT INTO deliveries (edition, reader, selection, ahead, corrected, state, attempts, doubts, reply, changed)
            SELECT ?1, (value ->> 0)::BIGINT, (value ->> 1)::BIGINT, (value ->> 2)::BIGINT, (value ->> 3)::BIGINT, 'pending', 0, 0, '', ?2
            FROM json_array_elements(?3::JSON)",
    };
    ADVANCE = "INSERT INTO edition_freezes (edition, through, prepared) VALUES (?1, ?2, ?3)
        ON CONFLICT (edition) DO UPDATE SET through = excluded.through, prepared = edition_freezes.prepared + excluded.prepared";
    EXCLUDE = "INSERT INTO edition_exclusions (edition, reason, readers) VALUES (?1, ?2, ?3)
        ON CONFLICT (edition, reason) DO UPDATE SET readers = edition_exclusions.readers + excluded.readers";
    FREEZING = "SELECT edition, through, prepared FROM edition_freezes WHERE edition = ?1";
    STRAY = "SELECT edition, reader FROM deliveries WHERE NOT EXISTS (SELECT 1 FROM readers WHERE readers.id = deliveries.reader)
        OR NOT EXISTS (SELECT 1 FROM editions WHERE editions.id = deliveries.edition) ORDER BY edition, reader LIMIT 1";
    EXCLUDED = "SELECT edition, reason, readers FROM edition_exclusions WHERE edition = ?1 ORDER BY reason";
}

/// A reader as an edition asks of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener {
    /// Who.
    pub reader: ReaderId,
    /// General, follows or both.
    pub choice: Choice,
    /// When they want it.
    pub wishes: Wishes,
}

/// Until the transaction ends, nobody is erased whose letter another transaction is just writing down: on PostgreSQL letters do
/// not refer to their readers by a constraint, whose check for each row took three quarters of the time of freezing.
///
/// # Errors
/// As every read.
pub async fn lock_audience(tx: &Tx) -> Result<()> {
    tx.row(&LOCK_AUDIENCE, &[]).await?;
    Ok(())
}

/// The next active readers after one, with what they chose.
///
/// # Errors
/// As every read.
pub async fn audience(conn: &Conn, after: ReaderId, limit: usize) -> Result<Vec<Listener>> {
    let rows = conn.rows(&AUDIENCE, &values![after, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("readers");
            let (reader, choice) = (ReaderId(fields.int("id")?), fields.word("choice", Choice::from_word)?);
            Ok(Listener { reader, choice, wishes: crate::readers::read_wishes(fields)? })
        })
        .collect()
}

/// Where letters to the active readers after `after`, up to `through`, go, with their keys for tokens.
///
/// # Errors
/// As every read.
pub async fn addressed(conn: &Conn, after: ReaderId, through: ReaderId) -> Result<Vec<(ReaderId, Email, String)>> {
    let rows = conn.rows(&ADDRESSED, &values![after, through]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("readers");
            Ok((ReaderId(fields.int("id")?), fields.word("email", |text| Email::parse(text).ok())?, fields.owned("key")?))
        })
        .collect()
}

/// Who of the readers after `after`, up to `through`, has a letter of another edition of this day, specials apart.
///
/// # Errors
/// As every read.
pub async fn had_today(conn: &Conn, day: Day, edition: EditionId, after: ReaderId, through: ReaderId) -> Result<HashSet<ReaderId>> {
    let rows = conn.rows(&HAD_TODAY, &values![day.to_string(), edition, after, through]).await?;
    rows.iter().map(|row| row.of("deliveries").int("reader").map(ReaderId)).collect()
}

/// Who of the readers after `after`, up to `through`, has a letter of an edition that carries one of these stories, or is
/// about to have: none that failed.
///
/// # Errors
/// As every read.
pub async fn had(conn: &Conn, edition: EditionId, stories: Selection, after: ReaderId, through: ReaderId) -> Result<Vec<ReaderId>> {
    let rows = conn.rows(&HAD, &values![edition, stories.0, after, through]).await?;
    rows.iter().map(|row| row.of("deliveries").int("reader").map(ReaderId)).collect()
}

/// How many readers would get a special on this day.
///
/// # Errors
/// As every read.
pub async fn want_specials(conn: &Conn, day: Day) -> Result<i64> {
    let row = conn.row(&WANT_SPECIALS, &values![day.to_string()]).await?;
    row.map_or(Ok(0), |row| row.of("readers").int("readers"))
}

/// Notes that these readers were told, or offered, what they would have missed by moving to another hour.
///
/// # Errors
/// As every write.
pub async fn caught_up(tx: &Tx, readers: &[ReaderId]) -> Result<()> {
    tx.run(&CAUGHT_UP, &[json_ids(readers.iter().map(|reader| reader.0))]).await?;
    Ok(())
}

/// From where on a reader who moved to this hour, and waits for its first edition, has heard nothing; `None` when nobody waits.
///
/// # Errors
/// As every read.
pub async fn first_heard(conn: &Conn, hour: Option<u16>) -> Result<Option<Instant>> {
    let row = conn.row(&FIRST_HEARD, &values![i64::from(hour.unwrap_or(0))]).await?;
    row.map_or(Ok(None), |row| row.of("readers").time_or_none("heard"))
}

/// Whether any reader chose one of the later hours.
///
/// # Errors
/// As every read.
pub async fn has_hour(conn: &Conn, hour: u16) -> Result<bool> {
    Ok(conn.row(&HAS_HOUR, &values![i64::from(hour)]).await?.is_some())
}

/// Hands over who follows any of these artists, one after the other: they may be millions.
///
/// # Errors
/// As every read.
pub async fn followed(conn: &Conn, artists: &[ArtistId], take: &mut (dyn FnMut(ReaderId, ArtistId) + Send)) -> Result<()> {
    conn.each(&FOLLOWED, &[json_ids(artists.iter().map(|id| id.0))], &mut |row| {
        let fields = row.of("follows");
        take(ReaderId(fields.int("reader")?), ArtistId(fields.int("artist")?));
        Ok(())
    })
    .await
}

/// The first letter whose reader or edition is not there: in a database there is none; an export may have been tampered with.
///
/// # Errors
/// As every read.
pub(crate) async fn stray(conn: &Conn) -> Result<Option<(EditionId, ReaderId)>> {
    let row = conn.row(&STRAY, &[]).await?;
    row.map(|row| Ok((EditionId(row.of("deliveries").int("edition")?), ReaderId(row.of("deliveries").int("reader")?)))).transpose()
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
    excluded: &[(Without, i64)],
    through: ReaderId,
) -> Result<()> {
    let row = |(reader, contents): &(ReaderId, Contents)| {
        let Contents { selection, first, corrected } = contents;
        format!("[{},{},{},{}]", reader.0, selection.0, first.0, corrected.0)
    };
    let rows: Vec<String> = letters.iter().map(row).collect();
    tx.run(&PUT, &values![edition, tx.now(), format!("[{}]", rows.join(","))]).await?;
    for (reason, readers) in excluded.iter().filter(|(_, readers)| *readers > 0) {
        tx.run(&EXCLUDE, &values![edition, reason.words(), *readers]).await?;
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
