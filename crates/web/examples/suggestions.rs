//! How fast suggestions are while somebody types, with 100,000 artists: in process and over HTTP, in release.
//!
//! `INKIE_DATA=… cargo run --release -p web --example suggestions`. The data are lists of artists' names; they are
//! multiplied to the number wanted.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a measurement fails by stopping")]

use domain::artist::{ArtistKind, Membership, NewArtist};
use domain::id::{ArtistId, StoryId};
use domain::role::Role;
use newsroom::suggest::{self, Text};
use newsroom::{Newsroom, artists};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::blobs::Files;
use store::{Location, Store};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const ARTISTS: usize = 100_000;
const KEYSTROKES: usize = 400;

/// As the product's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let data = std::env::var("INKIE_DATA").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Location::Sqlite(folder.path().join("paper.db"))).await.unwrap();
    store.migrate().await.unwrap();
    let now = testkit::minute(0);
    let tx = store.begin(now).await.unwrap();
    testkit::set_up(&tx).await;
    let story = store::stories::create(&tx, &testkit::new_story("Nothing happened", now), "I").await.unwrap().id;
    tx.commit().await.unwrap();
    let newsroom = Newsroom::open(store.clone(), Files::open(&folder.path().join("media")).unwrap(), now, [7; 32]).await.unwrap();
    let names = names(&data);
    load(&newsroom, &names).await;
    println!("{} artists", names.len());
    let begun = Instant::now();
    let texts = texts(&data, &names);
    suggest::read(&newsroom, &testkit::act(now), story, &text("", "")).await.unwrap();
    println!("names read into memory in {:?}, {} MB resident", begun.elapsed(), resident());
    let server = serve(newsroom.clone(), now).await;
    for (what, letters) in &texts {
        in_process(&newsroom, story, what, letters).await;
        over_http(&server, story, what, letters).await;
    }
    changed_in_between(&newsroom, story, &texts[0].1).await;
}

/// Lists of names, multiplied: each more name is one with the last word of another.
fn names(data: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for file in ["wikidata-lastfm-names.tsv", "musicbrainz-1968-1973-artists.tsv", "musicbrainz-ru-artists.tsv"] {
        let text = std::fs::read_to_string(format!("{data}/artists/{file}")).unwrap();
        all.extend(text.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).map(str::to_owned));
    }
    all.sort();
    all.dedup();
    let known = all.len();
    let mut n = 0;
    while all.len() < ARTISTS {
        let last = all[(n * 7 + 13) % known].split(' ').next_back().unwrap_or_default().to_owned();
        all.push(format!("{} {last} {}", all[n % known], n / known + 2));
        n += 1;
    }
    all.truncate(ARTISTS);
    all
}

async fn load(newsroom: &Newsroom, names: &[String]) {
    let act = domain::act::Act::new("I", Role::Owner, testkit::minute(1));
    let new = |name: &String| NewArtist { name: name.clone(), kind: ArtistKind::Group, ..NewArtist::default() };
    let mut lines = names.iter().map(new).enumerate().map(Ok::<_, (usize, String)>);
    let imported = artists::import(newsroom, &act, &mut lines, &|_| {}).await.unwrap();
    println!("imported {} ({} known, {} problems)", imported.made, imported.known, imported.problems.len());
    let tx = newsroom.store().begin(testkit::minute(2)).await.unwrap();
    for n in 1..20_000 {
        store::artists::put_membership(&tx, Membership::undated(ArtistId(n), ArtistId(n + 20_000), false)).await.unwrap();
    }
    drop(tx.commit().await);
    newsroom.catch_up().await.unwrap();
}

/// A story of 3 KB, one of 12, one of 50, and 50 KB of nothing but quotations in one paragraph.
fn texts(data: &str, names: &[String]) -> Vec<(String, String)> {
    let mut story = String::new();
    for entry in std::fs::read_dir(format!("{data}/stories")).unwrap().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "txt") {
            story.push_str(&std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    story.truncate((0..=3_000.min(story.len())).rev().find(|at| story.is_char_boundary(*at)).unwrap());
    let with_names = |n: usize| format!("{story}\nThen {} met {} in Perth.\n", names[n * 31 % names.len()], names[n * 97 % names.len()]);
    let long = |bytes: usize| (0..bytes / story.len()).map(with_names).collect::<String>();
    let said =
        "“We lost the van,” said Bettina Frayne. ‘It’s the artists’ choice,’ he added, 'the drummers' own', and laughed: “All of us.” ";
    vec![
        ("a story of 3 KB".to_owned(), story.clone()),
        ("12 KB".to_owned(), long(12_000)),
        ("50 KB".to_owned(), long(50_000)),
        ("50 KB of quotations in one paragraph".to_owned(), said.repeat(50_000 / said.len())),
    ]
}

fn body(letters: &str) -> Value {
    let paragraph = |line: &str| json!({ "type": "paragraph", "content": [{ "type": "text", "text": line }] });
    let content: Vec<Value> = letters.lines().filter(|line| !line.trim().is_empty()).map(paragraph).collect();
    json!({ "type": "doc", "version": 1, "content": content })
}

fn text(headline: &str, letters: &str) -> Text {
    let body = domain::body::Body::from_json_in_progress(&body(letters));
    Text { headline: headline.to_owned(), standfirst: String::new(), body, line: Vec::new() }
}

/// The text as it is after each keystroke: the last words are typed.
fn typed(letters: &str) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = letters.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let from = ends.len().saturating_sub(KEYSTROKES);
    let ends: Vec<usize> = ends[from..].to_vec();
    ends.into_iter().map(move |end| letters.get(..end).unwrap_or_default())
}

