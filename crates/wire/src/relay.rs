//! What relays post when a letter came back: each in its own words, believed only when signed with what the keeper was
//! given by the relay. Everything is checked here, without asking anybody.

mod mailgun;
mod postmark;
mod sendgrid;
mod ses;

pub use ses::unsigned as ses_by_mail;

use crate::bounce::Marks;
use domain::bounce::{Kind, Status, reply_code, weigh};
use domain::time::Instant;
use serde_json::Value;

/// How old a signed post may be: relays try again for hours. A post that comes twice counts once anyway.
pub const LATE_SECONDS: i64 = 24 * 60 * 60;

/// How far a relay's clock may be ahead.
const EARLY_SECONDS: i64 = 5 * 60;

/// The most events of one post that are read.
const MOST_EVENTS: usize = 10_000;

/// A relay that posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relay {
    /// Amazon SES, through a topic of SNS.
    Ses,
    /// Mailgun.
    Mailgun,
    /// Postmark.
    Postmark,
    /// SendGrid.
    SendGrid,
}

impl Relay {
    /// Every relay.
    pub const ALL: [Self; 4] = [Self::Ses, Self::Mailgun, Self::Postmark, Self::SendGrid];

    /// The word in addresses, rows and settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ses => "ses",
            Self::Mailgun => "mailgun",
            Self::Postmark => "postmark",
            Self::SendGrid => "sendgrid",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relay| relay.word() == word)
    }
}

/// What a relay's posts are checked with.
#[derive(Clone)]
pub enum Key {
    /// The topic, and the certificate that SNS signs with (DER).
    Ses {
        /// `arn:aws:sns:…`: everybody's topics are signed with the same certificate.
        topic: String,
        /// The certificate.
        certificate: Vec<u8>,
    },
    /// The key for signing webhooks.
    Mailgun(String),
    /// `user:password`, as in the address that Postmark was given.
    Postmark(String),
    /// The public key, DER.
    SendGrid(Vec<u8>),
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.relay().word())
    }
}

impl Key {
    /// Whose it is.
    #[must_use]
    pub fn relay(&self) -> Relay {
        match self {
            Self::Ses { .. } => Relay::Ses,
            Self::Mailgun(_) => Relay::Mailgun,
            Self::Postmark(_) => Relay::Postmark,
            Self::SendGrid(_) => Relay::SendGrid,
        }
    }

    /// Reads one from a setting: `mailgun=KEY`, `postmark=USER:PASSWORD`, `sendgrid=KEY`, `ses=TOPIC@FILE`, where the file
    /// is given as `certificate` by whoever may read files.
    ///
    /// # Errors
    /// What would be right, for a person.
    pub fn parse(relay: Relay, value: &str, certificate: impl FnOnce(&str) -> Result<Vec<u8>, String>) -> Result<Self, String> {
        match relay {
            Relay::Mailgun if !value.is_empty() => Ok(Self::Mailgun(value.to_owned())),
            Relay::Mailgun => Err("mailgun needs its key for signing webhooks: mailgun=KEY".to_owned()),
            Relay::Postmark => match value.split_once(':') {
                Some((user, password)) if !user.is_empty() && password.len() >= 12 => Ok(Self::Postmark(value.to_owned())),
                _ => Err("postmark needs a user and a password of 12 letters or more: postmark=USER:PASSWORD".to_owned()),
            },
            Relay::SendGrid => {
                let key = sendgrid::key(value).ok_or("sendgrid needs the public key that its page shows: sendgrid=MFkw…")?;
                Ok(Self::SendGrid(key))
            }
            Relay::Ses => {
                let (topic, file) = value.split_once('@').filter(|(topic, _)| topic.starts_with("arn:")).ok_or(
                    "ses needs the topic and the file of the certificate that SNS signs with: ses=arn:aws:sns:…@/etc/inkie/sns.pem",
                )?;
                Ok(Self::Ses { topic: topic.to_owned(), certificate: ses::certificate(&certificate(file)?)? })
            }
        }
    }
}

/// A post.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Gives a header by its name in lower case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// The body as it came.
    pub body: &'a [u8],
    /// When it came.
    pub now: Instant,
}

/// One thing that is told of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Whom the letter was for.
    pub recipient: String,
    /// What it means.
    pub kind: Kind,
    /// The status, when it is told.
    pub status: Option<Status>,
    /// The server's words, or the kind of complaint.
    pub reason: String,
    /// What may tell which letter.
    pub marks: Marks,
    /// The relay's own name for it.
    pub id: String,
}

/// What a post says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Letters came back; none for what is of no interest here.
    Events(Vec<Event>),
    /// The relay asks whether it may post: a person opens this address.
    Subscribe(String),
}

/// Why a post is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// It is not signed, or with another key.
    #[error("the signature is not right")]
    Forged,
    /// It is signed, and too old to be more than a copy.
    #[error("it is too old, or from the future")]
    Stale,
    /// It is signed, and not what this relay posts.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

impl From<serde_json::Error> for RelayError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Checks a post and reads it.
///
/// # Errors
/// [`RelayError`].
pub fn hear(key: &Key, post: &Post<'_>) -> Result<Heard, RelayError> {
    let heard = match key {
        Key::Ses { topic, certificate } => ses::hear(topic, certificate, post),
        Key::Mailgun(key) => mailgun::hear(key, post),
        Key::Postmark(login) => postmark::hear(login, post),
        Key::SendGrid(key) => sendgrid::hear(key, post),
    }?;
    Ok(match heard {
        Heard::Events(mut events) => {
            events.truncate(MOST_EVENTS);
            Heard::Events(events)
        }
        subscribe @ Heard::Subscribe(_) => subscribe,
    })
}

/// What must not be used twice, where the signature does not cover the body: with it, whoever saw one post could make
/// others.
#[must_use]
pub fn seal_beside_the_body(key: &Key, body: &[u8]) -> Option<String> {
    let Key::Mailgun(_) = key else { return None };
    let posted: Value = serde_json::from_slice(body).ok()?;
    Some(text(&posted, "/signature/token").to_owned())
}

/// Refuses what was signed too long ago.
fn fresh(signed: Instant, now: Instant) -> Result<(), RelayError> {
    let in_time = signed.plus_seconds(LATE_SECONDS) >= now && signed <= now.plus_seconds(EARLY_SECONDS);
    if in_time { Ok(()) } else { Err(RelayError::Stale) }
}

fn seconds(text: &str) -> Option<Instant> {
    text.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000_000)).map(Instant::from_micros)
}

/// A text within JSON; empty when it is not there.
fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

/// Weighs what a relay tells of a failure: its own verdict may be milder than the server's words, never harder.
fn judged(status: Option<Status>, words: &str, recipient: &str, verdict: Kind) -> (Option<Status>, Kind) {
    let status = Status::heard(status, Status::find(words));
    let reply = reply_code(words);
    if status.is_none() && reply.is_none() && words.trim().is_empty() {
        return (None, verdict);
    }
    let kind = match weigh(status, reply, words, recipient) {
        Kind::Hard if verdict != Kind::Hard => verdict,
        // The relay knows that it is for good where the numbers say nothing.
        Kind::Soft if verdict == Kind::Hard && !status.is_some_and(Status::says_more) => Kind::Hard,
        kind => kind,
    };
    (status, kind)
}

#[cfg(test)]
mod tests;
