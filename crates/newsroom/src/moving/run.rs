//! The run: sections and artists first, then the entries, batch by batch, then what leads on from lists of there.

use super::Zones;
use super::batch::{Batch, Context};
use super::convert::{Converter, refused};
use super::files::{Fetching, Files};
use super::hands::{Held, Reading, hold};
use super::mapping::{Here, Mapping};
use super::source::{Source, recognise};
use super::survey::{MOST_NOTES, Survey};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::navigation;
use domain::paper::Section;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::{Instant, Zone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::movings::{self, Moving, MovingState};
use store::{Tx, audit, paper as stored};
use text::fold;
use tokio::sync::mpsc;
use wire::fetch::{Fetcher, Manner};
use wire::import::source::{Event, Note};

/// Entries that are stored at once.
const BATCH: usize = 100;
/// Entries that are stored at once while their files are fetched, which takes its time.
const BATCH_OF_FETCHED: usize = 10;
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
    /// How files that lie in no folder are fetched from where they lay; not at all when absent.
    pub fetch: Option<Manner>,
}

/// What is kept of that, to resume.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Options {
    pub(super) uploads: Vec<PathBuf>,
    pub(super) zone: Option<String>,
    /// How files are fetched that are in no folder, in words; none when they are not.
    pub(super) fetch: Option<String>,
    /// Where it is kept until it is in, if it came to the desk; empty if not.
    pub(super) arrival: String,
}

/// What was kept of what was asked of an import.
pub(super) fn options(moving: &Moving) -> Options {
    serde_json::from_str(&moving.options).unwrap_or_default()
}

/// What is asked of an import that there is already.
pub(super) fn asked(moving: &Moving) -> Verb<Asked> {
    let options = options(moving);
    let mapping = serde_json::from_str(&moving.mapping).map_err(|error| VerbError::Unreadable(format!("its mapping: {error}")))?;
    let zone = options.zone.as_deref().map(crate::paper::zone).transpose()?;
    let fetch = options.fetch.as_deref().map(Manner::parse).transpose().map_err(VerbError::Unreadable)?;
    Ok(Asked { path: PathBuf::from(&moving.source), mapping, uploads: options.uploads, zone, fetch })
}

/// A value as a row keeps it.
pub(super) fn json(value: &impl Serialize) -> Verb<String> {
    serde_json::to_string(value).map_err(|error| VerbError::Unreadable(error.to_string()))
}

/// What is known of a source once it was surveyed, as its row keeps it.
pub(super) struct Known {
    system: String,
    title: String,
    sign: String,
    mapping: String,
    total: u64,
}

impl Known {
    pub(super) fn of(prepared: &Prepared) -> Verb<Self> {
        Ok(Self {
            system: system(&prepared.source, &prepared.survey),
            title: text::foreign::plain(&prepared.survey.head.title),
            sign: prepared.sign.clone(),
            mapping: json(&*prepared.mapping)?,
            total: prepared.survey.entries,
        })
    }

    /// An import with that.
    pub(super) fn on(self, moving: Moving) -> Moving {
        let Self { system, title, sign, mapping, total } = self;
        Moving { system, title, sign, mapping, total, ..moving }
    }
}

/// A source that was surveyed, with its whole mapping.
pub(super) struct Prepared {
    pub(super) source: Source,
    /// What it is told from a changed one by.
    pub(super) sign: String,
    pub(super) survey: Arc<Survey>,
    pub(super) mapping: Arc<Mapping>,
    pub(super) zones: Zones,
}

