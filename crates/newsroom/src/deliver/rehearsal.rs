//! A whole edition without the network: every letter put together as it would be sent, and weighed.

use super::letters::Letters;
use crate::edition::{Asked, composed, content, may_come};
use crate::mail::EditionMail;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Delivery, Edition, Letter, Name};
use domain::id::ReaderId;
use domain::reader::Without;
use domain::role::Verb as Right;
use std::collections::BTreeMap;
use store::deliveries::{self, Claimed};
use store::{Conn, editions};

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
    /// Of an edition that was not released: who would get no letter, by reason.
    pub excluded: Vec<(String, i64)>,
}

/// Letters that are read at once.
const PAGE: usize = 1_000;

/// Puts together every letter of an edition that is still to be sent; of one that was not released, every letter that it
/// would have now. Nothing is written and nobody is asked.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, or when the edition could not be released: without a story, an address.
pub async fn rehearse(newsroom: &Newsroom, act: &Act, name: Name, told: &(dyn Fn(u64) + Send + Sync)) -> Verb<Rehearsal> {
    act.allow(Right::RunEdition)?;
    let edition = editions::named(&newsroom.store().read().await?, name).await?;
    let mut weighed = Weighed::default();
    let excluded = match edition {
        Some(edition) if edition.released.is_some() => {
            released(newsroom, &edition, &mut weighed, told).await?;
            Vec::new()
        }
        found => unreleased(newsroom, act, name, found, &mut weighed, told).await?,
    };
    let Weighed { mut rehearsal, domains, .. } = weighed;
    rehearsal.excluded = excluded.into_iter().filter(|(_, readers)| *readers > 0).map(|(why, n)| (why.words().to_owned(), n)).collect();
    rehearsal.domains = domains.into_iter().collect();
    rehearsal.domains.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(rehearsal)
}

#[derive(Default)]
struct Weighed {
    rehearsal: Rehearsal,
    domains: BTreeMap<String, u64>,
    letter: Vec<u8>,
}

impl Weighed {
    fn add(&mut self, letters: &Letters, claimed: &Claimed) -> Verb<()> {
        letters.write(claimed, &mut self.letter)?;
        let size = u64::try_from(self.letter.len()).unwrap_or(u64::MAX);
        self.rehearsal.letters += 1;
        self.rehearsal.bytes += size;
        self.rehearsal.largest = self.rehearsal.largest.max(size);
        match self.domains.get_mut(claimed.email.domain()) {
            Some(count) => *count += 1,
            None => drop(self.domains.insert(claimed.email.domain().to_owned(), 1)),
        }
        Ok(())
    }
}

async fn released(newsroom: &Newsroom, edition: &Edition, weighed: &mut Weighed, told: &(dyn Fn(u64) + Send + Sync)) -> Verb<()> {
    let letters = Letters::open(newsroom, edition.id).await?;
    let mut wanted = super::wanted(newsroom, &letters, PAGE).await?;
    loop {
        let page = deliveries::outstanding(&newsroom.store().read().await?, edition.id, wanted).await?;
        let Some(last) = page.last() else { return Ok(()) };
        wanted.after = Some(last.letter.reader);
        for letter in page.iter().filter(|letter| !letter.letter.contents.selection.is_empty()) {
            weighed.add(&letters, letter)?;
        }
        told(weighed.rehearsal.letters);
    }
}

/// Everything in one state of the store, and in memory: composed, frozen and addressed as a release would do it now.
async fn unreleased(
    newsroom: &Newsroom,
    act: &Act,
    name: Name,
    made: Option<Edition>,
    weighed: &mut Weighed,
    told: &(dyn Fn(u64) + Send + Sync),
) -> Verb<Vec<(Without, i64)>> {
    let paper = crate::paper::get(newsroom).await?;
    let mail = EditionMail::compile()?;
    let conn = newsroom.store().snapshot().await?;
    let edition = match made {
        Some(edition) => edition,
        None => {
            may_come(&paper, name, act)?;
            composed(&conn, &paper, name, act).await?
        }
    };
    let (edition, frozen) = content(&conn, &paper, &mail, edition, act.now).await?;
    let asked = Asked::new(&conn, &edition, &frozen, paper.later_hours.clone()).await?;
    let letters = Letters::of(newsroom, &conn, edition.clone(), act.now, frozen).await?;
    let (mut after, mut excluded) = (ReaderId(0), Without::ALL.map(|why| (why, 0_i64)));
    loop {
        let batch = deliveries::audience(&conn, after, PAGE).await?;
        let Some(last) = batch.last().map(|listener| listener.reader) else { return Ok(excluded.into()) };
        let answers = asked.answers(&conn, &batch, after, last).await?;
        for (why, readers) in answers.excluded {
            excluded.iter_mut().filter(|(reason, _)| *reason == why).for_each(|(_, sum)| *sum += readers);
        }
        let addresses = addressed(&conn, after, last).await?;
        for (reader, contents) in answers.letters {
            let Some((email, key)) = addresses.get(&reader) else { continue };
            let letter = Letter { edition: edition.id, reader, contents, state: Delivery::Pending, attempts: 0, reply: String::new() };
            weighed.add(&letters, &Claimed { letter, email: email.clone(), key: key.clone(), since: None })?;
        }
        after = last;
        told(weighed.rehearsal.letters);
    }
}

async fn addressed(conn: &Conn, after: ReaderId, last: ReaderId) -> Verb<BTreeMap<ReaderId, (domain::email::Email, String)>> {
    let found = deliveries::addressed(conn, after, last).await?;
    Ok(found.into_iter().map(|(reader, email, key)| (reader, (email, key))).collect())
}
