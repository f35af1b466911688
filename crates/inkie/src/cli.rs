//! The command line. Every command has help with an example.

mod artists;
mod bounces;
mod mail;
mod nights;
mod running;
mod works;

use crate::config::Given;
pub(crate) use artists::{Artists, Links};
pub(crate) use bounces::Bounces;
use clap::{Parser, Subcommand};
pub(crate) use mail::{DoctorPart, Mail};
pub(crate) use nights::{Lists, Nights};
pub(crate) use running::{Ads, FrontPage, Pages, Redirects, Sections};
use std::path::PathBuf;
pub(crate) use works::{Quotations, Threads, Works};

/// The press for independent music papers: one program that writes a story once and makes the whole paper of it.
#[derive(Debug, Parser)]
#[command(name = "inkie", version, about, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Examples:\n  inkie demo                      a whole paper to look at, on this machine\n  inkie new --name \"The Feedback\" --zone Australia/Melbourne --publisher \"Feedback Press\" \\\n      --postal-address \"1 Example Street, Collingwood\" --email desk@feedback.example\n  inkie serve                     the paper in ./inkie-data\n\nExit codes: 0 done, 1 not done, or not all of it (the lines say what), 2 the command line was wrong."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) given: Given,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A whole demo paper with SQLite and a mailbox, served on this machine
    #[command(after_help = "Example: inkie demo --data ./demo-paper\nStarted again, it keeps what is there.")]
    Demo {
        /// Prepare everything, print the list and stop instead of serving
        #[arg(long)]
        no_serve: bool,
    },
    /// Make a new, empty paper in the data directory
    #[command(
        after_help = "Example: inkie new --name \"The Feedback\" --zone Australia/Melbourne --publisher \"Feedback Press\" --postal-address \"1 Example Street, Collingwood\" --email desk@feedback.example --url https://feedback.example"
    )]
    New(NewPaper),
    /// Serve the paper, its feeds and its edition until stopped
    #[command(after_help = "Example: inkie serve --data /var/lib/inkie --smtp smtp://127.0.0.1:25")]
    Serve,
    /// Read stories (plain text or story files), or the whole export of a paper
    #[command(
        after_help = "Examples:\n  inkie import close-your-eyes.txt --zone Australia/Melbourne\n  inkie import stories/*.txt --publish\n  inkie import ./export          (a folder written by inkie export, into an empty paper)\n  inkie import wordpress.xml --dry-run --write-mapping map.toml\n  inkie import wordpress.xml --mapping map.toml --media wp-content/uploads\n  inkie import wordpress.xml --fetch\n  inkie import --resume 1\n  inkie import --take-out 1"
    )]
    Import(Import),
    /// Make a story live
    #[command(after_help = "Example: inkie publish watch-run-the-jewels\nA story is named by its slug, its address or its number.")]
    Publish {
        /// Slug, address or number
        story: String,
    },
    /// Take a live story down; its address then says why
    #[command(after_help = "Example: inkie withdraw watch-run-the-jewels --reason \"The clip was not the band’s.\"")]
    Withdraw {
        /// Slug, address or number
        story: String,
        /// What readers are told
        #[arg(long)]
        reason: String,
    },
    /// Put a correction note on a live story
    #[command(after_help = "Example: inkie correct drummer-quits-by-fax --note \"The drummer left by fax, not by telex.\"")]
    Correct {
        /// Slug, address or number
        story: String,
        /// What was wrong and what is right
        #[arg(long)]
        note: String,
        /// Show readers the new version that waits at the desk, too; without it the text stays as it is
        #[arg(long)]
        new_version: bool,
        /// Tell it, with the next edition, to those whose letter had the story
        #[arg(long)]
        tell: bool,
    },
    /// Stories and where they stand, newest first
    #[command(after_help = "Example: inkie stories --limit 20 --json")]
    Stories {
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Artists: import lists, show, merge, rename, split, other names
    #[command(subcommand)]
    Artists(Artists),
    /// Works of artists, and the stories about them
    #[command(subcommand)]
    Works(Works),
    /// Nights that no story tells of, as MusicBrainz lists them
    #[command(subcommand)]
    Nights(Nights),
    /// Quotations: which wait, and which are public
    #[command(subcommand)]
    Quotations(Quotations),
    /// Threads of stories
    #[command(subcommand)]
    Threads(Threads),
    /// Links to artists: what is doubtful, and deciding about it
    #[command(subcommand)]
    Links(Links),
    /// The newsletter: compose, send, hold, look
    #[command(subcommand, after_help = "Example: inkie edition send --dry-run")]
    Edition(Edition),
    /// Readers: find, bring in and out, give, erase, suppress
    #[command(subcommand, after_help = "Example: inkie readers show reader@example.org")]
    Readers(Readers),
    /// What came back of letters: bounces and complaints
    #[command(subcommand, after_help = "Example: inkie bounces list")]
    Bounces(Bounces),
    /// Who works at the desk: invite, change roles, dismiss, hand over a link
    #[command(subcommand)]
    Staff(Staff),
    /// The keys that sign the paper's mails
    #[command(subcommand, after_help = "Example: inkie mail key inkie-2026")]
    Mail(Mail),
    /// The paper's own facts: name, zone, address
    #[command(after_help = "Examples:\n  inkie paper\n  inkie paper --set edition-hour=06:30 --set spot=#0047ff")]
    Paper {
        #[arg(long = "set", value_name = "NAME=VALUE", help = running::settings_help())]
        set: Vec<String>,
        /// Send one mail through the mail server, and say what it answers
        #[arg(long, value_name = "ADDRESS")]
        try_mail: Option<String>,
    },
    /// Sections and the navigation: add, change, merge, order
    #[command(subcommand)]
    Sections(Sections),
    /// Standing pages
    #[command(subcommand)]
    Pages(Pages),
    /// Old addresses that lead on
    #[command(subcommand)]
    Redirects(Redirects),
    /// The front, by hand
    #[command(subcommand)]
    Front(FrontPage),
    /// The paper's own ads
    #[command(subcommand)]
    Ads(Ads),
    /// What was read today, and looked for in vain this week
    #[command(after_help = "Example: inkie counts --limit 10")]
    Counts {
        /// How many of each
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Write the whole paper as open JSON and files
    #[command(
        after_help = "Example: inkie export ./export\nThe folder must be new or empty. `inkie import ./export` reads it into an empty paper on either database."
    )]
    Export {
        /// A new or empty folder
        folder: PathBuf,
    },
    /// Bring the database to this program's version
    #[command(after_help = "Example: inkie migrate --data /var/lib/inkie")]
    Migrate,
    /// Check settings, database, disk, clock, mail and DNS, and say what to do
    #[command(after_help = "Examples:\n  inkie doctor --json\n  inkie doctor mail")]
    Doctor {
        /// Look at one thing closely
        #[command(subcommand)]
        part: Option<DoctorPart>,
        /// One JSON object a line
        #[arg(long, global = true)]
        json: bool,
    },
}

