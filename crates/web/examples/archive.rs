//! What the archive's pages cost when nothing of them is cached, on SQLite: an artist with 5,000 stories, page by page, and
//! the A–Z of 100,000 artists. In release.
//!
//! `cargo run --release -p web --example archive`. Every address is asked for once, in process, headers and compression as a
//! reader gets them; the limit of each page is 3 ms.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement fails by stopping")]

use axum::body::Body;
use axum::http::Request;
use domain::artist::NewArtist;
use domain::body::{Block, Score};
use domain::id::ArtistId;
use domain::link::Strength;
use domain::story::ArtistCredit;
use newsroom::Newsroom;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::blobs::Files;
use store::{Location, Store, artists, links, stories};
use tower::ServiceExt as _;

const STORIES: usize = 5_000;
const ARTISTS: usize = 100_000;

/// As the product's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Location::Sqlite(folder.path().join("paper.db"))).await.unwrap();
    store.migrate().await.unwrap();
    let now = testkit::minute(10 * i64::try_from(STORIES).unwrap());
    let begun = Instant::now();
    fill(&store).await;
    println!("{STORIES} stories and {ARTISTS} artists stored in {:?}", begun.elapsed());
    let newsroom = Newsroom::open(store, Files::open(&folder.path().join("media")).unwrap(), now, [7; 32]).await.unwrap();
    let drawn = AtomicU64::new(1);
    let chance = Arc::new(move || u128::from(drawn.fetch_add(1, Ordering::Relaxed)));
    let app = web::App::new(newsroom, Arc::new(move || now), chance, web::Settings::default()).unwrap();
    let router = web::router(app);
    // The theme and the paper's own facts are read by whoever comes first.
    ask(&router, "/corrections").await;
    let pages = (1..=STORIES / 100).map(|n| if n == 1 { "/artists/gilt".to_owned() } else { format!("/artists/gilt?page={n}") });
    measure("an artist with 5,000 stories, a page", &router, pages.collect()).await;
    measure("their calendar", &router, vec!["/artists/gilt/dates.ics".to_owned()]).await;
    let letters = ('a'..='z').map(|letter| format!("/artists?letter={letter}"));
    measure("A–Z of 100,000 artists, a letter", &router, letters.collect()).await;
    let deep = (0..20).map(|n| format!("/artists?letter=m&after=m-artist-{}", n * 180));
    measure("A–Z, within a letter", &router, deep.collect()).await;
}

async fn fill(store: &Store) {
    let tx = store.begin(testkit::minute(0)).await.unwrap();
    testkit::set_up(&tx).await;
    let gilt = artists::create(&tx, &testkit::artist("Gilt"), &testkit::slug("gilt"), testkit::KEYS).await.unwrap().id;
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    let many: Vec<_> = (0..ARTISTS)
        .map(|n| {
            (
                NewArtist { name: format!("{} artist {}", letter(n), n / 26), ..NewArtist::default() },
                testkit::slug(&format!("{}-artist-{}", letter(n), n / 26)),
            )
        })
        .collect();
    let ids = artists::create_many(&tx, &many, testkit::KEYS).await.unwrap();
    tx.commit().await.unwrap();
    let each = ids.len().div_ceil(STORIES);
    for (batch, some) in (0..STORIES).collect::<Vec<_>>().chunks(250).enumerate() {
        let tx = store.begin(testkit::minute(0)).await.unwrap();
        for n in some {
            story(&tx, gilt, *n, &ids[n * each..((n + 1) * each).min(ids.len())]).await;
        }
        tx.commit().await.unwrap();
        if batch == 0 {
            println!("{} others in each story", each);
        }
    }
}

async fn story(tx: &store::Tx, gilt: ArtistId, n: usize, others: &[ArtistId]) {
    let mut new =
        testkit::new_story(&format!("Gilt do thing number {n} and are not sorry"), testkit::minute(10 * i64::try_from(n).unwrap()));
    let strength = if n.is_multiple_of(5) { Strength::Mentioned } else { Strength::Subject };
    new.draft.artists = vec![ArtistCredit { artist: gilt, credited_as: "Gilt".to_owned(), strength }];
    if n.is_multiple_of(100) {
        new.draft.body.blocks.push(Block::Score(Score { value: 7.5, out_of: 10.0, verdict: "Loud.".to_owned() }));
    }
    let id = stories::create(tx, &new, "I").await.unwrap().id;
    let all: Vec<_> = std::iter::once((gilt, strength)).chain(others.iter().map(|other| (*other, Strength::Mentioned))).collect();
    links::set_story_artists(tx, id, &all).await.unwrap();
}

async fn ask(router: &axum::Router, path: &str) -> (Duration, usize) {
    let request = Request::get(path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let begun = Instant::now();
    let response = router.clone().oneshot(request).await.unwrap();
    let ok = response.status().is_success();
    let bytes = axum::body::to_bytes(response.into_body(), 8 << 20).await.unwrap();
    let took = begun.elapsed();
    assert!(ok, "{path}");
    (took, bytes.len())
}

async fn measure(what: &str, router: &axum::Router, paths: Vec<String>) {
    let (mut took, mut bytes) = (Vec::new(), 0);
    for path in &paths {
        let (time, size) = ask(router, path).await;
        took.push(time);
        bytes += size;
    }
    took.sort();
    let middle = took[took.len() / 2];
    println!("{what}: median {middle:?}, longest {:?}, of {} ({} KB each)", took[took.len() - 1], took.len(), bytes / took.len() / 1000);
}
