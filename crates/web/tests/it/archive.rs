//! The archive's pages: artists with all that is told of them, works, the A–Z page by page, earlier coverage, quotations.

use crate::browser::Browser;
use crate::site::{Site, subject};
use axum::http::StatusCode;
use domain::artist::NewArtist;
use domain::body::{Block, DateStatus, Inlines, Quotation, Score, TourDate, TourDates};
use domain::id::ArtistId;
use domain::night::{ListedNight, Spot, Venue};
use domain::part_day::PartDay;
use domain::role::Role;
use domain::story::{Draft, Kind, Story};
use serde_json::{Value, json};

fn night(day: (i16, i8, i8), city: &str) -> TourDate {
    TourDate {
        date: jiff::civil::date(day.0, day.1, day.2),
        city: city.to_owned(),
        venue: "The Tote".to_owned(),
        tickets: String::new(),
        note: String::new(),
        status: DateStatus::On,
    }
}

fn tour(dates: Vec<TourDate>) -> Block {
    Block::TourDates(TourDates { title: "The fax tour".to_owned(), dates })
}

async fn about(site: &Site, headline: &str, artist: ArtistId, name: &str, write: impl FnOnce(&mut Draft)) -> Story {
    let story = site
        .publish(headline, |draft| {
            draft.artists = vec![subject(artist, name)];
            write(draft);
        })
        .await;
    site.pass(60);
    story
}

