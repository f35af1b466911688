//! The feed of changes: every write appends what it touched, everything derived follows.

use crate::time::Instant;

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// A story, with whatever lists it stands in.
    Story,
    /// An artist: name, aliases, memberships, merge.
    Artist,
    /// Many artists at once: each may be another.
    Artists,
    /// Links of a story.
    Link,
    /// A listed night, or where it is; 0 for many.
    Night,
    /// An edition's web copy.
    Edition,
    /// A standing page.
    Page,
    /// Name, zone, sections, people: everything may look different.
    Paper,
    /// How pages are laid out: the front by hand, ads.
    Front,
    /// Something that only the desk sees: a draft, a note, an assignment. No page of the paper looks different.
    Draft,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Story,
        Self::Artist,
        Self::Artists,
        Self::Link,
        Self::Night,
        Self::Edition,
        Self::Page,
        Self::Paper,
        Self::Front,
        Self::Draft,
    ];

    /// Whether readers may see something else now.
    #[must_use]
    pub fn readers_see(self) -> bool {
        self != Self::Draft
    }

    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Artist => "artist",
            Self::Artists => "artists",
            Self::Link => "link",
            Self::Night => "night",
            Self::Edition => "edition",
            Self::Page => "page",
            Self::Paper => "paper",
            Self::Front => "front",
            Self::Draft => "draft",
        }
    }

    /// Reads a row's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One row of the feed. `seq` rises in the order of commits; cursors keep the last one they have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Place in the feed, from 1.
    pub seq: i64,
    /// What kind of thing.
    pub kind: ChangeKind,
    /// Which one; 0 for the paper.
    pub id: i64,
    /// When.
    pub at: Instant,
}
