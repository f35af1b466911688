//! Pages, truths and what peers said, from the folder that `bench/pages.py` makes.

use crate::score::{Read, Sums, Truth, f1};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

pub(crate) fn truths(folder: &Path) -> Vec<Truth> {
    let lines = std::fs::read_to_string(folder.join("pages.jsonl"))
        .unwrap_or_else(|error| panic!("{}: {error}; run bench/pages.py", folder.display()));
    lines.lines().map(|line| truth(&serde_json::from_str(line).unwrap())).collect()
}

pub(crate) fn truth(value: &Value) -> Truth {
    let text = |name: &str| value[name].as_str().map(str::to_owned).filter(|text| !text.trim().is_empty());
    Truth {
        set: text("set").unwrap_or_default(),
        id: text("id").unwrap_or_default(),
        url: text("url").unwrap_or_default(),
        file: text("file").unwrap_or_default(),
        headline: text("title"),
        authors: Some(strings(&value["authors"])).filter(|authors| !authors.is_empty()),
        days: text("date").map(|date| days(&date)),
        standfirst: text("dek"),
        text: text("body"),
    }
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The days that a date names: its own, and that of UTC.
fn days(date: &str) -> Vec<String> {
    let own: String = date.chars().take(10).collect();
    let utc = date.replacen(' ', "T", 1).parse::<jiff::Timestamp>().ok().map(|at| at.strftime("%Y-%m-%d").to_string());
    let mut days = vec![own];
    days.extend(utc.filter(|utc| *utc != days[0]));
    days
}

/// A page's text, in the encoding that it names, else as UTF-8.
pub(crate) fn html(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    decoded(&bytes)
}

pub(crate) fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let named = head.split_once("charset=").map(|(_, rest)| {
        rest.trim_start_matches(['"', '\''])
            .split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    let encoding = named.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes())).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
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
    let _ = f1("", "");
}
