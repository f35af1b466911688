//! What is done with stories at the desk, from the assignment to the correction. Every verb loads the story as the desk
//! works on it, decides in [`domain::story::desk`], and stores it over what it read.

pub mod checks;
pub mod notes;
pub mod presence;
pub mod previews;
mod save;
pub mod versions;

pub use save::{Save, Saved, Written, WrittenByline, aside, asides, done_with_aside, save};

use crate::link::relink;
use crate::stories::check_address;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::id::StoryId;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::story::desk::{Assignment, Update, Working};
use domain::story::{Advisory, Byline, Draft, Kind, Part, State, Story};
use domain::time::{Instant, Zone};
use store::stories;
use store::{Conn, StoreError, Tx, desk as stored};

/// The word in the address of a story that has no headline yet.
const UNTITLED: &str = "untitled";

/// A story as somebody who may read it sees it at the desk.
///
/// # Errors
/// [`VerbError::Absent`]; [`VerbError::Refused`] when the story is somebody else's.
pub async fn read(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Working> {
    let working = load(&newsroom.store().read().await?, id).await?;
    working.may_read(act)?;
    Ok(working)
}

pub(crate) async fn load(conn: &Conn, id: StoryId) -> Verb<Working> {
    stored::working(conn, id).await?.ok_or_else(|| VerbError::Absent(format!("there is no story number {id}")))
}

/// What a new story begins with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Beginning {
    /// What kind; news when not said.
    pub kind: Option<Kind>,
    /// The section; the first when not said.
    pub section: Option<Slug>,
    /// A headline, or what it is called until it has one.
    pub headline: String,
    /// Whom it is asked of.
    pub assignment: Option<Assignment>,
}

/// Begins a story: one's own, or one that somebody is asked for.
///
/// # Errors
/// [`VerbError::Refused`] when the role may not, there is no such section or nobody of the writer's number.
pub async fn create(newsroom: &Newsroom, act: &Act, beginning: Beginning) -> Verb<Working> {
    act.allow(Right::Write)?;
    if let Some(assignment) = &beginning.assignment {
        act.allow(Right::Assign)?;
        assignment.check()?;
    }
    let tx = newsroom.begin(act.now).await?;
    let owner = beginning.assignment.as_ref().map(|assignment| assignment.writer).or(act.staff);
    let mut bylines = Vec::new();
    if let Some(owner) = owner {
        let staff = store::staff::by_id(&tx, owner).await?;
        let staff = staff.ok_or_else(|| Refusal::field("writer", "there is nobody of that number"))?;
        bylines.extend(staff.person.map(|person| Byline { person, part: Part::Words }));
    }
    let draft = Draft {
        slug: proposed_slug(&beginning.headline)?,
        headline: beginning.headline.trim().to_owned(),
        section: crate::paper::section_or_first(&tx, beginning.section.as_ref()).await?,
        kind: beginning.kind.unwrap_or_default(),
        bylines,
        standfirst: String::new(),
        artists: Vec::new(),
        cover: None,
        advisory: Advisory::default(),
        body: domain::body::Body::default(),
        placement: domain::edition::Placement::default(),
        dateline: None,
        sponsor: None,
    };
    draft.check()?;
    let state = if beginning.assignment.is_some() { State::Assigned } else { State::Draft };
    let new = Story { state, ..Story::begun(draft, None, act) };
    let story = stories::create(&tx, &new.into(), &act.who).await?;
    let before = load(&tx, story.id).await?;
    let mut working = before.clone();
    (working.desk.owner, working.desk.assignment, working.desk.began) = (owner, beginning.assignment, Some(act.now));
    stored::describe(&tx, &working, &act.who).await?;
    store::audit::append(&tx, act, if owner == act.staff { "begin" } else { "assign" }, &named(&working)).await?;
    newsroom.commit(tx).await?;
    Ok(working)
}

/// The address word that a headline gives.
pub(crate) fn proposed_slug(headline: &str) -> Result<Slug, Refusal> {
    text::fold::slug(headline).map_or_else(|| Slug::parse(UNTITLED), Ok)
}

/// Whether a story's address word is the one that its headline gives: then it changes with the headline when no other is chosen.
#[must_use]
pub fn slug_follows(working: &Working) -> bool {
    let draft = working.draft();
    working.story.address.is_none() && proposed_slug(&draft.headline).is_ok_and(|slug| slug == draft.slug)
}

/// As the log names a story.
fn named(working: &Working) -> String {
    format!("story {} “{}”", working.story.id, working.draft().headline)
}

/// Asks somebody for a story, or somebody else than before.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn assign(newsroom: &Newsroom, act: &Act, id: StoryId, assignment: Assignment) -> Verb<Working> {
    if store::staff::by_id(&newsroom.store().read().await?, assignment.writer).await?.is_none() {
        return Err(Refusal::field("writer", "there is nobody of that number").into());
    }
    change(newsroom, act, id, "assign", |old| old.assign(assignment.clone(), act)).await
}

/// Gives a draft to the editors.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn submit(newsroom: &Newsroom, act: &Act, id: StoryId, note: &str) -> Verb<Working> {
    change(newsroom, act, id, "submit", |old| old.submit(note, act)).await
}

/// Gives it back to its writer with a note.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn send_back(newsroom: &Newsroom, act: &Act, id: StoryId, note: &str) -> Verb<Working> {
    change(newsroom, act, id, "send back", |old| old.send_back(note, act)).await
}

/// Makes a story live, at once or at an instant to come.
///
/// # Errors
/// [`VerbError::Refused`] with what is missing.
pub async fn publish(newsroom: &Newsroom, act: &Act, id: StoryId, at: Option<Instant>) -> Verb<Working> {
    let zone = crate::paper::get(newsroom).await?.zone;
    let working = change(newsroom, act, id, "publish", |old| old.publish(&zone, at, act)).await?;
    newsroom.wake();
    Ok(working)
}

