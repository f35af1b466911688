//! A body as plain text: for search, for excerpts, and for the text part of mails.

mod blocks;

use super::Context;
use super::inline::effective;
use domain::body::{Body, Inline, Inlines, Mark};

/// Who reads the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A program: words only, a paragraph a line.
    Words,
    /// A person: wrapped, with addresses.
    Mail,
}

/// The widest line of a mail's text part, in characters.
const WIDTH: usize = 76;

/// The words of a body in reading order, blocks parted by an empty line.
#[must_use]
pub fn plain(body: &Body, cx: &Context<'_>) -> String {
    text(body, cx, Manner::Words)
}

/// Renders a body as text. The caller has laid automatic links over it.
pub(super) fn text(body: &Body, cx: &Context<'_>, manner: Manner) -> String {
    let mut plain = Plain { cx, manner, parts: Vec::new() };
    for block in &body.blocks {
        plain.block(block);
    }
    if manner == Manner::Mail {
        plain.artists(body);
    }
    plain.parts.join("\n\n")
}

struct Plain<'a> {
    cx: &'a Context<'a>,
    manner: Manner,
    /// Paragraphs, each wrapped and indented already.
    parts: Vec<String>,
}

impl Plain<'_> {
    /// Adds a paragraph: its first line after `first`, the others indented by as much, or by `rest`.
    fn add(&mut self, first: &str, rest: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let laid = match self.manner {
            Manner::Words => format!("{first}{}", text.trim()),
            Manner::Mail => wrap(first, rest, text),
        };
        self.parts.push(laid);
    }

    /// Lines that stand under each other without a gap.
    fn add_lines(&mut self, lines: &[(String, String)]) {
        let before = self.parts.len();
        for (first, text) in lines {
            let rest = " ".repeat(first.chars().count());
            self.add(first, &rest, text);
        }
        let joined = self.parts.split_off(before).join("\n");
        if !joined.is_empty() {
            self.parts.push(joined);
        }
    }

    /// Running text: links are followed by their addresses where a person reads it.
    fn inlines(&self, text: &Inlines) -> String {
        let mut words = String::new();
        let mut link: Option<String> = None;
        for piece in &text.0 {
            let href = match piece {
                Inline::HardBreak => None,
                Inline::Text { marks, .. } => effective(marks, self.cx).into_iter().find_map(|mark| match mark {
                    Mark::Link { href, .. } => Some(href.clone()),
                    Mark::Strong
                    | Mark::Emphasis
                    | Mark::Strike
                    | Mark::Subscript
                    | Mark::Superscript
                    | Mark::Artist { .. }
                    | Mark::Work { .. } => None,
                }),
            };
            if link != href {
                self.follow(&mut words, link.take());
                link = href;
            }
            words.push_str(match piece {
                Inline::Text { text, .. } => text,
                Inline::HardBreak => "\n",
            });
        }
        self.follow(&mut words, link);
        words
    }

    fn follow(&self, words: &mut String, link: Option<String>) {
        if let Some(href) = link.filter(|href| self.manner == Manner::Mail && !words.ends_with(href)) {
            words.push_str(&format!(" ({})", self.cx.address(&href)));
        }
    }

    /// The pages of the artists that the text links to, each once.
    fn artists(&mut self, body: &Body) {
        let mut seen = Vec::new();
        let mut lines = Vec::new();
        for (id, _) in body.artist_marks() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            if let Some(artist) = (self.cx.artists)(id) {
                lines.push((format!("{}: ", artist.name), self.cx.artist_address(&artist)));
            }
        }
        self.add_lines(&lines);
    }
}

/// Wraps text at [`WIDTH`]; its own line ends stay.
fn wrap(first: &str, rest: &str, text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (n, own_line) in text.trim().lines().enumerate() {
        let mut line = if n == 0 { first.to_owned() } else { rest.to_owned() };
        let mut width = line.chars().count();
        let mut is_fresh = true;
        for word in own_line.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if !is_fresh && width + 1 + length > WIDTH {
                lines.push(std::mem::replace(&mut line, rest.to_owned()));
                width = rest.chars().count();
                is_fresh = true;
            }
            if !is_fresh {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
            is_fresh = false;
        }
        lines.push(line);
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines.join("\n")
}
