//! From a query to what the engine does, and what comes of it.

use crate::analyse::Words;
use crate::collect::Tallier;
use crate::entry::{Fields, PART, kind_code};
use crate::index::View;
use crate::near;
use crate::query::{Note, Query, Term as Asked, What};
use crate::snippet::{Marker, Snippet};
use domain::story::Kind;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, Range};
use tantivy::collector::TopDocs;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Engine, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, Order as By, Searcher, TantivyDocument, Term};

/// What is asked of an index: a query whose names are resolved to numbers, and where in the answer to look.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What was typed.
    pub query: Query,
    /// For each of the query's artists, who that may be; nobody: no story is.
    pub artists: Vec<Vec<i64>>,
    /// For each of its people, who that may be.
    pub people: Vec<Vec<i64>>,
    /// The slugs of its sections.
    pub sections: Vec<String>,
    /// With a dateline at this instant or later, µs UTC.
    pub from: Option<i64>,
    /// With a dateline before this instant, µs UTC.
    pub until: Option<i64>,
    /// Whose alone; of the desk's index.
    pub owner: Option<i64>,
    /// In one of these states; of the desk's index.
    pub states: Vec<String>,
    /// Of lists that go on: ordered by this instant or an earlier one, µs UTC.
    pub since_until: Option<i64>,
    /// Whether a word stands for whatever begins so, too.
    pub begins: bool,
    /// What was chosen beside the query.
    pub shelf: Shelf,
    /// In which order.
    pub order: Order,
    /// How many answers are passed over.
    pub offset: usize,
    /// How many are given.
    pub limit: usize,
    /// Whether to show where in the text it stands.
    pub snippets: bool,
}

/// Choices that narrow an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Of this section.
    pub section: Option<String>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this year.
    pub year: Option<i16>,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What the words mean most to.
    #[default]
    Best,
    /// What is newest.
    Newest,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// What stands where asked.
    pub hits: Vec<Hit>,
    /// How many there are, and on which shelves.
    pub tally: Tally,
    /// What was left out.
    pub notes: Vec<Note>,
    /// Words that are spelt nearly so and stand in more stories, with where the query has the others.
    pub respelt: Vec<(Range<usize>, String)>,
    /// Nothing was found: these are the answers for words spelt nearly so.
    pub loosely: bool,
}

/// A story that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its number.
    pub story: i64,
    /// Where in its text; none when it stands in headline, artist line or bylines alone.
    pub snippet: Option<Snippet>,
}

/// How many answers stand on which shelf. Each list has what the choices on the other two leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub total: usize,
    /// By the slug of the section.
    pub sections: BTreeMap<String, usize>,
    /// By kind, in the order of [`Kind::ALL`].
    pub kinds: Vec<(Kind, usize)>,
    /// By year.
    pub years: BTreeMap<i16, usize>,
}

impl Tally {
    /// How many there are, on this shelf or on others.
    fn beside(&self) -> usize {
        let shelved = self.sections.values().chain(self.years.values()).chain(self.kinds.iter().map(|(_, many)| many));
        self.total.max(shelved.copied().max().unwrap_or(0))
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.total += other.total;
        for (section, many) in other.sections {
            *self.sections.entry(section).or_default() += many;
        }
        for (year, many) in other.years {
            *self.years.entry(year).or_default() += many;
        }
        let mut kinds: HashMap<Kind, usize> = self.kinds.drain(..).collect();
        for (kind, many) in other.kinds {
            *kinds.entry(kind).or_default() += many;
        }
        self.kinds = Kind::ALL.into_iter().filter_map(|kind| Some((kind, *kinds.get(&kind)?))).collect();
    }
}

/// Below so many answers another spelling is looked for.
const FEW: usize = 3;

/// A word that stands in so many times more stories is what was meant.
const MORE: u64 = 10;

/// A word that stands in one of so many stories is spelt as it was meant.
const RARE: u64 = 1_000;

/// Words of a question for which another spelling is looked for: the rarest, since each look goes through many words.
const MOST_RESPELT: usize = 4;

/// One question under way.
pub(crate) struct Asking<'a> {
    pub(crate) view: &'a View,
    pub(crate) fields: &'a Fields,
    pub(crate) words: Words,
    pub(crate) wanted: &'a Wanted,
}

type Clause = (Occur, Box<dyn Engine>);

/// Other words for a word of the query.
type Others = HashMap<String, Vec<String>>;

/// Where a word stands in the query, the word, and what it may have been meant for, the likeliest first.
type Respelt = (Range<usize>, String, Vec<String>);

