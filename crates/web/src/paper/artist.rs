//! An artist's page, and the A–Z of all of them.

mod namesakes;
mod sayings;

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::gigs;
use crate::paper::press::Press;
use crate::paper::view::{CardView, ClipCard, Gig, Named, PageView, Pages, PictureView, filled, listed};
use domain::artist::Artist;
use domain::id::ArtistId;
use domain::link::Strength;
use domain::slug::Slug;
use domain::story::Card;
use namesakes::NamesakeView;
use sayings::QuoteView;
use serde::Serialize;
use store::stories::{CardFilter, cards, count};
use text::template::urls::{self, FeedForm};

#[derive(Serialize)]
struct ArtistPage {
    artist: ArtistHead,
    latest: Vec<CardView>,
    reviews: Vec<CardView>,
    quotes: Vec<QuoteView>,
    clips: Vec<ClipCard>,
    dates: Vec<Gig>,
    members: Vec<MemberView>,
    archive: Vec<YearView>,
    pages: Option<Pages>,
    following: bool,
    namesakes: Vec<NamesakeView>,
}

#[derive(Serialize)]
struct ArtistHead {
    name: String,
    slug: String,
    url: String,
    sort_letter: String,
    facts: Vec<String>,
    story_count: usize,
    picture: Option<PictureView>,
    links: Vec<LinkView>,
    feeds: Vec<FeedView>,
}

#[derive(Serialize)]
struct LinkView {
    label: &'static str,
    url: String,
}

#[derive(Serialize)]
struct FeedView {
    title: &'static str,
    url: String,
}

#[derive(Serialize)]
struct MemberView {
    name: String,
    url: Option<String>,
    role: Option<String>,
    years: Option<String>,
    former: bool,
}

#[derive(Serialize)]
struct YearView {
    year: String,
    cards: Vec<CardView>,
}

const PER_PAGE: usize = 100;
const LATEST: usize = 5;
const REVIEWS: usize = 12;
const CLIPS: usize = 4;
const DATES: usize = 12;
/// So many of the newest stories are looked through for dates and quotations.
const LOOKED_AT: usize = 30;

/// Renders page `number` of an artist; one that was merged leads to whom it became.
pub(crate) async fn page(press: &Press, slug: &Slug, number: usize) -> Result<Page, Fault> {
    let Some(artist) = store::artists::by_slug(&press.conn, slug).await? else { return namesakes::page(press, slug, number).await };
    if let Some(into) = artist.merged_into {
        let into = store::artists::by_id(&press.conn, into).await?.ok_or_else(Fault::not_found)?;
        return Err(Fault::moved(urls::artist(&into.slug)));
    }
    let all = CardFilter { artist: Some(artist.id), ..CardFilter::default() };
    let total = count(&press.conn, &all).await?;
    if number > 1 && (number - 1) * PER_PAGE >= total {
        return Err(Fault::not_found());
    }
    let of_page = cards(&press.conn, &all, PER_PAGE, (number - 1) * PER_PAGE).await?;
    let about = CardFilter { strengths: vec![Strength::Subject, Strength::Featured], ..all.clone() };
    let newest = if number == 1 { cards(&press.conn, &about, LOOKED_AT, 0).await? } else { Vec::new() };
    let first = First::read(press, &artist, &about, &newest, number).await?;
    let named = Cards::of(press, &of_page).await?;
    let list = urls::artist(slug);
    let pages = Pages::of(&list, number, PER_PAGE, total);
    let number_said = [("artist", artist.name.clone()), ("page", number.to_string())];
    let title = if number == 1 { artist.name.clone() } else { press.theme.word("artist.where_page", &number_said) };
    let mut page = PageView::open(press, "artist", title, list.clone()).in_list(press, &list, number, pages.as_ref());
    page.description = filled(&artist.disambiguation);
    page.feeds = press.matter.feeds(&artist.name, &list);
    let group = members(press, artist.id).await?;
    let member_names = group.iter().map(|member| (member.name.clone(), member.url.as_ref().map(|url| press.matter.site.absolute(url))));
    page.json_ld = Some(facts::of_artist(press, &artist, member_names.collect(), &of_page));
    let view = ArtistPage {
        artist: head(press, &artist, &newest, total),
        latest: first.latest,
        reviews: first.reviews,
        quotes: first.quotes,
        clips: first.clips,
        dates: first.dates,
        members: group,
        archive: by_year(press, &named, &of_page),
        pages,
        following: false,
        namesakes: namesakes::others(press, &artist).await?,
    };
    press.page("artist.html", page, view)
}

/// What stands on the first page only.
#[derive(Default)]
struct First {
    latest: Vec<CardView>,
    reviews: Vec<CardView>,
    quotes: Vec<QuoteView>,
    clips: Vec<ClipCard>,
    dates: Vec<Gig>,
}

impl First {
    async fn read(press: &Press, artist: &Artist, about: &CardFilter, newest: &[Card], number: usize) -> Result<Self, Fault> {
        if number > 1 {
            return Ok(Self::default());
        }
        let reviews = cards(&press.conn, &CardFilter { scored: true, ..about.clone() }, REVIEWS, 0).await?;
        let clips = cards(&press.conn, &CardFilter { with_clip: true, ..about.clone() }, CLIPS, 0).await?;
        let latest: Vec<Card> = newest.iter().take(LATEST).cloned().collect();
        let named = Cards::of(press, &[latest.as_slice(), &reviews, &clips].concat()).await?;
        Ok(Self {
            latest: named.views(press, &latest, Year::Said),
            reviews: named.views(press, &reviews, Year::Said),
            clips: named.clips(press, &clips),
            dates: gigs::to_come(press, artist.id, newest, DATES).await?,
            quotes: sayings::of(press, artist, newest).await?,
        })
    }
}

