//! Where pictures are developed: one at a time, on a thread of the lowest priority. Whoever writes, saves or asks for
//! suggestions meanwhile has the processor first.

use crate::{Newsroom, Verb, VerbError};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// The priority of the thread: a tenth of anybody else's share. The lowest that there is would leave who brings a picture in, and
/// the loading of the demo, waiting for minutes on a machine where something else computes.
const LAST: i32 = 10;

/// The one place in the darkroom, free or taken.
#[derive(Debug)]
pub(crate) struct Door(Arc<Semaphore>);

impl Default for Door {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// The place in the darkroom, held until it is dropped.
pub(crate) struct Darkroom {
    _place: OwnedSemaphorePermit,
}

impl Newsroom {
    /// Waits until the darkroom is free. Who came first goes in first.
    pub(crate) async fn darkroom(&self) -> Verb<Darkroom> {
        let place = Arc::clone(&self.darkroom_door().0).acquire_owned().await;
        place.map(|place| Darkroom { _place: place }).map_err(|error| VerbError::Unreadable(error.to_string()))
    }
}

impl Darkroom {
    /// Does work that only computes or writes files, and gives the place back with what came of it. Given up in the
    /// middle by who waits for it, the work goes on to its end and nobody else comes in before.
    pub(crate) async fn work<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Verb<(Self, T)> {
        let (done, waits) = oneshot::channel();
        let body = move || {
            if let Err(error) = rustix::process::setpriority_process(None, LAST) {
                tracing::debug!(%error, "pictures are developed at the priority of everything else");
            }
            let made = work();
            // Nobody may be waiting any more.
            drop(done.send((self, made)));
        };
        let thread = std::thread::Builder::new().name("darkroom".to_owned()).spawn(body);
        thread.map_err(|error| VerbError::Unreadable(format!("no thread for pictures could be made: {error}")))?;
        waits.await.map_err(|_| VerbError::Unreadable("the picture could not be worked on; nothing was stored".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_and_nicely() {
        let door = Door::default();
        let place = Darkroom { _place: Arc::clone(&door.0).acquire_owned().await.unwrap() };
        assert_eq!(door.0.available_permits(), 0);
        let (place, priority) = place.work(|| rustix::process::getpriority_process(None).unwrap()).await.unwrap();
        assert_eq!(priority, LAST);
        drop(place);
        assert_eq!(door.0.available_permits(), 1);
        // The thread alone is last, not the program.
        assert!(rustix::process::getpriority_process(None).unwrap() < LAST);
    }
}
