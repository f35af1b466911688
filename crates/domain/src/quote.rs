//! Who said what: quotations as data, found in the text and confirmed by an editor before they are public as data.

use crate::link::Span;

/// A quotation found in a story. One that runs over paragraphs is one quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Full name of the speaker where the text gives it, resolved from pronoun or surname within the story.
    pub speaker: Option<String>,
    /// The words, a paragraph each, without the outer marks.
    pub paragraphs: Vec<String>,
    /// Where each paragraph's words lie.
    pub spans: Vec<Span>,
    /// The verb or phrase that gave it away: `said`, `explained`, `describing it as`.
    pub cue: String,
}
