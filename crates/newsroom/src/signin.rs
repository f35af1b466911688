//! shim
use crate::{Newsroom, Verb};
use domain::id::SessionId;
use domain::role::Scopes;
use domain::staff::Staff;
use domain::time::Instant;
/// shim
pub struct SignedIn {
    /// s
    pub session: SessionId,
    /// s
    pub staff: Staff,
}
/// shim
/// # Errors
/// none
pub async fn session(_n: &Newsroom, _t: &str, _now: Instant) -> Verb<Option<SignedIn>> {
    Ok(None)
}
/// shim
/// # Errors
/// none
pub async fn bearer(_n: &Newsroom, _t: &str, _now: Instant) -> Verb<Option<(Staff, Scopes)>> {
    Ok(None)
}
