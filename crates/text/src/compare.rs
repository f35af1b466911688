//! Two versions of a text side by side: what was added and what was taken out, word by word.
//!
//! Blocks are compared as plain text reads them, so that every kind of block can be; letters that only changed their
//! marks make a block that changed without a word.

use crate::html::{Html, Writer};
use crate::render::{Context, Words};
use domain::body::{Block, Body};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::time::Instant;

/// What became of a piece or a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It stands in both.
    Same,
    /// It stands in the newer only.
    Added,
    /// It stands in the older only.
    Removed,
    /// A block that stands in both, with other words or other marks.
    Changed,
}

impl Change {
    /// The word in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// Some words with the white space after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Same, added or removed.
    pub change: Change,
    /// The words.
    pub text: String,
}

/// A block of either version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockChange {
    /// What became of it.
    pub change: Change,
    /// Its words.
    pub pieces: Vec<Piece>,
    /// The same to be shown: insertions and deletions are marked as such.
    pub html: Html,
}

/// Compares two bodies. Every block of both is in the answer, in reading order; what was taken out stands before what
/// came in its place. After `by` it is said coarsely: more is told as gone and come than need be, and never anything wrong.
#[must_use]
pub fn bodies(old: &Body, new: &Body, by: Option<Instant>) -> Vec<BlockChange> {
    let old: Vec<Shown> = old.blocks.iter().map(Shown::of).collect();
    let new: Vec<Shown> = new.blocks.iter().map(Shown::of).collect();
    let keys = |blocks: &[Shown]| blocks.iter().map(|block| block.key.clone()).collect::<Vec<_>>();
    let mut found = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Patience, &keys(&old), &keys(&new), by) {
        let olds = old.get(op.old_range()).unwrap_or_default();
        let news = new.get(op.new_range()).unwrap_or_default();
        match op {
            DiffOp::Equal { .. } => found.extend(news.iter().map(|block| block.whole(Change::Same))),
            _ => replaced(olds, news, by, &mut found),
        }
    }
    found
}

/// Compares two lines; coarsely after `by`.
#[must_use]
pub fn lines(old: &str, new: &str, by: Option<Instant>) -> Vec<Piece> {
    let (olds, news) = (words(old), words(new));
    let mut pieces: Vec<Piece> = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Myers, &olds, &news, by) {
        let removed = olds.get(op.old_range()).unwrap_or_default().concat();
        let added = news.get(op.new_range()).unwrap_or_default().concat();
        if let DiffOp::Equal { .. } = op {
            push(&mut pieces, Change::Same, &added);
        } else {
            push(&mut pieces, Change::Removed, &removed);
            push(&mut pieces, Change::Added, &added);
        }
    }
    pieces
}

/// How many words pieces add and remove.
#[must_use]
pub fn counts<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> (usize, usize) {
    pieces.into_iter().fold((0, 0), |(added, removed), piece| {
        let words = piece.text.split_whitespace().count();
        match piece.change {
            Change::Added => (added + words, removed),
            Change::Removed => (added, removed + words),
            Change::Same | Change::Changed => (added, removed),
        }
    })
}

fn push(pieces: &mut Vec<Piece>, change: Change, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece { change, text: text.to_owned() });
    }
}

/// Words, each with the white space after it; put together again they are the text.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let space = rest.get(word..).and_then(|tail| tail.find(|c: char| !c.is_whitespace())).map_or(rest.len(), |space| word + space);
        // A text may begin with white space; no piece is empty.
        let (one, tail) = rest.split_at_checked(space.max(1)).unwrap_or((rest, ""));
        found.push(one);
        rest = tail;
    }
    found
}

/// A block as it is compared.
struct Shown {
    /// What it is, for its tag.
    kind: Kind,
    text: String,
    /// Equal when the blocks are, marks and attributes included.
    key: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Heading,
    Quotation,
    Other,
}

