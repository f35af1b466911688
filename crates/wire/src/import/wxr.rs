//! WordPress exports (WXR 1.0 to 1.2, and what calls itself so), read item by item: one that is broken costs itself at the
//! most. Memory is one item and what the paper says of itself.

mod item;
mod names;
mod split;
#[cfg(test)]
mod tests;

use super::loose::{Element, elements};
use super::source::{Author, CATEGORY, Event, Head, Note, Sink, SourceError, TAG, Term};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use names::{Names, Space};
use split::{Part, Splitter};
use std::collections::HashMap;
use std::io::Read;

/// So much of a file says what it is.
const SIGN: usize = 64 * 1024;

/// Whether a file begins as a WordPress export does.
#[must_use]
pub fn recognises(beginning: &[u8]) -> bool {
    let text = as_utf8(beginning);
    let is_rss = text.contains("<rss") || text.contains("<channel");
    is_rss && (text.contains("wordpress.org/export/") || text.contains("wp:wxr_version") || text.contains("<wp:"))
}

fn as_utf8(bytes: &[u8]) -> String {
    let (text, _, _) = wide(bytes).unwrap_or(UTF_8).decode(bytes);
    text.into_owned()
}

/// UTF-16 by its mark or its shape.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Reads an export and hands out what it comes upon, in its order.
///
/// # Errors
/// [`SourceError::Unreadable`] when it is no such export at all.
pub fn read(mut input: impl Read, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let mut beginning = Vec::new();
    input.by_ref().take(SIGN as u64).read_to_end(&mut beginning)?;
    if !recognises(&beginning) {
        let problem = "is no WordPress export: it has no <rss> with the names of one".to_owned();
        return Err(SourceError::Unreadable { line: 1, problem });
    }
    let declared = declared(&beginning);
    match wide(&beginning) {
        Some(encoding) => parts(Splitter::new(super::utf16::AsUtf8::new(encoding, beginning.chain(input))), UTF_8, sink),
        None => parts(Splitter::new(beginning.chain(input)), declared, sink),
    }
}

/// The encoding that the first line names.
pub(super) fn declared(beginning: &[u8]) -> &'static Encoding {
    let first = String::from_utf8_lossy(beginning.get(..beginning.len().min(200)).unwrap_or_default()).into_owned();
    let name = first.split_once("encoding=").and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next().map(str::to_owned));
    let named = name.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(UTF_8);
    // A declaration that could be read byte by byte does not name a wide encoding truthfully.
    if named == UTF_16LE || named == UTF_16BE { UTF_8 } else { named }
}

fn parts(mut splitter: Splitter<impl Read>, declared: &'static Encoding, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let mut names = Names::default();
    let mut place = 0;
    let mut begun = false;
    while let Some(part) = splitter.next()? {
        let flow = match part {
            Part::Between(bytes) => {
                let (text, note) = decode(&bytes, declared);
                if !begun {
                    names = Names::of_root(&text);
                }
                let head = head(&text, &names);
                let told = note.map_or(Flow::Continue(()), |text| sink(Event::Note(Note { line: 1, text })));
                if told.is_continue() && (!begun || head != Head::default()) { sink(Event::Head(head)) } else { told }
            }
            Part::Item { bytes, line, ended } => {
                place += 1;
                let (text, note) = decode(&bytes, declared);
                drop(bytes);
                let mut entry = item::read(&text, &names, place, line);
                entry.notes.extend(note.map(|text| Note { line, text }));
                if !ended {
                    entry.notes.push(Note { line, text: "is cut off: its end is missing; what stands there was read".to_owned() });
                }
                sink(Event::Entry(Box::new(entry)))
            }
            Part::TooLarge { line } => {
                place += 1;
                let megabytes = split::LARGEST / 1024 / 1024;
                sink(Event::Note(Note { line, text: format!("item {place} is larger than {megabytes} MB, or never ends; it is left out") }))
            }
        };
        begun = true;
        if flow.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

type Flow = super::source::Flow;

/// Bytes as text, without characters that no text has; and what was odd about them.
pub(super) fn decode(bytes: &[u8], declared: &'static Encoding) -> (String, Option<String>) {
    let (text, note) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(_) if declared != UTF_8 => (declared.decode_without_bom_handling(bytes).0.into_owned(), None),
        Err(error) => {
            let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
            let whole = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').count();
            let line = memchr::memchr_iter(b'\n', bytes.get(..error.valid_up_to()).unwrap_or_default()).count() + 1;
            if whole > broken {
                let said = format!("has {broken} broken characters, the first on its line {line}; each is shown as \u{fffd}");
                (String::from_utf8_lossy(bytes).into_owned(), Some(said))
            } else {
                let said = format!("is not UTF-8, as it says (first on its line {line}); read as windows-1252");
                (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), Some(said))
            }
        }
    };
    let forbidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let text = if text.contains(forbidden) { text.replace(forbidden, "") } else { text };
    (if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }, note)
}

