//! The plain-text form of a story: headline; date and time; byline; standfirst; archive line; body.
//!
//! The parser knows the form and no particular text. It takes the lines in order, sets aside what speaks of the paper,
//! and says with line numbers what it set aside and what it could not read. Names are linked elsewhere
//! ([`crate::linking`]): everything here is read without a list of artists.

mod clips;
mod credits;
pub(crate) mod dateline;
mod furniture;
mod header;
mod paragraphs;

pub use clips::ClipHint;
pub use credits::PlainByline;

use crate::advisory::{self, Suggestion};
use crate::people::{self, Person, RoleKind};
use crate::works::{self, Work};
use crate::{events, quotes};
use domain::body::Body;
use domain::quote::Quote;
use domain::time::{Instant, WallClock, Zone};

/// How a paper writes its stories.
#[derive(Debug, Clone)]
pub struct Options {
    /// The zone of its datelines.
    pub zone: Zone,
    /// Bylines that are an office, beside those that every paper has.
    pub house_bylines: Vec<String>,
    /// Whether `5/11` is the fifth of November; `None`: as the zone's country writes.
    pub day_first: Option<bool>,
}

impl Options {
    /// A paper in a zone, with everything else as usual there.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self { zone, house_bylines: Vec::new(), day_first: None }
    }

    fn is_day_first(&self) -> bool {
        const MONTH_FIRST: [&str; 20] = [
            "America/New_York",
            "America/Chicago",
            "America/Denver",
            "America/Los_Angeles",
            "America/Phoenix",
            "America/Anchorage",
            "America/Detroit",
            "America/Boise",
            "America/Juneau",
            "America/Menominee",
            "America/Nome",
            "America/Indiana",
            "America/Kentucky",
            "America/North_Dakota",
            "America/Puerto_Rico",
            "Pacific/Honolulu",
            "Pacific/Guam",
            "Asia/Manila",
            "US/",
            "EST5EDT",
        ];
        self.day_first.unwrap_or_else(|| !MONTH_FIRST.iter().any(|zone| self.zone.name().starts_with(zone)))
    }
}

/// A line that was set aside; it can be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Counted from 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// Why, and where it stood.
    pub why: String,
}

/// What could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Counted from 1.
    pub line: usize,
    /// The line, or the part of it.
    pub text: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// A story as its text gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainStory {
    /// The first line.
    pub headline: String,
    /// The line under it, empty when there is none.
    pub standfirst: String,
    /// The dateline's instant; `None` when it could not be read, see `unread`.
    pub published: Option<Instant>,
    /// The dateline as written, without a zone; midnight when it gives no time.
    pub wall: Option<WallClock>,
    /// Credits, in order.
    pub bylines: Vec<PlainByline>,
    /// The subjects, from the archive line.
    pub artist_line: Vec<String>,
    /// The text.
    pub body: Body,
    /// Who said what; spans number the texts of `body`.
    pub quotes: Vec<Quote>,
    /// People with a role that makes no artist of them: directors, managers.
    pub people: Vec<Person>,
    /// Works that the story names.
    pub works: Vec<Work>,
    /// Events that it names.
    pub events: Vec<String>,
    /// Clips that it names or gives the address of.
    pub clips: Vec<ClipHint>,
    /// Advisories that its words suggest.
    pub advisory: Vec<Suggestion>,
    /// What was set aside, by line.
    pub removed: Vec<Removed>,
    /// What could not be read, by line.
    pub unread: Vec<Unread>,
}

/// Why a text is no story at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlainError {
    /// Nothing but blanks.
    #[error("line 1: the text is empty; a story begins with its headline")]
    Empty,
    /// Something else stands where the headline should.
    #[error("line {line}: no headline: “{text}” is {what}; put the headline on a line of its own before it")]
    NoHeadline {
        /// Counted from 1.
        line: usize,
        /// The beginning of what stands there.
        text: String,
        /// What it looks like.
        what: &'static str,
    },
}

