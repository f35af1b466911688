//! Sources that are broken, or made to hurt: a clear word about the place, and nothing half applied.

use super::{Old, bring_in, export, paper};
use crate::desk::Desk;
use newsroom::VerbError;
use newsroom::moving::{self, Asked};
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use text::foreign::Form;
use wire::import::source::{Entry, Event, Note};
use wire::import::{artists, decode, feed, ghost, saved, works, wxr};

/// The deepest nesting that is tried.
const DEEP: usize = 10_000;

/// What a reader found, and what it said where it broke off.
#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    notes: Vec<Note>,
    broke_off: Option<String>,
}

fn found(read: impl FnOnce(&mut wire::import::source::Sink<'_>) -> Result<(), wire::import::source::SourceError>) -> Found {
    let mut found = Found::default();
    let end = read(&mut |event| {
        match event {
            Event::Entry(entry) => found.entries.push(*entry),
            Event::Note(note) => found.notes.push(note),
            Event::Head(_) | Event::Member(_) => {}
        }
        ControlFlow::Continue(())
    });
    found.broke_off = end.err().map(|error| error.to_string());
    found
}

fn of_wxr(text: impl AsRef<[u8]>) -> Found {
    found(|sink| wxr::read(text.as_ref(), sink))
}

fn item(body: &str) -> String {
    let whole = export(1);
    let (head, rest) = whole.split_once("<content:encoded><![CDATA[").unwrap();
    let (_, tail) = rest.split_once("]]></content:encoded>").unwrap();
    format!("{head}<content:encoded><![CDATA[{body}]]></content:encoded>{tail}")
}

/// A text becomes a document of at most so many blocks.
fn blocks(form: Form, text: &str) -> usize {
    text::foreign::read(form, text, "http://old.example/").pieces.len()
}

/// Nanoseconds of processor that this thread has used: others may be at work on this machine.
fn processor() -> u64 {
    let used = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    used.split(' ').next().unwrap().parse().unwrap()
}

pub(super) fn soon<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = processor();
    let done = work();
    let took = (processor() - begun) / 1_000_000;
    assert!(took < 5_000, "{what} took {took} ms");
    done
}

#[test]
fn entities_are_never_expanded() {
    let mut laughs = String::from("<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
    for n in 1..40 {
        laughs.push_str(&format!("<!ENTITY a{n} \"&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};&a{0};\">", n - 1));
    }
    laughs.push_str("]>");
    let text = export(2).replace("?>\n<rss", &format!("?>\n{laughs}\n<rss")).replace("Gilt play night 1", "&a39; night 1");
    let read = of_wxr(&text);
    assert_eq!((read.entries[0].title.as_str(), read.entries.len()), ("&a39; night 1 & leave", 11));
    let text = format!("<?xml version=\"1.0\"?>{laughs}<rss><channel><item><title>&a39;</title></item></channel></rss>");
    assert_eq!(found(|sink| feed::read(text.as_bytes(), sink)).entries[0].title, "&a39;");
    let sitemap = format!("{laughs}<urlset><url><loc>http://a.example/&a39;</loc></url></urlset>");
    assert!(saved::sitemap_addresses(&sitemap).iter().all(|address| address.len() < 100));
    let folder = tempfile::tempdir().unwrap();
    let mut yaml = String::from("---\ntitle: A\na0: &a0 [ha, ha]\n");
    for n in 1..40 {
        yaml.push_str(&format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1));
    }
    std::fs::write(folder.path().join("a.md"), format!("{yaml}---\ntext\n")).unwrap();
    let read = found(|sink| wire::import::front_matter::read(folder.path(), sink));
    assert!(read.entries[0].fields.iter().all(|(_, value)| value.len() < 100), "{:?}", read.entries[0].fields);
}

