//! An artist's page, their nights as a calendar, the page of a work, and the A–Z.

mod index;
mod namesakes;
mod people;
mod sayings;
mod works;

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::gigs::{self, Own};
use crate::paper::press::Press;
use crate::paper::view::{CardView, ClipCard, Gig, PageView, Pages, PictureView, filled, listed};
use axum::http::StatusCode;
use domain::artist::Artist;
use domain::body::DateStatus;
use domain::id::{ArtistId, StoryId};
use domain::link::Strength;
use domain::slug::Slug;
use domain::story::Card;
use domain::time::Instant;
pub(crate) use index::{From, page as index};
use namesakes::NamesakeView;
use people::{MemberView, People};
use sayings::QuoteView;
use serde::Serialize;
use store::stories::{ArtistCounts, CardFilter, Spoken, artist_counts, cards, cards_by_ids, of_artist, of_artist_within};
use text::ical::{self, Event};
use text::template::urls::{self, FeedForm};
use works::WorkView;
pub(crate) use works::page as work;

#[derive(Serialize)]
struct ArtistPage {
    artist: ArtistHead,
    latest: Vec<CardView>,
    reviews: Vec<CardView>,
    works: Vec<WorkView>,
    quotes: Vec<QuoteView>,
    clips: Vec<ClipCard>,
    dates: Vec<Gig>,
    past_dates: Vec<Gig>,
    calendar: Option<String>,
    members: Vec<MemberView>,
    groups: Vec<MemberView>,
    on_this_day: Vec<CardView>,
    archive: Vec<YearView>,
    mentions: Vec<YearView>,
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
    label: String,
    url: String,
}

#[derive(Serialize)]
struct FeedView {
    title: &'static str,
    url: String,
}

#[derive(Serialize)]
struct YearView {
    year: String,
    cards: Vec<CardView>,
}

/// Stories on a page of the list.
const PER_PAGE: usize = 100;
const LATEST: usize = 5;
const REVIEWS: usize = 12;
const CLIPS: usize = 4;
const DATES: usize = 12;
const PAST_DATES: usize = 8;
const ON_THIS_DAY: usize = 4;
/// So many years back is looked for what stood in the paper on this day.
const YEARS_BACK: i16 = 40;
/// So many nights are in a calendar, and as many that are past.
const IN_CALENDAR: usize = 200;

/// The artist of an address, as it stands on the paper. One that was merged or renamed leads to what `form` makes of the
/// address word of whom it became.
pub(super) async fn standing(press: &Press, slug: &Slug, form: &(dyn Fn(&Slug) -> String + Sync)) -> Result<Option<Artist>, Fault> {
    let led = match store::artists::by_slug(&press.conn, slug).await? {
        Some(Artist { merged_into: Some(into), .. }) => {
            Some(store::artists::by_id(&press.conn, into).await?.ok_or_else(Fault::not_found)?.slug)
        }
        Some(artist) => return Ok(Some(artist)),
        None => {
            let target = store::redirects::get(&press.conn, &urls::artist(slug)).await?;
            target.as_deref().and_then(urls::artist_at)
        }
    };
    led.map_or(Ok(None), |slug| Err(Fault::moved(form(&slug))))
}

/// Renders page `number` of an artist.
pub(crate) async fn page(press: &Press, slug: &Slug, number: usize) -> Result<Page, Fault> {
    let Some(artist) = standing(press, slug, &urls::artist).await? else { return namesakes::page(press, slug, number).await };
    let counts = artist_counts(&press.conn, artist.id).await?;
    let from = (number - 1) * PER_PAGE;
    if number > 1 && from >= counts.stories {
        return Err(Fault::not_found());
    }
    let (about, mentions) = listed_on(press, artist.id, counts, from).await?;
    let first = First::read(press, &artist, counts, number).await?;
    let of_page = [about.as_slice(), &mentions].concat();
    let named = Cards::of(press, &of_page).await?;
    let list = urls::artist(slug);
    let pages = Pages::of(&list, number, PER_PAGE, counts.stories);
    let number_said = [("artist", artist.name.clone()), ("page", number.to_string())];
    let title = if number == 1 { artist.name.clone() } else { press.theme.word("artist.where_page", &number_said) };
    let mut page = PageView::open(press, "artist", title, list.clone()).in_list(press, &list, number, pages.as_ref());
    page.description = filled(&artist.disambiguation);
    page.feeds = press.matter.feeds(&artist.name, &list);
    if domain::artist::says_little(counts.about, counts.stories) {
        page.robots = Some("noindex");
    }
    let member_names =
        first.people.members.iter().map(|member| (member.name.clone(), member.url.as_ref().map(|url| press.matter.site.absolute(url))));
    page.json_ld = Some(facts::of_artist(press, &artist, member_names.collect(), &of_page));
    let links = if number == 1 { store::artists::links::of(&press.conn, artist.id).await? } else { Vec::new() };
    let view = ArtistPage {
        artist: head(press, &artist, first.picture, &links, counts.stories),
        latest: first.latest,
        reviews: first.reviews,
        works: first.works,
        quotes: first.quotes,
        clips: first.clips,
        calendar: (!first.dates.is_empty()).then(|| urls::dates(slug)),
        dates: first.dates,
        past_dates: first.past_dates,
        members: first.people.members,
        groups: first.people.groups,
        on_this_day: first.on_this_day,
        archive: by_year(press, &named, &about),
        mentions: by_year(press, &named, &mentions),
        pages,
        following: false,
        namesakes: namesakes::others(press, &artist).await?,
    };
    press.page("artist.html", page, view)
}

