//! Every address of the paper, read once. What `text::template::urls` writes, this reads.

use crate::http::form::{Pairs, decoded};
use crate::http::headers::Guard;
use crate::paper::artist::From;
use domain::body::MediaKey;
use domain::edition::{Name, Selection};
use domain::slug::Slug;
use domain::time::Day;
use text::template::urls::{self, FeedForm};

/// A list that has pages and feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum List {
    Paper,
    Section(Slug),
    Artist(Slug),
    Person(Slug),
}

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Front,
    /// A section or a standing page: both have one word.
    Word {
        slug: Slug,
        page: usize,
    },
    Story(String),
    Card(String),
    /// A public quotation, for other sites to frame.
    Quotation {
        address: String,
        key: String,
    },
    QuotationCard {
        address: String,
        key: String,
    },
    Artists {
        letter: Option<String>,
        from: From,
    },
    Artist {
        slug: Slug,
        page: usize,
    },
    /// A work, under its first artist.
    Work {
        artist: Slug,
        work: Slug,
    },
    /// An artist's nights as a calendar.
    Dates(Slug),
    Person {
        slug: Slug,
        page: usize,
    },
    Archive,
    Year(i16),
    Month(i16, i8),
    Day(Day),
    Corrections {
        page: usize,
    },
    Feed(List, FeedForm),
    Sitemap,
    SitemapPart(usize),
    NewsSitemap,
    Robots,
    Colours,
    Search,
    Newsletter,
    /// The copy of a letter: of all its stories, or of a set of them.
    Edition {
        of: Name,
        set: Option<Selection>,
    },
    Confirm(String),
    Leave(String),
    Preferences(String),
    /// The page to follow an artist by.
    Follow(Slug),
    /// A mailed link to follow one.
    FollowLink(String),
    /// Where a page with script has the token of a sign-up from.
    FormToken,
    Mailbox,
    Message(i64),
    Letter(i64),
    /// A letter to the byte.
    Sent(i64),
    Asset(String),
    Media {
        key: MediaKey,
        width: Option<u32>,
    },
    /// A story that is not on the paper, by a key.
    Preview(String),
    /// A stored file of it.
    PreviewMedia {
        key: String,
        media: MediaKey,
        /// Pixels across, where a smaller form was asked for.
        width: Option<u32>,
    },
    Favicon,
    Health,
    /// Where a browser with script tells of an ad.
    Told,
}

/// Lists end somewhere; nobody turns this many pages.
const LAST_PAGE: usize = 100_000;
/// The longest path that is looked at.
const LONGEST: usize = 1024;

impl Place {
    /// Reads path and query; `None` when no page of ours could stand there.
    pub(crate) fn read(path: &str, query: &Pairs) -> Option<Self> {
        if path.len() > LONGEST {
            return None;
        }
        if path == "/" {
            return Some(Self::Front);
        }
        let steps: Vec<String> = path.strip_prefix('/')?.split('/').map(decoded).collect::<Option<_>>()?;
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        if steps.iter().any(|step| step.is_empty() || *step == "." || *step == ".." || step.contains(['/', '\\'])) {
            return None;
        }
        Self::file(&steps).or_else(|| Self::letter(&steps)).or_else(|| Self::list(&steps, query)).or_else(|| Self::dated(&steps))
    }

