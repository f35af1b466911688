//! The files of a theme: those built into the program, and those of a folder laid over them.

use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use text::template::TemplateError;

#[derive(RustEmbed)]
#[folder = "../../themes/newsprint"]
#[exclude = "samples/*"]
#[exclude = "*.py"]
#[exclude = "fonts/card-*"]
#[exclude = "*.md"]
struct Newsprint;

/// What the desk is made of: templates, words, styles, and the scripts that `npm run build` bundles in `desk`.
#[derive(RustEmbed)]
#[folder = "../../desk"]
#[include = "theme.toml"]
#[include = "templates/*.html"]
#[include = "messages/*.toml"]
#[include = "css/*.css"]
#[include = "dist/*.js"]
struct DeskFiles;

/// Contents by path: `css/base.css`.
pub(super) type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// Folders lie this deep at most, and this many files are read.
const MAX_DEPTH: usize = 6;
const MAX_FILES: usize = 1000;
const MAX_FILE: u64 = 8 * 1024 * 1024;

/// Every file.
///
/// # Errors
/// [`TemplateError::File`] for one of the folder that cannot be read.
pub(super) fn all(folder: Option<&Path>) -> Result<Files, TemplateError> {
    let mut files: Files = Newsprint::iter().filter_map(|path| Newsprint::get(&path).map(|file| (path.into_owned(), file.data))).collect();
    if let Some(folder) = folder {
        lay_over(&mut files, folder, "", 0)?;
    }
    Ok(files)
}

/// The desk's files, with the built-in theme's letters and styles: words are set there as readers will see them. Its
/// own sheets lie under `css/desk/`, its scripts under `js/desk/`.
pub(super) fn desk() -> Files {
    const FROM_THEME: [&str; 4] = ["fonts/", "css/", "icons/", "messages/"];
    let theme = Newsprint::iter().filter(|path| FROM_THEME.iter().any(|place| path.starts_with(place)));
    let mut files: Files = theme.filter_map(|path| Newsprint::get(&path).map(|file| (path.into_owned(), file.data))).collect();
    for path in DeskFiles::iter() {
        let Some(file) = DeskFiles::get(&path) else { continue };
        let place = match path.split_once('/') {
            Some(("css", name)) => format!("css/desk/{name}"),
            Some(("dist", name)) => format!("js/desk/{name}"),
            Some(("messages", name)) => format!("messages/desk/{name}"),
            _ => path.into_owned(),
        };
        files.insert(place, file.data);
    }
    files
}

fn wrong(path: &Path, what: impl std::fmt::Display) -> TemplateError {
    TemplateError::File { path: path.display().to_string(), what: what.to_string() }
}

/// Symbolic links are not followed: a theme is what lies in its folder.
fn lay_over(files: &mut Files, folder: &Path, prefix: &str, depth: usize) -> Result<(), TemplateError> {
    if depth > MAX_DEPTH || files.len() > MAX_FILES {
        return Err(wrong(folder, format!("folders lie more than {MAX_DEPTH} deep, or there are more than {MAX_FILES} files")));
    }
    for entry in fs::read_dir(folder).map_err(|error| wrong(folder, error))? {
        let entry = entry.map_err(|error| wrong(folder, error))?;
        let kind = entry.file_type().map_err(|error| wrong(&entry.path(), error))?;
        let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.')).map(|name| format!("{prefix}{name}")) else {
            continue;
        };
        if kind.is_dir() {
            lay_over(files, &entry.path(), &format!("{name}/"), depth + 1)?;
        } else if kind.is_file() {
            let path = entry.path();
            if fs::metadata(&path).map_err(|error| wrong(&path, error))?.len() > MAX_FILE {
                return Err(wrong(&path, format!("larger than {MAX_FILE} bytes")));
            }
            files.insert(name, fs::read(&path).map_err(|error| wrong(&path, error))?.into());
        }
    }
    Ok(())
}

/// The media type of a path, by its ending.
pub(crate) fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
