//! Every address of the paper. Nothing else puts one together.
//!
//! Functions give paths (`/artists/gilt`); [`Site::absolute`] puts the paper's own origin before one, for feeds and mail.

use domain::body::MediaKey;
use domain::edition::{Edition, Name, Selection};
use domain::slug::Slug;
use domain::story::Kind;
use domain::time::Day;
use std::fmt::Write;

/// The front page.
pub const FRONT: &str = "/";
/// The A–Z of artists.
pub const ARTISTS: &str = "/artists";
/// Every year of the paper.
pub const ARCHIVE: &str = "/archive";
/// All corrections.
pub const CORRECTIONS: &str = "/corrections";
/// The search page; see [`search`].
pub const SEARCH: &str = "/search";
/// The newsletter's sign-up page; its form posts here too.
pub const NEWSLETTER: &str = "/newsletter";
/// The sitemap index.
pub const SITEMAP: &str = "/sitemap.xml";
/// The news sitemap: the last 48 hours.
pub const NEWS_SITEMAP: &str = "/sitemap/news.xml";

/// Where the paper stands: its origin, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site(String);

impl Site {
    /// From the paper's `base_url`.
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        Self(base_url.trim_end_matches('/').to_owned())
    }

    /// The origin.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// A path with the origin before it. What is absolute already stays as it is.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with("https://") || path.starts_with("http://") {
            path.to_owned()
        } else if path == "/" {
            format!("{}/", self.0)
        } else {
            format!("{}/{}", self.0, path.trim_start_matches('/'))
        }
    }
}

/// A story that is not on the paper, by a key.
#[must_use]
pub fn preview(key: &str) -> String {
    format!("/story/preview/{key}")
}

/// A stored file of a story that is opened by a key; of a picture, at most `width` pixels across.
#[must_use]
pub fn preview_media(key: &str, file: &MediaKey, width: Option<u32>) -> String {
    format!("{}{}", preview(key), width.map_or_else(|| media(file), |width| media_sized(width, file)))
}

/// A story, from the address that it got when it first went live.
#[must_use]
pub fn story(address: &str) -> String {
    format!("/{}", address.trim_start_matches('/'))
}

/// A story's social card: its address under `/cards`, as a picture.
#[must_use]
pub fn card(address: &str) -> String {
    format!("/cards{}.png", story(address))
}

/// A public quotation by itself, for other sites to frame: its story's address under `/quotes`, and the key of its words.
#[must_use]
pub fn quotation(address: &str, key: &str) -> String {
    format!("/quotes{}/{key}", story(address))
}

/// A public quotation as a picture.
#[must_use]
pub fn quotation_card(address: &str, key: &str) -> String {
    format!("/cards{}/quote-{key}.png", story(address))
}

/// A clip on its story's page.
#[must_use]
pub fn clip(address: &str, number: usize) -> String {
    format!("{}#clip-{number}", story(address))
}

/// A section's front.
#[must_use]
pub fn section(slug: &Slug) -> String {
    format!("/{slug}")
}

/// An artist's page.
#[must_use]
pub fn artist(slug: &Slug) -> String {
    format!("/artists/{slug}")
}

/// Whose page a path is, when it is an artist's.
#[must_use]
pub fn artist_at(path: &str) -> Option<Slug> {
    path.strip_prefix("/artists/").and_then(|word| Slug::parse(word).ok())
}

/// A work's page, under its first artist.
#[must_use]
pub fn work(artist: &Slug, work: &Slug) -> String {
    format!("/artists/{artist}/works/{work}")
}

/// The part of the A–Z under a letter of the paper's alphabet (`a`, `å`, `cyrl`, `0-9`).
#[must_use]
pub fn artists_of_letter(letter: &str) -> String {
    format!("/artists?letter={}", encoded(letter))
}

/// As [`artists_of_letter`], from after the artist of an address word.
#[must_use]
pub fn artists_after(letter: &str, artist: &Slug) -> String {
    format!("{}&after={artist}", artists_of_letter(letter))
}

/// As [`artists_of_letter`], up to before the artist of an address word.
#[must_use]
pub fn artists_before(letter: &str, artist: &Slug) -> String {
    format!("{}&before={artist}", artists_of_letter(letter))
}

/// The nights of an artist as a calendar.
#[must_use]
pub fn dates(artist: &Slug) -> String {
    format!("/artists/{artist}/dates.ics")
}

/// Everything under a byline.
#[must_use]
pub fn person(slug: &Slug) -> String {
    format!("/by/{slug}")
}

/// A standing page.
#[must_use]
pub fn standing(slug: &Slug) -> String {
    format!("/{slug}")
}

/// Page `n` of a list; page 1 is the list's own address.
#[must_use]
pub fn page(list: &str, n: usize) -> String {
    if n <= 1 { list.to_owned() } else { format!("{list}{}page={n}", if list.contains('?') { '&' } else { '?' }) }
}

/// A year of the archive.
#[must_use]
pub fn year(year: i16) -> String {
    format!("/{year:04}")
}

