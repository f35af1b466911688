//! Which advisories a story's words suggest. An editor decides; the suggestion says what it rests on.

use crate::fold;
use crate::works::Work;
use domain::body::{AdvisoryKind, WorkKind};

static LIST: &str = include_str!("../data/advisory.txt");

/// One suggested advisory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What a reader should know before.
    pub kind: AdvisoryKind,
    /// What the suggestion rests on, when that is not the whole text: `strong language: the song's own title`.
    pub note: String,
    /// The words that suggested it, each once, in order.
    pub words: Vec<String>,
}

/// How many of the weak words suggest as much as one strong one.
const WEAK_ENOUGH: usize = 3;

/// The advisories that a story's texts suggest, in the order of [`AdvisoryKind::ALL`].
#[must_use]
pub fn suggest(texts: &[&str], works: &[Work]) -> Vec<Suggestion> {
    let words: Vec<(usize, usize, String)> = texts
        .iter()
        .enumerate()
        .flat_map(|(text, letters)| fold::tokens(letters).into_iter().map(move |token| (text, token.start, token.key)))
        .collect();
    AdvisoryKind::ALL.into_iter().filter_map(|kind| of_kind(kind, &words, works)).collect()
}

fn of_kind(kind: AdvisoryKind, words: &[(usize, usize, String)], works: &[Work]) -> Option<Suggestion> {
    let lists = LIST.lines().filter(|line| !line.starts_with('#')).find_map(|line| line.strip_prefix(kind.word())?.strip_prefix(':'))?;
    let (strong, weak) = lists.split_once('|').unwrap_or((lists, ""));
    let strong_hits = hits(strong, words);
    let weak_hits = hits(weak, words);
    if strong_hits.is_empty() && weak_hits.len() < WEAK_ENOUGH {
        return None;
    }
    let mut said: Vec<String> = Vec::new();
    for (_, _, word) in strong_hits.iter().chain(&weak_hits) {
        if !said.contains(word) {
            said.push(word.clone());
        }
    }
    let all: Vec<&(usize, usize, String)> = strong_hits.iter().chain(&weak_hits).collect();
    Some(Suggestion { kind, note: title_note(kind, &all, works).unwrap_or_default(), words: said })
}

/// The places of a list's words; a hyphen in the list joins words that follow one another.
fn hits(list: &str, words: &[(usize, usize, String)]) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    for listed in list.split_whitespace() {
        let parts: Vec<&str> = listed.split('-').collect();
        let at = words.windows(parts.len()).filter(|window| window.iter().zip(&parts).all(|((_, _, word), part)| word == part));
        found.extend(at.filter_map(|window| window.first().map(|(text, start, _)| (*text, *start, listed.to_owned()))));
    }
    found
}

/// When every word stands in titles, the note says whose.
fn title_note(kind: AdvisoryKind, hits: &[&(usize, usize, String)], works: &[Work]) -> Option<String> {
    let titled = |(text, start, _): &(usize, usize, String)| {
        works.iter().find(|work| work.places.iter().any(|place| place.0 == *text && place.1 <= *start && *start < place.2))
    };
    let owners: Option<Vec<&Work>> = hits.iter().map(|hit| titled(hit)).collect();
    let thing = match owners?.first()?.kind {
        WorkKind::Song => "song",
        WorkKind::Album | WorkKind::Ep => "record",
        WorkKind::Film => "film",
        WorkKind::Show => "show",
        WorkKind::Book => "book",
    };
    Some(format!("{}: the {thing}'s own title", kind.said()))
}
