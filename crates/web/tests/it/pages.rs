//! What readers see, and that they never see it stale.

use crate::site::{Site, subject};
use axum::http::StatusCode;
use domain::body::{Block, DateStatus, Inlines, Quotation, Score, TourDate, TourDates};
use domain::edition::Placement;
use domain::story::Kind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

testkit::both! {
    async fn the_front_shows_a_story_the_moment_it_is_published(store: Store) {
        let site = Site::new(store).await;
        assert_eq!(site.get("/").await.status, StatusCode::OK);
        let written = domain::story::Draft { bylines: vec![testkit::byline(site.staff)], ..testkit::draft("Drummer quits by fax") };
        let draft = site.draft(written).await;
        for place in ["/", "/news", "/feed.xml", "/sitemap/2026.xml", "/search?q=fax"] {
            assert!(!site.get(place).await.text().contains("Drummer quits by fax"), "{place} shows a draft");
        }
        newsroom::stories::publish(&site.newsroom, &site.act(), draft.id).await.unwrap();
        for place in ["/", "/news", "/feed.xml", "/feed.atom", "/feed.json", "/news/feed.xml", "/2026", "/2026/11", "/2026/11/20", "/search?q=fax"] {
            let answer = site.get(place).await;
            assert_eq!(answer.status, StatusCode::OK, "{place}");
            assert!(place == "/2026" || answer.text().contains("Drummer quits by fax"), "{place}");
        }
    }

    async fn what_is_withdrawn_says_so_and_is_nowhere_else(store: Store) {
        let site = Site::new(store).await;
        let story = site.publish("Drummer quits by telex", |_| {}).await;
        let address = story.address.clone().unwrap();
        assert_eq!(site.get(&address).await.status, StatusCode::OK);
        assert!(site.get("/").await.text().contains("telex"));
        newsroom::stories::withdraw(&site.newsroom, &site.act(), story.id, "It was about the <wrong> drummer.").await.unwrap();
        let gone = site.get(&address).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.text().contains("about the &lt;wrong&gt; drummer"), "{}", gone.text());
        for place in ["/", "/feed.xml", "/search?q=telex", "/sitemap.xml"] {
            assert!(!site.get(place).await.text().contains("quits by telex"), "{place}");
        }
    }

    async fn a_live_story_has_a_card_that_its_page_names(store: Store) {
        let site = Site::new(store).await;
        let story = site.publish("Drummer quits by fax", |_| {}).await;
        let address = story.address.clone().unwrap();
        let path = format!("/cards{address}.png");
        let page = site.get(&address).await.text();
        assert!(page.contains(&path) && page.contains("summary_large_image"), "{page}");
        let card = site.get(&path).await;
        assert_eq!((card.status, card.header("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(card.header("cache-control"), "public, max-age=3600");
        let again = site.get_with(&path, &[("if-none-match", card.header("etag"))]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        newsroom::paper::change(&site.newsroom, &site.act(), "name", "The Other Paper").await.unwrap();
        assert_ne!(site.get(&path).await.header("etag"), card.header("etag"));
        newsroom::stories::withdraw(&site.newsroom, &site.act(), story.id, "Wrong drummer.").await.unwrap();
        assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_correction_stands_on_the_page_at_once(store: Store) {
        let site = Site::new(store).await;
        let story = site.publish("Drummer quits by fax", |_| {}).await;
        let address = story.address.clone().unwrap();
        let before = site.get(&address).await;
        let note = domain::story::desk::Update::NoteAlone("It was the bass player’s fax.");
        newsroom::desk::update(&site.newsroom, &site.act(), story.id, note).await.unwrap();
        let after = site.get_with(&address, &[("if-none-match", before.header("etag"))]).await;
        assert_eq!(after.status, StatusCode::OK);
        assert!(after.text().contains("bass player’s fax"));
        assert!(site.get("/corrections").await.text().contains("bass player’s fax"));
    }

    async fn a_scheduled_story_is_nowhere_before_its_instant(store: Store) {
        let site = Site::new(store).await;
        let soon = site.now().plus_seconds(3600);
        let story = site.publish("Embargoed reunion", |draft| draft.dateline = Some(soon)).await;
        for place in ["/", "/news", "/feed.xml", "/sitemap/2026.xml", "/sitemap/news.xml", "/search?q=fax", "/2026/11/20/embargoed-reunion"] {
            assert!(!site.get(place).await.text().contains("Embargoed reunion"), "{place}");
        }
        assert_eq!(site.get("/2026/11/20/embargoed-reunion").await.status, StatusCode::NOT_FOUND);
        site.pass(3600);
        site.work().await;
        assert_eq!(site.get(&story.address.clone().unwrap_or("/2026/11/20/embargoed-reunion".to_owned())).await.status, StatusCode::OK);
        assert!(site.get("/").await.text().contains("Embargoed reunion"));
    }
}

#[test]
fn an_acknowledged_change_is_seen_by_the_next_reader_however_many_read() {
    testkit::on_sqlite(|store| async move {
        let site = Arc::new(Site::new(store).await);
        let stop = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let (site, stop) = (Arc::clone(&site), Arc::clone(&stop));
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        assert_eq!(site.get("/").await.status, StatusCode::OK);
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for n in 0..40 {
            let headline = format!("Story number {n}x");
            site.publish(&headline, |_| {}).await;
            site.pass(1);
            assert!(site.get("/").await.text().contains(&headline), "{headline} was published and is not on the front");
        }
        stop.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.await.unwrap();
        }
    });
}

#[test]
fn a_render_that_a_change_overtook_is_not_kept() {
    testkit::on_sqlite(|store| async move {
        let site = Arc::new(Site::new(store).await);
        // The clock is read last before a page is made, when the state to make it from is fixed already: it stops there.
        site.stop_clock_at_reading(3);
        let slow = {
            let site = Arc::clone(&site);
            tokio::spawn(async move { site.get("/").await.text() })
        };
        site.clock_has_stopped().await;
        site.publish("Drummer quits by fax", |_| {}).await;
        site.let_clock_go();
        assert!(!slow.await.unwrap().contains("Drummer quits by fax"), "it was asked and read before the story was published");
        assert!(site.get("/").await.text().contains("Drummer quits by fax"), "what it made was kept");
    });
}

#[test]
fn a_page_is_told_unchanged_until_midnight_in_the_papers_zone() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        site.publish("Drummer quits by fax", |_| {}).await;
        let first = site.get("/").await;
        assert!(first.text().contains("Friday 20 November 2026"), "{}", first.text());
        assert_eq!(first.header("cache-control"), "no-cache");
        let again = site.get_with("/", &[("if-none-match", first.header("etag"))]).await;
        assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        site.pass(10 * 3600);
        let next_day = site.get_with("/", &[("if-none-match", first.header("etag"))]).await;
        assert_eq!(next_day.status, StatusCode::OK);
        assert!(next_day.text().contains("Saturday 21 November 2026"));
    });
}

