//! Quotations against what a person found.

use crate::data::overlap;
use crate::figures::{Share, f1};
use crate::gold::Article;
use serde_json::Value;
use text::{fold, quotes};

pub(crate) struct Gold {
    pub(crate) span: (usize, usize),
    pub(crate) speaker: String,
    /// Speech or written: what counts. Lyrics, thoughts and what stands within another quotation count neither way.
    pub(crate) spoken: bool,
}

pub(crate) fn number(value: &Value, name: &str) -> usize {
    usize::try_from(value[name].as_u64().unwrap()).unwrap()
}

impl Gold {
    pub(crate) fn of(value: &Value) -> Self {
        Self {
            span: (number(value, "start"), number(value, "end")),
            speaker: value["speaker"].as_str().unwrap_or_default().to_owned(),
            spoken: matches!(value["kind"].as_str(), Some("speech" | "written")),
        }
    }
}

#[derive(Default)]
pub(crate) struct Tally {
    right: usize,
    found: usize,
    gold: usize,
    speakers: Share,
}

impl Tally {
    pub(crate) fn count(&mut self, article: &Article, errors: bool) {
        let texts: Vec<&str> = article.parts.0.iter().map(|(_, text)| text.as_str()).collect();
        let mut hit = vec![false; article.quotes.len()];
        for found in quotes::read(&texts, &[]) {
            let (first, last) = (found.parts[0], *found.parts.last().unwrap());
            let span = (article.parts.point(first.text, first.start), article.parts.point(last.text, last.end));
            let at = article.quotes.iter().position(|one| overlap(span, one.span) * 2 >= span.1 - span.0);
            if let Some(at) = at {
                hit[at] = true;
                if !article.quotes[at].spoken {
                    continue;
                }
            }
            self.found += 1;
            let context = || article.parts.context(first.text, first.start, first.start);
            match at.map(|at| &article.quotes[at]) {
                None if errors => println!("  NO SPEECH {:?} ({}): {}", found.speaker, found.cue, context()),
                None => {}
                Some(gold) => {
                    self.right += 1;
                    let is = found.speaker.unwrap_or_default();
                    let right = same(&is, &gold.speaker);
                    self.speakers.count(right);
                    if errors && !right {
                        println!("  SPEAKER {is:?} ({}) should be {:?}: {}", found.cue, gold.speaker, context());
                    }
                }
            }
        }
        for (gold, hit) in article.quotes.iter().zip(hit).filter(|(gold, _)| gold.spoken) {
            self.gold += 1;
            if errors && !hit {
                println!("  NOT READ {:?}: {}", gold.speaker, words(article, gold.span));
            }
        }
    }
}

fn words(article: &Article, span: (usize, usize)) -> String {
    let paragraph = article.parts.0.partition_point(|(from, _)| *from <= span.0).saturating_sub(1);
    let (from, text) = &article.parts.0[paragraph];
    text.chars().skip((span.0 - from).saturating_sub(60)).take(160).collect()
}

/// A part of a full name that a story never gives in full is right too.
fn same(is: &str, should: &str) -> bool {
    let (is, should) = (fold::key(is), fold::key(should));
    let part =
        |short: &str, long: &str| !short.is_empty() && (long.ends_with(&format!(" {short}")) || long.starts_with(&format!("{short} ")));
    is == should || part(&is, &should) || part(&should, &is)
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |right, of| Share { right, of };
        writeln!(f, "quotations: precision {}", share(self.right, self.found))?;
        writeln!(f, "            recall {}", share(self.right, self.gold))?;
        writeln!(f, "            F {:.3} (loose)", f1(self.right, self.found, self.gold))?;
        write!(f, "right speaker: {}", self.speakers)
    }
}
