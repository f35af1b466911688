//! Addresses of readers, parsed once at the door.

use crate::refusal::Refusal;
use std::fmt;

/// An address that SMTP can carry without SMTPUTF8: ASCII local part, ASCII (A-label) domain.
///
/// The form is RFC 5321's mailbox with a dot-string local part; quoted local parts and address literals are refused,
/// since nobody signs up with one and much mail software breaks on them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// Parses what a person typed. Spaces around are dropped, the domain is lowered, the local part is kept.
    ///
    /// # Errors
    /// [`Refusal::Field`] that says which half is wrong.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let typed = typed.trim();
        let wrong = |why: &str| Refusal::field("e-mail", format!("{why}; an address looks like name@example.org"));
        if typed.len() > 254 {
            return Err(wrong("this is longer than any address can be (254 characters)"));
        }
        let (local, domain) = typed.rsplit_once('@').ok_or_else(|| wrong("there is no @ in it"))?;
        if !is_local(local) {
            return Err(wrong("what stands before the @ is not a mailbox name"));
        }
        let domain = domain.to_ascii_lowercase();
        if !is_domain(&domain) {
            return Err(wrong("what stands after the @ is not a domain"));
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The address as it is mailed to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key under which one address is one reader: all lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The domain, lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

fn is_local(local: &str) -> bool {
    let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local.len() <= 64 && local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let numeric_top = domain.rsplit('.').next().is_some_and(|top| top.bytes().all(|b| b.is_ascii_digit()));
    domain.contains('.') && domain.split('.').all(label) && !numeric_top
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_ordinary_addresses() {
        for good in ["a@b.co", " Imogen.A+music@Feedback.Example ", "o'brien@xn--bcher-kva.example"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Email::parse("A@B.Co").map(|email| email.0), Ok("A@b.co".to_owned()));
    }

    #[test]
    fn refuses_what_smtp_would_choke_on() {
        let long = format!("{}@b.co", "x".repeat(65));
        for bad in [
            "",
            "a",
            "@b.co",
            "a@",
            "a@b",
            "a b@c.de",
            "a@b..co",
            ".a@b.co",
            "a@-b.co",
            "a@b.co\r\nBcc: x@y.zz",
            "a@1.2.3.4",
            &long,
            "ü@b.co",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }
}