#[test]
fn a_story_says_everything_that_was_written() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let choir = site.artist("Saltwater Choir").await;
        let other = site.publish("Choir moves house", |draft| draft.artists = vec![subject(choir, "Saltwater Choir")]).await;
        site.pass(60);
        let story = site
            .publish("Saltwater Choir: Low Voices", |draft| {
                draft.kind = Kind::Review;
                draft.artists = vec![subject(choir, "The Choir")];
                draft.body.blocks.push(Block::Quotation(Quotation {
                    speaker: Some("Saltwater Choir".to_owned()),
                    role: None,
                    paragraphs: vec![Inlines::plain("We heard a <building> breathe.")],
                }));
                draft.body.blocks.push(Block::Score(Score { value: 9.0, out_of: 10.0, verdict: "Shuts the door behind you.".to_owned() }));
            })
            .await;
        let page = site.get(story.address.as_deref().unwrap()).await;
        let text = page.text();
        assert_eq!(page.status, StatusCode::OK);
        for part in [
            "20 November 2026 | 2:01 pm",
            "<a href=\"/artists/saltwater-choir\">The Choir</a>",
            "<a href=\"/by/staff-writer\" rel=\"author\">Staff Writer</a>",
            "a &lt;building&gt; breathe",
            "More The Choir",
            "Choir moves house",
            other.address.as_deref().unwrap(),
            "<link rel=\"canonical\" href=\"https://feedback.example/2026/11/20/saltwater-choir-low-voices\">",
            "application/ld+json",
            "action=\"/artists/saltwater-choir/follow\"",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        let artist = site.get("/artists/saltwater-choir").await.text();
        for part in ["Choir moves house", "Low Voices", "2\u{a0}stories"] {
            assert!(artist.contains(part), "{part} is missing in {artist}");
        }
        assert!(!artist.contains("breathe"), "a quotation is public once an editor confirmed it");
        assert!(site.get("/artists").await.text().contains("Saltwater Choir"));
        assert!(site.get("/by/staff-writer").await.text().contains("Choir moves house"));
    });
}

