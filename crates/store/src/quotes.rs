//! Quotations found in a version of a story's text, and what editors said of them.

use crate::db::{Conn, Fields, Row, Tx, json_ids, statements, values};
use crate::error::Result;
use crate::links;
use domain::id::{ArtistId, StaffId, StoryId};
use domain::link::Span;
use domain::quote::{Quote, Said};
use domain::time::Instant;
use std::collections::HashMap;

macro_rules! columns {
    () => {
        "quotes.story, quotes.text_version, quotes.position, quotes.speaker, quotes.paragraphs, quotes.spans, quotes.cue, quotes.standing,
        quotes.artist"
    };
}

statements! {
    CLEAR = "DELETE FROM quotes WHERE story = ?1";
    PUT = "INSERT INTO quotes (story, text_version, position, speaker, paragraphs, spans, cue, standing, artist, since, who, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT CASE WHEN state = 'live' THEN live_since END FROM stories WHERE id = ?1), ?10, ?11)";
    RULED = "SELECT paragraphs, speaker, standing, artist, who, at FROM quotes WHERE story = ?1 AND standing <> 'found' ORDER BY position";
    OF_STORY = (concat!("SELECT ", columns!(), " FROM quotes WHERE story = ?1 AND text_version = ?2 ORDER BY position"));
    ONE = (concat!("SELECT ", columns!(), " FROM quotes WHERE story = ?1 AND position = ?2 AND standing = 'confirmed' AND since IS NOT NULL"));
    RULE = "UPDATE quotes SET standing = ?4, speaker = ?5, artist = ?6, who = ?7, at = ?8
        WHERE story = ?1 AND text_version = ?2 AND position = ?3";
    WAITING = (concat!("SELECT ", columns!(), " FROM quotes WHERE standing = 'found' AND story < ?1 AND ",
        crate::desk::may_see!("quotes.story", "?2"), " ORDER BY story DESC, position LIMIT ?3"));
    HOW_MANY = (concat!("SELECT count(*) AS quotes FROM quotes WHERE standing = 'found' AND ", crate::desk::may_see!("quotes.story", "?1")));
    SAID = (concat!("SELECT ", columns!(), ", stories.address, stories.headline, stories.published FROM quotes
        JOIN stories ON stories.id = quotes.story WHERE quotes.artist = ?1 AND quotes.since IS NOT NULL AND quotes.standing = 'confirmed'
        ORDER BY quotes.since DESC, quotes.story DESC, quotes.position LIMIT ?2"));
    CONFIRMED = (concat!("SELECT ", columns!(), " FROM quotes WHERE story IN json_ids(?1) AND standing = 'confirmed' ORDER BY story, position"));
}

/// A quotation of a story with what an editor said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The story.
    pub story: StoryId,
    /// The version of its text.
    pub text_version: i64,
    /// Its place among the quotations of that version, from 0.
    pub position: i64,
    /// The words and who says them.
    pub quote: Quote,
    /// Whether it is public.
    pub said: Said,
    /// Who speaks, when that is an artist.
    pub artist: Option<ArtistId>,
}

/// A public quotation where its story is named with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// The quotation.
    pub ruled: Ruled,
    /// The story's path.
    pub address: String,
    /// Its headline.
    pub headline: String,
    /// Its dateline.
    pub published: Instant,
}

/// What an editor said of words.
struct Before {
    speaker: Option<String>,
    standing: String,
    artist: Option<i64>,
    who: Option<String>,
    at: Option<Instant>,
}

/// Stores what was found in a version, in the place of what was found before. What an editor said of words holds where
/// the same words are found again.
///
/// # Errors
/// As every write.
pub async fn replace(tx: &Tx, story: StoryId, text_version: i64, quotes: &[Quote]) -> Result<()> {
    let mut before: HashMap<String, Before> = HashMap::new();
    for row in tx.rows(&RULED, &values![story]).await? {
        let fields = row.of("quotes");
        let ruled = Before {
            speaker: fields.owned_or_none("speaker")?,
            standing: fields.owned("standing")?,
            artist: fields.int_or_none("artist")?,
            who: fields.owned_or_none("who")?,
            at: fields.time_or_none("at")?,
        };
        before.insert(fields.owned("paragraphs")?, ruled);
    }
    tx.run(&CLEAR, &values![story]).await?;
    let rows = quotes.iter().enumerate().map(|(position, quote)| {
        let spans: Vec<(i64, usize, usize)> = quote.spans.iter().map(|span| (span.block, span.start, span.end)).collect();
        let (paragraphs, spans) = (serde_json::json!(quote.paragraphs).to_string(), serde_json::json!(spans));
        let ruled = before.remove(&paragraphs).unwrap_or(Before {
            speaker: quote.speaker.clone(),
            standing: Said::Found.word().to_owned(),
            artist: None,
            who: None,
            at: None,
        });
        Vec::from(values![
            story,
            text_version,
            position,
            ruled.speaker,
            paragraphs,
            spans.to_string(),
            &quote.cue,
            ruled.standing,
            ruled.artist,
            ruled.who,
            ruled.at
        ])
    });
    tx.run_many(&PUT, &rows.collect::<Vec<_>>()).await
}

