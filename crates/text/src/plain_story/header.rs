//! Everything above the body.

use super::credits::{self, PlainByline};
use super::dateline::{self, Dateline};
use super::{Line, Moment, Options, PlainError, Removed, Unread, clips, furniture};
use crate::prose;
use domain::time::WallClock;
use jiff::civil;

#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) headline: String,
    pub(super) standfirst: String,
    pub(super) wall: Option<WallClock>,
    pub(super) moment: Moment,
    pub(super) bylines: Vec<PlainByline>,
    pub(super) artist_line: Vec<String>,
    pub(super) removed: Vec<Removed>,
    pub(super) unread: Vec<Unread>,
    /// Index of the body's first line.
    pub(super) body_from: usize,
    date: Option<civil::Date>,
    time: Option<civil::Time>,
    saw_date: bool,
}

/// How many lines may stand between the headline and the dateline.
const FAR: usize = 6;

/// The longest line taken for a headline, a dateline, a standfirst; in characters.
const LONGEST_HEADLINE: usize = 250;
const LONGEST_DATELINE: usize = 160;
const LONGEST_STANDFIRST: usize = 320;

pub(super) fn read(lines: &[Line<'_>], text: &str, options: &Options) -> Result<Header, PlainError> {
    let mut header = Header::default();
    let mut index = 0;
    while let Some(line) = lines.get(index)
        && let Some(asks) = furniture::asks_to(line.text)
    {
        header.remove(line, furniture::why(asks, "before the headline"));
        index += 1;
    }
    let first =
        lines.get(index).ok_or(if lines.is_empty() { PlainError::Empty } else { no_headline(lines.last(), "not part of the story") })?;
    check_headline(first, options)?;
    header.headline = first.text.to_owned();
    index += 1;
    while let Some(line) = lines.get(index) {
        if !header.take(lines, index, line, text, options) {
            break;
        }
        index += 1;
    }
    header.body_from = index;
    header.finish(first);
    Ok(header)
}

fn no_headline(line: Option<&Line<'_>>, what: &'static str) -> PlainError {
    let text = line.map(|line| line.text.chars().take(60).collect()).unwrap_or_default();
    PlainError::NoHeadline { line: line.map_or(1, |line| line.number), text, what }
}

fn check_headline(line: &Line<'_>, options: &Options) -> Result<(), PlainError> {
    let length = line.text.chars().count();
    if is_dateline(line.text, options).is_some() {
        return Err(no_headline(Some(line), "a date"));
    }
    if credits::is_byline(line.text, &options.house_bylines) {
        return Err(no_headline(Some(line), "a byline"));
    }
    if clips::is_address(line.text) {
        return Err(no_headline(Some(line), "an address"));
    }
    let paragraph = length > LONGEST_HEADLINE || (length > 140 && line.text.ends_with('.'));
    let nothing = !line.text.chars().any(char::is_alphanumeric);
    if paragraph || nothing {
        return Err(no_headline(Some(line), if nothing { "no words" } else { "a paragraph" }));
    }
    Ok(())
}

/// A line that gives a date and little else.
fn is_dateline(line: &str, options: &Options) -> Option<Dateline> {
    let short = line.chars().count() <= LONGEST_DATELINE;
    let read = dateline::read(line, options.is_day_first()).filter(|_| short)?;
    let words: Vec<&str> = read.rest.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let all = line.split_whitespace().count();
    let credit =
        credits::is_byline(&read.rest, &options.house_bylines) || read.rest.contains(" by ") || line.contains(['|', '·', '•', '—']);
    let is_sentence = prose::is_closed(line) && !line.trim_end().ends_with("m.") && words.len() > 3;
    (!is_sentence && (words.is_empty() || (words.len() <= 12 && credit) || (words.len() <= 4 && words.len() * 2 <= all))).then_some(read)
}

impl Header {
    fn remove(&mut self, line: &Line<'_>, why: String) {
        self.removed.push(Removed { line: line.number, text: line.text.to_owned(), why });
    }

    fn cannot_read(&mut self, line: &Line<'_>, problem: impl Into<String>) {
        self.unread.push(Unread { line: line.number, text: line.text.to_owned(), problem: problem.into() });
    }

    /// Takes one line of the header; `false` when the body begins with it.
    fn take(&mut self, lines: &[Line<'_>], index: usize, line: &Line<'_>, text: &str, options: &Options) -> bool {
        if let Some(asks) = furniture::asks_to(line.text) {
            self.remove(line, furniture::why(asks, "above the text"));
            return true;
        }
        if credits::is_archive_line(line.text) {
            self.artist_line.extend(credits::archive_names(line.text, &without_line(text, line.text)));
            self.remove(line, "archive line, became the artist line".to_owned());
            return true;
        }
        if !self.saw_date
            && let Some(read) = is_dateline(line.text, options)
        {
            self.take_dateline(line, read, options);
            return true;
        }
        if self.time.is_none()
            && self.saw_date
            && let Some(time) = dateline::time_alone(line.text)
        {
            self.take_time(line, time);
            return true;
        }
        if credits::is_byline(line.text, &options.house_bylines) {
            self.add_bylines(line.text, options);
            return true;
        }
        if self.is_bare_name(lines, index, line, options) {
            self.add_bylines(line.text, options);
            return true;
        }
        self.take_standfirst(lines, index, line, options)
    }

    fn take_dateline(&mut self, line: &Line<'_>, read: Dateline, options: &Options) {
        self.saw_date = true;
        self.moment = Moment { line: line.number, text: line.text.to_owned(), offset: read.offset, ..Moment::default() };
        match read.day {
            Ok(day) => self.date = Some(day),
            Err(problem) => self.cannot_read(line, format!("{problem}; correct the date")),
        }
        if let Some(time) = read.time {
            self.take_time(line, time);
        }
        if read.rest.chars().any(char::is_alphabetic) {
            let (credit, other): (Vec<&str>, Vec<&str>) = read.rest.split(" | ").partition(|part| part.chars().any(char::is_alphabetic));
            self.add_bylines(&credit.join(" | "), options);
            for part in other.into_iter().filter(|part| part.chars().any(char::is_alphanumeric)) {
                self.unread.push(Unread { line: line.number, text: part.to_owned(), problem: "not understood in the dateline".to_owned() });
            }
        }
    }

    fn add_bylines(&mut self, line: &str, options: &Options) {
        for byline in credits::bylines(line, &options.house_bylines) {
            if !self.bylines.contains(&byline) {
                self.bylines.push(byline);
            }
        }
    }

    fn take_time(&mut self, line: &Line<'_>, time: Result<civil::Time, String>) {
        match time {
            Ok(time) => self.time = Some(time),
            Err(problem) => {
                self.moment.has_time = true;
                self.cannot_read(line, format!("{problem}; correct the time"));
            }
        }
    }

    /// A name alone under the date, where another line can be the standfirst.
    fn is_bare_name(&self, lines: &[Line<'_>], index: usize, line: &Line<'_>, options: &Options) -> bool {
        let words = prose::words(line.text);
        let named = (2..=4).contains(&words.len())
            && words.iter().all(|word| word.is_capital())
            && !line.text.contains(['\'', '‘', '’', '"', '“', '!', '?', ':']);
        let close = index
            .checked_sub(1)
            .and_then(|before| lines.get(before))
            .is_some_and(|before| Some(before.number) == self.saw_date.then_some(self.moment.line));
        let given = crate::people::gender_of(line.text).is_some();
        let date_next =
            !self.saw_date && given && lines.iter().skip(index + 1).take(FAR).any(|line| is_dateline(line.text, options).is_some());
        self.bylines.is_empty() && named && (close || date_next) && (given || !line.after_blank) && !prose::is_closed(line.text)
    }

    /// The standfirst, once: what stands above the dateline or the archive line, or is no sentence.
    fn take_standfirst(&mut self, lines: &[Line<'_>], index: usize, line: &Line<'_>, options: &Options) -> bool {
        let short = line.text.chars().count() <= LONGEST_STANDFIRST;
        if !self.standfirst.is_empty() || !short || clips::is_address(line.text) {
            return false;
        }
        let ahead = lines.get(index + 1..).unwrap_or_default();
        let has_more = !ahead.is_empty();
        let date_ahead = !self.saw_date && ahead.iter().take(FAR).any(|line| is_dateline(line.text, options).is_some());
        let archive_ahead =
            self.artist_line.is_empty() && ahead.iter().take(3).any(|line| credits::is_archive_line(line.text)) && self.saw_date;
        let open = !prose::is_closed(line.text) && has_more;
        let quoted = crate::quotes::marks::begins_quoted(line.text) && prose::is_closed(line.text);
        if date_ahead || (archive_ahead && has_more && !quoted) || open || is_short_summary(line, ahead) {
            self.standfirst = line.text.to_owned();
            return true;
        }
        false
    }

    fn finish(&mut self, headline: &Line<'_>) {
        if !self.saw_date {
            let problem = "no date was found under the headline; write it as 27 March 2015 | 11:29 am, or set it by hand";
            self.unread.push(Unread { line: headline.number, text: headline.text.to_owned(), problem: problem.to_owned() });
        }
        if self.bylines.is_empty() {
            let problem = "no byline was found above the text; write By and the name on a line of its own, or set it by hand";
            self.unread.push(Unread { line: headline.number, text: headline.text.to_owned(), problem: problem.to_owned() });
        }
        let bad_time = self.moment.has_time;
        self.wall = self.date.filter(|_| !bad_time).map(|date| date.to_datetime(self.time.unwrap_or_else(civil::Time::midnight)));
        self.moment.wall = self.wall;
        self.moment.has_time = self.time.is_some();
    }
}

/// One sentence, much shorter than the paragraph after it.
fn is_short_summary(line: &Line<'_>, ahead: &[Line<'_>]) -> bool {
    let length = line.text.chars().count();
    let one_sentence = prose::words(line.text).iter().skip(1).all(|word| !word.opens) && !line.text.contains(['"', '“', '”']);
    let next = ahead.iter().find(|line| furniture::asks_to(line.text).is_none() && !clips::is_address(line.text));
    let body_follows = next.is_some_and(|next| next.text.chars().count() >= length * 2 && next.text.chars().count() >= 160);
    length <= 120 && one_sentence && body_follows && ahead.len() >= 2 && line.after_blank
}

/// The story without the archive line itself, which would hold every name whole.
fn without_line(text: &str, line: &str) -> String {
    text.replace(line, " | ")
}
