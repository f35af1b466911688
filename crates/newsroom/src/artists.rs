//! Artists are records: imported by the list, made by a story's artist line, merged and renamed without losing a link.

mod edit;
mod look;
mod outside;
mod split;

pub use edit::{Change, Time, alias, create, edit, join, part, rename};
pub use look::{Doubled, Found, Listing, Page, Preview, Sheet, StoryOf, letters, list, merge_preview, sheet};
pub(crate) use outside::leads;
pub use outside::{Followed, follow_redirects, vanished};
pub use split::{Follows, Split, split};

use crate::{Newsroom, Verb, VerbError, relink};
use domain::act::Act;
use domain::artist::{Artist, ArtistKind, Membership, NewArtist};
use domain::id::ArtistId;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use store::artists::{self, Keys};
use store::{Conn, Tx, redirects};
use text::fold;

/// What importing a list came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Artists made.
    pub made: u64,
    /// Artists known already; ids and aliases they lacked were added.
    pub known: u64,
    /// Lines that could not be read: number and reason.
    pub problems: Vec<(usize, String)>,
}

/// Stores an artist over the one with its id, sorted as the paper's language does.
pub(crate) async fn save(tx: &Tx, artist: &Artist) -> Verb<()> {
    let alphabet = crate::alphabet::of(tx).await?;
    Ok(artists::save(tx, artist, Keys { name: &fold::key, sort: &|name| alphabet.place(name) }).await?)
}

/// As [`save`], of a new one.
async fn store_new(tx: &Tx, new: &NewArtist, slug: &Slug) -> Verb<Artist> {
    let alphabet = crate::alphabet::of(tx).await?;
    Ok(artists::create(tx, new, slug, Keys { name: &fold::key, sort: &|name| alphabet.place(name) }).await?)
}

/// Artists written in one transaction.
const BATCH: usize = 2_000;

/// Imports artists from lines that were read already. What is known (by outside id, or by name and kind) is completed,
/// not doubled; a broken line is reported and the rest goes in.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Store`]; batches that were written stay.
pub async fn import<P: std::fmt::Display>(
    newsroom: &Newsroom,
    act: &Act,
    lines: &mut (dyn Iterator<Item = Result<(usize, NewArtist), (usize, P)>> + Send),
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Verb<Imported> {
    act.allow(Right::EditArtists)?;
    let mut imported = Imported::default();
    loop {
        let batch = next_batch(lines, &mut imported);
        if batch.is_empty() {
            break;
        }
        let tx = newsroom.begin(act.now).await?;
        // Only who is other than before can make a story's links others.
        let mut others: Vec<Artist> = Vec::new();
        for new in &batch {
            let (artist, found) = find_or_make(&tx, new).await?;
            match found {
                Outcome::Made => imported.made += 1,
                Outcome::Changed | Outcome::Same => imported.known += 1,
            }
            others.extend((found != Outcome::Same).then_some(artist));
        }
        others.extend(join_members(&tx, &batch).await?);
        let names: Vec<&str> = others.iter().flat_map(relink::names).collect();
        relink::owe(&tx, "a list of artists was read", &names, &[]).await?;
        newsroom.commit(tx).await?;
        progress(imported.made + imported.known);
    }
    Ok(imported)
}

fn next_batch<P: std::fmt::Display>(
    lines: &mut (dyn Iterator<Item = Result<(usize, NewArtist), (usize, P)>> + Send),
    imported: &mut Imported,
) -> Vec<NewArtist> {
    let mut batch = Vec::with_capacity(BATCH);
    for line in lines {
        match line.map_err(|(number, problem)| (number, problem.to_string())).and_then(|(number, new)| match new.check() {
            Ok(()) => Ok(new),
            Err(refusal) => Err((number, refusal.to_string())),
        }) {
            Ok(new) => batch.push(new),
            Err(problem) => imported.problems.push(problem),
        }
        if batch.len() == BATCH {
            break;
        }
    }
    batch
}

/// How the artist that a list or a story means was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Made,
    /// Something was added to what was known.
    Changed,
    Same,
}

/// The artist that a list or a story means.
async fn find_or_make(tx: &Tx, new: &NewArtist) -> Verb<(Artist, Outcome)> {
    new.check()?;
    if let Some(known) = known(tx, new).await? {
        let completed = complete(&known, &as_of(&known, new));
        let found = if completed == known { Outcome::Same } else { Outcome::Changed };
        if found == Outcome::Changed {
            save(tx, &completed).await?;
        }
        add_links(tx, completed.id, &new.links).await?;
        return Ok((completed, found));
    }
    let name = new.name.trim();
    let sort_name = if new.sort_name.trim().is_empty() { name } else { new.sort_name.trim() };
    let slug = fold::slug(name).map_or_else(|| Slug::parse("artist"), Ok)?;
    let draft = NewArtist { name: name.to_owned(), sort_name: sort_name.to_owned(), ..new.clone() };
    let artist = store_new(tx, &draft, &slug).await?;
    add_links(tx, artist.id, &new.links).await?;
    Ok((artist, Outcome::Made))
}

