//! The paper's signatures: its keys, which are among its secrets, and what stands in DNS of them.

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::email::Email;
use domain::paper::{Paper, check_selector};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::time::Instant;
use store::{Conn, secrets};
use wire::dkim::{DkimError, Key, Signer};

/// A record to put into DNS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl From<DkimError> for VerbError {
    fn from(error: DkimError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

fn secret(selector: &str) -> String {
    format!("dkim.{selector}")
}

/// Keeps `key` as the paper's under a selector, unless it has one there; gives the record of the key that holds, and
/// whether it is new. Nothing is signed with it before the paper's setting names it.
///
/// # Errors
/// [`VerbError::Refused`] without a sender's address, or for a selector that is no word for DNS.
pub async fn make_key(newsroom: &Newsroom, act: &Act, selector: &str, key: &Key) -> Verb<(Record, bool)> {
    act.allow(Right::Configure)?;
    check_selector(selector)?;
    let from = sender(&crate::paper::get(newsroom).await?)?;
    let tx = newsroom.begin(act.now).await?;
    let held = Key::from_pkcs8(secrets::put_if_absent(&tx, &secret(selector), key.to_pkcs8()).await?);
    let new = held == *key;
    if new {
        store::audit::append(&tx, act, "make a key for mail", selector).await?;
    }
    newsroom.commit(tx).await?;
    Ok((record_of(&from, selector, &held)?, new))
}

fn sender(paper: &Paper) -> Result<Email, Refusal> {
    paper.email.clone().ok_or_else(|| Refusal::field("email", "set the sender’s address first; its domain is signed for"))
}

fn record_of(from: &Email, selector: &str, key: &Key) -> Verb<Record> {
    Ok(Record { name: format!("{selector}._domainkey.{}", from.domain()), text: key.record()? })
}

/// The record that must stand in DNS for what is signed now; none when nothing is.
///
/// # Errors
/// [`VerbError::Store`], [`VerbError::Unreadable`] for a key that is none.
pub async fn record(newsroom: &Newsroom, paper: &Paper) -> Verb<Option<Record>> {
    if paper.dkim_selector.is_empty() {
        return Ok(None);
    }
    let key = key(&newsroom.store().read().await?, &paper.dkim_selector).await?;
    record_of(&sender(paper)?, &paper.dkim_selector, &key).map(Some)
}

/// Checks that there is a key of a selector.
///
/// # Errors
/// [`VerbError::Refused`] that says how to make one.
pub(crate) async fn key(conn: &Conn, selector: &str) -> Verb<Key> {
    let missing =
        || Refusal::field("dkim selector", format!("there is no key “{selector}” here; make it with `inkie mail key {selector}`"));
    let bytes = secrets::get(conn, &secret(selector)).await?.ok_or_else(missing)?;
    Ok(Key::from_pkcs8(bytes))
}

/// What signs mails of this sender under a selector; nothing when that is empty. Mail that should be signed and cannot be
/// is not sent: receivers would refuse it for good.
///
/// # Errors
/// [`VerbError::Refused`] when the key is not here.
pub(crate) async fn signer(conn: &Conn, from: &Email, selector: &str) -> Verb<Option<Signer>> {
    if selector.is_empty() {
        return Ok(None);
    }
    let key = key(conn, selector).await?;
    Ok(Some(Signer::new(from.domain(), selector, &key)?))
}

/// A mail with the signature of the paper's key, if it has one.
///
/// # Errors
/// As [`signer`].
pub(crate) async fn signed(newsroom: &Newsroom, paper: &Paper, from: &Email, mail: Vec<u8>, now: Instant) -> Verb<Vec<u8>> {
    match signer(&newsroom.store().read().await?, from, &paper.dkim_selector).await? {
        Some(signer) => Ok(signer.signed(mail, now)?),
        None => Ok(mail),
    }
}
