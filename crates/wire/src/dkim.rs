//! Signatures of mails (DKIM, RFC 6376 and 8301): rsa-sha256 with 2048 bits, relaxed/relaxed, the whole body, From signed
//! twice so that no second one can be put in. Ed25519 is left out: large receivers do not verify it (newsletter.md H5).
//!
//! The same mail at the same instant gives the same signature, to the byte. What many letters begin with is hashed once:
//! see [`BodyHash`].

mod canonical;
mod fields;

pub use canonical::BodyHash;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::time::Instant;

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// The bytes are no key that signs.
    #[error("the paper’s DKIM key is damaged; make a new one with `inkie mail key`")]
    Key,
    /// The key does not sign.
    #[error("the mail could not be signed with the paper’s DKIM key")]
    Sign,
    /// No key could be made.
    #[error("no DKIM key could be made; this machine gives no randomness")]
    Make,
}

/// A private key as it is stored, PKCS #8. Shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Vec<u8>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Makes a key of 2048 bits.
    ///
    /// # Errors
    /// [`DkimError::Make`].
    pub fn generate() -> Result<Self, DkimError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| DkimError::Make)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| DkimError::Make)?;
        Ok(Self(der.as_ref().to_vec()))
    }

    /// A key that was stored.
    #[must_use]
    pub fn from_pkcs8(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store, among secrets.
    #[must_use]
    pub fn to_pkcs8(&self) -> &[u8] {
        &self.0
    }

    /// What stands in DNS at `<selector>._domainkey.<domain>`, as one text.
    ///
    /// # Errors
    /// [`DkimError::Key`].
    pub fn record(&self) -> Result<String, DkimError> {
        let public: PublicKeyX509Der<'_> = self.pair()?.public_key().as_der().map_err(|_| DkimError::Key)?;
        Ok(format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(public.as_ref())))
    }

    fn pair(&self) -> Result<RsaKeyPair, DkimError> {
        RsaKeyPair::from_pkcs8(&self.0).map_err(|_| DkimError::Key)
    }
}

/// Signs mails of one domain with one key. Made once: reading the key takes as long as signing some mails.
#[derive(Debug)]
pub struct Signer {
    pair: RsaKeyPair,
    domain: String,
    selector: String,
}

impl Signer {
    /// A signer for mails from `domain`, whose public key stands in DNS under `selector`.
    ///
    /// # Errors
    /// [`DkimError::Key`].
    pub fn new(domain: &str, selector: &str, key: &Key) -> Result<Self, DkimError> {
        Ok(Self { pair: key.pair()?, domain: domain.to_owned(), selector: selector.to_owned() })
    }

    /// The header to put before a mail, ended by CR LF. `at` is when the mail says it was signed.
    ///
    /// # Errors
    /// [`DkimError::Sign`].
    pub fn sign(&self, mail: &[u8], at: Instant) -> Result<Vec<u8>, DkimError> {
        let (head, body) = fields::split(mail);
        let mut hash = BodyHash::default();
        hash.update(body);
        self.sign_head(head, hash, at)
    }

    /// The same for a mail whose body was hashed already.
    ///
    /// # Errors
    /// [`DkimError::Sign`].
    pub fn sign_head(&self, head: &[u8], body: BodyHash, at: Instant) -> Result<Vec<u8>, DkimError> {
        let (names, mut signed) = fields::signed(head);
        let mut header = format!(
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={};\r\n\ts={}; t={};\r\n\th={};\r\n\tbh={};\r\n\tb=",
            self.domain,
            self.selector,
            at.timestamp().as_second(),
            fields::folded(&names),
            STANDARD.encode(body.finish()),
        );
        fields::relaxed(header.as_bytes(), &mut signed);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &signed, &mut signature).map_err(|_| DkimError::Sign)?;
        let signature = STANDARD.encode(signature);
        let mut rest = signature.as_str();
        while let Some((line, more)) = rest.split_at_checked(72) {
            header.push_str(line);
            header.push_str("\r\n\t");
            rest = more;
        }
        header.push_str(rest);
        header.push_str("\r\n");
        Ok(header.into_bytes())
    }

    /// Puts the signature before a mail.
    ///
    /// # Errors
    /// [`DkimError::Sign`].
    pub fn signed(&self, mail: Vec<u8>, at: Instant) -> Result<Vec<u8>, DkimError> {
        let mut signed = self.sign(&mail, at)?;
        signed.extend_from_slice(&mail);
        Ok(signed)
    }
}