/// The stories on a page of the list: first those about the artist, the newest first, then those that only name them.
async fn listed_on(press: &Press, artist: ArtistId, counts: ArtistCounts, from: usize) -> Result<(Vec<Card>, Vec<Card>), Fault> {
    let until = (from + PER_PAGE).min(counts.stories);
    let of_about = counts.about.min(until).saturating_sub(from);
    let mut ids: Vec<StoryId> = Vec::new();
    if of_about > 0 {
        ids.extend(of_artist(&press.conn, artist, Spoken::About, of_about, from).await?);
    }
    let shown = ids.len();
    if until > counts.about {
        let skipped = from.saturating_sub(counts.about);
        ids.extend(of_artist(&press.conn, artist, Spoken::Mentioned, until - from.max(counts.about), skipped).await?);
    }
    let about = ids.get(..shown).unwrap_or_default().to_vec();
    let mut mentions = cards_by_ids(&press.conn, &ids).await?;
    let own = mentions.iter().take_while(|card| about.contains(&card.id)).count();
    let about: Vec<Card> = mentions.drain(..own).collect();
    Ok((about, mentions))
}

/// What stands on the first page only.
#[derive(Default)]
struct First {
    latest: Vec<CardView>,
    reviews: Vec<CardView>,
    works: Vec<WorkView>,
    quotes: Vec<QuoteView>,
    clips: Vec<ClipCard>,
    dates: Vec<Gig>,
    past_dates: Vec<Gig>,
    on_this_day: Vec<CardView>,
    people: People,
    picture: Option<PictureView>,
}

impl First {
    async fn read(press: &Press, artist: &Artist, counts: ArtistCounts, number: usize) -> Result<Self, Fault> {
        if number > 1 {
            return Ok(Self::default());
        }
        let about = CardFilter { artist: Some(artist.id), strengths: vec![Strength::Subject, Strength::Featured], ..CardFilter::default() };
        let newest = cards(&press.conn, &about, LATEST, 0).await?;
        let reviews = cards(&press.conn, &CardFilter { scored: true, ..about.clone() }, REVIEWS, 0).await?;
        let clips = cards(&press.conn, &CardFilter { with_clip: true, ..about }, CLIPS, 0).await?;
        let then = on_this_day(press, artist.id, counts.first).await?;
        let named = Cards::of(press, &[newest.as_slice(), &reviews, &clips, &then].concat()).await?;
        let people = People::read(press, artist.id).await?;
        let members: Vec<ArtistId> = people.members.iter().map(|member| member.artist).collect();
        Ok(Self {
            picture: newest.iter().find_map(|card| card.cover.as_ref()).map(PictureView::of),
            latest: named.views(press, &newest, Year::Said),
            reviews: named.views(press, &reviews, Year::Said),
            works: works::of(press, artist).await?,
            clips: named.clips(press, &clips),
            dates: gigs::to_come(press, artist, DATES).await?,
            past_dates: gigs::past(press, artist, PAST_DATES).await?,
            quotes: sayings::of(press, artist.id, &members).await?,
            on_this_day: named.views(press, &then, Year::Said),
            people,
        })
    }
}

