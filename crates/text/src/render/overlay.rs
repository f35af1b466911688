//! Automatic links laid over a body.

use domain::body::{Block, Body, Inline, Inlines, Mark};
use domain::link::{AutoLink, Span, Standing};
use std::borrow::Cow;

/// The body with its automatic links as marks. A link that is not sure, does not fit its text, overlaps an earlier one or
/// runs into a link that a person made is left out. The spans must belong to this version of the text.
#[must_use]
pub fn with_links<'b>(body: &'b Body, links: &[AutoLink]) -> Cow<'b, Body> {
    if !links.iter().any(|link| link.standing == Standing::Sure && link.span.block >= 0) {
        return Cow::Borrowed(body);
    }
    let mut body = body.clone();
    let texts = body.blocks.iter_mut().flat_map(texts_of).collect::<Vec<_>>();
    for (number, text) in (0_i64..).zip(texts) {
        let mut taken: Vec<Span> = Vec::new();
        for link in links.iter().filter(|link| link.standing == Standing::Sure && link.span.block == number) {
            if taken.iter().any(|span| span.overlaps(&link.span)) {
                continue;
            }
            let mark = Mark::Artist { artist: link.artist, strength: link.strength };
            if let Some(marked) = marked(text, link.span.start, link.span.end, &mark) {
                *text = marked;
                taken.push(link.span);
            }
        }
    }
    Cow::Owned(body)
}

/// The linkable texts of a block, in the order of [`Block::texts`].
fn texts_of(block: &mut Block) -> Vec<&mut Inlines> {
    match block {
        Block::Heading { .. } | Block::Verse(_) => Vec::new(),
        other => every_text(other),
    }
}

/// Every running text of a block, in the order of [`Block::inlines`].
pub(super) fn every_text(block: &mut Block) -> Vec<&mut Inlines> {
    match block {
        Block::Paragraph(text) | Block::Heading { text, .. } | Block::PullQuote { text, .. } => vec![text],
        Block::Quotation(quotation) => quotation.paragraphs.iter_mut().collect(),
        Block::List(list) => list.items.iter_mut().flatten().collect(),
        Block::RankedEntry(entry) => entry.paragraphs.iter_mut().collect(),
        Block::Turn(turn) => turn.paragraphs.iter_mut().collect(),
        Block::Table(table) => table.rows.iter_mut().flatten().collect(),
        Block::Verse(verse) => vec![&mut verse.text],
        Block::Picture(_)
        | Block::Gallery(_)
        | Block::Clip(_)
        | Block::Audio(_)
        | Block::TrackList(_)
        | Block::SetList(_)
        | Block::TourDates(_)
        | Block::Score(_)
        | Block::InfoBox(_)
        | Block::Divider
        | Block::RawHtml(_) => Vec::new(),
    }
}

/// The text with a mark over the bytes from `start` to `end`; `None` when they cannot carry it.
fn marked(text: &Inlines, start: usize, end: usize, mark: &Mark) -> Option<Inlines> {
    let whole = text.text();
    whole.get(start..end).filter(|words| !words.is_empty())?;
    let mut result = Inlines::default();
    let mut at = 0;
    for piece in &text.0 {
        match piece {
            Inline::HardBreak => {
                if start <= at && at < end {
                    return None;
                }
                result.0.push(Inline::HardBreak);
                at += 1;
            }
            Inline::Text { text, marks } => {
                let (from, to) = (start.clamp(at, at + text.len()) - at, end.clamp(at, at + text.len()) - at);
                if from < to && marks.iter().any(|mark| matches!(mark, Mark::Link { .. } | Mark::Artist { .. })) {
                    return None;
                }
                let with_mark: Vec<Mark> = std::iter::once(mark.clone()).chain(marks.iter().cloned()).collect();
                result.push(text.get(..from)?, marks);
                result.push(text.get(from..to)?, &with_mark);
                result.push(text.get(to..)?, marks);
                at += text.len();
            }
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::body::Table;
    use domain::id::{ArtistId, StoryId};
    use domain::link::Strength;

    fn link(block: i64, start: usize, end: usize) -> AutoLink {
        AutoLink {
            story: StoryId(1),
            text_version: 1,
            span: Span { block, start, end },
            artist: ArtistId(7),
            strength: Strength::Mentioned,
            standing: Standing::Sure,
            evidence: String::new(),
        }
    }

    fn linked(body: &Body, links: &[AutoLink]) -> Vec<String> {
        with_links(body, links)
            .texts()
            .iter()
            .flat_map(|text| text.inlines.0.clone())
            .filter_map(|piece| match piece {
                Inline::Text { text, marks } if marks.iter().any(|mark| matches!(mark, Mark::Artist { .. })) => Some(text),
                _ => None,
            })
            .collect()
    }

    fn one(text: Inlines) -> Body {
        Body { blocks: vec![Block::Paragraph(text)] }
    }

    #[test]
    fn a_span_over_several_pieces_keeps_their_marks() {
        let mut text = Inlines::plain("by Odalys ");
        text.push("Kerr", &[Mark::Emphasis]);
        text.push(", at last", &[]);
        let body = one(text.clone());
        assert_eq!(linked(&body, &[link(0, 3, 14)]), ["Odalys ", "Kerr"]);
        let with = with_links(&body, &[link(0, 3, 14)]);
        assert_eq!(with.texts()[0].inlines.text(), text.text());
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let body = one(Inlines::plain("Été Permanent"));
        for (start, end) in [(0, 1), (1, 3), (3, 3), (5, 2), (0, 99), (90, 99)] {
            assert!(linked(&body, &[link(0, start, end)]).is_empty(), "{start}..{end}");
        }
        assert!(linked(&body, &[link(1, 0, 2), link(-1, 0, 2)]).is_empty());
        let doubtful = AutoLink { standing: Standing::Doubtful, ..link(0, 0, 2) };
        assert!(linked(&body, &[doubtful]).is_empty());
    }

    #[test]
    fn links_of_persons_and_earlier_links_stand() {
        let mut text = Inlines::plain("see ");
        text.push("Gilt & Sons", &[Mark::Link { href: "/x".to_owned(), sponsored: false }]);
        text.push(" and Gilt", &[]);
        let body = one(text);
        assert_eq!(linked(&body, &[link(0, 4, 8), link(0, 20, 24), link(0, 16, 24)]), ["Gilt"]);
    }

    #[test]
    fn a_name_over_two_lines_is_not_linked() {
        let body = one(Inlines(vec![Inlines::plain("Odalys").0[0].clone(), Inline::HardBreak, Inlines::plain("Kerr").0[0].clone()]));
        assert!(linked(&body, &[link(0, 0, 11)]).is_empty());
        assert_eq!(linked(&body, &[link(0, 7, 11)]), ["Kerr"]);
    }

    #[test]
    fn texts_are_numbered_as_the_body_numbers_them() {
        let mut body = super::super::tests::everything();
        body.blocks.push(Block::Table(Table { rows: vec![vec![Inlines::plain("a"), Inlines::plain("b")]], ..Table::default() }));
        let expected: Vec<String> = body.texts().iter().map(|text| text.inlines.text()).collect();
        let found: Vec<String> = body.blocks.iter_mut().flat_map(texts_of).map(|text| text.text()).collect();
        assert_eq!(found, expected);
    }
}