/// One line with its number.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    number: usize,
    text: &'a str,
    /// A blank line stands before it.
    after_blank: bool,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut after_blank = true;
    for (index, line) in text.trim_start_matches('\u{feff}').split('\n').enumerate() {
        let is_edge = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{0}');
        let line = line.trim_matches(is_edge);
        if line.is_empty() {
            after_blank = true;
        } else {
            found.push(Line { number: index + 1, text: line, after_blank });
            after_blank = false;
        }
    }
    found
}

/// Reads a story.
///
/// # Errors
/// [`PlainError`] for an empty text and for one without a headline; everything else that is wrong stands in
/// [`PlainStory::unread`].
pub fn read(text: &str, options: &Options) -> Result<PlainStory, PlainError> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let lines = lines(&text);
    let header = header::read(&lines, &text, options)?;
    let mut body = paragraphs::read(lines.get(header.body_from..).unwrap_or_default(), &text);
    let mut artist_line = header.artist_line;
    for name in std::mem::take(&mut body.artist_line) {
        if !artist_line.iter().any(|known| crate::fold::key(known) == crate::fold::key(&name)) {
            artist_line.push(name);
        }
    }
    let mut removed = header.removed;
    removed.append(&mut body.removed);
    removed.sort_by_key(|removed| removed.line);
    let mut unread = header.unread;
    unread.append(&mut body.unread);
    let mut story = PlainStory {
        headline: header.headline,
        standfirst: header.standfirst,
        published: None,
        wall: header.wall,
        bylines: header.bylines,
        artist_line,
        body: Body::default(),
        quotes: Vec::new(),
        people: Vec::new(),
        works: Vec::new(),
        events: Vec::new(),
        clips: body.clips.clone(),
        advisory: Vec::new(),
        removed,
        unread,
    };
    story.published = instant(&header.moment, options, &mut story.unread);
    story.body = paragraphs::blocks(&body, &story.artist_line);
    describe(&mut story);
    story.unread.sort_by_key(|unread| unread.line);
    Ok(story)
}

/// What the dateline says, before the zone.
#[derive(Debug, Clone, Default)]
struct Moment {
    line: usize,
    text: String,
    wall: Option<WallClock>,
    has_time: bool,
    offset: Option<i32>,
}

fn instant(moment: &Moment, options: &Options, unread: &mut Vec<Unread>) -> Option<Instant> {
    let wall = moment.wall?;
    if let Some(seconds) = moment.offset {
        let utc = Zone::utc().instant(wall).ok()?;
        return Some(utc.plus_seconds(-i64::from(seconds)));
    }
    if !moment.has_time {
        return Some(options.zone.start_of(wall.date()));
    }
    match options.zone.instant(wall) {
        Ok(instant) => Some(instant),
        Err(error) => {
            unread.push(Unread { line: moment.line, text: moment.text.clone(), problem: error.to_string() });
            None
        }
    }
}

/// Reads what the finished text tells: quotations, people, works, events, clips, advisories.
fn describe(story: &mut PlainStory) {
    story.quotes = quotes::of_body(&story.body, &story.artist_line);
    let body: Vec<String> = story.body.texts().iter().map(|text| text.inlines.text()).collect();
    let body: Vec<&str> = body.iter().map(String::as_str).collect();
    let mut all = vec![story.headline.as_str(), story.standfirst.as_str()];
    all.extend(&body);
    story.works = works::read(&all, &story.artist_line);
    let mut others: Vec<String> = story.works.iter().map(|work| work.title.clone()).collect();
    others.extend(story.artist_line.iter().cloned());
    story.events = events::read(&all, &others);
    let is_subject = |person: &Person| story.artist_line.iter().any(|name| crate::fold::key(name) == crate::fold::key(&person.name));
    story.people = people::with_roles(&body).into_iter().filter(|person| person.kind == RoleKind::Person && !is_subject(person)).collect();
    if story.clips.is_empty() {
        story.clips.extend(clips::named(&body));
    }
    story.advisory = advisory::suggest(&all, &story.works);
}

#[cfg(test)]
mod tests;
