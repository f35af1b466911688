//! Parts an export into what stands before its items and the items, one at a time, however long the file is.

use super::super::loose::{CDATA, is_true_end, tag_length};
use memchr::memmem;
use std::io::{self, Read};

/// The largest item that is taken, in bytes.
pub(super) const LARGEST: usize = 64 * 1024 * 1024;
/// The most that is kept of what stands between the items.
const MOST_BETWEEN: usize = 16 * 1024 * 1024;
/// Read at once.
const CHUNK: usize = 256 * 1024;
/// So much of what follows a place is looked at.
const AHEAD: usize = 64;

/// A part of an export.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What stood before an item, or after the last: the paper's own elements.
    Between(Vec<u8>),
    /// An item, from its tag to its end.
    Item {
        /// Its bytes.
        bytes: Vec<u8>,
        /// The line on which it begins.
        line: u64,
        /// Whether its end was found.
        ended: bool,
    },
    /// An item that is larger than any story.
    TooLarge {
        /// The line on which it begins.
        line: u64,
    },
}

pub(super) struct Splitter<R> {
    input: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    start: usize,
    /// The line of `start`.
    line: u64,
    ended: bool,
    between: Vec<u8>,
    /// Whether what begins between the items may still end: an end that is nowhere is looked for once.
    ends: [bool; 2],
}

