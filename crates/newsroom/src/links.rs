//! Links that persons decide about: the queue of what is doubtful, one by one or all of an artist at once. What was
//! decided is remembered of the story and holds for every version of its text.

mod queue;

use crate::link::link_anew;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::id::{ArtistId, StoryId};
use domain::link::Strength;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::desk::Working;
pub use queue::{Context, Doubt, InDoubt, Page, StoryLink, in_doubt, of_story, queue};
use store::{Tx, artists, audit, links};

/// What a person says of an artist in a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Meant; what they are to the story, where that is said too.
    Accept(Option<Strength>),
    /// Not meant, for good in this story.
    Reject,
    /// Another one of the name is meant.
    Instead(ArtistId),
    /// Nobody has said anything.
    Forget,
}

impl Verdict {
    fn verb(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accept link",
            Self::Reject => "reject link",
            Self::Instead(_) => "correct link",
            Self::Forget => "forget link",
        }
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// In which story; none: in every story in which the artist waits for a person.
    pub story: Option<StoryId>,
    /// Of whom.
    pub artist: ArtistId,
    /// What.
    pub verdict: Verdict,
}

/// The most decisions taken at once.
pub const MOST: usize = 500;

/// Stories that are linked anew in one transaction.
const BATCH: usize = 50;

/// Decides about links, and lays the stories' links anew by it; gives in how many stories. Each story is decided whole;
/// what was decided before something failed stays.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn decide(newsroom: &Newsroom, act: &Act, rulings: &[Ruling]) -> Verb<usize> {
    if rulings.len() > MOST {
        return Err(Refusal::field("decisions", format!("more than {MOST} at once")).into());
    }
    let mut work: Vec<(StoryId, &Ruling)> = Vec::new();
    for ruling in rulings {
        match ruling.story {
            Some(story) => work.push((story, ruling)),
            None => {
                let waiting = links::stories_in_doubt(&newsroom.store().read().await?, ruling.artist, None).await?;
                work.extend(waiting.into_iter().map(|story| (story, ruling)));
            }
        }
    }
    act.allow(if rulings.iter().all(|ruling| ruling.story.is_some()) { Right::Write } else { Right::EditArtists })?;
    work.sort_by_key(|(story, _)| *story);
    let mut decided = 0;
    for batch in work.chunk_by(|one, other| one.0 == other.0).collect::<Vec<_>>().chunks(BATCH) {
        let tx = newsroom.begin_to_link(act.now).await?;
        for of_story in batch {
            decide_story(newsroom, &tx, act, of_story).await?;
        }
        newsroom.commit(tx).await?;
        decided += batch.len();
    }
    Ok(decided)
}

async fn decide_story(newsroom: &Newsroom, tx: &Tx, act: &Act, rulings: &[(StoryId, &Ruling)]) -> Verb<()> {
    let Some((story, _)) = rulings.first() else { return Ok(()) };
    let working = crate::desk::load(tx, *story).await?;
    may(act, &working)?;
    let story = working.story;
    for (_, ruling) in rulings {
        let artist = artists::by_id(tx, ruling.artist).await?;
        let artist = artist.ok_or_else(|| VerbError::Absent(format!("there is no artist number {}", ruling.artist)))?;
        let mut what = format!("{} in {}", artist.name, story.draft.headline);
        match &ruling.verdict {
            Verdict::Accept(strength) => links::accept(tx, story.id, artist.id, *strength, &act.who).await?,
            Verdict::Reject => links::reject(tx, story.id, artist.id, &act.who).await?,
            Verdict::Forget => links::forget(tx, story.id, artist.id).await?,
            Verdict::Instead(other) => {
                let other = artists::by_id(tx, *other).await?.filter(|other| other.merged_into.is_none());
                let other = other.ok_or_else(|| VerbError::Absent("there is no such artist to link instead".to_owned()))?;
                links::reject(tx, story.id, artist.id, &act.who).await?;
                links::accept(tx, story.id, other.id, None, &act.who).await?;
                what = format!("{what}: {} ({})", other.name, other.slug);
            }
        }
        audit::append(tx, act, ruling.verdict.verb(), &what).await?;
    }
    link_anew(newsroom, tx, &story).await
}

/// Whoever keeps the artists decides everywhere, others in what they may write: a link of what is live is on the paper at
/// once.
pub(crate) fn may(act: &Act, working: &Working) -> Result<(), Refusal> {
    act.allow(Right::EditArtists).or_else(|refusal| working.may_write(act).map_err(|_| refusal))
}
