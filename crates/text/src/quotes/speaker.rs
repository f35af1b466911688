//! From a voice to a full name: surnames, pronouns and roles, resolved within the story.

use super::frame::{Attribution, Voice};
use super::marks::Quoted;
use crate::people::{self, Gender, Person, RoleKind, gender_of};
use crate::prose::{self, Run, Word, capital_runs};
use std::collections::HashMap;

/// A person named at a place of the story.
#[derive(Debug, Clone)]
struct Seen {
    text: usize,
    start: usize,
    name: String,
    /// The full name that it stands for.
    full: String,
    /// After *in*, *at*, *of*: rather a place or a thing.
    placed: bool,
    /// A verb follows it: what its sentence is about.
    acts: bool,
}

/// Whether a run is what its clause is about: no preposition before it, a small word after it.
fn acts(words: &[Word<'_>], run: &Run) -> bool {
    const LINKS: [&str; 16] =
        ["of", "in", "with", "from", "to", "for", "by", "about", "at", "on", "as", "than", "like", "into", "between", "called"];
    let before = run.first.checked_sub(1).and_then(|index| words.get(index)).filter(|_| words.get(run.first).is_some_and(Word::joins));
    let free = !before.is_some_and(|word| LINKS.contains(&word.lower().as_str()));
    let next = words.get(run.last + 1);
    let verb = next.is_some_and(|word| {
        word.text.starts_with(char::is_lowercase) && (word.joins() || word.text == "who") && !LINKS.contains(&word.text)
    });
    let apart = words.get(run.first).is_some_and(|word| word.gap == ", ")
        && next.is_some_and(|word| word.gap == ", " && word.text.starts_with(char::is_lowercase));
    ((free && verb) || apart) && !run.possessive
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
            seen.extend(runs.map(|run| Seen {
                text,
                start: run.start,
                placed: is_placed(&words, run.first),
                acts: acts(&words, &run),
                full: String::new(),
                name: run.text,
            }));
        }
        let mut cast = Self { full, roles, subjects: subjects.to_vec(), seen: Vec::new(), speakers: Vec::new() };
        let mut known: HashMap<String, String> = HashMap::new();
        for one in &mut seen {
            let full = known.entry(one.name.clone()).or_insert_with(|| cast.full_name(&one.name));
            one.full.clone_from(full);
        }
        cast.seen = seen;
        cast
    }

    /// The full name behind an attribution; remembers named speakers for the pronouns that follow.
    pub(crate) fn speaker(&mut self, attribution: &Attribution, mark: &Quoted) -> Option<String> {
        let name = match &attribution.voice {
            Voice::Name(name) => Some(self.full_name(name)),
            Voice::Perhaps(name) => Some(self.full_name(name)).filter(|full| full != name || self.knows(name)),
            Voice::Pronoun(pronoun) => self.behind_pronoun(pronoun, mark),
            Voice::Role(role) => self.behind_role(role, mark),
            Voice::Nobody => None,
        };
        if let Some(name) = &name {
            self.speakers.retain(|known| known != name);
            self.speakers.push(name.clone());
        }
        name
    }

    /// Whether a word is a name in this story or of the shipped list.
    fn knows(&self, name: &str) -> bool {
        let same = |other: &String| crate::fold::key(other) == crate::fold::key(name);
        self.subjects.iter().any(same) || self.seen.iter().any(|seen| seen.name == name) || people::is_given_name(name)
    }

    fn full_name(&self, name: &str) -> String {
        let subject = self.subjects.iter().find(|subject| crate::fold::key(subject) == crate::fold::key(name));
        if subject.is_some() {
            return name.to_owned();
        }
        let rest =
            name.split_once(' ').filter(|(first, _)| crate::fold::is_ordinary(&first.to_lowercase())).map(|(_, rest)| rest.to_owned());
        if let Some(rest) = rest.filter(|rest| rest.contains(' ') && self.full.contains(rest)) {
            return rest;
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
        let named = |seen: &Seen| Some(seen.full.clone()).filter(|name| fits(name));
        let known = |seen: &Seen| named(seen).filter(|name| self.is_person(name));
        let likely = |seen: &Seen| named(seen).filter(|name| self.is_person(name) || self.may_be_person(seen, name));
        let near = || self.before(mark).filter(|seen| seen.text == mark.text);
        let acting = || near().filter(|seen| seen.acts);
        let speaking = || self.speakers.last().filter(|name| fits(name)).cloned();
        acting()
            .find_map(known)
            .or_else(|| acting().find_map(likely))
            .or_else(speaking)
            .or_else(|| near().find_map(known))
            .or_else(|| near().find_map(likely))
            .or_else(|| self.before(mark).find_map(known))
            .or_else(|| self.before(mark).find_map(likely))
    }

    /// Two to four words, not after a preposition of place, and not what the story is about.
    fn may_be_person(&self, seen: &Seen, name: &str) -> bool {
        let words = name.split_whitespace().count();
        let subject = self.subjects.iter().any(|subject| crate::fold::key(subject) == crate::fold::key(name));
        let named_for_role = self.roles.iter().any(|person| person.name == name && person.kind == RoleKind::Group);
        let institution = name.split(' ').next_back().is_some_and(crate::events::is_place_word);
        (2..=4).contains(&words) && !institution && !seen.placed && !subject && !named_for_role
    }

    fn behind_role(&self, role: &str, mark: &Quoted) -> Option<String> {
        if people::role_kind(role) == Some(RoleKind::Group) {
            return self.group();
        }
        let named = self.roles.iter().rev().find(|person| person.role == role).map(|person| person.name.clone());
        let wanted = role_gender(role);
        let fits = |name: &String| wanted.is_none() || gender_of(name).is_none_or(|gender| Some(gender) == wanted);
        named.or_else(|| self.last_person(mark, &fits)).or_else(|| self.single_subject())
    }

    fn group(&self) -> Option<String> {
        self.subjects.first().cloned()
    }

    fn single_subject(&self) -> Option<String> {
        self.subjects.first().filter(|_| self.subjects.len() == 1).cloned()
    }

    /// `Raye finishes on a serious note. "…"`: who the sentence before is about.
    pub(crate) fn subject_of_sentence_before(&mut self, mark: &Quoted, texts: &[&str]) -> Option<String> {
        let before = prose::tail(texts.get(mark.text)?.get(..mark.outer_start)?);
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
        let often =
            self.seen.iter().filter(|seen| seen.name == run.text).count() > 1 && !crate::fold::is_ordinary(&run.text.to_lowercase());
        let known = self.is_person(&name) || (run.first == 0 && (name.contains(' ') || often));
        known.then_some(name)
    }
}

/// Roles that are said of one sex only.
fn role_gender(role: &str) -> Option<Gender> {
    match role {
        "actress" | "frontwoman" | "spokeswoman" => Some(Gender::She),
        "actor" | "frontman" | "spokesman" => Some(Gender::He),
        _ => None,
    }
}
