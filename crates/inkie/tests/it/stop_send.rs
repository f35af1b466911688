//! Asked to stop in the middle of sending: the replies on their way are waited for, nothing is in doubt, the next run goes on.

use crate::kill_send::sink;
use crate::paper::{Done, Paper, on_both};
use domain::edition::Tally;
use newsroom::deliver;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const READERS: i64 = 1_500;

/// A paper with a live story, readers who chose specials too, and a mail server's log.
fn ready(paper: &Paper) -> (String, std::path::PathBuf) {
    paper.found();
    paper.inkie(&["import", &paper.story(1)]).well();
    paper.inkie(&["publish", "1"]).well();
    paper.look(async |newsroom| {
        let tx = newsroom.store().begin(testkit::minute(0)).await.unwrap();
        for n in 0..READERS {
            let mut reader = testkit::reader(n);
            reader.wishes.specials = true;
            store::readers::create(&tx, &reader).await.unwrap();
        }
        tx.commit().await.unwrap();
    });
    let log = paper.folder().join("sink.log");
    (format!("smtp://127.0.0.1:{}", sink(File::create(&log).unwrap())), log)
}

/// Runs a command, asks it to stop once the server has some letters, and gives what it said.
fn stopped(paper: &Paper, words: &[&str], log: &Path, signal: &str) -> Done {
    let process = paper.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while std::fs::read_to_string(log).unwrap().lines().count() < 100 {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is sent");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(Command::new("kill").args([signal, &process.id().to_string()]).status().unwrap().success());
    let output = process.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Done { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn tally(paper: &Paper) -> Tally {
    paper.look(async |newsroom| {
        let newest = newsroom::edition::list(&newsroom, 1).await.unwrap();
        deliver::tally(&newsroom, newest[0].id).await.unwrap()
    })
}

/// Each letter of the server's log once.
fn nobody_has_two(log: &Path) {
    let log = std::fs::read_to_string(log).unwrap();
    let mut to: Vec<&str> = log.lines().filter_map(|line| line.split(' ').next()).collect();
    to.sort_unstable();
    to.dedup();
    assert_eq!((to.len(), log.lines().count()), (READERS as usize, READERS as usize));
}

on_both! {
    fn an_edition_goes_on_where_it_was_stopped(paper: &Paper) {
        let (server, log) = ready(paper);
        paper.inkie(&["edition", "compose"]).well();
        let words = ["edition", "send", "--smtp", &server];
        let said = stopped(paper, &words, &log, "-TERM").failed(1);
        assert!(said.contains(&format!("of {READERS} letters; `inkie edition send` goes on")), "{said}");
        let half = tally(paper);
        assert!(half.in_doubt == 0 && half.dotting == 0 && half.accepted >= 100 && half.open() > 0, "{half:?}");
        assert_eq!(usize::try_from(half.accepted).unwrap(), std::fs::read_to_string(&log).unwrap().lines().count());
        assert!(paper.inkie(&words).well().contains(&format!("{READERS} accepted")));
        nobody_has_two(&log);
    }

    fn a_special_goes_on_where_it_was_stopped_unless_it_is_held(paper: &Paper) {
        let (server, log) = ready(paper);
        let words = ["edition", "special", "1", "--send", "--smtp", &server];
        stopped(paper, &words, &log, "-INT").failed(1);
        assert_eq!(tally(paper).in_doubt, 0);
        let held = paper.inkie(&["edition", "list"]).well();
        let name = held.split_whitespace().next().unwrap();
        paper.inkie(&["edition", "hold", "--day", name]).well();
        assert!(paper.inkie(&words).failed(1).contains("is held"));
        let named = paper.inkie(&["edition", "send", "--smtp", &server]).err;
        assert!(named.contains(&format!("inkie edition send --day {name}")), "{named}");
        paper.inkie(&["edition", "let-go", "--day", name]).well();
        assert!(paper.inkie(&words).well().contains(&format!("{READERS} accepted")));
        nobody_has_two(&log);
        assert!(paper.inkie(&words).failed(1).contains("one story has one special"));
    }
}
