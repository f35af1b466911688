//! What stands round a mention.

use super::music::{self, Cue};
use crate::fold::is_ordinary;
use crate::people::{RoleKind, role_kind};
use crate::prose::{self, Run, Word, capital_runs};
use domain::link::decide::{Sign, Signs};

/// One text, read once for all its mentions.
pub(super) struct Around<'a> {
    letters: &'a str,
    words: Vec<Word<'a>>,
    /// The words in small letters.
    lower: Vec<String>,
    runs: Vec<Run>,
    title_caps: bool,
    headline: bool,
    heading: bool,
}

/// Where a text stands in its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Headline,
    /// A short line within the body that others follow.
    Heading,
    Running,
}

impl<'a> Around<'a> {
    pub(super) fn new(letters: &'a str, place: Place) -> Self {
        let words = prose::words(letters);
        let lower = words.iter().map(Word::lower).collect();
        let headline = place == Place::Headline;
        let title_caps = has_title_caps(&words, headline);
        let runs = capital_runs(&words);
        Self { letters, words, lower, runs, title_caps, headline, heading: place == Place::Heading }
    }

    /// Whether it is in capitals throughout, or nearly.
    pub(super) fn is_shouted(&self) -> bool {
        let large = self.words.iter().filter(|word| word.text.len() > 1 && !word.text.contains(char::is_lowercase)).count();
        large * 2 > self.words.len()
    }

    /// How many words it has, and how many of them are of music. A word with a capital may be part of a name, and no name
    /// says by itself what a story is about.
    pub(super) fn count(&self) -> (usize, usize) {
        let plain = |word: &Word<'_>| !word.text.starts_with(char::is_uppercase) || word.opens || !word.text.contains(char::is_lowercase);
        let of_music = self.words.iter().zip(&self.lower).filter(|(word, lower)| music::is(Cue::Story, lower) && plain(word));
        (self.words.len(), of_music.count())
    }

