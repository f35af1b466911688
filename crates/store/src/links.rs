//! Automatic links laid over a version of a text, and who a story speaks of.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::change::ChangeKind;
use domain::id::{ArtistId, StaffId, StoryId};
use domain::link::decide::Rulings;
use domain::link::{AutoLink, Span, Standing, Strength};

macro_rules! columns {
    () => {
        "story, text_version, block, begins, ends, artist, strength, standing, evidence"
    };
}

/// Narrows a statement to what is shown to the person of a placeholder: see [`crate::desk::may_see`].
macro_rules! shown_to {
    ($person:literal) => {
        crate::desk::may_see!("auto_links.story", $person)
    };
}

statements! {
    CLEAR = "DELETE FROM auto_links WHERE story = ?1";
    PUT = "INSERT INTO auto_links (story, text_version, block, begins, ends, artist, strength, standing, evidence)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING";
    REJECTED = "SELECT artist FROM rejected_links WHERE story = ?1 ORDER BY artist";
    REJECT = "INSERT INTO rejected_links (story, artist, who, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    REJECT_ROWS = "UPDATE auto_links SET standing = 'rejected' WHERE story = ?1 AND artist = ?2";
    FORGET_REJECTION = "DELETE FROM rejected_links WHERE story = ?1 AND artist = ?2";
    ACCEPTED = "SELECT artist, strength FROM accepted_links WHERE story = ?1 ORDER BY artist";
    ACCEPT = "INSERT INTO accepted_links (story, artist, strength, who, at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (story, artist) DO UPDATE SET strength = coalesce(excluded.strength, accepted_links.strength), who = excluded.who,
        at = excluded.at";
    FORGET_ACCEPTANCE = "DELETE FROM accepted_links WHERE story = ?1 AND artist = ?2";
    DECIDED = "SELECT (SELECT count(*) FROM accepted_links WHERE artist = ?1) AS accepted,
        (SELECT count(*) FROM rejected_links WHERE artist = ?1) AS rejected";
    BEFORE = (concat!("SELECT ", columns!(), " FROM auto_links WHERE standing = 'doubtful' AND story < ?1 AND ", shown_to!("?3"),
        " ORDER BY story DESC, block, begins, ends, artist LIMIT ?2"));
    OF_ARTIST = (concat!("SELECT ", columns!(), " FROM auto_links WHERE standing = 'doubtful' AND artist = ?1 AND story < ?2 AND ",
        shown_to!("?4"), " ORDER BY story DESC, block, begins, ends LIMIT ?3"));
    IN_DOUBT = (concat!("SELECT artist, count(DISTINCT story) AS stories FROM auto_links WHERE standing = 'doubtful' AND ", shown_to!("?2"),
        " GROUP BY artist ORDER BY stories DESC, artist LIMIT ?1"));
    WAITING = (concat!("SELECT count(*) AS links FROM (SELECT DISTINCT story, artist FROM auto_links WHERE standing = 'doubtful' AND ",
        shown_to!("?1"), ") AS waiting"));
    STORIES_IN_DOUBT = (concat!("SELECT DISTINCT story FROM auto_links WHERE standing = 'doubtful' AND artist = ?1 AND ", shown_to!("?2"),
        " ORDER BY story"));
    MEANT_BY = "SELECT DISTINCT story FROM auto_links WHERE artist = ?1 AND standing <> 'rejected'
        UNION SELECT story FROM story_artists WHERE artist = ?1 UNION SELECT story FROM story_credits WHERE artist = ?1 ORDER BY story";
    AUTO = (concat!("SELECT ", columns!(), " FROM auto_links WHERE story = ?1 AND text_version = ?2 ORDER BY block, begins, ends, artist"));
    CLEAR_ARTISTS = "DELETE FROM story_artists WHERE story = ?1";
    PUT_ARTIST = "INSERT INTO story_artists (story, artist, strength, since, has)
        SELECT id, CAST(?2 AS BIGINT), CAST(?3 AS TEXT), CASE WHEN state = 'live' THEN live_since END,
            CASE WHEN score IS NULL THEN '' ELSE 's' END || CASE WHEN clip IS NULL THEN '' ELSE 'c' END
        FROM stories WHERE id = ?1 ON CONFLICT DO NOTHING";
    IS_LIVE = "SELECT 1 AS live FROM stories WHERE id = ?1 AND state = 'live'";
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

/// Links that readers see are told of; those of a draft are the desk's own.
pub(crate) async fn note_change(tx: &Tx, story: StoryId) -> Result<()> {
    let live = tx.row(&IS_LIVE, &values![story]).await?.is_some();
    tx.change(if live { ChangeKind::Link } else { ChangeKind::Draft }, story.0);
    Ok(())
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
    note_change(tx, story).await?;
    Ok(())
}

/// The automatic links of a version, in reading order, rejected ones too.
///
/// # Errors
/// As every read.
pub async fn auto(conn: &Conn, story: StoryId, text_version: i64) -> Result<Vec<AutoLink>> {
    conn.rows(&AUTO, &values![story, text_version]).await?.iter().map(|row| read(row.of("auto_links"))).collect()
}

/// Links that wait for a person in stories before one, newest stories first: whole stories, but for the last when the
/// limit cuts it. `own`: only what is live or belongs to this person.
///
/// # Errors
/// As every read.
pub async fn doubtful_before(
    conn: &Conn,
    before: StoryId,
    artist: Option<ArtistId>,
    own: Option<StaffId>,
    limit: usize,
) -> Result<Vec<AutoLink>> {
    let rows = match artist {
        None => conn.rows(&BEFORE, &values![before, limit, own]).await?,
        Some(artist) => conn.rows(&OF_ARTIST, &values![artist, before, limit, own]).await?,
    };
    rows.iter().map(|row| read(row.of("auto_links"))).collect()
}

/// The artists with the most stories that wait for a person, and how many. `own`: only of those that are live or belong
/// to this person.
///
/// # Errors
/// As every read.
pub async fn in_doubt(conn: &Conn, own: Option<StaffId>, limit: usize) -> Result<Vec<(ArtistId, i64)>> {
    let rows = conn.rows(&IN_DOUBT, &values![limit, own]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("auto_links");
            Ok((ArtistId(fields.int("artist")?), fields.int("stories")?))
        })
        .collect()
}

