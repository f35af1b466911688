//! How often one subscriber may ask for something that costs others: signing an address up mails it a letter.

use domain::time::Instant;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Counts acts of one kind by subscriber, over a window that begins with the first.
#[derive(Debug)]
pub(crate) struct Limit {
    most: u32,
    window_seconds: i64,
    seen: Mutex<HashMap<IpAddr, Window>>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    began: Instant,
    count: u32,
}

/// So many subscribers are remembered. Beyond it every finished window is forgotten, then all of them: who has that
/// many addresses is stopped by the budgets of the newsroom, which count mails.
const REMEMBERED: usize = 20_000;

impl Limit {
    /// At most `most` acts in `window_seconds`.
    pub(crate) fn new(most: u32, window_seconds: i64) -> Self {
        Self { most, window_seconds, seen: Mutex::default() }
    }

    /// Counts one act; false when it is one too many.
    pub(crate) fn take(&self, subscriber: IpAddr, now: Instant) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let over = |window: &Window| now < window.began || now >= window.began.plus_seconds(self.window_seconds);
        if seen.len() >= REMEMBERED && !seen.contains_key(&subscriber) {
            seen.retain(|_, window| !over(window));
            if seen.len() >= REMEMBERED {
                seen.clear();
            }
        }
        let window = seen.entry(subscriber).or_insert(Window { began: now, count: 0 });
        if over(window) {
            *window = Window { began: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        window.count <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_subscriber_over_a_window() {
        let limit = Limit::new(2, 60);
        let (one, other): (IpAddr, IpAddr) = ("203.0.113.1".parse().unwrap(), "203.0.113.2".parse().unwrap());
        let now = Instant::from_micros(0);
        assert!(limit.take(one, now) && limit.take(one, now) && !limit.take(one, now));
        assert!(limit.take(other, now));
        assert!(!limit.take(one, now.plus_seconds(59)));
        assert!(limit.take(one, now.plus_seconds(60)));
    }

    #[test]
    fn remembers_a_bounded_number() {
        let limit = Limit::new(1, 60);
        for n in 0..u32::try_from(REMEMBERED).unwrap() + 10 {
            limit.take(IpAddr::V4(n.into()), Instant::from_micros(0));
        }
        assert!(limit.seen.lock().unwrap().len() <= REMEMBERED);
    }
}
