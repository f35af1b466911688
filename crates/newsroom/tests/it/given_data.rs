//! The reference story and those of the demo, end to end, against what a person says stands in them.

use crate::desk::Desk;
use newsroom::intake::{self, Options, Outcome};
use newsroom::stories;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[expect(clippy::disallowed_methods, reason = "where given inputs lie is a setting of tests")]
fn data() -> PathBuf {
    std::env::var("INKIE_DATA").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) async fn load_artists(desk: &Desk, path: &Path) {
    let lines = read(path);
    let mut read =
        wire::import::artists::read(lines.as_bytes(), "artists.jsonl").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    let imported = newsroom::artists::import(&desk.newsroom, &desk.act(), &mut read, &|_| {}).await.unwrap();
    assert!(imported.problems.is_empty() && imported.made > 0, "{imported:?}");
}

fn words<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Imports a story twice and compares what is stored with what is expected.
pub(crate) async fn agrees(desk: &Desk, story: &Path, expected: &Path) {
    let (text, expected) = (read(story), serde_json::from_str::<Value>(&read(expected)).unwrap());
    let at = story.display();
    let zone = newsroom::paper::zone(words(&expected, "paper_zone_for_this_test")).unwrap();
    let options = Options { zone: Some(zone), ..Options::default() };
    let import = async || intake::plain_story(&desk.newsroom, &desk.act(), "story.txt", &text, &options).await.unwrap();
    let first = import().await;
    assert_eq!(first.outcome, Outcome::New, "{at}");
    let story = &first.story;
    assert_eq!(
        (story.draft.headline.as_str(), story.draft.standfirst.as_str()),
        (words(&expected, "headline"), words(&expected, "standfirst")),
        "{at}"
    );
    assert_eq!(story.draft.dateline.map(domain::time::Instant::rfc3339).as_deref(), expected["published_at"].as_str(), "{at}");
    assert_eq!(story.draft.slug.as_str(), words(&expected, "slug"), "{at}");
    let facts = stories::facts(&desk.newsroom, story).await.unwrap();
    let byline = &expected["byline"];
    let found = facts.bylines.first().map(|(name, house, _)| (name.as_str(), if *house { "house" } else { "person" }));
    assert_eq!(found.unwrap_or_default(), (words(byline, "name"), words(byline, "kind")), "{at}");
    let subjects: Vec<&str> = list(&expected, "subject_artists").iter().filter_map(Value::as_str).collect();
    assert_eq!(facts.subjects, subjects, "{at}");
    let mut links: Vec<(&str, &str)> = facts.links.iter().map(|(name, strength)| (name.as_str(), strength.word())).collect();
    let mut wanted: Vec<(&str, &str)> =
        list(&expected, "links").iter().map(|link| (words(link, "name"), words(link, "strength"))).collect();
    links.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(links, wanted, "{at}");
    assert_eq!(facts.quotes.len(), list(&expected, "quotes").len(), "{at}: {:#?}", facts.quotes);
    for (quote, wanted) in facts.quotes.iter().zip(list(&expected, "quotes")) {
        assert_eq!(quote.speaker.as_deref(), wanted["speaker"].as_str(), "{at}: {quote:?}");
        assert_eq!(quote.paragraphs.len() as u64, wanted["paragraphs"].as_u64().unwrap(), "{at}: {quote:?}");
        assert!(quote.paragraphs.first().unwrap().starts_with(words(wanted, "begins")), "{at}: {quote:?}");
        assert!(
            quote.paragraphs.last().unwrap().trim_end_matches(['.', ',']).ends_with(words(wanted, "ends").trim_end_matches('.')),
            "{at}: {quote:?}"
        );
    }
    let body = story.draft.body.to_json().to_string();
    for gone in list(&expected, "must_not_appear_in_body").iter().filter_map(Value::as_str) {
        assert!(!body.contains(gone), "{at}: {gone}");
    }
    let again = import().await;
    assert_eq!((again.outcome, again.story.id, again.story.revision), (Outcome::Same, story.id, story.revision), "{at}");
    assert_eq!(format!("{:?}", stories::facts(&desk.newsroom, &again.story).await.unwrap()), format!("{facts:?}"), "{at}");
}

testkit::both! {
    async fn the_reference_story_is_read_whole(store: Store) {
        let desk = Desk::new(store).await;
        let folder = data().join("stories");
        load_artists(&desk, &folder.join("close-your-eyes.artists.jsonl")).await;
        agrees(&desk, &folder.join("close-your-eyes.txt"), &folder.join("close-your-eyes.expected.json")).await;
    }

    async fn furniture_of_the_reference_story_comes_back_when_asked(store: Store) {
        let desk = Desk::new(store).await;
        let text = read(&data().join("stories/close-your-eyes.txt"));
        let read = |keep_furniture| {
            let options = Options { keep_furniture, ..Options::default() };
            let (desk, text) = (&desk, &text);
            async move { intake::plain_story(&desk.newsroom, &desk.act(), "story.txt", text, &options).await.unwrap() }
        };
        let furniture = "Don't miss a beat with our FREE daily newsletter";
        let without = read(false).await;
        assert!(without.removed.iter().any(|removed| removed.text == furniture && removed.line > 0), "{:?}", without.removed);
        let kept = read(true).await;
        assert_eq!((kept.outcome, kept.story.id), (Outcome::Changed, without.story.id));
        assert!(kept.removed.is_empty());
        let body = kept.story.draft.body.to_json().to_string();
        assert!(body.contains("Don't miss a beat") || body.contains("Don’t miss a beat"), "{body}");
    }
}
