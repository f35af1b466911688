//! The archive is linked anew when artists change: only what can change, and whatever happens meanwhile.

use crate::desk::Desk;
use domain::artist::NewArtist;
use domain::id::{ArtistId, StoryId};
use domain::link::{AutoLink, Standing, Strength};
use newsroom::artists::{self, Split, Which};
use newsroom::{Newsroom, relink, stories};

async fn artist(desk: &Desk, name: &str, disambiguation: &str) -> ArtistId {
    let new = NewArtist { name: name.to_owned(), disambiguation: disambiguation.to_owned(), ..NewArtist::default() };
    artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id
}

async fn live(desk: &Desk, headline: &str, paragraph: &str) -> StoryId {
    let dateline = testkit::paper().zone.dateline(desk.now());
    let text = format!("{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\n{paragraph}\n");
    let draft = desk.import(&text).await.story;
    desk.pass(60);
    stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap().id
}

async fn finish(newsroom: &Newsroom, desk: &Desk) -> relink::Progress {
    while relink::one_batch(newsroom, desk.now()).await.unwrap() {}
    relink::progress(newsroom, &desk.act(), 1).await.unwrap().remove(0)
}

async fn links(desk: &Desk, story: StoryId) -> Vec<AutoLink> {
    let conn = desk.read().await;
    let version = store::stories::by_id(&conn, story).await.unwrap().unwrap().text_version;
    store::links::auto(&conn, story, version).await.unwrap()
}

async fn sure(desk: &Desk, story: StoryId) -> Vec<(ArtistId, Standing)> {
    links(desk, story).await.into_iter().map(|link| (link.artist, link.standing)).collect()
}

testkit::both! {
    async fn who_is_new_is_linked_where_they_are_named_and_nothing_else_is_looked_at(store: Store) {
        let desk = Desk::new(store).await;
        let first = live(&desk, "Something happened today", "The singer Odalys Kerr released an album with the band.").await;
        let second = live(&desk, "Nothing happened today", "Nobody came to the hall, and the band went home.").await;
        assert!(links(&desk, first).await.is_empty());
        let kerr = artist(&desk, "Odalys Kerr", "").await;
        let done = finish(&desk.newsroom, &desk).await;
        assert_eq!((done.of.looked_at, done.of.changed, done.of.ended.is_some()), (1, 1, true), "{done:?}");
        assert_eq!(done.of.why, "made Odalys Kerr");
        assert_eq!(sure(&desk, first).await, [(kerr, Standing::Sure)]);
        assert!(links(&desk, second).await.is_empty());
        let speaks = store::links::story_artists(&desk.read().await, first).await.unwrap();
        assert_eq!(speaks, [(kerr, Strength::Mentioned)]);
    }

    async fn names_that_come_and_go_merges_and_splits_are_followed(store: Store) {
        let desk = Desk::new(store).await;
        artist(&desk, "Somebody Else", "").await;
        let kerr = artist(&desk, "Odalys Kerr", "").await;
        let story = live(&desk, "Something happened today", "The singer Odalys Kerr and the singer Vera Static released an album.").await;
        assert_eq!(sure(&desk, story).await, [(kerr, Standing::Sure)]);
        artists::alias(&desk.newsroom, &desk.act(), &Which::Id(kerr), "Vera Static", true).await.unwrap();
        finish(&desk.newsroom, &desk).await;
        assert_eq!(sure(&desk, story).await.len(), 2);
        artists::alias(&desk.newsroom, &desk.act(), &Which::Id(kerr), "Vera Static", false).await.unwrap();
        let vera = artist(&desk, "Vera Static", "").await;
        let done = finish(&desk.newsroom, &desk).await;
        assert_eq!(done.of.looked_at, 1, "both changes are one piece of work: {done:?}");
        assert_eq!(sure(&desk, story).await, [(kerr, Standing::Sure), (vera, Standing::Sure)]);
        artists::merge(&desk.newsroom, &desk.act(), &Which::Id(vera), &Which::Id(kerr)).await.unwrap();
        finish(&desk.newsroom, &desk).await;
        assert_eq!(sure(&desk, story).await, [(kerr, Standing::Sure), (kerr, Standing::Sure)]);
        let split = Split { disambiguation: "Berlin duo".to_owned(), ..Split::default() };
        let (_, other) = artists::split(&desk.newsroom, &desk.act(), &Which::Id(kerr), &split).await.unwrap();
        finish(&desk.newsroom, &desk).await;
        assert!(sure(&desk, story).await.iter().all(|(artist, standing)| *artist == kerr && *standing == Standing::Sure && *artist != other.id));
    }

    async fn a_process_that_dies_leaves_nothing_half_done(store: Store) {
        let desk = Desk::new(store.clone()).await;
        artist(&desk, "Somebody Else", "").await;
        let mut all = Vec::new();
        for n in 0..60 {
            all.push(live(&desk, &format!("Something happened {n}"), "The singer Odalys Kerr released an album, and Quite came.").await);
        }
        artist(&desk, "Odalys Kerr", "").await;
        artist(&desk, "Quite", "").await;
        assert!(relink::one_batch(&desk.newsroom, desk.now()).await.unwrap());
        for polls in 1..12 {
            // Dies in the middle of a batch: the future is dropped wherever it stands, and its transaction with it.
            let mut batch = Box::pin(relink::one_batch(&desk.newsroom, desk.now()));
            for _ in 0..polls {
                if tokio::time::timeout(std::time::Duration::from_millis(1), &mut batch).await.is_ok() {
                    break;
                }
            }
        }
        let files = tempfile::tempdir().unwrap();
        let blobs = store::blobs::Files::open(files.path()).unwrap();
        let other = Newsroom::open(store, blobs, desk.now(), [9; 32]).await.unwrap();
        let done = finish(&other, &desk).await;
        assert_eq!((done.of.looked_at, done.of.changed), (60, 60), "{done:?}");
        let mut resumed = Vec::new();
        for story in &all {
            resumed.push(links(&desk, *story).await);
        }
        relink::everything(&other, &desk.act()).await.unwrap();
        let rebuilt = finish(&other, &desk).await;
        assert_eq!((rebuilt.of.looked_at, rebuilt.of.changed), (60, 0), "a rebuild finds nothing to change: {rebuilt:?}");
        for (story, before) in all.iter().zip(resumed) {
            assert_eq!(links(&desk, *story).await, before);
            assert_eq!(before.len(), 2);
        }
    }
}