/// What the paper says of itself.
fn head(text: &str, names: &Names) -> Head {
    let mut head = Head::default();
    let mut parents = HashMap::new();
    // The tags of the root and of the channel close at the end of the file: what is in them is what follows them.
    let after = |tag: &str| text.find(tag).and_then(|at| text.get(at + tag.len()..)?.split_once('>')).map(|(_, inside)| inside);
    let inside = after("<channel").or_else(|| after("<rss")).unwrap_or(text);
    for element in elements(inside) {
        let (space, name) = names.of(&element, None);
        let value = || element.text().trim().to_owned();
        match (space, name) {
            (Space::Rss, "title") if head.title.is_empty() => head.title = value(),
            (Space::Rss, "link") if head.address.is_empty() => head.address = value(),
            (Space::Rss, "language") => head.language = value(),
            (Space::Wp, "base_blog_url") if !value().is_empty() => head.address = value(),
            (Space::Wp, "wxr_version") => head.version = value(),
            (Space::Wp, "author" | "wp_author") => {
                let author = author(&element, names);
                let number = child(&element, names, &["author_id"]);
                head.redirects.extend(author.as_ref().and_then(|author| by_number("author", &number, format!("/author/{}", author.slug))));
                head.authors.extend(author);
            }
            (Space::Wp, "category" | "tag" | "term") => {
                let Some(term) = term(&element, names, name) else { continue };
                let number = child(&element, names, &["term_id"]);
                match term.taxonomy.as_str() {
                    CATEGORY => {
                        head.redirects.extend(by_number("cat", &number, format!("/category/{}", term.slug)));
                        let parent = child(&element, names, &["category_parent", "term_parent"]);
                        parents.insert(term.slug.clone(), parent);
                    }
                    TAG => head.redirects.extend(by_number("tag", &term.slug, format!("/tag/{}", term.slug))),
                    _ => {}
                }
                head.terms.push(term);
            }
            _ => {}
        }
    }
    head.redirects.extend(below_parents(&parents));
    head
}

/// The address of a list by its number, and the one by its word.
fn by_number(name: &str, number: &str, list: String) -> Option<(String, String)> {
    (!number.is_empty() && !list.ends_with('/')).then(|| (format!("/?{name}={number}"), list))
}

/// Categories stand below their parents: `/category/music/reviews`.
fn below_parents(parents: &HashMap<String, String>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for slug in parents.keys() {
        let (mut way, mut of) = (vec![slug.as_str()], slug);
        while let Some(parent) = parents.get(of).filter(|parent| !parent.is_empty() && way.len() < 20) {
            way.push(parent);
            of = parent;
        }
        if way.len() > 1 {
            way.reverse();
            all.push((format!("/category/{}", way.join("/")), format!("/category/{slug}")));
        }
    }
    all.sort();
    all
}

/// The value of the first of some child elements that has one.
fn child(element: &Element<'_>, names: &Names, wanted: &[&str]) -> String {
    let values: Vec<(usize, String)> = elements(element.inner)
        .filter_map(|child| {
            let (space, name) = names.of(&child, Some(element));
            let rank = wanted.iter().position(|wanted| space == Space::Wp && *wanted == name)?;
            Some((rank, child.text().trim().to_owned())).filter(|(_, value)| !value.is_empty())
        })
        .collect();
    values.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, value)| value).unwrap_or_default()
}

fn author(element: &Element<'_>, names: &Names) -> Option<Author> {
    let key = child(element, names, &["author_login"]);
    let whole = [child(element, names, &["author_first_name"]), child(element, names, &["author_last_name"])].join(" ");
    let shown = child(element, names, &["author_display_name"]);
    let name = [shown, whole.trim().to_owned(), key.clone()].into_iter().find(|name| !name.is_empty())?;
    Some(Author { slug: key.to_lowercase(), key, name })
}

fn term(element: &Element<'_>, names: &Names, kind: &str) -> Option<Term> {
    let taxonomy = match kind {
        "category" => CATEGORY.to_owned(),
        "tag" => TAG.to_owned(),
        _ => child(element, names, &["term_taxonomy"]),
    };
    let slug = child(element, names, &["category_nicename", "tag_slug", "term_slug"]);
    let name = child(element, names, &["cat_name", "tag_name", "term_name"]);
    let name = if name.is_empty() { slug.clone() } else { name };
    Some(Term { taxonomy, slug, name }).filter(|term| !term.name.is_empty())
}
