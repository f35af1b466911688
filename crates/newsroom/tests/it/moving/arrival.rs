//! A source comes to the desk: looked at, mapped, let go or brought in; nothing is stored before somebody says so.

use super::{Old, bring_in, by_id, export};
use crate::desk::Desk;
use domain::act::Act;
use domain::role::Role;
use newsroom::VerbError;
use newsroom::moving::{self, How, List, Noted, Told, Work};
use std::path::{Path, PathBuf};
use store::movings::{Moving, MovingState};

/// A desk whose sources have a folder.
async fn desk_with_folder(store: store::Store) -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new(store).await;
    moving::keep_in(&desk.newsroom, folder.path().join("imports"));
    (desk, folder)
}

fn incoming(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("incoming");
    std::fs::write(&path, text).unwrap();
    path
}

fn zoned(zone: &str) -> How {
    How { zone: Some(zone.to_owned()), ..How::default() }
}

/// Waits until no hand has the import.
async fn rested(desk: &Desk, id: i64) -> Moving {
    while moving::at_work(&desk.newsroom, id).is_some() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    moving::progress(&desk.newsroom, &desk.act(), id, 0, 0).await.unwrap().0
}

async fn stories(desk: &Desk) -> usize {
    store::stories::after(&desk.read().await, domain::id::StoryId(0), 10_000).await.unwrap().len()
}

fn left(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("imports/.arrived")).map_or(0, Iterator::count)
}

