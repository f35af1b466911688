//! What becomes of a coupon: the worker looks whose address it is, and mails, or holds its peace.

use super::WORDING;
use crate::mail::Service;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::id::ReaderId;
use domain::reader::coupon::MAIL_PAUSE_SECONDS;
use domain::reader::{Reader, Standing};
use domain::role::Verb as Right;
use store::readers::coupons::{self, Coupon};
use store::{Tx, editions, readers};

/// Answers every coupon whose time has come.
pub(crate) async fn answer_waiting(newsroom: &Newsroom, now: impl Fn() -> Act) -> Verb<()> {
    while !newsroom.is_stopping() {
        let act = now();
        let Some(coupon) = coupons::next(&newsroom.store().read().await?, act.now).await? else { return Ok(()) };
        let tx = newsroom.begin(act.now).await?;
        if coupons::take(&tx, coupon.id).await? {
            answer(newsroom, &tx, &act, &coupon).await?;
            newsroom.commit(tx).await?;
        }
    }
    Ok(())
}

async fn answer(newsroom: &Newsroom, tx: &Tx, act: &Act, coupon: &Coupon) -> Verb<()> {
    use domain::reader::SignUp as Outcome;
    let email = &coupon.email;
    if crate::readers::is_suppressed(tx, email).await? {
        return Ok(());
    }
    let hash = newsroom.secret().hash("mailed to", &[email.key().as_bytes()]);
    let mailed = coupons::mailed(tx, &hash, act.now).await?;
    let known = readers::by_email_key(tx, &email.key()).await?;
    if !mailed.may_now() {
        // Somebody who reads us and was mailed to today hears of one more artist tomorrow.
        let follows = coupon.artist.is_some() && known.is_some_and(|reader| reader.standing == Standing::Active);
        if follows && mailed.may_this_month() {
            coupons::put(tx, coupon, act.now.plus_seconds(MAIL_PAUSE_SECONDS)).await?;
        }
        return Ok(());
    }
    let artist = coupon.artist;
    let (reader, service) = match known {
        None => {
            let key =
                newsroom.secret().hash("reader", &[&coupon.id.to_be_bytes(), &coupon.at.micros().to_be_bytes(), email.key().as_bytes()]);
            let new = Reader::pending(ReaderId(0), email.clone(), key, coupon.at, WORDING, &coupon.source);
            let reader = readers::create(tx, &new).await?;
            let service = Service::Confirm { reader: reader.id, artist };
            (reader, service)
        }
        Some(reader) => match (reader.sign_up_again(coupon.at, WORDING, &coupon.source, artist.is_some()), artist) {
            (Outcome::Confirm(consent), _) => {
                let service = Service::Confirm { reader: reader.id, artist };
                (Reader { consent, ..reader }, service)
            }
            (Outcome::Follow, Some(artist)) => {
                let service = Service::Follow { reader: reader.id, artist };
                (reader, service)
            }
            (Outcome::Follow | Outcome::Remind, _) => {
                let service = Service::Preferences { reader: reader.id };
                (reader, service)
            }
            (Outcome::Nothing, _) => return Ok(()),
        },
    };
    if let (Some(artist), Some(edition)) = (artist.filter(|_| !matches!(service, Service::Preferences { .. })), coupon.edition) {
        editions::ask_follow(tx, reader.id, artist, edition).await?;
    }
    readers::save(tx, &Reader { confirmation_sent: Some(act.now), ..reader }).await?;
    coupons::note_mailed(tx, &hash).await?;
    service.enqueue(tx, act.now).await
}

/// A sign-up that waits for a person.
#[derive(Debug, Clone)]
pub struct Held {
    /// What was filled in, and what was odd about it.
    pub coupon: Coupon,
    /// The name of the artist whose page it came from.
    pub artist: Option<String>,
}

/// Held sign-ups that the desk shows; more of them than this are a flood, not a list.
const SHOWN: usize = 200;

/// The sign-ups that wait for a person, the newest first.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role.
pub async fn held(newsroom: &Newsroom, act: &Act) -> Verb<Vec<Held>> {
    act.allow(Right::JudgeSignUps)?;
    let conn = newsroom.store().read().await?;
    let found = coupons::held(&conn, SHOWN).await?;
    let ids: Vec<_> = found.iter().filter_map(|coupon| coupon.artist).collect();
    let artists = store::artists::by_ids(&conn, &ids).await?;
    let name = |coupon: &Coupon| artists.iter().find(|artist| Some(artist.id) == coupon.artist).map(|artist| artist.name.clone());
    Ok(found.into_iter().map(|coupon| Held { artist: name(&coupon), coupon }).collect())
}

/// Lets a held sign-up go: it is answered as any other.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`] when it is not held.
pub async fn let_go(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<()> {
    judge(newsroom, act, id, "let a sign-up go", async |tx| Ok(coupons::let_go(tx, id).await?)).await?;
    newsroom.wake();
    Ok(())
}

/// Drops a held sign-up: nobody is told.
///
/// # Errors
/// As [`let_go`].
pub async fn drop_held(newsroom: &Newsroom, act: &Act, id: i64) -> Verb<()> {
    judge(newsroom, act, id, "drop a sign-up", async |tx| Ok(coupons::drop_held(tx, id).await?)).await
}

async fn judge(newsroom: &Newsroom, act: &Act, id: i64, done: &str, how: impl AsyncFnOnce(&Tx) -> Verb<bool>) -> Verb<()> {
    act.allow(Right::JudgeSignUps)?;
    let tx = newsroom.begin(act.now).await?;
    if !how(&tx).await? {
        return Err(VerbError::Absent(format!("there is no held sign-up number {id}; somebody else may have decided")));
    }
    // The number, never the address: the log outlives the reader.
    store::audit::append(&tx, act, done, &format!("sign-up {id}")).await?;
    newsroom.commit(tx).await
}
