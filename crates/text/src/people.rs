//! The people of a story: who is named beside a role, who is named in full, and what a surname alone stands for.

use crate::prose::{self, Run, Word, capital_runs};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static ROLES: &str = include_str!("../data/roles.txt");
static GIVEN: &str = include_str!("../data/given_names.txt");

/// What a role says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleKind {
    /// A person of the story, not an artist: director, manager.
    Person,
    /// An artist or a member of one: singer, drummer.
    Artist,
    /// A group: band, duo.
    Group,
}

/// Somebody named beside what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The full name where the story gives it.
    pub name: String,
    /// `director`.
    pub role: String,
    /// What the role says.
    pub kind: RoleKind,
    /// Which text names them so first.
    pub text: usize,
    /// First byte of the name there.
    pub start: usize,
}

static ROLE_WORDS: LazyLock<HashMap<&'static str, RoleKind>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for line in ROLES.lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, list)) = line.split_once(':') else { continue };
        let kind = match kind.trim() {
            "artist" => RoleKind::Artist,
            "group" => RoleKind::Group,
            _ => RoleKind::Person,
        };
        words.extend(list.split_whitespace().map(|word| (word, kind)));
    }
    words
});

static GIVEN_NAMES: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let lines = GIVEN.lines().filter_map(|line| line.split_once(':'));
    let read = |(gender, list): (&str, &'static str)| {
        let gender = if gender.trim() == "she" { Gender::She } else { Gender::He };
        list.split_whitespace().map(move |name| (name, gender))
    };
    lines.flat_map(read).collect()
});

/// Which pronoun a given name takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    He,
    She,
}

pub(crate) fn gender_of(name: &str) -> Option<Gender> {
    name.split([' ', '-']).next().and_then(|first| GIVEN_NAMES.get(first)).copied()
}

/// Whether a word is a given name of the shipped list.
pub(crate) fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.contains_key(word)
}

/// The kind of a role's word, in the singular, lower case or with the capital of its sentence.
pub(crate) fn role_kind(word: &str) -> Option<RoleKind> {
    const LONGEST: usize = 24;
    if word.len() > LONGEST {
        return None;
    }
    if word.contains(char::is_uppercase) { ROLE_WORDS.get(word.to_lowercase().as_str()) } else { ROLE_WORDS.get(word) }.copied()
}

/// Verbs before *by* that make the name after them a person with a role.
const DEEDS: [(&str, &str); 9] = [
    ("directed", "director"),
    ("produced", "producer"),
    ("co-directed", "director"),
    ("co-produced", "producer"),
    ("managed", "manager"),
    ("photographed", "photographer"),
    ("shot", "director"),
    ("engineered", "engineer"),
    ("mixed", "mixer"),
];

/// Everybody named beside a role, in order, each once; a surname is given its full name where the story has it.
#[must_use]
pub fn with_roles(texts: &[&str]) -> Vec<Person> {
    let all: Vec<Vec<Word<'_>>> = texts.iter().map(|letters| prose::words(letters)).collect();
    read_roles(&all).with_roles
}

/// Everybody of some texts, and the texts' names.
pub(crate) struct Read {
    pub(crate) with_roles: Vec<Person>,
    /// As [`runs`] gives them, text by text.
    pub(crate) runs: Vec<Vec<Run>>,
}

