//! The run: sections and artists first, then the entries, batch by batch, then what leads on from lists of there.

use super::batch::Context;
use super::convert::{Converter, Ready};
use super::files::Files;
use super::mapping::{Here, Mapping};
use super::source::{Source, recognise};
use super::survey::Survey;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::navigation;
use domain::paper::Section;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::Zone;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use store::movings::{self, Moving, MovingState};
use store::{Tx, audit, paper as stored};
use text::fold;
use tokio::sync::mpsc;
use wire::import::source::Event;

/// Entries that are stored at once.
const BATCH: usize = 100;
/// Bytes of source text after which a batch ends before it is full.
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// Batches that wait to be stored.
const AHEAD: usize = 3;

/// What is asked of an import.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The file or folder.
    pub path: PathBuf,
    /// A mapping; what it does not name is as proposed.
    pub mapping: Mapping,
    /// Folders in which its pictures and sounds lie.
    pub uploads: Vec<PathBuf>,
    /// The zone of times that name none; the paper's when absent.
    pub zone: Option<Zone>,
}

/// What is kept of that, to resume.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Options {
    uploads: Vec<PathBuf>,
    zone: Option<String>,
}

/// A source that was surveyed, with its whole mapping.
pub(super) struct Prepared {
    pub(super) source: Source,
    pub(super) survey: Arc<Survey>,
    pub(super) mapping: Arc<Mapping>,
    /// The zone of times that name none.
    pub(super) zone: Zone,
}

/// Surveys a source and completes its mapping.
pub(super) async fn prepare(newsroom: &Newsroom, asked: &Asked) -> Verb<Prepared> {
    let paper = crate::paper::get(newsroom).await?;
    let path = asked.path.clone();
    let source = beside(move || recognise(&path)).await??.ok_or_else(|| {
        VerbError::Unreadable(format!("{}: is no paper that can be read; see docs/import.md for what can", asked.path.display()))
    })?;
    let zone = asked.zone.clone().unwrap_or_else(|| paper.zone.clone());
    let (read, given, of) = (source.clone(), asked.mapping.clone(), zone.clone());
    let survey = beside(move || Survey::of(&read, &given, &of)).await??;
    if survey.entries == 0 {
        return Err(VerbError::Unreadable(format!("{}: has no entries", asked.path.display())));
    }
    let mut mapping = asked.mapping.clone();
    mapping.complete(&survey, &here(newsroom, &survey).await?);
    Ok(Prepared { source, survey: Arc::new(survey), mapping: Arc::new(mapping), zone })
}

/// Work that reads files and computes, on a thread where it holds up nobody.
pub(super) async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Verb<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| VerbError::Unreadable(format!("the reading of the source broke off: {error}")))
}

/// What of the paper a proposal goes by.
async fn here(newsroom: &Newsroom, survey: &Survey) -> Verb<Here> {
    let conn = newsroom.store().read().await?;
    let sections = stored::sections(&conn).await?.into_iter().map(|section| (section.slug.to_string(), section.name)).collect();
    let house = stored::people(&conn).await?.into_iter().find(|person| person.house).map(|person| person.name);
    let everybody = newsroom.everybody().await?;
    let known = |name: &str| !everybody.names.exactly(name).is_empty();
    let artists = survey.terms.keys().filter(|term| known(&term.name)).map(|term| fold::key(&term.name)).collect();
    Ok(Here { sections, house, artists })
}

/// What the stories of a source are called by: the program and the paper's address there, or the file's name.
fn system(prepared: &Prepared) -> String {
    let address = super::address::parse(&prepared.survey.head.address).map(|at| format!("{}{}", at.host, at.path.trim_end_matches('/')));
    let file = || prepared.source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{}:{}", prepared.source.system.word(), address.filter(|address| !address.is_empty()).unwrap_or_else(file))
}

