//! The name list as an index, and the mentions of its names in a text.
//!
//! Names are stored as paths of folded words, so that the longest name at a word boundary is found in one walk whatever
//! the size of the list. Finding is pure; what a mention is worth is decided elsewhere
//! (`domain::link::decide`).

mod directory;
mod entry;
mod index;

pub use directory::Directory;

use crate::fold::{self, is_ordinary};
use domain::artist::ArtistKind;
use domain::id::ArtistId;
use entry::Entry;
use index::{Index, Node, Path, Piece};
use std::collections::HashSet;
use std::sync::Arc;

/// One name of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    /// Whose name.
    pub artist: ArtistId,
    /// As its source spells it.
    pub name: String,
    /// Another name than the artist's own.
    pub is_alias: bool,
    /// Person, group, other.
    pub kind: ArtistKind,
}

/// One artist whom a mention may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub artist: ArtistId,
    /// By another name than their own.
    pub is_alias: bool,
    /// Person, group, other.
    pub kind: ArtistKind,
    /// Whether the text spells the name as the list does, capitals included.
    pub exact: bool,
    /// Whether the list spells it as nothing else is spelt: `SZA`, `blink-182`.
    pub odd: bool,
}

/// A name of the list found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte; a possessive ending is left out.
    pub end: usize,
    /// Who may be meant; never empty, own names before aliases.
    pub candidates: Vec<Candidate>,
    /// The folded name that matched.
    pub key: String,
    /// Made only of ordinary words, or too short to be sure of: never linked without evidence.
    pub hard: bool,
    /// Every word but the small ones begins with a capital or has no case.
    pub capitalised: bool,
    /// Written in capitals throughout.
    pub all_capitals: bool,
    /// Stands where any word would have its capital: first in its sentence.
    pub opens_sentence: bool,
    /// How many words matched.
    pub words: usize,
}

/// The index over the whole name list: one large part that is never changed, and a small one over it with the names of
/// artists that changed since. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Names {
    all: Arc<Index>,
    /// Artists whose entries in `all` do not hold any more.
    replaced: Arc<HashSet<ArtistId>>,
    newer: Arc<Index>,
    newer_rows: Arc<Vec<NameRow>>,
}

/// Whether a name is made only of ordinary words, of one letter, or of no letters at all.
#[must_use]
pub fn is_hard(name: &str) -> bool {
    let tokens = fold::tokens(name);
    if fold::is_other_thing(&fold::key(name)) {
        return true;
    }
    let given = matches!(name.trim().split(' ').collect::<Vec<_>>().as_slice(), [one] if crate::people::is_given_name(one));
    given
        || tokens.iter().all(|token| {
            let initials = name.get(token.start..token.end).is_some_and(|written| written.contains('.'));
            is_ordinary(&token.key)
                || token.bare_key().is_some_and(is_ordinary)
                || !token.key.chars().any(char::is_alphabetic)
                || initials
                || token.key.chars().count() <= 2
        })
        || tokens.iter().map(|token| token.key.chars().count()).sum::<usize>() <= 2
}

/// Whether a name is spelt as no word is: with figures or signs among its letters, a capital within a word, or four
/// capitals and more.
fn is_odd(name: &str) -> bool {
    name.split_whitespace().any(|word| {
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
        let strange = !letters.is_empty() && word.chars().any(|c| c.is_numeric() || matches!(c, '$' | '!' | '+' | '*'));
        let small = letters.iter().any(|c| c.is_lowercase());
        let inner = small
            && !word.contains(['-', '’', '\'', '.', '/'])
            && letters.windows(2).any(|pair| matches!(pair, [a, b] if a.is_lowercase() && b.is_uppercase()));
        strange || (inner && !word.starts_with("Mc") && !word.starts_with("Mac")) || (!small && letters.len() >= 4)
    })
}

impl Names {
    /// Builds the index. A name without letters or digits that cannot be folded is left out.
    #[must_use]
    pub fn build(rows: impl IntoIterator<Item = NameRow>) -> Self {
        Self::build_as_of(rows, 0)
    }

    /// As [`Names::build`], with a number that says what it was built from, for when it is stored.
    #[must_use]
    pub fn build_as_of(rows: impl IntoIterator<Item = NameRow>, stamp: u64) -> Self {
        Self { all: Arc::new(Index::build(rows, stamp)), ..Self::default() }
    }

