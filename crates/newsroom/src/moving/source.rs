//! What a source is, by its content, and its reading.

use super::taught::Taught;
use super::{arrival, pages, taught};
use crate::{Newsroom, Verb, VerbError};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use text::page::learn::Site;
use wire::import::source::{Sink, SourceError, System};
use wire::import::{feed, front_matter, ghost, table, wxr, zipped};

/// A paper of elsewhere as a file or folder.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Which program wrote it.
    pub system: System,
    /// Of saved pages: their site, where it was taught.
    site: Option<Arc<Site>>,
    /// What is read in its place: the contents of a zip file.
    unpacked: Option<Arc<Unpacked>>,
}

/// The contents of a zip file, for as long as somebody reads them.
#[derive(Debug)]
struct Unpacked {
    /// The folder that goes with it.
    _folder: TempDir,
    /// All of it.
    all: PathBuf,
    /// The export in it.
    source: PathBuf,
}

/// So much of a file says what it is.
const SIGN: u64 = 64 * 1024;
/// Files of a folder that its sign is made of.
const MOST_FILES: usize = 500_000;
/// Files of a zip that are looked at for an export.
const LOOKED_AT: usize = 2_000;

/// Recognises a paper by the contents of its file, or of the zip that it is; `None` when it is none.
///
/// # Errors
/// [`VerbError::Unreadable`] when the file cannot be opened, and for a zip that holds no paper or leads out of its folder.
pub fn recognise(newsroom: &Newsroom, path: &Path) -> Verb<Option<Source>> {
    let beginning = beginning(path)?;
    if zipped::recognises(&beginning) {
        return unpack(newsroom, path).map(Some);
    }
    let system = system_of(path, &beginning);
    Ok(system.map(|system| Source { path: path.to_owned(), system, site: None, unpacked: None }))
}

fn system_of(path: &Path, beginning: &[u8]) -> Option<System> {
    if wxr::recognises(beginning) {
        Some(System::WordPress)
    } else if ghost::recognises(beginning) {
        Some(System::Ghost)
    } else if feed::recognises(beginning) {
        Some(System::Feed)
    } else if front_matter::recognises(beginning) || path.is_dir() && front_matter::recognises_folder(path) {
        Some(System::FrontMatter)
    } else if table::recognises(path) {
        Some(System::Table)
    } else if pages::recognises(beginning) || path.is_dir() && pages::recognises_folder(path) {
        Some(System::Pages)
    } else {
        None
    }
}

/// The paper in a zip: the folder that it holds, or the one export among its files.
fn unpack(newsroom: &Newsroom, path: &Path) -> Verb<Source> {
    let said = |problem: String| VerbError::Unreadable(format!("{}: {problem}", path.display()));
    let folder = arrival::beside_sources(newsroom).map_err(|error| said(error.to_string()))?;
    let all = zipped::unpack(path, folder.path(), &zipped::Bounds::default()).map_err(|error| said(error.to_string()))?;
    // A saved site may have its feed beside its pages; whoever packs an export with pages means the export.
    let exports = exports(&all);
    let is_site = exports.iter().all(|(_, system)| *system == System::Feed);
    let (source, system) = match system_of(&all, &[]).filter(|system| *system != System::Pages || is_site) {
        Some(system) => (all.clone(), system),
        None => match exports.as_slice() {
            [] => return Err(said("is a zip in which no paper is that can be read; see docs/import.md for what can".to_owned())),
            [(only, system)] => (only.clone(), *system),
            several => {
                let names: Vec<String> =
                    several.iter().map(|(file, _)| file.strip_prefix(&all).unwrap_or(file).display().to_string()).collect();
                return Err(said(format!("holds several exports; unpack it, and import each: {}", names.join(", "))));
            }
        },
    };
    Ok(Source { path: path.to_owned(), system, site: None, unpacked: Some(Arc::new(Unpacked { _folder: folder, all, source })) })
}