impl Shown {
    fn of(block: &Block) -> Self {
        let body = Body { blocks: vec![block.clone()] };
        let words = Words::default();
        let text = crate::render::plain(&body, &Context::new("", "en", &words));
        let kind = match block {
            Block::Paragraph(_) => Kind::Paragraph,
            Block::Heading { .. } => Kind::Heading,
            Block::Quotation(_) | Block::PullQuote { .. } => Kind::Quotation,
            _ => Kind::Other,
        };
        Self { kind, text: text.trim_end().to_owned(), key: body.to_json().to_string() }
    }

    fn whole(&self, change: Change) -> BlockChange {
        let mut pieces = Vec::new();
        push(&mut pieces, change, &self.text);
        BlockChange { change, html: html(self.kind, &pieces), pieces }
    }

    fn against(&self, old: &Self, by: Option<Instant>) -> BlockChange {
        let pieces = lines(&old.text, &self.text, by);
        BlockChange { change: Change::Changed, html: html(self.kind, &pieces), pieces }
    }

    /// How many bytes of two blocks of one kind are the same at their ends, in thousandths of the longer one.
    fn likeness(&self, other: &Self, by: Option<Instant>) -> usize {
        if self.kind != other.kind {
            return 0;
        }
        let same: usize =
            lines(&other.text, &self.text, by).iter().filter(|piece| piece.change == Change::Same).map(|piece| piece.text.len()).sum();
        same * 1000 / self.text.len().max(other.text.len()).max(1)
    }
}

/// Blocks in the place of others: those that are alike are pairs, in order; the rest went or came.
fn replaced(olds: &[Shown], news: &[Shown], by: Option<Instant>, found: &mut Vec<BlockChange>) {
    let mut olds = olds.iter();
    for new in news {
        // The first of the old ones that is like it; those before it are gone.
        let pair = olds.clone().take(PAIRS_LOOKED_AT).position(|old| new.likeness(old, by) >= ALIKE);
        match pair {
            Some(before) => {
                found.extend(olds.by_ref().take(before).map(|old| old.whole(Change::Removed)));
                if let Some(old) = olds.next() {
                    found.push(new.against(old, by));
                }
            }
            None => found.push(new.whole(Change::Added)),
        }
    }
    found.extend(olds.map(|old| old.whole(Change::Removed)));
}

/// Blocks of which so many thousandths are the same are one block that changed.
const ALIKE: usize = 300;

/// How far ahead a pair is looked for.
const PAIRS_LOOKED_AT: usize = 12;

fn html(kind: Kind, pieces: &[Piece]) -> Html {
    let mut writer = Writer::default();
    let (open, close) = match kind {
        Kind::Paragraph => ("<p>", "</p>"),
        Kind::Heading => ("<h3>", "</h3>"),
        Kind::Quotation => ("<blockquote>", "</blockquote>"),
        Kind::Other => ("<pre>", "</pre>"),
    };
    writer.raw(open);
    write(&mut writer, pieces);
    writer.raw(close);
    writer.finish()
}

