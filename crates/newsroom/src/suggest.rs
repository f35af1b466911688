//! What a text that is being written suggests. Answers while somebody types: nothing is read from the database but what
//! persons rejected and accepted in this story.

use crate::{Newsroom, Verb, VerbError, beside_others};
use domain::act::Act;
use domain::body::Body;
use domain::id::{ArtistId, StoryId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use std::sync::Arc;
use store::artists::Entry;
use store::links;
use text::linking::Known;
pub use text::suggest::{Hint, LineEntry, LooseMark, Said};
use text::suggest::{LONGEST, Writing, suggest};

/// A text that is being written.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Its headline so far.
    pub headline: String,
    /// The line under it.
    pub standfirst: String,
    /// The body.
    pub body: Body,
    /// The artist line as it stands.
    pub line: Vec<LineEntry>,
}

/// A name that may be linked, with who may be meant.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Where, how sure, why.
    pub found: text::suggest::Mention,
    /// Who may be meant, the likeliest first.
    pub candidates: Vec<Arc<Entry>>,
}

/// All that is suggested.
#[derive(Debug, Clone)]
pub struct Suggestions {
    /// Names, in reading order.
    pub mentions: Vec<Mention>,
    /// The artist line that follows, each with its artist where there is one.
    pub line: Vec<(LineEntry, Option<Arc<Entry>>)>,
    /// Who says what.
    pub said: Vec<Said>,
    /// Quotation marks that do not balance.
    pub marks: Vec<LooseMark>,
    /// Words that suggest advisories.
    pub advisory: Vec<Hint>,
}

/// So many artists of one name are looked at, and so many are offered.
const LOOKED_AT: usize = 24;
const OFFERED: usize = 6;

/// Reads a text that is being written as the story of a number; whoever may read the story may ask.
///
/// # Errors
/// [`VerbError::Refused`] for a text that is longer than any story, or for whom the story is not;
/// [`VerbError::Absent`], [`VerbError::Store`].
pub async fn read(newsroom: &Newsroom, act: &Act, story: StoryId, text: &Text) -> Verb<Suggestions> {
    let conn = newsroom.store().read().await?;
    let owner = store::desk::owner(&conn, story).await?;
    act.allow_on(Right::ReadStory, owner.flatten())?;
    if owner.is_none() {
        return Err(VerbError::Absent(format!("there is no story number {story}")));
    }
    let letters = text.headline.len() + text.standfirst.len() + text.body.size().1;
    if letters > LONGEST {
        let problem = format!("has {letters} bytes of letters; suggestions are made for up to {LONGEST}");
        return Err(Refusal::field("body", problem).into());
    }
    let everybody = newsroom.everybody_at_hand().await?;
    let ruled = links::rulings(&conn, story).await?;
    drop(conn);
    let known = Known { names: &everybody.names, memberships: &everybody.memberships, ruled: &ruled };
    let writing = Writing { headline: &text.headline, standfirst: &text.standfirst, body: &text.body, line: &text.line };
    let found = beside_others(|| suggest(known, writing));
    let mut wanted: Vec<ArtistId> = found.mentions.iter().flat_map(|mention| mention.candidates.iter().take(LOOKED_AT)).copied().collect();
    wanted.extend(found.line.iter().filter_map(|entry| entry.artist));
    wanted.sort_unstable();
    wanted.dedup();
    let entries = newsroom.entries(&wanted).await?;
    let entry = |artist: ArtistId| {
        let place = entries.binary_search_by_key(&artist, |entry| entry.artist).ok()?;
        entries.get(place).cloned()
    };
    let mention = |found: text::suggest::Mention| {
        let candidates = offered(found.candidates.iter().take(LOOKED_AT).filter_map(|artist| entry(*artist)).collect());
        Mention { found, candidates }
    };
    Ok(Suggestions {
        mentions: found.mentions.into_iter().map(mention).filter(|mention| !mention.candidates.is_empty()).collect(),
        line: found.line.into_iter().map(|line| (line.clone(), line.artist.and_then(entry))).collect(),
        said: found.said,
        marks: found.marks,
        advisory: found.advisory,
    })
}

/// The one that was chosen stays first; the others by how many stories they have.
fn offered(mut candidates: Vec<Arc<Entry>>) -> Vec<Arc<Entry>> {
    if let Some((_, others)) = candidates.split_first_mut() {
        others.sort_by_key(|entry| std::cmp::Reverse(entry.stories));
    }
    candidates.truncate(OFFERED);
    candidates
}
