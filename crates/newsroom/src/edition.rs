//! The day's edition: composed from what went live since the last one, frozen when it is released.

mod copy;
mod plan;
mod preview;
mod settle;
mod withdrawal;

pub use copy::copy;
pub(crate) use plan::is_held;
pub use plan::{Entry, Goes, Planned, Sent, arrange, hold_day, let_go, letters, progress, release_day, upcoming, view, with_progress};
pub(crate) use preview::test_mail;
pub use preview::{AsReader, Preview, preview, send_test};
pub use settle::{Settled, settle};
pub(crate) use withdrawal::hold_editions_with;

use crate::mail::EditionMail;
use crate::stories::load;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::change::ChangeKind;
use domain::edition::{Candidate, Contents, Edition, MAX_STORIES, Plan, Selection, State, letter_for, was_left_out};
use domain::id::{ArtistId, EditionId, ReaderId, StoryId};
use domain::paper::Paper;
use domain::reader::Without;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::Draft;
use domain::time::{Day, Instant};
use std::collections::HashMap;
use store::deliveries::Listener;
use store::{Conn, artists, deliveries, editions, links, stories};

/// How far back the first edition of a paper looks.
const FIRST_EDITION_SECONDS: i64 = 24 * 60 * 60;

/// How far back a first edition looks when that day was quiet.
const QUIET_START_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Editions that are looked at for the last released one.
const LOOK_BACK: usize = 30;

/// How long a verb may take from reading the clock to being stored.
const LATE_SECONDS: i64 = 10 * 60;

/// Readers whose letters are written down in one transaction: some thousands, so that the desk can save in between.
const FREEZE_BATCH: usize = 4_000;

/// Composes the edition of today, or composes it anew while it is not released, as the desk turned it about.
///
/// # Errors
/// [`VerbError::Refused`] when there is nothing new, when today's has been released already, or when the paper lacks
/// the postal address and sender that the law asks for (newsletter.md L4).
pub async fn compose(newsroom: &Newsroom, act: &Act) -> Verb<Edition> {
    compose_for(newsroom, act, None).await
}

/// As [`compose`], for one of the paper's later hours; `None`: the day's own.
pub(crate) async fn compose_for(newsroom: &Newsroom, act: &Act, later: Option<u16>) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    let paper = crate::paper::get(newsroom).await?;
    check(&paper)?;
    let day = paper.zone.day(act.now);
    // A story of this very moment goes in, though the worker has not come by yet.
    crate::desk::flip_due(newsroom, act).await?;
    let tx = newsroom.begin(act.now).await?;
    let today = editions::at_hour(&tx, day, later).await?;
    if let Some(today) = &today
        && !matches!(today.state, State::Composed | State::Held)
    {
        return Err(Refusal::State(format!("the edition of {day} is {} already", today.state.word())).into());
    }
    if today.as_ref().is_some_and(|today| today.released.is_some()) {
        return Err(Refusal::State(format!("the edition of {day} is held in the middle of being sent; release it to go on")).into());
    }
    let edition = composed(&tx, &paper, (day, later), act).await?;
    let edition = match today {
        Some(today) => {
            if !editions::turn(&tx, today.id, today.state, State::Composed).await? {
                return Err(Refusal::State(format!("the edition of {day} was released just now")).into());
            }
            let edition = Edition { id: today.id, ..edition };
            editions::save(&tx, &edition).await?;
            edition
        }
        None => editions::create(&tx, &edition).await?,
    };
    store::audit::append(&tx, act, "compose the edition", &day.to_string()).await?;
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

async fn composed(conn: &Conn, paper: &Paper, (day, later): (Day, Option<u16>), act: &Act) -> Verb<Edition> {
    let plan = plan_of(conn, day, later).await?;
    let mut chosen = plan.arrange(candidates(conn, (day, later), act).await?);
    let Some(lead) = chosen.first() else {
        return Err(Refusal::State("no story went live since the last edition; nothing is sent".to_owned()).into());
    };
    let lead = load(conn, *lead).await?;
    let own = chosen.len();
    chosen.extend(missed(conn, later, &plan, &chosen, act).await?);
    chosen.truncate(MAX_STORIES);
    let (subject, preheader) = lines(&plan, &lead.draft, paper);
    Ok(Edition {
        id: EditionId(0),
        day,
        later,
        state: State::Composed,
        subject,
        preheader,
        stories: chosen,
        own,
        released: None,
        covers_until: act.now,
        composed: act.now,
        withdrawn: Selection(0),
    })
}

/// Subject and preheader: the desk's, or the lead's.
fn lines(plan: &Plan, lead: &Draft, paper: &Paper) -> (String, String) {
    let first = |texts: [&String; 3]| texts.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
    (first([&plan.subject, &lead.headline, &paper.name]), first([&plan.preheader, &lead.standfirst, &paper.tagline]))
}

/// What the desk wants of a day. The lines that it wrote are those of the first hour's lead: a later hour may have another.
async fn plan_of(conn: &Conn, day: Day, later: Option<u16>) -> Verb<Plan> {
    let plan = editions::plan(conn, day).await?;
    Ok(if later.is_some() { Plan { subject: String::new(), preheader: String::new(), ..plan } } else { plan })
}

