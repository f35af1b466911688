use super::{small_paper, write};
use domain::edition::{Edition, State};
use domain::id::{EditionId, StoryId};
use domain::reader::{Choice, Reader, Standing};
use store::{StoreError, editions, readers};
use testkit::{minute, reader};

testkit::both! {
    async fn a_reader_is_found_by_address_and_key(store: Store) {
        let new = Reader { standing: Standing::Pending, choice: Choice::Both, confirmation_sent: Some(minute(3)), ..reader(1) };
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
            state: State::Composed,
            subject: "Drummer quits".to_owned(),
            preheader: String::new(),
            stories: vec![StoryId(3), StoryId(1)],
            released: None,
            covers_until: minute(0),
            composed: minute(1),
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
        assert_eq!(editions::by_day(&conn, sending.day).await.unwrap(), Some(sending.clone()));
        assert_eq!(editions::latest(&conn).await.unwrap(), Some(sending.clone()));
        assert_eq!(editions::by_id(&conn, sending.id).await.unwrap(), Some(sending.clone()));
        assert_eq!(editions::in_state(&conn, State::Sending).await.unwrap(), [sending]);
        assert_eq!(editions::list(&conn, 9).await.unwrap().len(), 2);
    }
}
