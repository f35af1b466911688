//! What relays post.

use super::{Taken, Told, take};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::email::Email;
use domain::time::Instant;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use wire::relay::{self, Event, Heard, Key, LATE_SECONDS, Post, Relay, RelayError};

/// The most seals that are remembered.
const MOST_SEALS: usize = 100_000;

/// The relays that may post, and what their posts are checked with.
#[derive(Debug, Clone, Default)]
pub struct Relays(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    keys: Vec<Key>,
    /// Seals that do not cover the body, by when they were used: each is good for one post.
    used: Mutex<HashMap<String, Instant>>,
}

/// What became of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It is believed; so many of its events were about readers of ours.
    Taken(usize),
    /// The relay asks whether it may post: a person opens this address.
    Asks(String),
    /// No such relay may post here.
    NoRelay,
    /// It is not signed as it must be, or too late.
    Refused(String),
    /// It is signed, and cannot be read.
    Unreadable(String),
}

impl Relays {
    /// Reads a setting: `mailgun=KEY,postmark=USER:PASSWORD,sendgrid=KEY,ses=TOPIC@FILE`. `read` reads the file.
    ///
    /// # Errors
    /// What would be right, for a person. No key stands in it.
    pub fn parse(setting: &str, read: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Self, String> {
        let mut keys: Vec<Key> = Vec::new();
        for one in setting.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            let (word, value) = one.split_once('=').ok_or("each relay is written as NAME=KEY, separated by commas")?;
            let known = || Relay::ALL.map(Relay::word).join(", ");
            let relay =
                Relay::from_word(word.trim()).ok_or_else(|| format!("there is no relay “{}”; there is {}", word.trim(), known()))?;
            if keys.iter().any(|key| key.relay() == relay) {
                return Err(format!("{} stands there twice", relay.word()));
            }
            keys.push(Key::parse(relay, value.trim(), &read)?);
        }
        Ok(Self(Arc::new(Known { keys, used: Mutex::default() })))
    }

    fn is_used(&self, seal: &str) -> bool {
        self.0.used.lock().unwrap_or_else(PoisonError::into_inner).contains_key(seal)
    }

    fn use_up(&self, seal: String, now: Instant) {
        let mut used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= MOST_SEALS {
            used.retain(|_, at| at.plus_seconds(LATE_SECONDS) > now);
        }
        if used.len() < MOST_SEALS {
            used.insert(seal, now);
        }
    }
}

/// The headers of a post by their names in lower case.
pub type Headers = HashMap<String, String>;

/// What a post that is believed brought.
struct Believed {
    relay: Relay,
    events: Vec<Event>,
    seal: Option<String>,
}

fn hear(relays: &Relays, relay: &str, headers: &Headers, body: &[u8], now: Instant) -> Result<Believed, Posted> {
    let relay = Relay::from_word(relay).ok_or(Posted::NoRelay)?;
    let key = relays.0.keys.iter().find(|key| key.relay() == relay).ok_or(Posted::NoRelay)?;
    match relay::hear(key, &Post { header: &|name| headers.get(name).cloned(), body, now }) {
        Ok(Heard::Events(events)) => Ok(Believed { relay, events, seal: relay::seal_beside_the_body(key, body) }),
        Ok(Heard::Subscribe(url)) => Err(Posted::Asks(url)),
        Err(RelayError::Unreadable(why)) => Err(Posted::Unreadable(why)),
        Err(error) => Err(Posted::Refused(error.to_string())),
    }
}

/// Takes a post to `relay`. Needs no role: what it may do is what its signature lets it.
///
/// # Errors
/// [`crate::VerbError::Store`]; what was taken is not taken twice when the relay posts it again.
pub async fn post(newsroom: &Newsroom, act: &Act, relays: &Relays, relay: &str, headers: &Headers, body: &[u8]) -> Verb<Posted> {
    let Believed { relay, events, seal } = match hear(relays, relay, headers, body, act.now) {
        Ok(believed) => believed,
        Err(posted) => return Ok(posted),
    };
    if seal.as_ref().is_some_and(|seal| relays.is_used(seal)) {
        return Ok(Posted::Taken(0));
    }
    let ours = take_events(newsroom, act, relay, events).await?;
    if let Some(seal) = seal {
        relays.use_up(seal, act.now);
    }
    Ok(Posted::Taken(ours))
}

async fn take_events(newsroom: &Newsroom, act: &Act, relay: Relay, events: Vec<Event>) -> Verb<usize> {
    let mut ours = 0;
    for event in events {
        let told = Told {
            marks: event.marks,
            // The signature vouches for the address.
            vouched: Email::parse(&event.recipient).ok(),
            kind: event.kind,
            status: event.status,
            reason: event.reason,
            via: relay.word(),
            report: event.id,
        };
        if take(newsroom, act, &told).await? != Taken::NotOurs {
            ours += 1;
        }
    }
    Ok(ours)
}
