//! Whose a story is, is asked wherever it is read or changed: from the library, the queue of links, beside its writer.

use crate::desk::Desk;
use crate::refused;
use crate::story_desk::{acts, hire, save, written};
use domain::act::Act;
use domain::artist::NewArtist;
use domain::body::{Block, Inlines, Picture};
use domain::id::{ArtistId, StoryId};
use domain::media::Use;
use domain::role::Role;
use domain::story::checks::{Code, Place};
use newsroom::clips;
use newsroom::desk::{self as verbs, Beginning, Saved, Written};
use newsroom::links::{self, Ruling, Verdict};
use newsroom::media::{self, Said};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::media::MediaRow;

const STAGE: &str = "On the stage stood Quite before the others came.";

async fn somebody(desk: &Desk, name: &str, role: Role) -> Act {
    acts(desk, name, role, hire(desk, name, role).await)
}

async fn quite(desk: &Desk) -> ArtistId {
    let new = NewArtist { name: "Quite".to_owned(), ..NewArtist::default() };
    newsroom::artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id
}

/// A story that somebody begins and saves once.
async fn begun(desk: &Desk, act: &Act, written: Written) -> StoryId {
    let id = verbs::create(&desk.newsroom, act, Beginning::default()).await.unwrap().story.id;
    assert!(matches!(save(desk, act, id, 1, "window", written).await, Saved::Stored(_)));
    id
}

fn demo_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/pictures").join(name)
}

async fn bring(desk: &Desk, act: &Act, name: &str) -> MediaRow {
    media::put_bytes(&desk.newsroom, act, name, std::fs::read(demo_path(name)).unwrap()).await.unwrap()
}

fn pictured(headline: &str, row: &MediaRow) -> Written {
    let picture = Picture {
        media: row.key.clone(),
        alt: "A bus at night".to_owned(),
        decorative: false,
        credit: "Raf Duarte".to_owned(),
        caption: String::new(),
        width: row.width,
        height: row.height,
        focus: [0.5, 0.5],
    };
    let mut written = written(headline, &["It was loud."]);
    written.body.blocks.push(Block::Picture(picture));
    written
}

/// What the queue tells somebody: how many wait in all, in which stories, and of how many artists.
async fn told(desk: &Desk, act: &Act, artist: Option<ArtistId>) -> (i64, Vec<StoryId>, usize) {
    let page = links::queue(&desk.newsroom, act, artist, None, 50).await.unwrap();
    let artists = links::in_doubt(&desk.newsroom, act, 50).await.unwrap();
    (page.waiting, page.doubts.iter().map(|doubt| doubt.story).collect(), artists.len())
}

