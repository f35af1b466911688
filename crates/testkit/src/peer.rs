//! Programs of others that a test talks to: mail servers, name servers, checkers. `scripts/mail-tools` installs them.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A script of `tests/mail` that runs while a test needs it, and tells what happens to it a line at a time.
#[derive(Debug)]
pub struct Peer {
    process: Child,
    lines: mpsc::Receiver<String>,
    /// The port it listens on, on loopback.
    pub port: u16,
}

/// The folder of this repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program of the tools, or of the scripts that use them.
///
/// # Panics
/// When they are not installed.
#[must_use]
pub fn tool(path: &str) -> PathBuf {
    let found = root().join("target/check/mail").join(path);
    assert!(found.exists(), "{} is not there: run scripts/mail-tools, or scripts/check --without mail", found.display());
    found
}

/// A script of `tests/mail`.
#[must_use]
pub fn script(name: &str) -> PathBuf {
    root().join("tests/mail").join(name)
}

impl Peer {
    /// Starts a script with its options and waits until it listens.
    ///
    /// # Panics
    /// When it does not come up within 20 seconds.
    #[must_use]
    pub fn start(name: &str, options: &str) -> Self {
        let mut process = Command::new(tool("venv/bin/python"))
            .arg(script(name))
            .arg(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the script starts");
        let output = process.stdout.take().expect("its output");
        let (tell, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        let first = lines.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("{name} did not come up"));
        let port = first.trim_start_matches("{\"port\":").trim().trim_end_matches('}').parse();
        Self { process, lines, port: port.unwrap_or_else(|_| panic!("{name} said {first}")) }
    }

    /// The next thing it tells, as JSON.
    ///
    /// # Panics
    /// When it tells nothing for 20 seconds.
    #[must_use]
    pub fn next(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(20)).expect("the script tells something")
    }

    /// Everything that it has told since, as JSON.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
