//! Passwords' hashes: argon2id. Two are made at a time, whoever asks, beside the threads that answer requests.

use crate::{Newsroom, Verb, VerbError};
use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// How many hashes are made at a time. Each takes 19 MB and a core.
const AT_ONCE: usize = 2;

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LENGTH: usize = 32;

/// What a hash is written as, so that one of other strength is still known for what it is.
const FORM: &str = "argon2id-19456-2-1";

/// The permits to hash.
pub(crate) struct Hashing(Semaphore);

impl Default for Hashing {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

async fn digest(newsroom: &Newsroom, password: &str, salt: String) -> Verb<String> {
    let failed = |why: String| VerbError::Unreadable(format!("the password cannot be hashed: {why}"));
    let _permit = newsroom.hashing().0.acquire().await.map_err(|error| failed(error.to_string()))?;
    // One password typed on two keyboards is one sequence of characters (NFKC), whatever bytes they send.
    let password: String = password.nfkc().collect();
    let hashed = tokio::task::spawn_blocking(move || {
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(LENGTH)).map_err(|error| error.to_string())?;
        let mut out = [0_u8; LENGTH];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(password.as_bytes(), salt.as_bytes(), &mut out).map_err(|error| error.to_string())?;
        Ok::<_, String>(out.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    });
    hashed.await.map_err(|error| failed(error.to_string()))?.map_err(failed)
}

/// A new password's hash, with a salt of 32 hexadecimal digits.
pub(crate) async fn hash(newsroom: &Newsroom, password: &str, salt: &str) -> Verb<String> {
    let digest = digest(newsroom, password, salt.to_owned()).await?;
    Ok(format!("{FORM}:{salt}:{digest}"))
}

/// Whether a password is the one of a stored hash. Without one, as for an address that nobody has, the same work is done
/// for nothing.
pub(super) async fn fits(newsroom: &Newsroom, password: &str, stored: Option<&str>) -> Verb<bool> {
    let parts = stored.and_then(|stored| stored.strip_prefix(FORM)).and_then(|rest| rest.strip_prefix(':')?.split_once(':'));
    let (salt, expected) = parts.unwrap_or(("nobody has this salt", "nor this hash"));
    let digest = digest(newsroom, password, salt.to_owned()).await?;
    Ok(bool::from(digest.as_bytes().ct_eq(expected.as_bytes())))
}
