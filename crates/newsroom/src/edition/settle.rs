//! Letters in doubt that wait for a person.

use super::named;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::{Delivery, Name, State};
use domain::id::ReaderId;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use store::{deliveries, editions, readers};

/// What a person says of a letter in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Its reader has it, or need not.
    Done,
    /// It is sent again; its reader may get two.
    Again,
}

/// Settles one letter in doubt. An edition that was sent goes on being sent for it.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role or a letter that is not in doubt, [`crate::VerbError::Absent`].
pub async fn settle(newsroom: &Newsroom, act: &Act, name: Name, reader: ReaderId, settled: Settled) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    act.allow(Right::SeeReaders)?;
    let tx = newsroom.begin(act.now).await?;
    let edition = named(&tx, name).await?;
    let (state, said) = match settled {
        Settled::Done => (Delivery::Accepted, "said to have come"),
        Settled::Again => (Delivery::Pending, "to be sent again"),
    };
    if !deliveries::settle(&tx, edition.id, reader, state, &format!("{said}, by {}", act.who)).await? {
        let whom = readers::by_id(&tx, reader).await?.map_or_else(|| format!("reader {reader}"), |reader| reader.email.to_string());
        return Err(Refusal::State(format!("the letter of {name} to {whom} is not in doubt")).into());
    }
    if settled == Settled::Again {
        editions::turn(&tx, edition.id, State::Sent, State::Sending).await?;
    }
    store::audit::append(&tx, act, "settle a letter in doubt", &format!("edition of {name}, reader {reader}: {said}")).await?;
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}
