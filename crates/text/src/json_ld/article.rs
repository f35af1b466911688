//! A story's page.

use super::page::{artist_node, breadcrumbs, events, image, location, publisher};
use super::types::{About, Article, CorrectionNote, Event, Item, List, ListItem, Media, Named, Node, Rating, ReviewedThing, Work};
use super::{ArtistFacts, AuthorFacts, ClipFacts, Place, ReviewFacts, Reviewed, StoryFacts};
use domain::body::{AdvisoryKind, RankedEntry};
use domain::story::Kind;

pub(super) fn graph(story: &StoryFacts) -> Vec<Node> {
    let front = Place { name: story.paper.name.clone(), url: story.paper.url.clone() };
    let here = Place { name: story.headline.clone(), url: story.url.clone() };
    let way = breadcrumbs([&front, &story.section, &here].into_iter());
    vec![Node::Article(Box::new(article(story))), Node::List(way)]
}

fn article(story: &StoryFacts) -> Article {
    let subjects: Vec<Named> = artists(story, true);
    let nights = events(&story.tours, &subjects).into_iter().map(|event| About::Event(Box::new(event)));
    let is_review = matches!(story.kind, Kind::Review | Kind::LiveReview) && story.review.is_some();
    let review = story.review.as_ref().filter(|_| is_review);
    Article {
        kind: article_kind(story.kind, is_review),
        id: story.url.clone(),
        url: story.url.clone(),
        main_entity_of_page: story.url.clone(),
        headline: story.headline.clone(),
        description: story.standfirst.clone(),
        in_language: story.language.clone(),
        date_published: story.zone.rfc3339(story.published),
        date_modified: story.zone.rfc3339(story.updated.max(story.published)),
        article_section: story.section.name.clone(),
        word_count: story.words,
        is_accessible_for_free: true,
        author: authors(story),
        publisher: publisher(&story.paper),
        sponsor: story.sponsor.as_ref().map(|sponsor| Named::new("Organization", &sponsor.name, sponsor.link.clone())),
        image: story.images.iter().map(image).collect(),
        about: subjects.iter().cloned().map(About::Artist).chain(nights).collect(),
        mentions: artists(story, false),
        video: clips(story, false),
        audio: clips(story, true),
        item_reviewed: review.map(|review| reviewed(review, &subjects)),
        review_rating: review.and_then(|review| review.score.as_ref()).map(|score| Rating {
            kind: "Rating",
            rating_value: score.value,
            best_rating: score.out_of,
            worst_rating: 0.0,
        }),
        content_rating: content_rating(&story.advisory),
        is_family_friendly: story.advisory.iter().any(|kind| *kind != AdvisoryKind::Flashing).then_some(false),
        accessibility_hazard: story.advisory.contains(&AdvisoryKind::Flashing).then_some("flashing"),
        correction: corrections(story),
        main_entity: (!story.ranked.is_empty()).then(|| ranked(&story.ranked)),
    }
}

fn article_kind(kind: Kind, is_review: bool) -> &'static str {
    match kind {
        _ if is_review => "ReviewNewsArticle",
        Kind::News | Kind::Tour | Kind::Obituary => "ReportageNewsArticle",
        Kind::Feature | Kind::Interview | Kind::Review | Kind::LiveReview | Kind::Premiere | Kind::List => "NewsArticle",
    }
}

fn artists(story: &StoryFacts, subject: bool) -> Vec<Named> {
    story.artists.iter().filter(|artist: &&ArtistFacts| artist.subject == subject).map(artist_node).collect()
}

/// Who wrote it; the paper itself when nobody is named, since an article without an author is refused by its readers.
fn authors(story: &StoryFacts) -> Vec<Named> {
    let author = |author: &AuthorFacts| {
        let kind = if author.house { "Organization" } else { "Person" };
        Named::new(kind, &author.name, Some(author.url.clone()))
    };
    if story.authors.is_empty() { vec![publisher(&story.paper)] } else { story.authors.iter().map(author).collect() }
}

fn clips(story: &StoryFacts, audio: bool) -> Vec<Media> {
    let media = |clip: &ClipFacts| Media {
        kind: if audio { "AudioObject" } else { "VideoObject" },
        name: if clip.title.is_empty() { story.headline.clone() } else { clip.title.clone() },
        description: if story.standfirst.is_empty() { story.headline.clone() } else { story.standfirst.clone() },
        embed_url: clip.embed.clone(),
        upload_date: story.zone.rfc3339(story.published),
        thumbnail_url: clip.poster.clone(),
        duration: (clip.seconds > 0).then(|| duration(clip.seconds)),
    };
    story.clips.iter().filter(|clip| clip.audio == audio).map(media).collect()
}

/// ISO 8601: `PT1H4M12S`.
fn duration(seconds: u32) -> String {
    let part = |number: u32, letter: char| if number == 0 { String::new() } else { format!("{number}{letter}") };
    format!("PT{}{}{}", part(seconds / 3600, 'H'), part(seconds / 60 % 60, 'M'), part(seconds % 60, 'S'))
}

fn reviewed(review: &ReviewFacts, subjects: &[Named]) -> ReviewedThing {
    let work = |kind| {
        let by_artist = subjects.to_vec();
        ReviewedThing::Work(Work { kind, name: review.title.clone(), by_artist, date_published: None })
    };
    match review.of {
        Reviewed::Album => work("MusicAlbum"),
        Reviewed::Recording => work("MusicRecording"),
        Reviewed::Event => ReviewedThing::Event(Box::new(night(review, subjects))),
    }
}

fn night(review: &ReviewFacts, subjects: &[Named]) -> Event {
    let names: Vec<&str> = subjects.iter().map(|subject| subject.name.as_str()).collect();
    Event {
        kind: "MusicEvent",
        name: if review.title.is_empty() { names.join(" & ") } else { review.title.clone() },
        start_date: review.day.map(|day| day.to_string()),
        event_status: "https://schema.org/EventScheduled",
        location: (!review.venue.is_empty()).then(|| location(&review.venue, "")),
        performer: subjects.to_vec(),
        offers: None,
        description: String::new(),
    }
}

fn content_rating(advisory: &[AdvisoryKind]) -> Option<String> {
    let said: Vec<String> = advisory.iter().map(|kind| kind.said()).collect();
    (!said.is_empty()).then(|| format!("Contains {}", said.join(", ")))
}

fn corrections(story: &StoryFacts) -> Vec<CorrectionNote> {
    let note = |correction: &domain::story::Correction| CorrectionNote {
        kind: "CorrectionComment",
        text: correction.text.clone(),
        date_created: story.zone.rfc3339(correction.at),
    };
    story.corrections.iter().map(note).collect()
}

fn ranked(entries: &[RankedEntry]) -> List {
    let item = |entry: &RankedEntry| ListItem {
        kind: "ListItem",
        position: entry.number,
        name: None,
        url: None,
        item: Some(Item::Work(Work {
            kind: "MusicAlbum",
            name: entry.title.clone(),
            by_artist: entry.artist.iter().map(|name| Named::new("MusicGroup", name, None)).collect(),
            date_published: entry.year.map(|year| year.to_string()),
        })),
    };
    List { kind: "ItemList", item_list_element: entries.iter().map(item).collect() }
}
