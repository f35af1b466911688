//! One thing that was shown, and where it stands on all pages.

use super::selector::Selector;
use super::{Parsed, Site};
use crate::page::dom::{Dom, Id};
use crate::page::marks::Sign;
use crate::page::scan::Scan;
use crate::page::words::{key, squeezed};
use crate::page::{Published, Score, authors, blocks, body, when};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Headline,
    Standfirst,
    Byline,
    Date,
    Score,
    Body,
}

/// Where something stands, and what stands round it in the same element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rule {
    selector: Selector,
    /// What stands before it, up to its last word: `Words:`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
    /// What stands behind it, its first sign: `|`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    behind: String,
    /// Where a byline's link leads, but for its last word: `https://paper.example/author`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    folder: String,
    /// Whether the page that it was shown on has one such place.
    #[serde(default)]
    alone: bool,
    /// Whether `5/11` is the fifth of November.
    #[serde(default)]
    day_first: bool,
}

/// Places on the shown page where a text stands, at most.
const MOST_PLACES: usize = 8;

impl Rule {
    /// The rule that says something likely on most pages.
    pub(super) fn find(kind: Kind, shown: &str, day_first: bool, page: &Parsed, all: &[Parsed]) -> Option<Self> {
        let mut best: Option<((usize, i32, i32), Self)> = None;
        for (far, id) in (0..).zip(places(kind, shown, page)) {
            // A text's nearest holder is it; what holds that holds other things too.
            let near = if kind == Kind::Body { -far } else { 0 };
            let whole = squeezed(&page.dom.words(id));
            let (before, behind) = around(kind, &whole, shown);
            let folder = if kind == Kind::Byline { folder(&page.dom, id).unwrap_or_default() } else { String::new() };
            for selector in Selector::candidates(&page.dom, page.scan.top, id) {
                let alone = selector.count(&page.dom, page.scan.top) == 1;
                let rule = Self { selector, alone, before: before.clone(), behind: behind.clone(), folder: folder.clone(), day_first };
                let score = (rule.worth(kind, all), near, rule.selector.weight());
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((score, rule));
                }
            }
        }
        best.map(|(_, rule)| rule)
    }

    /// The element on a page.
    pub(super) fn element(&self, dom: &Dom, scan: &Scan) -> Option<Id> {
        self.selector.find(dom, scan.top)
    }

    /// Whether a page has several such places, where that which was shown has one.
    pub(super) fn has_several(&self, dom: &Dom, scan: &Scan) -> bool {
        self.alone && self.selector.count(dom, scan.top) > 1
    }

    /// What the rule's place says on each page, as it stands.
    pub(super) fn said<'a>(&'a self, all: &'a [Parsed]) -> impl Iterator<Item = String> + 'a {
        all.iter().filter_map(|page| self.text(&page.dom, self.element(&page.dom, &page.scan)?))
    }

    /// The same rule for dates in another order.
    pub(super) fn ordered(self, day_first: bool) -> Self {
        Self { day_first, ..self }
    }

    /// What stands there, without what stands round it.
    pub(super) fn text(&self, dom: &Dom, id: Id) -> Option<String> {
        // A link to a list of something else is no writer.
        if !self.folder.is_empty() && folder(dom, id).is_some_and(|other| other != self.folder) {
            return None;
        }
        let whole = squeezed(&dom.words(id));
        let mut text = whole.as_str();
        if !self.before.is_empty() {
            text = text.split_once(self.before.as_str()).map_or(text, |(_, rest)| rest);
        }
        if !self.behind.is_empty() {
            text = text.split(self.behind.as_str()).next().unwrap_or(text);
        }
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The date there: what the element says to machines, or shows.
    pub(super) fn date(&self, dom: &Dom, id: Option<Id>) -> Option<Published> {
        let id = id?;
        let said = ["datetime", "content", "title"].iter().find_map(|name| dom.attr(id, name));
        let said = said.or_else(|| dom.below(id).find_map(|inner| dom.attr(inner, "datetime")));
        said.and_then(|said| when::stamp_in(said, self.day_first)).or_else(|| when::stamp_in(&self.text(dom, id)?, self.day_first))
    }

    /// On how many pages it says something likely; what it says there of each must differ where it should.
    fn worth(&self, kind: Kind, all: &[Parsed]) -> usize {
        let mut likely = 0;
        let mut seen = HashSet::new();
        for page in all {
            let Some(id) = self.element(&page.dom, &page.scan) else { continue };
            let fits = match kind {
                Kind::Date => self.date(&page.dom, Some(id)).is_some(),
                Kind::Body => page.dom.words(id).len() > 200,
                _ => self.text(&page.dom, id).is_some_and(|text| {
                    let led = self.before.is_empty() || squeezed(&page.dom.words(id)).contains(&self.before);
                    led && is_likely(kind, &text) && (kind != Kind::Headline || seen.insert(text))
                }),
            };
            likely += usize::from(fits);
        }
        likely
    }
}

fn is_likely(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Headline => text.len() < 400,
        Kind::Standfirst => text.len() < 1200,
        Kind::Byline => text.len() < 160 && !authors::names_in(text).is_empty() && when::in_line(text, true).is_none(),
        Kind::Score => score(text).is_some(),
        Kind::Date | Kind::Body => true,
    }
}

