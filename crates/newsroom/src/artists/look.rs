//! Looking at artists: lists, one of them with all that is said of them, what a merge would move.

use super::{Which, at};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::artist::{self, Artist, Membership};
use domain::id::{ArtistId, StoryId};
use domain::role::Verb as Right;
use std::collections::HashMap;
pub use store::artists::sheet::{Listed as Found, Wanted as Listing};
use store::artists::split::Extent;
use store::artists::{self as stored, sheet, split};
use store::{Conn, links, stories};

/// Some artists of a list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The artists.
    pub artists: Vec<Found>,
    /// How many there are in all, where that is known.
    pub total: Option<usize>,
    /// What to ask for to go on: the artist after which, or the place in what was found.
    pub next: Option<i64>,
}

/// The most that is given at once.
const MOST: usize = 200;

/// The letters under which any artist stands, by their words.
///
/// # Errors
/// As [`list`].
pub async fn letters(newsroom: &Newsroom, act: &Act) -> Verb<Vec<String>> {
    act.allow(Right::Look)?;
    Ok(sheet::letters(&newsroom.store().read().await?).await?)
}

/// Artists of whom a name has words that begin as typed, from a place in what is found; everybody of a list after an
/// artist when nothing was typed.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn list(newsroom: &Newsroom, act: &Act, typed: &str, wanted: &Listing, from: i64, limit: usize) -> Verb<Page> {
    act.allow(Right::Look)?;
    let limit = limit.clamp(1, MOST);
    if typed.trim().is_empty() {
        let conn = newsroom.store().read().await?;
        let mut artists = sheet::list(&conn, wanted, Some(ArtistId(from)).filter(|_| from > 0), limit + 1).await?;
        let more = artists.len() > limit;
        artists.truncate(limit);
        let next = artists.last().map(|last| last.id.0).filter(|_| more);
        return Ok(Page { artists, total: None, next });
    }
    let everybody = newsroom.everybody_at_hand().await?;
    let found = crate::beside_others(|| everybody.directory.search(typed));
    let from = usize::try_from(from).unwrap_or(0);
    let ids: Vec<ArtistId> = found.iter().skip(from).take(limit).copied().collect();
    let artists = in_order(newsroom, &ids).await?;
    let reached = from + ids.len();
    let next = if reached < found.len() { i64::try_from(reached).ok() } else { None };
    Ok(Page { artists, total: Some(found.len()), next })
}

async fn in_order(newsroom: &Newsroom, ids: &[ArtistId]) -> Verb<Vec<Found>> {
    let rows = sheet::listed(&newsroom.store().read().await?, ids).await?;
    let mut rows: HashMap<ArtistId, Found> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Artists who share a name.
#[derive(Debug, Clone)]
pub struct Doubled {
    /// Those of each name.
    pub names: Vec<Vec<Found>>,
    /// How many names are shared.
    pub total: usize,
    /// The place in the list to go on from.
    pub next: Option<i64>,
}

impl Doubled {
    /// The names that artists share, in the order of the alphabet, from a place in that list.
    ///
    /// # Errors
    /// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
    pub async fn list(newsroom: &Newsroom, act: &Act, from: i64, limit: usize) -> Verb<Self> {
        act.allow(Right::Look)?;
        let everybody = newsroom.everybody_at_hand().await?;
        let all = crate::beside_others(|| everybody.directory.doubled());
        let from = usize::try_from(from).unwrap_or(0);
        let some: Vec<&Vec<ArtistId>> = all.iter().skip(from).take(limit.clamp(1, MOST)).collect();
        let mut names = Vec::new();
        for same in &some {
            names.push(in_order(newsroom, same).await?);
        }
        let reached = from + some.len();
        let next = if reached < all.len() { i64::try_from(reached).ok() } else { None };
        Ok(Self { names, total: all.len(), next })
    }
}

/// A story that speaks of an artist, or perhaps does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryOf {
    /// The story.
    pub id: StoryId,
    /// Its headline.
    pub headline: String,
    /// The word of its state.
    pub state: &'static str,
    /// Its path, once it has one.
    pub address: Option<String>,
    /// What the artist is to it; none while a person is asked.
    pub strength: Option<domain::link::Strength>,
}

