//! The story: the source of everything. Every other form of it is derived.

pub mod checks;
pub mod desk;
pub mod note;
mod verbs;

pub use verbs::{Revision, YEARS, revise};

use crate::body::{AdvisoryKind, Body, Picture};
use crate::edition::Placement;
use crate::id::{ArtistId, PersonId, StoryId};
use crate::link::{Span, Strength};
use crate::slug::Slug;
use crate::time::{Instant, Zone};

/// What kind of story it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "the words of the trade")]
pub enum Kind {
    #[default]
    News,
    Feature,
    Interview,
    Review,
    LiveReview,
    Premiere,
    Tour,
    List,
    Obituary,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::News,
        Self::Feature,
        Self::Interview,
        Self::Review,
        Self::LiveReview,
        Self::Premiere,
        Self::Tour,
        Self::List,
        Self::Obituary,
    ];

    /// The word in rows and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Feature => "feature",
            Self::Interview => "interview",
            Self::Review => "review",
            Self::LiveReview => "live-review",
            Self::Premiere => "premiere",
            Self::Tour => "tour",
            Self::List => "list",
            Self::Obituary => "obituary",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Where a story stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Asked for: it has no text yet.
    Assigned,
    /// Being written.
    Draft,
    /// Given to the editors.
    Submitted,
    /// Goes live by itself.
    Scheduled {
        /// When.
        at: Instant,
    },
    /// On the paper since its dateline.
    Live,
    /// Taken down: its address answers 410 with the reason.
    Withdrawn {
        /// When.
        at: Instant,
        /// Why, as shown to readers.
        reason: String,
    },
}

impl State {
    /// The words of all states.
    pub const WORDS: [&'static str; 6] = ["assigned", "draft", "submitted", "scheduled", "live", "withdrawn"];

    /// The word in rows.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Scheduled { .. } => "scheduled",
            Self::Live => "live",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// What a credited person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "plain words")]
pub enum Part {
    #[default]
    Words,
    Photographs,
    Interview,
}

impl Part {
    /// The word in rows and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Photographs => "photographs",
            Self::Interview => "interview",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Words, Self::Photographs, Self::Interview].into_iter().find(|part| part.word() == word)
    }
}

/// One credit of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    /// Who.
    pub person: PersonId,
    /// What they did.
    pub part: Part,
}

/// One artist of the artist line, under the name that the story prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtistCredit {
    /// Who.
    pub artist: ArtistId,
    /// As the house spells it here.
    pub credited_as: String,
    /// Subject or featured.
    pub strength: Strength,
}

/// A note on a mistake, shown on the page and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When it was made.
    pub at: Instant,
    /// What was wrong and is right now.
    pub text: String,
}

/// What a reader should know before reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advisory {
    /// The kinds, each once, in order.
    pub kinds: Vec<AdvisoryKind>,
    /// A note.
    pub note: String,
}

/// Who paid for a story. It says so wherever it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sponsor {
    /// Their name, as it is printed.
    pub name: String,
    /// Where the name leads, `https://…`.
    pub link: Option<String>,
}

/// Where an imported story came from: the same source and id again updates the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `text`, `story-file`, `wordpress:https://…`.
    pub system: String,
    /// The id there.
    pub foreign_id: String,
}

/// What a writer writes: everything of a story but its life.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The headline.
    pub headline: String,
    /// The line under it.
    pub standfirst: String,
    /// The word in the address; settled when the story goes live.
    pub slug: Slug,
    /// The section, by slug.
    pub section: Slug,
    /// What kind.
    pub kind: Kind,
    /// Credits, words first.
    pub bylines: Vec<Byline>,
    /// The artist line: subjects, then featured.
    pub artists: Vec<ArtistCredit>,
    /// The cover.
    pub cover: Option<Picture>,
    /// Advisory.
    pub advisory: Advisory,
    /// The text.
    pub body: Body,
    /// What the newsletter does with it.
    pub placement: Placement,
    /// The dateline's instant: when it went live, or is meant to.
    pub dateline: Option<Instant>,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
}

/// A story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Ours.
    pub id: StoryId,
    /// Counts saves, from 1. A save from an older revision is refused.
    pub revision: i64,
    /// Counts changes of headline, standfirst or body, from 1: what spans belong to.
    pub text_version: i64,
    /// What is written.
    pub draft: Draft,
    /// Where it stands.
    pub state: State,
    /// Its path on the paper, `/2015/03/27/slug`, fixed when it first went live.
    pub address: Option<String>,
    /// When it came onto the paper: what fronts, feeds and the edition go by. The dateline's instant for a story that
    /// was scheduled or comes from an archive; the moment of publishing for one whose dateline lies further back.
    pub live_since: Option<Instant>,
    /// Corrections, oldest first.
    pub corrections: Vec<Correction>,
    /// Where it came from.
    pub source: Option<Source>,
    /// When it was first stored.
    pub created: Instant,
    /// When it last changed for readers; never before the dateline.
    pub updated: Instant,
}

impl Draft {
    /// What stands at a span of this text.
    #[must_use]
    pub fn spelt(&self, span: &Span) -> Option<String> {
        let text = match span.block {
            Span::HEADLINE => self.headline.clone(),
            Span::STANDFIRST => self.standfirst.clone(),
            block => self.body.texts().into_iter().find(|text| text.block == block)?.inlines.text(),
        };
        text.get(span.start..span.end).map(str::to_owned)
    }
}

/// The path of a story that goes live at `at` under `slug`.
#[must_use]
pub fn address(zone: &Zone, at: Instant, slug: &Slug) -> String {
    format!("{}/{slug}", zone.day(at).strftime("/%Y/%m/%d"))
}

impl Story {
    /// Whether readers may see it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.state == State::Live
    }

    /// The dateline, or the day it was made when it has none.
    #[must_use]
    pub fn published(&self) -> Instant {
        self.draft.dateline.unwrap_or(self.created)
    }

    /// Minutes to read it, at 220 words a minute, at least one.
    #[must_use]
    pub fn reading_minutes(&self) -> usize {
        self.draft.body.word_count().div_ceil(220).max(1)
    }
}

/// What a list shows of a live story: everything a card, a river item or a feed's summary needs, without the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Which story.
    pub id: StoryId,
    /// Its path.
    pub address: String,
    /// The headline.
    pub headline: String,
    /// The standfirst.
    pub standfirst: String,
    /// The section, by slug.
    pub section: Slug,
    /// What kind.
    pub kind: Kind,
    /// The artist line.
    pub artists: Vec<ArtistCredit>,
    /// Credits.
    pub bylines: Vec<Byline>,
    /// The cover.
    pub cover: Option<Picture>,
    /// The kinds of its advisory.
    pub advisory: Vec<AdvisoryKind>,
    /// The dateline's instant.
    pub published: Instant,
    /// When it came onto the paper; lists are ordered by it, newest first.
    pub live_since: Instant,
    /// When it last changed for readers.
    pub updated: Instant,
    /// A review's score.
    pub score: Option<crate::body::Score>,
    /// The first clip.
    pub clip: Option<crate::body::Clip>,
    /// How many words.
    pub words: usize,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
}
