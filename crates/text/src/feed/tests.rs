use super::sitemap::{Entry, MAX_ADDRESSES, sitemap_index, sitemaps};
use super::{Author, Cover, Feed, Item, atom::atom, json::json, news_sitemap::news_sitemap, rss::rss};
use crate::html::Html;
use domain::time::{Instant, Zone};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

const DATELINE: i64 = 1_427_416_140_000_000;

fn feed() -> Feed {
    Feed {
        title: "The Feedback".to_owned(),
        description: "Music news & opinion".to_owned(),
        page: "https://feedback.example/".to_owned(),
        address: "https://feedback.example/feed.xml".to_owned(),
        language: "en-AU".to_owned(),
        publisher: "The Feedback".to_owned(),
        icon: Some("https://feedback.example/assets/icon.png".to_owned()),
        updated: Instant::from_micros(DATELINE),
        zone: Zone::named("Australia/Melbourne").unwrap(),
    }
}

fn item(headline: &str, html: &str) -> Item {
    Item {
        url: "https://feedback.example/2015/03/27/clip?a=1&b=2".to_owned(),
        headline: headline.to_owned(),
        standfirst: "The video for ‘Close Your Eyes’ has arrived".to_owned(),
        html: Html::minted(html.to_owned()),
        authors: vec![Author { name: "Staff Writer".to_owned(), url: Some("https://feedback.example/by/staff-writer".to_owned()) }],
        artists: vec!["Run The Jewels".to_owned(), "Zack De La Rocha".to_owned()],
        section: "News".to_owned(),
        advisory: Some("Contains violence".to_owned()),
        sponsor: None,
        published: Instant::from_micros(DATELINE),
        updated: Instant::from_micros(DATELINE).plus_seconds(60),
        cover: Some(Cover {
            url: "https://feedback.example/media/a.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            bytes: Some(12_345),
            width: 1200,
            height: 800,
            alt: "Two men in a \"ring\"".to_owned(),
            credit: "A. G. Rojas".to_owned(),
        }),
        language: None,
    }
}

/// Every text and attribute of a document, in order; panics when it is not well formed.
fn words_of(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut words = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Text(piece) => text.push_str(&piece),
            Event::GeneralRef(name) => text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap()),
            Event::Start(tag) | Event::Empty(tag) => {
                words.push(std::mem::take(&mut text));
                words.extend(
                    tag.attributes()
                        .map(|attribute| attribute.unwrap().normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned()),
                );
            }
            _ => words.push(std::mem::take(&mut text)),
        }
    }
    words
}

#[test]
fn rss_is_as_it_was() {
    insta::assert_snapshot!(rss(&feed(), &[item("Watch <this> & that", "<p>Text &amp; more</p>")]));
}

#[test]
fn atom_is_as_it_was() {
    insta::assert_snapshot!(atom(&feed(), &[item("Watch <this> & that", "<p>Text &amp; more</p>")]));
}

#[test]
fn json_is_as_it_was() {
    insta::assert_snapshot!(json(&feed(), &[item("Watch <this> & that", "<p>Text &amp; more</p>")]));
}

#[test]
fn the_news_sitemap_forgets_after_two_days() {
    let fresh = item("Fresh", "");
    let later = fresh.published.plus_seconds(48 * 60 * 60);
    let map = news_sitemap(&feed(), std::slice::from_ref(&fresh), later);
    assert!(map.contains("<news:title>Fresh</news:title>") && map.contains("<news:language>en</news:language>"), "{map}");
    assert!(!news_sitemap(&feed(), std::slice::from_ref(&fresh), later.plus_seconds(1)).contains("news:title"));
    assert!(!news_sitemap(&feed(), &[fresh], Instant::from_micros(DATELINE - 1)).contains("news:title"), "never early");
}

#[test]
fn a_sitemap_is_full_at_fifty_thousand() {
    let entry = |n: usize| Entry { url: format!("https://feedback.example/{n}"), changed: Some(Instant::from_micros(DATELINE)) };
    let maps = sitemaps(&(0..=MAX_ADDRESSES).map(entry).collect::<Vec<_>>());
    assert_eq!(maps.iter().map(|map| map.matches("<loc>").count()).collect::<Vec<_>>(), [MAX_ADDRESSES, 1]);
    assert!(sitemaps(&[]).is_empty());
    assert!(sitemap_index(&[entry(1)]).contains("<lastmod>2015-03-27T00:29:00Z</lastmod>"));
    let endless = Entry { url: format!("https://feedback.example/{}", "x".repeat(3000)), changed: None };
    assert!(sitemaps(&[endless]).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_words_break_a_feed(title in any::<String>(), body in any::<String>(), marks in "[<>&\"'\\]!\\[CDAT\u{0}\u{b}\u{fffe}]{0,40}") {
        let mut story = item(&format!("{title}{marks}"), &format!("{body}{marks}"));
        story.authors.push(Author { name: marks.clone(), url: Some(title.clone()) });
        story.artists.push(body.clone());
        story.language = Some(marks.clone());
        let stories = [story];
        let kept: String = stories[0].headline.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        for xml in [rss(&feed(), &stories), atom(&feed(), &stories), news_sitemap(&feed(), &stories, feed().updated)] {
            let words = words_of(&xml);
            let shown = |word: &String| word.chars().filter(|c| !c.is_control()).collect::<String>() == kept;
            prop_assert!(words.iter().any(shown), "{kept:?} is not in {words:?}");
        }
        let read: serde_json::Value = serde_json::from_str(&json(&feed(), &stories)).unwrap();
        prop_assert_eq!(read["items"][0]["title"].as_str(), Some(stories[0].headline.as_str()));
    }
}

mod given_data {
    use super::*;
    use std::path::PathBuf;
    use std::process::{Command, Stdio};

    #[expect(clippy::disallowed_methods, reason = "where the given data lies is told by the environment, to tests only")]
    fn validator(name: &str) -> PathBuf {
        let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned();
        PathBuf::from(std::env::var("INKIE_DATA").unwrap_or(default)).join("validators").join(name)
    }

    fn check(program: &mut Command, input: &str) {
        use std::io::Write;
        let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    }

    #[test]
    fn sitemaps_follow_the_schema() {
        let entry = |url: &str| Entry { url: url.to_owned(), changed: Some(Instant::from_micros(DATELINE)) };
        let entries =
            [entry("https://feedback.example/"), entry("https://feedback.example/a?b=1&c=<>"), entry("https://feedback.example/ü")];
        for map in sitemaps(&entries) {
            check(Command::new("xmllint").arg("--noout").arg("--schema").arg(validator("sitemap.xsd")).arg("-"), &map);
        }
    }

    #[test]
    fn every_xml_is_well_formed_to_another_parser() {
        let stories = [item("A <b> & ]]> \u{8}", "<p>]]></p>")];
        for xml in [rss(&feed(), &stories), atom(&feed(), &stories), news_sitemap(&feed(), &stories, feed().updated), sitemap_index(&[])] {
            check(Command::new("xmllint").args(["--noout", "-"]), &xml);
        }
    }

    #[test]
    fn json_feed_follows_the_schema() {
        let script = "import json, sys, jsonschema\njsonschema.validate(json.load(sys.stdin), json.load(open(sys.argv[1])))";
        let text = json(&feed(), &[item("A", "<p>b</p>"), Item { cover: None, authors: Vec::new(), ..item("", "") }]);
        check(Command::new("python3").arg("-c").arg(script).arg(validator("jsonfeed-schema-v1.1.json")), &text);
    }
}
