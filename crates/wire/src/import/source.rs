//! What every reader of somebody else's paper yields: the paper's head, and one entry after the other. Strings are as
//! they stand there; what they mean is decided by who imports.

pub use domain::form::Form;
use domain::time::{Instant, WallClock};

/// Which program a paper comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum System {
    /// A WordPress export (WXR), or one that names itself so.
    WordPress,
    /// A Ghost export.
    Ghost,
    /// Markdown files with front matter: Jekyll, Hugo, Eleventy, Zola, Pelican.
    FrontMatter,
    /// A feed with full text.
    Feed,
    /// A table of stories, Substack's among them.
    Table,
    /// Saved pages of a site.
    Pages,
}

impl System {
    /// The word in rows and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::WordPress => "wordpress",
            Self::Ghost => "ghost",
            Self::FrontMatter => "front-matter",
            Self::Feed => "feed",
            Self::Table => "table",
            Self::Pages => "pages",
        }
    }
}

/// The paper as a whole, as far as its export says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Its name.
    pub title: String,
    /// Its address, with its scheme; empty when not said.
    pub address: String,
    /// `en-GB`; empty when not said.
    pub language: String,
    /// The export's own version.
    pub version: String,
    /// Who writes there.
    pub authors: Vec<Author>,
    /// Its categories, tags and other terms.
    pub terms: Vec<Term>,
    /// Old paths that it leads on itself, and the path of its own to which: other addresses of its lists, redirects.
    pub redirects: Vec<(String, String)>,
}

/// Somebody who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    /// What entries call them by.
    pub key: String,
    /// Their name.
    pub name: String,
    /// The word in their address.
    pub slug: String,
}

/// A category, tag or other term.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Term {
    /// `category`, `post_tag`, or another word.
    pub taxonomy: String,
    /// The word in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// The taxonomy of categories.
pub const CATEGORY: &str = "category";
/// The taxonomy of tags.
pub const TAG: &str = "post_tag";

/// A text in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// How it is written.
    pub form: Form,
    /// The text.
    pub text: String,
}

/// Where an entry stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Life {
    /// Readers see it.
    Published,
    /// Being written.
    #[default]
    Draft,
    /// Given to editors.
    Pending,
    /// Goes live at its instant.
    Scheduled,
    /// Only the staff sees it.
    Private,
    /// Thrown away.
    Trash,
    /// Nobody's: made by the program itself, never written.
    Empty,
}

/// A time, as an export has it: an instant, or what a clock on a wall showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct When {
    /// The instant, where it is said.
    pub instant: Option<Instant>,
    /// What the clock there showed.
    pub wall: Option<WallClock>,
}

/// A file that an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileName {
    /// By the number of an attachment.
    Number(String),
    /// By its address.
    Address(String),
}

/// What is said of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attached {
    /// Its address.
    pub address: String,
    /// What it shows.
    pub alt: String,
    /// The line under it.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// The picture at an entry's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Which file.
    pub file: FileName,
    /// What it shows, where the entry says so itself.
    pub alt: String,
    /// The line under it, where the entry says so itself.
    pub caption: String,
}

/// Something worth telling who imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Counted from 1; 0 when the form has no lines.
    pub line: u64,
    /// What was found and what was made of it.
    pub text: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Counted from 1, in the order of the source.
    pub place: u64,
    /// The line on which it begins; 0 when the form has no lines.
    pub line: u64,
    /// Its id there; empty when it has none.
    pub id: String,
    /// `post`, `page`, `attachment`, or a word of its own.
    pub kind: String,
    /// Where it stands there.
    pub life: Life,
    /// The same in its own words.
    pub status: String,
    /// Its title, HTML as it may be.
    pub title: String,
    /// The word in its address.
    pub slug: String,
    /// Its address.
    pub address: String,
    /// Other addresses and words that led to it.
    pub also: Vec<String>,
    /// A summary, HTML as it may be.
    pub summary: String,
    /// When it was published, or is meant to be.
    pub when: When,
    /// Keys or names of who wrote it.
    pub authors: Vec<String>,
    /// Its terms.
    pub terms: Vec<Term>,
    /// Its text; where there are several forms of it, the best first.
    pub texts: Vec<Text>,
    /// The picture at its head.
    pub cover: Option<Cover>,
    /// What an attachment is.
    pub file: Option<Attached>,
    /// Fields of its own: name and value.
    pub fields: Vec<(String, String)>,
    /// Comments that were shown.
    pub comments: u64,
    /// Comments that were not: spam, thrown away, waiting.
    pub other_comments: u64,
    /// Behind a password there.
    pub locked: bool,
    /// From when readers see it, where that is not its date.
    pub opens: When,
    /// Until when they do.
    pub closes: When,
    /// Who may read it there, where not everybody: `members`, `paid`.
    pub readers: String,
    /// What was odd about it.
    pub notes: Vec<Note>,
}

