//! A data directory, the program on it, and a server to ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use store::{Location, Store};
use testkit::Scratch;

/// Runs a test of the program on both databases: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($paper:ident: &Paper) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every body needs what stands around it")]
            use super::*;

            fn run($paper: &$crate::paper::Paper) $body

            #[test]
            fn sqlite() {
                run(&$crate::paper::Paper::bare());
            }

            #[test]
            fn postgres() {
                $crate::paper::on_postgres(run);
            }
        }
    )+};
}
pub(crate) use on_both;

/// A data directory and its database.
pub(crate) struct Paper {
    folder: tempfile::TempDir,
    pub(crate) database: String,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// The answer of a command that did what it was asked.
    #[track_caller]
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self.out
    }

    /// The words of one that could not, with its exit code.
    #[track_caller]
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert!(!self.err.contains("panicked"), "{self:#?}");
        self.err
    }
}

pub(crate) fn on_postgres(body: fn(&Paper)) {
    testkit::with_scratch(|scratch| async move {
        let paper = Paper::on(postgres_url(&scratch).await);
        tokio::task::spawn_blocking(move || body(&paper)).await.unwrap();
    });
}

/// A PostgreSQL database without tables, as the command line writes it.
pub(crate) async fn postgres_url(scratch: &Scratch) -> String {
    let words = scratch.blank_postgres().await;
    let word = |name: &str| words.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default().to_owned();
    format!("postgres://{}@{}:{}/{}", word("user"), word("host"), word("port"), word("dbname"))
}

impl Paper {
    /// An empty directory on SQLite.
    pub(crate) fn bare() -> Self {
        Self::on("sqlite".to_owned())
    }

    pub(crate) fn on(database: String) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where a test keeps its files.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    /// The program with these words, ready to be started.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inkie"));
        for name in ["DIR", "DATABASE", "LISTEN", "SMTP", "MAILBOX", "THEME", "TRUSTED_PROXIES", "LOG"] {
            command.env_remove(format!("INKIE_{name}"));
        }
        command.args(words).arg("--data").arg(self.data()).args(["--database", &self.database]).current_dir(self.folder());
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn inkie(&self, words: &[&str]) -> Done {
        let output = self.command(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Done { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Makes the paper: The Feedback of Melbourne.
    pub(crate) fn found(&self) {
        self.inkie(&new("Australia/Melbourne")).well();
    }

    /// A story file of the plain kind, `minute` minutes after nine of 27 March 2015.
    pub(crate) fn story(&self, number: usize) -> String {
        let (hour, minute) = (1 + number / 60 % 11, number % 60);
        let text = format!(
            "Story number {number} quits by fax\n\n27 March 2015 | {hour}:{minute:02} am | Staff Writer\n\nThe label has its own machine\n\n\
             More Saltwater Choir More Saltwater Choir\n\nSaltwater Choir have left, says number {number}. \"It was his fax machine,\" said the drummer. Dead Postcodes are glad of it.\n"
        );
        self.write(&format!("stories/{number:04}.txt"), text)
    }

    /// Starts a server and waits until it says where it is.
    pub(crate) fn serve(&self, words: &[&str]) -> Server {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(words);
        let mut process = self.command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some((_, address)) = line.trim_end().rsplit_once("http://") else {
            let mut said = String::new();
            process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("no server: {line}{said}");
        };
        let server = Server { process, address: address.to_owned() };
        // The socket is made just after the line.
        for _ in 0..200 {
            if self.data().join("inkie.sock").exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    /// Looks into the paper's database while no program runs on it.
    pub(crate) fn look<T: Send + 'static>(&self, body: impl AsyncFnOnce(newsroom::Newsroom) -> T) -> T {
        let location = if self.database == "sqlite" {
            Location::Sqlite(self.data().join("paper.db"))
        } else {
            Location::Postgres(self.database.clone())
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Store::open(&location).await.unwrap();
            let files = store::blobs::Files::open(&self.data().join("media")).unwrap();
            body(newsroom::Newsroom::open(store, files, testkit::minute(0), [7; 32]).await.unwrap()).await
        })
    }

    /// Active readers `reader-<n>@example.org`.
    pub(crate) fn readers(&self, count: i64) {
        self.look(async move |newsroom| {
            let tx = newsroom.store().begin(testkit::minute(0)).await.unwrap();
            for n in 0..count {
                store::readers::create(&tx, &testkit::reader(n)).await.unwrap();
            }
            tx.commit().await.unwrap();
        });
    }
}

/// The words that make a paper in a zone.
pub(crate) fn new(zone: &str) -> [&str; 11] {
    let address = "1 Goods Lift Lane, Fitzroy";
    [
        "new",
        "--name",
        "The Feedback",
        "--zone",
        zone,
        "--publisher",
        "Feedback Press",
        "--postal-address",
        address,
        "--email",
        "desk@feedback.example",
    ]
}

/// A running server.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Server {
    pub(crate) fn get(&self, path: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("no answer to {path}: {text}"));
        Answer { status, text }
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks it to stop as systemd does; gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        drop(Command::new("kill").arg(self.process.id().to_string()).status());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
