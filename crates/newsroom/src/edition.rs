//! The day's edition: composed from what went live since the last one, frozen when it is released.

mod copy;
mod corrections;
mod freeze;
mod plan;
mod preview;
mod progress;
mod settle;
mod special;
mod withdrawal;

pub use copy::copy;
pub use corrections::drop_correction;
pub(crate) use corrections::{FrozenCorrection, ask as tell_correction, forget as forget_corrections};
pub(crate) use freeze::{Asked, content};
pub use plan::{Entry, Goes, Planned, ToWhom, arrange, hold_named, let_go, release_named, upcoming, view};
pub(crate) use plan::{is_held, may_come};
pub(crate) use preview::test_mail;
pub use preview::{AsReader, Preview, preview, send_test};
pub use progress::{Sent, letters, progress, with_progress};
pub use settle::{Settled, settle};
pub use special::{Special, discard, special};
pub(crate) use withdrawal::hold_editions_with;

use crate::stories::load;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::edition::{Candidate, Edition, MAX_STORIES, Name, Plan, Selection, State, Which, was_left_out};
use domain::id::{EditionId, StoryId};
use domain::paper::Paper;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::time::Instant;
use store::{Conn, deliveries, editions, stories};

/// How far back the first edition of a paper looks.
const FIRST_EDITION_SECONDS: i64 = 24 * 60 * 60;

/// How far back a first edition looks when that day was quiet.
const QUIET_START_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Editions that are looked at for the last released one.
const LOOK_BACK: usize = 30;

/// How long a verb may take from reading the clock to being stored.
const LATE_SECONDS: i64 = 10 * 60;

/// Composes the edition of today, or composes it anew while it is not released, as the desk turned it about.
///
/// # Errors
/// [`VerbError::Refused`] when there is nothing new, when today's has been released already, or when the paper lacks
/// the postal address and sender that the law asks for (newsletter.md L4).
pub async fn compose(newsroom: &Newsroom, act: &Act) -> Verb<Edition> {
    compose_for(newsroom, act, Which::First).await
}

/// As [`compose`], for one of the paper's hours.
pub(crate) async fn compose_for(newsroom: &Newsroom, act: &Act, which: Which) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    let paper = crate::paper::get(newsroom).await?;
    check(&paper)?;
    let name = Name { day: paper.zone.day(act.now), which };
    // A story of this very moment goes in, though the worker has not come by yet.
    crate::desk::flip_due(newsroom, act).await?;
    let tx = newsroom.begin(act.now).await?;
    let today = editions::named(&tx, name).await?;
    if let Some(today) = &today
        && !matches!(today.state, State::Composed | State::Held)
    {
        return Err(Refusal::State(format!("the edition of {name} is {} already", today.state.word())).into());
    }
    if today.as_ref().is_some_and(|today| today.released.is_some()) {
        return Err(Refusal::State(format!("the edition of {name} is held in the middle of being sent; release it to go on")).into());
    }
    let edition = composed(&tx, &paper, name, act).await?;
    let edition = match today {
        Some(today) => {
            if !editions::turn(&tx, today.id, today.state, State::Composed).await? {
                return Err(Refusal::State(format!("the edition of {name} was released just now")).into());
            }
            let edition = Edition { id: today.id, ..edition };
            editions::save(&tx, &edition).await?;
            edition
        }
        None => editions::create(&tx, &edition).await?,
    };
    store::audit::append(&tx, act, "compose the edition", &name.to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(edition)
}

fn check(paper: &Paper) -> Result<(), Refusal> {
    if paper.postal_address.trim().is_empty() {
        return Err(Refusal::field("postal address", "every edition must carry one; set it with `inkie paper --set postal-address=…`"));
    }
    if paper.email.is_none() {
        return Err(Refusal::field("e-mail", "the edition needs a sender; set it with `inkie paper --set email=…`"));
    }
    Ok(())
}

/// An edition as the stories are now; not stored.
pub(crate) async fn composed(conn: &Conn, paper: &Paper, name: Name, act: &Act) -> Verb<Edition> {
    let plan = plan_of(conn, name).await?;
    let mut chosen = plan.arrange(candidates(conn, name, act).await?);
    let Some(lead) = chosen.first() else {
        return Err(Refusal::State("no story went live since the last edition; nothing is sent".to_owned()).into());
    };
    let lead = load(conn, *lead).await?;
    let own = chosen.len();
    chosen.extend(missed(conn, name.which.later(), &plan, &chosen, act).await?);
    chosen.truncate(MAX_STORIES);
    Ok(new(name, lines(&plan, &lead.draft.headline, &lead.draft.standfirst, paper), chosen, own, act.now))
}

