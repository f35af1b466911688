//! What a server says that it can do, and who we are to it.

use super::Session;
use super::error::SmtpError;
use super::reply::{Reply, Verdict};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::mail_way::{Login, Server};

/// What a server offers in its answer to EHLO.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// Commands may follow each other without waiting (RFC 2920).
    pub pipelining: bool,
    /// It can go on in TLS (RFC 3207).
    pub starttls: bool,
    /// It takes bytes over 127 (RFC 6152).
    pub eight_bit: bool,
    /// It takes addresses that are not ASCII (RFC 6531).
    pub smtputf8: bool,
    /// It reports as it is asked to (RFC 3461).
    pub dsn: bool,
    /// It wants to know a message's size before (RFC 1870).
    pub size: bool,
    /// The largest message it takes, in bytes; none: it sets no limit.
    pub most: Option<u64>,
    /// Ways to log in, upper case.
    pub logins: Vec<String>,
}

impl Offers {
    pub(super) fn of(hello: &Reply) -> Self {
        let mut offers = Self::default();
        for line in hello.lines() {
            let mut words = line.split_ascii_whitespace().map(str::to_ascii_uppercase);
            match words.next().as_deref() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SMTPUTF8") => offers.smtputf8 = true,
                Some("DSN") => offers.dsn = true,
                Some("SIZE") => {
                    offers.size = true;
                    offers.most = words.next().and_then(|most| most.parse().ok()).filter(|most| *most > 0);
                }
                Some("AUTH") => offers.logins.extend(words),
                _ => {}
            }
        }
        offers
    }
}

/// Whom a message is from and to, and what is asked of the server beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// Where reports go.
    pub from: &'a str,
    /// The one reader.
    pub to: &'a str,
    /// What reports name the message by (RFC 3461 §4.4): printable ASCII; empty: nothing.
    pub id: &'a str,
    /// The message's size in bytes; 0: not said.
    pub size: usize,
}

impl Envelope<'_> {
    /// MAIL and RCPT as this server understands them.
    ///
    /// # Errors
    /// The refusal that the server would answer, when it is certain before asking: nothing was sent.
    pub(super) fn commands(&self, offers: &Offers) -> Result<(String, String), Reply> {
        let utf8 = !self.from.is_ascii() || !self.to.is_ascii();
        if utf8 && !offers.smtputf8 {
            return Err(Reply::ours(553, "5.6.7 the mail server takes no addresses but in ASCII (it offers no SMTPUTF8)"));
        }
        if let Some(most) = offers.most.filter(|most| u64::try_from(self.size).is_ok_and(|size| size > *most)) {
            return Err(Reply::ours(552, &format!("5.3.4 the letter has {} bytes, the mail server takes {most} at most", self.size)));
        }
        let mut mail = format!("MAIL FROM:<{}>", self.from);
        let mut rcpt = format!("RCPT TO:<{}>", self.to);
        if offers.size && self.size > 0 {
            mail.push_str(&format!(" SIZE={}", self.size));
        }
        if utf8 {
            mail.push_str(" SMTPUTF8");
        }
        if offers.dsn && !self.id.is_empty() {
            mail.push_str(&format!(" RET=HDRS ENVID={}", xtext(self.id)));
            if self.to.is_ascii() {
                rcpt.push_str(&format!(" ORCPT=rfc822;{}", xtext(self.to)));
            }
        }
        mail.push_str("\r\n");
        rcpt.push_str("\r\n");
        Ok((mail, rcpt))
    }
}

/// RFC 3461 §4: everything but printable ASCII, `+` and `=` as it is.
fn xtext(text: &str) -> String {
    let plain = |byte: u8| (b'!'..=b'~').contains(&byte) && byte != b'+' && byte != b'=';
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("+{byte:02X}") }).collect()
}

impl Session {
    /// Logs in with AUTH PLAIN, or LOGIN where that is all there is (RFC 4954).
    pub(super) async fn log_in(&mut self, server: &Server, login: &Login) -> Result<(), SmtpError> {
        let refused = |why: String| SmtpError::Login { server: server.to_string(), user: login.user.clone(), why };
        let offered = |name: &str| self.offers.logins.iter().any(|way| way == name);
        let reply = if offered("PLAIN") {
            let response = STANDARD.encode(format!("\0{}\0{}", login.user, login.password));
            self.answer(&format!("AUTH PLAIN {response}")).await?
        } else if offered("LOGIN") {
            let mut reply = self.answer("AUTH LOGIN").await?;
            for word in [&login.user, &login.password] {
                if reply.verdict() == Verdict::GoOn {
                    reply = self.answer(&STANDARD.encode(word)).await?;
                }
            }
            reply
        } else if self.offers.logins.is_empty() {
            return Err(refused("it takes no logins here; is it the port for submission (587 or 465)?".to_owned()));
        } else {
            return Err(refused(format!("it wants {}, and Inkie knows PLAIN and LOGIN", self.offers.logins.join(", "))));
        };
        if reply.verdict() == Verdict::Done { Ok(()) } else { Err(refused(reply.to_string())) }
    }

    async fn answer(&mut self, line: &str) -> Result<Reply, SmtpError> {
        self.write(format!("{line}\r\n").as_bytes()).await?;
        self.read("the login", self.patience.command).await
    }
}
