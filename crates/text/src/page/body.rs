//! Which blocks of a page are the story.

use super::blocks::{Block, Kind};
use super::dom::{Dom, Id};
use super::furniture;
use super::marks::Sign;
use super::scan::Scan;
use super::words;
use std::collections::{HashMap, HashSet};

/// The story's blocks, by their number among the page's blocks, and where they stand.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    pub(crate) kept: Vec<usize>,
    pub(crate) holder: Option<Id>,
    /// How much of the text that the page gives to machines was found; `None` when it gives none.
    pub(crate) said: Option<f64>,
}

/// Words of JSON-LD that make it worth comparing.
const SAID_LEAST: usize = 60;

/// Chooses the story's blocks.
pub(crate) fn choose(dom: &Dom, scan: &Scan, blocks: &[Block], headline: &str, known: Option<Id>) -> Chosen {
    let said = Said::of(&scan.linked.body);
    let shares: Vec<f64> = blocks.iter().map(|block| said.as_ref().map_or(0.0, |said| said.share(&block.text))).collect();
    let found: usize = blocks.iter().zip(&shares).filter(|(_, share)| **share > 0.6).map(|(block, _)| block.words).sum();
    let trusted = said.as_ref().map(|said| found as f64 / said.words.max(1) as f64);
    let trusts = trusted.is_some_and(|share| share > 0.7) && !is_cut(dom, blocks, &shares);
    let values: Vec<f64> = blocks
        .iter()
        .zip(&shares)
        .map(|(block, share)| {
            let own = value(block);
            if trusts { if *share > 0.6 { block.words as f64 } else { own.min(0.0) - block.words as f64 * 0.3 } } else { own }
        })
        .collect();
    let Some(holder) = known.or_else(|| best_holder(dom, scan, blocks, &values)) else {
        return Chosen { said: trusted, ..Chosen::default() };
    };
    let inside: Vec<usize> = (0..blocks.len())
        .filter(|n| blocks.get(*n).is_some_and(|block| block.holder == holder || dom.ancestors(block.holder).any(|above| above == holder)))
        .collect();
    let kept = keep(blocks, &values, &inside, headline, trusts.then_some(&shares));
    Chosen { kept, holder: Some(holder), said: trusted }
}

/// Whether machines were given only the beginning: paragraphs beside those that they were given stand there not.
fn is_cut(dom: &Dom, blocks: &[Block], shares: &[f64]) -> bool {
    let mut by_parent: HashMap<Option<Id>, (usize, usize)> = HashMap::new();
    for (block, share) in blocks.iter().zip(shares).filter(|(block, _)| block.kind == Kind::Paragraph && value(block) > 0.0) {
        let counts = by_parent.entry(dom.parent(block.holder)).or_default();
        if *share > 0.6 { counts.0 += block.words } else { counts.1 += block.words }
    }
    let best = by_parent.values().max_by_key(|(found, _)| *found).copied().unwrap_or_default();
    best.1 * 3 > best.0
}

/// What a block is worth to the element that holds it.
fn value(block: &Block) -> f64 {
    let words = block.words as f64;
    let share = block.link_share();
    if block.gone {
        return 0.0;
    }
    if block.furniture {
        return -4.0;
    }
    if block.caption {
        return 0.0;
    }
    let factor = if block.unlikely { 0.3 } else { 1.0 };
    match block.kind {
        Kind::Heading(_) => {
            if share > 0.5 {
                -3.0
            } else {
                0.0
            }
        }
        _ if share > 0.5 => -2.0 - words * 0.5,
        Kind::Paragraph | Kind::Quote | Kind::Pre => {
            if block.words >= 6 || block.is_closed() {
                words * (1.0 - share) * factor
            } else {
                0.0
            }
        }
        Kind::Item => {
            if block.words >= 10 {
                words * (1.0 - share) * 0.7 * factor
            } else if share > 0.2 {
                -2.0
            } else {
                0.0
            }
        }
        Kind::Cell => {
            if block.words >= 10 {
                words * (1.0 - share) * 0.5 * factor
            } else {
                0.0
            }
        }
        Kind::Loose => {
            if block.words >= 10 {
                words * (1.0 - share) * 0.8 * factor
            } else {
                -1.0
            }
        }
    }
}

/// The element whose blocks are worth most together.
fn best_holder(dom: &Dom, scan: &Scan, blocks: &[Block], values: &[f64]) -> Option<Id> {
    let mut sums = vec![0.0; dom.len()];
    for (block, value) in blocks.iter().zip(values) {
        for above in std::iter::once(block.holder).chain(dom.ancestors(block.holder)) {
            if let Some(sum) = sums.get_mut(above as usize) {
                *sum += value;
            }
        }
    }
    let mut best: Option<(f64, Id)> = None;
    for id in dom.below(scan.top) {
        let Some(sum) = sums.get(id as usize).copied().filter(|sum| *sum > 0.0) else { continue };
        let signs = scan.signs(id);
        let text = signs.has(Sign::Text) || dom.attr(id, "itemprop").is_some_and(|prop| prop == "articleBody" || prop == "reviewBody");
        let weight = match dom.name(id) {
            _ if text => 1.3,
            "article" => 1.15,
            "main" => 1.05,
            _ if signs.has(Sign::Body) => 1.05,
            _ => 1.0,
        };
        let sum = sum * weight + if text { 15.0 } else { 0.0 };
        if best.is_none_or(|(known, _)| sum >= known) {
            best = Some((sum, id));
        }
    }
    best.map(|(_, id)| id)
}

