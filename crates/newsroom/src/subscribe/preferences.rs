//! What a reader gets, and whom they follow: changed by the link that is mailed for it, or, for follows alone, by a browser
//! that they asked us to remember.

use super::{answers, known_artist, reader_of};
use crate::mail::Service;
use crate::token::{Claim, Purpose};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::artist::Artist;
use domain::edition::{Name, Which};
use domain::email::Email;
use domain::reader::{Choice, Days, LONGEST_PAUSE_DAYS, Quiet, Reader, Standing, Wishes};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::time::{Day, Instant};
use store::{Conn, editions, readers};

/// A reader's preferences, as their page shows them.
#[derive(Debug, Clone)]
pub struct Preferences {
    /// Where the edition goes.
    pub email: Email,
    /// General, follows or both.
    pub choice: Choice,
    /// When they want it.
    pub wishes: Wishes,
    /// Whom they follow, by name.
    pub follows: Vec<Artist>,
    /// Where they stand.
    pub standing: Standing,
    /// Since when they do not get it any more.
    pub ended: Option<Instant>,
    /// Whom they follow once they press.
    pub artist: Option<Artist>,
}

/// Who a token speaks of, without changing anything: what a GET may know.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the link is not whole, has run out, or its reader is gone.
pub async fn look(newsroom: &Newsroom, purpose: Purpose, token: &str, now: Instant) -> Verb<Preferences> {
    let conn = newsroom.store().read().await?;
    let (claim, reader) = reader_of(newsroom, &conn, purpose, token, now).await?;
    let follows = readers::follows(&conn, reader.id).await?;
    let artist = match claim.artist {
        Some(id) => store::artists::by_id(&conn, id).await?,
        None => None,
    };
    Ok(Preferences {
        email: reader.email,
        choice: reader.choice,
        wishes: reader.wishes,
        follows,
        standing: reader.standing,
        ended: reader.ended,
        artist,
    })
}

/// What a reader chose on their page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// General, follows or both.
    pub choice: Choice,
    /// What comes on a day without their artists.
    pub quiet: Quiet,
    /// One of the paper's later hours, or its first.
    pub hour: Option<u16>,
    /// On which days.
    pub days: Days,
    /// Special editions, too.
    pub specials: bool,
    /// No mail before this day.
    pub paused_until: Option<Day>,
}

/// Stores what a reader chose. Whatever they change in a day, they get one letter of it: a letter is a row of its day.
///
/// # Errors
/// [`crate::VerbError::Refused`], also for an hour that the paper does not have and a pause without end or over already.
pub async fn choose(newsroom: &Newsroom, act: &Act, token: &str, chosen: &Chosen) -> Verb<()> {
    let paper = crate::paper::get(newsroom).await?;
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, Purpose::Preferences, token, act.now).await?;
    if chosen.hour.is_some_and(|hour| !paper.later_hours.contains(&hour)) {
        return Err(Refusal::field("hour", "is none of the paper’s; choose one of those on the page").into());
    }
    let today = paper.zone.day(act.now);
    let paused_until = chosen.paused_until;
    if paused_until.is_some_and(|until| until <= today) {
        return Err(Refusal::field("pause", "ends on a day to come").into());
    }
    if paused_until.is_some_and(|until| (until - today).get_days() > LONGEST_PAUSE_DAYS) {
        return Err(Refusal::field("pause", "is longer than a year; leave instead, and come back when you like").into());
    }
    // An hour that the paper gave up counts as its first.
    let now_at = reader.wishes.later_hour(&paper.later_hours);
    let heard = if now_at == chosen.hour { None } else { last_covered(&tx, now_at).await? };
    let moved = Wishes { hour: now_at, ..reader.wishes }.at_hour(chosen.hour, heard);
    let wishes = Wishes { days: chosen.days, quiet: chosen.quiet, specials: chosen.specials, paused_until, ..moved };
    readers::save(&tx, &Reader { choice: chosen.choice, wishes, ..reader }).await?;
    newsroom.commit(tx).await
}

/// Editions that are looked at for the last of an hour.
const LOOK_BACK: usize = 30;

/// Up to when the last released edition of an hour told stories.
async fn last_covered(conn: &Conn, later: Option<u16>) -> Verb<Option<Instant>> {
    let made = editions::daily(conn, LOOK_BACK).await?;
    let last = made.iter().find(|edition| edition.which == Which::at(later) && edition.released.is_some());
    Ok(last.map(|edition| edition.covers_until))
}