/// Takes a scheduled story off the schedule.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn unschedule(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Working> {
    change(newsroom, act, id, "unschedule", |old| old.unschedule(act)).await
}

/// Shows readers something new of a live story: its new version, a note on a mistake, or both.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn update(newsroom: &Newsroom, act: &Act, id: StoryId, update: Update<'_>) -> Verb<Working> {
    let verb = if update.note().is_some() { "correct" } else { "update" };
    change(newsroom, act, id, verb, |old| old.update(update, act)).await
}

/// As [`update`] with a note on a mistake, which the next edition tells those whose letter had the story.
///
/// # Errors
/// [`VerbError::Refused`], also without such a note.
pub async fn update_and_tell(newsroom: &Newsroom, act: &Act, id: StoryId, update: Update<'_>) -> Verb<Working> {
    let note = update.note().ok_or_else(|| Refusal::field("correction", "say what was wrong and what is right; readers are told that"))?;
    let tx = newsroom.begin_to_link(act.now).await?;
    let new = changed(newsroom, &tx, act, id, "correct, and tell readers", |old| old.update(update, act)).await?;
    crate::edition::tell_correction(&tx, id, note).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Drops the new version of a story on the paper; it stays among its versions.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn discard(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Working> {
    change(newsroom, act, id, "discard", |old| old.discard(act)).await
}

/// Takes a live story down; its address answers with the reason from now on.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn withdraw(newsroom: &Newsroom, act: &Act, id: StoryId, reason: &str) -> Verb<Working> {
    let tx = newsroom.begin(act.now).await?;
    let new = changed(newsroom, &tx, act, id, "withdraw", |old| old.withdraw(reason, act)).await?;
    crate::edition::forget_corrections(&tx, id).await?;
    crate::edition::hold_editions_with(&tx, act, id).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

async fn change(
    newsroom: &Newsroom,
    act: &Act,
    id: StoryId,
    verb: &str,
    decide: impl Fn(&Working) -> Result<Working, Refusal>,
) -> Verb<Working> {
    let tx = newsroom.begin_to_link(act.now).await?;
    let new = changed(newsroom, &tx, act, id, verb, decide).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

async fn changed(
    newsroom: &Newsroom,
    tx: &Tx,
    act: &Act,
    id: StoryId,
    verb: &str,
    decide: impl Fn(&Working) -> Result<Working, Refusal>,
) -> Verb<Working> {
    let old = load(tx, id).await?;
    let new = decide(&old)?;
    put(newsroom, tx, act, &old, &new).await?;
    store::audit::append(tx, act, verb, &named(&new)).await?;
    Ok(new)
}

/// Stores a change of state with all that follows from it.
async fn put(newsroom: &Newsroom, tx: &Tx, act: &Act, old: &Working, new: &Working) -> Verb<()> {
    let shown = new.story.is_live() || matches!(new.story.state, State::Scheduled { .. });
    // What is said beside the text (a correction, a version that is dropped) runs whatever the text has become since.
    let anew = new.story.draft != old.story.draft || new.story.state != old.story.state;
    if shown && anew {
        check_address(tx, &new.story).await?;
        checks::check_before_it_runs(tx, new, act).await?;
    }
    store(tx, old, new, true, act).await?;
    notes::carry(tx, old, new).await?;
    if shown && (new.story.draft != old.story.draft || !old.story.is_live()) {
        relink(newsroom, tx, &new.story).await?;
    }
    Ok(())
}

async fn store(tx: &Tx, old: &Working, new: &Working, begins: bool, act: &Act) -> Verb<()> {
    match stored::put(tx, old, new, begins, &act.who).await {
        Err(StoreError::Conflict(_)) => {
            let had = old.story.revision;
            Err(Refusal::Outdated { what: "story", had, newest: had + 1 }.into())
        }
        other => Ok(other?),
    }
}

/// Lets every scheduled story whose instant has come go live; gives how many did. One that cannot is a draft again, with
/// a note that says why; none holds up another.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn flip_due(newsroom: &Newsroom, act: &Act) -> Verb<usize> {
    let due = stories::scheduled_due(&newsroom.store().read().await?, act.now).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let zone = crate::paper::get(newsroom).await?.zone;
    let mut live = 0;
    for id in due {
        match flip(newsroom, act, id, &zone).await {
            Ok(flipped) => live += usize::from(flipped),
            Err(VerbError::Store(error @ (StoreError::Away(_) | StoreError::Busy(_) | StoreError::Full(_)))) => return Err(error.into()),
            Err(error) => tracing::error!(story = id.0, %error, "a scheduled story did not go live"),
        }
    }
    Ok(live)
}

async fn flip(newsroom: &Newsroom, act: &Act, id: StoryId, zone: &Zone) -> Verb<bool> {
    let tx = newsroom.begin_to_link(act.now).await?;
    let old = load(&tx, id).await?;
    let mut new = old.flip(zone, act)?;
    if new.story.is_live()
        && let Err(error) = checks::check_before_it_runs(&tx, &new, act).await
    {
        let VerbError::Refused(why) = error else { return Err(error) };
        new = old.failed(zone, &why, act);
    }
    store(&tx, &old, &new, true, act).await?;
    if new.story.is_live() {
        relink(newsroom, &tx, &new.story).await?;
    } else {
        tracing::warn!(story = id.0, "a scheduled story lacks something and is a draft again");
    }
    store::audit::append(&tx, act, if new.story.is_live() { "publish" } else { "unschedule" }, &named(&new)).await?;
    newsroom.commit(tx).await?;
    Ok(new.story.is_live())
}
