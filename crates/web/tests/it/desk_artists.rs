//! Artists, links and clips at the desk: pages and API through the router, by role, on both databases.

use crate::browser::Browser;
use crate::site::{Site, subject};
use axum::http::StatusCode;
use domain::body::{Block, Inlines};
use domain::role::Role;
use serde_json::{Value, json};

fn paragraphs(texts: &[&str]) -> Value {
    let content: Vec<Value> =
        texts.iter().map(|text| json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] })).collect();
    json!({ "type": "doc", "version": 1, "content": content })
}

testkit::both! {
    async fn a_text_suggests_links_that_are_accepted_rejected_and_made(store: Store) {
        let site = Site::new(store).await;
        site.artist("Saltwater Choir").await;
        let story = site.publish("Nothing happened", |_| ()).await.id.0;
        let writer = Browser::of(&site, Role::Editor).await;
        let body = paragraphs(&["🎸 Jo said: “We met Saltwater Choir and then Vera Halloran in the evening.”", "“Never closed"]);
        let text = json!({ "headline": "Choir is back", "standfirst": "", "body": body, "artists": [] });
        let found = writer.well("POST", &format!("/stories/{story}/suggestions"), text.clone()).await;
        let mention = &found["mentions"][0];
        assert_eq!((mention["block"].as_i64(), mention["start"].as_i64(), mention["end"].as_i64()), (Some(0), Some(20), Some(35)), "{found}");
        assert_eq!((mention["text"].as_str(), mention["standing"].as_str()), (Some("Saltwater Choir"), Some("sure")));
        assert_eq!(mention["candidates"][0]["slug"], "saltwater-choir");
        assert_eq!(found["quotations"][0]["speaker"], "Jo", "{found}");
        assert_eq!((found["marks"][0]["block"].as_i64(), found["marks"][0]["kind"].as_str()), (Some(1), Some("never-closed")));
        let made = writer.well("POST", "/artists", json!({ "name": "Vera Halloran", "kind": "person" })).await;
        assert_eq!((made["slug"].as_str(), made["kind"].as_str()), (Some("vera-halloran"), Some("person")));
        let found = writer.well("POST", &format!("/stories/{story}/suggestions"), text.clone()).await;
        assert_eq!(found["mentions"].as_array().map(Vec::len), Some(2), "the new one is known at once: {found}");
        let choir = mention["candidates"][0]["artist"].clone();
        writer.well("POST", &format!("/stories/{story}/rejections"), json!({ "artist": choir })).await;
        let found = writer.well("POST", &format!("/stories/{story}/suggestions"), text.clone()).await;
        assert_eq!(found["mentions"][0]["text"], "Vera Halloran", "what was rejected is silent");
        writer.well("DELETE", &format!("/stories/{story}/rejections/{choir}"), Value::Null).await;
        let found = writer.well("POST", &format!("/stories/{story}/suggestions"), text).await;
        assert_eq!(found["mentions"].as_array().map(Vec::len), Some(2));
        let (status, problem) = writer.api("POST", "/artists", &json!({ "name": "vera halloran" })).await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("disambiguation")));
        let half = json!({ "headline": 7 });
        assert_eq!(writer.api("POST", &format!("/stories/{story}/suggestions"), &half).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn doubtful_links_are_decided_with_one_press(store: Store) {
        let site = Site::new(store).await;
        site.artist("Quite").await;
        for n in 0..2 {
            let draft = |draft: &mut domain::story::Draft| draft.body.blocks = vec![Block::Paragraph(Inlines::plain("On the stage stood Quite before the others came."))];
            let story = site.publish(&format!("Something happened {n}"), draft).await;
            let ruling = newsroom::links::Ruling { story: Some(story.id), artist: domain::id::ArtistId(1), verdict: newsroom::links::Verdict::Forget };
            newsroom::links::decide(&site.newsroom, &site.act(), &[ruling]).await.unwrap();
            site.pass(60);
        }
        let editor = Browser::of(&site, Role::Editor).await;
        let queue = editor.well("GET", "/links?standing=doubtful", Value::Null).await;
        assert_eq!((queue["waiting"].as_i64(), queue["links"][0]["name"].as_str()), (Some(2), Some("Quite")), "{queue}");
        let page = editor.page("/desk/links").await;
        assert!(page.contains("<mark>Quite</mark>") && page.contains("On the stage stood") && page.contains("data-press=\"y\""), "{page}");
        let (story, artist) = (queue["links"][0]["story"].clone(), queue["links"][0]["artist"].clone());
        let decisions = json!({ "decisions": [{ "story": story, "artist": artist, "verdict": "accept", "strength": "featured" }] });
        assert_eq!(editor.well("POST", "/links/decide", decisions).await["stories"], 1);
        let links = editor.well("GET", &format!("/stories/{story}/links"), Value::Null).await;
        assert_eq!((links["links"][0]["standing"].as_str(), links["links"][0]["strength"].as_str()), (Some("sure"), Some("featured")));
        assert_eq!(editor.well("GET", "/links/artists", Value::Null).await["artists"][0]["waiting"], 1);
        assert!(editor.page(&format!("/desk/links?artist={artist}")).await.contains("Meant in all 1"));
        let all = json!({ "decisions": [{ "artist": artist, "verdict": "reject" }] });
        assert_eq!(editor.well("POST", "/links/decide", all).await["stories"], 1);
        assert!(editor.page("/desk/links").await.contains("Nothing is doubtful"));
        let wrong = json!({ "decisions": [{ "artist": artist, "verdict": "maybe" }] });
        assert_eq!(editor.api("POST", "/links/decide", &wrong).await.1["field"], "verdict");
    }

    async fn artists_are_found_changed_merged_and_split(store: Store) {
        let site = Site::new(store).await;
        let gilt = site.artist("Gilt").await;
        let story = site.publish("Gilt quit by fax", |draft| draft.artists = vec![subject(gilt, "Gilt")]).await;
        let other = site.publish("Gilt open a bakery", |draft| draft.artists = vec![subject(gilt, "Gilt")]).await;
        let editor = Browser::of(&site, Role::Editor).await;
        let found = editor.well("GET", "/artists?q=gil&limit=8", Value::Null).await;
        assert_eq!((found["artists"][0]["name"].as_str(), found["artists"][0]["id"].as_i64()), (Some("Gilt"), Some(gilt.0)));
        assert!(editor.page("/desk/artists?q=gil").await.contains(">Gilt"));
        let id = gilt.0;
        let changed = editor.well("PATCH", &format!("/artists/{id}"), json!({ "aliases": ["The Gilded"], "wikidata": "Q42" })).await;
        assert_eq!((changed["aliases"][0].as_str(), changed["wikidata"].as_str()), (Some("The Gilded"), Some("Q42")));
        let aliased = editor.well("POST", &format!("/artists/{id}/aliases"), json!({ "name": "Guilt" })).await;
        assert_eq!(aliased["aliases"], json!(["The Gilded", "Guilt"]));
        let page = editor.page(&format!("/desk/artists/{id}")).await;
        assert!(page.contains("Gilt quit by fax") && page.contains("The Gilded") && page.contains("Split"), "{page}");
        let split = json!({ "disambiguation": "Berlin duo", "old_disambiguation": "Hobart band", "stories": [other.id.0.to_string()], "follows": "both" });
        let made = editor.well("POST", &format!("/artists/{id}/split"), split).await;
        assert_eq!((made["new"]["slug"].as_str(), made["stays"]["disambiguation"].as_str()), (Some("gilt-berlin-duo"), Some("Hobart band")));
        assert!(editor.page("/desk/artists?only=doubled").await.contains("Berlin duo"));
        let names = site.get("/artists/gilt").await.text();
        assert!(names.contains("Not to be confused with") && names.contains("/artists/gilt-berlin-duo"), "each page says who else has the name");
        assert!(site.get("/artists/gilt-berlin-duo").await.text().contains("Gilt open a bakery"));
        assert!(!names.contains("Gilt open a bakery") && names.contains(&story.draft.headline));
        let new = made["id"].as_i64().unwrap();
        let preview = editor.well("GET", &format!("/artists/{new}/merge-preview?into={id}"), Value::Null).await;
        assert_eq!((preview["stories"].as_i64(), preview["refused"].is_null()), (Some(1), true), "{preview}");
        assert!(editor.page(&format!("/desk/artists/{new}?merge={id}")).await.contains("1 story"));
        editor.well("POST", &format!("/artists/{new}/merge"), json!({ "into": id })).await;
        let moved = site.get("/artists/gilt-berlin-duo").await;
        assert_eq!((moved.status, moved.header("location")), (StatusCode::MOVED_PERMANENTLY, "/artists/gilt"));
        assert!(editor.page(&format!("/desk/artists/{new}")).await.contains("it is now"));
        let vera = editor.well("POST", "/artists", json!({ "name": "Vera Halloran" })).await["id"].clone();
        let sheet = editor.well("PUT", &format!("/artists/{id}/members/{vera}"), json!({ "ended": true })).await;
        assert_eq!((sheet["members"][0]["artist"]["name"].as_str(), sheet["members"][0]["ended"].as_bool()), (Some("Vera Halloran"), Some(true)));
        let sheet = editor.well("DELETE", &format!("/artists/{id}/members/{vera}"), Value::Null).await;
        assert_eq!(sheet["members"], json!([]));
        let contributor = Browser::of(&site, Role::Contributor).await;
        let (status, _) = contributor.api("PATCH", &format!("/artists/{id}"), &json!({ "name": "Mine" })).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(!contributor.page(&format!("/desk/artists/{id}")).await.contains("do_merge"));
    }

    async fn an_address_that_names_several_asks_which(store: Store) {
        let site = Site::new(store).await;
        let editor = Browser::of(&site, Role::Editor).await;
        for (name, apart, alias) in [("Fax Machine", "Hobart band", "The Operators"), ("Telex", "Berlin duo", "Operators"), ("Modem", "", "Dial Up")] {
            editor.well("POST", "/artists", json!({ "name": name, "disambiguation": apart, "aliases": [alias] })).await;
        }
        let which = site.get("/artists/operators").await;
        assert_eq!(which.status, StatusCode::OK);
        assert!(which.text().contains("Hobart band") && which.text().contains("/artists/telex") && which.text().contains("noindex"), "{}", which.text());
        let one = site.get("/artists/dial-up").await;
        assert_eq!((one.status, one.header("location")), (StatusCode::MOVED_PERMANENTLY, "/artists/modem"));
        assert_eq!(site.get("/artists/nobody-at-all").await.status, StatusCode::NOT_FOUND);
    }

    async fn pasted_addresses_become_clips_links_or_are_refused(store: Store) {
        let site = Site::new(store).await;
        let writer = Browser::of(&site, Role::Contributor).await;
        let paste = async |text: &str| writer.api("POST", "/clips", &json!({ "text": text })).await;
        let (status, clip) = paste("https://youtu.be/dQw4w9WgXcQ?t=90").await;
        assert_eq!((status, clip["clip"]["provider"].as_str(), clip["clip"]["start"].as_i64()), (StatusCode::OK, Some("youtube"), Some(90)));
        assert_eq!(paste("example.org/a").await.1, json!({ "link": "https://example.org/a" }));
        let (status, problem) = paste("<iframe src=\"https://tracker.example/x\"></iframe>").await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("text")));
        assert!(problem["detail"].as_str().unwrap().contains("tracker.example"));
        let clip = serde_json::from_value(json!({ "provider": "youtube", "id": "dQw4w9WgXcQ", "title": "Fax" })).unwrap();
        site.publish("Watch this", |draft| draft.body.blocks = vec![Block::Clip(clip)]).await;
        let listed = writer.well("GET", "/clips?only=unnamed", Value::Null).await;
        assert_eq!((listed["clips"][0]["title"].as_str(), listed["clips"][0]["uses"].as_i64()), (Some("Fax"), Some(1)), "no credit");
        assert_eq!(writer.well("GET", "/clips?only=gone", Value::Null).await["clips"], json!([]));
        writer.well("POST", "/clips/gone", json!({ "provider": "youtube", "id": "dQw4w9WgXcQ", "gone": true })).await;
        let page = writer.page("/desk/clips?only=gone").await;
        assert!(page.contains("Gone since 20 November 2026") && page.contains("Watch this"), "{page}");
        let (status, _) = writer.api("POST", "/clips/gone", &json!({ "provider": "vimeo", "id": "1", "gone": true })).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}
