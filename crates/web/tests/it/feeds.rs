//! What other programs read is well-formed.

use crate::site::{Site, subject};
use axum::http::StatusCode;
use domain::body::{Block, Inlines};

#[test]
fn feeds_and_maps_are_well_formed_and_whole() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let choir = site.artist("Saltwater Choir").await;
        let story = site
            .publish("Fax & telex <again>", |draft| {
                draft.artists = vec![subject(choir, "Saltwater Choir")];
                draft.body.blocks.push(Block::Paragraph(Inlines::plain("The last ]]> paragraph & the end.")));
            })
            .await;
        let url = format!("https://feedback.example{}", story.address.unwrap());
        for list in ["", "/news", "/artists/saltwater-choir", "/by/staff-writer"] {
            for (file, media_type) in [("feed.xml", "application/rss+xml"), ("feed.atom", "application/atom+xml")] {
                let answer = site.get(&format!("{list}/{file}")).await;
                assert!(answer.header("content-type").starts_with(media_type), "{list}/{file}");
                assert!(is_well_formed(&answer.text()), "{}", answer.text());
                assert!(answer.text().contains(&url) && answer.text().contains("paragraph &amp;"), "{list}/{file}: {}", answer.text());
            }
            let json: serde_json::Value = serde_json::from_slice(&site.get(&format!("{list}/feed.json")).await.bytes).unwrap();
            assert_eq!(json["items"][0]["title"], "Fax & telex <again>");
        }
        for map in ["/sitemap.xml", "/sitemap/1.xml", "/sitemap/2026.xml", "/sitemap/news.xml"] {
            let answer = site.get(map).await;
            assert_eq!(answer.status, StatusCode::OK, "{map}");
            assert!(is_well_formed(&answer.text()), "{map}");
        }
        assert!(site.get("/sitemap/2026.xml").await.text().contains(&url));
        assert!(site.get("/sitemap/1.xml").await.text().contains("/artists/saltwater-choir"));
        assert!(site.get("/robots.txt").await.text().contains("Sitemap: https://feedback.example/sitemap.xml"));
        for missing in ["/sitemap/1999.xml", "/nothing/feed.xml", "/artists/nobody/feed.atom"] {
            assert_eq!(site.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
        }
    });
}

#[test]
fn what_somebody_subscribed_to_leads_on_in_the_form_that_it_has() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        for name in ["RTJ", "Overdue"] {
            let artist = site.artist(name).await;
            site.publish(&format!("{name} quit by fax"), |draft| draft.artists = vec![subject(artist, name)]).await;
        }
        let (newsroom, act) = (&site.newsroom, site.act());
        newsroom::artists::rename(newsroom, &act, &"rtj".into(), "Run The Jewels", None).await.unwrap();
        newsroom::artists::merge(newsroom, &act, &"overdue".into(), &"run-the-jewels".into()).await.unwrap();
        for old in ["rtj", "overdue"] {
            for file in ["feed.xml", "feed.atom", "feed.json", "dates.ics"] {
                let answer = site.get(&format!("/artists/{old}/{file}")).await;
                let target = format!("/artists/run-the-jewels/{file}");
                assert_eq!((answer.status, answer.header("location")), (StatusCode::MOVED_PERMANENTLY, target.as_str()), "{old}/{file}");
                assert_eq!(site.get(&target).await.status, StatusCode::OK, "{target}");
            }
        }
    });
}

/// Tags are closed in the order in which they were opened, and no bare ampersand stands in between.
fn is_well_formed(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        if text.split('&').skip(1).any(|entity| entity.split_once(';').is_none_or(|(name, _)| name.len() >= 8)) {
            return false;
        }
        let Some((tag, after)) = after.split_once('>') else { return false };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.starts_with(['?', '!']) && !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
        rest = after;
    }
    open.is_empty()
}
