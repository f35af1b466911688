use super::*;
use crate::linking::{Known, Piece, Subject, link_story};
use crate::names::{NameRow, Names};
use domain::artist::{ArtistKind, Membership, Memberships};
use domain::body::Block;
use domain::id::ArtistId;
use domain::link::decide::Rulings;
use domain::link::{Span, Standing};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn melbourne() -> Options {
    Options::new(Zone::named("Australia/Melbourne").unwrap())
}

struct Artists {
    names: Names,
    memberships: Vec<Membership>,
    ids: Vec<String>,
}

fn artists(path: &Path) -> Artists {
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Value> = text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut ids: Vec<String> = rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    let members = |row: &Value| row["members"].as_array().cloned().unwrap_or_default();
    for member in rows.iter().flat_map(members) {
        let name = member["name"].as_str().unwrap().to_owned();
        if !ids.contains(&name) {
            ids.push(name);
        }
    }
    let id = |name: &str| ArtistId(i64::try_from(ids.iter().position(|known| known == name).unwrap()).unwrap());
    let mut names = Vec::new();
    let mut memberships = Vec::new();
    for name in &ids {
        let row = rows.iter().find(|row| row["name"] == name.as_str());
        let kind = row.map_or(ArtistKind::Person, |row| ArtistKind::from_word(row["type"].as_str().unwrap_or_default()));
        names.push(NameRow { artist: id(name), name: name.clone(), is_alias: false, kind });
        let aliases = row.and_then(|row| row["aliases"].as_array().cloned()).unwrap_or_default();
        names.extend(aliases.iter().map(|alias| NameRow {
            artist: id(name),
            name: alias.as_str().unwrap().to_owned(),
            is_alias: true,
            kind,
        }));
        for member in row.map(members).unwrap_or_default() {
            let ended = member["ended"].as_bool().unwrap_or(false);
            memberships.push(Membership::undated(id(name), id(member["name"].as_str().unwrap()), ended));
        }
    }
    Artists { names: Names::build(names), memberships, ids }
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().map(|list| list.iter().map(|one| one.as_str().unwrap().to_owned()).collect()).unwrap_or_default()
}

fn set<T: Ord>(list: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    list.into_iter().collect()
}

/// Compares every field of an expectation; says all that differs at once.
fn differences(story_path: &Path, artists_path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(story_path).unwrap();
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(story_path.with_extension("expected.json")).unwrap()).unwrap();
    let zone = Zone::named(expected["paper_zone_for_this_test"].as_str().unwrap()).unwrap();
    let story = read(&text, &Options::new(zone)).unwrap();
    let mut wrong = Vec::new();
    let mut compare = |field: &str, is: String, should: String| {
        if is != should {
            wrong.push(format!("{}: {field}\n    is     {is}\n    should {should}", story_path.file_name().unwrap().display()));
        }
    };
    compare_head(&story, &expected, &mut compare);
    compare_names(&story, &expected, artists_path, &mut compare);
    compare_speech(&story, &expected, &mut compare);
    compare_matter(&story, &expected, &mut compare);
    wrong
}

/// Takes a field, what it is and what it should be.
type Compare<'a> = dyn FnMut(&str, String, String) + 'a;

