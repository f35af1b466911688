//! The sendings of this process, which all hold letters under its one epoch.
//!
//! One that could not store what became of its letters, because the database was away, leaves them in the hand of a
//! process that lives: nobody would take them up before it ends. So the next sending does, once no other is on.

use super::{SILENT_SECONDS, Sender};
use crate::{Newsroom, Verb};
use store::{deliveries, epochs};
use tokio::sync::Mutex;

#[derive(Default)]
pub(crate) struct Sendings(Mutex<State>);

#[derive(Default)]
struct State {
    /// How many are on.
    on: usize,
    /// Whether one has failed since letters were last taken back.
    failed: bool,
}

impl Sendings {
    /// A sending begins. What a failed one left in hand is taken back first, as from a process that died.
    pub(super) async fn begin(&self, newsroom: &Newsroom, sender: &Sender) -> Verb<()> {
        let mut state = self.0.lock().await;
        if state.failed && state.on == 0 {
            let tx = newsroom.begin((sender.clock)()).await?;
            let mut others = epochs::live(&tx, (sender.clock)().plus_seconds(-SILENT_SECONDS)).await?;
            others.retain(|epoch| *epoch != sender.epoch);
            deliveries::revive(&tx, &others).await?;
            newsroom.commit(tx).await?;
            state.failed = false;
        }
        state.on += 1;
        Ok(())
    }

    /// A sending has ended.
    pub(super) async fn end(&self, well: bool) {
        let mut state = self.0.lock().await;
        state.on = state.on.saturating_sub(1);
        state.failed |= !well;
    }
}
