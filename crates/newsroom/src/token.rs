//! Tokens in mailed links: derived from the paper's secret, never stored. Each is good for one thing only
//! (newsletter.md A6): a forwarded letter lets its finder stop the letter, not read or change anything else.

mod envelope;

pub use envelope::Envelope;
pub(crate) use envelope::LENGTH as ENVELOPE_LENGTH;

use domain::id::{ArtistId, EditionId};
use domain::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The paper's secret: made once, kept in the database, never exported.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a token lets its bearer do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirm a sign-up, and follow the artist it was made from.
    Confirm,
    /// Stop the edition, or ask for a mailed link to the preferences.
    Leave,
    /// See and change what the edition brings.
    Preferences,
    /// Follow one artist.
    Follow,
    /// Follow and unfollow, from a browser that its reader asked us to remember.
    Device,
    /// Press the button of a sign-up, once. It names no reader.
    Form,
}

impl Purpose {
    fn letter(self) -> char {
        match self {
            Self::Confirm => 'c',
            Self::Leave => 'l',
            Self::Preferences => 'p',
            Self::Follow => 'f',
            Self::Device => 'd',
            Self::Form => 's',
        }
    }

    /// How long it works. A link to leave works as long as the paper does (the law asks for a month, newsletter.md L4
    /// for a year).
    fn life_seconds(self) -> Option<i64> {
        match self {
            Self::Confirm | Self::Follow => Some(domain::reader::CONFIRMATION_LIFE_SECONDS),
            Self::Leave => None,
            Self::Preferences => Some(PREFERENCES_SECONDS),
            Self::Device => Some(DEVICE_SECONDS),
            Self::Form => Some(FORM_SECONDS),
        }
    }
}

const PREFERENCES_SECONDS: i64 = 24 * 60 * 60;

/// How long a browser is remembered: a year, as its cookie says.
pub const DEVICE_SECONDS: i64 = 365 * 24 * 60 * 60;

/// How long the form of a sign-up may lie open.
pub(crate) const FORM_SECONDS: i64 = 24 * 60 * 60;

/// How many days a confirmation works, as its mail says.
pub(crate) const CONFIRM_DAYS: u32 = 7;

/// How many days a link to the preferences works, as its mail says.
pub(crate) const PREFERENCES_DAYS: u32 = 1;

/// What a token says, once its seal is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The reader's key, 32 hexadecimal digits; of a form, what makes it one of its own.
    pub reader: String,
    /// When it was made.
    pub issued: Instant,
    /// The artist that is to be followed.
    pub artist: Option<ArtistId>,
}

/// Why a token is no good, as told to its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It was not made here, or was cut short by a mail program.
    #[error("this link is not whole; copy it from the mail again, to its last letter")]
    Forged,
    /// It is too old.
    #[error("this link has run out; sign up again and a fresh one is mailed")]
    Expired,
}

/// Length of a token: purpose, key, seconds, artist, seal.
pub(crate) const LENGTH: usize = 1 + 32 + 10 + 12 + 32;

impl Secret {
    /// From 32 stored or random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A keyed hash under a label: the first 128 bits, as 32 hexadecimal digits.
    #[must_use]
    pub fn hash(&self, label: &str, parts: &[&[u8]]) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { unreachable!("HMAC takes a key of any length") };
        for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        mac.finalize().into_bytes().iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// What stands before the @ in the `Message-ID` of a reader's letter: the same at every try (newsletter.md H2), and
    /// known to nobody who was not on the letter's way.
    #[must_use]
    pub fn letter_id(&self, edition: EditionId, reader_key: &str) -> String {
        self.hash("letter", &[&edition.0.to_be_bytes(), reader_key.as_bytes()])
    }

    /// Makes a token for a reader.
    #[must_use]
    pub fn token(&self, purpose: Purpose, claim: &Claim) -> String {
        let seconds = claim.issued.micros().div_euclid(1_000_000).clamp(0, 0xff_ffff_ffff);
        let artist = claim.artist.map_or(0, |artist| artist.0).clamp(0, 0xffff_ffff_ffff);
        let said = format!("{}{}{seconds:010x}{artist:012x}", purpose.letter(), claim.reader);
        let seal = self.hash("token", &[said.as_bytes()]);
        format!("{said}{seal}")
    }

    /// Reads a token that is to be good for `purpose`.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read(&self, purpose: Purpose, token: &str, now: Instant) -> Result<Claim, TokenError> {
        if token.len() != LENGTH || !token.is_ascii() {
            return Err(TokenError::Forged);
        }
        let (said, seal) = token.split_at(LENGTH - 32);
        let expected = self.hash("token", &[said.as_bytes()]);
        if !bool::from(expected.as_bytes().ct_eq(seal.as_bytes())) {
            return Err(TokenError::Forged);
        }
        let rest = said.strip_prefix(purpose.letter()).ok_or(TokenError::Forged)?;
        let (reader, rest) = rest.split_at(32);
        let (seconds, artist) = rest.split_at(10);
        let number = |text| i64::from_str_radix(text, 16).map_err(|_| TokenError::Forged);
        let issued = Instant::from_micros(number(seconds)?.saturating_mul(1_000_000));
        if purpose.life_seconds().is_some_and(|life| now > issued.plus_seconds(life)) {
            return Err(TokenError::Expired);
        }
        let artist = Some(number(artist)?).filter(|id| *id != 0).map(ArtistId);
        Ok(Claim { reader: reader.to_owned(), issued, artist })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::new([7; 32])
    }

    fn claim() -> Claim {
        Claim {
            reader: "0123456789abcdef0123456789abcdef".to_owned(),
            issued: Instant::from_micros(1_700_000_000_000_000),
            artist: Some(ArtistId(42)),
        }
    }

    #[test]
    fn a_token_says_what_was_put_in() {
        let token = secret().token(Purpose::Confirm, &claim());
        assert_eq!(secret().read(Purpose::Confirm, &token, claim().issued), Ok(claim()));
    }

    #[test]
    fn a_token_is_good_for_one_thing_under_one_secret() {
        let token = secret().token(Purpose::Leave, &claim());
        assert_eq!(secret().read(Purpose::Preferences, &token, claim().issued), Err(TokenError::Forged));
        assert_eq!(Secret::new([8; 32]).read(Purpose::Leave, &token, claim().issued), Err(TokenError::Forged));
    }

    #[test]
    fn no_changed_letter_passes() {
        let token = secret().token(Purpose::Leave, &claim());
        for place in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[place] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            assert!(secret().read(Purpose::Leave, &changed, claim().issued).is_err(), "{place}");
        }
        for odd in ["", "ü", token.split_at(1).1, &format!("{token}0")] {
            assert_eq!(secret().read(Purpose::Leave, odd, claim().issued), Err(TokenError::Forged));
        }
    }

    #[test]
    fn the_mails_tell_the_truth_about_days() {
        assert_eq!(i64::from(CONFIRM_DAYS) * 86_400, domain::reader::CONFIRMATION_LIFE_SECONDS);
        assert_eq!(i64::from(PREFERENCES_DAYS) * 86_400, PREFERENCES_SECONDS);
    }

    #[test]
    fn confirming_runs_out_and_leaving_does_not() {
        let late = claim().issued.plus_seconds(domain::reader::CONFIRMATION_LIFE_SECONDS + 1);
        assert_eq!(secret().read(Purpose::Confirm, &secret().token(Purpose::Confirm, &claim()), late), Err(TokenError::Expired));
        assert!(secret().read(Purpose::Leave, &secret().token(Purpose::Leave, &claim()), late).is_ok());
    }
}
