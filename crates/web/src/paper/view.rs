//! The shapes that templates share, as `CONTEXT.md` of the theme promises them. A field is always there.

use crate::paper::press::Press;
use domain::ad::{self, Place};
use domain::body::{AdvisoryKind, Clip, MediaKey, Picture, Score};
use domain::slug::Slug;
use domain::story::{Kind, Sponsor};
use domain::time::{Day, Instant, Zone};
use serde::Serialize;
use text::html::Html;
use text::template::urls;

/// An instant in the paper's zone and style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DateView {
    iso: String,
    text: String,
    time: Option<String>,
    short: String,
}

impl DateView {
    /// `short` is told from `now`: `11:29` on the day itself, `Thu` in the last week, then the day, then its year too.
    pub(crate) fn of(at: Instant, now: Instant, zone: &Zone) -> Self {
        let (wall, today) = (zone.wall_clock(at), zone.day(now));
        let days_ago = today.since(wall.date()).map_or(i32::MAX, |span| span.get_days());
        let pattern = match days_ago {
            0 => "%-H:%M",
            1..=6 => "%a",
            _ if wall.year() == today.year() => "%-d %b",
            _ => "%-d %b %Y",
        };
        let short = wall.strftime(pattern).to_string();
        Self { iso: zone.rfc3339(at), text: zone.date_words(at), time: Some(zone.time_words(at)), short }
    }

    /// As [`DateView::of`], where the year stands over the list already.
    pub(crate) fn within_year(at: Instant, now: Instant, zone: &Zone) -> Self {
        Self { short: zone.wall_clock(at).strftime("%-d %b").to_string(), ..Self::of(at, now, zone) }
    }

    /// Today, as the front's masthead says it: `Friday 27 March 2015`.
    pub(crate) fn today(now: Instant, zone: &Zone) -> Self {
        Self::of_day(zone.day(now), "%A %-d %B %Y", "%a")
    }

    /// The night of a gig: `Fri 27 March`.
    pub(crate) fn night(day: Day) -> Self {
        Self::of_day(day, "%a %-d %B", "%a %-d %b")
    }

    /// The night of a gig that is past: `27 March 2015`.
    pub(crate) fn past_night(day: Day) -> Self {
        Self::of_day(day, "%-d %B %Y", "%-d %b %Y")
    }

    /// A day of the archive: `Friday 27 March 2015`.
    pub(crate) fn whole_day(day: Day) -> Self {
        Self::of_day(day, "%A %-d %B %Y", "%-d %b")
    }

    fn of_day(day: Day, text: &str, short: &str) -> Self {
        let iso = day.strftime("%Y-%m-%d").to_string();
        Self { iso, text: day.strftime(text).to_string(), time: None, short: day.strftime(short).to_string() }
    }
}

/// An artist where one is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ArtistView {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PictureView {
    pub(crate) src: String,
    srcset: Option<String>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) alt: String,
    credit: Option<String>,
    caption: Option<String>,
    shape: &'static str,
    fx: u8,
    fy: u8,
    tone: u8,
}

/// What a picture of unknown size is taken for: 3:2, the shape of most.
const UNKNOWN_SIZE: (u32, u32) = (1200, 800);

impl PictureView {
    pub(crate) fn of(picture: &Picture) -> Self {
        let (width, height) = if picture.width == 0 || picture.height == 0 { UNKNOWN_SIZE } else { (picture.width, picture.height) };
        let ratio = f64::from(width) / f64::from(height);
        let shape = if ratio >= 1.2 {
            "wide"
        } else if ratio <= 0.85 {
            "tall"
        } else {
            "square"
        };
        let [fx, fy] = picture.focus.map(tenths);
        Self {
            // Browsers that know no sizes are old, and so are their screens.
            src: urls::media_filling(&picture.media, picture.width, 1200),
            srcset: srcset(&picture.media, picture.width),
            width,
            height,
            alt: picture.alt.clone(),
            credit: filled(&picture.credit),
            caption: filled(&picture.caption),
            shape,
            fx,
            fy,
            tone: 5,
        }
    }

