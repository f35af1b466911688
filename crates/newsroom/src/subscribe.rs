//! Readers come, confirm and leave. No password: a mailed link is the only key, and each link opens one thing.
//!
//! The answer on the page is the same whether an address is known or not, and so is the work behind it (newsletter.md A4):
//! a coupon is only put down here; the worker finds out whose it is, and the mailbox alone is told.

mod answers;
mod coupons;
mod form;
mod preferences;

pub(crate) use coupons::answer_waiting;
pub use coupons::{Held, drop_held, held, let_go};
pub use form::{FormToken, PRESS_SECONDS, Press, Pressed, form_token, press};
pub(crate) use preferences::preferences_token;
pub use preferences::{Chosen, Preferences, ask_for_preferences, choose, device_token, follow, follow_from, follow_mailed, look, unfollow};

use crate::mail::Service;
use crate::token::{Claim, Purpose};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::artist::Artist;
use domain::email::Email;
use domain::id::ReaderId;
use domain::reader::{Choice, LeaveReason, Reader, Standing};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::time::Instant;
use std::net::IpAddr;
use store::{Tx, readers};

/// The version of the form's wording that consent refers to.
pub(crate) const WORDING: &str = "coupon-1";

/// What a network is counted under: a keyed hash, never an address. What is no address is counted as one network.
pub(crate) fn network_key(newsroom: &Newsroom, from: &str) -> String {
    let network = from.parse().map_or_else(|_| "here".to_owned(), network_of);
    newsroom.secret().hash("network", &[network.as_bytes()])
}

/// The network an address belongs to: /24 of IPv4, /48 of IPv6. Loopback is counted as one.
fn network_of(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
    }
}

/// Admits a reader whose consent the keeper of the paper has in hand: `source` says where its proof is. Somebody who left
/// or is known stays as they are, and who is suppressed stays out.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role.
pub async fn admit(newsroom: &Newsroom, act: &Act, email: Email, choice: Choice, follows: &[Slug], source: &str) -> Verb<bool> {
    act.allow(domain::role::Verb::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    if readers::by_email_key(&tx, &email.key()).await?.is_some() || crate::readers::is_suppressed(&tx, &email).await? {
        return Ok(false);
    }
    let key = newsroom.secret().hash("reader", &[&act.trace.to_be_bytes(), email.key().as_bytes()]);
    let pending = Reader { choice, ..Reader::pending(ReaderId(0), email, key, act.now, WORDING, source) };
    let reader = readers::create(&tx, &pending.confirm(act.now)?).await?;
    for slug in follows {
        let artist = known_artist(&tx, slug).await?;
        readers::follow(&tx, reader.id, artist.id).await?;
    }
    newsroom.commit(tx).await?;
    Ok(true)
}

async fn reader_of(newsroom: &Newsroom, conn: &store::Conn, purpose: Purpose, token: &str, now: Instant) -> Verb<(Claim, Reader)> {
    let refused = |error: crate::token::TokenError| Refusal::State(error.to_string());
    let claim = newsroom.secret().read(purpose, token, now).map_err(refused)?;
    let reader = readers::by_key(conn, &claim.reader).await?;
    let reader = reader.ok_or_else(|| Refusal::State("we know nothing of this address any more".to_owned()))?;
    Ok((claim, reader))
}

/// The mailbox confirms: the reader gets the edition from now on, and follows the artist whose page they came from.
/// Gives a link to their preferences.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn confirm(newsroom: &Newsroom, act: &Act, token: &str) -> Verb<String> {
    let tx = newsroom.begin(act.now).await?;
    let (claim, reader) = reader_of(newsroom, &tx, Purpose::Confirm, token, act.now).await?;
    // A token says whole seconds: one that was mailed within the second of leaving was asked for since.
    if reader.standing == Standing::Left && reader.ended.is_some_and(|ended| ended >= claim.issued.plus_seconds(1)) {
        return Err(Refusal::State("this address has left since the link was mailed; sign up again to come back".to_owned()).into());
    }
    let reader = reader.confirm(act.now)?;
    readers::save(&tx, &reader).await?;
    if let Some(artist) = claim.artist {
        answers::follow(&tx, &reader, crate::artists::now_known_as(&tx, artist).await?, None).await?;
    }
    newsroom.commit(tx).await?;
    Ok(preferences_token(newsroom, &reader, act.now))
}

async fn known_artist(tx: &Tx, slug: &Slug) -> Verb<Artist> {
    crate::artists::by_address(tx, slug).await?.ok_or_else(|| VerbError::Absent(format!("there is no artist at /artists/{slug}")))
}

/// The reader leaves, at once and for good; letters that have not begun are not sent. Leaving twice is once.
///
/// # Errors
/// [`VerbError::Refused`] when the link is not whole.
pub async fn leave(newsroom: &Newsroom, act: &Act, purpose: Purpose, token: &str) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (claim, reader) = reader_of(newsroom, &tx, purpose, token, act.now).await?;
    if reader.standing == Standing::Active {
        answers::left(&tx, act, purpose, &claim, &reader).await?;
    }
    readers::save(&tx, &reader.leave(act.now, "one press")).await?;
    newsroom.commit(tx).await
}

/// Somebody who left says why: one more press, for who cares to. Leaving needed none.
///
/// # Errors
/// [`VerbError::Refused`] when the link is not whole.
pub async fn say_why(newsroom: &Newsroom, act: &Act, purpose: Purpose, token: &str, reason: LeaveReason) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, purpose, token, act.now).await?;
    readers::save(&tx, &reader.say_why(reason)).await?;
    newsroom.commit(tx).await
}

/// Mails somebody who left within the last day a link that takes it back: the letter that they left by may have been
/// passed on, the mailbox is theirs (newsletter.md A6). Once for each time that they leave.
///
/// # Errors
/// [`VerbError::Refused`] when the link is not whole.
pub async fn ask_to_return(newsroom: &Newsroom, act: &Act, purpose: Purpose, token: &str) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, purpose, token, act.now).await?;
    let asked_since = reader.ended.zip(reader.confirmation_sent).is_some_and(|(ended, sent)| sent >= ended);
    if reader.may_return(act.now) && !asked_since {
        Service::Return { reader: reader.id }.enqueue(&tx, act.now).await?;
        readers::save(&tx, &Reader { confirmation_sent: Some(act.now), ..reader }).await?;
    }
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}