    /// The large part as bytes, to be stored and read again with [`Names::read`]. What was laid over it is left out.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.all.bytes()
    }

    /// Reads what was stored, with the number that it was built with; `None` when it is damaged or of another version.
    #[must_use]
    pub fn read(bytes: Vec<u8>) -> Option<(Self, u64)> {
        let all = Index::read(bytes)?;
        let stamp = all.stamp();
        Some((Self { all: Arc::new(all), ..Self::default() }, stamp))
    }

    /// The same, but for some artists, of whom `now` are all names that hold. It costs as much as was laid over so far.
    #[must_use]
    pub fn with(&self, artists: &[ArtistId], now: Vec<NameRow>) -> Self {
        let mut replaced = (*self.replaced).clone();
        replaced.extend(artists);
        let mut rows: Vec<NameRow> = self.newer_rows.iter().filter(|row| !artists.contains(&row.artist)).cloned().collect();
        rows.extend(now);
        let newer = Index::build(rows.iter().cloned(), 0);
        Self { all: Arc::clone(&self.all), replaced: Arc::new(replaced), newer: Arc::new(newer), newer_rows: Arc::new(rows) }
    }

    /// How many artists were laid over since it was built.
    #[must_use]
    pub fn laid_over(&self) -> usize {
        self.replaced.len()
    }

    /// How many names it holds, replaced ones too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len() + self.newer.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names in a text, longest first at each word, none overlapping another, in order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let pieces = index::pieces(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            if let Some((mention, used)) = self.longest(text, &pieces, at) {
                found.push(mention);
                at += used.max(1);
            } else {
                at += 1;
            }
        }
        found
    }

    /// Whether a whole text is the name of somebody on the list, and whose.
    #[must_use]
    pub fn exactly(&self, name: &str) -> Vec<Candidate> {
        let pieces = index::pieces(name);
        let whole = |start: usize| {
            let (mention, used) = self.longest(name, &pieces, start)?;
            (start + used == pieces.len()).then_some(mention.candidates)
        };
        let after_the = || pieces.first().filter(|piece| piece.is_the && pieces.len() > 1).and_then(|_| whole(1));
        whole(0).or_else(after_the).unwrap_or_default()
    }

    fn longest(&self, text: &str, pieces: &[Piece], from: usize) -> Option<(Mention, usize)> {
        let old = longest(&self.all, text, pieces, from, &self.replaced);
        let new = if self.newer.len() == 0 { None } else { longest(&self.newer, text, pieces, from, &HashSet::new()) };
        let reach = |found: &Found| (found.last, found.end);
        let best = match (old, new) {
            (Some(mut old), Some(new)) if reach(&old) == reach(&new) => {
                old.entries.extend(new.entries);
                old
            }
            (Some(old), Some(new)) => {
                if reach(&old) > reach(&new) {
                    old
                } else {
                    new
                }
            }
            (old, new) => old.or(new)?,
        };
        let used = best.last + 1 - from;
        Some((mention(text, pieces, from, &best)?, used))
    }
}

/// What the text has between the words of a name.
#[derive(Clone, Copy)]
struct Shape {
    /// Signs that part clauses.
    signs: bool,
    /// A word with a possessive ending that is part of the name.
    possessive: bool,
    /// A *the* before it.
    the: bool,
}

/// The longest name at a word: its last word, its last byte, whose it is.
struct Found {
    last: usize,
    end: usize,
    entries: Vec<Entry>,
}

fn longest(index: &Index, text: &str, pieces: &[Piece], from: usize, without: &HashSet<ArtistId>) -> Option<Found> {
    let mut best = None;
    let mut path = Path::ROOT;
    let mut shape = Shape { signs: false, possessive: false, the: the_before(text, pieces, from).is_some() };
    for (at, piece) in pieces.iter().enumerate().skip(from) {
        if at > from {
            let last = at.checked_sub(1).and_then(|last| pieces.get(last))?;
            let gap = text.get(last.end..piece.start)?;
            if gap.contains('\n') {
                break;
            }
            shape.signs |= gap != " " && !gap_is_soft(last.is_short, gap);
        }
        if let Some(end) = piece.bare_end
            && let Some(entries) = index.node(path.then(piece.bare)).and_then(|node| fitting(index, node, shape, without))
        {
            best = Some(Found { last: at, end, entries });
        }
        path = path.then(piece.word);
        let Some(node) = index.node(path) else { break };
        shape.possessive |= piece.bare_end.is_some();
        if let Some(entries) = fitting(index, node, shape, without) {
            best = Some(Found { last: at, end: piece.end, entries });
        }
        if !node.goes_on {
            break;
        }
    }
    best
}