impl Command {
    /// Whether it sends letters: those on their way must not be left without their replies.
    pub(crate) fn sends(&self) -> bool {
        matches!(self, Self::Edition(Edition::Send { dry_run: false, .. } | Edition::Special { send: true, .. }))
    }
}

/// What a new paper needs.
#[derive(Debug, clap::Args)]
pub(crate) struct NewPaper {
    /// Its name, as on the masthead
    #[arg(long)]
    pub(crate) name: String,
    /// Time zone of its datelines, such as Europe/Berlin
    #[arg(long)]
    pub(crate) zone: String,
    /// Who answers for it
    #[arg(long)]
    pub(crate) publisher: String,
    /// Postal address; every edition must carry it
    #[arg(long)]
    pub(crate) postal_address: String,
    /// Address that the edition is sent from
    #[arg(long)]
    pub(crate) email: String,
    /// Where readers will find it
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(crate) url: String,
    /// Language of its text
    #[arg(long, default_value = "en")]
    pub(crate) language: String,
    /// Sections, in order
    #[arg(long, value_delimiter = ',', default_value = "News,Reviews,Interviews,Features")]
    pub(crate) sections: Vec<String>,
}

/// What to read in.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// Story files (.txt, .md), one folder that `inkie export` wrote, or the export of another press (docs/import.md)
    #[arg(required_unless_present_any = ["list", "resume", "pause", "take_out", "review"])]
    pub(crate) paths: Vec<PathBuf>,
    /// Zone of datelines that name none; the paper's own when left out
    #[arg(long)]
    pub(crate) zone: Option<String>,
    /// Section for stories that name none; the first one when left out
    #[arg(long)]
    pub(crate) section: Option<String>,
    /// Make each plain-text story live that has a dateline and lacks nothing; a story file says itself what it is
    #[arg(long)]
    pub(crate) publish: bool,
    /// Keep lines that look like sign-up or read-more furniture
    #[arg(long)]
    pub(crate) keep_furniture: bool,
    /// What was read, one JSON object a story
    #[arg(long)]
    pub(crate) json: bool,
    /// Of another press's export: only say what would come, what is doubtful, what is lost
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// What sections, tags, authors, types and fields there are here (TOML); what it does not name is as proposed
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// Write the whole mapping here, to change it and use it again
    #[arg(long)]
    pub(crate) write_mapping: Option<PathBuf>,
    /// A folder in which pictures and sounds of the export lie; may be given several times
    #[arg(long, visible_alias = "uploads", value_name = "DIR")]
    pub(crate) media: Vec<PathBuf>,
    /// Fetch those that lie in no folder from where they lay, one at a time from each host; --fetch=pause=1000 waits a second
    /// (1000 ms) between two
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) fetch: Option<String>,
    /// Bring in the readers of another press's export instead of its stories; say where the proof of their consent is.
    /// With --dry-run only look
    #[arg(long, value_name = "PROOF")]
    pub(crate) readers: Option<String>,
    /// The imports of other presses' exports, and how far each got
    #[arg(long)]
    pub(crate) list: bool,
    /// Go on with an import that was paused or broke off
    #[arg(long, value_name = "NUMBER")]
    pub(crate) resume: Option<i64>,
    /// Have an import that runs stop after its batch
    #[arg(long, value_name = "NUMBER")]
    pub(crate) pause: Option<i64>,
    /// Take an import out again, but for stories that were changed since
    #[arg(long, value_name = "NUMBER")]
    pub(crate) take_out: Option<i64>,
    /// What is to be looked at after an import
    #[arg(long, value_name = "NUMBER")]
    pub(crate) review: Option<i64>,
    /// With --review: only this kind (shortcode, card, player, picture, credit, link, …)
    #[arg(long)]
    pub(crate) about: Option<String>,
    /// With --review and --about: all of that kind was looked at
    #[arg(long, requires = "about")]
    pub(crate) settle: bool,
}