/// The exports among the files of a folder that was unpacked.
fn exports(folder: &Path) -> Vec<(PathBuf, System)> {
    let (mut open, mut looked, mut found) = (vec![folder.to_owned()], 0, Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(path);
                continue;
            }
            let ending = path.extension().map(|ending| ending.to_ascii_lowercase()).unwrap_or_default();
            if ["xml", "json", "csv", "rss", "atom"].iter().any(|known| ending == *known) && looked < LOOKED_AT {
                looked += 1;
                found.extend(beginning(&path).ok().and_then(|bytes| Some((path.clone(), system_of(&path, &bytes)?))));
            }
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

fn beginning(path: &Path) -> Verb<Vec<u8>> {
    let unreadable = |problem: String| VerbError::Unreadable(format!("{} {problem}", path.display()));
    let cannot = |error: std::io::Error| unreadable(format!("cannot be opened: {error}"));
    let data = std::fs::metadata(path).map_err(cannot)?;
    if data.is_dir() {
        return Ok(Vec::new());
    }
    // A pipe or a device would be waited for for ever.
    if !data.is_file() {
        return Err(unreadable("is neither a file nor a folder".to_owned()));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(cannot)?.take(SIGN).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

impl Source {
    /// The same source, read by what was shown on some of its pages.
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] with what was shown and cannot be found.
    pub(super) fn taught(self, taught: &[Taught]) -> Verb<Self> {
        let site = if self.system == System::Pages && !taught.is_empty() { Some(taught::learn(self.reads(), taught)?) } else { None };
        Ok(Self { site, ..self })
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] with the place.
    pub(super) fn read(&self, sink: &mut Sink<'_>) -> Verb<()> {
        let said = |error: SourceError| VerbError::Unreadable(format!("{}: {error}", self.path.display()));
        let path = self.reads();
        let open = || File::open(path).map(BufReader::new).map_err(SourceError::from);
        match self.system {
            System::WordPress => open().and_then(|file| wxr::read(file, sink)),
            System::Ghost => open().and_then(|file| ghost::read(file, sink)),
            System::Feed => open().and_then(|file| feed::read(file, sink)),
            System::Table => table::read(path, sink),
            System::FrontMatter => front_matter::read(path, sink),
            System::Pages => pages::read(path, self.site.as_deref(), sink),
        }
        .map_err(said)
    }

    /// What is read: the source itself, or what a zip holds of it.
    pub(super) fn reads(&self) -> &Path {
        self.unpacked.as_ref().map_or(&self.path, |unpacked| &unpacked.source)
    }

    /// The folders in which its files are looked for: those given, and what came with it in a zip.
    pub(super) fn folders(&self, given: &[PathBuf]) -> Vec<PathBuf> {
        given.iter().cloned().chain(self.unpacked.as_ref().map(|unpacked| unpacked.all.clone())).collect()
    }

    /// What tells this source from a changed one: its size and the time of its last change, or those of all files below it.
    pub(super) fn sign(&self) -> String {
        let Ok(data) = std::fs::metadata(&self.path) else { return String::new() };
        if data.is_dir() { sign_of_folder(&self.path) } else { format!("{}/{}", data.len(), changed(&data)) }
    }
}

/// When a file was changed last, in microseconds since 1970.
fn changed(data: &std::fs::Metadata) -> u128 {
    data.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok()).map_or(0, |since| since.as_micros())
}

/// Names, sizes and times of what lies below a folder, as one short word. What programs hide is no part of a paper.
fn sign_of_folder(folder: &Path) -> String {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(within) = open.pop() {
        for entry in std::fs::read_dir(&within).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if files.len() >= MOST_FILES || entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                open.push(path);
            } else if let Ok(data) = entry.metadata() {
                files.push(format!("{}\0{}\0{}\0", path.strip_prefix(folder).unwrap_or(&path).display(), data.len(), changed(&data)));
            }
        }
    }
    files.sort_unstable();
    let mut sum = Sha256::new();
    files.iter().for_each(|file| sum.update(file));
    let sum: String = sum.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{}/{sum}", files.len())
}