impl Asking<'_> {
    fn searchers(&self) -> Vec<&Searcher> {
        std::iter::once(&self.view.main).chain(&self.view.fresh).collect()
    }

    pub(crate) fn answer(&self) -> tantivy::Result<Found> {
        let mut found = self.once(&Others::new())?;
        if found.tally.beside() >= FEW || self.wanted.query.said.is_some() {
            return Ok(found);
        }
        let near = self.respelt()?;
        if near.is_empty() {
            return Ok(found);
        }
        let respelt = near.iter().filter_map(|(span, _, others)| Some((span.clone(), others.first()?.clone()))).collect();
        if found.tally.total == 0 {
            let others = near.into_iter().map(|(_, word, others)| (word, others)).collect();
            let loose = self.once(&others)?;
            if loose.tally.total == 0 {
                return Ok(found);
            }
            found = Found { loosely: true, ..loose };
        }
        found.respelt = respelt;
        Ok(found)
    }

    /// The rarest words of the query, with in how many stories they stand.
    fn rare(&self) -> tantivy::Result<Vec<(&Asked, &String, u64)>> {
        let common = (self.searchers().iter().map(|searcher| searcher.num_docs()).sum::<u64>() / RARE).max(FEW as u64);
        let mut rare = Vec::new();
        for term in &self.wanted.query.terms {
            let What::Word(word) = &term.what else { continue };
            let stands = self.forms(word)?.iter().map(|term| self.frequency(term)).sum::<tantivy::Result<u64>>()?;
            if stands < common {
                rare.push((term, word, stands));
            }
        }
        rare.sort_by_key(|(_, _, stands)| *stands);
        rare.truncate(MOST_RESPELT);
        rare.sort_by_key(|(term, ..)| term.span.start);
        Ok(rare)
    }

    /// Words of the query that hardly stand anywhere, with words nearly so that do.
    fn respelt(&self) -> tantivy::Result<Vec<Respelt>> {
        let mut all = Vec::new();
        for (term, word, stands) in self.rare()? {
            let near = near::spelt(&self.searchers(), self.fields.words, word)?;
            let near: Vec<String> = near.into_iter().filter(|(_, more)| *more > stands * MORE).map(|(word, _)| word).collect();
            if !near.is_empty() {
                all.push((term.span.clone(), word.clone(), near));
            }
        }
        Ok(all)
    }

    fn frequency(&self, term: &Term) -> tantivy::Result<u64> {
        self.searchers().iter().map(|searcher| searcher.doc_freq(term)).sum()
    }

    fn once(&self, others: &Others) -> tantivy::Result<Found> {
        let mut notes = Vec::new();
        let asked = self.conditions(others, &mut notes)?;
        let shelved = self.on_the_shelf(&asked);
        let (end, mut tally) = (self.wanted.offset + self.wanted.limit, Tally::default());
        let mut all: Vec<(f64, i64, usize, DocAddress)> = Vec::new();
        for (place, searcher) in self.searchers().into_iter().enumerate() {
            let masked = place == 0 && !self.view.masked.is_empty();
            let (asked, shelved) =
                if masked { (self.unmasked(&asked), self.unmasked(&shelved)) } else { (asked.box_clone(), shelved.box_clone()) };
            tally.add(searcher.search(&asked, &Tallier { shelf: self.wanted.shelf.clone() })?);
            if self.wanted.limit == 0 {
                continue;
            }
            for (key, address) in self.top(searcher, &shelved, end)? {
                all.push((key, story_of(searcher, address)?, place, address));
            }
        }
        // Of those that are worth the same, the engine gives the first by place: any other order would give some on two pages
        // of an answer and some on none.
        all.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.2.cmp(&other.2)).then(one.3.cmp(&other.3)));
        let hits = all.into_iter().skip(self.wanted.offset).take(self.wanted.limit);
        let hits = self.hits(hits.map(|(_, story, place, address)| (story, place, address)).collect(), others)?;
        Ok(Found { hits, tally, notes, respelt: Vec::new(), loosely: false })
    }

    /// The first answers and what they are ordered by, more first.
    fn top(&self, searcher: &Searcher, query: &dyn Engine, many: usize) -> tantivy::Result<Vec<(f64, DocAddress)>> {
        let top = TopDocs::with_limit(many);
        if self.wanted.order == Order::Newest || self.wanted.query.terms.is_empty() {
            let newest = searcher.search(query, &top.order_by_fast_field::<i64>("since", By::Desc))?;
            // An instant in µs is exact as a float until the year 2255.
            return Ok(newest.into_iter().map(|(at, address)| (at.map_or(f64::MIN, |at| at as f64), address)).collect());
        }
        // The few stories since the last commit are weighed as if they stood among all.
        let scale = if self.view.main.num_docs() > 0 { &self.view.main } else { searcher };
        let best = searcher.search_with_statistics_provider(query, &top.order_by_score(), scale)?;
        Ok(best.into_iter().map(|(score, address)| (f64::from(score), address)).collect())
    }

    /// Without the stories that changed since the last commit: they are asked for where they stand anew.
    fn unmasked(&self, query: &dyn Engine) -> Box<dyn Engine> {
        let masked = self.view.masked.iter().map(|story| Term::from_field_i64(self.fields.story, *story));
        Box::new(BooleanQuery::new(vec![(Occur::Must, query.box_clone()), (Occur::MustNot, Box::new(TermSetQuery::new(masked)))]))
    }

    fn on_the_shelf(&self, query: &dyn Engine) -> Box<dyn Engine> {
        let (shelf, fields) = (&self.wanted.shelf, self.fields);
        let section = shelf.section.as_ref().map(|slug| Term::from_field_text(fields.section, slug));
        let kind = shelf.kind.map(|kind| Term::from_field_u64(fields.kind, kind_code(kind)));
        let year = shelf.year.map(|year| Term::from_field_u64(fields.year, u64::from(year.unsigned_abs())));
        let chosen: Vec<Clause> = [section, kind, year].into_iter().flatten().map(|term| (Occur::Must, filter(one(term)))).collect();
        if chosen.is_empty() {
            return query.box_clone();
        }
        Box::new(BooleanQuery::new(std::iter::once((Occur::Must, query.box_clone())).chain(chosen).collect()))
    }

    /// Everything but the shelf.
    fn conditions(&self, others: &Others, notes: &mut Vec<Note>) -> tantivy::Result<Box<dyn Engine>> {
        let (query, fields, wanted) = (&self.wanted.query, self.fields, self.wanted);
        let mut clauses: Vec<Clause> = Vec::new();
        match &query.said {
            Some(speaker) => clauses.extend(self.spoken(speaker)),
            None => {
                for term in &query.terms {
                    clauses.push((Occur::Must, self.term(term, others, notes)?));
                }
            }
        }
        let numbers = |field: Field, ids: &[i64]| any(ids.iter().map(|id| Term::from_field_i64(field, *id)).collect());
        clauses.extend(wanted.artists.iter().map(|ids| (Occur::Must, numbers(fields.artist, ids))));
        clauses.extend(wanted.people.iter().map(|ids| (Occur::Must, numbers(fields.person, ids))));
        if !query.sections.is_empty() {
            let sections = wanted.sections.iter().map(|slug| Term::from_field_text(fields.section, slug));
            clauses.push((Occur::Must, any(sections.collect())));
        }
        if !query.kinds.is_empty() {
            clauses.push((Occur::Must, any(query.kinds.iter().map(|kind| Term::from_field_u64(fields.kind, kind_code(*kind))).collect())));
        }
        if !wanted.states.is_empty() {
            clauses.push((Occur::Must, any(wanted.states.iter().map(|state| Term::from_field_text(fields.state, state)).collect())));
        }
        clauses.extend(wanted.owner.map(|owner| (Occur::Must, numbers(fields.owner, &[owner]))));
        clauses.extend(between(fields.published, wanted.from, wanted.until));
        clauses.extend(between(fields.since, None, wanted.since_until.map(|until| until.saturating_add(1))));
        let score = query.score.as_ref();
        clauses.extend(score.and_then(|range| between(fields.score, Some(*range.start()), Some(range.end() + 1))));
        for term in &query.without {
            clauses.push((Occur::MustNot, self.term(term, &Others::new(), notes)?));
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        Ok(match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        })
    }

    /// What the speaker says: each word, of one person, somewhere in the story.
    fn spoken(&self, speaker: &str) -> Vec<Clause> {
        let name = text::fold::key(speaker);
        let mut words: Vec<String> = vec![String::new()];
        for term in &self.wanted.query.terms {
            match &term.what {
                What::Word(word) | What::Beginning(word) => words.push(self.words.stem(word)),
                What::Phrase(phrase) => words.extend(phrase.iter().map(|word| self.words.stem(word))),
            }
        }
        let term = |word: &String| Term::from_field_text(self.fields.said, &format!("{name}{PART}{word}"));
        words.iter().map(|word| (Occur::Must, filter(one(term(word))))).collect()
    }

    /// The terms of a word in all its forms, those that stand somewhere.
    fn forms(&self, word: &str) -> tantivy::Result<Vec<Term>> {
        let mut forms = Vec::new();
        for form in [self.words.stem(word), self.words.stem_term(word)] {
            let term = Term::from_field_text(self.fields.words, &form);
            if self.frequency(&term)? > 0 {
                forms.push(term);
            }
        }
        Ok(forms)
    }

    fn term(&self, asked: &Asked, others: &Others, notes: &mut Vec<Note>) -> tantivy::Result<Box<dyn Engine>> {
        let field = self.fields.words;
        let exactly = |word: &String| Term::from_field_text(field, word);
        Ok(match &asked.what {
            What::Word(word) => {
                let mut forms = self.forms(word)?;
                for other in others.get(word).into_iter().flatten() {
                    forms.push(exactly(other));
                    forms.extend(self.forms(other)?);
                }
                forms.dedup();
                match forms.len() {
                    _ if self.wanted.begins => self.beginning(word, forms, notes)?,
                    0 => Box::new(EmptyQuery),
                    1 => scored(forms.remove(0)),
                    // Nothing to tell apart: whichever form it is.
                    _ => Box::new(BooleanQuery::new(forms.into_iter().map(|form| (Occur::Should, scored(form))).collect())),
                }
            }
            What::Phrase(words) => match words.as_slice() {
                [word] => scored(exactly(word)),
                words => Box::new(PhraseQuery::new(words.iter().map(exactly).collect())),
            },
            What::Beginning(begin) => self.beginning(begin, Vec::new(), notes)?,
        })
    }

    /// Whatever begins so, or is one of these terms.
    fn beginning(&self, begin: &str, terms: Vec<Term>, notes: &mut Vec<Note>) -> tantivy::Result<Box<dyn Engine>> {
        let (words, whole) = near::begun(&self.searchers(), self.fields.words, begin)?;
        if !whole {
            notes.push(Note::Vague(format!("{begin}*")));
        }
        let begun = words.iter().map(|word| Term::from_field_text(self.fields.words, word));
        Ok(Box::new(TermSetQuery::new(begun.chain(terms))))
    }

    fn hits(&self, found: Vec<(i64, usize, DocAddress)>, others: &Others) -> tantivy::Result<Vec<Hit>> {
        let searchers = self.searchers();
        let query = &self.wanted.query;
        let respelt: Vec<String> = others.values().flatten().cloned().collect();
        let marker = Marker::new(self.words, &query.terms, &respelt, query.said.is_some());
        let shows = self.wanted.snippets && (!query.terms.is_empty() || query.said.is_some());
        let mut hits = Vec::with_capacity(found.len());
        for (story, place, address) in found {
            let snippet = match searchers.get(place).filter(|_| shows) {
                Some(searcher) => self.snippet(&searcher.doc(address)?, &marker),
                None => None,
            };
            hits.push(Hit { story, snippet });
        }
        Ok(hits)
    }

    fn snippet(&self, document: &TantivyDocument, marker: &Marker<'_>) -> Option<Snippet> {
        let Some(speaker) = &self.wanted.query.said else {
            return marker.snippet(document.get_first(self.fields.text)?.as_str()?);
        };
        let name = text::fold::key(speaker);
        let quotes = document.get_all(self.fields.quotes).filter_map(|quote| quote.as_str()?.split_once(PART));
        let said: Vec<&str> = quotes
            .filter(|(who, _)| {
                let key = text::fold::key(who);
                key == name || key.rsplit_once(' ').is_some_and(|(_, last)| last == name)
            })
            .map(|(_, words)| words)
            .collect();
        let marked = said.iter().find_map(|words| marker.snippet(words));
        marked.or_else(|| said.first().map(|words| vec![crate::Piece { text: text::excerpt::excerpt(words, 34), marked: false }]))
    }
}

fn story_of(searcher: &Searcher, address: DocAddress) -> tantivy::Result<i64> {
    let stories = searcher.segment_reader(address.segment_ord).fast_fields().i64("story")?;
    Ok(stories.first(address.doc_id).unwrap_or_default())
}

fn one(term: Term) -> Box<dyn Engine> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn scored(term: Term) -> Box<dyn Engine> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// Narrows, and weighs nothing.
fn filter(query: Box<dyn Engine>) -> Box<dyn Engine> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn any(mut terms: Vec<Term>) -> Box<dyn Engine> {
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => filter(one(terms.remove(0))),
        _ => filter(Box::new(TermSetQuery::new(terms))),
    }
}

fn between(field: Field, from: Option<i64>, until: Option<i64>) -> Option<Clause> {
    let bound = |at: Option<i64>, kind: fn(Term) -> Bound<Term>| at.map_or(Bound::Unbounded, |at| kind(Term::from_field_i64(field, at)));
    (from.is_some() || until.is_some())
        .then(|| (Occur::Must, filter(Box::new(RangeQuery::new(bound(from, Bound::Included), bound(until, Bound::Excluded))))))
}
