//! Feeds with full text: RSS, Atom, JSON Feed. What a feed holds was published. Exports that are written as Atom (Blogger's)
//! have drafts, comments and settings beside it, and say so.

use super::loose::{Element, elements};
use super::source::{CATEGORY, Entry, Event, Form, Head, Life, Sink, SourceError, Term, Text, when};
use super::wxr;
use serde_json::Value;
use std::io::Read;

/// The largest feed that is taken, in bytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Whether a file begins as a feed does that is no WordPress export.
#[must_use]
pub fn recognises(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let json = text.starts_with('{') && text.contains("jsonfeed.org/version");
    let root = ["<rss", "<feed", "<rdf:RDF"].iter().filter_map(|root| text.find(root)).min();
    // A page may speak of feeds: nothing of a page stands before the root of one.
    json || root.is_some_and(|at| !text.get(..at).unwrap_or_default().to_ascii_lowercase().contains("<html")) && !wxr::recognises(beginning)
}

/// Reads a feed and hands out what it comes upon.
///
/// # Errors
/// [`SourceError::Unreadable`] when it is none.
pub fn read(input: impl Read, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    let unreadable = |problem: String| SourceError::Unreadable { line: 1, problem };
    if bytes.len() as u64 > LARGEST {
        return Err(unreadable(format!("is larger than any feed ({} MB)", LARGEST / 1024 / 1024)));
    }
    if bytes.trim_ascii_start().starts_with(b"{") || bytes.starts_with("\u{feff}{".as_bytes()) {
        let text = String::from_utf8_lossy(&bytes);
        return json(text.trim_start_matches('\u{feff}'), sink);
    }
    let (text, _) = wxr::decode(&bytes, wxr::declared(&bytes));
    drop(bytes);
    let root = elements(&text).find(|element| matches!(element.name, "rss" | "feed" | "rdf:RDF"));
    let root = root.ok_or_else(|| unreadable("is no feed: it has neither <rss> nor <feed>".to_owned()))?;
    let channel = elements(root.inner).find(|element| element.name == "channel");
    let paper = channel.unwrap_or(root);
    if sink(Event::Head(head(&paper))).is_break() {
        return Ok(());
    }
    // RSS 1.0 has its items beside the channel.
    let inside = if root.name == "rdf:RDF" { root } else { paper };
    let mut place = 0;
    for element in elements(inside.inner).filter(|element| matches!(element.name, "item" | "entry")) {
        place += 1;
        if sink(Event::Entry(Box::new(entry(&element, place)))).is_break() {
            break;
        }
    }
    Ok(())
}

fn head(paper: &Element<'_>) -> Head {
    let mut head = Head::default();
    for element in elements(paper.inner).take_while(|element| !matches!(element.name, "item" | "entry")) {
        match element.name {
            "title" => head.title = element.text().trim().to_owned(),
            "language" => head.language = element.text().trim().to_owned(),
            "link" => head.address = link(&element).filter(|_| head.address.is_empty()).unwrap_or(std::mem::take(&mut head.address)),
            _ => {}
        }
    }
    head
}

/// Where a link leads, if it leads to the thing itself.
fn link(element: &Element<'_>) -> Option<String> {
    let text = element.text().trim().to_owned();
    let relation = element.attribute("rel").unwrap_or("alternate".into());
    if !text.is_empty() {
        return Some(text);
    }
    element.attribute("href").filter(|_| relation == "alternate").map(std::borrow::Cow::into_owned)
}