    /// What is no page: feeds, maps, stored files, files of the theme.
    fn file(steps: &[&str]) -> Option<Self> {
        let slug = |text: &str| Slug::parse(text).ok();
        Some(match steps {
            ["robots.txt"] => Self::Robots,
            ["favicon.ico"] => Self::Favicon,
            ["healthz"] => Self::Health,
            ["sitemap.xml"] => Self::Sitemap,
            ["sitemap", "news.xml"] => Self::NewsSitemap,
            ["sitemap", part] => Self::SitemapPart(number(part.strip_suffix(".xml")?)?),
            ["assets", "paper-colours.css"] => Self::Colours,
            ["assets", rest @ ..] => Self::Asset(format!("/assets/{}", rest.join("/"))),
            ["cards", y, m, d, file] => match Self::dated(&[y, m, d, file.strip_suffix(".png")?])? {
                Self::Story(address) => Self::Card(address),
                _ => return None,
            },
            ["cards", y, m, d, story, file] => {
                let key = quotation_key(file.strip_suffix(".png")?.strip_prefix("quote-")?)?;
                match Self::dated(&[y, m, d, story])? {
                    Self::Story(address) => Self::QuotationCard { address, key },
                    _ => return None,
                }
            }
            ["quotes", y, m, d, story, key] => match Self::dated(&[y, m, d, story])? {
                Self::Story(address) => Self::Quotation { address, key: quotation_key(key)? },
                _ => return None,
            },
            ["story", "preview", key] => Self::Preview(preview_key(key)?),
            ["story", "preview", key, "media", media] => {
                Self::PreviewMedia { key: preview_key(key)?, media: MediaKey::parse(media).ok()?, width: None }
            }
            ["story", "preview", key, "media", width, media] => {
                let width = u32::try_from(number(width)?).ok()?;
                Self::PreviewMedia { key: preview_key(key)?, media: MediaKey::parse(media).ok()?, width: Some(width) }
            }
            ["media", key] => Self::Media { key: MediaKey::parse(key).ok()?, width: None },
            ["media", width, key] => Self::Media { key: MediaKey::parse(key).ok()?, width: Some(media_width(width)?) },
            [feed] => Self::Feed(List::Paper, form(feed)?),
            ["artists", artist, "dates.ics"] => Self::Dates(slug(artist)?),
            ["artists", artist, feed] => Self::Feed(List::Artist(slug(artist)?), form(feed)?),
            ["by", person, feed] => Self::Feed(List::Person(slug(person)?), form(feed)?),
            [section, feed] => Self::Feed(List::Section(slug(section)?), form(feed)?),
            _ => return None,
        })
    }

    /// The newsletter and the mailbox.
    fn letter(steps: &[&str]) -> Option<Self> {
        let token = |text: &str| (text.len() <= 512).then(|| text.to_owned());
        Some(match steps {
            ["newsletter"] => Self::Newsletter,
            ["newsletter", "token"] => Self::FormToken,
            ["newsletter", of] => Self::Edition { of: of.parse().ok()?, set: None },
            ["newsletter", "confirm", text] => Self::Confirm(token(text)?),
            ["newsletter", "leave", text] => Self::Leave(token(text)?),
            ["newsletter", "preferences", text] => Self::Preferences(token(text)?),
            ["newsletter", "follow", text] => Self::FollowLink(token(text)?),
            ["newsletter", of, set] => Self::Edition { of: of.parse().ok()?, set: Some(story_set(set)?) },
            ["artists", artist, "follow"] => Self::Follow(Slug::parse(artist).ok()?),
            ["-", "told"] => Self::Told,
            ["-", "mailbox"] => Self::Mailbox,
            ["-", "mailbox", id] => Self::Message(id.parse().ok().filter(|id| *id > 0)?),
            ["-", "mailbox", id, "html"] => Self::Letter(id.parse().ok().filter(|id| *id > 0)?),
            ["-", "mailbox", id, "sent"] => Self::Sent(id.parse().ok().filter(|id| *id > 0)?),
            _ => return None,
        })
    }

    fn list(steps: &[&str], query: &Pairs) -> Option<Self> {
        let slug = |text: &str| Slug::parse(text).ok();
        let page = match query.get("page") {
            None => 1,
            Some(text) => number(text)?,
        };
        Some(match steps {
            ["search"] => Self::Search,
            ["artists"] => {
                let letter = query.word("letter").map(str::to_lowercase).filter(|letter| is_letter(letter));
                let from = match (query.get("after"), query.get("before")) {
                    (None, None) => From::First,
                    (Some(word), None) => From::After(slug(word)?),
                    (None, Some(word)) => From::Before(slug(word)?),
                    (Some(_), Some(_)) => return None,
                };
                if from != From::First && letter.is_none() {
                    return None;
                }
                Self::Artists { letter, from }
            }
            ["artists", artist, "works", work] => Self::Work { artist: slug(artist)?, work: slug(work)? },
            ["artists", artist] => Self::Artist { slug: slug(artist)?, page },
            ["by", person] => Self::Person { slug: slug(person)?, page },
            ["archive"] => Self::Archive,
            ["corrections"] => Self::Corrections { page },
            [word] if !is_year(word) => Self::Word { slug: slug(word)?, page },
            _ => return None,
        })
    }

    fn dated(steps: &[&str]) -> Option<Self> {
        let year = |text: &str| is_year(text).then(|| text.parse::<i16>().ok()).flatten().filter(|year| (1..=9998).contains(year));
        let two = |text: &str| (text.len() == 2).then(|| text.parse::<i8>().ok()).flatten().filter(|number| *number >= 0);
        Some(match steps {
            [y] => Self::Year(year(y)?),
            [y, m] => Self::Month(year(y)?, two(m).filter(|month| (1..=12).contains(month))?),
            [y, m, d] => Self::Day(Day::new(year(y)?, two(m)?, two(d)?).ok()?),
            [y, m, d, slug] => {
                Day::new(year(y)?, two(m)?, two(d)?).ok()?;
                Self::Story(format!("/{y}/{m}/{d}/{}", Slug::parse(slug).ok()?))
            }
            _ => return None,
        })
    }

