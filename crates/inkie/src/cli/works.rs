//! Works, quotations and threads, on the command line.

use clap::{Subcommand, ValueHint};
use std::path::PathBuf;

/// Works: albums, songs.
#[derive(Debug, Subcommand)]
pub(crate) enum Works {
    /// Read works: JSON lines, tab-separated lists with a header, MusicBrainz JSON dumps of release groups
    #[command(
        after_help = "Example: inkie works import works.tsv\nThe columns are title, artist, kind, released and mbid. Works of artists whom the paper does not have are left out. Broken lines are listed with their numbers; the rest goes in."
    )]
    Import {
        /// Files
        #[arg(required = true, value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
        /// Make the artists that the paper does not have
        #[arg(long)]
        make_artists: bool,
    },
    /// Make a work
    #[command(after_help = "Example: inkie works add run-the-jewels \"Run The Jewels 2\" --released 2014-10-24")]
    Add {
        /// Slug of the artist
        artist: String,
        /// Its title
        title: String,
        /// song, album, ep, film, show or book
        #[arg(long, default_value = "album")]
        kind: String,
        /// 2014, 2014-10 or 2014-10-24
        #[arg(long, default_value = "")]
        released: String,
        /// Slug of somebody else whose it is; may be given several times
        #[arg(long = "with")]
        with: Vec<String>,
        /// The MusicBrainz id of its release group or recording
        #[arg(long)]
        musicbrainz: Option<String>,
    },
    /// Change a work; another title redirects the old address
    #[command(after_help = "Example: inkie works change run-the-jewels/rtj2 --title \"Run The Jewels 2\" --released 2014")]
    Change {
        /// The work: artist/title as in its address, or its number
        work: String,
        /// The title
        #[arg(long)]
        title: Option<String>,
        /// song, album, ep, film, show or book
        #[arg(long)]
        kind: Option<String>,
        /// 2014, 2014-10, 2014-10-24; empty: not known
        #[arg(long)]
        released: Option<String>,
        /// The MusicBrainz id; empty: none
        #[arg(long)]
        musicbrainz: Option<String>,
    },
    /// Merge one work into another; the old address redirects
    #[command(after_help = "Example: inkie works merge run-the-jewels/rtj2 run-the-jewels/run-the-jewels-2")]
    Merge {
        /// The one that goes
        from: String,
        /// The one that stays
        into: String,
    },
    /// Remove a work; its address leads to its artist
    #[command(after_help = "Example: inkie works remove run-the-jewels/rtj2")]
    Remove {
        /// The work
        work: String,
    },
    /// An artist's works, or one work with the stories about it
    #[command(after_help = "Examples:\n  inkie works show run-the-jewels\n  inkie works show run-the-jewels/run-the-jewels-2")]
    Show {
        /// Slug of an artist, or artist/title of a work
        of: String,
    },
    /// Say that a story is about a work, or with --not that it is not
    #[command(after_help = "Example: inkie works about watch-run-the-jewels run-the-jewels/run-the-jewels-2")]
    About {
        /// Slug, address or number of the story
        story: String,
        /// The work
        work: String,
        /// It is not
        #[arg(long)]
        not: bool,
        /// Take back what was said
        #[arg(long, conflicts_with = "not")]
        forget: bool,
    },
}

/// Quotations.
#[derive(Debug, Subcommand)]
pub(crate) enum Quotations {
    /// Quotations that wait for an editor, those of the newest stories first
    #[command(after_help = "Example: inkie quotations list --limit 20")]
    List {
        /// How many
        #[arg(long, default_value_t = 30)]
        limit: usize,
    },
    /// Make quotations of a story public as data; without a number all that wait and have a speaker
    #[command(
        after_help = "Examples:\n  inkie quotations confirm drummer-quits-by-fax\n  inkie quotations confirm drummer-quits-by-fax 2 --speaker \"Ruby Vale\" --artist ruby-vale"
    )]
    Confirm {
        /// Slug, address or number of the story
        story: String,
        /// Which, as the list counts them
        number: Option<i64>,
        /// Who speaks, where that was found otherwise
        #[arg(long, requires = "number")]
        speaker: Option<String>,
        /// Slug of the artist who speaks; the likeliest when left out
        #[arg(long, requires = "number")]
        artist: Option<String>,
    },
    /// Say that a quotation is none, or is not to be public
    #[command(after_help = "Example: inkie quotations reject drummer-quits-by-fax 1")]
    Reject {
        /// Slug, address or number of the story
        story: String,
        /// Which, as the list counts them
        number: i64,
    },
}

/// Threads.
#[derive(Debug, Subcommand)]
pub(crate) enum Threads {
    /// The threads, the newest first
    #[command(after_help = "Example: inkie threads list")]
    List,
    /// Make a thread
    #[command(after_help = "Example: inkie threads make \"The fax affair\" --about \"From the first page to the last\"")]
    Make {
        /// Its name
        name: String,
        /// A line about it
        #[arg(long, default_value = "")]
        about: String,
    },
    /// Put a story into a thread, or with --out take it out
    #[command(after_help = "Example: inkie threads put the-fax-affair drummer-quits-by-fax")]
    Put {
        /// The thread's word or number
        thread: String,
        /// Slug, address or number of the story
        story: String,
        /// Take it out
        #[arg(long)]
        out: bool,
    },
    /// A thread and its stories
    #[command(after_help = "Example: inkie threads show the-fax-affair")]
    Show {
        /// The thread's word or number
        thread: String,
    },
    /// Remove a thread; its stories stay
    #[command(after_help = "Example: inkie threads remove the-fax-affair")]
    Remove {
        /// The thread's word or number
        thread: String,
    },
}
