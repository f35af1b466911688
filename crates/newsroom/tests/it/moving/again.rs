//! A source that comes again: what somebody wrote or changed here stays.

use super::bring_in;
use super::dated::files;
use super::restricted::{export, item};
use crate::desk::Desk;
use domain::paper::Page;
use newsroom::moving;
use store::movings::{self, Moving, MovingState};

async fn pages(desk: &Desk) -> Vec<Page> {
    let mut pages = store::paper::pages(&desk.read().await).await.unwrap();
    pages.sort_by(|one, other| one.slug.cmp(&other.slug));
    pages
}

async fn titles(desk: &Desk) -> Vec<(String, String, bool)> {
    let shown = |page: &Page| (page.slug.to_string(), page.title.clone(), page.body.to_json().to_string().contains("Text."));
    pages(desk).await.iter().map(shown).collect()
}

fn is(slug: &str, title: &str, imported: bool) -> (String, String, bool) {
    (slug.to_owned(), title.to_owned(), imported)
}

testkit::both! {
    async fn a_pause_that_comes_while_a_batch_is_written_holds(store: Store) {
        let desk = Desk::new(store).await;
        let (_folder, asked) = files(&[("old.xml", &export(&[item(1, "post", "publish", "2015-01-01 10:00:00", "")]))]);
        let done = bring_in(&desk, &asked).await;
        let begin = async || desk.newsroom.store().begin(desk.now()).await.unwrap();
        let tx = begin().await;
        movings::set_state(&tx, done.id, MovingState::Running).await.unwrap();
        tx.commit().await.unwrap();
        moving::pause(&desk.newsroom, &desk.act(), done.id).await.unwrap();
        // As its batch goes on that began before.
        let running = Moving { state: MovingState::Running, ..done.clone() };
        let tx = begin().await;
        assert!(!movings::advance(&tx, done.after_place, &running).await.unwrap());
        tx.commit().await.unwrap();
        let (paused, ..) = moving::progress(&desk.newsroom, &desk.act(), done.id, 0, 0).await.unwrap();
        assert_eq!(paused.state, MovingState::Paused);
        let resumed = moving::resume(&desk.newsroom, &desk.act(), done.id, &|_, _| {}).await.unwrap();
        assert_eq!(resumed.state, MovingState::Done);
        let tx = begin().await;
        movings::set_state(&tx, done.id, MovingState::Running).await.unwrap();
        assert!(!movings::advance(&tx, done.after_place + 1, &running).await.unwrap(), "another process is further");
        assert!(movings::advance(&tx, done.after_place, &running).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn a_standing_page_is_written_over_by_its_own_source_alone(store: Store) {
        let desk = Desk::new(store).await;
        let page = |id| item(id, "page", "publish", "2015-01-01 10:00:00", "");
        let ours = testkit::body("Ours.");
        // Of the same word and title as one that comes, but somebody here wrote it.
        newsroom::navigation::add_page(&desk.newsroom, &desk.act(), "1", Some("n-1"), &ours).await.unwrap();
        let (folder, asked) = files(&[("old.xml", &export(&[page(1), page(2), page(3)]))]);
        let first = bring_in(&desk, &asked).await;
        let wanted = [is("n-1", "1", false), is("n-1-2", "1", true), is("n-2", "2", true), is("n-3", "3", true)];
        assert_eq!(titles(&desk).await, wanted);
        let edited = pages(&desk).await.swap_remove(2);
        newsroom::navigation::save_page(&desk.newsroom, &desk.act(), edited.id, edited.revision, "2", None, ours.clone()).await.unwrap();
        let newer = export(&[page(1), page(2), page(3)]).replace("<title>3", "<title>Three").replace("Text.", "New Text.");
        std::fs::write(folder.path().join("old.xml"), newer).unwrap();
        for changed in [Some(&2), None] {
            let again = bring_in(&desk, &asked).await;
            assert_eq!((again.counts.get("kept"), again.counts.get("changed"), again.counts.get("new")), (Some(&1), changed, None), "{:?}", again.counts);
            let wanted = [is("n-1", "1", false), is("n-1-2", "1", true), is("n-2", "2", false), is("n-3", "Three", true)];
            assert_eq!(titles(&desk).await, wanted);
        }
        let out = moving::take_out(&desk.newsroom, &desk.act(), first.id).await.unwrap();
        assert_eq!((out.pages, out.stay.len()), (2, 1), "{out:?}");
        assert_eq!(titles(&desk).await, [is("n-1", "1", false), is("n-2", "2", false)], "what somebody here wrote");
    }

    async fn a_folder_that_changed_below_is_another_source(store: Store) {
        let desk = Desk::new(store).await;
        let post = |title: &str| format!("---\ntitle: {title}\ndate: 2015-03-27\n---\nx\n");
        let (folder, asked) = files(&[("content/posts/a.md", &post("A")), ("content/posts/b.md", &post("B"))]);
        let done = bring_in(&desk, &asked).await;
        let paused = async || {
            let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
            movings::set_state(&tx, done.id, MovingState::Paused).await.unwrap();
            tx.commit().await.unwrap();
        };
        paused().await;
        moving::resume(&desk.newsroom, &desk.act(), done.id, &|_, _| {}).await.unwrap();
        paused().await;
        // The folder itself is as it was: a file deep in it is another one.
        std::fs::write(folder.path().join("content/posts/b.md"), post("Bee")).unwrap();
        let refused = crate::refused(moving::resume(&desk.newsroom, &desk.act(), done.id, &|_, _| {}).await);
        assert!(refused.contains("changed since the import began"), "{refused}");
    }
}
