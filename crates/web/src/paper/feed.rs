//! Feeds of the paper, of each section, artist and byline, with the whole text.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::artist;
use crate::paper::body::Known;
use crate::paper::card::Cards;
use crate::paper::place::List;
use crate::paper::press::Press;
use crate::paper::view;
use crate::theme::media_type;
use axum::http::StatusCode;
use domain::body::Picture;
use domain::link::Strength;
use domain::slug::Slug;
use domain::story::{Card, Part, Story};
use store::stories::{CardFilter, cards};
use text::feed::{Author, Cover, Feed, Item};
use text::template::urls::{self, FeedForm};

/// So many stories, newest first.
const ITEMS: usize = 30;

/// What a feed is of.
struct Of {
    filter: CardFilter,
    title: String,
    description: String,
    list: String,
}

/// Renders the feed of a list.
pub(crate) async fn page(press: &Press, list: &List, form: FeedForm) -> Result<Page, Fault> {
    let of = of(press, list, form).await?;
    let found = cards(&press.conn, &of.filter, ITEMS, 0).await?;
    if found.is_empty() && matches!(list, List::Person(_)) {
        // Somebody whose first story is still to come is as unknown as that story.
        return Err(Fault::not_found());
    }
    let items = items(press, &found).await?;
    let feed = Feed {
        title: of.title,
        description: of.description,
        page: press.matter.site.absolute(&of.list),
        address: press.matter.site.absolute(&urls::feed(&of.list, form)),
        language: press.matter.paper.language.clone(),
        publisher: press.matter.paper.name.clone(),
        icon: press.theme.address("icons/icon-180.png").map(|path| press.matter.site.absolute(path)),
        updated: found.iter().map(|card| card.updated.max(card.published)).max().unwrap_or(domain::time::Instant::from_micros(0)),
        zone: press.zone().clone(),
    };
    let (media_type, text) = match form {
        FeedForm::Rss => ("application/rss+xml; charset=utf-8", text::feed::rss::rss(&feed, &items)),
        FeedForm::Atom => ("application/atom+xml; charset=utf-8", text::feed::atom::atom(&feed, &items)),
        FeedForm::Json => ("application/feed+json; charset=utf-8", text::feed::json::json(&feed, &items)),
    };
    Ok(Page::new(StatusCode::OK, media_type, text, press.midnight()))
}

async fn of(press: &Press, list: &List, form: FeedForm) -> Result<Of, Fault> {
    let paper = &press.matter.paper;
    let under = |name: &str| format!("{name} – {}", paper.name);
    Ok(match list {
        List::Paper => Of {
            filter: CardFilter::default(),
            title: paper.name.clone(),
            description: paper.tagline.clone(),
            list: urls::FRONT.to_owned(),
        },
        List::Section(slug) => {
            let section = press.matter.section(slug).ok_or_else(Fault::not_found)?;
            Of {
                filter: CardFilter { section: Some(slug.clone()), ..CardFilter::default() },
                title: under(&section.name),
                description: under(&section.name),
                list: urls::section(slug),
            }
        }
        List::Artist(slug) => {
            let moved = |slug: &Slug| urls::feed(&urls::artist(slug), form);
            let artist = artist::standing(press, slug, &moved).await?.ok_or_else(Fault::not_found)?;
            let strengths = vec![Strength::Subject, Strength::Featured];
            Of {
                filter: CardFilter { artist: Some(artist.id), strengths, ..CardFilter::default() },
                title: under(&artist.name),
                description: under(&artist.name),
                list: urls::artist(slug),
            }
        }
        List::Person(slug) => {
            let person = store::paper::person_by_slug(&press.conn, slug).await?.ok_or_else(Fault::not_found)?;
            Of {
                filter: CardFilter { person: Some(person.id), ..CardFilter::default() },
                title: under(&person.name),
                description: if person.bio.is_empty() { under(&person.name) } else { person.bio },
                list: urls::person(slug),
            }
        }
    })
}

/// Cards with their whole text.
pub(crate) async fn items(press: &Press, cards: &[Card]) -> Result<Vec<Item>, Fault> {
    let named = Cards::of(press, cards).await?;
    let mut items = Vec::with_capacity(cards.len());
    for card in cards {
        let Some(story) = store::stories::by_id(&press.conn, card.id).await? else { continue };
        let url = press.matter.site.absolute(&urls::story(&card.address));
        let html = Known::of_story(press, &story).await?.feed(press, &story.draft.body, &url);
        let html = text::render::with_corrections(html, &corrections(press, &story));
        items.push(Item { html, ..bare_item(press, card, &named, url).await? });
    }
    Ok(items)
}

/// What was corrected in a story, with what stands before each.
fn corrections(press: &Press, story: &Story) -> Vec<(String, String)> {
    let head = press.theme.word("story.correction", &[("count", "1".to_owned())]);
    let told =
        story.corrections.iter().map(|correction| (format!("{head}, {}", press.zone().date_words(correction.at)), correction.text.clone()));
    told.collect()
}

/// A card as an item without its text.
pub(crate) async fn bare_item(press: &Press, card: &Card, named: &Cards, url: String) -> Result<Item, Fault> {
    let writers = card.bylines.iter().filter(|byline| byline.part != Part::Photographs);
    let authors = writers.filter_map(|byline| named.person(byline.person));
    let authors =
        authors.map(|person| Author { name: person.name.clone(), url: Some(press.matter.site.absolute(&urls::person(&person.slug))) });
    Ok(Item {
        url,
        headline: card.headline.clone(),
        standfirst: card.standfirst.clone(),
        html: text::html::Html::default(),
        authors: authors.collect(),
        artists: named.credited(&card.artists).into_iter().map(|artist| artist.name).collect(),
        section: press.matter.section_named(&card.section).name,
        advisory: view::advisory(&card.advisory, press),
        sponsor: card.sponsor.as_ref().map(|sponsor| view::paid_for(press, sponsor)),
        published: card.published,
        updated: card.updated,
        cover: match &card.cover {
            Some(picture) => Some(cover(press, picture).await?),
            None => None,
        },
        language: None,
    })
}

async fn cover(press: &Press, picture: &Picture) -> Result<Cover, Fault> {
    // Readers of feeds get the widest form, and are told what it is: not always of the kind that the file came in.
    let served = store::media::sizes(&press.conn, &picture.media).await?.pop();
    let (width, height) = domain::media::served(picture.width, picture.height);
    Ok(Cover {
        url: press.matter.site.absolute(&urls::media(&picture.media)),
        media_type: served.as_ref().map_or_else(|| media_type(picture.media.as_str()).to_owned(), |size| size.mime.clone()),
        bytes: served.map(|size| size.bytes),
        width,
        height,
        alt: picture.alt.clone(),
        credit: picture.credit.clone(),
    })
}
