//! Events that a story names: those of the shipped list, and runs of capitals after *set at*, *show at*, *during*.

use crate::prose::{self, Run, Word, capital_runs};
use std::sync::LazyLock;

static LIST: &str = include_str!("../data/events.txt");
static CUES: &str = include_str!("../data/event_cues.txt");

struct Known {
    key: Vec<String>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let names = LIST.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split('|')).map(str::trim);
    names.filter(|name| !name.is_empty()).map(|name| Known { key: crate::fold::search_words(name) }).collect()
});

fn cue_lines(kind: &'static str) -> impl Iterator<Item = &'static str> {
    CUES.lines().filter_map(move |line| line.strip_prefix(kind)?.strip_prefix(':')).map(str::trim)
}

fn listed(kind: &'static str, word: &str) -> bool {
    cue_lines(kind).flat_map(str::split_whitespace).any(|listed| listed == word)
}

/// Whether a word ends the names of places and institutions: *Hall*, *Records*.
pub(crate) fn is_place_word(word: &str) -> bool {
    listed("place", word) || listed("ends", word)
}

/// The events of a story's texts, as it writes them, each once, in order. `others` are names and titles that are no
/// events: the story's artists and works.
#[must_use]
pub fn read(texts: &[&str], others: &[String]) -> Vec<String> {
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (text, letters) in texts.iter().enumerate() {
        found.extend(of_list(letters).into_iter().map(|(start, name)| (text, start, name)));
        found.extend(after_cues(letters, others).into_iter().map(|(start, name)| (text, start, name)));
    }
    found.sort();
    let mut events: Vec<String> = Vec::new();
    for (_, _, name) in found {
        let key = crate::fold::key(&name);
        let known = events.iter().any(|event| {
            let other = crate::fold::key(event);
            other == key || other.contains(&format!("{key} ")) || other.contains(&format!(" {key}"))
        });
        if !known {
            events.push(name);
        }
    }
    events
}

fn of_list(letters: &str) -> Vec<(usize, String)> {
    let tokens = crate::fold::tokens(letters);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let fits = |known: &&Known| {
            let words = tokens.get(at..at + known.key.len()).unwrap_or_default();
            words.len() == known.key.len()
                && words.iter().zip(&known.key).all(|(token, word)| token.key == *word || token.bare_key() == Some(word))
        };
        let longest = KNOWN.iter().filter(fits).max_by_key(|known| known.key.len());
        let Some((known, first)) = longest.zip(tokens.get(at)) else {
            at += 1;
            continue;
        };
        let last = tokens.get(at + known.key.len() - 1);
        let end = last.map_or(first.end, |last| last.bare_end.unwrap_or(last.end));
        let shown = letters.get(first.start..end).unwrap_or_default();
        if crate::names::is_capitalised(shown) && shown.chars().any(char::is_uppercase) {
            found.push((first.start, shown.to_owned()));
        }
        at += known.key.len().max(1);
    }
    found
}

fn after_cues(letters: &str, others: &[String]) -> Vec<(usize, String)> {
    let words = prose::words(letters);
    let runs = capital_runs(&words);
    let mut found = Vec::new();
    for run in &runs {
        let cued = cue_before(letters, &words, run);
        let (end, last) = joined(letters, &words, &runs, run);
        let name = letters.get(run.start..end).unwrap_or_default();
        let ends = run.first < last && words.get(last).is_some_and(|word| listed("ends", word.text));
        let barred =
            words.get(run.first..=last).unwrap_or_default().iter().any(|word| listed("place", word.text) || listed("not", word.text));
        let other = others.iter().any(|other| crate::fold::key(other) == crate::fold::key(name));
        if (cued || ends) && !barred && !other {
            found.push((run.start, name.to_owned()));
        }
    }
    found
}

fn cue_before(letters: &str, words: &[Word<'_>], run: &Run) -> bool {
    let joins = words.get(run.first).is_some_and(Word::joins);
    let before = letters.get(..run.start).unwrap_or_default().trim_end().to_lowercase();
    joins
        && cue_lines("before")
            .any(|cue| before.strip_suffix(cue).is_some_and(|rest| rest.chars().last().is_none_or(|c| !c.is_alphanumeric())))
}

/// `Lamb & Lantern` is one name.
fn joined(letters: &str, words: &[Word<'_>], runs: &[Run], run: &Run) -> (usize, usize) {
    let next = runs.iter().find(|next| next.first == run.last + 1 && words.get(next.first).is_some_and(|word| word.gap == " & "));
    next.filter(|next| letters.get(run.start..next.end).is_some()).map_or((run.end, run.last), |next| (next.end, next.last))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn listed_and_introduced_events() {
        let texts = [
            "During their set at South By Southwest just over a week ago.",
            "They played during Lamb & Lantern, and during October, and again at SXSW.",
            "Her set at Swamp Light ended; the show at Corner Hotel did not. The Quarry Vale Festival was on. The exit, the latitude.",
        ];
        assert_eq!(read(&texts, &[]), ["South By Southwest", "Lamb & Lantern", "SXSW", "Swamp Light", "Quarry Vale Festival"]);
        assert!(read(&["during Handrail"], &["Handrail".to_owned()]).is_empty());
    }
}
