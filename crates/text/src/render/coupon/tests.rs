use super::*;
use crate::story_file::tests_support::bodies;
use domain::body::{Inlines, Quotation, Turn};
use proptest::prelude::*;

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Inlines::plain(text))
}

fn place(blocks: Vec<Block>) -> Option<usize> {
    coupon_place(&Body { blocks })
}

#[test]
fn stands_where_two_fifths_are_read() {
    assert_eq!(place((0..10).map(|_| paragraph("five words of even text")).collect()), Some(4));
    assert_eq!(place((0..5).map(|_| paragraph("too short a story")).collect()), None);
    assert_eq!(place(vec![Block::Divider; 9]), None);
}

#[test]
fn a_colon_keeps_what_it_announces() {
    let mut blocks: Vec<Block> = (0..6).map(|_| paragraph("and so it went:")).collect();
    assert_eq!(place(blocks.clone()), None);
    blocks[4] = paragraph("and so it went.");
    assert_eq!(place(blocks.clone()), None, "what follows leads on");
    blocks[5] = paragraph("And on.");
    assert_eq!(place(blocks), Some(5));
}

#[test]
fn a_quotation_stands_beside_what_leads_to_it() {
    let words = Block::Quotation(Quotation { paragraphs: vec![Inlines::plain("a few words")], ..Quotation::default() });
    let blocks = (0..4).flat_map(|_| [paragraph("She put it like this."), words.clone()]).collect();
    assert_eq!(place(blocks), None);
}

#[test]
fn interviews_are_parted_after_an_answer() {
    let turn = |kind| Block::Turn(Turn { kind, speaker: None, paragraphs: vec![Inlines::plain("some words are said")] });
    let blocks = (0..5).flat_map(|_| [turn(TurnKind::Question), turn(TurnKind::Answer)]).collect();
    assert_eq!(place(blocks), Some(4));
}

#[test]
fn quotations_in_a_row_stay_together() {
    let words = Block::Quotation(Quotation { paragraphs: vec![Inlines::plain("a few words")], ..Quotation::default() });
    assert_eq!(place(vec![words; 8]), None);
}

proptest! {
    /// The laws, said once more in their own words.
    #[test]
    fn the_laws_hold(body in bodies(12)) {
        let Some(place) = coupon_place(&body) else { return Ok(()) };
        prop_assert!(body.blocks.len() >= 6);
        prop_assert!(place > 0 && place < body.blocks.len());
        let (above, below) = (&body.blocks[place - 1], &body.blocks[place]);
        for beside in [above, below] {
            prop_assert!(!matches!(beside, Block::Clip(_) | Block::Audio(_)));
        }
        let after_a_heading = matches!(above, Block::Heading { .. });
        prop_assert!(!after_a_heading);
        if let Block::Paragraph(text) = above {
            prop_assert!(!text.text().trim_end().ends_with(':'));
        }
        if let (Block::Turn(one), Block::Turn(other)) = (above, below) {
            prop_assert!(!(one.kind == TurnKind::Question && other.kind == TurnKind::Answer));
        }
        prop_assert!(!(matches!(above, Block::Quotation(_)) && matches!(below, Block::Quotation(_))));
    }
}
