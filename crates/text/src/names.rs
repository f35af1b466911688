//! The name list as an index, and the mentions of its names in a text.
//!
//! Names are stored as paths of folded words in one tree, so that the longest name at a word boundary is found in one
//! walk whatever the size of the list. Finding is pure; what a mention is worth is decided elsewhere
//! (`domain::link::decide`).

mod directory;

pub use directory::Directory;

use crate::fold::{self, Token, is_ordinary};
use domain::artist::ArtistKind;
use domain::id::ArtistId;
use std::collections::{HashMap, HashSet};
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

/// The index over the whole name list: one large tree that is never changed, and a small one over it with the names of
/// artists that changed since. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Names {
    all: Arc<Tree>,
    /// Artists whose entries in `all` do not hold any more.
    replaced: Arc<HashSet<ArtistId>>,
    newer: Arc<Tree>,
    newer_rows: Arc<Vec<NameRow>>,
}

/// Names as paths of folded words.
#[derive(Debug, Default)]
struct Tree {
    words: HashMap<Box<str>, u32>,
    steps: HashMap<(u32, u32), u32>,
    ends: HashMap<u32, Vec<u32>>,
    entries: Vec<Entry>,
    nodes: u32,
}

#[derive(Debug)]
struct Entry {
    artist: ArtistId,
    kind: ArtistKind,
    is_alias: bool,
    hard: bool,
    /// `The Band` is not meant by a bare `band`.
    needs_the: bool,
    /// The name has signs between its words (`Earth, Wind & Fire`), so the text may have them too.
    has_signs: bool,
    /// The name has an apostrophe of its own (`Destiny's Child`): others are not meant by a possessive.
    has_apostrophe: bool,
    odd: bool,
    spelt: Box<str>,
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
        let inner = small && !word.contains(['-', '’', '\'', '.', '/']) && letters.windows(2).any(|pair| matches!(pair, [a, b] if a.is_lowercase() && b.is_uppercase()));
        strange || (inner && !word.starts_with("Mc") && !word.starts_with("Mac")) || (!small && letters.len() >= 4)
    })
}

impl Names {
    /// Builds the index. A name without letters or digits that cannot be folded is left out.
    #[must_use]
    pub fn build(rows: impl IntoIterator<Item = NameRow>) -> Self {
        let mut tree = Tree::default();
        for row in rows {
            tree.add(&row);
        }
        Self { all: Arc::new(tree), ..Self::default() }
    }

    /// The same, but for some artists, of whom `now` are all names that hold. It costs as much as was laid over so far.
    #[must_use]
    pub fn with(&self, artists: &[ArtistId], now: Vec<NameRow>) -> Self {
        let mut replaced = (*self.replaced).clone();
        replaced.extend(artists);
        let mut rows: Vec<NameRow> = self.newer_rows.iter().filter(|row| !artists.contains(&row.artist)).cloned().collect();
        rows.extend(now);
        let mut newer = Tree::default();
        for row in &rows {
            newer.add(row);
        }
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
        self.all.entries.len() + self.newer.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names in a text, longest first at each word, none overlapping another, in order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let tokens = fold::tokens(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if let Some((mention, used)) = self.longest(text, &tokens, at) {
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
        let tokens = fold::tokens(name);
        let whole = |start: usize| {
            let (mention, used) = self.longest(name, &tokens, start)?;
            (start + used == tokens.len()).then_some(mention.candidates)
        };
        let after_the = || tokens.first().filter(|token| token.key == "the" && tokens.len() > 1).and_then(|_| whole(1));
        whole(0).or_else(after_the).unwrap_or_default()
    }

    fn longest(&self, text: &str, tokens: &[Token], from: usize) -> Option<(Mention, usize)> {
        let old = self.all.longest(text, tokens, from, &self.replaced);
        let new = if self.newer.entries.is_empty() { None } else { self.newer.longest(text, tokens, from, &HashSet::new()) };
        let reach = |found: &Found<'_>| (found.last, found.end);
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
        Some((mention(text, tokens, from, &best)?, used))
    }
}

/// What the text has between the words of a name.
#[derive(Clone, Copy)]
struct Shape {
    /// Signs that part clauses.
    signs: bool,
    /// A word with a possessive ending that is part of the name.
    possessive: bool,
}

/// The longest name at a word: its last token, its last byte, whose it is.
struct Found<'a> {
    last: usize,
    end: usize,
    entries: Vec<&'a Entry>,
}

impl Tree {
    fn add(&mut self, row: &NameRow) {
        let mut tokens = fold::tokens(&row.name);
        let leading_the = tokens.len() > 1 && tokens.first().is_some_and(|token| token.key == "the");
        let has_signs =
            tokens.windows(2).any(|pair| matches!(pair, [a, b] if !gap_is_soft(a, row.name.get(a.end..b.start).unwrap_or_default())));
        if leading_the {
            tokens.remove(0);
        }
        if tokens.is_empty() {
            return;
        }
        let mut node = 0;
        for token in &tokens {
            node = self.step(node, &token.key);
        }
        let hard = is_hard(&row.name);
        let entry = Entry {
            artist: row.artist,
            kind: row.kind,
            is_alias: row.is_alias,
            hard,
            needs_the: leading_the && hard,
            has_signs,
            has_apostrophe: row.name.contains(fold::is_apostrophe),
            odd: is_odd(&row.name),
            spelt: row.name.trim().into(),
        };
        self.ends.entry(node).or_default().push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.entries.push(entry);
    }