/// What may go in: everything live since the last released edition of that hour on another day, or of any hour when it had
/// none. A story whose verb read the clock before that edition was composed, and was stored after it, goes in too; one that
/// the desk had left out of that edition does not.
async fn candidates(conn: &Conn, (day, later): (Day, Option<u16>), act: &Act) -> Verb<Vec<Candidate>> {
    let mut released = editions::list(conn, LOOK_BACK).await?;
    released.retain(|edition| edition.day < day && edition.released.is_some());
    if released.iter().any(|edition| edition.later == later) {
        released.retain(|edition| edition.later == later);
    }
    if let Some(last) = released.first() {
        let told = |id: StoryId| released.iter().any(|edition| edition.stories.contains(&id));
        let mut found = stories::live_since(conn, last.covers_until.plus_seconds(-LATE_SECONDS), act.now).await?;
        let plan = editions::plan(conn, last.day).await?;
        found.retain(|candidate| candidate.published > last.covers_until || !(told(candidate.story) || was_left_out(&plan, candidate)));
        return Ok(found);
    }
    // The first day's later hours look back as far as its own edition did.
    let begun = editions::at_hour(conn, day, None).await?.filter(|_| later.is_some()).map_or(act.now, |edition| edition.composed);
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

/// The edition of a day, or the newest.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn find(newsroom: &Newsroom, day: Option<Day>) -> Verb<Edition> {
    let conn = newsroom.store().read().await?;
    let found = match day {
        Some(day) => editions::by_day(&conn, day).await?,
        None => editions::latest(&conn, None).await?,
    };
    found.ok_or_else(|| VerbError::Absent("there is no such edition; `inkie edition compose` makes today's".to_owned()))
}

/// Releases an edition: its stories are frozen as they are, a row per reader says what their letter carries. Goes on
/// where an interrupted release stopped; a held one goes on being sent.
///
/// # Errors
/// [`VerbError::Refused`] when it was sent already or has no live story left.
pub async fn release(newsroom: &Newsroom, act: &Act, id: EditionId) -> Verb<Edition> {
    act.allow(Right::RunEdition)?;
    let mut edition = by_id(newsroom, id).await?;
    match edition.state {
        State::Sent => return Err(Refusal::State(format!("the edition of {} has been sent", edition.day)).into()),
        State::Sending => return Ok(edition),
        State::Freezing => {}
        State::Composed | State::Held if edition.released.is_none() => edition = freeze_content(newsroom, act, &edition).await?,
        State::Composed => edition = turn(newsroom, act, &edition, State::Freezing, Some(LET_GO)).await?,
        State::Held => edition = withdrawal::resume(newsroom, act, &edition).await?,
    }
    if edition.state != State::Freezing {
        return Ok(edition);
    }
    freeze_audience(newsroom, act, &edition).await?;
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
        store::audit::append(&tx, act, verb, &edition.day.to_string()).await?;
    }
    newsroom.commit(tx).await?;
    by_id(newsroom, edition.id).await
}