/// A month of the archive.
#[must_use]
pub fn month(year: i16, month: i8) -> String {
    format!("/{year:04}/{month:02}")
}

/// A day of the archive.
#[must_use]
pub fn day(day: Day) -> String {
    format!("/{:04}/{:02}/{:02}", day.year(), day.month(), day.day())
}

/// What narrows and orders a search beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// A section, by slug.
    pub section: Option<String>,
    /// A kind of story.
    pub kind: Option<Kind>,
    /// A year.
    pub year: Option<i16>,
    /// The newest first.
    pub newest_first: bool,
}

/// A search; an empty one is the search page.
#[must_use]
pub fn search(words: &str, narrowed: &Narrowed) -> String {
    let mut address = SEARCH.to_owned();
    if !words.is_empty() {
        let _ = write!(address, "?q={}", encoded(words));
        if let Some(section) = &narrowed.section {
            let _ = write!(address, "&section={}", encoded(section));
        }
        if let Some(kind) = narrowed.kind {
            let _ = write!(address, "&type={}", kind.word());
        }
        if let Some(year) = narrowed.year {
            let _ = write!(address, "&year={year}");
        }
        if narrowed.newest_first {
            address.push_str("&sort=new");
        }
    }
    address
}

/// A stored file as it was stored.
#[must_use]
pub fn media(key: &MediaKey) -> String {
    format!("/media/{}", key.as_str())
}

/// A stored picture at most `width` pixels across: one of [`domain::media::WIDTHS`].
#[must_use]
pub fn media_sized(width: u32, key: &MediaKey) -> String {
    format!("/media/{width}/{}", key.as_str())
}

/// Every size of a stored picture of `natural` pixels across: width and address, narrowest first; empty for what has one
/// size only: moving pictures, drawings, small ones.
#[must_use]
pub fn media_widths(key: &MediaKey, natural: u32) -> Vec<(u32, String)> {
    let one_size = [".gif", ".svg", ".ogg", ".mp3"].iter().any(|ending| key.as_str().ends_with(ending));
    let widths = domain::media::widths(natural);
    if one_size || widths.len() < 2 {
        return Vec::new();
    }
    let widest = widths.first().copied().unwrap_or(natural);
    let address = |width: u32| if width == widest { media(key) } else { media_sized(width, key) };
    widths.into_iter().rev().map(|width| (width, address(width))).collect()
}

/// The smallest size of a stored picture that fills `width` pixels.
#[must_use]
pub fn media_filling(key: &MediaKey, natural: u32, width: u32) -> String {
    media_widths(key, natural).into_iter().find(|(wide, _)| *wide >= width).map_or_else(|| media(key), |(_, address)| address)
}

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedForm {
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// Its media type, for `<link type>` and the answer's header.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Rss => "xml",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }
}

/// The feed of a list: of the paper ([`FRONT`]), a section, an artist, a byline.
#[must_use]
pub fn feed(list: &str, form: FeedForm) -> String {
    format!("{}/feed.{}", list.trim_end_matches('/'), form.ending())
}

/// One of the sitemaps that the index lists, from 1.
#[must_use]
pub fn sitemap(number: usize) -> String {
    format!("/sitemap/{number}.xml")
}

/// The page of a confirmation link: it shows a button, its POST confirms.
#[must_use]
pub fn confirm(token: &str) -> String {
    format!("{NEWSLETTER}/confirm/{}", encoded(token))
}

/// Where somebody follows an artist: the page asks for the address, or does it at one press in a browser that is remembered.
#[must_use]
pub fn follow(artist: &Slug) -> String {
    format!("/artists/{artist}/follow")
}

/// The same from a letter of an edition, for which the follow is counted.
#[must_use]
pub fn follow_from(artist: &Slug, edition: Name) -> String {
    format!("{}?from={edition}", follow(artist))
}

/// The page of a mailed link to follow an artist: it shows a button, its POST follows.
#[must_use]
pub fn follow_link(token: &str) -> String {
    format!("{NEWSLETTER}/follow/{}", encoded(token))
}

/// Where a page with script has the token of a sign-up from.
pub const FORM_TOKEN: &str = "/newsletter/token";

/// The page of a leave link, and where mail programs post one press.
#[must_use]
pub fn leave(token: &str) -> String {
    format!("{NEWSLETTER}/leave/{}", encoded(token))
}

/// The page of what a reader gets.
#[must_use]
pub fn preferences(token: &str) -> String {
    format!("{NEWSLETTER}/preferences/{}", encoded(token))
}

/// The page of a one-time link to the desk.
#[must_use]
pub fn desk_sign_in(token: &str) -> String {
    format!("/desk/sign-in/{}", encoded(token))
}

/// What a telephone that counts codes is told: whose account it is, where, and the secret in base32.
#[must_use]
pub fn otpauth(issuer: &str, account: &str, secret: &str) -> String {
    let issuer = encoded(&issuer.replace(':', " "));
    format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30", encoded(account))
}

