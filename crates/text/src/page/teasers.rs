//! Teasers of other stories: small boxes of one make, each with a title that is a link.

use super::{Block, Kind};
use crate::page::dom::{Dom, Id};
use std::collections::{HashMap, HashSet};

/// Words of the longest teaser.
const LONGEST: usize = 110;

/// Boxes of one make that stand side by side, at least.
const LEAST: usize = 3;

/// Marks the blocks of teasers as gone, unless much of the page is made so. Whether most of it is: then it is a list of stories.
pub(super) fn mark(dom: &Dom, blocks: &mut [Block]) -> bool {
    let mut sums: HashMap<Id, usize> = HashMap::new();
    for block in blocks.iter() {
        for above in std::iter::once(block.holder).chain(dom.ancestors(block.holder)) {
            *sums.entry(above).or_default() += block.words;
        }
    }
    let mut boxes: HashMap<(Option<Id>, &str, &str), HashSet<Id>> = HashMap::new();
    for block in blocks.iter().filter(|block| is_title(block)) {
        let chain = std::iter::once(block.holder).chain(dom.ancestors(block.holder));
        let small = chain.take_while(|above| sums.get(above).is_some_and(|words| *words <= LONGEST)).last();
        if let Some(small) = small {
            boxes.entry((dom.parent(small), dom.name(small), dom.attr(small, "class").unwrap_or_default())).or_default().insert(small);
        }
    }
    let all: HashSet<Id> = boxes.into_values().filter(|boxes| boxes.len() >= LEAST).flatten().collect();
    let inside: Vec<bool> = blocks
        .iter()
        .map(|block| std::iter::once(block.holder).chain(dom.ancestors(block.holder)).take(12).any(|above| all.contains(&above)))
        .collect();
    let text = |teaser: bool| -> usize {
        blocks
            .iter()
            .zip(&inside)
            .filter(|(block, inside)| **inside == teaser && !block.gone && block.link_share() < 0.5)
            .map(|(block, _)| block.words)
            .sum()
    };
    let (teasers, others) = (text(true), text(false));
    if teasers * 2 > others {
        return teasers > others && all.len() >= 5;
    }
    for (block, inside) in blocks.iter_mut().zip(inside) {
        block.gone |= inside;
    }
    false
}

/// A title that leads elsewhere.
fn is_title(block: &Block) -> bool {
    let length = if matches!(block.kind, Kind::Heading(_)) { 2..=40 } else { 4..=30 };
    block.link_share() > 0.8 && length.contains(&block.words)
}
