//! Running text as Markdown.

use super::super::Context;
use super::{reads_as, slug};
use crate::story_file::WORKS;
use domain::body::{Block, Inline, Inlines, Mark, Table, WorkKind};
use domain::link::Strength;

/// Where running text stands: what it may hold differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Paragraph,
    Heading,
    Cell,
    Verse,
}

/// How running text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As a person would.
    Pretty,
    /// With entities and tags for everything.
    Plain,
}

/// Running text as Markdown that is read as the same text.
pub(super) fn running(text: &Inlines, cx: &Context<'_>, place: Place) -> String {
    let pretty = written(text, cx, place, Form::Pretty);
    if is_read_back(&pretty, text, cx, place) { pretty } else { written(text, cx, place, Form::Plain) }
}

fn is_read_back(markdown: &str, text: &Inlines, cx: &Context<'_>, place: Place) -> bool {
    let text_of = |text: &Inlines| text.clone();
    match place {
        Place::Paragraph => reads_as(markdown, &Block::Paragraph(text_of(text)), &[text], cx),
        Place::Heading => reads_as(&format!("## {markdown}"), &Block::Heading { level: 2, text: text_of(text) }, &[text], cx),
        Place::Cell => {
            let table = Table { caption: String::new(), header: true, rows: vec![vec![text_of(text)]] };
            reads_as(&format!("| {markdown} |\n| --- |"), &Block::Table(table), &[text], cx)
        }
        Place::Verse => {
            let verse = domain::body::Verse { text: text_of(text), credit: None };
            let fence = super::blocks::ticks(markdown);
            reads_as(&format!("{fence}verse\n---\n{markdown}\n{fence}"), &Block::Verse(verse), &[text], cx)
        }
    }
}

fn written(text: &Inlines, cx: &Context<'_>, place: Place, form: Form) -> String {
    let mut writing =
        Writing { cx, place, form, work_tags: form == Form::Plain || links_and_works_meet(text), open: Vec::new(), out: String::new() };
    for (n, piece) in text.0.iter().enumerate() {
        match piece {
            Inline::Text { text: letters, marks } => {
                writing.step_to(marks);
                writing.letters(letters, n == 0, n + 1 == text.0.len());
            }
            Inline::HardBreak => {
                let following = text.0.iter().skip(n).find_map(|later| match later {
                    Inline::Text { marks, .. } => Some(marks.as_slice()),
                    Inline::HardBreak => None,
                });
                writing.close_to(writing.shared(following.unwrap_or_default()));
                writing.hard_break();
            }
        }
    }
    writing.close_to(0);
    writing.out
}

/// Markdown has no links within links, and a work's title is written as one.
fn links_and_works_meet(text: &Inlines) -> bool {
    let has = |marks: &[Mark], is: fn(&Mark) -> bool| marks.iter().any(is);
    text.0.iter().any(|piece| match piece {
        Inline::Text { marks, .. } => {
            has(marks, |mark| matches!(mark, Mark::Work { .. }))
                && has(marks, |mark| matches!(mark, Mark::Link { .. } | Mark::Artist { .. }))
        }
        Inline::HardBreak => false,
    })
}

struct Writing<'a> {
    cx: &'a Context<'a>,
    place: Place,
    form: Form,
    /// Whether titles of works are tags rather than links.
    work_tags: bool,
    /// The marks that are open, and what closes each.
    open: Vec<(Mark, String)>,
    out: String,
}

