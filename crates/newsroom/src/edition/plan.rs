//! The edition at the desk: what is in it before it is composed, turned about, held and let go.

use super::{candidates, check, composed};
use crate::stories::load;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::edition::{Candidate, Delivery, Edition, Placement, Plan, Progress, State};
use domain::email::Email;
use domain::id::{EditionId, ReaderId, StoryId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::schedule;
use domain::story::Story;
use domain::time::{Day, Instant};
use store::{Conn, StoreError, deliveries, editions, paper as stored, stories};

/// What makes an edition go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goes {
    /// By itself, at its hour.
    ByItself,
    /// A person holds it.
    Held,
    /// Its hour passed long ago: a person must send it.
    ByHand,
    /// It has gone, or is going.
    Gone,
}

/// A story as the edition's page lists it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which.
    pub story: StoryId,
    /// Its headline.
    pub headline: String,
    /// Its standfirst.
    pub standfirst: String,
    /// Its section's name.
    pub section: String,
    /// Its artist line.
    pub artists: Vec<String>,
    /// When it went live, or will.
    pub at: Instant,
    /// It is not live yet: it will be, before the edition's hour.
    pub coming: bool,
    /// It went live after the desk had last put the edition in order.
    pub since: bool,
    /// It was withdrawn after the edition was released.
    pub withdrawn: bool,
    /// What its editor chose.
    pub placement: Placement,
}

/// A day's edition as the desk sees it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its day.
    pub day: Day,
    /// Its hour.
    pub hour: Instant,
    /// What makes it go.
    pub goes: Goes,
    /// Once it is composed.
    pub edition: Option<Edition>,
    /// How the desk turned it about.
    pub plan: Plan,
    /// Its stories in order.
    pub stories: Vec<Entry>,
    /// Stories that could be in it and are not.
    pub left_out: Vec<Entry>,
    /// The subject as it would be sent.
    pub subject: String,
    /// The preheader as it would be sent.
    pub preheader: String,
    /// Where its audience stands, once it is released.
    pub progress: Option<Progress>,
    /// What came back of its letters after they were accepted.
    pub came_back: Vec<store::bounces::Sum>,
}

/// The day of the edition that fills up now.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn upcoming(newsroom: &Newsroom, now: Instant) -> Verb<Day> {
    let paper = crate::paper::get(newsroom).await?;
    let latest = editions::latest(&newsroom.store().read().await?, None).await?;
    // One that is composed and has not gone is still to come.
    let made = latest.filter(|edition| edition.released.is_some()).map(|edition| edition.day);
    Ok(schedule::upcoming(paper.edition_minute, &paper.zone, made, now))
}

