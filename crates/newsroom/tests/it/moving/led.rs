//! Old addresses lead to what stood there, and to nothing else.

use super::bring_in;
use super::dated::files;
use super::restricted::{export, item};
use crate::desk::Desk;

async fn leads(desk: &Desk, path: &str) -> Option<String> {
    store::redirects::get(&desk.read().await, path).await.unwrap()
}

testkit::both! {
    async fn guids_lead_nowhere_that_is_not_the_papers_own(store: Store) {
        let desk = Desk::new(store).await;
        let guid = |id: u32, guid: &str| item(id, "post", "publish", "2015-01-01 10:00:00", &format!("<guid>{guid}</guid>"));
        let xml = export(&[
            guid(12, "http://old.example/?p=12"),
            guid(13, "http://old.example/?p=12"),
            guid(14, "http://earlier.example/?p=12"),
            guid(15, "http://earlier.example/fax/"),
            guid(16, "http://old.example/blog/?p=16"),
            guid(17, "http://old.example/story.php?id=17"),
            guid(18, "http://old.example/fax-18/"),
        ])
        .replacen("Text.", "See &lt;a href=\"http://old.example/?p=12\">12&lt;/a> and &lt;a href=\"/blog/?p=16\">16&lt;/a>.", 1);
        let (_folder, asked) = files(&[("old.xml", &xml)]);
        bring_in(&desk, &asked).await;
        for n in 12..=18 {
            assert_eq!(leads(&desk, &format!("/?p={n}")).await, Some(format!("/2015/01/01/n-{n}")));
        }
        assert_eq!(leads(&desk, "/fax-18").await.as_deref(), Some("/2015/01/01/n-18"));
        for path in ["/blog", "/fax", "/story.php"] {
            assert_eq!(leads(&desk, path).await, None, "{path}");
        }
        let story = store::stories::by_address(&desk.read().await, "/2015/01/01/n-12").await.unwrap().unwrap();
        let json = story.draft.body.to_json().to_string();
        assert!(json.contains("\"/2015/01/01/n-12\"") && json.contains("\"/2015/01/01/n-16\""), "{json}");
    }

    async fn links_lead_to_where_things_came_to_stand(store: Store) {
        let desk = Desk::new(store).await;
        let other = export(&[item(2, "post", "publish", "2015-01-02 01:00:00", "")]).replace("old.example", "other.example");
        let (_folder, asked) = files(&[("other.xml", &other)]);
        bring_in(&desk, &asked).await;
        newsroom::navigation::add_page(&desk.newsroom, &desk.act(), "Ours", Some("n-3"), &testkit::body("Ours.")).await.unwrap();
        let text = |id: u32, kind: &str, wall: &str| {
            let links = "&lt;a href=\"/1/\">1&lt;/a> &lt;a href=\"/2/\">2&lt;/a> &lt;a href=\"/3/\">3&lt;/a>";
            let item = item(id, kind, "publish", wall, "").replace("Text.", links);
            item.replace(&format!("<wp:post_date_gmt>{wall}"), "<wp:post_date_gmt>0000-00-00 00:00:00")
        };
        // Half an hour before midnight there is afternoon of the next day here.
        let xml = export(&[text(1, "post", "2015-01-01 23:30:00"), text(2, "post", "2015-01-01 23:30:00"), text(3, "page", "2015-01-01 23:30:00")]);
        let (_folder, asked) = files(&[("old.xml", &xml)]);
        let zone = domain::time::Zone::named("America/New_York").unwrap();
        let asked = newsroom::moving::Asked { zone: Some(zone), ..asked };
        for again in [false, true] {
            let done = bring_in(&desk, &asked).await;
            assert_eq!(done.counts.contains_key("same"), again, "{:?}", done.counts);
            for (id, home) in [("1", "/2015/01/02/n-1"), ("2", "/2015/01/02/n-2-2")] {
                let story = store::stories::by_source(&desk.read().await, "wordpress:old.example", id).await.unwrap().unwrap();
                assert_eq!(story.address.as_deref(), Some(home));
                let json = story.draft.body.to_json().to_string();
                for link in ["/2015/01/02/n-1", "/2015/01/02/n-2-2", "/n-3-2"] {
                    assert!(json.contains(&format!("\"{link}\"")), "{link}: {json}");
                }
            }
        }
    }

    async fn a_canonical_address_of_another_paper_leads_nowhere(store: Store) {
        let desk = Desk::new(store).await;
        let post = |id: u32, canonical: &str| {
            format!("{{\"id\":\"x{id}\",\"title\":\"T{id}\",\"slug\":\"n-{id}\",\"type\":\"post\",\"status\":\"published\",\"html\":\"<p>x</p>\",\"published_at\":\"2015-01-01T10:00:00.000Z\",\"canonical_url\":\"{canonical}\"}}")
        };
        let json = format!("{{\"db\":[{{\"meta\":{{\"version\":\"5.1\"}},\"data\":{{\"posts\":[{},{}]}}}}]}}", post(1, "https://another.example/news"), post(2, "https://old.example/2014/n-2/"));
        let (_folder, asked) = files(&[("ghost.json", &json)]);
        let mapping = newsroom::moving::Mapping { address: "https://old.example".to_owned(), ..Default::default() };
        bring_in(&desk, &newsroom::moving::Asked { mapping, ..asked }).await;
        assert_eq!((leads(&desk, "/news").await, leads(&desk, "/n-1").await.as_deref()), (None, Some("/2015/01/01/n-1")));
        assert_eq!(leads(&desk, "/2014/n-2").await.as_deref(), Some("/2015/01/01/n-2"));
    }
}
