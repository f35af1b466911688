//! newsletter.md §6 as it is seen from outside: what pages say, carry and refuse. What is decided behind them is tested there.

use crate::site::{Site, pressed, settings};
use axum::http::StatusCode;
use domain::reader::Choice;

const OWN: [(&str, &str); 2] = [("origin", "https://feedback.example"), ("user-agent", "Mozilla/5.0 Firefox/150.0")];
const JO: &str = "jo@example.org";

async fn mails_to(site: &Site, email: &str) -> usize {
    site.work().await;
    let conn = site.newsroom.store().read().await.unwrap();
    store::mailbox::list(&conn, 1_000).await.unwrap().iter().filter(|item| item.recipient == email).count()
}

async fn path(site: &Site, begin: &str) -> String {
    let mailed = site.mailed_paths(JO).await;
    mailed.iter().find(|path| path.starts_with(begin)).unwrap_or_else(|| panic!("no {begin} in {mailed:?}")).clone()
}

async fn admit(site: &Site, email: &str) {
    let email = domain::email::Email::parse(email).unwrap();
    assert!(newsroom::subscribe::admit(&site.newsroom, &site.act(), email, Choice::General, &[], "test").await.unwrap());
}

async fn standing(site: &Site) -> &'static str {
    let conn = site.newsroom.store().read().await.unwrap();
    store::readers::by_email_key(&conn, JO).await.unwrap().unwrap().standing.word()
}

/// A reader with a letter: what it links to.
async fn with_letter(site: &Site) -> (String, String) {
    site.publish("Drummer quits by fax", |_| {}).await;
    admit(site, JO).await;
    site.pass(16 * 3600 + 1800);
    assert_eq!(mails_to(site, JO).await, 1);
    (path(site, "/newsletter/leave/").await, path(site, "/newsletter/preferences/").await)
}

