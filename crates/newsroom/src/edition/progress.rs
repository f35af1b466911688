//! How far an edition is, and where its letters went.

use super::named;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Delivery, Edition, Name, Progress};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::role::Verb as Right;
use store::{Conn, deliveries, editions};

pub(super) async fn progress_of(conn: &Conn, id: EditionId) -> Verb<Progress> {
    let freeze = deliveries::freezing(conn, id).await?;
    Ok(Progress::of(&deliveries::tally(conn, id).await?, deliveries::sent_again(conn, id).await?, freeze.excluded))
}

/// Where the audience of an edition stands. Letters and who got none are counted in one state of the store: the numbers
/// add up while letters go out.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, [`crate::VerbError::Absent`].
pub async fn progress(newsroom: &Newsroom, act: &Act, name: Name) -> Verb<(Edition, Progress)> {
    act.allow(Right::RunEdition)?;
    let conn = newsroom.store().snapshot().await?;
    let edition = named(&conn, name).await?;
    let progress = progress_of(&conn, edition.id).await?;
    Ok((edition, progress))
}

/// The newest editions with where their audiences stand.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role.
pub async fn with_progress(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Vec<(Edition, Progress)>> {
    act.allow(Right::RunEdition)?;
    let conn = newsroom.store().snapshot().await?;
    let mut told = Vec::new();
    for edition in editions::list(&conn, limit).await? {
        let progress = progress_of(&conn, edition.id).await?;
        told.push((edition, progress));
    }
    Ok(told)
}

/// One letter, and where it went.
pub type Sent = (domain::edition::Letter, Email);

/// Letters of an edition in a state, after a reader, with what was said of them.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role, [`crate::VerbError::Absent`].
pub async fn letters(newsroom: &Newsroom, act: &Act, name: Name, state: Delivery, after: ReaderId, limit: usize) -> Verb<Vec<Sent>> {
    act.allow(Right::RunEdition)?;
    act.allow(Right::SeeReaders)?;
    let conn = newsroom.store().read().await?;
    let edition = named(&conn, name).await?;
    Ok(deliveries::page(&conn, edition.id, state, after, limit.clamp(1, 500)).await?)
}
