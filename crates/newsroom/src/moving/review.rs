//! What is to be looked at after an import, and how far each got.

use super::run::found;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::role::Verb as Right;
use store::movings::{self, Moved, Moving, MovingFinding};
use store::{audit, stories};

/// Something to look at, with the story that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What it is.
    pub finding: MovingFinding,
    /// The story's headline; empty when it became none.
    pub headline: String,
}

/// The imports, the newest first.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn list(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Vec<Moving>> {
    act.allow(Right::Import)?;
    Ok(movings::latest(&newsroom.store().read().await?, limit.clamp(1, 200)).await?)
}

/// One import, how much of what kind is to be looked at, and what became of the entries after a place.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn progress(newsroom: &Newsroom, act: &Act, id: i64, after: u64, limit: usize) -> Verb<(Moving, Vec<(String, u64)>, Vec<Moved>)> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    let conn = newsroom.store().read().await?;
    let counts = movings::count_findings(&conn, id).await?;
    Ok((moving, counts, movings::moved(&conn, id, after, limit.min(1_000)).await?))
}

/// What is still to be looked at of an import, of one kind or of all.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn findings(newsroom: &Newsroom, act: &Act, id: i64, about: Option<&str>, after: i64, limit: usize) -> Verb<Vec<Shown>> {
    act.allow(Right::Import)?;
    found(newsroom, id).await?;
    let conn = newsroom.store().read().await?;
    let mut shown = Vec::new();
    for finding in movings::findings(&conn, id, about, after, limit.clamp(1, 1_000)).await? {
        let headline = match finding.story {
            Some(story) => stories::by_id(&conn, story).await?.map(|story| story.draft.headline).unwrap_or_default(),
            None => String::new(),
        };
        shown.push(Shown { finding, headline });
    }
    Ok(shown)
}

/// Says that some findings of an import were looked at.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn settle(newsroom: &Newsroom, act: &Act, id: i64, ids: &[i64]) -> Verb<u64> {
    act.allow(Right::Import)?;
    found(newsroom, id).await?;
    let tx = newsroom.begin(act.now).await?;
    let settled = movings::settle(&tx, id, ids, &act.who).await?;
    audit::append(&tx, act, "look at an import's findings", &settled.to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(settled)
}

/// Says that all findings of a kind were looked at.
///
/// # Errors
/// As [`settle`].
pub async fn settle_all(newsroom: &Newsroom, act: &Act, id: i64, about: &str) -> Verb<u64> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    let tx = newsroom.begin(act.now).await?;
    let settled = movings::settle_all(&tx, id, about, &act.who).await?;
    audit::append(&tx, act, "look at an import's findings", &format!("{}: {settled} of {about}", moving.system)).await?;
    newsroom.commit(tx).await?;
    Ok(settled)
}

/// Says that all findings of a kind that say the same were looked at.
///
/// # Errors
/// As [`settle`].
pub async fn settle_same(newsroom: &Newsroom, act: &Act, id: i64, about: &str, text: &str) -> Verb<u64> {
    act.allow(Right::Import)?;
    let moving = found(newsroom, id).await?;
    let tx = newsroom.begin(act.now).await?;
    let settled = movings::settle_same(&tx, id, about, text, &act.who).await?;
    audit::append(&tx, act, "look at an import's findings", &format!("{}: {settled} of {about}, “{text}”", moving.system)).await?;
    newsroom.commit(tx).await?;
    Ok(settled)
}

/// Says that findings are to be looked at after all.
///
/// # Errors
/// As [`settle`].
pub async fn reopen(newsroom: &Newsroom, act: &Act, id: i64, ids: &[i64]) -> Verb<u64> {
    act.allow(Right::Import)?;
    found(newsroom, id).await?;
    let tx = newsroom.begin(act.now).await?;
    let opened = movings::reopen(&tx, id, ids).await?;
    audit::append(&tx, act, "take back that an import's findings were looked at", &opened.to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(opened)
}

/// What is to be looked at more than once in the same words, the most frequent first: kind, words, how often.
///
/// # Errors
/// As [`findings`].
pub async fn often(newsroom: &Newsroom, act: &Act, id: i64, about: Option<&str>, limit: usize) -> Verb<Vec<(String, String, u64)>> {
    act.allow(Right::Import)?;
    found(newsroom, id).await?;
    Ok(movings::often(&newsroom.store().read().await?, id, about, limit).await?)
}

/// Titles of what stayed of an import that was taken out: somebody had changed it, or works on it.
///
/// # Errors
/// As [`findings`].
pub async fn stayed(newsroom: &Newsroom, act: &Act, id: i64, limit: usize) -> Verb<Vec<String>> {
    act.allow(Right::Import)?;
    found(newsroom, id).await?;
    let stayed = movings::stayed(&newsroom.store().read().await?, id, limit.min(1_000)).await?;
    Ok(stayed.into_iter().map(|moved| moved.title).collect())
}