testkit::both! {
    async fn a2_pages_that_are_kept_carry_no_token_and_the_answer_does(store: Store) {
        let site = Site::new(store).await;
        site.artist("Saltwater Choir").await;
        site.publish("Drummer quits by fax", |_| {}).await;
        for kept in ["/", "/newsletter", "/artists/saltwater-choir"] {
            let page = site.get(kept).await;
            assert!(page.text().contains("data-coupon") && page.text().contains("name=\"website\""), "{kept}");
            assert!(!page.text().contains("name=\"token\"") && page.header("cache-control") == "no-cache", "{kept}");
        }
        let asked = site.post("/newsletter", "email=jo%40example.org", &OWN).await;
        assert_eq!((asked.status, asked.header("cache-control")), (StatusCode::OK, "no-store"));
        assert!(asked.text().contains("One more press.") && asked.text().contains("noindex") && asked.text().contains("data-challenge"));
        assert_eq!(mails_to(&site, JO).await, 0, "the first press mails nothing");
        let form = pressed(&asked.text()).unwrap();
        site.pass(2);
        let soon = site.post("/newsletter", &form, &OWN).await;
        assert!(soon.text().contains("quicker than we can follow"), "{}", soon.text());
        assert_eq!(pressed(&soon.text()).unwrap(), form, "the same token is good in a moment");
        site.pass(2);
        assert!(site.post("/newsletter", &form, &OWN).await.text().contains("Look in your mailbox"));
        assert_eq!(mails_to(&site, JO).await, 1);
        let replay = site.post("/newsletter", &form.replace("jo%40", "al%40"), &OWN).await.text();
        assert!(replay.contains("sent before") && pressed(&replay).unwrap() != form, "{replay}");
        let late = pressed(&site.post("/newsletter", "email=al%40example.org", &OWN).await.text()).unwrap();
        site.pass(24 * 3600 + 60);
        assert!(site.post("/newsletter", &late, &OWN).await.text().contains("too old"));
        assert_eq!(mails_to(&site, "al@example.org").await, 0);
        // With script: the token is got apart, from a page of ours and from no other.
        let token = site.post("/newsletter/token", "", &OWN).await;
        assert_eq!((token.status, token.header("cache-control")), (StatusCode::OK, "no-store"));
        assert!(token.json()["wait"].as_i64().unwrap() >= 3_000 && token.json()["challenge"].as_str().unwrap().len() == 64);
        for path in ["/newsletter/token", "/newsletter", "/artists/saltwater-choir/follow"] {
            for elsewhere in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
                assert_eq!(site.post(path, "email=jo%40example.org", &[elsewhere]).await.status, StatusCode::FORBIDDEN, "{path}");
            }
        }
        assert_eq!(site.get("/newsletter/token").await.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn a2_a_slip_of_the_hand_is_asked_about_and_not_refused(store: Store) {
        let site = Site::new(store).await;
        let asked = site.post("/newsletter", "email=jo%40gmial.com", &OWN).await.text();
        assert!(asked.contains("Did you mean jo@gmail.com?"), "{asked}");
        let as_typed = pressed(&asked).unwrap();
        assert!(as_typed.contains("jo%40gmial.com") && as_typed.contains("sure=1"), "{as_typed}");
        site.pass(4);
        // One press with script did not ask yet: it is asked now, and the token is still good.
        assert!(site.post("/newsletter", &as_typed.replace("&sure=1", ""), &OWN).await.text().contains("Did you mean"));
        assert!(site.post("/newsletter", &as_typed, &OWN).await.text().contains("Look in your mailbox"));
        assert_eq!(mails_to(&site, "jo@gmial.com").await, 1);
    }

    async fn a4_every_address_gets_the_same_answer(store: Store) {
        let site = Site::with(store, web::Settings { sign_ups_an_hour: 100, ..settings() }).await;
        site.artist("Saltwater Choir").await;
        for email in ["active@example.org", "gone@example.org", "left@example.org"] {
            admit(&site, email).await;
        }
        let suppressed = domain::email::Email::parse("gone@example.org").unwrap();
        newsroom::readers::suppress(&site.newsroom, &site.act(), &suppressed, "complained").await.unwrap();
        site.sign_up("pending@example.org").await;
        site.work().await;
        for path in ["/newsletter", "/artists/saltwater-choir/follow"] {
            let mut answers = Vec::new();
            for name in ["unseen", "active", "gone", "left", "pending"] {
                let answer = site.sign_up_at(path, &format!("{name}@example.org")).await;
                let headers: Vec<_> = answer.headers.iter().map(|(name, value)| (name.to_string(), value.clone())).filter(|(name, _)| name != "content-length").collect();
                answers.push((answer.status, headers, answer.text().replace(&format!("{name}@"), "somebody@")));
            }
            assert!(answers[0].2.contains("Look in your mailbox"), "{}", answers[0].2);
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{path}");
        }
    }

    async fn a5_a_get_changes_nothing_and_nothing_presses_by_itself(store: Store) {
        let site = Site::new(store).await;
        site.artist("Saltwater Choir").await;
        let (leave, _) = with_letter(&site).await;
        site.pass(48 * 3600);
        site.sign_up_at("/artists/saltwater-choir/follow", JO).await;
        site.work().await;
        let follow = path(&site, "/newsletter/follow/").await;
        let before = store::changes::last(&site.newsroom.store().read().await.unwrap()).await.unwrap();
        for address in [&leave, &follow, &"/artists/saltwater-choir/follow".to_owned()] {
            for _ in 0..3 {
                let page = site.get(address).await.text();
                assert!(page.contains("method=\"post\"") && !page.contains("onload") && !page.contains("http-equiv=\"refresh\""), "{page}");
            }
        }
        let conn = site.newsroom.store().read().await.unwrap();
        let reader = store::readers::by_email_key(&conn, JO).await.unwrap().unwrap();
        assert_eq!((reader.standing.word(), store::readers::follows(&conn, reader.id).await.unwrap().len()), ("active", 0));
        assert_eq!(store::changes::last(&conn).await.unwrap(), before);
        // No script of the paper presses a button: it only sends what somebody has sent.
        let script = include_str!("../../../../themes/newsprint/js/paper.js");
        let submits: Vec<_> = script.match_indices(".submit()").collect();
        assert_eq!(submits.len(), 1, "within the listener of a submit");
        assert!(!script.contains("requestSubmit"));
        assert!(site.post(&follow, "", &[("origin", "null")]).await.text().contains("You follow Saltwater Choir."));
        assert_eq!(store::readers::follows(&conn, reader.id).await.unwrap().len(), 1);
    }

    async fn a6_a_link_of_a_letter_only_leaves_and_leaving_is_taken_back_by_mail(store: Store) {
        let site = Site::new(store).await;
        let (leave, preferences) = with_letter(&site).await;
        let ask = site.get(&preferences).await.text();
        assert!(ask.contains("Mail me the link") && !ask.contains(JO), "{ask}");
        let gone = site.post(&leave, "List-Unsubscribe=One-Click", &[("sec-fetch-site", "cross-site")]).await;
        assert!(gone.status == StatusCode::OK && gone.text().contains("mail me the way back"), "{}", gone.text());
        assert!(!gone.headers.contains_key("location"), "no redirect (RFC 8058)");
        assert!(site.post(&leave, "undo=1", &[("origin", "null")]).await.text().contains("puts you back"));
        assert_eq!((mails_to(&site, JO).await, standing(&site).await), (2, "left"));
        let back = path(&site, "/newsletter/confirm/").await;
        site.post(&back, "", &[("origin", "null")]).await;
        assert_eq!(standing(&site).await, "active");
        site.pass(60);
        site.post(&leave, "", &[]).await;
        site.pass(24 * 3600);
        let later = site.get(&leave).await.text();
        assert!(!later.contains("name=\"undo\""), "{later}");
    }

    async fn a6_a_remembered_browser_follows_and_unfollows_and_nothing_else(store: Store) {
        let site = Site::new(store).await;
        site.artist("Saltwater Choir").await;
        let (_, preferences) = with_letter(&site).await;
        site.post(&preferences, "", &[("origin", "null")]).await;
        site.work().await;
        let preferences = path(&site, "/newsletter/preferences/").await;
        assert!(site.get(&preferences).await.text().contains("name=\"remember\""));
        let set = site.post(&preferences, "remember=1", &[("origin", "null")]).await;
        let cookie = set.header("set-cookie").to_owned();
        assert!(cookie.starts_with("__Host-inkie-follow=d") && cookie.ends_with("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
        assert!(set.text().contains("name=\"forget\""));
        let kept = cookie.split(';').next().unwrap();
        let with = [("cookie", kept), OWN[0]];
        let follow = "/artists/saltwater-choir/follow";
        // Without the cookie the button asks for an address; with it, one press does it.
        let stranger = site.post(follow, "email=&website=", &OWN).await;
        assert!(stranger.text().contains("name=\"email\"") && stranger.header("cache-control") == "no-store", "{}", stranger.text());
        let done = site.post(follow, "email=&website=", &with).await;
        assert!(done.text().contains("You follow Saltwater Choir.") && done.header("cache-control") == "no-store", "{}", done.text());
        assert!(!done.text().contains(JO), "whose browser it is, is not said");
        assert!(site.get_with(follow, &with[..1]).await.text().contains("Unfollow Saltwater Choir"));
        assert!(site.post(follow, "unfollow=1", &with).await.text().contains("No more of Saltwater Choir."));
        // From another site nothing is done in their name, and what they keep opens no other page.
        assert_eq!(site.post(follow, "", &[with[0], ("origin", "https://evil.example")]).await.status, StatusCode::FORBIDDEN);
        let token = kept.split_once('=').unwrap().1;
        for path in ["confirm", "preferences", "leave", "follow"] {
            assert_eq!(site.get(&format!("/newsletter/{path}/{token}")).await.status, StatusCode::GONE, "{path}");
        }
        // Pages that everybody gets are the same with it.
        let (plain, own) = (site.get("/artists/saltwater-choir").await, site.get_with("/artists/saltwater-choir", &with[..1]).await);
        assert_eq!((plain.text(), plain.header("etag")), (own.text(), own.header("etag")));
        // Whoever left is remembered no more.
        let conn = site.newsroom.store().read().await.unwrap();
        let reader = store::readers::by_email_key(&conn, JO).await.unwrap().unwrap();
        newsroom::readers::set_left(&site.newsroom, &site.act(), reader.id).await.unwrap();
        assert!(site.post(follow, "", &with).await.text().contains("name=\"email\""));
        let forgotten = site.post(&preferences, "forget=1", &[("origin", "null")]).await;
        assert!(forgotten.header("set-cookie").starts_with("__Host-inkie-follow=; Path=/; Max-Age=0"));
    }

    async fn a7_pages_of_tokens_stay_where_they_are(store: Store) {
        let site = Site::new(store).await;
        site.artist("Saltwater Choir").await;
        let (leave, preferences) = with_letter(&site).await;
        site.pass(48 * 3600);
        site.sign_up_at("/artists/saltwater-choir/follow", JO).await;
        site.work().await;
        let follow = path(&site, "/newsletter/follow/").await;
        for address in [&leave, &preferences, &follow] {
            let page = site.get(address).await;
            assert_eq!((page.status, page.header("referrer-policy"), page.header("cache-control")), (StatusCode::OK, "no-referrer", "no-store"), "{address}");
            assert!(page.header("x-robots-tag").contains("noindex"));
            let policy = page.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"), "{policy}");
            assert!(!page.text().contains("src=\"http"), "nothing comes from anybody else");
        }
        // The copy in the browser is everybody's.
        let copy = site.get("/newsletter/2026-11-21").await.text();
        for token in [&leave, &preferences, &follow] {
            assert!(!copy.contains(token.rsplit('/').next().unwrap()));
        }
    }

    async fn a12_links_lead_where_they_say(store: Store) {
        let site = Site::new(store).await;
        with_letter(&site).await;
        for path in site.mailed_paths(JO).await {
            assert!(!path.contains("http") && !path.contains("url=") && !path.contains("//"), "{path}");
        }
        for open in ["/newsletter/leave/x?next=https://evil.example", "/artists/x/follow?to=//evil.example", "/?url=https://evil.example"] {
            let answer = site.get(open).await;
            assert!(!answer.header("location").contains("evil"), "{open}");
        }
    }
}
