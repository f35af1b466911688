//! The normal form of a body: what a story file can hold and gives back unchanged.
//!
//! Dropped are blocks and paragraphs without words, marks that say a thing twice, links within links and links that lead
//! nowhere safe. Nothing that a reader sees changes.

use super::fence::{is_possible, is_web_address};
use domain::body::{
    Block, Body, Inline, Inlines, List, Mark, Picture, Quotation, RankedEntry, Table, TourDates, Turn, Verse, is_safe_href,
};

/// The largest first number that a Markdown list can have.
const MAX_START: u32 = 999_999_999;

/// The normal form. It is its own normal form.
pub(crate) fn normal(body: &Body) -> Body {
    Body { blocks: body.blocks.iter().filter_map(normal_block).collect() }
}

fn normal_block(block: &Block) -> Option<Block> {
    Some(match block {
        Block::Paragraph(text) => Block::Paragraph(filled(text)?),
        Block::Heading { level, text } => Block::Heading { level: (*level).clamp(2, 3), text: filled(text)? },
        Block::Quotation(quotation) => Block::Quotation(Quotation { paragraphs: some(&quotation.paragraphs)?, ..quotation.clone() }),
        Block::PullQuote { text, speaker } => Block::PullQuote { text: filled(text)?, speaker: speaker.clone() },
        Block::List(list) => Block::List(normal_list(list)?),
        Block::RankedEntry(entry) => Block::RankedEntry(RankedEntry { paragraphs: paragraphs(&entry.paragraphs), ..entry.clone() }),
        Block::Turn(turn) => Block::Turn(Turn { paragraphs: some(&turn.paragraphs)?, ..turn.clone() }),
        Block::Verse(verse) => Block::Verse(Verse { text: filled(&verse.text)?, credit: verse.credit.clone() }),
        Block::Gallery(pictures) if pictures.is_empty() => return None,
        Block::TourDates(tour) => Block::TourDates(without_dead_tickets(tour)),
        Block::Score(score) if !is_possible(score) => return None,
        Block::Table(table) => Block::Table(normal_table(table)?),
        Block::RawHtml(html) => {
            let html = html.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n");
            if html.trim().is_empty() {
                return None;
            }
            Block::RawHtml(html)
        }
        Block::Picture(picture) => Block::Picture(in_view(picture)),
        Block::Gallery(pictures) => Block::Gallery(pictures.iter().map(in_view).collect()),
        Block::Clip(_)
        | Block::Audio(_)
        | Block::TrackList(_)
        | Block::SetList(_)
        | Block::Score(_)
        | Block::InfoBox(_)
        | Block::Divider => block.clone(),
    })
}

/// The picture with a focal point that lies in it.
fn in_view(picture: &Picture) -> Picture {
    let focus = picture.focus.map(|fraction| if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { 0.5 });
    Picture { focus, ..picture.clone() }
}

fn without_dead_tickets(tour: &TourDates) -> TourDates {
    let mut tour = tour.clone();
    for date in tour.dates.iter_mut().filter(|date| !is_web_address(&date.tickets)) {
        date.tickets.clear();
    }
    tour
}

fn normal_list(list: &List) -> Option<List> {
    let items: Vec<Vec<Inlines>> = list.items.iter().filter_map(|item| some(item)).collect();
    let start = if list.ordered { list.start.min(MAX_START) } else { 1 };
    (!items.is_empty()).then_some(List { ordered: list.ordered, start, items })
}

fn normal_table(table: &Table) -> Option<Table> {
    let width = table.rows.iter().map(Vec::len).max().filter(|width| *width > 0)?;
    let row = |cells: &Vec<Inlines>| {
        let mut cells: Vec<Inlines> = cells.iter().map(|cell| filled(cell).unwrap_or_default()).collect();
        cells.resize(width, Inlines::default());
        cells
    };
    Some(Table { rows: table.rows.iter().map(row).collect(), ..table.clone() })
}

fn paragraphs(all: &[Inlines]) -> Vec<Inlines> {
    all.iter().filter_map(filled).collect()
}

fn some(all: &[Inlines]) -> Option<Vec<Inlines>> {
    Some(paragraphs(all)).filter(|paragraphs| !paragraphs.is_empty())
}

/// The text in normal form, if it has words.
fn filled(text: &Inlines) -> Option<Inlines> {
    let mut normal = Inlines::default();
    for piece in &text.0 {
        match piece {
            Inline::HardBreak => normal.0.push(Inline::HardBreak),
            Inline::Text { text, marks } => normal.push(&text.replace('\0', ""), &effective(marks)),
        }
    }
    (!normal.is_blank()).then_some(normal)
}

/// Each mark once, and one link at most, which leads somewhere safe.
pub(crate) fn effective<'m>(marks: impl IntoIterator<Item = &'m Mark>) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::new();
    for mark in marks {
        let is_link = |mark: &Mark| matches!(mark, Mark::Link { .. } | Mark::Artist { .. });
        let goes_nowhere = matches!(mark, Mark::Link { href, .. } if !is_safe_href(href));
        let second = kept.contains(mark) || (is_link(mark) && kept.iter().any(is_link)) || (is_work(mark) && kept.iter().any(is_work));
        if !goes_nowhere && !second {
            kept.push(mark.clone());
        }
    }
    kept
}

fn is_work(mark: &Mark) -> bool {
    matches!(mark, Mark::Work { .. })
}
