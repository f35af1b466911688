//! Fences: the blocks that plain Markdown has no form for.

use super::attributes::{AudioAttributes, ClipAttributes, GalleryAttributes, PictureAttributes, parse};
use super::reader::{LineEnds, Reader};
use super::{Problem, Resolver};
use domain::body::{
    Block, InfoBox, Inline, Inlines, Quotation, RankedEntry, Score, SetList, Table, TourDates, TrackList, Turn, TurnKind, Verse,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotationAttributes {
    speaker: Option<String>,
    role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PullQuoteAttributes {
    speaker: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RankedAttributes {
    number: u32,
    title: String,
    artist: Option<String>,
    label: Option<String>,
    year: Option<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnAttributes {
    kind: TurnKind,
    speaker: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerseAttributes {
    credit: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableAttributes {
    #[serde(default)]
    caption: String,
    #[serde(default = "yes")]
    header: bool,
}

fn yes() -> bool {
    true
}

/// A fence, taken apart.
pub(super) struct Fence<'a> {
    /// The word after the backticks.
    pub(super) name: &'a str,
    /// What stands between them.
    pub(super) content: &'a str,
    /// The line of the file on which the content begins.
    pub(super) line: usize,
}

/// Reads a fence into a block. Without one, the problems say why.
pub(super) fn read(fence: &Fence<'_>, resolver: &dyn Resolver, problems: &mut Vec<Problem>) -> Option<Block> {
    let before = problems.len();
    let mut reading = Reading { fence, resolver, problems };
    let block = match reading.block() {
        Ok(block) => Some(block),
        Err(problem) => {
            reading.problems.push(problem);
            None
        }
    };
    block.filter(|_| problems.len() == before)
}

struct Reading<'a, 'p> {
    fence: &'a Fence<'a>,
    resolver: &'a dyn Resolver,
    problems: &'p mut Vec<Problem>,
}

impl<'a> Reading<'a, '_> {
    fn block(&mut self) -> Result<Block, Problem> {
        Ok(match self.fence.name {
            "quotation" => {
                let (QuotationAttributes { speaker, role }, text, line) = self.with_text()?;
                Block::Quotation(Quotation { speaker, role, paragraphs: self.some_paragraphs(text, line)? })
            }
            "pull_quote" => {
                let (PullQuoteAttributes { speaker }, text, line) = self.with_text()?;
                let mut paragraphs = self.some_paragraphs(text, line)?;
                if paragraphs.len() > 1 {
                    return Err(self.wrong("a pull quote has one paragraph"));
                }
                Block::PullQuote { text: paragraphs.pop().unwrap_or_default(), speaker }
            }
            "ranked_entry" => {
                let (RankedAttributes { number, title, artist, label, year }, text, line) = self.with_text()?;
                Block::RankedEntry(RankedEntry { number, title, artist, label, year, paragraphs: self.paragraphs(text, line) })
            }
            "turn" => {
                let (TurnAttributes { kind, speaker }, text, line) = self.with_text()?;
                Block::Turn(Turn { kind, speaker, paragraphs: self.some_paragraphs(text, line)? })
            }
            "verse" => self.verse()?,
            "table" => self.table()?,
            "raw_html" => Block::RawHtml(self.fence.content.to_owned()),
            "picture" => Block::Picture(self.resolved(self.attributes::<PictureAttributes>()?.resolve(self.resolver))?),
            "gallery" => {
                let pictures = self.attributes::<GalleryAttributes>()?.pictures;
                let pictures = pictures.into_iter().map(|picture| picture.resolve(self.resolver)).collect();
                Block::Gallery(self.resolved(pictures)?)
            }
            "clip" => Block::Clip(self.resolved(self.attributes::<ClipAttributes>()?.resolve(self.resolver))?),
            "audio" => Block::Audio(self.resolved(self.attributes::<AudioAttributes>()?.resolve(self.resolver))?),
            "track_list" => Block::TrackList(self.attributes::<TrackList>()?),
            "set_list" => Block::SetList(self.attributes::<SetList>()?),
            "tour_dates" => self.tour_dates()?,
            "score" => self.score()?,
            "info_box" => Block::InfoBox(self.attributes::<InfoBox>()?),
            "" => return Err(self.wrong("a fence needs a block's name after the backticks, such as ```quotation")),
            other => return Err(self.wrong(&format!("there is no block “{other}”; the names are listed in docs/story-file.md"))),
        })
    }

    /// A problem of the fence as a whole, on its first line.
    fn wrong(&self, what: &str) -> Problem {
        Problem { line: self.fence.line.saturating_sub(1), what: what.to_owned() }
    }

    fn resolved<T>(&self, result: Result<T, String>) -> Result<T, Problem> {
        result.map_err(|what| self.wrong(&what))
    }

    fn attributes<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        parse(self.fence.content, self.fence.line).map_err(|problem| self.named(problem))
    }

    fn named(&self, problem: Problem) -> Problem {
        Problem { what: format!("{}: {}", self.fence.name, problem.what), ..problem }
    }

    /// Attributes, text, and the line of the file on which the text begins.
    fn with_text<T: serde::de::DeserializeOwned>(&self) -> Result<(T, &'a str, usize), Problem> {
        let content: &'a str = self.fence.content;
        let mut at = 0;
        for (n, line) in content.split_inclusive('\n').enumerate() {
            if line.trim_end() == "---" {
                let (toml, rest) = content.split_at_checked(at).unwrap_or((content, ""));
                let text = rest.get(line.len()..).unwrap_or_default();
                let attributes = parse(toml, self.fence.line).map_err(|problem| self.named(problem))?;
                return Ok((attributes, text, self.fence.line + n + 1));
            }
            at += line.len();
        }
        Err(self.wrong(&format!("{} has a text: put a line of --- between its attributes and the text", self.fence.name)))
    }

    fn paragraphs(&mut self, text: &str, line: usize) -> Vec<Inlines> {
        let blocks = Reader::inside_a_fence(text, line, self.resolver, LineEnds::Soft).read(self.problems);
        let mut paragraphs = Vec::new();
        for (line, block) in blocks {
            if let Block::Paragraph(text) = block {
                paragraphs.push(text);
            } else {
                let what = format!("only paragraphs stand in {}", self.fence.name);
                self.problems.push(Problem { line, what });
            }
        }
        paragraphs
    }

    fn some_paragraphs(&mut self, text: &str, line: usize) -> Result<Vec<Inlines>, Problem> {
        let paragraphs = self.paragraphs(text, line);
        if paragraphs.is_empty() { Err(self.wrong(&format!("{} has no text", self.fence.name))) } else { Ok(paragraphs) }
    }

    fn verse(&mut self) -> Result<Block, Problem> {
        let (VerseAttributes { credit }, text, line) = self.with_text()?;
        let blocks = Reader::inside_a_fence(text, line, self.resolver, LineEnds::Hard).read(self.problems);
        let mut verse = Inlines::default();
        for (n, (_, block)) in blocks.into_iter().enumerate() {
            let Block::Paragraph(Inlines(stanza)) = block else {
                return Err(self.wrong("only lines and empty lines stand in verse"));
            };
            if n > 0 {
                verse.0.extend([Inline::HardBreak, Inline::HardBreak]);
            }
            verse.0.extend(stanza);
        }
        if verse.is_blank() { Err(self.wrong("verse has no lines")) } else { Ok(Block::Verse(Verse { text: verse, credit })) }
    }

    fn table(&mut self) -> Result<Block, Problem> {
        let (TableAttributes { caption, header }, text, line) = self.with_text()?;
        let mut blocks = Reader::inside_a_fence(text, line, self.resolver, LineEnds::Soft).read(self.problems);
        match (blocks.pop(), blocks.is_empty()) {
            (Some((_, Block::Table(table))), true) => Ok(Block::Table(Table { caption, header, ..table })),
            _ => Err(self.wrong("a table fence holds one Markdown table")),
        }
    }

    fn tour_dates(&self) -> Result<Block, Problem> {
        let tour: TourDates = self.attributes()?;
        let bad = tour.dates.iter().find(|date| !date.tickets.is_empty() && !is_web_address(&date.tickets));
        match bad {
            Some(date) => Err(self.wrong(&format!("“{}” is not an address where tickets are sold; use https://…", date.tickets))),
            None => Ok(Block::TourDates(tour)),
        }
    }

    fn score(&self) -> Result<Block, Problem> {
        let score: Score = self.attributes()?;
        if is_possible(&score) {
            Ok(Block::Score(score))
        } else {
            Err(self.wrong(&format!("a score of {} out of {} cannot be", score.value, score.out_of)))
        }
    }
}

/// Whether a score lies between nothing and the best there is.
pub(super) fn is_possible(score: &Score) -> bool {
    score.out_of > 0.0 && score.out_of.is_finite() && (0.0..=score.out_of).contains(&score.value)
}

/// Whether an address is one of the web, in full.
pub(super) fn is_web_address(address: &str) -> bool {
    domain::body::is_safe_href(address) && !address.starts_with('/') && !address.starts_with("mailto:")
}