/// What a reader comes upon.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// What is said of the paper as a whole; more may be said later.
    Head(Head),
    /// One entry.
    Entry(Box<Entry>),
    /// Somebody who reads the paper: cells under the headers of [`MEMBER_COLUMNS`].
    Member(Vec<String>),
    /// Something odd that belongs to no entry.
    Note(Note),
}

/// What the cells of a member are, in the words of a list of readers.
pub const MEMBER_COLUMNS: [&str; 6] = ["email", "name", "subscribed_to_emails", "email_disabled", "created_at", "labels"];

/// Whether to go on.
pub type Flow = std::ops::ControlFlow<()>;

/// Who takes what a reader comes upon.
pub type Sink<'s> = dyn FnMut(Event) -> Flow + 's;

/// Why a source cannot be read at all, or not further.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Not such a source.
    #[error("line {line}: {problem}")]
    Unreadable {
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// The file could not be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// An instant in one of the forms that exports write: RFC 3339, RFC 2822, seconds or milliseconds since 1970; or a wall
/// clock without a zone.
///
/// What lies outside the years of a paper is none: `27/03/15` is no day of the year 27.
#[must_use]
pub fn when(text: &str) -> When {
    let read = any_when(text);
    let is_sound = |wall: WallClock| domain::story::YEARS.contains(&wall.year());
    let instant = read.instant.filter(|at| is_sound(domain::time::Zone::utc().day(*at).at(0, 0, 0, 0)));
    When { instant, wall: read.wall.filter(|wall| is_sound(*wall)) }
}

fn any_when(text: &str) -> When {
    let text = text.trim();
    if text.is_empty() || text.starts_with("0000") {
        return When::default();
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return When { instant: Some(Instant::from_timestamp(at)), wall: None };
    }
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let at = text.parse::<i64>().ok().and_then(|number| {
            if text.len() > 11 { jiff::Timestamp::from_millisecond(number).ok() } else { jiff::Timestamp::from_second(number).ok() }
        });
        return When { instant: at.map(Instant::from_timestamp), wall: None };
    }
    if let Ok(at) = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text) {
        return When { instant: Some(Instant::from_timestamp(at)), wall: None };
    }
    for form in ["%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%d %H:%M %z", "%a, %d %b %Y %H:%M:%S %z"] {
        if let Ok(at) = jiff::Timestamp::strptime(form, text) {
            return When { instant: Some(Instant::from_timestamp(at)), wall: None };
        }
    }
    if let Ok(wall) = text.parse::<WallClock>() {
        return When { instant: None, wall: Some(wall) };
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%d %b %Y %H:%M", "%B %d, %Y %H:%M"];
    if let Some(wall) = forms.iter().find_map(|form| WallClock::strptime(form, text).ok()) {
        return When { instant: None, wall: Some(wall) };
    }
    let days = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"];
    let day = days.iter().find_map(|form| jiff::civil::Date::strptime(form, text).ok());
    When { instant: None, wall: day.map(|day| day.at(0, 0, 0, 0)) }
}

#[cfg(test)]
mod tests {
    use super::when;

    #[test]
    fn times_are_read_in_the_forms_that_exports_write() {
        for text in [
            "2015-03-27T09:45:00Z",
            "2015-03-27T20:45:00+11:00",
            "Fri, 27 Mar 2015 09:45:00 +0000",
            "1427449500",
            "1427449500000",
            "2015-03-27 20:45:00 +1100",
        ] {
            let said = when(text).instant.map(domain::time::Instant::rfc3339);
            assert_eq!(said.as_deref(), Some("2015-03-27T09:45:00Z"), "{text}");
        }
        for text in ["2015-03-27 20:45:00", "2015-03-27T20:45", "2015-03-27 20:45"] {
            assert_eq!(when(text).wall.map(|wall| wall.to_string()).as_deref(), Some("2015-03-27T20:45:00"), "{text}");
        }
        assert_eq!(when("2015-03-27").wall.map(|wall| wall.to_string()).as_deref(), Some("2015-03-27T00:00:00"));
        for text in [
            "",
            "0000-00-00 00:00:00",
            "soon",
            "99999999999999999999",
            "27/03/15",
            "15-03-27",
            "0001-01-01 10:00:00",
            "0001-01-01T10:00:00Z",
        ] {
            assert_eq!(when(text), super::When::default(), "{text}");
        }
    }
}
