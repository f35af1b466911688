//! Ids of MusicBrainz: those that lead to others now, and those that are gone from a whole dump.

use super::{Which, merge};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::artist::Artist;
use domain::id::ArtistId;
use domain::role::Verb as Right;
use std::collections::{HashMap, HashSet};
use store::{artists, audit};

/// What following redirects came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Followed {
    /// Artists whose id is the new one now.
    pub changed: u64,
    /// Artists that were merged into the one of the new id.
    pub merged: u64,
    /// Lines that could not be read or done: number and reason.
    pub problems: Vec<(usize, String)>,
}

/// Redirects followed one after the other at the most: a circle ends.
const STEPS: usize = 50;

/// Gives artists the ids that theirs lead to now, out of lines of an old id and a new one. Who has an old id beside another
/// artist of the new one is merged into that; a broken line or a circle is reported and the rest is done.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, [`crate::VerbError::Store`]; what was done stays.
pub async fn follow_redirects(newsroom: &Newsroom, act: &Act, text: &str) -> Verb<Followed> {
    act.allow(Right::EditArtists)?;
    let Leads { ends, problems } = leads(text);
    let mut followed = Followed { problems, ..Followed::default() };
    for (old, new) in ends {
        let conn = newsroom.store().read().await?;
        let (from, into) = (artists::by_musicbrainz(&conn, &old).await?, artists::by_musicbrainz(&conn, &new).await?);
        drop(conn);
        match (from, into) {
            (None, _) => {}
            // The id of somebody who was merged here: whom they became keeps an id of their own.
            (Some(from), _) if from.musicbrainz.as_ref() != Some(&old) => {
                let tx = newsroom.begin(act.now).await?;
                artists::lead_merged_on(&tx, &old, &new).await?;
                newsroom.commit(tx).await?;
            }
            (Some(from), Some(into)) if from.id == into.id => {}
            (Some(from), None) => {
                let tx = newsroom.begin(act.now).await?;
                super::save(&tx, &Artist { musicbrainz: Some(new.clone()), ..from.clone() }).await?;
                audit::append(&tx, act, "edit artist", &format!("{}: MusicBrainz id {old} leads to {new}", from.name)).await?;
                newsroom.commit(tx).await?;
                followed.changed += 1;
            }
            (Some(from), Some(into)) => {
                merge(newsroom, act, &Which::Id(from.id), &Which::Id(into.id)).await?;
                followed.merged += 1;
            }
        }
    }
    Ok(followed)
}

/// Where ids lead to.
pub(crate) struct Leads {
    /// The old and the new.
    pub(crate) ends: Vec<(String, String)>,
    /// Lines that say nothing: number and reason.
    pub(crate) problems: Vec<(usize, String)>,
}

/// Ids and where they lead to in the end, out of lines of an old one and a new one.
pub(crate) fn leads(text: &str) -> Leads {
    let (mut ends, mut problems) = (Vec::new(), Vec::new());
    let mut leads: HashMap<String, String> = HashMap::new();
    let mut order: Vec<(usize, String)> = Vec::new();
    for (number, line) in (1_usize..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match pair(line) {
            Some((old, new)) => {
                order.push((number, old.clone()));
                leads.insert(old, new);
            }
            None if number == 1 => {}
            None => problems.push((number, "is not two MusicBrainz ids, the old and the new".to_owned())),
        }
    }
    for (number, old) in order {
        let mut new = old.clone();
        let mut steps = 0;
        while let Some(next) = leads.get(&new).filter(|_| steps < STEPS) {
            new.clone_from(next);
            steps += 1;
        }
        if steps == STEPS || new == old {
            problems.push((number, "leads in a circle".to_owned()));
        } else {
            ends.push((old, new));
        }
    }
    Leads { ends, problems }
}

/// Two ids, parted by a tab, a comma or a blank.
fn pair(line: &str) -> Option<(String, String)> {
    let mut words = line.split(['\t', ',', ' ']).filter(|word| !word.is_empty());
    let mut id = || domain::artist::musicbrainz(words.next()?).ok().flatten();
    Some((id()?, id()?))
}

/// The artists whose id a whole dump does not have any more, out of the ids that it has.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, [`crate::VerbError::Store`].
pub async fn vanished(newsroom: &Newsroom, act: &Act, there: &HashSet<String>) -> Verb<Vec<Artist>> {
    act.allow(Right::EditArtists)?;
    let conn = newsroom.store().read().await?;
    let mut gone: Vec<ArtistId> = Vec::new();
    let mut after = ArtistId(0);
    loop {
        let some = artists::with_musicbrainz(&conn, after, BATCH).await?;
        let Some((last, _)) = some.last() else { break };
        after = *last;
        gone.extend(some.iter().filter(|(_, id)| !there.contains(id)).map(|(artist, _)| *artist));
    }
    Ok(artists::by_ids(&conn, &gone).await?)
}

/// Artists looked at with one question.
const BATCH: usize = 5_000;