fn read(fields: Fields<'_>) -> Result<Ruled> {
    let spans = fields.json::<Vec<(i64, usize, usize)>>("spans")?;
    Ok(Ruled {
        story: StoryId(fields.int("story")?),
        text_version: fields.int("text_version")?,
        position: fields.int("position")?,
        quote: Quote {
            speaker: fields.owned_or_none("speaker")?,
            paragraphs: fields.json("paragraphs")?,
            spans: spans.into_iter().map(|(block, start, end)| Span { block, start, end }).collect(),
            cue: fields.owned("cue")?,
        },
        said: fields.word("standing", Said::from_word)?,
        artist: fields.int_or_none("artist")?.map(ArtistId),
    })
}

fn all(rows: &[Row]) -> Result<Vec<Ruled>> {
    rows.iter().map(|row| read(row.of("quotes"))).collect()
}

/// The quotations of a version, in reading order, with what was said of them.
///
/// # Errors
/// As every read.
pub async fn ruled(conn: &Conn, story: StoryId, text_version: i64) -> Result<Vec<Ruled>> {
    all(&conn.rows(&OF_STORY, &values![story, text_version]).await?)
}

/// The quotations of a version, in reading order.
///
/// # Errors
/// As every read.
pub async fn of_story(conn: &Conn, story: StoryId, text_version: i64) -> Result<Vec<Quote>> {
    Ok(ruled(conn, story, text_version).await?.into_iter().map(|ruled| ruled.quote).collect())
}

/// Says of a quotation what it is, who speaks and which artist that is. Gives whether it is there.
///
/// # Errors
/// As every write.
pub async fn rule(tx: &Tx, ruled: &Ruled, who: &str) -> Result<bool> {
    let told = (ruled.said != Said::Found).then_some(who);
    let params = values![
        ruled.story,
        ruled.text_version,
        ruled.position,
        ruled.said.word(),
        ruled.quote.speaker.as_deref(),
        ruled.artist,
        told,
        told.map(|_| tx.now())
    ];
    let there = tx.run(&RULE, &params).await? > 0;
    links::note_change(tx, ruled.story).await?;
    Ok(there)
}

/// The quotations that wait for an editor, in stories before one, those of the newest stories first. `own`: only in
/// stories that are live or belong to this person.
///
/// # Errors
/// As every read.
pub async fn waiting(conn: &Conn, before: StoryId, own: Option<StaffId>, limit: usize) -> Result<Vec<Ruled>> {
    all(&conn.rows(&WAITING, &values![before, own, limit]).await?)
}

/// How many quotations wait. `own`: only in stories that are live or belong to this person.
///
/// # Errors
/// As every read.
pub async fn how_many_wait(conn: &Conn, own: Option<StaffId>) -> Result<i64> {
    conn.row(&HOW_MANY, &values![own]).await?.map_or(Ok(0), |row| row.of("quotes").int("quotes"))
}

/// What an artist said in live stories, as an editor confirmed it, the newest first.
///
/// # Errors
/// As every read.
pub async fn said(conn: &Conn, artist: ArtistId, limit: usize) -> Result<Vec<Public>> {
    let rows = conn.rows(&SAID, &values![artist, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("quotes");
            Ok(Public {
                ruled: read(fields)?,
                address: fields.owned("address")?,
                headline: fields.owned("headline")?,
                published: fields.time("published")?,
            })
        })
        .collect()
}

/// The public quotation of a live story at a place.
///
/// # Errors
/// As every read.
pub async fn public(conn: &Conn, story: StoryId, position: i64) -> Result<Option<Ruled>> {
    Ok(all(&conn.rows(&ONE, &values![story, position]).await?)?.pop())
}

/// The confirmed quotations of some stories, whatever their state.
///
/// # Errors
/// As every read.
pub async fn confirmed(conn: &Conn, stories: &[StoryId]) -> Result<Vec<Ruled>> {
    all(&conn.rows(&CONFIRMED, &[json_ids(stories.iter().map(|story| story.0))]).await?)
}
