//! Artists and the links to them, on the command line.

use clap::Subcommand;
use std::path::PathBuf;

/// Artists.
#[derive(Debug, Subcommand)]
pub(crate) enum Artists {
    /// Read artists: JSON lines, tab-separated lists with a header, MusicBrainz JSON dumps
    #[command(
        after_help = "Examples:\n  inkie artists import close-your-eyes.artists.jsonl\n  inkie artists import artist.jsonl --whole --redirects artist-redirects.tsv\nBroken lines are listed with their numbers; the rest goes in."
    )]
    Import {
        /// Files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The files are a whole dump of MusicBrainz: list the artists whose ids it does not have any more
        #[arg(long)]
        whole: bool,
        /// A file of ids that lead to others now: the old and the new, a line each
        #[arg(long)]
        redirects: Option<PathBuf>,
    },
    /// Merge one artist into another; the old address redirects
    #[command(after_help = "Example: inkie artists merge rtj run-the-jewels")]
    Merge {
        /// Slug of the one that goes
        from: String,
        /// Slug of the one that stays
        into: String,
    },
    /// Rename an artist; the old address redirects
    #[command(
        after_help = "Examples:\n  inkie artists rename prince \"The Artist\"\n  inkie artists rename gilded Gilt --as \"Berlin duo\""
    )]
    Rename {
        /// Slug
        artist: String,
        /// The new name
        name: String,
        /// What tells them apart from another one of the name
        #[arg(long = "as")]
        disambiguation: Option<String>,
    },
    /// Show an artist with all that is said of them
    #[command(after_help = "Example: inkie artists show run-the-jewels")]
    Show {
        /// Slug
        artist: String,
    },
    /// Add a name by which texts may mean an artist
    #[command(after_help = "Examples:\n  inkie artists alias run-the-jewels RTJ\n  inkie artists alias run-the-jewels RTJ --remove")]
    Alias {
        /// Slug
        artist: String,
        /// The other name
        name: String,
        /// Take it away instead
        #[arg(long)]
        remove: bool,
    },
    /// Split a record that is two artists of one name: a new one takes the stories named
    #[command(after_help = "Example: inkie artists split gilt --as \"Berlin duo\" --story gilt-open-a-bakery --follows both")]
    Split {
        /// Slug of the one that is two
        artist: String,
        /// What tells the new one apart
        #[arg(long = "as")]
        disambiguation: String,
        /// What tells the old one apart from now on
        #[arg(long)]
        old: Option<String>,
        /// A story that is the new one's, by slug, address or number; may be given several times
        #[arg(long = "story")]
        stories: Vec<String>,
        /// Another name that is the new one's; may be given several times
        #[arg(long = "alias")]
        aliases: Vec<String>,
        /// Whoever follows: stay with the old one, follow both, or move to the new one
        #[arg(long, default_value = "stay", value_parser = ["stay", "both", "move"])]
        follows: String,
    },
}

/// Links.
#[derive(Debug, Subcommand)]
pub(crate) enum Links {
    /// Doubtful links, newest stories first
    #[command(after_help = "Example: inkie links list --artist gilt --limit 50")]
    List {
        /// Only those to one artist, by slug
        #[arg(long)]
        artist: Option<String>,
        /// How many
        #[arg(long, default_value_t = 30)]
        limit: usize,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Say that a story means an artist; without a story, every story in which the artist is doubtful
    #[command(
        after_help = "Examples:\n  inkie links accept gilt --story drummer-quits-by-fax --strength featured\n  inkie links accept gilt"
    )]
    Accept {
        /// Slug of the artist
        artist: String,
        /// Slug, address or number of the story
        #[arg(long)]
        story: Option<String>,
        /// What the artist is to the story: subject, featured, mentioned, former
        #[arg(long)]
        strength: Option<String>,
    },
    /// Say that a story does not mean an artist, for good; without a story, every story in which the artist is doubtful
    #[command(after_help = "Example: inkie links reject live --story women-play-live")]
    Reject {
        /// Slug of the artist
        artist: String,
        /// Slug, address or number of the story
        #[arg(long)]
        story: Option<String>,
    },
    /// How far the archive is linked anew since artists changed; --all links every story anew
    #[command(after_help = "Examples:\n  inkie links anew\n  inkie links anew --all")]
    Anew {
        /// Ask that every story be linked anew
        #[arg(long)]
        all: bool,
    },
    /// Take back what was said of an artist in a story
    #[command(after_help = "Example: inkie links forget live --story women-play-live")]
    Forget {
        /// Slug of the artist
        artist: String,
        /// Slug, address or number of the story
        #[arg(long)]
        story: String,
    },
}
