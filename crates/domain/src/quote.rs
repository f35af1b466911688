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

/// A word for some words, by which they are found again in their story as long as they stand (FNV-1a, 16 hexadecimal digits).
#[must_use]
pub fn key(paragraphs: &[String]) -> String {
    let bytes = paragraphs.iter().flat_map(|paragraph| paragraph.bytes().chain([b'\n']));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// What an editor said of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Said {
    /// Nothing yet: it waits.
    #[default]
    Found,
    /// It is one, and public as data.
    Confirmed,
    /// It is none, or is not to be public as data.
    Rejected,
}

impl Said {
    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Found, Self::Confirmed, Self::Rejected].into_iter().find(|said| said.word() == word)
    }
}