    /// How its answer is guarded.
    pub(crate) fn guard(&self) -> Guard {
        match self {
            Self::Confirm(_) | Self::Leave(_) | Self::Preferences(_) | Self::FollowLink(_) => Guard::Token,
            // Something of one reader may be on it, but no token in its address: a form of it is posted with its origin.
            Self::Follow(_) => Guard::Reader,
            Self::Preview(_) | Self::PreviewMedia { .. } => Guard::Token,
            Self::Mailbox | Self::Message(_) | Self::Sent(_) => Guard::Mailbox,
            Self::Edition { .. } => Guard::Copy,
            Self::Quotation { .. } => Guard::Embed,
            Self::Letter(_) => Guard::Letter,
            Self::Media { .. } => Guard::File,
            _ => Guard::Open,
        }
    }

    /// Methods other than GET and HEAD.
    pub(crate) fn takes_posts(&self) -> bool {
        matches!(
            self,
            Self::Newsletter
                | Self::FormToken
                | Self::Follow(_)
                | Self::Told
                | Self::Confirm(_)
                | Self::Leave(_)
                | Self::Preferences(_)
                | Self::FollowLink(_)
        )
    }
}

/// One of the widths in which pictures are kept: any other would be one picture under many addresses.
fn media_width(text: &str) -> Option<u32> {
    domain::media::WIDTHS.into_iter().find(|width| width.to_string() == text)
}

/// What may be a letter of some alphabet (`a`, `å`, `dzs`, `cyrl`), or `0-9` for what has none.
fn is_letter(text: &str) -> bool {
    text == "0-9" || (text.chars().next().is_some_and(char::is_alphabetic) && text.chars().count() <= 4)
}

/// A set of an edition's stories, as we write it: one set has one address.
fn story_set(text: &str) -> Option<Selection> {
    i64::from_str_radix(text, 16).ok().filter(|set| *set > 0 && format!("{set:x}") == text).map(Selection)
}

/// The key of a quotation's words, as it is made.
fn quotation_key(text: &str) -> Option<String> {
    let plain = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    plain.then(|| text.to_owned())
}

