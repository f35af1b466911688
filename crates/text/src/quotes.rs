//! Who said what: quotations in running text, with their speakers.
//!
//! Rules go by the sentence that a quotation stands in: a verb of speech after it, before it, or between its halves.
//! What stands in marks without such a frame is a title or a scare quote and no speech. Whatever is found waits for an
//! editor; nothing here is certain.

mod balance;
mod cues;
mod frame;
pub(crate) mod marks;
mod speaker;

pub use balance::{Loose, MarkProblem, balance};

use domain::body::{Block, Body, TextRef};
use domain::link::Span;
use domain::quote::Quote;
use frame::Frame;
use marks::Quoted;
use speaker::Cast;
use std::collections::HashSet;

/// A quotation found in a list of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Full name of who speaks.
    pub speaker: Option<String>,
    /// The word or phrase that gave it away; empty where only its place did.
    pub cue: String,
    /// Where the words lie, a paragraph each, without outer marks.
    pub parts: Vec<Part>,
    /// Goes on from the quotation before it after a clause like *she said*: the same speaker, the same breath.
    pub resumes: bool,
}

/// One paragraph of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which text.
    pub text: usize,
    /// First byte of the words.
    pub start: usize,
    /// One past the last byte of the words.
    pub end: usize,
}

/// The quotations of a story's texts, in reading order. `subjects` are the names of the artist line: who *the band* is.
#[must_use]
pub fn read(texts: &[&str], subjects: &[String]) -> Vec<Found> {
    let quoted = marks::scan(texts);
    if quoted.is_empty() {
        return Vec::new();
    }
    find(texts, &quoted, Some(Cast::new(texts, &quoted, subjects)))
}

/// Where speech stands, whosesoever it is: text and first byte of each paragraph.
pub(crate) fn places(texts: &[&str], quoted: &[Quoted]) -> HashSet<(usize, usize)> {
    find(texts, quoted, None).iter().flat_map(|found| &found.parts).map(|part| (part.text, part.start)).collect()
}

/// The quotations; without a cast, which costs more than all the rest, without their speakers.
fn find(texts: &[&str], quoted: &[Quoted], mut cast: Option<Cast>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut spoken: Vec<Quoted> = Vec::new();
    for (index, mark) in quoted.iter().enumerate() {
        let part = Part { text: mark.text, start: mark.start, end: without_comma(texts, mark) };
        if mark.goes_on
            && let Some(last) = found.last_mut().filter(|_| spoken.last().is_some_and(|last| last.text + 1 == mark.text))
        {
            last.parts.push(part);
            spoken.push(*mark);
            let late = last.speaker.is_none().then(|| frame::around(texts, quoted, index, false)).and_then(|frame| frame.attribution);
            if let Some(attribution) = late {
                last.speaker = cast.as_mut().and_then(|cast| cast.speaker(&attribution, mark));
                last.cue = attribution.cue;
            }
            continue;
        }
        let runs_on = quoted.get(index + 1).is_some_and(|next| next.goes_on);
        let frame = frame::around(texts, quoted, index, runs_on);
        if let Some(one) = judge(texts, mark, frame, runs_on, cast.as_mut(), found.last(), &spoken) {
            found.push(Found { parts: vec![part], ..one });
            spoken.push(*mark);
        }
    }
    found
}

/// The comma before *she said* belongs to the sentence round the words.
fn without_comma(texts: &[&str], mark: &Quoted) -> usize {
    let words = texts.get(mark.text).and_then(|text| text.get(mark.start..mark.end)).unwrap_or_default();
    mark.start + words.trim_end().trim_end_matches(',').len()
}

/// Whether a stretch in marks is speech, and whose.
fn judge(
    texts: &[&str],
    mark: &Quoted,
    frame: Frame,
    runs_on: bool,
    mut cast: Option<&mut Cast>,
    last: Option<&Found>,
    spoken: &[Quoted],
) -> Option<Found> {
    let words = texts.get(mark.text)?.get(mark.start..mark.end)?;
    let shape = Shape::of(words);
    let neighbour = spoken.last().filter(|last| last.text == mark.text && frame.follows_speech);
    if shape.words == 0 || (frame.names_a_work && !shape.ends_a_sentence) || (mark.single && !shape.ends_a_sentence) {
        return None;
    }
    if let Some(attribution) = &frame.attribution
        && !(shape.is_title && (!shape.ends_a_sentence || shape.words >= 3))
        && (attribution.distance <= 6 || (!shape.is_title && shape.words >= 3))
    {
        let speaker = cast.and_then(|cast| cast.speaker(attribution, mark));
        return Some(Found { speaker, cue: attribution.cue.clone(), parts: Vec::new(), resumes: false });
    }
    let same = |last: Option<&Found>| last.and_then(|last| last.speaker.clone());
    if neighbour.is_some() && shape.words >= 2 && !shape.is_title && (shape.ends_a_sentence || frame.splits_speech) {
        return Some(Found { speaker: same(last), cue: String::new(), parts: Vec::new(), resumes: true });
    }
    let alone = frame.fills_paragraph && shape.words >= 4;
    if (alone || runs_on) && !mark.single {
        let follows = spoken.last().is_some_and(|last| last.text + 1 == mark.text);
        let introduced = frame.introduced.as_ref().zip(cast.as_mut()).and_then(|(attribution, cast)| cast.speaker(attribution, mark));
        let before = || cast.and_then(|cast| cast.subject_of_sentence_before(mark, texts));
        let speaker = introduced.or_else(|| follows.then(|| same(last)).flatten()).or_else(before);
        return Some(Found {
            speaker,
            cue: frame.introduced.map(|attribution| attribution.cue).unwrap_or_default(),
            parts: Vec::new(),
            resumes: false,
        });
    }
    let sentence = shape.ends_a_sentence && shape.opens_with_capital && shape.words >= 5 && !mark.single && !shape.is_title;
    (sentence || (frame.after_colon && shape.words >= 4 && !shape.is_title)).then(|| Found {
        speaker: cast.and_then(|cast| cast.subject_of_sentence_before(mark, texts)),
        cue: String::new(),
        parts: Vec::new(),
        resumes: false,
    })
}

