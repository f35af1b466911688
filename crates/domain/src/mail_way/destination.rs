//! How much one destination is given at once (newsletter.md H11, §7.8): little at first, more as long as it takes it, half
//! when it says that it is too much, nothing for a while when it refuses this paper as a whole.

use crate::time::Instant;

/// What a destination's reply says of more than the one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It took a letter.
    Took,
    /// It wants less: 421, 4.7.x, or nobody answers.
    Less,
    /// It refuses us for what we are to it: 5.7.x. Not the reader's fault.
    Refused,
    /// It speaks of one letter or one reader only.
    Nothing,
}

/// What changes with what was heard, when somebody should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The destination refuses us; it is left alone until then.
    Stopped(Instant),
    /// It takes mail again.
    Recovered,
}

/// One destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destination {
    connections: usize,
    /// Letters taken since the last change.
    taken: usize,
    /// How often less was wanted without a letter taken in between.
    less: u32,
    /// How often in a row it refused us.
    refused: u32,
    /// How often it was stopped without a letter taken in between.
    stops: u32,
    until: Option<Instant>,
}

/// Connections to a destination nothing is known of.
const FIRST: usize = 2;

/// The most connections to one destination; large ones take hundreds, and none needs more for a paper.
const MOST: usize = 20;

/// Refusals in a row before a destination counts as refusing us: one alone may be about one mailbox.
const REFUSALS: u32 = 3;

/// The first pause when less is wanted; it doubles each time.
const PAUSE_SECONDS: i64 = 30;

/// The longest such pause.
const MOST_PAUSE_SECONDS: i64 = 30 * 60;

/// The first pause when a destination refuses us; it doubles each time.
const STOP_SECONDS: i64 = 60 * 60;

/// The longest such pause.
const MOST_STOP_SECONDS: i64 = 8 * 60 * 60;

impl Heard {
    /// Reads a reply: its code, and its enhanced status where it has one.
    #[must_use]
    pub fn of(code: u16, status: Option<(u16, u16, u16)>) -> Self {
        match (code, status) {
            (200..=299, _) => Self::Took,
            (421, _) | (400..=499, Some((4, 7, _))) => Self::Less,
            (500..=599, Some((5, 7, _))) => Self::Refused,
            _ => Self::Nothing,
        }
    }
}

impl Default for Destination {
    fn default() -> Self {
        Self { connections: FIRST, taken: 0, less: 0, refused: 0, stops: 0, until: None }
    }
}

impl Destination {
    /// One that refused us, as an earlier process stored it.
    #[must_use]
    pub fn stopped(until: Instant) -> Self {
        Self { connections: 1, refused: REFUSALS - 1, stops: 1, until: Some(until), ..Self::default() }
    }

    /// How many connections it may have now; none while it is left alone.
    #[must_use]
    pub fn connections(&self, now: Instant) -> usize {
        if self.until(now).is_some() { 0 } else { self.connections }
    }

    /// Until when it is left alone.
    #[must_use]
    pub fn until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|until| *until > now)
    }

    /// Learns from a reply.
    pub fn hear(&mut self, heard: Heard, now: Instant) -> Option<Turn> {
        match heard {
            Heard::Nothing => None,
            Heard::Took => {
                let recovered = self.stops > 0;
                (self.less, self.refused, self.stops) = (0, 0, 0);
                self.taken += 1;
                // One more for each round of all, as TCP does it.
                if self.taken >= self.connections * 2 && self.connections < MOST {
                    self.connections += 1;
                    self.taken = 0;
                }
                recovered.then_some(Turn::Recovered)
            }
            // Connections that were under way say the same at the same time: it counts once.
            Heard::Less | Heard::Refused if self.until(now).is_some() => None,
            Heard::Less => {
                self.slow_down();
                self.until = Some(now.plus_seconds(doubled(PAUSE_SECONDS, self.less, MOST_PAUSE_SECONDS)));
                self.less += 1;
                None
            }
            Heard::Refused => {
                self.refused += 1;
                if self.refused < REFUSALS {
                    return None;
                }
                let until = now.plus_seconds(doubled(STOP_SECONDS, self.stops, MOST_STOP_SECONDS));
                self.slow_down();
                // One letter tells whether it still does.
                (self.refused, self.connections, self.until) = (REFUSALS - 1, 1, Some(until));
                self.stops += 1;
                Some(Turn::Stopped(until))
            }
        }
    }

    fn slow_down(&mut self) {
        self.connections = (self.connections / 2).max(1);
        self.taken = 0;
    }
}

