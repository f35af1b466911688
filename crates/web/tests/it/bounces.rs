//! Relays post what came back; the desk shows it.

use crate::browser::Browser;
use crate::site::{Site, settings};
use axum::http::StatusCode;
use domain::email::Email;
use domain::reader::Choice;
use domain::role::Role;
use newsroom::bounce::Relays;
use newsroom::token::{Envelope, Secret};
use serde_json::{Value, json};
use web::Settings;

/// `inkie:correct horse battery` in base 64.
const LOGIN: &str = "Basic aW5raWU6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5";

testkit::both! {
    async fn a_relay_posts_and_the_desk_tells(store: Store) {
        let relays = Relays::parse("postmark=inkie:correct horse battery", |_| Err("no file".to_owned())).unwrap();
        let site = Site::with(store, Settings { relays, ..settings() }).await;
        site.publish("Choir quits by fax", |_| {}).await;
        for (chance, address) in [(1, "jo@example.org"), (2, "al@example.org")] {
            newsroom::subscribe::admit(&site.newsroom, &site.act().traced(chance), Email::parse(address).unwrap(), Choice::General, &[], "test").await.unwrap();
        }
        let edition = newsroom::edition::compose(&site.newsroom, &site.act()).await.unwrap();
        newsroom::edition::release(&site.newsroom, &site.act(), edition.id).await.unwrap();
        site.work().await;
        let owner = Browser::of(&site, Role::Owner).await;
        let found = owner.well("GET", "/readers?begins=jo", Value::Null).await;
        let id = found["readers"][0]["id"].as_i64().unwrap();
        let envelope = Envelope::at(domain::id::ReaderId(id), Some(edition.id), site.now());
        let sent_from = Secret::new([7; 32]).envelope_sender(&Email::parse("b@bounces.example").unwrap(), envelope);
        let bounce = |details: &str| {
            let content = format!("To: {sent_from}\r\nSubject: Undelivered\r\n\r\n");
            json!({ "RecordType": "Bounce", "Type": "HardBounce", "ID": 7, "Email": "jo@example.org", "Details": details, "Content": content }).to_string()
        };
        let post = async |relay: &str, body: &str, login: &str| {
            let headers = [("content-type", "application/json"), ("authorization", login)];
            site.post(&format!("/-/bounces/{relay}"), body, &headers).await.status
        };
        assert_eq!(post("postmark", &bounce("550 5.1.1 user unknown"), "Basic aW5raWU6").await, StatusCode::NOT_ACCEPTABLE);
        assert_eq!(post("mailgun", "{}", LOGIN).await, StatusCode::NOT_FOUND);
        assert_eq!(post("postmark", "{", LOGIN).await, StatusCode::BAD_REQUEST);
        assert_eq!(post("postmark", &"x".repeat(3 * 1024 * 1024), LOGIN).await, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(site.get("/-/bounces/postmark").await.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(owner.well("GET", &format!("/readers/{id}"), Value::Null).await["standing"], "active");
        for _ in 0..2 {
            assert_eq!(post("postmark", &bounce("550 5.1.1 <jo@example.org> user unknown"), LOGIN).await, StatusCode::OK);
        }
        let person = owner.well("GET", &format!("/readers/{id}"), Value::Null).await;
        assert_eq!((&person["standing"], &person["bounces"][0]["kind"], &person["bounces"][0]["status"]), (&json!("suppressed"), &json!("hard"), &json!("5.1.1")));
        let listed = owner.well("GET", "/bounces?kind=hard", Value::Null).await;
        assert_eq!((listed["bounces"].as_array().unwrap().len(), &listed["bounces"][0]["email"]), (1, &json!("jo@example.org")));
        assert_eq!(owner.well("GET", "/bounces/failing", Value::Null).await, json!([]));
        let told = owner.well("GET", &format!("/editions/{}", edition.day), Value::Null).await;
        assert_eq!(told["came_back"], json!([{ "kind": "hard", "status": "5.1.1", "reason": "550 5.1.1 … user unknown", "letters": 1 }]));
        let page = owner.page(&format!("/desk/readers/{id}")).await;
        assert!(page.contains("Came back") && page.contains("No such mailbox") && page.contains("5.1.1"), "{page}");
        let page = owner.page(&format!("/desk/editions/{}", edition.day)).await;
        assert!(page.contains("Came back") && page.contains("user unknown"), "{page}");
    }
}
