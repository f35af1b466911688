//! Texts of other papers' programs become the document: HTML as people write it, WordPress's mixture, Markdown, Ghost's
//! cards. What cannot become a block is kept where it stands, for somebody to look at, or told; nothing goes in silence.
//!
//! [`read`] knows nothing of files and links; [`Foreign::settle`] puts them in.

mod build;
mod flow;
mod ghost;
mod inline;
mod medium;
mod pictures;
mod players;
mod settle;
mod shortcodes;
#[cfg(test)]
mod tests;
mod wordpress;

pub use medium::{MediumPost, medium};
pub use settle::{Known, Linked, Resolver, Settled};

use domain::body::{Block, Clip};
pub use domain::form::Form;
use pulldown_cmark::{Options, Parser};

/// What kind of thing somebody is to look at, or is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum About {
    /// A shortcode that nobody here knows: it stands in the text as it was written.
    Shortcode,
    /// A card or block of the program there that has no counterpart.
    Card,
    /// A player of somebody whose clips the paper does not play: a link to it stands in its place.
    Player,
    /// A form, or a part of one.
    Form,
    /// A script or style.
    Script,
    /// A picture whose file is not there.
    Picture,
    /// A picture that nobody is credited for.
    Credit,
    /// A link inside the paper to something that is not there.
    Link,
    /// Something else of the markup that was simplified.
    Markup,
    /// What an entry says of itself that is odd.
    Entry,
}

impl About {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Shortcode,
        Self::Card,
        Self::Player,
        Self::Form,
        Self::Script,
        Self::Picture,
        Self::Credit,
        Self::Link,
        Self::Markup,
        Self::Entry,
    ];

    /// The word in rows and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shortcode => "shortcode",
            Self::Card => "card",
            Self::Player => "player",
            Self::Form => "form",
            Self::Script => "script",
            Self::Picture => "picture",
            Self::Credit => "credit",
            Self::Link => "link",
            Self::Markup => "markup",
            Self::Entry => "entry",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.word() == word)
    }

    /// Whether something did not come through; otherwise it came, and somebody may look at it.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Form | Self::Script)
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// What kind.
    pub about: About,
    /// What it is, in the words of the source.
    pub text: String,
}

impl Finding {
    /// One, its text shortened to what a line shows.
    #[must_use]
    pub fn new(about: About, text: impl AsRef<str>) -> Self {
        const LONGEST: usize = 200;
        let line = text.as_ref().split_whitespace().collect::<Vec<_>>().join(" ");
        let text = if line.chars().count() > LONGEST { line.chars().take(LONGEST - 1).chain(['…']).collect() } else { line };
        Self { about, text }
    }
}

/// A picture as the source names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ForeignPicture {
    /// The number of an attachment there.
    pub number: Option<String>,
    /// Its addresses, the largest first.
    pub addresses: Vec<String>,
    /// What it shows.
    pub alt: String,
    /// The line under it.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// A piece of a text: a block, or what becomes one once its files are known.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A block.
    Block(Block),
    /// A picture.
    Picture(ForeignPicture),
    /// Several pictures.
    Gallery(Vec<ForeignPicture>),
    /// All pictures that belong to the entry.
    Attached,
    /// Sound in a file.
    Sound {
        /// Its addresses or its number.
        file: ForeignPicture,
        /// Its title.
        title: String,
    },
}

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Foreign {
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
    /// What to look at.
    pub findings: Vec<Finding>,
}

/// Reads a text. Its relative addresses are those of a page at `base`.
#[must_use]
pub fn read(form: Form, text: &str, base: &str) -> Foreign {
    let mut findings = Vec::new();
    let pieces = match form {
        Form::WordPress => wordpress::read(text, base, &mut findings),
        Form::Html => flow::pieces(text, flow::Lines::Blanks, base, &mut findings),
        Form::Markdown => flow::pieces(&markdown(text), flow::Lines::Blanks, base, &mut findings),
        Form::Mobiledoc => flow::pieces(&ghost::mobiledoc(text, &mut findings), flow::Lines::Blanks, base, &mut findings),
        Form::Lexical => flow::pieces(&ghost::lexical(text, &mut findings), flow::Lines::Blanks, base, &mut findings),
    };
    Foreign { pieces, findings }
}

/// Markdown as HTML, for this module's own parser.
fn markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(text, options));
    html
}

/// The longest line of plain text, in bytes, that is looked at: what is longer is no title, summary or name.
const LONGEST_LINE: usize = 64 * 1024;

/// A title, summary or name that may have HTML in it, as one line of plain text.
#[must_use]
pub fn plain(text: &str) -> String {
    let text = text.get(..text.floor_char_boundary(LONGEST_LINE)).unwrap_or(text);
    if !text.contains(['<', '&']) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let words =
        if flow::is_made_to_hurt(text) { flow::bare_words(text).collect::<Vec<_>>().join(" ") } else { crate::sanitise::words(text) };
    words.split_whitespace().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

impl Foreign {
    /// Every picture, in order.
    pub fn pictures(&self) -> impl Iterator<Item = &ForeignPicture> {
        self.pieces.iter().flat_map(|piece| match piece {
            Piece::Picture(picture) => std::slice::from_ref(picture),
            Piece::Gallery(pictures) => pictures.as_slice(),
            _ => &[],
        })
    }

    /// Every file that it names: pictures and sounds.
    pub fn files(&self) -> impl Iterator<Item = &ForeignPicture> {
        let sounds = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Sound { file, .. } => Some(file),
            _ => None,
        });
        self.pictures().chain(sounds)
    }

    /// Every clip, in order.
    pub fn clips(&self) -> impl Iterator<Item = &Clip> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Block(Block::Clip(clip)) => Some(clip),
            _ => None,
        })
    }

    /// Where its links lead, in order.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        let blocks = self.pieces.iter().filter_map(|piece| if let Piece::Block(block) = piece { Some(block.clone()) } else { None });
        let body = domain::body::Body { blocks: blocks.collect() };
        let mut all = Vec::new();
        for text in body.texts() {
            for piece in &text.inlines.0 {
                let domain::body::Inline::Text { marks, .. } = piece else { continue };
                all.extend(
                    marks
                        .iter()
                        .filter_map(|mark| if let domain::body::Mark::Link { href, .. } = mark { Some(href.clone()) } else { None }),
                );
            }
        }
        all
    }

    /// Its words, so far as they stand in blocks.
    #[must_use]
    pub fn words(&self) -> usize {
        let blocks = self.pieces.iter().filter_map(|piece| if let Piece::Block(block) = piece { Some(block.clone()) } else { None });
        domain::body::Body { blocks: blocks.collect() }.word_count()
    }
}
