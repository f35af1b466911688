//! Figures on real music prose: printed, and held above floors that leave room for texts never seen.

use super::*;
use crate::names::{NameRow, Names};
use crate::quotes;
use domain::artist::ArtistKind;
use domain::body::{Block, Inlines};
use domain::link::Standing;
use serde_json::Value;
use std::path::PathBuf;

fn folder() -> PathBuf {
    std::env::var_os("INKIE_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from)
}

fn articles() -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join("music-gold/gold.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Paragraphs with the code point that each begins at.
fn paragraphs(text: &str) -> Vec<(usize, String)> {
    let mut from = 0;
    let mut found = Vec::new();
    for part in text.split('\n') {
        if !part.trim().is_empty() {
            found.push((from, part.to_owned()));
        }
        from += part.chars().count() + 1;
    }
    found
}

fn points(paragraph: &(usize, String), byte: usize) -> usize {
    paragraph.0 + paragraph.1.get(..byte).unwrap().chars().count()
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> usize {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

fn number(value: &Value, name: &str) -> usize {
    usize::try_from(value[name].as_u64().unwrap()).unwrap()
}

#[derive(Debug, Default)]
struct Figures {
    right: f64,
    found: f64,
    gold: f64,
}

impl Figures {
    fn shown(&self) -> String {
        let (p, r) = (self.right / self.found.max(1.0), self.right / self.gold.max(1.0));
        format!(
            "P {p:.3} R {r:.3} F {:.3} ({} of {} found, {} in gold)",
            2.0 * p * r / (p + r).max(0.001),
            self.right,
            self.found,
            self.gold
        )
    }

    fn f(&self) -> f64 {
        2.0 * self.right / (self.found + self.gold).max(1.0)
    }
}

#[test]
fn quotations() {
    let verbose = std::env::var_os("INKIE_SHOW").is_some();
    let (mut spans, mut speakers) = (Figures::default(), Figures::default());
    for article in articles() {
        let parts = paragraphs(article["text"].as_str().unwrap());
        let texts: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
        let gold: Vec<&Value> = article["quotes"].as_array().unwrap().iter().collect();
        let spoken = |one: &&&Value| matches!(one["kind"].as_str(), Some("speech" | "written"));
        spans.gold += gold.iter().filter(spoken).count() as f64;
        for found in quotes::read(&texts, &[]) {
            let (first, last) = (found.parts[0], *found.parts.last().unwrap());
            let span = (points(&parts[first.text], first.start), points(&parts[last.text], last.end));
            let hit = gold.iter().find(|one| overlap(span, (number(one, "start"), number(one, "end"))) * 10 >= (span.1 - span.0) * 5);
            if hit.is_some_and(|one| !spoken(&one)) {
                continue;
            }
            spans.found += 1.0;
            let words = texts[first.text].get(first.start..).unwrap().chars().take(50).collect::<String>();
            match hit {
                None if verbose => eprintln!("EXTRA {:?} {words}", found.speaker),
                None => {}
                Some(one) => {
                    spans.right += 1.0;
                    speakers.found += 1.0;
                    speakers.gold += 1.0;
                    let (is, should) = (found.speaker.clone().unwrap_or_default(), one["speaker"].as_str().unwrap_or_default());
                    let (is_key, should_key) = (crate::fold::key(&is), crate::fold::key(should));
                    let same = is_key == should_key
                        || (!is_key.is_empty()
                            && (should_key.ends_with(&is_key)
                                || should_key.starts_with(&format!("{is_key} "))
                                || is_key.ends_with(&should_key))
                            && !should_key.is_empty());
                    speakers.right += f64::from(u8::from(same));
                    if !same && verbose {
                        eprintln!("SPEAKER is {is:?} should {should:?}: {words}");
                    }
                }
            }
        }
        if verbose {
            let all: Vec<(usize, usize)> = quotes::read(&texts, &[])
                .iter()
                .map(|found| {
                    (
                        points(&parts[found.parts[0].text], found.parts[0].start),
                        points(&parts[found.parts.last().unwrap().text], found.parts.last().unwrap().end),
                    )
                })
                .collect();
            for one in gold.iter().filter(spoken) {
                if !all.iter().any(|span| overlap(*span, (number(one, "start"), number(one, "end"))) > 0) {
                    eprintln!(
                        "MISSED {} {}",
                        one["speaker"],
                        article["text"].as_str().unwrap().chars().skip(number(one, "start")).take(60).collect::<String>()
                    );
                }
            }
        }
    }
    eprintln!("quotations {}\nspeakers {}", spans.shown(), speakers.shown());
    assert!(spans.f() > 0.9 && speakers.f() > 0.86);
}

/// Where nothing speaks for an artist, ordinary words are words.
#[test]
fn no_name_of_ordinary_words_is_linked_without_evidence() {
    const PLAIN: [&str; 6] = [
        "{} is what they said on Tuesday.",
        "Nobody in the street had heard of {} before the rain came.",
        "They went home, and {} was left on the table with the keys.",
        "“{},” the neighbour said.",
        "The council spoke of {} and then of the bus.",
        "Why {} Matters",
    ];
    let list = std::fs::read_to_string(folder().join("artists/hard-names.tsv")).unwrap();
    for name in list.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let row = NameRow { artist: ArtistId(1), name: name.to_owned(), is_alias: false, kind: ArtistKind::Group };
        let names = Names::build([row]);
        for plain in PLAIN {
            let text = plain.replace("{}", name);
            let sure =
                super::linked(&names, &text, "", &super::body(&[&text]), &[]).into_iter().find(|link| link.standing == Standing::Sure);
            assert_eq!(sure, None, "{text}");
        }
    }
}

fn all_names() -> (Names, Vec<String>) {
    let mut list = Vec::new();
    for (file, column) in [("wikidata-lastfm-names.tsv", 1), ("musicbrainz-1968-1973-artists.tsv", 1), ("musicbrainz-ru-artists.tsv", 1)] {
        let text = std::fs::read_to_string(folder().join("artists").join(file)).unwrap();
        list.extend(text.lines().skip(1).filter_map(|line| line.split('\t').nth(column)).map(str::to_owned));
    }
    list.sort();
    list.dedup();
    let rows = list.iter().zip(0..).map(|(name, id)| NameRow {
        artist: ArtistId(id),
        name: name.clone(),
        is_alias: false,
        kind: ArtistKind::Group,
    });
    (Names::build(rows), list.clone())
}

#[test]
fn artists() {
    let verbose = std::env::var_os("INKIE_SHOW").is_some();
    let (names, list) = all_names();
    let mut figures = Figures::default();
    for article in articles() {
        let parts = paragraphs(article["text"].as_str().unwrap());
        let body = Body { blocks: parts.iter().map(|(_, text)| Block::Paragraph(Inlines::plain(text.as_str()))).collect() };
        let gold = article["artists"].as_array().unwrap();
        let listed = |one: &&Value| !names.exactly(one["canonical"].as_str().unwrap()).is_empty();
        figures.gold += gold.iter().filter(listed).count() as f64;
        for link in super::linked(&names, article["title"].as_str().unwrap_or_default(), "", &body, &[]) {
            let Some(part) = usize::try_from(link.span.block).ok().and_then(|block| parts.get(block)) else { continue };
            if link.standing != Standing::Sure {
                continue;
            }
            figures.found += 1.0;
            let span = (points(part, link.span.start), points(part, link.span.end));
            let hit = gold.iter().find(|one| {
                overlap(span, (number(one, "start"), number(one, "start") + one["surface"].as_str().unwrap().chars().count())) > 0
            });
            let right = hit.is_some_and(|one| {
                let canonical = crate::fold::key(one["canonical"].as_str().unwrap());
                canonical == crate::fold::key(&list[usize::try_from(link.artist.0).unwrap()])
            });
            figures.right += f64::from(u8::from(right));
            if !right && verbose {
                eprintln!(
                    "WRONG {:?} {:?} in {}",
                    part.1.get(link.span.start..link.span.end),
                    link.evidence,
                    part.1
                        .chars()
                        .take(part.1.get(..link.span.end).unwrap().chars().count() + 20)
                        .skip(part.1.get(..link.span.start).unwrap().chars().count().saturating_sub(30))
                        .collect::<String>()
                );
            }
        }
    }
    eprintln!("artists in the list, sure links only: {}", figures.shown());
    assert!(figures.right / figures.found.max(1.0) > 0.97 && figures.right / figures.gold > 0.83);
}
