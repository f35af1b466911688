//! What the targets do with bytes of strangers: read them to their end, and hold what comes of them against what must always
//! be so. A panic, ten seconds or 512 MB are a find.

use domain::body::Body;
use std::io::{BufReader, Cursor};
use std::ops::ControlFlow;
use std::path::Path;
use text::foreign::{Foreign, ForeignPicture, Form, Known, Linked, Resolver};
use wire::import::source::{self, Entry, Event, Sink, SourceError};
use wire::import::{csv, decode, feed, front_matter, ghost, saved, table, wxr, zipped};

/// A paper that has no files, and to which every second link leads.
struct Paper;

impl Resolver for Paper {
    fn file(&self, _: &ForeignPicture) -> Result<Known, String> {
        Err("there is none".to_owned())
    }

    fn link(&self, href: &str) -> Linked {
        if href.len().is_multiple_of(2) { Linked::To("/2015/03/27/a".to_owned()) } else { Linked::Broken }
    }
}

/// Reads a text, and holds its document against the way that it is stored: what is refused there would be lost.
fn document(form: Form, text: &str) {
    let read: Foreign = text::foreign::read(form, text, "http://paper.example/2015/a/");
    let body = read.settle(&Paper).body;
    let stored = body.to_json();
    match Body::from_json(&stored) {
        Ok(again) => assert_eq!(again, body),
        Err(refused) => panic!("the document is refused: {refused:?}: {stored}"),
    }
}

