//! A batch of entries in one transaction, and how far the import is with them.

use super::convert::{Becomes, Ready, Story as Incoming};
use super::files::Files;
use super::life::Hidden;
use super::mapping::PAGE;
use super::survey::Survey;
use crate::link::{self, relink};
use crate::media::Developed;
use crate::register::Everybody;
use crate::stories;
use crate::{Newsroom, Verb, VerbError, beside_others};
use domain::act::Act;
use domain::body::{Body, Picture};
use domain::edition::Placement;
use domain::link::Strength;
use domain::link::decide::Rulings;
use domain::navigation::Redirect;
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::story::{Advisory, ArtistCredit, Byline, Draft, Part, Revision, Source, State, Story, revise};
use domain::time::Zone;
use std::collections::HashMap;
use std::path::PathBuf;
use store::movings::{self, Moved, Moving, MovingFinding, MovingState};
use store::{Tx, paper as stored};
use text::foreign::{About, Finding, ForeignPicture, Known, Linked, Resolver, Settled};
use tokio::runtime::Handle;
use wire::import::source::{Life, Note};

/// What stays the same from batch to batch.
pub(super) struct Context<'s> {
    pub(super) newsroom: &'s Newsroom,
    pub(super) act: &'s Act,
    pub(super) survey: &'s Survey,
    /// The zone of the paper: addresses are of its days.
    pub(super) zone: Zone,
    pub(super) files: Files,
    /// The paper's sections; empty until they were read.
    pub(super) sections: Vec<Slug>,
    /// People and artists by the name that the source gives them.
    pub(super) people: HashMap<String, domain::id::PersonId>,
    pub(super) artists: HashMap<String, domain::id::ArtistId>,
}

/// Entries that are stored at once.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) entries: Vec<Ready>,
    /// What was odd about the source before the last of them.
    pub(super) notes: Vec<Note>,
}

/// What was odd about a source and belongs to no entry, as something to look at.
pub(super) fn noted(note: &Note) -> MovingFinding {
    let text = if note.line > 1 { format!("line {}: {}", note.line, note.text) } else { note.text.clone() };
    MovingFinding { id: 0, place: 0, about: About::Entry.word().to_owned(), text, story: None }
}

/// What became of an entry.
struct Came {
    outcome: &'static str,
    story: Option<Story>,
    page: Option<domain::paper::Page>,
    redirects: Vec<Redirect>,
    findings: Vec<Finding>,
}

impl Came {
    fn nothing(outcome: &'static str) -> Self {
        Self { outcome, story: None, page: None, redirects: Vec::new(), findings: Vec::new() }
    }

    /// What somebody here changed.
    fn kept() -> Self {
        let text = "stays as somebody changed it here: what is new of it there did not come";
        Self { findings: vec![Finding::new(About::Entry, text)], ..Self::nothing("kept") }
    }
}

/// The text of a story as it is here; of what is no story, nothing.
#[derive(Default)]
struct Text {
    body: Body,
    cover: Option<Picture>,
    credits: Vec<ArtistCredit>,
    /// What was found in it, where it seemed to be new.
    found: Option<link::Found>,
    findings: Vec<Finding>,
}

struct Lookup<'c> {
    files: &'c Files,
    survey: &'c Survey,
}

impl Resolver for Lookup<'_> {
    fn file(&self, named: &ForeignPicture) -> Result<Known, String> {
        self.files.known(named)
    }

    fn link(&self, href: &str) -> Linked {
        self.survey.link(href)
    }
}