testkit::both! {
    async fn the_index_of_names_is_kept_between_starts_and_follows_what_changed(store: Store) {
        let desk = Desk::new(store.clone()).await;
        let folder = tempfile::tempdir().unwrap();
        let story = live(&desk, "Something happened today", "Nothing yet.").await;
        let line = |n: usize| NewArtist { name: format!("Quire Number{n}"), ..NewArtist::default() };
        let mut lines = (0..2_100).map(|n| Ok::<_, (usize, String)>((n, line(n))));
        artists::import(&desk.newsroom, &desk.act(), &mut lines, &|_| {}).await.unwrap();
        let named = async |newsroom: &Newsroom, name: &str| {
            let body = domain::body::Body { blocks: vec![domain::body::Block::Paragraph(domain::body::Inlines::plain(name))] };
            let text = newsroom::suggest::Text { headline: String::new(), standfirst: String::new(), body, line: Vec::new() };
            newsroom::suggest::read(newsroom, &desk.act(), story, &text).await.unwrap().mentions.len()
        };
        let files = || std::fs::read_dir(folder.path().join("cache")).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>();
        let again = async || {
            let blobs = store::blobs::Files::open(&folder.path().join("media")).unwrap();
            let newsroom = Newsroom::open(store.clone(), blobs, desk.now(), [9; 32]).await.unwrap();
            newsroom.keep_names_in(folder.path().join("cache"));
            (named(&newsroom, "We saw Quire Number78 there.").await, named(&newsroom, "We saw Vera Static there.").await)
        };
        assert_eq!(again().await, (1, 0));
        let before = files();
        assert_eq!(before.len(), 2);
        artist(&desk, "Vera Static", "").await;
        assert_eq!(again().await, (1, 1), "read from disk, with whom it does not know yet");
        assert_eq!(files(), before, "nothing was built");
        for file in files() {
            let mut bytes = std::fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x40;
            bytes.truncate(bytes.len() - 1);
            std::fs::write(&file, bytes).unwrap();
        }
        assert_eq!(again().await, (1, 1), "damaged, it is built anew");
        assert_ne!(files(), before);
    }
}
