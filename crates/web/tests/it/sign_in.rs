//! The way in over HTTP: cookies, other sites, plain http, and who may ask the API for what.

use crate::site::{Answer, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::role::Role;
use domain::staff::totp;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use tokio::sync::watch;

const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");
const STRANGE: (&str, &str) = ("sec-fetch-site", "cross-site");
const VERA: &str = "vera.lindqvist@feedback.example";

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn mailed_link(site: &Site) -> String {
    let asked = site.post("/desk/sign-in", "email=vera.lindqvist%40feedback.example", &[OWN]).await;
    assert_eq!((asked.status, asked.header("location")), (StatusCode::SEE_OTHER, "/desk/sign-in?sent=1"), "{}", asked.text());
    site.work().await;
    site.mailed_paths(VERA).await.into_iter().find(|path| path.starts_with("/desk/sign-in/")).unwrap()
}

async fn page(site: &Site, path: &str, cookie: &str) -> Answer {
    site.get_with(path, &[("cookie", cookie)]).await
}

testkit::both! {
    async fn a_writer_comes_in_by_mail_and_goes(store: Store) {
        let site = Site::new(store).await;
        site.hire("Vera Lindqvist", Role::Writer).await;
        let outside = site.get("/desk/stories/7?x=1").await;
        assert_eq!((outside.status, outside.header("location")), (StatusCode::SEE_OTHER, "/desk/sign-in?to=/desk/stories/7%3Fx%3D1"));
        assert!(site.get("/desk/sign-in?to=/desk/queue").await.text().contains("name=\"to\" value=\"/desk/queue\""));
        assert!(site.get("/desk/sign-in?sent=1").await.text().contains("If that address works here"));
        let link = mailed_link(&site).await;
        for _ in 0..2 {
            let shown = site.get(&link).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
            assert!(shown.text().contains("Vera Lindqvist, one press") && shown.headers.get("set-cookie").is_none());
            assert!(!shown.header("content-security-policy").contains("unsafe"), "{}", shown.header("content-security-policy"));
            assert_eq!((shown.header("cache-control"), shown.header("referrer-policy")), ("no-store", "same-origin"));
        }
        let pressed = site.post(&link, "", &[OWN]).await;
        assert_eq!((pressed.status, pressed.header("location")), (StatusCode::SEE_OTHER, "/desk"));
        let line = pressed.header("set-cookie").to_owned();
        assert!(line.starts_with("__Host-inkie=") && line.ends_with("; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure"), "{line}");
        let mine = cookie(&pressed);
        assert!(page(&site, "/desk/account", &mine).await.text().contains("Vera Lindqvist"));
        assert_eq!(site.post(&link, "", &[OWN]).await.status, StatusCode::GONE);
        assert!(site.get(&link).await.text().contains("Each works once"));
        assert_eq!(page(&site, "/desk/sign-in", &mine).await.status, StatusCode::SEE_OTHER, "who is in needs no way in");
        let left = site.post("/desk/sign-out", "", &[OWN, ("cookie", &mine)]).await;
        assert!(left.headers.get_all("set-cookie").iter().all(|line| line.to_str().unwrap().contains("Max-Age=0")));
        assert_eq!(page(&site, "/desk/account", &mine).await.status, StatusCode::SEE_OTHER);
    }

    async fn signing_in_again_ends_the_session_that_the_browser_had(store: Store) {
        let site = Site::new(store).await;
        let (_, old) = site.hire("Vera Lindqvist", Role::Writer).await;
        let link = mailed_link(&site).await;
        let new = cookie(&site.post(&link, "", &[OWN, ("cookie", &old)]).await);
        assert_ne!(old, new);
        assert_eq!(page(&site, "/desk/account", &old).await.status, StatusCode::SEE_OTHER);
        assert_eq!(page(&site, "/desk/account", &new).await.status, StatusCode::OK);
    }

    async fn other_sites_do_nothing_in_anybodys_name(store: Store) {
        let site = Site::new(store).await;
        let (vera, mine) = site.hire("Vera Lindqvist", Role::Owner).await;
        for (path, form) in [("/desk/sign-in", "email=vera.lindqvist%40feedback.example"), ("/desk/sign-out", "")] {
            let answer = site.post(path, form, &[STRANGE, ("cookie", &mine)]).await;
            assert_eq!((answer.status, answer.headers.get("set-cookie")), (StatusCode::FORBIDDEN, None), "{path}");
        }
        let link = mailed_link(&site).await;
        for strange in [STRANGE, ("origin", "https://evil.example"), ("origin", "null")] {
            assert_eq!(site.post(&link, "", &[strange]).await.status, StatusCode::FORBIDDEN, "{strange:?}");
        }
        let write = async |headers: &[(&str, &str)]| {
            let request = Request::patch("/api/v1/account").header("content-type", "application/json");
            let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            site.ask(request.body(Body::from(r#"{"name":"Mallory","byline":""}"#)).unwrap()).await
        };
        for strange in [STRANGE, ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")] {
            let answer = write(&[strange, ("cookie", &mine)]).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::FORBIDDEN, "application/problem+json"), "{strange:?}");
        }
        assert!(page(&site, "/desk/account", &mine).await.text().contains(&vera.name));
        assert_eq!(site.post(&link, "", &[OWN]).await.status, StatusCode::SEE_OTHER, "the link was not used up");
    }

    async fn nobody_signs_in_over_plain_http(store: Store) {
        let site = Site::new(store).await;
        let (vera, mine) = site.hire("Vera Lindqvist", Role::Writer).await;
        let link = mailed_link(&site).await;
        let act = site.act();
        newsroom::paper::change(&site.newsroom, &act, "url", "http://feedback.example").await.unwrap();
        for forged in [("x-forwarded-proto", "https"), ("host", "localhost"), ("x-forwarded-for", "127.0.0.1")] {
            assert!(site.get_with("/desk/sign-in", &[forged]).await.text().contains("Not in the open"), "{forged:?}");
            for (path, form) in [("/desk/sign-in", "email=vera.lindqvist%40feedback.example"), (link.as_str(), "")] {
                let answer = site.post(path, form, &[OWN, forged]).await;
                assert_eq!((answer.status, answer.headers.get("set-cookie")), (StatusCode::FORBIDDEN, None), "{path}");
                assert!(answer.text().contains("inkie paper --set url=https"), "the reason and what to do");
            }
        }
        let token = mine.trim_start_matches("__Host-inkie=");
        let planted = format!("inkie-desk={token}");
        assert_eq!(page(&site, "/desk/account", &planted).await.status, StatusCode::SEE_OTHER, "the bare cookie counts on loopback alone");
        newsroom::paper::change(&site.newsroom, &act, "url", "https://feedback.example").await.unwrap();
        assert_eq!(site.post(&link, "", &[OWN]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(vera.role, Role::Writer);
    }

    async fn a_password_and_a_code_by_the_form(store: Store) {
        let site = Site::new(store).await;
        let (_, mine) = site.hire("Vera Lindqvist", Role::Editor).await;
        let begun = site.api("POST", "/account/telephone", &mine, &Value::Null).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
        let told = begun.json();
        assert!(told["uri"].as_str().unwrap().contains(told["secret"].as_str().unwrap()) && told["picture"]["path"].as_str().unwrap().len() > 1000);
        let secret = base32(told["secret"].as_str().unwrap());
        let code = || totp::code(&secret, totp::step(site.now()));
        let codes = site.api("POST", "/account/telephone/confirm", &mine, &json!({ "code": code() })).await.json();
        assert_eq!(codes["recovery_codes"].as_array().unwrap().len(), 10);
        site.pass(30);
        let weak = site.api("PUT", "/account/password", &mine, &json!({ "password": "short", "code": code() })).await;
        assert_eq!((weak.status, weak.json()["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("password")));
        let chosen = site.api("PUT", "/account/password", &mine, &json!({ "password": "fax choir saltwater drum", "code": code() })).await;
        assert_eq!(chosen.status, StatusCode::NO_CONTENT, "{}", chosen.text());
        let turned = cookie(&chosen);
        assert_eq!(page(&site, "/desk/account", &mine).await.status, StatusCode::SEE_OTHER, "the old token is dead");
        assert!(page(&site, "/desk/account", &turned).await.text().contains("A password with a code"));
        site.pass(30);
        let form = |password: &str, code: &str| format!("email=vera.lindqvist%40feedback.example&password={password}&code={code}&to=/desk/log");
        let wrong = site.post("/desk/sign-in", &form("fax+choir+saltwater+drum", "000000"), &[OWN]).await;
        assert!(wrong.status == StatusCode::FORBIDDEN && wrong.text().contains("do not go together"), "{}", wrong.text());
        assert!(wrong.text().contains("value=\"vera.lindqvist@feedback.example\"") && !wrong.text().contains("saltwater"));
        let right = site.post("/desk/sign-in", &form("fax+choir+saltwater+drum", &code()), &[OWN]).await;
        assert_eq!((right.status, right.header("location")), (StatusCode::SEE_OTHER, "/desk/log"));
        for _ in 0..9 {
            site.post("/desk/sign-in", &form("wrong+wrong+wrong", "000000"), &[OWN]).await;
        }
        let stopped = site.post("/desk/sign-in", &form("wrong+wrong+wrong", "000000"), &[OWN]).await;
        assert!(stopped.status == StatusCode::TOO_MANY_REQUESTS && stopped.text().contains("15 minutes"), "{}", stopped.text());
    }

    async fn every_role_asks_the_api_for_what_is_its_own(store: Store) {
        let site = Site::new(store).await;
        let (raf, _) = site.hire("Raf Okafor", Role::Writer).await;
        let gets = [("/account", [true; 4]), ("/me", [true; 4]), ("/colleagues", [true; 4]), ("/audit", [false, false, true, true]), ("/staff", [false, false, false, true])];
        let named = ["Carl One", "Wilma Two", "Edda Three", "Olga Four"];
        for (place, (role, name)) in Role::ALL.into_iter().zip(named).enumerate() {
            let (_, mine) = site.hire(name, role).await;
            for (path, may) in gets {
                let status = site.api("GET", path, &mine, &Value::Null).await.status;
                assert_eq!(status, if may[place] { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{role:?} {path}");
            }
            let owner = role == Role::Owner;
            for (method, path, input) in [
                ("POST", "/staff".to_owned(), json!({ "name": "Noor Haddad", "email": "noor@example.org", "role": "writer" })),
                ("PATCH", format!("/staff/{}", raf.id), json!({ "role": "editor" })),
                ("POST", format!("/staff/{}/sign-out", raf.id), Value::Null),
                ("POST", format!("/staff/{}/dismiss", raf.id), Value::Null),
            ] {
                let answer = site.api(method, &path, &mine, &input).await;
                assert_eq!(answer.status.is_success(), owner, "{role:?} {path}: {}", answer.text());
                assert!(owner || answer.status == StatusCode::FORBIDDEN);
            }
            for (path, may) in [("/desk/account", [true; 4]), ("/desk/log", [false, false, true, true]), ("/desk/staff", [false, false, false, true])] {
                let shown = page(&site, path, &mine).await;
                assert_eq!(shown.status, if may[place] { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{role:?} {path}");
                let html = shown.text();
                assert!(!html.contains(" style=\"") && !html.contains(" onclick="), "{html}");
            }
        }
        for path in ["/account", "/staff", "/audit", "/colleagues", "/staff/1", "/me"] {
            let answer = site.get(&format!("/api/v1{path}")).await;
            assert_eq!((answer.status, answer.json()["type"].as_str()), (StatusCode::UNAUTHORIZED, Some("not-signed-in")), "{path}");
        }
    }

    async fn a_token_does_what_its_scopes_say(store: Store) {
        let site = Site::new(store).await;
        let (_, mine) = site.hire("Olga Four", Role::Owner).await;
        let made = site.api("POST", "/account/tokens", &mine, &json!({ "name": "log reader", "scopes": ["read"], "days": 3 })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let token = format!("Bearer {}", made.json()["token"].as_str().unwrap());
        let ask = async |method: &str, path: &str, input: &str| {
            let request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("authorization", &token);
            site.ask(request.header("sec-fetch-site", "cross-site").body(Body::from(input.to_owned())).unwrap()).await
        };
        assert_eq!(ask("GET", "/me", "").await.json()["scopes"], json!(["read"]));
        assert_eq!(ask("GET", "/staff", "").await.status, StatusCode::FORBIDDEN);
        let more = ask("POST", "/account/tokens", r#"{"name":"more","scopes":["manage"]}"#).await;
        assert_eq!((more.status, more.json()["type"].as_str()), (StatusCode::FORBIDDEN, Some("not-allowed")));
        let odd = site.api("POST", "/account/tokens", &mine, &json!({ "name": "x", "scopes": ["everything"] })).await;
        assert_eq!((odd.status, odd.json()["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("scopes")));
        let id = made.json()["id"].as_i64().unwrap();
        assert_eq!(site.api("DELETE", &format!("/account/tokens/{id}"), &mine, &Value::Null).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ask("GET", "/me", "").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn the_log_is_read_by_who_what_and_when(store: Store) {
        let site = Site::new(store).await;
        let (edda, mine) = site.hire("Edda Three", Role::Editor).await;
        let (_, olga) = site.hire("Olga Four", Role::Owner).await;
        site.pass(3 * 24 * 3600);
        site.api("POST", "/staff", &olga, &json!({ "name": "Noor <b>Haddad", "email": "noor@example.org", "role": "writer" })).await;
        let verbs = async |query: &str| {
            let lines = site.api("GET", &format!("/audit?{query}"), &mine, &Value::Null).await.json();
            let verbs: Vec<String> = lines["lines"].as_array().unwrap().iter().map(|line| line["verb"].as_str().unwrap().to_owned()).collect();
            verbs
        };
        assert_eq!(verbs("limit=1").await, ["invite"]);
        assert_eq!(verbs("verb=sign+in").await, ["sign in", "sign in"]);
        assert_eq!(verbs(&format!("staff={}", edda.id)).await, ["sign in"]);
        assert_eq!(verbs("since=2026-11-22").await, ["invite"]);
        assert_eq!(verbs("until=2026-11-20&verb=invite").await, [""; 0]);
        assert_eq!(site.api("GET", "/audit?since=yesterday", &mine, &Value::Null).await.json()["field"], "since");
        let first = site.api("GET", "/audit?limit=2", &mine, &Value::Null).await.json();
        let next = first["next"].as_i64().unwrap();
        assert_eq!(verbs(&format!("limit=200&before={next}")).await.len() + 2, verbs("limit=200").await.len());
        let shown = page(&site, "/desk/log?verb=invite", &mine).await.text();
        assert!(shown.contains("Noor &lt;b&gt;Haddad as a writer") && shown.contains("23 November 2026"), "{shown}");
    }
}

fn base32(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<u8> =
        text.chars().flat_map(|c| (0..5).rev().map(move |place| (u8::try_from(letters.find(c).unwrap()).unwrap() >> place) & 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |value, bit| value << 1 | bit)).collect()
}

/// What a browser on this machine gets, over a real socket.
#[test]
fn on_this_machine_plain_http_is_told_of_and_its_cookie_has_no_prefix() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        newsroom::paper::change(&site.newsroom, &site.act(), "url", "http://127.0.0.1:8080").await.unwrap();
        site.hire("Vera Lindqvist", Role::Writer).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, mut stopped) = watch::channel(false);
        let served = tokio::spawn(web::serve(listener, site.router.clone(), async move { drop(stopped.wait_for(|stop| *stop).await) }));
        let link = newsroom::signin::link_for(&site.newsroom, &site.act().traced(77), VERA).await.unwrap().0;
        let talk = async |method: &'static str, path: String, host: String, more: String| {
            tokio::task::spawn_blocking(move || {
                let mut socket = std::net::TcpStream::connect(at).unwrap();
                let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: 0\r\n{more}\r\n");
                socket.write_all(head.as_bytes()).unwrap();
                let mut answer = String::new();
                socket.read_to_string(&mut answer).unwrap();
                answer
            })
            .await
            .unwrap()
        };
        let here = format!("127.0.0.1:{}", at.port());
        let path = format!("/desk/sign-in/{link}");
        assert!(talk("GET", path.clone(), here.clone(), String::new()).await.contains("This is plain http on your own machine"));
        let strange = talk("POST", path.clone(), "feedback.example".to_owned(), String::new()).await;
        assert!(strange.starts_with("HTTP/1.1 403") && !strange.contains("set-cookie"), "another name for this machine: {strange}");
        let pressed = talk("POST", path, here.clone(), "sec-fetch-site: same-origin\r\n".to_owned()).await;
        let line = pressed.lines().find(|line| line.starts_with("set-cookie: ")).unwrap();
        assert!(line.starts_with("set-cookie: inkie-desk=") && line.ends_with("HttpOnly; SameSite=Lax"), "{line}");
        let pair = line.trim_start_matches("set-cookie: ").split(';').next().unwrap();
        let sent = format!("cookie: {pair}\r\n");
        assert!(talk("GET", "/desk/account".to_owned(), here, sent.clone()).await.starts_with("HTTP/1.1 200"));
        let renamed = talk("GET", "/desk/account".to_owned(), "rebound.example".to_owned(), sent).await;
        assert!(renamed.starts_with("HTTP/1.1 303"), "a name that was bent to this machine brings no session: {renamed}");
        stop.send(true).unwrap();
        served.await.unwrap();
    });
}