fn entry(of: &Element<'_>, place: u64) -> Entry {
    let mut entry = Entry { place, kind: "post".to_owned(), life: Life::Published, status: "publish".to_owned(), ..Entry::default() };
    let (mut full, mut short, mut filename) = (String::new(), String::new(), String::new());
    for element in elements(of.inner) {
        let text = || element.text().trim().to_owned();
        match element.name {
            "title" => entry.title = text(),
            "link" => entry.address = link(&element).filter(|_| entry.address.is_empty()).unwrap_or(std::mem::take(&mut entry.address)),
            "guid" | "id" => entry.id = text(),
            "pubDate" | "published" | "dc:date" => entry.when = when(&text()),
            "updated" if entry.when == super::source::When::default() => entry.when = when(&text()),
            "author" | "dc:creator" => entry.authors.push(author(&element)),
            // Blogger's word for what it is stands among the categories.
            "category" if element.attribute("scheme").is_some_and(|scheme| scheme.ends_with("#kind")) => {
                let term = element.attribute("term").unwrap_or_default();
                entry.kind = kind(term.rsplit('#').next().unwrap_or_default());
            }
            "blogger:type" => entry.kind = kind(&text()),
            "blogger:status" => stands(&mut entry, &text()),
            "blogger:filename" => filename = text(),
            "app:control" | "control" if elements(element.inner).any(|child| is_draft(&child)) => stands(&mut entry, "draft"),
            "app:draft" if is_draft(&element) => stands(&mut entry, "draft"),
            "thr:in-reply-to" => entry.kind = COMMENT.to_owned(),
            "category" | "dc:subject" => {
                let name = element.attribute("term").map_or_else(text, std::borrow::Cow::into_owned);
                entry.terms.push(Term { taxonomy: CATEGORY.to_owned(), slug: String::new(), name });
            }
            "content:encoded" => full = text(),
            "content" => full = content(&element),
            "description" => short = text(),
            "summary" => short = content(&element),
            _ => {}
        }
    }
    if entry.address.is_empty() {
        entry.address = filename;
    }
    entry.comments = u64::from(entry.kind == COMMENT && entry.life == Life::Published);
    entry.other_comments = u64::from(entry.kind == COMMENT && entry.life != Life::Published);
    entry.terms.retain(|term| !term.name.is_empty());
    entry.authors.retain(|author| !author.is_empty());
    // A description is the whole text where there is nothing else.
    if full.is_empty() {
        full = short
    } else {
        entry.summary = short
    }
    if !full.is_empty() {
        entry.texts.push(Text { form: Form::Html, text: full });
    }
    entry
}

/// The type of what readers wrote.
const COMMENT: &str = "comment";

/// What an entry is, in Blogger's words: `post`, `page`, `comment`, `settings`, `template`.
fn kind(word: &str) -> String {
    let word = word.to_ascii_lowercase();
    if word.is_empty() { "post".to_owned() } else { word }
}

fn is_draft(element: &Element<'_>) -> bool {
    matches!(element.name, "app:draft" | "draft") && element.text().trim().eq_ignore_ascii_case("yes")
}

/// Where an entry stands, as it says itself.
fn stands(entry: &mut Entry, status: &str) {
    entry.status = status.to_ascii_lowercase();
    entry.life = match entry.status.as_str() {
        "live" | "published" | "publish" => Life::Published,
        "scheduled" => Life::Scheduled,
        "soft_trashed" | "trashed" | "deleted" => Life::Trash,
        _ => Life::Draft,
    };
}

/// Atom's text: XHTML stands in it as elements, HTML as a text.
fn content(element: &Element<'_>) -> String {
    if element.attribute("type").is_some_and(|kind| kind == "xhtml") {
        element.inner.trim().to_owned()
    } else {
        element.text().trim().to_owned()
    }
}

/// `Jo Bloke`, `jo@paper.example (Jo Bloke)`, or Atom's element of a name.
fn author(element: &Element<'_>) -> String {
    if let Some(name) = elements(element.inner).find(|child| child.name == "name") {
        return name.text().trim().to_owned();
    }
    let text = element.text().trim().to_owned();
    match text.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').trim().to_owned(),
        _ => text,
    }
}

