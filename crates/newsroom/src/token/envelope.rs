//! The token in a letter's envelope sender (newsletter.md H10, A8): short enough for a local part, good in either case
//! of its letters, as mail servers are not careful about it.

use super::{Secret, TokenError};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::time::Instant;
use subtle::ConstantTimeEq;

/// What an envelope's token says, once its seal is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// Whose letter.
    pub reader: ReaderId,
    /// Of which edition; none for a service mail.
    pub edition: Option<EditionId>,
    /// The day it was sealed, counted from 1970.
    pub day: u16,
}

/// How long a token works: servers give up within a week, a complaint may come whenever the letter is read.
const LIFE_DAYS: u16 = 180;

/// Bytes: reader, edition, day, seal.
const READER: usize = 6;
const EDITION: usize = 4;
const DAY: usize = 2;
const SEAL: usize = 13;

/// Letters of a token, five bits each.
pub(crate) const LENGTH: usize = (READER + EDITION + DAY + SEAL) * 8 / 5;

const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl Envelope {
    /// For a letter that is made at an instant.
    #[must_use]
    pub fn at(reader: ReaderId, edition: Option<EditionId>, made: Instant) -> Self {
        Self { reader, edition, day: day(made) }
    }

    fn said(self) -> Vec<u8> {
        let (reader, edition) = (self.reader.0.to_be_bytes(), self.edition.map_or(0, |edition| edition.0).to_be_bytes());
        let mut said = Vec::with_capacity(READER + EDITION + DAY);
        said.extend(reader.iter().skip(8 - READER));
        said.extend(edition.iter().skip(8 - EDITION));
        said.extend(self.day.to_be_bytes());
        said
    }
}

fn day(at: Instant) -> u16 {
    u16::try_from(at.micros().div_euclid(86_400_000_000)).unwrap_or(0)
}

impl Secret {
    /// Makes the token of a letter's envelope.
    #[must_use]
    pub fn envelope(&self, envelope: Envelope) -> String {
        let mut bytes = envelope.said();
        bytes.extend(self.seal(&bytes));
        base32(&bytes)
    }

    /// The address that a letter is sent from: the one that takes bounces, with the token behind a plus.
    #[must_use]
    pub fn envelope_sender(&self, bounces_to: &Email, envelope: Envelope) -> String {
        let (local, domain) = bounces_to.as_str().rsplit_once('@').unwrap_or_default();
        format!("{local}+{}@{domain}", self.envelope(envelope))
    }

    /// Reads an envelope's token.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read_envelope(&self, token: &str, now: Instant) -> Result<Envelope, TokenError> {
        let bytes = unbase32(token).ok_or(TokenError::Forged)?;
        let (said, seal) = bytes.split_at_checked(READER + EDITION + DAY).ok_or(TokenError::Forged)?;
        if !bool::from(self.seal(said).ct_eq(seal)) {
            return Err(TokenError::Forged);
        }
        let number = |bytes: &[u8]| bytes.iter().fold(0_i64, |all, byte| (all << 8) | i64::from(*byte));
        let (reader, rest) = said.split_at(READER);
        let (edition, made) = rest.split_at(EDITION);
        let made = u16::try_from(number(made)).unwrap_or(0);
        if day(now) > made.saturating_add(LIFE_DAYS) {
            return Err(TokenError::Expired);
        }
        let edition = Some(number(edition)).filter(|id| *id != 0).map(EditionId);
        Ok(Envelope { reader: ReaderId(number(reader)), edition, day: made })
    }

    fn seal(&self, said: &[u8]) -> [u8; SEAL] {
        let hash = self.hash("envelope", &[said]);
        let mut seal = [0; SEAL];
        for (place, pair) in seal.iter_mut().zip(hash.as_bytes().chunks(2)) {
            *place = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0);
        }
        seal
    }
}

fn base32(bytes: &[u8]) -> String {
    let (mut held, mut bits, mut text) = (0_u32, 0, String::with_capacity(LENGTH));
    for byte in bytes {
        (held, bits) = ((held << 8) | u32::from(*byte), bits + 8);
        while bits >= 5 {
            bits -= 5;
            let letter = LETTERS.get(((held >> bits) & 31) as usize).copied().unwrap_or(b'a');
            text.push(char::from(letter));
        }
        held &= (1 << bits) - 1;
    }
    text
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    if text.len() != LENGTH {
        return None;
    }
    let (mut held, mut bits, mut bytes) = (0_u32, 0, Vec::with_capacity(LENGTH * 5 / 8));
    for letter in text.bytes() {
        let place = LETTERS.iter().position(|other| *other == letter.to_ascii_lowercase())?;
        (held, bits) = ((held << 5) | u32::try_from(place).ok()?, bits + 5);
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Instant {
        Instant::from_micros(1_795_000_000_000_000)
    }

    fn letter() -> Envelope {
        Envelope::at(ReaderId(1_000_000), Some(EditionId(731)), made())
    }

    #[test]
    fn a_token_says_what_was_put_in_whatever_the_case_of_its_letters() {
        let secret = Secret::new([7; 32]);
        for envelope in
            [letter(), Envelope::at(ReaderId(1), None, made()), Envelope::at(ReaderId((1 << 47) - 1), Some(EditionId(1 << 30)), made())]
        {
            let token = secret.envelope(envelope);
            assert_eq!(token.len(), LENGTH);
            assert_eq!(secret.read_envelope(&token, made()), Ok(envelope));
            assert_eq!(secret.read_envelope(&token.to_uppercase(), made()), Ok(envelope));
        }
    }

    #[test]
    fn the_address_fits_a_local_part() {
        let secret = Secret::new([7; 32]);
        let address = secret.envelope_sender(&Email::parse("twenty-letters-abcde@bounces.example").unwrap(), letter());
        assert!(address.split('@').next().unwrap().len() <= 64, "{address}");
        assert!(Email::parse(&address).is_ok());
    }

    #[test]
    fn no_changed_letter_passes_and_none_for_ever() {
        let secret = Secret::new([7; 32]);
        let token = secret.envelope(letter());
        for place in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[place] = if changed[place] == b'a' { b'b' } else { b'a' };
            assert_eq!(secret.read_envelope(&String::from_utf8(changed).unwrap(), made()), Err(TokenError::Forged), "{place}");
        }
        for odd in ["", "a", &"a".repeat(LENGTH), token.split_at(1).1, &format!("{token}a"), &"ü".repeat(LENGTH / 2), &"1".repeat(LENGTH)]
        {
            assert_eq!(secret.read_envelope(odd, made()), Err(TokenError::Forged), "{odd}");
        }
        assert_eq!(Secret::new([8; 32]).read_envelope(&token, made()), Err(TokenError::Forged));
        let days = |days: i64| made().plus_seconds(days * 86_400);
        assert!(secret.read_envelope(&token, days(180)).is_ok());
        assert_eq!(secret.read_envelope(&token, days(181)), Err(TokenError::Expired));
    }
}
