//! The desk's lists: every story in whatever state, the last saved first.

use crate::db::{Built, Conn, Fields, json_ids, statements, values};
use crate::error::Result;
use crate::stories::row;
use domain::id::{StaffId, StoryId};
use domain::slug::Slug;
use domain::story::{Kind, State};
use domain::time::Instant;
use std::collections::HashMap;

statements! {
    CREDITED = "SELECT story, credited_as FROM story_credits WHERE story IN json_ids(?1) ORDER BY story, position";
    COUNTS = "SELECT state, count(*) AS stories, count(note) AS noted FROM story_desk
        WHERE state IN ('assigned', 'draft', 'submitted', 'scheduled') GROUP BY state ORDER BY state";
    COUNTS_OF = "SELECT state, count(*) AS stories, count(note) AS noted FROM story_desk
        WHERE owner = ?1 AND state IN ('assigned', 'draft', 'submitted', 'scheduled') GROUP BY state ORDER BY state";
    LIVE_SINCE = "SELECT count(*) AS stories FROM stories WHERE state = 'live' AND live_since >= ?1";
    LIVE_SINCE_OF = "SELECT count(*) AS stories FROM stories JOIN story_desk ON story_desk.story = stories.id
        WHERE stories.state = 'live' AND live_since >= ?1 AND owner = ?2";
}

/// What a list asks for; everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueueFilter {
    /// In one of these states, by their words; empty: in any.
    pub states: Vec<String>,
    /// Of this person.
    pub owner: Option<StaffId>,
    /// Of this section.
    pub section: Option<Slug>,
    /// Drafts that came with a note: sent back, or fallen off the schedule.
    pub noted: bool,
    /// With a version that readers do not see yet.
    pub pending: bool,
    /// On the paper since this instant or later.
    pub live_from: Option<Instant>,
    /// Due from one instant on and before another: first due first.
    pub due: Option<(Instant, Instant)>,
    /// One of these.
    pub among: Option<Vec<StoryId>>,
    /// Where the last page ended: saved before this instant, or at it with a lower number. Of what is due: due after it, or
    /// at it with a higher number.
    pub before: Option<(Instant, StoryId)>,
}

/// A story in a list of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Which.
    pub id: StoryId,
    /// The headline, as readers see it if they do.
    pub headline: String,
    /// The section, by slug.
    pub section: Slug,
    /// What kind.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Its path, once it is fixed.
    pub address: Option<String>,
    /// When it came onto the paper.
    pub live_since: Option<Instant>,
    /// Whose it is.
    pub owner: Option<StaffId>,
    /// By when it was asked for.
    pub deadline: Option<Instant>,
    /// What was asked for.
    pub brief: Option<String>,
    /// What was said when it was last submitted or sent back.
    pub note: Option<String>,
    /// Whether a version stands beside what readers see.
    pub pending: bool,
    /// When it was last saved.
    pub saved_at: Instant,
    /// By whom.
    pub saved_by: String,
    /// How many words.
    pub words: usize,
    /// How many things stand in the way of its going live.
    pub checks: usize,
}

/// How many stories stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each counts the stories of the state of its name")]
pub struct QueueCounts {
    pub assigned: usize,
    pub draft: usize,
    pub submitted: usize,
    pub scheduled: usize,
    pub live_today: usize,
    pub sent_back: usize,
}

const SELECT: &str = "SELECT story_desk.story AS id, headline, story_desk.section AS section, kind, stories.state AS state, state_at,
    state_reason, address, live_since, owner, deadline, brief, note, story_desk.saved_at AS saved_at, story_desk.saved_by AS saved_by,
    words, checks, (SELECT count(*) FROM story_pending WHERE story_pending.story = story_desk.story) AS pending
    FROM story_desk JOIN stories ON stories.id = story_desk.story";

impl QueueFilter {
    fn list(&self, limit: usize) -> Built {
        let mut built = Built::new(SELECT, &[]);
        built.push(" WHERE story_desk.story > 0", &[]);
        self.conditions(&mut built);
        match self.due {
            Some((from, until)) => {
                built.push(" AND due >= ?1 AND due < ?2", &values![from, until]);
                if let Some((at, id)) = self.before {
                    built.push(" AND (due > ?1 OR (due = ?1 AND story_desk.story > ?2))", &values![at, id]);
                }
                built.push(" ORDER BY due, story_desk.story LIMIT ?1", &values![limit]);
            }
            None => {
                if let Some((at, id)) = self.before {
                    built.push(" AND (story_desk.saved_at < ?1 OR (story_desk.saved_at = ?1 AND story_desk.story < ?2))", &values![at, id]);
                }
                built.push(" ORDER BY story_desk.saved_at DESC, story_desk.story DESC LIMIT ?1", &values![limit]);
            }
        }
        built
    }