/// All that is said of an artist.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The artist.
    pub artist: Artist,
    /// Into whom it was merged.
    pub became: Option<Artist>,
    /// Who is or was in it.
    pub members: Vec<(Membership, Found)>,
    /// What they are or were in.
    pub groups: Vec<(Membership, Found)>,
    /// Where else they are: addresses.
    pub links: Vec<String>,
    /// Others of the same name.
    pub namesakes: Vec<Found>,
    /// How much is said of them.
    pub extent: Extent,
    /// The newest stories that speak of them, or perhaps do, of those that the actor may see something of.
    pub stories: Vec<StoryOf>,
    /// In how many stories persons said that they are meant, and that they are not.
    pub decided: (i64, i64),
    /// In how many stories they wait for a person, of those that the actor may see something of.
    pub waiting: usize,
}

/// How many stories a sheet lists.
const STORIES: usize = 200;

/// An artist with all that is said of them; one that was merged says into whom.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn sheet(newsroom: &Newsroom, act: &Act, which: &Which) -> Verb<Sheet> {
    act.allow(Right::Look)?;
    let conn = newsroom.store().read().await?;
    let artist = at(&conn, which).await?;
    let became = match artist.merged_into {
        Some(into) => stored::by_id(&conn, into).await?,
        None => None,
    };
    let members = stored::members_of(&conn, artist.id).await?;
    let groups = stored::groups_of(&conn, artist.id).await?;
    let others: Vec<ArtistId> = members.iter().map(|one| one.member).chain(groups.iter().map(|one| one.group)).collect();
    let rows: HashMap<ArtistId, Found> = sheet::listed(&conn, &others).await?.into_iter().map(|row| (row.id, row)).collect();
    let with = |list: Vec<Membership>, other: fn(&Membership) -> ArtistId| {
        list.into_iter().filter_map(|one| Some((one, rows.get(&other(&one))?.clone()))).collect()
    };
    let key = text::fold::key(&artist.name);
    let namesakes: Vec<ArtistId> =
        stored::by_key(&conn, &key).await?.into_iter().map(|other| other.id).filter(|id| *id != artist.id).collect();
    Ok(Sheet {
        became,
        members: with(members, |one| one.member),
        groups: with(groups, |one| one.group),
        namesakes: sheet::listed(&conn, &namesakes).await?,
        links: stored::links::of(&conn, artist.id).await?,
        extent: split::extent(&conn, artist.id, artist.id).await?,
        stories: stories_of(&conn, act, artist.id).await?,
        decided: links::decided(&conn, artist.id).await?,
        waiting: links::stories_in_doubt(&conn, artist.id, act.keeps_to()).await?.len(),
        artist,
    })
}

/// The newest stories that the actor may see something of.
async fn stories_of(conn: &Conn, act: &Act, artist: ArtistId) -> Verb<Vec<StoryOf>> {
    let ids = links::stories_of(conn, artist).await?;
    let mut found = Vec::new();
    for id in ids.into_iter().rev() {
        if found.len() == STORIES {
            break;
        }
        let Some(story) = stories::by_id(conn, id).await? else { continue };
        if !act.may_see(story.is_live(), store::desk::owner(conn, id).await?.flatten()) {
            continue;
        }
        let strength = links::story_artists(conn, id).await?.into_iter().find(|(one, _)| *one == artist).map(|(_, strength)| strength);
        let (state, headline) = (story.state.word(), story.draft.headline);
        found.push(StoryOf { id, headline, state, address: story.address, strength });
    }
    Ok(found)
}

/// What a merge would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The one that goes.
    pub from: Artist,
    /// The one that stays.
    pub into: Artist,
    /// What moves.
    pub moves: Extent,
    /// Stories that speak of both: they may be two after all.
    pub both: Vec<StoryId>,
    /// Why it would be refused.
    pub refused: Option<String>,
}

/// Says what a merge would move, without doing it.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn merge_preview(newsroom: &Newsroom, act: &Act, from: &Which, into: &Which) -> Verb<Preview> {
    act.allow(Right::EditArtists)?;
    let conn = newsroom.store().read().await?;
    let (from, into) = (at(&conn, from).await?, at(&conn, into).await?);
    let moves = split::extent(&conn, from.id, into.id).await?;
    let both = split::stories_of_both(&conn, from.id, into.id, MOST).await?;
    let refused = artist::merge(&from, &into).err().map(|refusal| refusal.to_string());
    Ok(Preview { from, into, moves, both, refused })
}
