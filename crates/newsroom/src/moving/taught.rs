//! A site that is taught: an editor shows on one saved page what is headline, byline, date, score; the rules that follow are
//! tried on every page of the source, and the dry run lists where they find nothing.

use crate::{Verb, VerbError};
use domain::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use text::page::learn::{Shown, Site, Source};
use wire::import::saved::{Folder, Saved};

/// What was shown on one page. Every text is as the page has it; what is not shown is read as on any page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Taught {
    /// The page: its address, or the name of its file.
    pub page: String,
    /// The headline.
    pub headline: String,
    /// The standfirst.
    pub standfirst: String,
    /// The date as it is written: `27.03.2015`.
    pub date: String,
    /// The day that it means: `2015-03-27`.
    pub day: String,
    /// The score as it is written: `8/10`.
    pub score: String,
    /// The first words of the text.
    pub opening: String,
    /// Each byline's word, and who it stands for: `ANDRÉ` is André Dack.
    pub bylines: BTreeMap<String, String>,
}

/// Pages that a site is learnt from, at most: more say nothing new.
const SAMPLE: usize = 120;
/// Bytes of pages that a site is learnt from, at most.
const SAMPLE_BYTES: usize = 64 * 1024 * 1024;

struct Sampled {
    text: String,
    address: String,
    /// Which of the taught it is.
    taught: Vec<usize>,
}

/// Pages that stand for all of a source: each so many-th, and those on which something was shown.
struct Sample<'t> {
    taught: &'t [Taught],
    pages: Vec<Sampled>,
    bytes: usize,
    seen: usize,
    step: usize,
}

impl Sample<'_> {
    fn add(&mut self, saved: &Saved) {
        let is_it = |taught: &Taught| !taught.page.is_empty() && (saved.address == taught.page || saved.place.ends_with(&taught.page));
        let taught: Vec<usize> = self.taught.iter().enumerate().filter(|(_, one)| is_it(one)).map(|(place, _)| place).collect();
        self.seen += 1;
        if taught.is_empty() && !self.seen.is_multiple_of(self.step) {
            return;
        }
        let Ok(decoded) = saved.text() else { return };
        self.bytes += decoded.text.len();
        self.pages.push(Sampled { text: decoded.text.to_string(), address: saved.address.clone(), taught });
        if self.pages.len() > SAMPLE || self.bytes > SAMPLE_BYTES {
            self.thin_out();
        }
    }

    /// Half of them say as much.
    fn thin_out(&mut self) {
        self.step *= 2;
        let mut keep = false;
        self.pages.retain(|page| {
            keep = !keep;
            keep || !page.taught.is_empty()
        });
        self.bytes = self.pages.iter().map(|page| page.text.len()).sum();
    }
}

/// Learns the site of a file or folder of saved pages.
///
/// # Errors
/// [`VerbError::Unreadable`] with what was shown and cannot be found.
pub(super) fn learn(path: &Path, taught: &[Taught]) -> Verb<Arc<Site>> {
    let folder = if path.is_dir() {
        Folder::open(path).map_err(|error| VerbError::Unreadable(format!("{}: {error}", path.display())))?
    } else {
        Folder::of(path)
    };
    let mut sample = Sample { taught, pages: Vec::new(), bytes: 0, seen: 0, step: 1 };
    for saved in folder.entries.iter().flat_map(Folder::read).filter_map(Result::ok).filter(Saved::is_page) {
        sample.add(&saved);
    }
    let wrong = |place: usize, why: String| VerbError::Unreadable(format!("what was shown on page {}: {why}", place + 1));
    let mut shown = Vec::new();
    for (place, one) in taught.iter().enumerate() {
        let page = sample.pages.iter().position(|page| page.taught.contains(&place));
        let page = page.ok_or_else(|| wrong(place, format!("there is no page “{}” in the source", one.page)))?;
        shown.push(one.shown(page).map_err(|why| wrong(place, why))?);
    }
    let sources: Vec<Source<'_>> = sample.pages.iter().map(|page| Source { html: &page.text, address: &page.address }).collect();
    let site = Site::learn(&sources, &shown).map_err(|error| VerbError::Unreadable(format!("the site cannot be learnt: {error}")))?;
    Ok(Arc::new(site))
}

impl Taught {
    fn shown(&self, page: usize) -> Result<Shown, String> {
        let said = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        let day = |text: &str| text.trim().parse::<Day>().map_err(|_| format!("“{text}” is no day; write it as 2015-03-27"));
        let date = match (said(&self.date), said(&self.day)) {
            (Some(date), Some(means)) => Some((date, day(&means)?)),
            (Some(date), None) => return Err(format!("say as day which day “{date}” is: 2015-03-27")),
            (None, _) => None,
        };
        Ok(Shown {
            page,
            headline: said(&self.headline),
            standfirst: said(&self.standfirst),
            bylines: self.bylines.iter().map(|(word, person)| (word.clone(), person.clone())).collect(),
            date,
            score: said(&self.score),
            opening: said(&self.opening),
        })
    }
}
