//! Running text as it is put together: white space, line ends, marks.

use domain::body::{Inline, Inlines, Mark};

/// White space that was seen, and is written once a word follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    /// A line's end that stands in the text.
    Line,
    /// A line's end that was asked for.
    Break,
}

/// What came of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It goes on.
    Same,
    /// A paragraph ends before what follows.
    Paragraph,
}

/// A line of text under way.
#[derive(Debug)]
pub(super) struct Line {
    done: Inlines,
    gap: Gap,
    gap_marks: Vec<Mark>,
    pub(super) marks: Vec<Mark>,
}

impl Line {
    pub(super) fn new(marks: Vec<Mark>) -> Self {
        Self { done: Inlines::default(), gap: Gap::None, gap_marks: Vec::new(), marks }
    }

    /// What stands so far, without white space at the end; the line begins anew.
    pub(super) fn take(&mut self) -> Inlines {
        self.gap = Gap::None;
        std::mem::take(&mut self.done)
    }

    /// Whether nothing stands yet.
    pub(super) fn is_empty(&self) -> bool {
        self.done.0.is_empty()
    }

    fn widen(&mut self, gap: Gap) {
        if self.gap == Gap::None {
            self.gap_marks.clone_from(&self.marks);
        }
        self.gap = self.gap.max(gap);
    }

    /// A `<br>`. Two of them part paragraphs.
    pub(super) fn hard_break(&mut self) -> Next {
        if self.gap == Gap::Break && !self.is_empty() {
            return Next::Paragraph;
        }
        self.widen(Gap::Break);
        Next::Same
    }

    /// White space; `lines` says whether line ends in it mean something.
    pub(super) fn blank(&mut self, text: &str, lines: bool) -> Next {
        match text.bytes().filter(|byte| *byte == b'\n').count() {
            0 => self.widen(Gap::Space),
            _ if !lines => self.widen(Gap::Space),
            1 => self.widen(Gap::Line),
            _ => return Next::Paragraph,
        }
        Next::Same
    }

    /// A word.
    pub(super) fn word(&mut self, word: &str) {
        if !self.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => {
                    let common: Vec<Mark> = self
                        .gap_marks
                        .iter()
                        .zip(&self.marks)
                        .take_while(|(one, other)| one == other)
                        .map(|(one, _)| one.clone())
                        .collect();
                    self.done.push(" ", &common);
                }
                Gap::Line | Gap::Break => self.done.0.push(Inline::HardBreak),
            }
        }
        self.gap = Gap::None;
        self.done.push(word, &self.marks);
    }
}

/// The lines of a paragraph.
pub(super) fn lines(text: &Inlines) -> Vec<Inlines> {
    text.0.split(|piece| *piece == Inline::HardBreak).map(|line| Inlines(line.to_vec())).collect()
}

/// Lines joined by line ends.
pub(super) fn joined(lines: &[Inlines]) -> Inlines {
    let mut all = Vec::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        if !all.is_empty() {
            all.push(Inline::HardBreak);
        }
        all.extend(line.0.iter().cloned());
    }
    Inlines(all)
}

/// The address that a line is, when it is nothing else: bare, or as a link that shows itself.
pub(super) fn bare_address(line: &Inlines) -> Option<String> {
    let text = line.text();
    let text = text.trim();
    let is_address = (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace);
    is_address.then(|| text.to_owned())
}
