//! A newer export: what is taken back there is told, and what only imports changed goes when all of them are taken out.

use super::bring_in;
use super::dated::{files, stories, told};
use super::restricted::{export, item};
use crate::desk::Desk;
use newsroom::moving;

const THEN: &str = "2015-01-01 10:00:00";

fn said(told: &[String], words: &str) -> usize {
    told.iter().filter(|text| text.contains(words)).count()
}

testkit::both! {
    async fn what_was_taken_back_there_stays_here_and_is_told(store: Store) {
        let desk = Desk::new(store).await;
        let post = |id: u32, status: &str, more: &str| item(id, "post", status, THEN, more);
        let first = [post(1, "publish", ""), post(2, "publish", ""), post(3, "publish", ""), post(4, "publish", ""), post(5, "draft", ""), item(6, "page", "publish", THEN, "")];
        let (folder, asked) = files(&[("old.xml", &export(&first))]);
        bring_in(&desk, &asked).await;
        let draft = store::stories::by_source(&desk.read().await, "wordpress:old.example", "5").await.unwrap().unwrap();
        newsroom::stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        let before = stories(&desk).await;
        let newer = [
            post(1, "private", "").replace("Text.", "Secret."),
            post(2, "trash", ""),
            post(3, "publish", "<wp:post_password>x</wp:post_password>"),
            post(4, "draft", ""),
            post(5, "draft", ""),
            item(6, "page", "private", THEN, ""),
        ];
        std::fs::write(folder.path().join("old.xml"), export(&newer)).unwrap();
        for _ in 0..2 {
            let again = bring_in(&desk, &asked).await;
            assert_eq!((stories(&desk).await, again.counts.get("kept")), (before.clone(), Some(&6)), "{:?}", again.counts);
            let told = told(&desk, again.id).await;
            for (how, times) in [("is private", 2), ("was thrown away", 1), ("is behind a password", 1), ("is a draft", 1)] {
                assert_eq!(said(&told, &format!("{how} there now, and still on the paper here")), times, "{how}: {told:?}");
            }
            assert_eq!(said(&told, "stays as somebody changed it here"), 1, "{told:?}");
        }
        let one = store::stories::by_source(&desk.read().await, "wordpress:old.example", "1").await.unwrap().unwrap();
        assert!(!one.draft.body.to_json().to_string().contains("Secret"), "nothing of it is put before readers");
        assert_eq!(store::paper::pages(&desk.read().await).await.unwrap().len(), 1);
    }

    async fn what_only_imports_changed_goes_with_the_first_of_them(store: Store) {
        let desk = Desk::new(store).await;
        let all = |text: &str| export(&[item(1, "post", "publish", THEN, ""), item(2, "post", "publish", THEN, ""), item(3, "page", "publish", THEN, "")]).replace("Text.", text);
        let (folder, asked) = files(&[("old.xml", &all("Text."))]);
        let first = bring_in(&desk, &asked).await;
        std::fs::write(folder.path().join("old.xml"), all("Newer text.")).unwrap();
        let second = bring_in(&desk, &asked).await;
        assert_eq!(second.counts.get("changed"), Some(&3), "{:?}", second.counts);
        let edited = store::stories::by_source(&desk.read().await, "wordpress:old.example", "2").await.unwrap().unwrap();
        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), edited.id, "Not ours.").await.unwrap();
        let third = bring_in(&desk, &asked).await;
        assert_eq!(said(&told(&desk, third.id).await, "stays as somebody changed it here"), 1);
        for (import, gone, stay) in [(third.id, 0, 3), (second.id, 0, 3), (first.id, 1, 1)] {
            let out = moving::take_out(&desk.newsroom, &desk.act(), import).await.unwrap();
            assert_eq!((out.stories, out.pages, out.stay.len()), (gone, gone, stay), "{out:?}");
        }
        assert_eq!(stories(&desk).await.len(), 1);
    }
}
