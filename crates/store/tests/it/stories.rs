use super::{small_paper, write};
use domain::body::{Block, Clip, ClipKind, Provider, Score};
use domain::edition::Placement;
use domain::id::StoryId;
use domain::link::Strength;
use domain::story::{ArtistCredit, Byline, Correction, Kind, Part, Source, Sponsor, State, Story};
use store::stories::{self, CardFilter};
use store::{Store, StoreError, links};
use testkit::{byline, minute, new_story, slug};

async fn add(store: &Store, new: &stories::NewStory) -> Story {
    write(store, minute(0), async |tx| stories::create(tx, new, "Imogen").await.unwrap()).await
}

fn score() -> Block {
    Block::Score(Score { value: 7.3, out_of: 10.0, verdict: "Loud".to_owned() })
}

fn clip() -> Block {
    Block::Clip(Clip {
        provider: Provider::Youtube,
        id: Some("x".to_owned()),
        kind: ClipKind::Video,
        title: String::new(),
        credit: String::new(),
        start: 0,
        duration: 0,
        poster: None,
        advisory: Vec::new(),
    })
}

testkit::both! {
    async fn a_story_comes_back_whole(store: Store) {
        let (person, gilt) = small_paper(&store).await;
        let mut new = new_story("Drummer quits by fax", minute(10));
        new.draft.bylines = vec![byline(person)];
        new.draft.artists = vec![ArtistCredit { artist: gilt, credited_as: "GILT".to_owned(), strength: Strength::Subject }];
        new.draft.body.blocks.extend([score(), clip()]);
        new.source = Some(Source { system: "text".to_owned(), foreign_id: "fax.txt".to_owned() });
        new.corrections = vec![Correction { at: minute(12), text: "It was a telex.".to_owned() }];
        let story = add(&store, &new).await;
        let conn = store.read().await.unwrap();
        assert_eq!(stories::by_id(&conn, story.id).await.unwrap(), Some(story.clone()));
        assert_eq!(stories::by_address(&conn, "/2026/11/20/drummer-quits-by-fax").await.unwrap(), Some(story.clone()));
        assert_eq!(stories::by_source(&conn, "text", "fax.txt").await.unwrap(), Some(story.clone()));
        assert_eq!(stories::by_slug(&conn, &story.draft.slug).await.unwrap(), [story.id]);
        assert_eq!(stories::by_id(&conn, StoryId(999)).await.unwrap(), None);
        let card = stories::cards_by_ids(&conn, &[story.id]).await.unwrap().remove(0);
        assert_eq!((card.bylines, card.artists), (story.draft.bylines, story.draft.artists));
        assert_eq!(card.score.map(|score| score.value), Some(7.3));
        assert_eq!((card.clip.is_some(), card.words), (true, 5));
        let corrected = stories::corrections(&conn, 9).await.unwrap();
        assert_eq!(corrected.first().map(|story| story.corrections.len()), Some(1));
    }

    async fn who_paid_for_a_story_is_kept_with_it_and_its_versions(store: Store) {
        let sponsor = |name: &str| Some(Sponsor { name: name.to_owned(), link: Some("https://amps.example".to_owned()) });
        let mut new = new_story("Twelve amplifiers", minute(10));
        new.draft.sponsor = sponsor("Wray Amplifiers");
        let mut story = add(&store, &new).await;
        let plain = add(&store, &new_story("Drummer quits by fax", minute(11))).await;
        story.revision = 2;
        story.draft.sponsor = sponsor("Wray Amps");
        write(&store, minute(12), async |tx| stories::save(tx, &story, 1, "Jo").await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(stories::by_id(&conn, story.id).await.unwrap(), Some(story.clone()));
        let cards = stories::cards(&conn, &CardFilter::default(), 9, 0).await.unwrap();
        assert_eq!(cards.iter().map(|card| card.sponsor.clone()).collect::<Vec<_>>(), [None, sponsor("Wray Amps")]);
        let past = stories::versions(&conn, story.id).await.unwrap();
        assert_eq!(past.into_iter().map(|version| version.draft.sponsor).collect::<Vec<_>>(), [sponsor("Wray Amps"), sponsor("Wray Amplifiers")]);
        assert_eq!(plain.draft.sponsor, None);
    }

    async fn the_same_source_or_address_twice_conflicts(store: Store) {
        let mut new = new_story("Drummer quits by fax", minute(10));
        add(&store, &new).await;
        let tx = store.begin(minute(1)).await.unwrap();
        let again = stories::create(&tx, &new, "Imogen").await;
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        drop(tx);
        new.address = Some("/2026/11/20/other".to_owned());
        add(&store, &new).await;
    }

    async fn an_outdated_save_conflicts_and_a_sound_one_keeps_the_old_version(store: Store) {
        let old = add(&store, &new_story("Drummer quits by fax", minute(10))).await;
        let mut new = Story { revision: 2, text_version: 2, ..old.clone() };
        new.draft.headline = "Drummer quits by telex".to_owned();
        write(&store, minute(20), async |tx| stories::save(tx, &new, 1, "Raf").await.unwrap()).await;
        let tx = store.begin(minute(21)).await.unwrap();
        let late = stories::save(&tx, &Story { revision: 2, ..old.clone() }, 1, "Late").await;
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        drop(tx);
        let conn = store.read().await.unwrap();
        assert_eq!(stories::by_id(&conn, old.id).await.unwrap(), Some(new.clone()));
        let versions = stories::versions(&conn, old.id).await.unwrap();
        let told: Vec<_> = versions.iter().map(|version| (version.revision, version.who.as_str(), version.at)).collect();
        assert_eq!(told, [(2, "Raf", minute(20)), (1, "Imogen", minute(0))]);
        assert_eq!(versions[1].draft, old.draft);
    }

    async fn two_editors_saving_at_once_are_told_apart(store: Store) {
        let old = add(&store, &new_story("Drummer quits by fax", minute(10))).await;
        let one = async |who: &'static str| {
            let tx = store.begin(minute(20)).await?;
            stories::save(&tx, &Story { revision: 2, ..old.clone() }, 1, who).await?;
            tx.commit().await
        };
        let (a, b) = tokio::join!(one("A"), one("B"));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert!(matches!(a.and(b), Err(StoreError::Conflict(_))));
    }

    async fn cards_are_filtered_and_newest_first(store: Store) {
        let (person, gilt) = small_paper(&store).await;
        let mut ids = Vec::new();
        for n in 0..6 {
            let mut new = new_story(&format!("Story {n}"), minute(n * 24 * 60));
            if n % 2 == 0 {
                new.draft.kind = Kind::Review;
                new.draft.body.blocks.push(score());
                new.draft.bylines = vec![byline(person)];
            }
            if n == 5 {
                new.draft.section = slug("live");
                new.draft.body.blocks.push(clip());
            }
            ids.push(add(&store, &new).await.id);
        }
        let mut hidden = new_story("Hidden", minute(99));
        hidden.state = State::Withdrawn { at: minute(100), reason: "Wrong band.".to_owned() };
        add(&store, &hidden).await;
        write(&store, minute(0), async |tx| {
            links::set_story_artists(tx, ids[1], &[(gilt, Strength::Mentioned)]).await.unwrap();
            links::set_story_artists(tx, ids[2], &[(gilt, Strength::Subject)]).await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        let none = CardFilter::default;
        let cases = [
            (none(), vec![5, 4, 3, 2, 1, 0]),
            (CardFilter { section: Some(slug("live")), ..none() }, vec![5]),
            (CardFilter { kind: Some(Kind::Review), ..none() }, vec![4, 2, 0]),
            (CardFilter { scored: true, from: Some(minute(2 * 24 * 60)), ..none() }, vec![4, 2]),
            (CardFilter { until: Some(minute(2 * 24 * 60)), ..none() }, vec![1, 0]),
            (CardFilter { with_clip: true, ..none() }, vec![5]),
            (CardFilter { person: Some(person), exclude: vec![ids[2]], ..none() }, vec![4, 0]),
            (CardFilter { artist: Some(gilt), ..none() }, vec![2, 1]),
            (CardFilter { artist: Some(gilt), strengths: vec![Strength::Subject, Strength::Featured], ..none() }, vec![2]),
        ];
        for (filter, expected) in cases {
            let found: Vec<_> = stories::cards(&conn, &filter, 10, 0).await.unwrap().iter().map(|card| card.id).collect();
            let expected: Vec<_> = expected.into_iter().map(|n: usize| ids[n]).collect();
            assert_eq!(found, expected, "{filter:?}");
            assert_eq!(stories::count(&conn, &filter).await.unwrap(), expected.len());
        }
        let page: Vec<_> = stories::cards(&conn, &none(), 2, 2).await.unwrap().iter().map(|card| card.id).collect();
        assert_eq!(page, [ids[3], ids[2]]);
        let order: Vec<_> = stories::cards_by_ids(&conn, &[ids[0], ids[4], ids[2]]).await.unwrap().iter().map(|card| card.id).collect();
        assert_eq!(order, [ids[0], ids[4], ids[2]]);
        assert_eq!(stories::archive_years(&conn).await.unwrap(), [(2026, 6)]);
        assert_eq!(stories::archive_months(&conn, 2026).await.unwrap(), [(11, 6)]);
        assert_eq!(stories::archive_days(&conn, 2026, 11).await.unwrap().first(), Some(&(20, 1)));
    }

    async fn lists_of_an_artist_and_a_person_follow_a_storys_life(store: Store) {
        let (person, gilt) = small_paper(&store).await;
        let mut new = new_story("Story", minute(10));
        new.draft.bylines = vec![byline(person), Byline { person, part: Part::Photographs }];
        (new.state, new.live_since) = (State::Draft, None);
        let draft = add(&store, &new).await;
        write(&store, minute(1), async |tx| links::set_story_artists(tx, draft.id, &[(gilt, Strength::Subject)]).await.unwrap()).await;
        let states = [
            (State::Live, Some(minute(20)), 1),
            (State::Withdrawn { at: minute(30), reason: "Wrong band.".to_owned() }, Some(minute(20)), 0),
            (State::Live, Some(minute(20)), 1),
        ];
        let mut story = draft;
        for (state, live_since, expected) in states {
            story = Story { revision: story.revision + 1, state, live_since, ..story };
            write(&store, minute(30), async |tx| stories::save(tx, &story, story.revision - 1, "I").await.unwrap()).await;
            let conn = store.read().await.unwrap();
            let artist = CardFilter { artist: Some(gilt), ..CardFilter::default() };
            let credited = CardFilter { person: Some(person), ..CardFilter::default() };
            for filter in [artist, credited] {
                assert_eq!(stories::cards(&conn, &filter, 9, 0).await.unwrap().len(), expected, "{filter:?}");
                assert_eq!(stories::count(&conn, &filter).await.unwrap(), expected, "{filter:?}");
            }
            assert_eq!(store::artists::index(&conn, "g", store::artists::Place::First, 9).await.unwrap().len(), expected);
        }
    }

    async fn an_archive_story_is_ordered_by_when_it_came_onto_the_paper(store: Store) {
        let old = add(&store, &stories::NewStory { live_since: Some(minute(50)), ..new_story("Old", minute(1)) }).await;
        let new = add(&store, &new_story("New", minute(40))).await;
        let conn = store.read().await.unwrap();
        let order: Vec<_> = stories::cards(&conn, &CardFilter::default(), 9, 0).await.unwrap().iter().map(|card| card.id).collect();
        assert_eq!(order, [old.id, new.id]);
        let since = stories::live_since(&conn, minute(40), minute(50)).await.unwrap();
        assert_eq!(since.iter().map(|candidate| (candidate.story, candidate.placement)).collect::<Vec<_>>(), [(old.id, Placement::In)]);
    }

    async fn what_is_scheduled_is_found_when_due(store: Store) {
        for n in [30, 10, 20] {
            let mut new = new_story(&format!("At {n}"), minute(n));
            (new.state, new.live_since) = (State::Scheduled { at: minute(n) }, None);
            add(&store, &new).await;
        }
        let conn = store.read().await.unwrap();
        assert_eq!(stories::scheduled_due(&conn, minute(20)).await.unwrap(), [StoryId(2), StoryId(3)]);
        assert_eq!(stories::next_scheduled(&conn, minute(20)).await.unwrap(), Some(minute(30)));
        assert_eq!(stories::drafts(&conn).await.unwrap().len(), 3);
        assert_eq!(stories::cards(&conn, &CardFilter::default(), 9, 0).await.unwrap(), []);
    }

    async fn an_index_reads_stories_of_any_state_the_last_made_first(store: Store) {
        let story = add(&store, &new_story("Drummer quits by fax", minute(10))).await;
        let mut draft = new_story("Draft", minute(20));
        (draft.state, draft.live_since, draft.address) = (State::Draft, None, None);
        let draft = add(&store, &draft).await;
        let conn = store.read().await.unwrap();
        assert_eq!(stories::many(&conn).await.unwrap(), 2);
        assert_eq!(stories::before(&conn, StoryId(i64::MAX), 9).await.unwrap(), [draft.id, story.id]);
        assert_eq!(stories::before(&conn, draft.id, 9).await.unwrap(), [story.id]);
        let read = stories::searched(&conn, &[story.id, draft.id, StoryId(99)]).await.unwrap();
        assert_eq!(read.iter().map(|one| &one.story).collect::<Vec<_>>(), [&story, &draft]);
        let desk = stories::at_desk(&conn, &[story.id, draft.id]).await.unwrap();
        assert_eq!((desk.len(), desk[&draft.id].owner, desk[&draft.id].pending.is_some()), (2, None, false));
    }
}
