//! Notes in the margins of stories.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::change::ChangeKind;
use domain::id::StoryId;
use domain::link::Span;
use domain::story::note::{Anchor, Note};
use domain::time::Instant;

macro_rules! columns {
    () => {
        "story, number, reply_to, at, who, text, quote, block, begins, ends, resolved, resolved_by"
    };
}

statements! {
    NEXT = "SELECT coalesce(max(number), 0) + 1 AS number FROM story_notes WHERE story = ?1";
    PUT = "INSERT INTO story_notes (story, number, reply_to, at, who, text, quote, block, begins, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    LIST = (concat!("SELECT ", columns!(), " FROM story_notes WHERE story = ?1 ORDER BY number"));
    OPEN = (concat!("SELECT ", columns!(), " FROM story_notes WHERE story = ?1 AND resolved IS NULL AND quote <> '' ORDER BY number"));
    MOVE = "UPDATE story_notes SET block = ?3, begins = ?4, ends = ?5 WHERE story = ?1 AND number = ?2";
    RESOLVE = "UPDATE story_notes SET resolved = ?3, resolved_by = ?4 WHERE story = ?1 AND number = ?2";
}

/// A note to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote<'a> {
    /// What it says.
    pub text: &'a str,
    /// The note that it answers.
    pub reply_to: Option<i64>,
    /// The words that it is about.
    pub anchor: Option<&'a Anchor>,
}

/// Stores a note as `who` wrote it; gives its number.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, story: StoryId, note: &NewNote<'_>, who: &str) -> Result<i64> {
    let number = crate::db::certain(tx.row(&NEXT, &values![story]).await?)?.of("story_notes").int("number")?;
    let quote = note.anchor.map_or("", |anchor| anchor.quote.as_str());
    let span = note.anchor.and_then(|anchor| anchor.span);
    let (block, begins, ends) = (span.map(|span| span.block), span.map(|span| span.start), span.map(|span| span.end));
    tx.run(&PUT, &values![story, number, note.reply_to, tx.now(), who, note.text, quote, block, begins, ends]).await?;
    tx.change(ChangeKind::Draft, story.0);
    Ok(number)
}

/// The notes of a story, oldest first, resolved ones too.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, story: StoryId) -> Result<Vec<Note>> {
    conn.rows(&LIST, &values![story]).await?.iter().map(|row| read(row.of("story_notes"))).collect()
}

/// The open notes that are about words of the text.
///
/// # Errors
/// As every read.
pub async fn anchored(conn: &Conn, story: StoryId) -> Result<Vec<Note>> {
    conn.rows(&OPEN, &values![story]).await?.iter().map(|row| read(row.of("story_notes"))).collect()
}

/// Says where a note's words stand now; nowhere, when they are gone.
///
/// # Errors
/// As every write.
pub async fn set_place(tx: &Tx, story: StoryId, number: i64, span: Option<Span>) -> Result<()> {
    let (block, begins, ends) = (span.map(|span| span.block), span.map(|span| span.start), span.map(|span| span.end));
    tx.run(&MOVE, &values![story, number, block, begins, ends]).await?;
    Ok(())
}

/// Resolves a note, or opens it again (`by` is none).
///
/// # Errors
/// As every write.
pub async fn set_resolved(tx: &Tx, story: StoryId, number: i64, by: Option<&str>) -> Result<()> {
    tx.run(&RESOLVE, &values![story, number, by.map(|_| tx.now()), by]).await?;
    tx.change(ChangeKind::Draft, story.0);
    Ok(())
}

fn read(fields: Fields<'_>) -> Result<Note> {
    let span = match (fields.int_or_none("block")?, fields.int_or_none("begins")?) {
        (Some(block), Some(_)) => Some(Span { block, start: fields.size("begins")?, end: fields.size("ends")? }),
        _ => None,
    };
    let quote = fields.owned("quote")?;
    let resolved: Option<Instant> = fields.time_or_none("resolved")?;
    Ok(Note {
        number: fields.int("number")?,
        reply_to: fields.int_or_none("reply_to")?,
        at: fields.time("at")?,
        who: fields.owned("who")?,
        text: fields.owned("text")?,
        anchor: (!quote.is_empty()).then_some(Anchor { quote, span }),
        resolved: resolved.zip(fields.owned_or_none("resolved_by")?),
    })
}
