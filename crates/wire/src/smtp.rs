//! SMTP, as a sender that must know exactly how far it got (RFC 5321). A message goes in three steps, so that the
//! caller can make its state durable between them: [`Session::offer`] up to the 354, [`Session::body`] without the final
//! dot, [`Session::dot`] with it. Whatever breaks before the dot may be sent again; what breaks at the dot is in doubt.

mod reply;

pub use reply::{Reply, Verdict};

use memchr::memmem;
use std::borrow::Cow;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A server to hand mail to: `smtp://host:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// Port; 25 when not given.
    pub port: u16,
}

/// What went wrong with a server or a connection.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The setting is no address of a server.
    #[error("“{0}” is not a mail server; write smtp://host:port, for instance smtp://127.0.0.1:2525")]
    Address(String),
    /// Nobody answers there.
    #[error("no mail server answers at {server}: {source}")]
    Away {
        /// Host and port.
        server: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The connection broke.
    #[error("the connection to the mail server broke: {0}")]
    Broken(#[from] std::io::Error),
    /// It took too long.
    #[error("the mail server did not answer {phase} within {} s", .limit.as_secs())]
    Silent {
        /// Where in the dialogue.
        phase: &'static str,
        /// How long was waited.
        limit: Duration,
    },
    /// It said something that is not SMTP.
    #[error("the mail server answered {phase} with something that is not SMTP: {line:?}")]
    Gibberish {
        /// Where in the dialogue.
        phase: &'static str,
        /// What it said.
        line: String,
    },
    /// It does not want us at all.
    #[error("the mail server refused {phase}: {reply}")]
    Refused {
        /// Where in the dialogue.
        phase: &'static str,
        /// What it said.
        reply: Reply,
    },
}

/// How long each phase may take. RFC 5321 §4.5.3.2; cutting the last one short is the classic cause of duplicates
/// (RFC 1047).
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Connecting.
    pub connect: Duration,
    /// Banner, EHLO, MAIL, RCPT.
    pub command: Duration,
    /// DATA.
    pub data: Duration,
    /// The reply to the final dot.
    pub dot: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self { connect: Duration::from_secs(30), command: minutes(5), data: minutes(2), dot: minutes(10) }
    }
}

/// The longest reply that is read, in bytes, all lines together.
const MAX_REPLY: u64 = 16 * 1024;

impl Server {
    /// Reads `smtp://host:port`.
    ///
    /// # Errors
    /// [`SmtpError::Address`].
    pub fn parse(url: &str) -> Result<Self, SmtpError> {
        let wrong = || SmtpError::Address(url.to_owned());
        let authority = url.trim().strip_prefix("smtp://").ok_or_else(wrong)?.trim_end_matches('/');
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !host.ends_with(':') => (host, port.parse().map_err(|_| wrong())?),
            _ => (authority, 25),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || host.contains(['/', '@', ' ']) {
            return Err(wrong());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// A connection that has said hello.
#[derive(Debug)]
pub struct Session {
    stream: BufReader<TcpStream>,
    pipelining: bool,
    patience: Patience,
}

impl Session {
    /// Connects and says hello as `name`.
    ///
    /// # Errors
    /// [`SmtpError`]; nothing was sent of any message.
    pub async fn open(server: &Server, name: &str, patience: Patience) -> Result<Self, SmtpError> {
        let away = |source| SmtpError::Away { server: server.to_string(), source };
        let connecting = TcpStream::connect((server.host.as_str(), server.port));
        let stream = match timeout(patience.connect, connecting).await {
            Ok(stream) => stream.map_err(away)?,
            Err(_) => return Err(SmtpError::Silent { phase: "connecting", limit: patience.connect }),
        };
        stream.set_nodelay(true)?;
        let mut session = Self { stream: BufReader::new(stream), pipelining: false, patience };
        session.expect("the connection", patience.command).await?;
        session.write(format!("EHLO {name}\r\n").as_bytes()).await?;
        let hello = session.expect("EHLO", patience.command).await?;
        session.pipelining = hello.lines().any(|line| line.eq_ignore_ascii_case("PIPELINING"));
        Ok(session)
    }

    /// Offers one message to one reader: MAIL, RCPT and DATA, in one packet where the server allows it (RFC 2920).
    /// `Ok(reply)` with [`Verdict::GoOn`] means that the body may follow; any other verdict is final for this attempt
    /// and the session is ready for the next message.
    ///
    /// # Errors
    /// [`SmtpError`] when the connection is of no more use; the message may be sent again over another.
    pub async fn offer(&mut self, from: &str, to: &str) -> Result<Reply, SmtpError> {
        let (mail, rcpt) = (format!("MAIL FROM:<{from}>\r\n"), format!("RCPT TO:<{to}>\r\n"));
        if self.pipelining {
            self.write(format!("{mail}{rcpt}DATA\r\n").as_bytes()).await?;
            let mail = self.read("MAIL", self.patience.command).await?;
            let rcpt = self.read("RCPT", self.patience.command).await?;
            let data = self.read("DATA", self.patience.data).await?;
            let refused = [&mail, &rcpt].into_iter().find(|reply| reply.verdict() != Verdict::Done).cloned();
            return match refused {
                Some(reply) => {
                    if data.verdict() == Verdict::GoOn {
                        // Nobody takes it, yet the server waits for a body: an empty one ends the transaction (RFC 2920 §3.1).
                        self.write(b".\r\n").await?;
                        self.read("the empty body", self.patience.dot).await?;
                    }
                    self.reset().await?;
                    Ok(reply)
                }
                None => self.or_reset(data).await,
            };
        }
        for (phase, line) in [("MAIL", &mail), ("RCPT", &rcpt)] {
            self.write(line.as_bytes()).await?;
            let reply = self.read(phase, self.patience.command).await?;
            if reply.verdict() != Verdict::Done {
                self.reset().await?;
                return Ok(reply);
            }
        }
        self.write(b"DATA\r\n").await?;
        let data = self.read("DATA", self.patience.data).await?;
        self.or_reset(data).await
    }

    async fn or_reset(&mut self, data: Reply) -> Result<Reply, SmtpError> {
        if data.verdict() != Verdict::GoOn {
            self.reset().await?;
        }
        Ok(data)
    }

    async fn reset(&mut self) -> Result<(), SmtpError> {
        self.write(b"RSET\r\n").await?;
        self.read("RSET", self.patience.command).await.map(drop)
    }

    /// Sends the body, all but the final dot. Leading dots are doubled (RFC 5321 §4.5.2).
    ///
    /// # Errors
    /// [`SmtpError`]; without its dot the server keeps nothing, so the message may be sent again.
    pub async fn body(&mut self, message: &[u8]) -> Result<(), SmtpError> {
        self.write(&stuffed(message)).await
    }

    /// Sends the final dot and waits for the word on it.
    ///
    /// # Errors
    /// [`SmtpError`]: whether the server has taken the message is not known.
    pub async fn dot(&mut self) -> Result<Reply, SmtpError> {
        self.write(b".\r\n").await?;
        self.read("the final dot", self.patience.dot).await
    }

    /// Says goodbye; a server that is gone already is as good.
    pub async fn quit(mut self) {
        if self.write(b"QUIT\r\n").await.is_ok() {
            drop(timeout(Duration::from_secs(5), self.read("QUIT", Duration::from_secs(5))).await);
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), SmtpError> {
        let writing = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        let limit = self.patience.data;
        match timeout(limit, writing).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(SmtpError::Silent { phase: "while being written to", limit }),
        }
    }

    async fn expect(&mut self, phase: &'static str, limit: Duration) -> Result<Reply, SmtpError> {
        let reply = self.read(phase, limit).await?;
        if reply.verdict() == Verdict::Done { Ok(reply) } else { Err(SmtpError::Refused { phase, reply }) }
    }

    async fn read(&mut self, phase: &'static str, limit: Duration) -> Result<Reply, SmtpError> {
        match timeout(limit, self.read_lines(phase)).await {
            Ok(reply) => reply,
            Err(_) => Err(SmtpError::Silent { phase, limit }),
        }
    }

    async fn read_lines(&mut self, phase: &'static str) -> Result<Reply, SmtpError> {
        let mut left = (&mut self.stream).take(MAX_REPLY);
        let mut lines = Vec::new();
        loop {
            let mut line = Vec::new();
            if left.read_until(b'\n', &mut line).await? == 0 {
                return Err(SmtpError::Broken(std::io::ErrorKind::UnexpectedEof.into()));
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let gibberish = || SmtpError::Gibberish { phase, line: line.chars().take(200).collect() };
            let (code, last, text) = reply::line(&line).ok_or_else(gibberish)?;
            lines.push(text.to_owned());
            if last {
                return Ok(Reply::new(code, lines));
            }
        }
    }
}

/// The message with leading dots doubled, ended by a line's end, without the final dot.
fn stuffed(message: &[u8]) -> Cow<'_, [u8]> {
    // Most letters have no such line: copying each to find that out would cost as much as writing it.
    if !message.starts_with(b".") && message.ends_with(b"\r\n") && memmem::find(message, b"\n.").is_none() {
        return Cow::Borrowed(message);
    }
    let mut bytes = Vec::with_capacity(message.len() + message.len() / 50 + 2);
    let mut at_line_start = true;
    for byte in message {
        if at_line_start && *byte == b'.' {
            bytes.push(b'.');
        }
        bytes.push(*byte);
        at_line_start = *byte == b'\n';
    }
    if !at_line_start {
        bytes.extend_from_slice(b"\r\n");
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests;
