//! Stored files and files of the theme.

use crate::site::Site;
use axum::http::StatusCode;
use domain::body::MediaKey;
use domain::media::Use;
use std::collections::BTreeSet;
use store::media::MediaRow;

/// Stores bytes as a file that the paper itself uses, so that everybody may see it.
async fn shown(site: &Site, bytes: &[u8], ending: &str, mime: &str) -> MediaKey {
    let key = site.newsroom.blobs().put(bytes, ending).unwrap();
    let tx = site.newsroom.store().begin(site.now()).await.unwrap();
    let row = MediaRow { mime: mime.to_owned(), sized: Some(site.now()), ..testkit::media(&key, site.now()) };
    store::media::put(&tx, &row, "").await.unwrap();
    store::media::set_uses(&tx, Use::Ad(i64::from(bytes[0])), &BTreeSet::from([&key])).await.unwrap();
    tx.change(domain::change::ChangeKind::Paper, 0);
    tx.commit().await.unwrap();
    key
}

#[test]
fn stored_files_are_served_for_ever_and_in_parts() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let key = shown(&site, b"0123456789", "mp3", "audio/mpeg").await;
        let path = format!("/media/{}", key.as_str());
        let whole = site.get(&path).await;
        assert_eq!((whole.status, whole.bytes.as_slice()), (StatusCode::OK, b"0123456789".as_slice()));
        assert_eq!(whole.header("content-type"), "audio/mpeg");
        assert_eq!(whole.header("x-content-type-options"), "nosniff");
        assert!(whole.header("cache-control").contains("immutable"));
        let part = site.get_with(&path, &[("range", "bytes=2-4")]).await;
        assert_eq!(
            (part.status, part.bytes.as_slice(), part.header("content-range")),
            (StatusCode::PARTIAL_CONTENT, b"234".as_slice(), "bytes 2-4/10")
        );
        let beyond = site.get_with(&path, &[("range", "bytes=10-")]).await;
        assert_eq!((beyond.status, beyond.header("content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */10"));
        let known = site.get_with(&path, &[("if-none-match", whole.header("etag"))]).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        let other = format!("/media/{}.mp3", "0".repeat(64));
        assert_eq!(site.get(&other).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_stored_document_is_never_shown_as_a_page() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let html = shown(&site, b"<script>alert(1)</script>", "html", "text/html").await;
        let answer = site.get(&format!("/media/{}", html.as_str())).await;
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert_eq!(answer.header("content-disposition"), "attachment");
        let svg = shown(&site, b"!<svg onload='alert(1)'/>", "svg", "image/svg+xml").await;
        let answer = site.get(&format!("/media/{}", svg.as_str())).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.header("content-security-policy").contains("sandbox"));
    });
}

#[test]
fn pages_name_files_that_are_there() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let front = site.get("/").await.text();
        let named: Vec<&str> = front.split('"').filter(|part| part.starts_with("/assets/")).collect();
        assert!(named.len() > 4, "{front}");
        for path in named {
            let answer = site.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let expected = if path.ends_with("paper-colours.css") { "no-cache" } else { "public, max-age=31536000, immutable" };
            assert_eq!(answer.header("cache-control"), expected, "{path}");
        }
        assert!(site.get("/assets/paper-colours.css").await.text().contains("--spot:"));
        assert_eq!(site.get("/favicon.ico").await.header("content-type"), "image/png");
    });
}
