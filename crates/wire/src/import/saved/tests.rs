use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

const PAGE: &str = "<!doctype html><html><head><title>Two bands</title></head><body><p>They played.</p></body></html>";

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(kind: &str, address: &str, sent: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {sent}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn answered(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat()
}

fn warc(bytes: &[u8]) -> Vec<Result<Saved, SavedError>> {
    Warc::new(std::io::BufReader::with_capacity(7, bytes), "site.warc").collect()
}

#[test]
fn an_archive_gives_its_answers_packed_or_not_whole_or_in_pieces() {
    let html = "Content-Type: text/html; charset=\"ISO-8859-1\"";
    let (first, second) = PAGE.split_at(16);
    let chunks = format!("10\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", second.len());
    let records = [
        record("warcinfo", "", "application/warc-fields", b"software: x"),
        record("request", "https://a.example/1", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "<https://a.example/1>", "application/http; msgtype=response", &answered(html, PAGE.as_bytes())),
        record(
            "response",
            "https://a.example/2",
            "application/http",
            &answered(&format!("{html}\r\nContent-Encoding: gzip"), &packed(PAGE.as_bytes())),
        ),
        record(
            "response",
            "https://a.example/3",
            "application/http",
            &answered(&format!("{html}\r\nTransfer-Encoding: chunked"), chunks.as_bytes()),
        ),
        record("response", "https://a.example/4", "application/http", b"HTTP/1.1 301 Moved\r\nLocation: /5\r\n\r\n"),
        record("resource", "https://a.example/5", "image/png", b"\x89PNG"),
    ];
    let together: Vec<u8> = records.iter().flat_map(|record| packed(record)).collect();
    for bytes in [records.concat(), together] {
        assert_eq!(Form::of(&bytes[..bytes.len().min(4096)]), Form::Warc);
        let found: Vec<Saved> = warc(&bytes).into_iter().map(Result::unwrap).collect();
        let places: Vec<(&str, bool)> = found.iter().map(|saved| (saved.address.as_str(), saved.is_page())).collect();
        assert_eq!(
            places,
            [("https://a.example/1", true), ("https://a.example/2", true), ("https://a.example/3", true), ("https://a.example/5", false)]
        );
        for page in &found[..3] {
            assert_eq!((page.bytes.as_slice(), page.charset.as_deref()), (PAGE.as_bytes(), Some("ISO-8859-1")));
        }
        assert_eq!(found[0].place, "site.warc, record 3");
    }
}

#[test]
fn a_broken_archive_gives_what_is_whole_and_says_where_it_breaks() {
    let one = record("response", "https://a.example/1", "application/http", &answered("Content-Type: text/html", PAGE.as_bytes()));
    let cut = [one.as_slice(), &one[..one.len() - 40]].concat();
    let found = warc(&cut);
    assert!(found[0].is_ok() && found.len() == 2);
    assert!(found[1].as_ref().unwrap_err().to_string().starts_with("site.warc, record 2: the archive ends"), "{found:?}");
    let no_length = [one.as_slice(), b"WARC/1.0\r\nWARC-Type: response\r\n\r\n"].concat();
    assert!(warc(&no_length)[1].as_ref().unwrap_err().to_string().contains("how long"));
    let other = [one.as_slice(), b"something else\r\n"].concat();
    assert!(warc(&other)[1].as_ref().unwrap_err().to_string().contains("no record begins here"));
}

#[test]
fn a_bomb_costs_its_limit_and_the_next_page_comes() {
    let bomb = packed(&vec![b' '; PAGE_LIMIT + 10]);
    let records = [
        record(
            "response",
            "https://a.example/bomb",
            "application/http",
            &answered("Content-Type: text/html\r\nContent-Encoding: gzip", &bomb),
        ),
        record("response", "https://a.example/1", "application/http", &answered("Content-Type: text/html", PAGE.as_bytes())),
    ];
    let found = warc(&records.concat());
    assert!(matches!(found[0], Err(SavedError::TooLarge { .. })), "{:?}", found[0]);
    assert!(found[1].as_ref().is_ok_and(|saved| saved.address == "https://a.example/1"));
}

const MHTML: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/two-bands\r\nSubject: Two bands\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x\"\r\n\r\n\r\n----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\
Content-Location: https://a.example/one.png\r\n\r\niVBORw0KGgo=\r\n----x\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\
Content-Location: https://a.example/two-bands\r\n\r\n<html><body><p>Caf=E9 =\r\nnights</p></body></html>\r\n----x\r\nContent-Type: text/html\r\nContent-Location: https://ads.example/\r\n\r\n<html>ad</html>\r\n----x--\r\n";

#[test]
fn mhtml_gives_its_page_and_pictures_and_no_frames() {
    assert_eq!(Form::of(MHTML.as_bytes()), Form::Mhtml);
    let found = file(MHTML.as_bytes().to_vec(), "two.mhtml").unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].address, "https://a.example/two-bands");
    assert!(found[0].text().unwrap().text.contains("<p>Café nights</p>"));
    assert_eq!((found[1].address.as_str(), found[1].bytes.as_slice()), ("https://a.example/one.png", b"\x89PNG\r\n\x1a\n".as_slice()));
    let none = MHTML.replace("text/html", "text/css");
    assert!(file(none.into_bytes(), "x").unwrap_err().to_string().contains("holds no page"));
}

