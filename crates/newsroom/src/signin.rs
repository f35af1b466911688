//! Who is at the door: sessions of the desk, personal tokens of the API, and the ways in.
//!
//! What opens a door is drawn from the act's chance and given out once; the store keeps a keyed hash of it. An address
//! that nobody here has is answered as any other, by the same statements and the same work.

mod passwords;
mod ways;

pub use ways::{Look, Opened, Typed, anybody_in, ask_for_link, enter, enter_with_password, first_link, found, link_for, look, sign_out};

pub(crate) use passwords::{Hashing, hash as hash_password};
pub(crate) use ways::{account_key, code_hash, count_try, prove, put_link};

use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::id::SessionId;
use domain::role::Scopes;
use domain::staff::{SESSION_SECONDS, Staff};
use domain::time::Instant;
use std::time::Duration;
use store::staff::{sessions, tokens};

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub staff: Staff,
}

/// What a personal token begins with, so that whoever finds one in a file knows what it is.
pub const TOKEN_PREFIX: &str = "inkie_";

/// How often a use of a session or token is noted, in seconds: a list of devices needs no more.
const NOTE_SECONDS: i64 = 10 * 60;

/// How long noting a use may hold up a page.
const NOTE_PATIENCE: Duration = Duration::from_millis(500);

/// A key for one purpose, drawn from the act's chance.
pub(crate) fn mint(newsroom: &Newsroom, act: &Act, label: &str) -> String {
    newsroom.secret().hash(label, &[&act.trace.to_be_bytes()])
}

/// What the store knows a session's token by.
pub(crate) fn session_hash(newsroom: &Newsroom, token: &str) -> String {
    newsroom.secret().hash("session", &[token.as_bytes()])
}

/// What the store knows a personal token by.
pub(crate) fn token_hash(newsroom: &Newsroom, token: &str) -> String {
    newsroom.secret().hash("personal token", &[token.as_bytes()])
}

/// Since when a session must have been seen to be open.
pub(crate) fn seen_after(now: Instant) -> Instant {
    now.plus_seconds(-SESSION_SECONDS)
}

/// Whose session a cookie names. Its 30 days begin anew with every use.
///
/// # Errors
/// [`VerbError::Store`](crate::VerbError::Store).
pub async fn session(newsroom: &Newsroom, token: &str, now: Instant) -> Verb<Option<SignedIn>> {
    let conn = newsroom.store().read().await?;
    let Some(session) = sessions::by_hash(&conn, &session_hash(newsroom, token), seen_after(now)).await? else { return Ok(None) };
    let staff = store::staff::by_id(&conn, session.staff).await?.filter(Staff::may_sign_in);
    drop(conn);
    if staff.is_some() && now >= session.seen.plus_seconds(NOTE_SECONDS) {
        note(async {
            let tx = newsroom.begin(now).await?;
            sessions::seen(&tx, session.id).await?;
            newsroom.commit(tx).await
        })
        .await;
    }
    Ok(staff.map(|staff| SignedIn { session: session.id, staff }))
}

/// Whose personal token this is, and what it may be used for.
///
/// # Errors
/// [`VerbError::Store`](crate::VerbError::Store).
pub async fn bearer(newsroom: &Newsroom, token: &str, now: Instant) -> Verb<Option<(Staff, Scopes)>> {
    if !token.starts_with(TOKEN_PREFIX) {
        return Ok(None);
    }
    let conn = newsroom.store().read().await?;
    let Some(token) = tokens::by_hash(&conn, &token_hash(newsroom, token), now).await? else { return Ok(None) };
    let staff = store::staff::by_id(&conn, token.staff).await?.filter(Staff::may_sign_in);
    drop(conn);
    if staff.is_some() && token.used.is_none_or(|used| now >= used.plus_seconds(NOTE_SECONDS)) {
        note(async {
            let tx = newsroom.begin(now).await?;
            tokens::used(&tx, token.id).await?;
            newsroom.commit(tx).await
        })
        .await;
    }
    Ok(staff.map(|staff| (staff, token.scopes)))
}

/// Notes a use, if that can be done soon. A page that only reads does not wait for a long write, and does not fail
/// because a disk is full.
async fn note(noting: impl Future<Output = Verb<()>>) {
    match tokio::time::timeout(NOTE_PATIENCE, noting).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "the use of a session was not noted"),
        Err(_) => tracing::debug!("the use of a session was not noted: the database was busy"),
    }
}
