//! Letters over kept SMTP connections.

use super::hand::Hand;
use super::ledger::{Dot, Ledger};
use super::letters::Letters;
use super::{Sender, Teller, is_sending};
use crate::outbox::Outbox;
use crate::{Newsroom, Verb, VerbError};
use domain::edition::Delivery;
use domain::mail_way::destination::Heard;
use domain::mail_way::{Relay, Server, Way};
use domain::reader::Standing;
use domain::refusal::Refusal;
use domain::time::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::deliveries::{self, Claimed, Outcome};
use tokio::sync::{Mutex, mpsc};
use wire::smtp::{Envelope, Patience, Reply, Session, SmtpError, Verdict};

/// Letters in hand per connection: enough that claiming them is a small part of the commits, few enough that little goes
/// back at a stop.
const IN_HAND: usize = 32;

/// Who leaves is called back within a second (newsletter.md §5): of a letter that has been in hand for longer than this, in
/// microseconds, it is asked again just before MAIL whether its reader is still there, and the letter still ours.
const FRESH: i64 = 500_000;

/// What came of offering a letter.
enum Offered {
    Answered(Session, Reply),
    Broken(SmtpError),
    /// Nothing was said of it.
    Not(Overtaken, Session),
}

/// What happened to a letter while it waited in hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Overtaken {
    /// Its reader left.
    Left,
    /// Others took it up: this process was silent for so long that they held it for dead.
    Taken,
}

/// A connection, and what becomes of the letters over it.
#[derive(Clone)]
pub(super) struct Line {
    /// Tried in this order.
    servers: Vec<Server>,
    /// Whose servers these are: a relay, or else the reader's own.
    relay: Option<Relay>,
    patience: Patience,
    retry: Duration,
    letters: Arc<Letters>,
    ledger: Ledger,
    sender: Sender,
    work: Work,
    newsroom: Newsroom,
}

/// Sends everything that can be sent now.
pub(super) async fn send(newsroom: &Newsroom, letters: &Arc<Letters>, sender: &Sender, teller: &mut Teller<'_>) -> Verb<()> {
    let Outbox::Smtp { way, patience, retry } = &sender.outbox else { return Ok(()) };
    newsroom.pacing().recall(newsroom).await?;
    let line = |ledger: &Ledger| Line {
        servers: Vec::new(),
        relay: None,
        patience: *patience,
        retry: *retry,
        letters: Arc::clone(letters),
        ledger: ledger.clone(),
        sender: sender.clone(),
        work: Work::default(),
        newsroom: newsroom.clone(),
    };
    let mut relays = match way {
        Way::Direct(direct) => {
            let (ledger, writer) = Ledger::start(newsroom, letters.edition(), sender);
            let line = line(&ledger);
            let sent = super::direct::send(newsroom, letters, sender, direct, (ledger, line), teller).await;
            joined(writer.await)?;
            return sent;
        }
        Way::Relays(relays) => relays.clone(),
    };
    loop {
        let (ledger, writer) = Ledger::start(newsroom, letters.edition(), sender);
        let line = line(&ledger);
        let round = to_relays(sender, &relays, (ledger, line), teller).await;
        joined(writer.await)?;
        let Round { ended, left } = round?;
        // As long as one relay works off what is there, another that is away is a warning.
        let mut errors = relays.iter().zip(ended).filter_map(|(relay, ended)| Some((relay.clone(), ended.err()?))).collect::<Vec<_>>();
        if errors.len() == relays.len() {
            return errors.pop().map_or(Ok(()), |(_, error)| Err(error));
        }
        for (away, error) in &errors {
            tracing::warn!(server = %away.server, %error, "a mail server takes no letters; the others go on");
        }
        relays.retain(|relay| errors.iter().all(|(away, _)| away != relay));
        if errors.is_empty() || !left || !is_sending(newsroom, letters.edition()).await? {
            return Ok(());
        }
    }
}

/// What came of one round over several relays.
struct Round {
    /// How the lines of each relay ended.
    ended: Vec<Verb<()>>,
    /// Whether letters are left that nobody began.
    left: bool,
}

