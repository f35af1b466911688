//! The word in an address. Made from a title by `text::fold::slug`, checked here.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// 1 to 120 of `a-z0-9`, joined by single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The longest slug, in bytes.
pub const MAX_SLUG: usize = 120;

impl Slug {
    /// Checks a slug.
    ///
    /// # Errors
    /// [`Refusal::Field`] when it is empty, too long or has another character.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let well_formed = !text.is_empty()
            && text.len() <= MAX_SLUG
            && text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::field("slug", format!("“{text}” is not an address word; use a-z, 0-9 and single hyphens, {MAX_SLUG} at most")))
        }
    }

    /// The slug's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same slug made different by a number, for a second thing of the same title.
    #[must_use]
    pub fn numbered(&self, n: u32) -> Self {
        let tail = format!("-{n}");
        let keep: String = self.0.chars().take(MAX_SLUG - tail.len()).collect();
        Self(format!("{}{tail}", keep.trim_end_matches('-')))
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_an_address_word() {
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "é", &"x".repeat(121)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbering_keeps_it_well_formed() {
        let long = Slug::parse(&format!("{}-b", "x".repeat(117))).map(|slug| slug.numbered(12)).map(|slug| slug.0.len() <= MAX_SLUG);
        assert_eq!(long, Ok(true));
        assert_eq!(Slug::parse("gilt").map(|slug| slug.numbered(2).0), Ok("gilt-2".to_owned()));
    }
}
