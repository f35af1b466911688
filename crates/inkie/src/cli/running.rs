//! What runs a paper: its front, sections, pages, redirects, ads, and what is read.

use clap::Subcommand;
use domain::settings::SETTINGS;
use std::path::PathBuf;

/// The help of `inkie paper --set`: every setting, from its declaration.
pub(crate) fn settings_help() -> String {
    let lines =
        SETTINGS.iter().map(|setting| format!("\n  {:15} {}. Example: {}={}", setting.name, setting.help, setting.name, setting.example));
    format!("Change a setting; several are changed together or not at all:{}", lines.collect::<String>())
}

/// Sections and the navigation.
#[derive(Debug, Subcommand)]
pub(crate) enum Sections {
    /// Sections and pages in the order of the navigation
    #[command(after_help = "Example: inkie sections list")]
    List,
    /// Add a section
    #[command(after_help = "Example: inkie sections add \"Live reviews\" --slug live")]
    Add {
        /// Its name
        name: String,
        /// The word in its address; made from the name when left out
        #[arg(long)]
        slug: Option<String>,
        /// A line under its name
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Rename a section, or change its address; the old one redirects
    #[command(after_help = "Example: inkie sections change live --name \"On stage\" --slug stage")]
    Change {
        /// Slug
        section: String,
        /// A new name
        #[arg(long)]
        name: Option<String>,
        /// A new word for its address
        #[arg(long)]
        slug: Option<String>,
        /// A line under its name
        #[arg(long)]
        description: Option<String>,
    },
    /// Take a section out; its stories go into another one
    #[command(after_help = "Example: inkie sections merge gigs news")]
    Merge {
        /// Slug of the one that goes
        from: String,
        /// Slug of the one that takes its stories
        into: String,
    },
    /// Put the navigation in order: every section, and the pages that are to stand among them
    #[command(after_help = "Example: inkie sections order news reviews about")]
    Order {
        /// Slugs
        #[arg(required = true)]
        slugs: Vec<String>,
    },
}

/// Standing pages.
#[derive(Debug, Subcommand)]
pub(crate) enum Pages {
    /// Standing pages
    #[command(after_help = "Example: inkie pages list")]
    List,
    /// Put a page on the paper from a file: title and slug in its head, then Markdown; over the one of the same slug
    #[command(after_help = "Example: inkie pages put about.md")]
    Put {
        /// The file
        file: PathBuf,
    },
    /// Take a page off the paper; its address leads on
    #[command(after_help = "Example: inkie pages remove contact --to /about")]
    Remove {
        /// Slug
        page: String,
        /// Where its address leads; the front when left out
        #[arg(long)]
        to: Option<String>,
    },
}

/// Old addresses that lead on.
#[derive(Debug, Subcommand)]
pub(crate) enum Redirects {
    /// Old addresses, by path
    #[command(after_help = "Example: inkie redirects list --search 2009")]
    List {
        /// A piece of the old or the new address
        #[arg(long, default_value = "")]
        search: String,
        /// How many
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// Lead an old address on
    #[command(after_help = "Example: inkie redirects add /2009/an-old-story /2015/03/27/story")]
    Add {
        /// The old path
        path: String,
        /// A path of the paper, or an address
        target: String,
    },
    /// Forget a redirect
    #[command(after_help = "Example: inkie redirects remove /2009/an-old-story")]
    Remove {
        /// The old path
        path: String,
    },
    /// Read a table: old address, new address; or redirects as Ghost, Rank Math, Redirection and Yoast write them
    #[command(
        after_help = "Examples:\n  inkie redirects import moved.csv\n  inkie redirects import redirects.yaml\nLines that cannot be are listed with their numbers; the rest stands."
    )]
    Import {
        /// The file
        file: PathBuf,
    },
}

/// The front.
#[derive(Debug, Subcommand)]
pub(crate) enum FrontPage {
    /// What stands where, now or at an instant
    #[command(after_help = "Example: inkie front show --at 2026-11-20T18:00")]
    Show {
        /// A time in the paper's zone, or with an offset
        #[arg(long)]
        at: Option<String>,
    },
    /// Place stories by hand, in place of what was placed before; what is not named goes by time
    #[command(
        after_help = "Examples:\n  inkie front place 0=watch-run-the-jewels 3=/2015/03/27/other\n  inkie front place 0=some-story --from 2026-11-20T18:00\n  inkie front place            (everything by time again)"
    )]
    Place {
        /// PLACE=STORY: 0 is the lead, then the seconds, then the river; a story by slug, address or number
        stories: Vec<String>,
        /// When it takes effect; now when left out
        #[arg(long)]
        from: Option<String>,
        /// Until when the stories stay; until somebody takes them away when left out
        #[arg(long)]
        until: Option<String>,
    },
    /// Give up a scheduled front
    #[command(after_help = "Example: inkie front give-up 7")]
    GiveUp {
        /// Its number, as `inkie front show` says
        number: i64,
    },
}

/// The paper's own ads.
#[derive(Debug, Subcommand)]
pub(crate) enum Ads {
    /// Ads and their sums
    #[command(after_help = "Example: inkie ads list")]
    List,
    /// Add an ad
    #[command(
        after_help = "Example: inkie ads add amps.png --name Amps --alt \"Amplifiers\" --link https://amps.example --places front,story --from 2026-11-20 --until 2026-12-20"
    )]
    Add {
        /// A picture
        picture: PathBuf,
        /// What the desk calls it
        #[arg(long)]
        name: String,
        /// What the picture says
        #[arg(long)]
        alt: String,
        /// Where it leads
        #[arg(long)]
        link: String,
        /// front, section, story, edition
        #[arg(long, value_delimiter = ',', default_value = "front,section,story,edition")]
        places: Vec<String>,
        /// Only in these sections
        #[arg(long, value_delimiter = ',')]
        sections: Vec<String>,
        /// First day
        #[arg(long)]
        from: String,
        /// Last day
        #[arg(long)]
        until: String,
    },
    /// Stop an ad at once
    #[command(after_help = "Example: inkie ads stop 3")]
    Stop {
        /// Its number
        number: i64,
    },
    /// Let a stopped ad run again
    #[command(after_help = "Example: inkie ads run 3")]
    Run {
        /// Its number
        number: i64,
    },
    /// Remove an ad and its sums
    #[command(after_help = "Example: inkie ads remove 3")]
    Remove {
        /// Its number
        number: i64,
    },
}
