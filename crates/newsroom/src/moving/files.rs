//! The files of a source: looked for in the folder that came with it, stored once each.

use crate::media::{Developed, develop_file, store_developed};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use store::Tx;
use text::foreign::{ForeignPicture, Known};

/// The files that are known, by address.
pub(super) struct Files {
    folders: Vec<PathBuf>,
    /// Every file of the folders, by its name in lower case: archives are packed in many ways.
    names: HashMap<String, Vec<PathBuf>>,
    known: HashMap<PathBuf, Option<Known>>,
}

/// Files that are looked through in the folders.
const MOST_FILES: usize = 500_000;

impl Files {
    /// Looks through the folders.
    pub(super) fn in_folders(folders: &[PathBuf]) -> Self {
        let mut names: HashMap<String, Vec<PathBuf>> = HashMap::new();
        let (mut open, mut seen) = (folders.to_vec(), 0);
        while let Some(folder) = open.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            let mut entries: Vec<_> = entries.flatten().collect();
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                seen += 1;
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && seen < MOST_FILES => open.push(entry.path()),
                    Ok(kind) if kind.is_file() && seen < MOST_FILES => {
                        names.entry(entry.file_name().to_string_lossy().to_lowercase()).or_default().push(entry.path());
                    }
                    _ => {}
                }
            }
        }
        Self { folders: folders.to_vec(), names, known: HashMap::new() }
    }

    /// Where a file lies.
    fn find(&self, named: &ForeignPicture) -> Option<PathBuf> {
        if self.folders.is_empty() {
            return None;
        }
        named.addresses.iter().find_map(|address| self.find_address(address))
    }

    fn find_address(&self, address: &str) -> Option<PathBuf> {
        let path = super::address::parse(address).map_or(address, |at| at.path);
        let path = super::address::decoded(path.split(['?', '#']).next().unwrap_or_default());
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty() && *step != "." && *step != "..").collect();
        let name = steps.last()?.to_lowercase();
        [name.clone(), without_size(&name)].iter().find_map(|name| {
            let found = self.names.get(name)?;
            // Of several files of a name, the one whose folders agree with the address furthest.
            found.iter().max_by_key(|file| agreement(file, &steps)).cloned()
        })
    }

    /// Whether a file lies in the folders.
    pub(super) fn has(&self, named: &ForeignPicture) -> bool {
        self.find(named).is_some()
    }

    /// The stored form of a file, once [`Files::bring`] brought it.
    pub(super) fn known(&self, named: &ForeignPicture) -> Option<Known> {
        self.known.get(&self.find(named)?)?.clone()
    }

    /// Reads files that are not known yet, and gives what is to be stored of them.
    pub(super) async fn bring(&mut self, newsroom: &Newsroom, act: &Act, named: &[ForeignPicture]) -> Verb<Vec<(PathBuf, Developed)>> {
        let mut brought: Vec<(PathBuf, Developed)> = Vec::new();
        for picture in named {
            let Some(path) = self.find(picture) else { continue };
            if self.known.contains_key(&path) || brought.iter().any(|(known, _)| *known == path) {
                continue;
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match develop_file(newsroom, act, &name, &path).await {
                Ok(developed) => brought.push((path, developed)),
                Err(VerbError::Unreadable(why)) => {
                    tracing::info!(why, "a file of an import cannot be taken");
                    self.known.insert(path, None);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(brought)
    }

    /// Stores what was brought, in the transaction of the stories that use it.
    pub(super) async fn store(&mut self, tx: &Tx, act: &Act, brought: Vec<(PathBuf, Developed)>) -> Verb<()> {
        for (path, developed) in brought {
            let row = store_developed(tx, act, developed).await?;
            let known = if row.mime.starts_with("image/") {
                Some(Known::Picture { media: row.key, width: row.width, height: row.height })
            } else if row.mime.starts_with("audio/") {
                Some(Known::Sound(row.key))
            } else {
                None
            };
            self.known.insert(path, known);
        }
        Ok(())
    }
}

/// `gilt-300x200.jpg` as `gilt.jpg`.
fn without_size(name: &str) -> String {
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
fn agreement(file: &Path, steps: &[&str]) -> usize {
    let folders = file.ancestors().skip(1).filter_map(|folder| folder.file_name()).map(|name| name.to_string_lossy().to_lowercase());
    folders.zip(steps.iter().rev().skip(1)).take_while(|(own, theirs)| *own == theirs.to_lowercase()).count()
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
        let files = Files::in_folders(&[folder.path().to_owned()]);
        let found = |address: &str| files.find_address(address).map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(found("http://p.example/wp-content/uploads/2015/03/Gilt-300x200.jpg?w=1").as_deref(), Some("uploads/2015/03"));
        assert_eq!(found("/uploads/2014/01/gilt.jpg").as_deref(), Some("uploads/2014/01"));
        assert_eq!(found("/../../etc/passwd"), None);
    }
}
