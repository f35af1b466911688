//! Words as the index keeps them: folded by `text`, each as it is written and, where it differs, as its stem.

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use text::fold::{self, Scan};

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
pub(crate) struct Cutter {
    words: Words,
    /// The stems of words that were cut before: to find one anew takes longer than all else about a word.
    stems: Stems,
    /// What others of this index learnt and have no more use for: each segment is cut by one of its own.
    learnt: Arc<Mutex<Vec<Stems>>>,
}

type Stems = HashMap<Box<str>, Stem, FxBuildHasher>;

struct Stem {
    /// With its mark.
    term: Box<str>,
    /// Whether it is another word than the one that it is of.
    differs: bool,
}

/// So many stems are kept, four megabytes at most. The first words of many stories are also the frequent ones: none of them
/// makes room for a later one.
const STEMS: usize = 50_000;

/// As many cutters as work at once.
const MOST_LEARNT: usize = 3;

impl Cutter {
    pub(crate) fn new(words: Words) -> Self {
        Self { words, stems: HashMap::default(), learnt: Arc::default() }
    }

    /// Writes the term of a word's stem down; whether it is another word.
    fn stem(&mut self, word: &str, into: &mut String) -> bool {
        into.clear();
        if let Some(known) = self.stems.get(word) {
            into.push_str(&known.term);
            return known.differs;
        }
        into.push_str(&self.words.stem_term(word));
        let differs = into.strip_prefix(STEM).is_some_and(|stem| stem != word);
        if self.stems.len() < STEMS {
            self.stems.insert(word.into(), Stem { term: into.as_str().into(), differs });
        }
        differs
    }
}

impl Clone for Cutter {
    fn clone(&self) -> Self {
        let stems = self.learnt.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        Self { words: self.words, stems, learnt: Arc::clone(&self.learnt) }
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        let mut learnt = self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.stems.is_empty() && learnt.len() < MOST_LEARNT {
            learnt.push(std::mem::take(&mut self.stems));
        }
    }
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Cut<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut<'a> {
        Cut { cutter: self, scan: Scan::new(text), token: Token::default(), next: 0, stem: String::new(), waits: Waits::default() }
    }
}

/// What stands at the place of the last word beside it and is not given yet.
#[derive(Default)]
struct Waits {
    bare: bool,
    stem: bool,
}

pub(crate) struct Cut<'a> {
    cutter: &'a mut Cutter,
    scan: Scan<'a>,
    token: Token,
    next: usize,
    /// The term of the last word's stem.
    stem: String,
    waits: Waits,
}

impl TokenStream for Cut<'_> {
    fn advance(&mut self) -> bool {
        let text = &mut self.token.text;
        if std::mem::take(&mut self.waits.bare) {
            text.clear();
            text.push_str(fold::bare(self.scan.key()).unwrap_or_default());
            return true;
        }
        if std::mem::take(&mut self.waits.stem) {
            std::mem::swap(text, &mut self.stem);
            return true;
        }
        loop {
            let Some((start, end, bare_end)) = self.scan.advance() else { return false };
            let key = self.scan.key();
            if key.len() > LONGEST_WORD {
                continue;
            }
            let bare = bare_end.and_then(|_| fold::bare(key));
            let differs = self.cutter.stem(bare.unwrap_or(key), &mut self.stem);
            self.waits = Waits { bare: bare.is_some(), stem: differs || bare.is_some() };
            text.clear();
            text.push_str(key);
            (self.token.offset_from, self.token.offset_to, self.token.position) = (start, end, self.next);
            self.next += 1;
            return true;
        }
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
