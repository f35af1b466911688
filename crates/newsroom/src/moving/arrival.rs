//! Sources that come to the desk: uploaded, or laid by who keeps the paper into a folder of the server. Each is looked at
//! before anything of it is stored, as often as its mapping changes, and is let go or brought in.

use super::dry::Writer;
use super::hands::{self, Held, Work, hold};
use super::mapping::Mapping;
use super::run::{self, Options, beside, found};
use super::source::{Source, recognise};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::movings::{self, Moving, MovingState};
use store::{StoreError, audit};
use tempfile::TempDir;
use wire::fetch::Manner;

/// The largest source that is uploaded, in bytes: four times the largest export that Inkie is measured with. A browser that
/// sends more is at it for hours and begins anew when the line breaks; such a source is better laid into the folder.
pub const LARGEST: u64 = 8 * 1024 * 1024 * 1024;

/// Below the folder of sources: what was uploaded, and the dry runs of all.
const ARRIVED: &str = ".arrived";
/// The most names of the folder that are offered.
const OFFERED: usize = 200;
/// The longest name of a file, in bytes: file systems take 255.
const LONGEST_NAME: usize = 200;

/// How folders are called into which zips are unpacked.
const UNPACKED: &str = "zip-";
/// An import of a zip whose folder is older has died.
const OLD: Duration = Duration::from_hours(7 * 24);

/// Says in which folder sources lie that come to the desk. To be said once. What an import that died left there goes.
pub fn keep_in(newsroom: &Newsroom, folder: PathBuf) {
    let is_left = |entry: &fs::DirEntry| {
        let changed = entry.metadata().ok().and_then(|data| data.modified().ok());
        entry.file_name().to_string_lossy().starts_with(UNPACKED) && changed.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > OLD)
    };
    for left in fs::read_dir(folder.join(ARRIVED)).into_iter().flatten().flatten().filter(is_left) {
        if let Err(error) = fs::remove_dir_all(left.path()) {
            tracing::warn!(%error, path = %left.path().display(), "what an import left cannot be removed");
        }
    }
    let _said_before = newsroom.intake().folder.set(folder);
}

/// A folder for what a zip holds, on the disk of the sources: it is as large as they are. It goes when it is dropped.
pub(super) fn beside_sources(newsroom: &Newsroom) -> std::io::Result<TempDir> {
    let mut named = tempfile::Builder::new();
    let named = named.prefix(UNPACKED);
    match newsroom.intake().folder.get() {
        Some(folder) => {
            let own = folder.join(ARRIVED);
            fs::create_dir_all(&own)?;
            named.tempdir_in(own)
        }
        None => named.tempdir(),
    }
}

fn folder(newsroom: &Newsroom) -> Verb<&Path> {
    let none = || Refusal::State("this server has no folder for sources; bring it in with `inkie import`".to_owned());
    Ok(newsroom.intake().folder.get().ok_or_else(none)?)
}

/// What an import came as: the name of its file or folder.
#[must_use]
pub fn name_of(moving: &Moving) -> String {
    Path::new(&moving.source).file_name().map_or_else(|| moving.source.clone(), |name| name.to_string_lossy().into_owned())
}

/// A name from outside as a name in a folder of ours.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut bytes = 0;
    let plain = last.trim_start_matches('.').chars().filter(|c| !c.is_control()).take_while(|c| {
        bytes += c.len_utf8();
        bytes <= LONGEST_NAME
    });
    let name = plain.collect::<String>().trim().to_owned();
    if name.is_empty() { "source".to_owned() } else { name }
}

/// How a source is read that comes to the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct How {
    /// The zone of times that name none, such as `Europe/Berlin`; the paper's when there is none.
    pub zone: Option<String>,
    /// Whether files that lie in no folder are fetched from where they lay.
    pub fetch: bool,
}

impl How {
    fn options(&self, uploads: Vec<PathBuf>, arrival: String) -> Verb<Options> {
        let fetch = self.fetch.then(|| Manner::default().to_string());
        Ok(Options { uploads, zone: zone_of(self.zone.as_deref())?, fetch, arrival })
    }
}

/// Takes a file that was uploaded to `bytes`, and has it looked at.
///
/// # Errors
/// [`VerbError::Unreadable`] when it is no paper that can be read: nothing of it is kept.
pub async fn arrive(newsroom: &Newsroom, act: &Act, name: &str, bytes: &Path, how: &How) -> Verb<Moving> {
    act.allow(Right::Import)?;
    let arrival = format!("{:032x}", act.trace);
    let options = how.options(Vec::new(), arrival.clone())?;
    let own = folder(newsroom)?.join(ARRIVED).join(&arrival);
    let (from, to) = (bytes.to_owned(), own.join("source").join(file_name(name)));
    let here = newsroom.clone();
    let placed = beside(move || place(&from, &to).and_then(|()| recognised(&here, &to))).await?;
    let begun = match placed {
        Ok(source) => begin_looking(newsroom, act, &source, options).await,
        Err(error) => Err(error),
    };
    if begun.is_err() {
        forget(own).await;
    }
    begun
}

