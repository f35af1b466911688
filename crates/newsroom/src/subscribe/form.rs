//! The form of a sign-up: a token that is made when it is shown, used up when it is pressed, and a little sum for the
//! browser to do meanwhile (newsletter.md A2). Nothing of it comes from anybody else, and a page without script works.

use super::{answers, network_key};
use crate::token::{Claim, Purpose};
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::edition::Name;
use domain::email::Email;
use domain::reader::coupon::{self, Sign};
use domain::slug::Slug;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::net::IpAddr;
use store::readers;
use store::readers::SignUps;
use store::readers::coupons::{self, Coupon, Spent};

/// Nobody reads a page and presses its button in less.
pub const PRESS_SECONDS: i64 = 3;

/// The most that the browser tries: some tenths of a second on a telephone, and for every address anew.
const MOST_WORK: u32 = 50_000;

/// Sign-ups within an hour. Beyond the network's own they are dropped in silence (newsletter.md A1: list bombing); beyond
/// the two others they are answered later, as many hours as they are over: a paper that was read out on the radio loses nobody.
const BUDGETS_AN_HOUR: SignUps = SignUps { everywhere: 5_000, network: 30, domain: 1_000 };

/// From so many sign-ups of one network within an hour on, each looks a little odd.
const CROWD: i64 = 10;

/// What a page with the button carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormToken {
    /// Send it back with the press.
    pub token: String,
    /// The sum: which number from 0 to `most` gives, written after `salt` and hashed with SHA-256, `challenge`?
    pub salt: String,
    /// 64 hexadecimal digits.
    pub challenge: String,
    /// Where to end.
    pub most: u32,
}

/// Makes a token for one press. Stores nothing.
#[must_use]
pub fn form_token(newsroom: &Newsroom, act: &Act) -> FormToken {
    let salt = newsroom.secret().hash("form", &[&act.trace.to_be_bytes(), &act.now.micros().to_be_bytes()]);
    // Rounded up to the second that a token can say: nobody waits less for it.
    let issued = act.now.plus_seconds(i64::from(act.now.micros().rem_euclid(1_000_000) != 0));
    let token = newsroom.secret().token(Purpose::Form, &Claim { reader: salt.clone(), issued, artist: None });
    FormToken { challenge: challenge(&salt, work(newsroom, &salt)), token, salt, most: MOST_WORK }
}

/// The answer to a token's sum: nothing of it is stored either.
fn work(newsroom: &Newsroom, salt: &str) -> u32 {
    let hash = newsroom.secret().hash("work", &[salt.as_bytes()]);
    u32::from_str_radix(hash.get(..8).unwrap_or_default(), 16).unwrap_or(0) % (MOST_WORK + 1)
}

fn challenge(salt: &str, number: u32) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(format!("{salt}{number}")) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A press of the button.
#[derive(Debug, Clone)]
pub struct Press {
    /// The token of the page.
    pub token: String,
    /// The browser's answer to its sum.
    pub work: Option<u32>,
    /// Whether the field that people do not see was filled in.
    pub trapped: bool,
    /// Whether what asks calls itself a browser.
    pub is_person: bool,
    /// The address, as typed.
    pub email: String,
    /// The artist page that it was typed on.
    pub artist: Option<Slug>,
    /// Where the coupon stood: `coupon`, `artist`.
    pub source: String,
    /// The edition in whose letter the link was that led to the page.
    pub edition: Option<Name>,
    /// The network that it came from, as the budget counts it.
    pub from: IpAddr,
}

/// What came of a press. Never whether the address is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// Taken. It is answered by mail, or not at all.
    Taken,
    /// Sooner than a person presses: the same token is good in a moment.
    TooSoon,
    /// The token is none, has run out, or was used: show a fresh one.
    Stale,
}

/// Takes a press.
///
/// # Errors
/// [`crate::VerbError::Refused`] when what was typed is no address.
pub async fn press(newsroom: &Newsroom, act: &Act, form: &Press) -> Verb<Pressed> {
    let email = Email::parse(&form.email)?;
    let Ok(claim) = newsroom.secret().read(Purpose::Form, &form.token, act.now) else { return Ok(Pressed::Stale) };
    if act.now < claim.issued.plus_seconds(PRESS_SECONDS) {
        return Ok(Pressed::TooSoon);
    }
    let tx = newsroom.begin(act.now).await?;
    match coupons::spend(&tx, &claim.reader, &newsroom.secret().hash("pressed for", &[email.key().as_bytes()])).await? {
        Spent::Now => {}
        Spent::Before => return Ok(Pressed::Taken),
        Spent::ForAnother => return Ok(Pressed::Stale),
    }
    let network = network_key(newsroom, &form.from.to_string());
    let lately = readers::signups_since(&tx, &network, email.domain(), act.now.plus_seconds(-3_600)).await?;
    readers::record_signup(&tx, &network, email.domain()).await?;
    if lately.network < BUDGETS_AN_HOUR.network {
        let artist = match &form.artist {
            Some(slug) => crate::artists::by_address(&tx, slug).await?.map(|artist| artist.id),
            None => None,
        };
        let done = form.work == Some(work(newsroom, &claim.reader));
        let odd =
            [(form.trapped, Sign::Trap), (!done, Sign::NoWork), (!form.is_person, Sign::Robot), (lately.network >= CROWD, Sign::Crowd)];
        let mut signs = coupon::signs_of(&email);
        signs.extend(odd.into_iter().filter(|(is, _)| *is).map(|(_, sign)| sign));
        let held = coupon::is_held(&signs);
        let edition = answers::released(&tx, form.edition).await?;
        let coupon = Coupon { id: 0, at: act.now, email, artist, source: form.source.clone(), edition, signs, held };
        coupons::put(&tx, &coupon, act.now.plus_seconds(3_600 * hours_over(lately))).await?;
    }
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(Pressed::Taken)
}

/// In how many hours a sign-up is answered.
fn hours_over(lately: SignUps) -> i64 {
    (lately.everywhere / BUDGETS_AN_HOUR.everywhere).max(lately.domain / BUDGETS_AN_HOUR.domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_budget_waits_as_long_as_it_is_over() {
        let at = |everywhere, domain| hours_over(SignUps { everywhere, network: 0, domain });
        assert_eq!([at(0, 0), at(4_999, 999), at(5_000, 0), at(0, 1_000), at(12_000, 1_500)], [0, 0, 1, 1, 2]);
    }
}
