//! Whole papers that were read in: how far each got, what became of every entry, what is to be looked at.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::change::ChangeKind;
use domain::id::{PageId, StoryId};
use domain::navigation::Redirect;
use domain::slug::Slug;
use domain::time::Instant;
use std::collections::BTreeMap;

statements! {
    BEGIN = "INSERT INTO movings (system, source, title, sign, mapping, options, state, after_place, total, counts, why, who, began, changed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?10, 0, ?7, '{}', '', ?8, ?9, ?9) RETURNING id";
    BY_ID = "SELECT id, system, source, title, sign, mapping, options, state, after_place, total, counts, why, who, began, changed
        FROM movings WHERE id = ?1";
    LATEST = "SELECT id, system, source, title, sign, mapping, options, state, after_place, total, counts, why, who, began, changed
        FROM movings ORDER BY id DESC LIMIT ?1";
    PUT = "UPDATE movings SET system = ?2, title = ?3, sign = ?4, mapping = ?5, options = ?6, state = ?7, total = ?8, why = ?9, changed = ?10
        WHERE id = ?1";
    FORGET = "DELETE FROM movings WHERE id = ?1";
    ADVANCE = "UPDATE movings SET state = ?2, after_place = ?3, counts = ?4, why = ?5, changed = ?6
        WHERE id = ?1 AND state = 'running' AND after_place = ?7";
    STATE = "UPDATE movings SET state = ?2, changed = ?3 WHERE id = ?1";
    PUT_MOVED = "INSERT INTO moved (moving, place, foreign_id, kind, line, title, outcome, story, page, revision)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (moving, place) DO UPDATE SET outcome = excluded.outcome,
        story = excluded.story, page = excluded.page, revision = excluded.revision";
    MOVED = "SELECT moving, place, foreign_id, kind, line, title, outcome, story, page, revision FROM moved
        WHERE moving = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
    STAYED = "SELECT moving, place, foreign_id, kind, line, title, outcome, story, page, revision FROM moved
        WHERE moving = ?1 AND outcome = 'new' ORDER BY place LIMIT ?2";
    LAST_OF = "SELECT moving, place, foreign_id, kind, line, title, outcome, story, page, revision FROM moved
        WHERE story = ?1 AND outcome <> 'kept' ORDER BY moving DESC, place DESC LIMIT 1";
    LAST_OF_PAGE = "SELECT revision FROM moved WHERE story IS NULL AND page = ?1 AND outcome <> 'kept' AND foreign_id = ?3
        AND moving IN (SELECT id FROM movings WHERE system = ?2) ORDER BY moving DESC, place DESC LIMIT 1";
    PAGE_OF = "SELECT page FROM moved WHERE story IS NULL AND page IS NOT NULL AND foreign_id = ?2
        AND moving IN (SELECT id FROM movings WHERE system = ?1) ORDER BY moving DESC, place DESC LIMIT 1";
    TAKEN_OUT = "UPDATE moved SET outcome = 'taken-out' WHERE moving = ?1 AND place = ?2";
    PUT_PATH = "INSERT INTO moved_paths (moving, path, target, was)
        VALUES (?1, ?2, ?3, (SELECT redirects.target FROM redirects WHERE redirects.path = ?2))
        ON CONFLICT (moving, path) DO UPDATE SET target = excluded.target";
    PATHS = "SELECT path, target, was FROM moved_paths WHERE moving = ?1 ORDER BY path LIMIT ?2";
    SECTIONS = "SELECT sections FROM movings WHERE id = ?1";
    PUT_SECTIONS = "UPDATE movings SET sections = ?2 WHERE id = ?1";
    FORGET_PATH = "DELETE FROM moved_paths WHERE moving = ?1 AND path = ?2";
    PUT_FINDING = "INSERT INTO moving_findings (moving, place, about, text, story) VALUES (?1, ?2, ?3, ?4, ?5)";
    FINDINGS = "SELECT id, moving, place, about, text, story, settled, settled_by FROM moving_findings
        WHERE moving = ?1 AND id > ?2 AND settled IS NULL ORDER BY id LIMIT ?3";
    FINDINGS_ABOUT = "SELECT id, moving, place, about, text, story, settled, settled_by FROM moving_findings
        WHERE about = ?4 AND moving = ?1 AND id > ?2 AND settled IS NULL ORDER BY id LIMIT ?3";
    COUNT_FINDINGS = "SELECT about, count(*) AS n FROM moving_findings WHERE moving = ?1 AND settled IS NULL GROUP BY about ORDER BY about";
    SETTLE = "UPDATE moving_findings SET settled = ?2, settled_by = ?3 WHERE id = ?1 AND moving = ?4 AND settled IS NULL";
    SETTLE_ABOUT = "UPDATE moving_findings SET settled = ?3, settled_by = ?4 WHERE moving = ?1 AND about = ?2 AND settled IS NULL";
    SETTLE_SAME = "UPDATE moving_findings SET settled = ?4, settled_by = ?5
        WHERE moving = ?1 AND about = ?2 AND text = ?3 AND settled IS NULL";
    REOPEN = "UPDATE moving_findings SET settled = NULL, settled_by = NULL WHERE id = ?1 AND moving = ?2 AND settled IS NOT NULL";
    OFTEN = "SELECT about, text, count(*) AS n FROM moving_findings WHERE moving = ?1 AND (?2 = '' OR about = ?2) AND settled IS NULL
        GROUP BY about, text HAVING count(*) > 1 ORDER BY n DESC, about, text LIMIT ?3";
    FORGET_FINDINGS = "DELETE FROM moving_findings WHERE moving = ?1";
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovingState {
    /// Its source is at the desk and is being looked at; or that broke off, and can begin again.
    Looking,
    /// It was looked at. Nothing of it is stored.
    Looked,
    /// It was looked at, and cannot be read.
    Unreadable,
    /// It goes on; or its process died, and it can be resumed.
    Running,
    /// Somebody stopped it for now.
    Paused,
    /// All of the source was read.
    Done,
    /// It was taken out again.
    TakenOut,
}

impl MovingState {
    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Looked => "looked",
            Self::Unreadable => "unreadable",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::TakenOut => "taken-out",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Looking, Self::Looked, Self::Unreadable, Self::Running, Self::Paused, Self::Done, Self::TakenOut];
        all.into_iter().find(|state| state.word() == word)
    }
}

