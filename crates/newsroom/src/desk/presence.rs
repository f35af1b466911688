//! Who is in a story: the first writes, the others read until they take over.

use super::load;
use super::save::check_client;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::id::StoryId;
use store::desk::presence::{self as stored, Present};

/// Who is in a story, as one window sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who writes; never nobody right after a window of who may write said that it is there.
    pub holder: Option<Present>,
    /// Whether the asking window does.
    pub yours: bool,
    /// Who else is there, the asking window left out.
    pub others: Vec<Present>,
    /// The story's revision: what the window has may be older.
    pub newest: i64,
}

/// A window says that it is still there, and hears who else is. One of who may only read hears it and is not counted.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the story is somebody else's.
pub async fn beat(newsroom: &Newsroom, act: &Act, id: StoryId, client: &str) -> Verb<Presence> {
    enter(newsroom, act, id, client, false).await
}

/// A window takes the story over: who wrote until now reads.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the actor may not write the story.
pub async fn take_over(newsroom: &Newsroom, act: &Act, id: StoryId, client: &str) -> Verb<Presence> {
    enter(newsroom, act, id, client, true).await
}

async fn enter(newsroom: &Newsroom, act: &Act, id: StoryId, client: &str, take: bool) -> Verb<Presence> {
    check_client(client)?;
    let tx = newsroom.begin(act.now).await?;
    let working = load(&tx, id).await?;
    working.may_read(act)?;
    match working.may_write(act) {
        Ok(()) => stored::beat(&tx, id, client, &act.who).await?,
        Err(refusal) if take => return Err(refusal.into()),
        // Who may only read never stands in the way of who writes; a window that could write until now leaves.
        Err(_) => stored::leave(&tx, id, client).await?,
    }
    if take {
        stored::take(&tx, id, client).await?;
    }
    let mut present = stored::present(&tx, id, act.now).await?;
    newsroom.commit(tx).await?;
    let holder = present.first().cloned();
    present.retain(|one| one.client != client);
    Ok(Presence { yours: holder.as_ref().is_some_and(|one| one.client == client), holder, others: present, newest: working.story.revision })
}

/// A window leaves.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the story is somebody else's.
pub async fn leave(newsroom: &Newsroom, act: &Act, id: StoryId, client: &str) -> Verb<()> {
    check_client(client)?;
    let tx = newsroom.begin(act.now).await?;
    load(&tx, id).await?.may_read(act)?;
    stored::leave(&tx, id, client).await?;
    newsroom.commit(tx).await
}
