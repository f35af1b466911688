//! Search as readers see it, and as data.

use crate::site::{Site, subject};
use axum::http::StatusCode;
use domain::body::{Block, Inlines};
use domain::story::Kind;
use std::sync::Arc;
use std::time::Instant;

async fn archive(store: store::Store) -> Site {
    let site = Site::new(store).await;
    let gilt = site.artist("Gilt").await;
    site.publish("Fax machine sold", |draft| {
        draft.artists = vec![subject(gilt, "Gilt")];
        draft.body.blocks = vec![Block::Paragraph(Inlines::plain("The <guitars> & the fax of Zoë were sold."))];
    })
    .await;
    site.pass(60);
    site.publish("Telex bought", |draft| {
        draft.kind = Kind::Review;
        draft.body.blocks = vec![Block::Paragraph(Inlines::plain("No fax came with it."))];
    })
    .await;
    site
}

testkit::both! {
    async fn the_page_marks_what_was_looked_for_and_offers_what_narrows_it(store: Store) {
        let site = archive(store).await;
        let page = site.get("/search?q=guitar+zoe").await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(text.contains("The &lt;<mark>guitars</mark>&gt; &amp; the fax of <mark>Zoë</mark> were sold."), "{text}");
        let text = site.get("/search?q=fax").await.text();
        assert!(text.contains("2\u{a0}stories") && text.contains("href=\"/search?q=fax&amp;type=review\"") && text.contains("href=\"/search?q=fax&amp;sort=new\""), "{text}");
        let text = site.get("/search?q=fax&type=review").await.text();
        assert!(text.contains("Telex bought") && !text.contains("Fax machine sold") && text.contains("aria-current=\"true\""), "{text}");
        let text = site.get("/search?q=fax&sort=new").await.text();
        assert!(text.find("Telex bought") < text.find("Fax machine sold"), "{text}");
        let text = site.get("/search?q=gil").await.text();
        assert!(text.contains("href=\"/artists/gilt\""), "{text}");
        let text = site.get("/search?q=gutiar").await.text();
        assert!(text.contains("href=\"/search?q=guitar\"") && text.contains("Fax machine sold"), "{text}");
        let text = site.get("/search?q=after:yesterday+fax").await.text();
        assert!(text.contains("“yesterday” is no day") && text.contains("2\u{a0}stories"), "{text}");
        let text = site.get("/search?q=fax&year=1999").await.text();
        assert!(text.contains("None on this shelf") && text.contains("href=\"/search?q=fax\""), "{text}");
        assert!(site.get("/search?q=zzzz").await.text().contains("Not a word"));
        assert!(site.get("/search").await.text().contains("Ask closely"));
    }

    async fn many_search_at_once_and_all_are_answered_soon(store: Store) {
        let site = Arc::new(archive(store).await);
        site.get("/search?q=fax").await;
        let (_, cookie) = site.hire("Ines", domain::role::Role::Editor).await;
        let began = Instant::now();
        let ask = |number: usize| {
            let (site, cookie) = (Arc::clone(&site), cookie.clone());
            tokio::spawn(async move {
                let path = if number.is_multiple_of(2) { "/search?q=artist:gilt+fax" } else { "/desk/links" };
                site.get_with(path, &[("cookie", &cookie)]).await.status
            })
        };
        let asked: Vec<_> = (0..32).map(ask).collect();
        for one in asked {
            assert_eq!(one.await.unwrap(), StatusCode::OK);
        }
        assert!(began.elapsed().as_secs() < 15, "{:?}", began.elapsed());
    }

    async fn anybody_may_have_the_answers_as_data(store: Store) {
        let site = archive(store).await;
        let answer = site.get("/api/v1/search?q=guitar").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let json = answer.json();
        assert_eq!((&json["total"], &json["results"][0]["headline"]), (&1.into(), &"Fax machine sold".into()));
        assert_eq!(json["results"][0]["url"], "/2026/11/20/fax-machine-sold");
        let pieces: Vec<&str> = json["results"][0]["snippet"].as_array().unwrap().iter().filter(|piece| piece["marked"] == true).filter_map(|piece| piece["text"].as_str()).collect();
        assert_eq!(pieces, ["guitars"]);
        let json = site.get("/api/v1/search?q=fax&sort=new&limit=1&offset=1").await.json();
        assert_eq!((&json["total"], &json["results"][0]["headline"], &json["facets"]["types"]["review"]), (&2.into(), &"Fax machine sold".into(), &1.into()));
        let json = site.get("/api/v1/search?q=type:poem").await.json();
        assert_eq!(json["notes"], serde_json::json!([{ "about": "kind", "part": "poem" }]));
        let json = site.get("/api/v1/search/artists?q=gi").await.json();
        assert_eq!(json["artists"], serde_json::json!([{ "name": "Gilt", "url": "/artists/gilt", "stories": 1 }]));
        assert_eq!(site.get("/api/v1/search").await.status, StatusCode::BAD_REQUEST);
    }

    async fn what_is_built_to_be_slow_is_answered_soon_and_often_is_enough(store: Store) {
        let site = archive(store).await;
        let long = "a".repeat(10_000);
        let nested = "%22-".repeat(2_500);
        let begins = "fa*+".repeat(2_000);
        for query in [long.as_str(), &nested, &begins, "%22", "said:", "*", "-", "artist:%22%22", "score:%F0%9F%98%80", "(((((((((", "~fax", "%01"] {
            let began = Instant::now();
            for path in [format!("/search?q={query}"), format!("/api/v1/search?q={query}")] {
                let status = site.get(&path).await.status;
                assert!(status == StatusCode::OK || status == StatusCode::BAD_REQUEST, "{status} {}", path.get(..60).unwrap_or(&path));
            }
            assert!(began.elapsed().as_secs() < 5, "{}", query.get(..60).unwrap_or(query));
        }
        let mut last = StatusCode::OK;
        for _ in 0..70 {
            last = site.get("/search?q=fax").await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(site.get("/search").await.status, StatusCode::OK);
    }
}