/// What lies in the folder of sources, for those who may choose from it.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn lying(newsroom: &Newsroom, act: &Act) -> Verb<Vec<String>> {
    act.allow(Right::Import)?;
    act.allow(Right::Configure)?;
    let folder = folder(newsroom)?.to_owned();
    beside(move || {
        // A link leads anywhere: only what lies here itself is offered.
        let own = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir() || kind.is_file());
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten().filter(own);
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| !name.starts_with('.'));
        let mut names: Vec<String> = names.take(OFFERED).collect();
        names.sort();
        names
    })
    .await
}

/// Has something looked at that lies in the folder of sources; `uploads` is a folder there with its pictures and sounds.
///
/// # Errors
/// As [`arrive`]; [`VerbError::Refused`] when no such thing lies there.
pub async fn take_up(newsroom: &Newsroom, act: &Act, name: &str, uploads: Option<&str>, how: &How) -> Verb<Moving> {
    let names = lying(newsroom, act).await?;
    let folder = folder(newsroom)?;
    let there = |field: &'static str, name: &str| {
        let none = || Refusal::field(field, format!("there is no “{name}” in {}", folder.display()));
        names.iter().any(|known| known == name).then(|| folder.join(name)).ok_or_else(none)
    };
    let path = there("name", name)?;
    let uploads = uploads.filter(|name| !name.is_empty()).map(|name| there("uploads", name)).transpose()?;
    let here = newsroom.clone();
    let source = beside(move || recognised(&here, &path)).await??;
    let options = how.options(uploads.into_iter().collect(), format!("{:032x}", act.trace))?;
    begin_looking(newsroom, act, &source, options).await
}

fn zone_of(zone: Option<&str>) -> Verb<Option<String>> {
    let zone = zone.map(str::trim).filter(|zone| !zone.is_empty());
    let known = zone.map(|zone| crate::paper::zone(zone).map_err(|error| Refusal::field("zone", error.to_string()))).transpose()?;
    Ok(known.map(|zone| zone.name().to_owned()))
}

fn place(from: &Path, to: &Path) -> Verb<()> {
    let above = to.parent().unwrap_or(to);
    let trouble = |error: std::io::Error| VerbError::Store(StoreError::file("write", to, &error));
    fs::create_dir_all(above).map_err(trouble)?;
    match fs::rename(from, to) {
        // Pictures may lie on a disk of their own.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => fs::copy(from, to).map(|_| ()).map_err(trouble),
        done => done.map_err(trouble),
    }
}

/// A source by its content, or what would be one.
fn recognised(newsroom: &Newsroom, path: &Path) -> Verb<Source> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Where it lies on the server is nothing to who uploaded it.
    let said = |error| match error {
        VerbError::Unreadable(said) => VerbError::Unreadable(said.replace(&path.display().to_string(), &format!("“{name}”"))),
        other => other,
    };
    if let Some(source) = recognise(newsroom, path).map_err(said)? {
        return Ok(source);
    }
    let mut beginning = [0; 2];
    let read = path.is_file() && fs::File::open(path).and_then(|mut file| file.read_exact(&mut beginning)).is_ok();
    let packed = read && beginning.starts_with(b"\x1f\x8b");
    let what = if packed {
        "is packed with gzip; unpack it and bring what is in it, or pack it as zip"
    } else {
        "is no paper that can be read. What can: WordPress (WXR), Ghost (JSON), RSS, Atom or JSON Feed, Markdown with front matter, \
         a table of stories (CSV), saved pages (HTML, MHTML, WARC), and a zip of one of them"
    };
    Err(VerbError::Unreadable(format!("“{name}” {what}")))
}

async fn begin_looking(newsroom: &Newsroom, act: &Act, source: &Source, options: Options) -> Verb<Moving> {
    let of = source.clone();
    let new = Moving {
        system: source.system.word().to_owned(),
        sign: run::beside(move || of.sign()).await?,
        mapping: "{}".to_owned(),
        ..run::beginning(act, &source.path, &options, MovingState::Looking)?
    };
    let tx = newsroom.begin(act.now).await?;
    let id = movings::begin(&tx, &new).await?;
    audit::append(&tx, act, "look at a paper", &name_of(&new)).await?;
    newsroom.commit(tx).await?;
    hands::go(newsroom, act, hold(newsroom, id)?, Work::Look);
    Ok(Moving { id, ..new })
}