/// Where a search ended.
enum Found {
    At(usize),
    /// Nothing until the end of the file.
    End,
    /// Nothing within the largest item.
    Far,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), start: 0, line: 1, ended: false, between: Vec::new(), ends: [true; 2] }
    }

    /// The next part.
    pub(super) fn next(&mut self) -> io::Result<Option<Part>> {
        let mut at = self.start;
        loop {
            // What was looked at goes to what stands between, so that the buffer stays small.
            if at - self.start > CHUNK {
                self.keep_between(at);
                at = self.start;
            }
            let open = match self.find(at, b"<")? {
                Found::At(open) => open,
                Found::Far => {
                    self.keep_between(self.buffer.len());
                    at = self.start;
                    continue;
                }
                Found::End => {
                    self.keep_between(self.buffer.len());
                    let between = std::mem::take(&mut self.between);
                    return Ok(Some(Part::Between(between)).filter(|part| *part != Part::Between(Vec::new())));
                }
            };
            self.fill_to(open + AHEAD)?;
            if self.is_item(open) {
                self.keep_between(open);
                if !self.between.trim_ascii().is_empty() {
                    return Ok(Some(Part::Between(std::mem::take(&mut self.between))));
                }
                self.between.clear();
                return self.item().map(Some);
            }
            let [sections, comments] = self.ends;
            if sections && self.has(open, CDATA.as_bytes()) {
                at = self.past(open, b"]]>")?;
                self.ends = [at > open + 1, comments];
            } else if comments && self.has(open, b"<!--") {
                at = self.past(open, b"-->")?;
                self.ends = [sections, at > open + 1];
            } else {
                at = open + 1;
            }
        }
    }

    /// The item that begins at `start`.
    fn item(&mut self) -> io::Result<Part> {
        let line = self.line;
        let mut at = self.start + 1;
        let mut comments_end = true;
        loop {
            let open = match self.find(at, b"<")? {
                Found::At(open) => open,
                Found::End => return Ok(self.take(self.buffer.len(), line, false)),
                Found::Far => return self.too_large(line),
            };
            self.fill_to(open + AHEAD)?;
            if self.has(open, CDATA.as_bytes()) {
                match self.section(open)? {
                    Section::Ends(end) => at = end,
                    Section::ItemEnds(end) => return Ok(self.take(end, line, true)),
                    Section::Far => return self.too_large(line),
                }
            } else if comments_end && self.has(open, b"<!--") {
                let end = self.past(open, b"-->")?;
                comments_end = end > open + 1;
                at = end;
            } else if self.has(open, b"</item") {
                let length = tag_length(self.buffer.get(open..).unwrap_or_default()).unwrap_or(b"</item".len());
                return Ok(self.take(open + length, line, true));
            } else if self.is_item(open) || self.has(open, b"</channel") || self.has(open, b"</rss") {
                return Ok(self.take(open, line, false));
            } else {
                at = open + 1;
            }
        }
    }

    /// Where the section that begins at `open` ends.
    fn section(&mut self, open: usize) -> io::Result<Section> {
        let (mut from, mut first) = (open + CDATA.len(), None);
        for _ in 0..super::super::loose::FALSE_ENDS {
            let end = match self.find(from, b"]]>")? {
                Found::At(end) => end,
                Found::End => break,
                Found::Far => return Ok(self.item_end(open, from).map_or(Section::Far, Section::ItemEnds)),
            };
            if let Some(item_end) = self.item_end(from, end) {
                return Ok(Section::ItemEnds(item_end));
            }
            self.fill_to(end + 3 + AHEAD)?;
            if is_true_end(self.buffer.get(end + 3..).unwrap_or_default()) {
                return Ok(Section::Ends(end + 3));
            }
            first = first.or(Some(end + 3));
            from = end + 3;
        }
        Ok(match (first, self.item_end(from, self.buffer.len())) {
            (None, Some(end)) => Section::ItemEnds(end),
            (first, _) => Section::Ends(first.unwrap_or(self.buffer.len())),
        })
    }

    /// Where, between two places of a section that is not ended, an item ends all the same: its end tag, and after it the
    /// next item or the end of all.
    fn item_end(&self, from: usize, to: usize) -> Option<usize> {
        let region = self.buffer.get(from..to.min(self.buffer.len()))?;
        memmem::find_iter(region, b"</item>").map(|at| from + at + b"</item>".len()).find(|end| {
            let after = self.buffer.get(*end..).unwrap_or_default();
            let after = after.get(..after.len().min(AHEAD)).unwrap_or_default().trim_ascii_start();
            after.starts_with(b"<item>") || after.starts_with(b"</channel>")
        })
    }

    fn take(&mut self, end: usize, line: u64, ended: bool) -> Part {
        let bytes = self.buffer.get(self.start..end).unwrap_or_default().to_vec();
        self.advance(end);
        Part::Item { bytes, line, ended }
    }

    /// Passes an item over that is too large: up to the next one's tag.
    fn too_large(&mut self, line: u64) -> io::Result<Part> {
        self.advance(self.start + 1);
        loop {
            match self.find(self.start, b"<item>")? {
                Found::At(at) => {
                    self.advance(at);
                    break;
                }
                Found::Far => self.advance(self.buffer.len().saturating_sub(AHEAD).max(self.start)),
                Found::End => {
                    self.advance(self.buffer.len());
                    break;
                }
            }
        }
        Ok(Part::TooLarge { line })
    }

    fn has(&self, at: usize, what: &[u8]) -> bool {
        self.buffer.get(at..).is_some_and(|rest| rest.starts_with(what))
    }

    fn is_item(&self, at: usize) -> bool {
        self.has(at, b"<item") && self.buffer.get(at + 5).is_some_and(|byte| matches!(byte, b'>' | b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// What follows the next `end` after `open`; what follows `open` itself when there is none.
    fn past(&mut self, open: usize, end: &[u8]) -> io::Result<usize> {
        Ok(match self.find(open, end)? {
            Found::At(at) => at + end.len(),
            Found::End | Found::Far => open + 1,
        })
    }

    fn find(&mut self, from: usize, what: &[u8]) -> io::Result<Found> {
        let mut looked = from;
        loop {
            if let Some(at) = memmem::find(self.buffer.get(looked..).unwrap_or_default(), what) {
                return Ok(Found::At(looked + at));
            }
            looked = looked.max((self.buffer.len() + 1).saturating_sub(what.len())).max(from);
            if self.ended {
                return Ok(Found::End);
            }
            if self.buffer.len() - self.start > LARGEST {
                return Ok(Found::Far);
            }
            self.fill()?;
        }
    }

    fn fill_to(&mut self, length: usize) -> io::Result<()> {
        while !self.ended && self.buffer.len() < length {
            self.fill()?;
        }
        Ok(())
    }

    fn fill(&mut self) -> io::Result<()> {
        let before = self.buffer.len();
        self.input.by_ref().take(CHUNK as u64).read_to_end(&mut self.buffer)?;
        self.ended = self.buffer.len() == before;
        Ok(())
    }

    fn keep_between(&mut self, end: usize) {
        let end = end.min(self.buffer.len());
        let room = MOST_BETWEEN.saturating_sub(self.between.len());
        let bytes = self.buffer.get(self.start..end).unwrap_or_default();
        self.between.extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
        self.advance(end);
    }

    /// What lies before `end` is done with.
    fn advance(&mut self, end: usize) {
        let done = self.buffer.get(self.start..end).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', done).count() as u64;
        self.start = end;
        if self.start >= 4 * CHUNK || self.start == self.buffer.len() {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
    }
}

/// How a section ends.
enum Section {
    /// Before this place.
    Ends(usize),
    /// Not at all, but the item does.
    ItemEnds(usize),
    /// Not within the largest item.
    Far,
}

#[cfg(test)]
mod tests {
    use super::{Part, Splitter};

    fn items(text: &str) -> Vec<(String, u64, bool)> {
        let mut splitter = Splitter::new(text.as_bytes());
        let mut items = Vec::new();
        while let Some(part) = splitter.next().unwrap() {
            if let Part::Item { bytes, line, ended } = part {
                items.push((String::from_utf8(bytes).unwrap(), line, ended));
            }
        }
        items
    }

    #[test]
    fn items_are_found_with_their_lines() {
        let found = items("<rss>\n<channel><title>A</title>\n<item><a>1</a></item>\n\n<item x=\"1\">2</item>\n</channel></rss>");
        assert_eq!(found, [("<item><a>1</a></item>".to_owned(), 3, true), ("<item x=\"1\">2</item>".to_owned(), 5, true)]);
    }

    #[test]
    fn an_end_inside_a_text_is_none_and_one_that_is_missing_does_not_take_the_next() {
        let found =
            items("<item><content:encoded><![CDATA[about <item> and </item> feeds ]]> :)]]></content:encoded></item><item>2</item>");
        assert_eq!(found.len(), 2, "{found:?}");
        let found = items("<item><content:encoded><![CDATA[never ended</content:encoded></item>\n<item>2</item></channel>");
        assert_eq!(found.iter().map(|(_, line, ended)| (*line, *ended)).collect::<Vec<_>>(), [(1, true), (2, true)]);
        let found = items("<item><title>Broken\n<item>2</item></channel>");
        assert_eq!(found.iter().map(|(_, line, ended)| (*line, *ended)).collect::<Vec<_>>(), [(1, false), (2, true)]);
        assert_eq!(items("<item>cut off <!-- he"), [("<item>cut off <!-- he".to_owned(), 1, false)]);
    }

    #[test]
    fn the_paper_stands_between() {
        let mut splitter = Splitter::new(&b"<rss><channel><title>A</title><item>1</item> <item>2</item><wp:author/></channel></rss>"[..]);
        assert_eq!(splitter.next().unwrap(), Some(Part::Between(b"<rss><channel><title>A</title>".to_vec())));
        assert!(matches!(splitter.next().unwrap(), Some(Part::Item { .. })));
        assert!(matches!(splitter.next().unwrap(), Some(Part::Item { .. })));
        assert_eq!(splitter.next().unwrap(), Some(Part::Between(b"<wp:author/></channel></rss>".to_vec())));
        assert_eq!(splitter.next().unwrap(), None);
    }

    proptest::proptest! {
        #[test]
        fn anything_ends(text in "(<item>|</item>|<!\\[CDATA\\[|\\]\\]>|<!--|-->|</channel>|[a-z <>]){0,40}") {
            let mut splitter = Splitter::new(text.as_bytes());
            let mut parts = 0;
            while splitter.next().unwrap().is_some() {
                parts += 1;
                proptest::prop_assert!(parts < 200);
            }
        }
    }
}
