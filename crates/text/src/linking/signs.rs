//! What stands round a mention.

use crate::fold::is_ordinary;
use crate::people::{RoleKind, role_kind};
use crate::prose::{self, Run, Word, capital_runs};
use domain::link::decide::Signs;

/// One text, read once for all its mentions.
pub(super) struct Around<'a> {
    letters: &'a str,
    words: Vec<Word<'a>>,
    runs: Vec<Run>,
    title_caps: bool,
    headline: bool,
}

impl<'a> Around<'a> {
    pub(super) fn new(letters: &'a str, headline: bool) -> Self {
        let words = prose::words(letters);
        let long: Vec<&Word<'_>> = words.iter().filter(|word| word.text.chars().count() > 3).collect();
        let large = long.iter().filter(|word| word.is_capital()).count();
        let title_caps = (headline && large * 4 >= long.len() * 3 && long.len() > 1) || (long.len() > 2 && large == long.len());
        let runs = capital_runs(&words);
        Self { letters, words, runs, title_caps, headline }
    }

    /// Single capitalised words that no longer run holds.
    pub(super) fn lone_capitals(&self) -> Vec<(usize, usize)> {
        if self.title_caps {
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

    /// The observations that need no list.
    pub(super) fn signs(&self, start: usize, end: usize) -> Signs {
        let first = self.words.partition_point(|word| word.end <= start);
        let after = self.words.partition_point(|word| word.start < end);
        let before = first.checked_sub(1).and_then(|index| self.words.get(index)).filter(|_| self.words.get(first).is_some_and(is_near));
        let next = self.words.get(after).filter(|word| word.joins());
        let opens = self.words.get(first).is_some_and(|word| word.opens) || crate::names::opens_sentence(self.letters, start);
        let role_before = before.and_then(|word| role_kind(word.text));
        let role_after = self.role_after(after);
        let ending = self.letters.get(end..).unwrap_or_default();
        let possessive = ["'s", "’s"].iter().any(|mark| ending.starts_with(mark));
        let place_before = self.place_before(first);
        let by_before = before.is_some_and(|word| matches!(word.lower().as_str(), "by" | "feat" | "ft" | "featuring" | "supporting"));
        let artist_role = |kind: Option<RoleKind>| matches!(kind, Some(RoleKind::Artist | RoleKind::Group));
        Signs {
            capital_says_nothing: opens || self.title_caps,
            placed: before.is_some_and(|word| matches!(word.text, "in" | "near" | "from")),
            role_beside: artist_role(role_before) || role_after || by_before || place_before,
            person_beside: role_before == Some(RoleKind::Person) && !before.is_some_and(|word| word.lower().ends_with("producer")),
            former: self.is_former(first, start),
            part_of_longer_name: self.is_glued(start, end)
                || (!(self.headline && self.title_caps) && self.within_longer_run(first, after, start, end)),
            guest: self.is_guest(first),
            stands_apart: possessive
                || next.is_none()
                || ending.starts_with([',', '.', '!', '?', ';', ':', ')', '\'', '’', '"', '”'])
                || ending.trim_start().starts_with('&'),
            ..Signs::default()
        }
    }

    /// The last words before a place, in lower case: as many as any phrase that is looked for.
    fn just_before(&self, start: usize) -> String {
        const LONGEST: usize = 64;
        let from = (start.saturating_sub(LONGEST)..=start).find(|at| self.letters.is_char_boundary(*at)).unwrap_or(start);
        self.letters.get(from..start).unwrap_or_default().to_lowercase()
    }

    /// `Gilt singer`, `Gilt's drummer`, `Quite, a duo`.
    fn role_after(&self, after: usize) -> bool {
        let Some(next) = self.words.get(after) else { return false };
        let beside = next.joins() || next.gap == "’s " || next.gap == "'s ";
        let named = |word: &Word<'_>| role_kind(word.text).is_some_and(|kind| kind != RoleKind::Person);
        let apposed = next.gap.starts_with(',')
            && matches!(next.lower().as_str(), "a" | "an" | "the" | "who")
            && self.words.iter().skip(after + 1).take(4).take_while(|word| word.joins()).any(named);
        (beside && named(next)) || apposed
    }

    /// `Hobart's Quite`: a possessive place before the name.
    fn place_before(&self, first: usize) -> bool {
        let before = first.checked_sub(1).and_then(|index| self.words.get(index));
        before.is_some_and(|word| word.possessive && word.is_capital())
            && self.words.get(first).is_some_and(|word| matches!(word.gap, " " | "’s " | "'s "))
    }

    /// `ex-X`, `former X`, `formerly of X`, `late of X`, `once of X`.
    fn is_former(&self, first: usize, start: usize) -> bool {
        let head = self.just_before(start);
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
        let recent: Vec<String> = (first.saturating_sub(5)..first).filter_map(|index| self.words.get(index)).map(Word::lower).collect();
        let member_of =
            recent.last().is_some_and(|word| word == "of" || word == "the") && recent.iter().any(|word| role_kind(word).is_some());
        member_of && recent.iter().any(|word| matches!(word.as_str(), "former" | "ex" | "erstwhile") || word.starts_with("ex-"))
    }

    fn is_guest(&self, first: usize) -> bool {
        let recent: Vec<String> = (first.saturating_sub(3)..first).filter_map(|index| self.words.get(index)).map(Word::lower).collect();
        let directly = recent.last().is_some_and(|word| matches!(word.as_str(), "feat" | "ft" | "featuring" | "features"));
        directly || recent.iter().any(|word| matches!(word.as_str(), "guest" | "guests" | "collaborator" | "duet"))
    }
    /// Joined by a hyphen to letters on either side: `Rose-Lynn` is no Lynn. `ex-` and endings like `-esque` do not count.
    fn is_glued(&self, start: usize, end: usize) -> bool {
        let head = self.just_before(start);
        let tail = self.letters.get(end..).unwrap_or_default();
        let hyphen_before = head
            .strip_suffix(['-', '‑'])
            .is_some_and(|rest| rest.ends_with(char::is_alphanumeric) && !ends_in_word(rest, "ex") && !ends_in_word(rest, "post"));
        let hyphen_after =
            tail.strip_prefix(['-', '‑']).and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_uppercase() || c.is_numeric());
        hyphen_before || hyphen_after
    }

    /// Whether capitals on either side belong to the same run, so that the name is a piece of another.
    fn within_longer_run(&self, first: usize, after: usize, start: usize, end: usize) -> bool {
        let holding = self.runs.partition_point(|run| run.start <= start).checked_sub(1).and_then(|index| self.runs.get(index));
        let Some(run) = holding.filter(|run| end <= run.end && run.last > run.first) else { return false };
        let outside = |index: usize| {
            let word = self.words.get(index);
            word.is_some_and(|word| role_kind(word.text).is_none() && !word.possessive && !(word.opens && is_ordinary(&word.lower())))
        };
        let hyphen_ex = self.just_before(start).ends_with("ex-");
        let left = run.first < first && (run.first..first).any(outside);
        let right = run.last >= after && (after..=run.last).any(outside);
        (left && !hyphen_ex) || right
    }
}

fn is_near(word: &Word<'_>) -> bool {
    matches!(word.gap, " " | ", " | ". " | " (")
}

fn ends_in_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}
