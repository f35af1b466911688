//! Works are light records: made by hand or by the list, changed, merged, removed, and tied to the stories about them.

mod import;

pub use import::{Imported, import};

use crate::artists::{self, Which as Who};
use crate::{Newsroom, Verb, VerbError, links, relink};
use domain::act::Act;
use domain::artist::Artist;
use domain::body::WorkKind;
use domain::id::{ArtistId, StoryId, WorkId};
use domain::part_day::PartDay;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::work::{About, NewWork, Work};
use std::collections::HashMap;
use store::{Conn, Tx, audit, redirects, works};
use text::template::urls;
use text::{fold, titles};

/// Which work is meant: by number, or by its address without what stands before the artist: `gilt/guilt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By number.
    Id(WorkId),
    /// By address.
    Address(String),
}

impl From<WorkId> for Which {
    fn from(id: WorkId) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for Which {
    fn from(word: &str) -> Self {
        word.parse().map_or_else(|_| Self::Address(word.to_owned()), |id| Self::Id(WorkId(id)))
    }
}

/// What is changed of a work; nothing where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Another title; the old address redirects.
    pub title: Option<String>,
    /// Album, song …
    pub kind: Option<WorkKind>,
    /// When it came out.
    pub released: Option<PartDay>,
    /// The MusicBrainz id; empty: none.
    pub musicbrainz: Option<String>,
    /// Whose it is, in order.
    pub artists: Option<Vec<ArtistId>>,
}

/// The work that is meant, merged ones too.
async fn at(conn: &Conn, which: &Which) -> Verb<Work> {
    let found = match which {
        Which::Id(id) => works::by_id(conn, *id).await?.ok_or_else(|| format!("there is no work number {id}")),
        Which::Address(words) => {
            let absent = format!("there is no work “{words}”; name one by the last words of its address: artist/title");
            let slugs = words.trim_matches('/').split_once('/').map(|(artist, work)| (Slug::parse(artist), Slug::parse(work)));
            match slugs {
                Some((Ok(artist), Ok(work))) => match artists::by_address(conn, &artist).await? {
                    Some(artist) => works::at(conn, artist.id, &work).await?.ok_or(absent),
                    None => Err(absent),
                },
                _ => Err(absent),
            }
        }
    };
    found.map_err(VerbError::Absent)
}

/// As [`at`], of what still is a work of its own.
async fn standing(conn: &Conn, which: &Which) -> Verb<Work> {
    let work = at(conn, which).await?;
    match work.merged_into {
        Some(_) => Err(Refusal::State(format!("“{}” was merged already; use the work it became", work.title)).into()),
        None => Ok(work),
    }
}

async fn address(conn: &Conn, work: &Work) -> Verb<String> {
    let artist = artists::standing(conn, &Who::Id(work.first_artist())).await?;
    Ok(urls::work(&artist.slug, &work.slug))
}

/// The word of an address under an artist that no work has and that leads nowhere else: an address once given is kept for
/// good. A work that has an address may have each back that leads there.
async fn free_slug(tx: &Tx, artist: &Artist, wanted: &Slug, own: Option<(WorkId, &str)>) -> Verb<Slug> {
    let (mut slug, mut number) = (wanted.clone(), 1);
    loop {
        let holder = works::at(tx, artist.id, &slug).await?;
        let is_own = holder.as_ref().is_some_and(|holder| Some(holder.id) == own.map(|(id, _)| id));
        let leads = redirects::get(tx, &urls::work(&artist.slug, &slug)).await?;
        let leads_home = leads.is_none_or(|target| own.is_some_and(|(_, address)| target == address));
        if is_own || (holder.is_none() && leads_home) {
            return Ok(slug);
        }
        number += 1;
        slug = wanted.numbered(number);
    }
}

fn slug_of(title: &str) -> Verb<Slug> {
    // A title of signs alone still is one.
    Ok(match fold::slug(title) {
        Some(slug) => slug,
        None => Slug::parse("untitled")?,
    })
}

/// Stories that speak of the artists are looked through for the title.
async fn owe(tx: &Tx, why: &str, artists: &[ArtistId]) -> Verb<()> {
    relink::owe(tx, why, &[], artists).await
}

/// Makes a work that is on no list yet.
///
/// # Errors
/// [`VerbError::Refused`]: the role, a field, or the artist has a work of the kind and title; [`VerbError::Absent`].
pub async fn create(newsroom: &Newsroom, act: &Act, artists: &[ArtistId], new: &NewWork) -> Verb<Work> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let ids = domain::work::artists(artists)?;
    let first = first_of(&tx, &ids).await?;
    let title = domain::work::title(&new.title)?;
    let musicbrainz = domain::artist::musicbrainz(new.musicbrainz.as_deref().unwrap_or_default())?;
    id_is_free(&tx, musicbrainz.as_deref(), None).await?;
    if let Some(same) = same(&tx, &ids, &title, new.kind, None).await? {
        return Err(Refusal::field("title", format!("{} has “{}” already", first.name, same.title)).into());
    }
    let slug = free_slug(&tx, &first, &slug_of(&title)?, None).await?;
    let new = NewWork { title, musicbrainz, ..new.clone() };
    let work = works::create(&tx, &ids, &new, &slug, &titles::key(&new.title)).await?;
    owe(&tx, &format!("made {}", work.title), &ids).await?;
    audit::append(&tx, act, "make work", &format!("{} by {}", work.title, first.name)).await?;
    newsroom.commit(tx).await?;
    Ok(work)
}

