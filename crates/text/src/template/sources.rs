//! Where templates come from: a closed list of texts by name, and a folder whose files take their place.

use super::{TemplateError, widths};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The largest file taken from a folder, in bytes.
const MAX_FILE: u64 = 512 * 1024;
/// The most files taken from a folder.
const MAX_FILES: usize = 1000;
/// How deep folders may lie in each other.
const MAX_DEPTH: usize = 6;
/// What a theme's source ends in; everything else in its folder is left alone.
const ENDINGS: [&str; 4] = ["html", "txt", "mjml", "toml"];

/// The texts of a theme by name (`templates/story.html`, `messages/en.toml`), with or without a folder over them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    built_in: BTreeMap<String, Cow<'static, str>>,
    folder: Option<PathBuf>,
}

/// How a folder's files looked when they were read: name, time of change, bytes.
pub(super) type Stamp = Vec<(String, Option<SystemTime>, u64)>;

impl Sources {
    /// A closed list of texts.
    pub fn new<N: Into<String>, T: Into<Cow<'static, str>>>(files: impl IntoIterator<Item = (N, T)>) -> Self {
        Self { built_in: files.into_iter().map(|(name, text)| (name.into(), text.into())).collect(), folder: None }
    }

    /// The same list, where a file of the same name under `folder` takes the place of the built-in text. Files of other
    /// names are added, so that a theme can have parts of its own.
    #[must_use]
    pub fn overridden_by(mut self, folder: PathBuf) -> Self {
        self.folder = Some(folder);
        self
    }

    /// Every text by name, as it is now.
    ///
    /// # Errors
    /// [`TemplateError::File`] for a file that is no text, too large, or cannot be read.
    pub fn read(&self) -> Result<BTreeMap<String, String>, TemplateError> {
        let mut texts: BTreeMap<String, String> =
            self.built_in.iter().map(|(name, text)| (name.clone(), text.clone().into_owned())).collect();
        for (name, path) in self.files()? {
            texts.insert(name, read_text(&path)?);
        }
        Ok(texts)
    }

    /// A mark that is another one as soon as a file of the folder is.
    pub(super) fn stamp(&self) -> Stamp {
        let files = self.files().unwrap_or_default();
        let look = |path: &Path| fs::metadata(path).map(|data| (data.modified().ok(), data.len())).unwrap_or((None, 0));
        files.into_iter().map(|(name, path)| (name, look(&path))).map(|(name, (time, bytes))| (name, time, bytes)).collect()
    }

    fn files(&self) -> Result<BTreeMap<String, PathBuf>, TemplateError> {
        let mut found = BTreeMap::new();
        if let Some(folder) = &self.folder {
            collect(folder, "", 0, &mut found)?;
        }
        Ok(found)
    }
}

fn wrong(path: &Path, what: impl std::fmt::Display) -> TemplateError {
    TemplateError::File { path: path.display().to_string(), what: what.to_string() }
}

/// Walks a folder. Symbolic links are not followed: a theme is what lies in its folder.
fn collect(folder: &Path, prefix: &str, depth: usize, found: &mut BTreeMap<String, PathBuf>) -> Result<(), TemplateError> {
    if depth > MAX_DEPTH {
        return Err(wrong(folder, format!("folders lie more than {MAX_DEPTH} deep")));
    }
    for entry in fs::read_dir(folder).map_err(|error| wrong(folder, error))? {
        let entry = entry.map_err(|error| wrong(folder, error))?;
        let kind = entry.file_type().map_err(|error| wrong(&entry.path(), error))?;
        let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.')).map(|name| format!("{prefix}{name}")) else {
            continue;
        };
        if kind.is_dir() {
            collect(&entry.path(), &format!("{name}/"), depth + 1, found)?;
        } else if kind.is_file() && is_source(&name) {
            found.insert(name, entry.path());
        }
        if found.len() > MAX_FILES {
            return Err(wrong(folder, format!("more than {MAX_FILES} files")));
        }
    }
    Ok(())
}

fn is_source(name: &str) -> bool {
    name == widths::FILE || ENDINGS.iter().any(|ending| name.ends_with(&format!(".{ending}")))
}

fn read_text(path: &Path) -> Result<String, TemplateError> {
    let size = fs::metadata(path).map_err(|error| wrong(path, error))?.len();
    if size > MAX_FILE {
        return Err(wrong(path, format!("{size} bytes; a template has at most {MAX_FILE}")));
    }
    fs::read_to_string(path).map_err(|error| wrong(path, error))
}
