//! What a source is, by its content, and its reading.

use super::taught::Taught;
use super::{pages, taught};
use crate::{Verb, VerbError};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use text::page::learn::Site;
use wire::import::source::{Sink, SourceError, System};
use wire::import::{feed, front_matter, ghost, table, wxr};

/// A paper of elsewhere as a file or folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Which program wrote it.
    pub system: System,
    /// Of saved pages: their site, where it was taught.
    site: Option<Arc<Site>>,
}

/// So much of a file says what it is.
const SIGN: u64 = 64 * 1024;

/// Recognises a paper by the contents of its file; `None` when it is none.
///
/// # Errors
/// [`VerbError::Unreadable`] when the file cannot be opened.
pub fn recognise(path: &Path) -> Verb<Option<Source>> {
    let beginning = beginning(path)?;
    let system = if wxr::recognises(&beginning) {
        Some(System::WordPress)
    } else if ghost::recognises(&beginning) {
        Some(System::Ghost)
    } else if feed::recognises(&beginning) {
        Some(System::Feed)
    } else if front_matter::recognises(&beginning) || path.is_dir() && front_matter::recognises_folder(path) {
        Some(System::FrontMatter)
    } else if table::recognises(path) {
        Some(System::Table)
    } else if pages::recognises(&beginning) || path.is_dir() && pages::recognises_folder(path) {
        Some(System::Pages)
    } else {
        None
    };
    Ok(system.map(|system| Source { path: path.to_owned(), system, site: None }))
}

fn beginning(path: &Path) -> Verb<Vec<u8>> {
    let unreadable = |error: std::io::Error| VerbError::Unreadable(format!("{} cannot be opened: {error}", path.display()));
    if path.is_dir() {
        return Ok(Vec::new());
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(unreadable)?.take(SIGN).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

impl Source {
    /// The same source, read by what was shown on some of its pages.
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] with what was shown and cannot be found.
    pub(super) fn taught(self, taught: &[Taught]) -> Verb<Self> {
        let site = if self.system == System::Pages && !taught.is_empty() { Some(taught::learn(&self.path, taught)?) } else { None };
        Ok(Self { site, ..self })
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] with the place.
    pub(super) fn read(&self, sink: &mut Sink<'_>) -> Verb<()> {
        let said = |error: SourceError| VerbError::Unreadable(format!("{}: {error}", self.path.display()));
        let open = || File::open(&self.path).map(BufReader::new).map_err(SourceError::from);
        match self.system {
            System::WordPress => open().and_then(|file| wxr::read(file, sink)),
            System::Ghost => open().and_then(|file| ghost::read(file, sink)),
            System::Feed => open().and_then(|file| feed::read(file, sink)),
            System::Table => table::read(&self.path, sink),
            System::FrontMatter => front_matter::read(&self.path, sink),
            System::Pages => pages::read(&self.path, self.site.as_deref(), sink),
        }
        .map_err(said)
    }

    /// What tells this source from a changed one: its size and the time of its last change.
    pub(super) fn sign(&self) -> String {
        let Ok(data) = std::fs::metadata(&self.path) else { return String::new() };
        let changed =
            data.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok()).map_or(0, |since| since.as_micros());
        format!("{}/{changed}", data.len())
    }
}
