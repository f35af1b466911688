//! Whether a word is ordinary English, by a shipped list and plain endings.

use std::collections::HashSet;
use std::sync::LazyLock;

static LIST: &str = include_str!("../../data/ordinary_words.txt");

static ORDINARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| LIST.lines().filter_map(|line| line.split('#').next()).flat_map(str::split_whitespace).collect());

static OTHER_LIST: &str = include_str!("../../data/other_things.txt");

static OTHER: LazyLock<HashSet<String>> =
    LazyLock::new(|| OTHER_LIST.lines().filter(|line| !line.starts_with('#')).map(super::key).filter(|key| !key.is_empty()).collect());

/// Whether a folded name is mostly meant for something else than an artist: a town, a firm, a head of state
/// (`data/other_things.txt`).
#[must_use]
pub fn is_other_thing(key: &str) -> bool {
    OTHER.contains(key) || key.strip_suffix('s').is_some_and(|key| OTHER.contains(key))
}

/// Endings with which a listed word stays ordinary.
const ENDINGS: [&str; 30] = [
    "s", "es", "ed", "d", "ing", "ings", "er", "ers", "r", "est", "ly", "y", "n", "en", "ness", "al", "ion", "ment", "th", "ful", "able",
    "ist", "ists", "ish", "less", "ty", "ity", "ship", "hood", "ive",
];

/// Beginnings with which a listed word stays ordinary.
const BEGINNINGS: [&str; 12] = ["un", "re", "dis", "in", "im", "non", "over", "under", "anti", "super", "out", "mis"];

/// Whether a folded word is one of everyday English: listed, an inflection of a listed word, a number or a lone letter.
///
/// The list is our own (`data/ordinary_words.txt`); a name made only of such words is linked on evidence alone.
#[must_use]
pub fn is_ordinary(word: &str) -> bool {
    let short = word.chars().count() == 1;
    short || is_number(word) || ORDINARY.contains(word) || has_listed_stem(word)
}

/// `1990s`, `21st`, `5`.
fn is_number(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < word.len() && matches!(rest, "" | "s" | "st" | "nd" | "rd" | "th")
}

fn has_listed_stem(word: &str) -> bool {
    let by_ending = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).any(|stem| stem.len() >= 3 && stem_is_listed(stem));
    let by_beginning =
        || BEGINNINGS.iter().filter_map(|first| word.strip_prefix(first)).any(|rest| rest.len() >= 3 && ORDINARY.contains(rest));
    by_ending || by_beginning()
}

fn stem_is_listed(stem: &str) -> bool {
    let listed = |word: &str| ORDINARY.contains(word);
    let mut letters = stem.chars().rev();
    let last = letters.next();
    let doubled = last.is_some() && last == letters.next();
    let short: String = stem.chars().take(stem.chars().count().saturating_sub(1)).collect();
    let inner = ["ing", "ed"]
        .iter()
        .filter_map(|ending| stem.strip_suffix(ending))
        .any(|inner| inner.len() >= 3 && (listed(inner) || listed(&format!("{inner}e"))));
    inner
        || listed(stem)
        || listed(&format!("{stem}e"))
        || (last == Some('i') && listed(&format!("{short}y")))
        || (doubled && listed(&short))
}
