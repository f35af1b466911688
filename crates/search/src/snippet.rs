//! The place of a text that an answer shows, with what was looked for marked.

use crate::analyse::Words;
use crate::query::{Term, What};
use std::collections::HashSet;
use std::ops::Range;
use text::fold::{self, Scan};

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Plain text, without line breaks.
    pub text: String,
    /// Whether it is what was looked for.
    pub marked: bool,
}

/// Some words of a text; the pieces put together are the words, with an ellipsis where they were cut.
pub type Snippet = Vec<Piece>;

/// Words of a snippet.
const LENGTH: usize = 34;

/// So many words before the first mark, at most, a sentence's beginning is gone back to.
const BEFORE: usize = 9;

/// Bytes of a text that are looked at.
const LONGEST_TEXT: usize = 60_000;

/// What is marked.
pub(crate) struct Marker<'a> {
    words: Words,
    stems: Vec<String>,
    exact: Vec<&'a str>,
    beginnings: Vec<&'a str>,
    phrases: Vec<&'a [String]>,
}

/// A text and its words, whose folded letters stand one after the other in one place.
struct Cut<'t> {
    text: &'t str,
    letters: String,
    tokens: Vec<Token>,
}

struct Token {
    key: Range<usize>,
    is_possessive: bool,
    start: usize,
    end: usize,
}

impl<'t> Cut<'t> {
    fn new(text: &'t str) -> Self {
        let mut cut = Self { text, letters: String::with_capacity(text.len()), tokens: Vec::new() };
        let mut scan = Scan::new(text);
        while let Some((start, end, bare_end)) = scan.advance() {
            let from = cut.letters.len();
            cut.letters.push_str(scan.key());
            cut.tokens.push(Token { key: from..cut.letters.len(), is_possessive: bare_end.is_some(), start, end });
        }
        cut
    }

    fn key(&self, token: &Token) -> &str {
        self.letters.get(token.key.clone()).unwrap_or_default()
    }

    /// The letters without a possessive ending.
    fn bare_key(&self, token: &Token) -> &str {
        let key = self.key(token);
        if token.is_possessive { fold::bare(key).unwrap_or(key) } else { key }
    }
}

/// The first two letters: a word with others has another stem.
fn head(word: &str) -> &str {
    word.char_indices().nth(2).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

impl<'a> Marker<'a> {
    /// Marks these terms; `loose`: every phrase word by word and by stems, as in what somebody says.
    pub(crate) fn new(words: Words, terms: &'a [Term], others: &'a [String], loose: bool) -> Self {
        let mut marker = Self {
            words,
            stems: Vec::new(),
            exact: others.iter().map(String::as_str).collect(),
            beginnings: Vec::new(),
            phrases: Vec::new(),
        };
        others.iter().for_each(|word| marker.stem(word));
        for term in terms {
            match &term.what {
                What::Word(word) => marker.stem(word),
                What::Phrase(phrase) if loose => phrase.iter().for_each(|word| marker.stem(word)),
                What::Phrase(phrase) => marker.phrases.push(phrase),
                What::Beginning(begin) => marker.beginnings.push(begin),
            }
        }
        marker
    }

    fn stem(&mut self, word: &str) {
        self.stems.push(self.words.stem(word));
    }

    fn hits(&self, word: &str) -> bool {
        self.exact.contains(&word)
            || self.beginnings.iter().any(|begin| word.starts_with(begin))
            || (self.stems.iter().any(|stem| word.starts_with(head(stem))) && self.stems.contains(&self.words.stem(word)))
    }

    /// Which tokens are marked; a run with the same number is one mark.
    fn marks(&self, cut: &Cut<'_>) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for (place, token) in cut.tokens.iter().enumerate() {
            if self.hits(cut.bare_key(token)) {
                marks.push(place..place + 1);
            }
        }
        for phrase in &self.phrases {
            for (place, window) in cut.tokens.windows(phrase.len().max(1)).enumerate() {
                if window.iter().zip(*phrase).all(|(token, word)| cut.key(token) == word || cut.bare_key(token) == word) {
                    marks.push(place..place + phrase.len());
                }
            }
        }
        marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
        let mut last = 0;
        marks.retain(|mark| {
            let apart = mark.start >= last;
            last = last.max(mark.end);
            apart
        });
        marks
    }

    /// The best place of a text; none when nothing of it is marked.
    pub(crate) fn snippet(&self, text: &str) -> Option<Snippet> {
        let cut = text.floor_char_boundary(LONGEST_TEXT);
        let cut = Cut::new(text.get(..cut).unwrap_or_default());
        let marks = self.marks(&cut);
        let window = best(&cut, &marks)?;
        let start = opening(&cut, window.start);
        let end = (start + LENGTH).min(cut.tokens.len()).max(window.end);
        Some(pieces(&cut, &marks, start..end))
    }
}

