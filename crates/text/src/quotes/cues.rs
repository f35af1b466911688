//! The verbs and nouns that give speech away, from the shipped lists.

use std::collections::HashMap;
use std::sync::LazyLock;

static VERBS: &str = include_str!("../../data/cue_verbs.txt");
static NOUNS: &str = include_str!("../../data/cue_nouns.txt");

struct Cues {
    forms: HashMap<String, bool>,
    phrases: Vec<&'static str>,
    nouns: Vec<&'static str>,
}

static CUES: LazyLock<Cues> = LazyLock::new(read);

fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn read() -> Cues {
    let mut cues = Cues { forms: HashMap::new(), phrases: Vec::new(), nouns: entries(NOUNS).collect() };
    for line in entries(VERBS) {
        let (line, with_as) = line.strip_suffix("+as").map_or((line, false), |verb| (verb.trim(), true));
        let (verb, irregular) = line.split_once('=').map_or((line, None), |(verb, forms)| (verb.trim(), Some(forms)));
        if verb.contains(' ') {
            cues.phrases.push(verb);
            continue;
        }
        let mut forms = vec![verb.to_owned()];
        match irregular {
            Some(listed) => forms.extend(listed.split_whitespace().map(str::to_owned)),
            None => forms.extend(regular(verb)),
        }
        cues.forms.extend(forms.into_iter().map(|form| (form, with_as)));
    }
    cues
}

fn regular(verb: &str) -> Vec<String> {
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match y {
        Some(stem) => vec![format!("{stem}ies"), format!("{stem}ied"), format!("{verb}ing")],
        None if ["s", "x", "sh", "ch"].iter().any(|ending| verb.ends_with(ending)) => {
            vec![format!("{verb}es"), format!("{verb}ed"), format!("{verb}ing")]
        }
        None => {
            let doubled = verb.chars().last().filter(|_| matches!(verb, "quip" | "admit" | "beg" | "dub" | "grin" | "shrug" | "sum"));
            let stem = doubled.map_or_else(|| stem.to_owned(), |last| format!("{verb}{last}"));
            vec![format!("{verb}s"), format!("{stem}ed"), format!("{stem}ing")]
        }
    }
}

/// Whether a lower-case word is a form of a verb of speech.
pub(crate) fn is_cue_verb(word: &str) -> bool {
    CUES.forms.contains_key(word)
}

/// Whether a word after a possessive introduces words: *verdict*.
pub(crate) fn is_cue_noun(word: &str) -> bool {
    CUES.nouns.contains(&word)
}

/// The phrase of the list that the words from here on begin with.
pub(crate) fn cue_phrase(lower: &str) -> Option<&'static str> {
    CUES.phrases.iter().copied().find(|phrase| lower.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}
