//! Running the paper: the front by hand, what is paid for, ads, counts, settings, through the pages and the API.

use crate::site::{Answer, Site};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use domain::body::{Block, Inlines, Mark, MediaKey};
use domain::role::Role;
use domain::settings::{SETTINGS, Tab};
use domain::story::Sponsor;
use serde_json::{Value, json};
use store::media::MediaRow;

const FIREFOX: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");

/// Somebody who is signed in.
struct Someone(String);

impl Someone {
    async fn hired(site: &Site, name: &str, role: Role) -> Self {
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        let staff = store::staff::create(&tx, &testkit::staff(name, role)).await.unwrap();
        tx.commit().await.unwrap();
        let chance = u128::from(staff.id.0.unsigned_abs());
        let (token, _) = newsroom::signin::link_for(&site.newsroom, &site.act().traced(chance), staff.email.as_str()).await.unwrap();
        let opened = newsroom::signin::enter(&site.newsroom, &site.act().traced(77 + chance), &token, "a test").await.unwrap();
        Self(format!("__Host-inkie={}", opened.token))
    }

    async fn sees(&self, site: &Site, path: &str) -> Answer {
        site.get_with(path, &[("cookie", &self.0), ("host", "127.0.0.1")]).await
    }

    async fn asks(&self, site: &Site, method: Method, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        let request = request.header("cookie", &self.0).header("host", "127.0.0.1").header("sec-fetch-site", "same-origin");
        site.ask(request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()).await
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.bytes).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.text()))
}

/// Whether one text stands before another on a page.
fn before(page: &Answer, one: &str, other: &str) -> bool {
    let text = page.text();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no “{words}”"));
    place(one) < place(other)
}

async fn put_picture(site: &Site) -> MediaKey {
    let key = MediaKey::parse(&format!("{}.png", "a".repeat(64))).unwrap();
    let tx = site.newsroom.store().begin(site.now()).await.unwrap();
    let row = MediaRow { mime: "image/png".to_owned(), width: 600, height: 400, ..testkit::media(&key, site.now()) };
    store::media::put(&tx, &row, "amps").await.unwrap();
    tx.commit().await.unwrap();
    key
}

