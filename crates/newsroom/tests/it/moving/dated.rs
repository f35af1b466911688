//! When a story ran: what says no day is no story of today.

use super::bring_in;
use crate::desk::Desk;
use newsroom::moving::{self, Asked};

/// A folder of files, and what is asked of it.
pub(super) fn files(files: &[(&str, &str)]) -> (tempfile::TempDir, Asked) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let path = match files {
        [(only, _)] => folder.path().join(only),
        _ => folder.path().to_owned(),
    };
    (folder, Asked { path, ..Asked::default() })
}

/// Every story by its headline: where it stands, and its dateline.
pub(super) async fn stories(desk: &Desk) -> Vec<(String, &'static str, Option<String>)> {
    let conn = desk.read().await;
    let mut all = Vec::new();
    for id in store::stories::after(&conn, domain::id::StoryId(0), 1_000).await.unwrap() {
        let story = store::stories::by_id(&conn, id).await.unwrap().unwrap();
        all.push((story.draft.headline.clone(), story.state.word(), story.draft.dateline.map(domain::time::Instant::rfc3339)));
    }
    all.sort();
    all
}

/// What is to be looked at, in order.
pub(super) async fn told(desk: &Desk, import: i64) -> Vec<String> {
    let found = moving::findings(&desk.newsroom, &desk.act(), import, None, 0, 1_000).await.unwrap();
    found.into_iter().map(|shown| shown.finding.text).collect()
}

fn is(headline: &str, state: &'static str, date: &str) -> (String, &'static str, Option<String>) {
    (headline.to_owned(), state, Some(date.to_owned()).filter(|date| !date.is_empty()))
}

testkit::both! {
    async fn what_says_no_date_comes_as_a_draft_and_is_told(store: Store) {
        let desk = Desk::new(store).await;
        let (_folder, asked) = files(&[("old.csv", "Title,Date,Status,Body\nOne,03/04/2015,published,x\nTwo,soon,published,x\nThree,2015-03-27,published,x\n")]);
        let done = bring_in(&desk, &asked).await;
        assert_eq!(stories(&desk).await, [is("One", "draft", ""), is("Three", "live", "2015-03-26T13:00:00Z"), is("Two", "draft", "")]);
        let told = told(&desk, done.id).await;
        let unread = told.iter().filter(|text| text.contains("says no date that can be read: comes as a draft")).count();
        assert!(unread == 2 && told.iter().any(|text| text.contains("“soon” cannot be read")), "{told:?}");
        let (_folder, asked) = files(&[("content/posts/a.md", "---\ntitle: Hugo\n---\ntext\n"), ("_posts/2015-03-27-b.md", "---\ntitle: Jekyll\n---\ntext\n")]);
        bring_in(&desk, &asked).await;
        let here = stories(&desk).await;
        assert!(here.contains(&is("Hugo", "draft", "")) && here.contains(&is("Jekyll", "live", "2015-03-26T13:00:00Z")), "{here:?}");
    }

    async fn a_time_that_the_clocks_skipped_or_had_twice_is_taken_and_told(store: Store) {
        let desk = Desk::new(store).await;
        let table = "Title,Date,Status,Body\nFold,2015-10-25 02:30:00,published,x\nGap,2015-03-29 02:30:00,published,x\nPlain,2015-03-28 02:30:00,published,x\n";
        let (_folder, asked) = files(&[("old.csv", table)]);
        let asked = Asked { zone: Some(domain::time::Zone::named("Europe/Berlin").unwrap()), ..asked };
        let done = bring_in(&desk, &asked).await;
        let wanted = [is("Fold", "live", "2015-10-25T00:30:00Z"), is("Gap", "live", "2015-03-29T01:30:00Z"), is("Plain", "live", "2015-03-28T01:30:00Z")];
        assert_eq!(stories(&desk).await, wanted);
        let told = told(&desk, done.id).await;
        let said = |words: &str| told.iter().filter(|text| text.contains(words)).count();
        assert_eq!((said("was skipped"), said("was there twice"), told.len()), (1, 1, 2), "{told:?}");
    }
}
