use super::{small_paper, write};
use domain::edition::{Edition, State, Which};
use domain::id::{EditionId, StoryId};
use domain::reader::{Choice, Days, Quiet, Reader, Standing, Wishes};
use store::{StoreError, editions, readers};
use testkit::{minute, reader};

fn wishes() -> Wishes {
    Wishes {
        hour: Some(1_080),
        days: Days::from_bits(5).unwrap(),
        quiet: Quiet::General,
        specials: true,
        paused_until: Some(jiff::civil::date(2026, 12, 1)),
        heard: Some(minute(2)),
    }
}

testkit::both! {
    async fn a_reader_is_found_by_address_and_key(store: Store) {
        let new = Reader { standing: Standing::Pending, choice: Choice::Both, confirmation_sent: Some(minute(3)), wishes: wishes(), ..reader(1) };
        let stored = write(&store, minute(0), async |tx| readers::create(tx, &new).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(readers::by_email_key(&conn, &stored.email.key()).await.unwrap(), Some(stored.clone()));
        assert_eq!(readers::by_key(&conn, &stored.key).await.unwrap(), Some(stored.clone()));
        assert_eq!(readers::by_key(&conn, "none").await.unwrap(), None);
        let tx = store.begin(minute(1)).await.unwrap();
        let again = readers::create(&tx, &new).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        drop(tx);
        let left = stored.leave(minute(9), "one press");
        write(&store, minute(9), async |tx| readers::save(tx, &left).await.unwrap()).await;
        assert_eq!(readers::by_id(&conn, left.id).await.unwrap(), Some(left));
        assert_eq!(readers::count_by_standing(&conn).await.unwrap(), [(Standing::Left, 1)]);
    }

    async fn following_twice_is_once(store: Store) {
        let (_, gilt) = small_paper(&store).await;
        let id = write(&store, minute(0), async |tx| {
            let id = readers::create(tx, &reader(1)).await.unwrap().id;
            readers::follow(tx, id, gilt).await.unwrap();
            readers::follow(tx, id, gilt).await.unwrap();
            id
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(readers::follows(&conn, id).await.unwrap().len(), 1);
        write(&store, minute(1), async |tx| readers::unfollow(tx, id, gilt).await.unwrap()).await;
        assert_eq!(readers::follows(&conn, id).await.unwrap(), []);
    }

    async fn sign_ups_are_counted_for_budgets(store: Store) {
        for (n, ip, domain) in [(0, "a", "x.org"), (10, "a", "y.org"), (20, "b", "x.org")] {
            write(&store, minute(n), async |tx| readers::record_signup(tx, ip, domain).await.unwrap()).await;
        }
        let conn = store.read().await.unwrap();
        let since = readers::signups_since(&conn, "a", "x.org", minute(10)).await.unwrap();
        assert_eq!(since, readers::SignUps { everywhere: 2, network: 1, domain: 1 });
        write(&store, minute(30), async |tx| readers::forget_signups(tx, minute(20)).await.unwrap()).await;
        assert_eq!(readers::signups_since(&conn, "a", "x.org", minute(0)).await.unwrap().everywhere, 1);
    }

    async fn a_day_has_one_edition(store: Store) {
        let edition = |day: i8| Edition {
            id: EditionId(0),
            day: jiff::civil::date(2026, 11, day),
            which: Which::First,
            state: State::Composed,
            subject: "Drummer quits".to_owned(),
            preheader: String::new(),
            stories: vec![StoryId(3), StoryId(1)],
            own: 2,
            released: None,
            covers_until: minute(0),
            composed: minute(1),
            withdrawn: domain::edition::Selection(0),
        };
        let stored = write(&store, minute(1), async |tx| {
            editions::create(tx, &edition(19)).await.unwrap();
            editions::create(tx, &edition(20)).await.unwrap()
        })
        .await;
        let tx = store.begin(minute(2)).await.unwrap();
        assert!(matches!(editions::create(&tx, &edition(20)).await, Err(StoreError::Conflict(_))));
        drop(tx);
        let sending = Edition { state: State::Sending, released: Some(minute(2)), ..stored };
        write(&store, minute(2), async |tx| editions::save(tx, &sending).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(editions::named(&conn, sending.name()).await.unwrap(), Some(sending.clone()));
        assert_eq!(editions::latest(&conn, None).await.unwrap(), Some(sending.clone()));
        let evening = Edition { which: Which::Later(1_080), ..edition(20) };
        let evening = write(&store, minute(3), async |tx| editions::create(tx, &evening).await.unwrap()).await;
        assert_eq!(editions::latest(&conn, Some(1_080)).await.unwrap(), Some(evening.clone()));
        assert_eq!(editions::of_day(&conn, sending.day).await.unwrap(), [sending.clone(), evening], "a day has one for each hour");
        assert_eq!(editions::by_id(&conn, sending.id).await.unwrap(), Some(sending.clone()));
        assert_eq!(editions::in_state(&conn, State::Sending).await.unwrap(), [sending]);
        assert_eq!(editions::list(&conn, 9).await.unwrap().len(), 3);
    }
}

/// Active, from an address, by a way.
fn came(n: i64, email: &str, source: &str, standing: Standing) -> Reader {
    let consent = domain::reader::Consent { source: source.to_owned(), confirmed: Some(minute(n)), ..reader(n).consent };
    let ended = (standing != Standing::Active).then(|| minute(100 + n));
    let ended_why = if ended.is_some() { "one press".to_owned() } else { String::new() };
    Reader { email: domain::email::Email::parse(email).unwrap(), consent, standing, ended, ended_why, ..reader(n) }
}

testkit::both! {
    async fn readers_are_found_by_beginnings_and_filters(store: Store) {
        let people = [
            came(1, "Imogen.A@Feedback.example", "coupon", Standing::Active),
            came(2, "imogen.b@other.example", "artist", Standing::Left),
            came(3, "jo@feedback.example", "import-1", Standing::Active),
            came(4, "feed@other.example", "import-1", Standing::Suppressed),
        ];
        write(&store, minute(0), async |tx| readers::create_many(tx, &people).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        let found = async |begins: &str| {
            let found = readers::beginning(&conn, begins, 10).await.unwrap();
            found.iter().map(|reader| reader.email.key()).collect::<Vec<_>>()
        };
        assert_eq!(found("imogen").await, ["imogen.a@feedback.example", "imogen.b@other.example"]);
        assert_eq!(found("imogen.b@other.example").await, ["imogen.b@other.example"]);
        assert_eq!(found("feed").await, ["feed@other.example", "imogen.a@feedback.example", "jo@feedback.example"]);
        assert_eq!(found("@feedback").await, ["imogen.a@feedback.example", "jo@feedback.example"]);
        assert_eq!(found("nobody").await, [""; 0]);
        let listed = async |filter: readers::ReaderFilter| {
            let found = readers::list(&conn, &filter, 10).await.unwrap();
            found.iter().map(|reader| reader.id.0).collect::<Vec<_>>()
        };
        assert_eq!(listed(readers::ReaderFilter::default()).await, [4, 3, 2, 1]);
        let of_source = readers::ReaderFilter { source: Some("import-1".to_owned()), ..Default::default() };
        assert_eq!(listed(of_source.clone()).await, [4, 3]);
        assert_eq!(listed(readers::ReaderFilter { standing: Some(Standing::Active), before: Some(domain::id::ReaderId(3)), ..Default::default() }).await, [1]);
        assert_eq!(listed(readers::ReaderFilter { choice: Some(Choice::Both), ..of_source }).await, [0; 0]);
        assert_eq!(readers::sources(&conn, 9).await.unwrap(), ["artist", "coupon", "import-1"]);
        assert_eq!(readers::sources(&conn, 1).await.unwrap(), ["artist"]);
        assert_eq!(readers::count_by_choice(&conn).await.unwrap(), [(Choice::General, 2)]);
        assert_eq!(readers::movement(&conn, minute(1), minute(4)).await.unwrap(), (3, 0));
        assert_eq!(readers::movement(&conn, minute(102), minute(105)).await.unwrap(), (0, 2));
        assert_eq!(readers::reasons(&conn, Standing::Left, 5).await.unwrap(), [("one press".to_owned(), 1)]);
        let keys = ["jo@feedback.example".to_owned(), "nobody@x.org".to_owned()];
        assert_eq!(readers::by_email_keys(&conn, &keys).await.unwrap().keys().collect::<Vec<_>>(), ["jo@feedback.example"]);
    }

    async fn a_saved_address_is_found_by_its_new_domain(store: Store) {
        let stored = write(&store, minute(0), async |tx| readers::create(tx, &reader(1)).await.unwrap()).await;
        let moved = Reader { email: domain::email::Email::parse("jo@moved.example").unwrap(), ..stored };
        write(&store, minute(1), async |tx| readers::save_many(tx, std::slice::from_ref(&moved)).await.unwrap()).await;
        let conn = store.read().await.unwrap();
        assert_eq!(readers::beginning(&conn, "@moved", 5).await.unwrap(), [moved]);
        assert_eq!(readers::beginning(&conn, "@example.org", 5).await.unwrap(), []);
    }

    async fn lists_are_counted_and_follows_listed(store: Store) {
        let (_, gilt) = small_paper(&store).await;
        let (id, list) = write(&store, minute(5), async |tx| {
            let id = readers::create(tx, &reader(1)).await.unwrap().id;
            readers::follow_many(tx, &[(id, gilt), (id, gilt)]).await.unwrap();
            let list = readers::begin_import(tx, "Imogen", "members.csv", "Ghost", "double opt-in at Ghost").await.unwrap();
            readers::count_import(tx, list, readers::Counts { added: 3, known: 2, kept_out: 1, broken: 4 }).await.unwrap();
            readers::count_import(tx, list, readers::Counts { added: 1, ..Default::default() }).await.unwrap();
            (id, list)
        })
        .await;
        let conn = store.read().await.unwrap();
        let follows = readers::follows_of(&conn, &[id]).await.unwrap();
        assert_eq!(follows[&id], [readers::Followed { slug: "gilt".to_owned(), name: "Gilt".to_owned(), since: minute(5) }]);
        assert_eq!(readers::followers(&conn, gilt).await.unwrap(), 1);
        let following = async |artist| {
            let filter = readers::ReaderFilter { follows: Some(artist), ..Default::default() };
            readers::list(&conn, &filter, 9).await.unwrap().len()
        };
        assert_eq!((following(gilt).await, following(domain::id::ArtistId(99)).await), (1, 0));
        let imported = readers::import(&conn, list).await.unwrap().unwrap();
        assert_eq!(imported.counts, readers::Counts { added: 4, known: 2, kept_out: 1, broken: 4 });
        assert_eq!(readers::imports(&conn, 5).await.unwrap(), [imported]);
    }

    async fn the_suppression_list_outlives_addresses(store: Store) {
        use store::suppressions;
        assert_eq!(suppressions::salt(&store.read().await.unwrap()).await.unwrap(), None);
        write(&store, minute(0), async |tx| {
            assert_eq!(suppressions::salt_or(tx, "first").await.unwrap(), "first");
            assert_eq!(suppressions::salt_or(tx, "second").await.unwrap(), "first");
            assert!(suppressions::put(tx, "h1", Some("jo@example.org"), "asked by letter", "Imogen").await.unwrap());
            assert!(!suppressions::put(tx, "h1", Some("jo@example.org"), "again", "Imogen").await.unwrap());
            assert!(suppressions::put(tx, "h2", None, "complained", "Imogen").await.unwrap());
        })
        .await;
        let conn = store.read().await.unwrap();
        let hashes = ["h1", "h2", "h3"].map(str::to_owned);
        assert_eq!(suppressions::among(&conn, &hashes).await.unwrap().len(), 2);
        let listed = suppressions::list(&conn, None, 5).await.unwrap();
        assert_eq!((listed[0].hash.as_str(), listed[1].reason.as_str(), listed.len()), ("h2", "asked by letter", 2));
        assert_eq!(suppressions::list(&conn, Some(listed[0].id), 5).await.unwrap().len(), 1);
        let email = domain::email::Email::parse("Jo@example.org").unwrap();
        write(&store, minute(1), async |tx| readers::forget_address(tx, &email).await.unwrap()).await;
        assert_eq!(suppressions::by_hash(&conn, "h1").await.unwrap().unwrap().email, None, "the hash stays");
        write(&store, minute(2), async |tx| assert!(suppressions::lift(tx, "h1").await.unwrap() && !suppressions::lift(tx, "h1").await.unwrap())).await;
        assert_eq!(suppressions::by_hash(&conn, "h1").await.unwrap(), None);
    }

    async fn a_plan_is_saved_over_the_revision_it_was_made_from(store: Store) {
        use domain::edition::Plan;
        let day = domain::edition::Name::of(jiff::civil::date(2026, 11, 21));
        let empty = editions::plan(&store.read().await.unwrap(), day).await.unwrap();
        assert_eq!(empty, Plan::empty(day));
        let wanted = Plan { order: vec![StoryId(3), StoryId(1)], dropped: vec![StoryId(2)], note: vec!["No “edition” tomorrow.".to_owned()], held: Some(minute(9)), ..empty.clone() };
        let saved = write(&store, minute(0), async |tx| editions::save_plan(tx, &wanted, "Imogen").await.unwrap()).await;
        assert_eq!(editions::plan(&store.read().await.unwrap(), day).await.unwrap(), Plan { revision: 1, ..wanted });
        let again = write(&store, minute(1), async |tx| editions::save_plan(tx, &Plan { subject: "Hello".to_owned(), ..saved.clone() }, "Jo").await.unwrap()).await;
        assert_eq!((again.revision, again.subject.as_str()), (2, "Hello"));
        let tx = store.begin(minute(2)).await.unwrap();
        for stale in [saved, empty] {
            assert!(matches!(editions::save_plan(&tx, &stale, "Jo").await, Err(StoreError::Conflict(_))));
        }
    }
}
