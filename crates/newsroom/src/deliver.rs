//! Sending an edition so that nobody is forgotten and nobody gets two.
//!
//! Per letter: claimed, offered, body without its dot, *dotting* made durable, the dot, the reply made durable
//! (newsletter.md §5). What breaks before the dot is sent again; what breaks at the dot is in doubt, listed, and sent once
//! more or held, as the paper has it. All connections share one ledger, which commits their states together.

mod direct;
mod hand;
mod ledger;
mod letters;
mod over_smtp;
mod pacing;
mod rehearsal;
mod sendings;

pub use rehearsal::{Rehearsal, rehearse};

use crate::outbox::{Outbox, UNSET};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Delivery, InDoubt, State, Tally};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::refusal::Refusal;
use domain::role::Role;
use domain::time::Instant;
use letters::Letters;
pub(crate) use pacing::Pacing;
pub(crate) use sendings::Sendings;
use std::sync::Arc;
use std::time::Duration;
use store::deliveries::{Outcome, Wanted};
use store::{deliveries, editions, epochs, mailbox, readers};

/// Reads the clock; given by the door.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// A process that sends: its epoch tells its letters from those of a process that died.
#[derive(Clone)]
pub struct Sender {
    /// This process in the database.
    pub epoch: i64,
    /// Where letters go.
    pub outbox: Outbox,
    /// The clock.
    pub clock: Clock,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("epoch", &self.epoch).field("outbox", &self.outbox).finish_non_exhaustive()
    }
}

impl Sender {
    pub(crate) fn act(&self) -> Act {
        Act::new("worker", Role::Owner, (self.clock)())
    }
}

/// A process that has not been heard of for so long is dead; its letters are taken up by others.
pub const SILENT_SECONDS: i64 = 60;

/// Registers this process and takes up what dead ones left: letters claimed by them go back, letters at their dot are in
/// doubt. `alone` says that no other process can be alive (the data directory's lock is ours); `who` names the place that
/// this process has to itself: an earlier process of that name is dead, however lately it was heard of.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn begin_epoch(newsroom: &Newsroom, now: Instant, who: &str, alone: bool) -> Verb<i64> {
    let tx = newsroom.begin(now).await?;
    let silent_since = if alone { Instant::from_micros(i64::MAX) } else { now.plus_seconds(-SILENT_SECONDS) };
    epochs::bury(&tx, silent_since).await?;
    epochs::end_namesakes(&tx, who).await?;
    let epoch = epochs::begin(&tx, who).await?;
    let live = if alone { vec![epoch] } else { epochs::live(&tx, now.plus_seconds(-SILENT_SECONDS)).await? };
    deliveries::revive(&tx, &live).await?;
    newsroom.commit(tx).await?;
    Ok(epoch)
}

/// Says that this process ends of its own will.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn end_epoch(newsroom: &Newsroom, now: Instant, epoch: i64) -> Verb<()> {
    let tx = newsroom.begin(now).await?;
    epochs::end(&tx, epoch).await?;
    newsroom.commit(tx).await
}

/// Sends what can be sent now of a released edition. Letters that were told “not now” wait for their hour: call again
/// then. Gives how all letters stand.
///
/// # Errors
/// [`crate::VerbError`] when the store or the mail server is away; every letter's state is stored, call again later.
pub async fn send(newsroom: &Newsroom, edition: EditionId, sender: &Sender, progress: &(dyn Fn(&Tally) + Send + Sync)) -> Verb<Tally> {
    let sender = &sender.current(newsroom).await?;
    newsroom.sendings().begin(newsroom, sender).await?;
    let sent = send_all(newsroom, edition, sender, progress).await;
    newsroom.sendings().end(sent.is_ok()).await;
    sent
}

async fn send_all(newsroom: &Newsroom, edition: EditionId, sender: &Sender, progress: &(dyn Fn(&Tally) + Send + Sync)) -> Verb<Tally> {
    let letters = Arc::new(Letters::open(newsroom, edition).await?);
    let mut teller = Teller { progress, told: tokio::time::Instant::now() };
    let sending = async {
        over(newsroom, &letters, sender, &mut teller).await?;
        // What came into doubt just now is sent once more at once.
        if resendable(newsroom, edition).await? > 0 { over(newsroom, &letters, sender, &mut teller).await } else { Ok(()) }
    };
    // An edition takes hours: a process that only sends must be heard of too, or others take its letters up.
    tokio::select! {
        sent = sending => sent?,
        () = stay_heard_of(newsroom, sender) => {}
    }
    let tally = tally(newsroom, edition).await?;
    progress(&tally);
    if tally.open() == 0 && resendable(newsroom, edition).await? == 0 {
        crate::edition::finish(newsroom, &sender.act(), edition).await?;
    }
    Ok(tally)
}

/// Sends everything that can be sent now, over what the outbox is.
async fn over(newsroom: &Newsroom, letters: &Arc<Letters>, sender: &Sender, teller: &mut Teller<'_>) -> Verb<()> {
    match &sender.outbox {
        Outbox::Mailbox => into_mailbox(newsroom, letters, sender, teller).await,
        Outbox::Smtp { .. } => over_smtp::send(newsroom, letters, sender, teller).await,
        Outbox::Unset => Err(Refusal::State(UNSET.to_owned()).into()),
    }
}

