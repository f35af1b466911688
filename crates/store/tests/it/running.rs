use super::write;
use domain::ad::{AdDraft, Place};
use domain::body::MediaKey;
use domain::front::{Layout, Slot};
use domain::id::{AdId, StoryId};
use domain::mail_way::Way;
use domain::navigation::Redirect;
use domain::paper::{HeadlineFace, Section, TextFace};
use domain::settings;
use domain::story::State;
use domain::time::DatelineStyle;
use store::ads::Tally;
use store::{StoreError, ads, counts, front, paper, redirects, stories};
use testkit::{body, minute, new_story, slug};

pub(crate) fn ad(name: &str) -> AdDraft {
    AdDraft {
        name: name.to_owned(),
        media: MediaKey::parse(&format!("{}.png", "a".repeat(64))).unwrap(),
        width: 600,
        height: 400,
        alt: "Amplifiers, “loud”".to_owned(),
        link: "https://amps.example/?a=b".to_owned(),
        places: vec![Place::Front, Place::Story],
        sections: vec![slug("news")],
        from: minute(10),
        until: minute(100),
    }
}

pub(crate) fn layout(from: i64, story: i64) -> Layout {
    let slots = vec![
        Slot { place: 0, story: StoryId(story), until: Some(minute(from + 5)) },
        Slot { place: 3, story: StoryId(story + 1), until: None },
    ];
    Layout { from: minute(from), slots }
}

