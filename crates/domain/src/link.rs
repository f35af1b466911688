//! Links from a text to the artists it speaks of.
//!
//! A link that a person made is a mark in the body ([`crate::body::Mark::Artist`]). An automatic link is a row laid over
//! one version of the text: it belongs to a span of that version and to no other.

pub mod decide;

use crate::id::{ArtistId, StoryId};
use serde::{Deserialize, Serialize};

/// What an artist is to a story. Subject and featured feed the top of the artist's page and followers' mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// The story is about them.
    Subject,
    /// They take part in what it is about.
    Featured,
    /// They are named.
    Mentioned,
    /// A group named only because somebody used to be in it.
    Former,
}

impl Strength {
    /// The word used in files and rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Featured => "featured",
            Self::Mentioned => "mentioned",
            Self::Former => "former",
        }
    }

    /// Reads a word; `None` when it is none of the four.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Subject, Self::Featured, Self::Mentioned, Self::Former].into_iter().find(|strength| strength.word() == word)
    }

    /// Whether followers of the artist want a story with this link.
    #[must_use]
    pub fn counts_for_followers(self) -> bool {
        matches!(self, Self::Subject | Self::Featured)
    }
}

/// Where in a story's text a span lies.
///
/// `block` counts the linkable texts of the body in reading order (see [`crate::body::Body::texts`]); the headline is
/// [`Span::HEADLINE`]. `start` and `end` are byte offsets into that text with its marks taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which text.
    pub block: i64,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The `block` of the headline.
    pub const HEADLINE: i64 = -2;
    /// The `block` of the standfirst.
    pub const STANDFIRST: i64 = -1;

    /// Whether two spans share a byte of the same text.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.block == other.block && self.start < other.end && other.start < self.end
    }
}

/// Whether an automatic link may be shown to readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Sure enough to stand without a person.
    Sure,
    /// Waits for a person; readers do not see it.
    Doubtful,
    /// A person said no, for good in this story.
    Rejected,
}

impl Standing {
    /// The word used in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Doubtful => "doubtful",
            Self::Rejected => "rejected",
        }
    }

    /// Reads a row's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sure, Self::Doubtful, Self::Rejected].into_iter().find(|standing| standing.word() == word)
    }
}

/// An automatic link, laid over one version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoLink {
    /// The story.
    pub story: StoryId,
    /// The version of its text that the span belongs to.
    pub text_version: i64,
    /// Where.
    pub span: Span,
    /// Who is meant.
    pub artist: ArtistId,
    /// What they are to the story.
    pub strength: Strength,
    /// May readers see it?
    pub standing: Standing,
    /// Why we think so, for the review queue: `full name`, `artist line`, `surname of …`.
    pub evidence: String,
}
