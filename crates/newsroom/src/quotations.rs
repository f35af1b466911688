//! Quotations that an editor confirms before they are public as data: the queue of those that wait, one by one or all of
//! a story at once. What was said holds as long as the words stand as they are.

use crate::{Newsroom, Verb, VerbError, stories};
use domain::act::Act;
use domain::id::{ArtistId, StoryId};
use domain::quote::Said;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::Story;
use std::sync::Arc;
use store::artists::Entry;
use store::quotes::{self, Ruled};
use store::{Conn, artists, audit, links};

/// A quotation that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The quotation.
    pub ruled: Ruled,
    /// Its story's headline.
    pub headline: String,
    /// The word of its state.
    pub state: &'static str,
    /// What stands before it in its paragraph, and what comes after.
    pub around: (String, String),
    /// Which artists may speak, the likeliest first.
    pub candidates: Vec<Arc<Entry>>,
}

/// Some of the queue.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What waits.
    pub waiting: Vec<Waiting>,
    /// How many wait in all.
    pub total: i64,
    /// The story before which to go on.
    pub next: Option<StoryId>,
}

/// What an editor says of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is one; who speaks, where that is said otherwise than found, and which artist: the likeliest when none is named.
    Confirm {
        /// Who speaks, as a page says it.
        speaker: Option<String>,
        /// Which artist; `Some(None)`: none.
        artist: Option<Option<ArtistId>>,
    },
    /// It is none, or is not to be public.
    Reject,
    /// Nobody has said anything.
    Reopen,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// In which story.
    pub story: StoryId,
    /// Which of its quotations; none: all that wait in it and have a speaker.
    pub position: Option<i64>,
    /// The version of the text that was looked at; whatever stands, when none is named.
    pub text_version: Option<i64>,
    /// What.
    pub verdict: Verdict,
}

/// The most decisions taken at once, and the most that is given at once.
pub const MOST: usize = 200;

/// The quotations that wait, in stories before one, those of the newest stories first. Who may not read every story is
/// told of those on the paper and their own.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Store`].
pub async fn queue(newsroom: &Newsroom, act: &Act, before: Option<StoryId>, limit: usize) -> Verb<Page> {
    act.allow(Right::Look)?;
    let limit = limit.clamp(1, MOST);
    let conn = newsroom.store().read().await?;
    let own = act.keeps_to();
    let total = quotes::how_many_wait(&conn, own).await?;
    let mut rows = quotes::waiting(&conn, before.unwrap_or(StoryId(i64::MAX)), own, limit + MOST).await?;
    // Stories are shown whole; one that is cut comes with the next page.
    let cut = rows.len() > limit;
    if let Some(last) = rows.get(limit).map(|row| row.story).filter(|_| cut) {
        match rows.iter().position(|row| row.story == last) {
            Some(0) | None => rows.truncate(limit + MOST),
            Some(first) => rows.truncate(first),
        }
    }
    let next = rows.last().map(|row| row.story).filter(|_| cut);
    let mut page = Page { waiting: Vec::new(), total, next };
    for of_story in rows.chunk_by(|one, other| one.story == other.story) {
        let Some(first) = of_story.first() else { continue };
        let story = stories::load(&conn, first.story).await?;
        for ruled in of_story.iter().filter(|ruled| ruled.text_version == story.text_version) {
            page.waiting.push(Waiting {
                headline: story.draft.headline.clone(),
                state: story.state.word(),
                around: around(&story, ruled),
                candidates: candidates(newsroom, &conn, &story, ruled).await?,
                ruled: ruled.clone(),
            });
        }
    }
    Ok(page)
}

/// So many bytes stand round a quotation.
const AROUND: usize = 140;

fn around(story: &Story, ruled: &Ruled) -> (String, String) {
    let texts = story.draft.body.texts();
    let text = |block: i64| texts.iter().find(|text| text.block == block).map(|text| text.inlines.text()).unwrap_or_default();
    let spans = &ruled.quote.spans;
    let before = spans.first().map(|span| text(span.block).get(..span.start).unwrap_or_default().to_owned()).unwrap_or_default();
    let after = spans.last().map(|span| text(span.block).get(span.end..).unwrap_or_default().to_owned()).unwrap_or_default();
    let from = before.char_indices().map(|(at, _)| at).find(|at| before.len() - at <= AROUND).unwrap_or(0);
    let to = after.char_indices().map(|(at, _)| at).find(|at| *at >= AROUND).unwrap_or(after.len());
    (before.get(from..).unwrap_or_default().to_owned(), after.get(..to).unwrap_or_default().to_owned())
}

