//! What search engines are told of a story or an artist, from the same values as the page.

use crate::paper::card::Cards;
use crate::paper::press::Press;
use crate::paper::view::PictureView;
use domain::artist::Artist;
use domain::body::{Block, ClipKind, Picture};
use domain::link::Strength;
use domain::story::{Card, Kind, Part, Story};
use text::json_ld::{
    ArtistFacts, ArtistPageFacts, AuthorFacts, ClipFacts, ImageFacts, ListFacts, PaperFacts, Place, ReviewFacts, Reviewed, StoryFacts,
};
use text::render::clip::player_address;
use text::template::urls;

fn paper(press: &Press) -> PaperFacts {
    let logo = press.theme.address("icons/icon-512.png").or_else(|| press.theme.address("icons/icon-180.png"));
    let size = if press.theme.address("icons/icon-512.png").is_some() { 512 } else { 180 };
    PaperFacts {
        name: press.matter.paper.name.clone(),
        url: press.matter.site.absolute(urls::FRONT),
        logo: logo.map(|path| ImageFacts {
            url: press.matter.site.absolute(path),
            width: size,
            height: size,
            caption: String::new(),
            credit: String::new(),
        }),
    }
}

fn image(press: &Press, picture: &Picture) -> ImageFacts {
    let view = PictureView::of(picture);
    let (width, height) = domain::media::served(view.width, view.height);
    ImageFacts {
        url: press.matter.site.absolute(&urls::media(&picture.media)),
        width,
        height,
        caption: picture.caption.clone(),
        credit: picture.credit.clone(),
    }
}

fn card(press: &Press, address: &str) -> ImageFacts {
    ImageFacts {
        url: press.matter.site.absolute(&urls::card(address)),
        width: newsroom::card::WIDTH,
        height: newsroom::card::HEIGHT,
        caption: String::new(),
        credit: String::new(),
    }
}

fn artist_facts(press: &Press, artist: &Artist, name: &str, subject: bool) -> ArtistFacts {
    ArtistFacts {
        name: name.to_owned(),
        url: press.matter.site.absolute(&urls::artist(&artist.slug)),
        kind: artist.kind,
        musicbrainz: artist.musicbrainz.clone(),
        wikidata: artist.wikidata.clone(),
        subject,
    }
}

/// A story's JSON-LD.
pub(super) fn of_story(press: &Press, story: &Story, named: &Cards, address: &str) -> String {
    let draft = &story.draft;
    let artists = draft.artists.iter().filter_map(|credit| {
        let artist = named.artist(credit.artist)?;
        Some(artist_facts(press, artist, &credit.credited_as, credit.strength == Strength::Subject))
    });
    let writers = draft.bylines.iter().filter(|byline| byline.part != Part::Photographs);
    let authors = writers.filter_map(|byline| named.person(byline.person)).map(|person| AuthorFacts {
        name: person.name.clone(),
        url: press.matter.site.absolute(&urls::person(&person.slug)),
        house: person.house,
    });
    let section = press.matter.section_named(&draft.section);
    text::json_ld::for_story(&StoryFacts {
        paper: paper(press),
        url: press.matter.site.absolute(&urls::story(address)),
        headline: draft.headline.clone(),
        standfirst: draft.standfirst.clone(),
        kind: draft.kind,
        section: Place { name: section.name, url: press.matter.site.absolute(&section.url) },
        language: press.matter.paper.language.clone(),
        zone: press.zone().clone(),
        published: story.published(),
        updated: story.updated,
        words: draft.body.word_count(),
        authors: authors.collect(),
        artists: artists.collect(),
        images: draft.cover.iter().map(|cover| image(press, cover)).chain([card(press, address)]).collect(),
        clips: clips(press, story),
        tours: blocks(story, |block| match block {
            Block::TourDates(tour) => Some(tour.clone()),
            _ => None,
        }),
        review: review(story),
        ranked: blocks(story, |block| match block {
            Block::RankedEntry(entry) => Some(entry.clone()),
            _ => None,
        }),
        advisory: draft.advisory.kinds.clone(),
        corrections: story.corrections.clone(),
        sponsor: draft.sponsor.clone(),
    })
}

fn blocks<T>(story: &Story, pick: impl Fn(&Block) -> Option<T>) -> Vec<T> {
    story.draft.body.blocks.iter().filter_map(pick).collect()
}

fn clips(press: &Press, story: &Story) -> Vec<ClipFacts> {
    blocks(story, |block| match block {
        Block::Clip(clip) => Some(ClipFacts {
            title: clip.title.clone(),
            audio: clip.kind != ClipKind::Video,
            embed: player_address(clip)?,
            poster: clip.poster.as_ref().map(|key| press.matter.site.absolute(&urls::media(key))),
            seconds: clip.duration,
        }),
        _ => None,
    })
}

/// What a review is of, as far as the story says: an album by its track list or its headline, a night otherwise.
fn review(story: &Story) -> Option<ReviewFacts> {
    let draft = &story.draft;
    let of = match draft.kind {
        Kind::Review => Reviewed::Album,
        Kind::LiveReview => Reviewed::Event,
        _ => return None,
    };
    let listed = draft.body.blocks.iter().find_map(|block| match block {
        Block::TrackList(tracks) if !tracks.title.is_empty() => Some(tracks.title.clone()),
        _ => None,
    });
    let from_headline = draft.headline.split_once(": ").map(|(_, title)| title.to_owned());
    let title = listed.or(from_headline).unwrap_or_default();
    Some(ReviewFacts { of, title, venue: String::new(), day: None, score: draft.body.score().cloned() })
}

/// The JSON-LD of a page that lists stories; the front when its path says so.
pub(super) fn of_list<'a>(press: &Press, name: &str, path: &str, about: &str, stories: impl IntoIterator<Item = &'a Card>) -> String {
    let above = if path == urls::FRONT { Vec::new() } else { vec![place(press, &press.matter.paper.name, urls::FRONT)] };
    text::json_ld::for_list(&list(press, place(press, name, path), about, above, stories))
}

fn place(press: &Press, name: &str, path: &str) -> Place {
    Place { name: name.to_owned(), url: press.matter.site.absolute(path) }
}

fn list<'a>(press: &Press, page: Place, about: &str, above: Vec<Place>, stories: impl IntoIterator<Item = &'a Card>) -> ListFacts {
    ListFacts {
        paper: paper(press),
        page,
        description: about.to_owned(),
        language: press.matter.paper.language.clone(),
        above,
        stories: stories.into_iter().map(|card| place(press, &card.headline, &urls::story(&card.address))).collect(),
    }
}

/// An artist page's JSON-LD.
pub(super) fn of_artist(press: &Press, artist: &Artist, members: Vec<(String, Option<String>)>, stories: &[Card]) -> String {
    let above = vec![place(press, &press.matter.paper.name, urls::FRONT), place(press, &press.word("nav.artists"), urls::ARTISTS)];
    let list = list(press, place(press, &artist.name, &urls::artist(&artist.slug)), &artist.disambiguation, above, stories);
    let tours = Vec::new();
    text::json_ld::for_artist(&ArtistPageFacts { list, artist: artist_facts(press, artist, &artist.name, true), members, tours })
}
