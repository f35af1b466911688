//! The edition at the desk: what is in it before it is composed, turned about, held and let go.

use super::progress::progress_of;
use super::{candidates, check, composed, lines, plan_of, special};
use crate::stories::load;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::edition::{Answers, Candidate, Edition, Name, Placement, Plan, Progress, SPECIAL_PAUSE_SECONDS, State, Which};
use domain::id::{EditionId, StoryId};
use domain::paper::Paper;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::schedule;
use domain::story::Story;
use domain::time::{Day, Instant};
use store::editions::ToTell;
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

/// An edition as the desk sees it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its name.
    pub name: Name,
    /// Its hour; of a special, when it was made.
    pub hour: Instant,
    /// What makes it go.
    pub goes: Goes,
    /// Once it is composed.
    pub edition: Option<Edition>,
    /// How the desk turned it about.
    pub plan: Plan,
    /// Its stories in order.
    pub stories: Vec<Entry>,
    /// Corrections that it tells, or will.
    pub corrections: Vec<ToTell>,
    /// Of a special that was not released: who would get it.
    pub special: Option<ToWhom>,
    /// Stories that could be in it and are not.
    pub left_out: Vec<Entry>,
    /// The subject as it would be sent.
    pub subject: String,
    /// The preheader as it would be sent.
    pub preheader: String,
    /// Where its audience stands, once it is released.
    pub progress: Option<Progress>,
    /// What readers did by its letters.
    pub answers: Answers,
    /// What came back of its letters after they were accepted.
    pub came_back: Vec<store::bounces::Sum>,
}

