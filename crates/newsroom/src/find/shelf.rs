//! One index and how it follows the feed: opened, made anew where it must be, brought up to date before a question is
//! answered, and written down now and then.

use super::entry;
use crate::{Newsroom, Verb, VerbError};
use domain::change::{Change, ChangeKind};
use domain::id::StoryId;
use domain::paper::Paper;
use search::{Index, Mark, SearchError};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as Short, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use store::{changes, stories};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Which index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// What is live, for everybody.
    Public,
    /// Everything, as it stands at the desk, by owner.
    Desk,
}

impl Which {
    pub(crate) const ALL: [Self; 2] = [Self::Public, Self::Desk];

    fn folder(self) -> &'static str {
        match self {
            Self::Public => "paper",
            Self::Desk => "desk",
        }
    }

    /// Whether a change may make an index of this kind another.
    fn concerns(self, kind: ChangeKind) -> bool {
        match kind {
            ChangeKind::Story | ChangeKind::Link => true,
            ChangeKind::Draft => self == Self::Desk,
            _ => false,
        }
    }
}

/// How far the making of an index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Stories that were gone through, the last made first.
    pub done: usize,
    /// Stories there are.
    pub all: usize,
}

impl Progress {
    /// In hundredths.
    #[must_use]
    pub fn percent(self) -> usize {
        (self.done * 100).checked_div(self.all).unwrap_or(0).min(100)
    }
}

/// Stories that are read and put into an index at once.
const BATCH: usize = 500;

/// So much may have changed at once for a question to wait until it is in the index; more is the worker's.
const WAITED_FOR: usize = 2_000;

/// A paper of so few stories has its index made before its first question is answered.
const MADE_AT_ONCE: usize = 1_000;

/// What was put is written down this often.
const COMMIT_AFTER: Duration = Duration::from_secs(1);

/// While an index is made, what it has so far is shown this often: each time costs a segment that is merged away again.
const SHOW_AFTER: Duration = Duration::from_secs(30);

#[derive(Default)]
enum Stands {
    /// Nobody looked yet.
    #[default]
    Unopened,
    /// There is none that can be used.
    Missing,
    Making(Arc<Index>, Progress),
    Whole(Arc<Index>),
}

/// What changed since the index was last brought up to date.
#[derive(Default)]
struct Behind {
    stories: BTreeSet<i64>,
    /// The paper itself: its language, zone or sections may be others.
    paper: bool,
    /// The last change that was noted.
    noted: Option<Mark>,
    /// How many of the stories are being put into the index just now.
    in_hand: usize,
}

impl Behind {
    /// Stories that the index has not as they stand.
    fn waits(&self) -> usize {
        self.stories.len() + self.in_hand
    }
}

/// The right to put stories into an index.
type Putting = OwnedMutexGuard<()>;

/// What was taken to be worked off; noted again unless that was done, for whoever does it may be given up at any moment.
struct InHand<'a> {
    behind: &'a Short<Behind>,
    many: usize,
    stories: BTreeSet<i64>,
    paper: bool,
}

impl InHand<'_> {
    fn done(mut self) {
        (self.stories, self.paper) = (BTreeSet::new(), false);
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        let mut behind = lock(self.behind);
        behind.stories.append(&mut self.stories);
        behind.paper |= self.paper;
        behind.in_hand = behind.in_hand.saturating_sub(self.many);
    }
}

pub(crate) struct Shelf {
    root: OnceLock<PathBuf>,
    stands: Short<Stands>,
    behind: Short<Behind>,
    /// Up to where the index goes.
    reached: Short<Mark>,
    /// Held by whoever brings it up to date.
    putting: Arc<Mutex<()>>,
    /// Held by whoever opens or makes it.
    making: Mutex<()>,
    committed: Short<Option<Instant>>,
    verified: AtomicBool,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            root: OnceLock::new(),
            stands: Short::default(),
            behind: Short::default(),
            reached: Short::new(Mark { seq: 0, at: 0 }),
            putting: Arc::default(),
            making: Mutex::default(),
            committed: Short::default(),
            verified: AtomicBool::new(false),
        }
    }
}

fn lock<T>(mutex: &Short<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Work of the engine, off the threads that answer.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> search::Result<T> + Send + 'static) -> search::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(SearchError::Damaged(error.to_string())))
}

