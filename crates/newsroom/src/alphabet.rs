//! A–Z by the paper's language: which alphabet that is, and sorting the artists anew when it becomes another.

use crate::{Newsroom, Verb};
use domain::change::ChangeKind;
use domain::id::ArtistId;
use domain::time::Instant;
use std::sync::Arc;
use store::artists::alphabet::{self as sorting, Sorted};
use store::{Conn, paper};
use text::alphabet::Alphabet;

/// Artists sorted in one transaction.
const BATCH: usize = 2_000;

/// The alphabet of the paper's language.
pub(crate) async fn of(conn: &Conn) -> Verb<Arc<Alphabet>> {
    Ok(Alphabet::of(&paper::language(conn).await?))
}

/// Sorts the next artists as the paper's language does, when they are sorted by another alphabet or by another version of
/// it. Says whether there was anything to do. A batch commits with how far it got.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn one_batch(newsroom: &Newsroom, now: Instant) -> Verb<bool> {
    let conn = newsroom.store().read().await?;
    let alphabet = of(&conn).await?;
    let sorted = sorting::sorted(&conn).await?;
    drop(conn);
    if sorted.stamp == alphabet.stamp() && sorted.after.is_none() {
        return Ok(false);
    }
    let tx = newsroom.begin(now).await?;
    let alphabet = of(&tx).await?;
    let sorted = sorting::sorted(&tx).await?;
    let after = sorted.after.filter(|_| sorted.stamp == alphabet.stamp()).unwrap_or(ArtistId(0));
    let names = sorting::sort_names(&tx, after, BATCH).await?;
    let places: Vec<_> = names
        .iter()
        .map(|(artist, name)| {
            let (key, letter) = alphabet.place(name);
            (*artist, key, letter)
        })
        .collect();
    sorting::sort(&tx, &places).await?;
    let after = names.last().filter(|_| names.len() == BATCH).map(|(last, _)| *last);
    sorting::set_sorted(&tx, &Sorted { stamp: alphabet.stamp().to_owned(), after }).await?;
    if after.is_none() {
        tx.change(ChangeKind::Front, 0);
    }
    newsroom.commit(tx).await?;
    Ok(true)
}
