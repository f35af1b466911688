//! Blocks in Markdown.

use super::fence::{self, Fence};
use super::inline::name;
use super::{Problem, Resolver};
use domain::body::{Block, Body, Inlines, List, Quotation, Table};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What the end of a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// A space.
    Soft,
    /// A hard break: in verse.
    Hard,
}

/// Reads the body of a story file whose text begins on a line of the file.
pub(crate) fn read_body(text: &str, first_line: usize, resolver: &dyn Resolver, problems: &mut Vec<Problem>) -> Body {
    let reader = Reader { fences: true, ..Reader::inside_a_fence(text, first_line, resolver, LineEnds::Soft) };
    Body { blocks: reader.read(problems).into_iter().map(|(_, block)| block).collect() }
}

/// Walks the events of a Markdown text.
pub(super) struct Reader<'r> {
    text: &'r str,
    events: Vec<(Event<'r>, Range<usize>)>,
    at: usize,
    /// The byte after each line end.
    line_starts: Vec<usize>,
    first_line: usize,
    /// Whether fences are blocks here. Inside a fence they are not.
    fences: bool,
    pub(super) line_ends: LineEnds,
    pub(super) resolver: &'r dyn Resolver,
    problems: Vec<Problem>,
}

impl<'r> Reader<'r> {
    pub(super) fn inside_a_fence(text: &'r str, first_line: usize, resolver: &'r dyn Resolver, line_ends: LineEnds) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SUPERSCRIPT | Options::ENABLE_SUBSCRIPT;
        let parser = Parser::new_ext(text, options);
        let line_starts = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let definitions: Vec<usize> = parser.reference_definitions().iter().map(|(_, definition)| definition.span.start).collect();
        let mut reader = Self {
            text,
            events: joined(text, parser.into_offset_iter()),
            at: 0,
            line_starts,
            first_line,
            fences: false,
            line_ends,
            resolver,
            problems: Vec::new(),
        };
        for at in definitions {
            let line = reader.line_of(at);
            reader.problem(line, "addresses are not kept apart from their links; write [text](https://…)");
        }
        reader
    }

    /// Reads everything: each block with its line in the file.
    pub(super) fn read(mut self, problems: &mut Vec<Problem>) -> Vec<(usize, Block)> {
        let mut blocks = Vec::new();
        while let Some((event, line)) = self.peek() {
            let before = self.at;
            blocks.extend(self.block(event, line).map(|block| (line, block)));
            if self.at == before {
                self.step();
            }
        }
        problems.append(&mut self.problems);
        blocks
    }

    /// The event to come, and its line in the file.
    pub(super) fn peek(&self) -> Option<(Event<'r>, usize)> {
        self.events.get(self.at).map(|(event, range)| (event.clone(), self.line_of(range.start)))
    }

    /// The line of the event to come, or of the last one.
    pub(super) fn line(&self) -> usize {
        let event = self.events.get(self.at).or(self.events.last());
        event.map_or(self.first_line, |(_, range)| self.line_of(range.start))
    }

    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    /// Whether letters stand in the text as they are read, with nothing spelt out.
    pub(super) fn is_verbatim(&self, letters: &str) -> bool {
        let range = self.at.checked_sub(1).and_then(|last| self.events.get(last)).map(|(_, range)| range.clone());
        range.and_then(|range| self.text.get(range)) == Some(letters)
    }

    pub(super) fn problem(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem { line, what: what.into() });
    }

    /// Whether the fence to come ends in a fence of its own, and not with the file.
    fn fence_is_closed(&self) -> bool {
        let range = self.events.get(self.at).map(|(_, range)| range.clone());
        let text = range.and_then(|range| self.text.get(range)).unwrap_or_default().trim_end();
        let last = text.lines().skip(1).last().unwrap_or_default().trim();
        last.len() >= 3 && (last.chars().all(|c| c == '`') || last.chars().all(|c| c == '~'))
    }

    fn line_of(&self, byte: usize) -> usize {
        self.first_line + self.line_starts.partition_point(|start| *start <= byte)
    }

    fn block(&mut self, event: Event<'r>, line: usize) -> Option<Block> {
        match event {
            Event::Start(Tag::Paragraph) => {
                self.step();
                Some(self.inlines(TagEnd::Paragraph)).filter(|text| !text.is_blank()).map(Block::Paragraph)
            }
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, line),
            Event::Start(Tag::BlockQuote(_)) => self.quotation(line),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if self.fences => {
                if !self.fence_is_closed() {
                    let what = format!("the fence `{}` is never closed: end it with a line of three backticks", info.trim());
                    self.problem(line, what);
                }
                let content = self.raw_text();
                fence::read(&Fence { name: info.trim(), content: &content, line: line + 1 }, self.resolver, &mut self.problems)
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                self.refuse(line, "a line that begins with four spaces is code, which a story has not; take the spaces away");
                None
            }
            Event::Start(Tag::HtmlBlock) => Some(Block::RawHtml(self.raw_text())),
            Event::Start(Tag::List(start)) => self.list(start, line),
            Event::Start(Tag::Table(_)) => Some(self.table()),
            Event::Rule => Some(Block::Divider),
            Event::Start(tag) => {
                self.refuse(line, format!("{} cannot stand here", name(&tag)));
                None
            }
            _ => {
                self.problem(line, "this cannot stand here");
                None
            }
        }
    }

    /// Refuses what begins here, with everything in it.
    fn refuse(&mut self, line: usize, what: impl Into<String>) {
        self.problem(line, what);
        let mut depth = 0_usize;
        while let Some((event, _)) = self.peek() {
            self.step();
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }

    /// The text of a fence or an HTML block, without its last line end.
    fn raw_text(&mut self) -> String {
        let mut text = String::new();
        self.step();
        while let Some((event, _)) = self.peek() {
            self.step();
            match event {
                Event::Text(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
                _ => break,
            }
        }
        if text.ends_with('\n') {
            text.pop();
        }
        text
    }

    fn heading(&mut self, level: HeadingLevel, line: usize) -> Option<Block> {
        self.step();
        let text = self.inlines(TagEnd::Heading(level));
        let level = match level {
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H1 => {
                self.problem(line, "the headline stands in the head; headings in the text are ## or ###");
                return None;
            }
            HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => {
                self.problem(line, "headings in the text are ## or ###");
                return None;
            }
        };
        (!text.is_blank()).then_some(Block::Heading { level, text })
    }

    fn quotation(&mut self, line: usize) -> Option<Block> {
        self.step();
        let mut paragraphs = Vec::new();
        while let Some((event, line)) = self.peek() {
            match event {
                Event::End(TagEnd::BlockQuote(_)) => {
                    self.step();
                    break;
                }
                Event::Start(Tag::Paragraph) => {
                    self.step();
                    let text = self.inlines(TagEnd::Paragraph);
                    paragraphs.push(text);
                }
                _ => self.refuse(line, "only paragraphs stand in a quotation"),
            }
        }
        paragraphs.retain(|text| !text.is_blank());
        if paragraphs.is_empty() {
            self.problem(line, "the quotation is empty");
            return None;
        }
        Some(Block::Quotation(Quotation { speaker: None, role: None, paragraphs }))
    }

    fn list(&mut self, start: Option<u64>, line: usize) -> Option<Block> {
        self.step();
        let mut items = Vec::new();
        while let Some((event, _)) = self.peek() {
            self.step();
            match event {
                Event::Start(Tag::Item) => items.push(self.item()),
                _ => break,
            }
        }
        items.retain(|item: &Vec<Inlines>| !item.is_empty());
        if items.is_empty() {
            self.problem(line, "the list is empty");
            return None;
        }
        let first = start.and_then(|start| u32::try_from(start).ok()).unwrap_or(1);
        Some(Block::List(List { ordered: start.is_some(), start: first, items }))
    }

    fn item(&mut self) -> Vec<Inlines> {
        let mut paragraphs = Vec::new();
        while let Some((event, line)) = self.peek() {
            match event {
                Event::End(TagEnd::Item) => {
                    self.step();
                    break;
                }
                Event::Start(Tag::Paragraph) => {
                    self.step();
                    let text = self.inlines(TagEnd::Paragraph);
                    paragraphs.push(text);
                }
                other if begins_a_block(&other) => self.refuse(line, "only paragraphs stand in a list"),
                _ => {
                    let text = self.loose_inlines(|event| *event == Event::End(TagEnd::Item) || begins_a_block(event));
                    paragraphs.push(text);
                }
            }
        }
        paragraphs.retain(|text| !text.is_blank());
        paragraphs
    }

    fn table(&mut self) -> Block {
        let mut rows: Vec<Vec<Inlines>> = Vec::new();
        self.step();
        while let Some((event, _)) = self.peek() {
            self.step();
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = self.inlines(TagEnd::TableCell);
                    if let Some(row) = rows.last_mut() {
                        row.push(cell);
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        Block::Table(Table { caption: String::new(), header: true, rows })
    }
}

/// The events, with letters that stand next to each other in the text in one piece.
fn joined<'r>(text: &'r str, events: impl Iterator<Item = (Event<'r>, Range<usize>)>) -> Vec<(Event<'r>, Range<usize>)> {
    let mut joined: Vec<(Event<'r>, Range<usize>)> = Vec::new();
    for (event, range) in events {
        if let (Some((Event::Text(last), before)), Event::Text(words)) = (joined.last_mut(), &event)
            && before.end == range.start
            && text.get(before.clone()) == Some(last.as_ref())
            && text.get(range.clone()) == Some(words.as_ref())
            && let Some(both) = text.get(before.start..range.end)
        {
            *last = both.into();
            before.end = range.end;
        } else {
            joined.push((event, range));
        }
    }
    joined
}

/// Whether an event opens a block of its own, in an item that otherwise holds running text.
fn begins_a_block(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Rule
            | Event::Start(
                Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::BlockQuote(_)
                    | Tag::CodeBlock(_)
                    | Tag::HtmlBlock
                    | Tag::List(_)
                    | Tag::Table(_)
            )
    )
}
