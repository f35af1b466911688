//! One reader: everything that we hold, what an owner may change at their request, and how they are forgotten.

use super::suppress;
use crate::bounce::{self, Bounced};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::artist::Artist;
use domain::edition::{Edition, Letter};
use domain::email::Email;
use domain::id::ReaderId;
use domain::reader::import::SOURCE;
use domain::reader::{Choice, Reader};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::Instant;
use serde_json::{Value, json};
use std::collections::HashMap;
use store::readers::{self, Followed, Imported};
use store::suppressions::Suppression;
use store::{Conn, Tx, deliveries, editions, suppressions};

/// Letters that a page shows; all of them are given on request.
const LETTERS: usize = 60;

/// Everything that the paper knows of a reader.
#[derive(Debug, Clone)]
pub struct Person {
    /// The row.
    pub reader: Reader,
    /// The words that they agreed to, where we have them.
    pub wording: Option<&'static str>,
    /// The list that they came in with.
    pub import: Option<Imported>,
    /// Whom they follow.
    pub follows: Vec<Followed>,
    /// Their letters with their editions, the newest first.
    pub letters: Vec<(Letter, Edition)>,
    /// What came back of their letters, the newest first.
    pub bounces: Vec<Bounced>,
    /// Since when their mailbox fails, if for two weeks or more.
    pub failing: Option<Instant>,
    /// Their entry on the suppression list.
    pub suppression: Option<Suppression>,
}

/// A reader with all that is known.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn one(newsroom: &Newsroom, act: &Act, id: ReaderId) -> Verb<Person> {
    act.allow(Right::SeeReaders)?;
    let conn = newsroom.store().read().await?;
    person(&conn, reader(&conn, id).await?, LETTERS, act.now).await
}

async fn reader(conn: &Conn, id: ReaderId) -> Verb<Reader> {
    readers::by_id(conn, id).await?.ok_or_else(|| VerbError::Absent(format!("there is no reader number {id}")))
}

/// The reader of an address.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role or what is no address, [`VerbError::Absent`].
pub async fn find(newsroom: &Newsroom, act: &Act, address: &str) -> Verb<Reader> {
    act.allow(Right::SeeReaders)?;
    let email = Email::parse(address)?;
    let found = readers::by_email_key(&newsroom.store().read().await?, &email.key()).await?;
    found.ok_or_else(|| VerbError::Absent(format!("nobody reads the edition at {email}")))
}

async fn person(conn: &Conn, reader: Reader, letters: usize, now: Instant) -> Verb<Person> {
    let (bounces, failing) = bounce::of_person(conn, reader.id, now).await?;
    let import = match reader.consent.source.strip_prefix(SOURCE).and_then(|number| number.parse().ok()) {
        Some(number) => readers::import(conn, number).await?,
        None => None,
    };
    let suppression = match suppressions::salt(conn).await? {
        Some(salt) => suppressions::by_hash(conn, &suppress::hash(&salt, &reader.email.key())).await?,
        None => None,
    };
    let mut follows = readers::follows_of(conn, &[reader.id]).await?;
    Ok(Person {
        wording: super::wording(&reader.consent.wording, &reader.consent.source),
        import,
        follows: follows.remove(&reader.id).unwrap_or_default(),
        letters: letters_of(conn, reader.id, letters).await?,
        bounces,
        failing,
        suppression,
        reader,
    })
}

async fn letters_of(conn: &Conn, reader: ReaderId, limit: usize) -> Verb<Vec<(Letter, Edition)>> {
    let mut known: HashMap<_, Edition> = HashMap::new();
    let mut told = Vec::new();
    for letter in deliveries::of_reader(conn, reader, limit).await? {
        if let std::collections::hash_map::Entry::Vacant(place) = known.entry(letter.edition)
            && let Some(edition) = editions::by_id(conn, letter.edition).await?
        {
            place.insert(edition);
        }
        if let Some(edition) = known.get(&letter.edition) {
            told.push((letter, edition.clone()));
        }
    }
    Ok(told)
}

async fn change(newsroom: &Newsroom, act: &Act, id: ReaderId, done: &str, how: impl AsyncFnOnce(&Tx, Reader) -> Verb<()>) -> Verb<()> {
    act.allow(Right::ManageReaders)?;
    let tx = newsroom.begin(act.now).await?;
    let reader = reader(&tx, id).await?;
    how(&tx, reader).await?;
    // The number, never the address: the log outlives the reader.
    store::audit::append(&tx, act, done, &format!("reader {id}")).await?;
    newsroom.commit(tx).await
}

/// Changes what a reader gets, at their request.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn set_choice(newsroom: &Newsroom, act: &Act, id: ReaderId, choice: Choice) -> Verb<()> {
    change(newsroom, act, id, "change a reader’s choice", async |tx, reader| Ok(readers::save(tx, &Reader { choice, ..reader }).await?))
        .await
}

/// A reader who asked us to leave has left.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn set_left(newsroom: &Newsroom, act: &Act, id: ReaderId) -> Verb<()> {
    let now = act.now;
    change(newsroom, act, id, "let a reader leave", async |tx, reader| Ok(readers::save(tx, &reader.leave(now, "asked the paper")).await?))
        .await
}

