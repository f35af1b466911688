//! What somebody typed into the search, read. Every text is a query: what is not understood is said, and left out.
//!
//! ```text
//! words "an exact phrase" begin* -without artist:"Killer Mike" section:news by:imogen type:review
//! after:2015-03 before:2016 score:>=8 said:"killer mike" purgatory
//! ```

mod read;
#[cfg(test)]
mod tests;

pub use read::in_thousandths;

use domain::story::Kind;
use domain::time::Day;
use std::ops::{Range, RangeInclusive};

/// Characters of a query that are looked at.
pub const LONGEST: usize = 400;

/// Words, phrases and beginnings of one query.
pub const MOST_TERMS: usize = 24;

/// Words of one phrase.
pub const MOST_IN_A_PHRASE: usize = 24;

/// Letters that a beginning needs.
pub const SHORTEST_BEGINNING: usize = 2;

/// A query, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// What a story must have.
    pub terms: Vec<Term>,
    /// What it must not have.
    pub without: Vec<Term>,
    /// Names of artists, all of which it must speak of.
    pub artists: Vec<String>,
    /// Names of people, all of whom must be credited.
    pub people: Vec<String>,
    /// Sections, by name or slug; it is in one of them.
    pub sections: Vec<String>,
    /// Kinds, of which it has one.
    pub kinds: Vec<Kind>,
    /// Its dateline is this day or later.
    pub after: Option<Day>,
    /// Its dateline is before this day.
    pub before: Option<Day>,
    /// Its score, in thousandths of the best there is.
    pub score: Option<RangeInclusive<i64>>,
    /// Somebody in it says the terms; they are looked for in that person's words alone.
    pub said: Option<String>,
    /// What was not understood.
    pub notes: Vec<Note>,
}

/// Something to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What.
    pub what: What,
    /// Where it stands in what was typed, in bytes.
    pub span: Range<usize>,
}

/// A word, words, or the beginning of one; folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A word in any of its forms.
    Word(String),
    /// Just these words, one after the other; at least one.
    Phrase(Vec<String>),
    /// Whatever begins so.
    Beginning(String),
}

/// Something of a query that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// Only the first [`LONGEST`] characters were looked at.
    TooLong,
    /// Only the first [`MOST_TERMS`] words were looked for.
    TooMany,
    /// A filter without a value: `artist:`.
    Nothing(String),
    /// No day, month or year.
    Day(String),
    /// No kind of story.
    Kind(String),
    /// No score.
    Score(String),
    /// A beginning of less than [`SHORTEST_BEGINNING`] letters.
    Short(String),
    /// Too many words begin so; the first were looked for.
    Vague(String),
    /// No artist of that name.
    Artist(String),
    /// Nobody of that name is credited.
    Person(String),
    /// No such section.
    Section(String),
}

impl Note {
    /// The word of its message, and the part of the query that it is about.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::TooLong => ("too_long", ""),
            Self::TooMany => ("too_many", ""),
            Self::Nothing(part) => ("nothing", part),
            Self::Day(part) => ("day", part),
            Self::Kind(part) => ("kind", part),
            Self::Score(part) => ("score", part),
            Self::Short(part) => ("short", part),
            Self::Vague(part) => ("vague", part),
            Self::Artist(part) => ("artist", part),
            Self::Person(part) => ("person", part),
            Self::Section(part) => ("section", part),
        }
    }
}

impl Query {
    /// Reads what was typed.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        read::read(typed)
    }

    /// Whether it asks for anything at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let filters = self.artists.len() + self.people.len() + self.sections.len() + self.kinds.len();
        let ranges = self.after.is_some() || self.before.is_some() || self.score.is_some() || self.said.is_some();
        self.terms.is_empty() && self.without.is_empty() && filters == 0 && !ranges
    }

    /// Whether it is words alone, without a sign or a filter: what a reader types who knows nothing of them.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let bare = Self { terms: self.terms.clone(), notes: self.notes.clone(), ..Self::default() };
        *self == bare && self.terms.iter().all(|term| matches!(term.what, What::Word(_)))
    }

    /// What was typed, with other words in the places of some terms.
    #[must_use]
    pub fn respelt(typed: &str, others: &[(Range<usize>, String)]) -> String {
        let mut text = typed.to_owned();
        let mut others: Vec<_> = others.iter().collect();
        others.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        for (span, word) in others {
            if text.get(span.clone()).is_some() {
                text.replace_range(span.clone(), word);
            }
        }
        text
    }
}