/// An import of a whole paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    /// Ours.
    pub id: i64,
    /// What its stories' source is called: `wordpress:https://paper.example`.
    pub system: String,
    /// The file or folder.
    pub source: String,
    /// The paper's name there.
    pub title: String,
    /// What tells this source from a changed one.
    pub sign: String,
    /// The mapping, JSON.
    pub mapping: String,
    /// The options, JSON.
    pub options: String,
    /// Where it stands.
    pub state: MovingState,
    /// Entries up to this one are done.
    pub after_place: u64,
    /// Entries there are.
    pub total: u64,
    /// How many came to what.
    pub counts: BTreeMap<String, u64>,
    /// Why it stopped, when it did.
    pub why: String,
    /// Who began it.
    pub who: String,
    /// When it began.
    pub began: Instant,
    /// When it last moved on.
    pub changed: Instant,
}

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its place in the source.
    pub place: u64,
    /// Its id there.
    pub foreign_id: String,
    /// Its kind there.
    pub kind: String,
    /// Its line there.
    pub line: u64,
    /// Its title.
    pub title: String,
    /// `new`, `changed`, `same`, `kept`, `left`, …
    pub outcome: String,
    /// The story that it became.
    pub story: Option<StoryId>,
    /// The standing page that it became.
    pub page: Option<PageId>,
    /// The revision that the import left it at: another one says that it was edited since.
    pub revision: Option<i64>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovingFinding {
    /// Ours; 0 for one that is not stored yet.
    pub id: i64,
    /// The entry's place.
    pub place: u64,
    /// What kind.
    pub about: String,
    /// What it is.
    pub text: String,
    /// In which story.
    pub story: Option<StoryId>,
}