/// Surveys a source for an import that began at an instant, and completes its mapping.
pub(super) async fn prepare(newsroom: &Newsroom, asked: &Asked, began: Instant, reading: &Arc<Reading>) -> Verb<Prepared> {
    asked.mapping.check()?;
    let paper = crate::paper::get(newsroom).await?;
    let path = asked.path.clone();
    let own = newsroom.clone();
    let source = beside(move || recognise(&own, &path)).await??.ok_or_else(|| {
        VerbError::Unreadable(format!("{}: is no paper that can be read; see docs/import.md for what can", asked.path.display()))
    })?;
    let zones = Zones { told: asked.zone.clone().unwrap_or_else(|| paper.zone.clone()), paper: paper.zone, now: began };
    let (given, of, far) = (asked.mapping.clone(), zones.clone(), Arc::clone(reading));
    let (source, sign, mut survey) = beside(move || {
        let source = source.taught(&given.taught)?;
        let sign = source.sign();
        let survey = Survey::of(&source, &given, &of, &far)?;
        Ok::<_, VerbError>((source, sign, survey))
    })
    .await??;
    if survey.entries == 0 {
        return Err(VerbError::Unreadable(format!("{}: has no entries", asked.path.display())));
    }
    let mut mapping = asked.mapping.clone();
    mapping.complete(&survey, &here(newsroom, &survey).await?);
    survey.homes = super::homes::of(newsroom, &survey, &mapping, &system(&source, &survey)).await?;
    Ok(Prepared { source, sign, survey: Arc::new(survey), mapping: Arc::new(mapping), zones })
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

/// An import that begins, of which nothing is known yet.
pub(super) fn beginning(act: &Act, source: &Path, options: &Options, state: MovingState) -> Verb<Moving> {
    Ok(Moving {
        id: 0,
        system: String::new(),
        source: source.display().to_string(),
        title: String::new(),
        sign: String::new(),
        mapping: String::new(),
        options: json(options)?,
        state,
        after_place: 0,
        total: 0,
        counts: BTreeMap::new(),
        why: String::new(),
        who: act.who.clone(),
        began: act.now,
        changed: act.now,
    })
}

/// What the stories of a source are called by: the program and the paper's address there, or the file's name.
fn system(source: &Source, survey: &Survey) -> String {
    let address = super::address::parse(&survey.head.address).map(|at| format!("{}{}", at.host, at.path.trim_end_matches('/')));
    let file = || source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{}:{}", source.system.word(), address.filter(|address| !address.is_empty()).unwrap_or_else(file))
}

/// Brings a paper in. `progress` is told how many entries are done, of how many.
///
/// # Errors
/// [`VerbError::Unreadable`] when the source is none, [`VerbError::Store`]: what was stored stays, and [`resume`] goes on.
pub async fn run(newsroom: &Newsroom, act: &Act, asked: &Asked, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Verb<Moving> {
    act.allow(Right::Import)?;
    let prepared = prepare(newsroom, asked, act.now, &Arc::default()).await?;
    let options = Options {
        uploads: asked.uploads.clone(),
        zone: asked.zone.as_ref().map(|zone| zone.name().to_owned()),
        fetch: asked.fetch.as_ref().map(Manner::to_string),
        ..Options::default()
    };
    let new = Known::of(&prepared)?.on(beginning(act, &asked.path, &options, MovingState::Running)?);
    let tx = newsroom.begin(act.now).await?;
    let id = movings::begin(&tx, &new).await?;
    movings::put_sections(&tx, id, &make_sections(&tx, &prepared.mapping).await?).await?;
    audit::append(&tx, act, "import a paper", &told(&new)).await?;
    newsroom.commit(tx).await?;
    let _held = hold(newsroom, id)?;
    go(newsroom, act, Moving { id, ..new }, prepared, asked, progress).await
}

fn told(moving: &Moving) -> String {
    format!("{} ({} entries)", moving.system, moving.total)
}

/// Brings a source in that was looked at by the desk.
///
/// # Errors
/// As [`run`]; [`VerbError::Refused`] when it was not looked at, or is another one by now.
pub async fn begin(newsroom: &Newsroom, act: &Act, id: i64, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Verb<Moving> {
    act.allow(Right::Import)?;
    begun(newsroom, act, &hold(newsroom, id)?, progress).await
}

/// Refuses what cannot begin.
pub(super) async fn may_begin(newsroom: &Newsroom, id: i64) -> Verb<Moving> {
    let moving = found(newsroom, id).await?;
    if moving.state != MovingState::Looked {
        return Err(Refusal::State(format!("import {id} is {}; only what was looked at can begin", moving.state.word())).into());
    }
    Ok(moving)
}

pub(super) async fn begun(newsroom: &Newsroom, act: &Act, held: &Held, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Verb<Moving> {
    let moving = may_begin(newsroom, held.id).await?;
    let asked = asked(&moving)?;
    let prepared = prepare(newsroom, &asked, moving.began, &held.reading).await?;
    if prepared.sign != moving.sign {
        return Err(Refusal::State("it changed since it was looked at; have it looked at again".to_owned()).into());
    }
    let moving = Moving { state: MovingState::Running, why: String::new(), ..Known::of(&prepared)?.on(moving) };
    let tx = newsroom.begin(act.now).await?;
    movings::put_sections(&tx, moving.id, &make_sections(&tx, &prepared.mapping).await?).await?;
    movings::put(&tx, &moving).await?;
    audit::append(&tx, act, "import a paper", &told(&moving)).await?;
    newsroom.commit(tx).await?;
    go(newsroom, act, moving, prepared, &asked, progress).await
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
    act.allow(Right::Import)?;
    resumed(newsroom, act, &hold(newsroom, id)?, progress).await
}

pub(super) async fn resumed(newsroom: &Newsroom, act: &Act, held: &Held, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Verb<Moving> {
    let moving = may_resume(newsroom, act, held.id).await?;
    let asked = asked(&moving)?;
    let prepared = prepare(newsroom, &asked, moving.began, &held.reading).await?;
    if prepared.sign != moving.sign {
        return Err(Refusal::State(format!(
            "{} changed since the import began; import it again: what is in stays, what is new comes",
            moving.source
        ))
        .into());
    }
    let tx = newsroom.begin(act.now).await?;
    let moving = Moving { state: MovingState::Running, why: String::new(), ..moving };
    movings::put(&tx, &moving).await?;
    // The last batch of a process that just died may have been committed since it was read; by now nobody else writes here.
    let moving = movings::by_id(&tx, moving.id).await?.unwrap_or(moving);
    newsroom.commit(tx).await?;
    go(newsroom, act, moving, prepared, &asked, progress).await
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
    let names: Vec<&String> = mapping.artists.values().filter(|name| fold::slug(name).is_some() && refused(name).is_none()).collect();
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
    asked: &Asked,
    progress: &(dyn Fn(u64, u64) + Send + Sync),
) -> Verb<Moving> {
    let mut context = Context {
        newsroom,
        act,
        survey: &prepared.survey,
        zone: prepared.zones.paper.clone(),
        files: files(newsroom, &moving, &prepared, asked).await?,
        sections: Vec::new(),
        people: HashMap::new(),
        artists: artists(newsroom, act, &prepared.mapping).await?,
    };
    let (sender, mut batches) = mpsc::channel(AHEAD);
    let batch = if asked.fetch.is_some() { BATCH_OF_FETCHED } else { BATCH };
    let reader = convert(&prepared, moving.after_place, batch, sender);
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
    let last = reader.await.map_err(|error| VerbError::Unreadable(format!("the reading of the source broke off: {error}")))??;
    if stopped {
        return found(newsroom, moving.id).await;
    }
    let tx = newsroom.begin(act.now).await?;
    super::redirects::of_lists(&tx, moving.id, &prepared.survey, &prepared.mapping).await?;
    movings::put_findings(&tx, moving.id, &last.iter().map(super::batch::noted).collect::<Vec<_>>()).await?;
    let from = moving.after_place;
    moving.state = MovingState::Done;
    moving.after_place = moving.total;
    if !movings::advance(&tx, from, &moving).await? {
        drop(tx);
        return found(newsroom, moving.id).await;
    }
    newsroom.commit(tx).await?;
    // Names that came in with it may stand in stories that were here before; the worker looks.
    newsroom.wake();
    super::arrival::forget_files(newsroom, &moving).await;
    found(newsroom, moving.id).await
}

/// The files of a source, wherever they lie.
async fn files(newsroom: &Newsroom, moving: &Moving, prepared: &Prepared, asked: &Asked) -> Verb<Files> {
    let (source, folders, blobs) = (prepared.source.clone(), prepared.source.folders(&asked.uploads), newsroom.blobs().clone());
    let files = beside(move || Files::of(&source, &folders, &blobs)).await?;
    let Some(manner) = asked.fetch.clone() else { return Ok(files) };
    let fetcher = Fetcher::new(manner).await.map_err(|why| VerbError::Unreadable(format!("its pictures cannot be fetched: {why}")))?;
    Ok(files.fetched_by(Fetching::new(fetcher, prepared.survey.base(&prepared.mapping), moving.id)))
}

/// Reads and converts on a thread of its own, and hands batches over; gives what was odd about the source behind the last.
fn convert(prepared: &Prepared, after: u64, most: usize, sender: mpsc::Sender<Batch>) -> tokio::task::JoinHandle<Verb<Vec<Note>>> {
    let (source, survey, mapping, zones) =
        (prepared.source.clone(), Arc::clone(&prepared.survey), Arc::clone(&prepared.mapping), prepared.zones.clone());
    tokio::task::spawn_blocking(move || {
        let mut converter = Converter::new(&survey, &mapping, &zones);
        let (mut batch, mut bytes, mut place, mut notes, mut behind) = (Batch::default(), 0, 0, 0, Vec::new());
        source.read(&mut |event| {
            let entry = match event {
                Event::Entry(entry) => entry,
                Event::Note(note) => {
                    notes += 1;
                    // Those before the last entry that is stored are stored with it.
                    if place >= after && notes <= MOST_NOTES {
                        behind.push(note);
                    }
                    return ControlFlow::Continue(());
                }
                Event::Head(_) | Event::Member(_) => return ControlFlow::Continue(()),
            };
            place = entry.place;
            let passed = place <= after;
            let size = entry.texts.iter().map(|text| text.text.len()).sum::<usize>();
            batch.entries.extend(converter.next(*entry, passed));
            if passed {
                return ControlFlow::Continue(());
            }
            batch.notes.append(&mut behind);
            bytes += size;
            if batch.entries.len() < most && bytes < BATCH_BYTES {
                return ControlFlow::Continue(());
            }
            bytes = 0;
            match sender.blocking_send(std::mem::take(&mut batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        if !batch.entries.is_empty() {
            // Nobody listens any more: the import was stopped.
            drop(sender.blocking_send(batch));
        }
        Ok(behind)
    })
}
