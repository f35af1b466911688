//! XML as programs really write it: a `]]>` inside a text, an `&` that begins nothing, an element that is never closed.
//! What is well-formed is read as XML has it (but that no entity is ever defined); of the rest, as much as can be told.

use memchr::memmem;
use std::borrow::Cow;

pub(super) const CDATA: &str = "<![CDATA[";

/// One element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// Its name, with the prefix.
    pub(super) name: &'a str,
    /// Its attributes as they stand.
    attributes: &'a str,
    /// What is in it, as it stands.
    pub(super) inner: &'a str,
    /// Whether its end was found.
    pub(super) closed: bool,
}

/// The elements of a piece, one after the other; what is in them is not looked into.
pub(super) struct Elements<'a> {
    raw: &'a str,
    at: usize,
    /// So many more elements that are never closed are looked for to the end.
    patience: u32,
    /// Whether a section may still end: the end of one is looked for to the end of the piece.
    sections_end: bool,
    /// The same of comments.
    comments_end: bool,
}

/// Elements that are never closed, before the next ones are not looked for to the end of the piece.
const PATIENCE: u32 = 64;

/// So many `]]>` that do not look like an end are passed over.
pub(super) const FALSE_ENDS: usize = 256;

/// Reads a piece.
pub(super) fn elements(raw: &str) -> Elements<'_> {
    Elements { raw, at: 0, patience: PATIENCE, sections_end: true, comments_end: true }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        loop {
            let rest = self.raw.get(self.at..)?;
            let open = self.at + memchr::memchr(b'<', rest.as_bytes())?;
            let rest = self.raw.get(open..)?;
            if rest.starts_with(CDATA) {
                let end = if self.sections_end { cdata_end(self.raw.as_bytes(), open) } else { None };
                self.sections_end &= end.is_some();
                self.at = end.map_or(open + CDATA.len(), |end| end + 3);
            } else if rest.starts_with("<!--") {
                let end = if self.comments_end { memmem::find(rest.as_bytes(), b"-->") } else { None };
                self.comments_end &= end.is_some();
                self.at = end.map_or(open + 4, |end| open + end + 3);
            } else if !rest.get(1..)?.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                self.at = open + 1;
            } else {
                let (element, end) = element(self.raw, open, self.patience > 0)?;
                self.patience = self.patience.saturating_sub(u32::from(!element.closed));
                self.at = end;
                return Some(element);
            }
        }
    }
}

/// The element that begins at `open`, and where what follows it begins.
fn element(raw: &str, open: usize, patient: bool) -> Option<(Element<'_>, usize)> {
    let tag_end = open + tag_length(raw.get(open..)?.as_bytes())?;
    let tag = raw.get(open + 1..tag_end - 1)?;
    let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
    let name_end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
    let (name, attributes) = (tag.get(..name_end)?, tag.get(name_end..)?);
    if empty {
        return Some((Element { name, attributes, inner: "", closed: true }, tag_end));
    }
    match if patient { close(raw, tag_end, name) } else { None } {
        Some((end, after)) => Some((Element { name, attributes, inner: raw.get(tag_end..end)?, closed: true }, after)),
        // Never closed: it ends where the next tag begins, so that what follows is still found.
        None => {
            let end = raw.get(tag_end..)?.find('<').map_or(raw.len(), |at| tag_end + at);
            Some((Element { name, attributes, inner: raw.get(tag_end..end)?, closed: false }, end))
        }
    }
}

/// How long the tag at the beginning is, its `>` included. A `>` inside quotation marks ends nothing.
pub(super) fn tag_length(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            // No attribute is that long: the quotation mark was a slip.
            _ if at > 65_536 => return memchr::memchr(b'>', bytes).map(|at| at + 1),
            _ => {}
        }
    }
    memchr::memchr(b'>', bytes).map(|at| at + 1)
}

/// Where the end tag of `name` begins and ends, looking from `from`.
fn close(raw: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let bytes = raw.as_bytes();
    let (mut at, mut sections_end) = (from, true);
    loop {
        let open = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        let rest = raw.get(open..)?;
        if sections_end && rest.starts_with(CDATA) {
            let end = cdata_end(bytes, open);
            sections_end = end.is_some();
            at = end.map_or(open + CDATA.len(), |end| end + 3);
        } else if let Some(after) = rest.strip_prefix("</").and_then(|rest| rest.strip_prefix(name))
            && after.starts_with(|c: char| c == '>' || c.is_whitespace())
        {
            return Some((open, open + rest.find('>')? + 1));
        } else {
            at = open + 1;
        }
    }
}

/// Where the `]]>` stands that ends the section which begins at `open`. A text that has `]]>` itself is not ended by it:
/// after a true end comes an end tag of the export, another section, or a tag of it.
pub(super) fn cdata_end(bytes: &[u8], open: usize) -> Option<usize> {
    let from = open + CDATA.len();
    let mut first = None;
    for found in memmem::find_iter(bytes.get(from..)?, b"]]>").take(FALSE_ENDS) {
        let end = from + found;
        first = first.or(Some(end));
        if is_true_end(bytes.get(end + 3..).unwrap_or_default()) {
            return Some(end);
        }
    }
    first
}

