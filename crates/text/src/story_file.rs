//! The story file: a story as text, read and written. The format is described in `docs/story-file.md`.
//!
//! Reading is strict. Whatever the document model does not know is refused with its line, so that nothing a writer typed is
//! lost in silence.

mod attributes;
mod fence;
mod head;
mod inline;
mod normal;
mod out;
mod reader;

pub(crate) use inline::WORKS;
pub(crate) use normal::normal;
pub(crate) use out::Lines;
pub(crate) use reader::read_body;

use crate::render::Context;
use domain::body::{Body, MediaKey, Picture};
use domain::edition::Placement;
use domain::id::ArtistId;
use domain::slug::Slug;
use domain::story::{Advisory, Kind, Part, Sponsor};
use domain::time::{Instant, TimeError, WallClock, Zone};
use std::fmt;

/// A picture that a file names, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    /// Its key.
    pub media: MediaKey,
    /// Pixels across; 0 when unknown.
    pub width: u32,
    /// Pixels down; 0 when unknown.
    pub height: u32,
}

/// Finds what a story file names.
pub trait Resolver {
    /// The artist of a slug.
    fn artist(&self, slug: &str) -> Option<ArtistId>;
    /// The picture of a file name, or of a key as an export writes it.
    fn picture(&self, name: &str) -> Option<StoredPicture>;
    /// The sound of a file name, or of a key as an export writes it.
    fn audio(&self, name: &str) -> Option<MediaKey>;
}

/// Something in a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: usize,
    /// What is wrong there, and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// A story as its file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryFile {
    /// What stands between the lines of `+++`.
    pub head: Head,
    /// The text.
    pub body: Body,
}

/// The head of a story file. Names are names: nobody looked them up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// The headline.
    pub headline: String,
    /// The line under it.
    pub standfirst: String,
    /// When it went live, or is meant to.
    pub date: Option<FileDate>,
    /// The word in the address; made from the headline when left out.
    pub slug: Option<Slug>,
    /// The section, by slug.
    pub section: Option<Slug>,
    /// What kind of story.
    pub kind: Kind,
    /// Who is credited.
    pub bylines: Vec<FileByline>,
    /// The artist line's subjects, by name or slug.
    pub artists: Vec<String>,
    /// The artist line's featured artists, by name or slug.
    pub featured: Vec<String>,
    /// What the newsletter does with it.
    pub placement: Placement,
    /// Where it stands.
    pub status: FileStatus,
    /// The cover.
    pub cover: Option<Picture>,
    /// What a reader should know before.
    pub advisory: Advisory,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
    /// Corrections, as listed.
    pub corrections: Vec<FileCorrection>,
}

/// Where a story stands, as far as a file can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileStatus {
    /// Being written; what a file without a date is when it says nothing.
    #[default]
    Draft,
    /// On the paper; what a file with a date is when it says nothing.
    Live,
    /// Taken down.
    Withdrawn,
}

impl FileStatus {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Live, Self::Withdrawn].into_iter().find(|status| status.word() == word)
    }

    /// What a file is that says nothing.
    pub(crate) fn unsaid(has_date: bool) -> Self {
        if has_date { Self::Live } else { Self::Draft }
    }
}

/// A date as it is written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDate {
    /// As written.
    pub written: String,
    /// As read.
    pub meaning: DateMeaning,
}

/// What a written date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateMeaning {
    /// The paper's clocks showed it.
    Wall(WallClock),
    /// It was given with an offset.
    Instant(Instant),
}

impl FileDate {
    /// Reads `2026-03-27 11:29` (the paper's clocks) or `2026-03-27T11:29:00+11:00`.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let text = written.trim();
        let meaning = match text.parse::<jiff::Timestamp>() {
            Ok(timestamp) => DateMeaning::Instant(Instant::from_timestamp(timestamp)),
            Err(_) if text.contains(':') => DateMeaning::Wall(text.parse().ok()?),
            Err(_) => return None,
        };
        Some(Self { written: written.to_owned(), meaning })
    }

    /// The instant, as the clocks of the paper's zone have it.
    ///
    /// # Errors
    /// [`TimeError`] for a reading that the zone's clocks skipped or showed twice.
    pub fn instant(&self, zone: &Zone) -> Result<Instant, TimeError> {
        match self.meaning {
            DateMeaning::Wall(wall) => zone.instant(wall),
            DateMeaning::Instant(instant) => Ok(instant),
        }
    }
}

