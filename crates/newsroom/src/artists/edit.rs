//! An artist is made at the desk, changed, joined to a group and taken out of it.

use super::{Which, free_slug, standing};
use crate::{Newsroom, Verb, relink};
use domain::act::Act;
use domain::artist::{Artist, ArtistKind, Membership, NewArtist};
use domain::part_day::PartDay;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use store::{Tx, artists, audit, redirects};
use text::fold;
use text::template::urls;

/// What is changed of an artist; nothing where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Another name; the old one becomes an alias and the old address redirects.
    pub name: Option<String>,
    /// Another place in the alphabet; empty: the name's own.
    pub sort_name: Option<String>,
    /// Person, group, other.
    pub kind: Option<ArtistKind>,
    /// What tells artists of the name apart.
    pub disambiguation: Option<String>,
    /// All other names.
    pub aliases: Option<Vec<String>>,
    /// The MusicBrainz id; empty: none.
    pub musicbrainz: Option<String>,
    /// The Wikidata id; empty: none.
    pub wikidata: Option<String>,
    /// All addresses elsewhere.
    pub links: Option<Vec<String>>,
}

/// Makes an artist who is on no list yet.
///
/// # Errors
/// [`crate::VerbError::Refused`]: the role, a field, or somebody has the name and nothing tells them apart.
pub async fn create(newsroom: &Newsroom, act: &Act, new: &NewArtist) -> Verb<Artist> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let artist = make(&tx, new).await?;
    relink::owe(&tx, &format!("made {}", artist.name), &relink::names(&artist), &[]).await?;
    audit::append(&tx, act, "make artist", &artist.name).await?;
    newsroom.commit(tx).await?;
    Ok(artist)
}

/// Makes one inside a transaction that does more.
pub(super) async fn make(tx: &Tx, new: &NewArtist) -> Verb<Artist> {
    let new = cleaned(new)?;
    apart(tx, &new.name, &new.disambiguation, None).await?;
    ids_are_free(tx, new.musicbrainz.as_deref(), None).await?;
    let plain = fold::slug(&new.name).ok_or_else(|| Refusal::field("name", format!("“{}” gives no address", new.name)))?;
    let taken = artists::by_slug(tx, &plain).await?.is_some();
    let told_apart = fold::slug(&format!("{} {}", new.name, new.disambiguation)).filter(|_| taken && !new.disambiguation.is_empty());
    let slug = free_slug(tx, told_apart.unwrap_or(plain), None).await?;
    let artist = super::store_new(tx, &new, &slug).await?;
    put_links(tx, artist.id, Some(&new.links)).await?;
    Ok(artist)
}

fn cleaned(new: &NewArtist) -> Verb<NewArtist> {
    new.check()?;
    let change = Change { disambiguation: Some(new.disambiguation.clone()), aliases: Some(new.aliases.clone()), ..Change::default() };
    let ids = Change { musicbrainz: new.musicbrainz.clone(), wikidata: new.wikidata.clone(), ..change };
    let blank = Artist {
        id: domain::id::ArtistId(0),
        slug: domain::slug::Slug::parse("artist")?,
        name: new.name.trim().to_owned(),
        sort_name: new.sort_name.trim().to_owned(),
        kind: new.kind,
        aliases: Vec::new(),
        disambiguation: String::new(),
        musicbrainz: None,
        wikidata: None,
        merged_into: None,
    };
    let artist = changed(&blank, &ids)?;
    Ok(NewArtist {
        sort_name: if artist.sort_name.is_empty() { artist.name.clone() } else { artist.sort_name },
        name: artist.name,
        aliases: artist.aliases,
        disambiguation: artist.disambiguation,
        musicbrainz: artist.musicbrainz,
        wikidata: artist.wikidata,
        ..new.clone()
    })
}

