//! Requests that nobody with good intentions sends.

use crate::site::Site;
use axum::body::Body;
use axum::http::{Request, StatusCode};

#[test]
fn posts_from_other_sites_are_refused_and_do_nothing() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        for headers in [
            vec![("origin", "https://evil.example")],
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site"), ("origin", "https://feedback.example")],
            vec![("origin", "null")],
        ] {
            let answer = site.post("/newsletter", "email=jo%40example.org", &headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        }
        site.work().await;
        assert_eq!(site.mails().await, 0);
    });
}

#[test]
fn odd_addresses_are_the_senders_fault() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let long = format!("/{}", "a".repeat(8000));
        let odd = [
            "/%00",
            "/%ff%fe",
            "/..%2f..%2fetc%2fpasswd",
            "/media/..%2f..%2fpaper.db",
            "/assets/..%2f..%2fCargo.toml",
            "/assets/templates/front.html",
            "/media/%2e%2e/%2e%2e/etc/passwd",
            "/2026/99/99",
            "/2026/02/30/x",
            "/0000",
            "/%25%32%65",
            "/-/",
            "/a%0d%0aSet-Cookie:x=1",
            &long,
            "/search/x",
            "/newsletter/confirm",
            "/by/",
            "/artists/%E2%80%AE",
        ];
        for path in odd {
            let answer = site.get(path).await;
            assert!(answer.status.is_client_error() || answer.status == StatusCode::MOVED_PERMANENTLY, "{path}: {}", answer.status);
            assert!(answer.headers.get("set-cookie").is_none());
        }
        for query in
            ["?q=%00", "?q=%25%5F!", "?q=%27%22%3Cscript%3E", "?page=-1&q=a", "?page=999999999999&q=a", "?q=a&section=%2e%2e&sort=zzz"]
        {
            let answer = site.get(&format!("/search{query}")).await;
            assert!(!answer.status.is_server_error(), "{query}: {}", answer.status);
            assert!(!answer.text().contains("<script>"), "{query}");
        }
    });
}

#[test]
fn other_methods_are_told_what_is_taken() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        for (method, path, allowed) in
            [("DELETE", "/", "GET, HEAD"), ("POST", "/news", "GET, HEAD"), ("PUT", "/newsletter", "GET, HEAD, POST")]
        {
            let answer = site.ask(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await;
            assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, allowed), "{method} {path}");
        }
        let head = site.ask(Request::head("/").body(Body::empty()).unwrap()).await;
        let get = site.get("/").await;
        assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
        assert_eq!(head.header("content-length"), get.header("content-length"));
    });
}

#[test]
fn a_form_without_end_is_not_read() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let answer = site.post("/newsletter", &"a".repeat(100_000), &[]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        let request = Request::post("/newsletter").body(Body::from(vec![0xff_u8, 0xfe])).unwrap();
        assert_eq!(site.ask(request).await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn every_answer_is_guarded_and_sets_no_cookie() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        for path in ["/", "/news", "/nowhere", "/search?q=a", "/feed.xml", "/newsletter", "/healthz", "/robots.txt"] {
            let answer = site.get(path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{path}");
            assert!(answer.headers.get("set-cookie").is_none(), "{path}");
        }
    });
}

#[test]
fn pages_keep_to_their_own_policy() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let story = site.publish("Drummer quits by fax", |_| {}).await;
        for path in ["/", "/news", "/nowhere", "/newsletter", story.address.as_deref().unwrap()] {
            let page = site.get(path).await.text();
            assert!(!page.contains(" style=\"") && !page.contains("<style") && !page.contains(" onclick="), "{path}");
            for script in page.split("<script").skip(1) {
                assert!(script.contains(" src=\"/assets/") || script.starts_with(" type=\"application/ld+json\""), "{path}: {script}");
            }
        }
    });
}
