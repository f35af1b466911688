//! How mail goes out: its keys, and the doctor who looks at it.

use clap::Subcommand;
use std::net::{IpAddr, SocketAddr};

/// The keys of mails.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Make a key that signs mails (DKIM), or show the one that is there, and say what to put into DNS
    #[command(
        after_help = "Examples:\n  inkie mail key inkie-2026\n  inkie paper --set dkim-selector=inkie-2026     once its record stands in DNS\n\nTo change keys, make one under another selector, put its record into DNS, then set it; leave the old record for a week."
    )]
    Key {
        /// The word that the key has in DNS
        #[arg(default_value = "inkie")]
        selector: String,
    },
}

/// What the doctor looks at closely.
#[derive(Debug, Subcommand)]
pub(crate) enum DoctorPart {
    /// SPF, DKIM, DMARC, names of the sending addresses, TLS of the mail servers, postal address; and what to put into DNS
    #[command(
        after_help = "Examples:\n  inkie doctor mail\n  inkie doctor mail --address 203.0.113.7 --json\n\nExit codes: 0 nothing must be mended, 1 something must (the lines say what)."
    )]
    Mail {
        /// An address that mail is sent from, when it is not that of the paper's host
        #[arg(long)]
        address: Vec<IpAddr>,
        /// Ask this name server instead of the system's
        #[arg(long, value_name = "ADDRESS:PORT")]
        name_server: Option<SocketAddr>,
    },
}