/// The newsletter.
#[derive(Debug, Subcommand)]
pub(crate) enum Edition {
    /// Compose today's edition from the stories since the last one
    #[command(after_help = "Example: inkie edition compose")]
    Compose,
    /// Send the composed edition to every reader it is for; goes on where it stopped
    #[command(
        after_help = "Examples:\n  inkie edition send --smtp smtp://127.0.0.1:25\n  inkie edition send --dry-run\nA dry run is of what is still to be sent, or of the edition that fills up, as it would go now. It changes nothing."
    )]
    Send {
        /// The edition (2015-03-27, 2015-03-27-1800, 2015-03-27-special-1); when left out, every one that has letters waiting
        /// and is not held, and the newest of a day
        #[arg(long)]
        day: Option<String>,
        /// Put every letter together, weigh it, and send none
        #[arg(long)]
        dry_run: bool,
    },
    /// Make a special edition about one story, for the readers who chose specials
    #[command(
        after_help = "Examples:\n  inkie edition special 7 --note \"It happened ten minutes ago.\"\n  inkie edition special 7 --send\nWithout --send it waits: look at it with `inkie edition test`, send it with `inkie edition special 7 --send`."
    )]
    Special {
        /// Slug, address or number of a story that readers see
        story: String,
        /// Subject; the headline when left out
        #[arg(long, default_value = "")]
        subject: String,
        /// What mail programs show beside it; the standfirst when left out
        #[arg(long, default_value = "")]
        preheader: String,
        /// A note from the editor; a blank line parts paragraphs
        #[arg(long, default_value = "")]
        note: String,
        /// Send it now
        #[arg(long)]
        send: bool,
        /// Send it though another went out in the last six hours
        #[arg(long, requires = "send")]
        again: bool,
    },
    /// Say of a letter in doubt that its reader has it, or send it again
    #[command(after_help = "Example: inkie edition settle --to reader@example.org --again")]
    Settle {
        /// Where it goes
        #[arg(long)]
        to: String,
        /// The edition (2015-03-27, 2015-03-27-1800, 2015-03-27-special-1); the newest of a day when left out
        #[arg(long)]
        day: Option<String>,
        /// Send it again; its reader may get two
        #[arg(long)]
        again: bool,
    },
    /// The edition that fills up, or that of a day, as it would be sent
    #[command(after_help = "Example: inkie edition show --day 2015-03-27")]
    Show {
        /// The edition (2015-03-27, 2015-03-27-1800, 2015-03-27-special-1); the one that fills up when left out
        #[arg(long)]
        day: Option<String>,
    },
    /// Mail the letter of an edition to one mailbox, to look at
    #[command(after_help = "Example: inkie edition test --to desk@feedback.example --follows run-the-jewels,dead-postcodes --choice both")]
    Test {
        /// Where it goes
        #[arg(long)]
        to: String,
        /// The edition (2015-03-27, 2015-03-27-1800, 2015-03-27-special-1); the one that fills up when left out
        #[arg(long)]
        day: Option<String>,
        /// As a reader who chose general, follows or both
        #[arg(long, default_value = "general")]
        choice: String,
        /// As a reader who follows these artists, by slug, parted by commas
        #[arg(long, value_delimiter = ',')]
        follows: Vec<String>,
    },
    /// Let a held edition go: by itself at its hour, or on where it stopped
    #[command(after_help = "Example: inkie edition let-go --day 2015-03-27")]
    LetGo {
        /// The edition (2015-03-27, 2015-03-27-1800, 2015-03-27-special-1); the one that fills up when left out
        #[arg(long)]
        day: Option<String>,
    },
    /// Hold an edition that fills up, is composed or is being sent
    #[command(after_help = "Example: inkie edition hold")]
    Hold {
        /// The edition (2015-03-27, 2015-03-27-1800, 2015-03-27-special-1); the newest of a day when left out
        #[arg(long)]
        day: Option<String>,
    },
    /// Editions and how their letters stand
    #[command(after_help = "Example: inkie edition list --json")]
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// Readers.
#[derive(Debug, Subcommand)]
pub(crate) enum Readers {
    /// Readers, who came last first, and how many there are
    #[command(
        after_help = "Examples:\n  inkie readers list --begins imogen\n  inkie readers list --begins @feedback.example --standing left --json"
    )]
    List {
        /// The beginning of an address, or of a domain after an @
        #[arg(long)]
        begins: Option<String>,
        /// pending, active, left or suppressed
        #[arg(long)]
        standing: Option<String>,
        /// general, follows or both
        #[arg(long)]
        choice: Option<String>,
        /// The way they came: coupon, artist, import-1
        #[arg(long)]
        source: Option<String>,
        /// Who follow this artist: the last word of their address
        #[arg(long)]
        follows: Option<String>,
        /// How many
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// One reader: how they came, whom they follow, their letters
    #[command(after_help = "Example: inkie readers show jo@example.org")]
    Show {
        /// Their address
        address: String,
    },
    /// Bring in a list from Mailchimp, listmonk, Ghost, Substack, Buttondown or any table with addresses
    #[command(
        after_help = "Examples:\n  inkie readers import members.csv --look\n  inkie readers import members.csv --proof \"double opt-in at Ghost since 2021, export of 3 November\"\nNobody who left or is suppressed comes back by it. Broken lines are listed with their numbers; the rest goes in."
    )]
    Import {
        /// The table
        file: PathBuf,
        /// Where the proof is that these people asked for it; kept with the list
        #[arg(long, required_unless_present = "look")]
        proof: Option<String>,
        /// Only look what would become of it; nothing is stored
        #[arg(long)]
        look: bool,
    },
    /// Write all readers as a table
    #[command(after_help = "Example: inkie readers export readers.csv")]
    Export {
        /// A new file
        file: PathBuf,
    },
    /// Print everything that we hold about one reader, as JSON, to be given to them
    #[command(after_help = "Example: inkie readers give jo@example.org > jo.json")]
    Give {
        /// Their address
        address: String,
    },
    /// Forget one reader: address, follows, what ties letters to them
    #[command(after_help = "Example: inkie readers erase jo@example.org --suppress --yes")]
    Erase {
        /// Their address
        address: String,
        /// Keep a hash, so that the address is never mailed again
        #[arg(long)]
        suppress: bool,
        /// It cannot be undone
        #[arg(long)]
        yes: bool,
    },
    /// Never mail an address again
    #[command(after_help = "Example: inkie readers suppress jo@example.org --reason \"complained by phone\"")]
    Suppress {
        /// The address
        address: String,
        /// Why, in one line
        #[arg(long)]
        reason: String,
    },
    /// Take an address off the suppression list; its reader comes back by signing up and confirming
    #[command(after_help = "Example: inkie readers lift jo@example.org")]
    Lift {
        /// The address
        address: String,
    },
}

