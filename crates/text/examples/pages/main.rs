//! Saved pages read by us and by peers, beside what is true of them.
//!
//! `bench/pages.py` unpacks the pages, lets the peers read them and runs this; `--errors MEASURE [SET]` shows where we fail.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a measurement fails by stopping")]

mod pages;
mod score;

use score::{MEASURES, Sums, f1};
use std::path::PathBuf;

const PEERS: [&str; 4] = ["trafilatura", "newspaper4k", "readability", "dom_smoothie"];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = words.first().map(PathBuf::from) else {
        println!("usage: pages FOLDER [--errors MEASURE [SET]]; bench/pages.py makes the folder\nexample: pages target/pages");
        return;
    };
    let truths = pages::truths(&folder);
    let files: Vec<String> = truths.iter().map(|truth| pages::html(&folder.join(&truth.file))).collect();
    let mut ours = Sums::default();
    let mut halves = [Sums::default(), Sums::default()];
    let errors = words.iter().position(|word| word == "--errors").map(|at| &words[at + 1..]);
    let mut dump = String::new();
    for (n, (truth, html)) in truths.iter().zip(&files).enumerate() {
        let read = pages::read(html, &truth.url);
        let points = ours.count(truth, &read);
        halves[n % 2].count(truth, &read);
        if let Some(errors) = errors {
            pages::complain(truth, &read, &points, errors);
            dump.push_str(&serde_json::json!({"set": truth.set, "id": truth.id, "title": read.headline, "authors": read.authors, "date": read.days.first(), "dek": read.standfirst, "body": read.text, "f1": truth.text.as_ref().map(|text| f1(text, &read.text))}).to_string());
            dump.push('\n');
        }
    }
    if errors.is_some() {
        std::fs::write(folder.join("inkie.jsonl"), dump).unwrap();
    }
    let peers: Vec<(&str, Sums)> = PEERS.iter().filter_map(|name| Some((*name, pages::peer(&folder, name, &truths)?))).collect();
    table(&ours, &halves, &peers);
    if errors.is_none() {
        pages::speed(&files, &truths);
    }
}

fn table(ours: &Sums, halves: &[Sums; 2], peers: &[(&str, Sums)]) {
    print!("| measure | set | n | Inkie | first half | second half |");
    peers.iter().for_each(|(name, _)| print!(" {name} |"));
    println!("\n|---|---|---|---|---|---|{}", "---|".repeat(peers.len()));
    for measure in MEASURES {
        for ((set, _), (_, of)) in ours.0.iter().filter(|((_, name), _)| *name == measure) {
            let share = |sums: &Sums| sums.share(set, measure).map_or_else(|| "-".to_owned(), |share| format!("{share:.4}"));
            let own = ours.share(set, measure).unwrap_or_default();
            let best = peers.iter().filter_map(|(_, sums)| sums.share(set, measure)).fold(0.0, f64::max);
            let mark = if own >= best { "" } else { " <" };
            print!("| {measure} | {set} | {of} | {}{mark} | {} | {} |", share(ours), share(&halves[0]), share(&halves[1]));
            peers.iter().for_each(|(_, sums)| print!(" {} |", share(sums)));
            println!();
        }
    }
}