/// What stood in the paper about or with the artist on this day of earlier years.
async fn on_this_day(press: &Press, artist: ArtistId, first: Option<Instant>) -> Result<Vec<Card>, Fault> {
    let Some(first) = first else { return Ok(Vec::new()) };
    let today = press.zone().day(press.now);
    let since = press.zone().day(first).year().max(today.year() - YEARS_BACK);
    let mut days = Vec::new();
    for year in since..today.year() {
        // The 29th of February has its own years.
        let Ok(day) = domain::time::Day::new(year, today.month(), today.day()) else { continue };
        let Ok(next) = day.tomorrow() else { continue };
        days.push((press.zone().start_of(day), press.zone().start_of(next)));
    }
    let ids = of_artist_within(&press.conn, artist, &days, ON_THIS_DAY).await?;
    Ok(cards_by_ids(&press.conn, &ids).await?)
}

fn head(press: &Press, artist: &Artist, picture: Option<PictureView>, links: &[String], total: usize) -> ArtistHead {
    let list = urls::artist(&artist.slug);
    let mut facts: Vec<String> = filled(&artist.disambiguation).into_iter().collect();
    let aliases: Vec<String> = artist.aliases.iter().take(3).cloned().collect();
    if let Some(also) = listed(&aliases) {
        facts.push(press.theme.word_or("artist.also", "also {names}").replace("{names}", &also));
    }
    let databases = [
        artist.musicbrainz.as_ref().map(|id| ("MusicBrainz", format!("https://musicbrainz.org/artist/{id}"))),
        artist.wikidata.as_ref().map(|id| ("Wikidata", format!("https://www.wikidata.org/wiki/{id}"))),
    ];
    let own = links.iter().map(|url| LinkView { label: site_of(url), url: url.clone() });
    let outside = databases.into_iter().flatten().map(|(label, url)| LinkView { label: label.to_owned(), url });
    let letter = artist.sort_name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect());
    ArtistHead {
        slug: artist.slug.as_str().to_owned(),
        sort_letter: letter.unwrap_or_default(),
        facts,
        story_count: total,
        picture,
        links: own.chain(outside).collect(),
        feeds: [("RSS", FeedForm::Rss), ("Atom", FeedForm::Atom), ("JSON", FeedForm::Json)]
            .map(|(title, form)| FeedView { title, url: urls::feed(&list, form) })
            .into(),
        name: artist.name.clone(),
        url: list,
    }
}

/// `bandcamp.com` of an address.
fn site_of(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
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

/// An artist's nights, those to come and those of late, as a calendar to subscribe to.
pub(crate) async fn calendar(press: &Press, slug: &Slug) -> Result<Page, Fault> {
    let artist = standing(press, slug, &urls::dates).await?.ok_or_else(Fault::not_found)?;
    let mut own = Own::past(press, artist.id, IN_CALENDAR).await?;
    own.extend(Own::coming(press, artist.id, IN_CALENDAR).await?);
    let mut ids: Vec<StoryId> = own.iter().filter_map(Own::story).collect();
    ids.sort();
    ids.dedup();
    let stories = cards_by_ids(&press.conn, &ids).await?;
    let events: Vec<Event> = own.iter().filter_map(|night| event(press, &artist, night, &stories)).collect();
    let name = press.theme.word("artist.calendar", &[("artist", artist.name.clone()), ("paper", press.matter.paper.name.clone())]);
    let calendar = ical::calendar(&name, &site_of(press.matter.site.origin()), &events);
    Ok(Page::new(StatusCode::OK, ical::MEDIA_TYPE, calendar, press.midnight()))
}

fn event(press: &Press, artist: &Artist, night: &Own, stories: &[Card]) -> Option<Event> {
    let date = night.date();
    let (path, told, listed) = match night {
        Own::Told(gig) => {
            let card = stories.iter().find(|card| card.id == gig.story)?;
            (urls::story(&card.address), card.updated.max(card.published), None)
        }
        Own::Listed(played) => (urls::artist(&artist.slug), played.told, played.night.venue.as_ref()),
    };
    let said = |parts: &[&str]| parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let place = said(&[&date.venue, &date.city]);
    Some(Event {
        // However many stories tell of a night, and whatever they change of it, it stays one.
        uid: format!("{}-{}-{}", artist.id, date.date, text::fold::slug(&place).map_or_else(String::new, |slug| slug.to_string())),
        day: date.date,
        summary: said(&[&artist.name, &date.city]),
        location: listed.map_or(place, |venue| said(&[&date.venue, &venue.address, &date.city])),
        spot: listed.and_then(|venue| venue.spot),
        note: date.note,
        url: press.matter.site.absolute(&path),
        cancelled: date.status == DateStatus::Cancelled,
        told,
    })
}
