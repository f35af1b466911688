//! Who is at the door: sessions of the desk and personal tokens of the API.

use crate::{Newsroom, Verb};
use domain::id::SessionId;
use domain::role::Scopes;
use domain::staff::Staff;
use domain::time::Instant;

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub staff: Staff,
}

/// Whose session a cookie names; nobody's until there is a way in.
///
/// # Errors
/// [`VerbError::Store`](crate::VerbError::Store).
pub async fn session(_newsroom: &Newsroom, _token: &str, _now: Instant) -> Verb<Option<SignedIn>> {
    Ok(None)
}

/// Whose personal token this is, and what it may be used for.
///
/// # Errors
/// [`VerbError::Store`](crate::VerbError::Store).
pub async fn bearer(_newsroom: &Newsroom, _token: &str, _now: Instant) -> Verb<Option<(Staff, Scopes)>> {
    Ok(None)
}