/// An edition as it is composed. Without a number: it is not stored.
pub(crate) fn new(name: Name, (subject, preheader): (String, String), stories: Vec<StoryId>, own: usize, now: Instant) -> Edition {
    Edition {
        id: EditionId(0),
        day: name.day,
        which: name.which,
        state: State::Composed,
        subject,
        preheader,
        stories,
        own,
        released: None,
        covers_until: now,
        composed: now,
        withdrawn: Selection(0),
    }
}

/// Subject and preheader: the desk's, or the lead's.
fn lines(plan: &Plan, headline: &str, standfirst: &str, paper: &Paper) -> (String, String) {
    let first = |texts: [&str; 3]| texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    (first([&plan.subject, headline, &paper.name]), first([&plan.preheader, standfirst, &paper.tagline]))
}

/// What the desk wants of an edition. A later hour that nobody turned about is as the day's: but for the lines, which are
/// those of the first hour's lead. A hold of the day counts at every hour.
async fn plan_of(conn: &Conn, name: Name) -> Verb<Plan> {
    let plan = editions::plan(conn, name).await?;
    if name.which.later().is_none() {
        return Ok(plan);
    }
    let day = editions::plan(conn, Name::of(name.day)).await?;
    let held = plan.held.or(day.held);
    if plan.revision > 0 {
        return Ok(Plan { held, ..plan });
    }
    Ok(Plan { name, revision: 0, subject: String::new(), preheader: String::new(), held, ..day })
}

/// What may go in: everything live since the last released edition of that hour on another day, or of any hour when it had
/// none. A story whose verb read the clock before that edition was composed, and was stored after it, goes in too; one that
/// the desk had left out of that edition does not.
async fn candidates(conn: &Conn, Name { day, which }: Name, act: &Act) -> Verb<Vec<Candidate>> {
    let mut released = editions::daily(conn, LOOK_BACK).await?;
    released.retain(|edition| edition.day < day && edition.released.is_some());
    if released.iter().any(|edition| edition.which == which) {
        released.retain(|edition| edition.which == which);
    }
    if let Some(last) = released.first() {
        let told = |id: StoryId| released.iter().any(|edition| edition.stories.contains(&id));
        let mut found = stories::live_since(conn, last.covers_until.plus_seconds(-LATE_SECONDS), act.now).await?;
        let plan = plan_of(conn, last.name()).await?;
        found.retain(|candidate| candidate.published > last.covers_until || !(told(candidate.story) || was_left_out(&plan, candidate)));
        return Ok(found);
    }
    // The first day's later hours look back as far as its own edition did.
    let begun = editions::named(conn, Name::of(day)).await?.filter(|_| which.later().is_some()).map_or(act.now, |edition| edition.composed);
    let first = stories::live_since(conn, begun.plus_seconds(-FIRST_EDITION_SECONDS), act.now).await?;
    if first.is_empty() { Ok(stories::live_since(conn, begun.plus_seconds(-QUIET_START_SECONDS), act.now).await?) } else { Ok(first) }
}

/// Stories that somebody who moved to this hour from another would miss: older than its edition, and in none of theirs.
/// What the desk leaves out of its editions stays out.
async fn missed(conn: &Conn, later: Option<u16>, plan: &Plan, chosen: &[StoryId], act: &Act) -> Verb<Vec<StoryId>> {
    let Some(heard) = deliveries::first_heard(conn, later).await? else { return Ok(Vec::new()) };
    let since = heard.max(act.now.plus_seconds(-CATCH_UP_SECONDS));
    let mut found = stories::live_since(conn, since, act.now).await?;
    found.retain(|candidate| candidate.published > since && !chosen.contains(&candidate.story) && !was_left_out(plan, candidate));
    Ok(domain::edition::select(found))
}

/// How far back somebody who moved to a later hour hears what they would miss: two hours of one day and the next are never
/// further apart. Who paused longer did not wait for it.
const CATCH_UP_SECONDS: i64 = 48 * 60 * 60;

