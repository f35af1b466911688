//! Everybody who may be named, in memory: the index of names, the directory, who plays where, and what is said of
//! candidates. It follows the feed of changes. A few changed artists are laid over what stands, which takes a
//! millisecond; after many, everything is built anew beside the work, and until then the old one answers.

mod stored;

use crate::{Newsroom, Verb, beside_others};
use domain::artist::{Membership, Memberships};
use domain::change::{Change, ChangeKind};
use domain::id::ArtistId;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex as Short, OnceLock, PoisonError};
use store::Conn;
use store::artists::{self, Entry, Name};
use stored::{Point, Stored};
use text::names::{Directory, NameRow, Names};
use tokio::sync::Mutex;

/// More changed artists than this at once are not laid over: everything is built anew.
const MANY: usize = 500;

/// More artists than this are not kept laid over the rest for long.
const LAID_OVER: usize = 1_000;

/// So many candidates are remembered.
const REMEMBERED: usize = 20_000;

/// What the linker knows beside a text.
#[derive(Debug, Default)]
pub(crate) struct Everybody {
    pub(crate) names: Names,
    pub(crate) directory: Directory,
    pub(crate) memberships: Memberships,
}

/// What has changed since.
#[derive(Debug, Default)]
struct Behind {
    /// Anybody may have.
    all: bool,
    artists: HashSet<ArtistId>,
}

/// What was taken to be worked off; noted again unless that was done, for whoever does it may be given up at any moment.
struct InHand<'a> {
    of: &'a Short<Behind>,
    taken: Behind,
}

impl<'a> InHand<'a> {
    fn take(of: &'a Short<Behind>) -> Self {
        Self { of, taken: std::mem::take(&mut *lock(of)) }
    }

    fn done(mut self) {
        self.taken = Behind::default();
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        let taken = std::mem::take(&mut self.taken);
        let mut behind = lock(self.of);
        behind.all |= taken.all;
        behind.artists.extend(taken.artists);
    }
}

/// What was looked up of candidates; `turn` counts changes, so that nothing is kept that was read before one.
#[derive(Debug, Default)]
struct Remembered {
    turn: u64,
    entries: HashMap<ArtistId, Arc<Entry>>,
}

#[derive(Default)]
pub(crate) struct Register {
    stands: Short<Option<Arc<Everybody>>>,
    behind: Short<Behind>,
    /// Held by whoever changes what stands.
    work: Mutex<()>,
    remembered: Short<Remembered>,
    /// Where the index is kept between starts.
    folder: OnceLock<PathBuf>,
}

