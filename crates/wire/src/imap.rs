//! A mailbox at an IMAP server: what is new in it is fetched, and marked or moved only when its owner says so.

use async_imap::Session;
use async_imap::error::Error;
use futures_util::TryStreamExt;
use rustls::pki_types::ServerName;
use std::fmt::Debug;
use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// How long one answer may be waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a mailbox is, and how to get in.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
    tls: bool,
    user: String,
    password: String,
    folder: String,
    done: Option<String>,
    ca: Option<String>,
}

impl Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}:{}/{}", if self.tls { "imaps" } else { "imap" }, self.host, self.port, self.folder)
    }
}

/// Why a mailbox is not read.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The address is none; the text says how it is written.
    #[error("“{given}” is no mailbox: {why}; write it as imaps://user:password@imap.example:993/INBOX (a @ in the user is %40)")]
    Address {
        /// What was given, without its password.
        given: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The server cannot be reached, or is not who it says.
    #[error("{mailbox} cannot be reached: {why}")]
    Away {
        /// Which.
        mailbox: String,
        /// Why.
        why: String,
    },
    /// The server refused something.
    #[error("{mailbox}: {why}")]
    Refused {
        /// Which.
        mailbox: String,
        /// Its words.
        why: String,
    },
}

impl Address {
    /// Reads `imaps://user:password@host:port/folder`; `?done=Folder` moves what was taken there, `?ca=FILE` trusts the
    /// authorities of a PEM file beside the system's. Plain `imap://` goes to this machine only.
    ///
    /// # Errors
    /// [`ImapError::Address`].
    pub fn parse(text: &str) -> Result<Self, ImapError> {
        let shown = text.rsplit_once('@').map_or(text, |(_, rest)| rest).to_owned();
        let wrong = |why| ImapError::Address { given: shown.clone(), why };
        let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("it has no scheme"))?;
        let tls = match scheme {
            "imaps" => true,
            "imap" => false,
            _ => return Err(wrong("only imaps:// and imap:// are known")),
        };
        let (login, rest) = rest.rsplit_once('@').ok_or_else(|| wrong("it names no user"))?;
        let (user, password) = login.split_once(':').ok_or_else(|| wrong("it has no password"))?;
        let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = match authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong("its port is no number"))?),
            None => (authority, if tls { 993 } else { 143 }),
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if !tls && !here {
            return Err(wrong("without TLS it must be on this machine"));
        }
        let mut address = Self {
            host,
            port,
            tls,
            user: decoded(user).ok_or_else(|| wrong("its user is no text"))?,
            password: decoded(password).ok_or_else(|| wrong("its password is no text"))?,
            folder: decoded(folder).filter(|folder| !folder.is_empty()).unwrap_or_else(|| "INBOX".to_owned()),
            done: None,
            ca: None,
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("done", folder)) => address.done = decoded(folder),
                Some(("ca", file)) => address.ca = decoded(file),
                _ => return Err(wrong("after ? stands done=FOLDER or ca=FILE")),
            }
        }
        let plain = [&address.host, &address.user, &address.password, &address.folder];
        if plain.iter().any(|part| part.is_empty() || part.contains(char::is_control)) {
            return Err(wrong("user, password and host must be there, in one line"));
        }
        Ok(address)
    }
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Line for T {}

/// An opened mailbox.
#[derive(Debug)]
pub struct Mailbox {
    session: Session<Box<dyn Line>>,
    name: String,
    done: Option<String>,
    era: u32,
}

impl Mailbox {
    /// Connects, logs in and opens the folder.
    ///
    /// # Errors
    /// [`ImapError`].
    pub async fn open(address: &Address) -> Result<Self, ImapError> {
        let name = address.to_string();
        let away = |why: String| ImapError::Away { mailbox: name.clone(), why };
        let line = in_time(&name, connect(address)).await?.map_err(away)?;
        let mut client = async_imap::Client::new(line);
        in_time(&name, client.read_response())
            .await?
            .map_err(|error| away(error.to_string()))?
            .ok_or_else(|| away("it hung up".to_owned()))?;
        let login = in_time(&name, client.login(&address.user, &address.password)).await?;
        let refused = |error: Error| ImapError::Refused { mailbox: name.clone(), why: error.to_string() };
        let mut session = login.map_err(|(error, _)| refused(error))?;
        let opened = in_time(&name, session.select(&address.folder)).await?.map_err(refused)?;
        Ok(Self { session, done: address.done.clone(), era: opened.uid_validity.unwrap_or(0), name })
    }

