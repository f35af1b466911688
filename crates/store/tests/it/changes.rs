use super::write;
use domain::change::ChangeKind;
use std::time::Duration;
use store::{changes, stories};
use testkit::{minute, new_story};

testkit::both! {
    async fn a_commit_tells_what_it_changed_and_a_dropped_one_nothing(store: Store) {
        let mut committed = store.committed();
        write(&store, minute(7), async |tx| {
            let story = stories::create(tx, &new_story("Story", minute(1)), "I").await.unwrap();
            tx.change(ChangeKind::Story, story.id.0);
        })
        .await;
        let tx = store.begin(minute(8)).await.unwrap();
        tx.change(ChangeKind::Paper, 0);
        stories::create(&tx, &new_story("Lost", minute(1)), "I").await.unwrap();
        drop(tx);
        let conn = store.read().await.unwrap();
        let feed = changes::since(&conn, 0, 9).await.unwrap();
        assert_eq!(feed.iter().map(|change| (change.kind, change.at)).collect::<Vec<_>>(), [(ChangeKind::Story, minute(7))]);
        assert_eq!(*committed.borrow_and_update(), feed[0].seq);
        assert_eq!(changes::last(&conn).await.unwrap(), feed[0].seq);
        assert_eq!(changes::since(&conn, feed[0].seq, 9).await.unwrap(), []);
        assert_eq!(stories::by_address(&conn, "/2026/11/20/lost").await.unwrap(), None);
    }

    async fn the_feed_rises_in_the_order_of_commits(store: Store) {
        // Slow writers and quick ones, and a tail that reads all the time: nothing may appear behind its cursor.
        let writers = (0..8_i64).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..10 {
                    let tx = store.begin(minute(0)).await.unwrap();
                    tx.change(ChangeKind::Story, n * 100 + round);
                    tokio::time::sleep(Duration::from_millis((n as u64 * 7 + round as u64 * 3) % 11)).await;
                    tx.commit().await.unwrap();
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let mut seen = Vec::new();
        let mut cursor = 0;
        while seen.len() < 80 {
            let done = writers.iter().all(tokio::task::JoinHandle::is_finished);
            for change in changes::since(&store.read().await.unwrap(), cursor, 1000).await.unwrap() {
                cursor = change.seq;
                seen.push(change.id);
            }
            assert!(!done || seen.len() == 80, "the tail skipped {} changes", 80 - seen.len());
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 80);
    }
}
