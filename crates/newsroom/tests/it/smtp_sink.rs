//! Letters over SMTP to postfix's `smtp-sink`, which nobody here wrote.

use crate::desk::Desk;
use crate::sink::outbox;
use domain::edition::{Delivery, Edition, Tally};
use newsroom::deliver;
use newsroom::outbox::Outbox;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const READERS: usize = 60;

struct Postfix {
    process: Child,
    port: u16,
    dumps: tempfile::TempDir,
}

impl Postfix {
    fn start(options: &[&str]) -> Self {
        let dumps = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = if std::path::Path::new("/usr/sbin/smtp-sink").is_file() { "/usr/sbin/smtp-sink" } else { "smtp-sink" };
        // As root it wants to be told whom to become; the owner of a fresh directory is who we are.
        let as_root: &[&str] =
            if std::os::unix::fs::MetadataExt::uid(&dumps.path().metadata().unwrap()) == 0 { &["-u", "root"] } else { &[] };
        let process = Command::new(program)
            .args(as_root)
            .args(options)
            .arg("-d")
            .arg(format!("{}/m.", dumps.path().display()))
            .args([&format!("127.0.0.1:{port}"), "100"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("smtp-sink (of postfix) cannot be started: {error}; scripts/check --without smtp leaves it out")
            });
        let postfix = Self { process, port, dumps };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return postfix;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("smtp-sink does not listen");
    }

    fn outbox(&self) -> Outbox {
        outbox(self.port)
    }

    /// The recipients of every whole letter, sorted.
    fn recipients(&self) -> Vec<String> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(self.dumps.path()).unwrap() {
            let letter = String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned();
            let to = letter.lines().find_map(|line| Some(line.strip_prefix("X-Rcpt-Args: <")?.split_once('>')?.0.to_owned()));
            if letter.contains("List-Unsubscribe-Post") {
                all.extend(to);
            }
        }
        all.sort();
        all
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

async fn ready(store: store::Store) -> (Desk, Edition) {
    let desk = Desk::new(store).await;
    desk.publish("Drummer quits by fax", None).await;
    desk.many_readers(READERS).await;
    let edition = desk.release().await;
    (desk, edition)
}

async fn send(desk: &Desk, edition: &Edition, outbox: Outbox) -> newsroom::Verb<Tally> {
    let sender = desk.sender(outbox).await;
    let readers = i64::try_from(READERS).unwrap();
    deliver::send(&desk.newsroom, edition.id, &sender, &|tally| assert_eq!(tally.total(), readers, "{tally:?}")).await
}

/// What becomes of all letters at a server with these options.
async fn come_to(store: store::Store, options: &[&str]) -> (Tally, usize) {
    let (desk, edition) = ready(store).await;
    let postfix = Postfix::start(options);
    let tally = send(&desk, &edition, postfix.outbox()).await.unwrap();
    (tally, postfix.recipients().len())
}

const ALL: i64 = READERS as i64;

testkit::both! {
    async fn it_takes_every_letter_once(store: Store) {
        let (desk, edition) = ready(store).await;
        let postfix = Postfix::start(&[]);
        let tally = send(&desk, &edition, postfix.outbox()).await.unwrap();
        assert_eq!((tally.accepted, tally.total()), (ALL, ALL));
        let mut wanted: Vec<String> = (0..READERS).map(|n| format!("reader-{n}@example.org")).collect();
        wanted.sort();
        assert_eq!(postfix.recipients(), wanted);
    }

    async fn without_pipelining_as_well(store: Store) {
        assert_eq!(come_to(store, &["-p"]).await, (Tally { accepted: ALL, ..Tally::default() }, READERS));
    }

    async fn a_refused_recipient_is_never_tried_again(store: Store) {
        assert_eq!(come_to(store, &["-f", "RCPT"]).await, (Tally { failed: ALL, ..Tally::default() }, 0));
    }

    async fn a_recipient_told_not_now_waits(store: Store) {
        assert_eq!(come_to(store, &["-r", "RCPT"]).await, (Tally { deferred: ALL, ..Tally::default() }, 0));
    }

    async fn a_letter_told_not_now_at_its_dot_waits(store: Store) {
        let (tally, _) = come_to(store, &["-r", "."]).await;
        assert_eq!(tally, Tally { deferred: ALL, ..Tally::default() });
    }

    async fn a_letter_refused_at_its_dot_has_failed(store: Store) {
        let (tally, _) = come_to(store, &["-f", "."]).await;
        assert_eq!(tally, Tally { failed: ALL, ..Tally::default() });
    }

    async fn told_to_go_away_it_comes_back_later(store: Store) {
        assert_eq!(come_to(store, &["-Q", "RCPT"]).await, (Tally { deferred: ALL, ..Tally::default() }, 0));
    }

    async fn cut_off_before_the_dot_it_comes_back_later(store: Store) {
        assert_eq!(come_to(store, &["-q", "DATA"]).await, (Tally { deferred: ALL, ..Tally::default() }, 0));
    }

    async fn cut_off_at_the_dot_it_is_in_doubt_and_stays_so(store: Store) {
        let (desk, edition) = ready(store).await;
        desk.hold_doubts().await;
        let postfix = Postfix::start(&["-q", "."]);
        let tally = send(&desk, &edition, postfix.outbox()).await.unwrap();
        assert_eq!(tally, Tally { in_doubt: ALL, ..Tally::default() });
        assert_eq!(desk.addresses(edition.id, Delivery::InDoubt).await.len(), READERS);
        drop(postfix);
        let good = Postfix::start(&[]);
        desk.pass(24 * 3600);
        assert_eq!(send(&desk, &edition, good.outbox()).await.unwrap().in_doubt, ALL);
        assert_eq!(good.recipients().len(), 0, "never again by itself");
    }

    async fn a_server_that_is_away_and_comes_back(store: Store) {
        let (desk, edition) = ready(store).await;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        send(&desk, &edition, outbox(port)).await.unwrap_err();
        assert_eq!(desk.tally(edition.id).await, Tally { pending: ALL, ..Tally::default() });
        let postfix = Postfix::start(&[]);
        assert_eq!(send(&desk, &edition, postfix.outbox()).await.unwrap(), Tally { accepted: ALL, ..Tally::default() });
    }
}
