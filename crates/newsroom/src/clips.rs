//! The clips that stories use, and those found gone.

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::Provider;
use domain::id::StoryId;
use domain::role::Verb as Right;
use store::audit;
pub use store::clips::{Use, Wanted};

/// Some clips.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The clips, those of the newest stories first.
    pub clips: Vec<Use>,
    /// The story before which to go on.
    pub next: Option<StoryId>,
}

/// The most that is given at once.
const MOST: usize = 200;

/// The clips of stories before one: those that the actor may see. A story is given whole, so there may be a few more
/// than asked for.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Store`].
pub async fn list(newsroom: &Newsroom, act: &Act, wanted: Wanted, before: Option<StoryId>, limit: usize) -> Verb<Page> {
    act.allow(Right::Look)?;
    let limit = limit.clamp(1, MOST);
    let conn = newsroom.store().read().await?;
    let mut clips = store::clips::used(&conn, wanted, before.unwrap_or(StoryId(i64::MAX)), act.keeps_to(), limit + MOST).await?;
    let next = clips.get(limit.saturating_sub(1)).map(|last| last.story).filter(|last| clips.iter().any(|clip| clip.story < *last));
    if let Some(last) = next {
        clips.retain(|clip| clip.story >= last);
    }
    Ok(Page { clips, next })
}

/// Notes that a clip is gone from its provider, or is there after all. Gives how many stories use it.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`] when no story uses it.
pub async fn mark(newsroom: &Newsroom, act: &Act, provider: Provider, id: &str, gone: bool) -> Verb<usize> {
    act.allow(Right::AddMedia)?;
    let tx = newsroom.begin(act.now).await?;
    let stories = store::clips::mark(&tx, provider, id, gone, &act.who).await?;
    if stories.is_empty() {
        return Err(VerbError::Absent(format!("no story uses the clip {id} of {}", provider.name())));
    }
    audit::append(&tx, act, if gone { "note clip gone" } else { "note clip there" }, &format!("{} {id}", provider.name())).await?;
    newsroom.commit(tx).await?;
    Ok(stories.len())
}