/// Everything that decides how an index is made, beside its stories.
fn manner(paper: &Paper) -> String {
    format!("{} {}", paper.language, paper.zone.name())
}

/// Opens the indexes, makes those that must be made anew, brings them up to date and writes them down. The worker's part;
/// while an index of many stories is made it takes as long as that.
///
/// # Errors
/// [`VerbError::Store`]; the next call goes on.
pub async fn keep(newsroom: &Newsroom) -> Verb<()> {
    for which in Which::ALL {
        newsroom.finder().shelf(which).keep(newsroom, which).await?;
    }
    Ok(())
}

impl Shelf {
    pub(super) fn keep_in(&self, root: PathBuf) {
        self.root.set(root).ok();
    }

    pub(super) fn note(&self, which: Which, changes: &[Change]) {
        let Some(last) = changes.last().filter(|_| self.root.get().is_some()) else { return };
        let mut behind = lock(&self.behind);
        behind.paper |= changes.iter().any(|change| change.kind == ChangeKind::Paper);
        behind.stories.extend(changes.iter().filter(|change| which.concerns(change.kind)).map(|change| change.id));
        let mark = Mark { seq: last.seq, at: last.at.micros() };
        behind.noted = behind.noted.filter(|noted| noted.seq > mark.seq).or(Some(mark));
    }

    /// The index as of the last change this node has seen, and how far it is when it is being made.
    pub(super) async fn at_hand(&self, newsroom: &Newsroom, which: Which) -> Verb<(Option<Arc<Index>>, Option<Progress>)> {
        if self.root.get().is_none() {
            return Ok((None, None));
        }
        let mut stands = self.stands();
        if stands.0.is_none() {
            newsroom.wake();
            if stories::many(&newsroom.store().read().await?).await? > MADE_AT_ONCE {
                return Ok(stands);
            }
            // Boxed: making an index holds much, and a question that meets one holds nothing of it.
            Box::pin(self.keep(newsroom, which)).await?;
            stands = self.stands();
        }
        let (Some(index), progress) = stands else { return Ok(stands) };
        let waits = lock(&self.behind).waits();
        if (1..=WAITED_FOR).contains(&waits) {
            self.freshen(newsroom, which, &index).await?;
        }
        Ok((Some(index), progress))
    }

    fn stands(&self) -> (Option<Arc<Index>>, Option<Progress>) {
        match &*lock(&self.stands) {
            Stands::Unopened | Stands::Missing => (None, Some(Progress::default())),
            Stands::Making(index, progress) => (Some(Arc::clone(index)), Some(*progress)),
            Stands::Whole(index) => (Some(Arc::clone(index)), None),
        }
    }

    /// An index that cannot answer is not asked again.
    pub(super) fn give_up(&self, index: &Arc<Index>, error: &SearchError) {
        let mut stands = lock(&self.stands);
        if let Stands::Whole(other) | Stands::Making(other, _) = &*stands
            && Arc::ptr_eq(other, index)
        {
            tracing::warn!(%error, "an index of stories is made anew");
            *stands = Stands::Missing;
        }
    }

    /// Puts into the index what changed.
    async fn freshen(&self, newsroom: &Newsroom, which: Which, index: &Arc<Index>) -> Verb<()> {
        let mut putting = Arc::clone(&self.putting).lock_owned().await;
        loop {
            let (some, noted, whole) = {
                let mut behind = lock(&self.behind);
                let rest = behind.stories.iter().nth(BATCH).copied();
                let later = rest.map(|rest| behind.stories.split_off(&rest)).unwrap_or_default();
                let some = std::mem::replace(&mut behind.stories, later);
                behind.in_hand += some.len();
                (InHand { behind: &self.behind, many: some.len(), stories: some, paper: false }, behind.noted, behind.stories.is_empty())
            };
            if !some.stories.is_empty() {
                putting = self.put(newsroom, which, index, &some.stories, putting).await?;
            }
            some.done();
            if whole {
                let mut reached = lock(&self.reached);
                *reached = noted.filter(|noted| noted.seq > reached.seq).unwrap_or(*reached);
                return Ok(());
            }
        }
    }

