//! What a renderer must be told besides the body.

use crate::html::Html;
use domain::body::{Clip, MediaKey};
use domain::id::ArtistId;
use domain::link::AutoLink;
use domain::slug::Slug;

/// An artist as a link needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtistRef {
    /// The paper's spelling.
    pub name: String,
    /// The word in `/artists/…`.
    pub slug: Slug,
}

/// Where a stored file is served, and in which sizes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaRef {
    /// A path of the paper (`/media/…`). For mail choose one that is JPEG or PNG.
    pub src: String,
    /// Other widths: pixels across and path, narrowest first.
    pub widths: Vec<(u32, String)>,
    /// Darkness of its thumbhash, 0 to 9.
    pub tone: Option<u8>,
    /// Pixels across; 0 when unknown.
    pub width: u32,
    /// Pixels down; 0 when unknown.
    pub height: u32,
}

/// The words that renderers write into a body, from the theme's messages `[body]` and `[status]`. `{name}` is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the message of its name")]
pub struct Words {
    pub out_of: String,
    pub advisory: String,
    pub clip_loads: String,
    pub clip_gone: String,
    pub playing: String,
    pub encore: String,
    pub dates: String,
    pub date: String,
    pub city: String,
    pub venue: String,
    pub tickets: String,
    pub tickets_for: String,
    pub table: String,
    pub sold_out: String,
    pub moved: String,
    pub cancelled: String,
}

impl Default for Words {
    fn default() -> Self {
        let own = str::to_owned;
        Self {
            out_of: own("out of {out_of}"),
            advisory: own("Contains {kinds}"),
            clip_loads: own("The player loads from {provider} when you press play."),
            clip_gone: own("The clip has gone from {provider}. We checked on {date}."),
            playing: own("{title}, {provider}"),
            encore: own("Encore"),
            dates: own("Dates"),
            date: own("Date"),
            city: own("City"),
            venue: own("Venue"),
            tickets: own("Tickets"),
            tickets_for: own(" for {city}, {date}"),
            table: own("Table"),
            sold_out: own("sold out"),
            moved: own("moved"),
            cancelled: own("cancelled"),
        }
    }
}

/// What a renderer must be told besides the body.
pub struct Context<'a> {
    /// The site's address without a slash at the end; empty on pages of the paper itself.
    pub base_url: &'a str,
    /// BCP 47 language of the text: sets quotation marks and dates.
    pub language: &'a str,
    /// The story's own absolute address, to which a clip in a mail leads; empty when there is none.
    pub story_url: &'a str,
    /// Finds an artist by id; `None` leaves the name without a link.
    pub artists: &'a dyn Fn(ArtistId) -> Option<ArtistRef>,
    /// Finds an artist by the name that a speaker or a ranked entry carries.
    pub artist_named: &'a dyn Fn(&str) -> Option<ArtistRef>,
    /// Automatic links of this version of the text that readers may see.
    pub links: &'a [AutoLink],
    /// Where a stored file is served.
    pub media: &'a dyn Fn(&MediaKey) -> MediaRef,
    /// For a clip that its provider took down: the day of the check, as readers see dates.
    pub clip_gone: &'a dyn Fn(&Clip) -> Option<String>,
    /// Somebody paid for the text: every link out of it says so.
    pub paid: bool,
    /// The theme's words.
    pub words: &'a Words,
}

impl<'a> Context<'a> {
    /// A context that knows no artists and serves every file under its key.
    #[must_use]
    pub fn new(base_url: &'a str, language: &'a str, words: &'a Words) -> Self {
        Self {
            base_url,
            language,
            story_url: "",
            artists: &|_| None,
            artist_named: &|_| None,
            links: &[],
            media: &under_its_key,
            clip_gone: &|_| None,
            paid: false,
            words,
        }
    }

    /// The address of an artist's page.
    pub(super) fn artist_address(&self, artist: &ArtistRef) -> String {
        format!("{}/artists/{}", self.base_url, artist.slug)
    }

    /// An address that may be a path of the paper.
    pub(super) fn address(&self, href: &str) -> String {
        if href.starts_with('/') { format!("{}{href}", self.base_url) } else { href.to_owned() }
    }

    /// Raw HTML made harmless; with absolute links when the context has a base address.
    pub(super) fn sanitised(&self, html: &str) -> Html {
        crate::sanitise::fragment(html, self.base_url)
    }
}

/// The address of a stored file when nothing else is known of it.
fn under_its_key(key: &MediaKey) -> MediaRef {
    MediaRef { src: format!("/media/{}", key.as_str()), ..MediaRef::default() }
}

/// Puts values into a message.
pub(super) fn fill(message: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(message.to_owned(), |message, (name, value)| message.replace(&format!("{{{name}}}"), value))
}
