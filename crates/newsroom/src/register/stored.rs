//! The index of names as files, so that a server with a million names is up at once. They are a cache: damaged, of another
//! version or of another paper, they are built anew.

use super::Behind;
use crate::Verb;
use domain::change::ChangeKind;
use domain::id::ArtistId;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use store::{Conn, changes};
use text::names::{Directory, Names};

/// Fewer names are built faster than they are worth keeping.
const WORTH_KEEPING: usize = 2_000;

/// The point in the feed of changes that an index stands for: its place and its instant, which no other paper has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    seq: i64,
    at: i64,
}

impl Point {
    /// The newest change there is.
    pub(super) async fn newest(conn: &Conn) -> Verb<Option<Self>> {
        let last = changes::last(conn).await?;
        Ok(changes::since(conn, last - 1, 1).await?.first().map(|change| Self { seq: change.seq, at: change.at.micros() }))
    }

    /// The number that an index of it bears.
    pub(super) fn stamp(self) -> u64 {
        u64::try_from(self.seq).unwrap_or_default()
    }

    fn names(self, folder: &Path) -> PathBuf {
        folder.join(format!("names-{}-{}", self.seq, self.at))
    }

    fn directory(self, folder: &Path) -> PathBuf {
        folder.join(format!("directory-{}-{}", self.seq, self.at))
    }

    fn of_file(path: &Path) -> Option<Self> {
        let (seq, at) = path.file_name()?.to_str()?.strip_prefix("names-")?.split_once('-')?;
        Some(Self { seq: seq.parse().ok()?, at: at.parse().ok()? })
    }
}

/// What was stored, and who changed since.
pub(super) struct Stored {
    pub(super) names: Names,
    pub(super) directory: Directory,
    pub(super) behind: Behind,
}

/// Reads what is kept in a folder, if it is this paper's and not too much changed since.
pub(super) async fn read(conn: &Conn, folder: &Path, most: usize) -> Verb<Option<Stored>> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let Some(point) = files.filter_map(|file| Point::of_file(&file.path())).max_by_key(|point| point.seq) else { return Ok(None) };
    let known = changes::since(conn, point.seq - 1, 1).await?;
    if known.first().is_none_or(|change| (change.seq, change.at.micros()) != (point.seq, point.at)) {
        return Ok(None);
    }
    let Some(artists) = changed_since(conn, point.seq, most).await? else { return Ok(None) };
    let load = || {
        let (names, stamp) = Names::read(std::fs::read(point.names(folder)).ok()?)?;
        let directory = Directory::read(std::fs::read(point.directory(folder)).ok()?)?;
        (stamp == point.stamp()).then_some((names, directory))
    };
    let Some((names, directory)) = crate::beside_others(load) else {
        tracing::warn!(folder = %folder.display(), "the stored index of names is damaged or of another version; it is built anew");
        return Ok(None);
    };
    Ok(Some(Stored { names, directory, behind: Behind { all: false, artists } }))
}

/// The artists that changed since; `None`: too many, or anybody may have.
async fn changed_since(conn: &Conn, seq: i64, most: usize) -> Verb<Option<HashSet<ArtistId>>> {
    const AT_ONCE: usize = 1_000;
    let (mut from, mut artists) = (seq, HashSet::new());
    loop {
        let changes = changes::since(conn, from, AT_ONCE).await?;
        for change in &changes {
            match change.kind {
                ChangeKind::Artists => return Ok(None),
                ChangeKind::Artist => {
                    artists.insert(ArtistId(change.id));
                }
                _ => {}
            }
        }
        if artists.len() > most {
            return Ok(None);
        }
        match changes.last() {
            Some(last) if changes.len() == AT_ONCE => from = last.seq,
            _ => return Ok(Some(artists)),
        }
    }
}

/// Keeps an index; a disk that is full costs the next start some seconds and nothing else.
pub(super) fn write(folder: &Path, point: Point, names: &Names, directory: &Directory) {
    if names.len() < WORTH_KEEPING {
        return;
    }
    let put = |path: PathBuf, bytes: &[u8]| {
        let unready = path.with_extension("new");
        std::fs::write(&unready, bytes)?;
        std::fs::rename(&unready, path)
    };
    let stored = std::fs::create_dir_all(folder)
        .and_then(|()| put(point.directory(folder), directory.bytes()))
        .and_then(|()| put(point.names(folder), names.bytes()));
    if let Err(error) = stored {
        tracing::warn!(folder = %folder.display(), %error, "the index of names could not be stored");
        return;
    }
    let own = [point.names(folder), point.directory(folder)];
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()) {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !own.contains(&file) && (name.starts_with("names-") || name.starts_with("directory-")) {
            // One that stays behind is chosen no more: the newest is.
            let _gone = std::fs::remove_file(&file);
        }
    }
}