    /// The lock goes along to where the engine works: who asked may be given up, and what was begun is through before
    /// anybody puts a later state of the same stories.
    async fn put(&self, newsroom: &Newsroom, which: Which, index: &Arc<Index>, some: &BTreeSet<i64>, putting: Putting) -> Verb<Putting> {
        let ids: Vec<StoryId> = some.iter().copied().map(StoryId).collect();
        let zone = crate::paper::get(newsroom).await?.zone;
        let entries = entry::entries(&newsroom.store().read().await?, which, &zone, &ids).await?;
        let at = Arc::clone(index);
        let (put, putting) = match apart(move || Ok((at.put(entries), putting))).await {
            Ok(done) => done,
            Err(error) => (Err(error), Arc::clone(&self.putting).lock_owned().await),
        };
        if let Err(error) = put {
            self.give_up(index, &error);
        }
        Ok(putting)
    }

    async fn keep(&self, newsroom: &Newsroom, which: Which) -> Verb<()> {
        let Some(root) = self.root.get() else { return Ok(()) };
        let _making = self.making.lock().await;
        let unopened = matches!(*lock(&self.stands), Stands::Unopened);
        if unopened {
            self.open(newsroom, which, root).await?;
        }
        self.mind_the_paper(newsroom).await?;
        let missing = !matches!(*lock(&self.stands), Stands::Whole(_));
        if missing {
            self.make(newsroom, which, root).await?;
        }
        let index = match &*lock(&self.stands) {
            Stands::Whole(index) => Arc::clone(index),
            _ => return Ok(()),
        };
        // A question brings itself what it must find: until then it costs less to put many in at once.
        let many = lock(&self.behind).stories.len() >= BATCH;
        if many || !self.is_written_down_recently() {
            self.freshen(newsroom, which, &index).await?;
            self.write_down(&index).await;
        }
        if !self.verified.swap(true, Ordering::AcqRel) {
            let at = Arc::clone(&index);
            if let Err(error) = apart(move || at.verify()).await {
                self.give_up(&index, &error);
                newsroom.wake();
            }
        }
        Ok(())
    }

    fn is_written_down_recently(&self) -> bool {
        lock(&self.committed).is_some_and(|at| at.elapsed() < COMMIT_AFTER)
    }

    async fn write_down(&self, index: &Arc<Index>) {
        if self.is_written_down_recently() || !index.is_behind() {
            return;
        }
        let (at, reached) = (Arc::clone(index), *lock(&self.reached));
        match apart(move || at.commit(Some(reached))).await {
            Ok(()) => *lock(&self.committed) = Some(Instant::now()),
            Err(error) => self.give_up(index, &error),
        }
    }

    /// Opens what lies in the folder, and reads the feed on from where it ends.
    async fn open(&self, newsroom: &Newsroom, which: Which, root: &std::path::Path) -> Verb<()> {
        *lock(&self.stands) = Stands::Missing;
        let folder = Index::folder(root, which.folder());
        let manner = manner(&crate::paper::get(newsroom).await?);
        let opened = apart(move || Index::open(&folder, &manner)).await;
        let (index, mark) = match opened {
            Ok(opened) => opened,
            Err(SearchError::Absent) => return Ok(()),
            Err(error) => {
                tracing::warn!(%error, "an index of stories is made anew");
                return Ok(());
            }
        };
        let conn = newsroom.store().read().await?;
        let same = mark.seq == 0 || changes::at(&conn, mark.seq).await?.is_some_and(|at| at.micros() == mark.at);
        if !same {
            tracing::info!("the index of stories is of another database; it is made anew");
            return Ok(());
        }
        *lock(&self.reached) = mark;
        let mut seq = mark.seq;
        loop {
            let missed = changes::since(&conn, seq, 1_000).await?;
            let Some(last) = missed.last() else { break };
            seq = last.seq;
            self.note(which, &missed);
        }
        *lock(&self.stands) = Stands::Whole(Arc::new(index));
        Ok(())
    }