#[test]
fn the_front_is_laid_out_by_what_editors_and_dates_say() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let choir = site.artist("Saltwater Choir").await;
        site.publish("The placed one", |draft| draft.placement = Placement::Lead).await;
        site.pass(60);
        let night = |day: i8, status| TourDate {
            date: domain::time::Day::new(2026, 11, day).unwrap(),
            city: "Melbourne".to_owned(),
            venue: format!("Room {day}"),
            tickets: String::new(),
            note: String::new(),
            status,
        };
        site.publish("Choir to tour", |draft| {
            draft.kind = Kind::Tour;
            draft.artists = vec![subject(choir, "Saltwater Choir")];
            let dates = vec![night(19, DateStatus::On), night(21, DateStatus::SoldOut), night(30, DateStatus::On)];
            draft.body.blocks.push(Block::TourDates(TourDates { title: String::new(), dates }));
        })
        .await;
        let front = site.get("/").await.text();
        let lead = front.find("The placed one").unwrap();
        assert!(lead < front.find("Choir to tour").unwrap(), "the placed story leads");
        assert!(front.contains("Room 21") && front.contains("sold out"), "{front}");
        assert!(!front.contains("Room 19") && !front.contains("Room 30"), "only the coming week");
        assert!(site.get("/artists/saltwater-choir").await.text().contains("Room 30"));
    });
}

#[test]
fn old_and_odd_addresses_lead_on() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let story = site.publish("Drummer quits by fax", |_| {}).await;
        let address = story.address.unwrap();
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        store::redirects::put(&tx, "/?p=4711", &address).await.unwrap();
        store::redirects::put(&tx, "/blog/Drummer-Quits/", &address).await.unwrap();
        tx.commit().await.unwrap();
        for old in ["/?p=4711", "/blog/Drummer-Quits/", "/blog/Drummer-Quits"] {
            let answer = site.get(old).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::MOVED_PERMANENTLY, address.as_str()), "{old}");
        }
        for (written, ours) in [("/news/", "/news"), ("/News", "/news"), ("//evil.example/", "/evil.example")] {
            let answer = site.get(written).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::MOVED_PERMANENTLY, ours), "{written}");
        }
        let (from, into) = (site.artist("The Old Name").await, site.artist("The New Name").await);
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        store::artists::merge(&tx, from, into).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(site.get("/artists/the-old-name").await.header("location"), "/artists/the-new-name");
        let missing = site.get("/2026/11/20/never-was").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.text().contains("value=\"never was\"") && missing.text().contains("Drummer quits by fax"));
    });
}

#[test]
fn lists_turn_pages_and_end() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        for n in 0..35 {
            site.publish(&format!("Story number {n}x"), |_| {}).await;
            site.pass(1);
        }
        let first = site.get("/news").await.text();
        assert!(first.contains("Story number 34x") && !first.contains("Story number 4x"));
        assert!(first.contains("rel=\"next\" href=\"/news?page=2\""), "{first}");
        let second = site.get("/news?page=2").await.text();
        assert!(second.contains("Story number 4x") && !second.contains("Story number 34x"));
        assert!(second.contains("rel=\"canonical\" href=\"https://feedback.example/news?page=2\""));
        assert_eq!(site.get("/news?page=3").await.status, StatusCode::NOT_FOUND);
        assert_eq!(site.get("/by/staff-writer?page=2").await.status, StatusCode::OK);
        let found = site.get("/search?q=fax&page=2").await;
        assert_eq!(found.status, StatusCode::OK);
        assert!(found.text().contains("35\u{a0}stories"), "{}", found.text());
    });
}