    /// A clip's poster: nothing is said of it but where it is.
    pub(crate) fn poster(clip: &Clip) -> Option<Self> {
        let media = clip.poster.clone()?;
        let bare = Picture {
            media,
            alt: String::new(),
            decorative: true,
            credit: String::new(),
            caption: String::new(),
            width: 0,
            height: 0,
            focus: [0.5, 0.5],
        };
        Some(Self::of(&bare))
    }
}

/// `/media/400/… 400w, …`; nothing for what has one size only.
pub(crate) fn srcset(media: &MediaKey, natural: u32) -> Option<String> {
    let sizes: Vec<String> = urls::media_widths(media, natural).into_iter().map(|(width, address)| format!("{address} {width}w")).collect();
    (!sizes.is_empty()).then(|| sizes.join(", "))
}

/// 0 to 10.
fn tenths(share: f64) -> u8 {
    (0..=10_u8).min_by_key(|tenth| ((f64::from(*tenth) / 10.0 - share).abs() * 1000.0) as u64).unwrap_or(5)
}

/// A review's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ScoreView {
    value: String,
    out_of: String,
    verdict: Option<String>,
    hot: bool,
}

impl ScoreView {
    pub(crate) fn of(score: &Score) -> Self {
        let out_of = Score { value: score.out_of, ..score.clone() }.shown();
        Self { value: score.shown(), out_of, verdict: filled(&score.verdict), hot: score.value >= score.out_of * 0.9 }
    }
}

/// A name with an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// A clip, as a card of its story says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ClipView {
    title: String,
    provider: &'static str,
    duration: Option<String>,
}

impl ClipView {
    pub(crate) fn of(clip: &Clip, headline: &str) -> Self {
        let title = filled(&clip.title).unwrap_or_else(|| headline.to_owned());
        Self { title, provider: clip.provider.name(), duration: duration(clip.duration) }
    }
}

/// `4:12`; nothing when it is not known.
pub(crate) fn duration(seconds: u32) -> Option<String> {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    (seconds > 0).then(|| if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") })
}

/// A story anywhere but on its own page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CardView {
    pub(crate) url: String,
    pub(crate) headline: String,
    pub(crate) artists: Vec<ArtistView>,
    pub(crate) kicker: Option<String>,
    pub(crate) standfirst: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) date: DateView,
    pub(crate) minutes: Option<usize>,
    pub(crate) section: Named,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) type_name: String,
    pub(crate) picture: Option<PictureView>,
    pub(crate) score: Option<ScoreView>,
    pub(crate) clip: Option<ClipView>,
    pub(crate) advisory: Option<String>,
    pub(crate) work: Option<String>,
    /// `Paid for by Wray Amps`.
    pub(crate) sponsor: Option<String>,
}

/// A clip on a strip.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ClipCard {
    #[serde(flatten)]
    pub(crate) clip: ClipView,
    pub(crate) artists: Vec<ArtistView>,
    pub(crate) url: String,
    pub(crate) story: String,
    pub(crate) poster: Option<PictureView>,
    pub(crate) advisory: Option<String>,
}

/// A night of a tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Gig {
    pub(crate) date: DateView,
    pub(crate) artists: String,
    pub(crate) artist_url: Option<String>,
    pub(crate) venue: String,
    pub(crate) city: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) tickets: Option<String>,
    pub(crate) price: Option<String>,
    pub(crate) status: &'static str,
    pub(crate) note: Option<String>,
}

/// Where in a list a page stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Pages {
    page: usize,
    pages: usize,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
    first: Option<String>,
    last: Option<String>,
    total: usize,
}

impl Pages {
    /// `None` when everything is on one page.
    pub(crate) fn of(list: &str, page: usize, per_page: usize, total: usize) -> Option<Self> {
        let pages = total.div_ceil(per_page.max(1));
        (pages > 1).then(|| Self {
            page,
            pages,
            newer: (page > 1).then(|| urls::page(list, page - 1)),
            older: (page < pages).then(|| urls::page(list, page + 1)),
            first: Some(urls::page(list, 1)),
            last: Some(urls::page(list, pages)),
            total,
        })
    }
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CorrectionView {
    pub(crate) at: DateView,
    pub(crate) html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) story: Option<StoryRef>,
}