/// Which of the holder's blocks are kept.
fn keep(blocks: &[Block], values: &[f64], inside: &[usize], headline: &str, shares: Option<&Vec<f64>>) -> Vec<usize> {
    let headline = words::key(headline);
    let mut kept: Vec<usize> = Vec::new();
    for n in inside {
        let (Some(block), Some(value)) = (blocks.get(*n), values.get(*n)) else { continue };
        if block.gone || block.furniture && block.words < 40 {
            if matches!(block.kind, Kind::Heading(_) | Kind::Loose | Kind::Paragraph)
                && furniture::ends(&block.text)
                && is_late(inside, *n, values)
            {
                break;
            }
            continue;
        }
        if block.caption || (matches!(block.kind, Kind::Heading(_)) && words::key(&block.text) == headline) {
            continue;
        }
        if let Some(share) = shares.and_then(|shares| shares.get(*n)) {
            if *share > 0.5 || (*share > 0.2 && block.words < 6) {
                kept.push(*n);
            }
            continue;
        }
        let keeps = match block.kind {
            Kind::Heading(1) => false,
            Kind::Heading(_) => block.link_share() < 0.5,
            Kind::Paragraph | Kind::Quote | Kind::Pre => block.link_share() < 0.6 || (block.link_share() < 0.9 && block.is_closed()),
            Kind::Item => block.link_share() < 0.4 || (block.link_share() < 0.7 && block.is_closed()),
            Kind::Cell => block.link_share() < 0.4,
            Kind::Loose => *value > 0.0 || (block.words >= 4 && block.is_closed() && block.link_share() < 0.3),
        };
        if keeps {
            kept.push(*n);
        }
    }
    let kept = without_repeats(blocks, without_asides(blocks, kept));
    // A heading that nothing follows heads what was left out.
    let mut with_text = Vec::new();
    let mut followed = false;
    for n in kept.into_iter().rev() {
        let heading = blocks.get(n).is_some_and(|block| matches!(block.kind, Kind::Heading(_)));
        if heading && !followed {
            continue;
        }
        followed = !heading || followed;
        with_text.push(n);
    }
    with_text.reverse();
    with_text
}

/// Without what is likely no text, where that is little.
fn without_asides(blocks: &[Block], kept: Vec<usize>) -> Vec<usize> {
    let words = |unlikely: bool| -> usize {
        kept.iter().filter_map(|n| blocks.get(*n)).filter(|block| !unlikely || block.unlikely).map(|block| block.words).sum()
    };
    if words(true) * 3 > words(false) {
        return kept;
    }
    kept.into_iter().filter(|n| blocks.get(*n).is_some_and(|block| !block.unlikely)).collect()
}

/// Without what was said before word for word: the same text for another width of the window, a quotation pulled out.
fn without_repeats(blocks: &[Block], kept: Vec<usize>) -> Vec<usize> {
    let mut seen = HashSet::new();
    kept.into_iter().filter(|n| blocks.get(*n).is_some_and(|block| block.words < 6 || seen.insert(block.text.as_str()))).collect()
}

/// Whether most of the text stands before a block.
fn is_late(inside: &[usize], at: usize, values: &[f64]) -> bool {
    let worth =
        |numbers: &mut dyn Iterator<Item = &usize>| -> f64 { numbers.filter_map(|n| values.get(*n)).filter(|value| **value > 0.0).sum() };
    let before = worth(&mut inside.iter().filter(|n| **n < at));
    let all = worth(&mut inside.iter());
    before * 4.0 > all * 3.0
}

/// The text of JSON-LD as a set of word triples.
struct Said {
    triples: HashSet<u64>,
    single: HashSet<u64>,
    words: usize,
}

fn hash(words: &[String]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

impl Said {
    fn of(text: &str) -> Option<Self> {
        let tokens = words::tokens(text);
        let count = words::count(text);
        (count >= SAID_LEAST).then(|| Self {
            triples: tokens.windows(3).map(hash).collect(),
            single: tokens.windows(1).map(hash).collect(),
            words: count,
        })
    }

    /// The share of a block that stands there too.
    fn share(&self, text: &str) -> f64 {
        let tokens = words::tokens(text);
        if tokens.len() < 4 {
            let found = tokens.windows(1).filter(|word| self.single.contains(&hash(word))).count();
            return if found == tokens.len() { 0.4 } else { 0.0 };
        }
        let all = tokens.len() - 2;
        tokens.windows(3).filter(|three| self.triples.contains(&hash(three))).count() as f64 / all as f64
    }
}
