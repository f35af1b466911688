//! Codes that a telephone counts out (RFC 6238): six digits, a new one every 30 seconds, each taken once.

use crate::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How long a code is shown.
const STEP_SECONDS: i64 = 30;

/// Six digits.
const CODES: u32 = 1_000_000;

/// How far a telephone's clock may be off, in steps before and after.
const TOLERANCE: i64 = 1;

/// The step that an instant lies in.
#[must_use]
pub fn step(now: Instant) -> i64 {
    now.micros().div_euclid(1_000_000 * STEP_SECONDS)
}

/// The code of a step, as it is shown: six digits. SHA-1, because several telephones know no other hash and ignore what
/// they are told; HMAC does not need more of it (RFC 6238 §1.2).
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { unreachable!("HMAC takes a key of any length") };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    // RFC 4226 §5.3: the last four bits say where the 31 bits stand.
    let offset = usize::from(digest.last().map_or(0, |byte| byte & 15));
    let word = digest.iter().skip(offset).take(4).fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
    format!("{:06}", (word & 0x7fff_ffff) % CODES)
}

/// The step whose code was typed, if it is one that may be taken now: this one, the one before or the next, and later
/// than `last`, so that a code which somebody looked at over a shoulder is worth nothing. Blanks are not counted.
#[must_use]
pub fn accept(secret: &[u8], typed: &str, now: Instant, last: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let current = step(now);
    // Every candidate is looked at, whichever fits.
    let fits = (current - TOLERANCE..=current + TOLERANCE).filter(|step| same(code(secret, *step).as_bytes(), typed.as_bytes()));
    fits.filter(|step| *step > last).max()
}

fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// The secret as telephones want it typed: base32 without padding (RFC 4648).
#[must_use]
pub fn base32(secret: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = secret.iter().flat_map(|byte| (0..8).rev().map(move |place| (byte >> place) & 1)).collect::<Vec<_>>();
    let letter = |five: &[u8]| {
        let value = (0..5).fold(0_usize, |value, place| (value << 1) | usize::from(five.get(place).copied().unwrap_or(0)));
        LETTERS.get(value).map_or('A', |letter| char::from(*letter))
    };
    bits.chunks(5).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six of its eight digits; RFC 4226, appendix D for the first steps.
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, expected) in table {
            assert_eq!(code(SECRET, step(at(seconds))), expected, "{seconds}");
        }
        for (step, expected) in
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"].iter().enumerate()
        {
            assert_eq!(code(SECRET, i64::try_from(step).unwrap()), *expected);
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let now = at(1_234_567_890);
        for (away, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let typed = code(SECRET, step(now) + away);
            assert_eq!(accept(SECRET, &typed, now, 0), taken.then_some(step(now) + away), "{away}");
        }
    }

    #[test]
    fn a_code_is_taken_once() {
        let now = at(1_234_567_890);
        let typed = code(SECRET, step(now));
        let taken = accept(SECRET, &typed, now, 0).unwrap();
        assert_eq!(accept(SECRET, &typed, now, taken), None);
        assert_eq!(accept(SECRET, &code(SECRET, taken - 1), now, taken), None, "nor one from before it");
        assert!(accept(SECRET, &code(SECRET, taken + 1), at(1_234_567_920), taken).is_some());
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let now = at(1_234_567_890);
        assert!(accept(SECRET, "005 924", now, 0).is_some());
        for odd in ["", "005923", "05924", "0059240", "00592４", "-05924"] {
            assert_eq!(accept(SECRET, odd, now, 0), None, "{odd}");
        }
        assert_eq!(accept(b"another secret", "005924", now, 0), None);
    }

    #[test]
    fn secrets_are_written_for_telephones() {
        assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!((base32(b""), base32(b"f"), base32(b"foobar")), (String::new(), "MY".to_owned(), "MZXW6YTBOI".to_owned()));
    }
}