fn write(writer: &mut Writer, pieces: &[Piece]) {
    for piece in pieces {
        let (open, close) = match piece.change {
            Change::Added => ("<ins>", "</ins>"),
            Change::Removed => ("<del>", "</del>"),
            Change::Same | Change::Changed => ("", ""),
        };
        writer.raw(open).text(&piece.text).raw(close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::body::{Inline, Inlines, Mark};
    use proptest::prelude::*;

    fn body(paragraphs: &[String]) -> Body {
        Body { blocks: paragraphs.iter().map(|text| Block::Paragraph(Inlines::plain(text.as_str()))).collect() }
    }

    fn texts(paragraphs: &[&str]) -> Body {
        body(&paragraphs.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    /// One side of a comparison, put together again from its pieces.
    fn side(changes: &[BlockChange], dropped: Change) -> Vec<String> {
        let stands = |block: &&BlockChange| block.change != dropped;
        let text =
            |block: &BlockChange| block.pieces.iter().filter(|piece| piece.change != dropped).map(|piece| piece.text.as_str()).collect();
        changes.iter().filter(stands).map(text).collect()
    }

    #[test]
    fn a_word_that_changed_is_marked_and_no_other() {
        let changes = bodies(&texts(&["It was his fax machine.", "Same."]), &texts(&["It was her fax machine.", "Same."]), None);
        let marked: Vec<_> = changes.iter().map(|block| (block.change, block.html.as_str())).collect();
        assert_eq!(marked, [(Change::Changed, "<p>It was <del>his </del><ins>her </ins>fax machine.</p>"), (Change::Same, "<p>Same.</p>")]);
        assert_eq!(counts(changes.iter().flat_map(|block| &block.pieces)), (1, 1));
    }

    #[test]
    fn a_paragraph_put_between_leaves_its_neighbours_alone() {
        let changes =
            bodies(&texts(&["One two three.", "Four five six."]), &texts(&["One two three.", "New words here.", "Four five six."]), None);
        assert_eq!(changes.iter().map(|block| block.change).collect::<Vec<_>>(), [Change::Same, Change::Added, Change::Same]);
    }

    #[test]
    fn marks_alone_make_a_change_without_words() {
        let strong = Block::Paragraph(Inlines(vec![Inline::Text { text: "Loud.".to_owned(), marks: vec![Mark::Strong] }]));
        let changes = bodies(&texts(&["Loud."]), &Body { blocks: vec![strong] }, None);
        assert_eq!((changes.len(), changes[0].change, counts(&changes[0].pieces)), (1, Change::Changed, (0, 0)));
    }

    #[test]
    fn what_was_written_is_escaped() {
        let changes = bodies(&texts(&["One two three <b>"]), &texts(&["One two three <script>"]), None);
        assert_eq!(changes[0].html.as_str(), "<p>One two three <del>&lt;b&gt;</del><ins>&lt;script&gt;</ins></p>");
    }

    /// Two texts of which no word is the other's, each a novel: without an end to it this takes minutes.
    #[test]
    fn what_takes_too_long_is_said_coarsely_and_soon() {
        let novel = |word: &str| {
            (0..600).map(|n| (0..160).map(|m| format!("{word}{} ", (n * 7 + m * 13) % 997)).collect()).collect::<Vec<String>>()
        };
        let begun = Instant::now();
        let by = begun + std::time::Duration::from_millis(50);
        let changes = bodies(&body(&novel("a")), &body(&novel("b")), Some(by));
        assert_eq!(counts(changes.iter().flat_map(|block| &block.pieces)), (96_000, 96_000));
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    proptest! {
        /// Taking away what was added gives the old text back, taking away what was removed gives the new one.
        #[test]
        fn both_texts_come_back(
            old in prop::collection::vec("[ab ]{0,3}[a-c]( [a-d]{1,2}){0,6}", 0..8),
            new in prop::collection::vec("[ab ]{0,3}[a-c]( [a-d]{1,2}){0,6}", 0..8),
            passed in any::<bool>(),
        ) {
            let plain = |texts: &[String]| body(texts).blocks.iter().map(|block| Shown::of(block).text).collect::<Vec<_>>();
            let changes = bodies(&body(&old), &body(&new), passed.then(Instant::now));
            prop_assert_eq!(side(&changes, Change::Added), plain(&old));
            prop_assert_eq!(side(&changes, Change::Removed), plain(&new));
        }

        /// The same for two lines, whatever is in them.
        #[test]
        fn both_lines_come_back(old in "\\PC{0,60}", new in "\\PC{0,60}", passed in any::<bool>()) {
            let pieces = lines(&old, &new, passed.then(Instant::now));
            let side = |dropped: Change| pieces.iter().filter(|piece| piece.change != dropped).map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(side(Change::Added), old);
            prop_assert_eq!(side(Change::Removed), new);
        }
    }
}