fn compare_head(story: &PlainStory, expected: &Value, compare: &mut Compare<'_>) {
    let field = |name: &str| expected[name].as_str().unwrap_or_default().to_owned();
    compare("headline", story.headline.clone(), field("headline"));
    compare("standfirst", story.standfirst.clone(), field("standfirst"));
    compare(
        "published_local",
        story.wall.map(|wall| wall.strftime("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default(),
        field("published_local"),
    );
    compare("published_at", story.published.map(domain::time::Instant::rfc3339).unwrap_or_default(), field("published_at"));
    let credit = |one: &PlainByline| format!("{} {} {}", if one.house { "house" } else { "person" }, one.name, one.part.word());
    let expected_credit = |one: &Value| {
        format!("{} {} {}", one["kind"].as_str().unwrap(), one["name"].as_str().unwrap(), one["role"].as_str().unwrap_or("words"))
    };
    let credits = expected["bylines"].as_array().cloned().unwrap_or_else(|| vec![expected["byline"].clone()]);
    compare(
        "bylines",
        format!("{:?}", story.bylines.iter().map(credit).collect::<Vec<_>>()),
        format!("{:?}", credits.iter().map(expected_credit).collect::<Vec<_>>()),
    );
    compare("subject_artists", format!("{:?}", story.artist_line), format!("{:?}", strings(&expected["subject_artists"])));
}

fn compare_names(story: &PlainStory, expected: &Value, artists_path: &Path, compare: &mut Compare<'_>) {
    let list = |name: &str| expected[name].as_array().cloned().unwrap_or_default();
    let pair = |one: &Value, second: &str| (one["name"].as_str().unwrap().to_owned(), one[second].as_str().unwrap().to_owned());
    compare(
        "links",
        format!("{:?}", links(story, &artists(artists_path))),
        format!(
            "{:?}",
            set(list("links").iter().map(|one| pair(one, "strength")).map(|(name, strength)| (crate::fold::key(&name), strength)))
        ),
    );
    compare(
        "people",
        format!("{:?}", story.people.iter().map(|one| (one.name.clone(), one.role.clone())).collect::<Vec<_>>()),
        format!("{:?}", list("people_not_artists").iter().map(|one| pair(one, "role")).collect::<Vec<_>>()),
    );
    let work = |kind: &str, title: &str, also: &[String]| format!("{kind} {title} {also:?}");
    let works: Vec<String> =
        story.works.iter().map(|one| work(serde_json::to_value(one.kind).unwrap().as_str().unwrap(), &one.title, &one.also)).collect();
    compare(
        "works",
        format!("{works:?}"),
        format!(
            "{:?}",
            list("works")
                .iter()
                .map(|one| work(one["kind"].as_str().unwrap(), one["title"].as_str().unwrap(), &strings(&one["also"])))
                .collect::<Vec<_>>()
        ),
    );
    compare("events", format!("{:?}", story.events), format!("{:?}", strings(&expected["events"])));
}

fn compare_speech(story: &PlainStory, expected: &Value, compare: &mut Compare<'_>) {
    let list = |name: &str| expected[name].as_array().cloned().unwrap_or_default();
    let clip = story.clips.first().map(|clip| (serde_json::to_value(clip.provider).unwrap(), clip.id.clone()));
    let should = expected["clip"].as_object().map(|clip| (clip["provider"].clone(), clip["id"].as_str().map(str::to_owned)));
    compare("clip", format!("{clip:?}"), format!("{should:?}"));
    compare(
        "quotes",
        format!(
            "{:?}",
            story
                .quotes
                .iter()
                .zip(list("quotes").iter().map(Some).chain(std::iter::repeat(None)))
                .map(|(is, should)| shown_quote(is, should))
                .collect::<Vec<_>>()
        ),
        format!(
            "{:?}",
            list("quotes")
                .iter()
                .map(|one| (
                    one["speaker"].as_str().unwrap_or_default().to_owned(),
                    one["paragraphs"].as_u64().unwrap(),
                    one["begins"].as_str().unwrap().to_owned(),
                    one["ends"].as_str().unwrap().to_owned()
                ))
                .collect::<Vec<_>>()
        ),
    );
}

fn compare_matter(story: &PlainStory, expected: &Value, compare: &mut Compare<'_>) {
    let field = |name: &str| expected[name].as_str().unwrap_or_default().to_owned();
    let list = |name: &str| expected[name].as_array().cloned().unwrap_or_default();
    let body: String = story.body.texts().iter().map(|text| text.inlines.text()).collect::<Vec<_>>().join("\n");
    for gone in strings(&expected["must_not_appear_in_body"]) {
        compare("must not appear", body.contains(&gone).to_string(), "false".to_owned());
    }
    compare(
        "advisory",
        format!("{:?}", set(story.advisory.iter().map(|one| one.kind.word().replace('-', " ")))),
        format!("{:?}", set(strings(&expected["advisory_suggested"]))),
    );
    if let Some(note) = expected["advisory_note"].as_str() {
        compare(
            "advisory note",
            story.advisory.iter().map(|one| one.note.as_str()).filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; "),
            note.to_owned(),
        );
    }
    compare("slug", crate::fold::slug(&story.headline).unwrap().to_string(), field("slug"));
    compare(
        "body_blocks",
        format!("{:?}", story.body.blocks.iter().map(shown_block).collect::<Vec<_>>()),
        format!(
            "{:?}",
            strings(&expected["body_blocks"]).iter().map(|block| block.split(" (").next().unwrap().to_owned()).collect::<Vec<_>>()
        ),
    );
    compare(
        "removed",
        format!("{:?}", set(story.removed.iter().map(|one| (one.text.clone(), one.why.clone())))),
        format!("{:?}", set(list("removed").iter().map(|one| (one["text"].as_str().unwrap().to_owned(), one["why"].as_str().unwrap())))),
    );
    compare("unread", format!("{:?}", story.unread), "[]".to_owned());
}

fn shown_quote(is: &Quote, should: Option<&Value>) -> (String, u64, String, String) {
    let (begins, ends) = (is.paragraphs[0].clone(), is.paragraphs.last().unwrap().clone());
    let expected = |name: &str| should.and_then(|should| should[name].as_str()).unwrap_or("?").to_owned();
    let begins = if begins.starts_with(&expected("begins")) { expected("begins") } else { begins };
    let ends = if ends.ends_with(&expected("ends")) { expected("ends") } else { ends };
    (is.speaker.clone().unwrap_or_default(), u64::try_from(is.paragraphs.len()).unwrap(), begins, ends)
}

fn shown_block(block: &Block) -> String {
    match block {
        Block::Paragraph(_) => "paragraph".to_owned(),
        Block::Clip(_) => "clip".to_owned(),
        Block::Quotation(one) => {
            format!("quotation of {} paragraphs, speaker {}", one.paragraphs.len(), one.speaker.as_deref().unwrap_or("-"))
        }
        other => format!("{other:?}"),
    }
}

fn links(story: &PlainStory, artists: &Artists) -> BTreeSet<(String, String)> {
    let subjects: Vec<Subject> = story.artist_line.iter().map(|name| Subject { name: name.clone(), artist: None }).collect();
    let known = Known { names: &artists.names, memberships: &Memberships::of(&artists.memberships), ruled: &Rulings::default() };
    let piece = Piece { headline: &story.headline, standfirst: &story.standfirst, body: &story.body, subjects: &subjects };
    let decisions = link_story(known, piece);
    let sure = decisions.into_iter().filter(|one| one.standing == Standing::Sure);
    set(sure.map(|one| (crate::fold::key(&artists.ids[usize::try_from(one.artist.0).unwrap()]), one.strength.word().to_owned())))
}

#[test]
fn every_field_of_every_demo_story() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let mut stories: Vec<PathBuf> = std::fs::read_dir(folder.join("plain"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    stories.sort();
    assert!(!stories.is_empty());
    let wrong: Vec<String> = stories.iter().flat_map(|story| differences(story, &folder.join("artists.jsonl"))).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

mod given_data {
    use super::*;

    #[test]
    fn every_field_of_the_reference_story() {
        let folder = std::env::var_os("INKIE_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from).join("stories");
        let wrong = differences(&folder.join("close-your-eyes.txt"), &folder.join("close-your-eyes.artists.jsonl"));
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

#[test]
fn bad_input_is_said_with_its_line() {
    assert_eq!(read("", &melbourne()), Err(PlainError::Empty));
    assert_eq!(read(" \r\n\u{feff} \n", &melbourne()), Err(PlainError::Empty));
    assert!(matches!(read("\n27 March 2015 | 11:29 am\n\nBody text here.", &melbourne()), Err(PlainError::NoHeadline { line: 2, .. })));
    let problem = |dateline: &str| {
        let story = read(&format!("A Headline\n\n{dateline} | Staff Writer\n\nBody here is long enough.\n"), &melbourne()).unwrap();
        assert_eq!(story.published, None, "{dateline}");
        assert_eq!(story.unread[0].line, 3, "{dateline}");
        story.unread[0].problem.clone()
    };
    assert!(problem("31 February 2015 | 11:29 am").contains("no day 31 February 2015"));
    assert!(problem("27 March 2015 | 27:29").contains("no time 27:29"));
    assert!(problem("4 October 2026 | 2:30 am").contains("does not exist"));
    assert!(problem("5 April 2026 | 2:30 am").contains("happened twice"));
    let bare = read("A Headline\n\nBody here is long enough to be a paragraph of its own, I think, and it ends.", &melbourne()).unwrap();
    assert_eq!(bare.unread.len(), 2);
}

#[test]
fn other_orders_and_line_ends() {
    let text = "A Headline\r\nJane Doe\r\n\r\nA standfirst above the date.\r\n\r\nMarch 27, 2015 at 11:29am\r\nWords by Jane Doe, photos by John Roe\r\n\r\nFirst paragraph\r\nwraps here and is rather longer than most of the lines\r\nthat are wrapped.\r\n\r\nSecond.\r\n";
    let story = read(text, &melbourne()).unwrap();
    assert_eq!(story.wall.map(|wall| wall.to_string()).as_deref(), Some("2015-03-27T11:29:00"));
    assert_eq!(story.bylines.len(), 2, "{:?}", story.bylines);
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "([A-Za-z ,.:;!?\n]|[\"“”'‘’|–]|[0-9]|\\PC){0,300}") {
        if let Ok(story) = read(&text, &melbourne()) {
            for quote in story.quotes {
                for span in quote.spans {
                    let texts = story.body.texts();
                    let inside = texts[usize::try_from(span.block).unwrap()].inlines.text();
                    prop_assert!(inside.get(span.start..span.end).is_some());
                    prop_assert!(span.block != Span::HEADLINE);
                }
            }
        }
    }
}
