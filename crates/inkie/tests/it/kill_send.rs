//! SIGKILL in the middle of sending, again and again: nobody is forgotten, nobody gets two, and who is in doubt is named
//! (newsletter.md §5, a first form of the kill test).

use crate::paper::{Paper, on_postgres};
use domain::edition::Delivery;
use newsroom::deliver;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const READERS: i64 = 2_000;
const KILLS: usize = 8;
const CONNECTIONS: usize = 4;

/// A server that has a letter on its disk before it says so. Gives its port; recipients and message ids stand in the log.
pub(crate) fn sink(log: File) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = Arc::new(Mutex::new(log));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = Arc::clone(&log);
            std::thread::spawn(move || talk(stream, &log));
        }
    });
    port
}

fn talk(stream: TcpStream, log: &Mutex<File>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut say = move |words: &str| out.write_all(format!("{words}\r\n").as_bytes()).ok();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    say("220 sink")?;
    let mut to = String::new();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("RCPT TO:<") {
            to = rest.trim_end_matches('>').to_owned();
            say("250 ok")?;
        } else if line == "DATA" {
            say("354 go on")?;
            let mut id = String::new();
            loop {
                // Without its dot nothing of a letter is kept.
                let line = lines.next()?;
                if let Some(found) = line.strip_prefix("Message-ID: ") {
                    id = found.to_owned();
                }
                if line == "." {
                    break;
                }
            }
            {
                let mut log = log.lock().ok()?;
                writeln!(log, "{to} {id}").ok()?;
                log.sync_data().ok()?;
            }
            std::thread::sleep(Duration::from_millis(3));
            say("250 taken")?;
        } else if line == "QUIT" {
            say("221 bye")?;
        } else {
            say("250 ok")?;
        }
    }
    Some(())
}

/// Something like chance, the same at every run.
fn pauses() -> impl Iterator<Item = Duration> {
    let mut seed = 20_261_123_u64;
    std::iter::from_fn(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(Duration::from_millis(250 + (seed >> 33) % 450))
    })
}

fn killed(paper: &Paper) {
    paper.found();
    paper.inkie(&["import", &paper.story(1)]).well();
    paper.inkie(&["publish", "1"]).well();
    paper.readers(READERS);
    // What is in doubt waits for a person: nobody may have two.
    paper.inkie(&["paper", "--set", "in-doubt=hold"]).well();
    paper.inkie(&["edition", "compose"]).well();
    let log = paper.folder().join("sink.log");
    let server = format!("smtp://127.0.0.1:{}", sink(File::create(&log).unwrap()));
    let words = ["edition", "send", "--smtp", &server];
    let begun = Instant::now();
    let mut kills = 0;
    let mut table = String::new();
    for pause in pauses().take(KILLS) {
        let mut process = paper.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(pause);
        if process.try_wait().unwrap().is_none() {
            process.kill().unwrap();
            kills += 1;
        }
        process.wait().unwrap();
        let taken = std::fs::read_to_string(&log).unwrap().lines().count();
        table.push_str(&format!("  kill {kills} after {:>3} ms: the server has {taken:>4}\n", pause.as_millis()));
    }
    let restarted = Instant::now();
    let done = paper.inkie(&words);
    assert_eq!(done.code, Some(0), "{done:?}");
    settle(
        paper,
        &log,
        &done.err,
        kills,
        &format!("{table}  last run {:.1} s, in all {:.1} s", restarted.elapsed().as_secs_f32(), begun.elapsed().as_secs_f32()),
    );
}

/// Adds up what the paper says and what the server has.
fn settle(paper: &Paper, log: &std::path::Path, told: &str, kills: usize, table: &str) {
    let (tally, accepted, in_doubt) = paper.look(async |newsroom| {
        let edition = newsroom::edition::find(&newsroom, None).await.unwrap();
        let of = async |state| {
            deliver::addresses(&newsroom, edition.id, state).await.unwrap().iter().map(ToString::to_string).collect::<BTreeSet<String>>()
        };
        (deliver::tally(&newsroom, edition.id).await.unwrap(), of(Delivery::Accepted).await, of(Delivery::InDoubt).await)
    });
    let log = std::fs::read_to_string(log).unwrap();
    let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for (to, id) in log.lines().filter_map(|line| line.split_once(' ')) {
        *copies.entry(to).or_default() += 1;
        *ids.entry(id).or_default() += 1;
    }
    let taken: BTreeSet<String> = copies.keys().map(|to| (*to).to_owned()).collect();
    let twice = copies.values().filter(|copies| **copies > 1).count();
    println!(
        "sending to {READERS} readers over {CONNECTIONS} connections\n{table}\n  SIGKILLs {kills} | accepted {} | in doubt {} (of which the server has {}) | still open {} | sum {} | duplicates {twice}",
        tally.accepted,
        tally.in_doubt,
        in_doubt.intersection(&taken).count(),
        tally.open(),
        tally.total()
    );
    assert!(kills >= 6, "only {kills} kills hit");
    assert_eq!((tally.open(), tally.total(), tally.accepted + tally.in_doubt), (0, READERS, READERS), "{tally:?}");
    assert!(in_doubt.len() <= kills * CONNECTIONS);
    assert_eq!(accepted, taken.difference(&in_doubt).cloned().collect(), "accepted = what the server has, minus in doubt");
    assert_eq!((twice, ids.len()), (0, taken.len()), "nobody has two");
    assert!(in_doubt.iter().all(|email| told.contains(email.as_str())), "every address in doubt is named: {told}");
    let again = paper.inkie(&["edition", "send", "--mailbox", "on"]).failed(1);
    assert!(again.contains("has been sent") && in_doubt.iter().all(|email| again.contains(email.as_str())), "named again: {again}");
    if let Some(email) = in_doubt.first() {
        assert!(paper.inkie(&["edition", "settle", "--to", email]).well().contains("settled"));
        assert!(paper.inkie(&["edition", "settle", "--to", email]).failed(1).contains(&format!("to {email} is not in doubt")));
    }
}

#[test]
fn sqlite() {
    killed(&Paper::bare());
}

#[test]
fn postgres() {
    on_postgres(killed);
}
