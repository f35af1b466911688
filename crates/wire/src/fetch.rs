//! Files of strangers, fetched over HTTP: what an old paper shows. Where an address leads is looked at before a byte is sent
//! there, at every hop and after the name server was asked, and the connection goes to the very address that was looked at:
//! nothing in a private network is ever asked, whatever a text, a redirect or a name server says.
//!
//! A host is asked one thing at a time, with a pause between; it is asked again when it says so or could not, and not at all
//! once it has not answered several times in a row.

mod address;
mod ask;

use crate::names::{Names, NamesError};
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use url::Url;

/// How the servers of others are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    /// The name server that is asked, `127.0.0.1:5353`; empty: the system's.
    pub name_server: String,
    /// Addresses of private networks that are asked all the same. A link that leads to another one is a trap or a mistake.
    pub private: Vec<IpAddr>,
    /// A file of certificates (PEM) that are believed beside the system's.
    pub ca: Option<String>,
    /// The largest file, in bytes.
    pub most: u64,
    /// How long an answer may take, from the first byte sent to the last received.
    pub patience: Duration,
    /// From the end of one answer of a host to the next question.
    pub pause: Duration,
    /// How often a file is asked for that could not be had and may be had later.
    pub attempts: u32,
    /// The longest that is waited for a host that asks to be left alone for a time.
    pub longest_wait: Duration,
}

impl Default for Manner {
    /// Four files a second from each host, 40 MB, a minute each, three attempts.
    fn default() -> Self {
        Self {
            name_server: String::new(),
            private: Vec::new(),
            ca: None,
            most: crate::media::MAX_BYTES as u64,
            patience: Duration::from_secs(60),
            pause: Duration::from_millis(250),
            attempts: 3,
            longest_wait: Duration::from_secs(120),
        }
    }
}

impl Manner {
    /// Reads what is said of it in words: `pause=1000 name-server=127.0.0.1:5353`; nothing said is the default. `pause` is in
    /// milliseconds. `name-server`, `ca` (a file) and `private` (an address; may stand several times) are for tests and for papers in a
    /// network of their own.
    ///
    /// # Errors
    /// In words for the person.
    pub fn parse(words: &str) -> Result<Self, String> {
        let mut manner = Self::default();
        for word in words.split_whitespace() {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            match name {
                "pause" => {
                    let pause = value.parse().map_err(|_| format!("“{value}” is no number of milliseconds"))?;
                    manner.pause = Duration::from_millis(pause);
                }
                "name-server" if value.parse::<std::net::SocketAddr>().is_ok() => value.clone_into(&mut manner.name_server),
                "ca" if !value.is_empty() => manner.ca = Some(value.to_owned()),
                "private" => manner.private.push(value.parse().map_err(|_| format!("“{value}” is no address such as 10.0.0.7"))?),
                _ => return Err(format!("“{word}”: what can be said of fetching is pause, name-server, ca and private")),
            }
        }
        Ok(manner)
    }
}

/// In the words that [`Manner::parse`] reads.
impl std::fmt::Display for Manner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "pause={}", self.pause.as_millis())?;
        if !self.name_server.is_empty() {
            write!(f, " name-server={}", self.name_server)?;
        }
        if let Some(ca) = &self.ca {
            write!(f, " ca={ca}")?;
        }
        self.private.iter().try_for_each(|address| write!(f, " private={address}"))
    }
}

/// Why a file was not had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address that can be asked.
    #[error("{0}")]
    Address(String),
    /// It leads into a network that strangers have no business in.
    #[error("{host} leads into a private network and is not asked")]
    Private {
        /// The host.
        host: String,
    },
    /// The name server.
    #[error(transparent)]
    Names(#[from] NamesError),
    /// There is no such host.
    #[error("there is no host {0}")]
    NoHost(String),
    /// The server could not be reached, or broke off.
    #[error("the server {host} cannot be asked: {why}")]
    Broken {
        /// The host.
        host: String,
        /// Why.
        why: String,
    },
    /// It took too long.
    #[error("the server {host} took longer than {seconds} seconds")]
    Slow {
        /// The host.
        host: String,
        /// How long it had.
        seconds: u64,
    },
    /// The server does not give it.
    #[error("the server {host} says {status}")]
    Status {
        /// The host.
        host: String,
        /// Its status (RFC 9110).
        status: u16,
        /// After how long it may be asked again, where it says so.
        after: Option<Duration>,
    },
    /// More bytes than are taken.
    #[error("the file has more than {} MB", limit / 1024 / 1024)]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// It leads on without end.
    #[error("its address leads on more than {MOST_HOPS} times")]
    Hops,
    /// Its server did not answer several times in a row.
    #[error("the server {0} has not answered {MOST_SILENT} times and is asked no more")]
    GivenUp(String),
    /// Its server wants to be left alone for longer than is waited.
    #[error("the server {0} asks to be left alone for longer than is waited")]
    Away(String),
    /// The disk.
    #[error("it cannot be written: {0}")]
    Disk(std::io::Error),
}

impl FetchError {
    /// Whether the same question may be answered a little later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Names(error) => !matches!(error, NamesError::Name(_)),
            Self::Broken { .. } | Self::Slow { .. } => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500 | 502..=504),
            _ => false,
        }
    }

    /// Whether nobody answered.
    fn is_silence(&self) -> bool {
        matches!(self, Self::Names(_) | Self::Broken { .. } | Self::Slow { .. })
    }
}

