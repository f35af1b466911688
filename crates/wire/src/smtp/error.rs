//! What goes wrong with a mail server.

use super::reply::Reply;
use std::time::Duration;

/// What went wrong with a server or a connection.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// Nobody answers there.
    #[error("no mail server answers at {server}: {source}")]
    Away {
        /// Host and port.
        server: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The connection broke.
    #[error("the connection to the mail server broke: {0}")]
    Broken(#[from] std::io::Error),
    /// It took too long.
    #[error("the mail server did not answer {phase} within {} s", .limit.as_secs())]
    Silent {
        /// Where in the dialogue.
        phase: &'static str,
        /// How long was waited.
        limit: Duration,
    },
    /// It said something that is not SMTP.
    #[error("the mail server answered {phase} with something that is not SMTP: {line:?}")]
    Gibberish {
        /// Where in the dialogue.
        phase: &'static str,
        /// What it said.
        line: String,
    },
    /// It does not want us at all.
    #[error("the mail server refused {phase}: {reply}")]
    Refused {
        /// Where in the dialogue.
        phase: &'static str,
        /// What it said.
        reply: Reply,
    },
    /// It must be spoken to in secret and cannot.
    #[error(
        "{server} offers no TLS (STARTTLS), and mail does not go to another machine in clear; use its port 587 or smtps://, or write ?tls=off when the network between is yours alone"
    )]
    NoTls {
        /// Host and port.
        server: String,
    },
    /// It is not whom it says it is, or TLS does not come about.
    #[error("the connection to {server} cannot be trusted: {why}")]
    Untrusted {
        /// Host and port.
        server: String,
        /// What is wrong, and what to do.
        why: String,
    },
    /// It does not believe who we are.
    #[error("{server} does not accept the login of {user}: {why}")]
    Login {
        /// Host and port.
        server: String,
        /// The name that was given.
        user: String,
        /// What it said.
        why: String,
    },
}
