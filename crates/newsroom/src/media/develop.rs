//! From bytes to a stored picture: the file as it came, and the form in which readers get it first.

use super::{enqueue_sizes, search_text};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::MediaKey;
use domain::media::Facts;
use domain::role::Verb as Right;
use domain::time::Instant;
use std::path::{Path, PathBuf};
use store::blobs::{self, Files};
use store::media::{self, MediaRow, Size};
use store::{StoreError, Tx, audit};
use wire::image::{self, Form, ImageError};
use wire::media::{MediaError, Opened};

/// Where bytes come from.
enum Source {
    Bytes(Vec<u8>),
    File(PathBuf),
}

/// A file that was read and stored, and has no row yet.
pub(crate) enum Developed {
    /// Its row is there already.
    Known(Box<MediaRow>),
    /// A new one, with the sizes that it has so far.
    New(Box<(MediaRow, Vec<Size>)>),
}

/// Stores a picture or sound under the name that it has where it comes from. The same bytes again are the same file.
///
/// # Errors
/// [`VerbError::Unreadable`] with the reason when it cannot be taken.
pub async fn put_bytes(newsroom: &Newsroom, act: &Act, name: &str, bytes: Vec<u8>) -> Verb<MediaRow> {
    put(newsroom, act, name, Source::Bytes(bytes)).await
}

/// As [`put_bytes`], from a file on this machine: its bytes are read when it is its turn.
///
/// # Errors
/// As [`put_bytes`].
pub async fn put_file(newsroom: &Newsroom, act: &Act, name: &str, path: &Path) -> Verb<MediaRow> {
    put(newsroom, act, name, Source::File(path.to_owned())).await
}

async fn put(newsroom: &Newsroom, act: &Act, name: &str, source: Source) -> Verb<MediaRow> {
    act.allow(Right::AddMedia)?;
    let developed = develop_from(newsroom, act, name, source).await?;
    let tx = newsroom.begin(act.now).await?;
    let row = store_developed(&tx, act, developed).await?;
    newsroom.commit(tx).await?;
    Ok(row)
}

/// Reads bytes and stores them as files, with the form in which readers get them first. Writes no row.
pub(crate) async fn develop(newsroom: &Newsroom, act: &Act, name: &str, bytes: Vec<u8>) -> Verb<Developed> {
    develop_from(newsroom, act, name, Source::Bytes(bytes)).await
}

/// As [`develop`], from a file on this machine.
pub(crate) async fn develop_file(newsroom: &Newsroom, act: &Act, name: &str, path: &Path) -> Verb<Developed> {
    develop_from(newsroom, act, name, Source::File(path.to_owned())).await
}

async fn develop_from(newsroom: &Newsroom, act: &Act, name: &str, source: Source) -> Verb<Developed> {
    let room = newsroom.darkroom().await?;
    let (room, read) = room.work(move || read(source)).await?;
    let (digest, bytes) = read.map_err(|why| VerbError::Unreadable(format!("{name}: {why}")))?;
    if let Some(row) = media::by_digest(&newsroom.store().read().await?, &digest).await? {
        return Ok(Developed::Known(Box::new(row)));
    }
    let (files, now) = (newsroom.blobs().clone(), act.now);
    let (_room, made) = room.work(move || make(&files, &bytes, now)).await?;
    let (mut row, sizes) = made.map_err(|error| match error {
        MakeError::Media(why) => VerbError::Unreadable(format!("{name}: {why}")),
        MakeError::Store(error) => VerbError::Store(error),
    })?;
    (row.name, row.who, row.staff) = (tidy_name(name), act.who.clone(), act.staff);
    Ok(Developed::New(Box::new((row, sizes))))
}