fn json(text: &str, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let feed: Value =
        serde_json::from_str(text).map_err(|error| SourceError::Unreadable { line: error.line() as u64, problem: error.to_string() })?;
    let word = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let head =
        Head { title: word(&feed, "title"), address: word(&feed, "home_page_url"), language: word(&feed, "language"), ..Head::default() };
    if sink(Event::Head(head)).is_break() {
        return Ok(());
    }
    let items = feed.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (place, item) in (1_u64..).zip(items) {
        let listed = |name: &str| item.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let authors = listed("authors").into_iter().chain(item.get("author").cloned());
        let html = [word(item, "content_html"), word(item, "content_text")].into_iter().find(|text| !text.is_empty());
        let form = if word(item, "content_html").is_empty() { Form::Markdown } else { Form::Html };
        let cover = Some(word(item, "image")).filter(|address| !address.is_empty());
        let entry = Entry {
            place,
            id: item.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)).unwrap_or_default(),
            kind: "post".to_owned(),
            life: Life::Published,
            status: "publish".to_owned(),
            title: word(item, "title"),
            address: word(item, "url"),
            summary: word(item, "summary"),
            when: when(&word(item, "date_published")),
            authors: authors.map(|author| word(&author, "name")).filter(|name| !name.is_empty()).collect(),
            terms: listed("tags")
                .iter()
                .filter_map(Value::as_str)
                .map(|name| Term { taxonomy: super::source::TAG.to_owned(), slug: String::new(), name: name.to_owned() })
                .collect(),
            texts: html.map(|text| Text { form, text }).into_iter().collect(),
            cover: cover.map(|address| super::source::Cover {
                file: super::source::FileName::Address(address),
                alt: String::new(),
                caption: String::new(),
            }),
            ..Entry::default()
        };
        if sink(Event::Entry(Box::new(entry))).is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    fn read_all(text: &str) -> (Head, Vec<Entry>) {
        assert!(recognises(text.as_bytes()), "{text}");
        let (mut head, mut entries) = (Head::default(), Vec::new());
        read(text.as_bytes(), &mut |event| {
            match event {
                Event::Head(read) => head = read,
                Event::Entry(entry) => entries.push(*entry),
                Event::Member(_) | Event::Note(_) => {}
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (head, entries)
    }

    #[test]
    fn the_three_forms_say_the_same() {
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>P</title><link>https://p.example</link><item><title>A &amp; B</title>\
            <link>https://p.example/a</link><guid>1</guid><pubDate>Fri, 27 Mar 2015 09:45:00 +0000</pubDate><author>jo@p.example (Jo)</author>\
            <category>News</category><description>Short</description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item></channel></rss>";
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>P</title><link rel=\"self\" href=\"https://p.example/feed\"/>\
            <link href=\"https://p.example\"/><entry><title>A &amp; B</title><link href=\"https://p.example/a\"/><id>1</id>\
            <published>2015-03-27T09:45:00Z</published><author><name>Jo</name></author><category term=\"News\"/><summary>Short</summary>\
            <content type=\"html\">&lt;p>Long&lt;/p></content></entry></feed>";
        let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"P","home_page_url":"https://p.example","items":[{"id":"1","title":"A & B",
            "url":"https://p.example/a","date_published":"2015-03-27T09:45:00Z","authors":[{"name":"Jo"}],"summary":"Short","content_html":"<p>Long</p>"}]}"#;
        for text in [rss, atom, json] {
            let (head, entries) = read_all(text);
            assert_eq!((head.title.as_str(), head.address.as_str()), ("P", "https://p.example"), "{text}");
            let one = &entries[0];
            assert_eq!((one.id.as_str(), one.title.as_str(), one.address.as_str()), ("1", "A & B", "https://p.example/a"));
            assert_eq!((one.summary.as_str(), one.texts[0].text.as_str(), one.authors[0].as_str()), ("Short", "<p>Long</p>", "Jo"));
            assert_eq!(one.when.instant.map(domain::time::Instant::rfc3339).as_deref(), Some("2015-03-27T09:45:00Z"));
        }
        assert!(!recognises(b"<!DOCTYPE html><html><body>&lt;rss <rss>"));
    }

    #[test]
    fn comments_and_drafts_are_what_they_say() {
        let kind = |word: &str| {
            format!("<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{word}'/>")
        };
        let entry = |id: &str, more: &str| format!("<entry><id>{id}</id><title>{id}</title><content type='html'>x</content>{more}</entry>");
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>P</title>{}</feed>",
            [
                entry("post", &kind("post")),
                entry("page", &kind("page")),
                entry("comment", &kind("comment")),
                entry("settings", &kind("settings")),
                entry("draft", &format!("{}<app:control><app:draft>yes</app:draft></app:control>", kind("post"))),
                entry("no draft", "<app:control><app:draft>no</app:draft></app:control>"),
                entry("reply", "<thr:in-reply-to ref='post'/>"),
                entry("new comment", "<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>"),
                entry("new draft", "<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status><blogger:filename>/2015/03/a.html</blogger:filename>"),
            ]
            .concat()
        );
        let (_, entries) = read_all(&text);
        let said: Vec<_> = entries.iter().map(|entry| (entry.kind.as_str(), entry.life, entry.comments)).collect();
        let (published, draft) = (Life::Published, Life::Draft);
        let wanted = [
            ("post", published, 0),
            ("page", published, 0),
            ("comment", published, 1),
            ("settings", published, 0),
            ("post", draft, 0),
            ("post", published, 0),
            ("comment", published, 1),
            ("comment", published, 1),
            ("post", draft, 0),
        ];
        assert_eq!(said, wanted);
        assert!(entries.iter().all(|entry| entry.terms.is_empty()));
        assert_eq!(entries[8].address, "/2015/03/a.html");
    }

    proptest::proptest! {
        #[test]
        fn anything_is_read_to_its_end(text in "(<rss>|<feed>|<channel>|<item>|</item>|<entry>|<title>|[<>a-z/&;\" =]){0,30}") {
            let _ = read(text.as_bytes(), &mut |_| ControlFlow::Continue(()));
        }
    }
}