impl Context<'_> {
    /// Stores a batch, and how far `moving` is with it. Says whether to go on: somebody may have paused it.
    pub(super) async fn store(&mut self, moving: &mut Moving, batch: Batch) -> Verb<bool> {
        let named: Vec<ForeignPicture> = batch.entries.iter().flat_map(files_of).cloned().collect();
        let Some(brought) = self.files.bring(self.newsroom, self.act, &named).await? else { return Ok(false) };
        // On one thread to its end: each of thousands of statements would hand what else this thread does to another one.
        beside_others(|| Handle::current().block_on(self.stored(moving, batch, brought)))
    }

    async fn stored(&mut self, moving: &mut Moving, batch: Batch, brought: Vec<(PathBuf, Developed)>) -> Verb<bool> {
        let tx = self.newsroom.begin_to_link(self.act.now).await?;
        let stored = movings::by_id(&tx, moving.id).await?;
        if stored.as_ref().is_none_or(|stored| stored.state != MovingState::Running) {
            return Ok(false);
        }
        if stored.is_some_and(|stored| stored.after_place != moving.after_place) {
            return Err(Refusal::State("another process goes on with this import".to_owned()).into());
        }
        let from = moving.after_place;
        self.files.store(&tx, self.act, brought).await?;
        let Batch { entries: mut batch, notes } = batch;
        let (mut moved, mut findings, mut led) = (Vec::with_capacity(batch.len()), notes.iter().map(noted).collect::<Vec<_>>(), Vec::new());
        let texts = self.texts(&tx, &moving.system, &mut batch).await?;
        for (ready, text) in batch.into_iter().zip(texts) {
            moving.after_place = ready.place;
            let mut row = Moved {
                place: ready.place,
                foreign_id: ready.foreign_id.clone(),
                kind: ready.kind.clone(),
                line: ready.line,
                title: ready.title.clone(),
                outcome: String::new(),
                story: None,
                page: None,
                revision: None,
            };
            let came = self.one(&tx, &moving.system, ready, text).await?;
            came.outcome.clone_into(&mut row.outcome);
            row.story = came.story.as_ref().map(|story| story.id);
            row.page = came.page.as_ref().map(|page| page.id);
            row.revision = came.story.as_ref().map(|story| story.revision).or(came.page.as_ref().map(|page| page.revision));
            *moving.counts.entry(row.outcome.clone()).or_default() += 1;
            findings.extend(came.findings.into_iter().map(|finding| MovingFinding {
                id: 0,
                place: row.place,
                about: finding.about.word().to_owned(),
                text: finding.text,
                story: row.story,
            }));
            led.extend(came.redirects);
            moved.push(row);
        }
        let fetched = self.files.take_fetched();
        if fetched > 0 {
            *moving.counts.entry("fetched".to_owned()).or_default() += fetched;
        }
        movings::put_moved(&tx, moving.id, &moved).await?;
        movings::put_findings(&tx, moving.id, &findings).await?;
        movings::lead_on(&tx, moving.id, &led).await?;
        // Between two of its batches a pause is seen above; one that came while this was written, here.
        if !movings::advance(&tx, from, moving).await? {
            return Ok(false);
        }
        self.newsroom.commit(tx).await?;
        Ok(true)
    }

    /// The texts of a batch's stories. What is found in them takes most of the arithmetic of an import: two threads do it.
    async fn texts(&self, tx: &Tx, system: &str, batch: &mut [Ready]) -> Verb<Vec<Text>> {
        let everybody = self.newsroom.everybody().await?;
        let mut incoming = Vec::with_capacity(batch.len());
        for ready in batch {
            incoming.push(match &mut ready.becomes {
                Becomes::Story(story) => Some((store::stories::by_source(tx, system, &ready.foreign_id).await?.is_none(), &mut **story)),
                Becomes::Page(_) | Becomes::File | Becomes::Left(_) => None,
            });
        }
        let read = |part: Vec<Option<(bool, &mut Incoming)>>| -> Vec<Text> {
            let text = |(is_new, story): (bool, &mut Incoming)| self.text(story, is_new.then_some(&*everybody));
            part.into_iter().map(|one| one.map_or_else(Text::default, text)).collect()
        };
        let rest = incoming.split_off(incoming.len() / 2);
        Ok(std::thread::scope(|scope| {
            let rest = scope.spawn(|| read(rest));
            let mut all = read(incoming);
            all.extend(rest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            all
        }))
    }

    /// Takes the text of a story, with what `everybody` finds in it.
    fn text(&self, incoming: &mut Incoming, everybody: Option<&Everybody>) -> Text {
        let lookup = Lookup { files: &self.files, survey: self.survey };
        let mut settled = std::mem::take(&mut incoming.text).settle(&lookup);
        let cover = incoming.cover.as_ref().and_then(|cover| settled.picture(cover, &lookup));
        let Settled { body, findings } = without_doubled_cover(settled, cover.as_ref());
        let known = |name: &String| {
            let artist = *self.artists.get(name)?;
            Some(ArtistCredit { artist, credited_as: name.clone(), strength: Strength::Subject })
        };
        let credits: Vec<ArtistCredit> = incoming.artists.iter().filter_map(known).collect();
        let words = [incoming.headline.as_str(), incoming.standfirst.as_str()];
        let found = everybody.map(|everybody| link::find(everybody, words, &body, &credits, &Rulings::default()));
        Text { body, cover, credits, found, findings }
    }

    async fn one(&mut self, tx: &Tx, system: &str, ready: Ready, text: Text) -> Verb<Came> {
        let source = Source { system: system.to_owned(), foreign_id: ready.foreign_id };
        if let Some(hidden) = &ready.hidden
            && let Some(shown) = self.shown_here(tx, &source, hidden, ready.kind == PAGE).await?
        {
            // Whether it stands here still is for an editor to say, and nothing of it is written over what readers see.
            return Ok(shown);
        }
        let mut came = match ready.becomes {
            Becomes::File => Came::nothing("file"),
            Becomes::Left(why) => Came::nothing(why),
            Becomes::Story(story) => match self.story(tx, &source, *story, text).await {
                // Nothing of it is stored by then: what the domain refuses, it refuses before.
                Err(VerbError::Refused(refusal)) => {
                    let line = if ready.line > 0 { format!(" (line {})", ready.line) } else { String::new() };
                    let text = format!("“{}”{line} is not in: {refusal}", ready.title);
                    Came { findings: vec![Finding::new(About::Entry, text)], ..Came::nothing("refused") }
                }
                other => other?,
            },
            Becomes::Page(page) => self.page(tx, &source, *page).await?,
        };
        // What was looked at once is not asked again, and what stays there needs no look.
        match came.outcome {
            "new" | "changed" | "refused" => drop(came.findings.splice(0..0, ready.findings)),
            // That a story or page stays as it is here is told however often it comes.
            "kept" => {}
            _ => came.findings.clear(),
        }
        Ok(came)
    }

    /// What readers see here of an entry that they do not see there any more.
    async fn shown_here(&self, tx: &Tx, source: &Source, hidden: &Hidden, may_be_page: bool) -> Verb<Option<Came>> {
        let text = format!("{} there now, and still on the paper here", hidden.how);
        let kept = || Came { findings: vec![Finding::new(About::Entry, text.clone())], ..Came::nothing("kept") };
        if let Some(story) = store::stories::by_source(tx, &source.system, &source.foreign_id).await? {
            let is_shown = matches!(story.state, State::Live | State::Scheduled { .. });
            // What somebody here finished was never more than a draft there.
            let made_here = hidden.unfinished && story.live_since.is_some_and(|since| since >= story.created);
            return Ok((is_shown && !made_here).then(|| Came { story: Some(story), ..kept() }));
        }
        if !may_be_page {
            return Ok(None);
        }
        let Some(page) = movings::page_of(tx, &source.system, &source.foreign_id).await? else { return Ok(None) };
        Ok(stored::page_by_id(tx, page).await?.map(|page| Came { page: Some(page), ..kept() }))
    }

    async fn story(&mut self, tx: &Tx, source: &Source, incoming: Incoming, text: Text) -> Verb<Came> {
        let known = store::stories::by_source(tx, &source.system, &source.foreign_id).await?;
        if let Some(known) = &known
            && let Some(last) = movings::last_of(tx, known.id).await?
            && last.revision.is_some_and(|revision| revision != known.revision)
        {
            return Ok(Came { story: Some(known.clone()), ..Came::kept() });
        }
        let (life, paths) = (incoming.life, incoming.paths.clone());
        let Text { body, cover, credits, found, mut findings } = text;
        let draft = Draft { body, cover, artists: credits, ..self.draft(tx, incoming).await? };
        draft.check()?;
        let (story, outcome) = match known {
            None => {
                let story = self.came_out(&Story::begun(draft, Some(source.clone()), self.act), life, &mut findings);
                let story = self.free_address(tx, story, &mut findings).await?;
                (store::stories::create(tx, &story.into(), &self.act.who).await?, "new")
            }
            Some(old) => {
                let slug = if old.address.is_some() { old.draft.slug.clone() } else { draft.slug.clone() };
                let dateline = draft.dateline.or(old.draft.dateline);
                let revised = match revise(&old, Draft { slug, dateline, ..draft }, old.revision, self.act)? {
                    Revision::Same => old.clone(),
                    Revision::Changed(story) => *story,
                };
                let story = if revised.address.is_none() { self.came_out(&revised, life, &mut findings) } else { revised };
                if story == old {
                    (old, "same")
                } else {
                    let story = Story { revision: old.revision + 1, ..self.free_address(tx, story, &mut findings).await? };
                    stories::save(tx, &story, old.revision, self.act).await?;
                    (story, "changed")
                }
            }
        };
        match found.filter(|_| outcome == "new") {
            Some(found) => link::lay(tx, &story, &found).await?,
            None if outcome == "same" => {}
            None => relink(self.newsroom, tx, &story).await?,
        }
        let redirects = redirects_to(&story, &paths);
        Ok(Came { outcome, story: Some(story), page: None, redirects, findings })
    }

    /// The story as it stood there: live, scheduled, with the editors, or a draft.
    fn came_out(&self, story: &Story, life: Life, findings: &mut Vec<Finding>) -> Story {
        let wanted = match life {
            Life::Published => story.publish_from_elsewhere(&self.zone, self.act),
            Life::Scheduled if story.draft.dateline.is_some_and(|at| at <= self.act.now) => {
                findings.push(Finding::new(About::Entry, "was to be published by now, and is"));
                story.publish_from_elsewhere(&self.zone, self.act)
            }
            Life::Scheduled => story.publish_from_elsewhere(&self.zone, self.act),
            Life::Pending => return Story { state: State::Submitted, ..story.clone() },
            Life::Draft | Life::Private | Life::Trash | Life::Empty => return story.clone(),
        };
        wanted.unwrap_or_else(|refusal| {
            findings.push(Finding::new(About::Entry, format!("was published there and comes as a draft: {refusal}")));
            story.clone()
        })
    }

    /// The story at an address that no other one has.
    async fn free_address(&self, tx: &Tx, mut story: Story, findings: &mut Vec<Finding>) -> Verb<Story> {
        let (wished, mut number) = (story.draft.slug.clone(), 2);
        while let Err(refusal) = stories::check_address(tx, &story).await {
            let VerbError::Refused(Refusal::Taken { address, .. }) = &refusal else { return Err(refusal) };
            if number == 2 {
                findings.push(Finding::new(About::Entry, format!("its address {address} is that of another story; it has a number now")));
            }
            if number > 100 {
                return Err(refusal);
            }
            story.draft.slug = wished.numbered(number);
            let at = story.published();
            story.address = Some(domain::story::address(&self.zone, at, &story.draft.slug));
            number += 1;
        }
        Ok(story)
    }

    /// A story without its text.
    async fn draft(&mut self, tx: &Tx, incoming: Incoming) -> Verb<Draft> {
        let mut bylines = Vec::new();
        for (name, house) in &incoming.bylines {
            let person = match self.people.get(name) {
                Some(person) => *person,
                None => {
                    let person = stories::person(tx, name, *house).await?.id;
                    self.people.insert(name.clone(), person);
                    person
                }
            };
            bylines.push(Byline { person, part: Part::Words });
        }
        Ok(Draft {
            headline: incoming.headline,
            standfirst: incoming.standfirst,
            slug: incoming.slug,
            section: self.section(tx, incoming.section.as_ref()).await?,
            kind: incoming.kind,
            bylines,
            artists: Vec::new(),
            cover: None,
            advisory: Advisory::default(),
            body: Body::default(),
            placement: Placement::In,
            dateline: incoming.at,
            sponsor: None,
        })
    }

    async fn section(&mut self, tx: &Tx, wished: Option<&Slug>) -> Verb<Slug> {
        if self.sections.is_empty() {
            self.sections = stored::sections(tx).await?.into_iter().map(|section| section.slug).collect();
        }
        match wished.filter(|wished| self.sections.contains(wished)).or(self.sections.first()) {
            Some(section) => Ok(section.clone()),
            None => crate::paper::section_or_first(tx, None).await,
        }
    }

    async fn page(&mut self, tx: &Tx, source: &Source, incoming: Incoming) -> Verb<Came> {
        let lookup = Lookup { files: &self.files, survey: self.survey };
        let Settled { body, mut findings } = incoming.text.settle(&lookup);
        let title = if incoming.headline.is_empty() { incoming.slug.to_string() } else { incoming.headline };
        let mut slug = incoming.slug.clone();
        let sections = stored::sections(tx).await?;
        for number in 2..100 {
            let is_free = domain::navigation::free(&slug, None, &sections, &[]).is_ok();
            match stored::page(tx, &slug).await? {
                Some(known) => match movings::left_page_at(tx, known.id, &source.system, &source.foreign_id).await? {
                    Some(revision) if revision != known.revision => {
                        return Ok(Came { page: Some(known), ..Came::kept() });
                    }
                    Some(_) if known.title == title && known.body == body => {
                        return Ok(Came { page: Some(known), ..Came::nothing("same") });
                    }
                    Some(_) => {
                        let page = stored::put_page(tx, &slug, &title, &body).await?;
                        return Ok(Came { page: Some(page), findings, ..Came::nothing("changed") });
                    }
                    // Somebody else's page keeps its place.
                    None => slug = incoming.slug.numbered(number),
                },
                None if is_free => {
                    let page = stored::put_page(tx, &slug, &title, &body).await?;
                    let here = format!("/{slug}");
                    let redirects = incoming
                        .paths
                        .iter()
                        .filter(|path| **path != here)
                        .map(|path| Redirect { path: path.clone(), target: here.clone() });
                    return Ok(Came { redirects: redirects.collect(), page: Some(page), findings, ..Came::nothing("new") });
                }
                None => slug = incoming.slug.numbered(number),
            }
        }
        findings.push(Finding::new(About::Entry, format!("there are a hundred pages called “{}” already", incoming.slug)));
        Ok(Came { findings, ..Came::nothing("refused") })
    }
}

fn files_of(ready: &Ready) -> Vec<&ForeignPicture> {
    match &ready.becomes {
        Becomes::Story(story) | Becomes::Page(story) => story.text.files().chain(&story.cover).collect(),
        Becomes::File | Becomes::Left(_) => Vec::new(),
    }
}

/// The old addresses of a story that readers see lead to it.
fn redirects_to(story: &Story, paths: &[String]) -> Vec<Redirect> {
    let Some(here) = story.address.as_ref().filter(|_| story.is_live()) else { return Vec::new() };
    paths.iter().filter(|path| *path != here).map(|path| Redirect { path: path.clone(), target: here.clone() }).collect()
}

/// A text that begins with the picture at the story's head, or has it after its first block, has it once.
fn without_doubled_cover(mut settled: Settled, cover: Option<&Picture>) -> Settled {
    let Some(cover) = cover else { return settled };
    let is_cover = |block: &domain::body::Block| matches!(block, domain::body::Block::Picture(picture) if picture.media == cover.media);
    if let Some(place) = settled.body.blocks.iter().take(2).position(is_cover) {
        settled.body.blocks.remove(place);
    }
    settled
}