/// Addresses that an artist does not have yet; what is no address is left out.
async fn add_links(tx: &Tx, artist: ArtistId, new: &[String]) -> Verb<()> {
    let new: Vec<String> = new.iter().filter_map(|address| domain::artist::link(address).ok()).collect();
    if new.is_empty() {
        return Ok(());
    }
    let had = artists::links::of(tx, artist).await?;
    let all = domain::artist::links(&[had.as_slice(), &new].concat())?;
    if all != had {
        artists::links::replace(tx, artist, &all).await?;
    }
    Ok(())
}

/// The artist whom a story credits under a name: who is called so, else the only one who also goes by it (as after a
/// rename or a merge), else a new one.
pub(crate) async fn credited(tx: &Tx, name: &str) -> Verb<Artist> {
    let new = NewArtist { name: name.to_owned(), ..NewArtist::default() };
    if known(tx, &new).await?.is_none()
        && let [one] = artists::by_key(tx, &fold::key(name)).await?.as_slice()
    {
        return Ok(one.clone());
    }
    let (artist, found) = find_or_make(tx, &new).await?;
    if found == Outcome::Made {
        relink::owe(tx, &format!("made {}", artist.name), &relink::names(&artist), &[]).await?;
    }
    Ok(artist)
}

/// An artist is known by an outside id, or else by the folded name, if the ids do not contradict.
async fn known(tx: &Tx, new: &NewArtist) -> Verb<Option<Artist>> {
    if let Some(id) = &new.musicbrainz
        && let Some(found) = artists::by_musicbrainz(tx, id).await?
    {
        return Ok(Some(found));
    }
    let contradicts = |old: &Option<String>, new: &Option<String>| matches!((old, new), (Some(old), Some(new)) if old != new);
    let same = |artist: &Artist| {
        !contradicts(&artist.musicbrainz, &new.musicbrainz)
            && !contradicts(&artist.wikidata, &new.wikidata)
            && (new.disambiguation.is_empty() || artist.disambiguation.is_empty() || artist.disambiguation == new.disambiguation)
            && fold::key(&artist.name) == fold::key(&new.name)
    };
    Ok(artists::by_key(tx, &fold::key(&new.name)).await?.into_iter().find(same))
}

/// What a list says of whom a record of another id was merged into: their other names and no more.
fn as_of(known: &Artist, new: &NewArtist) -> NewArtist {
    if known.musicbrainz.is_none() || new.musicbrainz.is_none() || known.musicbrainz == new.musicbrainz {
        return new.clone();
    }
    let aliases = std::iter::once(new.name.clone()).chain(new.aliases.clone()).collect();
    NewArtist { name: new.name.clone(), aliases, ..NewArtist::default() }
}

fn complete(known: &Artist, new: &NewArtist) -> Artist {
    let mut artist = known.clone();
    let spelt = |name: &str| name.trim().to_owned();
    for alias in &new.aliases {
        if fold::key(alias) != fold::key(&artist.name) && !artist.aliases.iter().any(|had| fold::key(had) == fold::key(alias)) {
            artist.aliases.push(spelt(alias));
        }
    }
    artist.musicbrainz = artist.musicbrainz.or_else(|| new.musicbrainz.clone());
    artist.wikidata = artist.wikidata.or_else(|| new.wikidata.clone());
    if artist.disambiguation.is_empty() {
        artist.disambiguation = spelt(&new.disambiguation);
    }
    if !new.sort_name.trim().is_empty() && artist.sort_name == artist.name {
        artist.sort_name = spelt(&new.sort_name);
    }
    // A story's artist line makes a group of whoever it names; a list knows better.
    if new.kind != ArtistKind::default() {
        artist.kind = new.kind;
    }
    artist
}

/// Joins groups and their members; gives those who are other than before, or in another group.
async fn join_members(tx: &Tx, batch: &[NewArtist]) -> Verb<Vec<Artist>> {
    let mut others = Vec::new();
    for new in batch.iter().filter(|new| !new.members.is_empty()) {
        let (group, _) = find_or_make(tx, new).await?;
        let had = artists::members_of(tx, group.id).await?;
        for member in &new.members {
            let musicbrainz = member.musicbrainz.clone();
            let person = NewArtist { name: member.name.clone(), musicbrainz, kind: ArtistKind::Person, ..NewArtist::default() };
            // A group may be called as one of its members is: nobody is a member of themselves.
            let is_itself = known(tx, &person).await?.is_some_and(|known| known.id == group.id);
            if person.check().is_err() || is_itself {
                continue;
            }
            let (person, found) = find_or_make(tx, &person).await?;
            let (ended, began, left) = (member.ended, member.began, member.left);
            let membership = Membership { group: group.id, member: person.id, ended, began, left };
            let joins = !had.contains(&membership);
            if joins {
                artists::put_membership(tx, membership).await?;
                others.push(group.clone());
            }
            others.extend((joins || found != Outcome::Same).then_some(person));
        }
    }
    Ok(others)
}

