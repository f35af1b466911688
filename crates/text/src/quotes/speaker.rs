//! From a voice to a full name: surnames, pronouns and roles, resolved within the story.

use super::frame::{Attribution, Voice};
use super::marks::Quoted;
use crate::people::{self, FullNames, Gender, Person, RoleKind, gender_of};
use crate::prose::{self, Run, Stretches, Word, capital_runs};
use std::collections::{HashMap, HashSet};

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
    /// What its full name says by itself.
    bearer: Bearer,
}

/// What a full name says about who bears it, whoever has spoken so far.
#[derive(Debug, Clone, Copy, Default)]
struct Bearer {
    gender: Option<Gender>,
    /// Has a role, or begins with a given name and is not what the story is about.
    is_person: bool,
    /// Of two to four words, no institution, no group, not what the story is about.
    may_be_person: bool,
}

/// Whether a run is what its clause is about: no preposition before it, a small word after it.
fn acts(words: &[Word<'_>], run: &Run) -> bool {
    const LINKS: [&str; 16] =
        ["of", "in", "with", "from", "to", "for", "by", "about", "at", "on", "as", "than", "like", "into", "between", "called"];
    let before = run.first.checked_sub(1).and_then(|index| words.get(index)).filter(|_| words.get(run.first).is_some_and(Word::joins));
    let free = !before.is_some_and(|word| LINKS.contains(&&*word.small()));
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

/// How many names back the person is sought whom a pronoun means.
const FAR_BACK: usize = 400;

/// Everybody whom the story names.
#[derive(Debug)]
pub(crate) struct Cast {
    full: FullNames,
    roles: Vec<Person>,
    subjects: Vec<String>,
    subject_keys: HashSet<String>,
    /// In reading order.
    seen: Vec<Seen>,
    /// How often each name is seen.
    often: HashMap<String, usize>,
    resolved: HashMap<String, String>,
    /// Who has spoken, the last one last.
    speakers: Vec<String>,
}

impl Cast {
    pub(crate) fn new(texts: &[&str], quoted: &[Quoted], subjects: &[String]) -> Self {
        let all: Vec<Vec<Word<'_>>> = texts.iter().map(|letters| prose::words(letters)).collect();
        let people::Read { with_roles: roles, runs } = people::read_roles(&all);
        let mut full = FullNames::default();
        for person in roles.iter().filter(|person| person.name.contains(' ')) {
            full.add(person.name.clone());
        }
        let mut seen = Vec::new();
        for ((text, words), runs) in all.iter().enumerate().zip(runs) {
            for run in runs.iter().filter(|run| run.last > run.first) {
                full.add(run.text.clone());
            }
            let from = quoted.partition_point(|mark| mark.text < text);
            let stretches = Stretches::of(quoted.iter().skip(from).take_while(|mark| mark.text == text).map(|mark| (mark.start, mark.end)));
            let outside = |start: usize| !stretches.hold(start, start + 1);
            seen.extend(runs.into_iter().filter(|run| outside(run.start)).map(|run| Seen {
                text,
                start: run.start,
                placed: is_placed(words, run.first),
                acts: acts(words, &run),
                full: String::new(),
                bearer: Bearer::default(),
                name: run.text,
            }));
        }
        let subject_keys = subjects.iter().map(|subject| crate::fold::key(subject)).collect();
        let (often, resolved, speakers) = (HashMap::new(), HashMap::new(), Vec::new());
        let mut cast = Self { full, roles, subjects: subjects.to_vec(), subject_keys, seen: Vec::new(), often, resolved, speakers };
        let mut bearers: HashMap<String, Bearer> = HashMap::new();
        // Everybody has one role: the first.
        let kinds: HashMap<String, RoleKind> = cast.roles.iter().map(|person| (person.name.clone(), person.kind)).collect();
        for one in &mut seen {
            one.full = cast.full_name(&one.name);
            *cast.often.entry(one.name.clone()).or_default() += 1;
            one.bearer = *bearers.entry(one.full.clone()).or_insert_with(|| cast.bearer(&one.full, kinds.get(&one.full).copied()));
        }
        cast.seen = seen;
        cast
    }

    fn bearer(&self, name: &str, kind: Option<RoleKind>) -> Bearer {
        let gender = gender_of(name);
        let group = kind == Some(RoleKind::Group);
        let person = kind.is_some() && !group;
        let words = name.split_whitespace().count();
        let institution = name.split(' ').next_back().is_some_and(crate::events::is_place_word);
        Bearer {
            gender,
            is_person: person || (gender.is_some() && !self.subjects.iter().any(|subject| subject == name)),
            may_be_person: (2..=4).contains(&words) && !institution && !group && !self.subject_keys.contains(&crate::fold::key(name)),
        }
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
        self.subject_keys.contains(&crate::fold::key(name)) || self.often.contains_key(name) || people::is_given_name(name)
    }

    fn full_name(&mut self, name: &str) -> String {
        if let Some(known) = self.resolved.get(name) {
            return known.clone();
        }
        let full = self.find_full_name(name);
        self.resolved.insert(name.to_owned(), full.clone());
        full
    }

    fn find_full_name(&self, name: &str) -> String {
        if self.subject_keys.contains(&crate::fold::key(name)) {
            return name.to_owned();
        }
        let rest = name.split_once(' ').filter(|(first, _)| crate::fold::is_ordinary(&first.to_lowercase())).map(|(_, rest)| rest);
        if let Some(rest) = rest.filter(|rest| rest.contains(' ') && self.full.contains(rest)) {
            return rest.to_owned();
        }
        self.full.resolve(name).unwrap_or_else(|| name.to_owned())
    }

    /// Whether somebody is known to be a person: has spoken, has a role, or begins with a given name.
    fn is_person(&self, seen: &Seen) -> bool {
        seen.bearer.is_person || self.speakers.contains(&seen.full)
    }

    /// As [`Cast::is_person`], of a name by itself.
    fn is_persons_name(&self, name: &str) -> bool {
        self.speakers.iter().any(|speaker| speaker == name)
            || self.roles.iter().any(|person| person.name == name && person.kind != RoleKind::Group)
            || (gender_of(name).is_some() && !self.subjects.iter().any(|subject| subject == name))
    }

    /// Who is named before a quotation, the last one first.
    fn before<'a>(&'a self, mark: &Quoted) -> impl Iterator<Item = &'a Seen> + use<'a> {
        let until = self.seen.partition_point(|seen| (seen.text, seen.start) < (mark.text, mark.outer_start));
        self.seen.iter().take(until).rev().take(FAR_BACK)
    }

    fn behind_pronoun(&self, pronoun: &str, mark: &Quoted) -> Option<String> {
        if matches!(pronoun, "they" | "it" | "them") {
            return self.group().or_else(|| self.speakers.last().cloned());
        }
        let wanted = if matches!(pronoun, "she" | "her") { Gender::She } else { Gender::He };
        let fits = |gender: Option<Gender>| gender.is_none_or(|gender| gender == wanted);
        self.last_person(mark, Some(wanted)).or_else(|| self.single_subject().filter(|name| fits(gender_of(name))))
    }

    /// The person named last before a quotation: in its own paragraph anybody who may be one, further back rather
    /// somebody known to be one.
    fn last_person(&self, mark: &Quoted, wanted: Option<Gender>) -> Option<String> {
        let fits = |gender: Option<Gender>| wanted.is_none() || gender.is_none() || gender == wanted;
        let named = |seen: &Seen| Some(seen.full.clone()).filter(|_| fits(seen.bearer.gender));
        let known = |seen: &Seen| named(seen).filter(|_| self.is_person(seen));
        // Whose given name takes the pronoun is rather meant than somebody of whom nothing is known.
        let sure = |seen: &Seen| known(seen).filter(|_| wanted.is_some() && seen.bearer.gender == wanted);
        let likely = |seen: &Seen| named(seen).filter(|_| self.is_person(seen) || (seen.bearer.may_be_person && !seen.placed));
        let near = || self.before(mark).take_while(|seen| seen.text == mark.text);
        let acting = || near().filter(|seen| seen.acts);
        let speaking = || self.speakers.last().filter(|name| fits(gender_of(name))).cloned();
        acting()
            .find_map(sure)
            .or_else(|| acting().find_map(known))
            .or_else(|| acting().find_map(likely))
            .or_else(speaking)
            .or_else(|| near().find_map(sure))
            .or_else(|| near().find_map(known))
            .or_else(|| near().find_map(likely))
            .or_else(|| self.before(mark).find_map(known))
            .or_else(|| self.before(mark).find_map(likely))
    }

    /// Who was named last in a quotation's paragraph or the one before, a heading perhaps: whom *the star* means.
    fn just_named(&self, mark: &Quoted, wanted: Option<Gender>) -> Option<String> {
        let fits = |gender: Option<Gender>| wanted.is_none() || gender == wanted;
        let person = |seen: &&Seen| self.is_person(seen) || (seen.bearer.may_be_person && !seen.placed && !seen.full.starts_with("The "));
        let likely = |seen: &&Seen| fits(seen.bearer.gender) && person(seen);
        let mut near = self.before(mark).take_while(|seen| seen.text + 1 >= mark.text).filter(likely);
        near.next().map(|seen| seen.full.clone())
    }

    fn behind_role(&self, role: &str, mark: &Quoted) -> Option<String> {
        if people::role_kind(role) == Some(RoleKind::Group) {
            return self.group();
        }
        let named = self.roles.iter().rev().find(|person| person.role == role).map(|person| person.name.clone());
        let wanted = role_gender(role);
        named.or_else(|| self.just_named(mark, wanted)).or_else(|| self.last_person(mark, wanted)).or_else(|| self.single_subject())
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
        let often = self.often.get(&run.text).is_some_and(|times| *times > 1) && !crate::fold::is_ordinary(&run.text.to_lowercase());
        let known = self.is_persons_name(&name) || (run.first == 0 && (name.contains(' ') || often));
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
