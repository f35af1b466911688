//! The document: what a story's text is made of. A closed list of blocks and marks, stored as versioned JSON in
//! ProseMirror's shape. Every renderer is total over these enums, so a new block does not compile until each of page,
//! mail, feed, plain text and Markdown can show it.

mod attrs;
mod json;
mod lenient;
mod walk;

pub use attrs::{
    AdvisoryKind, Audio, BoxKind, Clip, ClipKind, DateStatus, Fact, InfoBox, MediaKey, Picture, Provider, Quotation, RankedEntry, Score,
    SetList, Song, TourDate, TourDates, Track, TrackList, Turn, TurnKind, Verse,
};
pub use json::{BODY_VERSION, BodyError, is_safe_href};
pub use walk::TextRef;

use crate::id::ArtistId;
use crate::link::Strength;

/// A story's text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
}

/// One block. The names are those of the JSON's `type`, in snake case.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Inlines),
    /// A heading inside the story; 2 or 3.
    Heading {
        /// 2 or 3.
        level: u8,
        /// Its words.
        text: Inlines,
    },
    /// Somebody's words, one or more paragraphs, kept without their outer marks.
    Quotation(Quotation),
    /// A line lifted from the text and set large.
    PullQuote {
        /// The words, without marks.
        text: Inlines,
        /// Whose they are.
        speaker: Option<String>,
    },
    /// A list.
    List(List),
    /// One entry of a ranked list.
    RankedEntry(RankedEntry),
    /// A question or an answer.
    Turn(Turn),
    /// Lyrics, a hard break a line.
    Verse(Verse),
    /// One picture.
    Picture(Picture),
    /// Several pictures.
    Gallery(Vec<Picture>),
    /// Video or music that somebody else hosts.
    Clip(Clip),
    /// Sound that the paper hosts itself.
    Audio(Audio),
    /// The songs on a release.
    TrackList(TrackList),
    /// The songs played on a night.
    SetList(SetList),
    /// A tour.
    TourDates(TourDates),
    /// What a review comes to.
    Score(Score),
    /// A table.
    Table(Table),
    /// A gig or a release in facts.
    InfoBox(InfoBox),
    /// A break between parts.
    Divider,
    /// HTML from elsewhere. Sanitised again by every renderer.
    RawHtml(String),
}

/// A list of items, each of one or more paragraphs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// Numbered?
    pub ordered: bool,
    /// The first number.
    pub start: u32,
    /// The items.
    pub items: Vec<Vec<Inlines>>,
}

/// A table of inline cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Whether the first row heads the columns.
    pub header: bool,
    /// Rows of cells, all of the same length.
    pub rows: Vec<Vec<Inlines>>,
}

/// Running text with marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inlines(pub Vec<Inline>);

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Letters, all with the same marks, outermost mark first.
    Text {
        /// The letters; never empty.
        text: String,
        /// The marks.
        marks: Vec<Mark>,
    },
    /// A line's end inside a block.
    HardBreak,
}

/// What is said about some letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Strong.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck through.
    Strike,
    /// Subscript.
    Subscript,
    /// Superscript.
    Superscript,
    /// A link to somewhere: http, https, mailto or a path of the paper.
    Link {
        /// Where to.
        href: String,
        /// Paid for: `rel="sponsored"`.
        sponsored: bool,
    },
    /// A link to an artist, made or accepted by a person.
    Artist {
        /// Who.
        artist: ArtistId,
        /// What they are to the story.
        strength: Strength,
    },
    /// The title of a work.
    Work {
        /// Song, album, film …
        kind: WorkKind,
    },
}

/// What kind of work a title names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// A song or track.
    #[default]
    Song,
    /// An album or EP.
    Album,
    /// An EP, where the house tells it from an album.
    Ep,
    /// A film or video.
    Film,
    /// A series or programme.
    Show,
    /// A book.
    Book,
}

impl WorkKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Song, Self::Album, Self::Ep, Self::Film, Self::Show, Self::Book];

    /// The word in rows, files and the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Song => "song",
            Self::Album => "album",
            Self::Ep => "ep",
            Self::Film => "film",
            Self::Show => "show",
            Self::Book => "book",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Inline {
    /// How many bytes of letters it has.
    fn letters(&self) -> usize {
        match self {
            Self::Text { text, .. } => text.len(),
            Self::HardBreak => 1,
        }
    }
}

impl Inlines {
    /// Plain text without marks; empty text gives no pieces.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::default() } else { Self(vec![Inline::Text { text, marks: Vec::new() }]) }
    }

    /// The letters without marks; a hard break is a newline.
    #[must_use]
    pub fn text(&self) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Inline::Text { text, .. } => text.as_str(),
                Inline::HardBreak => "\n",
            })
            .collect()
    }

    /// Whether nothing but white space stands here.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// Adds a piece, joining it to the last one where the marks are the same.
    pub fn push(&mut self, text: &str, marks: &[Mark]) {
        if text.is_empty() {
            return;
        }
        if let Some(Inline::Text { text: last, marks: same }) = self.0.last_mut()
            && same == marks
        {
            last.push_str(text);
            return;
        }
        self.0.push(Inline::Text { text: text.to_owned(), marks: marks.to_vec() });
    }
}
