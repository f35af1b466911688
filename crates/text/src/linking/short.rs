//! Short forms: a surname, a given name or *the Doobies* for a name that the story gives in full.

use super::signs::Around;
use crate::fold;
use crate::names::Mention;
use crate::people::is_given_name;
use domain::artist::ArtistKind;
use domain::id::ArtistId;
use std::collections::HashMap;

/// Listed artists whom the story names in full, by the words that may stand for them.
#[derive(Debug, Default)]
pub(super) struct Named {
    by_word: HashMap<String, Vec<(String, ArtistId)>>,
    /// By a word in the plural that groups are called by after *the*.
    by_plural: HashMap<String, Vec<(String, ArtistId)>>,
}

/// Whether a story has a surname after another name than its own.
fn is_anothers(texts: &[Around<'_>], surname: &str, full: &str) -> bool {
    const TITLES: [&str; 8] = ["mr", "mrs", "ms", "dr", "sir", "dame", "lady", "lord"];
    let own = |before: &str| full.split(' ').any(|word| word == fold::search_text(before)) || TITLES.contains(&before);
    let same = |word: &str| word == surname || (!word.is_ascii() && fold::search_text(word) == surname);
    texts.iter().flat_map(Around::capital_pairs).any(|(before, word)| same(word) && !own(before))
}

fn add(into: &mut HashMap<String, Vec<(String, ArtistId)>>, word: &str, key: &str, artist: ArtistId) {
    let same = into.entry(word.to_owned()).or_default();
    if !same.iter().any(|(known, of)| known == key && *of == artist) {
        same.push((key.to_owned(), artist));
    }
}

impl Named {
    /// Notes a full name as the text has it; `with_the`: the list's name begins with *The*.
    pub(super) fn add(&mut self, mention: &Mention, shown: &str) {
        let [only] = mention.candidates.as_slice() else { return };
        let words: Vec<&str> = mention.key.split(' ').collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        if words.len() < 2 {
            return;
        }
        if is_persons(shown, &words, only.kind) {
            add(&mut self.by_word, last, &mention.key, only.artist);
            add(&mut self.by_word, first, &mention.key, only.artist);
        } else if only.kind != ArtistKind::Person {
            for word in [*first, *last] {
                let plural = if word.ends_with('s') { word.to_owned() } else { format!("{word}s") };
                add(&mut self.by_plural, &plural, &mention.key, only.artist);
            }
        }
    }

    /// Whose short form a word is, when it is one artist's alone and no other name of the story ends or begins so.
    pub(super) fn whose(&self, key: &str, follows_the: bool, texts: &[Around<'_>]) -> Option<ArtistId> {
        let index = if follows_the { &self.by_plural } else { &self.by_word };
        let ((full, artist), others) = index.get(key)?.split_first()?;
        let alone = others.iter().all(|(_, other)| other == artist);
        let given = full.split(' ').next() == Some(key);
        (alone && (given || follows_the || !is_anothers(texts, key, full))).then_some(*artist)
    }
}

/// Two or three words of which the first is a given name or no everyday word, or the list says so.
fn is_persons(shown: &str, words: &[&str], kind: ArtistKind) -> bool {
    let starts_with_the = shown.split(' ').next().is_some_and(|first| first.eq_ignore_ascii_case("the"));
    let given = shown.split([' ', '-']).next().is_some_and(is_given_name);
    let like_one = !words.iter().any(|word| fold::is_ordinary(word)) && !shown.contains(|c: char| c.is_numeric());
    let two = matches!(words, [first, last] if !fold::is_ordinary(first) && !last.ends_with('s'));
    words.len() <= 3 && !starts_with_the && !words.contains(&"and") && (given || kind == ArtistKind::Person || like_one || two)
}
