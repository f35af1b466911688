//! A site is learnt: what its pages have in common is furniture, and what an editor shows on one page is found on all.
//!
//! Rules name places by the site's own names for its parts, so that they hold for pages never seen. They are tried on every
//! page that they are learnt from, and of several the one is taken that says something likely on most. A learnt site can be
//! saved (serde) and used again.

mod rule;
mod selector;

use super::dom::{Dom, Id};
use super::marks::Sign;
use super::scan::Scan;
use super::words::{key, squeezed};
use super::{Article, Doubt, LIMIT, Page, PageError, Part, Shows, authors, blocks, parse};
use domain::time::Day;
use rule::{Kind, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A page of the site.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its HTML.
    pub html: &'a str,
    /// Where it was saved from; empty when nobody knows.
    pub address: &'a str,
}

/// What an editor shows on one page. Every text is as the page has it; what is not shown is read as on any page.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The page's number among those that are learnt from.
    pub page: usize,
    /// The headline.
    pub headline: Option<String>,
    /// The standfirst.
    pub standfirst: Option<String>,
    /// Each byline's word and the person who it stands for: `ANDRÉ`, `André Dack`.
    pub bylines: Vec<(String, String)>,
    /// The date as it is written, and the day that it means.
    pub date: Option<(String, Day)>,
    /// The score as it is written: `8/10`.
    pub score: Option<String>,
    /// Words of the first paragraph of the text.
    pub opening: Option<String>,
}

/// Why something shown teaches nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LearnError {
    /// There is no such page.
    #[error("there is no page {0} among those given")]
    NoPage(usize),
    /// The page does not show it.
    #[error("“{text}” does not stand on the page that it was shown on; copy it as the page has it")]
    NotThere {
        /// What was shown.
        text: String,
    },
    /// The date reads as another day.
    #[error("“{0}” cannot be read as the day that it is said to be")]
    NoDate(String),
    /// A page is too large.
    #[error(transparent)]
    Page(#[from] PageError),
}

/// A site whose pages are understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Texts that its pages have in common.
    furniture: BTreeSet<String>,
    #[serde(default)]
    rules: BTreeMap<Kind, Rule>,
    /// Words of bylines and whom they mean, by the word in small letters.
    #[serde(default)]
    people: BTreeMap<String, String>,
    /// Whether its stories say their own addresses.
    #[serde(default)]
    addressed: bool,
}

/// Pages that rules are tried on: more say nothing new.
const SAMPLE: usize = 120;

/// The longest text that can be furniture, in bytes.
const LONGEST: usize = 400;

/// A text stands on so many pages, and on one in so many, to be furniture.
const LEAST_PAGES: usize = 3;
const LEAST_SHARE: usize = 4;

