//! The keeper's way of mail: the servers that letters are handed to, or the servers of the readers themselves. Written as
//! one setting, an address a line:
//!
//! ```text
//! smtps://desk%40feedback.example:secret@mail.example?weight=3&per-hour=2000
//! smtp://127.0.0.1:25
//! mx://
//! ```

mod address;
pub mod destination;
pub mod pace;
mod public;

pub use pace::Pace;
pub use public::is_public;

use crate::refusal::Refusal;
use std::fmt;
use std::net::IpAddr;

/// Where mail goes once it leaves this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// To servers that take it on: the keeper's own, or somebody's who is paid for it. At least one.
    Relays(Vec<Relay>),
    /// To the servers of each reader's own domain, found by MX.
    Direct(Direct),
}

/// A server that takes mail on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Which, and how it is talked to.
    pub server: Server,
    /// Its share of the letters beside the others'; 1 or more.
    pub weight: u32,
    /// How many connections are kept open to it.
    pub connections: usize,
    /// How many mails it may be handed in a time; none: as many as it takes.
    pub pace: Option<Pace>,
}

/// Delivery to the readers' own servers, for a paper that has an address of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Direct {
    /// Connections at once, all destinations together.
    pub connections: usize,
    /// The name server that is asked, `127.0.0.1:5353`; empty: the system's.
    pub name_server: String,
    /// The port at the destination; 25 but in tests.
    pub port: u16,
    /// Whether addresses of private networks are mailed to. A name in DNS that leads there is a trap or a mistake.
    pub private: bool,
}

/// How a connection is kept from being read by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all. For servers on this machine, and private networks whose keeper says so.
    Off,
    /// By TLS where the server offers it, whoever it is (RFC 7435): better than nothing towards servers of strangers.
    Try,
    /// By TLS after STARTTLS, from a server that proves its name.
    StartTls,
    /// By TLS from the first byte (RFC 8314), from a server that proves its name.
    Implicit,
}

/// A server, and how it is talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// Where the name leads, when that was asked already; none: the system is asked.
    pub at: Option<IpAddr>,
    /// Port.
    pub port: u16,
    /// Whether the connection is encrypted.
    pub security: Security,
    /// Who we are to it.
    pub login: Option<Login>,
    /// A file of certificates (PEM) that are believed beside the system's.
    pub ca: Option<String>,
}

/// A name and its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Shown in the place of a password. Written back, it means the one that is stored.
pub const HIDDEN: &str = "…";

/// Connections that are kept to a relay when nothing is said.
const CONNECTIONS: usize = 4;

/// Connections at once when mail goes to the readers' own servers.
const DIRECT_CONNECTIONS: usize = 20;

impl Server {
    /// A server that is talked to in clear, as on this machine.
    #[must_use]
    pub fn plain(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), at: None, port, security: Security::Off, login: None, ca: None }
    }

    /// A server of a stranger's domain, at an address of its name.
    #[must_use]
    pub fn of_destination(host: impl Into<String>, at: IpAddr, port: u16) -> Self {
        Self { at: Some(at), security: Security::Try, ..Self::plain(host, port) }
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_here(&self) -> bool {
        is_here(&self.host)
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') { write!(f, "[{}]:{}", self.host, self.port) } else { write!(f, "{}:{}", self.host, self.port) }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Relay {
    /// A server with the usual share, four connections and no limit.
    #[must_use]
    pub fn of(server: Server) -> Self {
        Self { server, weight: 1, connections: CONNECTIONS, pace: None }
    }
}

impl Default for Direct {
    fn default() -> Self {
        Self { connections: DIRECT_CONNECTIONS, name_server: String::new(), port: 25, private: false }
    }
}

impl Way {
    /// Reads the setting: addresses with white space between them. Empty is none.
    ///
    /// # Errors
    /// [`Refusal::Field`] with the address that is wrong, without its password, and what would be right.
    pub fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        let mut relays = Vec::new();
        let mut direct = None;
        for word in text.split_whitespace() {
            match address::read(word)? {
                address::Address::Relay(relay) => relays.push(relay),
                address::Address::Direct(found) => direct = Some(found),
            }
        }
        match (direct, relays.is_empty()) {
            (Some(direct), true) => Ok(Some(Self::Direct(direct))),
            (Some(_), false) => Err(Refusal::field("smtp", "mx:// delivers by itself; it stands alone, without servers beside it")),
            (None, true) => Ok(None),
            (None, false) => Ok(Some(Self::Relays(relays))),
        }
    }

    /// Reads the setting as a form sends it: where a password is [`HIDDEN`], it is that of the same login in `old`.
    ///
    /// # Errors
    /// As [`Way::parse`]; and when a hidden password is nobody's.
    pub fn parse_over(text: &str, old: Option<&Self>) -> Result<Option<Self>, Refusal> {
        let mut new = Self::parse(text)?;
        let Some(Self::Relays(relays)) = &mut new else { return Ok(new) };
        for relay in relays {
            let name = relay.server.to_string();
            let Some(login) = relay.server.login.as_mut().filter(|login| login.password == HIDDEN) else { continue };
            let known = old.into_iter().flat_map(Self::relays).find_map(|old| {
                let same = old.server.host == relay.server.host && old.server.port == relay.server.port;
                old.server.login.as_ref().filter(|old| same && old.user == login.user)
            });
            let known = known.ok_or_else(|| Refusal::field("smtp", format!("write the password of {} at {name}", login.user)))?;
            login.password.clone_from(&known.password);
        }
        Ok(new)
    }

    /// The relays; none when mail goes directly.
    #[must_use]
    pub fn relays(&self) -> &[Relay] {
        match self {
            Self::Relays(relays) => relays,
            Self::Direct(_) => &[],
        }
    }

    /// One relay.
    #[must_use]
    pub fn one(server: Server) -> Self {
        Self::Relays(vec![Relay::of(server)])
    }

    /// As it is written, with its passwords: to be stored among secrets, and nowhere else.
    #[must_use]
    pub fn with_passwords(&self) -> String {
        address::write(self, true)
    }
}

/// As people see it: passwords are [`HIDDEN`].
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&address::write(self, false))
    }
}

#[cfg(test)]
mod tests;
