//! What a story was: listed, compared, restored.

use super::{load, named, notes, store};
use crate::{Newsroom, Verb, VerbError};
use ::store::stories;
use domain::act::Act;
use domain::id::StoryId;
use domain::story::Draft;
use domain::story::desk::{Saving, Working};
use domain::time::Instant;
use std::time::Duration;
use text::compare::{self, BlockChange, Piece};

/// A version in the list of a story's versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its number.
    pub revision: i64,
    /// When it was last saved.
    pub at: Instant,
    /// By whom.
    pub who: String,
    /// Where the story stood, by the state's word; `pending` for one beside what readers saw.
    pub state: String,
    /// The correction note that it came with.
    pub correction: Option<String>,
    /// How many words it adds to the version before it, in headline, standfirst and text; more than need be when to find
    /// the fewest would take long.
    pub added: usize,
    /// How many words it takes out.
    pub removed: usize,
    /// What was written.
    pub draft: Draft,
}

/// The most versions of one list.
pub const MOST: usize = 50;

/// The versions of a story, newest first, those that stand included; older than `before` when given.
///
/// # Errors
/// [`VerbError::Refused`] when the story is somebody else's.
pub async fn list(newsroom: &Newsroom, act: &Act, id: StoryId, before: Option<i64>, limit: usize) -> Verb<Vec<Version>> {
    let conn = newsroom.store().read().await?;
    let working = load(&conn, id).await?;
    working.may_read(act)?;
    let limit = limit.clamp(1, MOST);
    // One more than is shown: what a version adds is said against the one before it.
    let kept = stories::versions_before(&conn, id, before.unwrap_or(i64::MAX), limit + 1).await?;
    let mut all: Vec<stories::Version> =
        standing(&working).into_iter().filter(|one| before.is_none_or(|before| one.revision < before)).collect();
    all.extend(kept);
    all.sort_by_key(|one| std::cmp::Reverse(one.revision));
    let listed = |(place, one): (usize, &stories::Version)| {
        let (added, removed) = all.get(place + 1).map_or_else(|| (words(&one.draft), 0), |older| counts(&older.draft, &one.draft));
        let correction = working.story.corrections.iter().find(|correction| correction.at == one.at);
        Version {
            revision: one.revision,
            at: one.at,
            who: one.who.clone(),
            state: one.state.clone(),
            correction: correction.map(|correction| correction.text.clone()),
            added,
            removed,
            draft: one.draft.clone(),
        }
    };
    Ok(crate::beside_others(|| all.iter().enumerate().take(limit).map(listed).collect()))
}

/// The versions that stand: what is being written, and what readers see when that is something else.
fn standing(working: &Working) -> Vec<stories::Version> {
    let (story, desk) = (&working.story, &working.desk);
    let version = |revision, state: &str, draft: &Draft| stories::Version {
        revision,
        at: desk.saved_at.unwrap_or(story.updated),
        who: desk.saved_by.clone(),
        state: state.to_owned(),
        draft: draft.clone(),
    };
    match &working.pending {
        Some(pending) => {
            let seen =
                stories::Version { at: story.updated, who: String::new(), ..version(pending.base, story.state.word(), &story.draft) };
            vec![version(pending.revision, "pending", &pending.draft), seen]
        }
        None => vec![version(story.revision, story.state.word(), &story.draft)],
    }
}

fn words(draft: &Draft) -> usize {
    let lines = [&draft.headline, &draft.standfirst].into_iter().map(|line| line.split_whitespace().count()).sum::<usize>();
    lines + draft.body.word_count()
}

/// How long a list may ponder over each of its versions: it is asked for after every pause of typing.
const COUNTING: Duration = Duration::from_millis(40);

/// How long two versions are compared for somebody who wants to see what differs.
const COMPARING: Duration = Duration::from_secs(2);

fn counts(old: &Draft, new: &Draft) -> (usize, usize) {
    let compared = compared(old, new, COUNTING);
    (compared.added, compared.removed)
}

/// The draft of one version; `0` is what is being written now.
///
/// # Errors
/// [`VerbError::Absent`] when no version has that number, [`VerbError::Refused`].
pub async fn one(newsroom: &Newsroom, act: &Act, id: StoryId, revision: i64) -> Verb<stories::Version> {
    let conn = newsroom.store().read().await?;
    let working = load(&conn, id).await?;
    working.may_read(act)?;
    find(&conn, &working, revision).await
}

