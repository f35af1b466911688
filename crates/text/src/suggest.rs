//! What the words of a story that is being written suggest: whom they name, the artist line that follows, who says
//! what, quotation marks that do not balance, advisories. Nothing here changes the story; whoever writes decides.
//!
//! Offsets are in UTF-16, as browsers count, into the linkable texts of the body ([`Body::texts`]), the headline
//! ([`Span::HEADLINE`]) and the standfirst ([`Span::STANDFIRST`]).

mod line;
mod units;

use crate::advisory;
use crate::linking::{self, Known, Piece, Subject};
use crate::quotes::{self, MarkProblem};
use crate::works;
use domain::body::{AdvisoryKind, Block, Body, Inline, Mark};
use domain::id::ArtistId;
use domain::link::{Span, Standing, Strength};
pub use line::LineEntry;
use std::collections::HashMap;
use units::Units;

/// More letters than this, in bytes, get no suggestions: it is longer than any story.
pub const LONGEST: usize = 200_000;

/// A text that is being written.
#[derive(Debug, Clone, Copy)]
pub struct Writing<'a> {
    /// Its headline so far.
    pub headline: &'a str,
    /// The line under it.
    pub standfirst: &'a str,
    /// The body.
    pub body: &'a Body,
    /// The artist line as it stands.
    pub line: &'a [LineEntry],
}

/// A name that may be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Which text.
    pub block: i64,
    /// First unit of UTF-16.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// As it is written.
    pub text: String,
    /// Sure enough to be shown to readers unless a person says no.
    pub standing: Standing,
    /// What they are to the story, by rule.
    pub strength: Strength,
    /// Why we think so.
    pub evidence: String,
    /// Who may be meant, the likeliest first; never empty.
    pub candidates: Vec<ArtistId>,
}

/// Words that somebody says. One entry a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which text.
    pub block: i64,
    /// First unit of UTF-16 of the words, without the outer mark.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Full name of who speaks.
    pub speaker: Option<String>,
    /// What gave it away: `said`.
    pub cue: String,
    /// Stands in a quotation block already.
    pub is_block: bool,
}

/// A quotation mark that does not balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooseMark {
    /// Which text.
    pub block: i64,
    /// The mark's unit of UTF-16.
    pub at: usize,
    /// What is wrong.
    pub problem: MarkProblem,
}

/// A word that suggests an advisory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Which advisory.
    pub kind: AdvisoryKind,
    /// The word, as it is listed.
    pub word: String,
    /// Where it stands first.
    pub block: i64,
    /// Its first unit of UTF-16 there.
    pub at: usize,
    /// What it rests on, when all its words stand in titles.
    pub note: String,
}

/// All that is suggested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suggestions {
    /// Names, in reading order: headline, standfirst, body. Those that are links already are left out.
    pub mentions: Vec<Mention>,
    /// The artist line that follows: what stands there, then whom the text adds.
    pub line: Vec<LineEntry>,
    /// Who says what.
    pub said: Vec<Said>,
    /// Quotation marks that do not balance.
    pub marks: Vec<LooseMark>,
    /// Words that suggest advisories.
    pub advisory: Vec<Hint>,
}

/// One text with its number.
struct Text {
    block: i64,
    letters: String,
    units: Units,
}

impl Text {
    fn new(block: i64, letters: String) -> Self {
        Self { block, units: Units::of(&letters), letters }
    }
}

