//! Corrections that the next edition tells of: those readers whose letter had the story before, once. An edition of the first
//! hour takes up all that was asked for; those of the day's later hours tell the same, and nobody has two letters of a day.

use super::freeze::Carrier;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Edition, MAX_STORIES, Name, Selection, Which};
use domain::id::StoryId;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use store::editions::{self, ToTell};
use store::{Conn, Tx, stories};

/// The most that one edition tells; the rest waits for the next.
const MOST: usize = 12;

/// Editions that are looked at for letters with the story: some weeks of a paper with several hours.
const LOOK_BACK: usize = 120;

/// A correction as it was frozen with its edition, beside its rendered words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrozenCorrection {
    /// Its row.
    pub(crate) id: i64,
    /// The story.
    pub(crate) story: StoryId,
    /// When it was corrected, in microseconds: letters of before had the mistake.
    pub(crate) at: i64,
}

/// Has a correction told with the next edition.
pub(crate) async fn ask(tx: &Tx, story: StoryId, text: &str) -> Verb<()> {
    Ok(editions::ask_to_tell(tx, story, text.trim()).await?)
}

/// A story that is withdrawn has no corrections to tell of.
pub(crate) async fn forget(tx: &Tx, story: StoryId) -> Verb<()> {
    Ok(editions::forget_to_tell(tx, story).await?)
}

/// Takes a correction out of the next edition. It stays on the page.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, and when no correction with this number waits to be told.
pub async fn drop_correction(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    let tx = newsroom.begin(act.now).await?;
    if !editions::drop_to_tell(&tx, id).await? {
        return Err(Refusal::State("that correction does not wait for an edition: it was told, or taken out".to_owned()).into());
    }
    store::audit::append(&tx, act, "take a correction out of the next edition", &id.to_string()).await?;
    newsroom.commit(tx).await
}

/// What an edition tells when it is released, of stories that are live.
pub(super) async fn of(conn: &Conn, name: Name) -> Verb<Vec<ToTell>> {
    let mut all = match name.which {
        Which::Special(_) => return Ok(Vec::new()),
        Which::First => editions::to_tell(conn, None).await?,
        Which::Later(_) => editions::to_tell(conn, Some(name.day)).await?,
    };
    // Before the day's own edition takes them up, the desk sees them at its later hours too.
    if name.which.later().is_some() && editions::named(conn, Name::of(name.day)).await?.is_none_or(|first| first.released.is_none()) {
        all = editions::to_tell(conn, None).await?;
    }
    let mut live = Vec::new();
    for one in all {
        if live.len() < MOST && stories::by_id(conn, one.story).await?.is_some_and(|story| story.is_live()) {
            live.push(one);
        }
    }
    Ok(live)
}

/// Says that a day's edition tells them: no later day does.
pub(super) async fn told(tx: &Tx, edition: &Edition, corrections: &[FrozenCorrection]) -> Verb<()> {
    if edition.which == Which::First {
        editions::told(tx, edition.day, corrections.iter().map(|one| one.id)).await?;
    }
    Ok(())
}

/// The editions whose letters had a story before it was corrected.
pub(super) async fn carriers(conn: &Conn, edition: &Edition, corrections: &[FrozenCorrection]) -> Verb<Vec<Carrier>> {
    if corrections.is_empty() {
        return Ok(Vec::new());
    }
    let before = editions::list(conn, LOOK_BACK).await?;
    let mut carriers = Vec::new();
    for (number, correction) in corrections.iter().enumerate() {
        let had =
            before.iter().filter(|one| one.id != edition.id && one.released.is_some_and(|at| at <= Instant::from_micros(correction.at)));
        carriers.extend(had.filter_map(|one| {
            let place = one.stories.iter().position(|story| *story == correction.story)?;
            Some(Carrier { edition: one.id, there: Selection(0).with(place), here: Selection(0).with(number) })
        }));
    }
    Ok(carriers)
}

/// Which of an edition's corrections are about one of these stories.
pub(super) fn about(corrections: &[FrozenCorrection], gone: impl Fn(StoryId) -> bool) -> Selection {
    let places = corrections.iter().enumerate().take(MAX_STORIES).filter(|(_, one)| gone(one.story));
    places.fold(Selection(0), |about, (place, _)| about.with(place))
}
