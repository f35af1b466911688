//! Words that show that a text, or a phrase, speaks of music; and what each sign is worth.

use domain::link::decide::{Sign, Weights};
use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: &str = include_str!("../../data/music_words.txt");
static WEIGHTS: &str = include_str!("../../data/link_weights.txt");

/// How a word beside a name bears on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Of music wherever it stands.
    Story,
    /// After a name: what artists do.
    Verb,
    /// Something of music that is theirs.
    Own,
    /// Before *of*, *by*, *like*.
    Of,
    /// After a name: makes it something else.
    Other,
    /// Before a name: who bears it is no artist.
    Person,
    /// A role that others have too.
    Weak,
    /// Between a name and what it does.
    Carries,
}

impl Cue {
    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Every word with the bits of its cues.
static CUES: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut cues = HashMap::new();
    for (kind, list) in WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
        let kind = match kind.trim() {
            "story" => Cue::Story,
            "verb" => Cue::Verb,
            "own" => Cue::Own,
            "of" => Cue::Of,
            "other" => Cue::Other,
            "weak" => Cue::Weak,
            "carries" => Cue::Carries,
            _ => Cue::Person,
        };
        for word in list.split_whitespace() {
            *cues.entry(word).or_default() |= kind.bit();
        }
    }
    cues
});

static WORTH: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights::new(f64::MAX, f64::MAX);
    for (sign, worth) in worths() {
        match sign {
            "sure" => weights.sure = worth,
            "doubtful" => weights.doubtful = worth,
            _ => {
                if let Some(sign) = Sign::ALL.into_iter().find(|one| one.words() == sign) {
                    weights.set(sign, worth);
                }
            }
        }
    }
    weights
});

fn worths() -> impl Iterator<Item = (&'static str, f64)> {
    let lines = WEIGHTS.lines().filter_map(|line| line.split('#').next()?.split_once('='));
    lines.filter_map(|(sign, worth)| Some((sign.trim(), worth.trim().parse().ok()?)))
}

/// The shipped weights.
pub(super) fn weights() -> &'static Weights {
    &WORTH
}

/// Whether a lower-case word is a cue of a kind.
pub(super) fn is(cue: Cue, word: &str) -> bool {
    CUES.get(word).is_some_and(|bits| bits & cue.bit() != 0)
}

/// What the words of a whole story say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    Music,
    /// Too short, or only a word or two.
    Open,
    Other,
}

/// What a story speaks of, by how many of its words are words of music.
pub(super) fn story(words: usize, of_music: usize) -> Story {
    /// Of fewer words nothing can be told.
    const SHORT: usize = 80;
    match () {
        () if of_music >= 3 && of_music * 160 >= words => Story::Music,
        () if words < SHORT => Story::Open,
        () if of_music >= 2 && of_music * 300 >= words => Story::Open,
        () => Story::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_sign_has_a_worth_and_every_line_a_sign_and_a_reason() {
        let known: HashSet<&str> = Sign::ALL.into_iter().map(Sign::words).chain(["sure", "doubtful"]).collect();
        let listed: HashSet<&str> = worths().map(|(sign, _)| sign).collect();
        assert_eq!(known, listed);
        for line in WEIGHTS.lines().filter(|line| line.contains('=') && !line.starts_with('#')) {
            assert!(line.split_once('#').is_some_and(|(_, reason)| reason.trim().len() > 5), "{line}");
        }
    }
}