impl Site {
    /// Learns a site from some of its pages and from what was shown on them.
    ///
    /// # Errors
    /// [`LearnError`] names what was shown and cannot be found.
    pub fn learn(pages: &[Source<'_>], shown: &[Shown]) -> Result<Self, LearnError> {
        if let Some(large) = pages.iter().find(|page| page.html.len() > LIMIT) {
            return Err(PageError::TooLarge(large.html.len()).into());
        }
        let step = pages.len().div_ceil(SAMPLE).max(1);
        let taught: HashSet<usize> = shown.iter().map(|shown| shown.page).collect();
        let sample: Vec<usize> = (0..pages.len()).filter(|n| n % step == 0 || taught.contains(n)).collect();
        let parsed: Vec<Parsed> = sample.iter().filter_map(|n| pages.get(*n).map(|page| Parsed::of(*n, page))).collect();
        let mut site = Self { furniture: common(&parsed), ..Self::default() };
        for shown in shown {
            let page = parsed.iter().find(|page| page.number == shown.page).ok_or(LearnError::NoPage(shown.page))?;
            site.teach(page, &parsed, shown)?;
            site.addressed = !page.scan.canonical.is_empty();
        }
        if let Some(rule) = rule::body_of_most(&parsed, &site) {
            site.rules.entry(Kind::Body).or_insert(rule);
        }
        Ok(site)
    }

    fn teach(&mut self, page: &Parsed, all: &[Parsed], shown: &Shown) -> Result<(), LearnError> {
        let texts = [
            (Kind::Headline, shown.headline.as_deref()),
            (Kind::Standfirst, shown.standfirst.as_deref()),
            (Kind::Score, shown.score.as_deref()),
            (Kind::Body, shown.opening.as_deref()),
            (Kind::Byline, shown.bylines.first().map(|(word, _)| word.as_str())),
        ];
        for (kind, text) in texts {
            if let Some(text) = text {
                let rule = Rule::find(kind, text, true, page, all).ok_or_else(|| LearnError::NotThere { text: text.to_owned() })?;
                self.rules.insert(kind, rule);
            }
        }
        if let Some((text, day)) = &shown.date {
            let reads = |day_first: bool| super::when::stamp_in(text, day_first).is_some_and(|found| found.wall.date() == *day);
            let day_first = [true, false].into_iter().find(|first| reads(*first)).ok_or_else(|| LearnError::NoDate(text.clone()))?;
            let rule = Rule::find(Kind::Date, text, day_first, page, all).ok_or_else(|| LearnError::NotThere { text: text.clone() })?;
            // The shown date may read alike both ways: the others tell.
            let told = if reads(true) && reads(false) { rule::order_of(rule.said(all)) } else { None };
            self.rules.insert(Kind::Date, rule.ordered(told.unwrap_or(day_first)));
        }
        for (word, person) in &shown.bylines {
            self.people.insert(key(word), person.clone());
        }
        Ok(())
    }

    /// Says whom a byline's word means, for all pages.
    pub fn name(&mut self, word: &str, person: &str) {
        self.people.insert(key(word), person.to_owned());
    }

    /// Reads a page of the site.
    ///
    /// # Errors
    /// [`PageError::TooLarge`].
    pub fn read(&self, page: Source<'_>) -> Result<Article, PageError> {
        if page.html.len() > LIMIT {
            return Err(PageError::TooLarge(page.html.len()));
        }
        let parsed = Parsed::of(0, &page);
        Ok(self.article(&parsed))
    }

    fn article(&self, parsed: &Parsed) -> Article {
        let Parsed { dom, scan, address, .. } = parsed;
        let mut scan = scan.clone();
        for id in small(dom, &scan).into_iter().filter(|(_, text)| self.furniture.contains(text)).map(|(id, _)| id) {
            scan.mark(id, Sign::Gone);
        }
        let place = |kind: Kind| self.rules.get(&kind).and_then(|rule| rule.element(dom, &scan));
        let found: HashMap<Kind, Option<Id>> = self.rules.keys().map(|kind| (*kind, place(*kind))).collect();
        let at = |kind: Kind| found.get(&kind).copied().flatten();
        let body = at(Kind::Body);
        // What is read by a rule is no part of the text.
        for kind in [Kind::Headline, Kind::Standfirst, Kind::Byline, Kind::Date, Kind::Score] {
            if let Some(id) = at(kind).filter(|id| body.is_none_or(|body| !dom.ancestors(body).any(|above| above == *id) && body != *id)) {
                scan.mark(id, Sign::Gone);
            }
        }
        let mut article = Page { dom, scan: &scan, address, holder: body, headline: at(Kind::Headline) }.article();
        let said = |kind: Kind| self.rules.get(&kind).and_then(|rule| rule.text(dom, at(kind)?));
        if let Some(text) = said(Kind::Headline) {
            article.headline = text;
        }
        if let Some(text) = said(Kind::Standfirst) {
            article.standfirst = text;
        }
        if self.rules.contains_key(&Kind::Byline) {
            self.byline(said(Kind::Byline), &mut article);
        }
        if let Some(rule) = self.rules.get(&Kind::Date) {
            match rule.date(dom, at(Kind::Date)) {
                Some(date) => article.published = Some(date),
                None => doubt(&mut article, Part::Published, "the date's place on this site is empty here"),
            }
        }
        if self.rules.contains_key(&Kind::Score) {
            article.score = said(Kind::Score).and_then(|text| rule::score(&text));
        }
        for (kind, part) in [(Kind::Headline, Part::Headline), (Kind::Body, Part::Body)] {
            if self.rules.contains_key(&kind) && at(kind).is_none() {
                doubt(&mut article, part, "its place on this site is empty here; it was guessed");
            }
        }
        article.shows = self.shows(parsed, &|kind| said(kind).is_some());
        article
    }

    /// What a page is for: stories have what was shown of one, once each.
    fn shows(&self, parsed: &Parsed, has: &dyn Fn(Kind) -> bool) -> Shows {
        let Parsed { dom, scan, .. } = parsed;
        let shown = |kind: Kind| self.rules.contains_key(&kind);
        let lacks = |kind: Kind| shown(kind) && !has(kind);
        let several = |kind: Kind| self.rules.get(&kind).is_some_and(|rule| rule.has_several(dom, scan));
        let teasers = || lacks(Kind::Body) || blocks::read(dom, scan).1;
        if !shown(Kind::Byline) || !shown(Kind::Date) {
            return Shows::Story;
        }
        if several(Kind::Body) || (several(Kind::Date) || several(Kind::Byline)) && teasers() {
            return Shows::List;
        }
        match (lacks(Kind::Byline), lacks(Kind::Date)) {
            (true, _) if lacks(Kind::Body) || self.addressed && scan.canonical.is_empty() => Shows::List,
            (true, true) => Shows::Standing,
            _ => Shows::Story,
        }
    }

    /// The people whom a byline's words mean.
    fn byline(&self, text: Option<String>, article: &mut Article) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            doubt(article, Part::Authors, "the byline's place on this site is empty here");
            return;
        };
        article.doubtful.retain(|doubt| doubt.what != Part::Authors);
        if let Some(person) = self.people.get(&key(&text)) {
            article.authors = vec![person.clone()];
            return;
        }
        let names = authors::names_in(&text);
        let strange: Vec<String> = names
            .iter()
            .filter(|name| !self.people.is_empty() && !name.contains(' ') && !self.people.contains_key(&key(name)))
            .cloned()
            .collect();
        article.authors = names.iter().map(|name| self.people.get(&key(name)).unwrap_or(name).clone()).collect();
        for name in strange {
            doubt(article, Part::Authors, &format!("“{name}” stands for nobody yet"));
        }
    }

    /// Tries the site's rules on pages and lists what a person should look at: the page's number, and what is doubtful there.
    #[must_use]
    pub fn doubtful(&self, pages: &[Source<'_>]) -> Vec<(usize, Doubt)> {
        let mut found = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            match self.read(*page) {
                Ok(article) => found.extend(article.doubtful.into_iter().map(|doubt| (number, doubt))),
                Err(error) => found.push((number, Doubt { what: Part::Body, why: error.to_string() })),
            }
        }
        found
    }

    /// How many texts are known to be furniture.
    #[must_use]
    pub fn furniture(&self) -> usize {
        self.furniture.len()
    }
}

