//! Stories as the desk works on them: whose they are, the version that readers do not see yet, what keeps saves safe.

pub mod notes;
pub mod presence;
pub mod previews;
pub mod queue;
pub mod saves;

use crate::db::{Conn, Fields, Row, Tx, statements, values};
use crate::error::Result;
use crate::media;
use crate::stories::{note_change, outdated, overwrite, version};
use domain::change::ChangeKind;
use domain::id::{StaffId, StoryId};
use domain::media::{Use, of_draft};
use domain::slug::Slug;
use domain::story::checks;
use domain::story::desk::{Assignment, Desk, Pending, Working};
use domain::story::{Draft, State, Story};
use std::collections::{BTreeSet, HashMap};

/// A condition: the story of a column is on the paper, or belongs to the person of a placeholder, or the placeholder is
/// null, which stands for who may read everything. PostgreSQL asks for the type of what is only compared with null.
macro_rules! may_see {
    ($story:literal, $person:literal) => {
        concat!(
            "(CAST(",
            $person,
            " AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM stories AS seen WHERE seen.id = ",
            $story,
            " AND seen.state = 'live') OR EXISTS (SELECT 1 FROM story_desk AS owned WHERE owned.story = ",
            $story,
            " AND owned.owner = ",
            $person,
            "))"
        )
    };
}
pub(crate) use may_see;

statements! {
    FIND = "SELECT story, owner, deadline, brief, note, written, began, saved_at, saved_by FROM story_desk WHERE story = ?1";
    BEGIN = "INSERT INTO story_desk (story, state, section, written, saved_at, saved_by, due, checks)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    SAVED = "UPDATE story_desk SET state = ?2, section = ?3, saved_at = ?4, saved_by = ?5, began = NULL, written = coalesce(?6, written),
        due = CASE WHEN ?7 = 1 THEN deadline ELSE ?8 END, checks = ?9 WHERE story = ?1";
    PUT = "UPDATE story_desk SET state = ?2, section = ?3, saved_at = ?4, saved_by = ?5, began = ?6, written = ?7, due = ?8, owner = ?9,
        deadline = ?10, brief = ?11, note = ?12, checks = ?13 WHERE story = ?1";
    OWNER = "SELECT story, owner FROM story_desk WHERE story = ?1";
    PENDING = "SELECT story, base, revision, text_version, content FROM story_pending WHERE story = ?1";
    PENDINGS = "SELECT story, base, revision, text_version, content FROM story_pending WHERE story IN json_ids(?1) ORDER BY story";
    BASE = "SELECT story, base FROM story_pending WHERE story = ?1";
    REBASE = "UPDATE story_pending SET base = ?2 WHERE story = ?1";
    PUT_PENDING = "INSERT INTO story_pending (story, base, revision, text_version, content) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (story) DO UPDATE SET base = excluded.base, revision = excluded.revision, text_version = excluded.text_version,
        content = excluded.content";
    MOVE_SECTION = "UPDATE story_desk SET section = ?2 WHERE section = ?1";
    EVERY_PENDING = "SELECT story, content FROM story_pending ORDER BY story";
    SET_CONTENT = "UPDATE story_pending SET content = ?2 WHERE story = ?1";
    DROP_PENDING = "DELETE FROM story_pending WHERE story = ?1";
    COUNT = "UPDATE stories SET revision = ?2 WHERE id = ?1 AND revision = ?3";
}

/// Every list of statements below this module.
#[cfg(test)]
pub(crate) static BELOW: &[&[(&str, &crate::db::Sql)]] = &[notes::ALL, presence::ALL, previews::ALL, queue::ALL, saves::ALL];

/// Whose story it is; `None` when there is no such story.
///
/// # Errors
/// As every read.
pub async fn owner(conn: &Conn, id: StoryId) -> Result<Option<Option<StaffId>>> {
    conn.row(&OWNER, &values![id]).await?.map(|row| Ok(row.of("story_desk").int_or_none("owner")?.map(StaffId))).transpose()
}