/// The artists whom a speaker's name may mean: first those of whom the story speaks, or who play with them.
async fn candidates(newsroom: &Newsroom, conn: &Conn, story: &Story, ruled: &Ruled) -> Verb<Vec<Arc<Entry>>> {
    let Some(speaker) = &ruled.quote.speaker else { return Ok(Vec::new()) };
    let everybody = newsroom.everybody_at_hand().await?;
    let named = everybody.names.exactly(speaker);
    let spoken_of: Vec<ArtistId> = links::story_artists(conn, story.id).await?.into_iter().map(|(artist, _)| artist).collect();
    let near = |artist: ArtistId| spoken_of.contains(&artist) || everybody.memberships.join(artist, &|other| spoken_of.contains(&other));
    let mut ids: Vec<ArtistId> = Vec::new();
    for name in named.iter().filter(|name| near(name.artist)).chain(named.iter().filter(|name| !near(name.artist))) {
        if !ids.contains(&name.artist) && ids.len() < 9 {
            ids.push(name.artist);
        }
    }
    newsroom.entries(&ids).await
}

/// The quotations of a story in the version that stands, with what was said of them.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn of_story(newsroom: &Newsroom, act: &Act, story: StoryId) -> Verb<Vec<Ruled>> {
    let working = crate::desk::read(newsroom, act, story).await?;
    Ok(quotes::ruled(&newsroom.store().read().await?, story, working.story.text_version).await?)
}

/// Decides about quotations; gives how many. All of it happens, or nothing.
///
/// # Errors
/// [`VerbError::Refused`]: the role, a text that is another by now, nobody who speaks; [`VerbError::Absent`].
pub async fn decide(newsroom: &Newsroom, act: &Act, rulings: &[Ruling]) -> Verb<usize> {
    act.allow(Right::ConfirmQuotes)?;
    if rulings.len() > MOST {
        return Err(Refusal::field("decisions", format!("more than {MOST} at once")).into());
    }
    let tx = newsroom.begin(act.now).await?;
    let mut decided = 0;
    for ruling in rulings {
        let story = stories::load(&tx, ruling.story).await?;
        if ruling.text_version.is_some_and(|version| version != story.text_version) {
            return Err(Refusal::State(format!("the text of “{}” was changed; look at its quotations again", story.draft.headline)).into());
        }
        let all = quotes::ruled(&tx, story.id, story.text_version).await?;
        let meant: Vec<&Ruled> = match ruling.position {
            Some(position) => all.iter().filter(|ruled| ruled.position == position).collect(),
            None => all.iter().filter(|ruled| ruled.said == Said::Found && ruled.quote.speaker.is_some()).collect(),
        };
        if meant.is_empty() && ruling.position.is_some() {
            return Err(VerbError::Absent(format!("“{}” has no such quotation", story.draft.headline)));
        }
        for ruled in meant {
            let new = judged(newsroom, &tx, &story, ruled, &ruling.verdict).await?;
            quotes::rule(&tx, &new, &act.who).await?;
            let verb = match new.said {
                Said::Confirmed => "confirm quotation",
                Said::Rejected => "reject quotation",
                Said::Found => "reopen quotation",
            };
            let what = format!("{} in {}", new.quote.speaker.as_deref().unwrap_or("nobody"), story.draft.headline);
            audit::append(&tx, act, verb, &what).await?;
            decided += 1;
        }
    }
    newsroom.commit(tx).await?;
    Ok(decided)
}

async fn judged(newsroom: &Newsroom, conn: &Conn, story: &Story, ruled: &Ruled, verdict: &Verdict) -> Verb<Ruled> {
    let mut new = ruled.clone();
    match verdict {
        Verdict::Reject => new.said = Said::Rejected,
        Verdict::Reopen => (new.said, new.artist) = (Said::Found, None),
        Verdict::Confirm { speaker, artist } => {
            new.said = Said::Confirmed;
            if let Some(speaker) = speaker {
                new.quote.speaker = Some(domain::artist::line("speaker", speaker)?);
            }
            if new.quote.speaker.as_ref().is_none_or(String::is_empty) {
                return Err(Refusal::field("speaker", "nobody is named who says it; say who does").into());
            }
            new.artist = match artist {
                Some(Some(id)) => {
                    let absent = || VerbError::Absent(format!("there is no artist number {id}"));
                    let artist = artists::by_id(conn, *id).await?.ok_or_else(absent)?;
                    Some(artist.merged_into.unwrap_or(artist.id))
                }
                Some(None) => None,
                None => candidates(newsroom, conn, story, &new).await?.first().map(|entry| entry.artist),
            };
        }
    }
    Ok(new)
}