/// How often an address may lead on.
const MOST_HOPS: usize = 5;
/// How often in a row a host may not answer.
const MOST_SILENT: u32 = 6;
/// What is waited before a file is asked for again, and twice as long each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// Asks the servers of others for files.
#[derive(Debug)]
pub struct Fetcher {
    manner: Manner,
    names: Names,
    tls: Arc<rustls::ClientConfig>,
    hosts: Mutex<HashMap<String, Arc<Mutex<Host>>>>,
}

/// What is known of a host: whoever holds it asks it.
#[derive(Debug, Default)]
struct Host {
    /// When it may be asked again.
    from: Option<Instant>,
    /// How often in a row it did not answer.
    silent: u32,
    /// Whether it wants to be left alone.
    away: bool,
}

impl Fetcher {
    /// One that keeps to a manner.
    ///
    /// # Errors
    /// In words for the person, when this machine knows no name server or no certificate authority.
    pub async fn new(manner: Manner) -> Result<Self, String> {
        let names = Names::of(&manner.name_server).map_err(|error| error.to_string())?;
        let tls = crate::smtp::tls::trusting(manner.ca.as_deref()).await?;
        Ok(Self { manner, names, tls, hosts: Mutex::default() })
    }

    /// Fetches a file into a place on the disk; whatever stood there goes. Nothing stays there when it fails.
    ///
    /// # Errors
    /// [`FetchError`], after as many attempts as the manner allows.
    pub async fn fetch(&self, address: &str, to: &Path) -> Result<(), FetchError> {
        let start = address::parse(address)?;
        let (mut attempt, mut wait) = (1, FIRST_WAIT);
        loop {
            let error = match self.attempt(start.clone(), to).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            drop(tokio::fs::remove_file(to).await);
            if attempt >= self.manner.attempts || !error.may_pass() {
                return Err(error);
            }
            let asked = if let FetchError::Status { after: Some(after), .. } = &error { *after } else { wait };
            if asked > self.manner.longest_wait {
                return Err(error);
            }
            sleep(asked).await;
            (attempt, wait) = (attempt + 1, wait * 2);
        }
    }

    async fn attempt(&self, start: Url, to: &Path) -> Result<(), FetchError> {
        let mut url = start;
        for _ in 0..=MOST_HOPS {
            match self.hop(&url, to).await? {
                None => return Ok(()),
                Some(onward) => url = onward,
            }
        }
        Err(FetchError::Hops)
    }

    /// Asks one server when it is its turn. Gives where it leads on, or nothing once the file is there.
    async fn hop(&self, url: &Url, to: &Path) -> Result<Option<Url>, FetchError> {
        let name = address::host(url);
        let host = Arc::clone(self.hosts.lock().await.entry(name.clone()).or_default());
        let mut host = host.lock().await;
        if host.silent >= MOST_SILENT {
            return Err(FetchError::GivenUp(name));
        }
        if host.away {
            return Err(FetchError::Away(name));
        }
        if let Some(from) = host.from {
            sleep_until(from).await;
        }
        let at = match self.reachable(url).await {
            Ok(at) => at,
            Err(error) => {
                host.silent += u32::from(error.is_silence());
                return Err(error);
            }
        };
        let asked = timeout(self.manner.patience, ask::ask(url, at, &self.tls, self.manner.most, to)).await;
        let answer = asked.unwrap_or(Err(FetchError::Slow { host: name, seconds: self.manner.patience.as_secs() }));
        host.silent = if answer.as_ref().is_err_and(FetchError::is_silence) { host.silent + 1 } else { 0 };
        let pause = match &answer {
            Err(FetchError::Status { after: Some(after), .. }) => (*after).max(self.manner.pause),
            _ => self.manner.pause,
        };
        host.away = pause > self.manner.longest_wait.max(self.manner.pause);
        host.from = Some(Instant::now() + pause);
        answer
    }

    /// Where a server is: addresses that strangers may ask, and no others.
    async fn reachable(&self, url: &Url) -> Result<Vec<std::net::SocketAddr>, FetchError> {
        let port = url.port_or_known_default().unwrap_or(80);
        let all = match url.host() {
            Some(url::Host::Ipv4(address)) => vec![address.into()],
            Some(url::Host::Ipv6(address)) => vec![address.into()],
            Some(url::Host::Domain(name)) => self.names.addresses(name).await?,
            None => Vec::new(),
        };
        if all.is_empty() {
            return Err(FetchError::NoHost(address::host(url)));
        }
        // A name that has a private address beside a public one is somebody's trick: it is not asked at all.
        let may_be_asked = |address: &IpAddr| domain::mail_way::is_public(*address) || self.manner.private.contains(address);
        if !all.iter().all(may_be_asked) {
            return Err(FetchError::Private { host: address::host(url) });
        }
        Ok(all.into_iter().map(|address| (address, port).into()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manner_is_read_as_it_is_written() {
        let said = "pause=1000 name-server=127.0.0.1:5353 ca=/tmp/ca.pem private=127.0.0.1";
        let manner = Manner::parse(said).unwrap();
        assert_eq!((manner.to_string().as_str(), manner.private.len(), manner.attempts), (said, 1, 3));
        assert_eq!(Manner::parse("").unwrap(), Manner::default());
        for wrong in ["pause=soon", "private=allow", "name-server=x", "speed=1"] {
            assert!(Manner::parse(wrong).is_err(), "{wrong}");
        }
    }
}
