//! What was not for everybody there is not for everybody here.

use super::bring_in;
use super::dated::{files, stories, told};
use crate::desk::Desk;

pub(super) fn item(id: u32, kind: &str, status: &str, date: &str, more: &str) -> String {
    format!(
        "<item><title>{id}</title><link>http://old.example/{id}/</link><content:encoded>Text.</content:encoded><wp:post_id>{id}</wp:post_id>\
         <wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>n-{id}</wp:post_name>\
         <wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"
    )
}

/// An export of these items.
pub(super) fn export(items: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Old</title><link>http://old.example</link>\
         <wp:wxr_version>1.2</wp:wxr_version>{}</channel></rss>",
        items.concat()
    )
}

testkit::both! {
    async fn what_was_locked_or_for_some_comes_as_a_draft(store: Store) {
        let desk = Desk::new(store).await;
        let lock = "<wp:post_password>x</wp:post_password>";
        let (then, once) = ("2015-01-01 10:00:00", "2090-01-01 10:00:00");
        let xml = export(&[
            item(1, "page", "publish", then, lock),
            item(2, "post", "future", once, lock),
            item(3, "page", "future", once, ""),
            item(4, "post", "publish", then, lock),
            item(5, "page", "publish", then, ""),
        ]);
        let (_folder, asked) = files(&[("old.xml", &xml)]);
        let done = bring_in(&desk, &asked).await;
        let states: Vec<_> = stories(&desk).await.into_iter().map(|(headline, state, _)| (headline, state)).collect();
        assert_eq!(states, ["1", "2", "3", "4"].map(|headline| (headline.to_owned(), "draft")));
        let pages = store::paper::pages(&desk.read().await).await.unwrap();
        assert_eq!(pages.iter().map(|page| page.slug.as_str()).collect::<Vec<_>>(), ["n-5"]);
        assert_eq!(told(&desk, done.id).await.iter().filter(|text| text.contains("comes as a draft")).count(), 4);
        for path in ["/?p=4", "/1", "/4"] {
            assert_eq!(store::redirects::get(&desk.read().await, path).await.unwrap(), None, "{path}");
        }
    }

    async fn members_of_a_ghost_export_are_of_ghost(store: Store) {
        let desk = Desk::new(store).await;
        let json = "{\"db\":[{\"meta\":{\"version\":\"5.1\"},\"data\":{\"posts\":[{\"id\":\"1\",\"title\":\"x\"}],\"members\":[\
                    {\"id\":\"m1\",\"email\":\"a@x.org\",\"subscribed\":1},{\"id\":\"m2\",\"email\":\"b@x.org\",\"subscribed\":0}]}}]}";
        let (_folder, asked) = files(&[("ghost.json", json)]);
        let report = newsroom::moving::members(&desk.newsroom, &desk.act(), &asked.path, "asked on paper", true).await.unwrap();
        assert_eq!((report.origin, report.lines, report.broken_in_all), ("Ghost", 2, 0));
    }

    async fn what_members_paid_for_comes_as_a_draft(store: Store) {
        let desk = Desk::new(store).await;
        let post = |id: u32, kind: &str, visibility: &str| {
            format!(
                "{{\"id\":\"{id}\",\"title\":\"{visibility} {kind}\",\"slug\":\"n-{id}\",\"type\":\"{kind}\",\"status\":\"published\",\"visibility\":\"{visibility}\",\
                 \"html\":\"<p>x</p>\",\"published_at\":\"2015-01-01T10:00:00.000Z\"}}"
            )
        };
        let posts = [post(1, "post", "public"), post(2, "post", "members"), post(3, "post", "paid"), post(4, "page", "tiers"), post(5, "page", "public")];
        let json = format!("{{\"db\":[{{\"meta\":{{\"version\":\"5.1\"}},\"data\":{{\"posts\":[{}]}}}}]}}", posts.join(","));
        let (_folder, asked) = files(&[("ghost.json", &json)]);
        let done = bring_in(&desk, &asked).await;
        let states: Vec<_> = stories(&desk).await.into_iter().map(|(headline, state, _)| format!("{headline} {state}")).collect();
        assert_eq!(states, ["members post draft", "paid post draft", "public post live", "tiers page draft"]);
        assert_eq!(store::paper::pages(&desk.read().await).await.unwrap().len(), 1);
        assert!(told(&desk, done.id).await.contains(&"was for members only: comes as a draft".to_owned()));
    }
}
