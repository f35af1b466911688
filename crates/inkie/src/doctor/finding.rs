//! What the doctor finds, and how it is told.

use crate::report::Report;
use anyhow::{Result, bail};
use newsroom::dkim::Record;
use serde_json::json;

/// What was found about one thing.
pub(super) struct Finding {
    thing: &'static str,
    state: State,
    says: String,
    records: Vec<Record>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Look,
    Bad,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Look => "look",
            Self::Bad => "bad",
        }
    }
}

impl Finding {
    /// With a text that mends it when it stands in DNS.
    pub(super) fn put(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.records.push(Record { name: name.into(), text: text.into() });
        self
    }
}

pub(super) fn good(thing: &'static str, says: impl Into<String>) -> Finding {
    Finding { thing, state: State::Good, says: says.into(), records: Vec::new() }
}

pub(super) fn look(thing: &'static str, says: impl Into<String>) -> Finding {
    Finding { state: State::Look, ..good(thing, says) }
}

pub(super) fn bad(thing: &'static str, says: impl Into<String>) -> Finding {
    Finding { state: State::Bad, ..good(thing, says) }
}

/// A record's text as a zone file has it: a string there is 255 bytes at most, and a DKIM key is longer (RFC 1035 §3.3.14).
pub(crate) fn quoted(text: &str) -> String {
    let strings: Vec<String> = text.as_bytes().chunks(255).map(|part| format!("\"{}\"", String::from_utf8_lossy(part))).collect();
    strings.join(" ")
}

/// Tells everything, a line each, and what to put into DNS under it.
///
/// # Errors
/// When something is bad; the lines say what.
pub(super) fn tell(findings: &[Finding], as_json: bool, report: &dyn Report) -> Result<()> {
    for Finding { thing, state, says, records } in findings {
        if as_json {
            let records: Vec<_> = records.iter().map(|record| json!({ "name": record.name, "type": "TXT", "text": record.text })).collect();
            report.line(&json!({ "thing": thing, "state": state.word(), "says": says, "put_into_dns": records }).to_string());
            continue;
        }
        report.line(&format!("{:5} {thing:9} {says}", state.word()));
        for record in records {
            report.line(&format!("                put into DNS: {} TXT {}", record.name, quoted(&record.text)));
        }
    }
    let bad = findings.iter().filter(|finding| finding.state == State::Bad).count();
    if bad > 0 { bail!("{bad} of {} things must be mended", findings.len()) } else { Ok(()) }
}