/// The artist as changed, but for the address.
fn changed(old: &Artist, change: &Change) -> Result<Artist, Refusal> {
    let mut new = old.clone();
    if let Some(name) = &change.name {
        NewArtist { name: name.clone(), ..NewArtist::default() }.check()?;
        name.trim().clone_into(&mut new.name);
        if old.sort_name == old.name {
            new.sort_name.clone_from(&new.name);
        }
    }
    if let Some(sort_name) = &change.sort_name {
        let sort_name = domain::artist::line("sort name", sort_name)?;
        new.sort_name = if sort_name.is_empty() { new.name.clone() } else { sort_name };
    }
    new.kind = change.kind.unwrap_or(old.kind);
    if let Some(disambiguation) = &change.disambiguation {
        new.disambiguation = domain::artist::line("disambiguation", disambiguation)?;
    }
    if let Some(aliases) = &change.aliases {
        new.aliases = domain::artist::aliases(aliases)?;
    }
    if new.name != old.name && !old.name.is_empty() {
        new.aliases.push(old.name.clone());
    }
    let own = fold::key(&new.name);
    let mut seen = std::collections::HashSet::from([own]);
    new.aliases.retain(|alias| seen.insert(fold::key(alias)));
    if let Some(id) = &change.musicbrainz {
        new.musicbrainz = domain::artist::musicbrainz(id)?;
    }
    if let Some(id) = &change.wikidata {
        new.wikidata = domain::artist::wikidata(id)?;
    }
    Ok(new)
}

/// Two artists of one name are told apart by a few words.
async fn apart(tx: &Tx, name: &str, disambiguation: &str, own: Option<domain::id::ArtistId>) -> Verb<()> {
    let key = fold::key(name);
    let namesakes = artists::by_key(tx, &key).await?.into_iter().filter(|other| Some(other.id) != own && fold::key(&other.name) == key);
    let mut same = namesakes.filter(|other| fold::key(&other.disambiguation) == fold::key(disambiguation));
    match same.next() {
        Some(other) if disambiguation.is_empty() => {
            let problem = format!("there is “{}” already; say in a few words what tells them apart", other.name);
            Err(Refusal::field("disambiguation", problem).into())
        }
        Some(other) => Err(Refusal::field("disambiguation", format!("“{}” says the same; say something else", other.name)).into()),
        None => Ok(()),
    }
}

async fn ids_are_free(tx: &Tx, musicbrainz: Option<&str>, own: Option<domain::id::ArtistId>) -> Verb<()> {
    let Some(id) = musicbrainz else { return Ok(()) };
    match artists::by_musicbrainz(tx, id).await? {
        Some(other) if Some(other.id) != own => {
            let problem = format!("is that of “{}”; merge the two if they are one", other.name);
            Err(Refusal::field("musicbrainz", problem).into())
        }
        _ => Ok(()),
    }
}

/// Changes an artist. With another name the old one becomes an alias and the old address redirects.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn edit(newsroom: &Newsroom, act: &Act, which: &Which, change: &Change) -> Verb<Artist> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let old = standing(&tx, which).await?;
    store(newsroom, act, tx, old, change).await
}