/// Whether what follows a `]]>` shows that a section ended there.
pub(super) fn is_true_end(after: &[u8]) -> bool {
    let after = after.get(..after.len().min(64)).unwrap_or_default().trim_ascii_start();
    if after.is_empty() || after.starts_with(CDATA.as_bytes()) {
        return true;
    }
    let Some(name) = after.strip_prefix(b"</").or_else(|| after.strip_prefix(b"<")) else { return false };
    let length = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b':' | b'_' | b'-')).unwrap_or(name.len());
    let name = name.get(..length).unwrap_or_default();
    name.contains(&b':') || [&b"item"[..], b"category", b"title", b"link", b"description", b"guid", b"pubDate", b"channel"].contains(&name)
}

impl<'a> Element<'a> {
    /// Its text: sections as they stand, the rest with its escapes read.
    pub(super) fn text(&self) -> Cow<'a, str> {
        text(self.inner)
    }

    /// An attribute's value.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        attributes(self.attributes).find(|(named, _)| *named == name).map(|(_, value)| unescape(value))
    }

    /// Every attribute's name and raw value.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        attributes(self.attributes)
    }
}

/// Names and raw values of the attributes in a tag.
pub(super) fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next()?;
        let (value, after) = if matches!(quote, '"' | '\'') {
            after.get(1..)?.split_once(quote)?
        } else {
            after.split_once(char::is_whitespace).unwrap_or((after, ""))
        };
        rest = after;
        Some((name.trim(), value))
    })
}

/// The text of a piece: sections as they stand, the rest with its escapes read. Tags that stand in it stay.
fn text(raw: &str) -> Cow<'_, str> {
    let trimmed = raw.trim();
    if !trimmed.contains(CDATA) {
        return unescape(trimmed);
    }
    let mut text = String::with_capacity(trimmed.len());
    let mut at = 0;
    while let Some(rest) = trimmed.get(at..) {
        let Some(open) = rest.find(CDATA).map(|found| at + found) else {
            text.push_str(&unescape(rest.trim_end()));
            break;
        };
        let before = trimmed.get(at..open).unwrap_or_default();
        // White space between the tag and the section is layout.
        text.push_str(if before.trim().is_empty() { "" } else { before });
        let end = cdata_end(trimmed.as_bytes(), open).unwrap_or(trimmed.len());
        text.push_str(trimmed.get(open + CDATA.len()..end).unwrap_or_default());
        at = (end + 3).min(trimmed.len());
        if at == trimmed.len() {
            break;
        }
    }
    Cow::Owned(text)
}

/// Reads the five escapes of XML and those by number; whatever else begins with `&` stays as it stands.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next().unwrap_or_default();
        let ended = after.get(name.len()..).is_some_and(|after| after.starts_with(';'));
        match escape(name).filter(|_| ended) {
            Some(letter) => {
                text.push(letter);
                rest = after.get(name.len() + 1..).unwrap_or_default();
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

fn escape(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{elements, unescape};

    fn read(raw: &str) -> Vec<(String, String)> {
        elements(raw).map(|element| (element.name.to_owned(), element.text().into_owned())).collect()
    }

    fn one(raw: &str) -> String {
        read(raw).into_iter().next().map(|(_, text)| text).unwrap_or_default()
    }

    #[test]
    fn reads_xml_as_it_is() {
        let raw =
            "<a>1 &amp; 2</a> <!-- <b>no</b> --><c:d x='a > b'><![CDATA[<p>&amp;</p>]]></c:d><e/><f>\n<![CDATA[one]]><![CDATA[two]]>\n</f>";
        let read = read(raw);
        let read: Vec<(&str, &str)> = read.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(read, [("a", "1 & 2"), ("c:d", "<p>&amp;</p>"), ("e", ""), ("f", "onetwo")]);
        assert_eq!(one("<a><![CDATA[x]]]]><![CDATA[>y]]></a>"), "x]]>y");
    }

    #[test]
    fn a_section_that_ends_within_its_text_does_not() {
        assert_eq!(one("<c:e><![CDATA[nested <![CDATA[ tags ]]> :)]]></c:e>"), "nested <![CDATA[ tags ]]> :)");
        assert_eq!(one("<wp:v><![CDATA[]]>]]></wp:v>"), "]]>");
        assert_eq!(one("<wp:v><![CDATA[a ]]> b </div> ]]></wp:v>"), "a ]]> b </div> ");
    }

    #[test]
    fn what_is_not_closed_does_not_take_what_follows() {
        let found = read("<title>Broken<wp:id>1</wp:id><wp:x>2");
        let found: Vec<(&str, &str)> = found.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(found, [("title", "Broken"), ("wp:id", "1"), ("wp:x", "2")]);
    }

    #[test]
    fn escapes_that_are_none_stay() {
        assert_eq!(unescape("AT&T &nbsp; &#8217;&#x41; &#0; & &lt"), "AT&T &nbsp; ’A &#0; & &lt");
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_to_its_end(raw in "[<>&;!a-c\\[\\]CDAT/:\"' =\n-]{0,200}") {
            for element in elements(&raw) {
                let _ = (element.text(), element.attribute("a"));
            }
        }

        #[test]
        fn what_is_written_well_comes_back(text in "\\PC{0,80}") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            proptest::prop_assert_eq!(one(&format!("<a>{escaped}</a>")), text.trim());
            let section = text.replace("]]>", "]]]]><![CDATA[>");
            proptest::prop_assert_eq!(one(&format!("<a:b><![CDATA[{section}]]></a:b>")), text);
        }
    }
}