/// An export without a line's end, as it streams in: how far it was read is known whenever an entry comes.
struct Endless {
    item: Vec<u8>,
    head: Cursor<Vec<u8>>,
    left: usize,
    at: usize,
    given: std::rc::Rc<std::cell::Cell<usize>>,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut length = self.head.read(into)?;
        if length == 0 && self.left > 0 {
            let rest = &self.item[self.at..];
            length = rest.len().min(into.len());
            into[..length].copy_from_slice(&rest[..length]);
            self.at += length;
            if self.at == self.item.len() {
                (self.at, self.left) = (0, self.left - 1);
            }
        }
        self.given.set(self.given.get() + length);
        Ok(length)
    }
}

#[test]
fn a_hundred_megabytes_on_one_line_stream_through() {
    let whole = item(&"Gilt played on and on. ".repeat(40_000)).replace('\n', "");
    let start = whole.find("<item>").unwrap();
    let end = whole.find("</item>").unwrap() + "</item>".len();
    let one = whole.as_bytes()[start..end].to_vec();
    let (length, many) = (one.len(), 100_000_000 / one.len() + 1);
    let given = std::rc::Rc::new(std::cell::Cell::new(0));
    let head = Cursor::new(whole.as_bytes()[..start].to_vec());
    let source = Endless { item: one, head, left: many, at: 0, given: std::rc::Rc::clone(&given) };
    let mut entries = 0;
    wxr::read(source, &mut |event| {
        if let Event::Entry(entry) = event {
            entries += 1;
            let ahead = given.get() - start - entries * length;
            assert!(ahead < 2_000_000, "{ahead} bytes were read ahead of entry {entries}");
            assert_eq!((entry.line, entry.texts[0].text.len() > 900_000), (1, true));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(entries, many);
}

#[test]
fn one_thing_that_never_ends_is_left_out_and_what_follows_comes() {
    let whole = export(2);
    let (before, after) = whole.split_once("<item>").unwrap();
    let endless = format!("{before}<item><content:encoded><![CDATA[{}<item>{after}", "x".repeat(70 << 20));
    let read = of_wxr(&endless);
    let line = before.matches('\n').count() as u64 + 1;
    assert!(read.notes.iter().any(|note| note.line == line && note.text.contains("larger than 64 MB")), "{:?}", read.notes);
    assert_eq!(read.entries.len(), 11);
    // A row, a page and a record of that length.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(b"title,body\nA,").unwrap();
    (0..30).for_each(|_| file.write_all(&[b'x'; 1 << 20]).unwrap());
    file.write_all(b"\nB,two\n").unwrap();
    let read = found(|sink| wire::import::table::read(&path, sink));
    assert_eq!((read.entries.len(), read.notes.first().map(|note| note.line)), (1, Some(2)), "{:?}", read.notes);
    let long = format!("{{\"name\":\"{}\"}}\n{{\"name\":\"Gilt\"}}\n", "x".repeat(17 << 20));
    let read: Vec<_> = artists::read(long.as_bytes(), "a.jsonl").collect();
    assert!(read[0].as_ref().unwrap_err().to_string().starts_with("a.jsonl, line 1: longer than"));
    assert_eq!(read[1].as_ref().unwrap().1.name, "Gilt");
    assert!(text::page::read(&"x".repeat(25 << 20), "").unwrap_err().to_string().contains("bytes"));
}

#[test]
fn what_is_nested_ten_thousand_deep_is_read_or_told() {
    let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(DEEP), close.repeat(DEEP));
    let read = of_wxr(item(&nested("<div>", "</div>")).replace("<wp:post_id>1<", &format!("{}<wp:post_id>1<", nested("<a:b>", "</a:b>"))));
    assert_eq!((read.entries.len(), read.entries[0].id.as_str()), (10, "1"));
    for (open, close) in [
        ("<div>", "</div>"),
        ("<blockquote>", "</blockquote>"),
        ("<ul><li>", "</li></ul>"),
        ("<table><tr><td>", ""),
        ("<b>", "</b>"),
        ("<a href=x>", "</a>"),
    ] {
        soon(open, || {
            assert!(blocks(Form::Html, &nested(open, close)) <= DEEP);
            assert!(text::page::read(&format!("<title>A</title>{}", nested(open, close)), "").is_ok());
            assert!(text::foreign::plain(&nested(open, close)).len() < 2 * DEEP);
        });
    }
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("[caption]", "[/caption]"),
        ("[row]", "[/row]"),
        ("<!-- wp:group -->", "<!-- /wp:group -->"),
        ("*", "*"),
        ("[", "](x)"),
    ] {
        soon(open, || assert!(blocks(Form::Markdown, &nested(open, close)) + blocks(Form::WordPress, &nested(open, close)) <= 3 * DEEP));
    }
    let json = nested("[", "]").replace('x', "1");
    let read =
        found(|sink| ghost::read(Cursor::new(format!("{{\"db\":[{{\"data\":{{\"tags\":[],\"posts\":[{{\"a\":{json}}}]}}}}]}}")), sink));
    assert!(read.broke_off.as_ref().is_some_and(|said| said.starts_with("line 1: recursion limit")), "{:?}", read.broke_off);
    let read = found(|sink| feed::read(format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{json}}}").as_bytes(), sink));
    assert!(read.broke_off.is_some_and(|said| said.starts_with("line 1: recursion limit")));
    for form in [Form::Lexical, Form::Mobiledoc] {
        let read = text::foreign::read(form, &format!("{{\"root\":{json},\"sections\":{json}}}"), "");
        assert!(read.findings.iter().any(|finding| finding.text.contains("cannot be read")), "{form:?}");
    }
    let line = format!("{{\"name\":{json}}}\n{{\"name\":\"Gilt\"}}\n");
    assert_eq!(artists::read(line.as_bytes(), "a").filter(Result::is_ok).count(), 1);
    assert!(works::read(line.as_bytes(), "a").next().unwrap().is_err());
    let folder = tempfile::tempdir().unwrap();
    let yaml: String = (0..DEEP / 4).map(|n| format!("{}a:\n", " ".repeat(n))).chain([format!("b: {json}\n")]).collect();
    let toml = format!("a = {json}");
    std::fs::write(folder.path().join("a.md"), format!("---\ntitle: A\n{yaml}---\ntext\n")).unwrap();
    std::fs::write(folder.path().join("b.md"), format!("+++\ntitle = \"B\"\n{toml}\n+++\ntext\n")).unwrap();
    let read = soon("yaml", || found(|sink| wire::import::front_matter::read(folder.path(), sink)));
    assert_eq!((read.entries.len(), read.entries[0].title.as_str()), (2, "A"));
    assert!(read.entries[1].notes[0].text.contains("b.md: its front matter cannot be read"), "{:?}", read.entries[1].notes);
}

#[test]
fn what_is_begun_a_hundred_thousand_times_and_never_ended_takes_no_square_of_time() {
    let text = |piece: &str| piece.repeat(200_000 / piece.len());
    for piece in ["<!--", "<![CDATA[", "<a:b>", "<item", "<a \"", "]]>", "&", "<category>", "<wp:postmeta>", "<wp:comment><wp:"] {
        soon(piece, || {
            of_wxr(export(1).replacen("<item>", &format!("{}<item>", text(piece)), 1));
            of_wxr(export(1).replacen("</item>", &format!("{}</item>", text(piece)), 1));
            found(|sink| feed::read(format!("<rss><channel><item>{}</item></channel></rss>", text(piece)).as_bytes(), sink));
        });
    }
    let numbered = |open: &str, close: &str| (0..20_000).map(|n| format!("{open}{n}{close}")).collect::<String>();
    for piece in [
        "[a]",
        "[[a",
        "[a \"",
        "[/",
        "[/a",
        "<pre",
        "<!--",
        "<!-- wp:a -->",
        "<!-- /wp:a -->",
        "<",
        "&lt",
        "\"",
        "*",
        "_",
        "`",
        "[](",
        "![",
        "|-\n",
        "<b>",
        "<p>",
        "<a href=x>",
    ] {
        soon(piece, || blocks(Form::WordPress, &text(piece)));
        soon(piece, || blocks(Form::Markdown, &text(piece)));
        soon(piece, || text::foreign::plain(&text(piece)));
        soon(piece, || text::page::read(&text(piece), "").is_ok());
    }
    soon("many names", || blocks(Form::WordPress, &numbered("[a", "]")));
    // A tree without end: each block opens all of them again.
    let marks = numbered("<b id=", ">").split_inclusive('>').take(900).collect::<String>();
    soon("open marks", || assert!(blocks(Form::Html, &format!("{marks}{}", "<p>x".repeat(20_000))) <= 20_001));
    soon("open marks", || text::foreign::plain(&format!("{marks}{}", "<p>x".repeat(10_000))));
    soon("quotes", || {
        let (mut table, mut rows) = (wire::import::csv::Table::default(), Vec::new());
        table.push(b"a,b\n", &mut rows);
        table.push("\"\n".repeat(300_001).as_bytes(), &mut rows);
        table.finish(&mut rows);
    });
    soon("a query", || search::query::Query::read(&text("\"a ")));
}

#[test]
fn every_broken_encoding_is_read_or_told_with_its_line() {
    let text = export(2).replace("Old Paper", "Olé Paper").replace("André", "André 😀");
    let wide =
        |big: bool| text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>();
    for bytes in [wide(true), wide(false), [b"\xef\xbb\xbf", text.as_bytes()].concat(), [b"\xff\xfe".to_vec(), wide(false)].concat()] {
        let read = of_wxr(&bytes);
        assert_eq!((read.entries.len(), read.notes.len()), (11, 0));
    }
    let broken = |with: &[u8]| {
        let at = text.find("played").unwrap();
        [&text.as_bytes()[..at], with, &text.as_bytes()[at..]].concat()
    };
    // Latin-1 in what says UTF-8, overlong forms, lone surrogates, bytes that nothing begins with.
    for bytes in [&b"caf\xe9 "[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xff\xfe\xfd", b"\xf8\x88\x80\x80\x80", b"\xe2\x82"] {
        let read = of_wxr(broken(bytes));
        let told = read.entries.iter().flat_map(|entry| &entry.notes).chain(&read.notes).filter(|note| note.line > 0).count();
        assert_eq!((read.entries.len(), told), (11, 1), "{bytes:?}");
    }
    let read = of_wxr(broken(b"\0\x01\x08\x1f"));
    assert!(read.entries[0].texts[0].text.starts_with("Gilt <b>played"), "{}", read.entries[0].texts[0].text);
    // A wide text that is cut within a unit, and one with half a pair.
    let mut odd = wide(false);
    odd.pop();
    assert_eq!(of_wxr(&odd).entries.len(), 11);
    let half: Vec<u8> =
        text.replace('😀', "\u{1}").encode_utf16().map(|unit| if unit == 1 { 0xd83d } else { unit }).flat_map(u16::to_le_bytes).collect();
    assert_eq!(of_wxr(&half).entries.len(), 11);
    for (bytes, said) in [
        (&b"a\0b"[..], "line 1: the file is no text (zero bytes)"),
        (b"", "line 1: the file is empty"),
        (b"\xff\xfe", "line 1: the file is empty"),
    ] {
        assert!(decode::text(bytes, 100).unwrap_err().to_string().starts_with(said));
        // Zero bytes stand in pages that browsers show all the same.
        assert_eq!(decode::page(bytes, None, 100).is_ok(), bytes.len() == 3);
    }
}

fn at(folder: &Path, name: &str) -> Asked {
    Asked { path: folder.join(name), ..Asked::default() }
}

async fn refused(desk: &Desk, asked: &Asked) -> String {
    let dry = moving::look(&desk.newsroom, &desk.act(), asked, |_| {}).await;
    let run = moving::run(&desk.newsroom, &desk.act(), asked, &|_, _| {}).await;
    let (Err(VerbError::Unreadable(dry)), Err(VerbError::Unreadable(run))) = (dry, run) else {
        panic!("{} was read", asked.path.display())
    };
    assert_eq!(dry, run);
    run
}

fn pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A zip of files of a folder, as an export that was sent around.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

testkit::both! {
    async fn what_is_no_paper_is_refused_and_changes_nothing(store: Store) {
        let desk = Desk::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        write("empty.xml", b"");
        write("other.xml", b"<?xml version=\"1.0\"?><a/>");
        write("head.xml", export(1).split("<item>").next().unwrap().as_bytes());
        write("cut.zip", &zip(&[("export.xml", export(3).as_bytes())])[..400]);
        write("none.zip", &zip(&[("a.txt", b"x")]));
        write("out.zip", &zip(&[("export.xml", export(3).as_bytes()), ("../a.html", b"x")]));
        write("two.zip", &zip(&[("a.xml", export(1).as_bytes()), ("b.xml", export(2).as_bytes())]));
        std::fs::create_dir(folder.path().join("folder.xml")).unwrap();
        pipe(&folder.path().join("pipe.xml"));
        for (name, said) in [
            ("empty.xml", "is no paper that can be read"),
            ("other.xml", "is no paper that can be read"),
            ("head.xml", "has no entries"),
            ("folder.xml", "is no paper that can be read"),
            ("pipe.xml", "is neither a file nor a folder"),
            ("absent.xml", "cannot be opened"),
            ("cut.zip", "is no whole zip file"),
            ("none.zip", "a zip in which no paper is"),
            ("out.zip", "“../a.html”, which leads out of its folder"),
            ("two.zip", "holds several exports; unpack it, and import each: a.xml, b.xml"),
        ] {
            let told = refused(&desk, &at(folder.path(), name)).await;
            assert!(told.contains(said) && told.contains(name), "{name}: {told}");
        }
        assert!(paper(&desk).await.is_empty());
        assert!(moving::list(&desk.newsroom, &desk.act(), 5).await.unwrap().is_empty(), "an import was begun");
    }

    async fn a_cut_export_gives_what_is_whole_and_a_broken_one_stores_nothing(store: Store) {
        let desk = Desk::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let whole = export(8);
        for quarter in 1..=3 {
            let cut = &whole.as_bytes()[..whole.len() * quarter / 4];
            std::fs::write(folder.path().join("cut.xml"), cut).unwrap();
            let dry = moving::look(&desk.newsroom, &desk.act(), &at(folder.path(), "cut.xml"), |_| {}).await.unwrap();
            let begun = String::from_utf8_lossy(cut).matches("<item>").count();
            assert_eq!(dry.entries, begun as u64, "{quarter}");
        }
        let post = |n: usize| format!("{{\"id\":\"{n}\",\"title\":\"Night {n}\",\"slug\":\"night-{n}\",\"status\":\"published\",\"html\":\"<p>x</p>\"}}");
        let posts: Vec<String> = (0..300).map(post).collect();
        let ghost = format!("{{\"db\":[{{\"data\":{{\"tags\":[],\"posts\":[{}]}}}}]}}", posts.join(",\n"));
        for quarter in 1..=3 {
            std::fs::write(folder.path().join("ghost.json"), &ghost.as_bytes()[..ghost.len() * quarter / 4]).unwrap();
            let told = refused(&desk, &at(folder.path(), "ghost.json")).await;
            assert!(told.contains("ghost.json: line ") && told.contains("EOF"), "{told}");
        }
        assert!(paper(&desk).await.is_empty());
    }

    async fn a_folder_is_read_within_itself(store: Store) {
        let desk = Desk::new(store).await;
        let outside = tempfile::tempdir().unwrap();
        let story = |title: &str| format!("---\ntitle: {title}\ndate: 2015-03-27\n---\nText of {title}.\n");
        std::fs::write(outside.path().join("secret.md"), story("Secret")).unwrap();
        std::fs::write(outside.path().join("secret.html"), "<p>secret</p>").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), story("Open")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.md"), folder.path().join("b.md")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("c")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("round")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.md"), folder.path().join("_config.yml")).unwrap();
        pipe(&folder.path().join("d.md"));
        pipe(&folder.path().join("posts.csv"));
        let done = bring_in(&desk, &Asked { path: folder.path().to_owned(), ..Asked::default() }).await;
        assert_eq!((done.total, done.title.as_str()), (1, ""));
        // Substack's texts lie beside its table.
        let substack = tempfile::tempdir().unwrap();
        std::fs::create_dir(substack.path().join("posts")).unwrap();
        std::fs::write(substack.path().join("posts.csv"), "post_id,post_date,is_published,title\n1.a,2019-07-26T20:48:19Z,TRUE,A\n../secret,,TRUE,B\n").unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.html"), substack.path().join("posts/1.a.html")).unwrap();
        bring_in(&desk, &Asked { path: substack.path().to_owned(), ..Asked::default() }).await;
        let stored = paper(&desk).await.join("\n");
        assert!(stored.contains("Text of Open") && !stored.to_lowercase().contains("secret</p>") && !stored.contains("Text of Secret"), "{stored}");
    }

    async fn a_zip_is_what_is_in_it(store: Store) {
        let desk = Desk::new(store).await;
        let sources = tempfile::tempdir().unwrap();
        moving::keep_in(&desk.newsroom, sources.path().join("imports"));
        let old = Old::of(&export(4));
        bring_in(&desk, &old.asked()).await;
        let unpacked = paper(&desk).await;
        moving::take_out(&desk.newsroom, &desk.act(), 1).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let picture = std::fs::read(old.asked().uploads[0].join("2015/03/dot.png")).unwrap();
        let zipped = zip(&[("old/export.xml", export(4).as_bytes()), ("old/uploads/2015/03/dot.png", &picture), ("__MACOSX/old/._export.xml", b"x")]);
        std::fs::write(folder.path().join("old.zip"), zipped).unwrap();
        let done = bring_in(&desk, &at(folder.path(), "old.zip")).await;
        assert_eq!(done.system, "wordpress:old.example");
        assert_eq!(paper(&desk).await, unpacked, "its pictures are taken from it too");
        let place = sources.path().join("imports/.arrived");
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0, "it was unpacked there, and is gone");
        let recognised = moving::recognise(&desk.newsroom, &folder.path().join("old.zip")).unwrap().unwrap();
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1);
        drop(recognised);
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0);
    }

    async fn of_a_zip_with_saved_pages_its_export_is_read(store: Store) {
        let desk = Desk::new(store).await;
        let (sources, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        moving::keep_in(&desk.newsroom, sources.path().join("imports"));
        let page = b"<!doctype html><html><head><title>Saved</title></head><body><article><h1>Saved</h1><p>Words of a page that was saved.</p></article></body></html>";
        let feed = b"<rss><channel><title>P</title><item><title>A</title><description>x</description></item></channel></rss>";
        let system = |name: &str, files: &[(&str, &[u8])]| {
            std::fs::write(folder.path().join(name), zip(files)).unwrap();
            moving::recognise(&desk.newsroom, &folder.path().join(name)).map(|source| source.unwrap().system.word())
        };
        let whole = export(2);
        assert_eq!(system("both.zip", &[("export.xml", whole.as_bytes()), ("saved/a.html", page)]).unwrap(), "wordpress");
        assert_eq!(system("site.zip", &[("feed.xml", feed), ("a.html", page)]).unwrap(), "pages");
        let asked = system("three.zip", &[("export.xml", whole.as_bytes()), ("other.xml", whole.as_bytes()), ("a.html", page)]).unwrap_err().to_string();
        assert!(asked.contains("holds several exports"), "{asked}");
    }
}