    /// Numbers of mails are good within one era only (`UIDVALIDITY`).
    #[must_use]
    pub fn era(&self) -> u32 {
        self.era
    }

    fn refused(&self, error: &Error) -> ImapError {
        ImapError::Refused { mailbox: self.name.clone(), why: error.to_string() }
    }

    /// The numbers of the mails that nobody has seen, in order.
    ///
    /// # Errors
    /// [`ImapError`].
    pub async fn unseen(&mut self) -> Result<Vec<u32>, ImapError> {
        let found = in_time(&self.name, self.session.uid_search("UNSEEN UNDELETED")).await?;
        let mut numbers: Vec<u32> = found.map_err(|error| self.refused(&error))?.into_iter().collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The beginning of a mail, as much of it as is read; none when it is gone meanwhile. It stays unseen.
    ///
    /// # Errors
    /// [`ImapError`].
    pub async fn fetch(&mut self, number: u32) -> Result<Option<Vec<u8>>, ImapError> {
        let query = format!("(UID BODY.PEEK[]<0.{}>)", crate::bounce::MOST_BYTES);
        let session = &mut self.session;
        let fetched = in_time(&self.name, async {
            let mails: Vec<_> = session.uid_fetch(number.to_string(), query).await?.try_collect().await?;
            Ok(mails.iter().find_map(|mail| mail.body().map(<[u8]>::to_vec)))
        })
        .await?;
        fetched.map_err(|error: Error| self.refused(&error))
    }

    /// A mail is dealt with: it is marked as seen, and moved where the address says so.
    ///
    /// # Errors
    /// [`ImapError`]; it is then dealt with again the next time.
    pub async fn done(&mut self, number: u32) -> Result<(), ImapError> {
        let (session, folder) = (&mut self.session, self.done.clone());
        let marked = in_time(&self.name, async {
            drop(session.uid_store(number.to_string(), "+FLAGS (\\Seen)").await?.try_collect::<Vec<_>>().await?);
            if let Some(folder) = folder {
                session.uid_mv(number.to_string(), folder).await?;
            }
            Ok(())
        })
        .await?;
        marked.map_err(|error: Error| self.refused(&error))
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        // It is over whatever the server says.
        drop(in_time(&self.name, self.session.logout()).await);
    }
}

async fn in_time<T>(name: &str, doing: impl Future<Output = T>) -> Result<T, ImapError> {
    let late = || ImapError::Away { mailbox: name.to_owned(), why: format!("no answer within {} seconds", PATIENCE.as_secs()) };
    tokio::time::timeout(PATIENCE, doing).await.map_err(|_| late())
}

async fn connect(address: &Address) -> Result<Box<dyn Line>, String> {
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await.map_err(|error| error.to_string())?;
    if !address.tls {
        return Ok(Box::new(stream));
    }
    let config = crate::smtp::tls::trusting(address.ca.as_deref()).await?;
    let name = ServerName::try_from(address.host.clone()).map_err(|_| "its name is none that a certificate could prove".to_owned())?;
    let stream = TlsConnector::from(config).connect(name, stream).await.map_err(|error| error.to_string())?;
    Ok(Box::new(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_passwords_not_shown() {
        let address = Address::parse("imaps://b%40feedback.example:s%3Acret@imap.example/Bounces?done=Done").unwrap();
        assert_eq!((address.user.as_str(), address.password.as_str(), address.port), ("b@feedback.example", "s:cret", 993));
        assert_eq!((address.to_string().as_str(), address.done.as_deref()), ("imaps://imap.example:993/Bounces", Some("Done")));
        assert_eq!(Address::parse("imap://b:c@127.0.0.1:1143").unwrap().to_string(), "imap://127.0.0.1:1143/INBOX");
        assert_eq!(Address::parse("imap://b:c@[::1]:1143/").unwrap().host, "::1");
        for wrong in [
            "",
            "imap://b:c@imap.example",
            "imaps://imap.example",
            "imaps://b@imap.example",
            "pop3://b:c@x",
            "imaps://b:secret@x:y/",
            "imaps://b:secret%0a@x",
            "imaps://b:secret@x?odd=1",
        ] {
            let said = Address::parse(wrong).unwrap_err().to_string();
            assert!(!said.contains("secret"), "{said}");
        }
    }
}