    /// Its words without capitals.
    pub(super) fn small_words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().zip(&self.lower).filter(|(word, _)| word.text.starts_with(char::is_lowercase)).map(|(_, lower)| lower.as_str())
    }

    /// Every word with a capital before another, and that one.
    pub(super) fn capital_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.words.iter().zip(&self.lower).zip(self.words.iter().zip(&self.lower).skip(1));
        let large = |word: &Word<'_>| word.is_capital() && !word.possessive;
        let names = pairs.filter(move |((one, _), (other, _))| {
            large(one) && other.is_capital() && other.joins() && !(one.opens && prose::is_opener(one)) && role_kind(one.text).is_none()
        });
        names.map(|((_, one), (_, other))| (one.as_str(), other.as_str()))
    }

    /// Its runs of capitals, unless every word has one.
    pub(super) fn names(&self) -> impl Iterator<Item = Run> {
        let runs = if self.title_caps { Vec::new() } else { crate::people::runs(&self.words, &self.runs) };
        runs.into_iter().filter(|run| run.last > run.first)
    }

    /// Single capitalised words that no longer run holds.
    pub(super) fn lone_capitals(&self) -> Vec<(usize, usize)> {
        let all_large = self.title_caps && !self.heading;
        if all_large {
            return Vec::new();
        }
        let lone = |run: &&Run| run.first == run.last || self.ends_role(run);
        let place = |run: &Run| {
            let start = self.words.get(run.last).map_or(run.start, |word| word.start);
            (start, run.end)
        };
        self.runs.iter().filter(lone).map(place).collect()
    }

    /// `Bassist Auger` at the head of a sentence: a role and a name.
    fn ends_role(&self, run: &Run) -> bool {
        run.last == run.first + 1 && self.words.get(run.first).is_some_and(|word| word.opens && role_kind(word.text).is_some())
    }

    /// Whether the word at a place stands after *the*.
    pub(super) fn follows_the(&self, start: usize) -> bool {
        let at = self.words.partition_point(|word| word.start < start);
        self.words.get(at).is_some_and(Word::joins)
            && at.checked_sub(1).and_then(|before| self.lower.get(before)).is_some_and(|word| word == "the")
    }

    /// `1973’s The Captain and Me`: what a year has is a work.
    pub(super) fn is_of_a_year(&self, start: usize) -> bool {
        let first = self.words.partition_point(|word| word.end <= start);
        let before = first.checked_sub(1).and_then(|index| self.words.get(index));
        before.is_some_and(|word| {
            word.possessive
                && word.text.len() == 4
                && word.text.starts_with(['1', '2'])
                && word.text.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// The observations that need no list. `hard` and `words` are those of the name.
    pub(super) fn signs(&self, start: usize, end: usize, hard: bool, words: usize) -> Signs {
        let first = self.words.partition_point(|word| word.end <= start);
        let after = self.words.partition_point(|word| word.start < end);
        let before = first.checked_sub(1).filter(|_| self.words.get(first).is_some_and(is_near));
        let lower = |index: Option<usize>| index.and_then(|index| self.lower.get(index)).map_or("", String::as_str);
        let role_before = self.role_before(before);
        let ending = self.letters.get(end..).unwrap_or_default();
        let possessive = ["'s", "’s", "s’", "’ ", "' "].iter().any(|mark| ending.starts_with(mark));
        let head = self.just_before(start);
        let mut signs = Signs {
            hard,
            words,
            part_of_longer_name: self.is_glued(&head, end)
                || (!(self.headline && self.title_caps) && self.within_longer_run(first, after, &head, end)),
            guest: self.is_guest(first),
            ..Signs::default()
        };
        let seen = &mut signs.seen;
        let shape = match (hard, words > 1) {
            (false, true) => Sign::SeveralWords,
            (false, false) => Sign::OneWord,
            (true, true) => Sign::OrdinaryWords,
            (true, false) => Sign::OrdinaryWord,
        };
        seen.note(shape, true);
        seen.note(Sign::ManyOrdinaryWords, hard && words > 1 && after.saturating_sub(first) > 2);
        seen.note(Sign::CapitalTellsNothing, (hard || words == 1) && self.any_has_capital(first, after, start));
        seen.note(Sign::Placed, words == 1 && matches!(lower(before), "in" | "near" | "from" | "at" | "to"));
        seen.note(Sign::RoleBeside, role_before == Some(RoleKind::Artist) || self.role_after(after) || self.guest_before(before));
        let person = role_before == Some(RoleKind::Person) || (role_before.is_none() && music::is(Cue::Person, lower(before)));
        seen.note(Sign::PersonBeside, (person || self.person_after(after)) && !seen.has(Sign::RoleBeside));
        seen.note(Sign::Former, self.is_former(first, &head));
        seen.note(Sign::Performs, !possessive && self.performs(after));
        seen.note(Sign::OwnsMusic, self.owns_music(after, possessive, ending));
        seen.note(Sign::MusicOf, self.music_of(first));
        seen.note(Sign::MusicNear, self.music_near(first, after));
        seen.note(Sign::OtherBeside, !possessive && self.other_after(after));
        seen.note(Sign::Heading, self.heading);
        signs
    }

    /// First of its sentence, or in a text where every word has a capital. A second capital within the name says something.
    fn any_has_capital(&self, first: usize, after: usize, start: usize) -> bool {
        let before = self.words.get(first).map_or("", |word| word.gap);
        let after_colon = before.contains(':') && !before.contains(['.', '"', '“', '\n']);
        let opens =
            (self.words.get(first).is_some_and(|word| word.opens) || crate::names::opens_sentence(self.letters, start)) && !after_colon;
        let inner = self.words.get(first + 1..after).unwrap_or_default().iter().any(Word::is_capital);
        self.title_caps || (opens && !inner)
    }

    /// A role, but no part of a name by its capital: `Gilt Band` is another.
    fn is_plain_role(&self, word: &Word<'_>) -> bool {
        role_kind(word.text).is_some() && (self.title_caps || !word.is_capital())
    }

    fn role_before(&self, before: Option<usize>) -> Option<RoleKind> {
        let word = self.lower.get(before?)?;
        let weak = matches!(word.as_str(), "member" | "members" | "partner" | "leader" | "head");
        let kind = role_kind(word).or_else(|| role_kind(word.strip_suffix('s')?)).filter(|_| !weak && !word.ends_with("producer"))?;
        Some(if kind == RoleKind::Group { RoleKind::Artist } else { kind })
    }

    /// *feat. X*, *supporting X*.
    fn guest_before(&self, before: Option<usize>) -> bool {
        before
            .and_then(|index| self.lower.get(index))
            .is_some_and(|word| matches!(word.as_str(), "feat" | "ft" | "featuring" | "supporting"))
    }

    /// The last words before a place, in lower case: as many as any phrase that is looked for.
    fn just_before(&self, start: usize) -> String {
        const LONGEST: usize = 64;
        let from = (start.saturating_sub(LONGEST)..=start).find(|at| self.letters.is_char_boundary(*at)).unwrap_or(start);
        self.letters.get(from..start).unwrap_or_default().to_lowercase()
    }

    /// The words after a name that nothing but blanks parts, in small letters; its possessive ending is stepped over.
    fn following(&self, after: usize, many: usize) -> impl Iterator<Item = &str> {
        let joins =
            move |(index, word): &(usize, &Word<'_>)| word.joins() || (*index == 0 && matches!(word.gap, "’s " | "'s " | "’ " | "' "));
        let words = self.words.get(after..).unwrap_or_default().iter().take(many).enumerate().take_while(joins);
        words.filter_map(move |(index, _)| self.lower.get(after + index)).map(String::as_str)
    }

    /// `Gilt singer`, `Gilt's drummer`, `Quite, a duo`.
    fn role_after(&self, after: usize) -> bool {
        let apart = self.words.get(after).is_some_and(|next| self.title_caps || !next.is_capital());
        let strong = |word: &str| role_kind(word).is_some_and(|kind| kind != RoleKind::Person) && !music::is(Cue::Weak, word);
        (apart && self.following(after, 1).any(strong)) || self.apposed(after).any(strong)
    }

    /// `Ann Li, the festival's director,`.
    fn person_after(&self, after: usize) -> bool {
        let mut roles = self.apposed(after).filter_map(role_kind);
        roles.next() == Some(RoleKind::Person) && roles.all(|kind| kind == RoleKind::Person)
    }

    /// The words of an apposition: after a comma, *a*, *the* or *who*.
    fn apposed(&self, after: usize) -> impl Iterator<Item = &str> {
        let opens = self.words.get(after).is_some_and(|next| next.gap.starts_with(','))
            && self.lower.get(after).is_some_and(|word| matches!(word.as_str(), "a" | "an" | "the" | "who"));
        let words = self.words.get(after + 1..).unwrap_or_default().iter().take(if opens { 5 } else { 0 }).enumerate();
        let joined = words.take_while(|(_, word)| word.joins());
        joined.filter_map(move |(index, _)| self.lower.get(after + 1 + index)).map(String::as_str)
    }

    fn performs(&self, after: usize) -> bool {
        self.following(after, 4).find(|word| !music::is(Cue::Carries, word)).is_some_and(|word| music::is(Cue::Verb, word))
    }

    fn owns_music(&self, after: usize, possessive: bool, ending: &str) -> bool {
        let direct = self.following(after, 1).any(|word| music::is(Cue::Own, word) && (possessive || music::is(Cue::Story, word)));
        let owned = possessive && self.following(after, 4).any(|word| music::is(Cue::Own, word));
        let rest = ending.trim_start_matches(['\'', '’', 's', ' ']);
        let titled = possessive && rest.starts_with(['“', '"', '‘']);
        direct || owned || titled
    }

    fn music_of(&self, first: usize) -> bool {
        let before = |back: usize| first.checked_sub(back).and_then(|index| self.lower.get(index)).map_or("", String::as_str);
        let skip = usize::from(before(1) == "the");
        let joins = matches!(before(1 + skip), "of" | "by" | "from" | "with" | "like" | "as" | "for");
        joins && (music::is(Cue::Of, before(2 + skip)) || (before(2 + skip) == "such" && music::is(Cue::Of, before(3 + skip))))
    }

    /// A word of music in the sentence, the name's own left out.
    fn music_near(&self, first: usize, after: usize) -> bool {
        let from = prose::sentence_of(&self.words, first.min(self.words.len().saturating_sub(1)));
        let to =
            self.words.get(after..).unwrap_or_default().iter().position(|word| word.opens).map_or(self.words.len(), |more| after + more);
        (from..to)
            .filter(|index| !(first..after).contains(index))
            .any(|index| self.lower.get(index).is_some_and(|word| music::is(Cue::Story, word)))
    }

    fn other_after(&self, after: usize) -> bool {
        let mut words = self.following(after, 3).filter(|word| !music::is(Cue::Carries, word));
        let first = words.next();
        let other = |word: Option<&str>| word.is_some_and(|word| music::is(Cue::Other, word));
        other(first)
            || (first.is_some_and(|word| !music::is(Cue::Verb, word) && word.len() > 3 && !word.ends_with("ed")) && other(words.next()))
    }

    /// `ex-X`, `former X`, `formerly of X`, `late of X`, `once of X`.
    fn is_former(&self, first: usize, head: &str) -> bool {
        let head = head.trim_end_matches(|c: char| matches!(c, '-' | '–' | '‑') || c.is_whitespace());
        let head = head.strip_suffix(" the").unwrap_or(head);
        let ends = |phrase: &str| head.strip_suffix(phrase).is_some_and(|rest| rest.chars().last().is_none_or(|c| !c.is_alphanumeric()));
        let direct = [
            "ex",
            "former",
            "formerly of",
            "formerly",
            "late of",
            "once of",
            "previously of",
            "one-time",
            "onetime",
            "erstwhile",
            "formerly with",
            "left",
            "quit",
            "departed",
        ];
        if direct.iter().any(|phrase| ends(phrase)) {
            return true;
        }
        let recent: Vec<&str> = (first.saturating_sub(5)..first).filter_map(|index| self.lower.get(index)).map(String::as_str).collect();
        let member_of =
            recent.last().is_some_and(|word| *word == "of" || *word == "the") && recent.iter().any(|word| role_kind(word).is_some());
        member_of && recent.iter().any(|word| matches!(*word, "former" | "ex" | "erstwhile") || word.starts_with("ex-"))
    }

    fn is_guest(&self, first: usize) -> bool {
        let recent: Vec<&str> = (first.saturating_sub(3)..first).filter_map(|index| self.lower.get(index)).map(String::as_str).collect();
        let directly = recent.last().is_some_and(|word| matches!(*word, "feat" | "ft" | "featuring" | "features"));
        directly
            || recent
                .iter()
                .any(|word| matches!(*word, "guest" | "guests" | "collaborator" | "collaborators" | "duet" | "lyricist" | "lyricists"))
    }

    /// Joined by a hyphen to letters on either side: `Rose-Lynn` is no Lynn. `ex-` and endings like `-esque` do not count.
    fn is_glued(&self, head: &str, end: usize) -> bool {
        let tail = self.letters.get(end..).unwrap_or_default();
        let hyphen_before = head
            .strip_suffix(['-', '‑'])
            .is_some_and(|rest| rest.ends_with(char::is_alphanumeric) && !ends_in_word(rest, "ex") && !ends_in_word(rest, "post"));
        let hyphen_after =
            tail.strip_prefix(['-', '‑']).and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_uppercase() || c.is_numeric());
        hyphen_before || hyphen_after
    }

    /// Whether capitals on either side belong to the same run, so that the name is a piece of another.
    fn within_longer_run(&self, first: usize, after: usize, head: &str, end: usize) -> bool {
        let holding = self.runs.partition_point(|run| run.first <= first).checked_sub(1).and_then(|index| self.runs.get(index));
        let Some(run) = holding.filter(|run| end <= run.end && run.last > run.first) else { return false };
        let outside = |index: usize| {
            let word = self.words.get(index);
            word.is_some_and(|word| {
                let trait_of = word.text.split_once(['-', '‑']).is_some_and(|(_, rest)| rest.starts_with(char::is_lowercase));
                let opens = word.opens && is_ordinary(&word.lower());
                !(role_kind(word.text).is_some() || word.possessive || trait_of || opens)
            })
        };
        let hyphen_ex = head.ends_with("ex-");
        let left = run.first < first && (run.first..first).any(outside);
        let right = run.last >= after && self.words.get(after..=run.last).unwrap_or_default().iter().any(|word| !self.is_plain_role(word));
        (left && !hyphen_ex) || right
    }
}

/// Whether every word that titles set in capitals has one: four such words, or in a headline two of which three quarters.
fn has_title_caps(words: &[Word<'_>], headline: bool) -> bool {
    let weighty: Vec<&Word<'_>> =
        words.iter().filter(|word| !crate::works::is_small(word) && word.text.chars().any(char::is_alphabetic)).collect();
    let large = weighty.iter().filter(|word| word.is_capital()).count();
    if headline { weighty.len() > 1 && large * 4 >= weighty.len() * 3 } else { weighty.len() > 3 && large == weighty.len() }
}

fn is_near(word: &Word<'_>) -> bool {
    matches!(word.gap, " " | ", " | ". " | " (")
}

fn ends_in_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}
