//! How often somebody may try to sign in. Counted by address (known or not) and by network, in the database, so that
//! several processes and a restart count on.

use crate::refusal::Refusal;

/// A way to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// Asked for a link by mail.
    Link,
    /// Typed a password and a code.
    Password,
}

/// How many tries are let through within a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The window, in seconds, counted back from now.
    pub window_seconds: i64,
    /// Tries for one address.
    pub account: i64,
    /// Tries from one network.
    pub network: i64,
}

/// Tries within the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// For the address.
    pub account: i64,
    /// From the network.
    pub network: i64,
}

impl Attempt {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Link, Self::Password];

    /// The word in rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Password => "password",
        }
    }

    /// How often it may be tried. A password is guessed at most 960 times a day for one address, and then only beside a
    /// right code; a mailbox is not filled by a stranger.
    #[must_use]
    pub fn limit(self) -> Limit {
        match self {
            Self::Link => Limit { window_seconds: 3_600, account: 5, network: 30 },
            Self::Password => Limit { window_seconds: 900, account: 10, network: 30 },
        }
    }

    /// Whether one more try is let through after so many.
    ///
    /// # Errors
    /// [`Refusal::TooMany`], the same whether the address is known or not.
    pub fn one_more(self, before: Tries) -> Result<(), Refusal> {
        let limit = self.limit();
        if before.account < limit.account && before.network < limit.network {
            return Ok(());
        }
        Err(Refusal::TooMany { minutes: limit.window_seconds / 60 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_try_is_let_through_and_the_next_is_not() {
        for attempt in Attempt::ALL {
            let limit = attempt.limit();
            assert_eq!(attempt.one_more(Tries { account: limit.account - 1, network: limit.network - 1 }), Ok(()));
            for too_many in [Tries { account: limit.account, network: 0 }, Tries { account: 0, network: limit.network }] {
                let said = attempt.one_more(too_many).err().unwrap().to_string();
                assert!(said.contains(&format!("{} minutes", limit.window_seconds / 60)), "{said}");
            }
        }
    }
}