fn head(press: &Press, artist: &Artist, newest: &[Card], total: usize) -> ArtistHead {
    let list = urls::artist(&artist.slug);
    let mut facts: Vec<String> = filled(&artist.disambiguation).into_iter().collect();
    let aliases: Vec<String> = artist.aliases.iter().take(3).cloned().collect();
    if let Some(also) = listed(&aliases) {
        facts.push(press.theme.word_or("artist.also", "also {names}").replace("{names}", &also));
    }
    let outside = [
        artist.musicbrainz.as_ref().map(|id| LinkView { label: "MusicBrainz", url: format!("https://musicbrainz.org/artist/{id}") }),
        artist.wikidata.as_ref().map(|id| LinkView { label: "Wikidata", url: format!("https://www.wikidata.org/wiki/{id}") }),
    ];
    let letter = artist.sort_name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect());
    ArtistHead {
        slug: artist.slug.as_str().to_owned(),
        sort_letter: letter.unwrap_or_default(),
        facts,
        story_count: total,
        picture: newest.iter().find_map(|card| card.cover.as_ref()).map(PictureView::of),
        links: outside.into_iter().flatten().collect(),
        feeds: [("RSS", FeedForm::Rss), ("Atom", FeedForm::Atom), ("JSON", FeedForm::Json)]
            .map(|(title, form)| FeedView { title, url: urls::feed(&list, form) })
            .into(),
        name: artist.name.clone(),
        url: list,
    }
}

async fn members(press: &Press, group: ArtistId) -> Result<Vec<MemberView>, Fault> {
    let memberships = store::artists::members_of(&press.conn, group).await?;
    let ids: Vec<ArtistId> = memberships.iter().map(|membership| membership.member).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people = store::artists::by_ids(&press.conn, &ids).await?;
    let view = |membership: &domain::artist::Membership| {
        let artist = people.iter().find(|artist| artist.id == membership.member)?;
        let url = Some(urls::artist(&artist.slug));
        Some(MemberView { name: artist.name.clone(), url, role: None, years: None, former: membership.ended })
    };
    Ok(memberships.iter().filter_map(view).collect())
}

/// Cards under their years, newest first.
fn by_year(press: &Press, named: &Cards, cards: &[Card]) -> Vec<YearView> {
    let mut years: Vec<YearView> = Vec::new();
    for card in cards {
        let year = press.zone().day(card.published).year().to_string();
        let view = named.view(press, card, Year::Above);
        match years.last_mut().filter(|last| last.year == year) {
            Some(last) => last.cards.push(view),
            None => years.push(YearView { year, cards: vec![view] }),
        }
    }
    years
}

#[derive(Serialize)]
struct IndexView {
    letters: Vec<LetterView>,
    letter: Option<String>,
    all_letters: Vec<LetterLink>,
    total: i64,
}

#[derive(Serialize)]
struct LetterView {
    letter: String,
    anchor: String,
    artists: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    #[serde(flatten)]
    artist: Named,
    count: i64,
    latest: Option<String>,
}

#[derive(Serialize)]
struct LetterLink {
    letter: String,
    url: String,
    here: bool,
    empty: bool,
}

/// Up to so many artists stand on one page; with more, each letter has its own.
const ON_ONE_PAGE: i64 = 600;
const OF_A_LETTER: usize = 5_000;

/// Renders the A–Z, whole or cut to a letter (`a` … `z`, `0-9`).
pub(crate) async fn index(press: &Press, wanted: Option<&str>) -> Result<Page, Fault> {
    let found = store::artists::letters(&press.conn).await?;
    let total: i64 = found.iter().map(|(_, artists)| artists).sum();
    let cut = total > ON_ONE_PAGE;
    let here = wanted.map(str::to_owned).or_else(|| cut.then(|| found.first().map(|(letter, _)| anchor(letter))).flatten());
    let mut letters = Vec::new();
    for (letter, _) in found.iter().filter(|(letter, _)| here.as_ref().is_none_or(|here| anchor(letter) == *here)) {
        let artists = store::artists::index(&press.conn, letter, OF_A_LETTER, 0).await?;
        let artists = artists.into_iter().map(|entry| EntryView {
            artist: Named { url: urls::artist(&entry.slug), name: entry.name },
            count: entry.stories,
            latest: None,
        });
        let anchor = anchor(letter);
        letters.push(LetterView { letter: anchor.to_uppercase(), anchor, artists: artists.collect() });
    }
    let alphabet = std::iter::once("0-9".to_owned()).chain(('a'..='z').map(String::from));
    let all_letters = alphabet.map(|anchor_of| LetterLink {
        letter: anchor_of.to_uppercase(),
        url: if cut || wanted.is_some() { urls::artists_of_letter(&anchor_of) } else { format!("#{anchor_of}") },
        here: here.as_deref() == Some(anchor_of.as_str()),
        empty: !found.iter().any(|(letter, _)| anchor(letter) == anchor_of),
    });
    let view = IndexView { letters, letter: wanted.map(str::to_uppercase), all_letters: all_letters.collect(), total };
    let path = wanted.map_or_else(|| urls::ARTISTS.to_owned(), urls::artists_of_letter);
    press.page("artists.html", PageView::open(press, "artists", press.word("artists.title"), path), view)
}

/// The store's `#` is the page's `0-9`.
fn anchor(letter: &str) -> String {
    if letter == "#" { "0-9".to_owned() } else { letter.to_lowercase() }
}
