//! The ledger: every connection hands its states to one writer, which commits all that wait in one transaction. With
//! durable commits (`synchronous=FULL`) a letter would else cost two disk syncs of its own.
//!
//! States are stored in the order in which they were handed over, so that a connection waits only where it must: before a
//! final dot. What became of a letter is stored with the next letter's dotting, or before it; whom a server does not know
//! is suppressed in the same transaction.

use crate::{Newsroom, Verb, VerbError};
use domain::edition::Delivery;
use domain::id::{EditionId, ReaderId};
use domain::refusal::Refusal;
use store::deliveries::{self, Outcome};
use tokio::sync::{mpsc, oneshot};

/// The most states in one commit.
const BATCH: usize = 512;

/// What is to be done with a letter whose body has been sent, all but its dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dot {
    /// It is durable that the dot is about to be sent: send it.
    Send,
    /// The letter is nobody's to send: its reader left.
    BreakOff,
    /// The edition is held: no dot is sent from now on.
    Held,
}

enum Entry {
    Dotting(ReaderId, oneshot::Sender<Dot>),
    Outcome(Outcome),
}

/// Handed to every connection.
#[derive(Clone)]
pub(super) struct Ledger(mpsc::Sender<Entry>);

impl Ledger {
    /// Starts the writer. It ends when every handle is gone, and says whether everything was stored.
    pub(super) fn start(newsroom: &Newsroom, edition: EditionId, sender: &super::Sender) -> (Self, tokio::task::JoinHandle<Verb<()>>) {
        let (handle, entries) = mpsc::channel(BATCH);
        (Self(handle), tokio::spawn(write(newsroom.clone(), edition, sender.clone(), entries)))
    }

    /// Makes durable that the final dot is about to be sent, and with it everything that was handed over before.
    pub(super) async fn dotting(&self, reader: ReaderId) -> Verb<Dot> {
        let (done, stored) = oneshot::channel();
        self.0.send(Entry::Dotting(reader, done)).await.map_err(|_| stopped())?;
        stored.await.map_err(|_| stopped())
    }

    /// Hands over what became of a letter.
    pub(super) async fn outcome(&self, outcome: Outcome) -> Verb<()> {
        self.0.send(Entry::Outcome(outcome)).await.map_err(|_| stopped())
    }
}

fn stopped() -> VerbError {
    Refusal::State("the states of letters cannot be stored; sending stops here".to_owned()).into()
}

async fn write(newsroom: Newsroom, edition: EditionId, sender: super::Sender, mut entries: mpsc::Receiver<Entry>) -> Verb<()> {
    let mut batch = Vec::with_capacity(BATCH);
    while entries.recv_many(&mut batch, BATCH).await > 0 {
        commit(&newsroom, edition, &sender, batch.drain(..)).await?;
    }
    Ok(())
}

async fn commit(newsroom: &Newsroom, edition: EditionId, sender: &super::Sender, batch: impl Iterator<Item = Entry>) -> Verb<()> {
    let (mut outcomes, mut dotting, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
    for entry in batch {
        match entry {
            Entry::Outcome(outcome) => outcomes.push(outcome),
            Entry::Dotting(reader, done) => {
                dotting.push(reader);
                waiting.push((reader, done));
            }
        }
    }
    let tx = newsroom.begin((sender.clock)()).await?;
    // Outcomes first: a letter that is put back and claimed again is never dotting within one batch.
    deliveries::record(&tx, edition, sender.epoch, &outcomes).await?;
    for refused in outcomes.iter().filter(|outcome| outcome.state == Delivery::Failed) {
        crate::bounce::refused(newsroom, &tx, &sender.act(), edition, refused.reader, &refused.reply).await?;
    }
    let dotted = if dotting.is_empty() { None } else { Some(deliveries::dotting(&tx, edition, sender.epoch, &dotting).await?) };
    newsroom.commit(tx).await?;
    for (reader, done) in waiting {
        let answer = match &dotted {
            Some(dotted) if dotted.held => Dot::Held,
            Some(dotted) if dotted.readers.binary_search(&reader).is_ok() => Dot::Send,
            _ => Dot::BreakOff,
        };
        // A connection that went away meanwhile has nothing to wait for.
        done.send(answer).ok();
    }
    Ok(())
}
