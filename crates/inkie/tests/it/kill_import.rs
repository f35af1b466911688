//! SIGKILL in the middle of an import: run again, every story is there once and whole.

use crate::paper::{Paper, on_postgres};
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::Duration;

const STORIES: usize = 200;

fn killed(paper: &Paper) {
    paper.found();
    let files: Vec<String> = (0..STORIES).map(|n| paper.story(n)).collect();
    let artists = paper.write("a.jsonl", "{\"name\":\"Dead Postcodes\"}\n");
    paper.inkie(&["artists", "import", &artists]).well();
    let mut words = vec!["import", "--publish"];
    words.extend(files.iter().map(String::as_str));
    let mut table = String::new();
    for (kill, after) in [180_u64, 420, 310, 650].into_iter().enumerate() {
        let mut process = paper.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(after));
        drop(process.kill());
        process.wait().unwrap();
        let there = paper.inkie(&["stories", "--limit", "1000", "--json"]).well().lines().count();
        table.push_str(&format!("  kill {} after {after:>4} ms: {there:>3} stories\n", kill + 1));
    }
    words.push("--json");
    let told = paper.inkie(&words).well();
    let outcome = |word: &str| told.matches(&format!("\"outcome\":\"{word}\"")).count();
    println!(
        "import of {STORIES} stories on {}\n{table}  at the end: {} new, {} as they were",
        if paper.database == "sqlite" { "SQLite" } else { "PostgreSQL" },
        outcome("new"),
        outcome("same")
    );
    assert_eq!((outcome("new") + outcome("same"), outcome("changed")), (STORIES, 0));
    let listed = paper.inkie(&["stories", "--limit", "1000", "--json"]).well();
    let stories: Vec<serde_json::Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let slugs: BTreeSet<&str> = stories.iter().filter_map(|story| story["slug"].as_str()).collect();
    assert_eq!((stories.len(), slugs.len()), (STORIES, STORIES));
    assert!(stories.iter().all(|story| story["state"] == "live"));
    for line in told.lines() {
        let story: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((story["links"].as_array().unwrap().len(), story["quotes"].as_array().unwrap().len()), (2, 1), "{story}");
    }
    if paper.database == "sqlite" {
        let check = "import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute('pragma integrity_check').fetchone()[0])";
        let said = Command::new("python3").args(["-c", check]).arg(paper.data().join("paper.db")).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "ok");
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
