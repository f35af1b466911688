//! Imports of whole papers at the desk and in the API, by role, on both databases.

use crate::browser::Browser;
use crate::site::Site;
use axum::http::StatusCode;
use domain::role::Role;
use newsroom::moving::{self, Asked};
use serde_json::{Value, json};

const EXPORT: &str = "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
    <title>Old Paper</title><link>http://old.example</link><wp:wxr_version>1.2</wp:wxr_version>\
    <item><title>Gilt play</title><link>http://old.example/2015/gilt/</link><content:encoded><![CDATA[Loud. [odd a=\"1\"] [other b=\"2\"]]]></content:encoded>\
    <wp:post_id>7</wp:post_id><wp:post_date_gmt>2015-03-27 09:45:00</wp:post_date_gmt><wp:post_name>gilt-play</wp:post_name>\
    <wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>";

testkit::both! {
    async fn an_import_is_looked_at_settled_and_taken_out(store: Store) {
        let site = Site::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.xml");
        std::fs::write(&path, EXPORT).unwrap();
        let done = moving::run(&site.newsroom, &site.act(), &Asked { path, ..Asked::default() }, &|_, _| {}).await.unwrap();
        let editor = Browser::of(&site, Role::Editor).await;
        let listed = editor.well("GET", "/imports", Value::Null).await;
        assert_eq!((listed["imports"][0]["title"].as_str(), listed["imports"][0]["state"].as_str()), (Some("Old Paper"), Some("done")), "{listed}");
        let one = editor.well("GET", &format!("/imports/{}", done.id), Value::Null).await;
        assert_eq!((one["findings"][0]["count"].as_u64(), one["entries"][0]["outcome"].as_str()), (Some(2), Some("new")), "{one}");
        for page in ["/desk/imports".to_owned(), format!("/desk/imports/{}?about=shortcode", done.id)] {
            let page = editor.page(&page).await;
            assert!(page.contains("Old Paper"), "{page}");
        }
        let found = editor.well("GET", &format!("/imports/{}/findings?about=shortcode", done.id), Value::Null).await;
        assert_eq!((found["findings"][0]["text"].as_str(), found["findings"][0]["headline"].as_str()), (Some("[odd a=\"1\"]"), Some("Gilt play")), "{found}");
        let settled = format!("/imports/{}/findings/settled", done.id);
        let first = found["findings"][0]["id"].clone();
        assert_eq!(editor.well("POST", &settled, json!({ "ids": [first] })).await["settled"], 1);
        assert_eq!(editor.well("POST", &settled, json!({ "about": "shortcode" })).await["settled"], 1);
        let (status, _) = editor.api("POST", &format!("/imports/{}/resume", done.id), &Value::Null).await;
        assert_eq!(status, StatusCode::CONFLICT, "it is through");
        let writer = Browser::of(&site, Role::Writer).await;
        for path in ["/imports".to_owned(), format!("/imports/{}", done.id)] {
            assert_eq!(writer.api("GET", &path, &Value::Null).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        let out = editor.well("POST", &format!("/imports/{}/take-out", done.id), Value::Null).await;
        assert_eq!((out["stories"].as_u64(), out["stay"].as_array().map(Vec::len)), (Some(1), Some(0)), "{out}");
        assert_eq!(editor.api("GET", "/imports/99", &Value::Null).await.0, StatusCode::NOT_FOUND);
    }

    async fn a_paper_is_uploaded_mapped_and_begun(store: Store) {
        let site = Site::new(store).await;
        let editor = Browser::of(&site, Role::Editor).await;
        let writer = Browser::of(&site, Role::Writer).await;
        let upload = "/api/v1/imports/uploads?zone=Europe/Berlin";
        assert_eq!(writer.send("POST", upload, EXPORT.into(), "text/xml").await.status, StatusCode::FORBIDDEN);
        let refused = editor.send("POST", upload, "only words".into(), "text/plain").await;
        assert_eq!((refused.status, refused.text().contains("“source” is no paper that can be read")), (StatusCode::BAD_REQUEST, true), "{}", refused.text());
        let zone = editor.send("POST", "/api/v1/imports/uploads?zone=Mars", EXPORT.into(), "text/xml").await;
        assert_eq!((zone.status, zone.json()["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("zone")));
        let arrived = editor.send("POST", upload, EXPORT.into(), "text/xml").await;
        assert_eq!(arrived.status, StatusCode::CREATED, "{}", arrived.text());
        let id = arrived.json()["id"].as_i64().unwrap();
        assert_eq!(arrived.json()["name"], "source");
        let at = async |state: &str| {
            for _ in 0..2_000 {
                let one = editor.well("GET", &format!("/imports/{id}"), Value::Null).await;
                if one["import"]["state"] == state && one["import"]["reading"].is_null() {
                    return one;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            panic!("import {id} never was {state}");
        };
        at("looked").await;
        let page = editor.page(&format!("/desk/imports/{id}?list=comes")).await;
        assert!(page.contains("Old Paper") && page.contains("Gilt play") && page.contains("27 March 2015"), "{page}");
        let dry = editor.well("GET", &format!("/imports/{id}/dry"), Value::Null).await;
        assert_eq!((dry["dry"]["becomes"]["story"].as_u64(), dry["dry"]["findings"]["shortcode"].as_u64()), (Some(1), Some(2)), "{dry}");
        let rows = editor.well("GET", &format!("/imports/{id}/dry/doubtful"), Value::Null).await;
        assert_eq!((rows["rows"][0]["headline"].as_str(), rows["next"].is_null()), (Some("Gilt play"), true), "{rows}");
        assert_eq!(editor.api("GET", &format!("/imports/{id}/dry/poems"), &Value::Null).await.0, StatusCode::NOT_FOUND);

        let mapping = format!("/imports/{id}/mapping");
        assert!(editor.page(&format!("/desk{mapping}")).await.contains("data-key=\"post\""));
        let (status, problem) = editor.api("PATCH", &mapping, &json!({ "types": { "post": "poem" } })).await;
        assert_eq!((status, problem["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("types")), "{problem}");
        editor.well("PATCH", &mapping, json!({ "byline": "The Backfeed" })).await;
        at("looked").await;
        let file = editor.send("GET", &format!("/api/v1{mapping}"), axum::body::Body::empty(), "application/json").await.text();
        assert!(file.contains("byline = \"The Backfeed\"") && file.contains("post = \"story\""), "{file}");
        let put = editor.send("PUT", &format!("/api/v1{mapping}"), file.replace("The Backfeed", "Nobody at all").into(), "application/toml").await;
        assert_eq!(put.status, StatusCode::ACCEPTED, "{}", put.text());
        at("looked").await;
        editor.well("POST", &format!("/imports/{id}/begin"), Value::Null).await;
        let done = at("done").await;
        assert_eq!(done["entries"][0]["outcome"], "new", "{done}");
        assert_eq!(editor.api("GET", &format!("/imports/{id}/dry"), &Value::Null).await.0, StatusCode::NOT_FOUND, "it is in: what was kept to look is gone");
        assert_eq!(editor.api("DELETE", &format!("/imports/{id}"), &Value::Null).await.0, StatusCode::CONFLICT);
        let page = editor.page(&format!("/desk/imports/{id}")).await;
        assert!(page.contains("[odd a=") && page.contains("Take it out again"), "{page}");
        let settled = format!("/imports/{id}/findings/settled");
        assert_eq!(editor.well("POST", &settled, json!({ "about": "shortcode", "text": "[odd a=\"1\"]" })).await["settled"], 1);
        assert_eq!(editor.api("GET", "/imports/sources", &Value::Null).await.0, StatusCode::FORBIDDEN, "the server's folder is its keeper's");
        let owner = Browser::of(&site, Role::Owner).await;
        assert_eq!(owner.well("GET", "/imports/sources", Value::Null).await["names"], json!([]));
    }
}
