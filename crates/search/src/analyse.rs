//! Words as the index keeps them: folded by `text`, each as it is written and, where it differs, as its stem.

use frostem::{Algorithm, Stemmer};
use std::collections::HashMap;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use text::fold::{self, Token as Folded};

/// Stands before a stem, so that an exact word never meets one. No folded word has it, and it sorts after all ASCII.
pub(crate) const STEM: char = '~';

/// Longer words are noise: no name and no word of a language is.
pub(crate) const LONGEST_WORD: usize = 80;

/// The words of one language.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    stemmer: Option<Stemmer>,
}

impl Words {
    /// For a BCP 47 tag, whatever stands after a blank behind it; a language without a stemmer keeps its words as they are.
    pub(crate) fn of(language: &str) -> Self {
        let primary = language.split(['-', '_', ' ']).next().unwrap_or_default().to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "en" => Algorithm::English,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "tr" => Algorithm::Turkish,
            _ => return Self { stemmer: None },
        };
        Self { stemmer: Some(Stemmer::new(algorithm)) }
    }

    /// The stem of a folded word; the word itself where it has no other.
    pub(crate) fn stem(self, word: &str) -> String {
        self.stemmer.map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned())
    }

    /// The term of a stem.
    pub(crate) fn stem_term(self, word: &str) -> String {
        format!("{STEM}{}", self.stem(word))
    }
}

/// Cuts a text into the terms of the index. A word in its possessive stands as itself too.
#[derive(Clone)]
pub(crate) struct Cutter {
    words: Words,
    /// The stems of words that were cut before: a quarter of the time of making an index was to find them again and again.
    stems: HashMap<String, String>,
}

/// So many stems are kept: what a paper says often, a megabyte or two.
const STEMS: usize = 20_000;

impl Cutter {
    pub(crate) fn new(words: Words) -> Self {
        Self { words, stems: HashMap::new() }
    }

    fn stem(&mut self, word: &str) -> &str {
        if !self.stems.contains_key(word) {
            if self.stems.len() >= STEMS {
                self.stems.clear();
            }
            self.stems.insert(word.to_owned(), self.words.stem(word));
        }
        self.stems.get(word).map_or("", String::as_str)
    }
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Cut<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut<'a> {
        Cut { cutter: self, folded: fold::tokens(text).into_iter(), token: Token::default(), next: 0, waiting: Waiting::default() }
    }
}

/// What stands at the place of the last word beside it.
#[derive(Default)]
struct Waiting {
    bare: Option<String>,
    stem: Option<String>,
}

pub(crate) struct Cut<'a> {
    cutter: &'a mut Cutter,
    folded: std::vec::IntoIter<Folded>,
    token: Token,
    next: usize,
    waiting: Waiting,
}

impl TokenStream for Cut<'_> {
    fn advance(&mut self) -> bool {
        if let Some(beside) = self.waiting.bare.take().or_else(|| self.waiting.stem.take()) {
            self.token.text = beside;
            return true;
        }
        let Some(folded) = self.folded.by_ref().find(|folded| folded.key.len() <= LONGEST_WORD) else { return false };
        let bare = folded.bare_key().unwrap_or(&folded.key);
        let stem = self.cutter.stem(bare);
        self.waiting = Waiting {
            stem: (stem != bare || bare != folded.key).then(|| format!("{STEM}{stem}")),
            bare: (bare != folded.key).then(|| bare.to_owned()),
        };
        self.token.offset_from = folded.start;
        self.token.offset_to = folded.end;
        self.token.position = self.next;
        self.token.text = folded.key;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(language: &str, text: &str) -> Vec<(usize, String)> {
        let mut cutter = Cutter::new(Words::of(language));
        let mut stream = cutter.token_stream(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push((stream.token().position, stream.token().text.clone()));
        }
        all
    }

    #[test]
    fn a_word_stands_as_itself_and_as_its_stem() {
        let expected = [(0, "bjork"), (1, "sold"), (2, "guitars"), (2, "~guitar")].map(|(at, word)| (at, word.to_owned()));
        assert_eq!(terms("en-AU", "Björk sold GUITARS"), expected);
        assert_eq!(terms("xx", "guitars"), [(0, "guitars".to_owned())]);
        assert_eq!(terms("de", "Gitarren").len(), 2);
    }

    #[test]
    fn a_possessive_stands_without_its_ending_too() {
        assert_eq!(terms("en", "Mike’s").into_iter().map(|(_, word)| word).collect::<Vec<_>>(), ["mikes", "mike", "~mike"]);
    }
}