/// Brings a paper in. `progress` is told how many entries are done, of how many.
///
/// # Errors
/// [`VerbError::Unreadable`] when the source is none, [`VerbError::Store`]: what was stored stays, and [`resume`] goes on.
pub async fn run(newsroom: &Newsroom, act: &Act, asked: &Asked, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Verb<Moving> {
    act.allow(Right::Import)?;
    let prepared = prepare(newsroom, asked).await?;
    let options = Options { uploads: asked.uploads.clone(), zone: asked.zone.as_ref().map(|zone| zone.name().to_owned()) };
    let json = |value: serde_json::Result<String>| value.map_err(|error| VerbError::Unreadable(error.to_string()));
    let new = Moving {
        id: 0,
        system: system(&prepared),
        source: asked.path.display().to_string(),
        title: text::foreign::plain(&prepared.survey.head.title),
        sign: prepared.source.sign(),
        mapping: json(serde_json::to_string(&*prepared.mapping))?,
        options: json(serde_json::to_string(&options))?,
        state: MovingState::Running,
        after_place: 0,
        total: prepared.survey.entries,
        counts: std::collections::BTreeMap::new(),
        why: String::new(),
        who: act.who.clone(),
        began: act.now,
        changed: act.now,
    };
    let tx = newsroom.begin(act.now).await?;
    let id = movings::begin(&tx, &new).await?;
    movings::put_sections(&tx, id, &make_sections(&tx, &prepared.mapping).await?).await?;
    audit::append(&tx, act, "import a paper", &format!("{} ({} entries)", new.system, new.total)).await?;
    newsroom.commit(tx).await?;
    go(newsroom, act, Moving { id, ..new }, prepared, &asked.uploads, progress).await
}

/// Refuses at once what [`resume`] would refuse, as far as that can be told without reading the source.
///
/// # Errors
/// As [`resume`].
pub async fn may_resume(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<Moving> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    if !matches!(moving.state, MovingState::Running | MovingState::Paused) {
        return Err(
            Refusal::State(format!("import {id} is {}; import the source again to have what is new in it", moving.state.word())).into()
        );
    }
    Ok(moving)
}

/// Goes on with an import that was paused, or whose process died.
///
/// # Errors
/// As [`run`]; [`VerbError::Refused`] when it is done or its source is another one by now.
pub async fn resume(newsroom: &Newsroom, act: &Act, id: i64, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Verb<Moving> {
    let mut moving = may_resume(newsroom, act, id).await?;
    let options: Options = serde_json::from_str(&moving.options).unwrap_or_default();
    let mapping = serde_json::from_str(&moving.mapping).map_err(|error| VerbError::Unreadable(format!("its mapping: {error}")))?;
    let zone = options.zone.as_deref().map(crate::paper::zone).transpose()?;
    let asked = Asked { path: PathBuf::from(&moving.source), mapping, uploads: options.uploads, zone };
    let prepared = prepare(newsroom, &asked).await?;
    if prepared.source.sign() != moving.sign {
        return Err(Refusal::State(format!(
            "{} changed since the import began; import it again: what is in stays, what is new comes",
            moving.source
        ))
        .into());
    }
    let tx = newsroom.begin(act.now).await?;
    movings::set_state(&tx, id, MovingState::Running).await?;
    newsroom.commit(tx).await?;
    moving.state = MovingState::Running;
    go(newsroom, act, moving, prepared, &asked.uploads, progress).await
}

/// Has an import stop after its batch.
///
/// # Errors
/// [`VerbError::Refused`] when it does not run.
pub async fn pause(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<()> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    if moving.state != MovingState::Running {
        return Err(Refusal::State(format!("import {id} is {}", moving.state.word())).into());
    }
    let tx = newsroom.begin(act.now).await?;
    movings::set_state(&tx, id, MovingState::Paused).await?;
    audit::append(&tx, act, "pause an import", &moving.system).await?;
    newsroom.commit(tx).await
}

pub(super) async fn found(newsroom: &Newsroom, id: i64) -> Verb<Moving> {
    let found = movings::by_id(&newsroom.store().read().await?, id).await?;
    found.ok_or_else(|| VerbError::Absent(format!("there is no import number {id}; `inkie import --list` lists them")))
}

/// Makes the sections that stories will stand in; gives those that were not there.
async fn make_sections(tx: &Tx, mapping: &Mapping) -> Verb<Vec<Slug>> {
    let known = stored::sections(tx).await?;
    let pages = stored::pages(tx).await?;
    let mut position = known.iter().map(|section| section.position + 1).max().unwrap_or(0);
    let mut made = Vec::new();
    for (slug, name) in &mapping.new_sections {
        let used = mapping.sections.values().any(|section| section == slug) || mapping.section == *slug;
        if !used || known.iter().any(|section| section.slug.as_str() == slug) {
            continue;
        }
        let slug = Slug::parse(slug)?;
        navigation::free(&slug, None, &known, &pages)?;
        stored::put_section(tx, &Section::new(slug.clone(), navigation::name("section", name)?, position)).await?;
        made.push(slug);
        position += 1;
    }
    Ok(made)
}

/// The artists that stories will credit, made in transactions of their own: the index of names must know them before.
async fn artists(newsroom: &Newsroom, act: &Act, mapping: &Mapping) -> Verb<HashMap<String, domain::id::ArtistId>> {
    let mut artists = HashMap::new();
    let names: Vec<&String> = mapping.artists.values().filter(|name| fold::slug(name).is_some()).collect();
    for part in names.chunks(BATCH * 5) {
        let tx = newsroom.begin(act.now).await?;
        for name in part {
            artists.insert((*name).clone(), crate::artists::credited(&tx, name).await?.id);
        }
        newsroom.commit(tx).await?;
    }
    Ok(artists)
}

async fn go(
    newsroom: &Newsroom,
    act: &Act,
    mut moving: Moving,
    prepared: Prepared,
    uploads: &[PathBuf],
    progress: &(dyn Fn(u64, u64) + Send + Sync),
) -> Verb<Moving> {
    let paper = crate::paper::get(newsroom).await?;
    let folders = prepared.source.folders(uploads);
    let mut context = Context {
        newsroom,
        act,
        survey: &prepared.survey,
        zone: paper.zone,
        files: beside(move || Files::in_folders(&folders)).await?,
        sections: Vec::new(),
        people: HashMap::new(),
        artists: artists(newsroom, act, &prepared.mapping).await?,
    };
    let (sender, mut batches) = mpsc::channel(AHEAD);
    let reader = convert(&prepared, moving.after_place, sender);
    let mut stopped = false;
    while let Some(batch) = batches.recv().await {
        if !context.store(&mut moving, batch).await? {
            stopped = true;
            break;
        }
        progress(moving.after_place, moving.total);
        if newsroom.is_stopping() {
            stopped = true;
            break;
        }
    }
    drop(batches);
    reader.await.map_err(|error| VerbError::Unreadable(format!("the reading of the source broke off: {error}")))??;
    if stopped {
        return found(newsroom, moving.id).await;
    }
    let tx = newsroom.begin(act.now).await?;
    super::redirects::of_lists(&tx, moving.id, &prepared.survey, &prepared.mapping).await?;
    moving.state = MovingState::Done;
    moving.after_place = moving.total;
    movings::advance(&tx, &moving).await?;
    newsroom.commit(tx).await?;
    // Names that came in with it may stand in stories that were here before; the worker looks.
    newsroom.wake();
    found(newsroom, moving.id).await
}

/// Reads and converts on a thread of its own, and hands batches over.
fn convert(prepared: &Prepared, after: u64, sender: mpsc::Sender<Vec<Ready>>) -> tokio::task::JoinHandle<Verb<()>> {
    let (source, survey, mapping, zone) =
        (prepared.source.clone(), Arc::clone(&prepared.survey), Arc::clone(&prepared.mapping), prepared.zone.clone());
    tokio::task::spawn_blocking(move || {
        let mut converter = Converter::new(&survey, &mapping, &zone);
        let (mut batch, mut bytes) = (Vec::new(), 0);
        source.read(&mut |event| {
            let Event::Entry(entry) = event else { return ControlFlow::Continue(()) };
            let passed = entry.place <= after;
            bytes += entry.texts.iter().map(|text| text.text.len()).sum::<usize>();
            batch.extend(converter.next(*entry, passed));
            if batch.len() < BATCH && bytes < BATCH_BYTES {
                return ControlFlow::Continue(());
            }
            bytes = 0;
            match sender.blocking_send(std::mem::take(&mut batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        if !batch.is_empty() {
            // Nobody listens any more: the import was stopped.
            drop(sender.blocking_send(batch));
        }
        Ok(())
    })
}
