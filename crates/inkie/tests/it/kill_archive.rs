//! SIGKILL while the archive is linked anew and while the search index is made: what is left is what a rebuild makes.

use crate::paper::{Paper, Server, on_postgres};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

const STORIES: usize = 150;

fn fill(paper: &Paper) {
    paper.found();
    let files: Vec<String> = (0..STORIES).map(|n| paper.story(n)).collect();
    let mut words = vec!["import", "--publish"];
    words.extend(files.iter().map(String::as_str));
    paper.inkie(&words).well();
}

/// What links and quotations there are, whatever the numbers of their rows.
fn links(paper: &Paper, name: &str) -> BTreeSet<String> {
    let folder = paper.folder().join(name);
    paper.inkie(&["export", &folder.display().to_string()]).well();
    let mut rows = BTreeSet::new();
    for table in ["auto_links", "quotes"] {
        let lines = std::fs::read_to_string(folder.join(format!("tables/{table}.jsonl"))).unwrap();
        for line in lines.lines() {
            let mut row: Value = serde_json::from_str(line).unwrap();
            row.as_object_mut().unwrap().remove("id");
            assert!(rows.insert(format!("{table} {row}")), "twice: {row}");
        }
    }
    rows
}

fn relinking(paper: &Paper) {
    fill(paper);
    let before = links(paper, "before");
    let artists = paper.write("a.jsonl", "{\"name\":\"Dead Postcodes\"}\n");
    paper.inkie(&["artists", "import", &artists]).well();
    let words = ["links", "anew", "--all"];
    let mut kills = 0;
    for after in [60_u64, 340, 180, 520, 260, 700, 420, 900] {
        let mut process = paper.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(after));
        if process.try_wait().unwrap().is_none() {
            process.kill().unwrap();
            kills += 1;
        }
        process.wait().unwrap();
    }
    assert!(kills >= 3, "only {kills} kills hit");
    // What is owed since the kills, and nothing that asks for everything once more.
    let told = paper.inkie(&["links", "anew"]).well();
    assert!(!told.contains("at story"), "{told}");
    let after = links(paper, "after");
    assert!(after.len() >= before.len() + STORIES, "{} rows before, {} after", before.len(), after.len());
    paper.inkie(&words).well();
    assert_eq!(after, links(paper, "rebuilt"));
}

/// What a question finds on all pages of its answer, once the index is whole, in any order.
fn found(server: &Server, question: &str) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let page = page(server, question, all.len());
        all.extend(page["results"].as_array().unwrap().iter().map(|hit| hit["url"].as_str().unwrap().to_owned()));
        if all.len() >= usize::try_from(page["total"].as_u64().unwrap()).unwrap() {
            all.sort();
            return all;
        }
    }
}

fn page(server: &Server, question: &str, offset: usize) -> Value {
    let begun = Instant::now();
    loop {
        let answer = server.get(&format!("/api/v1/search?q={question}&limit=50&offset={offset}"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        let body = answer.text.split_once("\r\n\r\n").map_or(answer.text.as_str(), |(_, body)| body);
        let answer: Value = serde_json::from_str(body).unwrap();
        if answer["building"].is_null() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the index is not made");
        // An address may ask sixty times a minute.
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn indexing(paper: &Paper) {
    fill(paper);
    let questions = ["fax", "%22number+7%22", "postcodes", "machine+after:2015-03-27"];
    let index = paper.data().join("search");
    for (kill, after) in [5_u64, 20, 45, 80, 130, 200, 300, 450].into_iter().enumerate() {
        if kill % 3 == 0 && index.exists() {
            std::fs::remove_dir_all(&index).unwrap();
        }
        let server = paper.serve(&[]);
        std::thread::sleep(Duration::from_millis(after));
        // A change on the way: the index is behind the paper when it is killed.
        if kill % 2 == 1 {
            let correction = format!("Kill {kill} of the index.");
            paper.inkie(&["correct", "1", "--note", &correction]).well();
        }
        server.kill();
    }
    let server = paper.serve(&[]);
    let after = questions.map(|question| found(&server, question));
    assert_eq!(server.stop(), Some(0));
    std::fs::remove_dir_all(&index).unwrap();
    let server = paper.serve(&[]);
    assert_eq!(after, questions.map(|question| found(&server, question)));
    let all: BTreeSet<&String> = after[0].iter().collect();
    assert_eq!((after[0].len(), all.len()), (STORIES, STORIES), "each story once on the pages of one answer");
    assert_eq!(after[1].len(), 1, "{:?}", after[1]);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn relinking_sqlite() {
    relinking(&Paper::bare());
}

#[test]
fn relinking_postgres() {
    on_postgres(relinking);
}

#[test]
fn indexing_sqlite() {
    indexing(&Paper::bare());
}

#[test]
fn indexing_postgres() {
    on_postgres(indexing);
}
