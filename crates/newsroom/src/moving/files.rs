//! The files of a source: looked for in the folders that came with it and in the archive that it is, fetched from where they
//! lay if that is asked for; stored once each.

mod fetching;
mod unpacked;

pub(super) use fetching::{Fetching, candidates};

use super::source::Source;
use crate::media::{Developed, develop_file, store_developed};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use store::Tx;
use store::blobs;
use store::media::MediaRow;
use text::foreign::{ForeignPicture, Known};
use unpacked::Unpacked;

/// The files that are known, by address.
#[derive(Default)]
pub(super) struct Files {
    /// Every file, by its name in lower case: archives are packed in many ways.
    names: HashMap<String, Vec<Lying>>,
    /// Files of which the source says itself where they were: host and path.
    places: HashMap<String, PathBuf>,
    /// The stored form of a file, or why there is none.
    known: HashMap<PathBuf, Result<Known, String>>,
    fetching: Option<Fetching>,
    /// They go when the import ends.
    unpacked: Unpacked,
}

/// A file of the source on this disk.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lying {
    path: PathBuf,
    /// Its folders, the innermost first, in lower case.
    folders: Vec<String>,
}

/// Files that are looked through in the folders.
const MOST_FILES: usize = 500_000;

impl Files {
    /// Looks through folders, and through the source: what is a folder or an archive has its files with it.
    pub(super) fn of(source: &Source, folders: &[PathBuf], blobs: &blobs::Files) -> Self {
        let mut files = Self::default();
        let read = source.reads();
        let beside = read.with_extension("");
        let saved = format!("{}_files", beside.display());
        let own = [read.to_owned(), PathBuf::from(saved)].into_iter().filter(|path| path.is_dir());
        files.look_through(folders.iter().cloned().chain(own).collect());
        for (address, path) in files.unpacked.unpack(source, blobs) {
            files.lie(&path, &address);
            if let Some(key) = place(&address) {
                files.places.insert(key, path);
            }
        }
        files
    }

    /// Has files that are not there fetched from where they lay.
    pub(super) fn fetched_by(self, fetching: Fetching) -> Self {
        Self { fetching: Some(fetching), ..self }
    }

    fn look_through(&mut self, mut open: Vec<PathBuf>) {
        let mut seen = 0;
        while let Some(folder) = open.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            let mut entries: Vec<_> = entries.flatten().collect();
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                seen += 1;
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && seen < MOST_FILES => open.push(entry.path()),
                    Ok(kind) if kind.is_file() && seen < MOST_FILES => {
                        let path = entry.path();
                        self.lie(&path, &path.to_string_lossy());
                    }
                    _ => {}
                }
            }
        }
    }

    /// Notes that a file lies at `path` whose name and folders are those of `place`.
    fn lie(&mut self, path: &Path, place: &str) {
        let steps = steps(place);
        let Some((name, folders)) = steps.split_last() else { return };
        let folders = folders.iter().rev().map(|folder| folder.to_lowercase()).collect();
        let lying = self.names.entry(name.to_lowercase()).or_default();
        if !lying.iter().any(|known| known.path == *path) {
            lying.push(Lying { path: path.to_owned(), folders });
        }
    }

    /// Where a file lies.
    fn find(&self, named: &ForeignPicture) -> Option<PathBuf> {
        named.addresses.iter().find_map(|address| self.find_address(address))
    }

    fn find_address(&self, address: &str) -> Option<PathBuf> {
        if let Some(path) = place(address).and_then(|place| self.places.get(&place)) {
            return Some(path.clone());
        }
        let steps = steps(address);
        let (name, folders) = steps.split_last()?;
        match self.of_name(name) {
            [only] => Some(only.path.clone()),
            // Of several files of a name, the one whose folders agree with the address furthest; some must.
            several => {
                let agreed = several.iter().map(|file| (agreement(&file.folders, folders), file)).filter(|(agreed, _)| *agreed > 0);
                agreed.max_by_key(|(agreed, _)| *agreed).map(|(_, file)| file.path.clone())
            }
        }
    }

    /// The files of a name, or else of the same without the size that it ends in.
    fn of_name(&self, name: &str) -> &[Lying] {
        let name = name.to_lowercase();
        let found = self.names.get(&name).or_else(|| self.names.get(&without_size(&name)));
        found.map_or(&[], Vec::as_slice)
    }

    /// Why a file is not taken though one of its name is there; nothing when none is.
    fn doubt(&self, named: &ForeignPicture) -> String {
        let last = |address: &String| steps(address).pop();
        let several = named.addresses.iter().filter_map(last).map(|name| (self.of_name(&name).len(), name)).find(|(files, _)| *files > 1);
        several.map_or(String::new(), |(files, name)| format!("there are {files} files called {name}, and nothing tells which it is"))
    }

    /// Whether a file is there.
    pub(super) fn has(&self, named: &ForeignPicture) -> bool {
        self.find(named).is_some()
    }

    /// The stored form of a file, once [`Files::bring`] brought it; or why there is none, where that is known.
    pub(super) fn known(&self, named: &ForeignPicture) -> Result<Known, String> {
        match self.find(named) {
            Some(path) => self.known.get(&path).cloned().unwrap_or_else(|| Err(String::new())),
            None => self.fetching.as_ref().map_or_else(|| Err(self.doubt(named)), |fetching| fetching.known(named)),
        }
    }

    /// Reads files that are not known yet, and gives what is to be stored of them; nothing when the import is to stop.
    pub(super) async fn bring(
        &mut self,
        newsroom: &Newsroom,
        act: &Act,
        named: &[ForeignPicture],
    ) -> Verb<Option<Vec<(PathBuf, Developed)>>> {
        let mut brought: Vec<(PathBuf, Developed)> = Vec::new();
        let mut elsewhere = Vec::new();
        for picture in named {
            let Some(path) = self.find(picture) else {
                elsewhere.push(picture);
                continue;
            };
            if self.known.contains_key(&path) || brought.iter().any(|(known, _)| *known == path) {
                continue;
            }
            let name = picture.addresses.first().and_then(|address| steps(address).pop());
            match develop_file(newsroom, act, &name.unwrap_or_default(), &path).await {
                Ok(developed) => brought.push((path, developed)),
                Err(VerbError::Unreadable(why)) => {
                    tracing::info!(why, "a file of an import cannot be taken");
                    self.known.insert(path, Err(why));
                }
                Err(error) => return Err(error),
            }
        }
        let goes_on = match &mut self.fetching {
            Some(fetching) => fetching.bring(newsroom, act, &elsewhere).await?,
            None => true,
        };
        Ok(goes_on.then_some(brought))
    }

    /// Stores what was brought, in the transaction of the stories that use it.
    pub(super) async fn store(&mut self, tx: &Tx, act: &Act, brought: Vec<(PathBuf, Developed)>) -> Verb<()> {
        for (path, developed) in brought {
            let row = store_developed(tx, act, developed).await?;
            self.known.insert(path, known_as(row));
        }
        Ok(())
    }

    /// How many files were fetched since this was asked last.
    pub(super) fn take_fetched(&mut self) -> u64 {
        self.fetching.as_mut().map_or(0, Fetching::take_count)
    }
}

