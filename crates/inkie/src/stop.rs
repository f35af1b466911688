//! Being asked to stop: by Ctrl-C, or as systemd does.

use crate::desk::Desk;
use crate::report::Report;
use anyhow::{Result, bail};
use std::future::Future;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that ask this process to stop. From the first of them on, none ends it by itself.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system does not let it.
    pub(crate) fn listen() -> Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits until somebody asks.
    pub(crate) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Does work that sends letters. Asked to stop, no other letter is begun and the replies to those on their way are waited
/// for; asked twice, it ends at once.
///
/// # Errors
/// What the work failed with, or that it did not end.
pub(crate) async fn heeding(desk: &Desk, report: &dyn Report, work: impl Future<Output = Result<()>>) -> Result<()> {
    let mut signals = Signals::listen()?;
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = signals.asked() => {}
    }
    desk.newsroom.stop();
    report.warn("stopping: the replies to the letters on their way are waited for; asked again, it ends at once");
    tokio::select! {
        done = &mut work => done,
        () = signals.asked() => bail!("ended before every reply had come: those letters are in doubt; `inkie edition send` lists them and goes on"),
    }
}