/// The tokens from the first to the last mark of the place with the most different words marked, and the most marks.
fn best(cut: &Cut<'_>, marks: &[Range<usize>]) -> Option<Range<usize>> {
    let word = |mark: &Range<usize>| cut.tokens.get(mark.start).map(|token| cut.bare_key(token));
    let mut found: Option<((usize, usize), Range<usize>)> = None;
    for (place, first) in marks.iter().enumerate() {
        let within: Vec<&Range<usize>> =
            marks.iter().skip(place).take_while(|mark| mark.end <= (first.start + LENGTH - BEFORE).max(first.end)).collect();
        let different = within.iter().filter_map(|mark| word(mark)).collect::<HashSet<_>>().len();
        let worth = (different, within.len());
        if found.as_ref().is_none_or(|(most, _)| worth > *most) {
            found = Some((worth, first.start..within.last().map_or(first.end, |last| last.end)));
        }
    }
    found.map(|(_, window)| window)
}

/// Where to begin: with the sentence if it is near, else a few words before.
fn opening(Cut { text, tokens, .. }: &Cut<'_>, first: usize) -> usize {
    let least = first.saturating_sub(BEFORE);
    let ends_before = |place: usize| {
        let Some((before, here)) = place.checked_sub(1).and_then(|before| tokens.get(before).zip(tokens.get(place))) else { return true };
        text.get(before.end..here.start).is_some_and(|between| between.contains(['.', '!', '?', '\n', '…']))
    };
    (least..=first).rev().find(|place| ends_before(*place)).unwrap_or(first.saturating_sub(BEFORE / 2))
}

fn pieces(Cut { text, tokens, .. }: &Cut<'_>, marks: &[Range<usize>], shown: Range<usize>) -> Snippet {
    let start_of = |place: usize| tokens.get(place).map_or(text.len(), |token| token.start);
    let end_of = |place: usize| place.checked_sub(1).and_then(|last| tokens.get(last)).map_or(0, |token| token.end);
    let mut all: Snippet = Vec::new();
    let mut add = |from: usize, to: usize, marked: bool| {
        let words = text.get(from..to).unwrap_or_default();
        let blank = words.starts_with(char::is_whitespace);
        let ends_blank = words.ends_with(char::is_whitespace);
        let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match (joined.is_empty(), blank, ends_blank) {
            (true, ..) => " ".repeat(usize::from(!words.is_empty())),
            (_, before, after) => format!("{}{joined}{}", if before { " " } else { "" }, if after { " " } else { "" }),
        };
        if !text.is_empty() {
            all.push(Piece { text, marked });
        }
    };
    // What stands before the first word of a text, as an opening mark, is shown with it.
    let mut at = if shown.start == 0 { 0 } else { start_of(shown.start) };
    for mark in marks.iter().filter(|mark| mark.start >= shown.start && mark.end <= shown.end) {
        add(at, start_of(mark.start), false);
        add(start_of(mark.start), end_of(mark.end), true);
        at = end_of(mark.end);
    }
    let whole = shown.end >= tokens.len();
    add(at, if whole { text.len() } else { end_of(shown.end) }, false);
    if shown.start > 0 {
        all.insert(0, Piece { text: "… ".to_owned(), marked: false });
    }
    if !whole {
        all.push(Piece { text: " …".to_owned(), marked: false });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;
    use proptest::prelude::*;

    fn shown(query: &str, text: &str) -> Option<String> {
        let query = Query::read(query);
        let snippet = Marker::new(Words::of("en"), &query.terms, &[], false).snippet(text)?;
        Some(snippet.into_iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text }).collect())
    }

    #[test]
    fn marks_words_in_all_forms_phrases_and_beginnings() {
        assert_eq!(shown("guitar", "He sold his Guitars.").unwrap(), "He sold his [Guitars].");
        assert_eq!(shown("mike", "“Mike’s back,”\n\nhe said.").unwrap(), "“[Mike’s] back,” he said.");
        assert_eq!(shown("\"sold his\" gu*", "He sold his guts.").unwrap(), "He [sold his] [guts].");
        assert_eq!(shown("bjork", "nothing here"), None);
    }

    #[test]
    fn shows_the_place_where_most_of_it_stands() {
        let far = format!("A fax came. {}The fax machine was sold. {}", "Nothing else happened. ".repeat(30), "And on. ".repeat(60));
        let shown = shown("fax machine", &far).unwrap();
        assert!(shown.starts_with("… The [fax] [machine] was sold.") && shown.ends_with(" …"), "{shown}");
    }

    proptest! {
        #[test]
        fn the_pieces_are_words_of_the_text(text in "\\PC{0,300}", word in "\\w{1,4}") {
            let query = Query::read(&word);
            let snippet = Marker::new(Words::of("en"), &query.terms, &[], false).snippet(&text);
            for piece in snippet.into_iter().flatten().filter(|piece| piece.marked) {
                prop_assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&piece.text));
            }
        }
    }
}
