//! Making a paper and changing its facts.

use crate::desk::{Desk, sections};
use domain::paper::{Page, Section};
use domain::role::Role;
use newsroom::{VerbError, paper};

testkit::both! {
    async fn there_is_one_paper_a_store(store: Store) {
        let desk = Desk::bare(store).await;
        assert!(matches!(paper::get(&desk.newsroom).await, Err(VerbError::Absent(said)) if said.contains("inkie new")));
        assert!(paper::change(&desk.newsroom, &desk.act(), "spot", "#000000").await.unwrap_err().to_string().contains("no paper here"));
        desk.found(&testkit::paper()).await;
        let again = paper::create(&desk.newsroom, &desk.act(), &testkit::paper(), &sections(), &[]).await.unwrap_err().to_string();
        assert!(again.contains("“Feedback” already"), "{again}");
        assert_eq!(paper::get(&desk.newsroom).await.unwrap(), testkit::paper());
    }

    async fn what_a_paper_cannot_be_is_refused_and_nothing_is_kept(store: Store) {
        let desk = Desk::bare(store).await;
        let good = testkit::paper;
        let bad = [
            domain::paper::Paper { name: "  ".to_owned(), ..good() },
            domain::paper::Paper { spot: "red".to_owned(), ..good() },
            domain::paper::Paper { base_url: "feedback.example".to_owned(), ..good() },
            domain::paper::Paper { language: "en AU".to_owned(), ..good() },
        ];
        for paper in bad {
            assert!(matches!(paper::create(&desk.newsroom, &desk.act(), &paper, &sections(), &[]).await, Err(VerbError::Refused(_))), "{paper:?}");
        }
        let reserved = [Section::new(testkit::slug("newsletter"), "Newsletter", 0)];
        let said = paper::create(&desk.newsroom, &desk.act(), &good(), &reserved, &[]).await.unwrap_err().to_string();
        assert!(said.contains("/newsletter is taken by “the program”"), "{said}");
        let said = paper::create(&desk.newsroom, &desk.act_as(Role::Editor), &good(), &sections(), &[]).await.unwrap_err().to_string();
        assert!(said.contains("an editor may not change settings"), "{said}");
        assert!(matches!(paper::get(&desk.newsroom).await, Err(VerbError::Absent(_))));
    }

    async fn a_change_is_taken_or_says_what_would_be_right(store: Store) {
        let desk = Desk::new(store).await;
        let wrong = [
            ("zone", "Mars/Olympus", "Europe/Berlin"),
            ("edition-hour", "25:00", "06:30"),
            ("edition-hour", "half past six", "06:30"),
            ("spot", "red", "#e4002b"),
            ("url", "ftp://feedback.example", "https://"),
            ("url", "https://", "https://"),
            ("language", "", "en-AU"),
            ("name", "", "needs a name"),
            ("name", "Feed\r\nBcc: all@example.org", "one line"),
            ("email", "desk", "name@example.org"),
            ("font", "Comic Sans", "there is name, tagline"),
        ];
        for (name, value, right) in wrong {
            let answer = paper::change(&desk.newsroom, &desk.act(), name, value).await;
            let said = answer.map(|_| "it was taken".to_owned()).unwrap_or_else(|error| error.to_string());
            assert!(said.contains(right), "{name}={value:?}: {said}");
        }
        assert!(paper::change(&desk.newsroom, &desk.act_as(Role::Editor), "spot", "#000000").await.is_err());
        assert_eq!(paper::get(&desk.newsroom).await.unwrap(), testkit::paper());
        for (name, value) in [("zone", "Europe/Berlin"), ("edition-hour", "07:05"), ("spot", "#0047FF"), ("url", "https://x.example/"), ("postal-address", "2 Lane")] {
            paper::change(&desk.newsroom, &desk.act(), name, value).await.unwrap();
        }
        let paper = paper::get(&desk.newsroom).await.unwrap();
        assert_eq!((paper.zone.name(), paper.edition_minute, paper.spot.as_str()), ("Europe/Berlin", 425, "#0047ff"));
        assert_eq!((paper.base_url.as_str(), paper.postal_address.as_str()), ("https://x.example", "2 Lane"));
    }

    async fn a_page_takes_no_address_of_a_section_or_of_the_program(store: Store) {
        let desk = Desk::new(store).await;
        let page = |slug| Page { id: domain::id::PageId(0), slug: testkit::slug(slug), title: "About".to_owned(), body: testkit::body("Us."), updated: desk.now(), position: None, revision: 1 };
        for (slug, by) in [("reviews", "“Reviews”"), ("archive", "“the program”")] {
            let said = paper::put_page(&desk.newsroom, &desk.act(), &page(slug)).await.unwrap_err().to_string();
            assert!(said.contains(by), "{said}");
        }
        paper::put_page(&desk.newsroom, &desk.act(), &page("about")).await.unwrap();
        paper::put_page(&desk.newsroom, &desk.act(), &page("about")).await.unwrap();
    }

    async fn the_secret_is_made_once(store: Store) {
        let desk = Desk::new(store.clone()).await;
        desk.sign_up("jo@example.org").await;
        desk.work().await;
        let token = desk.token("jo@example.org", "confirm").await;
        let files = tempfile::tempdir().unwrap();
        let later = newsroom::Newsroom::open(store, store::blobs::Files::open(files.path()).unwrap(), desk.now(), [9; 32]).await.unwrap();
        newsroom::subscribe::confirm(&later, &desk.act(), &token).await.unwrap();
    }
}
