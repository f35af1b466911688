//! Readers and editions at the desk: pages and API through the router, by role, on both databases.

use crate::browser::Browser;
use crate::site::{Site, subject};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::email::Email;
use domain::reader::Choice;
use domain::role::Role;
use serde_json::{Value, json};

async fn admit(site: &Site, email: &str, choice: Choice) {
    let act = site.act().traced(u128::from(email.len() as u64) * 1_009 + u128::from(email.as_bytes()[0]));
    assert!(newsroom::subscribe::admit(&site.newsroom, &act, Email::parse(email).unwrap(), choice, &[], "coupon").await.unwrap());
}

testkit::both! {
    async fn an_owner_does_with_readers_what_they_ask_for(store: Store) {
        let site = Site::new(store).await;
        let choir = site.artist("Saltwater Choir").await;
        site.publish("Choir quits by fax", |draft| draft.artists = vec![subject(choir, "Saltwater Choir")]).await;
        admit(&site, "jo@example.org", Choice::General).await;
        admit(&site, "al@other.example", Choice::Both).await;
        let owner = Browser::of(&site, Role::Owner).await;
        let found = owner.well("GET", "/readers?begins=JO", Value::Null).await;
        let id = found["readers"][0]["id"].as_i64().unwrap();
        assert_eq!((found["readers"][0]["email"].as_str(), found["more"].as_bool()), (Some("jo@example.org"), Some(false)));
        let page = owner.page("/desk/readers?q=@other").await;
        assert!(page.contains("al@other.example") && !page.contains(">jo@example.org"), "{page}");
        assert!(owner.page("/desk/readers?standing=left").await.contains("Nobody of that description"));
        owner.well("POST", &format!("/readers/{id}/follows"), json!({ "artist": "saltwater-choir" })).await;
        for (field, wrong) in [("days", json!(-1)), ("hour", json!("25:00")), ("specials", json!("yes")), ("leave", json!("yes")), ("choice", json!("all"))] {
            let (status, problem) = owner.api("PATCH", &format!("/readers/{id}"), &json!({ field: wrong })).await;
            assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(field)), "{problem}");
        }
        let person = owner.well("PATCH", &format!("/readers/{id}"), json!({ "choice": "both" })).await;
        assert_eq!((person["choice"].as_str(), person["follows"][0]["name"].as_str()), (Some("both"), Some("Saltwater Choir")));
        let page = owner.page("/desk/readers?follows=saltwater-choir").await;
        assert!(page.contains("1 reader follows Saltwater Choir") && !page.contains("al@other.example"), "{page}");
        assert_eq!(owner.well("GET", "/readers?follows=saltwater-choir", Value::Null).await["followed"]["followers"], 1);
        let page = owner.page(&format!("/desk/readers/{id}")).await;
        assert!(page.contains("One mail a day at most") && page.contains("Saltwater Choir") && page.contains("Erase"), "{page}");
        let (status, problem) = owner.api("POST", &format!("/readers/{id}/follows"), &json!({ "artist": "nobody" })).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::NOT_FOUND, Some("absent")));
        let given = owner.send("POST", &format!("/api/v1/readers/{id}/give"), Body::empty(), "application/x-www-form-urlencoded").await;
        assert!(given.header("content-disposition").starts_with("attachment") && given.text().contains("jo@example.org"));
        let table = owner.send("POST", "/api/v1/readers/export", Body::empty(), "application/x-www-form-urlencoded").await;
        assert_eq!((table.header("content-type"), table.text().lines().count()), ("text/csv; charset=utf-8", 3));
        assert_eq!(owner.api("POST", &format!("/readers/{id}/erase"), &json!({ "suppress": true })).await.0, StatusCode::NO_CONTENT);
        assert_eq!(owner.api("GET", &format!("/readers/{id}"), &Value::Null).await.0, StatusCode::NOT_FOUND);
        let page = owner.page("/desk/readers/suppressed").await;
        assert!(page.contains("only its hash is kept") && !page.contains("jo@example.org"), "{page}");
        let (status, problem) = owner.api("POST", "/suppressions", &json!({ "email": "no address", "reason": "x" })).await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("email")));
        owner.well("POST", "/suppressions", json!({ "email": "al@other.example", "reason": "complained" })).await;
        let list = owner.well("GET", "/suppressions", Value::Null).await;
        assert_eq!(list["suppressions"].as_array().unwrap().len(), 2);
        let entry = list["suppressions"][0]["id"].as_i64().unwrap();
        assert_eq!(owner.api("DELETE", &format!("/suppressions/{entry}"), &Value::Null).await.0, StatusCode::NO_CONTENT);
        let overview = owner.well("GET", "/readers/overview?days=2", Value::Null).await;
        assert_eq!((overview["days"].as_array().unwrap().len(), overview["standings"][0]["word"].as_str()), (2, Some("left")));
    }

    async fn a_list_is_looked_at_and_then_brought_in(store: Store) {
        let site = Site::new(store).await;
        let owner = Browser::of(&site, Role::Owner).await;
        let list = "Email Address;MEMBER_RATING;UNSUB_TIME\njo@example.org;2;\nal@example.org;2;2020-01-01 00:00:00\nbroken;2;\n";
        let bring = async |query: &str| {
            let answer = owner.send("POST", &format!("/api/v1/readers/import?{query}"), Body::from(list), "text/csv").await;
            (answer.status, serde_json::from_slice::<Value>(&answer.bytes).unwrap())
        };
        let (status, looked) = bring("file=members.csv&look=true").await;
        assert_eq!((status, looked["origin"].as_str(), looked["import"].as_i64()), (StatusCode::OK, Some("Mailchimp"), None), "{looked}");
        assert_eq!(looked["columns"][1], json!({ "header": "MEMBER_RATING", "meaning": "nothing" }));
        assert_eq!(looked["outcomes"], json!([{ "reason": "added", "readers": 1 }, { "reason": "left_there", "readers": 1 }]));
        assert_eq!((looked["broken"][0]["line"].as_i64(), looked["broken_in_all"].as_i64()), (Some(4), Some(1)));
        let (status, problem) = bring("file=members.csv").await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("proof")));
        let (status, problem) = bring("look=true&columns=nothing,email,oddity").await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("columns")), "{problem}");
        let (status, done) = bring("file=members.csv&proof=double+opt-in+since+2014").await;
        assert_eq!((status, done["import"].as_i64()), (StatusCode::OK, Some(1)), "{done}");
        let page = owner.page("/desk/readers/lists").await;
        assert!(page.contains("members.csv") && page.contains("double opt-in since 2014") && page.contains("1 new, 0 known, 1 kept out, 1 lines not read"), "{page}");
        assert!(owner.page("/desk/readers?source=import-1").await.contains("jo@example.org"));
        let garbage = owner.send("POST", "/api/v1/readers/import?look=true", Body::from(vec![0xff_u8; 1_000]), "text/csv").await;
        assert_eq!(garbage.status, StatusCode::BAD_REQUEST, "{}", garbage.text());
    }

    async fn an_editor_turns_tomorrows_edition_about_and_watches_it_go(store: Store) {
        let site = Site::new(store).await;
        let one = site.publish("Drummer quits by fax", |_| {}).await.id.0;
        site.pass(60);
        let two = site.publish("Council keeps the venue", |_| {}).await.id.0;
        admit(&site, "jo@example.org", Choice::General).await;
        admit(&site, "nobody@example.org", Choice::Follows).await;
        let editor = Browser::of(&site, Role::Editor).await;
        let day = editor.well("GET", "/editions", Value::Null).await["upcoming"].as_str().unwrap().to_owned();
        let path = format!("/editions/{day}");
        let edition = editor.well("GET", &path, Value::Null).await;
        let order = |edition: &Value| edition["stories"].as_array().unwrap().iter().map(|story| story["id"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!((order(&edition), edition["goes"].as_str(), edition["revision"].as_i64()), (vec![two, one], Some("by_itself"), Some(0)));
        let wanted = json!({ "revision": 0, "order": [one, two], "note": "Dear all,\n\nbe loud.", "subject": "" });
        let turned = editor.well("PUT", &path, wanted.clone()).await;
        assert_eq!((order(&turned), turned["subject"].as_str(), turned["note"][1].as_str()), (vec![one, two], Some("Drummer quits by fax"), Some("be loud.")));
        let (status, problem) = editor.api("PUT", &path, &wanted).await;
        assert_eq!((status, problem["type"].as_str(), problem["newest"].as_i64()), (StatusCode::CONFLICT, Some("outdated"), Some(1)));
        let (status, problem) = editor.api("PUT", &path, &json!({ "revision": 1, "subjct": "Typed wrong" })).await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("subjct")), "{problem}");
        let letter = editor.well("GET", &format!("{path}/letter"), Value::Null).await;
        assert!(letter["text"].as_str().unwrap().contains("be loud.") && letter["stories"] == 2, "{letter}");
        assert_eq!(editor.well("GET", &format!("{path}/letter?choice=follows"), Value::Null).await, Value::Null);
        let page = editor.page(&format!("/desk{path}")).await;
        assert!(page.contains("Drummer quits by fax") && page.contains("data-order") && page.contains("be loud."), "{page}");
        let framed = editor.send("GET", &format!("/desk{path}/letter?light=night"), Body::empty(), "text/plain").await;
        let policy = framed.header("content-security-policy").to_owned();
        assert!(policy.contains("sandbox") && policy.contains("frame-ancestors 'self'") && !policy.contains("script-src"), "{policy}");
        assert!(framed.text().contains("@media all") && !framed.text().contains("prefers-color-scheme"), "the night is shown on any device");
        assert_eq!(editor.well("POST", &format!("{path}/hold"), Value::Null).await["goes"], "held");
        assert_eq!(editor.well("POST", &format!("{path}/let-go"), Value::Null).await["goes"], "by_itself");
        let (status, problem) = editor.api("POST", &format!("{path}/release"), &Value::Null).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::CONFLICT, Some("state")), "not before its day: {problem}");
        assert_eq!(editor.well("POST", &format!("{path}/test"), json!({})).await["to"], "editor@feedback.example");
        site.work().await;
        site.pass(16 * 3_600 + 31 * 60);
        site.work().await;
        site.work().await;
        let far = editor.well("GET", &format!("{path}/progress"), Value::Null).await;
        assert_eq!((far["state"].as_str(), far["progress"]["accepted"].as_i64(), far["progress"]["excluded"].as_i64(), far["progress"]["audience"].as_i64()), (Some("sent"), Some(1), Some(1), Some(2)), "{far}");
        let letters = editor.well("GET", &format!("{path}/letters?state=accepted"), Value::Null).await;
        assert_eq!(letters["letters"][0]["email"], "jo@example.org");
        assert!(editor.page(&format!("/desk{path}")).await.contains("data-progress"));
        let list = editor.page("/desk/editions").await;
        assert!(list.contains(&format!("/desk/editions/{day}")) && list.contains("Sent"), "{list}");
        for bad in ["/editions/yesterday", "/editions/2014-01-01"] {
            assert_eq!(editor.api("GET", bad, &Value::Null).await.0, StatusCode::NOT_FOUND, "{bad}");
        }
    }

    async fn nobody_does_more_than_their_role(store: Store) {
        let site = Site::new(store).await;
        site.publish("Drummer quits by fax", |_| {}).await;
        admit(&site, "jo@example.org", Choice::General).await;
        let [writer, editor] = [Browser::of(&site, Role::Writer).await, Browser::of(&site, Role::Editor).await];
        let id = editor.well("GET", "/readers", Value::Null).await["readers"][0]["id"].as_i64().unwrap();
        let seeing = ["/readers".to_owned(), "/readers/overview".to_owned(), format!("/readers/{id}"), "/suppressions".to_owned(), "/editions".to_owned(), "/editions/2026-11-21".to_owned(), "/editions/2026-11-21/letter".to_owned()];
        for path in &seeing {
            assert_eq!(writer.api("GET", path, &Value::Null).await.0, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(editor.api("GET", path, &Value::Null).await.0, StatusCode::OK, "{path}");
            let request = Request::get(format!("/api/v1{path}")).body(Body::empty()).unwrap();
            assert_eq!(site.ask(request).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        for (method, path, input) in [
            ("PATCH", format!("/readers/{id}"), json!({ "leave": true })),
            ("POST", format!("/readers/{id}/follows"), json!({ "artist": "x" })),
            ("DELETE", format!("/readers/{id}/follows/x"), Value::Null),
            ("POST", format!("/readers/{id}/give"), Value::Null),
            ("POST", format!("/readers/{id}/erase"), json!({})),
            ("POST", "/readers/import?proof=double+opt-in+since".to_owned(), Value::Null),
            ("POST", "/readers/export".to_owned(), Value::Null),
            ("POST", "/suppressions".to_owned(), json!({ "email": "a@b.co", "reason": "no" })),
            ("DELETE", "/suppressions/1".to_owned(), Value::Null),
        ] {
            assert_eq!(editor.api(method, &path, &input).await.0, StatusCode::FORBIDDEN, "{method} {path}");
        }
        for page in ["/desk/readers", "/desk/readers/lists", "/desk/readers/suppressed", "/desk/editions", "/desk/editions/2026-11-21", "/desk/editions/2026-11-21/letter"] {
            assert_eq!(writer.send("GET", page, Body::empty(), "text/plain").await.status, StatusCode::FORBIDDEN, "{page}");
            editor.page(page).await;
        }
        assert!(!editor.page(&format!("/desk/readers/{id}")).await.contains("Erase"), "an editor sees what only an owner does");
    }
}
