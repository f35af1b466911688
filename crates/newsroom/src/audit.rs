//! The log: who did what, when, from where. Every verb that changes something appends to it in its own transaction.

use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::role::Verb as Right;
use store::audit::{self, Entry, Filter};

/// The newest lines that a filter lets through, newest first.
///
/// # Errors
/// [`VerbError::Refused`](crate::VerbError::Refused) for who may not read the log.
pub async fn find(newsroom: &Newsroom, act: &Act, filter: &Filter, limit: usize) -> Verb<Vec<Entry>> {
    act.allow(Right::ReadAudit)?;
    Ok(audit::find(&newsroom.store().read().await?, filter, limit).await?)
}

/// Every verb that the log knows.
///
/// # Errors
/// [`VerbError::Refused`](crate::VerbError::Refused) for who may not read the log.
pub async fn verbs(newsroom: &Newsroom, act: &Act) -> Verb<Vec<String>> {
    act.allow(Right::ReadAudit)?;
    Ok(audit::verbs(&newsroom.store().read().await?).await?)
}
