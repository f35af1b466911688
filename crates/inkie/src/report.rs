//! What a command tells while it works and when it is done: lines for people (or scripts, with `--json`), warnings, and
//! how far long work has come. The same command runs in this process or in the server's; only the report differs.

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;

/// One thing that is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Told {
    /// A line of the answer.
    Line(String),
    /// Something that should be looked at, though the command goes on.
    Warning(String),
    /// How far it is.
    Progress {
        /// `artists`, `letters`.
        what: String,
        /// So many are done.
        done: u64,
        /// Of so many; 0 when not known.
        total: u64,
    },
}

/// “1 letter”, “2 letters”.
pub(crate) fn counted(number: impl Display + PartialEq + From<u8>, one: &str, more: &str) -> String {
    let word = if number == 1.into() { one } else { more };
    format!("{number} {word}")
}

/// Where it is told.
pub(crate) trait Report: Send + Sync {
    /// Tells one thing.
    fn tell(&self, told: Told);

    /// A line of the answer.
    fn line(&self, text: &str) {
        self.tell(Told::Line(text.to_owned()));
    }

    /// A warning.
    fn warn(&self, text: &str) {
        self.tell(Told::Warning(text.to_owned()));
    }

    /// How far long work is.
    fn progress(&self, what: &str, done: u64, total: u64) {
        self.tell(Told::Progress { what: what.to_owned(), done, total });
    }
}

/// Standard output and standard error: a bar on a terminal, a plain line every tenth elsewhere.
pub(crate) struct Terminal {
    bar: Mutex<Option<ProgressBar>>,
    last_tenth: Mutex<u64>,
    is_terminal: bool,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        Self { bar: Mutex::new(None), last_tenth: Mutex::new(0), is_terminal: std::io::stderr().is_terminal() }
    }

    fn show_bar(&self, what: &str, done: u64, total: u64) {
        let Ok(mut slot) = self.bar.lock() else { return };
        let bar = slot.get_or_insert_with(|| {
            let bar = ProgressBar::new(total);
            if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {per_sec}") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_message(what.to_owned());
        bar.set_length(total.max(done));
        bar.set_position(done);
        if total > 0 && done >= total {
            bar.finish_and_clear();
            *slot = None;
        }
    }

    fn say_tenth(&self, what: &str, done: u64, total: u64) {
        let tenth = (done * 10).checked_div(total).unwrap_or(done / 10_000);
        let Ok(mut last) = self.last_tenth.lock() else { return };
        if tenth != *last {
            *last = tenth;
            eprintln!("{what}: {done}{}", if total == 0 { String::new() } else { format!(" of {total}") });
        }
    }
}

impl Report for Terminal {
    fn tell(&self, told: Told) {
        match told {
            // A reader that went away (`inkie stories | head`) ends the output, not the command.
            Told::Line(text) => drop(writeln!(std::io::stdout(), "{text}")),
            Told::Warning(text) => eprintln!("note: {text}"),
            Told::Progress { what, done, total } if self.is_terminal => self.show_bar(&what, done, total),
            Told::Progress { what, done, total } => self.say_tenth(&what, done, total),
        }
    }
}
