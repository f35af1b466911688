//! Imports that this process has in hand: whatever is done with one is done by one hand at a time, and whoever asks is told
//! how far it is.

use super::run::found;
use super::{arrival, run};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use store::movings::{self, Moving, MovingState};

/// What this process keeps of imports.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    hands: Mutex<HashMap<i64, Arc<Reading>>>,
    /// Where sources lie that come to the desk.
    pub(super) folder: OnceLock<PathBuf>,
}

impl Intake {
    fn hands(&self) -> MutexGuard<'_, HashMap<i64, Arc<Reading>>> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far a reading is, in entries. The total is known once all were counted.
#[derive(Debug, Default)]
pub(super) struct Reading {
    done: AtomicU64,
    total: AtomicU64,
}

impl Reading {
    /// One more entry was read.
    pub(super) fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// All were counted: they are read again from the first.
    pub(super) fn counted(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    fn far(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// An import in hand, until this is dropped.
pub(super) struct Held {
    hands: Newsroom,
    pub(super) id: i64,
    pub(super) reading: Arc<Reading>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.hands.intake().hands().remove(&self.id);
    }
}

/// Takes an import in hand.
///
/// # Errors
/// [`VerbError::Refused`] when another hand of this process has it.
pub(super) fn hold(newsroom: &Newsroom, id: i64) -> Verb<Held> {
    let reading = Arc::new(Reading::default());
    let mut hands = newsroom.intake().hands();
    if hands.contains_key(&id) {
        return Err(Refusal::State(format!("import {id} is at work; wait, or pause it")).into());
    }
    hands.insert(id, Arc::clone(&reading));
    Ok(Held { hands: newsroom.clone(), id, reading })
}

/// How many entries a hand of this process has read of an import, of how many; 0 while they are counted. Nothing when none
/// has it.
#[must_use]
pub fn at_work(newsroom: &Newsroom, id: i64) -> Option<(u64, u64)> {
    newsroom.intake().hands().get(&id).map(|reading| reading.far())
}

/// What is done with an import beside everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The dry run of a source at the desk.
    Look,
    /// The run of one that was looked at.
    Begin,
    /// The rest of one that was paused or broke off.
    Resume,
}

/// Has work begin, and answers at once. What stops it is kept with the import.
///
/// # Errors
/// [`VerbError::Refused`] when the import is not so far, or too far, or at work.
pub async fn set_going(newsroom: &Newsroom, act: &Act, id: i64, work: Work) -> Verb<()> {
    act.allow(Right::Import)?;
    let held = hold(newsroom, id)?;
    match work {
        Work::Look => arrival::may_look(newsroom, id).await?,
        Work::Begin => run::may_begin(newsroom, id).await?,
        Work::Resume => run::may_resume(newsroom, act, id).await?,
    };
    go(newsroom, act, held, work);
    Ok(())
}

/// Has work begin with an import in hand.
pub(super) fn go(newsroom: &Newsroom, act: &Act, held: Held, work: Work) {
    let (newsroom, act) = (newsroom.clone(), act.clone());
    tokio::spawn(async move {
        let done = match work {
            Work::Look => arrival::look_through(&newsroom, &act, &held).await,
            Work::Begin => run::begun(&newsroom, &act, &held, &|_, _| {}).await.map(|_| ()),
            Work::Resume => run::resumed(&newsroom, &act, &held, &|_, _| {}).await.map(|_| ()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, import = held.id, "an import broke off");
            if let Err(error) = broke_off(&newsroom, &act, held.id, &error).await {
                tracing::error!(%error, import = held.id, "why an import broke off cannot be kept with it");
            }
        }
    });
}

/// Keeps with an import why it stopped.
async fn broke_off(newsroom: &Newsroom, act: &Act, id: i64, error: &VerbError) -> Verb<()> {
    let moving = found(newsroom, id).await?;
    let state = match (moving.state, error) {
        (MovingState::Looking, VerbError::Unreadable(_)) => MovingState::Unreadable,
        (MovingState::Running, _) => MovingState::Paused,
        (state, _) => state,
    };
    // Where it lies on this machine is nothing that who reads this could use.
    let why = error.to_string().replace(&moving.source, &arrival::name_of(&moving));
    let tx = newsroom.begin(act.now).await?;
    movings::put(&tx, &Moving { state, why, ..moving }).await?;
    newsroom.commit(tx).await
}
