use super::*;
use domain::body::{DateStatus, TourDate};
use serde_json::Value;

const DATELINE: i64 = 1_427_416_140_000_000;

fn paper() -> PaperFacts {
    let logo = ImageFacts {
        url: "https://feedback.example/assets/icon.png".to_owned(),
        width: 180,
        height: 180,
        caption: String::new(),
        credit: String::new(),
    };
    PaperFacts { name: "The Feedback".to_owned(), url: "https://feedback.example/".to_owned(), logo: Some(logo) }
}

fn artist(name: &str, kind: ArtistKind, subject: bool) -> ArtistFacts {
    ArtistFacts {
        name: name.to_owned(),
        url: format!("https://feedback.example/artists/{}", name.to_lowercase().replace(' ', "-")),
        kind,
        musicbrainz: subject.then(|| "b4d32cff-f19e-455f-86c4-f347d824ca61".to_owned()),
        wikidata: subject.then(|| "Q7380166".to_owned()),
        subject,
    }
}

fn tour() -> TourDates {
    let night = |day, city: &str, venue: &str, tickets: &str, status| TourDate {
        date: Day::constant(2015, 4, day),
        city: city.to_owned(),
        venue: venue.to_owned(),
        tickets: tickets.to_owned(),
        note: "All ages".to_owned(),
        status,
    };
    TourDates {
        title: "The Apology Tour".to_owned(),
        dates: vec![
            night(1, "Melbourne", "The Corner", "https://tickets.example/1", DateStatus::On),
            night(2, "Sydney", "", "https://tickets.example/2", DateStatus::SoldOut),
            night(3, "Adelaide", "The Gov", "https://tickets.example/3", DateStatus::Cancelled),
            night(4, "Perth", "", "", DateStatus::Moved),
        ],
    }
}

fn story(kind: Kind) -> StoryFacts {
    let place = |name: &str, url: &str| Place { name: name.to_owned(), url: format!("https://feedback.example{url}") };
    StoryFacts {
        paper: paper(),
        url: "https://feedback.example/2015/03/27/clip".to_owned(),
        headline: "Watch Run The Jewels’ </script> Clip".to_owned(),
        standfirst: "The video has arrived & it \u{2028} is confronting".to_owned(),
        kind,
        section: place("News", "/news"),
        language: "en-AU".to_owned(),
        zone: Zone::named("Australia/Melbourne").unwrap(),
        published: Instant::from_micros(DATELINE),
        updated: Instant::from_micros(DATELINE).plus_seconds(3600),
        words: 412,
        authors: vec![
            AuthorFacts { name: "Staff Writer".to_owned(), url: "https://feedback.example/by/staff-writer".to_owned(), house: true },
            AuthorFacts { name: "Jo Marchetti".to_owned(), url: "https://feedback.example/by/jo-marchetti".to_owned(), house: false },
        ],
        artists: vec![artist("Run The Jewels", ArtistKind::Group, true), artist("Zack De La Rocha", ArtistKind::Person, false)],
        images: paper().logo.into_iter().collect(),
        clips: vec![
            ClipFacts {
                title: "Close Your Eyes".to_owned(),
                audio: false,
                embed: "https://www.youtube-nocookie.com/embed/x".to_owned(),
                poster: Some("https://feedback.example/media/p.jpg".to_owned()),
                seconds: 3852,
            },
            ClipFacts { title: String::new(), audio: true, embed: "https://w.soundcloud.com/x".to_owned(), poster: None, seconds: 0 },
        ],
        tours: vec![tour()],
        review: None,
        ranked: vec![RankedEntry {
            number: 1,
            title: "Gilt".to_owned(),
            artist: Some("The Big Sorry".to_owned()),
            year: Some(2015),
            ..Default::default()
        }],
        advisory: vec![AdvisoryKind::Violence, AdvisoryKind::Flashing],
        corrections: vec![Correction { at: Instant::from_micros(DATELINE), text: "It was Tuesday".to_owned() }],
        sponsor: None,
    }
}

fn review(kind: Kind, of: Reviewed) -> StoryFacts {
    let review = ReviewFacts {
        of,
        title: "Ornamental".to_owned(),
        venue: if of == Reviewed::Event { "The Corner".to_owned() } else { String::new() },
        day: (of == Reviewed::Event).then(|| Day::constant(2015, 3, 26)),
        score: Some(Score { value: 7.5, out_of: 10.0, verdict: "All frame".to_owned() }),
    };
    StoryFacts { review: Some(review), ..story(kind) }
}

fn artist_page(kind: ArtistKind) -> ArtistPageFacts {
    let here = Place { name: "Run The Jewels".to_owned(), url: "https://feedback.example/artists/run-the-jewels".to_owned() };
    let above = vec![Place { name: "The Feedback".to_owned(), url: "https://feedback.example/".to_owned() }];
    let list = ListFacts {
        paper: paper(),
        page: here,
        description: "All about them".to_owned(),
        language: "en-AU".to_owned(),
        stories: above.clone(),
        above,
    };
    ArtistPageFacts {
        list,
        artist: artist("Run The Jewels", kind, true),
        members: vec![
            ("El-P".to_owned(), None),
            ("Killer Mike".to_owned(), Some("https://feedback.example/artists/killer-mike".to_owned())),
        ],
        tours: vec![tour()],
    }
}