impl Writing<'_> {
    fn shared(&self, wanted: &[Mark]) -> usize {
        self.open.iter().zip(wanted).take_while(|((open, _), wanted)| open == *wanted).count()
    }

    fn step_to(&mut self, wanted: &[Mark]) {
        let shared = self.shared(wanted);
        self.close_to(shared);
        for mark in wanted.iter().skip(shared) {
            let (opening, closing) = self.marker(mark);
            self.out.push_str(&opening);
            self.open.push((mark.clone(), closing));
        }
    }

    fn close_to(&mut self, length: usize) {
        while self.open.len() > length {
            if let Some((_, closing)) = self.open.pop() {
                self.out.push_str(&closing);
            }
        }
    }

    fn marker(&self, mark: &Mark) -> (String, String) {
        let pretty = self.form == Form::Pretty;
        let same = |marker: &str| (marker.to_owned(), marker.to_owned());
        let tag = |name: &str| (format!("<{name}>"), format!("</{name}>"));
        match mark {
            Mark::Strong if pretty => same("**"),
            Mark::Emphasis if pretty => same(if self.out.ends_with('*') { "_" } else { "*" }),
            Mark::Strike if pretty => same("~~"),
            Mark::Subscript if pretty => same("~"),
            Mark::Superscript if pretty => same("^"),
            Mark::Strong => tag("strong"),
            Mark::Emphasis => tag("em"),
            Mark::Strike => tag("s"),
            Mark::Subscript => tag("sub"),
            Mark::Superscript => tag("sup"),
            Mark::Link { href, sponsored } => {
                let title = if *sponsored { " \"sponsored\"" } else { "" };
                ("[".to_owned(), format!("]({}{title})", destination(href)))
            }
            Mark::Artist { artist, strength } => {
                let title = if *strength == Strength::Mentioned { String::new() } else { format!(" \"{}\"", strength.word()) };
                ("[".to_owned(), format!("](artist:{}{title})", slug(*artist, self.cx)))
            }
            Mark::Work { kind } if self.work_tags => (format!("<work kind=\"{}\">", work_word(*kind)), "</work>".to_owned()),
            Mark::Work { kind } => ("[".to_owned(), format!("](work:{})", work_word(*kind))),
        }
    }

    fn hard_break(&mut self) {
        let one_line = matches!(self.place, Place::Heading | Place::Cell) || self.form == Form::Plain;
        self.out.push_str(match self.place {
            _ if one_line => "<br>",
            Place::Verse => "\n",
            Place::Paragraph | Place::Heading | Place::Cell => "\\\n",
        });
    }

    fn letters(&mut self, letters: &str, is_first: bool, is_last: bool) {
        let all: Vec<char> = letters.chars().collect();
        for (n, c) in all.iter().copied().enumerate() {
            let before = n.checked_sub(1).and_then(|n| all.get(n)).copied();
            let after = all.get(n + 1).copied();
            let line_start = self.out.is_empty() || self.out.ends_with('\n');
            // Markdown trims lines; what it would trim is spelt out, and so is what no line can hold.
            let trimmed = c.is_whitespace() && (line_start || after.is_none() || (is_first && n == 0));
            let odd = c.is_control() || c == '\u{feff}' || (c.is_whitespace() && !matches!(c, ' ' | '\u{a0}'));
            if trimmed && (line_start || is_last || self.form == Form::Plain || c != ' ') || odd {
                self.out.push_str(&format!("&#{};", u32::from(c)));
            } else if self.form == Form::Plain {
                self.plain(c);
            } else {
                self.pretty(c, before, after, line_start);
            }
        }
    }

    fn plain(&mut self, c: char) {
        if c.is_ascii_punctuation() && !matches!(c, ',' | '\'' | '?') {
            self.out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            self.out.push(c);
        }
    }

    fn pretty(&mut self, c: char, before: Option<char>, after: Option<char>, line_start: bool) {
        let inside_a_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        let numbers_a_line = matches!(c, '.' | ')') && !line.is_empty() && line.chars().all(|c| c.is_ascii_digit());
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '^' => true,
            '_' => !inside_a_word,
            '&' => after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            '!' => after.is_none(),
            '#' => line_start || self.place == Place::Heading,
            '+' | '-' | '>' | '=' | ':' => line_start,
            '.' | ')' => numbers_a_line,
            _ => false,
        };
        if c == '|' && (line_start || self.place == Place::Cell) || c == '\\' && self.place == Place::Cell {
            self.out.push_str(&format!("&#{};", u32::from(c)));
            return;
        }
        if special {
            self.out.push('\\');
        }
        self.out.push(c);
    }
}

fn work_word(kind: WorkKind) -> &'static str {
    WORKS.into_iter().find(|(one, _)| *one == kind).map_or("song", |(_, word)| word)
}

/// A link's address; in pointed brackets where it has characters that mean something.
fn destination(href: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/:?=#%+,@;!$&".contains(c);
    if href.chars().all(is_plain) && !(href.contains('&') && href.contains(';')) {
        return href.to_owned();
    }
    let mut escaped = String::from("<");
    for c in href.chars() {
        match c {
            '&' | '<' | '>' | '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' | '^' | '"' => {
                escaped.push_str(&format!("&#{};", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped.push('>');
    escaped
}