    fn conditions(&self, built: &mut Built) {
        if let Some(first) = self.states.first() {
            // There are six states: the list is filled up by repeating its first.
            let word = |place: usize| self.states.get(place).unwrap_or(first).as_str();
            built.push(" AND story_desk.state IN (?1, ?2, ?3, ?4, ?5, ?6)", &values![word(0), word(1), word(2), word(3), word(4), word(5)]);
        }
        if let Some(owner) = self.owner {
            built.push(" AND owner = ?1", &values![owner.0]);
        }
        if let Some(section) = &self.section {
            built.push(" AND story_desk.section = ?1", &values![section]);
        }
        if self.noted {
            built.push(" AND story_desk.state = 'draft' AND note IS NOT NULL", &[]);
        }
        if self.pending {
            built.push(" AND story_desk.story IN (SELECT story FROM story_pending)", &[]);
        }
        if let Some(from) = self.live_from {
            built.push(" AND stories.state = 'live' AND live_since >= ?1", &values![from]);
        }
        if let Some(among) = &self.among {
            built.push(" AND story_desk.story IN json_ids(?1)", &[json_ids(among.iter().map(|id| id.0))]);
        }
    }
}

/// The stories that a filter holds for, the last saved first; of what is due, the first due.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, filter: &QueueFilter, limit: usize) -> Result<Vec<Queued>> {
    conn.rows_built(&filter.list(limit)).await?.iter().map(|row| read(row.of("story_desk"))).collect()
}

/// The artist lines of stories, as they are printed.
///
/// # Errors
/// As every read.
pub async fn artist_lines(conn: &Conn, ids: &[StoryId]) -> Result<HashMap<StoryId, Vec<String>>> {
    let mut lines: HashMap<StoryId, Vec<String>> = HashMap::new();
    for row in conn.rows(&CREDITED, &[json_ids(ids.iter().map(|id| id.0))]).await? {
        let fields = row.of("story_credits");
        lines.entry(StoryId(fields.int("story")?)).or_default().push(fields.owned("credited_as")?);
    }
    Ok(lines)
}

/// How many stories stand where, of one person or of all; `midnight`: when today began.
///
/// # Errors
/// As every read.
pub async fn counts(conn: &Conn, owner: Option<StaffId>, midnight: Instant) -> Result<QueueCounts> {
    let mut counts = QueueCounts::default();
    let rows = match owner {
        Some(owner) => conn.rows(&COUNTS_OF, &values![owner.0]).await?,
        None => conn.rows(&COUNTS, &[]).await?,
    };
    for row in rows {
        let fields = row.of("story_desk");
        let many = fields.size("stories")?;
        match fields.text("state")? {
            "assigned" => counts.assigned = many,
            "submitted" => counts.submitted = many,
            "scheduled" => counts.scheduled = many,
            _ => (counts.draft, counts.sent_back) = (many, fields.size("noted")?),
        }
    }
    let row = match owner {
        Some(owner) => conn.row(&LIVE_SINCE_OF, &values![midnight, owner.0]).await?,
        None => conn.row(&LIVE_SINCE, &values![midnight]).await?,
    };
    counts.live_today = crate::db::certain(row)?.of("stories").size("stories")?;
    Ok(counts)
}

fn read(fields: Fields<'_>) -> Result<Queued> {
    let (at, reason) = (fields.time_or_none("state_at")?, fields.owned_or_none("state_reason")?);
    Ok(Queued {
        id: StoryId(fields.int("id")?),
        headline: fields.owned("headline")?,
        section: fields.slug("section")?,
        kind: fields.word("kind", Kind::from_word)?,
        state: fields.word("state", |word| row::state(word, at, reason))?,
        address: fields.owned_or_none("address")?,
        live_since: fields.time_or_none("live_since")?,
        owner: fields.int_or_none("owner")?.map(StaffId),
        deadline: fields.time_or_none("deadline")?,
        brief: fields.owned_or_none("brief")?,
        note: fields.owned_or_none("note")?,
        pending: fields.flag("pending")?,
        saved_at: fields.time("saved_at")?,
        saved_by: fields.owned("saved_by")?,
        words: fields.size("words")?,
        checks: fields.size("checks")?,
    })
}

/// Every text that filters can be put together to, for the test that prepares all.
#[cfg(test)]
pub(crate) fn all_filters() -> Vec<Built> {
    let instant = Instant::from_micros(1);
    (0..512_u32)
        .map(|bits| {
            let on = |bit: u32| bits & (1 << bit) != 0;
            QueueFilter {
                states: if on(0) { vec!["draft".to_owned()] } else { Vec::new() },
                owner: on(1).then_some(StaffId(1)),
                section: Slug::parse("news").ok().filter(|_| on(2)),
                noted: on(3),
                pending: on(4),
                live_from: on(5).then_some(instant),
                due: on(6).then_some((instant, instant)),
                among: on(7).then(|| vec![StoryId(1)]),
                before: on(8).then_some((instant, StoryId(1))),
            }
            .list(1)
        })
        .collect()
}
