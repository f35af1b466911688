//! The ledger: every connection hands its states to one writer, which commits all that wait in one transaction. With
//! durable commits (`synchronous=FULL`) a letter would else cost two disk syncs of its own.

use crate::{Newsroom, Verb, VerbError};
use domain::id::{EditionId, ReaderId};
use domain::refusal::Refusal;
use store::deliveries::{self, Outcome};
use tokio::sync::{mpsc, oneshot};

/// The most states in one commit.
const BATCH: usize = 256;

enum Entry {
    Dotting(ReaderId, oneshot::Sender<bool>),
    Outcome(Outcome, oneshot::Sender<bool>),
}

/// Handed to every connection.
#[derive(Clone)]
pub(super) struct Ledger(mpsc::Sender<Entry>);

impl Ledger {
    /// Starts the writer. It ends when every handle is gone.
    pub(super) fn start(newsroom: &Newsroom, edition: EditionId, sender: &super::Sender) -> (Self, tokio::task::JoinHandle<Verb<()>>) {
        let (handle, entries) = mpsc::channel(BATCH);
        (Self(handle), tokio::spawn(write(newsroom.clone(), edition, sender.clone(), entries)))
    }

    /// Makes durable that the final dot is about to be sent. `false`: it must not be sent; the reader has left.
    pub(super) async fn dotting(&self, reader: ReaderId) -> Verb<bool> {
        self.enter(|done| Entry::Dotting(reader, done)).await
    }

    /// Makes durable what became of a letter.
    pub(super) async fn outcome(&self, outcome: Outcome) -> Verb<()> {
        self.enter(|done| Entry::Outcome(outcome, done)).await.map(drop)
    }

    async fn enter(&self, entry: impl FnOnce(oneshot::Sender<bool>) -> Entry) -> Verb<bool> {
        let stopped = || VerbError::Refused(Refusal::State("the states of letters cannot be stored; sending stops here".to_owned()));
        let (done, stored) = oneshot::channel();
        self.0.send(entry(done)).await.map_err(|_| stopped())?;
        stored.await.map_err(|_| stopped())
    }
}

async fn write(newsroom: Newsroom, edition: EditionId, sender: super::Sender, mut entries: mpsc::Receiver<Entry>) -> Verb<()> {
    let mut batch = Vec::with_capacity(BATCH);
    while entries.recv_many(&mut batch, BATCH).await > 0 {
        commit(&newsroom, edition, &sender, std::mem::take(&mut batch)).await?;
    }
    Ok(())
}

async fn commit(newsroom: &Newsroom, edition: EditionId, sender: &super::Sender, batch: Vec<Entry>) -> Verb<()> {
    let tx = newsroom.begin((sender.clock)()).await?;
    let dotting: Vec<ReaderId> =
        batch.iter().filter_map(|entry| if let Entry::Dotting(reader, _) = entry { Some(*reader) } else { None }).collect();
    let dotted = if dotting.is_empty() { dotting } else { deliveries::dotting(&tx, edition, sender.epoch, &dotting).await? };
    let mut stored = Vec::with_capacity(batch.len());
    for entry in batch {
        match entry {
            Entry::Dotting(reader, done) => stored.push((done, dotted.contains(&reader))),
            Entry::Outcome(outcome, done) => stored.push((done, deliveries::record(&tx, edition, sender.epoch, &outcome).await?)),
        }
    }
    newsroom.commit(tx).await?;
    for (done, answer) in stored {
        // A connection that went away meanwhile has nothing to wait for.
        done.send(answer).ok();
    }
    Ok(())
}
