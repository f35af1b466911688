//! Letters to the readers' own servers, found by a name server, and their signatures, held against dkimpy and authheaders:
//! what `scripts/mail-tools` installs.

use crate::desk::Desk;
use crate::sink::{Does, Sink, Step, way};
use domain::edition::{Delivery, Edition};
use domain::email::Email;
use domain::mail_way::{Direct, Way};
use domain::reader::Choice;
use newsroom::deliver;
use newsroom::outbox::Outbox;
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};
use testkit::peer::{Peer, script, tool};
use wire::dkim::Key;

async fn edition(desk: &Desk, readers: &[&str]) -> Edition {
    desk.publish("Drummer quits by fax", Some("Saltwater Choir")).await;
    for reader in readers {
        desk.admit(reader, Choice::General, &[]).await;
    }
    desk.release().await
}

fn direct(names: &Peer, port: u16) -> Outbox {
    let name_server = format!("127.0.0.1:{}", names.port);
    way(Way::Direct(Direct { name_server, port, private: true, ..Direct::default() }))
}

/// Verifies as a receiver: whether dkimpy does, and what authheaders writes down.
fn verified(letter: &str, zone: &serde_json::Value) -> (bool, String) {
    let mut python = Command::new(tool("venv/bin/python"))
        .arg(script("verify.py"))
        .arg(zone.to_string())
        .args(["192.0.2.7", "feedback.example", "feedback.example"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(letter.as_bytes()).unwrap();
    let said = String::from_utf8(python.wait_with_output().unwrap().stdout).unwrap();
    let said: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    (said["dkimpy"] == json!(true), said["results"].as_str().unwrap().to_owned())
}

testkit::both! {
    async fn letters_go_to_each_readers_own_server(store: Store) {
        let desk = Desk::new(store).await;
        let one = Sink::start(|_, _, _| Does::Well).await;
        let two = Sink::start_at("127.0.0.2", one.port, |_, _, _| Does::Well).await;
        let names = Peer::start("names.py", &json!({
            "one.example": { "MX": ["10 dead.one.example", "20 mx.one.example"] },
            "dead.one.example": { "A": ["127.0.0.9"] },
            "mx.one.example": { "A": ["127.0.0.1"] },
            "two.example": { "A": ["127.0.0.2"] },
            "null.example": { "MX": ["0 ."] },
            "broken.example": { "fails": true },
        }).to_string());
        let readers = ["a@one.example", "b@one.example", "c@two.example", "d@null.example", "e@broken.example", "f@no-such.example"];
        let edition = edition(&desk, &readers).await;
        let sender = desk.sender(direct(&names, one.port)).await;
        let tally = deliver::send(&desk.newsroom, edition.id, &sender, &|tally| assert_eq!(tally.total(), 6)).await.unwrap();
        assert_eq!((tally.accepted, tally.failed, tally.deferred), (3, 2, 1), "{tally:?}");
        assert_eq!((one.recipients(), two.recipients()), (vec!["a@one.example".to_owned(), "b@one.example".to_owned()], vec!["c@two.example".to_owned()]));
        assert_eq!(desk.addresses(edition.id, Delivery::Failed).await, ["d@null.example", "f@no-such.example"]);
        let asked = names.told().into_iter().filter(|line| line.contains("\"one.example\"")).count();
        assert_eq!(asked, 1, "a destination is asked about once");
    }

    async fn a_private_network_is_nobodys_mail_server(store: Store) {
        let desk = Desk::new(store).await;
        let trap = Sink::start(|_, _, _| Does::Well).await;
        let names = Peer::start("names.py", &json!({ "trap.example": { "A": ["127.0.0.1"] } }).to_string());
        let edition = edition(&desk, &["a@trap.example"]).await;
        let name_server = format!("127.0.0.1:{}", names.port);
        let sender = desk.sender(way(Way::Direct(Direct { name_server, port: trap.port, ..Direct::default() }))).await;
        let tally = deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap();
        assert_eq!((tally.failed, trap.recipients().len()), (1, 0));
    }

    async fn a_destination_that_wants_less_gets_less_and_the_others_their_letters(store: Store) {
        let desk = Desk::new(store).await;
        let busy = Sink::start(|step, _, times| match (step, times) {
            (Step::Mail, 1..=6) => Does::SaysAndCloses("421 4.7.0 too many from you"),
            _ => Does::Well,
        })
        .await;
        let calm = Sink::start_at("127.0.0.2", busy.port, |_, _, _| Does::Well).await;
        let names = Peer::start("names.py", &json!({
            "busy.example": { "A": ["127.0.0.1"] },
            "calm.example": { "A": ["127.0.0.2"] },
        }).to_string());
        let readers: Vec<String> = (0..60).map(|n| format!("r{n}@{}.example", if n % 2 == 0 { "busy" } else { "calm" })).collect();
        let edition = edition(&desk, &readers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let sender = desk.sender(direct(&names, busy.port)).await;
        let tally = deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap();
        assert_eq!((tally.accepted, tally.deferred, calm.recipients().len()), (30, 30, 30), "{tally:?}");
        assert!(busy.recipients().is_empty());
        for _ in 0..40 {
            desk.pass(61);
            let tally = deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap();
            if tally.open() == 0 {
                break;
            }
        }
        assert_eq!((desk.tally(edition.id).await.accepted, busy.recipients().len()), (60, 30), "all of them once");
    }

    async fn an_edition_and_service_mails_are_signed(store: Store) {
        let desk = Desk::new(store).await;
        let act = desk.act();
        let unset = newsroom::paper::change(&desk.newsroom, &act, "dkim-selector", "inkie").await;
        assert!(crate::refused(unset).contains("`inkie mail key inkie`"));
        let (record, new) = newsroom::dkim::make_key(&desk.newsroom, &act, "inkie", &Key::generate().unwrap()).await.unwrap();
        let (same, again) = newsroom::dkim::make_key(&desk.newsroom, &act, "inkie", &Key::generate().unwrap()).await.unwrap();
        assert_eq!((&record, new, again), (&same, true, false), "a key is never overwritten");
        newsroom::paper::change(&desk.newsroom, &act, "dkim-selector", "inkie").await.unwrap();
        let from = testkit::paper().email.unwrap();
        let zone = json!({
            record.name.clone(): record.text,
            from.domain(): "v=spf1 ip4:192.0.2.7 -all",
            format!("_dmarc.{}", from.domain()): "v=DMARC1; p=reject; adkim=s",
        });
        let edition = edition(&desk, &["a@one.example"]).await;
        // Another key that is chosen after the release changes no letter of it.
        newsroom::dkim::make_key(&desk.newsroom, &act, "other", &Key::generate().unwrap()).await.unwrap();
        newsroom::paper::change(&desk.newsroom, &act, "dkim-selector", "other").await.unwrap();
        let cut = Sink::start(|step, to, times| match (step, to, times) {
            (Step::Dot, "a@one.example", 1) => Does::KeepsAndCloses,
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(cut.outbox()).await;
        deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap();
        let letters = cut.taken();
        assert_eq!((letters.len(), &letters[0].1), (2, &letters[1].1), "the second copy is the first, signature and all");
        let (dkimpy, results) = verified(&letters[0].1, &zone);
        assert!(dkimpy && results.contains("dkim=pass") && results.contains("dmarc=pass"), "{results}");
        assert!(letters[0].1.contains("s=inkie;"));
        newsroom::paper::change(&desk.newsroom, &act, "dkim-selector", "inkie").await.unwrap();
        desk.sign_up("jo@one.example").await;
        newsroom::worker::round(&desk.newsroom, &sender, &mut newsroom::worker::Memory::default()).await.unwrap();
        let to = Email::parse("al@one.example").unwrap();
        let tried = newsroom::mail_server::try_out(&desk.newsroom, &act, &sender.outbox, &to).await.unwrap();
        assert!(tried.accepted, "{tried:?}");
        for (to, letter) in cut.taken().iter().skip(2) {
            assert!(verified(letter, &zone).0, "{to}");
        }
        assert_eq!(cut.taken().len(), 4);
    }
}