    fn step(&mut self, node: u32, word: &str) -> u32 {
        let next_word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let word = match self.words.get(word) {
            Some(&known) => known,
            None => *self.words.entry(word.into()).or_insert(next_word),
        };
        *self.steps.entry((node, word)).or_insert_with(|| {
            self.nodes = self.nodes.saturating_add(1);
            self.nodes
        })
    }

    fn longest(&self, text: &str, tokens: &[Token], from: usize, without: &HashSet<ArtistId>) -> Option<Found<'_>> {
        let mut best = None;
        let (mut node, mut signs, mut possessive) = (0, false, false);
        for (index, token) in tokens.iter().enumerate().skip(from) {
            if index > from {
                let last = index.checked_sub(1).and_then(|last| tokens.get(last))?;
                let gap = text.get(last.end..token.start)?;
                if gap.contains('\n') {
                    break;
                }
                signs |= !gap_is_soft(last, gap);
            }
            let fitting = |node: u32, possessive: bool| self.fitting(node, text, tokens, from, Shape { signs, possessive }, without);
            if let (Some(bare), Some(end)) = (token.bare_key(), token.bare_end)
                && let Some(entries) = self.next(node, bare).and_then(|node| fitting(node, possessive))
            {
                best = Some(Found { last: index, end, entries });
            }
            let Some(next) = self.next(node, &token.key) else { break };
            node = next;
            possessive |= token.bare_end.is_some();
            if let Some(entries) = fitting(node, possessive) {
                best = Some(Found { last: index, end: token.end, entries });
            }
        }
        best
    }

    fn next(&self, node: u32, word: &str) -> Option<u32> {
        self.words.get(word).and_then(|word| self.steps.get(&(node, *word))).copied()
    }

    fn fitting(
        &self,
        node: u32,
        text: &str,
        tokens: &[Token],
        from: usize,
        shape: Shape,
        without: &HashSet<ArtistId>,
    ) -> Option<Vec<&Entry>> {
        let all = self.ends.get(&node)?;
        let the = the_before(text, tokens, from).is_some();
        let fits = |entry: &&Entry| {
            (!shape.signs || entry.has_signs)
                && (!shape.possessive || entry.has_apostrophe)
                && (!entry.needs_the || the) && (without.is_empty() || !without.contains(&entry.artist))
        };
        let fitting: Vec<&Entry> = all.iter().filter_map(|id| self.entries.get(usize::try_from(*id).ok()?)).filter(fits).collect();
        (!fitting.is_empty()).then_some(fitting)
    }
}

fn mention(text: &str, tokens: &[Token], from: usize, found: &Found<'_>) -> Option<Mention> {
    let Found { last, end, entries } = found;
    let named_the = entries.iter().any(|entry| starts_with_the(&entry.spelt));
    let large_the = |the: &usize| text.get(*the..).is_some_and(|rest| rest.starts_with('T'));
    let the = the_before(text, tokens, from).filter(|the| named_the && (large_the(the) || entries.iter().any(|entry| entry.needs_the)));
    let start = the.or_else(|| tokens.get(from).map(|token| token.start))?;
    let shown = text.get(start..*end)?;
    let words = last + 1 - from;
    Some(Mention {
        start,
        end: *end,
        candidates: candidates(entries, shown),
        key: tokens.iter().skip(from).take(words).map(|token| token.key.as_str()).collect::<Vec<_>>().join(" "),
        hard: entries.iter().all(|entry| entry.hard),
        capitalised: is_capitalised(shown),
        all_capitals: shown.chars().any(char::is_alphabetic) && !shown.chars().any(char::is_lowercase),
        opens_sentence: opens_sentence(text, start),
        words,
    })
}

/// Each artist once, own names before aliases.
fn candidates(entries: &[&Entry], shown: &str) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for entry in entries {
        let candidate = Candidate { artist: entry.artist, is_alias: entry.is_alias, kind: entry.kind, exact: &*entry.spelt == shown, odd: entry.odd };
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

fn starts_with_the(name: &str) -> bool {
    name.get(..4).is_some_and(|first| first.eq_ignore_ascii_case("the "))
}

/// Where a *the* directly before a word begins.
fn the_before(text: &str, tokens: &[Token], from: usize) -> Option<usize> {
    let the = tokens.get(from.checked_sub(1)?)?;
    let gap = text.get(the.end..tokens.get(from)?.start)?;
    (the.key == "the" && gap == " ").then_some(the.start)
}

/// Between the words of one name stand blanks, hyphens, slashes, the stop of an abbreviation: no sign that parts clauses.
fn gap_is_soft(last: &Token, gap: &str) -> bool {
    let sign = gap.trim();
    let joins = matches!(sign, "" | "-" | "‐" | "‑" | "–" | "/" | "&" | "+" | "·" | "'" | "’" | "‘");
    let abbreviates = sign == "." && gap.starts_with('.') && last.key.chars().count() <= 3;
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
