//! One conversation, as its server.

use super::{Kept, Limits, Room};
use std::io;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, ReadHalf, WriteHalf};

/// How a conversation goes on.
enum Next {
    Go,
    End,
}

struct Session<'a, S> {
    input: BufReader<ReadHalf<S>>,
    output: WriteHalf<S>,
    host: &'a str,
    room: &'a dyn Room,
    limits: &'a Limits,
    greeted: bool,
    /// Whether `MAIL FROM` was given; what it says does not matter here.
    begun: bool,
    recipients: Vec<String>,
    faults: usize,
}

/// Why a line was not read.
enum Unread {
    /// Longer than it may be; the rest of it stands in the input.
    TooLong,
    /// Not ended by a carriage return and a line feed: what stands before the line feed.
    BareLineFeed(Vec<u8>),
    /// The other side is gone.
    Gone,
}

/// Talks with a guest until one of both ends it. Errors of the connection end it too: there is nobody to tell.
pub(super) async fn run<S: AsyncRead + AsyncWrite + Unpin + Send>(stream: S, host: &str, room: &dyn Room, limits: &Limits) {
    let (input, output) = tokio::io::split(stream);
    let mut session = Session {
        input: BufReader::new(input),
        output,
        host,
        room,
        limits,
        greeted: false,
        begun: false,
        recipients: Vec::new(),
        faults: 0,
    };
    drop(session.talk().await);
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Session<'_, S> {
    async fn talk(&mut self) -> io::Result<()> {
        self.say(&format!("220 {} takes bounces", self.host)).await?;
        for _ in 0..self.limits.commands {
            let line = match self.line(self.limits.line).await? {
                Ok(line) => line,
                Err(Unread::Gone) => return Ok(()),
                Err(Unread::TooLong) => return self.say("500 5.5.6 that line is too long; bye").await,
                Err(Unread::BareLineFeed(_)) => return self.say("500 5.5.2 lines end with CR and LF; bye").await,
            };
            if let Next::End = self.command(&String::from_utf8_lossy(&line)).await? {
                return Ok(());
            }
            if self.faults > self.limits.faults {
                return self.say("421 4.7.0 too many faults; bye").await;
            }
        }
        self.say("421 4.7.0 that is enough for one conversation; bye").await
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        let bytes = format!("{reply}\r\n");
        match tokio::time::timeout(self.limits.pause, self.output.write_all(bytes.as_bytes())).await {
            Ok(written) => written,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    async fn fault(&mut self, reply: &str) -> io::Result<Next> {
        self.faults += 1;
        self.say(reply).await?;
        Ok(Next::Go)
    }

    /// Reads up to the end of a line, which is not given. What is longer is not held in memory.
    async fn line(&mut self, most: usize) -> io::Result<Result<Vec<u8>, Unread>> {
        let mut line = Vec::new();
        loop {
            let held = match tokio::time::timeout(self.limits.pause, self.input.fill_buf()).await {
                Ok(held) => held?,
                Err(_) => return Err(io::ErrorKind::TimedOut.into()),
            };
            if held.is_empty() {
                return Ok(Err(Unread::Gone));
            }
            let end = held.iter().position(|byte| *byte == b'\n');
            let piece = held.get(..end.map_or(held.len(), |end| end + 1)).unwrap_or(held);
            line.extend_from_slice(piece);
            let used = piece.len();
            self.input.consume(used);
            if line.len() > most + 2 {
                return Ok(Err(Unread::TooLong));
            }
            if end.is_some() {
                line.pop();
                return Ok(if line.pop_if(|byte| *byte == b'\r').is_some() { Ok(line) } else { Err(Unread::BareLineFeed(line)) });
            }
        }
    }

    async fn command(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.reset();
                self.greeted = true;
                let size = self.limits.mail;
                self.say(&format!("250-{}\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {size}", self.host))
                    .await?;
            }
            "HELO" => {
                self.reset();
                self.greeted = true;
                self.say(&format!("250 {}", self.host)).await?;
            }
            "MAIL" => return self.mail(rest).await,
            "RCPT" => return self.rcpt(rest).await,
            "DATA" => return self.data().await,
            "RSET" => {
                self.reset();
                self.say("250 2.0.0 forgotten").await?;
            }
            "NOOP" => self.say("250 2.0.0 still here").await?,
            "VRFY" => self.say("252 2.1.5 send it and see").await?,
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                return Ok(Next::End);
            }
            _ => return self.fault("502 5.5.1 that is not done here").await,
        }
        Ok(Next::Go)
    }

    fn reset(&mut self) {
        self.begun = false;
        self.recipients.clear();
    }

    async fn mail(&mut self, rest: &str) -> io::Result<Next> {
        if !self.greeted {
            return self.fault("503 5.5.1 say EHLO first").await;
        }
        if self.begun {
            return self.fault("503 5.5.1 one mail at a time").await;
        }
        let Some((_, options)) = path(rest, "FROM:") else { return self.fault("501 5.5.4 say MAIL FROM:<>").await };
        let too_big = options
            .split(' ')
            .filter_map(|option| option.split_once('='))
            .filter(|(name, _)| name.eq_ignore_ascii_case("SIZE"))
            .any(|(_, size)| size.parse::<usize>().is_ok_and(|size| size > self.limits.mail));
        if too_big {
            return self.fault("552 5.3.4 that is too big for a bounce").await;
        }
        self.begun = true;
        self.say("250 2.1.0 go on").await?;
        Ok(Next::Go)
    }

    async fn rcpt(&mut self, rest: &str) -> io::Result<Next> {
        if !self.begun {
            return self.fault("503 5.5.1 say MAIL FROM first").await;
        }
        let Some((address, _)) = path(rest, "TO:") else { return self.fault("501 5.5.4 say RCPT TO:<…>").await };
        if self.recipients.len() >= self.limits.recipients {
            return self.fault("452 4.5.3 too many recipients").await;
        }
        if !self.room.has(address) {
            return self.fault("550 5.1.1 there is no such mailbox here").await;
        }
        self.recipients.push(address.to_owned());
        self.say("250 2.1.5 go on").await?;
        Ok(Next::Go)
    }

    async fn data(&mut self) -> io::Result<Next> {
        if self.recipients.is_empty() {
            return self.fault("503 5.5.1 for whom? say RCPT TO first").await;
        }
        self.say("354 end with a dot on a line of its own").await?;
        let Some(mail) = self.body().await? else {
            self.say("552 5.3.4 that is too big for a bounce; bye").await?;
            return Ok(Next::End);
        };
        let recipients = std::mem::take(&mut self.recipients);
        self.reset();
        match self.room.keep(recipients, mail).await {
            Kept::Yes => self.say("250 2.0.0 taken").await?,
            Kept::NotNow => self.say("451 4.3.0 not now, try again later").await?,
        }
        Ok(Next::Go)
    }

    /// The mail up to its dot; none when it is too big. Only a dot between two whole line ends ends it: a bare line feed is
    /// part of the mail (CERT VU#302671).
    async fn body(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut mail: Vec<u8> = Vec::new();
        let mut at_start = true;
        loop {
            let (piece, whole) = match self.line(self.limits.mail.saturating_sub(mail.len())).await? {
                Ok(line) => (line, true),
                Err(Unread::BareLineFeed(line)) => (line, false),
                Err(Unread::TooLong) => return Ok(None),
                Err(Unread::Gone) => return Err(io::ErrorKind::UnexpectedEof.into()),
            };
            if at_start && whole && piece == b"." {
                return Ok(Some(mail));
            }
            let stuffed = at_start && piece.first() == Some(&b'.');
            mail.extend_from_slice(piece.get(usize::from(stuffed)..).unwrap_or_default());
            mail.extend_from_slice(if whole { b"\r\n" } else { b"\n" });
            at_start = whole;
        }
    }
}

/// The address in `TO:<…>` and what follows it.
fn path<'a>(rest: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let begins = rest.get(..name.len())?;
    let rest = rest.get(name.len()..)?.trim_start();
    let (address, options) = rest.strip_prefix('<')?.split_once('>')?;
    let plain = address.len() <= 320 && !address.contains(|c: char| c.is_control() || c.is_whitespace() || c == '<');
    (begins.eq_ignore_ascii_case(name) && plain).then_some((address, options.trim()))
}
