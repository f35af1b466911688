//! The place of a text that an answer shows, with what was looked for marked.

use crate::analyse::Words;
use crate::query::{Term, What};
use std::collections::HashSet;
use std::ops::Range;
use text::fold::{self, Token};

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
    stems: HashSet<String>,
    /// The first letters of the stems: what does not begin so need not be stemmed.
    heads: HashSet<String>,
    exact: HashSet<&'a str>,
    beginnings: Vec<&'a str>,
    phrases: Vec<&'a [String]>,
}

fn head(word: &str) -> String {
    word.chars().take(2).collect()
}

impl<'a> Marker<'a> {
    /// Marks these terms; `loose`: every phrase word by word and by stems, as in what somebody says.
    pub(crate) fn new(words: Words, terms: &'a [Term], others: &'a [String], loose: bool) -> Self {
        let mut marker = Self {
            words,
            stems: HashSet::new(),
            heads: HashSet::new(),
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
        let stem = self.words.stem(word);
        self.heads.insert(head(&stem));
        self.stems.insert(stem);
    }

    fn hits(&self, token: &Token) -> bool {
        let word = token.bare_key().unwrap_or(&token.key);
        self.exact.contains(word)
            || self.beginnings.iter().any(|begin| word.starts_with(begin))
            || (self.heads.contains(&head(word)) && self.stems.contains(&self.words.stem(word)))
    }

    /// Which tokens are marked; a run with the same number is one mark.
    fn marks(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for (place, token) in tokens.iter().enumerate() {
            if self.hits(token) {
                marks.push(place..place + 1);
            }
        }
        for phrase in &self.phrases {
            for (place, window) in tokens.windows(phrase.len().max(1)).enumerate() {
                if window.iter().zip(*phrase).all(|(token, word)| token.key == *word || token.bare_key() == Some(word)) {
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
        let text = text.get(..cut).unwrap_or_default();
        let tokens = fold::tokens(text);
        let marks = self.marks(&tokens);
        let window = best(&tokens, &marks)?;
        let start = opening(text, &tokens, window.start);
        let end = (start + LENGTH).min(tokens.len()).max(window.end);
        Some(pieces(text, &tokens, &marks, start..end))
    }
}

/// The tokens from the first to the last mark of the place with the most different words marked, and the most marks.
fn best(tokens: &[Token], marks: &[Range<usize>]) -> Option<Range<usize>> {
    let word = |mark: &Range<usize>| tokens.get(mark.start).map(|token| token.bare_key().unwrap_or(&token.key));
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
fn opening(text: &str, tokens: &[Token], first: usize) -> usize {
    let least = first.saturating_sub(BEFORE);
    let ends_before = |place: usize| {
        let Some((before, here)) = place.checked_sub(1).and_then(|before| tokens.get(before).zip(tokens.get(place))) else { return true };
        text.get(before.end..here.start).is_some_and(|between| between.contains(['.', '!', '?', '\n', '…']))
    };
    (least..=first).rev().find(|place| ends_before(*place)).unwrap_or(first.saturating_sub(BEFORE / 2))
}

fn pieces(text: &str, tokens: &[Token], marks: &[Range<usize>], shown: Range<usize>) -> Snippet {
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
