//! Letters to the lines of several relays, by the relays' shares.

use domain::mail_way::Relay;
use domain::mail_way::pace::Shares;
use std::time::Duration;
use store::deliveries::Claimed;
use tokio::sync::mpsc::Sender;

/// Hands letters out.
pub(super) struct Hand {
    lines: Vec<Sender<Claimed>>,
    shares: Shares,
    /// Relays that do not keep up: passed over until they have room again.
    behind: Vec<bool>,
}

/// How long a relay whose turn it is may have no room before it counts as not keeping up. Shares hold between servers that
/// work; one that hangs does not keep the others waiting.
const KEEPS_UP: Duration = Duration::from_millis(250);

/// How often is looked for room when nobody keeps up.
const LOOK: Duration = Duration::from_millis(20);

impl Hand {
    /// To these relays, each over its own channel.
    pub(super) fn new(relays: &[Relay], lines: Vec<Sender<Claimed>>) -> Self {
        Self { behind: vec![false; lines.len()], lines, shares: Shares::new(relays.iter().map(|relay| relay.weight)) }
    }

    /// Hands a letter to the relay whose turn it is; gives it back when no relay takes letters any more.
    pub(super) async fn send(&mut self, letter: Claimed) -> Result<(), Claimed> {
        if let [only] = self.lines.as_slice() {
            return only.send(letter).await.map_err(|error| error.0);
        }
        loop {
            let Self { lines, shares, behind } = self;
            for (line, behind) in lines.iter().zip(behind.iter_mut()) {
                *behind = *behind && line.capacity() == 0;
            }
            let can = |index: usize| lines.get(index).is_some_and(|line| !line.is_closed()) && behind.get(index) == Some(&false);
            let Some(index) = shares.next(can) else {
                if lines.iter().all(Sender::is_closed) {
                    return Err(letter);
                }
                tokio::time::sleep(LOOK).await;
                continue;
            };
            let Some(line) = lines.get(index) else { return Err(letter) };
            match tokio::time::timeout(KEEPS_UP, line.reserve()).await {
                Ok(Ok(room)) => {
                    room.send(letter);
                    return Ok(());
                }
                // Its lines have ended; the next is asked.
                Ok(Err(_)) => {}
                Err(_) => {
                    if let Some(behind) = behind.get_mut(index) {
                        *behind = true;
                    }
                }
            }
        }
    }
}
