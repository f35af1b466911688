//! The command line beside a running server. A command that finds a server on its data directory sends its own words
//! through a Unix socket (mode 0600) there; the server parses them with the same grammar, runs them, and acknowledges
//! after it has applied the change. One line of JSON to ask, one line of JSON for everything told, a last one that
//! says why it failed, if it did.

use crate::report::{Report, Told};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;

/// What a command line asks of the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The words of the command line, the program's name first.
    pub(crate) words: Vec<String>,
    /// Where relative paths begin.
    pub(crate) folder: PathBuf,
    /// The mail server that the asker's command line or environment names; the server's own environment is not theirs.
    pub(crate) smtp: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Told(Told),
    Done { error: Option<String> },
}

/// Runs what was asked; the server gives one.
pub(crate) type Runner = Arc<dyn Fn(Asked, Arc<dyn Report>) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

/// The longest request, in bytes: more than a command line can hold, every letter of it escaped.
const MAX_REQUEST: u64 = 16 * 1024 * 1024;

/// How long the door rests when it cannot be opened: most likely there are no file handles left.
const REST: Duration = Duration::from_secs(1);

struct Channel(mpsc::UnboundedSender<Answer>);

impl Report for Channel {
    fn tell(&self, told: Told) {
        // The asker may be gone; the command goes on.
        drop(self.0.send(Answer::Told(told)));
    }
}

/// Listens in the data directory until the process ends.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn listen(path: &Path, run: Runner) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("{} is in the way", path.display()));
        }
        _ => {}
    }
    let listener = UnixListener::bind(path).with_context(|| format!("the socket {} cannot be made", path.display()))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    tokio::spawn(async move {
        loop {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a command line could not be heard");
                    tokio::time::sleep(REST).await;
                    continue;
                }
            };
            let run = Arc::clone(&run);
            tokio::spawn(async move {
                if let Err(error) = serve(stream, run).await {
                    tracing::info!(%error, "a command line went away");
                }
            });
        }
    });
    Ok(())
}

async fn serve(stream: UnixStream, run: Runner) -> Result<()> {
    // The socket's mode keeps others out, but for the moment between its making and that.
    if stream.peer_cred()?.uid() != rustix::process::geteuid().as_raw() && stream.peer_cred()?.uid() != 0 {
        bail!("somebody else's process asked");
    }
    let (reader, mut writer) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reader.take(MAX_REQUEST)).read_line(&mut line).await?;
    let asked: Asked = serde_json::from_str(&line)?;
    let (sender, mut answers) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let done = run(asked, Arc::new(Channel(sender.clone()))).await;
        drop(sender.send(Answer::Done { error: done.err().map(|error| format!("{error:#}")) }));
    });
    while let Some(answer) = answers.recv().await {
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        writer.write_all(&line).await?;
    }
    Ok(())
}

/// A server that has just started opens its socket a moment after it has taken its directory.
async fn connect(path: &Path) -> std::io::Result<UnixStream> {
    const TRIES: usize = 30;
    for _ in 0..TRIES {
        if let Ok(stream) = UnixStream::connect(path).await {
            return Ok(stream);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    UnixStream::connect(path).await
}

/// Asks the server at a socket and reports what it tells.
///
/// # Errors
/// What the command failed with there, or that nobody answers.
pub(crate) async fn ask(path: &Path, asked: &Asked, report: &dyn Report) -> Result<()> {
    let stream = connect(path).await.with_context(|| {
        format!("another inkie has this data directory but does not answer at {}; wait until it has started, or stop it", path.display())
    })?;
    let (reader, mut writer) = stream.into_split();
    let mut line = serde_json::to_vec(asked)?;
    line.push(b'\n');
    writer.write_all(&line).await?;
    let mut lines = BufReader::new(reader).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Answer::Told(told) => report.tell(told),
            Answer::Done { error: None } => return Ok(()),
            Answer::Done { error: Some(error) } => bail!(error),
        }
    }
    bail!("the server stopped before it said that the command is done; look whether it happened before you run it again")
}