/// A story named in a list of something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StoryRef {
    pub(crate) headline: String,
    pub(crate) url: String,
}

/// The paper, the same on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PaperView {
    pub(crate) name: String,
    pub(crate) initial: String,
    pub(crate) lang: String,
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) masthead: String,
    pub(crate) logo: Option<LogoView>,
    pub(crate) headline_face: &'static str,
    pub(crate) text_face: &'static str,
    pub(crate) sections: Vec<SectionView>,
    /// Sections and standing pages in one order.
    pub(crate) navigation: Vec<SectionView>,
    pub(crate) standing: Vec<Named>,
    pub(crate) newsletter: bool,
    pub(crate) drop_cap: bool,
    pub(crate) imprint: Option<String>,
    pub(crate) since: Option<String>,
}

/// A picture in place of the masthead's letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LogoView {
    pub(crate) src: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// An ad where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct AdView {
    pub(crate) id: i64,
    pub(crate) place: &'static str,
    pub(crate) src: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) alt: String,
    pub(crate) link: String,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SectionView {
    pub(crate) name: String,
    pub(crate) slug: String,
    pub(crate) url: String,
}

/// A feed, for `<link rel="alternate">`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FeedLink {
    pub(crate) title: String,
    pub(crate) url: String,
    #[serde(rename = "type")]
    pub(crate) media_type: &'static str,
}

/// What social networks show of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OpenGraph {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) image: Option<OpenGraphImage>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
}

/// Its picture; the address is absolute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OpenGraphImage {
    pub(crate) url: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) alt: String,
}

/// This page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PageView {
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) path: String,
    pub(crate) canonical: Option<String>,
    pub(crate) robots: Option<&'static str>,
    pub(crate) section: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) masthead: &'static str,
    pub(crate) date: Option<DateView>,
    pub(crate) feeds: Vec<FeedLink>,
    pub(crate) og: Option<OpenGraph>,
    pub(crate) json_ld: Option<String>,
    pub(crate) prev: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) query: String,
    pub(crate) year: String,
    pub(crate) ad: Option<AdView>,
    /// A page that somebody looks at before it is one: it runs no script, so nothing that it shows is counted.
    pub(crate) still: bool,
    /// The first instant at which the page is wrong by itself, if that is before midnight.
    #[serde(skip)]
    pub(crate) until: Option<Instant>,
}

impl PageView {
    /// A page that everybody may find under its path.
    pub(crate) fn open(press: &Press, kind: &'static str, title: impl Into<String>, path: impl Into<String>) -> Self {
        let (title, path) = (title.into(), path.into());
        let og = OpenGraph { kind: "website", title: title.clone(), image: None, published: None, modified: None };
        let canonical = Some(press.matter.site.absolute(&path));
        Self { canonical, og: Some(og), robots: None, ..Self::hidden(press, kind, title, path) }
    }

    /// A page that must not be found: it stands for one reader, or for nothing.
    pub(crate) fn hidden(press: &Press, kind: &'static str, title: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            description: None,
            path: path.into(),
            canonical: None,
            robots: Some("noindex"),
            section: None,
            lang: None,
            masthead: "line",
            date: None,
            feeds: press.matter.feeds(&press.matter.paper.name, urls::FRONT),
            og: None,
            json_ld: None,
            prev: None,
            next: None,
            query: String::new(),
            ad: None,
            still: false,
            until: None,
            year: press.zone().day(press.now).year().to_string(),
        }
    }

    /// The page is another one from an instant on, without anybody doing anything.
    pub(crate) fn right_until(&mut self, until: Option<Instant>) {
        self.until = self.until.into_iter().chain(until).min();
    }

    /// With the ad whose turn it is here.
    pub(crate) fn with_ad(mut self, press: &Press, place: Place, section: Option<&Slug>) -> Self {
        let ads = &press.matter.ads;
        self.ad = ad::choose(ads, place, section, number_of(&self.path), press.now).map(|ad| AdView {
            id: ad.id.0,
            place: place.word(),
            src: urls::media(&ad.draft.media),
            width: ad.draft.width,
            height: ad.draft.height,
            alt: ad.draft.alt.clone(),
            link: ad.draft.link.clone(),
        });
        self.right_until(ad::until(ads, place, section, press.now));
        self
    }

    /// With the neighbours of a page of a list.
    pub(crate) fn in_list(mut self, press: &Press, list: &str, page: usize, pages: Option<&Pages>) -> Self {
        self.prev = pages.and_then(|pages| pages.newer.clone());
        self.next = pages.and_then(|pages| pages.older.clone());
        self.path = urls::page(list, page);
        self.canonical = Some(press.matter.site.absolute(&self.path));
        self
    }
}

