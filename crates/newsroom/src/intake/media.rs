//! Pictures and sounds that story files name, and the files of standing pages.

use crate::media::{develop, store_developed};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::MediaKey;
use domain::id::{ArtistId, PageId};
use domain::paper::Page;
use domain::refusal::Refusal;
use domain::slug::Slug;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use store::media::MediaRow;
use store::{Tx, media};
use text::fold;
use text::story_file::{Problem, Resolver, StoredPicture};

/// Stores a picture or sound under the name that files use for it.
///
/// # Errors
/// [`VerbError::Unreadable`] when it is neither.
pub async fn put_media(newsroom: &Newsroom, act: &Act, name: &str, bytes: &[u8]) -> Verb<MediaRow> {
    crate::media::put_bytes(newsroom, act, name, bytes.to_vec()).await
}

/// What a story file names, looked up before it is read: the reader itself is pure.
#[derive(Default)]
pub(super) struct Found {
    artists: HashMap<String, ArtistId>,
    media: HashMap<String, MediaRow>,
}

impl Found {
    /// Looks up every artist and every file that a text may name. What is looked up in vain is refused by the reader,
    /// with its line. Pictures are developed before the transaction begins: nobody's save waits for them.
    pub(super) async fn in_text(newsroom: &Newsroom, act: &Act, text: &str, folders: &[PathBuf]) -> Verb<Self> {
        let mut found = Self::default();
        let names = file_names(text);
        let mut brought = Vec::new();
        for name in &names {
            if let Some(bytes) = from_folders(name, folders)? {
                brought.push((name.clone(), develop(newsroom, act, name, bytes).await?));
            }
        }
        let tx = newsroom.begin(act.now).await?;
        for slug in artist_slugs(text) {
            if let Ok(slug) = Slug::parse(&slug)
                && let Some(artist) = crate::artists::by_address(&tx, &slug).await?
            {
                found.artists.insert(slug.to_string(), artist.id);
            }
        }
        for (name, developed) in brought {
            let row = store_developed(&tx, act, developed).await?;
            found.media.insert(name, row);
        }
        for name in names {
            if !found.media.contains_key(&name)
                && let Some(row) = stored(&tx, &name).await?
            {
                found.media.insert(name, row);
            }
        }
        newsroom.commit(tx).await?;
        Ok(found)
    }
}

impl Resolver for Found {
    fn artist(&self, slug: &str) -> Option<ArtistId> {
        self.artists.get(slug).copied()
    }

    fn picture(&self, name: &str) -> Option<StoredPicture> {
        let row = self.media.get(name).filter(|row| row.mime.starts_with("image/"))?;
        Some(StoredPicture { media: row.key.clone(), width: row.width, height: row.height })
    }

    fn audio(&self, name: &str) -> Option<MediaKey> {
        self.media.get(name).filter(|row| row.mime.starts_with("audio/")).map(|row| row.key.clone())
    }
}

fn artist_slugs(text: &str) -> Vec<String> {
    let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    text.split("](artist:").skip(1).map(word).collect()
}

/// The attributes of a story file that name a file.
const FILE_ATTRIBUTES: [&str; 3] = ["picture", "poster", "file"];

/// Every word that stands as the value of such an attribute. What merely stands in quotation marks opens nothing.
fn file_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut pieces = text.split('"').peekable();
    while let Some(before) = pieces.next() {
        let attribute = before.trim_end().strip_suffix('=').map(str::trim_end).unwrap_or_default();
        let names_a_file = FILE_ATTRIBUTES.iter().any(|name| attribute.ends_with(name));
        if let Some(name) = pieces.peek().filter(|name| names_a_file && is_file_name(name)) {
            names.push((*name).to_owned());
        }
    }
    names.sort();
    names.dedup();
    names
}

fn is_file_name(name: &str) -> bool {
    name.len() <= 120 && !name.starts_with('.') && !name.contains(['\n', '/', '\\', ':'])
}

/// The bytes of a file that lies in one of the folders. A key names a stored file and none of a folder.
fn from_folders(name: &str, folders: &[PathBuf]) -> Verb<Option<Vec<u8>>> {
    if MediaKey::parse(name).is_ok() {
        return Ok(None);
    }
    for folder in folders {
        for kind in ["pictures", "audio", "."] {
            if let Some(bytes) = read_file(&folder.join(kind).join(name))? {
                return Ok(Some(bytes));
            }
        }
    }
    Ok(None)
}

/// A file as it was stored before, by key or by name.
async fn stored(tx: &Tx, name: &str) -> Verb<Option<MediaRow>> {
    match MediaKey::parse(name) {
        Ok(key) => Ok(media::get(tx, &key).await?),
        Err(_) => Ok(media::by_name(tx, name).await?),
    }
}

/// The bytes of an ordinary file of a size that the paper takes: a pipe would never end, a disk image not soon.
fn read_file(path: &Path) -> Verb<Option<Vec<u8>>> {
    let unreadable = |why: String| VerbError::Unreadable(format!("{}: {why}", path.display()));
    match std::fs::metadata(path) {
        Ok(data) if !data.is_file() => Err(unreadable("is no file".to_owned())),
        Ok(data) if data.len() > wire::media::MAX_BYTES as u64 => Err(unreadable(wire::media::MediaError::TooLarge.to_string())),
        Ok(_) => std::fs::read(path).map(Some).map_err(|error| unreadable(error.to_string())),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// The problems of a file as one error, a line each.
pub(super) fn unreadable(name: &str, problems: &[Problem]) -> VerbError {
    let lines: Vec<String> = problems.iter().map(|problem| format!("{name}, {problem}")).collect();
    VerbError::Unreadable(lines.join("\n"))
}

/// Reads the file of a standing page and stores it.
///
/// # Errors
/// [`VerbError::Unreadable`] with the lines that are wrong.
pub async fn page_file(newsroom: &Newsroom, act: &Act, name: &str, text: &str, folders: &[PathBuf]) -> Verb<Page> {
    let found = Found::in_text(newsroom, act, text, folders).await?;
    let file = text::story_file::read_page(text, &found).map_err(|problems| unreadable(name, &problems))?;
    let slug = file.slug.or_else(|| fold::slug(&file.title)).ok_or_else(|| Refusal::field("title", "a page needs one"))?;
    let page = Page { id: PageId(0), slug, title: file.title, body: file.body, updated: act.now, position: None, revision: 1 };
    crate::paper::put_page(newsroom, act, &page).await?;
    Ok(page)
}
