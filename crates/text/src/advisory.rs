//! Which advisories a story's words suggest. An editor decides; the suggestion says what it rests on.

use crate::fold;
use crate::works::Work;
use domain::body::{AdvisoryKind, WorkKind};
use std::collections::HashMap;
use std::sync::LazyLock;

static LIST: &str = include_str!("../data/advisory.txt");

/// A word or phrase of the list.
struct Listed {
    kind: AdvisoryKind,
    /// As it is listed, its words joined by hyphens.
    shown: &'static str,
    words: Vec<&'static str>,
    strong: bool,
}

/// The list by first words.
static LISTED: LazyLock<HashMap<&'static str, Vec<Listed>>> = LazyLock::new(|| {
    let mut all: HashMap<&'static str, Vec<Listed>> = HashMap::new();
    for (name, lists) in LIST.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
        let Some(kind) = AdvisoryKind::ALL.into_iter().find(|kind| kind.word() == name) else { continue };
        let (strong, weak) = lists.split_once('|').unwrap_or((lists, ""));
        for (list, strong) in [(strong, true), (weak, false)] {
            for shown in list.split_whitespace() {
                let words: Vec<&str> = shown.split('-').collect();
                all.entry(words.first().copied().unwrap_or_default()).or_default().push(Listed { kind, shown, words, strong });
            }
        }
    }
    all
});

/// One suggested advisory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What a reader should know before.
    pub kind: AdvisoryKind,
    /// What the suggestion rests on, when that is not the whole text: `strong language: the song's own title`.
    pub note: String,
    /// The words that suggested it, each once, strong ones first, and where each stands first: text and first byte.
    pub words: Vec<(String, usize, usize)>,
}

/// How many of the weak words suggest as much as one strong one.
const WEAK_ENOUGH: usize = 3;

struct Hit {
    listed: &'static Listed,
    text: usize,
    start: usize,
}

/// The advisories that a story's texts suggest, in the order of [`AdvisoryKind::ALL`].
#[must_use]
pub fn suggest(texts: &[&str], works: &[Work]) -> Vec<Suggestion> {
    let mut hits: Vec<Hit> = Vec::new();
    for (text, letters) in texts.iter().enumerate() {
        let tokens = fold::tokens(letters);
        for (index, token) in tokens.iter().enumerate() {
            let Some(listed) = LISTED.get(token.key.as_str()) else { continue };
            let goes_on = |listed: &&'static Listed| {
                listed.words.iter().enumerate().all(|(n, word)| tokens.get(index + n).is_some_and(|token| token.key == *word))
            };
            hits.extend(listed.iter().filter(goes_on).map(|listed| Hit { listed, text, start: token.start }));
        }
    }
    AdvisoryKind::ALL.into_iter().filter_map(|kind| of_kind(kind, &hits, works)).collect()
}

fn of_kind(kind: AdvisoryKind, hits: &[Hit], works: &[Work]) -> Option<Suggestion> {
    let (strong, weak): (Vec<&Hit>, Vec<&Hit>) = hits.iter().filter(|hit| hit.listed.kind == kind).partition(|hit| hit.listed.strong);
    if strong.is_empty() && weak.len() < WEAK_ENOUGH {
        return None;
    }
    let all = [strong, weak].concat();
    let mut said: Vec<(String, usize, usize)> = Vec::new();
    for hit in &all {
        if !said.iter().any(|(word, ..)| word == hit.listed.shown) {
            said.push((hit.listed.shown.to_owned(), hit.text, hit.start));
        }
    }
    Some(Suggestion { kind, note: title_note(kind, &all, works).unwrap_or_default(), words: said })
}

/// When every word stands in titles, the note says whose.
fn title_note(kind: AdvisoryKind, hits: &[&Hit], works: &[Work]) -> Option<String> {
    let titled = |hit: &&Hit| {
        works.iter().find(|work| work.places.iter().any(|place| place.0 == hit.text && place.1 <= hit.start && hit.start < place.2))
    };
    let owners: Option<Vec<&Work>> = hits.iter().map(titled).collect();
    let thing = match owners?.first()?.kind {
        WorkKind::Song => "song",
        WorkKind::Album | WorkKind::Ep => "record",
        WorkKind::Film => "film",
        WorkKind::Show => "show",
        WorkKind::Book => "book",
    };
    Some(format!("{}: the {thing}'s own title", kind.said()))
}