/// Reads a text that is being written.
#[must_use]
pub fn suggest(known: Known<'_>, writing: Writing<'_>) -> Suggestions {
    let mut texts =
        vec![Text::new(Span::HEADLINE, writing.headline.to_owned()), Text::new(Span::STANDFIRST, writing.standfirst.to_owned())];
    texts.extend(writing.body.texts().into_iter().map(|text| Text::new(text.block, text.inlines.text())));
    let subjects = line::subjects(writing.line);
    let piece = Piece { headline: writing.headline, standfirst: writing.standfirst, body: writing.body, subjects: &subjects };
    let (found, decisions) = linking::link_mentions(known, piece);
    let candidates: HashMap<Span, &Vec<_>> = found.iter().map(|mention| (mention.span, &mention.candidates)).collect();
    let linked = linked(writing.body);
    let mentions: Vec<Mention> = decisions
        .iter()
        .filter(|decision| !linked.iter().any(|span| span.overlaps(&decision.span)))
        .filter_map(|decision| {
            let text = text_of(&texts, decision.span.block)?;
            let others = candidates.get(&decision.span).into_iter().flat_map(|all| all.iter().map(|candidate| candidate.artist));
            let others = others.filter(|artist| *artist != decision.artist && !known.ruled.rejected.contains(artist));
            Some(Mention {
                block: decision.span.block,
                start: text.units.at(decision.span.start),
                end: text.units.at(decision.span.end),
                text: text.letters.get(decision.span.start..decision.span.end)?.to_owned(),
                standing: decision.standing,
                strength: decision.strength,
                evidence: decision.evidence.clone(),
                candidates: std::iter::once(decision.artist).chain(others).collect(),
            })
        })
        .collect();
    let names: Vec<String> = subjects.iter().map(|subject| subject.name.clone()).collect();
    let line = line::follows(writing.line, &mentions, writing.body, known);
    Suggestions {
        line,
        said: said(writing.body, &texts, &names),
        marks: marks(writing.body, &texts),
        advisory: hints(&texts, &names),
        mentions,
    }
}

fn text_of(texts: &[Text], block: i64) -> Option<&Text> {
    texts.get(usize::try_from(block.checked_add(2)?).ok()?)
}

/// Where persons made links to artists.
fn linked(body: &Body) -> Vec<Span> {
    let mut spans = Vec::new();
    for text in body.texts() {
        let mut at = 0;
        for piece in &text.inlines.0 {
            let length = match piece {
                Inline::Text { text, .. } => text.len(),
                Inline::HardBreak => 1,
            };
            if let Inline::Text { marks, .. } = piece
                && marks.iter().any(|mark| matches!(mark, Mark::Artist { .. }))
            {
                spans.push(Span { block: text.block, start: at, end: at + length });
            }
            at += length;
        }
    }
    spans
}

fn said(body: &Body, texts: &[Text], subjects: &[String]) -> Vec<Said> {
    let all = body.texts();
    let is_block = |block: i64| {
        let text = usize::try_from(block).ok().and_then(|index| all.get(index));
        text.is_some_and(|text| matches!(text.within, Block::Quotation(_)))
    };
    let of_quote = |quote: domain::quote::Quote| {
        let parts = quote.spans.into_iter().filter_map(|span| {
            let units = &text_of(texts, span.block)?.units;
            Some((span.block, units.at(span.start), units.at(span.end)))
        });
        let (speaker, cue) = (quote.speaker, quote.cue);
        parts
            .map(|(block, start, end)| Said { block, start, end, speaker: speaker.clone(), cue: cue.clone(), is_block: is_block(block) })
            .collect::<Vec<_>>()
    };
    quotes::of_body(body, subjects).into_iter().flat_map(of_quote).collect()
}

/// Headline and standfirst balance by themselves.
fn marks(body: &Body, texts: &[Text]) -> Vec<LooseMark> {
    let head = texts.iter().take(2).flat_map(|text| {
        let loose = quotes::balance(&[text.letters.as_str()]).into_iter();
        loose.map(|loose| LooseMark { block: text.block, at: text.units.at(loose.start), problem: loose.problem }).collect::<Vec<_>>()
    });
    let of_body = quotes::unbalanced(body).into_iter().filter_map(|mark| {
        let at = text_of(texts, mark.span.block)?.units.at(mark.span.start);
        Some(LooseMark { block: mark.span.block, at, problem: mark.problem })
    });
    head.chain(of_body).collect()
}

fn hints(texts: &[Text], subjects: &[String]) -> Vec<Hint> {
    let letters: Vec<&str> = texts.iter().map(|text| text.letters.as_str()).collect();
    // Titles only say what a hint rests on: they are read when there is one.
    if advisory::suggest(&letters, &[]).is_empty() {
        return Vec::new();
    }
    let works = works::read(&letters, subjects);
    let hint = |suggestion: advisory::Suggestion| {
        let (kind, note) = (suggestion.kind, suggestion.note);
        let words = suggestion.words.into_iter().filter_map(|(word, text, start)| {
            let text = texts.get(text)?;
            Some(Hint { kind, word, block: text.block, at: text.units.at(start), note: note.clone() })
        });
        words.collect::<Vec<_>>()
    };
    advisory::suggest(&letters, &works).into_iter().flat_map(hint).collect()
}

#[cfg(test)]
mod tests;
