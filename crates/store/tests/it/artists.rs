use super::{small_paper, write};
use domain::artist::{ArtistKind, Membership, NewArtist};
use domain::link::{AutoLink, Span, Standing, Strength};
use domain::story::ArtistCredit;
use store::{StoreError, artists, links, readers, stories};
use testkit::{KEYS, artist, minute, new_story, slug};

testkit::both! {
    async fn artists_are_found_by_every_name(store: Store) {
        let (first, second) = write(&store, minute(0), async |tx| {
            let new = NewArtist { aliases: vec!["The Gilt".to_owned(), "GILT!".to_owned()], ..artist("Gilt") };
            let first = artists::create(tx, &new, &slug("gilt"), KEYS).await.unwrap();
            (first, artists::create(tx, &artist("gilt"), &slug("gilt"), KEYS).await.unwrap())
        })
        .await;
        assert_eq!(second.slug, slug("gilt-2"));
        let conn = store.read().await.unwrap();
        assert_eq!(artists::by_id(&conn, first.id).await.unwrap(), Some(first.clone()));
        assert_eq!(artists::by_slug(&conn, &slug("gilt")).await.unwrap(), Some(first.clone()));
        assert_eq!(artists::by_key(&conn, "gilt").await.unwrap().len(), 2);
        assert_eq!(artists::by_key(&conn, "the gilt").await.unwrap(), std::slice::from_ref(&first));
        assert_eq!(artists::names(&conn).await.unwrap().iter().filter(|name| name.is_alias).count(), 2);
        let changed = domain::artist::Artist { aliases: vec!["G.I.L.T.".to_owned()], ..first };
        write(&store, minute(1), async |tx| artists::save(tx, &changed, KEYS).await.unwrap()).await;
        assert_eq!(artists::by_id(&conn, changed.id).await.unwrap(), Some(changed.clone()));
        let tx = store.begin(minute(2)).await.unwrap();
        let taken = artists::save(&tx, &domain::artist::Artist { slug: slug("gilt-2"), ..changed }, KEYS).await;
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
    }

    async fn many_artists_come_in_quickly_and_in_order(store: Store) {
        let many: Vec<_> = (0..20_000)
            .map(|n| (NewArtist { aliases: vec![format!("Alias {n}")], ..artist(&format!("Artist {n}")) }, slug(&format!("artist-{}", n % 19_990))))
            .collect();
        let begun = std::time::Instant::now();
        let ids = write(&store, minute(0), async |tx| artists::create_many(tx, &many, KEYS).await.unwrap()).await;
        let took = begun.elapsed();
        assert_eq!(ids.len(), many.len());
        let conn = store.read().await.unwrap();
        let last = artists::by_id(&conn, ids[19_999]).await.unwrap().unwrap();
        assert_eq!((last.name.as_str(), last.slug), ("Artist 19999", slug("artist-9-2")));
        assert_eq!(artists::names(&conn).await.unwrap().len(), 40_000);
        assert!(took < std::time::Duration::from_secs(30), "20,000 artists took {took:?}");
    }

    async fn members_and_groups_see_each_other(store: Store) {
        let (group, member) = write(&store, minute(0), async |tx| {
            let group = artists::create(tx, &artist("Gilt"), &slug("gilt"), KEYS).await.unwrap().id;
            let new = NewArtist { kind: ArtistKind::Person, ..artist("Ruby Vale") };
            let member = artists::create(tx, &new, &slug("ruby-vale"), KEYS).await.unwrap().id;
            for ended in [false, true] {
                artists::put_membership(tx, Membership::undated(group, member, ended)).await.unwrap();
            }
            (group, member)
        })
        .await;
        let conn = store.read().await.unwrap();
        let over = Membership::undated(group, member, true);
        assert_eq!(artists::members_of(&conn, group).await.unwrap(), [over]);
        assert_eq!(artists::groups_of(&conn, member).await.unwrap(), [over]);
        assert_eq!(artists::memberships(&conn).await.unwrap(), [over]);
    }

    async fn merging_moves_everything_once(store: Store) {
        let (_, into) = small_paper(&store).await;
        let (from, story, reader) = write(&store, minute(1), async |tx| {
            let new = NewArtist { aliases: vec!["Guilt".to_owned()], ..artist("The Gilt") };
            let from = artists::create(tx, &new, &slug("the-gilt"), KEYS).await.unwrap().id;
            let member = artists::create(tx, &artist("Ruby Vale"), &slug("ruby-vale"), KEYS).await.unwrap().id;
            let mut new = new_story("Drummer quits", minute(10));
            new.draft.artists = vec![ArtistCredit { artist: from, credited_as: "The Gilt".to_owned(), strength: Strength::Subject }];
            let story = stories::create(tx, &new, "I").await.unwrap().id;
            links::set_story_artists(tx, story, &[(from, Strength::Subject), (into, Strength::Mentioned)]).await.unwrap();
            let link = AutoLink {
                story,
                text_version: 1,
                span: Span { block: 0, start: 0, end: 2 },
                artist: from,
                strength: Strength::Mentioned,
                standing: Standing::Sure,
                evidence: "full name".to_owned(),
            };
            links::replace_auto(tx, story, 1, &[link]).await.unwrap();
            let reader = readers::create(tx, &testkit::reader(1)).await.unwrap().id;
            for artist in [from, into] {
                readers::follow(tx, reader, artist).await.unwrap();
                artists::put_membership(tx, Membership::undated(artist, member, false)).await.unwrap();
            }
            (from, story, reader)
        })
        .await;
        write(&store, minute(2), async |tx| artists::merge(tx, from, into).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(artists::by_id(&conn, from).await.unwrap().unwrap().merged_into, Some(into));
        assert_eq!(artists::by_id(&conn, into).await.unwrap().unwrap().aliases, ["The Gilt", "Guilt"]);
        assert_eq!(links::story_artists(&conn, story).await.unwrap(), [(into, Strength::Subject)], "the stronger stays");
        assert_eq!(links::auto(&conn, story, 1).await.unwrap()[0].artist, into);
        assert_eq!(stories::by_id(&conn, story).await.unwrap().unwrap().draft.artists[0].artist, into);
        assert_eq!(readers::follows(&conn, reader).await.unwrap().len(), 1);
        assert_eq!(artists::members_of(&conn, into).await.unwrap().len(), 1);
        assert_eq!(artists::by_key(&conn, "the gilt").await.unwrap()[0].id, into);
    }

    async fn the_index_has_who_live_stories_speak_of(store: Store) {
        let (_, gilt) = small_paper(&store).await;
        write(&store, minute(1), async |tx| {
            artists::create(tx, &artist("Unsung"), &slug("unsung"), KEYS).await.unwrap();
            let digits = artists::create(tx, &artist("65daysofstatic"), &slug("65daysofstatic"), KEYS).await.unwrap().id;
            let story = stories::create(tx, &new_story("Story", minute(10)), "I").await.unwrap().id;
            links::set_story_artists(tx, story, &[(gilt, Strength::Subject), (digits, Strength::Former)]).await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(artists::letters(&conn).await.unwrap(), ["#", "g"]);
        assert_eq!((artists::total(&conn, 9).await.unwrap(), artists::total(&conn, 1).await.unwrap()), (2, 1));
        let entries = artists::index(&conn, "g", artists::Place::First, 10).await.unwrap();
        assert_eq!((entries.len(), entries[0].artist, entries[0].stories), (1, gilt, 1));
    }
}
