//! Quotations found in a version of a story's text.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::id::StoryId;
use domain::link::Span;
use domain::quote::Quote;

statements! {
    CLEAR = "DELETE FROM quotes WHERE story = ?1";
    PUT = "INSERT INTO quotes (story, text_version, position, speaker, paragraphs, spans, cue) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    OF_STORY = "SELECT story, text_version, position, speaker, paragraphs, spans, cue FROM quotes
        WHERE story = ?1 AND text_version = ?2 ORDER BY position";
}

/// Stores what was found in a version, in the place of what was found before.
///
/// # Errors
/// As every write.
pub async fn replace(tx: &Tx, story: StoryId, text_version: i64, quotes: &[Quote]) -> Result<()> {
    tx.run(&CLEAR, &values![story]).await?;
    let rows: Vec<_> = quotes
        .iter()
        .enumerate()
        .map(|(position, quote)| {
            let spans: Vec<(i64, usize, usize)> = quote.spans.iter().map(|span| (span.block, span.start, span.end)).collect();
            let (paragraphs, spans) = (serde_json::json!(quote.paragraphs), serde_json::json!(spans));
            Vec::from(values![
                story,
                text_version,
                position,
                quote.speaker.as_deref(),
                paragraphs.to_string(),
                spans.to_string(),
                &quote.cue
            ])
        })
        .collect();
    tx.run_many(&PUT, &rows).await
}

/// The quotations of a version, in reading order.
///
/// # Errors
/// As every read.
pub async fn of_story(conn: &Conn, story: StoryId, text_version: i64) -> Result<Vec<Quote>> {
    let rows = conn.rows(&OF_STORY, &values![story, text_version]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("quotes");
            let spans = fields.json::<Vec<(i64, usize, usize)>>("spans")?;
            Ok(Quote {
                speaker: fields.owned_or_none("speaker")?,
                paragraphs: fields.json("paragraphs")?,
                spans: spans.into_iter().map(|(block, start, end)| Span { block, start, end }).collect(),
                cue: fields.owned("cue")?,
            })
        })
        .collect()
}
