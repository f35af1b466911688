//! Words, sentences and runs of capitals: the ground on which people, works, events and speakers are found.

use crate::fold::{self, is_apostrophe, is_ordinary};
use std::borrow::Cow;
use std::sync::LazyLock;

/// One word of running text without the punctuation around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte, possessive ending included.
    pub(crate) end: usize,
    /// The word without its possessive ending.
    pub(crate) text: &'a str,
    /// Had a possessive ending.
    pub(crate) possessive: bool,
    /// What stands between the word before and this one.
    pub(crate) gap: &'a str,
    /// First of its sentence, or first within quotation marks.
    pub(crate) opens: bool,
}

impl Word<'_> {
    /// Begins with a capital, or carries one further in (`iLoveMakonnen`).
    pub(crate) fn is_capital(&self) -> bool {
        let first = self.text.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(char::is_uppercase)
            || (self.text.chars().any(char::is_uppercase) && first.is_some_and(char::is_alphanumeric) && !self.text.contains('-'))
    }

    pub(crate) fn lower(&self) -> String {
        if self.text.is_ascii() { self.text.to_ascii_lowercase() } else { self.text.to_lowercase().replace('’', "'") }
    }

    /// As [`Word::lower`], without a copy where the word is small already.
    pub(crate) fn small(&self) -> Cow<'_, str> {
        let plain = self.text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if plain { Cow::Borrowed(self.text) } else { Cow::Owned(self.lower()) }
    }

    /// Nothing but a blank before it.
    pub(crate) fn joins(&self) -> bool {
        !self.gap.is_empty() && self.gap.chars().all(|c| matches!(c, ' ' | '\u{a0}'))
    }
}

const ABBREVIATIONS: [&str; 15] = ["mr", "mrs", "ms", "dr", "st", "jr", "sr", "vs", "feat", "ft", "no", "prof", "vol", "mt", "rev"];

fn is_abbreviation(word: &str) -> bool {
    let lower = word.to_lowercase();
    let initials = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    let lone_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    initials || lone_initial || ABBREVIATIONS.contains(&lower.as_str())
}

/// The words of a text.
pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found: Vec<Word<'_>> = Vec::new();
    let mut last_end = 0;
    for (start, end) in raw_words(text) {
        let Some((whole, gap)) = text.get(start..end).zip(text.get(last_end..start)) else { continue };
        let bare = without_possessive(whole);
        let closes = gap.starts_with('.') && !gap.starts_with("..") && found.last().is_some_and(|last| is_abbreviation(last.text));
        let opens = found.is_empty() || (!closes && gap.contains(['.', '!', '?', '…'])) || gap.contains([':', '"', '“', '”', '\n', '•']);
        found.push(Word { start, end, text: bare, possessive: bare.len() < whole.len(), gap: if closes { " " } else { gap }, opens });
        last_end = end;
    }
    found
}

fn without_possessive(word: &str) -> &str {
    word.strip_suffix(['s', 'S']).and_then(|rest| rest.strip_suffix(is_apostrophe)).filter(|rest| !rest.is_empty()).unwrap_or(word)
}

/// Runs of letters and digits with what may stand inside a word: hyphens, apostrophes, stops of initials.
fn raw_words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !is_word_letter(first) {
            continue;
        }
        let mut end = start + first.len_utf8();
        // The last two characters of the word, for stops of initials and *ex-*.
        let (mut last, mut before_last, mut length) = (first, ' ', 1);
        while let Some(&(at, c)) = chars.peek() {
            if !is_word_letter(c) {
                let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
                let ex = c == '-' && length == 2 && matches!((before_last, last), ('e' | 'E', 'x' | 'X'));
                let inner = next.is_some_and(is_word_letter) && (is_apostrophe(c) || matches!(c, '-' | '‑' | '.' | '!' | '_'));
                let initial = c == '.' && length >= 3 && before_last == '.';
                if ex || !(inner || initial || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c))) {
                    break;
                }
            }
            (before_last, last) = (last, c);
            length += 1;
            end = at + c.len_utf8();
            chars.next();
        }
        found.push((start, end));
    }
    found
}

fn is_word_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || matches!(c, '$' | '@' | '#') } else { c.is_alphanumeric() }
}

