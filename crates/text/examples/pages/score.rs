//! How near what was read is to what is true: the same for us and for peers.

use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What somebody read from a page.
#[derive(Debug, Default, Clone)]
pub(crate) struct Read {
    pub(crate) headline: String,
    pub(crate) authors: Vec<String>,
    /// Days on which it may have been published, as `2015-03-27`: of its own zone and of UTC.
    pub(crate) days: Vec<String>,
    pub(crate) standfirst: String,
    pub(crate) text: String,
}

/// What a set knows of a page.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) set: String,
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) file: String,
    pub(crate) headline: Option<String>,
    pub(crate) authors: Option<Vec<String>>,
    pub(crate) days: Option<Vec<String>>,
    pub(crate) standfirst: Option<String>,
    pub(crate) text: Option<String>,
}

/// Reads a line of a file of truths.
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

/// The strings of a list.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The days that a date names: its own, and that of UTC.
pub(crate) fn days(date: &str) -> Vec<String> {
    let own: String = date.chars().take(10).collect();
    let utc = date.replacen(' ', "T", 1).parse::<jiff::Timestamp>().ok().map(|at| at.strftime("%Y-%m-%d").to_string());
    let mut days = vec![own];
    days.extend(utc.filter(|utc| *utc != days[0]));
    days
}

/// A page's text in the encoding that it names, else as UTF-8.
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

pub(crate) const MEASURES: [&str; 5] = ["body", "headline", "authors", "date", "standfirst"];

/// Of each measure, the sum and how many.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sums(pub(crate) BTreeMap<(String, &'static str), (f64, usize)>);

impl Sums {
    /// Counts a page for its set and for all.
    pub(crate) fn count(&mut self, truth: &Truth, read: &Read) -> Vec<(&'static str, f64)> {
        let points = points(truth, read);
        for (measure, point) in &points {
            for set in [truth.set.as_str(), "sum"] {
                let sum = self.0.entry((set.to_owned(), measure)).or_default();
                sum.0 += point;
                sum.1 += 1;
            }
        }
        points
    }

    pub(crate) fn share(&self, set: &str, measure: &'static str) -> Option<f64> {
        self.0.get(&(set.to_owned(), measure)).map(|(sum, of)| sum / *of as f64)
    }
}

fn points(truth: &Truth, read: &Read) -> Vec<(&'static str, f64)> {
    let exact = |right: bool| if right { 1.0 } else { 0.0 };
    let mut points = Vec::new();
    if let Some(text) = &truth.text {
        points.push(("body", f1(text, &read.text)));
    }
    if let Some(headline) = &truth.headline {
        points.push(("headline", exact(line(headline) == line(&read.headline))));
    }
    if let Some(authors) = &truth.authors {
        points.push(("authors", exact(names(authors) == names(&read.authors))));
    }
    if let Some(days) = &truth.days {
        points.push(("date", exact(days.iter().any(|day| read.days.contains(day)))));
    }
    if let Some(standfirst) = &truth.standfirst {
        points.push(("standfirst", exact(line(standfirst) == line(&read.standfirst))));
    }
    points
}

/// A line with single blanks and straight marks.
pub(crate) fn line(text: &str) -> String {
    let text = text.replace(['’', '‘'], "'").replace(['“', '”', '„'], "\"").replace('\u{a0}', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names whatever their order and capitals; one string of several is split.
fn names(all: &[String]) -> HashSet<String> {
    all.iter()
        .flat_map(|names| {
            names
                .replace(" and ", ",")
                .replace(" & ", ",")
                .replace(';', ",")
                .split(',')
                .map(|name| line(name).to_lowercase())
                .collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// Words of a text: letters and digits in small letters, Chinese and Japanese by character.
fn words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    let mut word = String::new();
    let mut close = |word: &mut String| {
        if !word.is_empty() {
            *counts.entry(std::mem::take(word)).or_default() += 1;
        }
    };
    for c in text.chars() {
        if ('\u{2e80}'..='\u{9fff}').contains(&c) {
            close(&mut word);
            word.push(c);
            close(&mut word);
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else {
            close(&mut word);
        }
    }
    close(&mut word);
    counts
}

/// The harmonic mean of precision and recall over words, each as often as it stands there.
pub(crate) fn f1(gold: &str, found: &str) -> f64 {
    let (gold, found) = (words(gold), words(found));
    let shared: usize = gold.iter().map(|(word, count)| (*count).min(found.get(word).copied().unwrap_or_default())).sum();
    let all = gold.values().sum::<usize>() + found.values().sum::<usize>();
    if all == 0 { 1.0 } else { 2.0 * shared as f64 / all as f64 }
}