/// Whom a special would go to, and what its editor is asked about.
#[derive(Debug, Clone)]
pub struct ToWhom {
    /// How many readers chose specials.
    pub readers: i64,
    /// Another special that went out lately.
    pub lately: Option<Edition>,
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

/// An edition: as it was composed, or as it would be. Stories that are not live yet are shown to who may read them.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`] for a day that had none, an hour that the paper has not, or a
/// special that nobody made.
pub async fn view(newsroom: &Newsroom, act: &Act, name: Name) -> Verb<Planned> {
    act.allow(Right::RunEdition)?;
    let paper = crate::paper::get(newsroom).await?;
    let conn = newsroom.store().snapshot().await?;
    let edition = editions::named(&conn, name).await?;
    let hour = match (name.which, &edition) {
        (Which::Special(_), edition) => edition.as_ref().map_or(act.now, |edition| edition.composed),
        (which, _) => schedule::hour_of(which.later().unwrap_or(paper.edition_minute), &paper.zone, name.day),
    };
    if edition.is_none() {
        may_come(&paper, name, act)?;
    }
    let plan = plan_of(&conn, name).await?;
    let released = edition.as_ref().is_some_and(|edition| edition.released.is_some());
    let possible = if released || name.which.is_special() { Vec::new() } else { possible(&conn, act, name, hour).await? };
    let order = match &edition {
        Some(edition) => edition.stories.clone(),
        None => plan.arrange(possible.iter().map(|(candidate, _)| candidate.clone()).collect()),
    };
    let inside = entries(&conn, &order, &possible, &plan, released).await?;
    let out: Vec<StoryId> = possible.iter().map(|(candidate, _)| candidate.story).filter(|id| !order.contains(id)).collect();
    let left_out = entries(&conn, &out, &possible, &plan, released).await?;
    let (subject, preheader) = match edition.as_ref().filter(|_| released) {
        Some(edition) => (edition.subject.clone(), edition.preheader.clone()),
        None => would_say(&plan, inside.first(), &paper),
    };
    let progress = match edition.as_ref().filter(|_| released) {
        Some(edition) => Some(progress_of(&conn, edition.id).await?),
        None => None,
    };
    let answers = match edition.as_ref().filter(|_| released) {
        Some(edition) => editions::answers(&conn, edition.id).await?,
        None => Answers::default(),
    };
    let goes = goes(edition.as_ref(), &plan, hour, act.now);
    let came_back = match edition.as_ref().filter(|_| released) {
        Some(edition) => crate::bounce::came_back(&conn, edition.id).await?,
        None => Vec::new(),
    };
    let special = if name.which.is_special() && !released { Some(to_whom(&conn, &paper, act).await?) } else { None };
    let corrections = if released { told(&conn, edition.as_ref()).await? } else { super::corrections::of(&conn, name).await? };
    Ok(Planned {
        name,
        hour,
        goes,
        edition,
        plan,
        stories: inside,
        corrections,
        special,
        left_out,
        subject,
        preheader,
        progress,
        answers,
        came_back,
    })
}

/// Whether an edition that nobody made may still come.
pub(crate) fn may_come(paper: &Paper, name: Name, act: &Act) -> Verb<()> {
    let said = match name.which {
        Which::Special(_) => format!("there is no special {name}"),
        Which::Later(hour) if !paper.later_hours.contains(&hour) => {
            format!("the paper has no edition at {:02}:{:02}", hour / 60, hour % 60)
        }
        _ if name.day < paper.zone.day(act.now) => format!("there was no edition on {name}"),
        _ => return Ok(()),
    };
    Err(VerbError::Absent(said))
}

/// Subject and preheader as they would be sent; empty without a story.
fn would_say(plan: &Plan, lead: Option<&Entry>, paper: &Paper) -> (String, String) {
    let Some(lead) = lead else { return (plan.subject.clone(), plan.preheader.clone()) };
    lines(plan, &lead.headline, &lead.standfirst, paper)
}

async fn to_whom(conn: &Conn, paper: &Paper, act: &Act) -> Verb<ToWhom> {
    let lately = match special::last(conn).await? {
        Some((id, at)) if act.now < at.plus_seconds(SPECIAL_PAUSE_SECONDS) => editions::by_id(conn, id).await?,
        _ => None,
    };
    Ok(ToWhom { readers: deliveries::want_specials(conn, paper.zone.day(act.now)).await?, lately })
}

/// The corrections that a released edition tells.
async fn told(conn: &Conn, edition: Option<&Edition>) -> Verb<Vec<ToTell>> {
    match edition {
        Some(edition) if !edition.which.is_special() => Ok(editions::to_tell(conn, Some(edition.day)).await?),
        _ => Ok(Vec::new()),
    }
}

fn goes(edition: Option<&Edition>, plan: &Plan, hour: Instant, now: Instant) -> Goes {
    match edition.map(|edition| edition.state) {
        Some(State::Freezing | State::Sending | State::Sent) => Goes::Gone,
        Some(State::Held) => Goes::Held,
        Some(State::Composed) | None if plan.held.is_some() => Goes::Held,
        Some(State::Composed) if edition.is_some_and(|edition| edition.which.is_special()) => Goes::ByHand,
        Some(State::Composed) | None if now >= hour.plus_seconds(schedule::WINDOW_SECONDS) => Goes::ByHand,
        Some(State::Composed) | None => Goes::ByItself,
    }
}

/// What may be in an edition: what is live, and for who may read it, what will be by its hour (`true`).
async fn possible(conn: &Conn, act: &Act, name: Name, hour: Instant) -> Verb<Vec<(Candidate, bool)>> {
    let live = candidates(conn, name, act).await?;
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
pub(super) async fn stories_of(newsroom: &Newsroom, act: &Act, name: Name, coming: bool) -> Verb<(Planned, Vec<Story>)> {
    let planned = view(newsroom, act, name).await?;
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
    let name = plan.name;
    let edition = editions::named(&tx, name).await?;
    if edition.as_ref().is_some_and(|edition| edition.released.is_some()) {
        return Err(Refusal::State(format!("the edition of {name} has been released; its letters are as they are")).into());
    }
    if edition.is_none() && name.day < paper.zone.day(act.now) {
        return Err(Refusal::State(format!("the day of this edition, {}, is over", name.day)).into());
    }
    if edition.is_none() {
        may_come(&paper, name, act)?;
    }
    let held = editions::plan(&tx, name).await?.held;
    let had = plan.revision;
    let saved = match editions::save_plan(&tx, &Plan { held, ..plan }, &act.who).await {
        Err(StoreError::Conflict(_)) => return Err(Refusal::Outdated { what: "edition", had, newest: had + 1 }.into()),
        other => other?,
    };
    if let Some(edition) = edition {
        let anew =
            if name.which.is_special() { relined(&tx, &paper, &edition, &saved).await? } else { composed(&tx, &paper, name, act).await? };
        editions::save(&tx, &Edition { id: edition.id, state: edition.state, ..anew }).await?;
    }
    store::audit::append(&tx, act, "arrange the edition", &name.to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(saved)
}

/// A special under the lines of its plan: its story stays.
async fn relined(conn: &Conn, paper: &Paper, edition: &Edition, plan: &Plan) -> Verb<Edition> {
    let [story] = edition.stories.as_slice() else { return Ok(edition.clone()) };
    let draft = load(conn, *story).await?.draft;
    let (subject, preheader) = lines(plan, &draft.headline, &draft.standfirst, paper);
    Ok(Edition { subject, preheader, ..edition.clone() })
}

/// Holds an edition, composed or not: it does not go by itself, and no letter is begun. The day's own stands for all its
/// hours that have not gone.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, or when it was sent.
pub async fn hold_named(newsroom: &Newsroom, act: &Act, name: Name) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    within_reach(newsroom, act, name.day).await?;
    if name.which == Which::First {
        return hold_day(newsroom, act, name.day).await;
    }
    match editions::named(&newsroom.store().read().await?, name).await? {
        Some(edition) => super::hold(newsroom, act, edition.id).await.map(drop),
        None => {
            may_come(&crate::paper::get(newsroom).await?, name, act)?;
            set_held(newsroom, act, name, Some(act.now)).await
        }
    }
}

/// How far from today an edition that is not made yet can be held, in days: a year that was mistyped holds nothing.
const REACH_DAYS: i32 = 60;

async fn within_reach(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<()> {
    let today = crate::paper::get(newsroom).await?.zone.day(act.now);
    let is_far = (day - today).get_days().abs() > REACH_DAYS;
    if is_far && editions::of_day(&newsroom.store().read().await?, day).await?.is_empty() {
        return Err(Refusal::State(format!("{day} is more than {REACH_DAYS} days from today, {today}; is the year right?")).into());
    }
    Ok(())
}

async fn hold_day(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<()> {
    let made = of_hours(newsroom, day).await?;
    let open: Vec<_> = made.iter().filter(|edition| edition.state != State::Sent).collect();
    for edition in &open {
        super::hold(newsroom, act, edition.id).await?;
    }
    match made.first().filter(|_| open.is_empty()) {
        Some(sent) if !is_still_coming(newsroom, act, day).await? => super::hold(newsroom, act, sent.id).await.map(drop),
        // Not made yet, for this hour or a later one of the day.
        _ if open.is_empty() || is_still_coming(newsroom, act, day).await? => set_held(newsroom, act, Name::of(day), Some(act.now)).await,
        _ => Ok(()),
    }
}

/// The editions of a day's hours, specials apart.
async fn of_hours(newsroom: &Newsroom, day: Day) -> Verb<Vec<Edition>> {
    let mut made = editions::of_day(&newsroom.store().read().await?, day).await?;
    made.retain(|edition| !edition.which.is_special());
    Ok(made)
}

/// Whether an edition of this day is still to be made for one of the paper's later hours.
async fn is_still_coming(newsroom: &Newsroom, act: &Act, day: Day) -> Verb<bool> {
    let paper = crate::paper::get(newsroom).await?;
    Ok(paper.later_hours.iter().any(|hour| act.now < schedule::hour_of(*hour, &paper.zone, day)))
}

/// Lets a held edition go: before its hour by itself, and one whose letters were stopped goes on. The day's own stands for
/// all its hours.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, or a later hour of a day that is held whole.
pub async fn let_go(newsroom: &Newsroom, act: &Act, name: Name) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    within_reach(newsroom, act, name.day).await?;
    let day = Name::of(name.day);
    let conn = newsroom.store().read().await?;
    if name.which.later().is_some() && editions::plan(&conn, day).await?.held.is_some() {
        return Err(Refusal::State(format!("the whole day is held; let the edition of {day} go")).into());
    }
    let found = if name == day { of_hours(newsroom, name.day).await? } else { editions::named(&conn, name).await?.into_iter().collect() };
    drop(conn);
    for edition in found {
        if edition.state == State::Held && edition.released.is_some() {
            super::release(newsroom, act, edition.id).await?;
        } else if edition.state == State::Held {
            super::turn(newsroom, act, &edition, State::Composed, Some(super::LET_GO)).await?;
        }
    }
    set_held(newsroom, act, name, None).await
}

async fn set_held(newsroom: &Newsroom, act: &Act, name: Name, held: Option<Instant>) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    if editions::plan(&tx, name).await?.held.is_some() == held.is_some() {
        return Ok(());
    }
    // A later hour that is held has a plan of its own from then on, as it was until then.
    let plan = plan_of(&tx, name).await?;
    editions::save_plan(&tx, &Plan { held, ..plan }, &act.who).await?;
    store::audit::append(&tx, act, if held.is_some() { "hold the edition" } else { super::LET_GO }, &name.to_string()).await?;
    newsroom.commit(tx).await
}

/// Sends an edition now: composes it when that is still to be done, and releases it. The worker sends the letters. `known`: the
/// special that went out last, for the editor of another who knows of it.
///
/// # Errors
/// [`VerbError::Refused`] before its day, without a story, when it was sent, or for a special soon after another.
pub async fn release_named(newsroom: &Newsroom, act: &Act, name: Name, known: Option<EditionId>) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    let paper = crate::paper::get(newsroom).await?;
    check(&paper)?;
    let today = paper.zone.day(act.now);
    let found = editions::named(&newsroom.store().read().await?, name).await?;
    let id = match found {
        Some(edition) => edition.id,
        None if name.day == today => {
            may_come(&paper, name, act)?;
            super::compose_for(newsroom, act, name.which).await?.id
        }
        None => return Err(Refusal::State(format!("the edition of {name} goes out on its day; today is {today}")).into()),
    };
    set_held(newsroom, act, name, None).await?;
    let released = super::release_knowing(newsroom, act, id, known).await?;
    newsroom.wake();
    Ok(released)
}

/// Whether a person holds an edition before it is composed.
pub(crate) async fn is_held(newsroom: &Newsroom, name: Name) -> Verb<bool> {
    Ok(plan_of(&newsroom.store().read().await?, name).await?.held.is_some())
}
