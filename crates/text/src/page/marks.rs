//! What a page's own names for its parts (class, id, role) say of them. The words stand in `data/page_marks.txt`.

use super::dom::{Dom, Id};
use std::collections::HashMap;
use std::sync::LazyLock;

static LIST: &str = include_str!("../../data/page_marks.txt");

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// Never part of a text.
    Gone,
    /// What readers wrote below the text: however much it is, it is not the story.
    Comments,
    /// Seldom part of a text.
    Unlikely,
    /// Likely the text, or holds it.
    Body,
    /// Surely the text.
    Text,
    /// A byline.
    Byline,
    /// A standfirst.
    Standfirst,
    /// A date.
    Date,
    /// A headline.
    Headline,
    /// A caption or credit.
    Caption,
    /// A score.
    Score,
}

/// A phrase of words: each stands beside the next in a name.
struct Phrase {
    words: Vec<&'static str>,
    sign: Sign,
    /// Nothing else may stand in the name.
    whole: bool,
}

static PHRASES: LazyLock<HashMap<&'static str, Vec<Phrase>>> = LazyLock::new(|| {
    let mut found: HashMap<&'static str, Vec<Phrase>> = HashMap::new();
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, names)) = line.split_once(": ") else { continue };
        let sign = match kind {
            "gone" => Sign::Gone,
            "comments" => Sign::Comments,
            "unlikely" => Sign::Unlikely,
            "body" => Sign::Body,
            "text" => Sign::Text,
            "byline" => Sign::Byline,
            "standfirst" => Sign::Standfirst,
            "date" => Sign::Date,
            "headline" => Sign::Headline,
            "caption" => Sign::Caption,
            "score" => Sign::Score,
            _ => continue,
        };
        for name in names.split(' ').filter(|name| !name.is_empty()) {
            let whole = name.starts_with('=');
            let words: Vec<&str> = name.trim_start_matches('=').split('-').collect();
            if let Some(first) = words.first() {
                found.entry(first).or_default().push(Phrase { words, sign, whole });
            }
        }
    }
    found
});

/// What was found on one element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signs(u16);

impl Signs {
    pub(crate) fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u16) != 0
    }

    pub(super) fn set(&mut self, sign: Sign) {
        self.0 |= 1 << sign as u16;
    }
}

/// The signs of an element.
pub(crate) fn of(dom: &Dom, id: Id) -> Signs {
    let mut signs = Signs::default();
    for attr in dom.attrs(id) {
        match &*attr.name.local {
            "class" => attr.value.split_ascii_whitespace().take(40).for_each(|name| read(name, &mut signs)),
            "id" | "itemprop" | "data-testid" | "data-component" | "data-test" | "data-qa" | "role" | "aria-label" => {
                read(&attr.value, &mut signs)
            }
            _ => {}
        }
    }
    signs
}

fn read(name: &str, signs: &mut Signs) {
    if name.len() > 200 {
        return;
    }
    let words = parts(name);
    for (at, word) in words.iter().enumerate() {
        for phrase in PHRASES.get(word.as_str()).into_iter().flatten() {
            let fits = phrase.words.iter().enumerate().all(|(n, part)| words.get(at + n).is_some_and(|word| word == part));
            if fits && (!phrase.whole || phrase.words.len() == words.len()) {
                signs.set(phrase.sign);
            }
        }
    }
}

/// `articleBody`, `article-body`, `article_body__x1` in words.
fn parts(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars() {
        let turns = c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if (!c.is_ascii_alphabetic() || turns) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