/// How many pairs of story and artist wait for a person. `own`: only in stories that are live or belong to this person.
///
/// # Errors
/// As every read.
pub async fn waiting(conn: &Conn, own: Option<StaffId>) -> Result<i64> {
    conn.row(&WAITING, &values![own]).await?.map_or(Ok(0), |row| row.of("auto_links").int("links"))
}

/// The stories in which an artist waits for a person, by id. `own`: only those that are live or belong to this person.
///
/// # Errors
/// As every read.
pub async fn stories_in_doubt(conn: &Conn, artist: ArtistId, own: Option<StaffId>) -> Result<Vec<StoryId>> {
    conn.rows(&STORIES_IN_DOUBT, &values![artist, own]).await?.iter().map(|row| row.of("auto_links").int("story").map(StoryId)).collect()
}

/// Every story that speaks of an artist, in any state, or perhaps does, by id.
///
/// # Errors
/// As every read.
pub async fn stories_of(conn: &Conn, artist: ArtistId) -> Result<Vec<StoryId>> {
    conn.rows(&MEANT_BY, &values![artist]).await?.iter().map(|row| row.of("auto_links").int("story").map(StoryId)).collect()
}

/// A person says that this story does not mean this artist, for good.
///
/// # Errors
/// As every write.
pub async fn reject(tx: &Tx, story: StoryId, artist: ArtistId, who: &str) -> Result<()> {
    tx.run(&FORGET_ACCEPTANCE, &values![story, artist]).await?;
    tx.run(&REJECT, &values![story, artist, who, tx.now()]).await?;
    tx.run(&REJECT_ROWS, &values![story, artist]).await?;
    note_change(tx, story).await?;
    Ok(())
}

/// A person says that this story means this artist, and what they are to it, when that is said too: for every version of
/// its text. The links themselves are the caller's to lay anew.
///
/// # Errors
/// As every write.
pub async fn accept(tx: &Tx, story: StoryId, artist: ArtistId, strength: Option<Strength>, who: &str) -> Result<()> {
    tx.run(&FORGET_REJECTION, &values![story, artist]).await?;
    tx.run(&ACCEPT, &values![story, artist, strength.map(Strength::word), who, tx.now()]).await?;
    note_change(tx, story).await?;
    Ok(())
}

/// Takes back what a person said of an artist in a story; the links are the caller's to lay anew.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, story: StoryId, artist: ArtistId) -> Result<()> {
    tx.run(&FORGET_REJECTION, &values![story, artist]).await?;
    tx.run(&FORGET_ACCEPTANCE, &values![story, artist]).await?;
    note_change(tx, story).await?;
    Ok(())
}

/// What persons decided in a story.
///
/// # Errors
/// As every read.
pub async fn rulings(conn: &Conn, story: StoryId) -> Result<Rulings> {
    let rows = conn.rows(&ACCEPTED, &values![story]).await?;
    let accepted = rows
        .iter()
        .map(|row| {
            let fields = row.of("accepted_links");
            let strength = match fields.owned_or_none("strength")? {
                Some(_) => Some(fields.word("strength", Strength::from_word)?),
                None => None,
            };
            Ok((ArtistId(fields.int("artist")?), strength))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rulings { accepted, rejected: rejected(conn, story).await? })
}

/// In how many stories persons said that an artist is meant, and that they are not.
///
/// # Errors
/// As every read.
pub async fn decided(conn: &Conn, artist: ArtistId) -> Result<(i64, i64)> {
    let Some(row) = conn.row(&DECIDED, &values![artist]).await? else { return Ok((0, 0)) };
    let fields = row.of("accepted_links");
    Ok((fields.int("accepted")?, fields.int("rejected")?))
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
    let before = story_artists(tx, story).await?;
    tx.run(&CLEAR_ARTISTS, &values![story]).await?;
    let rows: Vec<_> = artists.iter().map(|(artist, strength)| Vec::from(values![story, *artist, strength.word()])).collect();
    tx.run_many(&PUT_ARTIST, &rows).await?;
    let touched: Vec<ArtistId> = before.iter().chain(artists).map(|(artist, _)| *artist).collect();
    crate::artists::recount(tx, &touched).await?;
    note_change(tx, story).await?;
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