/// Writes down what the letters will say: every block rendered once, and the instant that all of them are dated with.
async fn freeze_content(newsroom: &Newsroom, act: &Act, edition: &Edition) -> Verb<Edition> {
    let paper = crate::paper::get(newsroom).await?;
    check(&paper)?;
    // Before the transaction: nobody else is to wait for templates.
    let mail = EditionMail::compile()?;
    let tx = newsroom.begin(act.now).await?;
    let turned = editions::turn(&tx, edition.id, edition.state, State::Freezing).await?;
    let edition = editions::by_id(&tx, edition.id).await?.unwrap_or_else(|| edition.clone());
    if !turned {
        return Ok(edition);
    }
    let (mut live, mut own) = (Vec::new(), 0);
    for (place, id) in edition.stories.iter().enumerate() {
        let story = load(&tx, *id).await?;
        if story.is_live() {
            live.push(story);
            own += usize::from(place < edition.own);
        }
    }
    let Some(lead) = live.first() else {
        return Err(Refusal::State("no story of this edition is live any more; compose it again".to_owned()).into());
    };
    let plan = plan_of(&tx, edition.day, edition.later).await?;
    let (subject, preheader) = lines(&plan, &lead.draft, &paper);
    let frozen = Edition {
        state: State::Freezing,
        subject,
        preheader,
        stories: live.iter().map(|story| story.id).collect(),
        own,
        released: Some(act.now),
        ..edition
    };
    let parts = mail.freeze(&tx, &paper, &frozen, &plan.note, &live).await?;
    editions::put_parts(&tx, frozen.id, &parts).await?;
    editions::save(&tx, &frozen).await?;
    tx.change(ChangeKind::Edition, frozen.id.0);
    store::audit::append(&tx, act, "release the edition", &frozen.day.to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(frozen)
}

/// Writes one row for each reader, batch after batch, until eligible = prepared + excluded.
async fn freeze_audience(newsroom: &Newsroom, act: &Act, edition: &Edition) -> Verb<()> {
    let conn = newsroom.store().read().await?;
    let asked = Asked {
        edition,
        later_hours: crate::paper::get(newsroom).await?.later_hours,
        follows: follow_masks(&conn, edition).await?,
        published: published(&conn, edition).await?,
    };
    let mut through = ReaderId(deliveries::freezing(&conn, edition.id).await?.through);
    loop {
        let tx = newsroom.begin(act.now).await?;
        editions::lock_day(&tx, edition.day).await?;
        deliveries::lock_audience(&tx).await?;
        // Read within the write: who is erased in between has no letter.
        let batch = deliveries::audience(&tx, through, FREEZE_BATCH).await?;
        let Some(last) = batch.last().map(|listener| listener.reader) else { return Ok(()) };
        if deliveries::freezing(&tx, edition.id).await?.through > through.0 {
            // Somebody else freezes it too, and was faster.
            through = ReaderId(deliveries::freezing(&tx, edition.id).await?.through);
            continue;
        }
        let had_today = deliveries::had_today(&tx, edition.day, edition.id, through, last).await?;
        let (mut letters, mut caught_up) = (Vec::with_capacity(batch.len()), Vec::new());
        let mut excluded = Without::ALL.map(|why| (why, 0_i64));
        for listener in &batch {
            let letter = asked.letter(listener, had_today.contains(&listener.reader));
            if listener.wishes.heard.is_some() && matches!(letter, Ok(_) | Err(Without::NothingForThem)) {
                caught_up.push(listener.reader);
            }
            match letter {
                Ok(contents) => letters.push((listener.reader, contents)),
                Err(why) => excluded.iter_mut().filter(|(reason, _)| *reason == why).for_each(|(_, readers)| *readers += 1),
            }
        }
        deliveries::freeze(&tx, edition.id, &letters, &excluded, last).await?;
        deliveries::caught_up(&tx, &caught_up).await?;
        newsroom.commit(tx).await?;
        through = last;
    }
}

/// What decides about every reader of an edition.
struct Asked<'a> {
    edition: &'a Edition,
    later_hours: Vec<u16>,
    follows: HashMap<ReaderId, Selection>,
    /// When each of its stories came onto the paper.
    published: Vec<Instant>,
}

impl Asked<'_> {
    /// One reader's letter, or why there is none.
    fn letter(&self, listener: &Listener, had_today: bool) -> Result<Contents, Without> {
        let wishes = &listener.wishes;
        if let Some(why) = wishes.without(self.edition.day, self.edition.later, &self.later_hours, had_today) {
            return Err(why);
        }
        let new = match wishes.heard {
            None => Selection::all(self.edition.own),
            Some(heard) => {
                let places = self.published.iter().enumerate().filter(|(_, published)| **published > heard);
                places.fold(Selection(0), |new, (place, _)| new.with(place))
            }
        };
        let followed = self.follows.get(&listener.reader).copied().unwrap_or(Selection(0));
        letter_for(listener.choice, wishes.quiet, followed, new).ok_or(Without::NothingForThem)
    }
}

async fn published(conn: &Conn, edition: &Edition) -> Verb<Vec<Instant>> {
    let mut published = Vec::with_capacity(edition.stories.len());
    for id in &edition.stories {
        let story = stories::by_id(conn, *id).await?;
        published.push(story.and_then(|story| story.live_since).unwrap_or(edition.composed));
    }
    Ok(published)
}

/// For each reader who follows an artist of this edition, which of its stories are about one: the story-major pass of
/// newsletter.md §7. A follower of a member hears of the group they are in, and of nothing they were in once.
async fn follow_masks(conn: &Conn, edition: &Edition) -> Verb<HashMap<ReaderId, Selection>> {
    let places = places_of(conn, &edition.stories).await?;
    let mut ids: Vec<_> = places.keys().copied().collect();
    ids.sort_unstable();
    let mut masks: HashMap<ReaderId, Selection> = HashMap::new();
    let mut take = |reader, artist| {
        let mask = masks.entry(reader).or_insert(Selection(0));
        mask.0 |= places.get(&artist).map_or(0, |places| places.0);
    };
    deliveries::followed(conn, &ids, &mut take).await?;
    Ok(masks)
}

/// For each artist whose followers hear of an edition, which of its stories they hear of.
async fn places_of(conn: &Conn, stories: &[StoryId]) -> Verb<HashMap<ArtistId, Selection>> {
    let mut places: HashMap<ArtistId, Selection> = HashMap::new();
    for (place, story) in stories.iter().enumerate() {
        for (artist, strength) in links::story_artists(conn, *story).await? {
            if !strength.counts_for_followers() {
                continue;
            }
            let members = artists::members_of(conn, artist).await?;
            let current = members.into_iter().filter(|membership| !membership.ended).map(|membership| membership.member);
            for artist in std::iter::once(artist).chain(current) {
                let mask = places.entry(artist).or_insert(Selection(0));
                *mask = mask.with(place);
            }
        }
    }
    Ok(places)
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
            return Err(Refusal::State(format!("the edition of {} has been sent; nothing is left to hold", edition.day)).into());
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
