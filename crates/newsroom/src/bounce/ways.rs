//! The ways in that are kept open: a mailbox that is read, and a small mail server of our own. What comes over them is
//! let go of only after [`super::take`] has stored it.

use super::{Handled, Taken, take_mail};
use crate::deliver::Clock;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::refusal::Refusal;
use domain::role::Role;
use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use wire::imap::{Address, ImapError, Mailbox};
use wire::smtp_door::{Kept, Limits, Room};

/// How often the mailbox is looked into.
const LOOK: Duration = Duration::from_secs(60);

fn act(clock: &Clock) -> Act {
    Act::new("bounces", Role::Owner, clock())
}

impl From<ImapError> for VerbError {
    fn from(error: ImapError) -> Self {
        Self::Refused(Refusal::State(error.to_string()))
    }
}

/// Mails of the mailbox that are for a person: left unseen, and not read again by this process.
#[derive(Debug, Default)]
pub struct Passed {
    era: u32,
    mails: HashSet<u32>,
}

/// Takes what is new in a mailbox. Mails that are not for us, or that no token of ours vouches for, stay as they are for a
/// person. Gives how many were taken.
///
/// # Errors
/// The first thing that failed; what was not taken stays unseen.
pub async fn read_mailbox(newsroom: &Newsroom, clock: &Clock, address: &Address, passed: &mut Passed) -> Verb<usize> {
    let mut mailbox = Mailbox::open(address).await?;
    if passed.era != mailbox.era() {
        *passed = Passed { era: mailbox.era(), ..Passed::default() };
    }
    let mut taken = 0;
    for number in mailbox.unseen().await? {
        if passed.mails.contains(&number) || newsroom.is_stopping() {
            continue;
        }
        let Some(mail) = mailbox.fetch(number).await? else { continue };
        match take_mail(newsroom, &act(clock), &mail, &[], "imap").await? {
            Handled::Taken(Taken::NotOurs) | Handled::Other => {
                passed.mails.insert(number);
            }
            Handled::Taken(_) | Handled::Nothing => {
                mailbox.done(number).await?;
                taken += 1;
            }
        }
    }
    mailbox.close().await;
    Ok(taken)
}

/// Reads a mailbox again and again until `stop` is done.
pub async fn keep_reading(newsroom: Newsroom, clock: Clock, address: Address, stop: impl Future<Output = ()> + Send) {
    let mut passed = Passed::default();
    let work = async {
        loop {
            if let Err(error) = read_mailbox(&newsroom, &clock, &address, &mut passed).await {
                tracing::warn!(%error, "the mailbox of bounces was not read; it will be tried again");
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = stop => {}
    }
}

struct Door {
    newsroom: Newsroom,
    clock: Clock,
}

impl Room for Door {
    fn has(&self, recipient: &str) -> bool {
        let mark = [recipient.to_owned()];
        super::find::envelopes(&self.newsroom, (self.clock)(), &mark).next().is_some()
    }

    fn keep(&self, recipients: Vec<String>, mail: Vec<u8>) -> Pin<Box<dyn Future<Output = Kept> + Send + '_>> {
        Box::pin(async move {
            // Each of them is a letter of its own.
            for recipient in recipients {
                if let Err(error) = take_mail(&self.newsroom, &act(&self.clock), &mail, &[recipient], "smtp").await {
                    tracing::warn!(%error, "a bounce was not stored; its sender will try again");
                    return Kept::NotNow;
                }
            }
            Kept::Yes
        })
    }
}

/// Takes bounces over SMTP until `stop` is done: for the addresses that letters were sent from, for nobody else.
pub async fn listen(newsroom: Newsroom, clock: Clock, listener: TcpListener, host: String, stop: impl Future<Output = ()> + Send) {
    wire::smtp_door::serve(listener, host, Arc::new(Door { newsroom, clock }), Limits::default(), stop).await;
}
