use super::write;
use domain::act::Act;
use domain::role::Role;
use store::{audit, mailbox, paper, redirects, secrets};
use testkit::{body, minute, person, slug};

testkit::both! {
    async fn settings_come_back_as_they_were_set(store: Store) {
        assert_eq!(paper::get(&store.read().await.unwrap()).await.unwrap(), None);
        write(&store, minute(0), async |tx| testkit::set_up(tx).await).await;
        let conn = store.read().await.unwrap();
        assert_eq!(paper::get(&conn).await.unwrap(), Some(testkit::paper()));
        assert_eq!(paper::sections(&conn).await.unwrap().len(), 1);
        let mut other = testkit::paper();
        other.email = None;
        write(&store, minute(1), async |tx| paper::set(tx, &other).await.unwrap()).await;
        assert_eq!(paper::get(&conn).await.unwrap(), Some(other));
    }

    async fn one_name_is_one_person(store: Store) {
        let (first, again, other) = write(&store, minute(0), async |tx| {
            let first = paper::put_person(tx, &person("Staff Writer")).await.unwrap();
            let again = paper::put_person(tx, &person("STAFF WRITER")).await.unwrap();
            let mut clash = person("Staff-Writer");
            clash.slug = slug("staff-writer");
            (first, again, paper::put_person(tx, &clash).await.unwrap())
        })
        .await;
        assert_eq!(first, again);
        assert_eq!(other.slug, slug("staff-writer-2"));
        let conn = store.read().await.unwrap();
        assert_eq!(paper::person_by_slug(&conn, &slug("staff-writer")).await.unwrap(), Some(first.clone()));
        assert_eq!(paper::person(&conn, first.id).await.unwrap(), Some(first));
        assert_eq!(paper::people(&conn).await.unwrap().len(), 2);
    }

    async fn people_are_found_by_the_begin_of_any_of_their_names(store: Store) {
        write(&store, minute(0), async |tx| {
            for name in ["Imogen Achterberg", "Staff Writer", "Ines Imolo", "Jo Vantongeren"] {
                let house = name == "Staff Writer";
                paper::put_person(tx, &paper::NewPerson { house, name_key: name.to_lowercase(), ..person(name) }).await.unwrap();
            }
        })
        .await;
        let conn = store.read().await.unwrap();
        let found = async |key: &str, limit| {
            let people = paper::people_named(&conn, key, limit).await.unwrap();
            people.into_iter().map(|person| person.name).collect::<Vec<_>>()
        };
        assert_eq!(found("imo", 9).await, ["Imogen Achterberg", "Ines Imolo"]);
        assert_eq!(found("imogen ach", 9).await, ["Imogen Achterberg"]);
        assert_eq!(found("", 2).await, ["Staff Writer", "Imogen Achterberg"]);
        assert!(found("mogen", 9).await.is_empty());
    }

    async fn a_page_is_made_and_changed_under_its_slug(store: Store) {
        let first = write(&store, minute(0), async |tx| paper::put_page(tx, &slug("about"), "About", &body("Us.")).await.unwrap()).await;
        let second = write(&store, minute(1), async |tx| paper::put_page(tx, &slug("about"), "About us", &body("We.")).await.unwrap()).await;
        assert_eq!(first.id, second.id);
        let conn = store.read().await.unwrap();
        assert_eq!(paper::page(&conn, &slug("about")).await.unwrap(), Some(second.clone()));
        assert_eq!(paper::pages(&conn).await.unwrap(), [second]);
    }

    async fn the_first_secret_holds(store: Store) {
        let kept = write(&store, minute(0), async |tx| {
            secrets::put_if_absent(tx, "tokens", &[0, 255, 7]).await.unwrap();
            secrets::put_if_absent(tx, "tokens", &[1]).await.unwrap()
        })
        .await;
        assert_eq!(kept, [0, 255, 7]);
        assert_eq!(secrets::get(&store.read().await.unwrap(), "other").await.unwrap(), None);
    }

    async fn redirects_lead_to_the_end_in_one_step(store: Store) {
        write(&store, minute(0), async |tx| {
            redirects::put(tx, "/a", "/b").await.unwrap();
            redirects::put(tx, "/b", "/c").await.unwrap();
            redirects::put(tx, "/c", "/a").await.unwrap();
            redirects::put(tx, "/d", "/d").await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(redirects::get(&conn, "/b").await.unwrap().as_deref(), Some("/a"));
        assert_eq!(redirects::get(&conn, "/c").await.unwrap().as_deref(), Some("/a"));
        assert_eq!(redirects::get(&conn, "/a").await.unwrap(), None, "the end leads nowhere");
        assert_eq!(redirects::get(&conn, "/d").await.unwrap(), None);
    }

    async fn redirects_never_turn_in_circles(store: Store) {
        // Every order of moves among four addresses that a small generator comes upon.
        let mut dice = 7_u64;
        for _ in 0..60 {
            let mut roll = || {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                format!("/{}", (dice >> 33) % 4)
            };
            let (from, to) = (roll(), roll());
            write(&store, minute(0), async |tx| redirects::put(tx, &from, &to).await.unwrap()).await;
            let conn = store.read().await.unwrap();
            assert_eq!(redirects::get(&conn, &to).await.unwrap(), None, "{from} -> {to}");
            for n in 0..4 {
                if let Some(target) = redirects::get(&conn, &format!("/{n}")).await.unwrap() {
                    assert_eq!(redirects::get(&conn, &target).await.unwrap(), None, "/{n} -> {target}");
                }
            }
        }
    }

    async fn acts_and_letters_are_listed_newest_first(store: Store) {
        write(&store, minute(0), async |tx| {
            for verb in ["write", "publish"] {
                audit::append(tx, &Act::new("I. Achterberg", Role::Editor, minute(3)), verb, "story 1").await.unwrap();
            }
            mailbox::put(tx, "edition@feedback.example", "a@b.co", "Today", b"Subject: Today\r\n\r\n\x00\xff").await.unwrap();
        })
        .await;
        let conn = store.read().await.unwrap();
        let verbs: Vec<_> = audit::list(&conn, 9).await.unwrap().into_iter().map(|entry| entry.verb).collect();
        assert_eq!(verbs, ["publish", "write"]);
        let item = mailbox::list(&conn, 9).await.unwrap().remove(0);
        let (same, raw) = mailbox::get(&conn, item.id).await.unwrap().unwrap();
        assert_eq!((same, raw.ends_with(b"\x00\xff")), (item, true));
    }
}