/// What a stored file is to a text.
fn known_as(row: MediaRow) -> Result<Known, String> {
    if row.mime.starts_with("image/") {
        Ok(Known::Picture { media: row.key, width: row.width, height: row.height })
    } else if row.mime.starts_with("audio/") {
        Ok(Known::Sound(row.key))
    } else {
        Err(format!("it is neither picture nor sound but {}", row.mime))
    }
}

/// Host and path of an address.
fn place(address: &str) -> Option<String> {
    let at = super::address::parse(address)?;
    (!at.host.is_empty()).then(|| format!("{}{}", at.host, at.path))
}

/// The steps of an address or path, decoded: the folders, and the name.
fn steps(address: &str) -> Vec<String> {
    let path = super::address::parse(address).map_or(address, |at| at.path);
    let path = super::address::decoded(path.split(['?', '#']).next().unwrap_or_default());
    path.split(['/', '\\']).filter(|step| !step.is_empty() && *step != "." && *step != "..").map(str::to_owned).collect()
}

/// `gilt-300x200.jpg` as `gilt.jpg`.
pub(super) fn without_size(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_owned() };
    let is_size = |size: &str| {
        size.split_once('x').is_some_and(|(wide, high)| [wide, high].iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())))
    };
    match stem.rsplit_once('-') {
        Some((plain, size)) if is_size(size) || size == "scaled" => format!("{plain}.{ending}"),
        _ => name.to_owned(),
    }
}

/// How many folders from the end agree.
fn agreement(own: &[String], theirs: &[String]) -> usize {
    own.iter().zip(theirs.iter().rev()).take_while(|(own, theirs)| **own == theirs.to_lowercase()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_names_are_taken_off() {
        for (name, plain) in
            [("gilt-300x200.jpg", "gilt.jpg"), ("gilt-scaled.jpg", "gilt.jpg"), ("gilt-2x.jpg", "gilt-2x.jpg"), ("gilt", "gilt")]
        {
            assert_eq!(without_size(name), plain);
        }
    }

    #[test]
    fn of_several_files_of_a_name_the_one_that_agrees_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        for sub in ["uploads/2014/01", "uploads/2015/03"] {
            std::fs::create_dir_all(folder.path().join(sub)).unwrap();
            std::fs::write(folder.path().join(sub).join("Gilt.jpg"), sub).unwrap();
        }
        let mut files = Files::default();
        files.look_through(vec![folder.path().to_owned()]);
        let found = |address: &str| files.find_address(address).map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(found("http://p.example/wp-content/uploads/2015/03/Gilt-300x200.jpg?w=1").as_deref(), Some("uploads/2015/03"));
        assert_eq!(found("/uploads/2014/01/gilt.jpg").as_deref(), Some("uploads/2014/01"));
        assert_eq!(found("/../../etc/passwd"), None);
        assert_eq!(found("http://p.example/elsewhere/gilt.jpg"), None, "no folder agrees");
        let named = ForeignPicture { addresses: vec!["/gilt.jpg".to_owned()], ..ForeignPicture::default() };
        assert_eq!(files.known(&named), Err("there are 2 files called gilt.jpg, and nothing tells which it is".to_owned()));
        std::fs::remove_file(folder.path().join("uploads/2014/01/Gilt.jpg")).unwrap();
        let mut files = Files::default();
        files.look_through(vec![folder.path().to_owned()]);
        assert!(files.find_address("/gilt.jpg").is_some(), "it is the only one");
    }
}
