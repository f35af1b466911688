//! Letters over kept SMTP connections.

use super::ledger::{Dot, Ledger};
use super::letters::Letters;
use super::{Sender, Teller, is_sending};
use crate::outbox::Outbox;
use crate::{Newsroom, Verb, VerbError};
use domain::edition::Delivery;
use domain::refusal::Refusal;
use domain::time::Instant;
use std::sync::Arc;
use std::time::Duration;
use store::deliveries::{self, Claimed, Outcome};
use tokio::sync::{Mutex, mpsc};
use wire::smtp::{Patience, Reply, Server, Session, SmtpError, Verdict};

/// Letters in hand per connection: enough that claiming them is a small part of the commits, few enough that little goes
/// back at a stop.
const IN_HAND: usize = 32;

struct Line {
    server: Server,
    patience: Patience,
    retry: Duration,
    letters: Arc<Letters>,
    ledger: Ledger,
    sender: Sender,
    work: Arc<Mutex<mpsc::Receiver<Claimed>>>,
    newsroom: Newsroom,
}

/// Sends everything that can be sent now.
pub(super) async fn send(newsroom: &Newsroom, letters: &Arc<Letters>, sender: &Sender, teller: &mut Teller<'_>) -> Verb<()> {
    let Outbox::Smtp { server, connections, patience, retry } = &sender.outbox else { return Ok(()) };
    let (ledger, writer) = Ledger::start(newsroom, letters.edition(), sender);
    let (hand, work) = mpsc::channel(connections * IN_HAND);
    let work = Arc::new(Mutex::new(work));
    let lines: Vec<_> = (0..*connections)
        .map(|_| Line {
            server: server.clone(),
            patience: *patience,
            retry: *retry,
            letters: Arc::clone(letters),
            ledger: ledger.clone(),
            sender: sender.clone(),
            work: Arc::clone(&work),
            newsroom: newsroom.clone(),
        })
        .map(|line| tokio::spawn(line.run()))
        .collect();
    let claimed = claim_all(newsroom, letters, sender, &ledger, hand, connections * IN_HAND, teller).await;
    let mut ended = Ok(());
    for line in lines {
        ended = ended.and(joined(line.await));
    }
    give_back(&ledger, &work).await;
    drop(ledger);
    joined(writer.await)?;
    ended.and(claimed)
}

/// Letters that no line has begun are nobody's again.
async fn give_back(ledger: &Ledger, work: &Mutex<mpsc::Receiver<Claimed>>) {
    let mut work = work.lock().await;
    while let Ok(letter) = work.try_recv() {
        put_back(ledger, &letter).await;
    }
}

async fn put_back(ledger: &Ledger, letter: &Claimed) {
    let outcome = Outcome { reader: letter.letter.reader, state: Delivery::Pending, reply: String::new(), due: None };
    // When the ledger has stopped, the next process gives them back by their epoch.
    drop(ledger.outcome(outcome).await);
}

fn joined(ended: Result<Verb<()>, tokio::task::JoinError>) -> Verb<()> {
    ended.unwrap_or_else(|error| Err(Refusal::State(format!("sending stopped by a fault of this program: {error}")).into()))
}

/// Claims letters as fast as the lines take them, until none is left that may go now or somebody holds the edition.
async fn claim_all(
    newsroom: &Newsroom,
    letters: &Letters,
    sender: &Sender,
    ledger: &Ledger,
    hand: mpsc::Sender<Claimed>,
    at_once: usize,
    teller: &mut Teller<'_>,
) -> Verb<()> {
    let wanted = super::wanted(newsroom, letters, at_once).await?;
    while is_sending(newsroom, letters.edition()).await? {
        let tx = newsroom.begin((sender.clock)()).await?;
        let claimed = deliveries::claim(&tx, letters.edition(), sender.epoch, wanted).await?;
        newsroom.commit(tx).await?;
        if claimed.is_empty() {
            break;
        }
        let mut claimed = claimed.into_iter();
        for letter in claimed.by_ref() {
            if let Err(mpsc::error::SendError(letter)) = hand.send(letter).await {
                // The lines have stopped.
                for letter in std::iter::once(letter).chain(claimed) {
                    put_back(ledger, &letter).await;
                }
                return Ok(());
            }
        }
        teller.tell(newsroom, letters.edition()).await?;
    }
    Ok(())
}

impl Line {
    async fn run(self) -> Verb<()> {
        let ended = self.work_off().await;
        if ended.is_err() {
            // What stops one line stops all: the others finish what they have in hand.
            self.work.lock().await.close();
        }
        ended
    }

