//! Where mails go: into the built-in mailbox of a demo, or out, the way that the keeper chose. A closed list; a relay's
//! HTTP interface would be its third entry.

use domain::mail_way::Way;
use std::time::Duration;
use wire::smtp::Patience;

/// Where mails go.
#[derive(Debug, Clone)]
pub enum Outbox {
    /// The table behind `/-/mailbox`. Nothing leaves the machine.
    Mailbox,
    /// Nowhere yet: mails wait, and no edition is released by itself.
    Unset,
    /// Out, over SMTP.
    Smtp {
        /// To which servers.
        way: Way,
        /// How long each phase may take.
        patience: Patience,
        /// How long a letter that was told “not now” waits for its next try.
        retry: Duration,
    },
}

/// What is said where a mail server is needed and none is set.
pub(crate) const UNSET: &str =
    "no mail server is set; say where mail goes in the settings, with --smtp smtp://host:port, or with smtp in inkie.toml";

impl Outbox {
    /// A way with the usual patience and half an hour between tries (RFC 5321 §4.5.4.1).
    #[must_use]
    pub fn smtp(way: Way) -> Self {
        Self::Smtp { way, patience: Patience::default(), retry: Duration::from_secs(30 * 60) }
    }
}
