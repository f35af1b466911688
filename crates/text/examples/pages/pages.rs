//! Pages, truths and what peers said, from the folder that `bench/pages.py` makes.

use crate::score::{Read, Sums, Truth, days, decoded, strings, truth};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

pub(crate) fn truths(folder: &Path) -> Vec<Truth> {
    let lines = std::fs::read_to_string(folder.join("pages.jsonl"))
        .unwrap_or_else(|error| panic!("{}: {error}; run bench/pages.py", folder.display()));
    lines.lines().map(|line| truth(&serde_json::from_str(line).unwrap())).collect()
}

/// A page's text, in the encoding that it names, else as UTF-8.
pub(crate) fn html(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    decoded(&bytes)
}

pub(crate) fn read(html: &str, url: &str) -> Read {
    let article = text::page::read(html, url).unwrap();
    let mut days = Vec::new();
    if let Some(published) = article.published {
        days.push(published.wall.date().to_string());
        if let Ok(at) = published.instant(&domain::time::Zone::utc()) {
            days.push(at.rfc3339().chars().take(10).collect());
        }
    }
    Read { headline: article.headline, authors: article.authors, days, standfirst: article.standfirst, text: article.text }
}

pub(crate) fn peer(folder: &Path, name: &str, truths: &[Truth]) -> Option<Sums> {
    let lines = std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).ok()?;
    let mut reads: HashMap<(String, String), Read> = HashMap::new();
    for value in lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let read = Read {
            headline: text("title"),
            authors: strings(&value["authors"]),
            days: days(&text("date")),
            standfirst: text("dek"),
            text: text("body"),
        };
        reads.insert((text("set"), text("id")), read);
    }
    let mut sums = Sums::default();
    for truth in truths {
        sums.count(truth, &reads.get(&(truth.set.clone(), truth.id.clone())).cloned().unwrap_or_default());
    }
    Some(sums)
}

/// Shows where we fail: in one measure, or in `all`.
pub(crate) fn complain(truth: &Truth, read: &Read, points: &[(&'static str, f64)], errors: &[String]) {
    let wanted = errors.first().map_or("all", String::as_str);
    if errors.get(1).is_some_and(|set| *set != truth.set) {
        return;
    }
    for (measure, point) in points.iter().filter(|(name, point)| (wanted == "all" || *name == wanted) && *point < 0.95) {
        let (gold, found) = match *measure {
            "headline" => (truth.headline.clone().unwrap_or_default(), read.headline.clone()),
            "authors" => (format!("{:?}", truth.authors.clone().unwrap_or_default()), format!("{:?}", read.authors)),
            "date" => (format!("{:?}", truth.days.clone().unwrap_or_default()), format!("{:?}", read.days)),
            "standfirst" => (truth.standfirst.clone().unwrap_or_default(), read.standfirst.clone()),
            _ => difference(&truth.text.clone().unwrap_or_default(), &read.text),
        };
        println!("== {measure} {point:.3} {} {} {}\n  TRUE {gold}\n  READ {found}", truth.set, truth.id, truth.url);
    }
}

/// Lines that the truth has and we have not, and the other way.
fn difference(gold: &str, found: &str) -> (String, String) {
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let lacks = |of: &str, all: &str| {
        lines(of)
            .into_iter()
            .filter(|line| !all.contains(line.as_str()))
            .map(|line| line.chars().take(110).collect::<String>())
            .take(14)
            .collect::<Vec<_>>()
            .join(" ¶ ")
    };
    (lacks(gold, found), lacks(found, gold))
}

/// How long reading takes beside parsing alone.
pub(crate) fn speed(files: &[String], truths: &[Truth]) {
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..3 {
        let start = Instant::now();
        let nodes: usize = files.iter().map(|html| text::page::parsed(html)).sum();
        let parse = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let lengths: usize = files.iter().zip(truths).map(|(html, truth)| text::page::read(html, &truth.url).unwrap().text.len()).sum();
        let whole = start.elapsed().as_secs_f64();
        assert!(nodes > 0 && lengths > 0);
        best = (best.0.min(parse), best.1.min(whole));
    }
    let megabytes = files.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    println!(
        "{} pages, {megabytes:.1} MB: parsed alone in {:.3} s, read in {:.3} s: {:.2} of the speed",
        files.len(),
        best.0,
        best.1,
        best.0 / best.1
    );
}