/// As [`with_roles`], of texts whose words were found already.
pub(crate) fn read_roles(all: &[Vec<Word<'_>>]) -> Read {
    let mut full = FullNames::default();
    let mut roles: Vec<(usize, usize, String, RoleKind)> = Vec::new();
    let mut names: Vec<Vec<Run>> = Vec::with_capacity(all.len());
    for (text, words) in all.iter().enumerate() {
        let mut of_text = Vec::new();
        for run in capital_runs(words) {
            let run = match role_of(words, &run) {
                Some((role, run)) => {
                    roles.extend(role_kind(&role).map(|kind| (text, of_text.len(), role, kind)));
                    run
                }
                None => run,
            };
            if run.last > run.first {
                full.add(run.text.clone());
            }
            of_text.push(run);
        }
        names.push(of_text);
    }
    let mut found: Vec<Person> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for (text, index, role, kind) in roles {
        let Some(run) = names.get(text).and_then(|runs| runs.get(index)) else { continue };
        let name = full.resolve(&run.text).unwrap_or_else(|| run.text.clone());
        if known.insert(name.clone()) {
            found.push(Person { name, role, kind, text, start: run.start });
        }
    }
    Read { with_roles: found, runs: names }
}

/// The role of a name and the name without the role's own capital: `Director A.G. Rojas` at the head of a sentence.
fn role_of(words: &[Word<'_>], run: &Run) -> Option<(String, Run)> {
    let first = words.get(run.first)?;
    if run.first < run.last && role_kind(first.text).is_some() && (first.opens || first.text.chars().count() > 3) {
        return Some((first.lower(), prose::run_of(words, run.first + 1, run.last)?));
    }
    let before = run.first.checked_sub(1).and_then(|index| words.get(index));
    if let Some(role) =
        before.filter(|word| role_kind(word.text).is_some() && is_beside(first.gap) && !word.possessive && !run.possessive_owner(words))
    {
        return Some((compound_role(words, run.first, role), run.clone()));
    }
    let deed = before.filter(|word| word.text == "by").and_then(|_| run.first.checked_sub(2)).and_then(|index| words.get(index));
    if let Some(deed) = deed
        && let Some((_, role)) = DEEDS.iter().find(|(verb, _)| *verb == deed.lower())
    {
        return Some(((*role).to_owned(), run.clone()));
    }
    if run.possessive || (run.first == run.last && first.opens && crate::fold::is_ordinary(&first.lower())) {
        return None;
    }
    after_comma(words, run).map(|role| (role, run.clone()))
}

impl Run {
    /// `director Spike Jonze's band` still names a director; `band Gilt's manager` does not make Gilt a manager.
    fn possessive_owner(&self, words: &[Word<'_>]) -> bool {
        self.possessive && words.get(self.last + 1).is_some_and(|word| role_kind(word.text).is_some_and(|kind| kind == RoleKind::Person))
    }
}

/// A blank or a comma.
fn is_beside(gap: &str) -> bool {
    matches!(gap, " " | ", " | " (" | " – " | " — ")
}

/// `executive producer` and `tour manager` are one role.
fn compound_role(words: &[Word<'_>], first: usize, role: &Word<'_>) -> String {
    let before = first.checked_sub(2).and_then(|index| words.get(index)).filter(|_| role.joins());
    let joined = before.map(|word| format!("{}-{}", word.lower(), role.lower())).filter(|joined| role_kind(joined).is_some());
    joined.map_or_else(|| role.lower(), |joined| joined.replace('-', " "))
}

/// `Jane Doe, the band's manager,` and `Jane Doe, who directed it`: the role within six words after a comma.
fn after_comma(words: &[Word<'_>], run: &Run) -> Option<String> {
    let next = words.get(run.last + 1)?;
    if !matches!(next.gap, ", " | " (" | " – " | " — ") {
        return None;
    }
    let clause =
        words.get(run.last + 1..)?.iter().enumerate().take(6).take_while(|(index, word)| *index == 0 || word.joins()).map(|(_, word)| word);
    let clause: Vec<&Word<'_>> = clause.collect();
    if clause.first().is_some_and(|word| word.text == "who") {
        let deed = clause.get(1)?.lower();
        return DEEDS.iter().find(|(verb, _)| *verb == deed).map(|(_, role)| (*role).to_owned());
    }
    let starts = clause.first().is_some_and(|word| {
        matches!(word.text, "the" | "a" | "an" | "their" | "his" | "her" | "its")
            || word.possessive
            || role_kind(word.text).is_some()
            || word.is_capital()
    });
    let named_after = |role: &&&Word<'_>| {
        let index = clause.iter().position(|word| word.start == role.start).unwrap_or(0);
        !clause.get(index + 1).is_some_and(|word| word.is_capital())
    };
    starts
        .then(|| {
            clause
                .iter()
                .filter(|word| !word.is_capital() && role_kind(word.text).is_some_and(|kind| kind != RoleKind::Group))
                .find(named_after)
        })
        .flatten()
        .map(|word| word.lower())
}

/// The names of a text: its runs of capitals without a role's own capital.
pub(crate) fn runs(words: &[Word<'_>], capitals: &[Run]) -> Vec<Run> {
    capitals.iter().map(|run| role_of(words, run).map_or_else(|| run.clone(), |(_, run)| run)).collect()
}

/// Full names, found by the surname or the given name that stands for them.
#[derive(Debug, Default)]
pub(crate) struct FullNames {
    names: Vec<(String, String)>,
    known: HashSet<String>,
    by_last: HashMap<String, Vec<usize>>,
    by_first: HashMap<String, Vec<usize>>,
}

impl FullNames {
    /// Adds a name that is not there yet.
    pub(crate) fn add(&mut self, name: String) {
        if !self.known.insert(name.clone()) {
            return;
        }
        let key = crate::fold::search_text(&name);
        let place = self.names.len();
        let ends = [(&mut self.by_last, key.rsplit(' ').next()), (&mut self.by_first, key.split(' ').next())];
        for (index, word) in ends {
            index.entry(word.unwrap_or_default().to_owned()).or_default().push(place);
        }
        self.names.push((name, key));
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// The one full name that a surname, or else a given name, stands for: the first that fits.
    pub(crate) fn resolve(&self, name: &str) -> Option<String> {
        let key = crate::fold::search_text(name);
        let first_of = |index: &HashMap<String, Vec<usize>>, word: Option<&str>, fits: &dyn Fn(&str) -> bool| {
            let places = index.get(word?)?;
            places.iter().filter_map(|place| self.names.get(*place)).find(|(_, long)| fits(long)).map(|(name, _)| name.clone())
        };
        let surname = |long: &str| long.strip_suffix(key.as_str()).is_some_and(|rest| rest.ends_with(' '));
        let given = |long: &str| long.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with(' '));
        if key.is_empty() {
            return None;
        }
        first_of(&self.by_last, key.rsplit(' ').next(), &surname).or_else(|| {
            let is_given = GIVEN_NAMES.contains_key(name);
            is_given.then(|| first_of(&self.by_first, key.split(' ').next(), &given)).flatten()
        })
    }
}