fn doubt(article: &mut Article, what: Part, why: &str) {
    article.doubtful.retain(|known| known.what != what);
    article.doubtful.push(Doubt { what, why: why.to_owned() });
}

/// A page that is looked at more than once.
#[derive(Debug)]
struct Parsed {
    number: usize,
    address: String,
    dom: Dom,
    scan: Scan,
}

impl Parsed {
    fn of(number: usize, page: &Source<'_>) -> Self {
        let dom = parse::parse(page.html);
        let scan = Scan::of(&dom, page.address);
        Self { number, address: page.address.to_owned(), dom, scan }
    }
}

/// Elements whose text is short, with their text.
fn small(dom: &Dom, scan: &Scan) -> Vec<(Id, String)> {
    let mut lengths = vec![0_usize; dom.len()];
    for id in dom.below(scan.top) {
        if let Some(text) = dom.own_text(id) {
            for above in dom.ancestors(id) {
                if let Some(length) = lengths.get_mut(above as usize) {
                    *length += text.len();
                }
            }
        }
    }
    // Blanks of the source count: what is mostly blanks is looked at in its inner elements.
    let is_small = |id: &Id| lengths.get(*id as usize).is_some_and(|length| (2..=LONGEST * 2).contains(length));
    dom.below(scan.top)
        .filter(|id| dom.is_element(*id) && !super::blocks::is_silent(dom.name(*id)))
        .filter(is_small)
        .map(|id| (id, squeezed(&dom.words(id))))
        .filter(|(_, text)| text.len() > 1 && text.len() <= LONGEST)
        .collect()
}

/// Texts of elements that many pages have.
fn common(pages: &[Parsed]) -> BTreeSet<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let own: HashSet<String> = small(&page.dom, &page.scan).into_iter().map(|(_, text)| text).collect();
        for text in own {
            *counts.entry(text).or_default() += 1;
        }
    }
    let least = LEAST_PAGES.max(pages.len().div_ceil(LEAST_SHARE));
    counts.into_iter().filter(|(_, count)| *count >= least).map(|(text, _)| text).collect()
}

#[cfg(test)]
mod tests;
