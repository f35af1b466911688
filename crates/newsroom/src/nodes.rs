//! Several processes on one PostgreSQL paper. Each follows the feed of changes and stores how far it has come; a command
//! line that wrote waits until every living server has passed its change, so that “published” is true on all of them.

use crate::deliver::{Clock, SILENT_SECONDS};
use crate::{Newsroom, Verb};
use std::time::Duration;
use store::{changes, epochs};

/// How long a command waits for servers that are alive but behind.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

fn cursor_of(epoch: i64) -> String {
    format!("node:{epoch}")
}

/// Follows the feed and, when it moved, stores how far this server has come.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn follow(newsroom: &Newsroom, epoch: i64, clock: &Clock) -> Verb<()> {
    let seen = newsroom.catch_up().await?;
    let stored = changes::cursor(&newsroom.store().read().await?, &cursor_of(epoch)).await?;
    if stored < seen {
        let tx = newsroom.begin(clock()).await?;
        changes::set_cursor(&tx, &cursor_of(epoch), seen).await?;
        newsroom.commit(tx).await?;
    }
    Ok(())
}

/// Waits until every living server has seen all changes there are now. `false`: one is alive and did not within
/// fifteen seconds; its pages follow when it does.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn all_have_seen(newsroom: &Newsroom, own_epoch: i64, clock: &Clock) -> Verb<bool> {
    let target = changes::last(&newsroom.store().read().await?).await?;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < deadline {
        if behind(newsroom, own_epoch, clock, target).await? == 0 {
            return Ok(true);
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(false)
}

/// How many living servers have not come as far as `target`. A process without a cursor serves nobody.
async fn behind(newsroom: &Newsroom, own_epoch: i64, clock: &Clock, target: i64) -> Verb<usize> {
    let conn = newsroom.store().read().await?;
    let mut behind = 0;
    for epoch in epochs::live(&conn, clock().plus_seconds(-SILENT_SECONDS)).await? {
        let cursor = if epoch == own_epoch { 0 } else { changes::cursor(&conn, &cursor_of(epoch)).await? };
        behind += usize::from(cursor > 0 && cursor < target);
    }
    Ok(behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Instant;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use store::Store;
    use store::blobs::Files;

    fn clock() -> Clock {
        Arc::new(|| Instant::from_micros(1_000_000_000))
    }

    async fn node(store: &Store, folder: &std::path::Path) -> (Newsroom, i64) {
        let newsroom = Newsroom::open(store.clone(), Files::open(folder).unwrap(), clock()(), [1; 32]).await.unwrap();
        let tx = store.begin(clock()()).await.unwrap();
        let epoch = epochs::begin(&tx, "test").await.unwrap();
        tx.commit().await.unwrap();
        (newsroom, epoch)
    }

    testkit::both! {
        async fn a_write_of_one_node_is_waited_for_on_the_other(store: Store) {
            let folder = tempfile::tempdir().unwrap();
            let (writer, writer_epoch) = node(&store, folder.path()).await;
            let (server, server_epoch) = node(&store, folder.path()).await;
            let told = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&told);
            server.on_change(Arc::new(move |changes| { counter.fetch_add(changes.len(), Ordering::Relaxed); }));
            write(&writer).await;
            follow(&server, server_epoch, &clock()).await.unwrap();
            let before = told.load(Ordering::Relaxed);
            write(&writer).await;
            assert_eq!(behind(&writer, writer_epoch, &clock(), changes::last(&store.read().await.unwrap()).await.unwrap()).await.unwrap(), 1);
            follow(&server, server_epoch, &clock()).await.unwrap();
            assert!(all_have_seen(&writer, writer_epoch, &clock()).await.unwrap());
            assert!(told.load(Ordering::Relaxed) > before, "the server's pages were dropped");
        }
    }

    async fn write(newsroom: &Newsroom) {
        let tx = newsroom.begin(clock()()).await.unwrap();
        tx.change(domain::change::ChangeKind::Paper, 0);
        newsroom.commit(tx).await.unwrap();
    }
}