testkit::both! {
    async fn listed_nights_are_dates_of_an_artist_once(store: Store) {
        let site = Site::new(store).await;
        let gilt = site.artist("Gilt").await;
        let day = |(year, month, day)| jiff::civil::date(year, month, day);
        let venue = |name: &str, city: &str| Venue {
            musicbrainz: format!("84b14cee-ff24-4a5a-adf8-{:012}", name.len()),
            name: name.to_owned(),
            address: "Schanzenstraße 40".to_owned(),
            city: city.to_owned(),
            country: "DE".to_owned(),
            spot: Spot::of_degrees(50.964, 7.013),
        };
        let listed = |on, venue, cancelled| {
            let day = day(on);
            let musicbrainz = format!("0e4b6e9c-0c4c-4f0b-8e36-0000{}", day.strftime("%Y%m%d"));
            let until = if cancelled { PartDay::UNKNOWN } else { PartDay::of(day.tomorrow().unwrap()) };
            let night = ListedNight { musicbrainz, day: PartDay::of(day), until, venue: Some(venue), cancelled, ..ListedNight::default() };
            store::nights::Kept { night, players: vec![(gilt, day)] }
        };
        let nights = [
            listed((2026, 12, 24), venue("Theatre Royal", "Hobart Town"), false),
            listed((2026, 12, 30), venue("Palladium", "Köln"), false),
            listed((2025, 5, 1), venue("Cave & <Cellar>", "Bonn"), true),
        ];
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        store::nights::put(&tx, &nights, site.now()).await.unwrap();
        tx.commit().await.unwrap();
        site.newsroom.catch_up().await.unwrap();
        about(&site, "Gilt go on tour", gilt, "Gilt", |draft| {
            draft.body.blocks.push(tour(vec![night((2026, 12, 24), "Hobart")]));
        }).await;
        let page = site.get("/artists/gilt").await.text();
        for wanted in ["Hobart", "Köln, DE", "Palladium", "until 31 December 2026", "Cave &amp; &lt;Cellar&gt;", "cancelled", "dates.ics"] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        assert!(!page.contains("Hobart Town"), "the paper told of that night itself");
        let calendar = site.get("/artists/gilt/dates.ics").await.text().replace("\r\n ", "");
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3);
        for wanted in ["LOCATION:Palladium\\, Schanzenstraße 40\\, Köln\\, DE", "GEO:50.964000;7.013000", "STATUS:CANCELLED"] {
            assert!(calendar.contains(wanted), "{wanted}: {calendar}");
        }
        assert!(!site.get("/").await.text().contains("Palladium"), "the front has what stories tell");
    }

    async fn an_artists_page_has_works_dates_and_what_an_editor_confirmed(store: Store) {
        let site = Site::new(store).await;
        let (gilt, ruby) = (site.artist("Gilt").await, site.artist("Ruby Vale").await);
        let editor = Browser::of(&site, Role::Editor).await;
        editor.well("PUT", &format!("/artists/{}/members/{}", gilt.0, ruby.0), json!({ "began": "2009-04", "left": "2013" })).await;
        editor.well("PATCH", &format!("/artists/{}", gilt.0), json!({ "links": "https://gilt.example/shop\nhttps://www.records.example" })).await;
        let made = editor.well("POST", &format!("/artists/{}/works", gilt.0), json!({ "title": "Guilt", "released": "2014-10-24" })).await;
        let review = about(&site, "Gilt: Guilt", gilt, "Gilt", |draft| {
            draft.kind = Kind::Review;
            draft.body.blocks.push(Block::Score(Score { value: 8.5, out_of: 10.0, verdict: "Loud.".to_owned() }));
        }).await;
        let said = "Nobody else has a machine like that one.";
        let told = about(&site, "Gilt go on tour", gilt, "Gilt", |draft| {
            draft.body.blocks.push(tour(vec![night((2026, 12, 24), "Hobart"), night((2026, 1, 5), "Perth; “far”")]));
            draft.body.blocks.push(Block::Quotation(Quotation { speaker: Some("Ruby Vale".to_owned()), role: None, paragraphs: vec![Inlines::plain(said)] }));
        }).await;
        let page = site.get("/artists/gilt").await.text();
        for wanted in ["/artists/gilt/works/guilt", "<data value=\"8.5\">", "Hobart", "Dates that were", "2009–2013", "records.example", "href=\"/artists/gilt/dates.ics\""] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        assert!(!page.contains(said), "not before an editor said so");
        let queue = editor.well("GET", "/quotations", Value::Null).await;
        let waiting = queue["quotations"].as_array().unwrap().iter().find(|one| one["paragraphs"][0] == said).unwrap().clone();
        assert_eq!(waiting["candidates"][0]["artist"], ruby.0, "{queue}");
        assert!(editor.page("/desk/quotations").await.contains(said));
        let decision = json!({ "decisions": [{ "story": told.id.0, "position": waiting["position"], "version": waiting["version"], "verdict": "confirm" }] });
        assert_eq!(editor.well("POST", "/quotations/decide", decision).await["quotations"], 1);
        let page = site.get("/artists/gilt").await.text();
        assert!(page.contains(said) && site.get("/artists/ruby-vale").await.text().contains(said), "of the group, and of who said it");
        let key = domain::quote::key(&[said.to_owned()]);
        let address = told.address.clone().unwrap();
        let embed = site.get(&format!("/quotes{address}/{key}")).await;
        assert!(embed.text().contains(said) && embed.header("content-security-policy").contains("frame-ancestors *"), "{}", embed.text());
        assert_eq!(site.get(&format!("/cards{address}/quote-{key}.png")).await.header("content-type"), "image/png");
        assert_eq!(site.get(&format!("/quotes{address}/{}", "0".repeat(16))).await.status, StatusCode::NOT_FOUND);
        let found = site.get("/search?q=said:%22ruby+vale%22+machine").await.text();
        assert!(found.contains("Gilt go on tour"), "{found}");
        let work = site.get("/artists/gilt/works/guilt").await.text();
        assert!(work.contains("24 October 2014") && work.contains(&review.address.unwrap()) && work.contains("8.5"), "{work}");
        let calendar = site.get("/artists/gilt/dates.ics").await;
        assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
        let text = calendar.text();
        assert!(text.contains("DTSTART;VALUE=DATE:20261224\r\n") && text.contains("Perth\\; “far”") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
        for page in [format!("/desk/artists/{}", gilt.0), format!("/desk/works/{}", made["id"])] {
            let page = editor.page(&page).await;
            assert!(page.contains("Guilt") && page.contains("2014-10-24"), "{page}");
        }
        assert_eq!(editor.well("GET", &format!("/stories/{}/works", told.id.0), Value::Null).await["works"], json!([]));
        editor.well("DELETE", &format!("/works/{}", made["id"]), Value::Null).await;
        assert_eq!(site.get("/artists/gilt/works/guilt").await.header("location"), "/artists/gilt");
    }

    async fn a_page_that_says_little_is_not_to_be_found(store: Store) {
        let site = Site::new(store).await;
        let (gilt, quite) = (site.artist("Gilt").await, site.artist("Quite").await);
        about(&site, "Gilt quit by fax", gilt, "Gilt", |draft| draft.artists.push(domain::story::ArtistCredit { artist: quite, credited_as: "Quite".to_owned(), strength: domain::link::Strength::Mentioned })).await;
        let robots = async |path: &str| site.get(path).await.text().contains("content=\"noindex\"");
        assert!(robots("/artists/quite").await && !robots("/artists/gilt").await);
        let map = site.get("/sitemap/1.xml").await.text();
        assert!(map.contains("/artists/gilt<") && !map.contains("/artists/quite<"), "{map}");
        let page = site.get("/artists/quite").await.text();
        assert!(page.contains("Named in passing") && page.contains("Gilt quit by fax"), "{page}");
    }

    async fn a_story_shows_what_has_most_in_common_with_it_and_its_threads(store: Store) {
        let site = Site::new(store).await;
        let (gilt, choir) = (site.artist("Gilt").await, site.artist("Choir").await);
        let both = |draft: &mut Draft| draft.artists.push(subject(choir, "Choir"));
        let first = about(&site, "Both of them once", gilt, "Gilt", both).await;
        let alone = about(&site, "Gilt alone", gilt, "Gilt", |_| ()).await;
        let announced = about(&site, "Gilt announce a night", gilt, "Gilt", |draft| draft.body.blocks.push(tour(vec![night((2026, 12, 24), "Hobart")]))).await;
        let newest = about(&site, "Both of them again", gilt, "Gilt", |draft| {
            both(draft);
            draft.body.blocks.push(tour(vec![night((2026, 12, 24), "Hobart")]));
        }).await;
        let address = newest.address.clone().unwrap();
        let box_of = |page: &str, name: &str| page.split(&format!("aria-label=\"{name}\"")).nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or_default().to_owned();
        let previously = box_of(&site.get(&address).await.text(), "Previously");
        assert!(previously.contains("Both of them once") && previously.contains("Gilt announce a night") && !previously.contains("Gilt alone"), "{previously}");
        assert!(box_of(&site.get(first.address.as_ref().unwrap()).await.text(), "Previously").is_empty(), "nothing was before it");
        let editor = Browser::of(&site, Role::Editor).await;
        let thread = editor.well("POST", "/threads", json!({ "name": "The fax affair" })).await;
        let id = &thread["id"];
        editor.well("PUT", &format!("/threads/{id}/stories/{}", newest.id.0), Value::Null).await;
        editor.well("POST", &format!("/threads/{id}/stories"), json!({ "story": alone.address })).await;
        let page = site.get(&address).await.text();
        assert!(box_of(&page, "The fax affair").contains("Gilt alone"), "{page}");
        assert!(editor.page(&format!("/desk/threads/{id}")).await.contains("Gilt alone"));
        assert!(editor.page("/desk/threads").await.contains("The fax affair"));
        assert_eq!(editor.well("GET", &format!("/stories/{}/threads", alone.id.0), Value::Null).await["threads"][0]["name"], "The fax affair");
        newsroom::stories::withdraw(&site.newsroom, &site.act(), alone.id, "It was not so.").await.unwrap();
        assert!(!site.get(&address).await.text().contains("The fax affair"), "a thread of one is none");
        assert!(site.get(&announced.address.unwrap()).await.status.is_success());
    }
}