/// A day's edition: as it was composed, or as it would be. Stories that are not live yet are shown to who may read them.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`] for a day that had none.
pub async fn view(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<Planned> {
    act.allow(Right::RunEdition)?;
    let paper = crate::paper::get(newsroom).await?;
    let hour = schedule::hour_of(paper.edition_minute, &paper.zone, day);
    let today = paper.zone.day(act.now);
    let conn = newsroom.store().snapshot().await?;
    let edition = editions::by_day(&conn, day).await?;
    if edition.is_none() && day < today {
        return Err(VerbError::Absent(format!("there was no edition on {day}")));
    }
    let plan = editions::plan(&conn, day).await?;
    let released = edition.as_ref().is_some_and(|edition| edition.released.is_some());
    let possible = if released { Vec::new() } else { possible(&conn, act, day, hour).await? };
    let order = match &edition {
        Some(edition) => edition.stories.clone(),
        None => plan.arrange(possible.iter().map(|(candidate, _)| candidate.clone()).collect()),
    };
    let inside = entries(&conn, &order, &possible, &plan, released).await?;
    let out: Vec<StoryId> = possible.iter().map(|(candidate, _)| candidate.story).filter(|id| !order.contains(id)).collect();
    let left_out = entries(&conn, &out, &possible, &plan, released).await?;
    let lead = inside.first();
    let or_lead = |wanted: &str, lead: Option<&str>, otherwise: &str| {
        let lead = lead.filter(|text| !text.is_empty()).unwrap_or(otherwise);
        if wanted.is_empty() { lead.to_owned() } else { wanted.to_owned() }
    };
    let (subject, preheader) = match edition.as_ref().filter(|_| released) {
        Some(edition) => (edition.subject.clone(), edition.preheader.clone()),
        None => (
            or_lead(&plan.subject, lead.map(|lead| lead.headline.as_str()), ""),
            or_lead(&plan.preheader, lead.map(|lead| lead.standfirst.as_str()), &paper.tagline),
        ),
    };
    let progress = match edition.as_ref().filter(|_| released) {
        Some(edition) => Some(progress_of(&conn, edition.id).await?),
        None => None,
    };
    let goes = goes(edition.as_ref(), &plan, hour, act.now);
    let came_back = match edition.as_ref().filter(|_| released) {
        Some(edition) => crate::bounce::came_back(&conn, edition.id).await?,
        None => Vec::new(),
    };
    Ok(Planned { day, hour, goes, edition, plan, stories: inside, left_out, subject, preheader, progress, came_back })
}

fn goes(edition: Option<&Edition>, plan: &Plan, hour: Instant, now: Instant) -> Goes {
    match edition.map(|edition| edition.state) {
        Some(State::Freezing | State::Sending | State::Sent) => Goes::Gone,
        Some(State::Held) => Goes::Held,
        Some(State::Composed) | None if plan.held.is_some() => Goes::Held,
        Some(State::Composed) | None if now >= hour.plus_seconds(schedule::WINDOW_SECONDS) => Goes::ByHand,
        Some(State::Composed) | None => Goes::ByItself,
    }
}

/// What may be in an edition: what is live, and for who may read it, what will be by its hour (`true`).
async fn possible(conn: &Conn, act: &Act, day: Day, hour: Instant) -> Verb<Vec<(Candidate, bool)>> {
    let live = candidates(conn, (day, None), act).await?;
    let mut possible: Vec<(Candidate, bool)> = live.into_iter().map(|candidate| (candidate, false)).collect();
    if act.allow_on(Right::ReadStory, None).is_ok() {
        let coming = stories::scheduled_until(conn, hour).await?;
        possible.extend(coming.into_iter().map(|candidate| (candidate, true)));
    }
    possible.sort_by_key(|(candidate, _)| (std::cmp::Reverse(candidate.published), candidate.story));
    Ok(possible)
}

async fn entries(conn: &Conn, ids: &[StoryId], possible: &[(Candidate, bool)], plan: &Plan, released: bool) -> Verb<Vec<Entry>> {
    let sections = stored::sections(conn).await?;
    let mut entries = Vec::with_capacity(ids.len());
    for id in ids {
        // Gone since: it falls out, and so it does from the letter.
        let Some(story) = stories::by_id(conn, *id).await? else { continue };
        let known = possible.iter().find(|(candidate, _)| candidate.story == *id);
        let coming = known.is_some_and(|(_, coming)| *coming);
        let gone = !story.is_live() && !coming;
        if gone && !released {
            continue;
        }
        let section = sections.iter().find(|section| section.slug == story.draft.section).map(|section| section.name.clone());
        entries.push(Entry {
            story: *id,
            headline: story.draft.headline.clone(),
            standfirst: story.draft.standfirst.clone(),
            section: section.unwrap_or_default(),
            artists: story.draft.artists.iter().map(|credit| credit.credited_as.clone()).collect(),
            at: known.map(|(candidate, _)| candidate.published).or(story.live_since).unwrap_or(story.updated),
            coming,
            since: plan.is_since(*id),
            withdrawn: gone,
            placement: story.draft.placement,
        });
    }
    Ok(entries)
}

/// The stories of an edition that is not frozen, as a letter would carry them now. `coming`: those not live yet, too.
pub(super) async fn stories_of(newsroom: &Newsroom, act: &Act, day: Day, coming: bool) -> Verb<(Planned, Vec<Story>)> {
    let planned = view(newsroom, act, day).await?;
    let conn = newsroom.store().read().await?;
    let mut told = Vec::new();
    for entry in planned.stories.iter().filter(|entry| coming || !entry.coming) {
        told.push(load(&conn, entry.story).await?);
    }
    Ok((planned, told))
}

/// Turns an edition about: its order, what is dropped, its lines and its note. One that is composed is composed anew.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, a line that is too long, an edition that was released, or when somebody
/// else saved since `plan` was read.
pub async fn arrange(newsroom: &Newsroom, act: &Act, plan: Plan) -> Verb<Plan> {
    act.allow(Right::RunEdition)?;
    let plan = plan.checked()?;
    let paper = crate::paper::get(newsroom).await?;
    let tx = newsroom.begin(act.now).await?;
    let edition = editions::by_day(&tx, plan.day).await?;
    if edition.as_ref().is_some_and(|edition| edition.released.is_some()) {
        return Err(Refusal::State(format!("the edition of {} has been released; its letters are as they are", plan.day)).into());
    }
    if edition.is_none() && plan.day < paper.zone.day(act.now) {
        return Err(Refusal::State(format!("the day of this edition, {}, is over", plan.day)).into());
    }
    let held = editions::plan(&tx, plan.day).await?.held;
    let had = plan.revision;
    let saved = match editions::save_plan(&tx, &Plan { held, ..plan }, &act.who).await {
        Err(StoreError::Conflict(_)) => return Err(Refusal::Outdated { what: "edition", had, newest: had + 1 }.into()),
        other => other?,
    };
    if let Some(edition) = edition {
        let anew = composed(&tx, &paper, (saved.day, None), act).await?;
        editions::save(&tx, &Edition { id: edition.id, state: edition.state, ..anew }).await?;
    }
    store::audit::append(&tx, act, "arrange the edition", &saved.day.to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(saved)
}

/// Holds a day's edition, composed or not: it does not go by itself, and no letter is begun.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, or when it was sent.
pub async fn hold_day(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    let made = editions::of_day(&newsroom.store().read().await?, day).await?;
    let open: Vec<_> = made.iter().filter(|edition| edition.state != State::Sent).collect();
    for edition in &open {
        super::hold(newsroom, act, edition.id).await?;
    }
    match made.first().filter(|_| open.is_empty()) {
        Some(sent) if !is_still_coming(newsroom, act, day).await? => super::hold(newsroom, act, sent.id).await.map(drop),
        // Not made yet, for this hour or a later one of the day.
        _ if open.is_empty() || is_still_coming(newsroom, act, day).await? => set_held(newsroom, act, day, Some(act.now)).await,
        _ => Ok(()),
    }
}

/// Whether an edition of this day is still to be made for one of the paper's later hours.
async fn is_still_coming(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<bool> {
    let paper = crate::paper::get(newsroom).await?;
    Ok(paper.later_hours.iter().any(|hour| act.now < schedule::hour_of(*hour, &paper.zone, day)))
}

/// Lets a held edition go: before its hour by itself, and one whose letters were stopped goes on.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role.
pub async fn let_go(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    for edition in editions::of_day(&newsroom.store().read().await?, day).await? {
        if edition.state == State::Held && edition.released.is_some() {
            super::release(newsroom, act, edition.id).await?;
        } else if edition.state == State::Held {
            super::turn(newsroom, act, &edition, State::Composed, Some(super::LET_GO)).await?;
        }
    }
    set_held(newsroom, act, day, None).await
}

async fn set_held(newsroom: &Newsroom, act: &Act, day: Day, held: Option<Instant>) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let plan = editions::plan(&tx, day).await?;
    if plan.held.is_some() == held.is_some() {
        return Ok(());
    }
    editions::save_plan(&tx, &Plan { held, ..plan }, &act.who).await?;
    store::audit::append(&tx, act, if held.is_some() { "hold the edition" } else { super::LET_GO }, &day.to_string()).await?;
    newsroom.commit(tx).await
}

/// Sends a day's edition now: composes it when that is still to be done, and releases it. The worker sends the letters.
///
/// # Errors
/// [`VerbError::Refused`] before its day, without a story, or when it was sent.
pub async fn release_day(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    let paper = crate::paper::get(newsroom).await?;
    check(&paper)?;
    let today = paper.zone.day(act.now);
    let found = editions::by_day(&newsroom.store().read().await?, day).await?;
    let id = match found {
        Some(edition) => edition.id,
        None if day == today => super::compose(newsroom, act).await?.id,
        None => return Err(Refusal::State(format!("the edition of {day} goes out on its day; today is {today}")).into()),
    };
    set_held(newsroom, act, day, None).await?;
    let released = super::release(newsroom, act, id).await?;
    newsroom.wake();
    Ok(released)
}

/// Whether a person holds a day's edition before it is composed.
pub(crate) async fn is_held(newsroom: &Newsroom, day: Day) -> Verb<bool> {
    Ok(editions::plan(&newsroom.store().read().await?, day).await?.held.is_some())
}

async fn progress_of(conn: &Conn, id: EditionId) -> Verb<Progress> {
    let freeze = deliveries::freezing(conn, id).await?;
    Ok(Progress::of(&deliveries::tally(conn, id).await?, freeze.excluded))
}

/// Where the audience of an edition stands. Letters and who got none are counted in one state of the store: the numbers
/// add up while letters go out.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn progress(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<(Edition, Progress)> {
    act.allow(Right::RunEdition)?;
    let conn = newsroom.store().snapshot().await?;
    let found = editions::by_day(&conn, day).await?;
    let edition = found.ok_or_else(|| VerbError::Absent(format!("there is no edition of {day} yet")))?;
    let progress = progress_of(&conn, edition.id).await?;
    Ok((edition, progress))
}

/// The newest editions with where their audiences stand.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role.
pub async fn with_progress(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Vec<(Edition, Progress)>> {
    act.allow(Right::RunEdition)?;
    let conn = newsroom.store().snapshot().await?;
    let mut told = Vec::new();
    for edition in editions::list(&conn, limit).await? {
        let progress = progress_of(&conn, edition.id).await?;
        told.push((edition, progress));
    }
    Ok(told)
}

/// One letter, and where it went.
pub type Sent = (domain::edition::Letter, Email);

/// Letters of an edition in a state, after a reader, with what was said of them.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn letters(newsroom: &Newsroom, act: &Act, day: Day, state: Delivery, after: ReaderId, limit: usize) -> Verb<Vec<Sent>> {
    act.allow(Right::RunEdition)?;
    act.allow(Right::SeeReaders)?;
    let conn = newsroom.store().read().await?;
    let edition = editions::by_day(&conn, day).await?.ok_or_else(|| VerbError::Absent(format!("there is no edition of {day} yet")))?;
    Ok(deliveries::page(&conn, edition.id, state, after, limit.clamp(1, 500)).await?)
}