/// A run of capitals that may be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte, without a possessive ending.
    pub(crate) end: usize,
    /// Index of its first word.
    pub(crate) first: usize,
    /// Index of its last word.
    pub(crate) last: usize,
    /// The letters.
    pub(crate) text: String,
    /// Ends in a possessive.
    pub(crate) possessive: bool,
}

/// Small words that stand inside the names of people.
const PARTICLES: [&str; 13] = ["de", "la", "da", "di", "del", "der", "den", "von", "van", "le", "du", "bin", "al"];

/// Words that open a sentence with a capital and are no part of the name after them.
const OPENERS: &[&str] = &[
    "the",
    "a",
    "an",
    "in",
    "on",
    "at",
    "of",
    "by",
    "for",
    "from",
    "with",
    "to",
    "as",
    "and",
    "but",
    "or",
    "so",
    "yet",
    "if",
    "when",
    "while",
    "where",
    "who",
    "what",
    "why",
    "how",
    "that",
    "this",
    "these",
    "those",
    "it",
    "its",
    "he",
    "she",
    "they",
    "his",
    "her",
    "their",
    "we",
    "our",
    "you",
    "your",
    "my",
    "after",
    "before",
    "since",
    "until",
    "then",
    "now",
    "today",
    "yesterday",
    "here",
    "there",
    "both",
    "even",
    "only",
    "just",
    "also",
    "not",
    "no",
    "yes",
    "asked",
    "meanwhile",
    "however",
    "says",
    "said",
    "adds",
    "added",
    "according",
    "like",
    "watch",
    "listen",
    "hear",
    "speaking",
    "once",
    "unlike",
    "despite",
    "ask",
    "during",
    "among",
    "along",
    "alongside",
    "following",
    "featuring",
    "although",
    "though",
    "because",
    "between",
    "through",
    "without",
    "under",
    "over",
    "perhaps",
    "maybe",
    "instead",
    "elsewhere",
    "first",
    "next",
    "later",
    "earlier",
    "recently",
    "still",
    "again",
    "every",
    "each",
    "all",
    "some",
    "many",
    "most",
    "such",
    "let",
    "does",
    "did",
    "do",
    "is",
    "are",
    "was",
    "were",
    "will",
    "would",
    "could",
    "should",
    "can",
    "may",
    "might",
    "has",
    "have",
    "had",
    "thanks",
    "per",
    "via",
    "into",
    "about",
    "against",
    "across",
    "around",
    "behind",
    "beside",
    "beyond",
    "inside",
    "outside",
    "near",
    "until",
    "upon",
    "whether",
    "which",
    "whose",
    "there's",
    "it's",
    "that's",
    "fellow",
    "meet",
    "see",
    "adds",
];

/// Capitals that are never a name: the writer, days and months.
const NEVER: &[&str] = &[
    "i",
    "i'm",
    "i've",
    "i'd",
    "i'll",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "tv",
    "uk",
    "us",
    "dj",
    "mc",
    "ep",
];

