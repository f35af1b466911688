//! Pictures through the API, and who may see which of them when.

use crate::site::{Answer, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::act::Act;
use domain::body::{Block, MediaKey, Picture};
use domain::role::{Role, Scopes};
use newsroom::account::{self, NewToken};
use serde_json::{Value, json};
use std::path::Path;

fn demo(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/pictures").join(name)).unwrap()
}

/// Somebody with a token, for whom every request speaks.
struct Writer<'a> {
    site: &'a Site,
    token: String,
}

impl<'a> Writer<'a> {
    async fn hired(site: &'a Site, name: &str, role: Role) -> Self {
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        let staff = store::staff::create(&tx, &testkit::staff(name, role)).await.unwrap();
        tx.commit().await.unwrap();
        let act = Act { staff: Some(staff.id), ..Act::new(name, role, site.now()).traced(u128::from(name.len() as u64)) };
        let new = NewToken { name: "test".to_owned(), scopes: Scopes::ALL, days: None };
        let (_, token) = account::make_token(&site.newsroom, &act, &new).await.unwrap();
        Self { site, token }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {}", self.token));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.site.ask(request.body(body.into()).unwrap()).await
    }

    async fn bring(&self, name: &str, bytes: Vec<u8>) -> Answer {
        self.ask("POST", "/api/v1/media", &[("x-file-name", name)], bytes).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], Body::empty()).await
    }

    async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask("PATCH", path, &[("content-type", "application/json")], body.to_string()).await
    }
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.bytes).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

fn picture(media: &Value) -> Picture {
    Picture {
        media: MediaKey::parse(media["key"].as_str().unwrap()).unwrap(),
        alt: "A bus at night".to_owned(),
        decorative: false,
        credit: "Raf Duarte".to_owned(),
        caption: String::new(),
        width: media["width"].as_u64().unwrap() as u32,
        height: media["height"].as_u64().unwrap() as u32,
        focus: [0.5, 0.5],
    }
}

