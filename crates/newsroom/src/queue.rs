//! The desk's lists: what waits for whom.

use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::id::{StaffId, StoryId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::Instant;
use store::desk::presence::holders;
use store::desk::queue::{self as stored, QueueFilter};

pub use crate::find::Progress;
pub use store::desk::queue::{QueueCounts as Counts, Queued};

/// What a list asks for; everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of states: `assigned`, `draft`, `submitted`, `scheduled`, `live`, `withdrawn`; or one alone of `sent_back` and
    /// `live_today`. Empty: any.
    pub states: Vec<String>,
    /// The actor's own.
    pub mine: bool,
    /// Of this member of staff.
    pub writer: Option<StaffId>,
    /// Of this section.
    pub section: Option<Slug>,
    /// What is searched for; see [`search::query::Query`].
    pub words: String,
    /// Due today or before: deadlines and scheduled instants, first due first.
    pub due_today: bool,
    /// With a version that readers do not see yet.
    pub pending: bool,
    /// How many at most.
    pub limit: usize,
    /// Where the last page ended: its `next`.
    pub before: Option<String>,
}

/// A list and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The stories.
    pub rows: Vec<Row>,
    /// What to ask for the next page with; none when this is the last.
    pub next: Option<String>,
    /// How many stories stand where, of all that the actor may read.
    pub counts: Counts,
    /// The desk's index is being made: words were looked for in what it has so far.
    pub progress: Option<Progress>,
}

/// A story in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is stored.
    pub story: Queued,
    /// The artist line, as it is printed.
    pub artist_line: String,
    /// Whose it is.
    pub owner: Option<(StaffId, String)>,
    /// Who has it open and writes.
    pub holder: Option<String>,
    /// What it is sorted by: when it was last saved, or when it is due.
    pub at: Instant,
}

/// The most stories of one list.
pub const MOST: usize = 200;

const STATES: [&str; 6] = ["assigned", "draft", "submitted", "scheduled", "live", "withdrawn"];

/// Lists stories that the actor may read: writers and contributors see their own.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the role may not look at the desk, or for an unknown state.
pub async fn list(newsroom: &Newsroom, act: &Act, filter: &Filter) -> Verb<Page> {
    act.allow(Right::Look)?;
    act.allow(Right::ReadStory)?;
    let zone = crate::paper::get(newsroom).await?.zone;
    let today = zone.day(act.now);
    let midnight = zone.start_of(today);
    let readable = act.keeps_to();
    // Whoever is no member of staff owns no story.
    let me = act.staff.unwrap_or(StaffId(0));
    let conn = newsroom.store().read().await?;
    let counts = stored::counts(&conn, readable, midnight).await?;
    if readable.is_some() && filter.writer.is_some_and(|writer| writer != me) {
        return Ok(Page { rows: Vec::new(), next: None, counts, progress: None });
    }
    let mut asked = QueueFilter {
        owner: readable.or(filter.mine.then_some(me)).or(filter.writer),
        section: filter.section.clone(),
        pending: filter.pending,
        due: filter.due_today.then(|| (Instant::from_micros(0), today.tomorrow().map_or(act.now, |tomorrow| zone.start_of(tomorrow)))),
        before: filter.before.as_deref().map(read_cursor).transpose()?,
        ..QueueFilter::default()
    };
    states(&filter.states, midnight, &mut asked)?;
    let mut progress = None;
    if !filter.words.trim().is_empty() {
        let until = asked.before.filter(|_| asked.due.is_none()).map(|(at, _)| at.micros());
        let (among, making) = crate::find::of_the_desk(newsroom, &filter.words, asked.owner, &asked.states, until).await?;
        (asked.among, progress) = (Some(among), making);
    }
    let limit = filter.limit.clamp(1, MOST);
    let mut found = stored::list(&conn, &asked, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let by_due = asked.due.is_some();
    let next = found.last().filter(|_| more).map(|last| format!("{}.{}", sorted_by(last, by_due).micros(), last.id));
    Ok(Page { rows: rows(&conn, found, by_due, act.now).await?, next, counts, progress })
}

fn states(words: &[String], midnight: Instant, asked: &mut QueueFilter) -> Result<(), Refusal> {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["sent_back"] => asked.noted = true,
        ["live_today"] => asked.live_from = Some(midnight),
        several => {
            if let Some(unknown) = several.iter().find(|word| !STATES.contains(word)) {
                let known = STATES.join(", ");
                return Err(Refusal::field("state", format!("“{unknown}” is none of {known}; sent_back and live_today stand alone")));
            }
            asked.states = words.to_vec();
            asked.states.sort();
            asked.states.dedup();
        }
    }
    Ok(())
}

fn read_cursor(text: &str) -> Result<(Instant, StoryId), Refusal> {
    let read = text.split_once('.').and_then(|(at, id)| Some((Instant::from_micros(at.parse().ok()?), StoryId(id.parse().ok()?))));
    read.ok_or_else(|| Refusal::field("before", "is not where a page of this list ended; use the `next` of its answer"))
}

async fn rows(conn: &store::Conn, found: Vec<Queued>, by_due: bool, now: Instant) -> Verb<Vec<Row>> {
    let ids: Vec<StoryId> = found.iter().map(|row| row.id).collect();
    let mut lines = stored::artist_lines(conn, &ids).await?;
    let held = holders(conn, &ids, now).await?;
    let owners: Vec<StaffId> = found.iter().filter_map(|row| row.owner).collect();
    let staff = if owners.is_empty() { Vec::new() } else { store::staff::by_ids(conn, &owners).await? };
    let row = |story: Queued| Row {
        artist_line: lines.remove(&story.id).unwrap_or_default().join(", "),
        owner: story.owner.and_then(|id| staff.iter().find(|one| one.id == id)).map(|one| (one.id, one.name.clone())),
        holder: held.iter().find(|one| one.story == story.id).map(|one| one.who.clone()),
        at: sorted_by(&story, by_due),
        story,
    };
    Ok(found.into_iter().map(row).collect())
}

/// The instant by which a list has its order.
fn sorted_by(story: &Queued, by_due: bool) -> Instant {
    let due = match story.state {
        domain::story::State::Scheduled { at } => Some(at),
        _ => story.deadline,
    };
    due.filter(|_| by_due).unwrap_or(story.saved_at)
}
