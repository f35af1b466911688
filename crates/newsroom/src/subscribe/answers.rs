//! What a reader does by a letter is counted for its edition, in sums: who left, who followed somebody.

use super::Purpose;
use crate::Verb;
use crate::token::Claim;
use domain::act::Act;
use domain::edition::Name;
use domain::id::{ArtistId, EditionId};
use domain::reader::Reader;
use store::{Conn, Tx, deliveries, editions, readers};

/// A reader who leaves within so long of their last letter leaves by it, whichever link they press.
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Letters of a reader that are looked at for the one that they leave by.
const LOOK_BACK: usize = 100;

/// Counts a reader who leaves: for the edition whose link they press, else for that of their last letter of the day.
pub(super) async fn left(tx: &Tx, act: &Act, purpose: Purpose, claim: &Claim, reader: &Reader) -> Verb<()> {
    let letters = deliveries::of_reader(tx, reader.id, LOOK_BACK).await?;
    let mut last = None;
    for letter in &letters {
        let Some(edition) = editions::by_id(tx, letter.edition).await? else { continue };
        let Some(released) = edition.released else { continue };
        // A token says whole seconds: that of a letter says when its edition was released.
        let is_its = purpose == Purpose::Leave && seconds(released.micros()) == seconds(claim.issued.micros());
        if is_its {
            return Ok(editions::count_left(tx, edition.id).await?);
        }
        let within = act.now < released.plus_seconds(DAY_SECONDS);
        if purpose != Purpose::Leave && !within {
            break;
        }
        if within && last.is_none() {
            last = Some(edition.id);
        }
    }
    match last {
        Some(edition) => Ok(editions::count_left(tx, edition).await?),
        None => Ok(()),
    }
}

fn seconds(micros: i64) -> i64 {
    micros.div_euclid(1_000_000)
}

/// Follows, and counts it for an edition: that of the letter whose link was pressed just now, or by whose link it was asked for.
pub(super) async fn follow(tx: &Tx, reader: &Reader, artist: ArtistId, by: Option<EditionId>) -> Verb<()> {
    let is_new = readers::follow(tx, reader.id, artist).await?;
    let asked = editions::take_follow(tx, reader.id, artist).await?;
    match by.or(asked).filter(|_| is_new) {
        Some(edition) => Ok(editions::count_followed(tx, edition).await?),
        None => Ok(()),
    }
}

/// The released edition of a name that came with a link.
pub(super) async fn released(conn: &Conn, name: Option<Name>) -> Verb<Option<EditionId>> {
    let Some(name) = name else { return Ok(None) };
    Ok(editions::named(conn, name).await?.filter(|edition| edition.released.is_some()).map(|edition| edition.id))
}