testkit::both! {
    async fn a_scheduled_front_flips_at_its_instant_under_the_cache(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Imogen Achterberg", Role::Editor).await;
        let old = site.publish("Old one", |_| {}).await;
        site.pass(60);
        site.publish("New one", |_| {}).await;
        let lead = async |words: &str, other: &str| before(&site.get("/").await, words, other);
        assert!(lead(">New one</a></h2>", ">Old one</a>").await);
        let at = site.now().plus_seconds(90).rfc3339();
        let planned = json!({ "from": at, "slots": [{ "place": 0, "story": old.id.0 }] });
        let answer = editor.asks(&site, Method::PUT, "/front", &planned).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert!(lead(">New one</a></h2>", ">Old one</a>").await);
        let preview = editor.sees(&site, &format!("/desk/front/preview?at={at}")).await;
        assert!(before(&preview, ">Old one</a></h2>", ">New one</a>"));
        assert_eq!(preview.header("cache-control"), "no-store");
        site.pass(89);
        assert!(lead(">New one</a></h2>", ">Old one</a>").await);
        site.pass(1);
        assert!(lead(">Old one</a></h2>", ">New one</a>").await, "nobody did anything, the page is another one");
        let front = json_of(&editor.asks(&site, Method::GET, "/front", &Value::Null).await);
        assert_eq!((&front["places"][0]["by_hand"], &front["places"][0]["story"]["id"]), (&json!(true), &json!(old.id.0)));
        let outdated = editor.asks(&site, Method::PUT, "/front", &json!({ "slots": [] })).await;
        assert_eq!((outdated.status, json_of(&outdated)["type"].clone()), (StatusCode::CONFLICT, json!("outdated")));
        let page = editor.sees(&site, "/desk/front").await;
        assert!(page.status == StatusCode::OK && page.text().contains("data-front"), "{}", page.text());
        newsroom::stories::withdraw(&site.newsroom, &site.act(), old.id, "Wrong.").await.unwrap();
        assert!(site.get("/").await.text().contains(">New one</a></h2>"));
    }

    async fn what_is_paid_for_says_so_everywhere(store: Store) {
        let site = Site::new(store).await;
        let story = site.publish("Twelve amplifiers", |draft| {
            let mut text = Inlines::plain("They are ");
            text.push("here", &[Mark::Link { href: "https://amps.example/all".to_owned(), sponsored: false }]);
            draft.body.blocks.push(Block::Paragraph(text));
            draft.sponsor = Some(Sponsor { name: "Wray & Amps".to_owned(), link: Some("https://amps.example".to_owned()) });
        }).await;
        let page = site.get(story.address.as_deref().unwrap()).await.text();
        assert!(page.contains("Paid for by <a href=\"https://amps.example\" rel=\"sponsored external noopener\">Wray &amp; Amps</a>"), "{page}");
        assert!(page.contains("rel=\"sponsored external noopener\">here</a>"), "{page}");
        assert!(page.contains("\"sponsor\":{\"@type\":\"Organization\",\"name\":\"Wray \\u0026 Amps\""), "{page}");
        for list in ["/", "/news"] {
            assert!(site.get(list).await.text().contains("Paid for by Wray &amp; Amps"), "{list}");
        }
        for feed in ["/feed.xml", "/feed.atom", "/feed.json", "/news/feed.xml"] {
            let text = site.get(feed).await.text();
            assert!(text.contains("Paid for by Wray"), "{feed}: {text}");
        }
    }

    async fn an_ad_stands_says_what_it_is_and_is_counted(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Imogen Achterberg", Role::Editor).await;
        let story = site.publish("A story", |_| {}).await;
        let address = story.address.unwrap();
        let key = put_picture(&site).await;
        let wish = json!({ "name": "Amps", "media": key.as_str(), "alt": "Amplifiers", "link": "https://amps.example/?a=1&b=2",
            "places": ["front", "section", "story"], "from": "2026-11-20", "until": "2026-11-21" });
        assert!(!site.get("/").await.text().contains("class=\"ad"));
        let made = editor.asks(&site, Method::POST, "/ads", &wish).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        for place in ["/", "/news", &address] {
            let page = site.get_with(place, &[FIREFOX]).await.text();
            assert!(page.contains("aria-label=\"Advertisement\"") && page.contains("alt=\"Amplifiers\""), "{place}");
            assert!(page.contains("href=\"https://amps.example/?a=1&amp;b=2\" rel=\"sponsored external noopener\""), "{place}");
        }
        for (told, status) in [("seen", 204), ("followed", 204), ("bought", 400)] {
            let body = format!("ad=1&place=story&told={told}");
            assert_eq!(site.post("/-/told", &body, &[FIREFOX, ("sec-fetch-site", "same-origin")]).await.status.as_u16(), status, "{told}");
        }
        assert_eq!(site.post("/-/told", "ad=1&place=story&told=seen", &[FIREFOX, ("sec-fetch-site", "cross-site")]).await.status, StatusCode::FORBIDDEN);
        newsroom::counts::flush(&site.newsroom, site.now()).await.unwrap();
        let ad = json_of(&editor.asks(&site, Method::GET, "/ads/1", &Value::Null).await);
        assert_eq!(ad["ad"]["total"], json!({ "carried": 3, "seen": 1, "followed": 1 }), "{ad}");
        assert_eq!(editor.sees(&site, "/desk/ads/1").await.status, StatusCode::OK);
        // Its last day ends at midnight, under the cache.
        site.pass(34 * 3600 - 1);
        assert!(site.get("/").await.text().contains("class=\"ad"));
        site.pass(1);
        assert!(!site.get("/").await.text().contains("class=\"ad"));
    }

    async fn people_s_browsers_are_counted_and_nobody_else(store: Store) {
        let site = Site::new(store).await;
        let writer = Someone::hired(&site, "Jo Marchetti", Role::Writer).await;
        let address = site.publish("A story", |_| {}).await.address.unwrap();
        let first = site.get_with(&address, &[FIREFOX]).await;
        let tag = first.header("etag").to_owned();
        let again = site.get_with(&address, &[FIREFOX, ("if-none-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        site.get_with(&address, &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")]).await;
        site.get_with(&address, &[FIREFOX, ("sec-purpose", "prefetch")]).await;
        site.get(&address).await;
        site.get_with("/nothing-here", &[FIREFOX]).await;
        site.get_with("/feed.xml", &[FIREFOX]).await;
        site.get_with("/search?q=Nobody+Knows+Them", &[FIREFOX]).await;
        site.get_with("/search?q=me%40home.example", &[FIREFOX]).await;
        let counts = json_of(&writer.asks(&site, Method::GET, "/counts", &Value::Null).await);
        assert_eq!((&counts["now"], &counts["today"]), (&json!(2), &json!(2)), "{counts}");
        assert_eq!(counts["today_pages"], json!([{ "path": address, "headline": "A story", "reads": 2 }]));
        assert_eq!(counts["vain"], json!([{ "query": "nobody knows them", "times": 1 }]));
        let page = writer.sees(&site, "/desk/counts").await;
        assert!(page.status == StatusCode::OK && page.text().contains("A story"), "{}", page.text());
    }

    async fn each_setting_is_in_the_api_and_on_a_form(store: Store) {
        let site = Site::new(store).await;
        let owner = Someone::hired(&site, "Imogen Achterberg", Role::Owner).await;
        let known = json_of(&owner.asks(&site, Method::GET, "/settings", &Value::Null).await);
        let names: Vec<&str> = known["settings"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, SETTINGS.iter().map(|setting| setting.name).collect::<Vec<_>>());
        for tab in Tab::ALL {
            let page = owner.sees(&site, &format!("/desk/settings/{}", tab.word())).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text());
            for setting in SETTINGS {
                let shown = page.text().contains(&format!(" name=\"{}\"", setting.name));
                assert_eq!(shown, setting.tab == tab, "{} on {}", setting.name, tab.word());
            }
        }
        for tab in ["sections", "redirects"] {
            assert_eq!(owner.sees(&site, &format!("/desk/settings/{tab}")).await.status, StatusCode::OK, "{tab}");
        }
        assert_eq!(owner.sees(&site, "/desk/settings/nothing").await.status, StatusCode::NOT_FOUND);
        let change = json!({ "tagline": "All of it", "dateline-style": "month-first", "masthead": "FBK", "headline-face": "own" });
        assert_eq!(owner.asks(&site, Method::PATCH, "/settings", &change).await.status, StatusCode::OK);
        let refused = owner.asks(&site, Method::PATCH, "/settings", &json!({ "spot": "red" })).await;
        assert_eq!((refused.status, json_of(&refused)["field"].clone()), (StatusCode::UNPROCESSABLE_ENTITY, json!("spot")));
        let front = site.get("/").await.text();
        assert!(front.contains(">FBK</a></h1>") && front.contains("content=\"All of it\""), "{front}");
        assert!(!front.contains("as=\"font\" type=\"font/woff2\" crossorigin>\n<link rel=\"preload\""), "one face is loaded");
        assert!(site.get("/assets/paper-colours.css").await.text().contains("--head:\"Archivo Narrow Stand-in\""));
        let address = site.publish("A story", |_| {}).await.address.unwrap();
        assert!(site.get(&address).await.text().contains("November 20, 2026"));
        let unset = owner.asks(&site, Method::POST, "/settings/mail/try", &json!({})).await;
        assert_eq!(unset.status, StatusCode::CONFLICT, "{}", unset.text());
    }

    async fn sections_pages_and_redirects_are_run_through_the_api(store: Store) {
        let site = Site::new(store).await;
        let owner = Someone::hired(&site, "Imogen Achterberg", Role::Owner).await;
        let done = async |method: Method, path: &str, body: Value, status: u16| {
            let answer = owner.asks(&site, method, path, &body).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
            answer
        };
        done(Method::POST, "/sections", json!({ "name": "Gigs", "description": "Who plays where" }), 201).await;
        done(Method::POST, "/sections", json!({ "name": "Search" }), 409).await;
        let page = json_of(&done(Method::POST, "/pages", json!({ "title": "About us" }), 201).await);
        let id = page["id"].as_i64().unwrap();
        let body = json!({ "revision": 1, "title": "About us", "slug": "about", "body": testkit::body("Four people and a cat.").to_json() });
        done(Method::PUT, &format!("/pages/{id}"), body.clone(), 200).await;
        done(Method::PUT, &format!("/pages/{id}"), json!({ "revision": 1, "title": "x", "body": testkit::body("y").to_json() }), 409).await;
        done(Method::PUT, &format!("/pages/{id}"), json!({ "revision": 2, "title": "x", "body": { "type": "poem" } }), 422).await;
        done(Method::PUT, "/navigation", json!({ "order": ["gigs", "about", "news"] }), 200).await;
        let front = site.get("/").await;
        assert!(before(&front, "href=\"/gigs\"", "href=\"/about\"") && before(&front, "href=\"/about\"", "href=\"/news\""));
        assert!(site.get("/gigs").await.text().contains("Who plays where"));
        assert!(site.get("/about").await.text().contains("Four people and a cat."));
        assert_eq!(site.get("/about-us").await.header("location"), "/about");
        for path in ["/desk/pages", &format!("/desk/pages/{id}")] {
            assert_eq!(owner.sees(&site, path).await.status, StatusCode::OK, "{path}");
        }
        done(Method::DELETE, "/sections/gigs?into=news", Value::Null, 200).await;
        assert_eq!(site.get("/gigs").await.header("location"), "/news");
        done(Method::POST, "/redirects", json!({ "path": "/2009/old", "target": "/about" }), 201).await;
        done(Method::POST, "/redirects", json!({ "path": "/about", "target": "/news" }), 409).await;
        done(Method::POST, "/redirects", json!({ "path": "/x", "target": "/x/" }), 422).await;
        assert_eq!(site.get("/2009/old").await.header("location"), "/about");
        let list = json_of(&owner.asks(&site, Method::GET, "/redirects?q=2009", &Value::Null).await);
        assert_eq!(list["redirects"], json!([{ "path": "/2009/old", "target": "/about" }]));
        // A table is its own kind of body: longer than 2 MB, and what is too long is a problem like any other.
        let table = |lines: usize| (0..lines).map(|n| format!("/2008/{n:0>1000},/news\n")).collect::<String>();
        let sent = async |path: &str, kind: &str, body: String| {
            let request = Request::builder().method(Method::POST).uri(format!("/api/v1{path}")).header("content-type", kind);
            let request = request.header("cookie", &owner.0).header("host", "127.0.0.1").header("sec-fetch-site", "same-origin");
            site.ask(request.body(Body::from(body)).unwrap()).await
        };
        let read = json_of(&sent("/redirects/import", "text/csv", table(2_200)).await);
        assert_eq!((&read["done"], read["problems"].as_array().map(Vec::len)), (&json!(0), Some(500)), "{}", read["problems"][0]);
        let json = format!("{{\"path\":\"{}\"}}", "x".repeat(17 * 1024 * 1024));
        for answer in [sent("/redirects/import", "text/csv", table(17_000)).await, sent("/redirects", "application/json", json).await] {
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (413, "application/problem+json"));
            assert_eq!(json_of(&answer)["type"], "too-large");
        }
        done(Method::DELETE, "/redirects?path=/2009/old", Value::Null, 204).await;
        done(Method::DELETE, &format!("/pages/{id}?to=/news"), Value::Null, 204).await;
        assert_eq!(site.get("/about").await.header("location"), "/news");
        let writer = Someone::hired(&site, "Jo Marchetti", Role::Writer).await;
        for path in ["/front", "/settings", "/ads", "/redirects"] {
            assert_eq!(writer.asks(&site, Method::GET, path, &Value::Null).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        for path in ["/desk/front", "/desk/settings/paper", "/desk/ads", "/desk/pages"] {
            assert_eq!(writer.sees(&site, path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}