/// Gives a file that was developed its row, and the job for its smaller sizes, in the caller's transaction.
pub(crate) async fn store_developed(tx: &Tx, act: &Act, developed: Developed) -> Verb<MediaRow> {
    let (row, sizes) = match developed {
        Developed::Known(row) => return Ok(*row),
        Developed::New(new) => *new,
    };
    media::put(tx, &row, &search_text(&row.name, &row.facts)).await?;
    media::put_sizes(tx, &row.key, &sizes).await?;
    if row.sized.is_none() {
        enqueue_sizes(tx, &row.key).await?;
    }
    audit::append(tx, act, "add a picture", &row.name).await?;
    Ok(row)
}

/// A file's name for people: no folders, nothing unprintable, of bounded length.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if shown.trim().is_empty() { "picture".to_owned() } else { shown.trim().to_owned() }
}

fn read(source: Source) -> Result<(String, Vec<u8>), String> {
    let bytes = match source {
        Source::Bytes(bytes) => bytes,
        Source::File(path) => std::fs::read(&path).map_err(|error| error.to_string())?,
    };
    if bytes.len() > wire::media::MAX_BYTES {
        return Err(MediaError::TooLarge.to_string());
    }
    Ok((blobs::digest(&bytes), bytes))
}

/// Why a picture was not made.
pub(super) enum MakeError {
    /// The file is not one that is taken.
    Media(MediaError),
    /// The disk.
    Store(StoreError),
}

impl From<MediaError> for MakeError {
    fn from(error: MediaError) -> Self {
        Self::Media(error)
    }
}

impl From<ImageError> for MakeError {
    fn from(error: ImageError) -> Self {
        Self::Media(error.into())
    }
}

impl From<StoreError> for MakeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn make(files: &Files, bytes: &[u8], now: Instant) -> Result<(MediaRow, Vec<Size>), MakeError> {
    let opened = match wire::media::open(bytes)? {
        Opened::Picture(picture) => picture,
        Opened::Sound { mime, ending } => {
            let key = files.put(bytes, ending)?;
            return Ok((bare(key, mime, bytes.len(), now), Vec::new()));
        }
    };
    let widths = opened.widths();
    let form = opened.form(widths.first().copied().unwrap_or(1))?;
    let facts = opened.facts();
    let key = files.put(bytes, facts.ending)?;
    let sizes = vec![store_form(files, &form)?];
    let mut row = bare(key, facts.mime, bytes.len(), now);
    learn(&mut row, facts);
    row.facts = Facts { credit: facts.credit.clone(), caption: facts.description.clone(), ..Facts::default() };
    row.sized = (widths.len() == 1).then_some(now);
    Ok((row, sizes))
}

fn bare(key: MediaKey, mime: &str, bytes: usize, now: Instant) -> MediaRow {
    MediaRow {
        key,
        name: String::new(),
        mime: mime.to_owned(),
        bytes: bytes as u64,
        width: 0,
        height: 0,
        created: now,
        facts: Facts::default(),
        who: String::new(),
        staff: None,
        thumbhash: String::new(),
        tone: 5,
        sized: Some(now),
    }
}

/// Takes over what a picture tells of itself by being read.
pub(super) fn learn(row: &mut MediaRow, facts: &image::Facts) {
    (row.width, row.height, row.tone) = (facts.width, facts.height, facts.tone);
    row.thumbhash = facts.thumbhash.iter().map(|byte| format!("{byte:02x}")).collect();
}

/// Stores one form of a picture as a file.
pub(super) fn store_form(files: &Files, form: &Form) -> Result<Size, StoreError> {
    let file = files.put(&form.bytes, form.ending)?;
    Ok(Size { width: form.width, height: form.height, file, mime: form.mime.to_owned(), bytes: form.bytes.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_for_people() {
        for (given, shown) in [
            ("C:\\Bilder\\lift.jpg", "lift.jpg"),
            ("../../etc/passwd", "passwd"),
            (" a\u{7}b.png ", "ab.png"),
            ("", "picture"),
            ("x/", "picture"),
        ] {
            assert_eq!(tidy_name(given), shown);
        }
    }
}
