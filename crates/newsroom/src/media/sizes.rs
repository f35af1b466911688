//! The jobs of pictures: their smaller sizes, and the files of deleted ones.

use super::develop::{MakeError, learn, store_form};
use super::{PICTURE, get, search_text};
use crate::darkroom::Darkroom;
use crate::mail::JobError;
use crate::{Newsroom, Verb, VerbError};
use domain::body::MediaKey;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use store::blobs::Files;
use store::jobs::{self, Job};
use store::media::{self, Size};
use store::{StoreError, Tx};
use wire::image;
use wire::media::{MediaError, Opened};

/// What there is to do for a picture.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Task {
    /// Make the sizes that it lacks.
    Sizes(MediaKey),
    /// Remove the files of one that was deleted.
    Sweep(Vec<MediaKey>),
}

impl Task {
    async fn enqueue(&self, tx: &Tx, once: Option<&str>) -> Verb<()> {
        let payload = serde_json::to_string(self).map_err(|error| VerbError::Unreadable(error.to_string()))?;
        jobs::enqueue(tx, PICTURE, &payload, tx.now(), once).await?;
        Ok(())
    }
}

/// Has the smaller sizes of a picture made.
pub(crate) async fn enqueue_sizes(tx: &Tx, key: &MediaKey) -> Verb<()> {
    Task::Sizes(key.clone()).enqueue(tx, Some(key.as_str())).await
}

/// Has files removed that no row names any more.
pub(crate) async fn enqueue_sweep(tx: &Tx, files: Vec<MediaKey>) -> Verb<()> {
    Task::Sweep(files).enqueue(tx, None).await
}

/// Does a job of [`PICTURE`].
pub(crate) async fn run_job(newsroom: &Newsroom, now: Instant, job: &Job) -> Result<(), JobError> {
    match serde_json::from_str(&job.payload).map_err(|error| JobError::Fail(error.to_string()))? {
        Task::Sizes(key) => make_sizes(newsroom, now, &key).await,
        Task::Sweep(files) => Ok(sweep(newsroom, now, &files).await?),
    }
}

async fn make_sizes(newsroom: &Newsroom, now: Instant, key: &MediaKey) -> Result<(), JobError> {
    let conn = newsroom.store().read().await.map_err(VerbError::from)?;
    let mut row = match get(&conn, key).await {
        // Deleted while its job waited: there is nothing to do any more.
        Err(VerbError::Absent(_)) => return Ok(()),
        found => found?,
    };
    let had: Vec<u32> = media::sizes(&conn, key).await.map_err(VerbError::from)?.iter().map(|size| size.width).collect();
    drop(conn);
    let (files, whole) = (newsroom.blobs().clone(), key.clone());
    let (room, opened) = newsroom.darkroom().await?.work(move || open_stored(&files, &whole)).await?;
    let mut sizes = Vec::new();
    let made = match opened {
        Ok(opened) => {
            learn(&mut row, opened.facts());
            missing_sizes(newsroom, room, opened, &had, &mut sizes).await?
        }
        Err(error) => Err(error),
    };
    let refused = match made {
        Ok(()) => None,
        Err(MakeError::Store(error)) => return Err(JobError::Retry(error.to_string())),
        Err(MakeError::Media(why)) => Some(why),
    };
    // One that is refused now is refused always: it is not asked for again, and served in the forms that it has.
    row.sized = Some(now);
    let tx = newsroom.begin(now).await?;
    media::put_sizes(&tx, key, &sizes).await.map_err(VerbError::from)?;
    media::set_sized(&tx, &row, &search_text(&row.name, &row.facts)).await.map_err(VerbError::from)?;
    newsroom.commit(tx).await?;
    refused.map_or(Ok(()), |why| Err(JobError::Fail(format!("{}: {why}", row.name))))
}

/// Makes the sizes that are missing, one after another.
async fn missing_sizes(
    newsroom: &Newsroom,
    mut room: Darkroom,
    mut opened: image::Opened,
    had: &[u32],
    sizes: &mut Vec<Size>,
) -> Verb<Result<(), MakeError>> {
    for width in opened.widths().into_iter().filter(|width| !had.contains(width)) {
        let files = newsroom.blobs().clone();
        let work = move || {
            let made = opened.form(width).map_err(MakeError::from).and_then(|form| Ok(store_form(&files, &form)?));
            (opened, made)
        };
        let (back, (kept, made)) = room.work(work).await?;
        (room, opened) = (back, kept);
        match made {
            Ok(size) => sizes.push(size),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(()))
}

fn open_stored(files: &Files, key: &MediaKey) -> Result<image::Opened, MakeError> {
    let bytes = files.get(key)?.ok_or_else(|| StoreError::Other(format!("the file {} is gone from the disk", key.as_str())))?;
    match wire::media::open(&bytes)? {
        Opened::Picture(opened) => Ok(opened),
        Opened::Sound { .. } => Err(MakeError::Media(MediaError::Unknown)),
    }
}

/// Removes files that no row names. On SQLite the open write keeps others from naming them meanwhile.
async fn sweep(newsroom: &Newsroom, now: Instant, files: &[MediaKey]) -> Verb<()> {
    let tx = newsroom.begin(now).await?;
    for file in files {
        if !media::file_is_named(&tx, file).await? {
            newsroom.blobs().remove(file)?;
        }
    }
    newsroom.commit(tx).await
}

/// Queues the pictures that came before sizes were made, or with an export. One that came just now has its job already,
/// which may be on its way.
pub(crate) async fn take_up_unsized(newsroom: &Newsroom, now: Instant) -> Verb<()> {
    let (mut last, until) = (String::new(), now.plus_seconds(-SETTLED_SECONDS));
    loop {
        let keys = media::unsized_after(&newsroom.store().read().await?, &last, until, AT_ONCE).await?;
        let Some(newest) = keys.last() else { return Ok(()) };
        last = newest.as_str().to_owned();
        let tx = newsroom.begin(now).await?;
        for key in &keys {
            enqueue_sizes(&tx, key).await?;
        }
        newsroom.commit(tx).await?;
    }
}

/// After how long a picture without all its sizes is asked after.
const SETTLED_SECONDS: i64 = 60 * 60;

/// How many pictures are queued in one transaction.
const AT_ONCE: usize = 200;