/// Refuses for an import of which something is stored.
pub(super) async fn may_look(newsroom: &Newsroom, id: i64) -> Verb<Moving> {
    let moving = found(newsroom, id).await?;
    if !matches!(moving.state, MovingState::Looking | MovingState::Looked | MovingState::Unreadable) {
        return Err(Refusal::State(format!("import {id} is {}: what it has is stored, or was", moving.state.word())).into());
    }
    Ok(moving)
}

/// The dry run of a source at the desk: what it tells is kept beside it.
pub(super) async fn look_through(newsroom: &Newsroom, act: &Act, held: &Held) -> Verb<()> {
    let moving = may_look(newsroom, held.id).await?;
    let asked = run::asked(&moving)?;
    let folder = dry_folder(newsroom, &moving)?;
    let writer = Arc::new(Mutex::new(beside(move || Writer::create(&folder)).await??));
    let telling = Arc::clone(&writer);
    let each = move |told| telling.lock().unwrap_or_else(PoisonError::into_inner).tell(&told);
    let (dry, known) = super::look::reading(newsroom, act, &asked, &held.reading, each).await?;
    beside(move || writer.lock().unwrap_or_else(PoisonError::into_inner).finish(dry)).await??;
    let tx = newsroom.begin(act.now).await?;
    movings::put(&tx, &Moving { state: MovingState::Looked, why: String::new(), ..known.on(moving) }).await?;
    newsroom.commit(tx).await
}

/// Where the dry run of an import is kept.
pub(super) fn dry_folder(newsroom: &Newsroom, moving: &Moving) -> Verb<PathBuf> {
    let arrival = run::options(moving).arrival;
    if arrival.is_empty() {
        return Err(VerbError::Absent(format!("import {} was not looked at by the desk; `inkie import --dry-run` looks", moving.id)));
    }
    Ok(folder(newsroom)?.join(ARRIVED).join(arrival).join("dry"))
}

/// The mapping of an import, as far as it is known.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn mapping(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<Mapping> {
    act.allow(Right::Import)?;
    Ok(run::asked(&found(newsroom, id).await?)?.mapping)
}

/// Changes the mapping of a source at the desk, and has it looked at anew.
///
/// # Errors
/// [`VerbError::Refused`] with the table that is wrong.
pub async fn map(newsroom: &Newsroom, act: &Act, id: i64, change: impl FnOnce(Mapping) -> Mapping) -> Verb<()> {
    act.allow(Right::Import)?;
    let held = hold(newsroom, id)?;
    let moving = may_look(newsroom, id).await?;
    let mapping = change(run::asked(&moving)?.mapping);
    mapping.check()?;
    let tx = newsroom.begin(act.now).await?;
    movings::put(&tx, &Moving { mapping: run::json(&mapping)?, state: MovingState::Looking, why: String::new(), ..moving }).await?;
    newsroom.commit(tx).await?;
    hands::go(newsroom, act, held, Work::Look);
    Ok(())
}

/// Lets a source go of which nothing is stored, with the file that was uploaded.
///
/// # Errors
/// [`VerbError::Refused`] when something of it is stored.
pub async fn discard(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<()> {
    act.allow(Right::Import)?;
    let _held = hold(newsroom, id)?;
    let moving = may_look(newsroom, id).await?;
    let tx = newsroom.begin(act.now).await?;
    movings::forget(&tx, id).await?;
    audit::append(&tx, act, "let a paper go", &name_of(&moving)).await?;
    newsroom.commit(tx).await?;
    forget_files(newsroom, &moving).await;
    Ok(())
}

/// Removes what was kept to look at an import: it is in, or gone.
pub(super) async fn forget_files(newsroom: &Newsroom, moving: &Moving) {
    let arrival = run::options(moving).arrival;
    if let (Ok(folder), false) = (folder(newsroom), arrival.is_empty()) {
        forget(folder.join(ARRIVED).join(arrival)).await;
    }
}

async fn forget(folder: PathBuf) {
    let gone = beside(move || remove(&folder).map_err(|error| format!("{}: {error}", folder.display())));
    if let Ok(Err(why)) = gone.await {
        tracing::warn!(why, "what was kept of an import cannot be removed");
    }
}

/// Removes a folder, if it is there.
pub(super) fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_from_outside_stays_in_its_folder() {
        for (given, expected) in [
            ("export.xml", "export.xml"),
            ("../../etc/passwd", "passwd"),
            ("C:\\papers\\old.xml", "old.xml"),
            ("..", "source"),
            (".hidden", "hidden"),
            ("", "source"),
            ("a\u{0}b\n.xml", "ab.xml"),
        ] {
            assert_eq!(file_name(given), expected, "{given:?}");
        }
        assert!(file_name(&"ü".repeat(400)).len() <= super::LONGEST_NAME);
    }
}