/// A reader follows an artist, at their request.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn follow(newsroom: &Newsroom, act: &Act, id: ReaderId, artist: &Slug) -> Verb<()> {
    change(newsroom, act, id, "add to a reader’s follows", async |tx, reader| {
        let artist = known(tx, artist).await?;
        readers::follow(tx, reader.id, artist.id).await?;
        Ok(())
    })
    .await
}

/// A reader follows an artist no more.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn unfollow(newsroom: &Newsroom, act: &Act, id: ReaderId, artist: &Slug) -> Verb<()> {
    change(newsroom, act, id, "take from a reader’s follows", async |tx, reader| {
        let artist = known(tx, artist).await?;
        Ok(readers::unfollow(tx, reader.id, artist.id).await?)
    })
    .await
}

async fn known(tx: &Tx, slug: &Slug) -> Verb<Artist> {
    crate::artists::by_address(tx, slug).await?.ok_or_else(|| VerbError::Absent(format!("there is no artist at /artists/{slug}")))
}

/// Everything that the paper holds about a reader, as they may have it (GDPR, article 15).
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn give(newsroom: &Newsroom, act: &Act, id: ReaderId) -> Verb<Value> {
    act.allow(Right::ManageReaders)?;
    let tx = newsroom.begin(act.now).await?;
    let found = reader(&tx, id).await?;
    let all = person(&tx, found, usize::from(u16::MAX), act.now).await?;
    store::audit::append(&tx, act, "give a reader what we hold", &format!("reader {id}")).await?;
    newsroom.commit(tx).await?;
    Ok(told(&all))
}

fn told(person: &Person) -> Value {
    let time = |time: Option<Instant>| time.map(Instant::rfc3339);
    let Person { reader, .. } = person;
    let letter = |(letter, edition): &(Letter, Edition)| {
        json!({
            "edition": edition.name().to_string(),
            "subject": edition.subject,
            "stories": letter.contents.selection.count(),
            "state": letter.state.word(),
            "attempts": letter.attempts,
            "reply": letter.reply,
        })
    };
    json!({
        "address": reader.email.as_str(),
        "standing": reader.standing.word(),
        "choice": reader.choice.word(),
        "hour": reader.wishes.hour.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)),
        "days": reader.wishes.days.words(),
        "on_a_day_without_their_artists": reader.wishes.quiet.word(),
        "specials": reader.wishes.specials,
        "paused_until": reader.wishes.paused_until.map(|day| day.to_string()),
        "consent": {
            "asked": reader.consent.asked.rfc3339(),
            "confirmed": time(reader.consent.confirmed),
            "source": reader.consent.source,
            "wording": reader.consent.wording,
            "words": person.wording,
            "list": person.import.as_ref().map(|import| json!({
                "brought_in": import.at.rfc3339(), "file": import.file, "origin": import.origin, "proof": import.proof,
            })),
        },
        "confirmation_mailed": time(reader.confirmation_sent),
        "ended": time(reader.ended),
        "ended_why": reader.ended_why,
        "follows": person.follows.iter().map(|followed| json!({
            "artist": followed.name, "address": format!("/artists/{}", followed.slug), "since": followed.since.rfc3339(),
        })).collect::<Vec<_>>(),
        "letters": person.letters.iter().map(letter).collect::<Vec<_>>(),
        "came_back": person.bounces.iter().map(|Bounced { bounce, day, .. }| json!({
            "at": bounce.at.rfc3339(), "edition": day.map(|day| day.to_string()), "kind": bounce.kind.word(), "status": bounce.status,
            "reason": bounce.reason, "way": bounce.via,
        })).collect::<Vec<_>>(),
        "never_mailed_again": person.suppression.as_ref().map(|entry| json!({ "since": entry.since.rfc3339(), "reason": entry.reason })),
    })
}

/// Forgets a person: the reader, whom they follow, what ties letters to them, and their address on the suppression list.
/// `suppress`: a keyed hash stays, so that the address is never mailed again, whoever types it. The log keeps that it was
/// done, and not to whom.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role or what is no address, [`VerbError::Absent`] when we hold nothing.
pub async fn erase(newsroom: &Newsroom, act: &Act, email: &Email, suppress: bool) -> Verb<()> {
    act.allow(Right::ManageReaders)?;
    let tx = newsroom.begin(act.now).await?;
    let found = readers::by_email_key(&tx, &email.key()).await?;
    let waits = readers::coupons::any_of(&tx, email).await?;
    if found.is_none() && !waits && !suppress::is_suppressed(&tx, email).await? {
        return Err(Refusal::State("we hold nothing of this address".to_owned()).into());
    }
    if suppress {
        suppress::put(newsroom, &tx, act, email, "erased at their request", false).await?;
    }
    match found {
        Some(reader) => readers::erase(&tx, reader.id, email).await?,
        None => readers::forget_address(&tx, email).await?,
    }
    let kept = if suppress { "one person; a hash stays, they are never mailed again" } else { "one person, whole" };
    store::audit::append(&tx, act, "erase a reader", kept).await?;
    newsroom.commit(tx).await
}
