//! A mail server that does what a test tells it, and keeps what it took.

use domain::mail_way::{Server, Way};
use newsroom::outbox::Outbox;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use wire::smtp::Patience;

/// Where in the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Banner,
    Mail,
    Rcpt,
    Data,
    Dot,
}

/// What the server does there.
#[derive(Debug, Clone)]
pub(crate) enum Does {
    /// Goes on as servers do.
    Well,
    /// Says this.
    Says(&'static str),
    /// Says this and closes.
    SaysAndCloses(&'static str),
    /// Closes without a word.
    Closes,
    /// Keeps the letter and closes without a word.
    KeepsAndCloses,
    /// Goes on once it is told.
    Waits(Arc<tokio::sync::Notify>),
    /// Meets others at the first, and goes on when all meet at the second.
    Meets(Arc<Barrier>, Arc<Barrier>),
}

/// What is done at a step for a reader, the first time, the second time and so on.
pub(crate) type Script = Arc<dyn Fn(Step, &str, usize) -> Does + Send + Sync>;

/// Letters that were taken: recipient and bytes as they came.
pub(crate) type Taken = Arc<Mutex<Vec<(String, String)>>>;

pub(crate) struct Sink {
    pub(crate) port: u16,
    taken: Taken,
}

struct Desk {
    script: Script,
    taken: Taken,
    seen: Mutex<BTreeMap<String, usize>>,
}

impl Desk {
    fn does(&self, step: Step, to: &str) -> Does {
        let mut seen = self.seen.lock().unwrap();
        let times = seen.entry(format!("{step:?} {to}")).or_default();
        *times += 1;
        (self.script)(step, to, *times)
    }
}

impl Sink {
    pub(crate) async fn start(script: impl Fn(Step, &str, usize) -> Does + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1", 0, script).await
    }

    /// At an address of this machine.
    pub(crate) async fn start_at(address: &str, port: u16, script: impl Fn(Step, &str, usize) -> Does + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((address, port)).await.unwrap();
        let (port, taken) = (listener.local_addr().unwrap().port(), Taken::default());
        let desk = Arc::new(Desk { script: Arc::new(script), taken: Arc::clone(&taken), seen: Mutex::default() });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let desk = Arc::clone(&desk);
                tokio::spawn(async move { drop(talk(stream, &desk).await) });
            }
        });
        Self { port, taken }
    }

    /// Everything it took, in order.
    pub(crate) fn taken(&self) -> Vec<(String, String)> {
        self.taken.lock().unwrap().clone()
    }

    pub(crate) fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> = self.taken().into_iter().map(|(to, _)| to).collect();
        all.sort();
        all
    }

    pub(crate) fn outbox(&self) -> Outbox {
        outbox(self.port)
    }
}

/// A server on this machine over four connections; letters told “not now” wait a minute.
pub(crate) fn outbox(port: u16) -> Outbox {
    way(Way::one(Server::plain("127.0.0.1", port)))
}

/// A way to servers that answer soon or never.
pub(crate) fn way(way: Way) -> Outbox {
    let second = Duration::from_secs(5);
    let patience = Patience { connect: second, command: second, data: second, dot: second };
    Outbox::Smtp { way, patience, retry: Duration::from_secs(60) }
}

/// Whether the dialogue goes on.
async fn step(stream: &mut BufReader<TcpStream>, does: Does, well: &str) -> std::io::Result<bool> {
    match does {
        Does::Well => say(stream, well).await.map(|()| true),
        Does::Says(words) => say(stream, words).await.map(|()| words.starts_with(['2', '3'])),
        Does::SaysAndCloses(words) => {
            say(stream, words).await?;
            Err(std::io::ErrorKind::ConnectionAborted.into())
        }
        Does::Closes | Does::KeepsAndCloses => Err(std::io::ErrorKind::ConnectionAborted.into()),
        Does::Waits(go) => {
            go.notified().await;
            say(stream, well).await.map(|()| true)
        }
        Does::Meets(here, there) => {
            here.wait().await;
            there.wait().await;
            say(stream, well).await.map(|()| true)
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.write_all(format!("{words}\r\n").as_bytes()).await
}

async fn talk(stream: TcpStream, desk: &Desk) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    step(&mut stream, desk.does(Step::Banner, ""), "220 sink").await?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        if line.starts_with("EHLO") {
            say(&mut stream, "250 sink").await?;
        } else if line.starts_with("MAIL") {
            step(&mut stream, desk.does(Step::Mail, ""), "250 ok").await?;
        } else if let Some(rest) = line.strip_prefix("RCPT TO:<") {
            to = rest.trim_end_matches('>').to_owned();
            step(&mut stream, desk.does(Step::Rcpt, &to), "250 ok").await?;
        } else if line == "DATA" {
            if step(&mut stream, desk.does(Step::Data, &to), "354 go on").await? {
                take(&mut stream, desk, &to).await?;
            }
        } else if line == "QUIT" {
            return say(&mut stream, "221 bye").await;
        } else {
            say(&mut stream, "250 ok").await?;
        }
    }
}

async fn take(stream: &mut BufReader<TcpStream>, desk: &Desk, to: &str) -> std::io::Result<()> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            break;
        }
        letter.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
    let does = desk.does(Step::Dot, to);
    let kept = match &does {
        Does::Well | Does::KeepsAndCloses | Does::Waits(_) | Does::Meets(..) => true,
        Does::Says(words) | Does::SaysAndCloses(words) => words.starts_with('2'),
        Does::Closes => false,
    };
    if kept {
        desk.taken.lock().unwrap().push((to.to_owned(), letter));
    }
    step(stream, does, "250 taken").await.map(drop)
}
