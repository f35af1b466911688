//! The nights that stories tell of, by who plays and by day. Derived when a story is linked.

use crate::db::{Conn, Row, Tx, Value, statements, values};
use crate::error::Result;
use crate::links;
use domain::body::{DateStatus, TourDate};
use domain::id::{ArtistId, StoryId};
use domain::time::{Day, Instant};

macro_rules! columns {
    () => {
        "story_gigs.story, story_gigs.position, story_gigs.artist, story_gigs.day, story_gigs.city, story_gigs.venue, story_gigs.tickets,
        story_gigs.note, story_gigs.status, story_gigs.since"
    };
}

statements! {
    CLEAR = "DELETE FROM story_gigs WHERE story = ?1";
    PUT = "INSERT INTO story_gigs (story, position, artist, day, city, venue, tickets, note, status, since)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT since FROM story_artists WHERE story = ?1 AND artist = ?3))";
    OF_STORY = (concat!("SELECT ", columns!(), " FROM story_gigs WHERE story = ?1 ORDER BY position, artist"));
    COMING = (concat!("SELECT ", columns!(), " FROM story_gigs WHERE artist = ?1 AND day >= ?2 AND since IS NOT NULL
        ORDER BY day, story, position LIMIT ?3"));
    PAST = (concat!("SELECT ", columns!(), " FROM story_gigs WHERE artist = ?1 AND day < ?2 AND since IS NOT NULL
        ORDER BY day DESC, story DESC, position DESC LIMIT ?3"));
    SAME_NIGHT = (concat!("SELECT ", columns!(), " FROM story_gigs WHERE day = ?1 AND city = ?2 AND venue = ?3 AND story <> ?4
        AND since IS NOT NULL ORDER BY since DESC, story DESC, position, artist LIMIT ?5"));
    BETWEEN = (concat!("SELECT ", columns!(), " FROM story_gigs WHERE day >= ?1 AND day <= ?2 AND since IS NOT NULL
        ORDER BY day, story, position, artist LIMIT ?3"));
}

/// A night of a story, for one artist who plays it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryGig {
    /// The story.
    pub story: StoryId,
    /// Which of its nights.
    pub position: i64,
    /// Who plays.
    pub artist: ArtistId,
    /// What the story says of it.
    pub date: TourDate,
    /// Since when readers see the story; `None` while they do not.
    pub since: Option<Instant>,
}

/// Stores the nights of a story in the place of those before: which one, who plays, what is said. Says whether anything is
/// other than before.
///
/// # Errors
/// As every write.
pub async fn replace(tx: &Tx, story: StoryId, nights: &[(i64, ArtistId, TourDate)]) -> Result<bool> {
    let mut nights = nights.to_vec();
    nights.sort_by_key(|(position, artist, _)| (*position, *artist));
    nights.dedup_by_key(|(position, artist, _)| (*position, *artist));
    let before: Vec<_> = of_story(tx, story).await?.into_iter().map(|gig| (gig.position, gig.artist, gig.date)).collect();
    if before == nights {
        return Ok(false);
    }
    tx.run(&CLEAR, &values![story]).await?;
    tx.run_many(&PUT, &nights.iter().map(|night| row(story, night)).collect::<Vec<_>>()).await?;
    links::note_change(tx, story).await?;
    Ok(true)
}

fn row(story: StoryId, (position, artist, date): &(i64, ArtistId, TourDate)) -> Vec<Value> {
    let day = date.date.to_string();
    Vec::from(values![story, *position, *artist, day, &date.city, &date.venue, &date.tickets, &date.note, date.status.word()])
}

fn from_status(word: &str) -> Option<DateStatus> {
    DateStatus::ALL.into_iter().find(|one| one.word() == word)
}

fn read(row: &Row) -> Result<StoryGig> {
    let fields = row.of("story_gigs");
    let date = TourDate {
        date: fields.word("day", |word| word.parse::<Day>().ok())?,
        city: fields.owned("city")?,
        venue: fields.owned("venue")?,
        tickets: fields.owned("tickets")?,
        note: fields.owned("note")?,
        status: fields.word("status", from_status)?,
    };
    Ok(StoryGig {
        story: StoryId(fields.int("story")?),
        position: fields.int("position")?,
        artist: ArtistId(fields.int("artist")?),
        date,
        since: fields.time_or_none("since")?,
    })
}

fn all(rows: &[Row]) -> Result<Vec<StoryGig>> {
    rows.iter().map(read).collect()
}

/// The nights of a story, whatever its state.
///
/// # Errors
/// As every read.
pub async fn of_story(conn: &Conn, story: StoryId) -> Result<Vec<StoryGig>> {
    all(&conn.rows(&OF_STORY, &values![story]).await?)
}

/// An artist's nights from a day on, out of live stories, the soonest first. A night that several stories tell of is
/// there several times.
///
/// # Errors
/// As every read.
pub async fn coming(conn: &Conn, artist: ArtistId, from: Day, limit: usize) -> Result<Vec<StoryGig>> {
    all(&conn.rows(&COMING, &values![artist, from.to_string(), limit]).await?)
}

/// An artist's nights before a day, out of live stories, the last first.
///
/// # Errors
/// As every read.
pub async fn past(conn: &Conn, artist: ArtistId, before: Day, limit: usize) -> Result<Vec<StoryGig>> {
    all(&conn.rows(&PAST, &values![artist, before.to_string(), limit]).await?)
}

/// The same night as other live stories tell of it, the newest of them first.
///
/// # Errors
/// As every read.
pub async fn same_night(conn: &Conn, night: &StoryGig, limit: usize) -> Result<Vec<StoryGig>> {
    let date = &night.date;
    all(&conn.rows(&SAME_NIGHT, &values![date.date.to_string(), &date.city, &date.venue, night.story, limit]).await?)
}

/// Everybody's nights of some days, the last included, out of live stories, the soonest first.
///
/// # Errors
/// As every read.
pub async fn between(conn: &Conn, from: Day, to: Day, limit: usize) -> Result<Vec<StoryGig>> {
    all(&conn.rows(&BETWEEN, &values![from.to_string(), to.to_string(), limit]).await?)
}