async fn find(conn: &::store::Conn, working: &Working, revision: i64) -> Verb<stories::Version> {
    let mut standing = standing(working).into_iter();
    let newest = standing.next();
    if let Some(newest) = newest.filter(|newest| revision == 0 || newest.revision == revision || working.story.revision == revision) {
        return Ok(newest);
    }
    if let Some(seen) = standing.next().filter(|seen| seen.revision == revision) {
        return Ok(seen);
    }
    let kept = stories::version(conn, working.story.id, revision).await?;
    kept.ok_or_else(|| {
        VerbError::Absent(format!(
            "story {} has no version {revision} of its own; the list of versions says which it has",
            working.story.id
        ))
    })
}

/// Two versions side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The older one's number; the newer one's.
    pub revisions: (i64, i64),
    /// The headlines.
    pub headline: Vec<Piece>,
    /// The standfirsts.
    pub standfirst: Vec<Piece>,
    /// Facts that differ, by the field's name in the API: old and new, in words.
    pub facts: Vec<(&'static str, String, String)>,
    /// The texts, block by block.
    pub blocks: Vec<BlockChange>,
    /// Words that were added.
    pub added: usize,
    /// Words that were taken out.
    pub removed: usize,
}

/// Compares two versions; `to` 0 is what is being written now.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`].
pub async fn compare(newsroom: &Newsroom, act: &Act, id: StoryId, from: i64, to: i64) -> Verb<Comparison> {
    let conn = newsroom.store().read().await?;
    let working = load(&conn, id).await?;
    working.may_read(act)?;
    let (old, new) = (find(&conn, &working, from).await?, find(&conn, &working, to).await?);
    let people: Vec<_> = old.draft.bylines.iter().chain(&new.draft.bylines).map(|byline| byline.person).collect();
    let people = ::store::paper::people_by_ids(&conn, &people).await?;
    let bylines = |draft: &Draft| {
        let name =
            |byline: &domain::story::Byline| people.iter().find(|person| person.id == byline.person).map(|person| person.name.clone());
        draft.bylines.iter().filter_map(name).collect::<Vec<_>>().join(", ")
    };
    let mut comparison = crate::beside_others(|| compared(&old.draft, &new.draft, COMPARING));
    comparison.revisions = (old.revision, new.revision);
    let pair = ("bylines", bylines(&old.draft), bylines(&new.draft));
    comparison.facts.extend(Some(pair).filter(|(_, old, new)| old != new));
    Ok(comparison)
}

/// A field by its name in the API, and what it says in words.
type Fact = (&'static str, fn(&Draft) -> String);

fn compared(old: &Draft, new: &Draft, patience: Duration) -> Comparison {
    let by = std::time::Instant::now().checked_add(patience);
    let headline = compare::lines(&old.headline, &new.headline, by);
    let standfirst = compare::lines(&old.standfirst, &new.standfirst, by);
    let blocks = compare::bodies(&old.body, &new.body, by);
    let (added, removed) = compare::counts(headline.iter().chain(&standfirst).chain(blocks.iter().flat_map(|block| &block.pieces)));
    let facts: [Fact; 7] = [
        ("slug", |draft| draft.slug.to_string()),
        ("section", |draft| draft.section.to_string()),
        ("kind", |draft| draft.kind.word().to_owned()),
        ("artists", |draft| draft.artists.iter().map(|credit| credit.credited_as.as_str()).collect::<Vec<_>>().join(", ")),
        ("cover", |draft| draft.cover.as_ref().map(|cover| cover.alt.clone() + " " + cover.media.as_str()).unwrap_or_default()),
        ("advisory", |draft| draft.advisory.kinds.iter().map(|kind| kind.said()).collect::<Vec<_>>().join(", ")),
        ("placement", |draft| draft.placement.word().to_owned()),
    ];
    let facts = facts.into_iter().map(|(field, told)| (field, told(old), told(new))).filter(|(_, old, new)| old != new).collect();
    Comparison { revisions: (0, 0), headline, standfirst, facts, blocks, added, removed }
}

/// Puts an earlier version's text in, as a version of its own.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`].
pub async fn restore(newsroom: &Newsroom, act: &Act, id: StoryId, revision: i64) -> Verb<Working> {
    let tx = newsroom.begin(act.now).await?;
    let old = load(&tx, id).await?;
    old.may_write(act)?;
    let version = find(&tx, &old, revision).await?;
    let Saving::Changed { working, begins } = old.restore(version.draft, act)? else { return Ok(old) };
    store(&tx, &old, &working, begins, act).await?;
    notes::carry(&tx, &old, &working).await?;
    ::store::audit::append(&tx, act, "restore", &named(&working)).await?;
    newsroom.commit(tx).await?;
    Ok(*working)
}
