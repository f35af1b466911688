//! Words of the index that begin so, or are spelt nearly so.

use crate::analyse::STEM;
use std::collections::BTreeMap;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Words that a beginning stands for, at most.
const MOST_BEGUN: usize = 1_000;

/// Stories that those words stand in, counted word by word, at most: what bounds the time that a short beginning takes.
const MOST_MET: u64 = 1_500_000;

/// Spellings that are tried for a word.
const MOST_SPELLINGS: usize = 5;

/// Letters from which one letter may be wrong, and from which two may.
const ONE_WRONG: usize = 4;
const TWO_WRONG: usize = 8;

/// The words that begin so, and whether these are all of them.
pub(crate) fn begun(searchers: &[&Searcher], field: Field, begin: &str) -> tantivy::Result<(Vec<String>, bool)> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    let mut whole = true;
    for reader in searchers.iter().flat_map(|searcher| searcher.segment_readers()) {
        let inverted = reader.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(begin.as_bytes()).into_stream()?;
        let mut seen = 0;
        while let Some((key, info)) = stream.next() {
            let Some(word) = std::str::from_utf8(key).ok().filter(|word| word.starts_with(begin)) else { break };
            seen += 1;
            if seen > MOST_BEGUN {
                whole = false;
                break;
            }
            *found.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
        }
    }
    let mut words: Vec<(String, u64)> = found.into_iter().collect();
    words.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let mut met = 0;
    let all = words.len();
    let kept: Vec<String> = words
        .into_iter()
        .take(MOST_BEGUN)
        .take_while(|(_, stories)| {
            let first = met == 0;
            met += stories;
            first || met <= MOST_MET
        })
        .map(|(word, _)| word)
        .collect();
    whole &= kept.len() == all;
    Ok((kept, whole))
}

/// A term up to the first letter of its word.
fn first_letter(term: &str) -> &str {
    let mut letters = term.char_indices().skip(1 + usize::from(term.starts_with(STEM)));
    letters.next().and_then(|(end, _)| term.get(..end)).unwrap_or(term)
}

/// How words near this one are spelt, those in most stories first; with how many stories.
pub(crate) fn spelt(searchers: &[&Searcher], field: Field, word: &str) -> tantivy::Result<Vec<(String, u64)>> {
    let letters = word.chars().count();
    let distances: &[u8] = match letters {
        TWO_WRONG.. => &[1, 2],
        ONE_WRONG.. => &[1],
        _ => &[],
    };
    for distance in distances {
        // A stem that is nearly so is a word that is nearly so in some of its forms. Where a whole word is, nobody looks there:
        // each look goes through a good part of all words.
        for typed in [word.to_owned(), format!("{STEM}{word}")] {
            let mut found: BTreeMap<String, u64> = BTreeMap::new();
            let automaton = FuzzyTermQuery::new(Term::from_field_text(field, &typed), *distance, true).automaton()?;
            // Of words with two letters wrong, hardly one has a wrong first letter, and most words have another one.
            let first = if *distance > 1 { first_letter(&typed) } else { "" };
            for reader in searchers.iter().flat_map(|searcher| searcher.segment_readers()) {
                let inverted = reader.inverted_index(field)?;
                let mut stream = inverted.terms().search(&automaton).ge(first.as_bytes()).into_stream()?;
                while let Some((key, info)) = stream.next() {
                    let near = std::str::from_utf8(key).unwrap_or_default();
                    if !near.starts_with(first) {
                        break;
                    }
                    let near = near.strip_prefix(STEM).unwrap_or(near);
                    if !near.is_empty() && near != word {
                        *found.entry(near.to_owned()).or_default() += u64::from(info.doc_freq);
                    }
                }
            }
            if !found.is_empty() {
                let mut all: Vec<(String, u64)> = found.into_iter().collect();
                all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
                all.truncate(MOST_SPELLINGS);
                return Ok(all);
            }
        }
    }
    Ok(Vec::new())
}
