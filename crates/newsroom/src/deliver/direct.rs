//! Letters to the readers' own servers: found by MX, as many connections to each destination as its pacing allows, few
//! letters over each (newsletter.md P12).

use super::ledger::Ledger;
use super::letters::Letters;
use super::over_smtp::{Line, put_back};
use super::{Sender, Teller, is_sending};
use crate::{Newsroom, Verb, VerbError};
use domain::edition::Delivery;
use domain::mail_way::{Direct, Server};
use domain::refusal::Refusal;
use domain::time::Instant;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use store::deliveries::{self, Claimed, Outcome};
use tokio::task::JoinSet;
use wire::names::{Exchangers, Names};

/// Letters over one connection; large receivers ask for few (newsletter.md P12).
const OVER_ONE: usize = 20;

/// Letters that are held for their destinations at once, for each connection.
const HELD: usize = 4 * OVER_ONE;

/// A destination whose letters wait.
#[derive(Default)]
struct Destination {
    letters: VecDeque<Claimed>,
    lines: usize,
    servers: Option<Vec<Server>>,
}

/// What a line comes back with.
struct Back {
    domain: String,
    left: Vec<Claimed>,
    servers: Option<Vec<Server>>,
}

struct Round<'a> {
    newsroom: &'a Newsroom,
    sender: &'a Sender,
    direct: &'a Direct,
    names: Names,
    line: Line,
    ledger: Ledger,
    destinations: BTreeMap<String, Destination>,
    lines: JoinSet<Verb<Back>>,
}

/// Sends everything that can be sent now. `line` has all that lines share.
pub(super) async fn send(
    newsroom: &Newsroom,
    letters: &Arc<Letters>,
    sender: &Sender,
    direct: &Direct,
    (ledger, line): (Ledger, Line),
    teller: &mut Teller<'_>,
) -> Verb<()> {
    let names = Names::of(&direct.name_server).map_err(|error| Refusal::State(error.to_string()))?;
    let mut round = Round { newsroom, sender, direct, names, line, ledger, destinations: BTreeMap::new(), lines: JoinSet::new() };
    let sent = round.run(letters, teller).await;
    // What a fault left behind is nobody's again; lines end with the letter they have in hand.
    while let Some(back) = round.lines.join_next().await {
        if let Ok(Ok(back)) = back {
            round.take_back(back);
        }
    }
    for letter in round.destinations.values().flat_map(|destination| &destination.letters) {
        put_back(&round.ledger, letter).await;
    }
    sent
}

impl Round<'_> {
    async fn run(&mut self, letters: &Letters, teller: &mut Teller<'_>) -> Verb<()> {
        let mut all_claimed = false;
        let mut wanted = super::wanted(self.newsroom, letters, self.direct.connections * OVER_ONE).await?;
        loop {
            if !is_sending(self.newsroom, letters.edition()).await? {
                return Ok(());
            }
            let held: usize = self.destinations.values().map(|destination| destination.letters.len()).sum();
            if !all_claimed && held < self.direct.connections * HELD {
                let tx = self.newsroom.begin((self.sender.clock)()).await?;
                let claimed = deliveries::claim(&tx, letters.edition(), self.sender.epoch, &mut wanted).await?;
                self.newsroom.commit(tx).await?;
                all_claimed = claimed.is_empty();
                for letter in claimed {
                    self.destinations.entry(letter.email.domain().to_owned()).or_default().letters.push_back(letter);
                }
            }
            self.start_lines().await?;
            teller.tell(self.newsroom, letters.edition()).await?;
            match self.lines.join_next().await {
                Some(back) => {
                    let fault = |error| Refusal::State(format!("sending stopped by a fault of this program: {error}"));
                    let back = back.map_err(|error| VerbError::from(fault(error)))??;
                    self.take_back(back);
                }
                None if all_claimed => return Ok(()),
                None => {}
            }
        }
    }

    fn take_back(&mut self, back: Back) {
        let destination = self.destinations.entry(back.domain).or_default();
        destination.lines = destination.lines.saturating_sub(1);
        destination.servers = destination.servers.take().or(back.servers);
        for letter in back.left.into_iter().rev() {
            destination.letters.push_front(letter);
        }
    }

    /// Starts as many lines as may be. Letters to a destination that is left alone wait in the database until then.
    async fn start_lines(&mut self) -> Verb<()> {
        let now = (self.sender.clock)();
        for (domain, destination) in &mut self.destinations {
            if let Some(until) = self.newsroom.pacing().until(domain, now) {
                for letter in destination.letters.drain(..) {
                    wait(&self.ledger, &letter, until).await?;
                }
            }
            let most = self.newsroom.pacing().connections(domain, now);
            while !destination.letters.is_empty() && destination.lines < most && self.lines.len() < self.direct.connections {
                let some = destination.letters.drain(..OVER_ONE.min(destination.letters.len())).collect();
                destination.lines += 1;
                let known = destination.servers.clone();
                self.lines.spawn(go(domain.clone(), known, self.names.clone(), self.direct.clone(), self.line.clone(), some));
            }
        }
        // The servers of a destination are asked for anew when there is mail for it again.
        self.destinations.retain(|_, destination| destination.lines > 0 || !destination.letters.is_empty());
        Ok(())
    }
}

/// A letter waits until its destination is asked again.
pub(super) async fn wait(ledger: &Ledger, letter: &Claimed, until: Instant) -> Verb<()> {
    let reply = format!("{} is left alone for a while", letter.email.domain());
    ledger.outcome(Outcome { reader: letter.letter.reader, state: Delivery::Deferred, reply, due: Some(until) }).await
}

/// Takes some letters to one destination.
async fn go(domain: String, known: Option<Vec<Server>>, names: Names, direct: Direct, line: Line, letters: Vec<Claimed>) -> Verb<Back> {
    let servers = match known {
        Some(servers) => servers,
        None => match names.exchangers(&domain, &direct).await {
            Exchangers::At(servers) => servers,
            Exchangers::None(reply) => {
                for letter in &letters {
                    line.answered(letter, &reply).await?;
                }
                return Ok(Back { domain, left: Vec::new(), servers: None });
            }
        },
    };
    let left = line.take_to(servers.clone(), letters).await?;
    Ok(Back { domain, left, servers: Some(servers) })
}
