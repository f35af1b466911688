//! The verbs of a newsroom. This room owns every write transaction and all order of effects, and knows no HTTP.
//!
//! A verb takes the [`Newsroom`] and an [`Act`](domain::act::Act) (who, in which role, when), decides in `domain`, writes
//! in one transaction of `store`, and answers after this node has applied the change: what derives from the facts follows
//! the feed of changes through [`Newsroom::on_change`].

pub mod account;
pub mod ads;
pub mod alphabet;
pub mod artists;
pub mod audit;
pub mod bounce;
pub mod card;
pub mod clips;
pub mod counts;
mod darkroom;
pub mod deliver;
pub mod desk;
pub mod dkim;
pub mod edition;
pub mod find;
pub mod front;
pub mod intake;
pub mod link;
pub mod links;
mod mail;
pub mod mail_server;
pub mod media;
pub mod moving;
pub mod navigation;
pub mod nights;
pub mod nodes;
pub mod outbox;
pub mod paper;
mod post;
pub mod queue;
pub mod quotations;
pub mod readers;
pub mod redirects;
mod register;
pub mod relink;
pub mod signin;
pub mod staff;
mod staff_mail;
pub mod stories;
pub mod subscribe;
pub mod suggest;
pub mod threads;
pub mod token;
pub mod worker;
pub mod works;

use domain::change::Change;
use domain::refusal::Refusal;
use domain::time::Instant;
use signin::Hashing;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use store::blobs::Files;
use store::{Store, StoreError, Tx};
use token::Secret;
use tokio::sync::{Mutex, Notify};

/// Told of changes after they are committed and before the verb answers. An empty list means: anything may have changed.
pub type Hook = Arc<dyn Fn(&[Change]) + Send + Sync>;

/// Why a verb did not happen. Nothing was changed, unless the text says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum VerbError {
    /// The domain refused; the text is for the person who asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing.
    #[error("{0}")]
    Absent(String),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file from outside cannot be read; the text names it and the line.
    #[error("{0}")]
    Unreadable(String),
    /// A template of the paper's mails is broken.
    #[error("{0}")]
    Template(String),
}

/// What every verb gives.
pub type Verb<T> = Result<T, VerbError>;

struct Inner {
    store: Store,
    blobs: Files,
    secret: Secret,
    hooks: RwLock<Vec<Hook>>,
    seen: Mutex<i64>,
    register: register::Register,
    finder: find::Finder,
    wake: Notify,
    stopping: AtomicBool,
    hashing: Hashing,
    darkroom: darkroom::Door,
    counts: counts::Counter,
    given: post::Given,
    pacing: deliver::Pacing,
    sendings: deliver::Sendings,
    intake: moving::Intake,
}

/// A newsroom at work on one paper. Cheap to clone.
#[derive(Clone)]
pub struct Newsroom(Arc<Inner>);

impl Newsroom {
    /// Opens a newsroom over a migrated store. `chance` becomes the paper's secret when it has none yet.
    ///
    /// # Errors
    /// [`VerbError::Store`].
    pub async fn open(store: Store, blobs: Files, now: Instant, chance: [u8; 32]) -> Verb<Self> {
        let secret = paper::secret(&store, now, chance).await?;
        let seen = store::changes::last(&store.read().await?).await?;
        let (hooks, register, wake, stopping) = (RwLock::default(), Default::default(), Notify::new(), AtomicBool::new(false));
        Ok(Self(Arc::new(Inner {
            store,
            blobs,
            secret,
            hooks,
            seen: Mutex::new(seen),
            register,
            finder: find::Finder::default(),
            wake,
            stopping,
            hashing: Hashing::default(),
            darkroom: darkroom::Door::default(),
            counts: counts::Counter::default(),
            given: post::Given::default(),
            pacing: deliver::Pacing::default(),
            sendings: deliver::Sendings::default(),
            intake: moving::Intake::default(),
        })))
    }

    /// The store, for reads.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What is counted of readers, in sums.
    #[must_use]
    pub fn counts(&self) -> &counts::Counter {
        &self.0.counts
    }

    /// Pictures and sounds.
    #[must_use]
    pub fn blobs(&self) -> &Files {
        &self.0.blobs
    }

    pub(crate) fn finder(&self) -> &find::Finder {
        &self.0.finder
    }

    pub(crate) fn given(&self) -> &post::Given {
        &self.0.given
    }

    pub(crate) fn pacing(&self) -> &deliver::Pacing {
        &self.0.pacing
    }

    pub(crate) fn hashing(&self) -> &Hashing {
        &self.0.hashing
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// Has `hook` told of every change from now on, this node's own before its verb answers.
    pub fn on_change(&self, hook: Hook) {
        self.0.hooks.write().unwrap_or_else(PoisonError::into_inner).push(hook);
    }

    /// Wakes the worker: there is something to do now.
    pub fn wake(&self) {
        self.0.wake.notify_waiters();
    }

    /// Says that this process is about to end: letters on their way are finished, no other is begun.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Release);
        self.wake();
    }

    pub(crate) fn sendings(&self) -> &deliver::Sendings {
        &self.0.sendings
    }

    pub(crate) fn intake(&self) -> &moving::Intake {
        &self.0.intake
    }

    pub(crate) fn darkroom_door(&self) -> &darkroom::Door {
        &self.0.darkroom
    }

    /// Whether [`Newsroom::stop`] was said.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Acquire)
    }

    pub(crate) async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// Begins a write.
    pub(crate) async fn begin(&self, now: Instant) -> Verb<Tx> {
        Ok(self.0.store.begin(now).await?)
    }

    /// As [`Newsroom::begin`], of a write in which stories are linked: the names are read before it, for every other write
    /// waits as long as it takes.
    pub(crate) async fn begin_to_link(&self, now: Instant) -> Verb<Tx> {
        self.everybody().await?;
        self.begin(now).await
    }

    /// Commits, and applies the change on this node before it answers.
    pub(crate) async fn commit(&self, tx: Tx) -> Verb<()> {
        if tx.commit().await?.is_some()
            && let Err(error) = self.catch_up().await
        {
            // It has happened: an error now would say that it had not. What is derived is dropped without being told what changed.
            tracing::warn!(%error, "the feed of changes cannot be read; every page is dropped");
            self.tell(&[]);
        }
        Ok(())
    }

    /// Tells every hook of changes; of none in particular when the list is empty: anything may have changed.
    fn tell(&self, changes: &[Change]) {
        let hooks = self.0.hooks.read().unwrap_or_else(PoisonError::into_inner).clone();
        for hook in hooks {
            hook(changes);
        }
    }

    /// Applies all changes that this node has not seen yet, its own and those of other nodes; gives the last `seq`.
    ///
    /// # Errors
    /// [`VerbError::Store`]; the next call goes on where this one stopped.
    pub async fn catch_up(&self) -> Verb<i64> {
        let mut seen = self.0.seen.lock().await;
        loop {
            let changes = store::changes::since(&self.0.store.read().await?, *seen, CHANGES_AT_ONCE).await?;
            let Some(last) = changes.last() else { return Ok(*seen) };
            self.0.register.note(&changes);
            self.0.finder.note(&changes);
            self.tell(&changes);
            *seen = last.seq;
        }
    }
}

/// Does work that only computes, and may take long, without holding up what else this thread should do: a page waits
/// for no import. Needs the runtime of several threads that this program has.
pub(crate) fn beside_others<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

/// How many changes are read at a time.
const CHANGES_AT_ONCE: usize = 1_000;
