//! Pieces as they are put together.

use super::inline::{Line, Next, bare_address, joined, lines};
use super::players::{clip_of, link_paragraph};
use super::{About, Finding, ForeignPicture, Piece};
use domain::body::{Block, Inlines, List, Mark, Quotation, is_safe_href};

/// Puts pieces together.
pub(super) struct Builder<'f> {
    pub(super) pieces: Vec<Piece>,
    pub(super) line: Line,
    /// Whether line ends of the text mean something.
    pub(super) lines: bool,
    pub(super) findings: &'f mut Vec<Finding>,
    pub(super) base: &'f str,
}

impl<'f> Builder<'f> {
    pub(super) fn new(lines: bool, base: &'f str, findings: &'f mut Vec<Finding>) -> Self {
        Self { pieces: Vec::new(), line: Line::new(Vec::new()), lines, findings, base }
    }

    pub(super) fn found(&mut self, about: About, text: impl AsRef<str>) {
        self.findings.push(Finding::new(about, text));
    }

    /// Pieces of something inside, with the marks that hold here.
    pub(super) fn inside(&mut self, lines: bool, work: impl FnOnce(&mut Builder<'_>)) -> Vec<Piece> {
        let mut inner =
            Builder { pieces: Vec::new(), line: Line::new(self.line.marks.clone()), lines, findings: self.findings, base: self.base };
        work(&mut inner);
        inner.flush();
        inner.pieces
    }

    pub(super) fn push(&mut self, block: Block) {
        self.flush();
        self.pieces.push(Piece::Block(block));
    }

    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let blank = rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len());
            let (white, after) = rest.split_at(blank);
            if !white.is_empty() && self.line.blank(white, self.lines) == Next::Paragraph {
                self.flush();
            }
            let end = after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len());
            let (word, after) = after.split_at(end);
            if !word.is_empty() {
                self.word(word);
            }
            rest = after;
        }
    }

    /// A word; an address is a link to itself, as readers of Markdown and mail are used to.
    fn word(&mut self, word: &str) {
        let begins = ["https://", "http://"].iter().find(|scheme| word.starts_with(**scheme) && word.len() > scheme.len());
        let linked = self.line.marks.iter().any(|mark| matches!(mark, Mark::Link { .. }));
        if begins.is_none() || linked {
            return self.line.word(word);
        }
        let address = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '>', '”', '’']);
        if !is_safe_href(address) || clip_of(word).is_none() && address.len() < "http://a.b".len() {
            return self.line.word(word);
        }
        let after = word.strip_prefix(address).unwrap_or_default();
        self.with_mark(Mark::Link { href: address.to_owned(), sponsored: false }, |to| to.line.word(address));
        if !after.is_empty() {
            self.line.word(after);
        }
    }

    pub(super) fn hard_break(&mut self) {
        if self.line.hard_break() == Next::Paragraph {
            self.flush();
        }
    }

    /// Ends the paragraph under way. Addresses on lines of their own become clips.
    pub(super) fn flush(&mut self) {
        let text = self.line.take();
        if text.is_blank() {
            return;
        }
        let mut waiting: Vec<Inlines> = Vec::new();
        for line in lines(&text) {
            match bare_address(&line).and_then(|address| clip_of(&address)) {
                Some(clip) => {
                    self.paragraph(joined(&waiting));
                    waiting.clear();
                    self.pieces.push(Piece::Block(Block::Clip(clip)));
                }
                None => waiting.push(line),
            }
        }
        self.paragraph(joined(&waiting));
    }

    fn paragraph(&mut self, text: Inlines) {
        match bare_address(&text) {
            _ if text.is_blank() => {}
            Some(address) => self.pieces.push(Piece::Block(link_paragraph(&address, &address))),
            None => self.pieces.push(Piece::Block(Block::Paragraph(text))),
        }
    }

    pub(super) fn picture(&mut self, picture: ForeignPicture) {
        // Pages that load pictures late have each of them twice.
        if let Some(Piece::Picture(last)) = self.pieces.last_mut()
            && self.line.is_empty()
            && last.addresses.first().is_some_and(|address| picture.addresses.contains(address))
        {
            if last.alt.is_empty() {
                last.alt = picture.alt;
            }
            return;
        }
        self.flush();
        self.pieces.push(Piece::Picture(picture));
    }

    /// A quotation: its paragraphs together, what else stands in it on its own.
    pub(super) fn quotation(&mut self, pieces: Vec<Piece>, speaker: Option<String>) {
        self.flush();
        let mut said = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Block(Block::Paragraph(text) | Block::Heading { text, .. }) => said.push(text),
                Piece::Block(Block::Quotation(inner)) => said.extend(inner.paragraphs),
                Piece::Block(Block::List(list)) => said.extend(list.items.into_iter().flatten()),
                other => {
                    self.said(std::mem::take(&mut said), None);
                    self.pieces.push(other);
                }
            }
        }
        self.said(said, speaker);
    }

    /// A line that is set large beside the text; what cannot stand in one follows it.
    pub(super) fn pull_quote(&mut self, pieces: Vec<Piece>, speaker: Option<String>) {
        self.flush();
        let (text, after) = one_line(pieces);
        if !text.is_blank() {
            self.pieces.push(Piece::Block(Block::PullQuote { text, speaker }));
        }
        self.pieces.extend(after);
    }

    fn said(&mut self, paragraphs: Vec<Inlines>, speaker: Option<String>) {
        if !paragraphs.is_empty() {
            self.pieces.push(Piece::Block(Block::Quotation(Quotation { speaker, role: None, paragraphs })));
        }
    }

    /// A list; what cannot stand in one follows it.
    pub(super) fn list(&mut self, ordered: bool, start: u32, items: Vec<Vec<Piece>>) {
        self.flush();
        let (mut list, mut after) = (List { ordered, start, items: Vec::new() }, Vec::new());
        for item in items {
            let (mut own, mut nested) = (Vec::new(), Vec::new());
            for piece in item {
                match piece {
                    Piece::Block(Block::Paragraph(text) | Block::Heading { text, .. }) => own.push(text),
                    Piece::Block(Block::Quotation(inner)) => own.extend(inner.paragraphs),
                    Piece::Block(Block::List(inner)) => nested.extend(inner.items),
                    other => after.push(other),
                }
            }
            if !own.is_empty() {
                list.items.push(own);
            }
            if !nested.is_empty() {
                self.found(About::Markup, "a list inside a list: its items follow as items of the outer one");
            }
            list.items.extend(nested);
        }
        if !list.items.is_empty() {
            self.pieces.push(Piece::Block(Block::List(list)));
        }
        self.pieces.extend(after);
    }

    /// A heading; what cannot stand in one follows it.
    pub(super) fn heading(&mut self, level: u8, pieces: Vec<Piece>) {
        self.flush();
        let (text, after) = one_line(pieces);
        if !text.is_blank() {
            self.pieces.push(Piece::Block(Block::Heading { level, text }));
        }
        self.pieces.extend(after);
    }

    pub(super) fn with_mark(&mut self, mark: Mark, work: impl FnOnce(&mut Self)) {
        if self.line.marks.iter().any(|known| std::mem::discriminant(known) == std::mem::discriminant(&mark)) {
            return work(self);
        }
        self.line.marks.push(mark);
        work(self);
        self.line.marks.pop();
    }
}

/// The paragraphs of some pieces as lines of one text, and what is no text.
pub(super) fn one_line(pieces: Vec<Piece>) -> (Inlines, Vec<Piece>) {
    let (mut text, mut after) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Block(Block::Paragraph(line) | Block::Heading { text: line, .. }) => text.push(line),
            Piece::Block(Block::Quotation(inner)) => text.extend(inner.paragraphs),
            Piece::Block(Block::List(list)) => text.extend(list.items.into_iter().flatten()),
            other => after.push(other),
        }
    }
    (joined(&text), after)
}
