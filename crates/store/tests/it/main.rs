//! The store through its public door, every test on both databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod artists;
mod backup;
mod changes;
mod deliveries;
mod desk;
mod doors;
mod links;
mod media;
mod paper;
mod readers;
mod running;
mod stories;
mod work;

use domain::id::{ArtistId, PersonId};
use domain::time::Instant;
use store::{Store, Tx};

/// A write that commits.
async fn write<T>(store: &Store, now: Instant, body: impl AsyncFnOnce(&Tx) -> T) -> T {
    let tx = store.begin(now).await.unwrap();
    let done = body(&tx).await;
    tx.commit().await.unwrap();
    done
}

/// A paper with one byline and one artist.
async fn small_paper(store: &Store) -> (PersonId, ArtistId) {
    write(store, testkit::minute(0), async |tx| {
        let person = testkit::set_up(tx).await;
        let gilt = store::artists::create(tx, &testkit::artist("Gilt"), &testkit::slug("gilt"), testkit::KEYS).await.unwrap();
        (person, gilt.id)
    })
    .await
}
