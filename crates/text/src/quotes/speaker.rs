//! From a voice to a full name: surnames, pronouns and roles, resolved within the story.

use super::frame::{Attribution, Voice};
use super::marks::Quoted;
use crate::people::{self, Gender, Person, RoleKind, gender_of};
use crate::prose::{self, Word, capital_runs};

/// A person named at a place of the story.
#[derive(Debug, Clone)]
struct Seen {
    text: usize,
    start: usize,
    name: String,
    /// After *in*, *at*, *of*: rather a place or a thing.
    placed: bool,
}

fn is_placed(words: &[Word<'_>], first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|index| words.get(index));
    before.is_some_and(|word| {
        matches!(word.lower().as_str(), "in" | "at" | "of" | "from" | "to" | "on" | "during" | "for" | "single" | "album" | "song")
    })
}

/// Everybody whom the story names.
#[derive(Debug)]
pub(crate) struct Cast {
    full: Vec<String>,
    roles: Vec<Person>,
    subjects: Vec<String>,
    seen: Vec<Seen>,
    speakers: Vec<String>,
}

impl Cast {
    pub(crate) fn new(texts: &[&str], quoted: &[Quoted], subjects: &[String]) -> Self {
        let roles = people::with_roles(texts);
        let mut full: Vec<String> = roles.iter().map(|person| person.name.clone()).filter(|name| name.contains(' ')).collect();
        full.extend(people::full_names(texts));
        let mut seen = Vec::new();
        for (text, letters) in texts.iter().enumerate() {
            let words = prose::words(letters);
            let outside = |start: usize| !quoted.iter().any(|mark| mark.text == text && mark.start <= start && start < mark.end);
            let runs = people::runs(&words).into_iter().filter(|run| outside(run.start));
            seen.extend(runs.map(|run| Seen { text, start: run.start, placed: is_placed(&words, run.first), name: run.text }));
        }
        Self { full, roles, subjects: subjects.to_vec(), seen, speakers: Vec::new() }
    }

    /// The full name behind an attribution; remembers named speakers for the pronouns that follow.
    pub(crate) fn speaker(&mut self, attribution: &Attribution, mark: &Quoted, _texts: &[&str]) -> Option<String> {
        let name = match &attribution.voice {
            Voice::Name(name) => Some(self.full_name(name)),
            Voice::Pronoun(pronoun) => self.behind_pronoun(pronoun, mark),
            Voice::Role(role) => self.behind_role(role, mark),
            Voice::Nobody => None,
        };
        if let Some(name) = &name
            && !self.speakers.contains(name)
        {
            self.speakers.push(name.clone());
        }
        name
    }

    fn full_name(&self, name: &str) -> String {
        let subject = self.subjects.iter().find(|subject| crate::fold::key(subject) == crate::fold::key(name));
        if subject.is_some() {
            return name.to_owned();
        }
        people::resolve(&self.full, name).unwrap_or_else(|| name.to_owned())
    }

    /// Whether a name is known to be a person's: it spoke, has a role, or begins with a given name.
    fn is_person(&self, name: &str) -> bool {
        self.speakers.iter().any(|speaker| speaker == name)
            || self.roles.iter().any(|person| person.name == name && person.kind != RoleKind::Group)
            || (gender_of(name).is_some() && !self.subjects.iter().any(|subject| subject == name))
    }

    fn before<'a>(&'a self, mark: &'a Quoted) -> impl Iterator<Item = &'a Seen> {
        self.seen.iter().rev().filter(move |seen| (seen.text, seen.start) < (mark.text, mark.outer_start))
    }

    fn behind_pronoun(&self, pronoun: &str, mark: &Quoted) -> Option<String> {
        if matches!(pronoun, "they" | "it" | "them") {
            return self.group().or_else(|| self.speakers.last().cloned());
        }
        let wanted = if matches!(pronoun, "she" | "her") { Gender::She } else { Gender::He };
        let fits = |name: &String| gender_of(name).is_none_or(|gender| gender == wanted);
        self.last_person(mark, &fits).or_else(|| self.single_subject().filter(fits))
    }

    /// The person named last before a quotation: in its own paragraph anybody who may be one, further back rather
    /// somebody known to be one.
    fn last_person(&self, mark: &Quoted, fits: &dyn Fn(&String) -> bool) -> Option<String> {
        let named = |seen: &Seen| Some(self.full_name(&seen.name)).filter(|name| fits(name));
        let known = |seen: &Seen| named(seen).filter(|name| self.is_person(name));
        let likely = |seen: &Seen| named(seen).filter(|name| self.is_person(name) || self.may_be_person(seen, name));
        let near = || self.before(mark).filter(|seen| seen.text == mark.text);
        near()
            .find_map(known)
            .or_else(|| near().find_map(likely))
            .or_else(|| self.before(mark).find_map(known))
            .or_else(|| self.before(mark).find_map(likely))
    }

    /// Two to four words, not after a preposition of place, and not what the story is about.
    fn may_be_person(&self, seen: &Seen, name: &str) -> bool {
        let words = name.split_whitespace().count();
        let subject = self.subjects.iter().any(|subject| crate::fold::key(subject) == crate::fold::key(name));
        let named_for_role = self.roles.iter().any(|person| person.name == name && person.kind == RoleKind::Group);
        (2..=4).contains(&words) && !seen.placed && !subject && !named_for_role
    }

    fn behind_role(&self, role: &str, mark: &Quoted) -> Option<String> {
        if people::role_kind(role) == Some(RoleKind::Group) {
            return self.group();
        }
        let named = self.roles.iter().rev().find(|person| person.role == role).map(|person| person.name.clone());
        named.or_else(|| self.last_person(mark, &|_| true)).or_else(|| self.single_subject())
    }

    fn group(&self) -> Option<String> {
        self.subjects.first().cloned()
    }

    fn single_subject(&self) -> Option<String> {
        self.subjects.first().filter(|_| self.subjects.len() == 1).cloned()
    }

    /// `Raye finishes on a serious note. "…"`: who the sentence before is about.
    pub(crate) fn subject_of_sentence_before(&mut self, mark: &Quoted, texts: &[&str]) -> Option<String> {
        let before = texts.get(mark.text)?.get(..mark.outer_start)?;
        let words = prose::words(before);
        let last = words.len().checked_sub(1)?;
        let first = prose::sentence_of(&words, last);
        let sentence = words.get(first..)?;
        let opener = sentence.first()?;
        if matches!(opener.lower().as_str(), "he" | "she") {
            return self.behind_pronoun(&opener.lower(), mark);
        }
        let runs = capital_runs(sentence);
        let run = runs.iter().find(|run| run.first <= 2 && !run.possessive)?;
        let name = self.full_name(&run.text);
        let known = self.is_person(&name) || run.first == 0;
        known.then_some(name)
    }
}
