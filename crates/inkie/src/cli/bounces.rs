//! What came back, on the command line.

use clap::{Subcommand, ValueHint};
use std::path::PathBuf;

/// Bounces and complaints.
#[derive(Debug, Subcommand)]
pub(crate) enum Bounces {
    /// What came back, the newest first
    #[command(after_help = "Examples:\n  inkie bounces list --kind complaint\n  inkie bounces list --limit 200 --json")]
    List {
        /// hard, soft, ours, complaint or opt-out
        #[arg(long)]
        kind: Option<String>,
        /// How many; 200 at most
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Readers whose mailbox has failed for two weeks or more; nobody is dropped for that
    #[command(after_help = "Example: inkie bounces failing")]
    Failing,
    /// Take one mail that came back, as it lies in a file
    #[command(after_help = "Example: inkie bounces take undelivered.eml")]
    Take {
        /// The mail
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}
