//! Nights that no story tells of, out of MusicBrainz' dumps of events and places.

use crate::{Newsroom, Verb, VerbError, artists};
use domain::act::Act;
use domain::night::{ListedNight, Venue};
use domain::part_day::PartDay;
use domain::role::Verb as Right;
use std::collections::HashSet;
use store::nights::{self, Kept, Known, List};
use store::{Tx, audit};

/// What importing a list of nights came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// New ones.
    pub made: u64,
    /// Those that are otherwise now.
    pub changed: u64,
    /// Those that are as they were.
    pub same: u64,
    /// Nights of artists whom the paper does not have: left out, and forgotten where the paper had them.
    pub strangers: u64,
    /// Those of which no whole day is known: left out, and forgotten where the paper had them.
    pub undated: u64,
    /// Lines that could not be read: number and reason.
    pub problems: Vec<(usize, String)>,
}

impl Imported {
    fn read(&self) -> u64 {
        self.made + self.changed + self.same + self.strangers + self.undated
    }
}

/// What importing a list of venues came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportedVenues {
    /// New ones, and those that are otherwise now.
    pub put: u64,
    /// Those that are as they were.
    pub same: u64,
    /// Lines that could not be read: number and reason.
    pub problems: Vec<(usize, String)>,
}

/// Lines looked at in one transaction.
const BATCH: usize = 1_000;

/// Takes the next lines of a list; none are left when both what was taken and what could not be read is empty.
fn batch<T, P: std::fmt::Display>(
    lines: &mut (dyn Iterator<Item = Result<(usize, T), (usize, P)>> + Send),
    problems: &mut Vec<(usize, String)>,
) -> Option<Vec<T>> {
    let (mut taken, mut any) = (Vec::new(), false);
    for line in lines.take(BATCH) {
        any = true;
        match line {
            Ok((_, one)) => taken.push(one),
            Err((number, problem)) => problems.push((number, problem.to_string())),
        }
    }
    any.then_some(taken)
}

/// Imports nights from lines that were read and checked already: those of artists whom the paper has by their MusicBrainz
/// ids, over what it had of the same event. A broken line is reported and the rest goes in.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Store`]; batches that were written stay.
pub async fn import<P: std::fmt::Display>(
    newsroom: &Newsroom,
    act: &Act,
    lines: &mut (dyn Iterator<Item = Result<(usize, ListedNight), (usize, P)>> + Send),
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Verb<Imported> {
    act.allow(Right::EditArtists)?;
    let mut imported = Imported::default();
    while let Some(some) = batch(lines, &mut imported.problems) {
        let tx = newsroom.begin(act.now).await?;
        let kept = keep(&tx, &some, &mut imported).await?;
        let put = nights::put(&tx, &kept, act.now).await?;
        newsroom.commit(tx).await?;
        imported.made += put.made;
        imported.changed += put.changed;
        imported.same += put.same;
        progress(imported.read());
    }
    Ok(imported)
}

/// Which nights of a batch the paper keeps, each once; what it does not keep any more is forgotten.
async fn keep(tx: &Tx, some: &[ListedNight], imported: &mut Imported) -> Verb<Vec<Kept>> {
    let players: Vec<&str> = some.iter().flat_map(|night| &night.players).map(|(player, _)| player.as_str()).collect();
    let known = store::artists::ids_by_musicbrainz(tx, &players).await?;
    let (mut kept, mut dropped): (Vec<Kept>, Vec<&str>) = (Vec::new(), Vec::new());
    for night in some {
        let Some(day) = night.day.day() else {
            imported.undated += 1;
            dropped.push(&night.musicbrainz);
            continue;
        };
        let on = |said: PartDay| said.day().unwrap_or(day);
        let players: Vec<_> = night.players.iter().filter_map(|(player, said)| Some((*known.get(player)?, on(*said)))).collect();
        if players.is_empty() {
            imported.strangers += 1;
            dropped.push(&night.musicbrainz);
            continue;
        }
        let one = Kept { night: night.clone(), players };
        // A line that says the same event again is the one that holds.
        match kept.iter_mut().find(|other| other.night.musicbrainz == night.musicbrainz) {
            Some(other) => *other = one,
            None => kept.push(one),
        }
    }
    nights::remove(tx, &dropped).await?;
    Ok(kept)
}

/// Imports venues from lines that were read and checked already. A broken line is reported and the rest goes in.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Store`]; batches that were written stay.
pub async fn import_venues<P: std::fmt::Display>(
    newsroom: &Newsroom,
    act: &Act,
    lines: &mut (dyn Iterator<Item = Result<(usize, Venue), (usize, P)>> + Send),
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Verb<ImportedVenues> {
    act.allow(Right::EditArtists)?;
    let mut imported = ImportedVenues::default();
    while let Some(some) = batch(lines, &mut imported.problems) {
        let tx = newsroom.begin(act.now).await?;
        let put = nights::put_venues(&tx, &some).await?;
        newsroom.commit(tx).await?;
        imported.put += put as u64;
        imported.same += some.len().saturating_sub(put) as u64;
        progress(imported.put + imported.same);
    }
    Ok(imported)
}

/// What following redirects came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Followed {
    /// What has its new id, or gave way to what has that.
    pub done: u64,
    /// Lines that could not be read or done: number and reason.
    pub problems: Vec<(usize, String)>,
}

/// Gives nights or venues the ids that theirs lead to now, out of lines of an old id and a new one.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Store`]; nothing is done then.
pub async fn follow_redirects(newsroom: &Newsroom, act: &Act, list: List, text: &str) -> Verb<Followed> {
    act.allow(Right::EditArtists)?;
    let leads = artists::leads(text);
    let mut followed = Followed { problems: leads.problems, done: 0 };
    for some in leads.ends.chunks(BATCH) {
        let tx = newsroom.begin(act.now).await?;
        for (old, new) in some {
            followed.done += u64::from(nights::lead_on(&tx, list, old, new).await?);
        }
        newsroom.commit(tx).await?;
    }
    Ok(followed)
}

/// What of a list has an id that a whole dump does not have any more, out of the ids that it has.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Store`].
pub async fn vanished(newsroom: &Newsroom, act: &Act, list: List, there: &HashSet<String>) -> Verb<Vec<Known>> {
    act.allow(Right::EditArtists)?;
    let conn = newsroom.store().read().await?;
    let (mut gone, mut last) = (Vec::new(), 0);
    loop {
        let some = nights::after(&conn, list, last, BATCH).await?;
        let Some(end) = some.last() else { break };
        last = end.id;
        gone.extend(some.into_iter().filter(|one| !there.contains(&one.musicbrainz)));
    }
    Ok(gone)
}

/// Forgets a listed night; the next import of a dump that has it brings it back.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`] for the wrong role or what is no id.
pub async fn remove(newsroom: &Newsroom, act: &Act, id: &str) -> Verb<()> {
    act.allow(Right::EditArtists)?;
    let id = domain::artist::musicbrainz(id)?.unwrap_or_default();
    let tx = newsroom.begin(act.now).await?;
    if nights::remove(&tx, &[&id]).await? == 0 {
        return Err(VerbError::Absent(format!("no listed night has the MusicBrainz id “{id}”")));
    }
    audit::append(&tx, act, "remove night", &id).await?;
    newsroom.commit(tx).await?;
    Ok(())
}
