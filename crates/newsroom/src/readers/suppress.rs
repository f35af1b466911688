//! The suppression list: addresses that are never mailed again.

use crate::token::Secret;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::email::Email;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use store::suppressions::Suppression;
use store::{Conn, Tx, readers, suppressions};

/// The keyed hash of an address, under the salt of this paper's list. The salt moves with the list when the paper moves.
pub(crate) fn hash(salt: &str, email_key: &str) -> String {
    let mut key = [0_u8; 32];
    for (place, byte) in key.iter_mut().zip(salt.bytes()) {
        *place = byte;
    }
    Secret::new(key).hash("suppression", &[email_key.as_bytes()])
}

/// The salt of the list, made when there is none.
pub(super) async fn salt(newsroom: &Newsroom, tx: &Tx, act: &Act) -> Verb<String> {
    let fresh = newsroom.secret().hash("suppression salt", &[&act.trace.to_be_bytes(), &act.now.micros().to_be_bytes()]);
    Ok(suppressions::salt_or(tx, &fresh).await?)
}

/// Whether an address is on the list.
pub(crate) async fn is_suppressed(conn: &Conn, email: &Email) -> Verb<bool> {
    // Looked up in any case, so that a known address takes as long as an unknown one.
    let salt = suppressions::salt(conn).await?.unwrap_or_default();
    Ok(suppressions::by_hash(conn, &hash(&salt, &email.key())).await?.is_some())
}

/// Puts an address on the list within a write, and whoever reads under it. `false`: it stood there already.
pub(crate) async fn put(newsroom: &Newsroom, tx: &Tx, act: &Act, email: &Email, reason: &str, keep_address: bool) -> Verb<bool> {
    let salt = salt(newsroom, tx, act).await?;
    let key = email.key();
    let new = suppressions::put(tx, &hash(&salt, &key), keep_address.then_some(key.as_str()), reason, &act.who).await?;
    if let Some(reader) = readers::by_email_key(tx, &key).await? {
        readers::save(tx, &reader.suppress(act.now, reason)).await?;
    }
    Ok(new)
}

/// What a suppression came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suppressed {
    /// The address is on the list now.
    New,
    /// It was already.
    Already,
}

/// Puts an address on the list, for a reason. Whoever reads under it is mailed no more, letters that have not begun
/// included.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role or without a reason.
pub async fn suppress(newsroom: &Newsroom, act: &Act, email: &Email, reason: &str) -> Verb<Suppressed> {
    act.allow(Right::ManageReaders)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 || reason.contains(char::is_control) {
        return Err(Refusal::field("reason", "say in one line why this address must not be mailed again").into());
    }
    let tx = newsroom.begin(act.now).await?;
    let new = put(newsroom, &tx, act, email, reason, true).await?;
    store::audit::append(&tx, act, "suppress an address", reason).await?;
    newsroom.commit(tx).await?;
    Ok(if new { Suppressed::New } else { Suppressed::Already })
}

/// Takes an entry off the list. Whoever read under the address counts as having left: a fresh confirmation of theirs
/// brings them back, nothing else.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`].
pub async fn lift(newsroom: &Newsroom, act: &Act, email: Option<&Email>, id: Option<i64>) -> Verb<()> {
    act.allow(Right::ManageReaders)?;
    let absent = || VerbError::Absent("this address is not on the suppression list".to_owned());
    let tx = newsroom.begin(act.now).await?;
    let entry = match (email, id) {
        (Some(email), _) => {
            let salt = suppressions::salt(&tx).await?.ok_or_else(absent)?;
            suppressions::by_hash(&tx, &hash(&salt, &email.key())).await?
        }
        (None, Some(id)) => suppressions::by_id(&tx, id).await?,
        (None, None) => None,
    };
    let key = email.map(Email::key).or_else(|| entry.as_ref().and_then(|entry| entry.email.clone()));
    let reader = match &key {
        Some(key) => readers::by_email_key(&tx, key).await?,
        None => None,
    };
    let was = reader.as_ref().is_some_and(|reader| reader.standing == domain::reader::Standing::Suppressed);
    if entry.is_none() && !was {
        return Err(absent());
    }
    if let Some(entry) = entry {
        suppressions::lift(&tx, &entry.hash).await?;
    }
    if let Some(reader) = reader {
        readers::save(&tx, &reader.lift(act.now)).await?;
    }
    store::audit::append(&tx, act, "lift a suppression", "one address may be mailed again, when it asks").await?;
    newsroom.commit(tx).await
}

/// The list before an entry, the newest first.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role.
pub async fn suppressions(newsroom: &Newsroom, act: &Act, before: Option<i64>, limit: usize) -> Verb<Vec<Suppression>> {
    act.allow(Right::SeeReaders)?;
    Ok(suppressions::list(&newsroom.store().read().await?, before, limit.clamp(1, super::MOST + 1)).await?)
}
