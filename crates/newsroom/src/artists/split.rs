//! One record that is two artists: a new one of the name takes the stories that are theirs.

use super::{Which, edit, standing};
use crate::{Newsroom, Verb, relink, stories};
use domain::act::Act;
use domain::artist::{Artist, ArtistKind, NewArtist};
use domain::id::{ArtistId, StoryId};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::desk::{Desk, Pending, Working};
use domain::story::{Draft, Story};
use std::collections::HashSet;
use store::artists::split as moved;
use store::{Tx, audit, links};
use text::fold;

/// What becomes of those who follow the one that was two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Follows {
    /// They follow the old one.
    #[default]
    Stay,
    /// They follow both.
    Both,
    /// They follow the new one.
    Move,
}

impl Follows {
    /// The word in the API and on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Both => "both",
            Self::Move => "move",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Stay, Self::Both, Self::Move].into_iter().find(|follows| follows.word() == word)
    }
}

/// How an artist is split.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Split {
    /// The new one's name; the same when empty.
    pub name: String,
    /// What tells the new one apart.
    pub disambiguation: String,
    /// What tells the old one apart from now on; as it is when nothing is said.
    pub old_disambiguation: Option<String>,
    /// Person, group, other; as the old one when nothing is said.
    pub kind: Option<ArtistKind>,
    /// Stories that are the new one's.
    pub stories: Vec<StoryId>,
    /// Other names that are the new one's.
    pub aliases: Vec<String>,
    /// What becomes of those who follow.
    pub follows: Follows,
}

/// Splits an artist: a new one takes the chosen stories with their credits and links, every other story stays with the
/// old one for good. Gives the old one and the new one.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn split(newsroom: &Newsroom, act: &Act, which: &Which, split: &Split) -> Verb<(Artist, Artist)> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let old = standing(&tx, which).await?;
    let all = links::stories_of(&tx, old.id).await?;
    if let Some(stranger) = split.stories.iter().find(|story| !all.contains(story)) {
        return Err(Refusal::field("stories", format!("story {stranger} does not speak of “{}”", old.name)).into());
    }
    let stays = remaining(&old, split)?;
    if stays != old {
        super::save(&tx, &stays).await?;
    }
    let name = if split.name.trim().is_empty() { old.name.clone() } else { split.name.clone() };
    let new = NewArtist {
        name,
        kind: split.kind.unwrap_or(old.kind),
        disambiguation: split.disambiguation.clone(),
        aliases: split.aliases.clone(),
        ..NewArtist::default()
    };
    let new = edit::make(&tx, &new).await?;
    let theirs: HashSet<StoryId> = split.stories.iter().copied().collect();
    for story in all {
        if theirs.contains(&story) {
            give(&tx, act, story, old.id, new.id).await?;
        } else if links::story_artists(&tx, story).await?.iter().any(|(artist, _)| *artist == old.id) {
            links::accept(&tx, story, old.id, None, &act.who).await?;
        }
    }
    if split.follows != Follows::Stay {
        moved::copy_follows(&tx, old.id, new.id, split.follows == Follows::Move).await?;
    }
    let both = [relink::names(&old), relink::names(&new)].concat();
    relink::owe(&tx, &format!("split {}", old.name), &both, &[old.id, new.id]).await?;
    let what = format!("{}: {} of its stories to {} ({})", old.name, theirs.len(), new.name, new.disambiguation);
    audit::append(&tx, act, "split artist", &what).await?;
    newsroom.commit(tx).await?;
    Ok((stays, new))
}

/// The old artist without what goes.
fn remaining(old: &Artist, split: &Split) -> Result<Artist, Refusal> {
    let gone: HashSet<String> = split.aliases.iter().map(|alias| fold::key(alias)).collect();
    let mut stays = old.clone();
    stays.aliases.retain(|alias| !gone.contains(&fold::key(alias)));
    if let Some(disambiguation) = &split.old_disambiguation {
        stays.disambiguation = domain::artist::line("old disambiguation", disambiguation)?;
    }
    Ok(stays)
}

/// Gives a story to another artist: what stands beside its text, and the links that persons made in it.
async fn give(tx: &Tx, act: &Act, story: StoryId, from: ArtistId, to: ArtistId) -> Verb<()> {
    moved::move_story(tx, story, from, to).await?;
    let old = stories::load(tx, story).await?;
    if let Some(draft) = handed_over(&old.draft, from, to) {
        let new = Story { revision: old.revision + 1, draft, ..old.clone() };
        stories::save(tx, &new, old.revision, act).await?;
    }
    give_pending(tx, act, story, from, to).await?;
    links::forget(tx, story, from).await?;
    Ok(links::accept(tx, story, to, None, &act.who).await?)
}

/// The version that readers do not see yet goes with its story.
async fn give_pending(tx: &Tx, act: &Act, story: StoryId, from: ArtistId, to: ArtistId) -> Verb<()> {
    let Some(before) = store::desk::working(tx, story).await? else { return Ok(()) };
    let Some((pending, draft)) = before.pending.as_ref().and_then(|pending| Some((pending, handed_over(&pending.draft, from, to)?))) else {
        return Ok(());
    };
    let revision = before.story.revision + 1;
    let after = Working {
        story: Story { revision, ..before.story.clone() },
        desk: Desk { written: revision, ..before.desk.clone() },
        pending: Some(Pending { revision, draft, ..pending.clone() }),
    };
    Ok(store::desk::put(tx, &before, &after, true, &act.who).await?)
}

/// The draft with one artist in the place of another, where it names them.
fn handed_over(draft: &Draft, from: ArtistId, to: ArtistId) -> Option<Draft> {
    let mut new = draft.clone();
    new.body.hand_over(from, to);
    for credit in new.artists.iter_mut().filter(|credit| credit.artist == from) {
        credit.artist = to;
    }
    (new != *draft).then_some(new)
}