/// An edition in the browser, without anything of one reader: the day's own, or that of a later hour (minutes after
/// midnight).
#[must_use]
pub fn edition(name: Name) -> String {
    format!("{NEWSLETTER}/{name}")
}

/// The copy of a letter that carries these of an edition's stories. One that carries what is the edition's own, and no more,
/// is the edition's own copy.
#[must_use]
pub fn edition_of(of: &Edition, selection: Selection) -> String {
    let whole = edition(of.name());
    if selection == Selection::all(of.own) { whole } else { format!("{whole}/{:x}", selection.0) }
}

/// A list of the desk as it is filtered, going on before an entry. Filters without a value are left out.
#[must_use]
pub fn desk_list(list: &str, filters: &[(&str, &str)], before: i64) -> String {
    filtered(list, filters, Some(("before", before)))
}

/// A place of the desk as it is filtered, with where to go on in it. Filters without a value are left out.
#[must_use]
pub fn desk(place: &str, filters: &[(&str, &str)], further: Option<(&str, i64)>) -> String {
    filtered(&format!("/desk/{place}"), filters, further)
}

fn filtered(path: &str, filters: &[(&str, &str)], further: Option<(&str, i64)>) -> String {
    let kept = filters.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encoded(value)));
    let query: Vec<String> = kept.chain(further.map(|(name, value)| format!("{name}={value}"))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A list of the desk with those of its filters that say something.
#[must_use]
pub fn desk_filtered(list: &str, filters: &[(&str, &str)]) -> String {
    let kept = filters.iter().filter(|(_, value)| !value.is_empty());
    let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if kept.is_empty() { list.to_owned() } else { format!("{list}?{}", kept.join("&")) }
}

/// Percent-encoded for a query's value or one step of a path.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::edition::Which;

    #[test]
    fn sizes_of_pictures_have_addresses_of_their_own() {
        let key = MediaKey::parse(&format!("{}.jpg", "a".repeat(64))).unwrap();
        let widths: Vec<String> = media_widths(&key, 1000)
            .into_iter()
            .map(|(width, address)| format!("{width} {}", address.replace(key.as_str(), "K")))
            .collect();
        assert_eq!(widths, ["400 /media/400/K", "800 /media/800/K", "1000 /media/K"]);
        assert_eq!(media_filling(&key, 3000, 1120), media_sized(1200, &key));
        assert_eq!(media_filling(&key, 1000, 1120), media(&key));
        let moving = MediaKey::parse(&format!("{}.gif", "a".repeat(64))).unwrap();
        assert!(media_widths(&moving, 3000).is_empty() && media_widths(&key, 300).is_empty());
    }

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    #[test]
    fn lists_have_pages_and_feeds() {
        assert_eq!(page(&artist(&slug("gilt")), 1), "/artists/gilt");
        assert_eq!(page(&artist(&slug("gilt")), 3), "/artists/gilt?page=3");
        let newest = Narrowed { newest_first: true, ..Narrowed::default() };
        assert_eq!(page(&search("a b", &newest), 2), "/search?q=a%20b&sort=new&page=2");
        assert_eq!(desk_list("/desk/readers", &[("q", ""), ("source", "a b")], 7), "/desk/readers?source=a%20b&before=7");
        assert_eq!(feed(FRONT, FeedForm::Rss), "/feed.xml");
        assert_eq!(feed(&section(&slug("news")), FeedForm::Atom), "/news/feed.atom");
        assert_eq!(feed(&person(&slug("jo")), FeedForm::Json), "/by/jo/feed.json");
    }

    #[test]
    fn the_origin_is_put_before_paths_only() {
        let site = Site::new("https://feedback.example/");
        assert_eq!(site.absolute("/2015/03/27/x"), "https://feedback.example/2015/03/27/x");
        assert_eq!(site.absolute("/"), "https://feedback.example/");
        assert_eq!(site.absolute("https://cdn.example/a"), "https://cdn.example/a");
        assert_eq!(site.absolute("//evil.example/a"), "https://feedback.example/evil.example/a");
    }

    #[test]
    fn days_and_searches() {
        assert_eq!(day(Day::constant(2015, 3, 7)), "/2015/03/07");
        let day = Day::constant(2015, 3, 7);
        let name = |which| Name { day, which };
        assert_eq!(edition(name(Which::First)), "/newsletter/2015-03-07");
        assert_eq!(edition(name(Which::Special(2))), "/newsletter/2015-03-07-special-2");
        assert_eq!(edition(name(Which::Later(18 * 60 + 5))), "/newsletter/2015-03-07-1805");
        let narrowed = Narrowed { section: Some("news".to_owned()), kind: Some(Kind::LiveReview), year: Some(2015), newest_first: false };
        assert_eq!(search("AC/DC & \"co\"", &narrowed), "/search?q=AC%2FDC%20%26%20%22co%22&section=news&type=live-review&year=2015");
        assert_eq!(search("", &Narrowed { newest_first: true, ..Narrowed::default() }), "/search");
    }
}