/// What the desk has in one section is in another from now on, versions that readers do not see yet included.
pub(crate) async fn move_section(tx: &Tx, from: &Slug, to: &Slug) -> Result<()> {
    tx.run(&MOVE_SECTION, &values![from, to]).await?;
    for row in tx.rows(&EVERY_PENDING, &[]).await? {
        let fields = row.of("story_pending");
        let mut content: serde_json::Value = fields.json("content")?;
        if content.get("section").and_then(serde_json::Value::as_str) == Some(from.as_str())
            && let Some(fields) = content.as_object_mut()
        {
            fields.insert("section".to_owned(), to.as_str().into());
            tx.run(&SET_CONTENT, &values![row.of("story_pending").int("story")?, content.to_string()]).await?;
        }
    }
    Ok(())
}

/// A story as the desk works on it, whatever its state.
///
/// # Errors
/// As every read.
pub async fn working(conn: &Conn, id: StoryId) -> Result<Option<Working>> {
    let Some(story) = crate::stories::by_id(conn, id).await? else { return Ok(None) };
    let desk = match conn.row(&FIND, &values![id]).await? {
        Some(row) => read(row.of("story_desk"))?,
        None => Desk { written: story.revision, ..Desk::default() },
    };
    let pending = conn.row(&PENDING, &values![id]).await?.map(|row| read_pending(&row)).transpose()?;
    Ok(Some(Working { story, desk, pending }))
}

/// The versions that readers do not see yet, of some stories.
pub(crate) async fn pending_drafts(conn: &Conn, ids: &[StoryId]) -> Result<HashMap<StoryId, Draft>> {
    let rows = conn.rows(&PENDINGS, &[crate::db::json_ids(ids.iter().map(|id| id.0))]).await?;
    rows.iter().map(|row| Ok((StoryId(row.of("story_pending").int("story")?), read_pending(row)?.draft))).collect()
}

fn read(fields: Fields<'_>) -> Result<Desk> {
    let owner = fields.int_or_none("owner")?.map(StaffId);
    let assignment = match (owner, fields.owned_or_none("brief")?) {
        (Some(writer), Some(brief)) => Some(Assignment { writer, deadline: fields.time_or_none("deadline")?, brief }),
        _ => None,
    };
    Ok(Desk {
        owner,
        assignment,
        note: fields.owned_or_none("note")?,
        written: fields.int("written")?,
        began: fields.time_or_none("began")?,
        saved_at: fields.time_or_none("saved_at")?,
        saved_by: fields.owned("saved_by")?,
    })
}

fn read_pending(row: &Row) -> Result<Pending> {
    let fields = row.of("story_pending");
    let (_, draft) = version::read_content(fields)?;
    Ok(Pending { base: fields.int("base")?, revision: fields.int("revision")?, text_version: fields.int("text_version")?, draft })
}

/// The revision at which a story as readers see it was stored, when a newer version stands beside it.
pub(crate) async fn base(conn: &Conn, id: StoryId) -> Result<Option<i64>> {
    conn.row(&BASE, &values![id]).await?.map(|row| row.of("story_pending").int("base")).transpose()
}

/// A new story has no past at the desk.
pub(crate) async fn stored(tx: &Tx, story: &Story, who: &str) -> Result<()> {
    let due = due(&story.state, None);
    let params = values![story.id, story.state.word(), &story.draft.section, story.revision, tx.now(), who, due, blocking(&story.draft)];
    tx.run(&BEGIN, &params).await?;
    Ok(())
}

/// A story was saved as a whole: what the desk's lists show of it follows, and whoever had the old text is outdated.
pub(crate) async fn saved(tx: &Tx, old: &Story, new: &Story, who: &str) -> Result<()> {
    let same_text = old.draft == Draft { dateline: old.draft.dateline, ..new.draft.clone() };
    let written = (!same_text).then_some(new.revision);
    let open = is_open(&new.state);
    let due = due(&new.state, None);
    let params = values![new.id, new.state.word(), &new.draft.section, tx.now(), who, written, open, due, blocking(&new.draft)];
    tx.run(&SAVED, &params).await?;
    tx.run(&REBASE, &values![new.id, new.revision]).await?;
    Ok(())
}