/// The first of some artists, when all of them are there.
async fn first_of(tx: &Tx, ids: &[ArtistId]) -> Verb<Artist> {
    let mut first = None;
    for id in ids {
        let artist = artists::standing(tx, &Who::Id(*id)).await?;
        first.get_or_insert(artist);
    }
    first.ok_or_else(|| Refusal::field("artists", "a work needs an artist").into())
}

/// A work of the same first artist, title and kind; what was merged into it counts as it.
async fn same(tx: &Tx, ids: &[ArtistId], title: &str, kind: WorkKind, own: Option<WorkId>) -> Verb<Option<Work>> {
    let Some(first) = ids.first() else { return Ok(None) };
    let same = works::titled(tx, *first, &titles::key(title), kind).await?;
    match same.into_iter().find(|id| Some(*id) != own) {
        Some(same) => Ok(works::by_id(tx, same).await?),
        None => Ok(None),
    }
}

async fn id_is_free(tx: &Tx, id: Option<&str>, own: Option<WorkId>) -> Verb<()> {
    let Some(id) = id else { return Ok(()) };
    match works::by_musicbrainz(tx, id).await? {
        Some(other) if Some(other.id) != own => {
            Err(Refusal::field("musicbrainz", format!("is that of “{}”; merge the two if they are one", other.title)).into())
        }
        _ => Ok(()),
    }
}

/// Changes a work. With another title or first artist the old address redirects.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn edit(newsroom: &Newsroom, act: &Act, which: &Which, change: &Change) -> Verb<Work> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let old = standing(&tx, which).await?;
    let mut new = old.clone();
    if let Some(title) = &change.title {
        new.title = domain::work::title(title)?;
    }
    if let Some(ids) = &change.artists {
        new.artists = domain::work::artists(ids)?;
    }
    new.kind = change.kind.unwrap_or(old.kind);
    new.released = change.released.unwrap_or(old.released);
    if let Some(id) = &change.musicbrainz {
        new.musicbrainz = domain::artist::musicbrainz(id)?;
        id_is_free(&tx, new.musicbrainz.as_deref(), Some(old.id)).await?;
    }
    if new == old {
        return Ok(old);
    }
    let first = first_of(&tx, &new.artists).await?;
    if let Some(same) = same(&tx, &new.artists, &new.title, new.kind, Some(old.id)).await? {
        return Err(Refusal::field("title", format!("{} has “{}” already; merge the two if they are one", first.name, same.title)).into());
    }
    let before = address(&tx, &old).await?;
    if new.title != old.title || new.first_artist() != old.first_artist() {
        new.slug = free_slug(&tx, &first, &slug_of(&new.title)?, Some((old.id, &before))).await?;
    }
    works::save(&tx, &new, &titles::key(&new.title)).await?;
    redirects::put(&tx, &before, &urls::work(&first.slug, &new.slug)).await?;
    owe(&tx, &format!("changed {}", new.title), &[old.artists.as_slice(), &new.artists].concat()).await?;
    audit::append(&tx, act, "edit work", &new.title).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Merges `from` into `into`: its stories move, its address redirects.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn merge(newsroom: &Newsroom, act: &Act, from: &Which, into: &Which) -> Verb<Work> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let (from, into) = (at(&tx, from).await?, at(&tx, into).await?);
    domain::work::merge(&from, &into)?;
    works::merge(&tx, &from, &into).await?;
    let merged = Work { musicbrainz: into.musicbrainz.clone().or_else(|| from.musicbrainz.clone()), ..into.clone() };
    works::save(&tx, &merged, &titles::key(&merged.title)).await?;
    let (old, new) = (address(&tx, &from).await?, address(&tx, &into).await?);
    redirects::put(&tx, &old, &new).await?;
    audit::append(&tx, act, "merge works", &format!("{} into {}", from.title, into.title)).await?;
    newsroom.commit(tx).await?;
    Ok(merged)
}

/// Removes a work: its stories are about it no more, its address leads to its artist.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn remove(newsroom: &Newsroom, act: &Act, which: &Which) -> Verb<Work> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let work = standing(&tx, which).await?;
    let old = address(&tx, &work).await?;
    let artist = artists::standing(&tx, &Who::Id(work.first_artist())).await?;
    works::remove(&tx, &work).await?;
    redirects::put(&tx, &old, &urls::artist(&artist.slug)).await?;
    audit::append(&tx, act, "remove work", &work.title).await?;
    newsroom.commit(tx).await?;
    Ok(work)
}

