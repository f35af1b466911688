//! The queue of doubtful links over all stories, newest stories first.

use crate::link::{decisions, rows};
use crate::{Newsroom, Verb, stories};
use domain::act::Act;
use domain::id::{ArtistId, StoryId};
use domain::link::{AutoLink, Standing, Strength};
use domain::role::Verb as Right;
use domain::story::desk::Working;
use domain::story::{Draft, Story};
use std::collections::HashMap;
use std::sync::Arc;
use store::artists::Entry;
use store::{Conn, links};

/// A name in a story that waits for a person.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// The story.
    pub story: StoryId,
    /// Its headline.
    pub headline: String,
    /// The word of its state.
    pub state: &'static str,
    /// Its path, once it has one.
    pub address: Option<String>,
    /// Whom we take it for.
    pub artist: Arc<Entry>,
    /// What they would be to the story.
    pub strength: Strength,
    /// Why it is doubtful.
    pub evidence: String,
    /// How often the story has the name.
    pub times: usize,
    /// The words round the first place.
    pub context: Context,
    /// Everybody of the name, whom we take it for first.
    pub candidates: Vec<Arc<Entry>>,
    /// In how many stories persons said that this artist is meant, and that they are not.
    pub decided: (i64, i64),
}

/// A name with the words round it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// What stands before, from the beginning of a word.
    pub before: String,
    /// The name as it is written.
    pub name: String,
    /// What comes after, up to the end of a word.
    pub after: String,
}

/// Some of the queue.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What waits.
    pub doubts: Vec<Doubt>,
    /// How many wait in all: a story and an artist each.
    pub waiting: i64,
    /// The story before which to go on.
    pub next: Option<StoryId>,
}

/// An artist with the stories in which they wait.
#[derive(Debug, Clone)]
pub struct InDoubt {
    /// Who.
    pub artist: Arc<Entry>,
    /// In how many stories.
    pub stories: i64,
}

/// The most that is given at once.
const MOST: usize = 100;

/// Rows read for a doubt: a story that has a name ten times has ten.
const ROWS_EACH: usize = 8;

/// What waits for a person, in stories before one; of an artist, or of everybody. Who may not read every story is told of
/// those on the paper and their own.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn queue(newsroom: &Newsroom, act: &Act, artist: Option<ArtistId>, before: Option<StoryId>, limit: usize) -> Verb<Page> {
    act.allow(Right::Look)?;
    let limit = limit.clamp(1, MOST);
    let conn = newsroom.store().read().await?;
    let own = act.keeps_to();
    let waiting = links::waiting(&conn, own).await?;
    let enough = limit * ROWS_EACH;
    let rows = links::doubtful_before(&conn, before.unwrap_or(StoryId(i64::MAX)), artist, own, enough).await?;
    let mut by_story: Vec<&[AutoLink]> = rows.chunk_by(|one, other| one.story == other.story).collect();
    let mut cut = rows.len() == enough;
    if cut && by_story.len() > 1 {
        by_story.pop();
    }
    let mut page = Page { waiting, ..Page::default() };
    let mut last = None;
    for of_story in by_story {
        if page.doubts.len() >= limit {
            cut = true;
            break;
        }
        let Some(id) = of_story.first().map(|link| link.story) else { continue };
        last = Some(id);
        let story = stories::load(&conn, id).await?;
        page.doubts.extend(of_one(newsroom, &conn, &story, of_story).await?);
    }
    page.next = last.filter(|_| cut);
    Ok(page)
}

/// The doubts of one story, each artist once.
async fn of_one(newsroom: &Newsroom, conn: &Conn, story: &Story, rows: &[AutoLink]) -> Verb<Vec<Doubt>> {
    let everybody = newsroom.everybody_at_hand().await?;
    let ruled = links::rulings(conn, story.id).await?;
    let mut firsts: Vec<(&AutoLink, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.text_version == story.text_version) {
        match firsts.iter_mut().find(|(first, _)| first.artist == row.artist) {
            Some((_, times)) => *times += 1,
            None => firsts.push((row, 1)),
        }
    }
    let mut doubts = Vec::new();
    for (row, times) in firsts {
        let context = context(&story.draft, row);
        let named = everybody.names.exactly(&context.name);
        let others = named.iter().map(|one| one.artist).filter(|other| *other != row.artist && !ruled.rejected.contains(other));
        let candidates: Vec<ArtistId> = std::iter::once(row.artist).chain(others).take(MOST).collect();
        let candidates = newsroom.entries(&candidates).await?;
        let Some(artist) = candidates.iter().find(|entry| entry.artist == row.artist).cloned() else { continue };
        doubts.push(Doubt {
            story: story.id,
            headline: story.draft.headline.clone(),
            state: story.state.word(),
            address: story.address.clone(),
            artist,
            strength: row.strength,
            evidence: row.evidence.clone(),
            times,
            context,
            candidates,
            decided: links::decided(conn, row.artist).await?,
        });
    }
    Ok(doubts)
}

