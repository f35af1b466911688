//! Which stored files there are, in which forms, and whether strangers may see them. Asked for every picture of every
//! page, so that what is public and complete is remembered until anything changes.

use crate::app::App;
use crate::http::cache::Began;
use crate::http::fault::Fault;
use domain::body::MediaKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::media::{self, MediaRow, Size};

/// Files that are remembered; a page shows some dozens.
const MOST: usize = 20_000;

/// A stored file as it is served.
#[derive(Debug)]
pub(crate) struct Shown {
    row: MediaRow,
    /// Narrowest first; empty for sounds, and for pictures of before sizes were made.
    sizes: Vec<Size>,
    pub(crate) public: bool,
}

impl Shown {
    /// The stored file and the media type of the narrowest form that fills a width, else of the widest.
    pub(crate) fn form(&self, width: Option<u32>) -> (&MediaKey, &str) {
        let filling = width.and_then(|width| self.sizes.iter().find(|size| size.width >= width));
        match filling.or(self.sizes.last()) {
            Some(size) => (&size.file, &size.mime),
            None => (&self.row.key, &self.row.mime),
        }
    }

    /// Whether the form of a width is the one that will always be given for it.
    pub(crate) fn is_settled(&self, width: Option<u32>) -> bool {
        self.row.sized.is_some() || width.is_none_or(|width| self.sizes.iter().any(|size| size.width == width))
    }
}

/// What is remembered of files, as of one state of the paper.
#[derive(Debug, Default)]
pub(crate) struct Gallery(Mutex<Remembered>);

type Remembered = (Option<Began>, HashMap<MediaKey, Arc<Shown>>);

impl Gallery {
    /// A stored file; `None` when there is none of that key.
    pub(crate) async fn find(&self, app: &App, key: &MediaKey) -> Result<Option<Arc<Shown>>, Fault> {
        if let Some(known) = self.known(app, key) {
            return Ok(Some(known));
        }
        let began = app.cache().begin();
        let conn = app.newsroom().store().read().await?;
        let Some(row) = media::get(&conn, key).await? else { return Ok(None) };
        let sizes = media::sizes(&conn, key).await?;
        let shown = Arc::new(Shown { public: media::is_public(&conn, key).await?, row, sizes });
        // What is hidden, or still being made, changes without any page changing.
        if shown.public && shown.row.sized.is_some() {
            self.remember(app, began, key, &shown);
        }
        Ok(Some(shown))
    }

    fn known(&self, app: &App, key: &MediaKey) -> Option<Arc<Shown>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0.filter(|began| app.cache().is_current(*began))?;
        kept.1.get(key).cloned()
    }

    fn remember(&self, app: &App, began: Began, key: &MediaKey, shown: &Arc<Shown>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !app.cache().is_current(began) {
            return;
        }
        if kept.0 != Some(began) || kept.1.len() >= MOST {
            *kept = (Some(began), HashMap::new());
        }
        kept.1.insert(key.clone(), Arc::clone(shown));
    }
}