/// A key to a preview, as it is made.
fn preview_key(text: &str) -> Option<String> {
    let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    plain.then(|| text.to_owned())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number from 1, as we write it: no sign, no leading zero.
fn number(text: &str) -> Option<usize> {
    let plain = text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    plain.then(|| text.parse().ok()).flatten().filter(|n| (1..=LAST_PAGE).contains(n))
}

fn form(file: &str) -> Option<FeedForm> {
    FeedForm::ALL.into_iter().find(|form| urls::feed("/", *form).strip_prefix('/') == Some(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::edition::Which;

    fn read(address: &str) -> Option<Place> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Place::read(path, &Pairs::read(query))
    }

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    #[test]
    fn reads_what_urls_writes() {
        let gilt = slug("gilt");
        let key = MediaKey::parse(&format!("{}.jpg", "a".repeat(64))).unwrap();
        let day = Day::new(2015, 3, 7).unwrap();
        let [of, evening, special] = [Which::First, Which::Later(18 * 60 + 5), Which::Special(2)].map(|which| Name { day, which });
        let pairs = [
            (urls::FRONT.to_owned(), Place::Front),
            (urls::section(&gilt), Place::Word { slug: gilt.clone(), page: 1 }),
            (urls::page(&urls::section(&gilt), 3), Place::Word { slug: gilt.clone(), page: 3 }),
            (urls::page(&urls::artist(&gilt), 2), Place::Artist { slug: gilt.clone(), page: 2 }),
            (urls::person(&gilt), Place::Person { slug: gilt.clone(), page: 1 }),
            (urls::artists_of_letter("0-9"), Place::Artists { letter: Some("0-9".to_owned()), from: From::First }),
            (urls::artists_after("g", &gilt), Place::Artists { letter: Some("g".to_owned()), from: From::After(gilt.clone()) }),
            (urls::artists_before("g", &gilt), Place::Artists { letter: Some("g".to_owned()), from: From::Before(gilt.clone()) }),
            (urls::work(&gilt, &slug("guilt")), Place::Work { artist: gilt.clone(), work: slug("guilt") }),
            (urls::dates(&gilt), Place::Dates(gilt.clone())),
            (urls::ARCHIVE.to_owned(), Place::Archive),
            (urls::year(2015), Place::Year(2015)),
            (urls::month(2015, 3), Place::Month(2015, 3)),
            (urls::day(day), Place::Day(day)),
            (urls::story("/2015/03/07/x"), Place::Story("/2015/03/07/x".to_owned())),
            (urls::card("/2015/03/07/x"), Place::Card("/2015/03/07/x".to_owned())),
            (
                urls::quotation("/2015/03/07/x", &"a1".repeat(8)),
                Place::Quotation { address: "/2015/03/07/x".to_owned(), key: "a1".repeat(8) },
            ),
            (
                urls::quotation_card("/2015/03/07/x", &"a1".repeat(8)),
                Place::QuotationCard { address: "/2015/03/07/x".to_owned(), key: "a1".repeat(8) },
            ),
            (urls::feed(urls::FRONT, FeedForm::Json), Place::Feed(List::Paper, FeedForm::Json)),
            (urls::feed(&urls::section(&gilt), FeedForm::Rss), Place::Feed(List::Section(gilt.clone()), FeedForm::Rss)),
            (urls::feed(&urls::artist(&gilt), FeedForm::Atom), Place::Feed(List::Artist(gilt.clone()), FeedForm::Atom)),
            (urls::feed(&urls::person(&gilt), FeedForm::Rss), Place::Feed(List::Person(gilt), FeedForm::Rss)),
            (urls::preview(&"a1".repeat(16)), Place::Preview("a1".repeat(16))),
            (
                urls::preview_media(&"a1".repeat(16), &key, None),
                Place::PreviewMedia { key: "a1".repeat(16), media: key.clone(), width: None },
            ),
            (
                urls::preview_media(&"a1".repeat(16), &key, Some(800)),
                Place::PreviewMedia { key: "a1".repeat(16), media: key.clone(), width: Some(800) },
            ),
            (urls::media(&key), Place::Media { key: key.clone(), width: None }),
            (urls::media_sized(800, &key), Place::Media { key, width: Some(800) }),
            (urls::sitemap(2), Place::SitemapPart(2)),
            (urls::NEWS_SITEMAP.to_owned(), Place::NewsSitemap),
            (urls::search("a", &urls::Narrowed::default()), Place::Search),
            (urls::edition(of), Place::Edition { of, set: None }),
            (urls::edition(evening), Place::Edition { of: evening, set: None }),
            (format!("{}/14", urls::edition(special)), Place::Edition { of: special, set: Some(Selection(20)) }),
            (urls::confirm("c.1"), Place::Confirm("c.1".to_owned())),
            (urls::leave("l"), Place::Leave("l".to_owned())),
            (urls::preferences("p"), Place::Preferences("p".to_owned())),
            (urls::follow(&slug("gilt")), Place::Follow(slug("gilt"))),
            (urls::follow_link("f"), Place::FollowLink("f".to_owned())),
            (urls::FORM_TOKEN.to_owned(), Place::FormToken),
        ];
        for (address, place) in pairs {
            assert_eq!(read(&address), Some(place), "{address}");
        }
    }

    #[test]
    fn odd_addresses_are_no_places() {
        let long = format!("/{}", "a".repeat(5000));
        let odd = [
            "",
            "//",
            "/a/",
            "//evil.example",
            "/..",
            "/a/../b",
            "/%2e%2e/etc/passwd",
            "/media/..%2f..%2fetc%2fpasswd",
            "/%00",
            "/%ff",
            "/2015/13",
            "/2015/02/30",
            "/2015/2/3",
            "/2015/02/03/x/y",
            "/0000",
            "/+201",
            "/News",
            "/news?page=0",
            "/news?page=01",
            "/news?page=-1",
            "/news?page=99999999999999999999",
            "/media/x.jpg",
            "/story/preview/x",
            "/story/preview",
            "/media/801/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.jpg",
            "/media/0800/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.jpg",
            "/-/mailbox/0",
            "/newsletter/2015-3-7",
            "/newsletter/2015-03-07/0",
            "/newsletter/2015-03-07/01",
            "/newsletter/2015-03-07/1F",
            "/newsletter/2015-03-07/+1",
            "/newsletter/2015-03-07/ffffffffffffffff",
            "/newsletter/confirm",
            "/artists?after=gilt",
            "/artists?letter=g&after=a&before=b",
            "/artists/gilt/works/x/y",
            "/-/mailbox/x",
            "/sitemap/0.xml",
            &long,
        ];
        for address in odd {
            assert_eq!(read(address), None, "{address}");
        }
    }
}
