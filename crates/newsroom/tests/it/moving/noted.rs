//! What is left out of a source is told where everything else is that is to be looked at.

use super::bring_in;
use super::dated::{files, stories, told};
use super::restricted::{export, item};
use crate::desk::Desk;
use newsroom::moving;
use std::sync::atomic::{AtomicBool, Ordering};

testkit::both! {
    async fn what_is_left_out_of_a_source_is_to_be_looked_at(store: Store) {
        let desk = Desk::new(store).await;
        let pelican = "Title: Pelican\r\nDate: 2015-03-27\r\nSummary: One\r\n    and two\r\n\r\nText.\r\n";
        let (_folder, asked) = files(&[
            ("content/a.md", "---\ntitle: A\ndate: 2015-03-27\n---\ntext\n"),
            ("content/open.md", "---\ntitle: Open\ndate: 2015-03-27\n\ntext\n"),
            ("content/pelican.md", pelican),
            ("README.md", "# Read me\n"),
        ]);
        let done = bring_in(&desk, &asked).await;
        let headlines: Vec<_> = stories(&desk).await.into_iter().map(|(headline, state, _)| (headline, state)).collect();
        assert_eq!(headlines, [("A".to_owned(), "live"), ("Pelican".to_owned(), "live")]);
        let wanted = ["README.md: has no front matter; it is left out", "content/open.md: its front matter is never closed; it is left out"];
        assert_eq!(told(&desk, done.id).await, wanted);
    }

    async fn what_is_left_out_is_told_once_by_an_import_that_broke_off(store: Store) {
        let desk = Desk::new(store).await;
        let file = |n: usize| if n.is_multiple_of(50) { "No head.".to_owned() } else { format!("---\ntitle: T{n}\ndate: 2015-03-27\n---\nx\n") };
        let all: Vec<(String, String)> = (1..=300).map(|n| (format!("{n:03}.md"), file(n))).collect();
        let (_folder, asked) = files(&all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
        let begun = AtomicBool::new(false);
        let progress = |_: u64, _: u64| begun.store(true, Ordering::Relaxed);
        let act = desk.act();
        let import = moving::run(&desk.newsroom, &act, &asked, &progress);
        let died = async {
            while !begun.load(Ordering::Relaxed) {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        tokio::select! { _ = import => {}, () = died => {} }
        let latest = moving::list(&desk.newsroom, &act, 1).await.unwrap().remove(0);
        assert!(latest.after_place >= 100, "{latest:?}");
        if latest.state == store::movings::MovingState::Running {
            moving::resume(&desk.newsroom, &act, latest.id, &|_, _| {}).await.unwrap();
        }
        let wanted: Vec<String> = (1..=6).map(|n| format!("{:03}.md: has no front matter; it is left out", n * 50)).collect();
        assert_eq!(told(&desk, latest.id).await, wanted);
        assert_eq!(stories(&desk).await.len(), 294);
    }

    async fn of_two_files_of_a_name_none_is_guessed(store: Store) {
        let desk = Desk::new(store).await;
        let post = "---\ntitle: A\ndate: 2015-03-27\nimage: /pictures/1.jpg\n---\ntext\n";
        let (_folder, asked) = files(&[("content/a.md", post), ("static/x/1.jpg", "no picture"), ("static/y/1.jpg", "another")]);
        let done = bring_in(&desk, &asked).await;
        let told = told(&desk, done.id).await;
        assert!(told.iter().any(|text| text.contains("there are 2 files called 1.jpg, and nothing tells which it is")), "{told:?}");
    }

    async fn an_artist_whom_nobody_can_be_called_by_is_left_out(store: Store) {
        let desk = Desk::new(store).await;
        let long = "Gilt ".repeat(110);
        let tag = format!("<category domain=\"post_tag\" nicename=\"gilt\">Gilt</category><category domain=\"post_tag\" nicename=\"long\">{long}</category>");
        let (_folder, asked) = files(&[("old.xml", &export(&[item(1, "post", "publish", "2015-01-01 10:00:00", &tag)]))]);
        let mut mapping = newsroom::moving::Mapping::default();
        mapping.artists.insert("gilt".to_owned(), "Gilt".to_owned());
        mapping.artists.insert("long".to_owned(), long.trim().to_owned());
        let done = bring_in(&desk, &newsroom::moving::Asked { mapping, ..asked }).await;
        assert_eq!(done.state, store::movings::MovingState::Done);
        let story = store::stories::by_source(&desk.read().await, "wordpress:old.example", "1").await.unwrap().unwrap();
        assert_eq!(story.draft.artists.iter().map(|credit| credit.credited_as.as_str()).collect::<Vec<_>>(), ["Gilt"]);
        let told = told(&desk, done.id).await;
        assert!(told.iter().any(|text| text.contains("is left out: ") && text.contains("longer than 500 characters")), "{told:?}");
    }
}
