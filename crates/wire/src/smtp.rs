//! SMTP, as a sender that must know exactly how far it got (RFC 5321). A message goes in three steps, so that the
//! caller can make its state durable between them: [`Session::offer`] up to the 354, [`Session::body`] without the final
//! dot, [`Session::dot`] with it. Whatever breaks before the dot may be sent again; what breaks at the dot is in doubt.

mod error;
mod hello;
mod reply;
pub(crate) mod tls;

pub use error::SmtpError;
pub use hello::{Envelope, Offers};
pub use reply::{Reply, Verdict};
pub use tls::certificates;

use domain::mail_way::{Security, Server};
use memchr::memmem;
use std::borrow::Cow;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

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

/// A connection that has said hello, in TLS and logged in where its server's setting asks for it.
pub struct Session {
    stream: BufReader<Box<dyn Line>>,
    offers: Offers,
    encrypted: bool,
    patience: Patience,
}

/// What bytes go over: TCP, or TLS on it.
trait Line: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Line for T {}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("offers", &self.offers).field("encrypted", &self.encrypted).finish_non_exhaustive()
    }
}

impl Session {
    /// Connects and says hello as `name`; sets up TLS and logs in as the server's setting says.
    ///
    /// # Errors
    /// [`SmtpError`]; nothing was sent of any message.
    pub async fn open(server: &Server, name: &str, patience: Patience) -> Result<Self, SmtpError> {
        let opened = Self::open_as(server, server.security, name, patience).await;
        match opened {
            // A stranger's server with broken TLS gets its mail as it would have got it ten years ago.
            Err(SmtpError::Untrusted { .. }) if server.security == Security::Try => {
                Self::open_as(server, Security::Off, name, patience).await
            }
            opened => opened,
        }
    }

    async fn open_as(server: &Server, security: Security, name: &str, patience: Patience) -> Result<Self, SmtpError> {
        let stream = connect(server, patience).await?;
        let mut session = if security == Security::Implicit {
            Self::over(in_time(tls::shake_hands(stream, server), patience).await?, true, patience)
        } else {
            let mut stream = BufReader::new(stream);
            expect(&mut stream, "the connection", patience.command).await?;
            let offers = hello(&mut stream, name, patience).await?;
            match (security, offers.starttls) {
                (Security::StartTls, false) => return Err(SmtpError::NoTls { server: server.to_string() }),
                (Security::StartTls | Security::Try, true) => {
                    write(&mut stream, b"STARTTLS\r\n", patience.command).await?;
                    expect(&mut stream, "STARTTLS", patience.command).await?;
                    if !stream.buffer().is_empty() {
                        // What was said in clear after STARTTLS is somebody else's (RFC 3207 §4.2).
                        let why = "somebody spoke between STARTTLS and TLS".to_owned();
                        return Err(SmtpError::Untrusted { server: server.to_string(), why });
                    }
                    Self::over(in_time(tls::shake_hands(stream.into_inner(), server), patience).await?, true, patience)
                }
                _ => {
                    let mut session = Self::over(stream.into_inner(), false, patience);
                    session.offers = offers;
                    session
                }
            }
        };
        if session.encrypted {
            if security == Security::Implicit {
                expect(&mut session.stream, "the connection", patience.command).await?;
            }
            session.offers = hello(&mut session.stream, name, patience).await?;
        }
        if let Some(login) = &server.login {
            session.log_in(server, login).await?;
        }
        Ok(session)
    }

    fn over(stream: impl Line + 'static, encrypted: bool, patience: Patience) -> Self {
        Self { stream: BufReader::new(Box::new(stream)), offers: Offers::default(), encrypted, patience }
    }

    /// What the server offers.
    #[must_use]
    pub fn offers(&self) -> &Offers {
        &self.offers
    }

