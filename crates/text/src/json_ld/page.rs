//! Pages that list stories, and the pieces they share with a story's page.

use super::types::{About, Address, Event, Image, Item, List, ListItem, Location, Named, Node, Offer, Page};
use super::{ArtistFacts, ArtistPageFacts, ImageFacts, ListFacts, PaperFacts, Place};
use domain::artist::ArtistKind;
use domain::body::{DateStatus, TourDate, TourDates};

pub(super) fn list(list: &ListFacts) -> Vec<Node> {
    graph(list, Vec::new())
}

pub(super) fn artist(page: &ArtistPageFacts) -> Vec<Node> {
    let performer = artist_node(&page.artist);
    let mut group = performer.clone();
    if group.kind == "MusicGroup" {
        group.member = page.members.iter().map(|(name, url)| Named::new("Person", name, url.clone())).collect();
    }
    let nights = events(&page.tours, &[performer]).into_iter().map(|event| About::Event(Box::new(event)));
    graph(&page.list, std::iter::once(About::Artist(group)).chain(nights).collect())
}

fn graph(list: &ListFacts, about: Vec<About>) -> Vec<Node> {
    let stories = (!list.stories.is_empty()).then(|| List {
        kind: "ItemList",
        item_list_element: (1..).zip(&list.stories).map(|(position, story)| story_item(position, story)).collect(),
    });
    let page = Page {
        kind: "CollectionPage",
        id: list.page.url.clone(),
        url: list.page.url.clone(),
        name: list.page.name.clone(),
        description: list.description.clone(),
        in_language: list.language.clone(),
        is_part_of: Named::new("WebSite", &list.paper.name, Some(list.paper.url.clone())),
        publisher: publisher(&list.paper),
        about,
        main_entity: stories,
    };
    let mut nodes = vec![Node::Page(Box::new(page))];
    if !list.above.is_empty() {
        nodes.push(Node::List(breadcrumbs(list.above.iter().chain([&list.page]))));
    }
    nodes
}

fn story_item(position: u32, story: &Place) -> ListItem {
    ListItem { kind: "ListItem", position, name: Some(story.name.clone()), url: Some(story.url.clone()), item: None }
}

pub(super) fn breadcrumbs<'a>(steps: impl Iterator<Item = &'a Place>) -> List {
    let step = |(position, place): (u32, &Place)| ListItem {
        kind: "ListItem",
        position,
        name: Some(place.name.clone()),
        url: None,
        item: Some(Item::Address(place.url.clone())),
    };
    List { kind: "BreadcrumbList", item_list_element: (1..).zip(steps).map(step).collect() }
}

pub(super) fn publisher(paper: &PaperFacts) -> Named {
    let mut named = Named::new("NewsMediaOrganization", &paper.name, Some(paper.url.clone()));
    named.logo = paper.logo.as_ref().map(image);
    named
}

pub(super) fn image(facts: &ImageFacts) -> Image {
    Image {
        kind: "ImageObject",
        url: facts.url.clone(),
        width: facts.width,
        height: facts.height,
        caption: facts.caption.clone(),
        credit_text: facts.credit.clone(),
    }
}

/// An artist. A person who makes music alone is a `Person` here; `MusicGroup` would hold too, but says less.
pub(super) fn artist_node(artist: &ArtistFacts) -> Named {
    let kind = if artist.kind == ArtistKind::Person { "Person" } else { "MusicGroup" };
    let mut named = Named::new(kind, &artist.name, Some(artist.url.clone()));
    named.same_as.extend(artist.musicbrainz.as_ref().map(|id| format!("https://musicbrainz.org/artist/{id}")));
    named.same_as.extend(artist.wikidata.as_ref().map(|id| format!("https://www.wikidata.org/wiki/{id}")));
    named
}

pub(super) fn events(tours: &[TourDates], performers: &[Named]) -> Vec<Event> {
    tours.iter().flat_map(|tour| tour.dates.iter().map(|date| event(tour, date, performers))).collect()
}

fn event(tour: &TourDates, date: &TourDate, performers: &[Named]) -> Event {
    let room = if date.venue.is_empty() { &date.city } else { &date.venue };
    let names: Vec<&str> = performers.iter().map(|performer| performer.name.as_str()).collect();
    let who = if names.is_empty() { tour.title.clone() } else { names.join(" & ") };
    Event {
        kind: "MusicEvent",
        name: if who.is_empty() { room.clone() } else { format!("{who}, {room}") },
        start_date: Some(date.date.to_string()),
        event_status: match date.status {
            DateStatus::On | DateStatus::SoldOut => "https://schema.org/EventScheduled",
            DateStatus::Moved => "https://schema.org/EventRescheduled",
            DateStatus::Cancelled => "https://schema.org/EventCancelled",
        },
        location: Some(location(&date.venue, &date.city)),
        performer: performers.to_vec(),
        offers: (!date.tickets.is_empty() && date.status != DateStatus::Cancelled).then(|| Offer {
            kind: "Offer",
            url: date.tickets.clone(),
            availability: if date.status == DateStatus::SoldOut { "https://schema.org/SoldOut" } else { "https://schema.org/InStock" },
        }),
        description: date.note.clone(),
    }
}

pub(super) fn location(venue: &str, city: &str) -> Location {
    let address = (!city.is_empty()).then(|| Address { kind: "PostalAddress", address_locality: city.to_owned() });
    if venue.is_empty() {
        Location { kind: "City", name: city.to_owned(), address }
    } else {
        Location { kind: "MusicVenue", name: venue.to_owned(), address }
    }
}