fn read(document: &str) -> Value {
    serde_json::from_str(document).unwrap()
}

#[test]
fn a_story_in_schema_org() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&read(&for_story(&story(Kind::Tour)))).unwrap());
}

#[test]
fn nothing_ends_the_script() {
    let document = for_story(&story(Kind::News));
    for bad in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
        assert!(!document.contains(bad), "{bad:?} in {document}");
    }
    assert_eq!(read(&document)["@graph"][0]["headline"], "Watch Run The Jewels’ </script> Clip");
}

#[test]
fn a_review_says_of_what_and_how_good() {
    let document = read(&for_story(&review(Kind::Review, Reviewed::Album)));
    let article = &document["@graph"][0];
    assert_eq!(article["@type"], "ReviewNewsArticle");
    assert_eq!(article["itemReviewed"]["@type"], "MusicAlbum");
    assert_eq!(article["itemReviewed"]["byArtist"][0]["name"], "Run The Jewels");
    assert_eq!(article["reviewRating"]["ratingValue"], 7.5);
    let live = read(&for_story(&review(Kind::LiveReview, Reviewed::Event)));
    assert_eq!(live["@graph"][0]["itemReviewed"]["startDate"], "2015-03-26");
    let unscored = StoryFacts { review: None, ..story(Kind::Review) };
    assert_eq!(read(&for_story(&unscored))["@graph"][0]["@type"], "NewsArticle", "a review of nothing is none");
}

mod given_data {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::PathBuf;
    use std::process::Command;

    /// The vocabulary: what each class is a kind of, and where each property may stand and what it may hold.
    struct Vocabulary {
        above: BTreeMap<String, Vec<String>>,
        domains: BTreeMap<String, Vec<String>>,
        ranges: BTreeMap<String, Vec<String>>,
    }

    #[expect(clippy::disallowed_methods, reason = "tests on given data are told where it lies")]
    fn vocabulary() -> Vocabulary {
        let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned();
        let folder = PathBuf::from(std::env::var("INKIE_DATA").unwrap_or(default));
        let file = folder.join("validators/schemaorg-30.0-all-https.jsonld.xz");
        let out = Command::new("xz").arg("-dc").arg(&file).output().unwrap();
        assert!(out.status.success(), "{}", file.display());
        let all: Value = serde_json::from_slice(&out.stdout).unwrap();
        let mut vocabulary = Vocabulary { above: BTreeMap::new(), domains: BTreeMap::new(), ranges: BTreeMap::new() };
        for node in all["@graph"].as_array().unwrap() {
            let id = node["@id"].as_str().unwrap().to_owned();
            vocabulary.above.insert(id.clone(), ids(&node["rdfs:subClassOf"]));
            if !node["schema:domainIncludes"].is_null() {
                vocabulary.domains.insert(id.clone(), ids(&node["schema:domainIncludes"]));
                vocabulary.ranges.insert(id, ids(&node["schema:rangeIncludes"]));
            }
        }
        vocabulary
    }

    fn ids(value: &Value) -> Vec<String> {
        let one = |value: &Value| value["@id"].as_str().map(str::to_owned);
        match value {
            Value::Array(values) => values.iter().filter_map(one).collect(),
            value => one(value).into_iter().collect(),
        }
    }

    impl Vocabulary {
        /// The class and everything that it is a kind of.
        fn family(&self, class: &str) -> BTreeSet<String> {
            let mut family = BTreeSet::new();
            let mut open = vec![class.to_owned()];
            while let Some(class) = open.pop() {
                open.extend(self.above.get(&class).cloned().unwrap_or_default());
                family.insert(class);
            }
            family
        }

        fn check(&self, node: &Value) {
            let class = format!("schema:{}", node["@type"].as_str().unwrap_or_else(|| panic!("no type: {node}")));
            assert!(self.above.contains_key(&class), "there is no {class}");
            let family = self.family(&class);
            for (name, value) in node.as_object().unwrap().iter().filter(|(name, _)| !name.starts_with('@')) {
                let property = format!("schema:{name}");
                let domains = self.domains.get(&property).unwrap_or_else(|| panic!("there is no property {property}"));
                assert!(domains.iter().any(|domain| family.contains(domain)), "{property} does not belong to {class}");
                let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                for value in values.iter().filter(|value| value.is_object()) {
                    let inner = self.family(&format!("schema:{}", value["@type"].as_str().unwrap()));
                    let ranges = &self.ranges[&property];
                    assert!(ranges.iter().any(|range| inner.contains(range)), "{property} does not hold {}", value["@type"]);
                    self.check(value);
                }
            }
        }
    }

    #[test]
    fn every_type_and_property_is_in_the_vocabulary() {
        let vocabulary = vocabulary();
        let mut documents: Vec<String> = Kind::ALL.into_iter().map(|kind| for_story(&story(kind))).collect();
        documents.extend([
            for_story(&review(Kind::Review, Reviewed::Album)),
            for_story(&review(Kind::Review, Reviewed::Recording)),
            for_story(&review(Kind::LiveReview, Reviewed::Event)),
            for_list(&artist_page(ArtistKind::Group).list),
            for_artist(&artist_page(ArtistKind::Group)),
            for_artist(&artist_page(ArtistKind::Person)),
        ]);
        for document in documents {
            for node in read(&document)["@graph"].as_array().unwrap() {
                vocabulary.check(node);
            }
        }
    }
}