testkit::both! {
    async fn links_and_clips_wait_for_who_may_read_their_story(store: Store) {
        let desk = Desk::new(store).await;
        let (cora, wanda) = (somebody(&desk, "Cora", Role::Contributor).await, somebody(&desk, "Wanda", Role::Writer).await);
        let edda = somebody(&desk, "Edda", Role::Editor).await;
        let artist = quite(&desk).await;
        let text = "Secret reopening\n\n20 November 2026 | 2:00 pm | Staff Writer\n\nThe label has a camera\n\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\n\n";
        let imported = desk.import(&format!("{text}{STAGE}\n")).await.story.id;
        let own = begun(&desk, &cora, written("Of my own", &[STAGE])).await;
        verbs::publish(&desk.newsroom, &edda, own, Some(desk.now().plus_seconds(600))).await.unwrap();
        let clips_of = async |act: &Act| clips::list(&desk.newsroom, act, clips::Wanted::All, None, 50).await.unwrap().clips.len();
        let sheet = async |act: &Act| {
            let which = newsroom::artists::Which::Id(artist);
            let sheet = newsroom::artists::sheet(&desk.newsroom, act, &which).await.unwrap();
            (sheet.stories.iter().map(|story| story.id).collect::<Vec<_>>(), sheet.waiting)
        };
        for asked in [None, Some(artist)] {
            assert_eq!(told(&desk, &edda, asked).await, (2, vec![own, imported], 1));
            assert_eq!(told(&desk, &cora, asked).await, (1, vec![own], 1), "her own, though it is scheduled");
            assert_eq!(told(&desk, &wanda, asked).await, (0, vec![], 0));
        }
        assert_eq!((clips_of(&edda).await, clips_of(&cora).await), (1, 0));
        assert_eq!((sheet(&edda).await, sheet(&cora).await, sheet(&wanda).await), ((vec![own, imported], 2), (vec![own], 1), (vec![], 0)));
        verbs::publish(&desk.newsroom, &edda, imported, None).await.unwrap();
        assert_eq!(told(&desk, &cora, None).await, (2, vec![own, imported], 1), "what is live everybody reads");
        assert_eq!(told(&desk, &wanda, None).await, (1, vec![imported], 1));
        assert_eq!((clips_of(&wanda).await, sheet(&wanda).await), (1, (vec![imported], 1)));
    }

    async fn a_link_of_what_is_live_is_not_its_contributors(store: Store) {
        let desk = Desk::new(store).await;
        let (cora, edda) = (somebody(&desk, "Cora", Role::Contributor).await, somebody(&desk, "Edda", Role::Editor).await);
        let artist = quite(&desk).await;
        let id = begun(&desk, &cora, written("Of my own", &[STAGE])).await;
        let decide = async |act: &Act, verdict: Verdict| {
            links::decide(&desk.newsroom, act, &[Ruling { story: Some(id), artist, verdict }]).await
        };
        assert_eq!(decide(&cora, Verdict::Accept(None)).await.unwrap(), 1, "a draft is hers");
        for at in [Some(desk.now().plus_seconds(600)), None] {
            verbs::publish(&desk.newsroom, &edda, id, at).await.unwrap();
            assert!(refused(decide(&cora, Verdict::Reject).await).contains("a contributor may not"));
        }
        let seen = store::links::story_artists(&desk.read().await, id).await.unwrap();
        assert_eq!(seen.iter().map(|(one, _)| *one).collect::<Vec<_>>(), [artist], "readers see it as they did");
        assert_eq!(decide(&edda, Verdict::Reject).await.unwrap(), 1);
    }

    async fn a_picture_is_replaced_in_what_one_may_write_or_nowhere(store: Store) {
        let desk = Desk::new(store).await;
        let (wanda, edda) = (somebody(&desk, "Wanda", Role::Writer).await, somebody(&desk, "Edda", Role::Editor).await);
        let row = bring(&desk, &wanda, "night-bus.jpg").await;
        let mine = begun(&desk, &wanda, pictured("Mine", &row)).await;
        let hers = begun(&desk, &edda, pictured("Not to be known", &row)).await;
        let replace = async |act: &Act| media::replace(&desk.newsroom, act, &row.key, "better.jpg", &demo_path("harp-strings.jpg")).await;
        let used = async |key: &domain::body::MediaKey| store::media::used_in(&desk.read().await, key, 9).await.unwrap().len();
        assert!(refused(replace(&wanda).await).contains("a writer may not write this story"));
        assert_eq!(used(&row.key).await, 2, "nothing was changed, her own neither");
        let named = media::uses(&desk.read().await, &wanda, &row.key).await.unwrap();
        let named: Vec<_> = named.iter().map(|used| (used.thing, used.title.as_str())).collect();
        assert_eq!(named, [(Use::Story(mine), "Mine"), (Use::Story(hers), "")], "that it is used she may know");
        assert!(!refused(media::delete(&desk.newsroom, &wanda, &row.key).await).contains("known"));
        let better = replace(&edda).await.unwrap();
        assert_eq!((used(&row.key).await, used(&better.key).await), (0, 2));
    }

    async fn a_picture_that_is_used_too_often_is_replaced_nowhere(store: Store) {
        let desk = Desk::new(store).await;
        let row = bring(&desk, &desk.act(), "night-bus.jpg").await;
        begun(&desk, &desk.act(), pictured("First of many", &row)).await;
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        for page in 0..500 {
            store::media::set_uses(&tx, Use::Page(domain::id::PageId(page)), &BTreeSet::from([&row.key])).await.unwrap();
        }
        tx.commit().await.unwrap();
        let outcome = media::replace(&desk.newsroom, &desk.act(), &row.key, "better.jpg", &demo_path("harp-strings.jpg")).await;
        assert!(refused(outcome).contains("more than 500 places"));
        assert_eq!(store::media::used_in(&desk.read().await, &row.key, 999).await.unwrap().len(), 501);
    }

    async fn a_licence_that_has_run_out_stops_a_story(store: Store) {
        let desk = Desk::new(store).await;
        let edda = somebody(&desk, "Edda", Role::Editor).await;
        let row = bring(&desk, &edda, "night-bus.jpg").await;
        let expires = async |at| {
            let said = Said { expires: Some(at), ..Said::default() };
            media::describe(&desk.newsroom, &edda, &row.key, said).await.unwrap();
        };
        let licence = async |id| {
            let found = verbs::checks::of(&desk.newsroom, &edda, id).await.unwrap();
            found.iter().filter(|check| check.code == Code::Licence).map(|check| (check.place, check.blocking)).collect::<Vec<_>>()
        };
        let id = begun(&desk, &edda, pictured("Bus at night", &row)).await;
        expires(Some(desk.now())).await;
        assert_eq!(licence(id).await, [(Place::Block(1), true)]);
        assert!(refused(verbs::publish(&desk.newsroom, &edda, id, None).await).contains("licence of a picture has run out"));
        // It holds when the story is scheduled, and ends before it is due.
        let at = desk.now().plus_seconds(600);
        expires(Some(at)).await;
        assert_eq!(licence(id).await, []);
        verbs::publish(&desk.newsroom, &edda, id, Some(at)).await.unwrap();
        desk.pass(600);
        assert_eq!(verbs::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 0);
        let fallen = verbs::read(&desk.newsroom, &edda, id).await.unwrap();
        assert!(fallen.desk.note.as_deref().unwrap().contains("licence"), "{:?}", fallen.desk.note);
        expires(None).await;
        let live = verbs::publish(&desk.newsroom, &edda, id, None).await.unwrap();
        // What is live stays correctable when the licence ends; a new version with the picture does not run.
        expires(Some(at)).await;
        let later = Act { now: desk.now(), ..edda.clone() };
        let corrected = verbs::update(&desk.newsroom, &later, id, domain::story::desk::Update::Corrected("It was a tram.")).await.unwrap();
        assert_eq!(corrected.story.revision, live.story.revision + 1);
        let mut anew = pictured("Bus at night", &row);
        anew.body.blocks.insert(0, Block::Paragraph(Inlines::plain("Before.")));
        save(&desk, &later, id, corrected.story.revision, "window", anew).await;
        assert!(refused(verbs::update(&desk.newsroom, &later, id, domain::story::desk::Update::NewVersion).await).contains("licence"));
        verbs::discard(&desk.newsroom, &later, id).await.unwrap();
    }

    async fn an_address_that_is_taken_tells_no_headline(store: Store) {
        let desk = Desk::new(store).await;
        let (cora, edda) = (somebody(&desk, "Cora", Role::Contributor).await, somebody(&desk, "Edda", Role::Editor).await);
        let slug = || Some(testkit::slug("reopening"));
        let secret = begun(&desk, &edda, Written { slug: slug(), ..written("Not to be known", &["Text."]) }).await;
        verbs::publish(&desk.newsroom, &edda, secret, Some(desk.now().plus_seconds(600))).await.unwrap();
        let own = begun(&desk, &cora, Written { slug: slug(), ..written("Of my own", &["Text."]) }).await;
        let address = async |act: &Act| {
            let found = verbs::checks::of(&desk.newsroom, act, own).await.unwrap();
            found.into_iter().find(|check| check.code == Code::Address).unwrap().message
        };
        assert_eq!(address(&cora).await, "The address is taken by another story; choose another");
        assert!(address(&edda).await.contains("“Not to be known”"));
        desk.pass(600);
        verbs::flip_due(&desk.newsroom, &desk.act()).await.unwrap();
        assert!(address(&cora).await.contains("“Not to be known”"), "it is on the paper");
    }

    async fn who_only_reads_holds_nothing(store: Store) {
        let desk = Desk::new(store).await;
        let (cora, edda) = (somebody(&desk, "Cora", Role::Contributor).await, somebody(&desk, "Edda", Role::Editor).await);
        let id = begun(&desk, &cora, written("Of my own", &["It was loud."])).await;
        let beat = async |act: &Act, client: &str| verbs::presence::beat(&desk.newsroom, act, id, client).await.unwrap();
        assert!(beat(&cora, "c").await.yours);
        verbs::publish(&desk.newsroom, &edda, id, None).await.unwrap();
        // Her window still stands open; she may read, and no longer write.
        let hers = beat(&cora, "c").await;
        assert_eq!((hers.holder.is_none(), hers.yours, hers.others.len()), (true, false, 0));
        let editors = beat(&edda, "e").await;
        assert_eq!((editors.yours, editors.others.len()), (true, 0));
        let hers = beat(&cora, "c").await;
        assert_eq!((hers.holder.map(|one| one.who).as_deref(), hers.yours), (Some("Edda"), false));
        assert!(refused(verbs::presence::take_over(&desk.newsroom, &cora, id, "c").await).contains("a contributor may not"));
    }
}
