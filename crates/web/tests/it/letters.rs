//! The newsletter from the first field to the last press.

use crate::site::{Site, settings};
use axum::http::StatusCode;

testkit::both! {
    async fn a_reader_comes_confirms_chooses_and_leaves(store: Store) {
        let site = Site::new(store).await;
        site.artist("Saltwater Choir").await;
        let sent = site.sign_up_at("/artists/saltwater-choir/follow", "jo@example.org").await;
        assert_eq!(sent.status, StatusCode::OK);
        assert!(sent.text().contains("Look in your mailbox") && sent.text().contains("jo@example.org"));
        assert_eq!(sent.header("cache-control"), "no-store");
        site.work().await;
        let mailed = site.mailed_paths("jo@example.org").await;
        let confirm = mailed.iter().find(|path| path.starts_with("/newsletter/confirm/")).unwrap().clone();
        for _ in 0..3 {
            let ask = site.get(&confirm).await;
            assert_eq!(ask.status, StatusCode::OK, "{}", ask.text());
            assert!(ask.text().contains("method=\"post\""));
            assert_eq!((ask.header("referrer-policy"), ask.header("cache-control")), ("no-referrer", "no-store"));
        }
        assert_eq!(standing(&site, "jo@example.org").await, "pending");
        // A form on a page with `no-referrer` is posted with the origin `null`.
        let done = site.post(&confirm, "", &[("origin", "null")]).await;
        assert!(done.text().contains("You’re in."), "{}", done.text());
        assert_eq!(standing(&site, "jo@example.org").await, "active");
        let preferences = link(&done.text(), "/newsletter/preferences/");
        let page = site.get(&preferences).await.text();
        assert!(page.contains("Saltwater Choir") && page.contains("jo@example.org"), "{page}");
        let week = "mon=1&tue=1&wed=1&thu=1&fri=1";
        let chosen = format!("edition=follows&quiet=general&{week}&specials=1&pause=2026-12-24");
        let saved = site.post(&preferences, &chosen, &[("sec-fetch-site", "same-origin")]).await.text();
        for kept in ["value=\"follows\" checked", "name=\"quiet\" id=\"quiet\" value=\"general\" checked", "id=\"day-fri\" value=\"1\" checked", "id=\"day-sat\" value=\"1\">", "value=\"2026-12-24\"", "Kept."] {
            assert!(saved.contains(kept), "{kept}: {saved}");
        }
        assert!(!saved.contains("name=\"hour\""), "one hour is no choice");
        let no_day = site.post(&preferences, "edition=follows", &[]).await.text();
        assert!(no_day.contains("Choose one day at least"), "{no_day}");
        let no_date = site.post(&preferences, &format!("edition=general&{week}&pause=tomorrow"), &[]).await;
        assert_eq!(no_date.status, 422);
        let no_date = no_date.text();
        let over = site.post(&preferences, &format!("edition=general&{week}&pause=2001-01-01"), &[]).await;
        assert!(over.status == 422 && over.text().contains("A pause ends"), "{}", over.text());
        assert!(no_date.contains("A pause ends") && no_date.contains("value=\"follows\" checked"), "{no_date}");
        let alone = site.post(&preferences, "unfollow=saltwater-choir", &[]).await.text();
        assert!(!alone.contains("Saltwater Choir"), "{alone}");
        assert!(site.post(&preferences, "follow=saltwater+choir", &[]).await.text().contains("Saltwater Choir"));
        let leave = link(&saved, "/newsletter/leave/");
        assert!(site.get(&leave).await.text().contains("Leaving?"));
        assert_eq!(standing(&site, "jo@example.org").await, "active", "a GET changes nothing");
        // One click, as a mail provider posts it (RFC 8058): from anywhere, without a page.
        let one_click = site.post(&leave, "List-Unsubscribe=One-Click", &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(one_click.status, StatusCode::OK);
        assert_eq!(standing(&site, "jo@example.org").await, "left");
        assert_eq!(site.post(&leave, "List-Unsubscribe=One-Click", &[]).await.status, StatusCode::OK, "leaving twice is once");
        // One press was enough; who cares to says why with another.
        assert!(site.post(&leave, "", &[]).await.text().contains("name=\"why\""));
        let thanked = site.post(&leave, "why=too_many", &[]).await.text();
        assert!(thanked.contains("Thank you") && !thanked.contains("name=\"why\""), "{thanked}");
        assert_eq!(site.post(&leave, "why=nonsense", &[]).await.status, StatusCode::OK);
    }

    async fn a_letter_opens_no_preferences_but_has_the_way_to_them_mailed(store: Store) {
        let site = Site::new(store).await;
        site.publish("Drummer quits by fax", |_| {}).await;
        site.sign_up("jo@example.org").await;
        site.work().await;
        let confirm = path(&site, "/newsletter/confirm/").await;
        site.post(&confirm, "", &[]).await;
        // Half past six of the next morning.
        site.pass(16 * 3600 + 1800);
        assert_eq!(site.get("/newsletter/2026-11-21").await.status, StatusCode::NOT_FOUND);
        site.work().await;
        let copy = site.get(&path(&site, "/newsletter/2026-").await).await;
        assert!(copy.text().contains("Drummer quits by fax") && !copy.text().contains("jo@"), "{}", copy.text());
        let (preferences, leave) = (path(&site, "/newsletter/preferences/").await, path(&site, "/newsletter/leave/").await);
        let mails = site.mails().await;
        let ask = site.get(&preferences).await.text();
        assert!(ask.contains("Mail me the link") && !ask.contains("jo@example.org"), "{ask}");
        assert!(site.post(&preferences, "edition=follows", &[("origin", "null")]).await.text().contains("on its way"));
        site.work().await;
        assert_eq!(site.mails().await, mails + 1);
        let mailed = path(&site, "/newsletter/preferences/").await;
        assert_ne!(mailed, preferences);
        assert!(site.get(&mailed).await.text().contains("value=\"general\" checked"), "the letter itself changed nothing");
        assert!(site.get(&leave).await.text().contains("Leaving?"));
    }

    async fn the_copy_of_a_letter_is_that_of_its_stories_and_forgets_what_was_withdrawn(store: Store) {
        let site = Site::new(store).await;
        let choir = site.artist("Saltwater Choir").await;
        let fax = site.publish("Drummer quits by fax", |_| {}).await;
        site.pass(60);
        site.publish("A choir, quietly", |draft| draft.artists.push(crate::site::subject(choir, "Saltwater Choir"))).await;
        site.sign_up_at("/artists/saltwater-choir/follow", "jo@example.org").await;
        site.work().await;
        let confirmed = site.post(&path(&site, "/newsletter/confirm/").await, "", &[]).await.text();
        site.post(&link(&confirmed, "/newsletter/preferences/"), "edition=follows&mon=1&tue=1&wed=1&thu=1&fri=1&sat=1&sun=1", &[]).await;
        site.pass(16 * 3600 + 1800);
        site.work().await;
        let own = path(&site, "/newsletter/2026-").await;
        assert_eq!(own, "/newsletter/2026-11-21/1", "the newest of two");
        let copy = site.get(&own).await;
        assert!(copy.text().contains("A choir, quietly") && !copy.text().contains("Drummer quits"), "{}", copy.text());
        assert!(!copy.text().contains("/newsletter/leave/") && !copy.text().contains("/newsletter/preferences/"), "{}", copy.text());
        assert_eq!((copy.header("x-robots-tag"), copy.header("cache-control")), ("noindex", "no-cache"));
        assert!(!copy.header("content-security-policy").contains("script-src"));
        let whole = site.get("/newsletter/2026-11-21").await.text();
        assert!(whole.contains("A choir, quietly") && whole.contains("Drummer quits"), "{whole}");
        for none in ["/newsletter/2026-11-21/3", "/newsletter/2026-11-21/4", "/newsletter/2026-11-21/5", "/newsletter/2026-11-20/1"] {
            assert_eq!(site.get(none).await.status, StatusCode::NOT_FOUND, "{none}");
        }
        newsroom::stories::withdraw(&site.newsroom, &site.act(), fax.id, "It was another drummer.").await.unwrap();
        let after = site.get("/newsletter/2026-11-21").await.text();
        assert!(after.contains("It was withdrawn.") && after.contains("A choir, quietly") && !after.contains("Drummer"), "{after}");
        assert_eq!(site.get(&own).await.text(), copy.text());
    }
}

/// The first address of the newest letter to Jo that begins so.
async fn path(site: &Site, begin: &str) -> String {
    let mailed = site.mailed_paths("jo@example.org").await;
    mailed.iter().find(|path| path.starts_with(begin)).unwrap_or_else(|| panic!("no {begin} in {mailed:?}")).clone()
}

async fn standing(site: &Site, email: &str) -> &'static str {
    let conn = site.newsroom.store().read().await.unwrap();
    store::readers::by_email_key(&conn, email).await.unwrap().unwrap().standing.word()
}

