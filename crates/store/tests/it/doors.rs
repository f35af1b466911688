use super::write;
use domain::body::MediaKey;
use domain::paper::Section;
use std::sync::Arc;
use std::time::Duration;
use store::blobs::Files;
use store::{Location, Store, StoreError, paper};
use testkit::minute;
use tokio::sync::Barrier;

testkit::both! {
    async fn a_second_migration_does_nothing(store: Store) {
        assert_eq!(store.pending_migrations().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.migrate().await.unwrap(), Vec::<String>::new());
    }

    async fn a_snapshot_sees_one_state(store: Store) {
        let snapshot = store.snapshot().await.unwrap();
        write(&store, minute(0), async |tx| testkit::set_up(tx).await).await;
        assert_eq!(paper::get(&snapshot).await.unwrap(), None);
        drop(snapshot);
        assert!(paper::get(&store.snapshot().await.unwrap()).await.unwrap().is_some());
    }

    async fn whoever_reads_already_waits_for_nobody_to_read_more(store: Store) {
        let (many, together) = (16, Arc::new(Barrier::new(8)));
        let ask = |store: Store, together: Arc<Barrier>| async move {
            let reading = store.snapshot().await.unwrap();
            // All of SQLite's seats are taken now, and each of those who sit there wants another one.
            together.wait().await;
            let more = store.read().await.unwrap();
            assert_eq!((paper::get(&reading).await.unwrap(), paper::get(&more).await.unwrap()), (None, None));
        };
        let asked: Vec<_> = (0..many).map(|_| tokio::spawn(ask(store.clone(), Arc::clone(&together)))).collect();
        let all = async {
            for one in asked {
                one.await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(10), all).await.unwrap();
    }

    async fn upkeep_changes_nothing(store: Store) {
        write(&store, minute(0), async |tx| testkit::set_up(tx).await).await;
        store.upkeep().await.unwrap();
        assert_eq!(paper::get(&store.read().await.unwrap()).await.unwrap(), Some(testkit::paper()));
    }

    async fn upkeep_waits_for_no_reader(store: Store) {
        write(&store, minute(0), async |tx| testkit::set_up(tx).await).await;
        let reading = store.snapshot().await.unwrap();
        assert!(paper::get(&reading).await.unwrap().is_some());
        write(&store, minute(1), async |tx| paper::put_section(tx, &Section { slug: testkit::slug("late"), name: "Late".to_owned(), position: 9, description: String::new() }).await.unwrap()).await;
        let begun = std::time::Instant::now();
        store.upkeep().await.unwrap();
        assert!(begun.elapsed().as_secs() < 10, "it waited for a reader, who may wait for a writer");
        drop(reading);
    }

    async fn a_write_given_up_at_any_moment_leaves_nothing_open(store: Store) {
        for patience in 0..60_u64 {
            let given_up = tokio::time::timeout(std::time::Duration::from_micros(patience * 40), async {
                let tx = store.begin(minute(0)).await.unwrap();
                testkit::set_up(&tx).await;
                drop(store.snapshot().await.unwrap());
                std::future::pending::<()>().await;
            });
            assert!(given_up.await.is_err());
        }
        write(&store, minute(0), async |tx| testkit::set_up(tx).await).await;
        // Every connection of the pool, and each must see what was written last.
        let mut all = Vec::new();
        for _ in 0..8 {
            let conn = store.read().await.unwrap();
            assert!(paper::get(&conn).await.unwrap().is_some());
            all.push(conn);
        }
    }

    async fn connections_come_back_sound_after_errors_and_cancelled_work(store: Store) {
        for _ in 0..40 {
            let tx = store.begin(minute(0)).await.unwrap();
            testkit::set_up(&tx).await;
            let endless = tokio::time::timeout(std::time::Duration::from_micros(300), async {
                loop {
                    paper::set(&tx, &testkit::paper()).await.unwrap();
                    tokio::task::yield_now().await;
                }
            });
            assert!(endless.await.is_err());
        }
        assert_eq!(paper::get(&store.read().await.unwrap()).await.unwrap(), None);
        write(&store, minute(0), async |tx| testkit::set_up(tx).await).await;
    }
}

#[test]
fn a_new_file_is_migrated_step_by_step() {
    testkit::with_scratch(async |scratch| {
        let location = Location::Sqlite(scratch.sqlite_file());
        let store = Store::open(&location).await.unwrap();
        let pending = store.pending_migrations().await.unwrap();
        assert_eq!(pending.first().map(String::as_str), Some("0001_paper"));
        assert_eq!(store.migrate().await.unwrap(), pending);
        let number = |name: &String| name.split('_').next().and_then(|number| number.parse().ok());
        assert_eq!(pending.last().and_then(number), Some(store::schema_version()));
        assert!(pending.iter().map(number).is_sorted(), "{pending:?}");
    });
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    testkit::with_scratch(async |scratch| {
        let missing = scratch.path().join("none").join("paper.db");
        let said = Store::open(&Location::Sqlite(missing.clone())).await.err().unwrap().to_string();
        assert!(said.contains(&missing.display().to_string()) && said.contains("directory exists"), "{said}");
    });
}

#[test]
fn a_file_that_is_no_database_is_named() {
    testkit::with_scratch(async |scratch| {
        let path = scratch.path().join("notes.txt");
        std::fs::write(&path, "This is not a database, whatever its name says.".repeat(100)).unwrap();
        let said = Store::open(&Location::Sqlite(path)).await.err().unwrap().to_string();
        assert!(said.contains("not an SQLite database"), "{said}");
    });
}

#[test]
fn a_server_that_is_not_there_is_away() {
    testkit::with_scratch(async |_| {
        let nowhere = Store::open(&Location::Postgres("postgres://nobody@127.0.0.1:1/none".to_owned())).await;
        assert!(matches!(nowhere, Err(StoreError::Away(_))));
        let tls = Store::open(&Location::Postgres("postgres://nobody@127.0.0.1:1/none?sslmode=require".to_owned())).await;
        assert!(tls.err().unwrap().to_string().contains("TLS"));
        let nonsense = Store::open(&Location::Postgres("feedback".to_owned())).await;
        assert!(nonsense.err().unwrap().to_string().contains("postgres://user@host"));
    });
}

#[test]
fn files_are_stored_once_and_checked() {
    testkit::with_scratch(async |scratch| {
        let files = Files::open(&scratch.path().join("media")).unwrap();
        let key = files.put(b"a picture", "jpg").unwrap();
        assert_eq!(files.put(b"a picture", "jpg").unwrap(), key);
        assert_eq!(files.get(&key).unwrap().as_deref(), Some(b"a picture".as_slice()));
        assert!(files.verify(&key).unwrap());
        std::fs::write(files.path(&key), b"a pictura").unwrap();
        assert!(!files.verify(&key).unwrap());
        let absent = MediaKey::parse(&format!("{}.png", "0".repeat(64))).unwrap();
        assert_eq!((files.get(&absent).unwrap(), files.verify(&absent).unwrap()), (None, false));
        assert!(files.put(b"x", "an ending").is_err());
    });
}

#[test]
fn a_file_in_the_place_of_the_directory_is_named() {
    testkit::with_scratch(async |scratch| {
        let path = scratch.path().join("media");
        std::fs::write(&path, b"").unwrap();
        let said = Files::open(&path).err().unwrap().to_string();
        assert!(said.contains(&path.display().to_string()), "{said}");
    });
}