testkit::both! {
    async fn every_setting_comes_back(store: Store) {
        let mut settings = testkit::paper();
        settings.masthead = "FEEDBACK".to_owned();
        settings.logo = Some(ad("x").media);
        settings.headline_face = HeadlineFace::Own;
        settings.text_face = TextFace::Own;
        settings.zone = settings.zone.styled(DatelineStyle::MonthFirst);
        settings.smtp = Way::parse("smtps://desk:hunter2@mail.example?weight=3 smtp://127.0.0.1:2525").unwrap();
        write(&store, minute(0), async |tx| paper::set(tx, &settings).await.unwrap()).await;
        assert_eq!(paper::get(&store.read().await.unwrap()).await.unwrap(), Some(settings.clone()));
        for setting in settings::SETTINGS.iter().filter(|setting| !["logo", "email"].contains(&setting.name)) {
            setting.set(&mut settings, setting.example).unwrap();
        }
        settings.smtp = None;
        write(&store, minute(1), async |tx| paper::set(tx, &settings).await.unwrap()).await;
        assert_eq!(paper::get(&store.read().await.unwrap()).await.unwrap(), Some(settings));
    }

    async fn a_section_moves_its_stories_whatever_their_state(store: Store) {
        write(&store, minute(0), async |tx| {
            testkit::set_up(tx).await;
            let reviews = Section { description: "What we heard".to_owned(), ..Section::new(slug("reviews"), "Reviews", 1) };
            paper::put_section(tx, &reviews).await.unwrap();
            assert_eq!(paper::sections(tx).await.unwrap().pop(), Some(reviews));
            let live = stories::create(tx, &new_story("Live", minute(1)), "I").await.unwrap();
            let before = store::desk::working(tx, live.id).await.unwrap().unwrap();
            let mut after = before.clone();
            let draft = domain::story::Draft { headline: "Livelier".to_owned(), ..live.draft };
            after.story.revision = 2;
            after.pending = Some(domain::story::desk::Pending { base: 2, revision: 2, text_version: 2, draft });
            store::desk::put(tx, &before, &after, true, "I").await.unwrap();
            let draft = stories::NewStory { state: State::Draft, address: None, live_since: None, ..new_story("Draft", minute(2)) };
            stories::create(tx, &draft, "I").await.unwrap();
            assert_eq!(stories::move_section(tx, &slug("news"), &slug("reviews")).await.unwrap(), 2);
            paper::remove_section(tx, &slug("news")).await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(paper::sections(&conn).await.unwrap().len(), 1);
        let pending = store::desk::working(&conn, StoryId(1)).await.unwrap().unwrap().pending.unwrap();
        assert_eq!((pending.draft.section, pending.draft.headline.as_str()), (slug("reviews"), "Livelier"));
        for id in [1, 2] {
            assert_eq!(stories::by_id(&conn, StoryId(id)).await.unwrap().unwrap().draft.section, slug("reviews"));
        }
    }

    async fn a_page_is_saved_over_what_was_read(store: Store) {
        let page = write(&store, minute(0), async |tx| paper::put_page(tx, &slug("about"), "About", &body("Us.")).await.unwrap()).await;
        assert_eq!((page.revision, page.position), (1, None));
        write(&store, minute(1), async |tx| paper::place_page(tx, page.id, Some(3)).await.unwrap()).await;
        let mut changed = page.clone();
        changed.slug = slug("about-us");
        changed.body = body("All of us.");
        write(&store, minute(2), async |tx| paper::save_page(tx, &changed, 1).await.unwrap()).await;
        let tx = store.begin(minute(3)).await.unwrap();
        assert!(matches!(paper::save_page(&tx, &changed, 1).await, Err(StoreError::Conflict(_))));
        drop(tx);
        let found = paper::page_by_id(&store.read().await.unwrap(), page.id).await.unwrap().unwrap();
        assert_eq!((found.slug.as_str(), found.revision, found.position, found.updated), ("about-us", 2, Some(3), minute(2)));
        write(&store, minute(4), async |tx| assert!(paper::remove_page(tx, page.id).await.unwrap())).await;
        assert_eq!(paper::page(&store.read().await.unwrap(), &slug("about-us")).await.unwrap(), None);
    }

    async fn layouts_hold_from_their_instant(store: Store) {
        write(&store, minute(0), async |tx| {
            for from in [30, 10, 20] {
                front::put(tx, &layout(from, from), "Imogen").await.unwrap();
            }
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(front::holding(&conn, minute(9)).await.unwrap(), None);
        let now = front::from_now(&conn, minute(20)).await.unwrap();
        assert_eq!(now, [layout(20, 20), layout(30, 30)]);
        assert_eq!(front::past(&conn, minute(20), 9).await.unwrap().len(), 2);
        let next = front::at(&conn, minute(30)).await.unwrap().unwrap();
        assert_eq!((front::get(&conn, next.id).await.unwrap().as_ref(), next.who.as_str(), next.at), (Some(&next), "Imogen", minute(0)));
        drop(conn);
        let tx = store.begin(minute(1)).await.unwrap();
        assert!(matches!(front::put(&tx, &layout(30, 1), "Jo").await, Err(StoreError::Conflict(_))));
        drop(tx);
        write(&store, minute(40), async |tx| {
            assert!(front::remove(tx, next.id).await.unwrap());
            assert_eq!(front::forget(tx, minute(15)).await.unwrap(), 1);
        })
        .await;
        assert_eq!(front::from_now(&store.read().await.unwrap(), minute(40)).await.unwrap(), [layout(20, 20)]);
    }

    async fn an_ad_is_kept_with_its_sums(store: Store) {
        let made = write(&store, minute(0), async |tx| ads::create(tx, &ad("Amps")).await.unwrap()).await;
        assert_eq!((made.revision, &made.draft, made.created), (1, &ad("Amps"), minute(0)));
        let mut changed = made.clone();
        changed.stopped = Some(minute(5));
        changed.draft.sections.clear();
        let day = jiff::civil::date(2026, 11, 20);
        let tally = |carried, seen, followed| Tally { carried, seen, followed };
        write(&store, minute(1), async |tx| {
            ads::save(tx, &changed, 1).await.unwrap();
            assert!(matches!(ads::save(tx, &changed, 1).await, Err(StoreError::Conflict(_))));
            ads::count(tx, day, &[(made.id, Place::Front, tally(3, 2, 1)), (made.id, Place::Story, tally(10, 0, 0))]).await.unwrap();
            // Counts of an ad that is gone are dropped.
            ads::count(tx, day, &[(made.id, Place::Front, tally(1, 1, 0)), (AdId(99), Place::Front, tally(1, 0, 0))]).await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        let found = ads::get(&conn, made.id).await.unwrap().unwrap();
        assert_eq!((found.revision, found.stopped, found.draft.sections.len()), (2, Some(minute(5)), 0));
        assert_eq!(ads::counts(&conn, made.id).await.unwrap(), [(day, Place::Front, tally(4, 3, 1)), (day, Place::Story, tally(10, 0, 0))]);
        assert_eq!(ads::totals(&conn, &[made.id, AdId(99)]).await.unwrap(), [(made.id, tally(14, 3, 1))]);
        assert_eq!((ads::list(&conn, 9).await.unwrap().len(), ads::not_over(&conn, minute(99)).await.unwrap().len()), (1, 1));
        assert!(ads::not_over(&conn, minute(100)).await.unwrap().is_empty());
        drop(conn);
        write(&store, minute(2), async |tx| assert!(ads::remove(tx, made.id).await.unwrap())).await;
        assert!(ads::list(&store.read().await.unwrap(), 9).await.unwrap().is_empty());
    }

    async fn reads_and_vain_searches_add_up_and_are_forgotten(store: Store) {
        let day = |day| jiff::civil::date(2026, 11, day);
        write(&store, minute(0), async |tx| {
            let reads = [(minute(0), "/".to_owned(), 3), (minute(0), "/news".to_owned(), 5), (minute(60), "/".to_owned(), 4)];
            counts::add_reads(tx, &reads).await.unwrap();
            counts::add_reads(tx, &reads[..1]).await.unwrap();
            let searches = [(day(19), "gilt".to_owned(), 1), (day(20), "gilt".to_owned(), 2), (day(20), "vale".to_owned(), 2)];
            counts::add_vain(tx, &searches).await.unwrap();
            counts::add_vain(tx, &searches[..1]).await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        let top = counts::top(&conn, minute(0), minute(120), 9).await.unwrap();
        assert_eq!(top, [("/".to_owned(), 10), ("/news".to_owned(), 5)]);
        assert_eq!(counts::hours(&conn, minute(0), minute(120)).await.unwrap(), [(minute(0), 11), (minute(60), 4)]);
        assert_eq!(counts::top(&conn, minute(60), minute(120), 1).await.unwrap(), [("/".to_owned(), 4)]);
        assert_eq!(counts::top_vain(&conn, day(19), 9).await.unwrap(), [("gilt".to_owned(), 4), ("vale".to_owned(), 2)]);
        drop(conn);
        write(&store, minute(0), async |tx| counts::forget(tx, minute(60), day(20)).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(counts::top(&conn, minute(0), minute(120), 9).await.unwrap(), [("/".to_owned(), 4)]);
        assert_eq!(counts::top_vain(&conn, day(1), 1).await.unwrap(), [("gilt".to_owned(), 2)]);
    }

    async fn redirects_are_listed_searched_and_removed(store: Store) {
        write(&store, minute(0), async |tx| {
            for (path, target) in [("/b_1", "/new"), ("/a", "/news/100%"), ("/c", "https://other.example/B")] {
                redirects::put(tx, path, target).await.unwrap();
            }
        })
        .await;
        let conn = store.read().await.unwrap();
        let list = async |after: &str, search: &str, limit| {
            let found = redirects::list(&conn, after, search, limit).await.unwrap();
            found.into_iter().map(|Redirect { path, .. }| path).collect::<Vec<_>>()
        };
        assert_eq!(list("", "", 2).await, ["/a", "/b_1"]);
        assert_eq!(list("/a", "", 9).await, ["/b_1", "/c"]);
        assert_eq!((list("", "OTHER", 9).await, list("", "b_", 9).await, list("", "100%", 9).await), (vec!["/c".to_owned()], vec!["/b_1".to_owned()], vec!["/a".to_owned()]));
        drop(conn);
        write(&store, minute(1), async |tx| assert!(redirects::remove(tx, "/a").await.unwrap())).await;
        assert_eq!(redirects::get(&store.read().await.unwrap(), "/a").await.unwrap(), None);
    }
}