async fn store(newsroom: &Newsroom, act: &Act, tx: Tx, old: Artist, change: &Change) -> Verb<Artist> {
    let mut new = changed(&old, change)?;
    if new.disambiguation != old.disambiguation || fold::key(&new.name) != fold::key(&old.name) {
        apart(&tx, &new.name, &new.disambiguation, Some(old.id)).await?;
    }
    if change.musicbrainz.is_some() {
        ids_are_free(&tx, new.musicbrainz.as_deref(), Some(old.id)).await?;
    }
    if new.name != old.name {
        let wanted = fold::slug(&new.name).ok_or_else(|| Refusal::field("name", format!("“{}” gives no address", new.name)))?;
        new.slug = free_slug(&tx, wanted, Some(old.id)).await?;
    }
    let moved = put_links(&tx, old.id, change.links.as_deref()).await?;
    if new == old && !moved {
        return Ok(old);
    }
    super::save(&tx, &new).await?;
    owe_for(&tx, &old, &new).await?;
    if new.slug != old.slug {
        redirects::put(&tx, &urls::artist(&old.slug), &urls::artist(&new.slug)).await?;
        crate::works::follow_rename(&tx, new.id, &old.slug, &new.slug).await?;
    }
    let (verb, what) =
        if new.name == old.name { ("edit artist", new.name.clone()) } else { ("rename artist", format!("{} to {}", old.name, new.name)) };
    audit::append(&tx, act, verb, &what).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Stores addresses elsewhere, where they are said; says whether they are others than before.
async fn put_links(tx: &Tx, artist: domain::id::ArtistId, links: Option<&[String]>) -> Verb<bool> {
    let Some(links) = links else { return Ok(false) };
    let links = domain::artist::links(links)?;
    let moved = artists::links::of(tx, artist).await? != links;
    if moved {
        artists::links::replace(tx, artist, &links).await?;
    }
    Ok(moved)
}

/// Stories with a name that came or went are linked anew.
async fn owe_for(tx: &Tx, old: &Artist, new: &Artist) -> Verb<()> {
    let (before, after) = (relink::names(old), relink::names(new));
    let gone = before.iter().filter(|name| !after.contains(name));
    let came = after.iter().filter(|name| !before.contains(name));
    let mut names: Vec<&str> = gone.chain(came).copied().collect();
    let mut artists = Vec::new();
    if old.kind != new.kind {
        names.push(&new.name);
        artists.push(new.id);
    }
    relink::owe(tx, &format!("changed {}", new.name), &names, &artists).await
}

/// Renames an artist, and says what tells them `apart` from another one of the name; the old name becomes an alias and the
/// old address redirects.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn rename(newsroom: &Newsroom, act: &Act, which: &Which, name: &str, apart: Option<&str>) -> Verb<Artist> {
    let (name, disambiguation) = (Some(name.to_owned()), apart.map(str::to_owned));
    edit(newsroom, act, which, &Change { name, disambiguation, ..Change::default() }).await
}

/// Adds a name by which texts may mean an artist, or takes it away.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn alias(newsroom: &Newsroom, act: &Act, which: &Which, name: &str, add: bool) -> Verb<Artist> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let artist = super::now_at(&tx, which).await?;
    let key = fold::key(name);
    let mut aliases: Vec<String> = artist.aliases.iter().filter(|alias| fold::key(alias) != key).cloned().collect();
    if add {
        if name.trim().is_empty() {
            return Err(Refusal::field("name", "another name is needed").into());
        }
        aliases.push(name.to_owned());
    }
    store(newsroom, act, tx, artist, &Change { aliases: Some(aliases), ..Change::default() }).await
}

/// When somebody was in a group, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Time {
    /// Whether it is over; so it is when it is known when it ended.
    pub ended: bool,
    /// When they came.
    pub began: PartDay,
    /// When they left.
    pub left: PartDay,
}

/// Says that somebody is or was in a group.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn join(newsroom: &Newsroom, act: &Act, group: &Which, member: &Which, time: Time) -> Verb<()> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let (group, member) = (standing(&tx, group).await?, standing(&tx, member).await?);
    if group.id == member.id {
        return Err(Refusal::State(format!("“{}” cannot be in itself", group.name)).into());
    }
    let ended = time.ended || !time.left.is_unknown();
    let (began, left) = (time.began, time.left);
    artists::put_membership(&tx, Membership { group: group.id, member: member.id, ended, began, left }).await?;
    let verb = if ended { "end membership" } else { "join group" };
    let both = [relink::names(&group), relink::names(&member)].concat();
    relink::owe(&tx, &format!("{} is in {}", member.name, group.name), &both, &[group.id, member.id]).await?;
    audit::append(&tx, act, verb, &format!("{} in {}", member.name, group.name)).await?;
    newsroom.commit(tx).await
}

/// Takes somebody out of a group, as if they had never been in it.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`].
pub async fn part(newsroom: &Newsroom, act: &Act, group: &Which, member: &Which) -> Verb<()> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let (group, member) = (standing(&tx, group).await?, standing(&tx, member).await?);
    artists::sheet::drop_membership(&tx, group.id, member.id).await?;
    let both = [relink::names(&group), relink::names(&member)].concat();
    relink::owe(&tx, &format!("{} is not in {}", member.name, group.name), &both, &[group.id, member.id]).await?;
    audit::append(&tx, act, "leave group", &format!("{} never in {}", member.name, group.name)).await?;
    newsroom.commit(tx).await
}