testkit::both! {
    async fn a_picture_comes_in_is_described_found_and_deleted(store: Store) {
        let site = Site::new(store).await;
        let writer = Writer::hired(&site, "Jo Marchetti", Role::Writer).await;
        let answer = writer.bring("Nacht%20%C3%BCber%20der%20Stadt.jpg", demo("night-bus.jpg")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let media = json(&answer);
        assert_eq!((media["name"].as_str(), media["width"].as_u64(), media["ready"].as_bool()), (Some("Nacht über der Stadt.jpg"), Some(960), Some(false)));
        let key = media["key"].as_str().unwrap().to_owned();
        let own = format!("/api/v1/media/{key}");
        site.pass(1);
        assert_eq!(writer.bring("again.jpg", demo("night-bus.jpg")).await.status, StatusCode::OK);
        // While the smaller sizes are made, the larger one stands in.
        let small = writer.get(&format!("/media/400/{key}")).await;
        assert_eq!((small.status, small.header("cache-control")), (StatusCode::OK, "private, max-age=300"));
        site.work().await;
        assert_eq!(json(&writer.get(&own).await)["ready"].as_bool(), Some(true));
        assert!(writer.get(&format!("/media/400/{key}")).await.bytes.len() < small.bytes.len());
        let said = json!({ "credit": "Raf Duarte", "alt": "A bus", "expires": "2026-11-30", "focus": [0.25, 0.5] });
        let described = json(&writer.patch(&own, said).await);
        assert_eq!((described["credit"].as_str(), described["expires"].as_str()), (Some("Raf Duarte"), Some("2026-11-30T13:00:00Z")));
        assert_eq!(json(&writer.patch(&own, json!({ "expires": null })).await)["expires"], Value::Null);
        for (wrong, field) in [(json!({ "expires": "soon" }), "expires"), (json!({ "credit": "x".repeat(400) }), "credit")] {
            let answer = writer.patch(&own, wrong).await;
            assert_eq!((answer.status, json(&answer)["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(field)));
        }
        let found = |answer: Answer| json(&answer)["media"].as_array().unwrap().len();
        for (query, many) in [("q=stadt+raf", 1), ("q=rain", 0), ("only=uncredited", 0), ("only=unused", 1), ("only=sounds", 0)] {
            assert_eq!(found(writer.get(&format!("/api/v1/media?{query}")).await), many, "{query}");
        }
        assert_eq!(writer.get("/api/v1/media?only=odd").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = Writer::hired(&site, "Raf", Role::Contributor).await;
        assert_eq!(other.patch(&own, json!({ "alt": "Mine" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(writer.ask("DELETE", &own, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(writer.get(&own).await.status, StatusCode::NOT_FOUND);
        assert_eq!(writer.get(&format!("/media/{key}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn what_is_no_picture_is_refused_in_words(store: Store) {
        let site = Site::new(store).await;
        let writer = Writer::hired(&site, "Jo Marchetti", Role::Writer).await;
        let cut = { let mut whole = demo("no-rain.jpg"); whole.truncate(9_000); whole };
        for (bytes, status, words) in [
            (b"<html><script>alert(1)</script>".to_vec(), StatusCode::BAD_REQUEST, "no picture or sound"),
            (Vec::new(), StatusCode::BAD_REQUEST, "no body"),
            (cut, StatusCode::BAD_REQUEST, "cut off"),
            (vec![0; newsroom::media::MAX_BYTES + 1], StatusCode::PAYLOAD_TOO_LARGE, "40 MB"),
        ] {
            let answer = writer.bring("odd.jpg", bytes).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert!(json(&answer)["detail"].as_str().unwrap().contains(words), "{}", answer.text());
        }
        let nobody = Request::post("/api/v1/media").body(Body::from(demo("no-rain.jpg"))).unwrap();
        assert_eq!(site.ask(nobody).await.status, StatusCode::UNAUTHORIZED);
        // Nothing of it is left where bytes come in.
        let root = site.newsroom.blobs().incoming().parent().unwrap().to_owned();
        assert_eq!(std::fs::read_dir(root).unwrap().count(), 0);
    }

    async fn before_its_story_a_picture_is_nowhere_for_strangers(store: Store) {
        let site = Site::new(store).await;
        let writer = Writer::hired(&site, "Jo Marchetti", Role::Editor).await;
        let media = json(&writer.bring("bus.jpg", demo("night-bus.jpg")).await);
        let key = media["key"].as_str().unwrap().to_owned();
        site.work().await;
        let addresses = [format!("/media/{key}"), format!("/media/400/{key}")];
        let seen = async |by_strangers: StatusCode| {
            for address in &addresses {
                let answer = site.get(address).await;
                assert_eq!(answer.status, by_strangers, "{address}");
                assert_eq!(writer.get(address).await.status, StatusCode::OK, "{address}");
                if by_strangers == StatusCode::OK {
                    assert!(answer.header("cache-control").contains("immutable") && !answer.text().contains("Exif"));
                }
            }
        };
        seen(StatusCode::NOT_FOUND).await;
        let mut draft = testkit::draft("Night bus cancelled");
        draft.bylines = vec![testkit::byline(site.staff)];
        draft.cover = Some(picture(&media));
        draft.body.blocks.push(Block::Picture(picture(&media)));
        draft.dateline = Some(site.now().plus_seconds(3_600));
        let story = site.draft(draft).await;
        seen(StatusCode::NOT_FOUND).await;
        newsroom::stories::publish(&site.newsroom, &site.act(), story.id).await.unwrap();
        seen(StatusCode::NOT_FOUND).await;
        site.pass(3_601);
        site.work().await;
        seen(StatusCode::OK).await;
        let live = store::stories::by_id(&site.newsroom.store().read().await.unwrap(), story.id).await.unwrap().unwrap();
        let page = site.get(&live.address.unwrap()).await.text();
        assert!(page.contains(&format!("srcset=\"/media/400/{key} 400w, /media/800/{key} 800w, /media/{key} 960w\"")), "{page}");
        newsroom::stories::withdraw(&site.newsroom, &site.act(), story.id, "The rights were not ours.").await.unwrap();
        seen(StatusCode::NOT_FOUND).await;
    }

    async fn what_a_story_uses_cannot_be_deleted(store: Store) {
        let site = Site::new(store).await;
        let writer = Writer::hired(&site, "Jo Marchetti", Role::Editor).await;
        let media = json(&writer.bring("bus.jpg", demo("night-bus.jpg")).await);
        site.publish("Night bus cancelled", |draft| draft.cover = Some(picture(&media))).await;
        let own = format!("/api/v1/media/{}", media["key"].as_str().unwrap());
        let refused = writer.ask("DELETE", &own, &[], Body::empty()).await;
        assert_eq!((refused.status, json(&refused)["type"].as_str()), (StatusCode::CONFLICT, Some("state")));
        assert!(refused.text().contains("Night bus cancelled"));
        let uses = json(&writer.get(&format!("{own}/uses")).await);
        assert_eq!((uses["uses"][0]["kind"].as_str(), uses["uses"][0]["title"].as_str()), (Some("story"), Some("Night bus cancelled")));
        let replaced = writer.ask("POST", &format!("{own}/replace"), &[("x-file-name", "better.jpg")], demo("no-rain.jpg")).await;
        assert_eq!(replaced.status, StatusCode::CREATED, "{}", replaced.text());
        assert_eq!(writer.ask("DELETE", &own, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(json(&replaced)["used"].as_u64(), Some(1));
    }
}
