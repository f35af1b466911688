//! A special: an edition outside the day's, about one story, for who chose specials. From its release on it is an edition as
//! any; until then its page turns its lines about.

use super::freeze::Carrier;
use super::{check, lines, named, new};
use crate::stories::load;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Edition, Name, Plan, Selection, Which, may_be_special};
use domain::id::{EditionId, StoryId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::Story;
use domain::time::Instant;
use store::{Conn, Tx, deliveries, editions};

/// What a special is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Special {
    /// The story's headline when empty.
    pub subject: String,
    /// The story's standfirst when empty.
    pub preheader: String,
    /// A note from the editor: paragraphs.
    pub note: Vec<String>,
}

/// Specials that are looked at: for a story that one told, and for the last that went out.
pub(super) const LOOK_BACK: usize = 60;

/// Makes a special about a live story. It waits to be looked at and released; made twice, it is the same one, with what was said
/// last.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, a story that readers do not see, one that a special told before, or a paper
/// without postal address or sender.
pub async fn special(newsroom: &Newsroom, act: &Act, story: StoryId, wanted: Special) -> Verb<Edition> {
    act.allow(Right::SendSpecial)?;
    let paper = crate::paper::get(newsroom).await?;
    check(&paper)?;
    let tx = newsroom.begin(act.now).await?;
    let told = load(&tx, story).await?;
    if !told.is_live() {
        return Err(Refusal::State("readers do not see this story; publish it first".to_owned()).into());
    }
    let specials = editions::specials(&tx, LOOK_BACK).await?;
    if let Some(before) = specials.iter().find(|special| special.stories.contains(&story)) {
        return match before.released {
            None => say_anew(newsroom, tx, act, before, &told, wanted).await,
            Some(_) => Err(Refusal::State(format!("the special {} told this story; one story has one special", before.name())).into()),
        };
    }
    let day = paper.zone.day(act.now);
    let today = editions::of_day(&tx, day).await?;
    let last = today.iter().filter_map(|edition| if let Which::Special(number) = edition.which { Some(number) } else { None }).max();
    let name = Name { day, which: Which::Special(last.unwrap_or(0).saturating_add(1)) };
    let plan = Plan { subject: wanted.subject, preheader: wanted.preheader, note: wanted.note, ..Plan::empty(name) }.checked()?;
    let edition =
        editions::create(&tx, &new(name, lines(&plan, &told.draft.headline, &told.draft.standfirst, &paper), vec![story], 1, act.now))
            .await?;
    editions::save_plan(&tx, &plan, &act.who).await?;
    store::audit::append(&tx, act, "make a special", &format!("{name}, story {story}")).await?;
    newsroom.commit(tx).await?;
    Ok(edition)
}

/// A special that waits takes over what is said of it anew; nothing said, nothing changed.
async fn say_anew(newsroom: &Newsroom, tx: Tx, act: &Act, waiting: &Edition, told: &Story, wanted: Special) -> Verb<Edition> {
    if wanted == Special::default() {
        return Ok(waiting.clone());
    }
    let was = editions::plan(&tx, waiting.name()).await?;
    let or = |new: String, old: &str| if new.is_empty() { old.to_owned() } else { new };
    let note = if wanted.note.is_empty() { was.note.clone() } else { wanted.note };
    let plan =
        Plan { subject: or(wanted.subject, &was.subject), preheader: or(wanted.preheader, &was.preheader), note, ..was }.checked()?;
    let paper = crate::paper::get(newsroom).await?;
    let (subject, preheader) = lines(&plan, &told.draft.headline, &told.draft.standfirst, &paper);
    let edition = Edition { subject, preheader, ..waiting.clone() };
    editions::save(&tx, &edition).await?;
    editions::save_plan(&tx, &plan, &act.who).await?;
    store::audit::append(&tx, act, "change a special", &edition.name().to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(edition)
}

/// Drops a special that was not released.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, an edition of the day, or one that was released; [`crate::VerbError::Absent`].
pub async fn discard(newsroom: &Newsroom, act: &Act, name: Name) -> Verb<()> {
    act.allow(Right::SendSpecial)?;
    if !name.which.is_special() {
        return Err(Refusal::State("a day’s edition is not dropped; hold it".to_owned()).into());
    }
    let tx = newsroom.begin(act.now).await?;
    let edition = named(&tx, name).await?;
    if !editions::forget(&tx, &edition).await? {
        return Err(Refusal::State(format!("the special {name} was released; hold it to stop its letters")).into());
    }
    store::audit::append(&tx, act, "drop a special", &name.to_string()).await?;
    newsroom.commit(tx).await
}

/// Refuses a special that nobody would get, or soon after another that its editor does not know of. Two at once wait for each
/// other.
pub(super) async fn check_alone(tx: &Tx, edition: &Edition, known: Option<EditionId>, now: Instant) -> Verb<()> {
    editions::lock_specials(tx).await?;
    if deliveries::want_specials(tx, edition.day).await? == 0 {
        return Err(Refusal::State("no reader has chosen specials yet; there is nobody to send it to".to_owned()).into());
    }
    let last = last(tx).await?.filter(|(id, _)| *id != edition.id);
    Ok(may_be_special(last, known, now)?)
}

/// The special that was released last, and when.
pub(super) async fn last(conn: &Conn) -> Verb<Option<(EditionId, Instant)>> {
    let specials = editions::specials(conn, LOOK_BACK).await?;
    Ok(specials.iter().filter_map(|special| special.released.map(|at| (special.id, at))).max_by_key(|(_, at)| *at))
}

/// The specials that told a story of this edition, but for its lead: that one is named in the subject of every letter.
pub(super) async fn that_told(conn: &Conn, edition: &Edition) -> Verb<Vec<Carrier>> {
    let specials = editions::specials(conn, LOOK_BACK).await?;
    let told = specials.iter().filter(|special| special.released.is_some()).filter_map(|special| {
        let story = special.stories.first()?;
        let place = edition.stories.iter().position(|id| id == story).filter(|place| *place > 0)?;
        Some(Carrier { edition: special.id, there: Selection::all(1), here: Selection(0).with(place) })
    });
    Ok(told.collect())
}
