use super::*;
use crate::import::source::{Entry, Life};
use std::io::Cursor;
use std::ops::ControlFlow;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" \
    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel><title>Paper</title><wp:wxr_version>1.2</wp:wxr_version>\n";

fn item(id: u32, body: &str) -> String {
    format!(
        "<item>\n<title>Story {id}</title><wp:post_id>{id}</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>\
         <content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
    )
}

fn read_all(bytes: &[u8]) -> (Vec<Entry>, Vec<Note>, Result<(), String>) {
    let (mut entries, mut notes) = (Vec::new(), Vec::new());
    let done = read(Cursor::new(bytes), &mut |event| {
        match event {
            Event::Entry(entry) => entries.push(*entry),
            Event::Note(note) => notes.push(note),
            Event::Head(_) | Event::Member(_) => {}
        }
        ControlFlow::Continue(())
    });
    (entries, notes, done.map_err(|error| error.to_string()))
}

fn body(entry: &Entry) -> &str {
    entry.texts.first().map_or("", |text| text.text.as_str())
}

#[test]
fn broken_items_cost_themselves_at_the_most() {
    let broken = [
        item(1, "a ]]> b"),
        "<item><title>Cut".to_owned(),
        item(3, "bell \u{7} and \u{b} tab"),
        item(4, "<item>not one</item> a feed about feeds"),
        "<item><wp:post_id>5</wp:post_id><title>No end</title><content:encoded><![CDATA[never ended</content:encoded></item>\n".to_owned(),
        item(6, "last"),
    ];
    let xml = format!("{HEAD}{}</channel></rss>", broken.concat());
    let (entries, _, done) = read_all(xml.as_bytes());
    assert_eq!(done, Ok(()));
    let seen: Vec<(&str, &str)> = entries.iter().map(|entry| (entry.id.as_str(), body(entry))).collect();
    let expected = [
        ("1", "a ]]> b"),
        ("", ""),
        ("3", "bell  and  tab"),
        ("4", "<item>not one</item> a feed about feeds"),
        ("5", "never ended"),
        ("6", "last"),
    ];
    assert_eq!(seen.len(), expected.len(), "{seen:?}");
    for (seen, expected) in seen.iter().zip(expected) {
        assert!(seen.0 == expected.0 && seen.1.starts_with(expected.1), "{seen:?} {expected:?}");
    }
    assert_eq!(entries[0].line, 4);
    assert!(entries[1].notes.iter().any(|note| note.text.contains("cut off") && note.line == 6), "{:?}", entries[1].notes);
    assert_eq!(entries[1].life, Life::Draft);
}

#[test]
fn encodings_that_are_not_what_they_say() {
    let latin = |declared: &str| {
        let xml = format!("{HEAD}{}</channel></rss>", item(1, "Bj\u{f6}rk")).replace("UTF-8", declared);
        xml.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>()
    };
    for declared in ["ISO-8859-1", "UTF-8"] {
        let (entries, _, _) = read_all(&latin(declared));
        assert_eq!(body(&entries[0]), "Björk", "{declared}");
        assert_eq!(entries[0].notes.len(), usize::from(declared == "UTF-8"), "{declared}: {:?}", entries[0].notes);
    }
    let utf8 = format!("{HEAD}{}</channel></rss>", item(1, "Björk")).replace("UTF-8", "ISO-8859-1");
    assert_eq!(body(&read_all(utf8.as_bytes()).0[0]), "Björk", "it is UTF-8 after all");
    for big in [false, true] {
        let xml = format!("\u{feff}{HEAD}{}</channel></rss>", item(1, "Björk 🎸"));
        let wide: Vec<u8> = xml.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
        assert_eq!(body(&read_all(&wide).0[0]), "Björk 🎸", "big-endian: {big}");
    }
    let windows = format!("{HEAD}{}</channel></rss>", item(1, "a\r\nb\rc"));
    assert_eq!(body(&read_all(windows.as_bytes()).0[0]), "a\nb\nc");
}

#[test]
fn entities_are_never_defined_and_large_things_are_told() {
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol9 \"&lol;&lol;&lol;\">]>{}{}</channel></rss>",
        HEAD.split_once("?>").unwrap().1,
        "<item><title>&lol9;</title><wp:post_id>1</wp:post_id></item>"
    );
    assert_eq!(read_all(laughs.as_bytes()).0[0].title, "&lol9;");
    let large = format!("{HEAD}{}{}</channel></rss>", item(1, &"x".repeat(70 * 1024 * 1024)), item(2, "after"));
    let (entries, notes, done) = read_all(large.as_bytes());
    assert_eq!(done, Ok(()));
    assert_eq!(entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["2"]);
    assert!(notes[0].line == 4 && notes[0].text.contains("larger"), "{notes:?}");
    let (_, _, done) = read_all("x".repeat(1024 * 1024).as_bytes());
    assert!(done.unwrap_err().starts_with("line 1"));
    let unclosed = format!("{HEAD}<item>{}</item></channel></rss>", "<a><![CDATA[".repeat(100_000));
    assert_eq!(read_all(unclosed.as_bytes()).0.len(), 1);
}

#[test]
fn what_stands_in_an_item_is_read() {
    let xml = format!(
        "{HEAD}<item><title>T</title><dc:creator>jo</dc:creator><category domain=\"author\" nicename=\"cap-raf\">Raf</category>\
         <category domain=\"post_tag\" nicename=\"gilt\">Gilt</category><category>Gilt</category><wp:post_date>2015-03-27 20:45:00</wp:post_date>\
         <wp:post_date_gmt>2015-03-27 09:45:00</wp:post_date_gmt><wp:status>future</wp:status><wp:post_type>attachment</wp:post_type>\
         <wp:attachment_url>http://a.example/a.jpg</wp:attachment_url><wp:post_parent>7</wp:post_parent>\
         <wp:postmeta><wp:meta_key>_wp_attachment_metadata</wp:meta_key><wp:meta_value><![CDATA[a:1:{{s:6:\"credit\";s:3:\"Sam\";}}]]></wp:meta_value></wp:postmeta>\
         <wp:comment><wp:comment_approved>1</wp:comment_approved></wp:comment><wp:comment><wp:comment_approved>spam</wp:comment_approved></wp:comment></item>"
    );
    let entry = &read_all(xml.as_bytes()).0[0];
    assert_eq!(entry.authors, ["jo", "Raf"]);
    assert_eq!((entry.comments, entry.other_comments, entry.life), (1, 1, Life::Scheduled));
    let file = entry.file.as_ref().unwrap();
    assert_eq!((file.address.as_str(), file.credit.as_str()), ("http://a.example/a.jpg", "Sam"));
    assert_eq!(entry.when.instant.map(domain::time::Instant::rfc3339).as_deref(), Some("2015-03-27T09:45:00Z"));
    assert_eq!(entry.terms.len(), 2, "{:?}", entry.terms);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let mut all = HEAD.as_bytes().to_vec();
        all.extend(bytes);
        let _ = read_all(&all);
    }
}
