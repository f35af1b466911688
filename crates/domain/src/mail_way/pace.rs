//! How many mails may go in a time, and whose turn it is among several servers.

use crate::time::Instant;

/// So many mails in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Mails.
    pub mails: u32,
    /// Seconds.
    pub seconds: u32,
}

/// What was sent at a pace. Mails go evenly over the time (the generic cell rate algorithm with a burst of one second's
/// mails): a server that counts by its own hour never sees more than the pace in any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meter {
    /// Microseconds between two mails.
    apart: i64,
    /// How far ahead of the even pace may be gone, in microseconds.
    ahead: i64,
    /// When the next mail would go at the even pace.
    next: i64,
}

impl Pace {
    /// A meter that has counted nothing.
    #[must_use]
    pub fn meter(self) -> Meter {
        let apart = i64::from(self.seconds) * 1_000_000 / i64::from(self.mails.max(1));
        Meter { apart, ahead: 1_000_000_i64.saturating_sub(apart).max(0), next: i64::MIN }
    }
}

impl Meter {
    /// Counts one mail if it may go `now`.
    ///
    /// # Errors
    /// How long it must wait, in microseconds; nothing was counted.
    pub fn take(&mut self, now: Instant) -> Result<(), i64> {
        let next = self.next.max(now.micros());
        let wait = next - now.micros() - self.ahead;
        if wait > 0 {
            return Err(wait);
        }
        self.next = next + self.apart;
        Ok(())
    }
}

/// Shares of several servers in what is sent, by weight: the smooth weighted round robin, among those that can take a
/// mail now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    weights: Vec<i64>,
    due: Vec<i64>,
}

impl Shares {
    /// Shares by these weights.
    #[must_use]
    pub fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let weights: Vec<i64> = weights.into_iter().map(i64::from).collect();
        Self { due: vec![0; weights.len()], weights }
    }

    /// Whose turn it is among those for which `can` says yes; none when it says yes for nobody.
    pub fn next(&mut self, can: impl Fn(usize) -> bool) -> Option<usize> {
        let able = |index: &usize| can(*index);
        let mut all = 0;
        for (index, (due, weight)) in self.due.iter_mut().zip(&self.weights).enumerate() {
            if able(&index) {
                *due += weight;
                all += weight;
            }
        }
        // The first of the largest, so that the order is the setting's.
        let chosen = (0..self.weights.len()).filter(able).rev().max_by_key(|index| self.due.get(*index).copied())?;
        if let Some(due) = self.due.get_mut(chosen) {
            *due -= all;
        }
        Some(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hour_has_more_than_its_pace() {
        let mut meter = Pace { mails: 2_000, seconds: 3_600 }.meter();
        let (mut now, mut sent) = (0_i64, Vec::new());
        while now < 3 * 3_600_000_000 {
            match meter.take(Instant::from_micros(now)) {
                Ok(()) => sent.push(now),
                Err(wait) => now += wait,
            }
        }
        assert_eq!(sent.len(), 6_000, "the pace is used up");
        assert!(sent.windows(2_001).all(|window| window[2_000] - window[0] >= 3_599_000_000));
    }

    #[test]
    fn a_second_may_come_at_once_and_idling_saves_nothing_more() {
        let mut meter = Pace { mails: 10, seconds: 1 }.meter();
        let at_once = |meter: &mut Meter, now| (0..100).take_while(|_| meter.take(Instant::from_micros(now)).is_ok()).count();
        assert_eq!(at_once(&mut meter, 0), 10);
        assert_eq!(meter.take(Instant::from_micros(0)), Err(100_000));
        assert_eq!(at_once(&mut meter, 3_600_000_000), 10);
    }

    #[test]
    fn weights_are_kept_and_who_cannot_is_passed_over() {
        let mut shares = Shares::new([5, 1, 1]);
        let turns: Vec<_> = (0..7).filter_map(|_| shares.next(|_| true)).collect();
        assert_eq!(turns, [0, 0, 1, 0, 2, 0, 0]);
        let turns: Vec<_> = (0..4).filter_map(|_| shares.next(|index| index != 0)).collect();
        assert_eq!(turns.iter().filter(|index| **index == 1).count(), 2);
        assert_eq!(shares.next(|_| false), None);
    }
}