    async fn work_off(&self) -> Verb<()> {
        let mut session = None;
        let mut bytes = Vec::new();
        loop {
            let next = self.next().await;
            let Some(letter) = next else { break };
            session = match self.one(session, &letter, &mut bytes).await? {
                Kept::Yes(session) => Some(session),
                Kept::No => None,
            };
        }
        if let Some(session) = session {
            session.quit().await;
        }
        Ok(())
    }

    async fn next(&self) -> Option<Claimed> {
        let mut work = self.work.lock().await;
        if self.newsroom.is_stopping() {
            work.close();
            return None;
        }
        work.recv().await
    }

    /// Offers a letter over the kept session or a new one. A server closes a kept connection between two letters as it
    /// likes; that says nothing about the next letter, which goes over a fresh one at once.
    async fn offer(&self, kept: Option<Session>, letter: &Claimed) -> Verb<Result<(Session, Reply), SmtpError>> {
        let (from, to) = (self.letters.sent_from(letter), letter.email.as_str());
        let from = from.as_str();
        if let Some(mut session) = kept
            && let Ok(reply) = session.offer(from, to).await
            && !reply.closes()
        {
            return Ok(Ok((session, reply)));
        }
        let mut session = match Session::open(&self.server, self.letters.host(), self.patience).await {
            Ok(session) => session,
            Err(error) => {
                self.store(letter, Delivery::Pending, error.to_string()).await?;
                return Err(error.into());
            }
        };
        Ok(session.offer(from, to).await.map(|reply| (session, reply)))
    }

    /// Sends one letter; gives the session back if it is fit for the next. `bytes` is where the letter is put together.
    async fn one(&self, session: Option<Session>, letter: &Claimed, bytes: &mut Vec<u8>) -> Verb<Kept> {
        if let Err(error) = self.letters.write(letter, bytes) {
            self.store(letter, Delivery::Pending, error.to_string()).await?;
            return Err(error);
        }
        let (mut session, reply) = match self.offer(session, letter).await? {
            Ok(offered) => offered,
            Err(error) => return self.not_now(letter, &error).await,
        };
        if reply.verdict() != Verdict::GoOn {
            self.store(letter, verdict_state(reply.verdict()), reply.to_string()).await?;
            return Ok(Kept::unless(reply.closes(), session));
        }
        // The body is on its way while the disk is waited for.
        let (sent, dot) = tokio::join!(session.body(bytes), self.ledger.dotting(letter.letter.reader));
        match (dot?, sent) {
            // Without its dot the server keeps nothing of it.
            (Dot::BreakOff, _) => return Ok(Kept::No),
            (Dot::Held, _) => {
                put_back(&self.ledger, letter).await;
                self.work.lock().await.close();
                return Ok(Kept::No);
            }
            (Dot::Send, Err(error)) => return self.not_now(letter, &error).await,
            (Dot::Send, Ok(())) => {}
        }
        match session.dot().await {
            Ok(reply) => {
                self.store(letter, verdict_state(reply.verdict()), reply.to_string()).await?;
                Ok(Kept::unless(reply.closes(), session))
            }
            Err(error) => {
                self.store(letter, Delivery::InDoubt, error.to_string()).await?;
                Ok(Kept::No)
            }
        }
    }

    async fn not_now(&self, letter: &Claimed, error: &SmtpError) -> Verb<Kept> {
        self.store(letter, Delivery::Deferred, error.to_string()).await?;
        Ok(Kept::No)
    }

    async fn store(&self, letter: &Claimed, state: Delivery, reply: String) -> Verb<()> {
        let due = (state == Delivery::Deferred).then(|| self.again_at());
        self.ledger.outcome(Outcome { reader: letter.letter.reader, state, reply, due }).await
    }

    fn again_at(&self) -> Instant {
        (self.sender.clock)().plus_seconds(i64::try_from(self.retry.as_secs()).unwrap_or(i64::MAX))
    }
}

enum Kept {
    Yes(Session),
    No,
}

impl Kept {
    fn unless(closing: bool, session: Session) -> Self {
        if closing { Self::No } else { Self::Yes(session) }
    }
}

fn verdict_state(verdict: Verdict) -> Delivery {
    match verdict {
        Verdict::Done => Delivery::Accepted,
        Verdict::Never => Delivery::Failed,
        Verdict::GoOn | Verdict::NotNow => Delivery::Deferred,
    }
}

impl From<SmtpError> for VerbError {
    fn from(error: SmtpError) -> Self {
        Self::Refused(Refusal::State(error.to_string()))
    }
}