/// What a stretch in marks looks like.
struct Shape {
    words: usize,
    ends_a_sentence: bool,
    opens_with_capital: bool,
    is_title: bool,
}

impl Shape {
    fn of(text: &str) -> Self {
        let words = crate::prose::words(text);
        let trimmed = text.trim_end();
        let large = words.iter().all(|word| word.is_capital() || word.text.starts_with(char::is_numeric) || crate::works::is_small(word));
        let first_and_last = words.first().is_some_and(|word| word.is_capital()) && words.last().is_some_and(|word| word.is_capital());
        Self {
            words: words.len(),
            ends_a_sentence: trimmed.ends_with([',', '.', '!', '?', '…', '—', '–', '-', '’', '\'', ';']),
            opens_with_capital: words.first().is_some_and(|word| word.is_capital()),
            is_title: large && first_and_last && words.len() <= 10,
        }
    }
}

/// The quotations of a body: of its paragraphs, and its quotation blocks with the speakers that they name.
///
/// What its speaker's clause interrupts is one quotation: its span reaches over the clause, its words leave it out.
#[must_use]
pub fn of_body(body: &Body, subjects: &[String]) -> Vec<Quote> {
    let texts = body.texts();
    let marked: Vec<String> = texts.iter().map(with_marks).collect();
    let letters: Vec<&str> = marked.iter().map(String::as_str).collect();
    as_quotes(read(&letters, subjects), &texts)
}

/// What was found in texts [`with_marks`], as quotations of their body.
fn as_quotes(all: Vec<Found>, texts: &[TextRef<'_>]) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    for found in all {
        let resumes = found.resumes;
        let quote = as_quote(found, texts);
        match quotes.last_mut().filter(|last| resumes && last.speaker == quote.speaker) {
            Some(last) => resume(last, quote),
            None => quotes.push(quote),
        }
    }
    quotes
}

/// A double quotation mark of a body that lacks its other half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbalanced {
    /// The mark.
    pub span: Span,
    /// What is wrong with it.
    pub problem: MarkProblem,
}

/// The double marks of a body that lack their other half. A quotation that runs on opens again with its next paragraph.
/// Quotation blocks have no outer marks: they part what stands before from what comes after.
#[must_use]
pub fn unbalanced(body: &Body) -> Vec<Unbalanced> {
    let texts = body.texts();
    let letters: Vec<String> = texts.iter().map(|text| text.inlines.text()).collect();
    let is_apart = |text: &TextRef<'_>| matches!(text.within, Block::Quotation(_) | Block::PullQuote { .. });
    let mut found = Vec::new();
    let mut first = 0;
    while let Some(text) = texts.get(first) {
        let run = if is_apart(text) { 1 } else { texts.iter().skip(first).take_while(|text| !is_apart(text)).count() };
        let run_letters: Vec<&str> = letters.iter().skip(first).take(run).map(String::as_str).collect();
        found.extend(balance(&run_letters).into_iter().filter_map(|loose| {
            let text = texts.get(first + loose.text)?;
            let mark = run_letters.get(loose.text)?.get(loose.start..)?.chars().next()?;
            let span = Span { block: text.block, start: loose.start, end: loose.start + mark.len_utf8() };
            Some(Unbalanced { span, problem: loose.problem })
        }));
        first += run;
    }
    found
}

/// A quotation block is kept without its outer marks; reading wants them.
fn with_marks(text: &TextRef<'_>) -> String {
    let letters = text.inlines.text();
    match text.within {
        Block::Quotation(quotation) => {
            let is_last = quotation.paragraphs.last().is_some_and(|last| std::ptr::eq(last, text.inlines));
            if is_last { format!("“{letters}”") } else { format!("“{letters}") }
        }
        _ => letters,
    }
}

fn as_quote(found: Found, texts: &[TextRef<'_>]) -> Quote {
    let mut quote = Quote { speaker: found.speaker, paragraphs: Vec::new(), spans: Vec::new(), cue: found.cue };
    for part in found.parts {
        let Some(text) = texts.get(part.text) else { continue };
        let shift = if matches!(text.within, Block::Quotation(_)) { '“'.len_utf8() } else { 0 };
        let (start, end) = (part.start.saturating_sub(shift), part.end.saturating_sub(shift));
        quote.paragraphs.push(text.inlines.text().get(start..end).unwrap_or_default().to_owned());
        quote.spans.push(Span { block: text.block, start, end });
        if let Block::Quotation(quotation) = text.within
            && quotation.speaker.is_some()
        {
            quote.speaker.clone_from(&quotation.speaker);
        }
    }
    quote
}

fn resume(last: &mut Quote, more: Quote) {
    if let (Some(words), Some(rest)) = (last.paragraphs.last_mut(), more.paragraphs.first()) {
        let sentence = rest.starts_with(char::is_uppercase) && !words.ends_with(['.', '!', '?', '…']);
        words.push_str(if sentence { ". " } else { " " });
        words.push_str(rest);
    }
    if let (Some(span), Some(rest)) = (last.spans.last_mut(), more.spans.first()) {
        span.end = rest.end;
    }
    last.paragraphs.extend(more.paragraphs.into_iter().skip(1));
    last.spans.extend(more.spans.into_iter().skip(1));
}

#[cfg(test)]
mod tests;
