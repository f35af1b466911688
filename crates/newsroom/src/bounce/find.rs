//! Which letter a report is about.

use super::Told;
use crate::token::{ENVELOPE_LENGTH, Envelope, LENGTH, Purpose};
use crate::{Newsroom, Verb};
use domain::bounce::Proof;
use domain::id::EditionId;
use domain::reader::Reader;
use domain::time::Instant;
use store::{Tx, deliveries, editions, readers};

/// How many of a reader's letters a `Message-ID` is compared with: a season of daily editions.
const LETTERS: usize = 120;

/// The letter that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) reader: Reader,
    pub(super) edition: Option<EditionId>,
    pub(super) proof: Proof,
}

/// Finds the reader by what only we can have made, the surest first; by an address only where a signature vouches.
pub(super) async fn reader(newsroom: &Newsroom, tx: &Tx, now: Instant, told: &Told) -> Verb<Option<Found>> {
    for envelope in envelopes(newsroom, now, &told.marks.envelope) {
        let Some(reader) = readers::by_id(tx, envelope.reader).await? else { continue };
        let edition = match envelope.edition {
            Some(edition) => editions::by_id(tx, edition).await?.map(|edition| edition.id),
            None => None,
        };
        return Ok(Some(Found { reader, edition, proof: Proof::Letter }));
    }
    let mut by_link = None;
    for key in keys(newsroom, now, &told.marks.links) {
        let Some(reader) = readers::by_key(tx, &key).await? else { continue };
        if let Some(edition) = edition(newsroom, tx, &reader, &told.marks.letters).await? {
            return Ok(Some(Found { reader, edition: Some(edition), proof: Proof::Letter }));
        }
        by_link.get_or_insert(reader);
    }
    if let Some(email) = &told.vouched
        && let Some(reader) = readers::by_email_key(tx, &email.key()).await?
    {
        let edition = edition(newsroom, tx, &reader, &told.marks.letters).await?;
        return Ok(Some(Found { reader, edition, proof: Proof::Letter }));
    }
    Ok(by_link.map(|reader| Found { reader, edition: None, proof: Proof::Link }))
}

/// The edition of the reader's letter that has one of these ids.
async fn edition(newsroom: &Newsroom, tx: &Tx, reader: &Reader, letters: &[String]) -> Verb<Option<EditionId>> {
    if letters.is_empty() {
        return Ok(None);
    }
    let named: Vec<&str> = letters.iter().filter_map(|id| id.split('@').next()).collect();
    let sent = deliveries::of_reader(tx, reader.id, LETTERS).await?;
    Ok(sent.into_iter().map(|letter| letter.edition).find(|edition| {
        let id = newsroom.secret().letter_id(*edition, &reader.key);
        named.iter().any(|named| named.eq_ignore_ascii_case(&id))
    }))
}

pub(super) fn envelopes(newsroom: &Newsroom, now: Instant, marks: &[String]) -> impl Iterator<Item = Envelope> {
    words(marks, ENVELOPE_LENGTH).filter_map(move |word| newsroom.secret().read_envelope(word, now).ok())
}

fn keys(newsroom: &Newsroom, now: Instant, links: &[String]) -> impl Iterator<Item = String> {
    words(links, LENGTH).filter_map(move |word| newsroom.secret().read(Purpose::Leave, word, now).ok()).map(|claim| claim.reader)
}

/// Every word of letters and digits that is as long as a token.
fn words(texts: &[String], length: usize) -> impl Iterator<Item = &str> {
    texts.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric())).filter(move |word| word.len() == length)
}