/// What a template gets.
#[derive(Debug, Serialize)]
pub(crate) struct Context<'a, T: Serialize> {
    pub(crate) paper: &'a PaperView,
    pub(crate) page: PageView,
    #[serde(flatten)]
    pub(crate) view: T,
}

/// A number made from a path (FNV-1a), the same on every node.
fn number_of(path: &str) -> u64 {
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// `Paid for by Wray Amps`, from the theme's words.
pub(crate) fn paid_for(press: &Press, sponsor: &Sponsor) -> String {
    press.theme.word("sponsor.by", &[("sponsor", sponsor.name.clone())])
}

/// A text, unless there is none.
pub(crate) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A paragraph of plain text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    Html::escaped(text).into_string()
}

/// `Contains violence and strong language`, from the theme's words.
pub(crate) fn advisory(kinds: &[AdvisoryKind], press: &Press) -> Option<String> {
    let said: Vec<String> = kinds.iter().map(|kind| kind.said()).collect();
    let list = listed(&said)?;
    Some(press.theme.words().advisory.replace("{kinds}", &list))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(words: &[String]) -> Option<String> {
    let (last, before) = words.split_last()?;
    Some(if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) })
}

/// A story's type as a word: `Live review`.
pub(crate) fn type_name(kind: Kind, press: &Press) -> String {
    let mut plain = kind.word().replace('-', " ");
    if let Some(first) = plain.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    press.theme.word_or(&format!("type.{}", kind.word()), &plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        Zone::named("Australia/Melbourne").unwrap()
    }

    fn wall(day: (i16, i8, i8), hour: i8) -> Instant {
        zone().instant(Day::new(day.0, day.1, day.2).unwrap().at(hour, 29, 0, 0)).unwrap()
    }

    #[test]
    fn dates_are_told_from_today_in_the_paper_s_zone() {
        let now = wall((2015, 3, 27), 14);
        let short = |day, hour| DateView::of(wall(day, hour), now, &zone()).short;
        assert_eq!(short((2015, 3, 27), 11), "11:29");
        assert_eq!(short((2015, 3, 26), 23), "Thu");
        assert_eq!(short((2015, 3, 20), 11), "20 Mar");
        assert_eq!(short((2014, 3, 12), 11), "12 Mar 2014");
        let date = DateView::of(wall((2015, 3, 27), 11), now, &zone());
        assert_eq!((date.text.as_str(), date.time.as_deref()), ("27 March 2015", Some("11:29 am")));
        assert_eq!(date.iso, "2015-03-27T11:29:00+11:00");
        assert_eq!(DateView::today(now, &zone()).text, "Friday 27 March 2015");
    }

    #[test]
    fn lists_read_as_english() {
        let words = |words: &[&str]| listed(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&[]), None);
        assert_eq!(words(&["a", "b", "c"]).as_deref(), Some("a, b and c"));
    }

    #[test]
    fn pages_know_their_neighbours() {
        assert_eq!(Pages::of("/news", 1, 30, 30), None);
        let pages = Pages::of("/news", 2, 30, 61).unwrap();
        assert_eq!((pages.newer.as_deref(), pages.older.as_deref()), (Some("/news"), Some("/news?page=3")));
    }

    #[test]
    fn a_tenth_is_the_nearest_one() {
        assert_eq!([0.0, 0.44, 0.46, 1.0, f64::NAN].map(tenths), [0, 4, 5, 10, 0]);
    }
}