/// How many things stand in the way of a draft's going live.
fn blocking(draft: &Draft) -> usize {
    checks::of_draft(draft).iter().filter(|check| check.blocking).count()
}

fn is_open(state: &State) -> bool {
    matches!(state, State::Assigned | State::Draft | State::Submitted)
}

/// When something is to happen with it: it goes live by itself, or somebody waits for it.
fn due(state: &State, assignment: Option<&Assignment>) -> Option<domain::time::Instant> {
    match state {
        State::Scheduled { at } => Some(*at),
        open if is_open(open) => assignment.and_then(|assignment| assignment.deadline),
        _ => None,
    }
}

/// Stores what became of a story, over what the caller had read. `begins`: what stood before is kept as a version.
/// # Errors
/// [`crate::StoreError::Conflict`] when somebody saved in between, or the address is taken.
pub async fn put(tx: &Tx, before: &Working, after: &Working, begins: bool, who: &str) -> Result<()> {
    let had = before.story.revision;
    match (&before.pending, &after.pending) {
        (old, Some(new)) if old.as_ref() != Some(new) => {
            count(tx, after, had).await?;
            if let (Some(_), true) = (old, begins) {
                keep_pending(tx, before).await?;
            }
            let content = version::write(&after.as_written(), "pending");
            tx.run(&PUT_PENDING, &values![after.story.id, new.base, new.revision, new.text_version, content]).await?;
            media::set_uses(tx, Use::Draft(after.story.id), &of_draft(&new.draft)).await?;
        }
        (Some(_), None) => {
            let dropped = Story { revision: had, ..after.story.clone() } == before.story;
            if dropped || before.desk.saved_by != who {
                keep_pending(tx, before).await?;
            }
            if dropped {
                count(tx, after, had).await?;
            } else {
                put_story(tx, before, after, true, who).await?;
            }
            tx.run(&DROP_PENDING, &values![after.story.id]).await?;
            media::set_uses(tx, Use::Draft(after.story.id), &BTreeSet::new()).await?;
        }
        _ => {
            put_story(tx, before, after, begins, who).await?;
            tx.run(&REBASE, &values![after.story.id, after.story.revision]).await?;
        }
    }
    tx.change(ChangeKind::Draft, after.story.id.0);
    describe(tx, after, who).await
}

async fn put_story(tx: &Tx, before: &Working, after: &Working, begins: bool, who: &str) -> Result<()> {
    let had = before.story.revision;
    if begins {
        version::keep(tx, after.story.id, had).await?;
    }
    overwrite(tx, &after.story, had, who).await?;
    note_change(tx, &before.story.state, &after.story);
    Ok(())
}

async fn count(tx: &Tx, after: &Working, had: i64) -> Result<()> {
    match tx.run(&COUNT, &values![after.story.id, after.story.revision, had]).await? {
        0 => Err(outdated(after.story.id, had)),
        _ => Ok(()),
    }
}

async fn keep_pending(tx: &Tx, working: &Working) -> Result<()> {
    let Some(pending) = &working.pending else { return Ok(()) };
    let at = working.desk.saved_at.unwrap_or(working.story.updated);
    version::put(tx, &working.as_written(), "pending", pending.revision, at, &working.desk.saved_by).await
}

/// Stores what only the desk knows of a story, and nothing else of it. `who`: whoever saved it first, where nobody has.
///
/// # Errors
/// As every write.
pub async fn describe(tx: &Tx, after: &Working, who: &str) -> Result<()> {
    let (story, desk) = (&after.story, &after.desk);
    let (assignment, saved_by) = (desk.assignment.as_ref(), if desk.saved_by.is_empty() { who } else { &desk.saved_by });
    let params = values![
        story.id,
        story.state.word(),
        &after.draft().section,
        desk.saved_at.unwrap_or(tx.now()),
        saved_by,
        desk.began,
        desk.written,
        due(&story.state, assignment),
        desk.owner.map(|owner| owner.0),
        assignment.and_then(|assignment| assignment.deadline),
        assignment.map(|assignment| assignment.brief.as_str()),
        desk.note.as_deref(),
        blocking(after.draft()),
    ];
    tx.run(&PUT, &params).await?;
    Ok(())
}
