use super::write;
use domain::body::{Block, MediaKey, Picture};
use domain::id::StaffId;
use domain::media::{Facts, Use};
use domain::story::State;
use std::collections::BTreeSet;
use store::media::{self, Filter, MediaRow, Only, Size};
use store::{Store, paper, stories};
use testkit::{body, minute, new_story, slug};

fn key(digit: &str) -> MediaKey {
    MediaKey::parse(&format!("{}.jpg", digit.repeat(64))).unwrap()
}

fn picture(key: &MediaKey) -> Picture {
    Picture {
        media: key.clone(),
        alt: "A lift".to_owned(),
        decorative: false,
        credit: "Raf".to_owned(),
        caption: String::new(),
        width: 1200,
        height: 800,
        focus: [0.5, 0.5],
    }
}

fn everything() -> Filter {
    Filter { words: Vec::new(), only: Only::All, before: None, limit: 10 }
}

async fn keys(store: &Store, filter: &Filter) -> Vec<MediaKey> {
    let conn = store.read().await.unwrap();
    media::library(&conn, filter).await.unwrap().into_iter().map(|row| row.key).collect()
}

testkit::both! {
    async fn a_file_is_found_by_key_and_by_its_newest_name(store: Store) {
        let row = |digit: &str, at| MediaRow { name: "ruby.jpg".to_owned(), bytes: 5_000_000_000, staff: Some(StaffId(3)), ..testkit::media(&key(digit), minute(at)) };
        write(&store, minute(0), async |tx| {
            media::put(tx, &row("a", 1), "ruby jpg").await.unwrap();
            media::put(tx, &row("b", 2), "ruby jpg").await.unwrap();
            media::put(tx, &row("b", 3), "ruby jpg").await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(media::get(&conn, &key("a")).await.unwrap(), Some(row("a", 1)));
        assert_eq!(media::by_digest(&conn, &"b".repeat(64)).await.unwrap(), Some(row("b", 2)));
        assert_eq!(media::by_digest(&conn, &"c".repeat(64)).await.unwrap(), None);
        assert_eq!(media::by_name(&conn, "ruby.jpg").await.unwrap(), Some(row("b", 2)));
        assert_eq!((media::tone(&conn, &key("a")).await.unwrap(), media::tone(&conn, &key("c")).await.unwrap()), (Some(5), None));
    }

    async fn facts_and_sizes_come_back_as_they_were_set(store: Store) {
        let facts = Facts { credit: "Raf".to_owned(), alt: "A lift".to_owned(), decorative: true, caption: "Going up".to_owned(),
            licence: "press kit".to_owned(), expires: Some(minute(60)), focus: [0.25, 0.9] };
        let sizes = [400, 1200].map(|width| Size { width, height: width / 2, file: key("f"), mime: "image/jpeg".to_owned(), bytes: 7 });
        write(&store, minute(0), async |tx| {
            media::put(tx, &testkit::media(&key("a"), minute(1)), "lift").await.unwrap();
            media::put(tx, &testkit::media(&key("b"), minute(1)), "").await.unwrap();
            media::describe(tx, &key("a"), &facts, "lift raf").await.unwrap();
            media::put_sizes(tx, &key("a"), &sizes).await.unwrap();
            media::put_sizes(tx, &key("a"), &sizes).await.unwrap();
            assert_eq!(media::unsized_after(tx, "", minute(1), 9).await.unwrap(), [key("a"), key("b")]);
            let row = MediaRow { width: 800, height: 1200, tone: 9, thumbhash: "0aff".to_owned(), sized: Some(minute(2)), ..testkit::media(&key("a"), minute(1)) };
            media::set_sized(tx, &row, "lift raf").await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        let row = media::get(&conn, &key("a")).await.unwrap().unwrap();
        assert_eq!((&row.facts, row.width, row.tone, row.sized), (&facts, 800, 9, Some(minute(2))));
        assert_eq!(media::sizes(&conn, &key("a")).await.unwrap(), sizes);
        assert_eq!(media::unsized_after(&conn, "", minute(1), 9).await.unwrap(), [key("b")]);
        assert!(media::unsized_after(&conn, "", minute(0), 9).await.unwrap().is_empty());
        assert!(media::file_is_named(&conn, &key("f")).await.unwrap() && !media::file_is_named(&conn, &key("e")).await.unwrap());
        drop(conn);
        write(&store, minute(3), async |tx| media::delete(tx, &key("a")).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(media::get(&conn, &key("a")).await.unwrap(), None);
        assert!(!media::file_is_named(&conn, &key("f")).await.unwrap());
    }

    async fn strangers_see_what_something_public_uses(store: Store) {
        let mut new = new_story("Drummer quits by fax", minute(10));
        new.state = State::Draft;
        new.draft.cover = Some(picture(&key("a")));
        new.draft.body.blocks.push(Block::Gallery(vec![picture(&key("b")), picture(&key("c"))]));
        let mut story = write(&store, minute(0), async |tx| stories::create(tx, &new, "Imogen").await.unwrap()).await;
        let public = async |digit: &str| media::is_public(&store.read().await.unwrap(), &key(digit)).await.unwrap();
        assert_eq!((public("a").await, public("b").await), (false, false));
        for (state, seen) in [
            (State::Scheduled { at: minute(99) }, false),
            (State::Live, true),
            (State::Withdrawn { at: minute(99), reason: "rights".to_owned() }, false),
            (State::Live, true),
        ] {
            story.state = state;
            story.revision += 1;
            write(&store, minute(1), async |tx| stories::save(tx, &story, story.revision - 1, "Imogen").await.unwrap()).await;
            assert_eq!((public("a").await, public("c").await), (seen, seen), "{:?}", story.state);
        }
        // A picture that the story no longer has is no longer shown.
        story.draft.cover = None;
        story.revision += 1;
        write(&store, minute(2), async |tx| {
            stories::save(tx, &story, story.revision - 1, "Imogen").await.unwrap();
            media::set_uses(tx, Use::Draft(story.id), &BTreeSet::from([&key("d")])).await.unwrap();
            media::set_uses(tx, Use::Ad(4), &BTreeSet::from([&key("e")])).await.unwrap();
        })
        .await;
        assert_eq!((public("a").await, public("b").await, public("d").await, public("e").await), (false, true, false, true));
        let used = async |digit: &str| -> Vec<(Use, String)> {
            let used = media::used_in(&store.read().await.unwrap(), &key(digit), 9).await.unwrap();
            used.into_iter().map(|used| (used.thing, used.title)).collect()
        };
        let fax = || "Drummer quits by fax".to_owned();
        assert_eq!(used("b").await, [(Use::Story(story.id), fax())]);
        assert_eq!(used("d").await, [(Use::Draft(story.id), fax())]);
        let mut about = body("Us.");
        about.blocks.push(Block::Picture(picture(&key("d"))));
        let page = write(&store, minute(3), async |tx| paper::put_page(tx, &slug("about"), "About", &about).await.unwrap()).await;
        assert!(public("d").await);
        assert_eq!(used("d").await, [(Use::Draft(story.id), fax()), (Use::Page(page.id), "About".to_owned())]);
    }

    async fn the_library_is_searched_and_paged(store: Store) {
        write(&store, minute(0), async |tx| {
            for (digit, words, at) in [("a", "lift tour ticket", 1), ("b", "night bus", 2), ("c", "lifted lid 100%", 3)] {
                media::put(tx, &testkit::media(&key(digit), minute(at)), words).await.unwrap();
            }
            let sound = MediaRow { mime: "audio/ogg".to_owned(), ..testkit::media(&key("d"), minute(4)) };
            media::put(tx, &sound, "hum").await.unwrap();
            let said = Facts { credit: "Raf".to_owned(), decorative: true, expires: Some(minute(50)), ..Facts::default() };
            media::describe(tx, &key("b"), &said, "night bus raf").await.unwrap();
            media::set_uses(tx, Use::Paper, &BTreeSet::from([&key("a"), &key("b")])).await.unwrap();
        })
        .await;
        assert_eq!(keys(&store, &everything()).await, [key("d"), key("c"), key("b"), key("a")]);
        let words = |words: &[&str]| Filter { words: words.iter().map(|word| (*word).to_owned()).collect(), ..everything() };
        assert_eq!(keys(&store, &words(&["lift"])).await, [key("c"), key("a")]);
        assert_eq!(keys(&store, &words(&["lift", "tick"])).await, [key("a")]);
        assert_eq!(keys(&store, &words(&["100%"])).await, [key("c")]);
        assert!(keys(&store, &words(&["ift"])).await.is_empty());
        let only = |only| Filter { only, ..everything() };
        assert_eq!(keys(&store, &only(Only::Uncredited)).await, [key("c"), key("a")]);
        assert_eq!(keys(&store, &only(Only::Undescribed)).await, [key("c"), key("a")]);
        assert_eq!(keys(&store, &only(Only::Unused)).await, [key("d"), key("c")]);
        assert_eq!(keys(&store, &only(Only::Sounds)).await, [key("d")]);
        assert_eq!(keys(&store, &only(Only::Expiring { by: minute(50) })).await, [key("b")]);
        assert!(keys(&store, &only(Only::Expiring { by: minute(49) })).await.is_empty());
        let second = Filter { before: Some((minute(3), key("c"))), limit: 1, ..everything() };
        assert_eq!(keys(&store, &second).await, [key("b")]);
    }
}