/// Reads a source; its entries are counted in their order, and their texts become documents.
fn source(read: impl FnOnce(&mut Sink<'_>) -> Result<(), SourceError>) {
    let mut place = 0;
    let told = read(&mut |event| {
        if let Event::Entry(entry) = event {
            place += 1;
            assert_eq!(entry.place, place);
            texts(&entry);
        }
        if place < 2_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    if let Err(problem) = told {
        assert!(!problem.to_string().is_empty());
    }
}

fn texts(entry: &Entry) {
    for text in &entry.texts {
        let form = match text.form {
            source::Form::WordPress => Form::WordPress,
            source::Form::Html => Form::Html,
            source::Form::Markdown => Form::Markdown,
            source::Form::Mobiledoc => Form::Mobiledoc,
            source::Form::Lexical => Form::Lexical,
        };
        document(form, &text.text);
    }
    let _ = (text::foreign::plain(&entry.title), text::foreign::plain(&entry.summary));
}

/// Bytes as a file in memory, for readers of files.
fn with_file(name: &str, bytes: &[u8], read: impl FnOnce(&Path)) {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let Ok(folder) = folder else { return };
    let path = folder.path().join(name);
    if std::fs::write(&path, bytes).is_ok() {
        read(&path);
    }
}

pub fn wxr(bytes: &[u8]) {
    source(|sink| wxr::read(bytes, sink));
}

pub fn ghost(bytes: &[u8]) {
    let _ = ghost::recognises(bytes);
    source(|sink| ghost::read(Cursor::new(bytes), sink));
}

pub fn feed(bytes: &[u8]) {
    let _ = feed::recognises(bytes);
    source(|sink| feed::read(bytes, sink));
}

pub fn front_matter(bytes: &[u8]) {
    let _ = front_matter::recognises(bytes);
    with_file("2015-03-27-gilt.md", bytes, |path| source(|sink| front_matter::read(path, sink)));
}

pub fn table(bytes: &[u8]) {
    with_file("stories.csv", bytes, |path| {
        let _ = table::recognises(path);
        source(|sink| table::read(path, sink));
    });
}

fn article(saved: &saved::Saved) {
    let Ok(decoded) = saved.text() else { return };
    if let Ok(article) = text::page::read(&decoded.text, &saved.address) {
        document(Form::Html, article.body.as_str());
    }
}

pub fn page(bytes: &[u8]) {
    if let Ok(found) = saved::file(bytes.to_vec(), "page") {
        found.iter().filter(|saved| saved.is_page()).for_each(article);
    }
    if let Ok(decoded) = decode::page(bytes, None, 1 << 20)
        && let Ok(article) = text::page::read(&decoded.text, "https://paper.example/2015/03/27/a")
    {
        document(Form::Html, article.body.as_str());
    }
}

pub fn mhtml(bytes: &[u8]) {
    let head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n";
    for bytes in [bytes.to_vec(), [&head[..], bytes].concat()] {
        if let Ok(found) = saved::file(bytes, "page.mhtml") {
            found.iter().filter(|saved| saved.is_page()).for_each(article);
        }
    }
}

pub fn warc(bytes: &[u8]) {
    for saved in saved::Warc::new(BufReader::new(bytes), "a.warc").take(2_000).flatten() {
        let _ = (saved.is_page(), saved.text());
    }
}

pub fn sitemap(bytes: &[u8]) {
    for address in saved::sitemap_addresses(&String::from_utf8_lossy(bytes)) {
        assert!(address.starts_with("http"));
    }
}

pub fn decode(bytes: &[u8]) {
    for decoded in [decode::text(bytes, 1 << 20), decode::page(bytes, None, 1 << 20), decode::page(bytes, Some("utf-16"), 1 << 20)] {
        match decoded {
            Ok(decoded) => assert!(!decoded.text.trim().is_empty()),
            Err(problem) => assert!(!problem.to_string().is_empty()),
        }
    }
}

/// Four pages of a site, of which the first was shown; after them the words that were.
pub fn taught(bytes: &[u8]) {
    use text::page::learn::{Shown, Site, Source};
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split('\u{1}');
    let pages: Vec<&str> = parts.by_ref().take(4).collect();
    let pages: Vec<Source<'_>> = pages.iter().map(|html| Source { html, address: "https://paper.example/a" }).collect();
    let mut word = || parts.next().filter(|word| !word.is_empty()).map(str::to_owned);
    let shown = Shown {
        headline: word(),
        standfirst: word(),
        score: word(),
        opening: word(),
        bylines: word().map(|word| (word, "Jo".to_owned())).into_iter().collect(),
        ..Shown::default()
    };
    if let Ok(site) = Site::learn(&pages, &[shown]) {
        let Ok(stored) = serde_json::to_string(&site) else { panic!("a site that was learnt is not stored") };
        let Ok(again) = serde_json::from_str::<Site>(&stored) else { panic!("a site that was stored is not read") };
        assert_eq!(again, site);
        for page in &pages {
            let _ = site.read(*page);
        }
        let _ = site.doubtful(&pages);
    }
}

pub fn readers(bytes: &[u8]) {
    let (mut table, mut rows) = (csv::Table::default(), Vec::new());
    // In pieces, as it comes.
    for piece in bytes.chunks(97) {
        table.push(piece, &mut rows);
    }
    table.finish(&mut rows);
    let (mut whole, mut at_once) = (csv::Table::default(), Vec::new());
    whole.push(bytes, &mut at_once);
    whole.finish(&mut at_once);
    assert_eq!(rows, at_once);
    let mut rows = rows.into_iter().flatten();
    let Some(Ok(columns)) = rows.next().map(|first| wire::import::readers::Columns::of_first_line(&first.cells)) else { return };
    for row in rows {
        if let Err(problem) = columns.line(&row.cells) {
            assert!(!problem.is_empty());
        }
    }
}

pub fn artists(bytes: &[u8]) {
    for artist in wire::import::artists::read(BufReader::new(bytes), "artists").flatten() {
        assert!(artist.1.check().is_ok());
    }
    for work in wire::import::works::read(BufReader::new(bytes), "works") {
        let _ = work.map(|(line, _)| assert!(line > 0));
    }
    for night in wire::import::nights::read(BufReader::new(bytes), "event").flatten() {
        assert!(night.1.check().is_ok());
    }
    for venue in wire::import::nights::venues(BufReader::new(bytes), "place").flatten() {
        assert!(venue.1.check().is_ok());
    }
}

pub fn foreign(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    document([Form::WordPress, Form::Html, Form::Markdown, Form::Mobiledoc, Form::Lexical][usize::from(*first) % 5], &text);
}

pub fn query(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let query = search::query::Query::read(&typed);
    assert!(query.terms.len() + query.without.len() <= search::query::MOST_TERMS);
    let _ = (query.is_empty(), query.is_plain());
}

pub fn zipped(bytes: &[u8]) {
    let bounds = zipped::Bounds { entries: 1_000, bytes: 4 << 20, ratio: 100, free: 1 << 20 };
    with_file("a.zip", bytes, |path| {
        let Some(folder) = path.parent() else { return };
        let out = folder.join("out");
        if std::fs::create_dir(&out).is_err() {
            return;
        }
        let _ = zipped::unpack(path, &out, &bounds);
        let outside = std::fs::read_dir(folder).map_or(0, Iterator::count);
        assert_eq!(outside, 2, "it wrote beside its folder");
    });
}