/// The newest editions.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn list(newsroom: &Newsroom, limit: usize) -> Verb<Vec<Edition>> {
    Ok(editions::list(&newsroom.store().read().await?, limit).await?)
}

/// An edition, or the newest that is no special.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn find(newsroom: &Newsroom, name: Option<Name>) -> Verb<Edition> {
    let conn = newsroom.store().read().await?;
    let found = match name {
        Some(name) => editions::named(&conn, name).await?,
        None => editions::latest(&conn, None).await?,
    };
    found.ok_or_else(|| VerbError::Absent("there is no such edition; `inkie edition compose` makes today's".to_owned()))
}

async fn named(conn: &Conn, name: Name) -> Verb<Edition> {
    editions::named(conn, name).await?.ok_or_else(|| VerbError::Absent(format!("there is no edition of {name} yet")))
}

/// Releases an edition: its stories are frozen as they are, a row per reader says what their letter carries. Goes on
/// where an interrupted release stopped; a held one goes on being sent.
///
/// # Errors
/// [`VerbError::Refused`] when it was sent already, has no live story left, or is a special soon after another.
pub async fn release(newsroom: &Newsroom, act: &Act, id: EditionId) -> Verb<Edition> {
    release_knowing(newsroom, act, id, None).await
}

/// As [`release`]. `known`: the last special, when the editor of another knows that it went out lately.
///
/// # Errors
/// As [`release`].
pub async fn release_knowing(newsroom: &Newsroom, act: &Act, id: EditionId, known: Option<EditionId>) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    let mut edition = by_id(newsroom, id).await?;
    if edition.which.is_special() {
        act.allow(Right::SendSpecial)?;
    }
    match edition.state {
        State::Sent => return Err(Refusal::State(format!("the edition of {} has been sent", edition.name())).into()),
        State::Sending => return Ok(edition),
        State::Freezing => {}
        State::Composed | State::Held if edition.released.is_none() => edition = freeze::content_of(newsroom, act, &edition, known).await?,
        State::Composed => edition = turn(newsroom, act, &edition, State::Freezing, Some(LET_GO)).await?,
        State::Held => edition = withdrawal::resume(newsroom, act, &edition).await?,
    }
    if edition.state != State::Freezing {
        return Ok(edition);
    }
    freeze::audience(newsroom, act, &edition).await?;
    turn(newsroom, act, &edition, State::Sending, None).await
}

/// The edition of a number.
pub(crate) async fn by_id(newsroom: &Newsroom, id: EditionId) -> Verb<Edition> {
    let found = editions::by_id(&newsroom.store().read().await?, id).await?;
    found.ok_or_else(|| VerbError::Absent(format!("there is no edition number {id}")))
}

/// As the log names the end of a hold.
const LET_GO: &str = "let the edition go";

/// Takes an edition to another state, unless somebody took it elsewhere meanwhile; gives it as it is now. `said`: the verb
/// that the log notes, when it is one of its own.
async fn turn(newsroom: &Newsroom, act: &Act, edition: &Edition, to: State, said: Option<&str>) -> Verb<Edition> {
    let tx = newsroom.begin(act.now).await?;
    let turned = editions::turn(&tx, edition.id, edition.state, to).await?;
    if let Some(verb) = said.filter(|_| turned) {
        store::audit::append(&tx, act, verb, &edition.name().to_string()).await?;
    }
    newsroom.commit(tx).await?;
    by_id(newsroom, edition.id).await
}

/// Holds an edition; letters that are on their way are finished, no other is begun.
///
/// # Errors
/// [`VerbError::Refused`] when it was sent already.
pub async fn hold(newsroom: &Newsroom, act: &Act, id: EditionId) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    loop {
        let edition = by_id(newsroom, id).await?;
        if edition.state == State::Sent {
            return Err(Refusal::State(format!("the edition of {} has been sent; nothing is left to hold", edition.name())).into());
        }
        if edition.state == State::Held {
            return Ok(edition);
        }
        let held = turn(newsroom, act, &edition, State::Held, Some("hold the edition")).await?;
        if held.state == State::Held {
            return Ok(held);
        }
    }
}

/// Marks an edition as sent once every letter is final.
pub(crate) async fn finish(newsroom: &Newsroom, act: &Act, id: EditionId) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    editions::turn(&tx, id, State::Sending, State::Sent).await?;
    newsroom.commit(tx).await
}