async fn to_relays(sender: &Sender, relays: &[Relay], (ledger, line): (Ledger, Line), teller: &mut Teller<'_>) -> Verb<Round> {
    let (newsroom, letters) = (line.newsroom.clone(), Arc::clone(&line.letters));
    let (mut hands, mut works, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for relay in relays {
        let (hand, work) = Work::holding(in_hand(relay, relays.len()));
        for _ in 0..relay.connections {
            let line = Line { servers: vec![relay.server.clone()], relay: Some(relay.clone()), work: work.clone(), ..line.clone() };
            lines.push((hands.len(), tokio::spawn(line.run())));
        }
        hands.push(hand);
        works.push(work);
    }
    drop(line);
    let at_once = relays.iter().map(|relay| relay.connections * IN_HAND).sum();
    let claimed = claim_all(&newsroom, &letters, sender, &ledger, Hand::new(relays, hands), at_once, teller).await;
    let mut ended: Vec<Verb<()>> = relays.iter().map(|_| Ok(())).collect();
    for (relay, line) in lines {
        let line = joined(line.await);
        if let Some(ended) = ended.get_mut(relay) {
            *ended = std::mem::replace(ended, Ok(())).and(line);
        }
    }
    let mut left = ended.iter().any(Result::is_err);
    for work in &works {
        left |= give_back(&ledger, work).await;
    }
    claimed.map(|()| Round { ended, left })
}

/// Letters that wait for the lines of one relay. Beside others it is given few ahead, so that shares hold; one that takes few
/// in an hour fewer still.
fn in_hand(relay: &Relay, relays: usize) -> usize {
    let all = relay.connections * if relays == 1 { IN_HAND } else { 2 };
    relay.pace.map_or(all, |pace| all.min(usize::try_from(pace.mails / pace.seconds.max(1)).unwrap_or(all).max(1)))
}

/// Letters that no line has begun are nobody's again; says whether there were any.
async fn give_back(ledger: &Ledger, work: &Work) -> bool {
    let rest = work.rest().await;
    for letter in &rest {
        put_back(ledger, letter).await;
    }
    !rest.is_empty()
}

pub(super) async fn put_back(ledger: &Ledger, letter: &Claimed) {
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
    mut hand: Hand,
    at_once: usize,
    teller: &mut Teller<'_>,
) -> Verb<()> {
    let mut wanted = super::wanted(newsroom, letters, at_once).await?;
    while is_sending(newsroom, letters.edition()).await? {
        let tx = newsroom.begin((sender.clock)()).await?;
        let claimed = deliveries::claim(&tx, letters.edition(), sender.epoch, &mut wanted).await?;
        newsroom.commit(tx).await?;
        if claimed.is_empty() {
            break;
        }
        let mut claimed = claimed.into_iter();
        for letter in claimed.by_ref() {
            if let Err(letter) = hand.send(letter).await {
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

/// Letters that lines take from, one after the other.
#[derive(Clone, Default)]
struct Work {
    letters: Option<Arc<Mutex<mpsc::Receiver<Claimed>>>>,
    /// The edition is held: what waits is given back, not offered to a server and broken off at its dot.
    held: Arc<AtomicBool>,
}

impl Work {
    fn holding(letters: usize) -> (mpsc::Sender<Claimed>, Self) {
        let (hand, work) = mpsc::channel(letters.max(1));
        (hand, Self { letters: Some(Arc::new(Mutex::new(work))), held: Arc::default() })
    }

    async fn next(&self, newsroom: &Newsroom) -> Option<Claimed> {
        let mut work = self.letters.as_ref()?.lock().await;
        if newsroom.is_stopping() || self.held.load(Ordering::Acquire) {
            work.close();
            return None;
        }
        work.recv().await
    }

    async fn hold(&self) {
        self.held.store(true, Ordering::Release);
        self.close().await;
    }

    async fn close(&self) {
        if let Some(work) = &self.letters {
            work.lock().await.close();
        }
    }

    /// What nobody has taken.
    async fn rest(&self) -> Vec<Claimed> {
        let Some(work) = &self.letters else { return Vec::new() };
        let mut work = work.lock().await;
        std::iter::from_fn(|| work.try_recv().ok()).collect()
    }
}

impl Line {
    /// Takes letters to the servers of one destination; gives back those that it did not begin.
    pub(super) async fn take_to(mut self, servers: Vec<Server>, letters: Vec<Claimed>) -> Verb<Vec<Claimed>> {
        let (hand, work) = Work::holding(letters.len());
        for letter in letters {
            hand.send(letter).await.ok();
        }
        drop(hand);
        (self.servers, self.work) = (servers, work.clone());
        let ledger = self.ledger.clone();
        let ended = self.run().await;
        if ended.is_err() {
            give_back(&ledger, &work).await;
        }
        ended?;
        Ok(work.rest().await)
    }

    async fn run(self) -> Verb<()> {
        let ended = self.work_off().await;
        if ended.is_err() {
            // What stops one line stops all: the others finish what they have in hand.
            self.work.close().await;
        }
        ended
    }

    async fn work_off(&self) -> Verb<()> {
        let mut session = None;
        let mut bytes = Vec::new();
        loop {
            let next = self.work.next(&self.newsroom).await;
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

    /// Waits until the relay may be given another letter; `false` when that is not in this life of the process.
    async fn turn(&self) -> bool {
        let Some(relay) = &self.relay else { return true };
        while let Err(wait) = self.newsroom.given().take(relay, (self.sender.clock)()) {
            if self.newsroom.is_stopping() {
                return false;
            }
            tokio::time::sleep(wait.min(Duration::from_secs(1))).await;
        }
        true
    }

    async fn open(&self) -> Result<Session, SmtpError> {
        let mut last = None;
        for server in &self.servers {
            match Session::open(server, self.letters.host(), self.patience).await {
                Ok(session) => return Ok(session),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| SmtpError::Broken(std::io::ErrorKind::NotConnected.into())))
    }

    /// Offers a letter over the kept session or a new one. A server closes a kept connection between two letters as it
    /// likes; that says nothing about the next letter, which goes over a fresh one at once.
    async fn offer(&self, kept: Option<Session>, letter: &Claimed, id: &str, size: usize) -> Verb<Offered> {
        let from = self.letters.sent_from(letter);
        let envelope = Envelope { from: from.as_str(), to: letter.email.as_str(), id, size };
        if let Some(mut session) = kept {
            if let Some(overtaken) = self.overtaken(letter).await? {
                return Ok(Offered::Not(overtaken, session));
            }
            if let Ok(reply) = session.offer(&envelope).await
                && !reply.closes()
            {
                return Ok(Offered::Answered(session, reply));
            }
        }
        let mut session = match self.open().await {
            Ok(session) => session,
            Err(error) if self.relay.is_none() => {
                self.hear(letter, Heard::Less, &error.to_string()).await?;
                return Ok(Offered::Broken(error));
            }
            Err(error) => {
                self.store(letter, Delivery::Pending, error.to_string()).await?;
                return Err(error.into());
            }
        };
        // A server may take minutes to say hello.
        if let Some(overtaken) = self.overtaken(letter).await? {
            return Ok(Offered::Not(overtaken, session));
        }
        Ok(session.offer(&envelope).await.map_or_else(Offered::Broken, |reply| Offered::Answered(session, reply)))
    }

    /// What a letter that has been in hand for a while is by now, when it is nothing to offer any more.
    async fn overtaken(&self, letter: &Claimed) -> Verb<Option<Overtaken>> {
        if letter.since.is_none_or(|since| (self.sender.clock)().micros() < since.micros() + FRESH) {
            return Ok(None);
        }
        let conn = self.newsroom.store().read().await?;
        let standing = deliveries::in_hand(&conn, self.letters.edition(), self.sender.epoch, letter.letter.reader).await?;
        Ok(match standing {
            Some(Standing::Active) => None,
            Some(_) => Some(Overtaken::Left),
            None => Some(Overtaken::Taken),
        })
    }

    /// Sends one letter; gives the session back if it is fit for the next. `bytes` is where the letter is put together.
    async fn one(&self, session: Option<Session>, letter: &Claimed, bytes: &mut Vec<u8>) -> Verb<Kept> {
        let now = (self.sender.clock)();
        if let Some(until) = self.newsroom.pacing().until(letter.email.domain(), now) {
            super::direct::wait(&self.ledger, letter, until).await?;
            return Ok(session.map_or(Kept::No, Kept::Yes));
        }
        if !self.turn().await {
            put_back(&self.ledger, letter).await;
            return Ok(Kept::No);
        }
        let id = match self.letters.write(letter, bytes) {
            Ok(id) => id,
            Err(error) => {
                self.store(letter, Delivery::Pending, error.to_string()).await?;
                return Err(error);
            }
        };
        let (mut session, reply) = match self.offer(session, letter, &id, bytes.len()).await? {
            Offered::Answered(session, reply) => (session, reply),
            Offered::Broken(error) => return self.not_now(letter, &error).await,
            Offered::Not(overtaken, session) => {
                if overtaken == Overtaken::Left {
                    self.store(letter, Delivery::Suppressed, deliveries::LEFT.to_owned()).await?;
                }
                return Ok(Kept::Yes(session));
            }
        };
        if reply.verdict() != Verdict::GoOn {
            self.answered(letter, &reply).await?;
            return Ok(Kept::unless(reply.closes(), session));
        }
        // The body is on its way while the disk is waited for.
        let (sent, dot) = tokio::join!(session.body(bytes), self.ledger.dotting(letter.letter.reader));
        match (dot?, sent) {
            // Without its dot the server keeps nothing of it.
            (Dot::BreakOff, _) => return Ok(Kept::No),
            (Dot::Held, _) => {
                put_back(&self.ledger, letter).await;
                self.work.hold().await;
                return Ok(Kept::No);
            }
            (Dot::Send, Err(error)) => return self.not_now(letter, &error).await,
            (Dot::Send, Ok(())) => {}
        }
        match session.dot().await {
            Ok(reply) => {
                self.answered(letter, &reply).await?;
                Ok(Kept::unless(reply.closes(), session))
            }
            Err(error) => {
                self.store(letter, Delivery::InDoubt, error.to_string()).await?;
                Ok(Kept::No)
            }
        }
    }

    /// Records what a server said of a letter, and what that says of its destination.
    pub(super) async fn answered(&self, letter: &Claimed, reply: &Reply) -> Verb<()> {
        let said = reply.to_string();
        self.hear(letter, Heard::of(reply.code(), reply.status()), &said).await?;
        self.store(letter, verdict_state(reply.verdict()), said).await
    }

    async fn hear(&self, letter: &Claimed, heard: Heard, reply: &str) -> Verb<()> {
        // What a relay wants less of is about itself, not about the readers behind it.
        if self.relay.is_some() && heard == Heard::Less {
            return Ok(());
        }
        let now = (self.sender.clock)();
        self.newsroom.pacing().hear(&self.newsroom, letter.email.domain(), heard, reply, now).await
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