    /// Whether nobody between can read along.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Offers one message to one reader: MAIL, RCPT and DATA, in one packet where the server allows it (RFC 2920).
    /// `Ok(reply)` with [`Verdict::GoOn`] means that the body may follow; any other verdict is final for this attempt
    /// and the session is ready for the next message.
    ///
    /// # Errors
    /// [`SmtpError`] when the connection is of no more use; the message may be sent again over another.
    pub async fn offer(&mut self, envelope: &Envelope<'_>) -> Result<Reply, SmtpError> {
        let (mail, rcpt) = match envelope.commands(&self.offers) {
            Ok(commands) => commands,
            Err(refused) => return Ok(refused),
        };
        if self.offers.pipelining {
            self.write(format!("{mail}{rcpt}DATA\r\n").as_bytes()).await?;
            let mail = self.read("MAIL", self.patience.command).await?;
            if mail.closes() {
                return Ok(mail);
            }
            let rcpt = self.read("RCPT", self.patience.command).await?;
            if rcpt.closes() {
                return Ok(rcpt);
            }
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
                return self.or_reset(reply).await;
            }
        }
        self.write(b"DATA\r\n").await?;
        let data = self.read("DATA", self.patience.data).await?;
        self.or_reset(data).await
    }

    /// Makes the session ready for the next message, unless the body may follow or the server is about to close.
    async fn or_reset(&mut self, reply: Reply) -> Result<Reply, SmtpError> {
        if reply.verdict() != Verdict::GoOn && !reply.closes() {
            self.reset().await?;
        }
        Ok(reply)
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
        write(&mut self.stream, bytes, self.patience.data).await
    }

    async fn read(&mut self, phase: &'static str, limit: Duration) -> Result<Reply, SmtpError> {
        read(&mut self.stream, phase, limit).await
    }
}

async fn connect(server: &Server, patience: Patience) -> Result<TcpStream, SmtpError> {
    let away = |source| SmtpError::Away { server: server.to_string(), source };
    let connecting = async {
        match server.at {
            Some(address) => TcpStream::connect((address, server.port)).await,
            None => TcpStream::connect((server.host.as_str(), server.port)).await,
        }
    };
    let stream = match timeout(patience.connect, connecting).await {
        Ok(stream) => stream.map_err(away)?,
        Err(_) => return Err(SmtpError::Silent { phase: "connecting", limit: patience.connect }),
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn in_time<T>(handshake: impl Future<Output = Result<T, SmtpError>>, patience: Patience) -> Result<T, SmtpError> {
    let limit = patience.connect;
    timeout(limit, handshake).await.unwrap_or(Err(SmtpError::Silent { phase: "the start of TLS", limit }))
}

async fn hello<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, name: &str, patience: Patience) -> Result<Offers, SmtpError> {
    write(stream, format!("EHLO {name}\r\n").as_bytes(), patience.command).await?;
    Ok(Offers::of(&expect(stream, "EHLO", patience.command).await?))
}

async fn write<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, bytes: &[u8], limit: Duration) -> Result<(), SmtpError> {
    let writing = async {
        stream.write_all(bytes).await?;
        stream.flush().await
    };
    match timeout(limit, writing).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(SmtpError::Silent { phase: "while being written to", limit }),
    }
}

async fn expect<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    phase: &'static str,
    limit: Duration,
) -> Result<Reply, SmtpError> {
    let reply = read(stream, phase, limit).await?;
    if reply.verdict() == Verdict::Done { Ok(reply) } else { Err(SmtpError::Refused { phase, reply }) }
}

async fn read<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    phase: &'static str,
    limit: Duration,
) -> Result<Reply, SmtpError> {
    match timeout(limit, read_lines(stream, phase)).await {
        Ok(reply) => reply,
        Err(_) => Err(SmtpError::Silent { phase, limit }),
    }
}

async fn read_lines<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, phase: &'static str) -> Result<Reply, SmtpError> {
    let mut left = stream.take(MAX_REPLY);
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