#[test]
fn the_a_to_z_turns_page_by_page_when_it_is_long() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let many: Vec<_> = (0..700)
            .map(|n| (NewArtist { name: format!("Gilt {n:03}"), ..NewArtist::default() }, testkit::slug(&format!("gilt-{n:03}"))))
            .collect();
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        let ids = store::artists::create_many(&tx, &many, testkit::KEYS).await.unwrap();
        tx.commit().await.unwrap();
        let story = site.publish("Everybody", |_| {}).await;
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        let all: Vec<_> = ids.iter().map(|id| (*id, domain::link::Strength::Mentioned)).collect();
        store::links::set_story_artists(&tx, story.id, &all).await.unwrap();
        tx.commit().await.unwrap();
        site.newsroom.catch_up().await.unwrap();
        let names = |page: &str| page.matches("href=\"/artists/gilt-").count();
        let first = site.get("/artists?letter=g").await.text();
        assert_eq!(names(&first), 300);
        assert!(first.contains("/artists?letter=g&amp;after=gilt-299") && !first.contains("before=gilt"), "{first}");
        let second = site.get("/artists?letter=g&after=gilt-299").await.text();
        assert!(second.contains(">Gilt 300<") && second.contains("before=gilt-300") && second.contains("after=gilt-599"));
        let last = site.get("/artists?letter=g&after=gilt-599").await.text();
        assert!(names(&last) == 100 && !last.contains("after=gilt-699"));
        let back = site.get("/artists?letter=g&before=gilt-300").await.text();
        assert!(back.contains(">Gilt 000<") && names(&back) == 300 && !back.contains("before=gilt-000"));
        assert_eq!(site.get("/artists?letter=g&after=gilt-699").await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.get("/artists?letter=g&after=nobody").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_stood_in_the_paper_on_this_day_of_another_year_is_told() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let gilt = site.artist("Gilt").await;
        let story = about(&site, "Gilt quit by fax", gilt, "Gilt", |_| ()).await;
        assert!(!site.get("/artists/gilt").await.text().contains("On this day"));
        let then = story.live_since.unwrap().plus_seconds(-365 * 24 * 3600);
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        let moved = Story { live_since: Some(then), revision: story.revision + 1, ..story.clone() };
        store::stories::save(&tx, &moved, story.revision, "test").await.unwrap();
        tx.commit().await.unwrap();
        site.newsroom.catch_up().await.unwrap();
        assert!(site.get("/artists/gilt").await.text().contains("On this day"));
    });
}
