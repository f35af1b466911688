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
}