/// The smallest elements that show a text.
fn places(kind: Kind, shown: &str, page: &Parsed) -> Vec<Id> {
    let wanted = key(shown);
    let dom = &page.dom;
    if wanted.is_empty() {
        return Vec::new();
    }
    if kind == Kind::Body {
        return holders(&wanted, page);
    }
    let longest = shown.len() * 4 + 200;
    let mut found: Vec<(usize, Id)> = Vec::new();
    for id in dom.below(page.scan.top).filter(|id| dom.is_element(*id) && !blocks::is_silent(dom.name(*id))) {
        let text = dom.words(id);
        if text.len() > longest || !key(&text).contains(&wanted) {
            continue;
        }
        found.push((text.len(), id));
    }
    found.sort_unstable();
    found.into_iter().take(MOST_PLACES).map(|(_, id)| id).collect()
}

/// What holds the paragraph that begins so: its parents, the nearest first.
fn holders(wanted: &str, page: &Parsed) -> Vec<Id> {
    let dom = &page.dom;
    let blocks = blocks::of(dom, &page.scan);
    let Some(block) = blocks.iter().filter(|block| key(&block.text).contains(wanted)).min_by_key(|block| block.text.len()) else {
        return Vec::new();
    };
    dom.ancestors(block.holder)
        .chain(std::iter::once(block.holder))
        .filter(|id| dom.is_element(*id) && !matches!(dom.name(*id), "body" | "html"))
        .take(3)
        .collect()
}

/// The last word before and the first sign behind what was shown in its element.
fn around(kind: Kind, whole: &str, shown: &str) -> (String, String) {
    let shown = squeezed(shown);
    if kind == Kind::Body {
        return (String::new(), String::new());
    }
    let Some((before, behind)) = whole.split_once(shown.as_str()) else { return (String::new(), String::new()) };
    let before = before.trim_end().rsplit(' ').next().unwrap_or_default().to_owned();
    let behind = behind.trim_start().split(' ').next().unwrap_or_default();
    // A word behind it is of this page; a mark is of all.
    let behind = behind.chars().take_while(|c| !c.is_alphanumeric()).collect();
    (before, behind)
}

/// Where the link that an element is, is in, or has alone leads, but for its last word.
fn folder(dom: &Dom, id: Id) -> Option<String> {
    let is_link = |id: &Id| dom.name(*id) == "a";
    let around = || dom.ancestors(id).take(3).find(is_link);
    let link = Some(id).filter(is_link).or_else(around).or_else(|| dom.below(id).find(is_link))?;
    let href = dom.attr(link, "href")?.split('#').next().unwrap_or_default().trim_end_matches('/');
    let (folder, _) = if href.contains('?') { href.rsplit_once('=') } else { href.rsplit_once('/') }?;
    Some(folder.to_owned())
}

/// A score in a text: `8/10`, `8.1 out of 10`, `★★★★☆`.
pub(super) fn score(text: &str) -> Option<Score> {
    let stars = text.chars().filter(|c| *c == '★').count();
    let empty = text.chars().filter(|c| *c == '☆').count();
    if stars + empty > 1 {
        let best = (empty > 0).then(|| (stars + empty).to_string());
        return Some(Score { value: stars.to_string(), best });
    }
    let numbers: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .map(|number| number.trim_matches(['.', ',']))
        .filter(|number| !number.is_empty())
        .collect();
    let value = numbers.first().filter(|value| value.len() <= 4)?;
    let best =
        numbers.get(1).filter(|_| text.contains('/') || text.contains("out of") || text.contains("von")).map(|best| (*best).to_owned());
    Some(Score { value: (*value).to_owned(), best })
}

/// Whether a site writes the day first, by dates in which only one of two numbers can be a month.
pub(super) fn order_of(texts: impl Iterator<Item = String>) -> Option<bool> {
    let (mut day, mut month) = (0_usize, 0_usize);
    for text in texts {
        for piece in text.split([' ', ',', '|']) {
            let numbers: Vec<u16> = piece.split(['/', '.', '-']).map_while(|number| number.parse().ok()).collect();
            match numbers.as_slice() {
                [13..=31, 1..=12, _] => day += 1,
                [1..=12, 13..=31, _] => month += 1,
                _ => {}
            }
        }
    }
    (day != month).then_some(day > month)
}

/// Where most pages have their text: no editor need show it.
pub(super) fn body_of_most(all: &[Parsed], site: &Site) -> Option<Rule> {
    if all.len() < 3 {
        return None;
    }
    let mut best: Option<((usize, i32), Rule)> = None;
    let holders: Vec<Option<Id>> = all
        .iter()
        .map(|page| {
            let mut scan = page.scan.clone();
            for (id, _) in super::small(&page.dom, &scan).into_iter().filter(|(_, text)| site.furniture.contains(text)) {
                scan.mark(id, Sign::Gone);
            }
            let blocks = blocks::of(&page.dom, &scan);
            body::choose(&page.dom, &scan, &blocks, "", None).holder
        })
        .collect();
    // Three pages propose; all vote.
    let proposing = [0, all.len() / 2, all.len() - 1];
    for (page, holder) in proposing.iter().filter_map(|n| Some((all.get(*n)?, (*holders.get(*n)?)?))) {
        for selector in Selector::candidates(&page.dom, page.scan.top, holder) {
            let rule =
                Rule { selector, alone: false, before: String::new(), behind: String::new(), folder: String::new(), day_first: true };
            let agree = all
                .iter()
                .zip(&holders)
                .filter(|(page, holder)| holder.is_some() && rule.element(&page.dom, &page.scan) == **holder)
                .count();
            let score = (agree, rule.selector.weight());
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, rule));
            }
        }
    }
    best.filter(|((agree, _), _)| *agree * 10 >= all.len() * 7).map(|(_, rule)| rule)
}
