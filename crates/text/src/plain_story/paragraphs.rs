//! The body: paragraphs, the lines set aside between them, and quotations that stand alone as blocks.

use super::clips::{self, ClipHint};
use super::{Line, Removed, Unread, credits, furniture};
use crate::people;
use crate::prose;
use crate::quotes::{self, Found, marks};
use domain::body::{Block, Body, Clip, Inlines, Quotation};

/// One paragraph or clip of the body.
#[derive(Debug, Clone)]
enum Item {
    Paragraph { line: usize, text: String },
    Clip(Box<Clip>),
}

#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    items: Vec<Item>,
    pub(super) artist_line: Vec<String>,
    pub(super) clips: Vec<ClipHint>,
    pub(super) removed: Vec<Removed>,
    pub(super) unread: Vec<Unread>,
}

/// Archive lines beyond so many names are no longer weighed against the whole text, which costs time.
const MANY_NAMES: usize = 12;

pub(super) fn read(lines: &[Line<'_>], text: &str) -> Paragraphs {
    let mut body = Paragraphs::default();
    let mut set_aside: Vec<(usize, Line<'_>, &'static str)> = Vec::new();
    let wrapped = is_wrapped(lines);
    let mut joins = false;
    for line in lines {
        if let Some(asks) = furniture::asks_to(line.text) {
            set_aside.push((body.items.len(), *line, asks));
            continue;
        }
        if credits::is_archive_line(line.text) && line.text.chars().count() <= 100 {
            let story = if body.artist_line.len() < MANY_NAMES { text.replace(line.text, " | ") } else { String::new() };
            body.artist_line.extend(credits::archive_names(line.text, &story));
            body.removed.push(removed(line, "archive line, became the artist line".to_owned()));
            continue;
        }
        if clips::is_address(line.text) {
            joins = false;
            body.take_address(line);
            continue;
        }
        match body.items.last_mut() {
            Some(Item::Paragraph { text, .. }) if joins && wrapped && !line.after_blank => {
                text.push(' ');
                text.push_str(line.text);
            }
            _ => body.items.push(Item::Paragraph { line: line.number, text: line.text.to_owned() }),
        }
        joins = true;
    }
    body.report(&set_aside);
    body
}

fn removed(line: &Line<'_>, why: String) -> Removed {
    Removed { line: line.number, text: line.text.to_owned(), why }
}

/// Whether single line ends are only the wrapping of paragraphs that blank lines part.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let blanks = lines.iter().skip(1).filter(|line| line.after_blank).count();
    let runs_on = |pair: &[Line<'_>]| matches!(pair, [a, b] if !b.after_blank && !prose::is_closed(a.text) && a.text.chars().count() >= 40);
    blanks > 0 && lines.windows(2).any(runs_on)
}

impl Paragraphs {
    fn take_address(&mut self, line: &Line<'_>) {
        match clips::of_address(line.text, line.number) {
            Some((hint, clip)) => {
                self.removed.push(removed(line, "became the clip".to_owned()));
                self.clips.push(hint);
                self.items.push(Item::Clip(Box::new(clip)));
            }
            None => {
                let problem = "an address alone on its line that is no clip of a known service; kept as a paragraph";
                self.unread.push(Unread { line: line.number, text: line.text.to_owned(), problem: problem.to_owned() });
                self.items.push(Item::Paragraph { line: line.number, text: line.text.to_owned() });
            }
        }
    }

    fn texts(&self) -> Vec<&str> {
        self.items.iter().filter(|item| matches!(item, Item::Paragraph { .. })).map(Item::text).collect()
    }

    /// Says of each line set aside where it stood, and of the rest what looks wrong.
    fn report(&mut self, set_aside: &[(usize, Line<'_>, &'static str)]) {
        let texts: Vec<&str> = self.items.iter().map(Item::text).collect();
        let quoted = marks::scan(&texts);
        let mut new = Vec::new();
        for (at, line, asks) in set_aside {
            let before = at.checked_sub(1);
            let inside = quoted.iter().any(|mark| mark.goes_on && mark.text == *at);
            let ends_one = before.is_some_and(|before| {
                let last = quoted.iter().rev().find(|mark| mark.text == before);
                last.is_some_and(|mark| mark.goes_on && texts.get(before).is_some_and(|text| text.trim_end().len() <= mark.outer_end))
            });
            let place = match (before, *at >= self.items.len()) {
                _ if inside => "inside a quotation",
                (None, _) => "above the text",
                (_, true) => "after the last paragraph",
                _ if ends_one => "after a quotation",
                _ => "between two paragraphs",
            };
            new.push(removed(line, furniture::why(asks, place)));
        }
        self.removed.extend(new);
        for mark in quoted.iter().filter(|mark| mark.unclosed) {
            if let Some(Item::Paragraph { line, text }) = self.items.get(mark.text) {
                let begins: String = text.get(mark.outer_start..).unwrap_or_default().chars().take(60).collect();
                let problem = "a quotation is opened here and never closed; it was taken to end with its paragraph";
                self.unread.push(Unread { line: *line, text: begins, problem: problem.to_owned() });
            }
        }
        for item in &self.items {
            if let Item::Paragraph { line, text } = item
                && text.chars().count() <= 80
                && !prose::is_closed(text)
                && !clips::is_address(text)
            {
                let problem =
                    "a short line without closing punctuation; kept as a paragraph, it may be a heading or not belong to the story";
                self.unread.push(Unread { line: *line, text: text.clone(), problem: problem.to_owned() });
            }
        }
    }
}

impl Item {
    fn text(&self) -> &str {
        match self {
            Self::Paragraph { text, .. } => text,
            Self::Clip(_) => "",
        }
    }
}

/// A quotation that stands alone: its paragraphs, and what introduces it in the first one.
struct Alone {
    first: usize,
    last: usize,
    found: Found,
}

/// The blocks, with quotations that stand alone made into blocks of their own.
pub(super) fn blocks(body: &Paragraphs, subjects: &[String]) -> Body {
    let texts = body.texts();
    let with_roles = people::with_roles(&texts);
    let alone: Vec<Alone> = quotes::read(&texts, subjects).into_iter().filter_map(|found| stands_alone(&texts, found)).collect();
    let mut blocks = Vec::new();
    let mut index = 0;
    for item in &body.items {
        let Item::Paragraph { text, .. } = item else {
            blocks.extend(clip_block(item));
            continue;
        };
        match alone.iter().find(|one| (one.first..=one.last).contains(&index)) {
            Some(one) if one.first == index => {
                let intro = one.found.parts.first().and_then(|part| texts.get(part.text)?.get(..part.start)).unwrap_or_default();
                let intro = intro.trim_end().trim_end_matches(['"', '“', '„', '«', '‘', '\'']).trim_end();
                if !intro.is_empty() {
                    blocks.push(Block::Paragraph(Inlines::plain(intro)));
                }
                blocks.push(quotation(&texts, &one.found, &with_roles));
            }
            Some(_) => {}
            None => blocks.push(Block::Paragraph(Inlines::plain(text.as_str()))),
        }
        index += 1;
    }
    Body { blocks }
}

fn clip_block(item: &Item) -> Option<Block> {
    match item {
        Item::Clip(clip) => Some(Block::Clip(clip.as_ref().clone())),
        Item::Paragraph { .. } => None,
    }
}

/// A quotation over paragraphs that nothing follows in its last one, or a whole paragraph after an introduction.
fn stands_alone(texts: &[&str], found: Found) -> Option<Alone> {
    let (first, last) = (*found.parts.first()?, *found.parts.last()?);
    let head = texts.get(first.text)?.get(..first.start)?.trim_end_matches(['"', '“', '„', '«', '‘', '\'', ' ']);
    let tail = texts.get(last.text)?.get(last.end..)?;
    let clean_tail = !tail.chars().any(char::is_alphanumeric);
    let clean_head = head.is_empty() || head.ends_with([':', ',']);
    let introduced = head.is_empty()
        && first.text.checked_sub(1).and_then(|before| texts.get(before)).is_some_and(|before| before.trim_end().ends_with(':'));
    let alone = clean_tail && clean_head && (found.parts.len() > 1 || introduced);
    alone.then_some(Alone { first: first.text, last: last.text, found })
}

fn quotation(texts: &[&str], found: &Found, with_roles: &[people::Person]) -> Block {
    let role = found
        .speaker
        .as_ref()
        .and_then(|speaker| with_roles.iter().find(|person| person.name == *speaker))
        .map(|person| person.role.clone());
    let words =
        |part: &quotes::Part| texts.get(part.text).and_then(|text| text.get(part.start..part.end)).unwrap_or_default().trim().to_owned();
    let paragraphs = found.parts.iter().map(|part| Inlines::plain(words(part))).collect();
    Block::Quotation(Quotation { speaker: found.speaker.clone(), role, paragraphs })
}