async fn in_process(newsroom: &Newsroom, story: StoryId, what: &str, letters: &str) {
    let act = testkit::act(testkit::minute(3));
    let (mut took, mut found) = (Vec::new(), 0);
    for letters in typed(letters) {
        let text = text("Something Happened", letters);
        let begun = Instant::now();
        found = suggest::read(newsroom, &act, story, &text).await.unwrap().mentions.len();
        took.push(begun.elapsed());
    }
    print(&format!("{what}, in process ({found} mentions)"), took);
}

struct Server {
    address: std::net::SocketAddr,
    cookie: String,
}

async fn serve(newsroom: Newsroom, now: domain::time::Instant) -> Server {
    let act = domain::act::Act::new("I", Role::Owner, now).traced(1);
    let invitation =
        newsroom::staff::Invitation { name: "Jo".to_owned(), email: "jo@feedback.example".to_owned(), role: Role::Editor, mailed: false };
    newsroom::staff::invite(&newsroom, &act, &invitation).await.unwrap();
    let (link, _) = newsroom::signin::link_for(&newsroom, &act, "jo@feedback.example").await.unwrap();
    let opened = newsroom::signin::enter(&newsroom, &act, &link, "a measurement").await.unwrap();
    let drawn = AtomicU64::new(1);
    let chance = Arc::new(move || u128::from(drawn.fetch_add(1, Ordering::Relaxed)));
    let app = web::App::new(newsroom, Arc::new(move || now), chance, web::Settings::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, web::router(app)).await });
    Server { address, cookie: format!("inkie-desk={}", opened.token) }
}

async fn over_http(server: &Server, story: StoryId, what: &str, letters: &str) {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut took, mut bytes) = (Vec::new(), 0);
    for letters in typed(letters) {
        let input = json!({ "headline": "Something Happened", "standfirst": "", "body": body(letters), "artists": [] }).to_string();
        let head = format!(
            "POST /api/v1/stories/{story}/suggestions HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            server.address,
            server.cookie,
            input.len()
        );
        let begun = Instant::now();
        stream.write_all(format!("{head}{input}").as_bytes()).await.unwrap();
        bytes = answer(&mut stream).await;
        took.push(begun.elapsed());
    }
    print(&format!("{what}, over HTTP ({} KB back)", bytes / 1_000), took);
}

/// Reads one answer; gives the length of its body.
async fn answer(stream: &mut TcpStream) -> usize {
    let (mut read, mut buffer) = (Vec::new(), vec![0; 65_536]);
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the server hung up: {}", String::from_utf8_lossy(&read));
        read.extend_from_slice(&buffer[..count]);
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{}", String::from_utf8_lossy(&read));
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map(|length| length.trim().parse::<usize>().unwrap());
        if length.is_some_and(|length| read.len() >= end + 4 + length) {
            return length.unwrap();
        }
    }
}

/// The next keystroke after an artist was made, and while everything is read anew.
async fn changed_in_between(newsroom: &Newsroom, story: StoryId, letters: &str) {
    let act = domain::act::Act::new("I", Role::Owner, testkit::minute(4));
    let text = text("Something Happened", letters);
    let mut took = Vec::new();
    for n in 0..200 {
        let new = NewArtist { name: format!("Entirely New Number{n}"), ..NewArtist::default() };
        artists::create(newsroom, &act, &new).await.unwrap();
        let begun = Instant::now();
        suggest::read(newsroom, &act, story, &text).await.unwrap();
        took.push(begun.elapsed());
    }
    print("the first keystroke after an artist was made", took);
    let many: Vec<NewArtist> = (0..600).map(|n| NewArtist { name: format!("Yet Another Number{n}"), ..NewArtist::default() }).collect();
    let mut lines = many.into_iter().enumerate().map(Ok::<_, (usize, String)>);
    artists::import(newsroom, &act, &mut lines, &|_| {}).await.unwrap();
    let begun = Instant::now();
    suggest::read(newsroom, &act, story, &text).await.unwrap();
    println!("the first keystroke after 600 artists were imported: {:?} (the old names answer)", begun.elapsed());
}

fn print(what: &str, mut took: Vec<Duration>) {
    took.sort();
    let at = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short list")]
        let place = ((took.len() - 1) as f64 * share) as usize;
        took[place].as_secs_f64() * 1_000.0
    };
    println!("{what}: p50 {:.2} ms, p99 {:.2} ms, most {:.2} ms", at(0.5), at(0.99), at(1.0));
}

/// Megabytes of memory of this process.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().split(' ').next().and_then(|kb| kb.parse::<usize>().ok()).unwrap_or(0) / 1_024
}