fn number(fields: &Fields<'_>, column: &str) -> Result<u64> {
    u64::try_from(fields.int(column)?).map_err(|_| fields.corrupt(column))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read(fields: Fields<'_>) -> Result<Moving> {
    Ok(Moving {
        id: fields.int("id")?,
        system: fields.owned("system")?,
        source: fields.owned("source")?,
        title: fields.owned("title")?,
        sign: fields.owned("sign")?,
        mapping: fields.owned("mapping")?,
        options: fields.owned("options")?,
        state: fields.word("state", MovingState::from_word)?,
        after_place: number(&fields, "after_place")?,
        total: number(&fields, "total")?,
        counts: fields.json("counts")?,
        why: fields.owned("why")?,
        who: fields.owned("who")?,
        began: fields.time("began")?,
        changed: fields.time("changed")?,
    })
}

fn read_moved(fields: Fields<'_>) -> Result<Moved> {
    Ok(Moved {
        place: number(&fields, "place")?,
        foreign_id: fields.owned("foreign_id")?,
        kind: fields.owned("kind")?,
        line: number(&fields, "line")?,
        title: fields.owned("title")?,
        outcome: fields.owned("outcome")?,
        story: fields.int_or_none("story")?.map(StoryId),
        page: fields.int_or_none("page")?.map(PageId),
        revision: fields.int_or_none("revision")?,
    })
}

/// Begins one; its id and counts are made here.
///
/// # Errors
/// As every write.
pub async fn begin(tx: &Tx, new: &Moving) -> Result<i64> {
    let state = new.state.word();
    let params =
        values![&new.system, &new.source, &new.title, &new.sign, &new.mapping, &new.options, whole(new.total), &new.who, tx.now(), state];
    crate::db::certain(tx.row(&BEGIN, &params).await?)?.of("movings").int("id")
}

/// One by its number.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: i64) -> Result<Option<Moving>> {
    conn.row(&BY_ID, &values![id]).await?.map(|row| read(row.of("movings"))).transpose()
}

/// The newest first.
///
/// # Errors
/// As every read.
pub async fn latest(conn: &Conn, limit: usize) -> Result<Vec<Moving>> {
    conn.rows(&LATEST, &values![limit]).await?.iter().map(|row| read(row.of("movings"))).collect()
}

/// Stores what is known of one before anything of it is stored.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, of: &Moving) -> Result<()> {
    let (state, total) = (of.state.word(), whole(of.total));
    tx.run(&PUT, &values![of.id, &of.system, &of.title, &of.sign, &of.mapping, &of.options, state, total, &of.why, tx.now()]).await?;
    tx.change(ChangeKind::Draft, 0);
    Ok(())
}

/// Forgets one of which nothing is stored.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, id: i64) -> Result<()> {
    tx.run(&FORGET, &values![id]).await?;
    tx.change(ChangeKind::Draft, 0);
    Ok(())
}

/// Stores how far one got from a place. Nothing when it does not go on, or not from there: somebody paused it meanwhile, or
/// another process has it; nothing that was done with it may be committed then.
///
/// # Errors
/// As every write.
pub async fn advance(tx: &Tx, from: u64, to: &Moving) -> Result<bool> {
    let counts = serde_json::json!(to.counts).to_string();
    let advanced =
        tx.run(&ADVANCE, &values![to.id, to.state.word(), whole(to.after_place), counts, &to.why, tx.now(), whole(from)]).await?;
    tx.change(ChangeKind::Draft, 0);
    Ok(advanced > 0)
}

/// Stores where one stands, and nothing else of it: whoever works on it may be further than the caller knows.
///
/// # Errors
/// As every write.
pub async fn set_state(tx: &Tx, id: i64, state: MovingState) -> Result<()> {
    tx.run(&STATE, &values![id, state.word(), tx.now()]).await?;
    tx.change(ChangeKind::Draft, 0);
    Ok(())
}

/// Stores what became of entries.
///
/// # Errors
/// As every write.
pub async fn put_moved(tx: &Tx, moving: i64, moved: &[Moved]) -> Result<()> {
    let rows: Vec<_> = moved
        .iter()
        .map(|one| {
            let (place, line) = (whole(one.place), whole(one.line));
            Vec::from(values![moving, place, &one.foreign_id, &one.kind, line, &one.title, &one.outcome, one.story, one.page, one.revision])
        })
        .collect();
    tx.run_many(&PUT_MOVED, &rows).await
}

