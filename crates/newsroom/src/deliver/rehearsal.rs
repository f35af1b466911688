//! A whole edition without the network: every letter put together as it would be sent, and weighed.

use super::letters::Letters;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::id::{EditionId, ReaderId};
use domain::role::Verb as Right;
use std::collections::BTreeMap;
use store::deliveries;

/// What sending an edition would come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rehearsal {
    /// Letters that would be sent.
    pub letters: u64,
    /// Their bytes, headers and all, before dots are doubled.
    pub bytes: u64,
    /// The largest letter, in bytes.
    pub largest: u64,
    /// Letters by the domain that they go to, the most first.
    pub domains: Vec<(String, u64)>,
}

/// Letters that are read at once.
const PAGE: usize = 1_000;

/// Puts together every letter of a released edition that is still to be sent. Nothing is written and nobody is asked.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role or an edition that is not released.
pub async fn rehearse(newsroom: &Newsroom, act: &Act, edition: EditionId, told: &(dyn Fn(u64) + Send + Sync)) -> Verb<Rehearsal> {
    act.allow(Right::RunEdition)?;
    let letters = Letters::open(newsroom, edition).await?;
    let wanted = super::wanted(newsroom, &letters, PAGE).await?;
    let (mut rehearsal, mut domains) = (Rehearsal::default(), BTreeMap::<String, u64>::new());
    let (mut bytes, mut after) = (Vec::new(), ReaderId(0));
    loop {
        let page = deliveries::outstanding(&newsroom.store().read().await?, edition, after, wanted).await?;
        let Some(last) = page.last() else { break };
        after = last.letter.reader;
        for letter in page.iter().filter(|letter| !letter.letter.contents.selection.is_empty()) {
            letters.write(letter, &mut bytes)?;
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            rehearsal.letters += 1;
            rehearsal.bytes += size;
            rehearsal.largest = rehearsal.largest.max(size);
            match domains.get_mut(letter.email.domain()) {
                Some(count) => *count += 1,
                None => drop(domains.insert(letter.email.domain().to_owned(), 1)),
            }
        }
        told(rehearsal.letters);
    }
    rehearsal.domains = domains.into_iter().collect();
    rehearsal.domains.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(rehearsal)
}