fn doubled(seconds: i64, times: u32, most: i64) -> i64 {
    seconds.saturating_mul(1_i64.checked_shl(times.min(32)).unwrap_or(i64::MAX)).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn many(destination: &mut Destination, heard: Heard, times: usize, now: Instant) {
        for _ in 0..times {
            destination.hear(heard, now);
        }
    }

    #[test]
    fn it_starts_low_grows_and_halves_and_recovers() {
        let mut one = Destination::default();
        assert_eq!(one.connections(at(0)), 2);
        many(&mut one, Heard::Took, 18, at(0));
        assert_eq!(one.connections(at(0)), 5, "4 + 6 + 8 letters");
        many(&mut one, Heard::Took, 10_000, at(0));
        assert_eq!(one.connections(at(0)), 20);
        many(&mut one, Heard::Less, 7, at(1));
        assert_eq!((one.connections(at(1)), one.until(at(1))), (0, Some(at(31))), "seven at once are one");
        assert_eq!(one.connections(at(31)), 10);
        one.hear(Heard::Less, at(31));
        assert_eq!((one.until(at(31)), one.connections(at(91))), (Some(at(91)), 5), "the next pause is twice as long");
        many(&mut one, Heard::Took, 10, at(91));
        one.hear(Heard::Less, at(91));
        assert_eq!((one.until(at(91)), one.connections(at(121))), (Some(at(121)), 3), "what was taken makes it short again");
        let mut now = 200;
        for _ in 0..20 {
            one.hear(Heard::Less, at(now));
            now = one.until(at(now)).unwrap().micros() / 1_000_000;
        }
        one.hear(Heard::Less, at(now));
        assert_eq!((one.until(at(now)), one.connections(at(now + 1_800))), (Some(at(now + 1_800)), 1));
    }

    #[test]
    fn who_refuses_us_is_left_alone_and_asked_with_one_letter() {
        let mut one = Destination::default();
        assert_eq!(one.hear(Heard::Refused, at(0)), None, "one alone may be about one mailbox");
        one.hear(Heard::Took, at(0));
        many(&mut one, Heard::Refused, 2, at(0));
        assert_eq!(one.hear(Heard::Refused, at(0)), Some(Turn::Stopped(at(3_600))));
        assert_eq!(one.hear(Heard::Refused, at(1)), None, "letters under way");
        assert_eq!((one.connections(at(3_599)), one.connections(at(3_600))), (0, 1));
        assert_eq!(one.hear(Heard::Refused, at(3_600)), Some(Turn::Stopped(at(3_600 + 7_200))), "one letter was enough");
        assert_eq!(one.hear(Heard::Took, at(20_000)), Some(Turn::Recovered));
        assert_eq!(one.hear(Heard::Took, at(20_000)), None);
        let mut recalled = Destination::stopped(at(60));
        assert_eq!((recalled.connections(at(59)), recalled.connections(at(60))), (0, 1));
        assert_eq!(recalled.hear(Heard::Took, at(60)), Some(Turn::Recovered));
    }

    #[test]
    fn replies() {
        assert_eq!(Heard::of(250, Some((2, 0, 0))), Heard::Took);
        assert_eq!(Heard::of(421, None), Heard::Less);
        assert_eq!(Heard::of(450, Some((4, 7, 1))), Heard::Less);
        assert_eq!(Heard::of(451, Some((4, 2, 2))), Heard::Nothing);
        assert_eq!(Heard::of(550, Some((5, 7, 26))), Heard::Refused);
        assert_eq!(Heard::of(550, Some((5, 1, 1))), Heard::Nothing);
        assert_eq!(Heard::of(550, None), Heard::Nothing);
    }
}
