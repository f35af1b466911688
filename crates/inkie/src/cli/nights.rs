//! Listed nights, on the command line.

use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

/// Nights that no story tells of.
#[derive(Debug, Subcommand)]
pub(crate) enum Nights {
    /// Read MusicBrainz' JSON dump of events: nights of artists whom the paper has by their MusicBrainz ids
    #[command(
        after_help = "Examples:\n  inkie nights import event\n  inkie nights import event --whole --redirects event-redirects.tsv\nThe dump is unpacked before: an object a line. Import artists first, and places (inkie nights venues).\nA night that a story tells of stands as the story tells it. Broken lines are listed with their numbers; the rest goes in."
    )]
    Import(Lists),
    /// Read MusicBrainz' JSON dump of places: where nights are
    #[command(after_help = "Example: inkie nights venues place\nBroken lines are listed with their numbers; the rest goes in.")]
    Venues(Lists),
    /// Forget a listed night, until a dump that has it is read again
    #[command(after_help = "Example: inkie nights remove 0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d11")]
    Remove {
        /// Its MusicBrainz id
        id: String,
    },
}

/// Files of a dump.
#[derive(Debug, Args)]
pub(crate) struct Lists {
    /// Files
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// The files are a whole dump: list what the paper has whose id it does not have any more
    #[arg(long)]
    pub(crate) whole: bool,
    /// A file of ids that lead to others now: the old and the new, a line each
    #[arg(long)]
    pub(crate) redirects: Option<PathBuf>,
}