/// The artist at an address, or the one that it was merged into.
pub(crate) async fn by_address(conn: &Conn, slug: &Slug) -> Verb<Option<Artist>> {
    match artists::by_slug(conn, slug).await? {
        Some(Artist { merged_into: Some(into), .. }) => Ok(artists::by_id(conn, into).await?),
        found => Ok(found),
    }
}

/// Who an artist is now: itself, or the one that it was merged into.
pub(crate) async fn now_known_as(conn: &Conn, id: ArtistId) -> Verb<ArtistId> {
    Ok(artists::by_id(conn, id).await?.and_then(|artist| artist.merged_into).unwrap_or(id))
}

/// Which artist is meant: by number, or by the last word of their address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By number.
    Id(ArtistId),
    /// By the word in the address.
    Address(String),
}

impl From<ArtistId> for Which {
    fn from(id: ArtistId) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for Which {
    fn from(word: &str) -> Self {
        Self::Address(word.to_owned())
    }
}

/// The artist that is meant, merged ones too.
///
/// # Errors
/// [`VerbError::Absent`].
async fn at(conn: &Conn, which: &Which) -> Verb<Artist> {
    match which {
        Which::Id(id) => artists::by_id(conn, *id).await?.ok_or_else(|| VerbError::Absent(format!("there is no artist number {id}"))),
        Which::Address(word) => {
            let absent = || VerbError::Absent(format!("there is no artist “{word}”; name one by the last word of its address"));
            let slug = Slug::parse(word).map_err(|_| absent())?;
            artists::by_slug(conn, &slug).await?.ok_or_else(absent)
        }
    }
}

/// Finds an artist; one that was merged is whom it became.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn find(newsroom: &Newsroom, which: &Which) -> Verb<Artist> {
    now_at(&newsroom.store().read().await?, which).await
}

/// As [`find`], within a write too.
async fn now_at(conn: &Conn, which: &Which) -> Verb<Artist> {
    let artist = at(conn, which).await?;
    match artist.merged_into {
        Some(into) => at(conn, &Which::Id(into)).await,
        None => Ok(artist),
    }
}

/// As [`at`], of somebody who still is an artist of their own.
pub(crate) async fn standing(conn: &Conn, which: &Which) -> Verb<Artist> {
    let artist = at(conn, which).await?;
    match artist.merged_into {
        Some(_) => Err(Refusal::State(format!("“{}” was merged already; use the artist it became", artist.name)).into()),
        None => Ok(artist),
    }
}

/// Merges `from` into `into`: links, credits, follows and memberships move, the old address redirects, the old name
/// becomes an alias.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn merge(newsroom: &Newsroom, act: &Act, from: &Which, into: &Which) -> Verb<Artist> {
    act.allow(Right::EditArtists)?;
    let tx = newsroom.begin(act.now).await?;
    let (from, into) = (at(&tx, from).await?, at(&tx, into).await?);
    domain::artist::merge(&from, &into)?;
    artists::merge(&tx, from.id, into.id).await?;
    crate::works::follow_merge(&tx, &from, &into).await?;
    redirects::put(&tx, &text::template::urls::artist(&from.slug), &text::template::urls::artist(&into.slug)).await?;
    let as_new = NewArtist {
        aliases: std::iter::once(from.name.clone()).chain(from.aliases.clone()).collect(),
        disambiguation: from.disambiguation.clone(),
        musicbrainz: from.musicbrainz.clone(),
        wikidata: from.wikidata.clone(),
        ..NewArtist::default()
    };
    let merged = complete(&into, &as_new);
    save(&tx, &merged).await?;
    relink::owe(&tx, &format!("merged {} into {}", from.name, into.name), &relink::names(&merged), &[from.id, into.id]).await?;
    store::audit::append(&tx, act, "merge artists", &format!("{} into {}", from.name, into.name)).await?;
    newsroom.commit(tx).await?;
    Ok(merged)
}

/// A word for an address that nobody has and that leads nowhere else: an address once given is kept for good.
async fn free_slug(tx: &Tx, wanted: Slug, own: Option<ArtistId>) -> Verb<Slug> {
    let mut slug = wanted.clone();
    let mut number = 1;
    loop {
        let holder = artists::by_slug(tx, &slug).await?;
        let is_own = holder.as_ref().is_some_and(|holder| Some(holder.id) == own);
        let leads = redirects::get(tx, &text::template::urls::artist(&slug)).await?;
        let leads_home = match &leads {
            None => true,
            Some(_) if holder.is_some() => true,
            Some(target) => match own {
                Some(own) => artists::by_id(tx, own).await?.is_some_and(|artist| *target == text::template::urls::artist(&artist.slug)),
                None => false,
            },
        };
        if is_own || (holder.is_none() && leads_home) {
            return Ok(slug);
        }
        number += 1;
        slug = wanted.numbered(number);
    }
}