/// Says that a story is about a work, or that it is not, for good; or takes back what was said.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn about(newsroom: &Newsroom, act: &Act, story: StoryId, which: &Which, about: Option<bool>) -> Verb<Work> {
    let tx = newsroom.begin(act.now).await?;
    let working = crate::desk::load(&tx, story).await?;
    links::may(act, &working)?;
    let work = standing(&tx, which).await?;
    let verb = match about {
        Some(true) => "story is about work",
        Some(false) => "story is not about work",
        None => "forget work of story",
    };
    match about {
        Some(is) => works::put(&tx, story, work.id, if is { About::Said } else { About::Denied }).await?,
        None => works::forget(&tx, story, work.id).await?,
    }
    audit::append(&tx, act, verb, &format!("{}: {}", working.story.draft.headline, work.title)).await?;
    if about.is_none() {
        crate::link::find_records(&tx, &working.story).await?;
    }
    newsroom.commit(tx).await?;
    Ok(work)
}

/// A story that is about a work, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryAbout {
    /// The story.
    pub id: StoryId,
    /// Its headline.
    pub headline: String,
    /// The word of its state.
    pub state: &'static str,
    /// How it came to be about it.
    pub about: About,
}

/// All that is said of a work.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The work.
    pub work: Work,
    /// Whose it is.
    pub artists: Vec<Artist>,
    /// Its path on the paper.
    pub address: String,
    /// Into which it was merged.
    pub became: Option<Work>,
    /// The stories about it that the actor may see something of, those made last first.
    pub stories: Vec<StoryAbout>,
}

/// A work with all that is said of it.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn sheet(newsroom: &Newsroom, act: &Act, which: &Which) -> Verb<Sheet> {
    act.allow(Right::Look)?;
    let conn = newsroom.store().read().await?;
    let work = at(&conn, which).await?;
    let became = match work.merged_into {
        Some(into) => works::by_id(&conn, into).await?,
        None => None,
    };
    let found: HashMap<ArtistId, Artist> =
        store::artists::by_ids(&conn, &work.artists).await?.into_iter().map(|artist| (artist.id, artist)).collect();
    let artists: Vec<Artist> = work.artists.iter().filter_map(|id| found.get(id).cloned()).collect();
    let mut stories = Vec::new();
    for (id, about) in works::stories_of(&conn, work.id).await? {
        let Some(story) = store::stories::by_id(&conn, id).await? else { continue };
        if act.may_see(story.is_live(), store::desk::owner(&conn, id).await?.flatten()) {
            stories.push(StoryAbout { id, headline: story.draft.headline, state: story.state.word(), about });
        }
    }
    let address = artists.first().map(|artist| urls::work(&artist.slug, &work.slug)).unwrap_or_default();
    Ok(Sheet { became, artists, address, stories, work })
}

/// An artist's works, the newest first, and how many live stories are about each.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn of_artist(newsroom: &Newsroom, act: &Act, artist: &Who) -> Verb<Vec<(Work, usize)>> {
    act.allow(Right::Look)?;
    let conn = newsroom.store().read().await?;
    let artist = artists::standing(&conn, artist).await?;
    let all = works::of_artist(&conn, artist.id).await?;
    let about = works::live_of(&conn, &all.iter().map(|work| work.id).collect::<Vec<_>>()).await?;
    let mut counts: HashMap<WorkId, usize> = HashMap::new();
    about.iter().for_each(|one| *counts.entry(one.work).or_default() += 1);
    Ok(all.into_iter().map(|work| (counts.get(&work.id).copied().unwrap_or(0), work)).map(|(count, work)| (work, count)).collect())
}

/// The works that a story is about as its editor sees it, those that a person said it is not too.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn of_story(newsroom: &Newsroom, act: &Act, story: StoryId) -> Verb<Vec<(Work, About)>> {
    crate::desk::read(newsroom, act, story).await?;
    let conn = newsroom.store().read().await?;
    let about = works::of_story(&conn, story).await?;
    let found = works::by_ids(&conn, &about.iter().map(|(work, _)| *work).collect::<Vec<_>>()).await?;
    Ok(found.into_iter().filter_map(|work| about.iter().find(|(id, _)| *id == work.id).map(|(_, how)| (work.clone(), *how))).collect())
}

/// Moves the works of an artist that is merged into another, with their addresses.
pub(crate) async fn follow_merge(tx: &Tx, from: &Artist, into: &Artist) -> Verb<()> {
    for work in works::under(tx, from.id).await? {
        let before = urls::work(&from.slug, &work.slug);
        let slug = free_slug(tx, into, &work.slug, Some((work.id, &before))).await?;
        works::move_under(tx, work.id, into.id, &slug).await?;
        redirects::put(tx, &before, &urls::work(&into.slug, &slug)).await?;
    }
    works::hand_over(tx, from.id, into.id).await?;
    Ok(())
}

/// Leads the addresses of an artist's works to where they are under another address word.
pub(crate) async fn follow_rename(tx: &Tx, artist: ArtistId, old: &Slug, new: &Slug) -> Verb<()> {
    for work in works::of_artist(tx, artist).await?.into_iter().filter(|work| work.first_artist() == artist) {
        redirects::put(tx, &urls::work(old, &work.slug), &urls::work(new, &work.slug)).await?;
    }
    Ok(())
}