/// Follows an artist, by the link to the preferences or by a remembered browser.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Absent`] for an unknown artist.
pub async fn follow(newsroom: &Newsroom, act: &Act, purpose: Purpose, token: &str, artist: &Slug) -> Verb<()> {
    follow_from(newsroom, act, purpose, token, artist, None).await
}

/// As [`follow`], counted for the edition whose letter the link was in.
///
/// # Errors
/// As [`follow`].
pub async fn follow_from(newsroom: &Newsroom, act: &Act, purpose: Purpose, token: &str, artist: &Slug, from: Option<Name>) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let reader = may_follow(newsroom, &tx, act, purpose, token).await?;
    let artist = known_artist(&tx, artist).await?;
    answers::follow(&tx, &reader, artist.id, answers::released(&tx, from).await?).await?;
    newsroom.commit(tx).await
}

/// Stops following an artist.
///
/// # Errors
/// As [`follow`].
pub async fn unfollow(newsroom: &Newsroom, act: &Act, purpose: Purpose, token: &str, artist: &Slug) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let reader = may_follow(newsroom, &tx, act, purpose, token).await?;
    let artist = known_artist(&tx, artist).await?;
    readers::unfollow(&tx, reader.id, artist.id).await?;
    newsroom.commit(tx).await
}

async fn may_follow(newsroom: &Newsroom, conn: &Conn, act: &Act, purpose: Purpose, token: &str) -> Verb<Reader> {
    let refused = || Refusal::State("this link does not change whom you follow".to_owned());
    if !matches!(purpose, Purpose::Preferences | Purpose::Device) {
        return Err(refused().into());
    }
    let (_, reader) = reader_of(newsroom, conn, purpose, token, act.now).await?;
    // A browser is remembered for a year; who has left since is not brought back by it.
    if purpose == Purpose::Device && reader.standing != Standing::Active {
        return Err(refused().into());
    }
    Ok(reader)
}

/// The press on a mailed link to follow one artist. Gives a link to the preferences.
///
/// # Errors
/// [`crate::VerbError::Refused`], also for somebody who has left since.
pub async fn follow_mailed(newsroom: &Newsroom, act: &Act, token: &str) -> Verb<String> {
    let tx = newsroom.begin(act.now).await?;
    let (claim, reader) = reader_of(newsroom, &tx, Purpose::Follow, token, act.now).await?;
    let (Some(artist), Standing::Active) = (claim.artist, reader.standing) else {
        return Err(Refusal::State("this address gets no letter any more; sign up again to follow".to_owned()).into());
    };
    answers::follow(&tx, &reader, crate::artists::now_known_as(&tx, artist).await?, None).await?;
    newsroom.commit(tx).await?;
    Ok(preferences_token(newsroom, &reader, act.now))
}

pub(crate) fn preferences_token(newsroom: &Newsroom, reader: &Reader, now: Instant) -> String {
    newsroom.secret().token(Purpose::Preferences, &Claim { reader: reader.key.clone(), issued: now, artist: None })
}

/// What a browser keeps that its reader asked us to remember: it follows and unfollows, for a year, and nothing else.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the link is not whole, or its reader has left.
pub async fn device_token(newsroom: &Newsroom, act: &Act, token: &str) -> Verb<String> {
    let conn = newsroom.store().read().await?;
    let (_, reader) = reader_of(newsroom, &conn, Purpose::Preferences, token, act.now).await?;
    if reader.standing != Standing::Active {
        return Err(Refusal::State("this address gets no letter any more".to_owned()).into());
    }
    Ok(newsroom.secret().token(Purpose::Device, &Claim { reader: reader.key, issued: act.now, artist: None }))
}

/// Mails a reader who holds a letter the way to their preferences: the letter itself may have been forwarded, the
/// mailbox is theirs (newsletter.md A6). At most once in ten minutes.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the link is not whole.
pub async fn ask_for_preferences(newsroom: &Newsroom, act: &Act, leave_token: &str) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let (_, reader) = reader_of(newsroom, &tx, Purpose::Leave, leave_token, act.now).await?;
    let lately = reader.confirmation_sent.is_some_and(|sent| act.now < sent.plus_seconds(PREFERENCES_PAUSE_SECONDS));
    if reader.standing == Standing::Active && !lately {
        Service::Preferences { reader: reader.id }.enqueue(&tx, act.now).await?;
        readers::save(&tx, &Reader { confirmation_sent: Some(act.now), ..reader }).await?;
    }
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}

/// How often the way to the preferences is mailed to one address: a reader may well lose it once, a stranger with a
/// forwarded letter must not fill a mailbox.
const PREFERENCES_PAUSE_SECONDS: i64 = 10 * 60;
