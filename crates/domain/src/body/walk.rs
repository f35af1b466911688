//! Walking the texts of a body: the numbering that spans of links and quotations refer to.

use super::{Block, Body, Inline, Inlines, Mark, MediaKey, Picture, Score};
use crate::id::ArtistId;
use std::collections::BTreeSet;

/// One linkable text of a body.
#[derive(Debug, Clone, Copy)]
pub struct TextRef<'a> {
    /// Its number: texts are counted from 0 in reading order.
    pub block: i64,
    /// The text.
    pub inlines: &'a Inlines,
    /// The block that it stands in.
    pub within: &'a Block,
}

impl Body {
    /// The linkable texts in reading order: paragraphs wherever they stand, list items, pull quotes, table cells.
    /// Headings, verses and raw HTML carry no automatic links and are not counted.
    #[must_use]
    pub fn texts(&self) -> Vec<TextRef<'_>> {
        let mut all = Vec::new();
        for within in &self.blocks {
            for inlines in within.texts() {
                all.push(TextRef { block: i64::try_from(all.len()).unwrap_or(i64::MAX), inlines, within });
            }
        }
        all
    }

    /// The links to artists that persons made, in reading order.
    pub fn artist_marks(&self) -> impl Iterator<Item = (crate::id::ArtistId, crate::link::Strength)> + '_ {
        let inlines = self.blocks.iter().flat_map(Block::inlines);
        inlines.flat_map(|inlines| &inlines.0).filter_map(|piece| match piece {
            Inline::Text { marks, .. } => marks.iter().find_map(|mark| match mark {
                Mark::Artist { artist, strength } => Some((*artist, *strength)),
                _ => None,
            }),
            Inline::HardBreak => None,
        })
    }

    /// Has links that persons made to one artist lead to another.
    pub fn hand_over(&mut self, from: ArtistId, to: ArtistId) {
        for inlines in self.blocks.iter_mut().flat_map(Block::inlines_mut) {
            for piece in &mut inlines.0 {
                let Inline::Text { marks, .. } = piece else { continue };
                for mark in marks {
                    if let Mark::Artist { artist, .. } = mark
                        && *artist == from
                    {
                        *artist = to;
                    }
                }
            }
        }
    }

    /// Every picture, galleries included.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Picture(picture) => std::slice::from_ref(picture),
            Block::Gallery(pictures) => pictures.as_slice(),
            _ => &[],
        })
    }

    /// Every stored file that it shows or plays: pictures, posters of clips, sounds.
    #[must_use]
    pub fn media(&self) -> BTreeSet<&MediaKey> {
        let others = self.blocks.iter().filter_map(|block| match block {
            Block::Clip(clip) => clip.poster.as_ref(),
            Block::Audio(audio) => Some(&audio.media),
            _ => None,
        });
        self.pictures().map(|picture| &picture.media).chain(others).collect()
    }

    /// The review's score, when there is one.
    #[must_use]
    pub fn score(&self) -> Option<&Score> {
        self.blocks.iter().find_map(|block| match block {
            Block::Score(score) => Some(score),
            _ => None,
        })
    }

    /// How many pieces it has (paragraphs, items, cells, tracks, dates and the like) and how many letters, in bytes.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        let of = |block: &Block| {
            let listed = match block {
                Block::TrackList(list) => list.tracks.len(),
                Block::SetList(list) => list.songs.len() + list.encore.len(),
                Block::TourDates(tour) => tour.dates.len(),
                Block::InfoBox(info) => info.facts.len(),
                Block::Gallery(pictures) => pictures.len(),
                _ => 1,
            };
            let inlines = block.inlines();
            let raw = if let Block::RawHtml(html) = block { html.len() } else { 0 };
            let letters: usize = inlines.iter().flat_map(|inlines| &inlines.0).map(Inline::letters).sum();
            (listed + inlines.len(), letters + raw)
        };
        self.blocks.iter().map(of).fold((0, 0), |(pieces, letters), (p, l)| (pieces + p, letters + l))
    }

    /// How many words it has.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.blocks.iter().flat_map(Block::inlines).map(|inlines| inlines.text().split_whitespace().count()).sum()
    }
}

impl Block {
    /// The linkable texts of this block.
    #[must_use]
    pub fn texts(&self) -> Vec<&Inlines> {
        match self {
            Self::Heading { .. } | Self::Verse(_) => Vec::new(),
            other => other.inlines(),
        }
    }

    /// As [`Block::inlines`], to be changed.
    fn inlines_mut(&mut self) -> Vec<&mut Inlines> {
        match self {
            Self::Paragraph(text) | Self::Heading { text, .. } | Self::PullQuote { text, .. } => vec![text],
            Self::Quotation(quotation) => quotation.paragraphs.iter_mut().collect(),
            Self::List(list) => list.items.iter_mut().flatten().collect(),
            Self::RankedEntry(entry) => entry.paragraphs.iter_mut().collect(),
            Self::Turn(turn) => turn.paragraphs.iter_mut().collect(),
            Self::Verse(verse) => vec![&mut verse.text],
            Self::Table(table) => table.rows.iter_mut().flatten().collect(),
            Self::Picture(_)
            | Self::Gallery(_)
            | Self::Clip(_)
            | Self::Audio(_)
            | Self::TrackList(_)
            | Self::SetList(_)
            | Self::TourDates(_)
            | Self::Score(_)
            | Self::InfoBox(_)
            | Self::Divider
            | Self::RawHtml(_) => Vec::new(),
        }
    }

    /// Every running text of this block, linkable or not.
    #[must_use]
    pub fn inlines(&self) -> Vec<&Inlines> {
        match self {
            Self::Paragraph(text) | Self::Heading { text, .. } | Self::PullQuote { text, .. } => vec![text],
            Self::Quotation(quotation) => quotation.paragraphs.iter().collect(),
            Self::List(list) => list.items.iter().flatten().collect(),
            Self::RankedEntry(entry) => entry.paragraphs.iter().collect(),
            Self::Turn(turn) => turn.paragraphs.iter().collect(),
            Self::Verse(verse) => vec![&verse.text],
            Self::Table(table) => table.rows.iter().flatten().collect(),
            Self::Picture(_)
            | Self::Gallery(_)
            | Self::Clip(_)
            | Self::Audio(_)
            | Self::TrackList(_)
            | Self::SetList(_)
            | Self::TourDates(_)
            | Self::Score(_)
            | Self::InfoBox(_)
            | Self::Divider
            | Self::RawHtml(_) => Vec::new(),
        }
    }
}
