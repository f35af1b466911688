//! Readers come, choose and leave. No password: a mailed link is the only key, and each link opens one thing.
//!
//! The answer on the page is the same whether an address is known or not (newsletter.md A4); the mailbox alone is told.

use crate::mail::Service;
use crate::token::{Claim, Purpose};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::artist::Artist;
use domain::email::Email;
use domain::id::{ArtistId, ReaderId};
use domain::reader::{Choice, LeaveReason, Reader, Standing};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::time::Instant;
use std::net::IpAddr;
use store::readers::SignUps;
use store::{StoreError, Tx, readers};

/// The version of the form's wording that consent refers to.
pub(crate) const WORDING: &str = "coupon-1";

/// Sign-ups that are answered within an hour, by where they come from and where they would be mailed to; beyond it
/// they are dropped in silence (newsletter.md A1: list bombing).
const BUDGETS_AN_HOUR: SignUps = SignUps { everywhere: 5_000, network: 30, domain: 1_000 };

/// What somebody typed into a coupon.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The address, as typed.
    pub email: String,
    /// The artist page that it was typed on.
    pub artist: Option<Slug>,
    /// Where the coupon stood: `coupon`, `artist`.
    pub source: String,
    /// The network that it came from, as the budget counts it.
    pub from: IpAddr,
}

/// A reader's preferences, as their page shows them.
#[derive(Debug, Clone)]
pub struct Preferences {
    /// Where the edition goes.
    pub email: Email,
    /// General, follows or both.
    pub choice: Choice,
    /// Whom they follow, by name.
    pub follows: Vec<Artist>,
    /// Where they stand.
    pub standing: Standing,
    /// Whom they will follow once they confirm.
    pub artist: Option<Artist>,
}

/// Takes a sign-up.
///
/// # Errors
/// [`VerbError::Refused`] when what was typed is no address; never tells whether it is known.
pub async fn sign_up(newsroom: &Newsroom, act: &Act, form: &SignUp) -> Verb<()> {
    let email = Email::parse(&form.email)?;
    match take(newsroom, act, form, email.clone()).await {
        // The same address came in twice at once: now that it is stored, it is known.
        Err(VerbError::Store(StoreError::Conflict(_) | StoreError::Busy(_))) => take(newsroom, act, form, email).await?,
        other => other?,
    }
    newsroom.wake();
    Ok(())
}

async fn take(newsroom: &Newsroom, act: &Act, form: &SignUp, email: Email) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let network = network_key(newsroom, &form.from.to_string());
    let lately = readers::signups_since(&tx, &network, email.domain(), act.now.plus_seconds(-3_600)).await?;
    readers::record_signup(&tx, &network, email.domain()).await?;
    if within_budget(lately) {
        let artist = match &form.artist {
            Some(slug) => crate::artists::by_address(&tx, slug).await?.map(|artist| artist.id),
            None => None,
        };
        answer(newsroom, &tx, act, email, artist, &form.source).await?;
    }
    newsroom.commit(tx).await
}

fn within_budget(lately: SignUps) -> bool {
    lately.everywhere < BUDGETS_AN_HOUR.everywhere && lately.network < BUDGETS_AN_HOUR.network && lately.domain < BUDGETS_AN_HOUR.domain
}

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

