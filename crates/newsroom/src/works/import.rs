//! Lists of works.

use super::{free_slug, owe, same, slug_of};
use crate::artists::{self, Which as Who};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::artist::Artist;
use domain::id::ArtistId;
use domain::role::Verb as Right;
use domain::work::{ListedWork, NewWork, Work};
use store::{Tx, works};
use text::{fold, titles};

/// What importing a list came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Works made.
    pub made: u64,
    /// Works known already; ids and days that they lacked were added.
    pub known: u64,
    /// Works of artists whom the paper does not have: left out.
    pub strangers: u64,
    /// Lines that could not be read: number and reason.
    pub problems: Vec<(usize, String)>,
}

/// Works written in one transaction.
const BATCH: usize = 1_000;

/// Imports works from lines that were read already. What is known (by outside id, or by artist, title and kind) is
/// completed, not doubled; what is of artists whom the paper does not have is left out, unless they are to be made; a
/// broken line is reported and the rest goes in.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, [`crate::VerbError::Store`]; batches that were written stay.
pub async fn import<P: std::fmt::Display>(
    newsroom: &Newsroom,
    act: &Act,
    lines: &mut (dyn Iterator<Item = Result<(usize, ListedWork), (usize, P)>> + Send),
    make_artists: bool,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Verb<Imported> {
    act.allow(Right::EditArtists)?;
    let mut imported = Imported::default();
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        for line in (&mut *lines).take(BATCH) {
            match line.map_err(|(number, problem)| (number, problem.to_string())).and_then(|(number, listed)| match listed.check() {
                Ok(()) => Ok(listed),
                Err(refusal) => Err((number, refusal.to_string())),
            }) {
                Ok(listed) => batch.push(Some(listed)),
                Err(problem) => {
                    imported.problems.push(problem);
                    batch.push(None);
                }
            }
        }
        if batch.is_empty() {
            break;
        }
        let tx = newsroom.begin(act.now).await?;
        let mut touched = Vec::new();
        for listed in batch.iter().flatten() {
            one(&tx, listed, make_artists, &mut imported, &mut touched).await?;
        }
        touched.sort();
        touched.dedup();
        owe(&tx, "a list of works was read", &touched).await?;
        newsroom.commit(tx).await?;
        progress(imported.made + imported.known + imported.strangers);
    }
    Ok(imported)
}

async fn one(tx: &Tx, listed: &ListedWork, make: bool, imported: &mut Imported, touched: &mut Vec<ArtistId>) -> Verb<()> {
    let mut all: Vec<Artist> = Vec::new();
    for (name, id) in &listed.artists {
        let found = whose(tx, name, id.as_deref()).await?;
        match found {
            Some(artist) => all.push(artist),
            None if make && !name.is_empty() => all.push(artists::credited(tx, name).await?),
            None => {}
        }
    }
    let Some(first) = all.first() else {
        imported.strangers += 1;
        return Ok(());
    };
    let ids = domain::work::artists(&all.iter().map(|artist| artist.id).collect::<Vec<_>>())?;
    if let Some(known) = known(tx, &ids, &listed.work).await? {
        let completed = complete(&known, &listed.work);
        if completed != known {
            works::save(tx, &completed, &titles::key(&completed.title)).await?;
        }
        imported.known += 1;
        return Ok(());
    }
    let slug = free_slug(tx, first, &slug_of(&listed.work.title)?, None).await?;
    works::create(tx, &ids, &listed.work, &slug, &titles::key(&listed.work.title)).await?;
    imported.made += 1;
    touched.extend(ids);
    Ok(())
}

/// The artist that a list names: by outside id, else the only one who is called so.
async fn whose(tx: &Tx, name: &str, id: Option<&str>) -> Verb<Option<Artist>> {
    if let Some(id) = id
        && let Some(artist) = store::artists::by_musicbrainz(tx, id).await?
    {
        return Ok(Some(artist));
    }
    let contradicts = |artist: &Artist| id.is_some() && artist.musicbrainz.is_some();
    let mut same = store::artists::by_key(tx, &fold::key(name)).await?;
    same.retain(|artist| !contradicts(artist));
    let own: Vec<&Artist> = same.iter().filter(|artist| fold::key(&artist.name) == fold::key(name)).collect();
    match (own.as_slice(), same.as_slice()) {
        ([one], _) => Ok(Some(artists::standing(tx, &Who::Id(one.id)).await?)),
        ([], [one]) => Ok(Some(one.clone())),
        _ => Ok(None),
    }
}

async fn known(tx: &Tx, ids: &[ArtistId], new: &NewWork) -> Verb<Option<Work>> {
    if let Some(id) = &new.musicbrainz
        && let Some(found) = works::by_musicbrainz(tx, id).await?
    {
        return Ok(Some(found));
    }
    let found = same(tx, ids, &new.title, new.kind, None).await?;
    Ok(found.filter(|work| work.musicbrainz.is_none() || new.musicbrainz.is_none() || work.musicbrainz == new.musicbrainz))
}

fn complete(known: &Work, new: &NewWork) -> Work {
    let mut work = known.clone();
    work.musicbrainz = work.musicbrainz.or_else(|| new.musicbrainz.clone());
    // The more exact of two days that agree.
    if work.released.is_unknown() || (work.released.day().is_none() && new.released.to_string().starts_with(&work.released.to_string())) {
        work.released = new.released;
    }
    work
}
