//! What a plug-in, a wall or a file itself kept from readers there is not put before readers here.

use super::bring_in;
use super::dated::{files, stories, told};
use super::restricted::{export, item};
use crate::desk::Desk;
use newsroom::moving::{self, Asked, Told};
use std::sync::{Arc, Mutex};

/// Every story as “headline state”.
async fn states(desk: &Desk) -> Vec<String> {
    stories(desk).await.into_iter().map(|(headline, state, _)| format!("{headline} {state}")).collect()
}

/// How many findings have these words.
fn said(told: &[String], words: &str) -> usize {
    told.iter().filter(|text| text.contains(words)).count()
}

/// The entries of a dry run.
async fn looked(desk: &Desk, asked: &Asked) -> Vec<Told> {
    let all = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&all);
    moving::look(&desk.newsroom, &desk.act(), asked, move |told| telling.lock().unwrap().push(told)).await.unwrap();
    std::mem::take(&mut *all.lock().unwrap())
}

testkit::both! {
    async fn what_a_plug_in_of_wordpress_kept_for_members_comes_as_a_draft(store: Store) {
        let desk = Desk::new(store).await;
        let meta = |key: &str, value: &str| {
            format!("<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>")
        };
        let then = "2015-01-01 10:00:00";
        let post = |id: u32, more: &str| item(id, "post", "publish", then, more);
        let text = |id: u32, text: &str| post(id, "").replace("Text.", &format!("<![CDATA[{text}]]>"));
        let xml = export(&[
            post(1, &meta("_members_access_role", "subscriber")),
            post(2, &meta("_jetpack_newsletter_access", "paid_subscribers")),
            post(3, &meta("_jetpack_newsletter_access", "everybody")),
            text(4, "Open. [mepr-active rules=\"1\"]Closed.[/mepr-active]"),
            text(5, "<!-- wp:pmpro/membership {\"levels\":[\"1\"]} --><p>Closed.</p><!-- /wp:pmpro/membership -->"),
            text(6, "<!-- wp:paragraph --><p>Open.</p><!-- /wp:paragraph --><!-- wp:jetpack/paywall /--><p>Closed.</p>"),
            post(7, &meta("memberful_acl", "a:0:{}")),
        ]);
        let (_folder, asked) = files(&[("old.xml", &xml)]);
        let done = bring_in(&desk, &asked).await;
        assert_eq!(states(&desk).await, ["1 draft", "2 draft", "3 live", "4 draft", "5 draft", "6 draft", "7 live"]);
        let told = told(&desk, done.id).await;
        assert_eq!(said(&told, "was for members only: comes as a draft"), 5, "{told:?}");
        for why in ["_members_access_role: subscriber", "[mepr-active]", "the block pmpro/membership", "the block jetpack/paywall"] {
            assert_eq!(said(&told, why), 1, "{why}: {told:?}");
        }
    }

    async fn what_stands_behind_a_wall_comes_as_a_draft(store: Store) {
        let desk = Desk::new(store).await;
        let post = |id: u32, html: &str| serde_json::json!({
            "id": id.to_string(), "title": format!("Ghost {id}"), "slug": format!("g-{id}"), "type": "post", "status": "published",
            "visibility": "public", "html": html, "published_at": "2015-01-01T10:00:00.000Z",
        });
        let posts = [
            post(1, "<p>a</p><!--kg-gated-block:begin nonMember:false memberSegment:\"\" --><p>b</p><!--kg-gated-block:end-->"),
            post(2, "<p>a</p><!--members-only--><p>b</p>"),
            post(3, "<p>a</p>"),
        ];
        let json = serde_json::json!({ "db": [{ "meta": { "version": "5.80.0" }, "data": { "posts": posts } }] }).to_string();
        let (_folder, asked) = files(&[("ghost.json", &json)]);
        let done = bring_in(&desk, &asked).await;
        assert_eq!(states(&desk).await, ["Ghost 1 draft", "Ghost 2 draft", "Ghost 3 live"]);
        assert_eq!(said(&told(&desk, done.id).await, "was for members only: comes as a draft"), 2);
        let table = "post_id,post_date,is_published,type,audience,title\n1.a,2019-07-26T20:48:19.814Z,TRUE,newsletter,everyone,Jump\n\
                     2.b,2019-07-26T20:48:19.814Z,TRUE,newsletter,everyone,Open\n";
        let jump = "<p>a</p><div class=\"paywall-jump\" data-component-name=\"PaywallToDOM\"></div><p>b</p>";
        let (_folder, asked) = files(&[("posts.csv", table), ("posts/1.a.html", jump), ("posts/2.b.html", "<p>a</p>")]);
        bring_in(&desk, &asked).await;
        let page = |name: &str, says: &str| {
            format!(
                "<!doctype html><html><head><title>Page {name}</title><link rel=\"canonical\" href=\"https://old.example/{name}\">\
                 <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"Page {name}\",\"datePublished\":\"2015-03-27T09:00:00Z\",\
                 \"isAccessibleForFree\":{says}}}</script></head><body><article><h1>Page {name}</h1><p>{}</p></article></body></html>",
                "It was loud, and nobody in the room asked it to be any quieter than that. ".repeat(5)
            )
        };
        let (_folder, asked) = files(&[("a.html", &page("free", "true")), ("b.html", &page("paid", "false")), ("c.html", &page("word", "\"False\""))]);
        let done = bring_in(&desk, &asked).await;
        let here = states(&desk).await;
        for wanted in ["Jump draft", "Open live", "Page free live", "Page paid draft", "Page word draft"] {
            assert!(here.contains(&wanted.to_owned()), "{wanted}: {here:?}");
        }
        assert_eq!(said(&told(&desk, done.id).await, "isAccessibleForFree"), 2);
    }

    async fn a_file_says_in_many_words_that_it_was_not_on_the_site(store: Store) {
        let desk = Desk::new(store).await;
        let lines = [
            ("no", "published: no"), ("yes", "draft: Yes"), ("on", "draft: on"), ("one", "draft: 1"), ("private", "status: private"),
            ("hidden", "status: hidden"), ("mine", "private: true"), ("locked", "password: x"), ("members", "visibility: members"),
            ("later", "publishDate: 2090-01-01"), ("over", "expiryDate: 2016-01-01"), ("nowhere", "permalink: false"),
            ("never", "build:\n  render: never"), ("open", "expiryDate: 2091-01-01"), ("was", "publishDate: 2014-01-01"),
        ];
        let all: Vec<(String, String)> =
            lines.iter().map(|(name, line)| (format!("content/{name}.md"), format!("---\ntitle: {name}\ndate: 2015-03-27\n{line}\n---\nText.\n"))).collect();
        let (_folder, asked) = files(&all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
        let done = bring_in(&desk, &asked).await;
        let here = stories(&desk).await;
        for (name, _) in lines {
            let state = match name {
                "later" => "scheduled",
                "open" | "was" => "live",
                _ => "draft",
            };
            assert!(here.iter().any(|story| story.0 == name && story.1 == state), "{name}: {here:?}");
        }
        assert!(here.iter().any(|(name, _, date)| name == "later" && date.as_deref() == Some("2089-12-31T13:00:00Z")), "{here:?}");
        let told = told(&desk, done.id).await;
        assert_eq!(said(&told, "comes as a draft"), 12, "{told:?}");
        for why in ["was to be gone by now", "stood behind a password", "was for members only", "“permalink: false”", "“published: no”"] {
            assert_eq!(said(&told, why), 1, "{why}: {told:?}");
        }
    }

    async fn a_date_that_no_story_has_makes_a_draft_in_the_dry_run_and_in_the_run(store: Store) {
        let desk = Desk::new(store).await;
        let csv = "Title,Date,Status,Body\nA,27/03/15,published,x\nB,15-03-27,published,x\nC,0001-01-01,published,x\nD,2015-03-27,published,x\n";
        let ghost = |id: u32, date: &str| format!(
            "{{\"id\":\"{id}\",\"title\":\"G{id}\",\"slug\":\"g-{id}\",\"type\":\"post\",\"status\":\"published\",\"visibility\":\"public\",\
             \"html\":\"<p>x</p>\",\"created_at\":\"2019-01-01T00:00:00.000Z\",\"published_at\":{date}}}"
        );
        let posts = [ghost(1, "null"), ghost(2, "\"27/03/2015\""), ghost(3, "\"2015-03-27T09:00:00.000Z\"")].join(",");
        let json = format!("{{\"db\":[{{\"meta\":{{\"version\":\"5.80.0\"}},\"data\":{{\"posts\":[{posts}]}}}}]}}");
        let wxr = export(&[item(1, "post", "publish", "0001-01-01 10:00:00", "")]);
        for (name, text, undated) in [("old.csv", csv, 3), ("ghost.json", &json, 2), ("old.xml", &wxr, 1)] {
            let (_folder, asked) = files(&[(name, text)]);
            let dry = looked(&desk, &asked).await;
            let words = "says no date that can be read: comes as a draft";
            let of_dry = dry.iter().filter(|told| told.date.is_none() && told.findings.iter().any(|(_, text)| text == words)).count();
            let done = bring_in(&desk, &asked).await;
            assert_eq!((of_dry, done.counts.get("refused")), (undated, None), "{name}: {dry:?}");
            assert_eq!(said(&told(&desk, done.id).await, words), undated, "{name}");
        }
        assert_eq!(states(&desk).await, ["1 draft", "A draft", "B draft", "C draft", "D live", "G1 draft", "G2 draft", "G3 live"]);
    }

    async fn what_is_refused_is_told_with_its_title_and_line(store: Store) {
        let desk = Desk::new(store).await;
        let long = format!("<![CDATA[{}]]>", "<p>x</p>".repeat(5_001));
        let xml = export(&["\n\n".to_owned(), item(1, "post", "publish", "2015-01-01 10:00:00", "").replace("Text.", &long)]);
        let (_folder, asked) = files(&[("old.xml", &xml)]);
        let done = bring_in(&desk, &asked).await;
        assert_eq!(done.counts.get("refused"), Some(&1), "{:?}", done.counts);
        let found = moving::findings(&desk.newsroom, &desk.act(), done.id, None, 0, 10).await.unwrap();
        assert!(found.iter().any(|shown| shown.finding.place == 1 && shown.finding.text.starts_with("“1” (line 3) is not in: body")), "{found:?}");
    }
}
