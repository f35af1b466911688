//! Real articles with every artist, strength and quotation annotated.

use crate::data::{Paragraphs, World, overlap, read};
use crate::figures::{Share, f1};
use crate::said;
use domain::link::Standing;
use domain::link::decide::{Decision, Rulings};
use serde_json::Value;
use text::fold;
use text::linking::Known;
use text::suggest::{Writing, suggest};

pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) headline: String,
    pub(crate) parts: Paragraphs,
    pub(crate) artists: Vec<Gold>,
    pub(crate) quotes: Vec<said::Gold>,
}

pub(crate) struct Gold {
    pub(crate) span: (usize, usize),
    pub(crate) canonical: String,
    pub(crate) strength: String,
    /// *Dylan-esque*: either way is right.
    pub(crate) derived: bool,
}

pub(crate) fn run(world: &World, errors: bool) {
    let articles: Vec<Article> = read("music-gold/gold.jsonl").lines().map(|line| article(&serde_json::from_str(line).unwrap())).collect();
    measure(world, &articles, errors);
}

/// Links, suggestions and quotations of articles.
pub(crate) fn measure(world: &World, articles: &[Article], errors: bool) {
    let mut all = Tally::default();
    let mut quotes = said::Tally::default();
    for article in articles {
        let mut one = Tally::default();
        one.links(world, article, errors);
        one.suggestions(world, article, errors);
        println!("{}: links {} found {}; suggestions {}", article.id, one.precision, one.recall, one.offered);
        all.add(&one);
        quotes.count(article, errors);
    }
    println!("automatic links: precision {}\n                 recall {}", all.precision, all.recall);
    println!("                 F {:.3}", f1(all.precision.right, all.precision.of, all.recall.of));
    println!("strength of the links made: {}", all.strength);
    println!("suggestions, first three: {}", all.offered);
    println!("{quotes}");
}

fn article(value: &Value) -> Article {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let gold = |one: &Value| {
        let start = said::number(one, "start");
        Gold {
            span: (start, start + text(one, "surface").chars().count()),
            canonical: text(one, "canonical"),
            strength: text(one, "strength"),
            derived: one["derived"].as_bool().unwrap_or_default(),
        }
    };
    Article {
        id: text(value, "id"),
        headline: text(value, "title"),
        parts: Paragraphs::of(value["text"].as_str().unwrap()),
        artists: value["artists"].as_array().unwrap().iter().map(gold).collect(),
        quotes: value["quotes"].as_array().unwrap().iter().map(said::Gold::of).collect(),
    }
}

#[derive(Default)]
struct Tally {
    precision: Share,
    recall: Share,
    strength: Share,
    offered: Share,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        let shares = [
            (&mut self.precision, other.precision),
            (&mut self.recall, other.recall),
            (&mut self.strength, other.strength),
            (&mut self.offered, other.offered),
        ];
        for (share, more) in shares {
            share.right += more.right;
            share.of += more.of;
        }
    }

    fn links(&mut self, world: &World, article: &Article, errors: bool) {
        let body = article.parts.body();
        let decisions = world.link(&article.headline, &body);
        let mut hit = vec![false; article.artists.len()];
        for link in decisions.iter().filter(|link| link.standing == Standing::Sure) {
            let Ok(paragraph) = usize::try_from(link.span.block) else { continue };
            let span = (article.parts.point(paragraph, link.span.start), article.parts.point(paragraph, link.span.end));
            let gold = article.artists.iter().position(|one| overlap(span, one.span) > 0);
            let right = gold.is_some_and(|at| same(world, link, &article.artists[at]));
            if let Some(at) = gold.filter(|_| right) {
                hit[at] = true;
            }
            if gold.is_some_and(|at| article.artists[at].derived) {
                continue;
            }
            self.precision.count(right);
            if let Some(gold) = gold.filter(|_| right).map(|at| &article.artists[at]) {
                let strong = link.strength.word() == gold.strength;
                self.strength.count(strong);
                if errors && !strong {
                    let context = article.parts.context(paragraph, link.span.start, link.span.end);
                    println!("  STRENGTH is {} should be {}: {context}", link.strength.word(), gold.strength);
                }
            }
            if errors && !right {
                let context = article.parts.context(paragraph, link.span.start, link.span.end);
                println!("  WRONG {} ({}): {context}", world.name(link.artist), link.evidence);
            }
        }
        for (gold, hit) in article.artists.iter().zip(hit) {
            if gold.derived || world.names.exactly(&gold.canonical).is_empty() {
                continue;
            }
            self.recall.count(hit);
            if errors && !hit {
                let (paragraph, context) = place(article, gold.span);
                let doubt = decisions.iter().find(|link| {
                    usize::try_from(link.span.block) == Ok(paragraph)
                        && overlap(
                            (article.parts.point(paragraph, link.span.start), article.parts.point(paragraph, link.span.end)),
                            gold.span,
                        ) > 0
                });
                let why = doubt.map_or("silent", |link| link.evidence.as_str());
                println!("  MISSED {} ({why}): {context}", gold.canonical);
            }
        }
    }

    /// Every mention with its artist in the index: is the artist among the first three that are offered?
    fn suggestions(&mut self, world: &World, article: &Article, errors: bool) {
        let body = article.parts.body();
        let known = Known { names: &world.names, memberships: &world.memberships, ruled: &Rulings::default() };
        let offered = suggest(known, Writing { headline: &article.headline, standfirst: "", body: &body, line: &[] }).mentions;
        for gold in article.artists.iter().filter(|gold| !gold.derived && !world.names.exactly(&gold.canonical).is_empty()) {
            let (paragraph, context) = place(article, gold.span);
            let from = article.parts.0[paragraph].0;
            let units: Vec<usize> = std::iter::once(0)
                .chain(article.parts.0[paragraph].1.chars().scan(0, |at, c| {
                    *at += c.len_utf16();
                    Some(*at)
                }))
                .collect();
            let span = (units[gold.span.0 - from], units[(gold.span.1 - from).min(units.len() - 1)]);
            let at = offered.iter().find(|one| usize::try_from(one.block) == Ok(paragraph) && overlap((one.start, one.end), span) > 0);
            let key = fold::key(&gold.canonical);
            let there = at.is_some_and(|one| one.candidates.iter().take(3).any(|artist| fold::key(world.name(*artist)) == key));
            self.offered.count(there);
            if errors && !there {
                println!("  NOT OFFERED {}: {context}", gold.canonical);
            }
        }
    }
}

fn same(world: &World, link: &Decision, gold: &Gold) -> bool {
    fold::key(world.name(link.artist)) == fold::key(&gold.canonical)
}

fn place(article: &Article, span: (usize, usize)) -> (usize, String) {
    let paragraph = article.parts.0.partition_point(|(from, _)| *from <= span.0).saturating_sub(1);
    let (from, text) = &article.parts.0[paragraph];
    let byte = |point: usize| text.char_indices().nth(point.saturating_sub(*from)).map_or(text.len(), |(at, _)| at);
    (paragraph, article.parts.context(paragraph, byte(span.0), byte(span.1)))
}
