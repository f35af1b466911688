//! The index in its folder, with what changed since its last commit beside it in memory.
//!
//! One writer lives as long as the index. A change is written to it and laid beside it at once, so that the next question
//! finds it; a commit every second or so makes both one again. What is committed says up to which change of the feed it
//! goes: after a sudden end the feed is read on from there.

use crate::analyse::{Cutter, Words};
use crate::ask::{Asking, Found, Wanted};
use crate::entry::{CUTTER, Entry, Fields};
use crate::{Result, SearchError};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tantivy::directory::RamDirectory;
use tantivy::directory::error::LockError;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

/// Counts what [`Fields`], the tokenizer or the payload of a commit was: another number, another index.
const FORM: u32 = 1;

/// Bytes that the writer of an index in use gathers before it writes a segment.
const WRITER_BYTES: usize = 20_000_000;

/// Bytes and threads of the writer that makes one anew.
const BUILDER_BYTES: usize = 100_000_000;
const BUILDER_THREADS: usize = 2;

/// How often, and after how many milliseconds each time, the writer's lock is asked for again. A process that is just ending
/// may still hold it, and so does a child between its fork and its exec.
const LOCK_TRIES: u32 = 40;
const LOCK_WAIT_MS: u64 = 25;

/// More changed stories than this are committed instead of laid beside, which is work for nothing when many come at once.
const MOST_BESIDE: usize = 50;

/// What a small index in memory needs for its writer.
const BESIDE_BYTES: usize = 15_000_000;

/// Up to where an index goes: a change of the feed, told from one of the same number in another database by its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The change's number; 0 before the first.
    pub seq: i64,
    /// Its instant, µs UTC; 0 before the first.
    pub at: i64,
}

/// What a question looks at; one that began goes on with its own.
pub(crate) struct View {
    pub(crate) main: Searcher,
    /// What changed since the last commit.
    pub(crate) fresh: Option<Searcher>,
    /// The stories of it, which do not count in `main`.
    pub(crate) masked: Vec<i64>,
}

/// What only one at a time does.
struct Work {
    writer: Option<IndexWriter>,
    /// What changed since the last commit; none: gone.
    beside: BTreeMap<i64, Option<Entry>>,
    /// Whether anything was written that is not committed, or up to where it goes.
    uncommitted: bool,
    /// While an index is made: the stories that changed meanwhile, which are newer than what is loaded of them.
    overtaken: Option<HashSet<i64>>,
}

/// An index of stories.
pub struct Index {
    engine: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    words: Words,
    language: String,
    work: Mutex<Work>,
    view: RwLock<Arc<View>>,
}

fn damaged(error: impl Display) -> SearchError {
    SearchError::Damaged(error.to_string())
}

/// Calls the engine. On bytes that it did not write it may panic instead of saying so; its files are a cache, so both are
/// the same to us.
fn guarded<T>(work: impl FnOnce() -> tantivy::Result<T>) -> Result<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(damaged),
        Err(_) => Err(damaged("the engine gave up")),
    }
}

fn tokenizers(words: Words) -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(CUTTER, TextAnalyzer::from(Cutter::new(words)));
    manager
}

