//! Lines that speak of the site and not of the story, by their words (`data/page_furniture.txt`).

use std::sync::LazyLock;

static LIST: &str = include_str!("../../data/page_furniture.txt");

/// The longest line that a phrase at its start makes furniture, in characters.
const LONGEST: usize = 240;

/// A short line that is furniture wherever the phrase stands in it, in characters.
const SHORT: usize = 90;

struct Phrases {
    whole: Vec<&'static str>,
    start: Vec<&'static str>,
    inside: Vec<&'static str>,
    /// After this everything is of the site.
    end: Vec<&'static str>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases { whole: Vec::new(), start: Vec::new(), inside: Vec::new(), end: Vec::new() };
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, phrase)) = line.split_once(": ") else { continue };
        match kind {
            "whole" => phrases.whole.push(phrase),
            "start" => phrases.start.push(phrase),
            "inside" => phrases.inside.push(phrase),
            "end" => phrases.end.push(phrase),
            _ => {}
        }
    }
    phrases
});

fn plain(line: &str) -> String {
    line.trim().replace('’', "'").to_lowercase()
}

/// Whether a line is furniture.
pub(crate) fn is(line: &str) -> bool {
    // Code that was shown as text.
    if line.starts_with("<img ") || line.starts_with("<iframe ") || line.starts_with("<script") {
        return true;
    }
    let length = line.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return false;
    }
    let plain = plain(line);
    let bare = plain.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    if bare.is_empty() {
        return false;
    }
    PHRASES.whole.contains(&bare)
        || ends(line)
        || PHRASES.start.iter().any(|start| at_start(bare, start))
        || (length <= SHORT && PHRASES.inside.iter().any(|inside| plain.contains(inside)))
}

/// Whether a heading opens what is of the site: comments, related stories.
pub(crate) fn ends(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let plain = plain(line);
    let bare = plain.trim_matches(|c: char| !c.is_alphanumeric());
    PHRASES.end.contains(&bare)
}

fn at_start(line: &str, start: &str) -> bool {
    line.strip_prefix(start).is_some_and(|rest| start.ends_with([':', ' ']) || !rest.starts_with(char::is_alphanumeric))
}
