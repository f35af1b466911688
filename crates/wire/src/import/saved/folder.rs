//! A folder of pages, as a browser or `wget` leaves it, with a sitemap if there is one.

use super::{Form, MHTML_LIMIT, Saved, SavedError, Warc, file, sitemap, within};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Folders within folders.
const DEEPEST: usize = 24;

/// A file of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    path: PathBuf,
    /// Its way from the folder, with `/`.
    pub name: String,
    /// The address that its place or the sitemap gives it.
    pub address: Option<String>,
}

/// The pages of a folder, in the order of their names.
#[derive(Debug)]
pub struct Folder {
    /// The files that may be pages, by name.
    pub entries: Vec<Entry>,
}

impl Entry {
    /// Whether it has what its pages show with it: MHTML, WARC, a page that holds its pictures within itself.
    #[must_use]
    pub fn is_archive(&self) -> bool {
        let mut head = Vec::new();
        if File::open(&self.path).and_then(|file| file.take(4096).read_to_end(&mut head)).is_err() {
            return false;
        }
        match Form::of(&head) {
            Form::Mhtml | Form::Warc => true,
            Form::Html => limited(&self.path).is_ok_and(|page| within::has_any(&page)),
            Form::Other => false,
        }
    }
}

impl Folder {
    /// Looks through a folder; links out of it are not followed.
    ///
    /// # Errors
    /// [`SavedError::Disk`] when it is no folder or cannot be read.
    pub fn open(root: &Path) -> Result<Self, SavedError> {
        let mut paths = Vec::new();
        walk(root, 0, &mut paths)?;
        paths.sort();
        let names: Vec<(PathBuf, String)> = paths
            .into_iter()
            .filter_map(|path| {
                let name = path
                    .strip_prefix(root)
                    .ok()?
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy().into_owned())
                    .collect::<Vec<_>>()
                    .join("/");
                Some((path, name))
            })
            .collect();
        let mut listed = Vec::new();
        for (path, _) in names.iter().filter(|(_, name)| is_sitemap(name)) {
            listed.extend(sitemap::addresses(&String::from_utf8_lossy(&limited(path)?)));
        }
        let mut by_path: HashMap<String, Option<&String>> = HashMap::new();
        for address in &listed {
            // Two addresses of one path on two hosts name none.
            by_path.entry(path_of(address)).and_modify(|known| *known = None).or_insert(Some(address));
        }
        let entries = names
            .iter()
            .filter(|(_, name)| is_candidate(name))
            .map(|(path, name)| {
                let of_sitemap = ways(name).iter().find_map(|way| by_path.get(way).copied().flatten().cloned());
                Entry { path: path.clone(), name: name.clone(), address: of_sitemap.or_else(|| mirrored(name)) }
            })
            .collect();
        Ok(Self { entries })
    }

    /// One file as a folder of its own.
    #[must_use]
    pub fn of(file: &Path) -> Self {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Self { entries: vec![Entry { path: file.to_owned(), name, address: None }] }
    }

    /// Every page and picture of a file, one after the other. A page says better where it is from than its file's name.
    pub fn read(entry: &Entry) -> Box<dyn Iterator<Item = Result<Saved, SavedError>> + '_> {
        match read(entry) {
            Ok(found) => found,
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }
}

type Pages<'a> = Box<dyn Iterator<Item = Result<Saved, SavedError>> + 'a>;

fn read(entry: &Entry) -> Result<Pages<'_>, SavedError> {
    let disk = |source| SavedError::Disk { place: entry.name.clone(), source };
    let mut head = Vec::new();
    File::open(&entry.path).map_err(disk)?.take(4096).read_to_end(&mut head).map_err(disk)?;
    if Form::of(&head) == Form::Warc {
        return Ok(Box::new(Warc::new(BufReader::new(File::open(&entry.path).map_err(disk)?), &entry.name)));
    }
    let found = file(limited(&entry.path)?, &entry.name)?;
    Ok(Box::new(found.into_iter().map(|saved| {
        let address =
            if saved.address.is_empty() && saved.is_page() { entry.address.clone().unwrap_or_default() } else { saved.address.clone() };
        Ok(Saved { address, ..saved })
    })))
}

fn limited(path: &Path) -> Result<Vec<u8>, SavedError> {
    let place = || path.display().to_string();
    let mut bytes = Vec::new();
    let source = File::open(path).map_err(|source| SavedError::Disk { place: place(), source })?;
    source.take(MHTML_LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(|source| SavedError::Disk { place: place(), source })?;
    if bytes.len() > MHTML_LIMIT {
        return Err(SavedError::TooLarge { place: place(), limit: MHTML_LIMIT });
    }
    Ok(bytes)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), SavedError> {
    let disk = |source| SavedError::Disk { place: folder.display().to_string(), source };
    if depth > DEEPEST {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(disk)? {
        let entry = entry.map_err(disk)?;
        let kind = entry.file_type().map_err(disk)?;
        if kind.is_dir() {
            walk(&entry.path(), depth + 1, found)?;
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn is_sitemap(name: &str) -> bool {
    let last = last(name).to_ascii_lowercase();
    last.contains("sitemap") && last.ends_with(".xml")
}

/// By its name: pages of a mirror may have no ending, or one with a query behind it.
fn is_candidate(name: &str) -> bool {
    const OTHERS: [&str; 26] = [
        "css", "js", "json", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "woff", "woff2", "ttf", "eot", "otf", "mp3", "mp4",
        "m4a", "webm", "ogg", "pdf", "xml", "txt", "map", "zip",
    ];
    let last = last(name).to_ascii_lowercase();
    let ending = last.rsplit_once('.').map_or("", |(_, ending)| ending);
    !last.starts_with('.') && !OTHERS.contains(&ending)
}

/// The path of an address, without slashes at its ends.
fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.split('#').next().unwrap_or(path).trim_matches('/').to_owned()
}

/// The paths that a file's name may stand for.
fn ways(name: &str) -> Vec<String> {
    let bare = name.trim_end_matches('/');
    let mut ways = vec![bare.to_owned()];
    for end in ["/index.html", "/index.htm", ".html", ".htm", "/index.php", ".mhtml", ".mht"] {
        ways.extend(bare.strip_suffix(end).map(str::to_owned));
    }
    // Below a folder of the site's name, as mirrors are.
    let below: Vec<String> = ways.iter().filter_map(|way| way.split_once('/').map(|(_, rest)| rest.to_owned())).collect();
    ways.extend(below);
    // One word of it, as pages are saved by hand: `the-title.html` for `/2015/03/the-title/`.
    ways
}

/// The address of a file that lies under its site's name: `www.example.com/2015/index.html`.
fn mirrored(name: &str) -> Option<String> {
    let (host, path) = name.split_once('/')?;
    let ending = host.rsplit_once('.')?.1;
    let is_host = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        && ending.len() >= 2
        && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    let path = path.strip_suffix("index.html").unwrap_or(path);
    is_host.then(|| format!("https://{host}/{path}"))
}