fn link(page: &str, begin: &str) -> String {
    let rest = page.split(begin).nth(1).unwrap_or_else(|| panic!("no {begin} in {page}"));
    format!("{begin}{}", rest.split('"').next().unwrap())
}

#[test]
fn what_is_no_address_is_said_and_kept_in_the_field() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let answer = site.post("/newsletter", "email=%3Cb%3Enobody", &[("origin", "https://feedback.example")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("value=\"&lt;b&gt;nobody\"") && answer.text().contains("not an address"), "{}", answer.text());
    });
}

#[test]
fn one_subscriber_cannot_sign_up_the_town() {
    testkit::on_sqlite(|store| async move {
        let site = Site::with(store, web::Settings { sign_ups_an_hour: 2, ..settings() }).await;
        for n in 0..2 {
            assert_eq!(site.sign_up(&format!("jo{n}@example.org")).await.status, StatusCode::OK);
        }
        let refused = site.sign_up("jo3@example.org").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.text().contains("Try again in an hour"));
        site.pass(3600);
        assert_eq!(site.sign_up("jo3@example.org").await.status, StatusCode::OK);
    });
}

#[test]
fn spent_and_forged_links_say_so() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        for path in ["/newsletter/confirm/forged", "/newsletter/preferences/forged", "/newsletter/leave/forged"] {
            for answer in [site.get(path).await, site.post(path, "edition=general", &[]).await] {
                assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
                assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
            }
        }
    });
}

#[test]
fn the_mailbox_is_there_only_where_it_is_wanted() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store.clone()).await;
        for path in ["/-/mailbox", "/-/mailbox/1", "/-/mailbox/1/html"] {
            assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
    testkit::on_sqlite(|store| async move {
        let site = Site::with(store, web::Settings { mailbox: true, ..settings() }).await;
        assert!(site.get("/-/mailbox").await.text().contains("No mail yet"));
        site.sign_up("jo@example.org").await;
        site.work().await;
        let list = site.get("/-/mailbox").await;
        assert!(list.text().contains("jo@example.org"), "{}", list.text());
        assert_eq!(list.header("cache-control"), "no-store");
        let message = site.get("/-/mailbox/1").await;
        assert_eq!(message.status, StatusCode::OK);
        assert!(message.text().contains("href=\"/newsletter/confirm/"), "{}", message.text());
        assert!(message.header("content-security-policy").contains("frame-src 'self'"));
        let letter = site.get("/-/mailbox/1/html").await;
        assert_eq!(letter.status, StatusCode::OK);
        assert!(letter.header("content-security-policy").contains("sandbox"));
    });
}