fn lock<T>(mutex: &Short<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Register {
    /// Notes what changed.
    pub(crate) fn note(&self, changes: &[Change]) {
        let mut behind = lock(&self.behind);
        let mut remembered = lock(&self.remembered);
        remembered.turn += 1;
        for change in changes {
            match change.kind {
                ChangeKind::Artists => behind.all = true,
                ChangeKind::Artist => {
                    behind.artists.insert(ArtistId(change.id));
                    remembered.entries.remove(&ArtistId(change.id));
                }
                // How many stories somebody has is one of the things that are remembered.
                ChangeKind::Story | ChangeKind::Link => remembered.entries.clear(),
                _ => {}
            }
        }
        behind.all |= behind.artists.len() > MANY;
        if behind.all {
            remembered.entries.clear();
        }
    }

    fn stands(&self) -> Option<Arc<Everybody>> {
        lock(&self.stands).clone()
    }

    fn put(&self, everybody: Everybody) -> Arc<Everybody> {
        let everybody = Arc::new(everybody);
        *lock(&self.stands) = Some(Arc::clone(&everybody));
        everybody
    }
}

impl Newsroom {
    /// Everybody as of the last change this node has seen; waits until it is.
    pub(crate) async fn everybody(&self) -> Verb<Arc<Everybody>> {
        let register = &self.0.register;
        let _work = register.work.lock().await;
        let must_build = lock(&register.behind).all;
        match register.stands() {
            Some(stands) if !must_build && stands.names.laid_over() <= LAID_OVER => self.lay_over(stands).await,
            _ => self.build_everybody().await,
        }
    }

    /// Everybody as of now, or a moment ago: never waits for all names to be read, but the first time.
    pub(crate) async fn everybody_at_hand(&self) -> Verb<Arc<Everybody>> {
        let register = &self.0.register;
        let Some(stands) = register.stands() else { return self.everybody().await };
        let Ok(_work) = register.work.try_lock() else { return Ok(stands) };
        if lock(&register.behind).all {
            self.wake();
            return Ok(stands);
        }
        self.lay_over(register.stands().unwrap_or(stands)).await
    }

    /// Builds everything anew where that is due; the worker's part.
    ///
    /// # Errors
    /// [`crate::VerbError::Store`].
    pub(crate) async fn keep_register(&self) -> Verb<()> {
        let register = &self.0.register;
        let _work = register.work.lock().await;
        let is_due = register.stands().is_none_or(|stands| stands.names.laid_over() > LAID_OVER) || lock(&register.behind).all;
        if is_due {
            self.build_everybody().await?;
        }
        Ok(())
    }

    /// Needs the lock of the work.
    async fn lay_over(&self, stands: Arc<Everybody>) -> Verb<Arc<Everybody>> {
        let in_hand = InHand::take(&self.0.register.behind);
        let changed: Vec<ArtistId> = in_hand.taken.artists.iter().copied().collect();
        if changed.is_empty() {
            return Ok(stands);
        }
        let (names, memberships) = {
            let conn = self.store().read().await?;
            (artists::names_of(&conn, &changed).await?, artists::memberships_of(&conn, &changed).await?)
        };
        let rows: Vec<NameRow> = names.into_iter().map(row).collect();
        let directory = stands.directory.with(&changed, &rows);
        let memberships = stands.memberships.with(&changed, &memberships);
        let laid_over = self.0.register.put(Everybody { names: stands.names.with(&changed, rows), directory, memberships });
        in_hand.done();
        Ok(laid_over)
    }

    /// Needs the lock of the work.
    async fn build_everybody(&self) -> Verb<Arc<Everybody>> {
        let register = &self.0.register;
        // Whoever changes from now on is noted again, and laid over what is built here.
        let mut in_hand = InHand::take(&register.behind);
        in_hand.taken.all = true;
        if let Some((Stored { names, directory, behind }, memberships)) = self.kept().await? {
            lock(&register.behind).artists.extend(behind.artists);
            let memberships = Memberships::of(&memberships);
            let kept = register.put(Everybody { names, directory, memberships });
            in_hand.done();
            return self.lay_over(kept).await;
        }
        let (point, (rows, memberships)) = {
            let conn = self.store().read().await?;
            // What changes while names are read is noted after this point, and laid over.
            let point = Point::newest(&conn).await?;
            (point, read_everybody(&conn).await?)
        };
        let built = beside_others(|| {
            let directory = Directory::build(&rows);
            let names = Names::build_as_of(rows, point.map_or(0, Point::stamp));
            if let (Some(folder), Some(point)) = (register.folder.get(), point) {
                stored::write(folder, point, &names, &directory);
            }
            Everybody { directory, names, memberships: Memberships::of(&memberships) }
        });
        let built = register.put(built);
        in_hand.done();
        Ok(built)
    }

    /// What was kept between starts, with who plays where; only the first time.
    async fn kept(&self) -> Verb<Option<(Stored, Vec<Membership>)>> {
        let Some(folder) = self.0.register.folder.get().filter(|_| self.0.register.stands().is_none()) else { return Ok(None) };
        let conn = self.store().read().await?;
        match stored::read(&conn, folder, LAID_OVER).await? {
            Some(stored) => Ok(Some((stored, artists::memberships(&conn).await?))),
            None => Ok(None),
        }
    }

    /// Keeps the index of names in a folder, so that the next start need not build it. To be said once, before anything
    /// asks for a name.
    pub fn keep_names_in(&self, folder: PathBuf) {
        let _said_before = self.0.register.folder.set(folder);
    }

    /// What is said of some artists as candidates, in the order asked; whoever is gone is left out.
    pub(crate) async fn entries(&self, wanted: &[ArtistId]) -> Verb<Vec<Arc<Entry>>> {
        let register = &self.0.register;
        let (turn, missing) = {
            let remembered = lock(&register.remembered);
            let missing: Vec<ArtistId> = wanted.iter().filter(|artist| !remembered.entries.contains_key(artist)).copied().collect();
            (remembered.turn, missing)
        };
        let mut fresh: HashMap<ArtistId, Arc<Entry>> = HashMap::new();
        if !missing.is_empty() {
            let found = artists::entries(&self.store().read().await?, &missing).await?;
            fresh.extend(found.into_iter().map(|entry| (entry.artist, Arc::new(entry))));
        }
        let mut remembered = lock(&register.remembered);
        let all = wanted.iter().filter_map(|artist| fresh.get(artist).or_else(|| remembered.entries.get(artist)).cloned()).collect();
        if remembered.turn == turn {
            if remembered.entries.len() + fresh.len() > REMEMBERED {
                remembered.entries.clear();
            }
            remembered.entries.extend(fresh);
        }
        Ok(all)
    }
}

fn row(name: Name) -> NameRow {
    NameRow { artist: name.artist, name: name.name, is_alias: name.is_alias, kind: name.kind }
}

async fn read_everybody(conn: &Conn) -> Verb<(Vec<NameRow>, Vec<Membership>)> {
    let mut rows = Vec::new();
    artists::each_name(conn, &mut |name| rows.push(row(name))).await?;
    Ok((rows, artists::memberships(conn).await?))
}