testkit::both! {
    async fn what_is_uploaded_is_looked_at_mapped_and_brought_in(store: Store) {
        let (desk, folder) = desk_with_folder(store).await;
        let bytes = incoming(folder.path(), &export(120));
        let before = stories(&desk).await;
        let act = desk.act().traced(1);
        let arrived = moving::arrive(&desk.newsroom, &act, "C:\\old\\export.xml", &bytes, &zoned("Europe/Berlin")).await.unwrap();
        assert_eq!((arrived.state, moving::name_of(&arrived).as_str()), (MovingState::Looking, "export.xml"));
        assert!(!bytes.exists(), "it was moved, not copied");
        let looked = rested(&desk, arrived.id).await;
        assert_eq!((looked.state, looked.total, looked.title.as_str()), (MovingState::Looked, 129, "Old Paper"), "{}", looked.why);
        assert_eq!(stories(&desk).await, before, "nothing is stored");

        let kept = moving::dry(&desk.newsroom, &act, looked.id).await.unwrap();
        assert_eq!((kept.dry.becomes["story"], kept.dry.becomes["page"], kept.dry.authors[0].name.as_str()), (125, 1, "André Dack"));
        let pages: Vec<_> = List::ALL.map(|list| (kept.rows(list), kept.pages(list))).into();
        assert_eq!(pages, [(126, 3), (122, 3), (2, 1), (0, 0)], "what comes, is doubtful, is lost, and notes");
        let second: Vec<Told> = moving::rows(&desk.newsroom, &act, looked.id, List::Comes, 1).await.unwrap();
        assert_eq!((second.len(), second[0].headline.as_str()), (moving::ROWS, "Gilt play night 51 & leave"));
        let lost: Vec<Told> = moving::rows(&desk.newsroom, &act, looked.id, List::Lost, 0).await.unwrap();
        assert_eq!(lost.iter().map(|told| told.kind.as_str()).collect::<Vec<_>>(), ["post", "nav_menu_item"]);
        assert_eq!(moving::rows::<Noted>(&desk.newsroom, &act, looked.id, List::Notes, 7).await.unwrap(), []);

        moving::map(&desk.newsroom, &act, looked.id, |of| moving::Mapping { trash: true, byline: "The Backfeed".to_owned(), ..of }).await.unwrap();
        let mapped = rested(&desk, looked.id).await;
        assert_eq!(mapped.state, MovingState::Looked);
        assert_eq!(moving::dry(&desk.newsroom, &act, looked.id).await.unwrap().dry.becomes["story"], 126, "what was thrown away comes");
        let wrong = moving::map(&desk.newsroom, &act, looked.id, |mut of| {
            of.types.insert("post".to_owned(), "poem".to_owned());
            of
        });
        assert!(wrong.await.unwrap_err().to_string().contains("“post” cannot be “poem”; it can be story, page or leave"));

        moving::set_going(&desk.newsroom, &act, looked.id, Work::Begin).await.unwrap();
        assert!(matches!(moving::set_going(&desk.newsroom, &act, looked.id, Work::Begin).await, Err(VerbError::Refused(_))), "one hand at a time");
        let done = rested(&desk, looked.id).await;
        assert_eq!((done.state, done.after_place, done.counts["new"]), (MovingState::Done, 129, 127), "{}", done.why);
        assert_eq!(by_id(&desk, "5001").await.draft.headline, "draft post");
        assert_eq!(left(folder.path()), 0, "what was uploaded is in, and not kept twice");
        assert!(matches!(moving::discard(&desk.newsroom, &act, looked.id).await, Err(VerbError::Refused(_))));
        let out = moving::take_out(&desk.newsroom, &act, looked.id).await.unwrap();
        assert_eq!((out.stories, out.pages, stories(&desk).await), (126, 1, before));
    }

    async fn what_would_be_fetched_is_counted_before(store: Store) {
        let (desk, folder) = desk_with_folder(store).await;
        let bytes = incoming(folder.path(), &export(1));
        let how = How { fetch: true, ..How::default() };
        let arrived = moving::arrive(&desk.newsroom, &desk.act(), "export.xml", &bytes, &how).await.unwrap();
        rested(&desk, arrived.id).await;
        let dry = moving::dry(&desk.newsroom, &desk.act(), arrived.id).await.unwrap().dry;
        assert!(dry.to_fetch > 0);
        assert_eq!((dry.files.1, dry.to_fetch), (0, dry.files.0));
    }

    async fn what_cannot_be_read_is_said_and_leaves_nothing(store: Store) {
        let (desk, folder) = desk_with_folder(store).await;
        for (number, (text, said)) in [
            ("PK\u{3}\u{4}packed", "“x.bin”: is no whole zip file"),
            ("just words", "“x.bin” is no paper that can be read. What can: WordPress"),
        ].into_iter().enumerate() {
            let bytes = incoming(folder.path(), text);
            let act = desk.act().traced(number as u128);
            let refused = moving::arrive(&desk.newsroom, &act, "x.bin", &bytes, &How::default()).await.unwrap_err();
            assert!(refused.to_string().contains(said), "{refused}");
        }
        let bytes = incoming(folder.path(), &export(1));
        let zone = moving::arrive(&desk.newsroom, &desk.act(), "x.xml", &bytes, &zoned("Mars/Olympus")).await.unwrap_err();
        assert!(zone.to_string().starts_with("zone:"), "{zone}");
        assert_eq!((left(folder.path()), moving::list(&desk.newsroom, &desk.act(), 10).await.unwrap().len()), (0, 0));

        // It begins well and ends badly: that shows when it is looked at.
        let bytes = incoming(folder.path(), "{\"db\":[{\"meta\":{\"version\":\"5.0\"},\"data\":{\"posts\":[{\"id\":");
        let broken = moving::arrive(&desk.newsroom, &desk.act().traced(9), "ghost.json", &bytes, &How::default()).await.unwrap();
        let looked = rested(&desk, broken.id).await;
        assert_eq!(looked.state, MovingState::Unreadable);
        assert!(looked.why.starts_with("ghost.json"), "without where it lies: {}", looked.why);
        moving::discard(&desk.newsroom, &desk.act(), broken.id).await.unwrap();
        assert_eq!((left(folder.path()), moving::list(&desk.newsroom, &desk.act(), 10).await.unwrap().len()), (0, 0));
    }

    async fn what_lies_in_the_folder_is_its_keepers_to_choose(store: Store) {
        let (desk, folder) = desk_with_folder(store).await;
        let old = Old::of(&export(2));
        let imports = folder.path().join("imports");
        std::fs::create_dir_all(&imports).unwrap();
        std::fs::copy(old.folder.path().join("export.xml"), imports.join("export.xml")).unwrap();
        std::fs::create_dir_all(imports.join("uploads")).unwrap();
        std::fs::copy(old.folder.path().join("uploads/2015/03/dot.png"), imports.join("uploads/dot.png")).unwrap();
        std::fs::write(folder.path().join("secret.xml"), export(1)).unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret.xml"), imports.join("link.xml")).unwrap();
        let owner = Act { role: Role::Owner, ..desk.act().traced(5) };
        assert_eq!(moving::lying(&desk.newsroom, &owner).await.unwrap(), ["export.xml", "uploads"]);
        let editor = Act { role: Role::Editor, ..desk.act() };
        assert!(matches!(moving::lying(&desk.newsroom, &editor).await, Err(VerbError::Refused(_))));
        for name in ["link.xml", "../secret.xml", ".arrived", "gone.xml"] {
            assert!(moving::take_up(&desk.newsroom, &owner, name, None, &How::default()).await.unwrap_err().to_string().contains(name), "{name}");
        }
        let taken = moving::take_up(&desk.newsroom, &owner, "export.xml", Some("uploads"), &How::default()).await.unwrap();
        assert_eq!(rested(&desk, taken.id).await.state, MovingState::Looked);
        let kept = moving::dry(&desk.newsroom, &owner, taken.id).await.unwrap();
        assert_eq!(kept.dry.files.0, kept.dry.files.1, "its pictures lie there");
        // Its keeper changed it meanwhile: what was looked at is not what would come.
        std::fs::write(imports.join("export.xml"), export(3)).unwrap();
        moving::set_going(&desk.newsroom, &owner, taken.id, Work::Begin).await.unwrap();
        let refused = rested(&desk, taken.id).await;
        assert_eq!((refused.state, refused.why.as_str()), (MovingState::Looked, "it changed since it was looked at; have it looked at again"));
        moving::set_going(&desk.newsroom, &owner, taken.id, Work::Look).await.unwrap();
        rested(&desk, taken.id).await;
        moving::begin(&desk.newsroom, &owner, taken.id, &|_, _| {}).await.unwrap();
        assert_eq!(rested(&desk, taken.id).await.state, MovingState::Done);
        assert!(imports.join("export.xml").exists() && left(folder.path()) == 0, "what its keeper laid there stays");
    }

    async fn what_says_the_same_is_settled_at_once_and_taken_back(store: Store) {
        let desk = Desk::new(store).await;
        let done = bring_in(&desk, &Old::of(&export(5)).asked()).await;
        let often = moving::often(&desk.newsroom, &desk.act(), done.id, Some("shortcode"), 10).await.unwrap();
        assert_eq!(often, [("shortcode".to_owned(), "[odd a=\"1\"]".to_owned(), 5)]);
        let one = moving::findings(&desk.newsroom, &desk.act(), done.id, Some("shortcode"), 0, 1).await.unwrap()[0].finding.id;
        assert_eq!(moving::settle(&desk.newsroom, &desk.act(), done.id, &[one]).await.unwrap(), 1);
        assert_eq!(moving::reopen(&desk.newsroom, &desk.act(), done.id, &[one, 999_999]).await.unwrap(), 1);
        assert_eq!(moving::settle_same(&desk.newsroom, &desk.act(), done.id, "shortcode", "[odd a=\"1\"]").await.unwrap(), 5);
        assert!(moving::findings(&desk.newsroom, &desk.act(), done.id, Some("shortcode"), 0, 9).await.unwrap().is_empty());
    }
}