/// What became of the entries after a place, in order.
///
/// # Errors
/// As every read.
pub async fn moved(conn: &Conn, moving: i64, after: u64, limit: usize) -> Result<Vec<Moved>> {
    conn.rows(&MOVED, &values![moving, whole(after), limit]).await?.iter().map(|row| read_moved(row.of("moved"))).collect()
}

/// What an import made that is there, in order: once it was taken out, what stayed.
///
/// # Errors
/// As every read.
pub async fn stayed(conn: &Conn, moving: i64, limit: usize) -> Result<Vec<Moved>> {
    conn.rows(&STAYED, &values![moving, limit]).await?.iter().map(|row| read_moved(row.of("moved"))).collect()
}

/// The last that an import did with a story: what it left as somebody had changed it, it did nothing with.
///
/// # Errors
/// As every read.
pub async fn last_of(conn: &Conn, story: StoryId) -> Result<Option<Moved>> {
    conn.row(&LAST_OF, &values![story]).await?.map(|row| read_moved(row.of("moved"))).transpose()
}

/// The revision at which the last import of a source left the page that it made of an entry; nothing when the page is
/// somebody else's.
///
/// # Errors
/// As every read.
pub async fn left_page_at(conn: &Conn, page: PageId, system: &str, foreign_id: &str) -> Result<Option<i64>> {
    let row = conn.row(&LAST_OF_PAGE, &values![page, system, foreign_id]).await?;
    Ok(row.map(|row| row.of("moved").int_or_none("revision")).transpose()?.flatten())
}

/// The page that the last import of a source made of an entry.
///
/// # Errors
/// As every read.
pub async fn page_of(conn: &Conn, system: &str, foreign_id: &str) -> Result<Option<PageId>> {
    let row = conn.row(&PAGE_OF, &values![system, foreign_id]).await?;
    Ok(row.map(|row| row.of("moved").int_or_none("page")).transpose()?.flatten().map(PageId))
}

/// An entry's story was taken out.
///
/// # Errors
/// As every write.
pub async fn taken_out(tx: &Tx, moving: i64, place: u64) -> Result<()> {
    tx.run(&TAKEN_OUT, &values![moving, whole(place)]).await?;
    Ok(())
}

/// Leads old addresses on for an import, and notes where they led before. None of the targets may itself lead on.
///
/// # Errors
/// As every write.
pub async fn lead_on(tx: &Tx, moving: i64, led: &[Redirect]) -> Result<()> {
    let rows: Vec<_> = led.iter().map(|redirect| Vec::from(values![moving, &redirect.path, &redirect.target])).collect();
    tx.run_many(&PUT_PATH, &rows).await?;
    crate::redirects::put_many(tx, led).await
}

/// An old address that an import leads on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedPath {
    /// What it led to, and from where.
    pub led: Redirect,
    /// Where it led before.
    pub was: Option<String>,
}

/// Some of the old addresses that an import leads on, by path.
///
/// # Errors
/// As every read.
pub async fn paths(conn: &Conn, moving: i64, limit: usize) -> Result<Vec<MovedPath>> {
    let rows = conn.rows(&PATHS, &values![moving, limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("moved_paths");
            let led = Redirect { path: fields.owned("path")?, target: fields.owned("target")? };
            Ok(MovedPath { led, was: fields.owned_or_none("was")? })
        })
        .collect()
}

/// Forgets that an import leads an old address on.
///
/// # Errors
/// As every write.
pub async fn forget_path(tx: &Tx, moving: i64, path: &str) -> Result<()> {
    tx.run(&FORGET_PATH, &values![moving, path]).await?;
    Ok(())
}

/// The sections that an import made.
///
/// # Errors
/// As every read.
pub async fn sections(conn: &Conn, moving: i64) -> Result<Vec<Slug>> {
    conn.row(&SECTIONS, &values![moving]).await?.map_or(Ok(Vec::new()), |row| row.of("movings").json("sections"))
}

/// Stores which sections an import made.
///
/// # Errors
/// As every write.
pub async fn put_sections(tx: &Tx, moving: i64, sections: &[Slug]) -> Result<()> {
    tx.run(&PUT_SECTIONS, &values![moving, serde_json::json!(sections).to_string()]).await?;
    Ok(())
}