fn read_only(engine: &tantivy::Index) -> tantivy::Result<IndexReader> {
    engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

/// The one writer of a folder, once nobody else is it any more.
fn writer(engine: &tantivy::Index, threads: usize, bytes: usize) -> tantivy::Result<IndexWriter> {
    for _ in 1..LOCK_TRIES {
        match engine.writer_with_num_threads(threads, bytes) {
            Err(TantivyError::LockFailure(LockError::LockBusy, _)) => std::thread::sleep(Duration::from_millis(LOCK_WAIT_MS)),
            done => return done,
        }
    }
    engine.writer_with_num_threads(threads, bytes)
}

/// What a commit says of itself.
fn payload(mark: Option<Mark>, language: &str) -> String {
    match mark {
        Some(mark) => format!("{} {} {language}", mark.seq, mark.at),
        None => format!("unfinished {language}"),
    }
}

fn read_payload(text: &str, language: &str) -> Option<Mark> {
    let mut parts = text.splitn(3, ' ');
    let mark = Mark { seq: parts.next()?.parse().ok()?, at: parts.next()?.parse().ok()? };
    (parts.next()? == language).then_some(mark)
}

impl Index {
    /// Where an index of this form lies below a folder that is for indexes alone. Another form lies elsewhere.
    #[must_use]
    pub fn folder(root: &Path, name: &str) -> PathBuf {
        root.join(form()).join(name)
    }

    /// Removes indexes of other forms below such a folder.
    pub fn sweep(root: &Path) {
        for other in std::fs::read_dir(root).into_iter().flatten().flatten().filter(|entry| entry.file_name() != form().as_str()) {
            if let Err(error) = std::fs::remove_dir_all(other.path()) {
                tracing::warn!(%error, folder = %other.path().display(), "an index of another version cannot be removed");
            }
        }
    }

    /// Opens an index of stories in a language, and says up to where it goes.
    ///
    /// # Errors
    /// [`SearchError::Absent`] when there is none, one that was never finished, or one of another language;
    /// [`SearchError::Damaged`] when it cannot be read.
    pub fn open(folder: &Path, language: &str) -> Result<(Self, Mark)> {
        if !folder.join("meta.json").is_file() {
            return Err(SearchError::Absent);
        }
        let engine = guarded(|| tantivy::Index::open_in_dir(folder))?;
        let fields = Fields::new();
        if engine.schema() != fields.schema {
            return Err(SearchError::Absent);
        }
        let meta = guarded(|| engine.load_metas())?;
        let mark = meta.payload.as_deref().and_then(|payload| read_payload(payload, language)).ok_or(SearchError::Absent)?;
        Ok((Self::of(engine, fields, language, None)?, mark))
    }

    /// Begins an empty index in the place of whatever lies in the folder. It is filled by [`Index::load`] and is one that
    /// can be opened again after [`Index::finish`].
    ///
    /// # Errors
    /// [`SearchError::Damaged`] when the folder cannot be written.
    pub fn create(folder: &Path, language: &str) -> Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(damaged)?;
        }
        std::fs::create_dir_all(folder).map_err(damaged)?;
        let fields = Fields::new();
        let engine = guarded(|| tantivy::Index::create_in_dir(folder, fields.schema.clone()))?;
        Self::of(engine, fields, language, Some(HashSet::new()))
    }

    fn of(mut engine: tantivy::Index, fields: Fields, language: &str, overtaken: Option<HashSet<i64>>) -> Result<Self> {
        let words = Words::of(language);
        let (threads, bytes) = if overtaken.is_some() { (BUILDER_THREADS, BUILDER_BYTES) } else { (1, WRITER_BYTES) };
        engine.set_tokenizers(tokenizers(words));
        let (writer, reader) = guarded(|| Ok((writer(&engine, threads, bytes)?, read_only(&engine)?)))?;
        let view = RwLock::new(Arc::new(View { main: reader.searcher(), fresh: None, masked: Vec::new() }));
        let work = Mutex::new(Work { writer: Some(writer), beside: BTreeMap::new(), uncommitted: false, overtaken });
        Ok(Self { engine, reader, fields, words, language: language.to_owned(), work, view })
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show(&self, view: View) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }

    /// The language of its stories.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// How many stories it has, as of the last commit.
    #[must_use]
    pub fn stories(&self) -> u64 {
        self.view().main.num_docs()
    }

    /// Adds stories to one that is being made; those that were [put](Index::put) meanwhile stay as they are. They are found
    /// after the next commit.
    ///
    /// # Errors
    /// [`SearchError::Damaged`].
    pub fn load(&self, entries: &[Entry]) -> Result<()> {
        let mut work = self.work();
        guarded(|| {
            let overtaken = work.overtaken.take();
            let is_news = |entry: &&Entry| !overtaken.as_ref().is_some_and(|overtaken| overtaken.contains(&entry.story));
            let writer = work.writer()?;
            for entry in entries.iter().filter(is_news) {
                writer.add_document(self.fields.document(entry, self.words))?;
            }
            work.overtaken = overtaken;
            Ok(())
        })?;
        work.uncommitted = true;
        Ok(())
    }

    /// Takes stories as they are now in the place of what it has of them; none: gone. The next question finds them so.
    ///
    /// # Errors
    /// [`SearchError::Damaged`].
    pub fn put(&self, changed: Vec<(i64, Option<Entry>)>) -> Result<()> {
        if changed.is_empty() {
            return Ok(());
        }
        let mut work = self.work();
        guarded(|| {
            let writer = work.writer()?;
            for (story, entry) in &changed {
                writer.delete_term(Term::from_field_i64(self.fields.story, *story));
                if let Some(entry) = entry {
                    writer.add_document(self.fields.document(entry, self.words))?;
                }
            }
            Ok(())
        })?;
        work.uncommitted = true;
        if let Some(overtaken) = &mut work.overtaken {
            overtaken.extend(changed.iter().map(|(story, _)| story));
        }
        work.beside.extend(changed);
        if work.beside.len() > MOST_BESIDE {
            // What is committed goes further than its mark says: reading the feed on from there does no harm.
            let mark = self.committed_mark()?;
            self.commit_work(&mut work, mark)?;
            work.uncommitted = true;
            return Ok(());
        }
        let fresh = guarded(|| self.beside(&work.beside))?;
        self.show(View { main: self.reader.searcher(), fresh, masked: work.beside.keys().copied().collect() });
        Ok(())
    }

    fn beside(&self, entries: &BTreeMap<i64, Option<Entry>>) -> tantivy::Result<Option<Searcher>> {
        let mut all = entries.values().flatten().peekable();
        if all.peek().is_none() {
            return Ok(None);
        }
        let builder = tantivy::Index::builder().schema(self.fields.schema.clone()).settings(IndexSettings::default());
        let builder = builder.tokenizers(self.engine.tokenizers().clone());
        let mut writer = builder.single_segment_index_writer(RamDirectory::create(), BESIDE_BYTES)?;
        for entry in all {
            writer.add_document(self.fields.document(entry, self.words))?;
        }
        Ok(Some(read_only(&writer.finalize()?)?.searcher()))
    }

    fn committed_mark(&self) -> Result<Option<Mark>> {
        let meta = guarded(|| self.engine.load_metas())?;
        Ok(meta.payload.as_deref().and_then(|payload| read_payload(payload, &self.language)))
    }

    /// Makes everything that it was given its own, up to a change of the feed; without one the index is not finished yet.
    ///
    /// # Errors
    /// [`SearchError::Damaged`].
    pub fn commit(&self, mark: Option<Mark>) -> Result<()> {
        self.commit_work(&mut self.work(), mark)
    }

    /// Whether anything was put that is not committed.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.work().uncommitted
    }

    fn commit_work(&self, work: &mut Work, mark: Option<Mark>) -> Result<()> {
        guarded(|| {
            let mut prepared = work.writer()?.prepare_commit()?;
            prepared.set_payload(&payload(mark, &self.language));
            prepared.commit()?;
            self.reader.reload()
        })?;
        work.beside.clear();
        work.uncommitted = false;
        self.show(View { main: self.reader.searcher(), fresh: None, masked: Vec::new() });
        Ok(())
    }

    /// Ends the making of an index: it goes up to this change from now on, and takes less memory.
    ///
    /// # Errors
    /// [`SearchError::Damaged`].
    pub fn finish(&self, mark: Mark) -> Result<()> {
        let mut work = self.work();
        self.commit_work(&mut work, Some(mark))?;
        guarded(|| {
            if let Some(builder) = work.writer.take() {
                builder.wait_merging_threads()?;
            }
            work.writer = Some(writer(&self.engine, 1, WRITER_BYTES)?);
            work.overtaken = None;
            self.reader.reload()
        })?;
        self.show(View { main: self.reader.searcher(), fresh: None, masked: Vec::new() });
        Ok(())
    }

    /// Answers a question.
    ///
    /// # Errors
    /// [`SearchError::Damaged`].
    pub fn ask(&self, wanted: &Wanted) -> Result<Found> {
        let view = self.view();
        guarded(|| Asking { view: &view, fields: &self.fields, words: self.words, wanted }.answer())
    }

    /// The sections that its stories are in, by slug.
    ///
    /// # Errors
    /// [`SearchError::Damaged`].
    pub fn sections(&self) -> Result<Vec<String>> {
        let nothing = Wanted::default();
        Ok(self.ask(&nothing)?.tally.sections.into_keys().collect())
    }

    /// Reads every byte and holds it against the sums that were written with it. Takes seconds on a large index.
    ///
    /// # Errors
    /// [`SearchError::Damaged`] names the files that are not as they were written.
    pub fn verify(&self) -> Result<()> {
        let wrong = guarded(|| self.engine.validate_checksum())?;
        if wrong.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = wrong.iter().map(|path| path.display().to_string()).collect();
        Err(damaged(format!("not as written: {}", names.join(", "))))
    }
}

impl Work {
    fn writer(&mut self) -> tantivy::Result<&mut IndexWriter> {
        self.writer.as_mut().ok_or_else(|| TantivyError::SystemError("the writer is gone".to_owned()))
    }
}

fn form() -> String {
    format!("form-{FORM}-tantivy-{}", tantivy::INDEX_FORMAT_VERSION)
}

#[cfg(test)]
mod tests;
