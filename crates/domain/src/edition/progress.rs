//! How far sending is, in the words of the desk. The numbers add up to the audience at every moment.

use super::Tally;

/// Where the readers of an edition's audience stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Letters not decided: not begun, or on their way.
    pub pending: i64,
    /// Accepted by the next hop.
    pub accepted: i64,
    /// Of those accepted: had been in doubt before, so that a second copy may have come, the same to the byte.
    pub sent_again: i64,
    /// Told “not now”; tried again.
    pub deferred: i64,
    /// Refused for good.
    pub refused: i64,
    /// Sent, and the answer never came.
    pub in_doubt: i64,
    /// Left, or were suppressed, before their letter began.
    pub left: i64,
    /// Got no letter, by reason.
    pub excluded: Vec<(String, i64)>,
}

impl Progress {
    /// From what is stored: how the letters stand, how many were sent once more, and who got none.
    #[must_use]
    pub fn of(tally: &Tally, sent_again: i64, excluded: Vec<(String, i64)>) -> Self {
        Self {
            pending: tally.pending + tally.claimed + tally.dotting,
            accepted: tally.accepted,
            sent_again,
            deferred: tally.deferred,
            refused: tally.failed,
            in_doubt: tally.in_doubt,
            left: tally.suppressed,
            excluded,
        }
    }

    /// Readers without a letter.
    #[must_use]
    pub fn excluded_in_all(&self) -> i64 {
        self.excluded.iter().map(|(_, readers)| readers).sum()
    }

    /// Everybody who was a reader when the edition was released.
    #[must_use]
    pub fn audience(&self) -> i64 {
        self.letters() + self.excluded_in_all()
    }

    /// Letters in all.
    #[must_use]
    pub fn letters(&self) -> i64 {
        self.pending + self.accepted + self.deferred + self.refused + self.in_doubt + self.left
    }
}

/// What readers did by an edition's letters: sums, and nobody's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    /// Left by a link of its letters, or within a day of it.
    pub left: i64,
    /// Follows made by its links.
    pub followed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Delivery;

    #[test]
    fn every_state_is_counted_once() {
        let mut tally = Tally::default();
        for (n, state) in (1..).zip(Delivery::ALL) {
            tally.add(state, n);
        }
        let progress = Progress::of(&tally, 0, vec![("nothing about whom they follow".to_owned(), 5), ("other".to_owned(), 2)]);
        assert_eq!((progress.letters(), progress.audience()), (tally.total(), tally.total() + 7));
    }
}
