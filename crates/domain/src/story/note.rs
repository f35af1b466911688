//! Notes in the margin of a story: between its writer and its editors, never on the paper.

use super::Draft;
use crate::link::Span;
use crate::refusal::Refusal;
use crate::time::Instant;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number within the story, from 1.
    pub number: i64,
    /// The note that it answers.
    pub reply_to: Option<i64>,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub who: String,
    /// What it says.
    pub text: String,
    /// The words that it is about; none: the whole story.
    pub anchor: Option<Anchor>,
    /// When it was resolved, and by whom.
    pub resolved: Option<(Instant, String)>,
}

/// The words that a note is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The words as they were.
    pub quote: String,
    /// Where they stand in the text that is being written; none when an edit took them away.
    pub span: Option<Span>,
}

/// The longest note and the longest quotation of words in it, in characters.
const MAX_NOTE: usize = 5_000;

/// Checks what a note says.
///
/// # Errors
/// [`Refusal::Field`] when it is empty or too long.
pub fn check(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::field("note", "is empty"));
    }
    if text.chars().count() > MAX_NOTE {
        return Err(Refusal::field("note", format!("longer than {MAX_NOTE} characters")));
    }
    Ok(text)
}

impl Anchor {
    /// The words at a span of a draft.
    ///
    /// # Errors
    /// [`Refusal::Field`] when no words stand there, or too many.
    pub fn of(draft: &Draft, span: Span) -> Result<Self, Refusal> {
        let quote = draft.spelt(&span).filter(|quote| !quote.trim().is_empty());
        let quote = quote.ok_or_else(|| Refusal::field("note", "the words that it is about are not in the text any more"))?;
        if quote.chars().count() > MAX_NOTE {
            return Err(Refusal::field("note", "is about too many words; choose fewer"));
        }
        Ok(Self { quote, span: Some(span) })
    }

    /// Where the words stand in another draft when they are there just once, as they were: in the line that they were
    /// in, else in the body.
    #[must_use]
    pub fn find(&self, draft: &Draft) -> Option<Span> {
        let texts = match self.span.map(|span| span.block) {
            Some(Span::HEADLINE) => vec![(Span::HEADLINE, draft.headline.clone())],
            Some(Span::STANDFIRST) => vec![(Span::STANDFIRST, draft.standfirst.clone())],
            _ => draft.body.texts().into_iter().map(|text| (text.block, text.inlines.text())).collect(),
        };
        let mut found = texts.iter().flat_map(|(block, text)| {
            text.match_indices(&self.quote).map(|(start, words)| Span { block: *block, start, end: start + words.len() })
        });
        found.next().filter(|_| found.next().is_none())
    }
}