/// Stores what is to be looked at.
///
/// # Errors
/// As every write.
pub async fn put_findings(tx: &Tx, moving: i64, findings: &[MovingFinding]) -> Result<()> {
    let rows: Vec<_> = findings.iter().map(|one| Vec::from(values![moving, whole(one.place), &one.about, &one.text, one.story])).collect();
    tx.run_many(&PUT_FINDING, &rows).await
}

/// What is still to be looked at, of one kind or of all.
///
/// # Errors
/// As every read.
pub async fn findings(conn: &Conn, moving: i64, about: Option<&str>, after: i64, limit: usize) -> Result<Vec<MovingFinding>> {
    let rows = match about {
        Some(about) => conn.rows(&FINDINGS_ABOUT, &values![moving, after, limit, about]).await?,
        None => conn.rows(&FINDINGS, &values![moving, after, limit]).await?,
    };
    let read = |row: &crate::db::Row| {
        let fields = row.of("moving_findings");
        Ok(MovingFinding {
            id: fields.int("id")?,
            place: number(&fields, "place")?,
            about: fields.owned("about")?,
            text: fields.owned("text")?,
            story: fields.int_or_none("story")?.map(StoryId),
        })
    };
    rows.iter().map(read).collect()
}

/// How much is to be looked at, by kind.
///
/// # Errors
/// As every read.
pub async fn count_findings(conn: &Conn, moving: i64) -> Result<Vec<(String, u64)>> {
    let rows = conn.rows(&COUNT_FINDINGS, &values![moving]).await?;
    rows.iter().map(|row| row.of("moving_findings")).map(|fields| Ok((fields.owned("about")?, number(&fields, "n")?))).collect()
}

/// Somebody looked at these; gives how many were open.
///
/// # Errors
/// As every write.
pub async fn settle(tx: &Tx, moving: i64, ids: &[i64], who: &str) -> Result<u64> {
    let mut settled = 0;
    for id in ids {
        settled += tx.run(&SETTLE, &values![*id, tx.now(), who, moving]).await?;
    }
    tx.change(ChangeKind::Draft, 0);
    Ok(settled)
}

/// Somebody looked at all of a kind; gives how many were open.
///
/// # Errors
/// As every write.
pub async fn settle_all(tx: &Tx, moving: i64, about: &str, who: &str) -> Result<u64> {
    tx.change(ChangeKind::Draft, 0);
    tx.run(&SETTLE_ABOUT, &values![moving, about, tx.now(), who]).await
}

/// Somebody looked at all of a kind that say the same; gives how many were open.
///
/// # Errors
/// As every write.
pub async fn settle_same(tx: &Tx, moving: i64, about: &str, text: &str, who: &str) -> Result<u64> {
    tx.change(ChangeKind::Draft, 0);
    tx.run(&SETTLE_SAME, &values![moving, about, text, tx.now(), who]).await
}

/// These are to be looked at after all; gives how many were not open.
///
/// # Errors
/// As every write.
pub async fn reopen(tx: &Tx, moving: i64, ids: &[i64]) -> Result<u64> {
    let mut opened = 0;
    for id in ids {
        opened += tx.run(&REOPEN, &values![*id, moving]).await?;
    }
    tx.change(ChangeKind::Draft, 0);
    Ok(opened)
}

/// What is to be looked at more than once in the same words, the most frequent first: kind, words, how often.
///
/// # Errors
/// As every read.
pub async fn often(conn: &Conn, moving: i64, about: Option<&str>, limit: usize) -> Result<Vec<(String, String, u64)>> {
    let rows = conn.rows(&OFTEN, &values![moving, about.unwrap_or_default(), limit]).await?;
    let read = |fields: Fields<'_>| Ok((fields.owned("about")?, fields.owned("text")?, number(&fields, "n")?));
    rows.iter().map(|row| read(row.of("moving_findings"))).collect()
}

/// Forgets what was to be looked at: the import is taken out.
///
/// # Errors
/// As every write.
pub async fn forget_findings(tx: &Tx, moving: i64) -> Result<()> {
    tx.run(&FORGET_FINDINGS, &values![moving]).await?;
    Ok(())
}