/// How many letters in doubt are to be sent once more.
pub(crate) async fn resendable(newsroom: &Newsroom, id: EditionId) -> Verb<i64> {
    let policy = crate::paper::get(newsroom).await?.in_doubt;
    let conn = newsroom.store().read().await?;
    let edition = editions::by_id(&conn, id).await?;
    match (policy, edition) {
        (InDoubt::Again, Some(edition)) => Ok(deliveries::resendable(&conn, id, edition.withdrawn).await?),
        _ => Ok(0),
    }
}

async fn wanted(newsroom: &Newsroom, letters: &Letters, limit: usize) -> Verb<Wanted> {
    Ok(Wanted { limit, in_doubt: crate::paper::get(newsroom).await?.in_doubt, withdrawn: letters.withdrawn(), after: Some(ReaderId(0)) })
}

/// How often a process says that it is alive: well within [`SILENT_SECONDS`], and no disk sync a second.
pub(crate) const BEAT_SECONDS: i64 = 15;

async fn stay_heard_of(newsroom: &Newsroom, sender: &Sender) {
    loop {
        tokio::time::sleep(Duration::from_secs(BEAT_SECONDS.unsigned_abs())).await;
        if let Err(error) = beat(newsroom, sender).await {
            tracing::warn!(%error, "this process could not say that it is alive");
        }
    }
}

async fn beat(newsroom: &Newsroom, sender: &Sender) -> Verb<()> {
    let tx = newsroom.begin((sender.clock)()).await?;
    epochs::heartbeat(&tx, sender.epoch).await?;
    newsroom.commit(tx).await
}

/// Tells how far sending is, now and then: counting a million letters takes as long as sending some hundreds.
struct Teller<'a> {
    progress: &'a (dyn Fn(&Tally) + Send + Sync),
    told: tokio::time::Instant,
}

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(1);

impl Teller<'_> {
    async fn tell(&mut self, newsroom: &Newsroom, edition: EditionId) -> Verb<()> {
        if self.told.elapsed() >= TELL_EVERY {
            self.told = tokio::time::Instant::now();
            (self.progress)(&tally(newsroom, edition).await?);
        }
        Ok(())
    }
}

/// How the letters of an edition stand.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn tally(newsroom: &Newsroom, edition: EditionId) -> Verb<Tally> {
    Ok(deliveries::tally(&newsroom.store().read().await?, edition).await?)
}

/// How many accepted letters had been in doubt before and were sent once more.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn sent_again(newsroom: &Newsroom, edition: EditionId) -> Verb<i64> {
    Ok(deliveries::sent_again(&newsroom.store().read().await?, edition).await?)
}

/// Where the letters of an edition in one state go, by reader.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn addresses(newsroom: &Newsroom, edition: EditionId, state: Delivery) -> Verb<Vec<Email>> {
    let conn = newsroom.store().read().await?;
    let mut addresses = Vec::new();
    for letter in deliveries::list(&conn, edition, state).await? {
        addresses.extend(readers::by_id(&conn, letter.reader).await?.map(|reader| reader.email));
    }
    Ok(addresses)
}

/// Whether the edition may still be sent: nobody holds it, and this process is not about to end.
async fn is_sending(newsroom: &Newsroom, edition: EditionId) -> Verb<bool> {
    if newsroom.is_stopping() {
        return Ok(false);
    }
    let edition = editions::by_id(&newsroom.store().read().await?, edition).await?;
    Ok(edition.is_some_and(|edition| edition.state == State::Sending))
}

/// The built-in mailbox is a table of the same database: a letter and its state are one transaction, nothing is ever in
/// doubt.
async fn into_mailbox(newsroom: &Newsroom, letters: &Letters, sender: &Sender, teller: &mut Teller<'_>) -> Verb<()> {
    let mut wanted = wanted(newsroom, letters, 100).await?;
    let mut bytes = Vec::new();
    while is_sending(newsroom, letters.edition()).await? {
        let tx = newsroom.begin((sender.clock)()).await?;
        let claimed = deliveries::claim(&tx, letters.edition(), sender.epoch, &mut wanted).await?;
        let mut outcomes = Vec::with_capacity(claimed.len());
        for claim in &claimed {
            letters.write(claim, &mut bytes)?;
            mailbox::put(&tx, &letters.sent_from(claim), claim.email.as_str(), letters.subject(), &bytes).await?;
            let reply = "put into the mailbox".to_owned();
            outcomes.push(Outcome { reader: claim.letter.reader, state: Delivery::Accepted, reply, due: None });
        }
        deliveries::record(&tx, letters.edition(), sender.epoch, &outcomes).await?;
        newsroom.commit(tx).await?;
        if claimed.is_empty() {
            break;
        }
        teller.tell(newsroom, letters.edition()).await?;
    }
    Ok(())
}
