//! The archive is linked anew when artists change: made, renamed, merged, split, joined to a group. Only stories that have
//! one of the names in their text or speak of one of the artists can change, so only those are looked at. What is owed is
//! written with the change; the worker does it in batches that commit the links together with how far it got, so that a
//! process may die at any instant.

use crate::link::link_if_changed;
use crate::{Newsroom, Verb, stories};
use domain::act::Act;
use domain::artist::Artist;
use domain::id::{ArtistId, StoryId};
use domain::role::Verb as Right;
use domain::story::Story;
use domain::time::Instant;
use store::relinkings::{self, Relinking};
use store::{Tx, audit};
use text::fold;
use text::render::{Context, Words};

/// More names than this at once, and all stories are looked at.
const MOST_NAMES: usize = 60;

/// Stories in one transaction: a second's work at the most, for writers wait for it.
const BATCH: usize = 25;

/// So long what was done is told.
pub(crate) const TOLD_DAYS: i64 = 30;

/// A linking anew, for persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What was asked, and how far it got.
    pub of: Relinking,
    /// The newest story there is.
    pub last_story: StoryId,
}

/// Notes inside the transaction of a change that stories with some names, or that speak of some artists, are to be linked
/// anew. What waits already and was not begun takes it in. A paper without stories owes nothing.
pub(crate) async fn owe(tx: &Tx, why: &str, names: &[&str], artists: &[ArtistId]) -> Verb<()> {
    if names.is_empty() && artists.is_empty() || relinkings::last_story(tx).await? == StoryId(0) {
        return Ok(());
    }
    let keys = names.iter().map(|name| fold::key(name)).filter(|key| !key.is_empty());
    let Some(mut waiting) = relinkings::waiting(tx).await? else {
        let mut keys: Vec<String> = keys.collect();
        keys.sort();
        keys.dedup();
        return Ok(relinkings::owe(tx, why, &keys, artists, keys.len() + artists.len() > MOST_NAMES).await?);
    };
    waiting.names.extend(keys);
    waiting.names.sort();
    waiting.names.dedup();
    waiting.artists.extend(artists);
    waiting.artists.sort();
    waiting.artists.dedup();
    if !waiting.why.split(", ").any(|told| told == why) && waiting.why.len() < 200 {
        waiting.why = format!("{}, {why}", waiting.why);
    }
    if waiting.names.len() + waiting.artists.len() > MOST_NAMES {
        (waiting.everything, waiting.names, waiting.artists) = (true, Vec::new(), Vec::new());
    }
    Ok(relinkings::extend(tx, &waiting).await?)
}

/// Every name of an artist.
pub(crate) fn names(artist: &Artist) -> Vec<&str> {
    std::iter::once(artist.name.as_str()).chain(artist.aliases.iter().map(String::as_str)).collect()
}

/// Asks that every story be linked anew: after rules, or much at once, changed.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn everything(newsroom: &Newsroom, act: &Act) -> Verb<()> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    match relinkings::waiting(&tx).await? {
        Some(waiting) => {
            let all = Relinking { names: Vec::new(), artists: Vec::new(), everything: true, ..waiting };
            relinkings::extend(&tx, &all).await?;
        }
        None => relinkings::owe(&tx, "all stories", &[], &[], true).await?,
    }
    audit::append(&tx, act, "link archive anew", "all stories").await?;
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}

/// What is being linked anew and what was, the newest first.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn progress(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Vec<Progress>> {
    act.allow(Right::Look)?;
    let conn = newsroom.store().read().await?;
    let last_story = relinkings::last_story(&conn).await?;
    let latest = relinkings::latest(&conn, limit.clamp(1, 100)).await?;
    Ok(latest.into_iter().map(|of| Progress { of, last_story }).collect())
}

/// Works off what is owed; the worker's part. Gives whether anything was done.
///
/// # Errors
/// [`crate::VerbError::Store`]; what was committed stays.
pub async fn one_batch(newsroom: &Newsroom, now: Instant) -> Verb<bool> {
    if !relinkings::is_open(&newsroom.store().read().await?).await? {
        return Ok(false);
    }
    // What another node changed is in the index here before it is worked off.
    newsroom.catch_up().await?;
    let tx = newsroom.begin_to_link(now).await?;
    let Some(mut at) = relinkings::next(&tx).await? else { return Ok(false) };
    let found = relinkings::stories(&tx, &at, BATCH).await?;
    for (id, speaks) in &found {
        at.after_story = *id;
        let story = stories::load(&tx, *id).await?;
        if !(at.everything || *speaks || has_one_of(&story, &at.names)) {
            continue;
        }
        if let Some(asked) = link_if_changed(newsroom, &tx, &story).await? {
            at.changed += 1;
            at.asked += asked;
        }
        at.looked_at += 1;
    }
    if found.len() < BATCH {
        at.ended = Some(now);
    }
    relinkings::advance(&tx, &at).await?;
    newsroom.commit(tx).await?;
    if at.ended.is_some() {
        tracing::info!(why = %at.why, looked_at = at.looked_at, changed = at.changed, asked = at.asked, "the archive was linked anew");
    }
    Ok(true)
}

/// Whether a story has one of these folded names at the begin of a word: in its text, its head or its artist line.
fn has_one_of(story: &Story, names: &[String]) -> bool {
    let (draft, words) = (&story.draft, Words::default());
    let body = text::render::plain(&draft.body, &Context::new("", "en", &words));
    let credits: Vec<&str> = draft.artists.iter().map(|credit| credit.credited_as.as_str()).collect();
    let folded = fold::search_text(&[&draft.headline, &draft.standfirst, &credits.join("\n"), &body].map(String::as_str).join("\n"));
    names.iter().any(|name| folded.contains(&format!(" {name}")))
}
