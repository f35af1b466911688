//! The doors at which the clock is read and the dice are thrown. Everything inside gets both as values.

use anyhow::{Context, Result};
use domain::act::Act;
use domain::role::Role;
use domain::time::Instant;

/// The clock.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(crate) fn now() -> Instant {
    Instant::from_timestamp(jiff::Timestamp::now())
}

/// So many random bytes of the system.
///
/// # Errors
/// When the system has none to give.
pub(crate) fn chance<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(bytes)
}

/// A new key for mails: chance, too.
///
/// # Errors
/// As [`chance`].
pub(crate) fn mail_key() -> Result<wire::dkim::Key> {
    Ok(wire::dkim::Key::generate()?)
}

/// An act of whoever sits at the command line: the owner.
///
/// # Errors
/// As [`chance`].
pub(crate) fn act(who: &str) -> Result<Act> {
    Ok(Act::new(who, Role::Owner, now()).traced(u128::from_be_bytes(chance()?)))
}
