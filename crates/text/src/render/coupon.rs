//! Where the sign-up coupon may stand inside a story.

use domain::body::{Block, Body, TurnKind};

/// No coupon stands inside a story of fewer blocks.
const FEWEST_BLOCKS: usize = 6;
/// The share of the words that a reader should have had before.
const SHARE_BEFORE: f64 = 0.4;

/// The block before which the coupon stands, counted from 0; `None`: under the text.
///
/// It parts nothing that belongs together: not a quotation and what leads to it, not what a colon announces, not question
/// and answer, not a heading and its text; and it does not sell itself beside a clip.
#[must_use]
pub fn coupon_place(body: &Body) -> Option<usize> {
    if body.blocks.len() < FEWEST_BLOCKS {
        return None;
    }
    let words: Vec<usize> = body.blocks.iter().map(words_of).collect();
    let total = as_f64(words.iter().sum::<usize>());
    if total == 0.0 {
        return None;
    }
    let mut before = 0;
    let mut best: Option<(f64, usize)> = None;
    for (place, (pair, words)) in (1..).zip(body.blocks.windows(2).zip(&words)) {
        before += words;
        let [above, below] = pair else { continue };
        let distance = (as_f64(before) / total - SHARE_BEFORE).abs();
        if may_part(above, below) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, place));
        }
    }
    best.map(|(_, place)| place)
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52, and only their ratio matters")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

fn words_of(block: &Block) -> usize {
    block.inlines().iter().map(|text| text.text().split_whitespace().count()).sum()
}

/// Whether something may stand between two blocks: after a paragraph that ends a thought or an answer, before a
/// paragraph that begins one, a heading or the next question.
fn may_part(above: &Block, below: &Block) -> bool {
    let ends = match above {
        Block::Paragraph(_) => !announces(above),
        Block::Turn(turn) => turn.kind == TurnKind::Answer,
        _ => false,
    };
    let begins = match below {
        Block::Paragraph(_) => !announces(below),
        Block::Turn(turn) => turn.kind == TurnKind::Question,
        Block::Heading { .. } => true,
        _ => false,
    };
    ends && begins
}

/// Whether the block's last words end in a colon, marks of quotation left aside.
fn announces(block: &Block) -> bool {
    let last = block.inlines().last().map(|text| text.text()).unwrap_or_default();
    last.trim_end_matches(|c: char| c.is_whitespace() || "”’“‘\"'»«)".contains(c)).ends_with([':', '：'])
}

#[cfg(test)]
mod tests;
