//! The parts of `bench/edition.py` that must be in one process with the program: planning, putting together and sending
//! an edition. Each prints one line of JSON. The bench makes the databases, fills them with readers and runs the sinks.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement fails by stopping")]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use domain::act::Act;
use domain::edition::Edition;
use domain::mail_way::{Relay, Server, Way};
use domain::paper::Section;
use domain::role::Role;
use newsroom::deliver::{self, Sender};
use newsroom::intake::{self, Options};
use newsroom::outbox::Outbox;
use newsroom::subscribe::{self, Press, Pressed};
use newsroom::{Newsroom, artists, edition, stories};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use store::blobs::Files;
use store::{Location, Store};
use wire::dkim::Key;

const USAGE: &str = "usage: edition prepare LOCATION STORIES [signed] | plan LOCATION | rehearse LOCATION | send LOCATION PORT SESSIONS
       edition signatures SECONDS | press LOCATION TIMES";

/// As the product's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["prepare", location, stories] => prepare(location, stories.parse().unwrap(), false).await,
        ["prepare", location, stories, "signed"] => prepare(location, stories.parse().unwrap(), true).await,
        ["signatures", seconds] => signatures(seconds.parse().unwrap()),
        ["press", location, times] => press(location, times.parse().unwrap()).await,
        ["plan", location] => plan(location).await,
        ["rehearse", location] => rehearse(location).await,
        ["send", location, port, sessions] => send(location, port.parse().unwrap(), sessions.parse().unwrap()).await,
        _ => {
            eprintln!("{USAGE}");
            std::process::exit(2);
        }
    }
}

fn now() -> domain::time::Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    domain::time::Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

fn act() -> Act {
    Act::new("bench", Role::Owner, now())
}

async fn open(location: &str) -> Newsroom {
    let is_server = location.starts_with("postgres://");
    let place = if is_server { Location::Postgres(location.to_owned()) } else { Location::Sqlite(location.into()) };
    let store = Store::open(&place).await.unwrap();
    store.migrate().await.unwrap();
    let media = std::env::temp_dir().join("inkie-bench-media");
    std::fs::create_dir_all(&media).unwrap();
    Newsroom::open(store, Files::open(&media).unwrap(), now(), [7; 32]).await.unwrap()
}

/// A paper with live stories, each about an artist of its own: artists 1 to `count`. `is_signed`: its mail is.
async fn prepare(location: &str, count: usize, is_signed: bool) {
    let newsroom = open(location).await;
    let news = Section { slug: testkit::slug("news"), name: "News".to_owned(), position: 0, description: String::new() };
    newsroom::paper::create(&newsroom, &act(), &testkit::paper(), &[news], &["Staff Writer"]).await.unwrap();
    if is_signed {
        newsroom::dkim::make_key(&newsroom, &act(), "bench", &Key::generate().unwrap()).await.unwrap();
        newsroom::paper::change(&newsroom, &act(), "dkim-selector", "bench").await.unwrap();
    }
    let dateline = testkit::paper().zone.dateline(now());
    for n in 0..count {
        let artist = artists::create(&newsroom, &act(), &testkit::artist(&format!("Quartermaster {n}"))).await.unwrap();
        let name = &artist.name;
        let text = format!(
            "Drummer quits {name} by fax, band confirms the fax machine was also the drummer’s\n\n{dateline} | Staff Writer\n\n\
             It was his fax machine and it stays where it is, says everybody who has carried it up those stairs\n\n\
             More {name} More {name}\n\n“Nobody told us about the toner,” says {name}.\n"
        );
        let draft = intake::plain_story(&newsroom, &act(), "story.txt", &text, &Options::default()).await.unwrap().story;
        stories::publish(&newsroom, &act(), draft.id).await.unwrap();
    }
    println!("{{\"stories\": {count}}}");
}

async fn newest(newsroom: &Newsroom) -> Edition {
    edition::find(newsroom, None).await.unwrap()
}

async fn plan(location: &str) {
    let newsroom = open(location).await;
    let made = edition::compose(&newsroom, &act()).await.unwrap();
    let begun = Instant::now();
    edition::release(&newsroom, &act(), made.id).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let letters = deliver::tally(&newsroom, made.id).await.unwrap().total();
    let stories = made.stories.len();
    println!("{{\"seconds\": {seconds:.3}, \"letters\": {letters}, \"stories\": {stories}, \"peak_mb\": {:.1}}}", peak_mb());
}

async fn rehearse(location: &str) {
    let newsroom = open(location).await;
    let made = newest(&newsroom).await;
    let begun = Instant::now();
    let rehearsal = deliver::rehearse(&newsroom, &act(), made.name(), &|_| {}).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let (letters, bytes) = (rehearsal.letters, rehearsal.bytes);
    println!("{{\"seconds\": {seconds:.3}, \"letters\": {letters}, \"bytes\": {bytes}, \"peak_mb\": {:.1}}}", peak_mb());
}

async fn send(location: &str, port: u16, connections: usize) {
    let newsroom = open(location).await;
    let made = newest(&newsroom).await;
    let epoch = deliver::begin_epoch(&newsroom, now(), "bench", true).await.unwrap();
    let outbox = Outbox::smtp(Way::Relays(vec![Relay { connections, ..Relay::of(Server::plain("127.0.0.1", port)) }]));
    let sender = Sender { epoch, outbox, clock: Arc::new(now) };
    let begun = Instant::now();
    let tally = deliver::send(&newsroom, made.id, &sender, &|_| {}).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let (accepted, letters) = (tally.accepted, tally.total());
    println!("{{\"seconds\": {seconds:.3}, \"accepted\": {accepted}, \"letters\": {letters}, \"peak_mb\": {:.1}}}", peak_mb());
}

/// How many signatures with 2048 bits one core makes in a second when nothing else is done.
fn signatures(seconds: f64) {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let (head, mut signature, mut made) = ([b'h'; 900], vec![0; pair.public_modulus_len()], 0_u64);
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < seconds {
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &head, &mut signature).unwrap();
        made += 1;
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{{\"seconds\": {seconds:.3}, \"signatures\": {made}}}");
}

/// How long the press of a coupon takes for addresses of readers and of nobody, in turns; the medians, in milliseconds.
async fn press(location: &str, times: u32) {
    let newsroom = open(location).await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for n in 0..2 * times {
        let (whose, spent) = if n % 2 == 0 { ("reader", &mut known) } else { ("nobody", &mut unknown) };
        let shown = subscribe::form_token(&newsroom, &Act { now: now().plus_seconds(-10), ..act() });
        let form = Press {
            token: shown.token,
            work: None,
            trapped: false,
            is_person: true,
            email: format!("{whose}-{}@example.org", n / 2),
            artist: None,
            edition: None,
            source: "coupon".to_owned(),
            from: Ipv4Addr::from(0x0A00_0000 + n * 257).into(),
        };
        let begun = Instant::now();
        assert_eq!(subscribe::press(&newsroom, &act(), &form).await.unwrap(), Pressed::Taken);
        spent.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let median = |spent: &mut Vec<f64>| {
        spent.sort_by(f64::total_cmp);
        spent.get(spent.len() / 2).copied().unwrap()
    };
    println!("{{\"known_ms\": {:.4}, \"unknown_ms\": {:.4}}}", median(&mut known), median(&mut unknown));
}

/// The most memory that this process had, in megabytes.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