/// How many bytes stand round a name.
const AROUND: usize = 160;

fn context(draft: &Draft, link: &AutoLink) -> Context {
    let text = match link.span.block {
        domain::link::Span::HEADLINE => draft.headline.clone(),
        domain::link::Span::STANDFIRST => draft.standfirst.clone(),
        block => draft.body.texts().into_iter().find(|text| text.block == block).map(|text| text.inlines.text()).unwrap_or_default(),
    };
    let (before, rest) = (text.get(..link.span.start).unwrap_or_default(), text.get(link.span.end..).unwrap_or_default());
    let from = before.char_indices().map(|(at, _)| at).find(|at| before.len() - at <= AROUND).unwrap_or(before.len());
    let from = if from == 0 { 0 } else { before.get(from..).and_then(|cut| cut.find(' ')).map_or(from, |blank| from + blank + 1) };
    let to = rest.char_indices().map(|(at, _)| at).find(|at| *at >= AROUND).unwrap_or(rest.len());
    let to = if to == rest.len() { to } else { rest.get(..to).and_then(|cut| cut.rfind(' ')).unwrap_or(to) };
    Context {
        before: before.get(from..).unwrap_or_default().to_owned(),
        name: text.get(link.span.start..link.span.end).unwrap_or_default().to_owned(),
        after: rest.get(..to).unwrap_or_default().to_owned(),
    }
}

/// The artists who wait in the most stories, of those that [`queue`] tells of.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn in_doubt(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Vec<InDoubt>> {
    act.allow(Right::Look)?;
    let counts = links::in_doubt(&newsroom.store().read().await?, act.keeps_to(), limit.clamp(1, MOST)).await?;
    let entries = newsroom.entries(&counts.iter().map(|(artist, _)| *artist).collect::<Vec<_>>()).await?;
    let entries: HashMap<ArtistId, Arc<Entry>> = entries.into_iter().map(|entry| (entry.artist, entry)).collect();
    Ok(counts.into_iter().filter_map(|(artist, stories)| Some(InDoubt { artist: entries.get(&artist)?.clone(), stories })).collect())
}

/// An artist as a story speaks of them.
#[derive(Debug, Clone)]
pub struct StoryLink {
    /// Who.
    pub artist: Arc<Entry>,
    /// What they are to the story.
    pub strength: Strength,
    /// Whether readers see it.
    pub standing: Standing,
    /// Why we think so.
    pub evidence: String,
    /// How often the text has them.
    pub times: usize,
    /// The name as the text has it first.
    pub text: String,
}

/// The links laid over a story as it is written, artist by artist, rejected ones too. Those of a version that readers do
/// not see yet are found anew.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn of_story(newsroom: &Newsroom, act: &Act, story: StoryId) -> Verb<Vec<StoryLink>> {
    let Working { story, pending, .. } = crate::desk::read(newsroom, act, story).await?;
    let conn = newsroom.store().read().await?;
    let (rows, draft) = match pending {
        Some(pending) => {
            let decided = decisions(newsroom, &pending.draft, &links::rulings(&conn, story.id).await?).await?;
            (rows(story.id, pending.text_version, &decided), pending.draft)
        }
        None => (links::auto(&conn, story.id, story.text_version).await?, story.draft),
    };
    let mut found: Vec<StoryLink> = Vec::new();
    for row in &rows {
        match found.iter_mut().find(|link| link.artist.artist == row.artist) {
            Some(link) => link.times += 1,
            None => {
                let Some(artist) = newsroom.entries(&[row.artist]).await?.into_iter().next() else { continue };
                let (evidence, text) = (row.evidence.clone(), draft.spelt(&row.span).unwrap_or_default());
                found.push(StoryLink { artist, strength: row.strength, standing: row.standing, evidence, times: 1, text });
            }
        }
    }
    Ok(found)
}