/// A few words, found by their length.
struct Few(Vec<Vec<&'static str>>);

impl Few {
    fn of(words: &[&'static str]) -> Self {
        let longest = words.iter().map(|word| word.len()).max().unwrap_or_default();
        let of_length = |length| words.iter().copied().filter(|word| word.len() == length).collect();
        Self((0..=longest).map(of_length).collect())
    }

    /// Whether a word is one of them, whatever its capitals and its apostrophe.
    fn has(&self, word: &str) -> bool {
        let extra = if word.is_ascii() { 0 } else { '’'.len_utf8() - 1 };
        let same_length = word.len().checked_sub(extra).and_then(|length| self.0.get(length));
        same_length.is_some_and(|words| words.iter().any(|small| is_same(small, word)))
    }
}

static NEVER_NAMES: LazyLock<Few> = LazyLock::new(|| Few::of(NEVER));
static OPENING: LazyLock<Few> = LazyLock::new(|| Few::of(OPENERS));

pub(crate) fn is_never_a_name(word: &str) -> bool {
    NEVER_NAMES.has(word)
}

/// Whether a word is one in small letters, whatever its capitals and its apostrophe.
fn is_same(small: &str, word: &str) -> bool {
    if word.is_ascii() {
        let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
        return first(small) == first(word) && small.eq_ignore_ascii_case(word);
    }
    let same = |(one, other): (char, char)| one == other.to_ascii_lowercase() || (one == '\'' && other == '’');
    small.chars().count() == word.chars().count() && small.chars().zip(word.chars()).all(same)
}

/// The runs of capitals of a text, each as long as nothing but blanks parts its words.
pub(crate) fn capital_runs(words: &[Word<'_>]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if !word.is_capital() || is_never_a_name(word.text) || (word.opens && is_opener(word)) || is_trait(word.text) {
            index += 1;
            continue;
        }
        let last = run_end(words, index);
        runs.extend(run_of(words, index, last));
        index = last + 1;
    }
    runs
}

/// `London-born`, `Oscar-winning`: says something of the name after it.
fn is_trait(word: &str) -> bool {
    const TRAITS: [&str; 9] = ["born", "based", "winning", "nominated", "bred", "raised", "style", "era", "influenced"];
    word.split_once(['-', '‑']).is_some_and(|(_, rest)| TRAITS.contains(&rest))
}

pub(crate) fn is_opener(word: &Word<'_>) -> bool {
    OPENING.has(word.text)
}

fn run_end(words: &[Word<'_>], first: usize) -> usize {
    let mut last = first;
    while words.get(last).is_some_and(|word| !word.possessive) {
        let Some(next) = words.get(last + 1).filter(|next| next.joins()) else { break };
        if next.is_capital() && !is_never_a_name(next.text) {
            last += 1;
            continue;
        }
        let mut particles = last + 1;
        while words.get(particles).is_some_and(|word| word.joins() && PARTICLES.contains(&word.text)) {
            particles += 1;
        }
        let bridged = particles > last + 1 && words.get(particles).is_some_and(|word| word.joins() && word.is_capital());
        if !bridged {
            break;
        }
        last = particles;
    }
    last
}

/// The run from one word to another, or nothing when it is only an ordinary word with the capital of its sentence.
pub(crate) fn run_of(words: &[Word<'_>], first: usize, last: usize) -> Option<Run> {
    let (from, to) = (words.get(first)?, words.get(last)?);
    if first == last && from.opens && from.text.split('-').all(|part| is_ordinary(&fold::search_text(part))) && !from.possessive {
        let elsewhere = words.iter().any(|word| word.text == from.text && !word.opens);
        if !elsewhere {
            return None;
        }
    }
    let mut text = String::new();
    for word in words.get(first..=last)? {
        if !text.is_empty() {
            text.push_str(word.gap);
        }
        text.push_str(word.text);
    }
    Some(Run { start: from.start, end: to.start + to.text.len(), first, last, text, possessive: to.possessive })
}

/// The last stretch of a text, long enough for any sentence: reading further back costs time and tells nothing.
pub(crate) fn tail(text: &str) -> &str {
    last_bytes(text, 700)
}

/// The end of a text, long enough for its last few words.
pub(crate) fn end_of(text: &str) -> &str {
    last_bytes(text, 160)
}

fn last_bytes(text: &str, many: usize) -> &str {
    let from = text.len().saturating_sub(many);
    let boundary = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(boundary..).unwrap_or(text)
}

/// Where the sentences of a text end, as indexes of the words that open the next one.
pub(crate) fn sentence_of(words: &[Word<'_>], index: usize) -> usize {
    (0..=index).rev().find(|at| words.get(*at).is_some_and(|word| word.opens)).unwrap_or(0)
}

/// Whether the text's last word is done: closing punctuation, quotation marks aside.
pub(crate) fn is_closed(line: &str) -> bool {
    line.trim_end().trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', '…', ':', ';', ','])
}

/// Stretches of one text, asked whether one of them holds another.
#[derive(Debug, Default)]
pub(crate) struct Stretches(Vec<(usize, usize)>);

impl Stretches {
    /// Takes first bytes and bytes past the last.
    pub(crate) fn of(stretches: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut sorted: Vec<(usize, usize)> = stretches.into_iter().collect();
        sorted.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut sorted {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(sorted)
    }

    /// Whether one that begins at `start` or before ends at `end` or after.
    pub(crate) fn hold(&self, start: usize, end: usize) -> bool {
        let before = self.0.partition_point(|(first, _)| *first <= start).checked_sub(1).and_then(|index| self.0.get(index));
        before.is_some_and(|(_, furthest)| end <= *furthest)
    }
}
