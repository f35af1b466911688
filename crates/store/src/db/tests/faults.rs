//! What happens when things break below.

use crate::db::conn::{ALL, APPEND_CHANGE, LOCK_FEED};
use crate::db::values;
use crate::{Location, Store, StoreError, changes, paper};
use domain::change::ChangeKind;
use domain::time::Instant;
use std::time::Duration;

fn now() -> Instant {
    Instant::from_micros(1)
}

async fn fresh(scratch: &testkit::Scratch) -> Store {
    let store = Store::open(&Location::Sqlite(scratch.sqlite_file())).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// One writer has drawn its number and has not committed; another commits; the tail reads in between.
async fn the_tail_skips_nothing(store: Store) {
    assert!(!ALL.is_empty());
    let slow = store.begin(now()).await.unwrap();
    slow.row(&LOCK_FEED, &[]).await.unwrap();
    slow.row(&APPEND_CHANGE, &values!["story", 1_i64, now()]).await.unwrap();
    let quick = tokio::spawn({
        let store = store.clone();
        async move {
            let quick = store.begin(now()).await.unwrap();
            quick.change(ChangeKind::Story, 2);
            quick.commit().await.unwrap()
        }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let conn = store.read().await.unwrap();
    assert!(!quick.is_finished(), "a later number was committed before an earlier one");
    assert_eq!(changes::since(&conn, 0, 9).await.unwrap(), []);
    slow.batch("COMMIT").await.unwrap();
    drop(slow);
    quick.await.unwrap();
    let seen: Vec<_> = changes::since(&conn, 0, 9).await.unwrap().iter().map(|change| change.id).collect();
    assert_eq!(seen, [1, 2]);
}

mod a_writer_held_between_number_and_commit {
    use super::*;

    #[test]
    fn sqlite() {
        testkit::with_scratch(async |scratch| the_tail_skips_nothing(fresh(&scratch).await).await);
    }

    #[test]
    fn postgres() {
        testkit::with_scratch(async |scratch| {
            let address = scratch.postgres_address().await;
            the_tail_skips_nothing(Store::open(&Location::Postgres(address)).await.unwrap()).await;
        });
    }
}

#[test]
fn a_full_disk_says_so_and_changes_nothing() {
    testkit::with_scratch(async |scratch| {
        let store = fresh(&scratch).await;
        let tx = store.begin(now()).await.unwrap();
        // SQLite's own cap on pages fails exactly as a disk without room does.
        tx.batch("COMMIT; PRAGMA max_page_count = 1; BEGIN IMMEDIATE").await.unwrap();
        let mut full = Ok(None);
        for n in 0..100_000 {
            full = tx.row(&crate::mailbox::PUT, &values![now(), "a", "b", format!("{n}"), [0_u8; 4000].as_slice()]).await;
            if full.is_err() {
                break;
            }
        }
        assert!(matches!(full, Err(StoreError::Full(_))), "{full:?}");
        drop(tx);
        assert_eq!(crate::mailbox::list(&store.read().await.unwrap(), 9).await.unwrap(), []);
        let tx = store.begin(now()).await.unwrap();
        tx.batch("COMMIT; PRAGMA max_page_count = 1000000; BEGIN IMMEDIATE").await.unwrap();
        crate::mailbox::put(&tx, "a", "b", "c", b"d").await.unwrap();
        tx.commit().await.unwrap();
    });
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    testkit::with_scratch(async |scratch| {
        let location = Location::Sqlite(scratch.sqlite_file());
        let store = Store::open(&location).await.unwrap();
        store.migrate().await.unwrap();
        let tx = store.begin(now()).await.unwrap();
        tx.batch("INSERT INTO schema_migrations (number, name) VALUES (9999, '9999_future')").await.unwrap();
        tx.commit().await.unwrap();
        for refused in [Store::open(&location).await.err(), store.migrate().await.err(), store.pending_migrations().await.err()] {
            assert!(matches!(refused, Some(StoreError::Newer { found: 9999, .. })), "{refused:?}");
        }
    });
}

#[test]
fn a_broken_value_is_named_with_table_column_and_row() {
    testkit::with_scratch(async |scratch| {
        let store = fresh(&scratch).await;
        let tx = store.begin(now()).await.unwrap();
        tx.batch("INSERT INTO sections (slug, name, position) VALUES ('Not A Slug', 'News', 0)").await.unwrap();
        tx.commit().await.unwrap();
        let said = paper::sections(&store.read().await.unwrap()).await.err().unwrap();
        assert!(matches!(&said, StoreError::Corrupt { table: "sections", column, .. } if column == "slug"), "{said:?}");
        assert!(said.to_string().contains("Not A Slug"), "{said}");
    });
}

#[test]
fn a_reading_connection_cannot_write() {
    testkit::with_scratch(async |scratch| {
        let store = fresh(&scratch).await;
        let conn = store.read().await.unwrap();
        assert!(conn.peek("INSERT INTO sections (slug, name, position) VALUES ('a', 'b', 0) RETURNING slug").await.is_err());
    });
}

#[test]
fn what_is_acknowledged_is_synced() {
    testkit::with_scratch(async |scratch| {
        let store = fresh(&scratch).await;
        let tx = store.begin(now()).await.unwrap();
        for (pragma, expected) in [("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0)] {
            let row = tx.peek(&format!("PRAGMA {pragma}")).await.unwrap().remove(0);
            assert_eq!(row.of("pragma").int(pragma).unwrap(), expected, "{pragma}");
        }
        let mode = tx.peek("PRAGMA journal_mode").await.unwrap().remove(0);
        assert_eq!(mode.of("pragma").text("journal_mode").unwrap(), "wal");
    });
}
