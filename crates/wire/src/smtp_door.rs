//! A small SMTP server that takes bounces and nothing else: it knows no mailbox but those that its owner says are there,
//! relays nothing, and answers only after what it took is stored.

mod session;

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What becomes of a mail that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is stored; its sender may forget it.
    Yes,
    /// Not now; its sender tries again.
    NotNow,
}

/// What stands behind the door.
pub trait Room: Send + Sync + 'static {
    /// Whether there is a mailbox of this name. Asked before anything of a mail is read.
    fn has(&self, recipient: &str) -> bool;

    /// Stores a mail for those of its recipients that [`Room::has`].
    fn keep(&self, recipients: Vec<String>, mail: Vec<u8>) -> Pin<Box<dyn Future<Output = Kept> + Send + '_>>;
}

/// What a stranger may use up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// Connections at once from one address.
    pub from_one: usize,
    /// Bytes of a mail.
    pub mail: usize,
    /// Bytes of one line of a command.
    pub line: usize,
    /// Commands of a connection.
    pub commands: usize,
    /// Mailboxes of one mail.
    pub recipients: usize,
    /// Commands that are refused before the connection ends.
    pub faults: usize,
    /// How long a line may be waited for.
    pub pause: Duration,
    /// How long a connection lasts at most.
    pub life: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 50,
            from_one: 5,
            mail: crate::bounce::MOST_BYTES,
            line: 1_024,
            commands: 200,
            recipients: 10,
            faults: 10,
            pause: Duration::from_secs(60),
            life: Duration::from_secs(300),
        }
    }
}

/// Counts connections, in all and by address.
#[derive(Debug, Default)]
struct Guests(Mutex<HashMap<IpAddr, usize>>);

impl Guests {
    fn enter(self: &Arc<Self>, from: IpAddr, limits: &Limits) -> Option<Guest> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = inside.values().sum();
        let own = inside.entry(from).or_default();
        if all >= limits.connections || *own >= limits.from_one {
            if *own == 0 {
                inside.remove(&from);
            }
            return None;
        }
        *own += 1;
        Some(Guest { all: Arc::clone(self), from })
    }
}

struct Guest {
    all: Arc<Guests>,
    from: IpAddr,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut inside = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = inside.get_mut(&self.from) {
            *own -= 1;
            if *own == 0 {
                inside.remove(&self.from);
            }
        }
    }
}

/// Listens until `stop` is done. `host` is the name that it greets with.
pub async fn serve(listener: TcpListener, host: String, room: Arc<dyn Room>, limits: Limits, stop: impl Future<Output = ()> + Send) {
    let guests = Arc::new(Guests::default());
    let mut sessions = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
            Some(_) = sessions.join_next() => continue,
        };
        let Ok((stream, from)) = accepted else {
            // Out of file handles, as a rule: others must end first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let guest = guests.enter(from.ip(), &limits);
        let (host, room) = (host.clone(), Arc::clone(&room));
        sessions.spawn(async move {
            match guest {
                Some(guest) => {
                    drop(tokio::time::timeout(limits.life, session::run(stream, &host, room.as_ref(), &limits)).await);
                    drop(guest);
                }
                None => turn_away(stream, &host).await,
            }
        });
    }
    sessions.shutdown().await;
}

async fn turn_away(mut stream: TcpStream, host: &str) {
    use tokio::io::AsyncWriteExt;
    let reply = format!("421 4.7.0 {host} has too many guests, come again later\r\n");
    // Who does not read it need not be told.
    drop(tokio::time::timeout(Duration::from_secs(5), stream.write_all(reply.as_bytes())).await);
}

#[cfg(test)]
mod tests;
