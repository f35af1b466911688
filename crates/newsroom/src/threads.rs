//! Threads: made by hand, shown on the pages of their stories.

use crate::{Newsroom, Verb, VerbError, stories};
use domain::act::Act;
use domain::id::{StoryId, ThreadId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::thread::Thread;
use store::{Conn, audit, threads};
use text::fold;

/// Which thread is meant: by number, or by its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By number.
    Id(ThreadId),
    /// By its word.
    Word(String),
}

impl From<ThreadId> for Which {
    fn from(id: ThreadId) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for Which {
    fn from(word: &str) -> Self {
        word.parse().map_or_else(|_| Self::Word(word.to_owned()), |id| Self::Id(ThreadId(id)))
    }
}

async fn at(conn: &Conn, which: &Which) -> Verb<Thread> {
    let found = match which {
        Which::Id(id) => threads::by_id(conn, *id).await?,
        Which::Word(word) => match Slug::parse(word) {
            Ok(slug) => threads::by_slug(conn, &slug).await?,
            Err(_) => None,
        },
    };
    found.ok_or_else(|| VerbError::Absent("there is no such thread".to_owned()))
}

/// Makes a thread.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn create(newsroom: &Newsroom, act: &Act, name: &str, about: &str) -> Verb<Thread> {
    act.allow(Right::EditThreads)?;
    let (name, about) = domain::thread::lines(name, about)?;
    let slug = fold::slug(&name).ok_or_else(|| Refusal::field("name", format!("“{name}” gives no word to call it by")))?;
    let tx = newsroom.begin(act.now).await?;
    let thread = threads::create(&tx, &name, &about, &slug).await?;
    audit::append(&tx, act, "make thread", &thread.name).await?;
    newsroom.commit(tx).await?;
    Ok(thread)
}

/// Changes what stands over a thread; nothing where nothing is said.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn edit(newsroom: &Newsroom, act: &Act, which: &Which, name: Option<&str>, about: Option<&str>) -> Verb<Thread> {
    act.allow(Right::EditThreads)?;
    let tx = newsroom.begin(act.now).await?;
    let old = at(&tx, which).await?;
    let (name, about) = domain::thread::lines(name.unwrap_or(&old.name), about.unwrap_or(&old.about))?;
    let new = Thread { name, about, ..old };
    threads::save(&tx, &new).await?;
    audit::append(&tx, act, "edit thread", &new.name).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Removes a thread; its stories stay.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn remove(newsroom: &Newsroom, act: &Act, which: &Which) -> Verb<Thread> {
    act.allow(Right::EditThreads)?;
    let tx = newsroom.begin(act.now).await?;
    let thread = at(&tx, which).await?;
    threads::remove(&tx, thread.id).await?;
    audit::append(&tx, act, "remove thread", &thread.name).await?;
    newsroom.commit(tx).await?;
    Ok(thread)
}

/// Puts a story into a thread, or takes it out.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn put(newsroom: &Newsroom, act: &Act, which: &Which, story: StoryId, within: bool) -> Verb<Thread> {
    act.allow(Right::EditThreads)?;
    let tx = newsroom.begin(act.now).await?;
    let thread = at(&tx, which).await?;
    let story = stories::load(&tx, story).await?;
    threads::put(&tx, thread.id, story.id, within).await?;
    let verb = if within { "put story into thread" } else { "take story out of thread" };
    audit::append(&tx, act, verb, &format!("{}: {}", thread.name, story.draft.headline)).await?;
    newsroom.commit(tx).await?;
    Ok(thread)
}

/// Puts a story into a thread that is named by its number, its address or its slug.
///
/// # Errors
/// [`VerbError::Refused`], also for a slug of several; [`VerbError::Absent`].
pub async fn put_named(newsroom: &Newsroom, act: &Act, which: &Which, story: &str) -> Verb<Thread> {
    // Asked first: whether there is such a story is not for everybody.
    act.allow(Right::EditThreads)?;
    let story = stories::find(newsroom, story.trim()).await.map_err(|error| match error {
        VerbError::Absent(_) => VerbError::Absent(format!("there is no story “{}”; name one by its number, address or slug", story.trim())),
        other => other,
    })?;
    put(newsroom, act, which, story, true).await
}

/// A story of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The story.
    pub id: StoryId,
    /// Its headline.
    pub headline: String,
    /// The word of its state.
    pub state: &'static str,
}

/// A thread with its stories that the actor may see something of, by number.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn sheet(newsroom: &Newsroom, act: &Act, which: &Which) -> Verb<(Thread, Vec<Within>)> {
    act.allow(Right::Look)?;
    let conn = newsroom.store().read().await?;
    let thread = at(&conn, which).await?;
    let mut within = Vec::new();
    for id in threads::stories(&conn, thread.id).await? {
        let Some(story) = store::stories::by_id(&conn, id).await? else { continue };
        if act.may_see(story.is_live(), store::desk::owner(&conn, id).await?.flatten()) {
            within.push(Within { id, headline: story.draft.headline, state: story.state.word() });
        }
    }
    Ok((thread, within))
}

/// How many threads are listed.
const LISTED: usize = 500;

/// The threads, the newest first.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Store`].
pub async fn list(newsroom: &Newsroom, act: &Act) -> Verb<Vec<Thread>> {
    act.allow(Right::Look)?;
    Ok(threads::list(&newsroom.store().read().await?, LISTED).await?)
}

/// The threads that a story is in.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn of_story(newsroom: &Newsroom, act: &Act, story: StoryId) -> Verb<Vec<Thread>> {
    crate::desk::read(newsroom, act, story).await?;
    Ok(threads::of_story(&newsroom.store().read().await?, story).await?)
}