fn fitting(index: &Index, node: Node, shape: Shape, without: &HashSet<ArtistId>) -> Option<Vec<Entry>> {
    let fits = |entry: &Entry| {
        (!shape.signs || entry.has_signs())
            && (!shape.possessive || entry.has_apostrophe())
            && (!entry.needs_the() || shape.the)
            && (without.is_empty() || !without.contains(&entry.artist))
    };
    let fitting: Vec<Entry> = index.entries(node).filter(fits).collect();
    (!fitting.is_empty()).then_some(fitting)
}

fn mention(text: &str, pieces: &[Piece], from: usize, found: &Found) -> Option<Mention> {
    let Found { last, end, entries } = found;
    let named_the = entries.iter().any(|entry| entry.has_the());
    let large_the = |the: &usize| text.get(*the..).is_some_and(|rest| rest.starts_with('T'));
    let the = the_before(text, pieces, from).filter(|the| named_the && (large_the(the) || entries.iter().any(|entry| entry.needs_the())));
    let first = pieces.get(from)?.start;
    let start = the.unwrap_or(first);
    let shown = text.get(start..*end)?;
    Some(Mention {
        start,
        end: *end,
        candidates: candidates(entries, shown),
        key: fold::search_text(text.get(first..*end)?),
        hard: entries.iter().all(|entry| entry.is_hard()),
        capitalised: is_capitalised(shown),
        all_capitals: shown.chars().any(char::is_alphabetic) && !shown.chars().any(char::is_lowercase),
        opens_sentence: opens_sentence(text, start),
        words: last + 1 - from,
    })
}

/// Each artist once, own names before aliases.
fn candidates(entries: &[Entry], shown: &str) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let spelling = index::spelling(shown);
    for entry in entries {
        let candidate = Candidate {
            artist: entry.artist,
            is_alias: entry.is_alias(),
            kind: entry.kind(),
            exact: entry.spelt == spelling,
            odd: entry.is_odd(),
        };
        match candidates.iter_mut().find(|known| known.artist == entry.artist) {
            Some(known) => {
                known.is_alias &= candidate.is_alias;
                known.exact |= candidate.exact;
                known.odd |= candidate.odd;
            }
            None => candidates.push(candidate),
        }
    }
    candidates.sort_by_key(|candidate| (candidate.is_alias, candidate.artist));
    candidates
}

/// Where a *the* directly before a word begins.
fn the_before(text: &str, pieces: &[Piece], from: usize) -> Option<usize> {
    let the = pieces.get(from.checked_sub(1)?)?;
    let gap = text.get(the.end..pieces.get(from)?.start)?;
    (the.is_the && gap == " ").then_some(the.start)
}

/// Between the words of one name stand blanks, hyphens, slashes, the stop of an abbreviation: no sign that parts clauses.
fn gap_is_soft(after_short: bool, gap: &str) -> bool {
    let sign = gap.trim();
    let joins = matches!(sign, "" | "-" | "‐" | "‑" | "–" | "/" | "&" | "+" | "·" | "'" | "’" | "‘");
    let abbreviates = sign == "." && gap.starts_with('.') && after_short;
    gap.chars().count() <= 3 && (joins || abbreviates)
}

/// Whether every word but the small ones begins with a capital, a digit or a letter without case.
#[must_use]
pub fn is_capitalised(shown: &str) -> bool {
    const SMALL: [&str; 24] = [
        "the", "of", "and", "a", "an", "de", "la", "le", "du", "des", "del", "der", "den", "von", "van", "to", "in", "at", "on", "for",
        "from", "with", "n", "y",
    ];
    let mut words = shown.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let begins_large = |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let first = words.next().is_some_and(|word| begins_large(word) || word.chars().skip(1).any(char::is_uppercase));
    first
        && words.all(|word| begins_large(word) || SMALL.contains(&fold::search_text(word).as_str()) || word.chars().any(char::is_uppercase))
}

/// Whether the word at `start` would have its capital anyway: nothing but opening marks since the last closing one.
#[must_use]
pub fn opens_sentence(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end_matches(|c: char| {
        matches!(c, '"' | '“' | '‘' | '\'' | '(' | '[' | '«' | '„' | '•' | '*' | '-' | '–' | '—') || c.is_whitespace()
    });
    let skipped = text.get(before.len()..start).unwrap_or_default();
    before.is_empty() || skipped.contains('\n') || before.ends_with(['.', '!', '?', '…', ':', '”']) || skipped.contains(['"', '“'])
}

#[cfg(test)]
mod tests;
