//! Who may have a connection at once. A task that has one is given the next without waiting for a seat: were it to wait, as
//! many such tasks as there are seats would wait for each other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{self, Id};

/// How many connections each task has.
type Held = Mutex<HashMap<Id, usize>>;

pub(super) struct Seats {
    free: Arc<Semaphore>,
    held: Arc<Held>,
}

/// The right to a connection, given back when dropped.
pub(super) struct Seat {
    _free: Option<OwnedSemaphorePermit>,
    task: Option<Id>,
    held: Arc<Held>,
}

impl Seats {
    pub(super) fn new(many: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(many)), held: Arc::default() }
    }

    /// A seat, waited for unless this task has a connection already.
    pub(super) async fn take(&self) -> Seat {
        let has_one = task::try_id().is_some_and(|task| locked(&self.held).contains_key(&task));
        // Never closed: the seats live as long as whoever waits for one.
        let free = if has_one { None } else { Arc::clone(&self.free).acquire_owned().await.ok() };
        self.sit(free)
    }

    /// A seat beside those that are counted: for a connection that is had already.
    pub(super) fn beside(&self) -> Seat {
        self.sit(None)
    }

    fn sit(&self, free: Option<OwnedSemaphorePermit>) -> Seat {
        let task = task::try_id();
        if let Some(task) = task {
            *locked(&self.held).entry(task).or_default() += 1;
        }
        Seat { _free: free, task, held: Arc::clone(&self.held) }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(task) = self.task else { return };
        let mut held = locked(&self.held);
        match held.get_mut(&task) {
            Some(many) if *many > 1 => *many -= 1,
            _ => drop(held.remove(&task)),
        }
    }
}

fn locked(held: &Held) -> std::sync::MutexGuard<'_, HashMap<Id, usize>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