/// A credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileByline {
    /// Who, as printed.
    pub name: String,
    /// What they did.
    pub part: Part,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCorrection {
    /// When it was made.
    pub at: FileDate,
    /// What was wrong and is right now.
    pub text: String,
}

/// A standing page as its file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct PageFile {
    /// Its title.
    pub title: String,
    /// The word in its address; made from the title when left out.
    pub slug: Option<Slug>,
    /// Its text.
    pub body: Body,
}

/// Reads a story file.
///
/// # Errors
/// Everything that is wrong with it, in the order of the lines.
pub fn read(text: &str, resolver: &dyn Resolver) -> Result<StoryFile, Vec<Problem>> {
    let parts = Parts::of(text)?;
    let mut problems = Vec::new();
    let head = head::read(&parts, resolver, &mut problems);
    let body = read_body(&parts.body, parts.body_line, resolver, &mut problems);
    finish(head.map(|head| StoryFile { head, body }), problems)
}

/// Reads the file of a standing page.
///
/// # Errors
/// Everything that is wrong with it, in the order of the lines.
pub fn read_page(text: &str, resolver: &dyn Resolver) -> Result<PageFile, Vec<Problem>> {
    let parts = Parts::of(text)?;
    let mut problems = Vec::new();
    let head = head::read_page(&parts, &mut problems);
    let body = read_body(&parts.body, parts.body_line, resolver, &mut problems);
    finish(head.map(|(title, slug)| PageFile { title, slug, body }), problems)
}

fn finish<T>(value: Option<T>, mut problems: Vec<Problem>) -> Result<T, Vec<Problem>> {
    problems.sort_by_key(|problem| problem.line);
    match value {
        Some(value) if problems.is_empty() => Ok(value),
        _ => Err(problems),
    }
}

/// Writes a story file. Pictures and sounds are named by their keys; artists by their slugs, for which the context is asked.
#[must_use]
pub fn write(file: &StoryFile, cx: &Context<'_>) -> String {
    format!("+++\n{}+++\n\n{}", head::write(&file.head), crate::render::markdown(&file.body, cx))
}

/// Writes the file of a standing page.
#[must_use]
pub fn write_page(file: &PageFile, cx: &Context<'_>) -> String {
    format!("+++\n{}+++\n\n{}", head::write_page(file), crate::render::markdown(&file.body, cx))
}

/// A file taken apart at its lines of `+++`.
struct Parts {
    head: String,
    /// The line of the file on which the head's text begins.
    head_line: usize,
    body: String,
    body_line: usize,
}

impl Parts {
    fn of(text: &str) -> Result<Self, Vec<Problem>> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let wrong = |line: usize, what: &str| vec![Problem { line, what: what.to_owned() }];
        let lines: Vec<&str> = text.split('\n').collect();
        let empty = lines.iter().take_while(|line| line.trim().is_empty()).count();
        let filled = lines.get(empty..).unwrap_or_default();
        let Some((_, rest)) = filled.split_first().filter(|(first, _)| first.trim_end() == "+++") else {
            return Err(wrong(empty + 1, "a story file begins with a line of +++, the head, and another line of +++"));
        };
        let Some(length) = rest.iter().position(|line| line.trim_end() == "+++") else {
            return Err(wrong(empty + 1, "the head is not closed; put a line of +++ after it"));
        };
        let (head, body) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let body = body.get(1..).unwrap_or_default();
        Ok(Self { head: head.join("\n"), head_line: empty + 2, body: body.join("\n"), body_line: empty + length + 3 })
    }
}

#[cfg(test)]
pub(crate) mod tests_support;

#[cfg(test)]
mod tests;

#[cfg(test)]
mod demo_tests;