#[test]
fn a_page_is_in_the_encoding_that_it_is_in() {
    let text = |bytes: &[u8], sent: Option<&str>| decode::page(bytes, sent, PAGE_LIMIT).map(|page| page.text).unwrap_or_default();
    let body = "<p>Żółć, Кино</p>";
    for (label, meta) in [
        ("iso-8859-2", "<meta charset=iso-8859-2>"),
        ("koi8-r", "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=koi8-r'>"),
        ("shift_jis", "<?xml version='1.0' encoding='shift_jis'?>"),
    ] {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let page = format!(
            "{meta}{}",
            if label == "iso-8859-2" {
                "Żółć"
            } else if label == "koi8-r" {
                "Кино"
            } else {
                "米朝首脳"
            }
        );
        let (bytes, _, lost) = encoding.encode(&page);
        assert!(!lost);
        assert_eq!(text(&bytes, None), page, "{label} by its own word");
        assert_eq!(text(&bytes[meta.len()..], Some(label)), page.strip_prefix(meta).unwrap(), "{label} by its server's");
    }
    // Whatever is said, what is UTF-8 as a whole is UTF-8.
    assert_eq!(text(format!("<meta charset=latin1>{body}").as_bytes(), Some("windows-1251")), format!("<meta charset=latin1>{body}"));
    // UTF-16 that is named in ASCII is not UTF-16; a name that nobody knows is none.
    assert_eq!(text(b"<meta charset=utf-16>caf\xe9", None), "<meta charset=utf-16>café");
    assert_eq!(text(b"<meta charset=klingon>caf\xe9", None), "<meta charset=klingon>café");
    assert_eq!(text(b"<p>a\0b</p>", None), "<p>ab</p>");
    assert!(decode::page(b"", None, 10).is_err() && decode::page(&[b'x'; 11], None, 10).is_err());
}

#[test]
fn a_folder_gives_its_pages_with_the_addresses_that_its_sitemap_and_its_places_tell() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("sitemap.xml", b"<urlset><url><loc>https://b.example/2015/03/two-bands/</loc></url><url><loc>https://b.example/a?x=1&amp;y=2</loc><image:loc>https://b.example/i.png</image:loc></url>");
    put("2015/03/two-bands/index.html", PAGE.as_bytes());
    put("www.c.example/story.html", PAGE.as_bytes());
    put("by-hand.html", format!("<!-- saved from url=(0026)https://d.example/by-hand -->\n{PAGE}").as_bytes());
    put(
        "archive.warc.gz",
        &packed(&record("response", "https://e.example/1", "application/http", &answered("Content-Type: text/html", PAGE.as_bytes()))),
    );
    put("one.mhtml", MHTML.as_bytes());
    put("style.css", b"p {}");
    put("notes", b"no page at all");
    let entries = Folder::open(folder.path()).unwrap().entries;
    let read: Vec<Result<Saved, SavedError>> = entries.iter().flat_map(Folder::read).collect();
    let pages: Vec<&str> = read.iter().flatten().filter(|saved| saved.is_page()).map(|saved| saved.address.as_str()).collect();
    assert_eq!(
        pages,
        [
            "https://b.example/2015/03/two-bands/",
            "https://e.example/1",
            "https://d.example/by-hand",
            "https://a.example/two-bands",
            "https://www.c.example/story.html"
        ]
    );
    let said: Vec<String> = read.iter().filter_map(|read| read.as_ref().err().map(ToString::to_string)).collect();
    assert_eq!(said, ["notes: is no page: neither HTML, MHTML nor WARC"]);
    assert_eq!(
        sitemap_addresses("<urlset><url><loc> https://b.example/a?x=1&amp;y=2\n</loc></url><url><loc>cut"),
        ["https://b.example/a?x=1&y=2"]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_pages_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0..5usize) {
        let starts: [&[u8]; 5] = [b"", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 30\r\n\r\nHTTP/1.1 200 OK\r\n", b"\x1f\x8b\x08\x00", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n", b"<html>"];
        let whole = [starts[start], &bytes].concat();
        let _ = Form::of(&whole);
        for saved in file(whole.clone(), "x").into_iter().flatten() {
            let _ = saved.text();
        }
        prop_assert!(warc(&whole).len() < 500);
    }
}
