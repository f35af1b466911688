//! One mail over SMTP: whose turn it is, what it may have, and what the server says.

use crate::Newsroom;
use domain::mail_way::pace::{Meter, Shares};
use domain::mail_way::{Direct, Relay, Server, Way};
use domain::time::Instant;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use wire::names::{Exchangers, Names};
use wire::smtp::{Envelope, Patience, Reply, Session, SmtpError, Verdict};

/// What this process has given to which server: every mail counts, of whatever kind.
#[derive(Debug, Default)]
pub(crate) struct Given(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    meters: HashMap<String, Meter>,
    turns: Option<(Way, Shares)>,
}

impl Given {
    /// Counts a mail to a relay if it may have one now; else how long that takes.
    pub(crate) fn take(&self, relay: &Relay, now: Instant) -> Result<(), Duration> {
        let Some(pace) = relay.pace else { return Ok(()) };
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A new limit begins a new count.
        let name = format!("{} {} {}", relay.server, pace.mails, pace.seconds);
        let meter = counted.meters.entry(name).or_insert_with(|| pace.meter());
        meter.take(now).map_err(|micros| Duration::from_micros(micros.unsigned_abs()))
    }

    /// Whose turn it is among the relays of a way for which `can` says yes.
    fn turn(&self, way: &Way, can: impl Fn(usize) -> bool) -> Option<usize> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.turns.as_ref().is_none_or(|(of, _)| of != way) {
            counted.turns = Some((way.clone(), Shares::new(way.relays().iter().map(|relay| relay.weight))));
        }
        counted.turns.as_mut().and_then(|(_, shares)| shares.next(can))
    }
}

/// One mail on its way out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    /// The servers.
    pub(crate) way: &'a Way,
    /// How long each phase may take.
    pub(crate) patience: Patience,
    /// The name that this host says hello with.
    pub(crate) host: &'a str,
    /// From whom, and to whom.
    pub(crate) envelope: Envelope<'a>,
    /// The mail.
    pub(crate) bytes: &'a [u8],
}

/// What became of a mail: which server it was, and its reply or why there was none.
pub(crate) type Answered = (String, Result<Reply, String>);

impl Outgoing<'_> {
    /// Hands it over to the first server that answers, in the order of turns or of preference. Once a server was told of
    /// the mail no other is.
    pub(crate) async fn hand_over(&self, newsroom: &Newsroom, now: Instant) -> Answered {
        match self.way {
            Way::Relays(relays) => self.over_relays(newsroom, relays, now).await,
            Way::Direct(direct) => self.straight_to(direct).await,
        }
    }

    async fn over_relays(&self, newsroom: &Newsroom, relays: &[Relay], now: Instant) -> Answered {
        let mut tried = vec![false; relays.len()];
        let mut last = ("mail".to_owned(), Err("no mail server may be given another mail now; its limit is reached".to_owned()));
        while let Some(index) = newsroom.given().turn(self.way, |index| tried.get(index) == Some(&false)) {
            if let Some(tried) = tried.get_mut(index) {
                *tried = true;
            }
            let Some(relay) = relays.get(index) else { break };
            if newsroom.given().take(relay, now).is_err() {
                continue;
            }
            last = match self.open(&relay.server).await {
                Ok(session) => return (relay.server.to_string(), self.talk(session).await.map_err(|error| error.to_string())),
                Err(error) => (relay.server.to_string(), Err(error.to_string())),
            };
        }
        last
    }

    async fn straight_to(&self, direct: &Direct) -> Answered {
        let domain = self.envelope.to.rsplit_once('@').map_or("", |(_, domain)| domain);
        let names = match Names::of(&direct.name_server) {
            Ok(names) => names,
            Err(error) => return (domain.to_owned(), Err(error.to_string())),
        };
        let servers = match names.exchangers(domain, direct).await {
            Exchangers::At(servers) => servers,
            Exchangers::None(reply) => return (domain.to_owned(), Ok(reply)),
        };
        let mut last = (domain.to_owned(), Err(format!("{domain} has no mail server")));
        for server in servers {
            last = match self.open(&server).await {
                Ok(session) => return (server.to_string(), self.talk(session).await.map_err(|error| error.to_string())),
                Err(error) => (server.to_string(), Err(error.to_string())),
            };
        }
        last
    }

    async fn open(&self, server: &Server) -> Result<Session, SmtpError> {
        Session::open(server, self.host, self.patience).await
    }

    async fn talk(&self, mut session: Session) -> Result<Reply, SmtpError> {
        let mut reply = session.offer(&self.envelope).await?;
        if reply.verdict() == Verdict::GoOn {
            session.body(self.bytes).await?;
            reply = session.dot().await?;
        }
        session.quit().await;
        Ok(reply)
    }
}
