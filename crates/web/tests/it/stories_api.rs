//! Stories through the API, as the desk's scripts and other programs work on them.

use crate::lists::Someone;
use crate::site::{Answer, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::role::Role;
use serde_json::{Value, json};

impl Someone {
    /// What one of the desk's own pages would send.
    async fn asks(&self, site: &Site, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("cookie", &self.cookie)
            .header("host", "127.0.0.1")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json");
        site.ask(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// The same, and the answer has to be of a status.
    async fn gets(&self, site: &Site, method: &str, path: &str, body: Value, status: u16) -> Value {
        let answer = self.asks(site, method, path, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text());
        serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null)
    }
}

fn draft(headline: &str, text: &str) -> Value {
    let body = json!({ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] });
    json!({ "headline": headline, "standfirst": "A line.", "slug": "", "section": "news", "kind": "news", "body": body,
        "bylines": [{ "name": "Wanda Vale", "part": "words" }], "artists": [], "cover": null, "advisory": { "kinds": [], "note": "" },
        "placement": "in", "dateline": null, "sponsor": null })
}

fn save(revision: &Value, client: &str, draft: &Value) -> Value {
    json!({ "revision": revision, "client": client, "draft": draft })
}

testkit::both! {
    async fn a_story_is_written_scheduled_published_updated_and_withdrawn(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let story = editor.gets(&site, "POST", "/stories", json!({ "headline": "Fax" }), 201).await;
        assert_eq!((&story["state"]["name"], &story["proposed_address"]), (&json!("draft"), &json!("/2026/11/20/fax")));
        let path = |rest: &str| format!("/stories/{}{rest}", story["id"]);
        let saved = editor.gets(&site, "PUT", &path("/draft"), save(&story["revision"], "a", &draft("Fax sold", "It was his.")), 200).await;
        assert_eq!((&saved["revision"], &saved["slug"], &saved["pending"]), (&json!(2), &json!("fax-sold"), &json!(false)));
        // What daylight saving skips is asked for.
        let skipped = editor.gets(&site, "POST", &path("/publish"), json!({ "at": "2027-10-03T02:30" }), 422).await;
        assert!(skipped["detail"].as_str().unwrap().contains("does not exist") && skipped["field"] == "at", "{skipped}");
        let due = editor.gets(&site, "POST", &path("/publish"), json!({ "at": "2026-11-21T11:29" }), 200).await;
        assert_eq!((&due["state"]["name"], &due["state"]["at"], &due["address"]),
            (&json!("scheduled"), &json!("2026-11-21T00:29:00Z"), &json!("/2026/11/21/fax-sold")));
        editor.gets(&site, "POST", &path("/withdraw"), json!({ "reason": "No." }), 409).await;
        let off = editor.gets(&site, "POST", &path("/unschedule"), json!({}), 200).await;
        assert_eq!((&off["state"]["name"], &off["address"], &off["draft"]["dateline"]), (&json!("draft"), &Value::Null, &Value::Null));
        let live = editor.gets(&site, "POST", &path("/publish"), json!({}), 200).await;
        let address = live["address"].as_str().unwrap().to_owned();
        assert!(site.get(&address).await.text().contains("It was his."));
        let beside = editor.gets(&site, "PUT", &path("/draft"), save(&live["revision"], "a", &draft("Fax sold", "It was hers.")), 200).await;
        assert_eq!(beside["pending"], true);
        assert!(site.get(&address).await.text().contains("It was his."), "readers see it on update");
        let noted = json!({ "correction": "He is called Otto.", "note_alone": true });
        let noted = editor.gets(&site, "POST", &path("/update"), noted, 200).await;
        assert_eq!((&noted["pending"], &noted["corrections"][0]["text"]), (&json!(true), &json!("He is called Otto.")));
        assert!(site.get(&address).await.text().contains("It was his."), "the new version waits");
        editor.gets(&site, "POST", &path("/update"), json!({ "note_alone": true }), 422).await;
        let updated = editor.gets(&site, "POST", &path("/update"), json!({ "correction": "It was hers." }), 200).await;
        assert_eq!((&updated["pending"], &updated["corrections"][1]["text"]), (&json!(false), &json!("It was hers.")));
        assert!(site.get(&address).await.text().contains("It was hers."));
        editor.gets(&site, "POST", &path("/withdraw"), json!({ "reason": "Not his machine." }), 200).await;
        let gone = site.get(&address).await;
        assert!(gone.status == StatusCode::GONE && gone.text().contains("Not his machine."));
    }

    async fn two_windows_lose_nothing_and_are_told_so(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let writer = Someone::hired(&site, "Wanda", Role::Writer).await;
        let story = writer.gets(&site, "POST", "/stories", json!({}), 201).await;
        let path = |rest: &str| format!("/stories/{}{rest}", story["id"]);
        let mine = writer.gets(&site, "POST", &path("/presence"), json!({ "client": "w" }), 200).await;
        assert_eq!((&mine["yours"], &mine["holder"]["who"]), (&json!(true), &json!("Wanda")));
        let hers = editor.gets(&site, "POST", &path("/presence"), json!({ "client": "e" }), 200).await;
        assert_eq!((&hers["yours"], &hers["others"][0]["who"]), (&json!(false), &json!("Wanda")));
        let hers = editor.gets(&site, "POST", &path("/take-over"), json!({ "client": "e" }), 200).await;
        assert_eq!(hers["yours"], true);
        editor.gets(&site, "PUT", &path("/draft"), save(&json!(1), "e", &draft("Hers", "Hers.")), 200).await;
        let refused = writer.gets(&site, "PUT", &path("/draft"), save(&json!(1), "w", &draft("Mine", "Mine.")), 409).await;
        assert_eq!((&refused["type"], &refused["newest"], &refused["who"], &refused["aside"]), (&json!("outdated"), &json!(2), &json!("Edda"), &json!(1)));
        let asides = writer.gets(&site, "GET", &path("/asides"), json!({}), 200).await;
        assert_eq!(asides["asides"][0]["headline"], "Mine");
        editor.gets(&site, "POST", &path("/leave"), json!({ "client": "e" }), 204).await;
        let mine = writer.gets(&site, "POST", &path("/presence"), json!({ "client": "w" }), 200).await;
        assert_eq!((&mine["yours"], &mine["newest"]), (&json!(true), &json!(2)));
        site.pass(31);
        let hers = editor.gets(&site, "POST", &path("/presence"), json!({ "client": "e" }), 200).await;
        assert_eq!(hers["yours"], true, "Wanda was silent for 31 seconds");
    }

    async fn a_text_that_comes_after_its_story_was_published_is_kept_and_says_where(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let contributor = Someone::hired(&site, "Cora", Role::Contributor).await;
        let story = contributor.gets(&site, "POST", "/stories", json!({}), 201).await;
        let path = |rest: &str| format!("/stories/{}{rest}", story["id"]);
        contributor.gets(&site, "PUT", &path("/draft"), save(&json!(1), "c", &draft("Fax sold", "It was his.")), 200).await;
        let live = editor.gets(&site, "POST", &path("/publish"), json!({}), 200).await;
        let late = contributor.gets(&site, "PUT", &path("/draft"), save(&json!(2), "c", &draft("Fax sold", "It was hers.")), 409).await;
        assert_eq!((&late["type"], &late["closed"], &late["newest"]), (&json!("outdated"), &json!("live"), &live["revision"]));
        assert_eq!((&late["aside"], &late["who"]), (&json!(1), &json!("Edda")));
        assert!(late["detail"].as_str().unwrap().contains("an editor can put in what you wrote"), "{late}");
        let asides = contributor.gets(&site, "GET", &path("/asides"), json!({}), 200).await;
        assert_eq!((&asides["asides"][0]["n"], &asides["asides"][0]["words"]), (&json!(1), &json!(3)));
        let kept = editor.gets(&site, "GET", &path("/asides/1"), json!({}), 200).await;
        assert_eq!(kept["draft"]["body"]["content"][0]["content"][0]["text"], "It was hers.");
    }

    /// PostgreSQL stores no NUL in a text; a paste that brings one along is saved all the same.
    async fn a_nul_is_no_character_of_any_text(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let story = editor.gets(&site, "POST", "/stories", json!({ "headline": "F\u{0}ax" }), 201).await;
        let path = |rest: &str| format!("/stories/{}{rest}", story["id"]);
        let mut pasted = draft("Fax", "It was\u{0} his.");
        pasted["advisory"]["note"] = json!("Loud\u{0}.");
        pasted["bylines"][0]["name"] = json!("Wanda\u{0} Vale");
        editor.gets(&site, "PUT", &path("/draft"), save(&json!(1), "a", &pasted), 200).await;
        let saved = editor.gets(&site, "GET", &path(""), json!({}), 200).await;
        assert_eq!(saved["draft"]["body"]["content"][0]["content"][0]["text"], "It was his.");
        editor.gets(&site, "POST", &path("/notes"), json!({ "text": "Whose\u{0}?" }), 201).await;
        editor.gets(&site, "GET", "/stories?q=a%00b", json!({}), 400).await;
        editor.gets(&site, "GET", "/stories/1%00", json!({}), 404).await;
    }

    async fn what_cannot_be_read_is_refused_with_its_place_and_nothing_changes(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let story = editor.gets(&site, "POST", "/stories", json!({}), 201).await;
        let path = format!("/stories/{}/draft", story["id"]);
        let with = |field: &str, value: Value| {
            let mut draft = draft("Fax", "Text.");
            draft[field] = value;
            save(&json!(1), "a", &draft)
        };
        for (field, value, status) in [
            ("body", json!({ "type": "doc", "version": 1, "content": [{ "type": "blink" }] }), 422),
            ("section", json!("No Section"), 422),
            ("kind", json!("rant"), 422),
            ("slug", json!("Not A Slug"), 422),
            ("dateline", json!("noon"), 422),
            ("headline", json!("x".repeat(301)), 422),
            ("bylines", json!([{ "name": "Wanda", "part": "spirit" }]), 422),
            ("artists", json!([{ "artist": 999, "credited_as": "Nobody", "strength": "subject" }]), 422),
            ("cover", json!({ "media": "x" }), 422),
        ] {
            let problem = editor.gets(&site, "PUT", &path, with(field, value), status).await;
            assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{field}: {problem}");
        }
        editor.gets(&site, "PUT", &path, save(&json!(1), "a window", &draft("Fax", "Text.")), 422).await;
        let now = editor.gets(&site, "GET", &format!("/stories/{}", story["id"]), json!({}), 200).await;
        assert_eq!((&now["revision"], &now["draft"]["headline"]), (&json!(1), &json!("")));
        editor.gets(&site, "GET", "/stories/999", json!({}), 404).await;
        editor.gets(&site, "GET", "/stories?state=lost", json!({}), 422).await;
        editor.gets(&site, "GET", "/stories?before=x", json!({}), 422).await;
        let listed = editor.gets(&site, "GET", "/stories?state=draft,submitted&mine=true&limit=1", json!({}), 200).await;
        assert_eq!((listed["stories"].as_array().unwrap().len(), &listed["counts"]["draft"]), (1, &json!(1)));
    }

    async fn an_assignment_is_asked_for_and_seen_as_due(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let writer = Someone::hired(&site, "Wanda", Role::Writer).await;
        let wanda = writer.act.staff.unwrap().0;
        let asked = json!({ "headline": "Fax", "assignment": { "writer": wanda, "deadline": "2026-11-20T18:00", "brief": "Ring them." } });
        writer.gets(&site, "POST", "/stories", asked.clone(), 403).await;
        let story = editor.gets(&site, "POST", "/stories", asked, 201).await;
        assert_eq!((&story["state"]["name"], &story["owner"]["name"], &story["assignment"]["deadline"]),
            (&json!("assigned"), &json!("Wanda"), &json!("2026-11-20T07:00:00Z")));
        let due = writer.gets(&site, "GET", "/stories?due=today", json!({}), 200).await;
        assert_eq!((&due["stories"][0]["brief"], &due["counts"]["assigned"]), (&json!("Ring them."), &json!(1)));
        let path = |rest: &str| format!("/stories/{}{rest}", story["id"]);
        writer.gets(&site, "PUT", &path("/draft"), save(&json!(1), "w", &draft("Fax", "Text.")), 200).await;
        let given = writer.gets(&site, "POST", &path("/submit"), json!({ "note": "Here." }), 200).await;
        assert_eq!((&given["state"]["name"], &given["state"]["note"]), (&json!("submitted"), &json!("Here.")));
        writer.gets(&site, "POST", &path("/publish"), json!({}), 403).await;
        editor.gets(&site, "POST", &path("/send-back"), json!({ "note": "" }), 422).await;
        let back = editor.gets(&site, "POST", &path("/send-back"), json!({ "note": "Who said so?" }), 200).await;
        assert_eq!((&back["state"]["name"], &back["state"]["note"]), (&json!("draft"), &json!("Who said so?")));
    }
}