    /// Gives the index up when the paper has another language or zone, or a section of its stories is gone.
    async fn mind_the_paper(&self, newsroom: &Newsroom) -> Verb<()> {
        let index = match &*lock(&self.stands) {
            Stands::Whole(index) => Arc::clone(index),
            _ => return Ok(()),
        };
        if !std::mem::take(&mut lock(&self.behind).paper) {
            return Ok(());
        }
        let changed = InHand { behind: &self.behind, many: 0, stories: BTreeSet::new(), paper: true };
        let paper = crate::paper::get(newsroom).await?;
        let sections = store::paper::sections(&newsroom.store().read().await?).await?;
        let of_stories = index.sections().unwrap_or_default();
        let gone = of_stories.iter().any(|slug| sections.iter().all(|section| section.slug.as_str() != slug));
        if gone || index.language() != manner(&paper) {
            *lock(&self.stands) = Stands::Missing;
        }
        changed.done();
        Ok(())
    }

    /// Makes the index from every story there is, the last made first. It answers from the first batch on.
    async fn make(&self, newsroom: &Newsroom, which: Which, root: &std::path::Path) -> Verb<()> {
        let began = Instant::now();
        // The old one lets go of its folder.
        *lock(&self.stands) = Stands::Missing;
        let paper = crate::paper::get(newsroom).await?;
        let all = {
            let conn = newsroom.store().read().await?;
            let seq = changes::last(&conn).await?;
            let at = changes::at(&conn, seq).await?.map_or(0, |at| at.micros());
            // Whatever is noted from here on is put in again.
            *lock(&self.reached) = Mark { seq, at };
            stories::many(&conn).await?
        };
        let (folder, manner, above) = (Index::folder(root, which.folder()), manner(&paper), root.to_owned());
        let created = apart(move || {
            Index::sweep(&above);
            Index::create(&folder, &manner)
        });
        let index = match created.await {
            Ok(index) => Arc::new(index),
            Err(error) => return Err(VerbError::Unreadable(format!("no index of stories can be made: {error}"))),
        };
        *lock(&self.stands) = Stands::Making(Arc::clone(&index), Progress { done: 0, all });
        let made = match self.fill(newsroom, which, &index, &paper, all).await? {
            Some(()) => self.finish(newsroom, which, &index).await?,
            None => return Ok(()),
        };
        if made && all > BATCH {
            tracing::info!(stories = all, seconds = began.elapsed().as_secs(), index = which.folder(), "an index of stories was made");
        }
        Ok(())
    }

    /// Reads every story into the index; none: it was given up, or this process is about to end.
    async fn fill(&self, newsroom: &Newsroom, which: Which, index: &Arc<Index>, paper: &Paper, all: usize) -> Verb<Option<()>> {
        let (mut before, mut done, mut shown) = (StoryId(i64::MAX), 0, Instant::now());
        loop {
            let entries = {
                let conn = newsroom.store().read().await?;
                let ids = stories::before(&conn, before, BATCH).await?;
                let Some(last) = ids.last() else { return Ok(Some(())) };
                (before, done) = (*last, done + ids.len());
                entry::entries(&conn, which, &paper.zone, &ids).await?
            };
            let entries: Vec<search::Entry> = entries.into_iter().filter_map(|(_, entry)| entry).collect();
            let shows = done == BATCH || shown.elapsed() >= SHOW_AFTER;
            let at = Arc::clone(index);
            let loaded = apart(move || {
                at.load(&entries)?;
                if shows { at.commit(None) } else { Ok(()) }
            });
            if let Err(error) = loaded.await {
                self.give_up(index, &error);
                return Ok(None);
            }
            if shows {
                shown = Instant::now();
            }
            match &mut *lock(&self.stands) {
                Stands::Making(other, progress) if Arc::ptr_eq(other, index) => *progress = Progress { done, all: all.max(done) },
                _ => return Ok(None),
            }
            if newsroom.is_stopping() {
                return Ok(None);
            }
        }
    }

    async fn finish(&self, newsroom: &Newsroom, which: Which, index: &Arc<Index>) -> Verb<bool> {
        self.freshen(newsroom, which, index).await?;
        let (at, reached) = (Arc::clone(index), *lock(&self.reached));
        if let Err(error) = apart(move || at.finish(reached)).await {
            self.give_up(index, &error);
            return Ok(false);
        }
        *lock(&self.stands) = Stands::Whole(Arc::clone(index));
        self.verified.store(true, Ordering::Release);
        Ok(true)
    }
}