/// The staff.
#[derive(Debug, Subcommand)]
pub(crate) enum Staff {
    /// Who works here, in which role, and where they are signed in
    #[command(after_help = "Example: inkie staff list --json")]
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Invite somebody by mail; again, after they were dismissed
    #[command(
        after_help = "Example: inkie staff invite noor@feedback.example --name \"Noor Haddad\" --role writer\nWithout a mail server add --no-mail and hand them what `inkie staff link` prints."
    )]
    Invite {
        /// Their address
        email: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// contributor, writer, editor or owner
        #[arg(long, default_value = "writer")]
        role: String,
        /// Mail nothing
        #[arg(long)]
        no_mail: bool,
    },
    /// Put somebody into another role; they are signed out and come back in it
    #[command(after_help = "Example: inkie staff role noor@feedback.example editor")]
    Role {
        /// Their address
        email: String,
        /// contributor, writer, editor or owner
        role: String,
    },
    /// Dismiss somebody: their sessions, tokens and keys end, what they wrote stays
    #[command(after_help = "Example: inkie staff dismiss noor@feedback.example")]
    Dismiss {
        /// Their address
        email: String,
    },
    /// Print a link that signs somebody in, once, within a day
    #[command(
        after_help = "Examples:\n  inkie staff link vera@feedback.example\n  inkie staff link                        (a paper without staff: the link that makes the owner)"
    )]
    Link {
        /// Their address
        email: Option<String>,
    },
    /// Sign somebody out on every device
    #[command(after_help = "Example: inkie staff sign-out noor@feedback.example")]
    SignOut {
        /// Their address
        email: String,
    },
}
