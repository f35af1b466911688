//! Nothing written is lost, and nothing is overwritten unseen: saves that are repeated, that cross, that come too late.

use crate::desk::Desk;
use crate::story_desk::{acts, hire, save, saved, written};
use domain::refusal::Refusal;
use domain::role::Role;
use domain::story::{Advisory, Part};
use newsroom::VerbError;
use newsroom::desk::{self as verbs, Beginning, Save, Saved, Written, WrittenByline};

fn revision(saved: &Saved) -> i64 {
    match saved {
        Saved::Stored(working) => working.story.revision,
        aside @ Saved::Aside { .. } => panic!("{aside:?}"),
    }
}

testkit::both! {
    async fn a_save_that_is_sent_again_is_stored_once(store: Store) {
        let desk = Desk::new(store).await;
        let writer = acts(&desk, "Wanda", Role::Writer, hire(&desk, "Wanda", Role::Writer).await);
        let id = verbs::create(&desk.newsroom, &writer, Beginning::default()).await.unwrap().story.id;
        let text = || written("Drummer quits by fax", &["It was"]);
        assert_eq!(revision(&save(&desk, &writer, id, 1, "a", text()).await), 2);
        assert_eq!(revision(&save(&desk, &writer, id, 1, "a", text()).await), 2, "the answer was lost");
        // The answer was lost, and more was typed meanwhile.
        assert_eq!(revision(&save(&desk, &writer, id, 1, "a", written("Drummer quits by fax", &["It was his"])).await), 3);
        assert!(verbs::asides(&desk.newsroom, &writer, id).await.unwrap().is_empty());
        let versions = verbs::versions::list(&desk.newsroom, &writer, id, None, 9).await.unwrap();
        assert_eq!(versions.len(), 1, "one sitting, one version");
    }

    async fn of_two_who_wrote_both_texts_are_kept(store: Store) {
        let desk = Desk::new(store).await;
        let wanda = hire(&desk, "Wanda", Role::Writer).await;
        let writer = acts(&desk, "Wanda", Role::Writer, wanda);
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let id = verbs::create(&desk.newsroom, &writer, Beginning::default()).await.unwrap().story.id;
        let hers = save(&desk, &editor, id, 1, "e", written("Hers", &["Hers."])).await;
        assert_eq!(revision(&hers), 2);
        for text in ["Mine", "Mine, and more"] {
            let outcome = save(&desk, &writer, id, 1, "w", written("Mine", &[text])).await;
            let why = Refusal::Outdated { what: "story", had: 1, newest: 2 };
            assert_eq!(outcome, Saved::Aside { number: 1, why, who: "Edda".to_owned() });
        }
        let kept = verbs::asides(&desk.newsroom, &writer, id).await.unwrap();
        assert_eq!((kept.len(), kept[0].who.as_str(), kept[0].draft.body.word_count()), (1, "Wanda", 3));
        let standing = verbs::read(&desk.newsroom, &writer, id).await.unwrap();
        assert_eq!(standing.draft().headline, "Hers");
        // The writer looked at both and took their own.
        assert_eq!(revision(&save(&desk, &writer, id, 2, "w", written("Mine", &["Mine, and more"])).await), 3);
        verbs::done_with_aside(&desk.newsroom, &writer, id, 1).await.unwrap();
        assert!(verbs::asides(&desk.newsroom, &writer, id).await.unwrap().is_empty());
        assert_eq!(verbs::aside(&desk.newsroom, &writer, id, 1).await.unwrap().draft.headline, "Mine");
    }

    /// A window that gives its text up says that it read nothing; what it gives up later is another text.
    async fn what_is_given_up_twice_is_kept_twice(store: Store) {
        let desk = Desk::new(store).await;
        let wanda = acts(&desk, "Wanda", Role::Writer, hire(&desk, "Wanda", Role::Writer).await);
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let id = verbs::create(&desk.newsroom, &wanda, Beginning::default()).await.unwrap().story.id;
        save(&desk, &editor, id, 1, "e", written("Hers", &["Hers."])).await;
        for (who, text, number) in [(&wanda, "One.", 1), (&wanda, "Two.", 2), (&wanda, "One.", 1), (&editor, "Three.", 3), (&editor, "One.", 4)] {
            let outcome = save(&desk, who, id, 0, "w", written("Mine", &[text])).await;
            assert!(matches!(outcome, Saved::Aside { number: said, .. } if said == number), "{text} {outcome:?}");
        }
        let kept = verbs::asides(&desk.newsroom, &wanda, id).await.unwrap();
        let kept: Vec<_> = kept.iter().map(|aside| (aside.who.as_str(), aside.draft.body.texts()[0].inlines.text())).collect();
        assert_eq!(kept, [("Wanda", "One."), ("Wanda", "Two."), ("Edda", "Three."), ("Edda", "One.")].map(|(who, text)| (who, text.to_owned())));
        // Two programs that call themselves the same write over the same revision.
        for (who, number) in [(&wanda, 5), (&editor, 6), (&wanda, 5)] {
            let outcome = save(&desk, who, id, 1, "w", written("Mine", &[&format!("By {}, longer.", who.who)])).await;
            assert!(matches!(outcome, Saved::Aside { number: said, .. } if said == number), "{outcome:?}");
        }
    }

    /// They typed while they were offline; meanwhile an editor published it, scheduled it or took it down.
    async fn what_was_typed_while_the_right_to_write_went_is_kept_aside(store: Store) {
        let desk = Desk::new(store).await;
        let cora = acts(&desk, "Cora", Role::Contributor, hire(&desk, "Cora", Role::Contributor).await);
        let wanda = acts(&desk, "Wanda", Role::Writer, hire(&desk, "Wanda", Role::Writer).await);
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let at = desk.now().plus_seconds(600);
        for (n, (who, state)) in [(&cora, "live"), (&wanda, "scheduled"), (&cora, "scheduled"), (&cora, "withdrawn")].into_iter().enumerate() {
            let id = verbs::create(&desk.newsroom, who, Beginning::default()).await.unwrap().story.id;
            let headline = format!("Fax {n}");
            let had = revision(&save(&desk, who, id, 1, "w", written(&headline, &["It was his."])).await);
            let due = Some(at).filter(|_| state == "scheduled");
            verbs::publish(&desk.newsroom, &editor, id, due).await.unwrap();
            if state == "withdrawn" {
                verbs::withdraw(&desk.newsroom, &editor, id, "Not his.").await.unwrap();
            }
            let standing = verbs::read(&desk.newsroom, &editor, id).await.unwrap();
            for text in ["It was hers.", "It was hers, she said."] {
                let outcome = save(&desk, who, id, had, "w", written(&headline, &[text])).await;
                let why = Refusal::Closed { state, newest: standing.story.revision };
                assert_eq!(outcome, Saved::Aside { number: 1, why, who: "Edda".to_owned() }, "{} {state}", who.who);
            }
            // Both see it waiting; what stands is as it was.
            for sees in [who, &editor] {
                let kept = verbs::asides(&desk.newsroom, sees, id).await.unwrap();
                assert_eq!((kept.len(), kept[0].who == who.who, kept[0].draft.body.word_count()), (1, true, 5));
            }
            assert_eq!(verbs::read(&desk.newsroom, &editor, id).await.unwrap(), standing);
            // The answer to the last save before was lost: it stands, and nothing is kept twice.
            let again = save(&desk, who, id, 1, "w", written(&headline, &["It was his."])).await;
            assert!(matches!(again, Saved::Stored(_)), "{again:?}");
            assert_eq!(verbs::asides(&desk.newsroom, who, id).await.unwrap().len(), 1);
        }
    }

    /// The one writer of the database is another's meanwhile: what is too long is refused without waiting for it.
    async fn what_is_too_long_is_refused_before_the_database_is_asked(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let id = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap().story.id;
        let credits = |count: usize, name: &str| Written {
            bylines: vec![WrittenByline { name: name.to_owned(), house: false, part: Part::Words }; count],
            ..written("Fax", &["Text."])
        };
        let advisory = Advisory { kinds: Vec::new(), note: "x".repeat(1_001) };
        let writing = desk.newsroom.store().begin(desk.now()).await.unwrap();
        for (field, written) in [
            ("bylines", credits(51, "Wanda Vale")),
            ("byline", credits(1, &"x".repeat(201))),
            ("advisory", Written { advisory, ..written("Fax", &["Text."]) }),
            ("headline", written(&"x".repeat(301), &["Text."])),
        ] {
            let sent = Save { story: id, had: 1, client: "w".to_owned(), written };
            let outcome = tokio::time::timeout(std::time::Duration::from_secs(2), verbs::save(&desk.newsroom, &editor, &sent)).await;
            let refused = outcome.unwrap_or_else(|_| panic!("it waited for the database")).unwrap_err();
            assert!(matches!(&refused, VerbError::Refused(Refusal::Field { field: said, .. }) if *said == field), "{field}: {refused}");
        }
        drop(writing);
        assert_eq!(revision(&save(&desk, &editor, id, 1, "w", credits(50, "Wanda Vale")).await), 2);
    }

    /// Two windows save at the same moment, again and again: each text is stored or kept aside, none is lost.
    async fn saves_that_cross_lose_nothing(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let id = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap().story.id;
        let mut had = 1;
        for round in 0..8 {
            let texts = [format!("A{round}"), format!("B{round}")];
            let (a, b) = tokio::join!(
                save(&desk, &editor, id, had, "a", written("Crossing", &[&texts[0]])),
                save(&desk, &editor, id, had, "b", written("Crossing", &[&texts[1]])),
            );
            let stored = [&a, &b].into_iter().filter(|saved| matches!(saved, Saved::Stored(_))).count();
            assert_eq!(stored, 1, "{a:?} {b:?}");
            let standing = verbs::read(&desk.newsroom, &editor, id).await.unwrap();
            had = standing.story.revision;
            let kept = verbs::asides(&desk.newsroom, &editor, id).await.unwrap();
            let here = |text: &String| {
                let is = |draft: &domain::story::Draft| draft.body.texts()[0].inlines.text() == *text;
                is(standing.draft()) || kept.iter().any(|aside| is(&aside.draft))
            };
            assert!(texts.iter().all(here), "round {round}");
        }
        assert_eq!(verbs::asides(&desk.newsroom, &editor, id).await.unwrap().len(), 8);
    }

    async fn an_earlier_version_is_compared_and_comes_back_as_a_new_one(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
        let id = begun.story.id;
        let one = saved(&desk, &editor, &begun, &["It was his fax machine."]).await;
        desk.pass(601);
        let later = domain::act::Act { now: desk.now(), ..editor.clone() };
        let two = saved(&desk, &later, &one, &["It was her fax machine.", "New."]).await;
        let compared = verbs::versions::compare(&desk.newsroom, &editor, id, one.story.revision, 0).await.unwrap();
        assert_eq!((compared.revisions, compared.added, compared.removed, compared.blocks.len()), ((2, 3), 2, 1, 2));
        let restored = verbs::versions::restore(&desk.newsroom, &later, id, one.story.revision).await.unwrap();
        assert_eq!((restored.story.revision, restored.draft()), (4, one.draft()));
        let listed: Vec<_> = verbs::versions::list(&desk.newsroom, &editor, id, None, 9).await.unwrap().iter().map(|one| one.revision).collect();
        assert_eq!(listed, [4, 3, 2]);
        assert_eq!(verbs::versions::one(&desk.newsroom, &editor, id, 3).await.unwrap().draft, *two.draft());
        assert!(verbs::versions::one(&desk.newsroom, &editor, id, 1).await.is_err(), "it was part of the first sitting");
        // What is typed next begins a version, though the same person types.
        saved(&desk, &later, &restored, &["It was a fax machine."]).await;
        assert_eq!(verbs::versions::list(&desk.newsroom, &editor, id, None, 9).await.unwrap().len(), 4);
    }

    async fn keys_open_a_story_until_they_run_out_or_are_taken_back(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let id = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap().story.id;
        let made = verbs::previews::make(&desk.newsroom, &editor, id, 2).await.unwrap();
        let key = made.path.rsplit('/').next().unwrap().to_owned();
        let opens = async |key: &str| {
            let conn = desk.read().await;
            verbs::previews::opened(&desk.newsroom, &conn, key, desk.now()).await.unwrap()
        };
        assert_eq!(opens(&key).await, Some(id));
        assert_eq!(opens(&key.replace(['0', '1', '2'], "3")).await, None);
        desk.pass(2 * 86_400);
        assert_eq!(opens(&key).await, None, "it ran out");
        let now = domain::act::Act { trace: 99, ..acts(&desk, "Edda", Role::Editor, editor.staff.unwrap()) };
        let second = verbs::previews::make(&desk.newsroom, &now, id, 2).await.unwrap();
        let key = second.path.rsplit('/').next().unwrap().to_owned();
        assert_eq!(opens(&key).await, Some(id));
        verbs::previews::revoke(&desk.newsroom, &now, id, second.number).await.unwrap();
        assert_eq!(opens(&key).await, None, "it was taken back");
        assert!(verbs::previews::list(&desk.newsroom, &now, id).await.unwrap().is_empty());
        for days in [0, 61] {
            assert!(verbs::previews::make(&desk.newsroom, &now, id, days).await.is_err());
        }
    }
}