async fn answer(newsroom: &Newsroom, tx: &Tx, act: &Act, email: Email, artist: Option<ArtistId>, source: &str) -> Verb<()> {
    use domain::reader::SignUp as Outcome;
    if crate::readers::is_suppressed(tx, &email).await? {
        return Ok(());
    }
    let Some(reader) = readers::by_email_key(tx, &email.key()).await? else {
        let key = newsroom.secret().hash("reader", &[&act.trace.to_be_bytes(), email.key().as_bytes()]);
        let new = Reader { confirmation_sent: Some(act.now), ..Reader::pending(ReaderId(0), email, key, act.now, WORDING, source) };
        let reader = readers::create(tx, &new).await?;
        return Service::Confirm { reader: reader.id, artist }.enqueue(tx, act.now).await;
    };
    let (reader, service) = match reader.sign_up_again(act.now, WORDING, source) {
        Outcome::Confirm(consent) => (Reader { consent, ..reader.clone() }, Service::Confirm { reader: reader.id, artist }),
        Outcome::Remind => (reader.clone(), Service::Preferences { reader: reader.id, artist }),
        Outcome::Nothing => return Ok(()),
    };
    readers::save(tx, &Reader { confirmation_sent: Some(act.now), ..reader }).await?;
    service.enqueue(tx, act.now).await
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

/// Who a token speaks of, without changing anything: what a GET may know.
///
/// # Errors
/// [`VerbError::Refused`] when the link is not whole, has run out, or its reader is gone.
pub async fn look(newsroom: &Newsroom, purpose: Purpose, token: &str, now: Instant) -> Verb<Preferences> {
    let conn = newsroom.store().read().await?;
    let (claim, reader) = reader_of(newsroom, &conn, purpose, token, now).await?;
    let follows = readers::follows(&conn, reader.id).await?;
    let artist = match claim.artist {
        Some(id) => store::artists::by_id(&conn, id).await?,
        None => None,
    };
    Ok(Preferences { email: reader.email, choice: reader.choice, follows, standing: reader.standing, artist })
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
    if reader.standing == Standing::Left && reader.ended.is_some_and(|ended| ended >= claim.issued) {
        return Err(Refusal::State("this address has left since the link was mailed; sign up again to come back".to_owned()).into());
    }
    let reader = reader.confirm(act.now)?;
    readers::save(&tx, &reader).await?;
    if let Some(artist) = claim.artist {
        readers::follow(&tx, reader.id, crate::artists::now_known_as(&tx, artist).await?).await?;
    }
    newsroom.commit(tx).await?;
    Ok(preferences_token(newsroom, &reader, act.now))
}

pub(crate) fn preferences_token(newsroom: &Newsroom, reader: &Reader, now: Instant) -> String {
    newsroom.secret().token(Purpose::Preferences, &Claim { reader: reader.key.clone(), issued: now, artist: None })
}

/// Chooses general, follows or both.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn choose(newsroom: &Newsroom, act: &Act, token: &str, choice: Choice) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, Purpose::Preferences, token, act.now).await?;
    readers::save(&tx, &Reader { choice, ..reader }).await?;
    newsroom.commit(tx).await
}

/// Follows an artist.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`] for an unknown artist.
pub async fn follow(newsroom: &Newsroom, act: &Act, token: &str, artist: &Slug) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, Purpose::Preferences, token, act.now).await?;
    let artist = known_artist(&tx, artist).await?;
    readers::follow(&tx, reader.id, artist.id).await?;
    newsroom.commit(tx).await
}

/// Stops following an artist.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`] for an unknown artist.
pub async fn unfollow(newsroom: &Newsroom, act: &Act, token: &str, artist: &Slug) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, Purpose::Preferences, token, act.now).await?;
    let artist = known_artist(&tx, artist).await?;
    readers::unfollow(&tx, reader.id, artist.id).await?;
    newsroom.commit(tx).await
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
    let (_, reader) = reader_of(newsroom, &tx, purpose, token, act.now).await?;
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

/// Mails a reader who holds a letter the way to their preferences: the letter itself may have been forwarded, the
/// mailbox is theirs (newsletter.md A6). At most once in ten minutes.
///
/// # Errors
/// [`VerbError::Refused`] when the link is not whole.
pub async fn ask_for_preferences(newsroom: &Newsroom, act: &Act, leave_token: &str) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, Purpose::Leave, leave_token, act.now).await?;
    let lately = reader.confirmation_sent.is_some_and(|sent| act.now < sent.plus_seconds(PREFERENCES_PAUSE_SECONDS));
    if reader.standing == Standing::Active && !lately {
        Service::Preferences { reader: reader.id, artist: None }.enqueue(&tx, act.now).await?;
        readers::save(&tx, &Reader { confirmation_sent: Some(act.now), ..reader }).await?;
    }
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}

/// How often the way to the preferences is mailed to one address: a reader may well lose it once, a stranger with a
/// forwarded letter must not fill a mailbox.
const PREFERENCES_PAUSE_SECONDS: i64 = 10 * 60;
